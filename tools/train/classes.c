/* Word classes from raw news: vectors by skip-gram with negative sampling (Mikolov et al. 2013), then k-means on the directions,
 * fine; the centres again into middle and coarse. Three clusterings: of vectors that know where a neighbour stands, one output
 * matrix a position (Ling et al. 2015), which say how a word is used; of vectors of a wide window, which say what it is about;
 * and of both. One thread, fixed seeds. usage: classes OUT NEWS.jsonl.gz... OUT: uint32 words, uint32 fine_n, keys, then of each
 * clustering fine (even count), middle, coarse: as they stand in the model. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "corpus.h"
#include "fixed.h"

enum { DIM = 64, NEGATIVE = 5, LEAST = 6, FINE = 1000, MIDDLE = 160, COARSE = 40, ROUNDS = 14 };

/* how vectors are learned: words on either side, each with a matrix of its own or in a window drawn by lot, and passes */
typedef struct {
	int side, epochs;
	bool placed;
	uint64_t seed;
} recipe;
#define WORDS_MOST   (1u << 22)
#define CORPUS_MOST  (24u << 20)
#define DRAW_SIZE    (1u << 22)
#define SENTENCE_END UINT32_MAX

typedef struct {
	uint32_t key, times, rank;
} entry;

typedef struct {
	const mq_lexicon *lex;
	mq_arena *a;
	entry *table; /* open addressing by key */
	uint32_t used;
	uint32_t *text; /* keys, 0 at the ends of sentences */
	uint32_t n;
} corpus;

static entry *find(corpus *c, uint32_t key)
{
	uint32_t at = key & (WORDS_MOST - 1);
	while (c->table[at].times && c->table[at].key != key) at = (at + 1) & (WORDS_MOST - 1);
	return &c->table[at];
}

static bool take_article(void *to, mq_text title, mq_text body)
{
	corpus *c = to;
	mq_doc doc;
	mq_ner_word *w;
	uint32_t n;
	mq_arena_clear(c->a);
	if (!mq_ok(mq_text_read(c->a, c->lex, title, body, &doc)) || !mq_words_of_doc(c->a, &doc, &w, &n)) return true;
	for (uint32_t i = 0; i < n && c->n + 2 < CORPUS_MOST; i++) {
		uint32_t key = w[i].kind == MQ_TOKEN_NUMBER ? 1 : (uint32_t)mq_hash(w[i].norm);
		entry *e = find(c, key ? key : 1);
		if (!e->times && c->used * 2 > WORDS_MOST) continue;
		c->used += e->times == 0;
		e->key = key ? key : 1;
		e->times++;
		c->text[c->n++] = e->key;
		if (w[i].ends) c->text[c->n++] = 0;
	}
	return c->n + 2 < CORPUS_MOST;
}

static int by_times(const void *x, const void *y)
{
	const entry *a = x, *b = y;
	if (a->times != b->times) return a->times < b->times ? 1 : -1;
	return a->key < b->key ? -1 : a->key > b->key;
}

/* words from the most frequent on; text becomes ranks */
static uint32_t rank_words(corpus *c, entry **out)
{
	entry *v = mq_heap_alloc(sizeof *v * c->used);
	uint32_t n = 0, kept = 0;
	for (uint32_t i = 0; i < WORDS_MOST; i++)
		if (c->table[i].times) v[n++] = c->table[i];
	qsort(v, n, sizeof *v, by_times);
	while (kept < n && v[kept].times >= LEAST) kept++;
	for (uint32_t i = 0; i < n; i++) find(c, v[i].key)->rank = i < kept ? i : SENTENCE_END - 1;
	for (uint32_t i = 0; i < c->n; i++) c->text[i] = c->text[i] ? find(c, c->text[i])->rank : SENTENCE_END;
	*out = v;
	return kept;
}

static uint32_t *draw_table(const entry *v, uint32_t n)
{
	uint32_t *t = mq_heap_alloc(sizeof *t * DRAW_SIZE);
	double sum = 0, run = 0;
	for (uint32_t i = 0; i < n; i++) sum += sqrt(v[i].times) * sqrt(sqrt(v[i].times));
	for (uint32_t i = 0, at = 0; i < n; i++) {
		run += sqrt(v[i].times) * sqrt(sqrt(v[i].times));
		while (at < DRAW_SIZE && at < run / sum * DRAW_SIZE) t[at++] = i;
	}
	return t;
}

static void learn_pair(float *in, float *out, float label, float rate, float *gradient)
{
	float dot = 0;
	for (int d = 0; d < DIM; d++) dot += in[d] * out[d];
	float g = dot > 8 ? label - 1 : dot < -8 ? label : label - 1.0f / (1.0f + fixed_exp(-dot));
	g *= rate;
	for (int d = 0; d < DIM; d++) {
		gradient[d] += g * out[d];
		out[d] += g * in[d];
	}
}

/* does a sentence end between the words at and to */
static bool is_parted(const uint32_t *text, int64_t at, int64_t to)
{
	for (; at < to; at++)
		if (text[at] == SENTENCE_END) return true;
	return false;
}

static void learn_word(const recipe *how, float *in, float *out, const corpus *c, int64_t i, const uint32_t *draw,
		       mq_chance *chance, float rate)
{
	float gradient[DIM] = {0};
	const uint32_t *text = c->text;
	int side = how->placed ? how->side : 1 + (int)((mq_chance_next(chance) >> 40) % (uint32_t)how->side);
	for (int o = -side; o <= side; o++) {
		int64_t at = i + o;
		if (o == 0 || at < 0 || at >= c->n || text[at] >= SENTENCE_END - 1) continue;
		if (is_parted(text, o < 0 ? at : i, o < 0 ? i : at)) continue;
		size_t place = how->placed ? (size_t)(o < 0 ? o + side : o + side - 1) : 0;
		size_t places = how->placed ? 2 * (size_t)side : 1;
		for (int k = 0; k <= NEGATIVE; k++) {
			uint32_t w = k ? draw[mq_chance_next(chance) >> 42] : text[at];
			if (k && w == text[at]) continue;
			learn_pair(in + (size_t)text[i] * DIM, out + (w * places + place) * DIM, k == 0, rate, gradient);
		}
	}
	for (int d = 0; d < DIM; d++) in[(size_t)text[i] * DIM + d] += gradient[d];
}

static float *learn(const recipe *how, const corpus *c, const entry *v, uint32_t n)
{
	float *in = mq_heap_alloc(sizeof *in * n * DIM), *out = mq_heap_alloc(sizeof *out * n * DIM * 2 * (size_t)how->side);
	uint32_t *draw = draw_table(v, n);
	mq_chance chance = {how->seed};
	for (size_t i = 0; i < (size_t)n * DIM; i++) in[i] = ((float)(mq_chance_next(&chance) >> 40) / 16777216.0f - 0.5f) / DIM;
	uint64_t total = (uint64_t)how->epochs * c->n, done = 0;
	for (int epoch = 0; epoch < how->epochs; epoch++) {
		for (uint32_t i = 0; i < c->n; i++, done++) {
			if (c->text[i] >= SENTENCE_END - 1) continue;
			double often = (double)v[c->text[i]].times / c->n / 3e-4;
			double keep = often > 1 ? sqrt(1 / often) : 1;
			if ((double)(mq_chance_next(&chance) >> 40) / 16777216.0 > keep) continue;
			float rate = 0.04f * (1.0f - (float)done / (float)total) + 1e-4f;
			learn_word(how, in, out, c, i, draw, &chance, rate);
		}
		fprintf(stderr, "vectors: pass %d of %d\n", epoch + 1, how->epochs);
	}
	mq_heap_free(out);
	mq_heap_free(draw);
	return in;
}

static void direct(float *x, uint32_t dim)
{
	float sum = 1e-12f;
	for (uint32_t d = 0; d < dim; d++) sum += x[d] * x[d];
	sum = 1.0f / sqrtf(sum);
	for (uint32_t d = 0; d < dim; d++) x[d] *= sum;
}

/* vectors of one length, one after the other */
typedef struct {
	float *v;
	uint32_t n, dim;
} vectors;

static uint16_t nearest(const float *x, uint32_t dim, const float *centre, uint32_t k)
{
	float best = -1e9f;
	uint32_t at = 0;
	for (uint32_t j = 0; j < k; j++) {
		float dot = 0;
		for (uint32_t d = 0; d < dim; d++) dot += x[d] * centre[(size_t)j * dim + d];
		if (dot > best) best = dot, at = j;
	}
	return (uint16_t)at;
}

/* spherical k-means; centres start at words spread over the ranks */
static vectors cluster(const vectors *x, uint32_t k, uint16_t *out)
{
	size_t dim = x->dim;
	vectors centre = {mq_heap_alloc(sizeof(float) * k * dim), k, x->dim};
	for (uint32_t j = 0; j < k; j++)
		memcpy(centre.v + j * dim, x->v + (size_t)((uint64_t)j * x->n / k) * dim, sizeof(float) * dim);
	for (int round = 0; round < ROUNDS; round++) {
		for (uint32_t i = 0; i < x->n; i++) out[i] = nearest(x->v + i * dim, x->dim, centre.v, k);
		float *sum = mq_heap_alloc(sizeof *sum * k * dim);
		uint32_t *size = mq_heap_alloc(sizeof *size * k);
		for (uint32_t i = 0; i < x->n; i++) {
			size[out[i]]++;
			for (size_t d = 0; d < dim; d++) sum[out[i] * dim + d] += x->v[i * dim + d];
		}
		for (uint32_t j = 0; j < k; j++) {
			if (!size[j]) continue;
			direct(sum + j * dim, x->dim);
			memcpy(centre.v + j * dim, sum + j * dim, sizeof(float) * dim);
		}
		mq_heap_free(sum);
		mq_heap_free(size);
	}
	return centre;
}

static bool write_clustering(FILE *f, const vectors *x)
{
	uint16_t *of = mq_heap_alloc(sizeof(uint16_t) * (x->n + 1)), middle[FINE], coarse[FINE];
	vectors fine = cluster(x, FINE, of);
	mq_heap_free(cluster(&fine, MIDDLE, middle).v);
	mq_heap_free(cluster(&fine, COARSE, coarse).v);
	for (uint32_t i = 0; i < x->n; i++) of[i]++;
	for (uint32_t i = 0; i < FINE; i++) middle[i]++, coarse[i]++;
	bool good = fwrite(of, 2, x->n + (x->n & 1), f) && fwrite(middle, 2, FINE, f) && fwrite(coarse, 2, FINE, f);
	mq_heap_free(fine.v);
	mq_heap_free(of);
	return good;
}

/* both vectors of every word, one after the other */
static vectors join(const vectors *x, const vectors *y)
{
	vectors both = {mq_heap_alloc(sizeof(float) * x->n * 2 * DIM), x->n, 2 * DIM};
	for (uint32_t i = 0; i < x->n; i++) {
		memcpy(both.v + (size_t)i * 2 * DIM, x->v + (size_t)i * DIM, sizeof(float) * DIM);
		memcpy(both.v + (size_t)i * 2 * DIM + DIM, y->v + (size_t)i * DIM, sizeof(float) * DIM);
		direct(both.v + (size_t)i * 2 * DIM, 2 * DIM);
	}
	return both;
}

static bool write_classes(const char *path, const corpus *c, const entry *v, uint32_t n)
{
	static const recipe used = {2, 4, true, 88172645463325252u}, about = {5, 3, false, 2463534242u};
	uint32_t fine_n = FINE;
	vectors x = {learn(&used, c, v, n), n, DIM}, y = {learn(&about, c, v, n), n, DIM};
	for (uint32_t i = 0; i < n; i++) direct(x.v + (size_t)i * DIM, DIM), direct(y.v + (size_t)i * DIM, DIM);
	vectors both = join(&x, &y);
	FILE *f = fopen(path, "wb");
	bool good = f && fwrite(&n, 4, 1, f) && fwrite(&fine_n, 4, 1, f);
	for (uint32_t i = 0; good && i < n; i++) good = fwrite(&v[i].key, 4, 1, f);
	good = good && write_clustering(f, &x) && write_clustering(f, &y) && write_clustering(f, &both);
	return f && fclose(f) == 0 && good;
}

int main(int argc, char **argv)
{
	corpus c = {.a = mq_arena_open(MQ_PAGE_ARENA_MOST)};
	mq_arena *rules = mq_arena_open(MQ_RULES_ARENA_MOST);
	const mq_pack *pack;
	entry *v;
	if (argc < 3 || !c.a || !rules || !mq_ok(mq_pack_open(rules, MQ_NONE, &pack)) ||
	    !mq_ok(mq_lexicon_open(rules, pack, &c.lex))) {
		fprintf(stderr, "usage: classes OUT NEWS.jsonl.gz...\n");
		return 64;
	}
	c.table = mq_heap_alloc(sizeof *c.table * WORDS_MOST);
	c.text = mq_heap_alloc(sizeof *c.text * CORPUS_MOST);
	for (int i = 2; i < argc; i++)
		if (!mq_news_read(argv[i], take_article, &c)) return fprintf(stderr, "cannot read %s\n", argv[i]), 66;
	uint32_t n = rank_words(&c, &v);
	fprintf(stderr, "%u words of text, %u forms, %u kept\n", c.n, c.used, n);
	return write_classes(argv[1], &c, v, n) ? 0 : 73;
}
