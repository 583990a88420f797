/* Weights to bytes, features to rows, the model's file. */
#include <math.h>
#include <stdlib.h>

#include "ner_parts.h"

/* rounds the weights to what the file will hold */
static float quantise(model *m, int8_t *out)
{
	size_t n = (size_t)m->rows * L;
	float most = 1e-6f;
	for (size_t i = 0; i < n; i++) most = fabsf(m->w[i]) > most ? fabsf(m->w[i]) : most;
	if (most > 3.0f) most = 3.0f;
	float scale = most / 127.0f;
	for (size_t i = 0; i < n; i++) {
		float q = roundf(m->w[i] / scale);
		out[i] = (int8_t)(q > 127 ? 127 : q < -127 ? -127 : q);
	}
	return scale;
}

typedef struct {
	uint32_t feature, number;
	int32_t weight; /* what it can change: the most that one of its weights has */
} placed;

static int by_weight(const void *x, const void *y)
{
	const placed *a = x, *b = y;
	if (a->weight != b->weight) return a->weight > b->weight ? -1 : 1;
	return a->feature < b->feature ? -1 : a->feature > b->feature;
}

/* features to the rows of the file, those that change most first; one that finds no free row in its bucket is left out */
static void place_features(const model *m, const int8_t *bytes, uint32_t rows, uint16_t *check, int8_t *weight)
{
	placed *v = mq_heap_alloc(sizeof *v * (m->rows + 1));
	uint32_t n = 0, left_out = 0;
	for (uint32_t i = 0; i < m->known.size; i++) {
		if (!m->known.times[i] || m->known.number[i] == NOT_NUMBERED) continue;
		placed p = {m->known.feature[i], m->known.number[i], 0};
		for (int k = 0; k < L; k++) {
			int32_t w = abs(bytes[(size_t)p.number * L + (size_t)k]);
			if (w > p.weight) p.weight = w;
		}
		if (p.weight > 0) v[n++] = p;
	}
	qsort(v, n, sizeof *v, by_weight);
	for (uint32_t i = 0; i < n; i++) {
		uint32_t row = mq_ner_row(v[i].feature, rows), end = row + MQ_NER_BUCKET;
		while (row < end && check[row]) row++;
		if (row == end) {
			left_out++;
			continue;
		}
		check[row] = mq_ner_check(v[i].feature);
		memcpy(weight + (size_t)row * L, bytes + (size_t)v[i].number * L, L);
	}
	fprintf(stderr, "features: %u with a weight, %u found no row of %u\n", n, left_out, rows);
	mq_heap_free(v);
}

bool ner_write_model(const setup *t, model *m, uint32_t rows, const char *path)
{
	size_t all = (size_t)rows + MQ_NER_BUCKET;
	int8_t *bytes = mq_heap_alloc((size_t)m->rows * L), *weight = mq_heap_alloc(all * L);
	uint16_t *check = mq_heap_alloc(all * sizeof *check);
	mq_ner_head head = {.magic = "mqner02", .rows = rows, .words = t->classes.n, .fine_n = t->classes.fine_n};
	const mq_ner_classes *c = &t->classes;
	uint16_t *none = mq_heap_alloc(2 * (size_t)(c->n + 1));
	if (!bytes || !weight || !check || !none) return false;
	head.magic[7] = '\n';
	head.scale = quantise(m, bytes);
	place_features(m, bytes, rows, check, weight);
	FILE *f = fopen(path, "wb");
	bool good = f && fwrite(&head, sizeof head, 1, f) && fwrite(m->step, sizeof m->step, 1, f) &&
		    fwrite(c->key, 4, c->n, f) == c->n && fwrite(c->fine, 2, c->n + (c->n & 1), f) &&
		    fwrite(c->profile ? c->profile : none, 2, c->n + (c->n & 1), f) && fwrite(c->middle, 2, c->fine_n, f) &&
		    fwrite(c->coarse, 2, c->fine_n, f) && fwrite(check, 2, all, f) == all && fwrite(weight, L, all, f) == all;
	mq_heap_free(bytes);
	mq_heap_free(weight);
	mq_heap_free(check);
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
