#include "text/shape.h"

#include <math.h>

#define OTHER 63u
#define EDGE  0u
/* what a letter seen twice in a row of two counts for, beside what was seen after two */
#define AFTER_ONE 8.0f
#define AFTER_ALL 8.0f
#define LEAST     1e-4f

/* the next letter of a normal form */
static inline uint32_t letter_at(mq_text t, size_t *at)
{
	const unsigned char *p = (const unsigned char *)t.p + *at;
	*at += 2;
	if (*at > t.n || (p[0] & 0xFE) != 0xD8) return OTHER;
	return (p[0] == 0xD8 && p[1] < 0xA0) ? OTHER : (p[1] & 0x3F) ? (p[1] & 0x3F) : OTHER;
}

void mq_shape_add(mq_shape_sums *m, mq_text stem, float weight)
{
	uint32_t a = EDGE, b = EDGE;
	for (size_t at = 0; at < stem.n;) {
		uint32_t c = letter_at(stem, &at);
		m->n[a][b][c] += weight;
		a = b;
		b = c;
	}
	m->n[a][b][EDGE] += weight;
}

static int16_t unit_of(float share) { return (int16_t)lrintf(logf(share) * MQ_SHAPE_UNIT); }

/* shares of the third letter, given the first two, lean on those given the second alone, and these on those of all letters */
void mq_shape_close(mq_shape_sums *m, mq_shape *out)
{
	float two[MQ_SHAPE_LETTERS][MQ_SHAPE_LETTERS] = {{0}}, one[MQ_SHAPE_LETTERS] = {0}, all = 0;
	for (uint32_t i = 0; i < MQ_SHAPE_LETTERS * MQ_SHAPE_LETTERS * MQ_SHAPE_LETTERS; i++) {
		float n = m->n[i >> 12][i >> 6 & 63][i & 63];
		two[i >> 6 & 63][i & 63] += n;
		one[i & 63] += n;
		all += n;
	}
	for (uint32_t b = 0; b < MQ_SHAPE_LETTERS; b++) {
		float sum = 0;
		for (uint32_t c = 0; c < MQ_SHAPE_LETTERS; c++) sum += two[b][c];
		for (uint32_t c = 0; c < MQ_SHAPE_LETTERS; c++)
			two[b][c] = (two[b][c] + AFTER_ALL * (one[c] / (all + 1) + LEAST)) / (sum + AFTER_ALL);
	}
	for (uint32_t ab = 0; ab < MQ_SHAPE_LETTERS * MQ_SHAPE_LETTERS; ab++) {
		const float *n = m->n[ab >> 6][ab & 63];
		float sum = 0;
		for (uint32_t c = 0; c < MQ_SHAPE_LETTERS; c++) sum += n[c];
		for (uint32_t c = 0; c < MQ_SHAPE_LETTERS; c++)
			out->p[ab >> 6][ab & 63][c] = unit_of((n[c] + AFTER_ONE * two[ab & 63][c]) / (sum + AFTER_ONE));
	}
}

void mq_shape_fetch(const mq_shape *m, mq_text word)
{
	uint32_t a = EDGE, b = EDGE;
	for (size_t at = 0; at < word.n;) {
		uint32_t c = letter_at(word, &at);
		__builtin_prefetch(&m->p[a][b][c]);
		a = b;
		b = c;
	}
}

void mq_shape_word(const mq_shape *m, mq_text word, mq_shaped *w)
{
	size_t n = 0;
	for (size_t at = 0; at < word.n && n < MQ_SHAPED_MOST; n++) w->letter[n] = (uint8_t)letter_at(word, &at);
	w->sum[0] = w->sum[1] = w->sum[2] = 0;
	for (size_t i = 2; i < n; i++) w->sum[i + 1] = w->sum[i] + m->p[w->letter[i - 2]][w->letter[i - 1]][w->letter[i]];
}

float mq_shape_part(const mq_shape *m, const mq_shaped *w, size_t from, size_t n, mq_text rest)
{
	uint32_t a = EDGE, b = EDGE;
	int32_t sum = 0;
	const uint8_t *l = w->letter + from;
	if (n > 0) {
		sum = m->p[EDGE][EDGE][l[0]];
		b = l[0];
	}
	if (n > 1) {
		sum += m->p[EDGE][l[0]][l[1]] + w->sum[from + n] - w->sum[from + 2];
		a = l[n - 2];
		b = l[n - 1];
	}
	for (size_t at = 0; at < rest.n;) {
		uint32_t c = letter_at(rest, &at);
		sum += m->p[a][b][c];
		a = b;
		b = c;
	}
	return (float)(sum + m->p[a][b][EDGE]) / MQ_SHAPE_UNIT;
}

float mq_shape_log(const mq_shape *m, mq_text stem)
{
	static const mq_shaped none = {.letter = {0}};
	return mq_shape_part(m, &none, 0, 0, stem);
}
