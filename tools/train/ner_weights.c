/* Weights to bytes, features to rows, the model's file. */
#include <math.h>
#include <stdlib.h>

#include "ner_parts.h"

/* a weight above this is written as this */
#define WEIGHT_MOST 2.5f

enum { NAMES = L - 1 }; /* labels but O */

/* what a label but O has above O, rounded to what the file will hold */
static float quantise(const model *m, int8_t *out)
{
	size_t n = (size_t)m->rows * NAMES;
	float *above = mq_heap_alloc(sizeof *above * n), most = 1e-6f;
	for (size_t i = 0; i < n; i++) {
		const float *w = m->w + i / NAMES * L;
		above[i] = w[1 + i % NAMES] - w[MQ_NER_O];
		most = fabsf(above[i]) > most ? fabsf(above[i]) : most;
	}
	if (most > WEIGHT_MOST) most = WEIGHT_MOST;
	float scale = most / 127.0f;
	for (size_t i = 0; i < n; i++) {
		float q = roundf(above[i] / scale);
		out[i] = (int8_t)(q > 127 ? 127 : q < -127 ? -127 : q);
	}
	mq_heap_free(above);
	return scale;
}

typedef struct {
	uint32_t feature, number;
	float weight; /* what it can change: the most that one of its weights has, more where it is met often */
} placed;

static int by_weight(const void *x, const void *y)
{
	const placed *a = x, *b = y;
	if (a->weight != b->weight) return a->weight > b->weight ? -1 : 1;
	return a->feature < b->feature ? -1 : a->feature > b->feature;
}

static uint32_t free_row(const mq_ner_line *line)
{
	uint32_t row = 0;
	while (row < MQ_NER_ROWS && line->check[row]) row++;
	return row;
}

/* features to the lines of the file, those that change most first; one that finds no free row in its line is left out */
static void place_features(const model *m, const int8_t *bytes, uint32_t lines, mq_ner_line *line)
{
	placed *v = mq_heap_alloc(sizeof *v * (m->rows + 1));
	uint32_t n = 0, left_out = 0;
	for (uint32_t i = 0; i < m->known.size; i++) {
		if (!m->known.times[i] || m->known.number[i] == NOT_NUMBERED) continue;
		placed p = {m->known.feature[i], m->known.number[i], 0};
		int32_t most = 0;
		for (int k = 0; k < NAMES; k++) {
			int32_t w = abs(bytes[(size_t)p.number * NAMES + (size_t)k]);
			if (w > most) most = w;
		}
		p.weight = sqrtf((float)m->known.times[i]) * (float)most;
		if (p.weight > 0) v[n++] = p;
	}
	qsort(v, n, sizeof *v, by_weight);
	for (uint32_t i = 0; i < n; i++) {
		mq_ner_line *to = &line[mq_ner_line_of(v[i].feature, lines)];
		uint32_t row = free_row(to);
		left_out += row == MQ_NER_ROWS;
		if (row == MQ_NER_ROWS) continue;
		to->check[row] = mq_ner_check(v[i].feature);
		memcpy(to->weight[row], bytes + (size_t)v[i].number * NAMES, NAMES);
	}
	fprintf(stderr, "features: %u with a weight, %u found no row of %u\n", n, left_out, lines * MQ_NER_ROWS);
	mq_heap_free(v);
}

static bool write_more(const mq_ner_classes *c, FILE *f)
{
	bool good = true;
	for (int k = 0; good && k < MQ_NER_MORE; k++)
		good = fwrite(c->more[k].fine, 2, c->n + (c->n & 1), f) == c->n + (c->n & 1) &&
		       fwrite(c->more[k].middle, 2, c->fine_n, f) == c->fine_n &&
		       fwrite(c->more[k].coarse, 2, c->fine_n, f) == c->fine_n;
	return good;
}

bool ner_write_model(const setup *t, const model *m, uint32_t rows, const char *path)
{
	uint32_t lines = rows / MQ_NER_ROWS;
	int8_t *bytes = mq_heap_alloc((size_t)m->rows * NAMES);
	mq_ner_line *line = mq_heap_alloc(sizeof *line * lines);
	mq_ner_head head = {.magic = "mqner04", .lines = lines, .words = t->classes.n, .fine_n = t->classes.fine_n};
	const mq_ner_classes *c = &t->classes;
	uint32_t *none = mq_heap_alloc(4 * (size_t)(c->n + 1));
	if (!bytes || !line || !none) return false;
	head.magic[7] = '\n';
	head.scale = quantise(m, bytes);
	place_features(m, bytes, lines, line);
	FILE *f = fopen(path, "wb");
	bool good = f && fwrite(&head, sizeof head, 1, f) && fwrite(m->step, sizeof m->step, 1, f) &&
		    fwrite(c->key, 4, c->n, f) == c->n && fwrite(c->fine, 2, c->n + (c->n & 1), f) &&
		    fwrite(c->profile ? c->profile : none, 4, c->n, f) == c->n && fwrite(c->middle, 2, c->fine_n, f) &&
		    fwrite(c->coarse, 2, c->fine_n, f) && write_more(c, f) && fwrite(line, sizeof *line, lines, f) == lines;
	mq_heap_free(bytes);
	mq_heap_free(line);
	mq_heap_free(none);
	return f && fclose(f) == 0 && good;
}

bool ner_read_model(setup *t, const char *path, const mq_ner **out)
{
	size_t room = (size_t)16 << 20;
	FILE *f = fopen(path, "rb");
	char *bytes = mq_heap_alloc(room);
	size_t n = f && bytes ? fread(bytes, 1, room, f) : 0;
	if (f) fclose(f);
	return mq_ok(mq_ner_read(t->rules, mq_text_at(bytes, n), t->gaz, out));
}
