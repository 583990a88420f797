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

void mq_shape_add(mq_shape *m, mq_text stem, float weight)
{
	uint32_t a = EDGE, b = EDGE;
	for (size_t at = 0; at < stem.n;) {
		uint32_t c = letter_at(stem, &at);
		m->p[a][b][c] += weight;
		a = b;
		b = c;
	}
	m->p[a][b][EDGE] += weight;
}

void mq_shape_close(mq_shape *m)
{
	float two[MQ_SHAPE_LETTERS][MQ_SHAPE_LETTERS] = {{0}}, one[MQ_SHAPE_LETTERS] = {0}, all = 0;
	for (uint32_t a = 0; a < MQ_SHAPE_LETTERS; a++)
		for (uint32_t b = 0; b < MQ_SHAPE_LETTERS; b++)
			for (uint32_t c = 0; c < MQ_SHAPE_LETTERS; c++) {
				two[b][c] += m->p[a][b][c];
				one[c] += m->p[a][b][c];
				all += m->p[a][b][c];
			}
	for (uint32_t b = 0; b < MQ_SHAPE_LETTERS; b++) {
		float sum = 0;
		for (uint32_t c = 0; c < MQ_SHAPE_LETTERS; c++) sum += two[b][c];
		for (uint32_t c = 0; c < MQ_SHAPE_LETTERS; c++)
			two[b][c] = (two[b][c] + AFTER_ALL * (one[c] / (all + 1) + LEAST)) / (sum + AFTER_ALL);
	}
	for (uint32_t a = 0; a < MQ_SHAPE_LETTERS; a++)
		for (uint32_t b = 0; b < MQ_SHAPE_LETTERS; b++) {
			float sum = 0;
			for (uint32_t c = 0; c < MQ_SHAPE_LETTERS; c++) sum += m->p[a][b][c];
			for (uint32_t c = 0; c < MQ_SHAPE_LETTERS; c++)
				m->p[a][b][c] = logf((m->p[a][b][c] + AFTER_ONE * two[b][c]) / (sum + AFTER_ONE));
		}
}

float mq_shape_log(const mq_shape *m, mq_text stem)
{
	uint32_t a = EDGE, b = EDGE;
	float sum = 0;
	for (size_t at = 0; at < stem.n;) {
		uint32_t c = letter_at(stem, &at);
		sum += m->p[a][b][c];
		a = b;
		b = c;
	}
	return sum + m->p[a][b][EDGE];
}
