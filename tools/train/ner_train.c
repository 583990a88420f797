/* Trains the tagger and writes models/ner.bin.
 * Likelihood of a linear chain by AdaGrad (Duchi et al. 2011), sentence by sentence in an order drawn with a fixed seed; where a
 * corpus does not say which label is right, all allowed paths count (partial labels). One thread: the same inputs give the same
 * bytes. With --news, raw articles are labelled by a first model and learned from beside the gold (self-training).
 * usage: ner_train --data FOLDER --classes FILE [--share S] [--news FILE]... [--rows N] [--epochs N] [--out FILE]
 * --errors FILE: every name of the test parts that is missed or too much, with the words around it
 * --bold B, --bold-last B: what is taken from O in the models that teach, and in the one that is written
 * --fold K: train on four fifths of ANERcorp's sentences, test on the fifth of this number, 0 to 4
 * --share S: train on the first S of ANERcorp's sentences, test on the rest (default 0.8); 1 trains on all. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <strings.h>

#include "corpus.h"
#include "mark/people.h"

#define L MQ_NER_LABELS
enum { LENGTH_MOST = 256, FIRST_KEPT = 2 };

typedef struct {
	uint32_t from, to; /* features of the words' rows in `rows`: word i has at[i]..at[i+1] */
	float weight;
} sentence;

typedef struct {
	MQ_VEC(uint32_t) rows; /* row numbers of every word, one after the other */
	MQ_VEC(uint32_t) at;   /* where a word's rows begin */
	MQ_VEC(uint16_t) allowed;
	MQ_VEC(sentence) sentences; /* from, to: words */
	bool numbered;              /* rows are numbers of a model's features, no longer features */
} instances;

/* features met often enough to learn from, numbered from 0 */
typedef struct {
	uint32_t *feature, *times, *number;
	uint32_t size, used, n; /* size: a power of two; n: how many are numbered */
} features;

#define NOT_NUMBERED UINT32_MAX

typedef struct {
	uint32_t rows;
	features known;
	float *w, *g; /* rows x L, and the sums of squares */
	float *sum;   /* of the weights after each of the later passes, whose mean is kept (Polyak and Juditsky 1992) */
	float step[L + 1][L], step_g[L + 1][L];
} model;

typedef struct {
	mq_arena *rules, *data, *page;
	const mq_lexicon *lex;
	const mq_gaz *gaz;
	const mq_marker *marker; /* the whole room of marks, as it stands: the second opinion of self-training */
	mq_ner_classes classes;
	uint32_t rows;
	int epochs;
	double share;
	const char *folder, *out;
	const char *news[8];
	int news_n;
	float l2, rate, drop, bold, bold_last;
	uint32_t least;
	int fold;
	double self_weight;
	uint32_t self_most, self_step, watch_most, profile_most;
	mq_arena *scratch;
	FILE *errors;
} setup;

/* --- instances -------------------------------------------------------------------------------------------------------- */

/* what word at gives the word beside it, if there is such a word */
static uint32_t from_side(const mq_ner_seen *s, const mq_ner_look *look, bool there, uint32_t at, mq_ner_side side, uint32_t *out)
{
	return there ? mq_ner_side_features(&s[at], &look[at], side, out) : mq_ner_side_features(NULL, NULL, side, out);
}

static uint32_t all_features(const mq_ner_seen *s, const mq_ner_look *look, uint32_t count, uint32_t from, uint32_t to,
			     uint32_t i, uint32_t *out)
{
	uint32_t n = mq_ner_word_features(&s[i], &look[i], out);
	n += from_side(s, look, i > from, i - 1, MQ_NER_LEFT, out + n);
	n += from_side(s, look, i + 1 < to, i + 1, MQ_NER_RIGHT, out + n);
	n += from_side(s, look, i > from + 1, i - 2, MQ_NER_LEFT_BUT_ONE, out + n);
	n += from_side(s, look, i + 2 < to, i + 2, MQ_NER_RIGHT_BUT_ONE, out + n);
	mq_ner_places places;
	mq_ner_place_features(NULL, s, count, from, to, i, &places);
	memcpy(out + n, places.feature, sizeof *out * places.n);
	return n + places.n;
}

static bool add_document(setup *t, const mq_ner_word *w, const uint16_t *allowed, uint32_t n, float weight, instances *out)
{
	mq_ner_seen *seen = mq_arena_alloc(t->page, sizeof *seen * (size_t)(n + 1));
	mq_ner_look *look = mq_arena_alloc(t->page, sizeof *look * (size_t)(n + 1));
	uint32_t feature[MQ_NER_FEATURES_MOST];
	if (!seen || !look) return false;
	for (uint32_t i = 0; i < n; i++) mq_ner_look_word(t->gaz, &t->classes, &w[i], &seen[i], &look[i]);
	if (!mq_ok(mq_ner_look_places(t->page, t->gaz, w, seen, n))) return false;
	for (uint32_t from = 0, i = 0; i < n; i++) {
		if (!w[i].ends && i + 1 < n && i + 1 - from < LENGTH_MOST) continue;
		sentence *s = mq_push(t->data, &out->sentences);
		if (!s) return false;
		*s = (sentence){out->allowed.n, out->allowed.n + (i + 1 - from), weight};
		for (uint32_t k = from; k <= i; k++) {
			uint32_t m = all_features(seen, look, n, from, i + 1, k, feature);
			uint32_t *at = mq_push(t->data, &out->at);
			uint16_t *l = mq_push(t->data, &out->allowed);
			if (!at || !l) return false;
			*at = out->rows.n;
			*l = allowed ? allowed[k] : 1;
			for (uint32_t f = 0; f < m; f++) {
				uint32_t *row = mq_push(t->data, &out->rows);
				if (!row) return false;
				*row = feature[f];
			}
		}
		from = i + 1;
	}
	return true;
}

static bool add_labelled(setup *t, const mq_labelled *l, float weight, instances *out)
{
	for (uint32_t d = 0, from = 0; d < l->doc_ends.n; from = l->doc_ends.v[d++]) {
		mq_arena_clear(t->page);
		if (!add_document(t, l->words.v + from, l->allowed.v + from, l->doc_ends.v[d] - from, weight, out)) return false;
	}
	return true;
}

static void close_instances(setup *t, instances *x) { *(uint32_t *)mq_push(t->data, &x->at) = x->rows.n; }

/* --- features --------------------------------------------------------------------------------------------------------- */

static uint32_t feature_place(const features *x, uint32_t feature)
{
	uint32_t at = (uint32_t)(feature * 0x9E3779B1u) & (x->size - 1);
	while (x->times[at] && x->feature[at] != feature) at = (at + 1) & (x->size - 1);
	return at;
}

static bool features_room(features *x, uint32_t size)
{
	features was = *x;
	x->feature = mq_heap_alloc(4 * (size_t)size);
	x->times = mq_heap_alloc(4 * (size_t)size);
	x->size = size;
	if (!x->feature || !x->times) return false;
	for (uint32_t i = 0; i < was.size; i++) {
		if (!was.times[i]) continue;
		uint32_t at = feature_place(x, was.feature[i]);
		x->feature[at] = was.feature[i];
		x->times[at] = was.times[i];
	}
	mq_heap_free(was.feature);
	mq_heap_free(was.times);
	return true;
}

/* counts the features of the instances and numbers those that are met least times or oftener */
static bool features_find(features *x, const instances *from, uint32_t least)
{
	*x = (features){.size = 0};
	if (!features_room(x, 1u << 20)) return false;
	for (uint32_t i = 0; i < from->rows.n; i++) {
		uint32_t at = feature_place(x, from->rows.v[i]);
		x->feature[at] = from->rows.v[i];
		if (x->times[at]++ || ++x->used * 2 < x->size) continue;
		if (!features_room(x, x->size * 2)) return false;
	}
	x->number = mq_heap_alloc(4 * (size_t)x->size);
	for (uint32_t i = 0; x->number && i < x->size; i++) x->number[i] = x->times[i] >= least ? x->n++ : NOT_NUMBERED;
	fprintf(stderr, "features: %u of %u are met %u times\n", x->n, x->used, least);
	return x->number != NULL;
}

static uint32_t feature_number(const features *x, uint32_t feature)
{
	uint32_t at = feature_place(x, feature);
	return x->times[at] ? x->number[at] : NOT_NUMBERED;
}

static void features_close(features *x)
{
	mq_heap_free(x->feature);
	mq_heap_free(x->times);
	mq_heap_free(x->number);
}

/* rows become numbers of features; what is not numbered goes */
static void number_rows(const features *known, instances *x)
{
	uint32_t kept = 0, from = 0;
	for (uint32_t i = 0; i + 1 < x->at.n; i++) {
		uint32_t to = x->at.v[i + 1];
		uint32_t begin = kept;
		for (uint32_t f = from; f < to; f++) {
			uint32_t number = feature_number(known, x->rows.v[f]);
			if (number != NOT_NUMBERED) x->rows.v[kept++] = number;
		}
		x->at.v[i] = begin;
		from = to;
	}
	x->at.v[x->at.n - 1] = x->rows.n = kept;
	x->numbered = true;
}

/* --- the chain -------------------------------------------------------------------------------------------------------- */

static float log_sum(const float *v)
{
	float top = v[0], sum = 0;
	for (int k = 1; k < L; k++)
		if (v[k] > top) top = v[k];
	for (int k = 0; k < L; k++) sum += expf(v[k] - top);
	return top + logf(sum);
}

typedef struct {
	float own[LENGTH_MOST][L], fore[LENGTH_MOST][L], back[LENGTH_MOST][L];
	float expect[LENGTH_MOST][L], step[L + 1][L];
	uint8_t dropped[LENGTH_MOST][MQ_NER_FEATURES_MOST];
} chain;

static bool by_lot(mq_chance *chance, float share) { return (float)(mq_chance_next(chance) >> 40) < share * 16777216.0f; }

/* kept: the share of features that count, the rest are passed over by lot; 1 at test time */
static void score_words(const model *m, const instances *x, const sentence *s, float kept, mq_chance *chance, chain *c)
{
	memset(c->own, 0, sizeof c->own[0] * (s->to - s->from));
	for (uint32_t i = s->from; i < s->to; i++)
		for (uint32_t f = x->at.v[i]; f < x->at.v[i + 1]; f++) {
			uint32_t row = x->numbered ? x->rows.v[f] : feature_number(&m->known, x->rows.v[f]);
			const float *w = m->w + (size_t)row * L;
			bool out = row == NOT_NUMBERED || (kept < 1 && by_lot(chance, 1 - kept));
			c->dropped[i - s->from][f - x->at.v[i]] = out;
			for (int k = 0; !out && k < L; k++) c->own[i - s->from][k] += w[k] / kept;
		}
}

#define NEVER (-1e30f)

static float forward(const model *m, const uint16_t *allowed, uint32_t n, chain *c)
{
	for (uint32_t i = 0; i < n; i++)
		for (int k = 0; k < L; k++) {
			float v[L];
			if (allowed && !(allowed[i] >> k & 1)) {
				c->fore[i][k] = NEVER;
				continue;
			}
			for (int j = 0; i && j < L; j++) v[j] = c->fore[i - 1][j] + m->step[j][k];
			c->fore[i][k] = c->own[i][k] + (i ? log_sum(v) : m->step[L][k]);
		}
	return log_sum(c->fore[n - 1]);
}

static void backward(const model *m, const uint16_t *allowed, uint32_t n, chain *c)
{
	memset(c->back[n - 1], 0, sizeof c->back[0]);
	for (uint32_t i = n - 1; i-- > 0;)
		for (int j = 0; j < L; j++) {
			float v[L];
			for (int k = 0; k < L; k++) {
				bool can = !allowed || (allowed[i + 1] >> k & 1);
				v[k] = can ? m->step[j][k] + c->own[i + 1][k] + c->back[i + 1][k] : NEVER;
			}
			c->back[i][j] = log_sum(v);
		}
}

/* adds sign times the expected counts */
static float expectations(const model *m, const uint16_t *allowed, uint32_t n, float sign, chain *c)
{
	float z = forward(m, allowed, n, c);
	backward(m, allowed, n, c);
	for (uint32_t i = 0; i < n; i++)
		for (int k = 0; k < L; k++) {
			if (c->fore[i][k] <= NEVER / 2) continue;
			c->expect[i][k] += sign * expf(c->fore[i][k] + c->back[i][k] - z);
			if (i == 0) c->step[L][k] += sign * expf(c->fore[i][k] + c->back[i][k] - z);
			for (int j = 0; i && j < L; j++)
				if (c->fore[i - 1][j] > NEVER / 2)
					c->step[j][k] +=
					    sign * expf(c->fore[i - 1][j] + m->step[j][k] + c->own[i][k] + c->back[i][k] - z);
		}
	return z;
}

static void move(float *w, float *g, float gradient, float rate, float l2)
{
	if (gradient > -1e-4f && gradient < 1e-4f) return;
	gradient -= l2 * *w;
	*g += gradient * gradient;
	*w += rate * gradient / (sqrtf(*g) + 1e-3f);
}

static float learn_sentence(model *m, const setup *t, const instances *x, const sentence *s, mq_chance *chance, chain *c)
{
	uint32_t n = s->to - s->from;
	score_words(m, x, s, 1 - t->drop, chance, c);
	memset(c->expect, 0, sizeof c->expect[0] * n);
	memset(c->step, 0, sizeof c->step);
	float loss = expectations(m, NULL, n, -s->weight, c);
	loss -= expectations(m, x->allowed.v + s->from, n, s->weight, c);
	for (uint32_t i = 0; i < n; i++)
		for (uint32_t f = x->at.v[s->from + i]; f < x->at.v[s->from + i + 1]; f++) {
			size_t row = (size_t)x->rows.v[f] * L;
			if (c->dropped[i][f - x->at.v[s->from + i]]) continue;
			for (int k = 0; k < L; k++)
				move(&m->w[row + (size_t)k], &m->g[row + (size_t)k], c->expect[i][k], t->rate, t->l2);
		}
	for (int j = 0; j <= L; j++)
		for (int k = 0; k < L; k++) move(&m->step[j][k], &m->step_g[j][k], c->step[j][k], t->rate, 0);
	return loss;
}

static void shuffle(uint32_t *v, uint32_t n, mq_chance *chance)
{
	for (uint32_t i = n; i > 1; i--) {
		uint32_t j = (uint32_t)(mq_chance_next(chance) % i), was = v[i - 1];
		v[i - 1] = v[j];
		v[j] = was;
	}
}

/* a model of the features that the instances have; their rows become its numbers */
static bool open_model(model *m, const setup *t, instances *x)
{
	*m = (model){.rows = 0};
	if (!features_find(&m->known, x, t->least)) return false;
	number_rows(&m->known, x);
	uint32_t rows = m->rows = m->known.n;
	m->w = mq_heap_alloc(sizeof(float) * rows * L);
	m->g = mq_heap_alloc(sizeof(float) * rows * L);
	m->sum = mq_heap_alloc(sizeof(float) * rows * L);
	return m->w && m->g && m->sum;
}

static void close_model(model *m)
{
	features_close(&m->known);
	mq_heap_free(m->w);
	mq_heap_free(m->g);
	mq_heap_free(m->sum);
}

/* a path like O then I-PER never is in gold; where it is (a corpus has such slips) the data may say so */
static void train(model *m, const setup *t, const instances *x, int epochs)
{
	chain *c = mq_heap_alloc(sizeof *c);
	uint32_t *order = mq_heap_alloc(sizeof *order * x->sentences.n);
	mq_chance chance = {0x9E3779B97F4A7C15u};
	for (uint32_t i = 0; i < x->sentences.n; i++) order[i] = i;
	for (int e = 0; e < epochs; e++) {
		double loss = 0;
		shuffle(order, x->sentences.n, &chance);
		for (uint32_t i = 0; i < x->sentences.n; i++)
			loss += (double)learn_sentence(m, t, x, &x->sentences.v[order[i]], &chance, c);
		fprintf(stderr, "pass %d: loss %.1f\n", e + 1, loss);
		for (size_t i = 0; e >= FIRST_KEPT && i < (size_t)m->rows * L; i++) m->sum[i] += m->w[i];
	}
	for (size_t i = 0; epochs > FIRST_KEPT && i < (size_t)m->rows * L; i++)
		m->w[i] = m->sum[i] / (float)(epochs - FIRST_KEPT);
	mq_heap_free(order);
	mq_heap_free(c);
}

/* --- labels, scores --------------------------------------------------------------------------------------------------- */

static float label(const model *m, const instances *x, const sentence *s, chain *c, uint8_t *out)
{
	uint32_t n = s->to - s->from;
	static uint8_t by[LENGTH_MOST][L];
	float best[LENGTH_MOST][L];
	score_words(m, x, s, 1, NULL, c);
	for (uint32_t i = 0; i < n; i++)
		for (int k = 0; k < L; k++) {
			best[i][k] = i ? NEVER : m->step[L][k] + c->own[i][k];
			for (int j = 0; i && j < L; j++) {
				float v = best[i - 1][j] + m->step[j][k] + c->own[i][k];
				if (v > best[i][k]) best[i][k] = v, by[i][k] = (uint8_t)j;
			}
		}
	uint8_t at = 0;
	for (int k = 1; k < L; k++)
		if (best[n - 1][k] > best[n - 1][at]) at = (uint8_t)k;
	float score = best[n - 1][at];
	for (uint32_t i = n; i-- > 0;) {
		out[i] = at;
		at = by[i][at];
	}
	return score;
}

typedef struct {
	uint32_t right[4], found[4], gold[4];
} score;

static int kind_of(int label_) { return (label_ - 1) / 2; }
static bool begins(int label_) { return label_ & 1; }

/* the end of the name that begins at i; a stray I- begins one too, as conlleval has it */
static uint32_t name_end(const uint8_t *l, uint32_t n, uint32_t i)
{
	int kind = kind_of(l[i]);
	for (i++; i < n && l[i] && !begins(l[i]) && kind_of(l[i]) == kind;) i++;
	return i;
}

static bool name_starts(const uint8_t *l, uint32_t i)
{
	return l[i] && (begins(l[i]) || i == 0 || !l[i - 1] || kind_of(l[i - 1]) != kind_of(l[i]));
}

static void count_names(const uint8_t *gold, const uint8_t *found, uint32_t n, score *s)
{
	for (uint32_t i = 0; i < n; i++) {
		bool g = name_starts(gold, i), f = name_starts(found, i);
		if (g) s->gold[kind_of(gold[i])]++;
		if (f) s->found[kind_of(found[i])]++;
		if (g && f && kind_of(gold[i]) == kind_of(found[i]) && name_end(gold, n, i) == name_end(found, n, i))
			s->right[kind_of(gold[i])]++;
	}
}

static double f1(uint32_t right, uint32_t found, uint32_t gold) { return right ? 2.0 * right / (found + gold) : 0; }

static void print_score(const char *what, const score *s)
{
	static const char *names[] = {"PERS", "LOC", "ORG", "MISC"};
	uint32_t r = 0, f = 0, g = 0, r3 = 0, f3 = 0, g3 = 0;
	printf("%s:", what);
	for (int k = 0; k < 4; k++) {
		printf("  %s P %.3f R %.3f F1 %.3f (%u)", names[k], s->found[k] ? (double)s->right[k] / s->found[k] : 0,
		       s->gold[k] ? (double)s->right[k] / s->gold[k] : 0, f1(s->right[k], s->found[k], s->gold[k]), s->gold[k]);
		r += s->right[k], f += s->found[k], g += s->gold[k];
		if (k < 3) r3 += s->right[k], f3 += s->found[k], g3 += s->gold[k];
	}
	printf("\n%s: all four F1 %.3f, without MISC %.3f\n", what, f1(r, f, g), f1(r3, f3, g3));
}

static uint8_t lowest(uint16_t allowed)
{
	/* a gold word with two labels has its name's label as the higher one */
	uint8_t k = L - 1;
	while (k && !(allowed >> k & 1)) k--;
	return k;
}

/* takes from O what makes precision and recall even: the chain was learned on text that is nine tenths O */
static void embolden(model *m, float by)
{
	for (int j = 0; j <= L; j++) m->step[j][MQ_NER_O] -= by;
}

static void test(const model *m, const instances *x, const char *what)
{
	chain *c = mq_heap_alloc(sizeof *c);
	uint8_t gold[LENGTH_MOST], found[LENGTH_MOST];
	score s = {0};
	for (uint32_t i = 0; i < x->sentences.n; i++) {
		const sentence *one = &x->sentences.v[i];
		for (uint32_t k = one->from; k < one->to; k++) gold[k - one->from] = lowest(x->allowed.v[k]);
		label(m, x, one, c, found);
		count_names(gold, found, one->to - one->from, &s);
	}
	print_score(what, &s);
	mq_heap_free(c);
}

/* --- the byte weights ------------------------------------------------------------------------------------------------- */

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

/* --- plain words ------------------------------------------------------------------------------------------------------ */

/* a word that is met so often, and in a name at most once in so many times */
enum { PLAIN_LEAST = 25, PLAIN_SHARE = 300 };

typedef struct {
	setup *t;
	const model *m;
	chain *c;
	uint32_t *times, *named;        /* of every classed word */
	uint32_t (*kind)[MQ_NER_KINDS]; /* the same by kind of name, clitics off too */
	uint32_t words;
} watcher;

static void watch_word(watcher *h, const mq_ner_word *w, uint8_t label_)
{
	mq_ner_seen seen;
	mq_ner_look look;
	if (w->kind != MQ_TOKEN_ARABIC) return;
	uint32_t place = mq_ner_classes_place(&h->t->classes, (uint32_t)w->key);
	if (place) {
		h->times[place - 1]++;
		h->named[place - 1] += label_ != 0;
		if (label_) h->kind[place - 1][kind_of(label_)]++;
	}
	mq_ner_look_word(h->t->gaz, &h->t->classes, w, &seen, &look);
	place = seen.stem != seen.word ? mq_ner_classes_place(&h->t->classes, seen.stem) : 0;
	if (!place) return;
	h->times[place - 1]++;
	if (label_) h->kind[place - 1][kind_of(label_)]++;
}

static bool watch(void *to, mq_text title, mq_text body)
{
	watcher *h = to;
	setup *t = h->t;
	mq_doc doc;
	mq_ner_word *w;
	uint32_t n, at = 0;
	instances x = {0};
	uint8_t l[LENGTH_MOST];
	(void)title;
	mq_arena_clear(t->page);
	mq_arena_clear(t->scratch);
	if (!mq_ok(mq_text_read(t->page, t->lex, MQ_NONE, body, &doc)) || !mq_words_of_doc(t->page, &doc, &w, &n) || n == 0)
		return true;
	mq_arena *data = t->data;
	t->data = t->scratch;
	bool made = add_document(t, w, NULL, n, 1, &x);
	if (made) close_instances(t, &x);
	t->data = data;
	for (uint32_t i = 0; made && i < x.sentences.n; i++) {
		(void)label(h->m, &x, &x.sentences.v[i], h->c, l);
		for (uint32_t k = 0; k < x.sentences.v[i].to - x.sentences.v[i].from; k++) watch_word(h, &w[at++], l[k]);
	}
	h->words += n;
	return h->words < t->watch_most;
}

static void watch_gold(watcher *h, const mq_labelled *l)
{
	for (uint32_t i = 0; i < l->words.n; i++) {
		uint32_t place = mq_ner_classes_place(&h->t->classes, (uint32_t)mq_hash(l->words.v[i].norm));
		if (place && l->allowed.v[i] != 1) h->named[place - 1]++;
	}
}

static bool watcher_open(watcher *h, setup *t, const model *m)
{
	uint32_t n = t->classes.n;
	*h = (watcher){.t = t,
		       .m = m,
		       .c = mq_heap_alloc(sizeof(chain)),
		       .times = mq_heap_alloc(4 * (size_t)n),
		       .named = mq_heap_alloc(4 * (size_t)n),
		       .kind = mq_heap_alloc(sizeof *h->kind * (size_t)n)};
	for (int i = 0; i < t->news_n; i++)
		if (!mq_news_read(t->news[i], watch, h)) return false;
	return true;
}

static void watcher_close(watcher *h)
{
	mq_heap_free(h->c);
	mq_heap_free(h->times);
	mq_heap_free(h->named);
	mq_heap_free(h->kind);
}

static bool find_plain(setup *t, const model *m, const mq_labelled *gold, int golds)
{
	uint32_t n = t->classes.n, plain = 0;
	watcher h;
	uint16_t *fine = (uint16_t *)(uintptr_t)t->classes.fine; /* our own copy, read from the file */
	if (!watcher_open(&h, t, m)) return false;
	for (int i = 0; i < golds; i++) watch_gold(&h, &gold[i]);
	for (uint32_t i = 0; i < n; i++) {
		if (h.times[i] < PLAIN_LEAST || (uint64_t)h.named[i] * PLAIN_SHARE > h.times[i]) continue;
		fine[i] |= MQ_NER_PLAIN;
		plain++;
	}
	fprintf(stderr, "plain words: %u of %u, in %u words of news\n", plain, n, h.words);
	watcher_close(&h);
	return true;
}

/* how a first model tags every word in the news, of which it has read no label: what a word is known for, wherever it stands */
enum { PROFILE_LEAST = 4 };

static uint16_t profile_of_word(uint32_t times, const uint32_t *kind)
{
	static const uint32_t borders[] = {3, 10, 25, 45, 65, 85}; /* in a hundred */
	uint32_t bits = 0;
	if (times < PROFILE_LEAST) return 0;
	for (int k = 0; k < MQ_NER_KINDS; k++) {
		uint32_t share = kind[k] * 100 / times, step = 0;
		while (step < 6 && share >= borders[step]) step++;
		if (step == 0 && kind[k]) step = 7;
		bits |= step << 3 * k;
	}
	return (uint16_t)(bits | 1u << 15);
}

static bool find_profiles(setup *t, const model *m)
{
	watcher h;
	uint32_t most = t->watch_most;
	uint16_t *profile = mq_heap_alloc(sizeof *profile * (t->classes.n + 1));
	t->watch_most = t->profile_most;
	if (!profile || !watcher_open(&h, t, m)) return false;
	t->watch_most = most;
	for (uint32_t i = 0; i < t->classes.n; i++) profile[i] = profile_of_word(h.times[i], h.kind[i]);
	t->classes.profile = profile;
	fprintf(stderr, "profiles from %u words of news\n", h.words);
	watcher_close(&h);
	return true;
}

static bool write_model(const setup *t, model *m, const char *path)
{
	size_t all = (size_t)t->rows + MQ_NER_BUCKET;
	int8_t *bytes = mq_heap_alloc((size_t)m->rows * L), *weight = mq_heap_alloc(all * L);
	uint16_t *check = mq_heap_alloc(all * sizeof *check);
	mq_ner_head head = {.magic = "mqner02", .rows = t->rows, .words = t->classes.n, .fine_n = t->classes.fine_n};
	const mq_ner_classes *c = &t->classes;
	uint16_t *none = mq_heap_alloc(2 * (size_t)(c->n + 1));
	if (!bytes || !weight || !check || !none) return false;
	head.magic[7] = '\n';
	head.scale = quantise(m, bytes);
	place_features(m, bytes, t->rows, check, weight);
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

/* --- self-training ---------------------------------------------------------------------------------------------------- */

typedef struct {
	setup *t;
	const model *m;
	instances *out;
	chain *c;
	uint32_t articles;
} teacher;

/* what the patterns of offices and the table of countries say of every token: 0 nothing, else a label + 1 */
static bool second_opinion(setup *t, const mq_doc *doc, mq_text body, uint8_t **out)
{
	mq_article article = {.body = body, .published_day = MQ_NO_DAY};
	mq_marks marks;
	uint8_t *label = MQ_ARRAY(t->page, uint8_t, doc->tokens.n + 1);
	if (!label || !mq_ok(mq_mark_doc(t->page, t->marker, &article, doc, &marks))) return false;
	for (uint32_t i = 0; i < marks.mentions.n; i++) {
		const mq_mention *m = &marks.mentions.v[i];
		bool person = m->kind == MQ_PERSON && m->text.p != m->role.p;
		if (!person && !(m->kind == MQ_COUNTRY && m->by == MQ_BY_NAME)) continue;
		uint8_t first = person ? MQ_NER_B_PER : MQ_NER_B_LOC;
		for (uint32_t k = m->from; k < m->to; k++) label[k] = (uint8_t)(1 + first + (k > m->from));
	}
	*out = label;
	return true;
}

/* both opinions of a word: where the patterns name a person the tagger did not see, or it saw one that they do not, both may be
 */
static uint16_t agree(uint8_t tagged, uint8_t said)
{
	bool person = tagged == MQ_NER_B_PER || tagged == MQ_NER_I_PER;
	if (said) return (uint16_t)(1u << (said - 1));
	if (person) return (uint16_t)(1u << tagged | 1u << MQ_NER_O);
	return (uint16_t)(1u << tagged);
}

/* the lead of an article, labelled by the first model and by the patterns; sentences that neither is sure of stay out */
static bool teach(void *to, mq_text title, mq_text body)
{
	teacher *h = to;
	setup *t = h->t;
	mq_doc doc;
	mq_ner_word *w;
	uint32_t n;
	uint8_t *said = NULL;
	(void)title;
	mq_arena_clear(t->page);
	if (++h->articles % t->self_step) return true;
	if (!mq_ok(mq_text_read(t->page, t->lex, MQ_NONE, body, &doc)) || !mq_words_of_doc(t->page, &doc, &w, &n)) return true;
	if (!second_opinion(t, &doc, body, &said)) return true;
	uint8_t *of_word = MQ_ARRAY(t->page, uint8_t, n + 1);
	for (uint32_t s = 0, k = 0; s < doc.sentences.n; s++)
		for (uint32_t i = doc.sentences.v[s].from; i < doc.sentences.v[s].to; i++)
			if (doc.tokens.v[i].kind != MQ_TOKEN_BREAK) of_word[k++] = said[i];
	if (n > 400) n = 400;
	if (n == 0) return true;
	w[n - 1].ends = true;
	uint32_t s0 = h->out->sentences.n, kept = s0, w0 = h->out->allowed.n;
	if (!add_document(t, w, NULL, n, (float)t->self_weight, h->out)) return false;
	*(uint32_t *)mq_push(t->data, &h->out->at) = h->out->rows.n; /* for the last word's rows; taken back below */
	for (uint32_t i = s0; i < h->out->sentences.n; i++) {
		sentence s = h->out->sentences.v[i];
		uint8_t l[LENGTH_MOST];
		uint32_t people = 0, named = 0;
		float sure = label(h->m, h->out, &s, h->c, l) - forward(h->m, NULL, s.to - s.from, h->c);
		for (uint32_t k = s.from; k < s.to; k++) {
			uint8_t second = of_word[k - w0];
			h->out->allowed.v[k] = agree(l[k - s.from], second);
			people += second == MQ_NER_B_PER + 1;
			named += l[k - s.from] != 0;
		}
		if ((people && sure > -6.0f) || (sure > -0.7f && (named || i % 4 == 0))) h->out->sentences.v[kept++] = s;
	}
	h->out->at.n--;
	h->out->sentences.n = kept;
	return h->out->allowed.n < t->self_most;
}

static bool self_train(setup *t, const model *m, instances *out)
{
	teacher h = {.t = t, .m = m, .out = out, .c = mq_heap_alloc(sizeof(chain))};
	for (int i = 0; i < t->news_n; i++)
		if (!mq_news_read(t->news[i], teach, &h)) return false;
	fprintf(stderr, "self-training: %u sentences, %u words\n", out->sentences.n, out->allowed.n);
	mq_heap_free(h.c);
	return true;
}

static bool read_model(setup *t, const char *path, const mq_ner **out)
{
	size_t room = (size_t)16 << 20;
	FILE *f = fopen(path, "rb");
	char *bytes = mq_heap_alloc(room);
	size_t n = f && bytes ? fread(bytes, 1, room, f) : 0;
	if (f) fclose(f);
	return mq_ok(mq_ner_read(t->rules, mq_text_at(bytes, n), t->gaz, out));
}

/* one line a name that one side has alone: its class, whose it is, and the words around it */
static void print_names(FILE *f, const char *what, const char *whose, const mq_ner_word *w, const uint8_t *mine,
			const uint8_t *other, uint32_t n)
{
	static const char *names[] = {"PERS", "LOC", "ORG", "MISC"};
	for (uint32_t i = 0; i < n; i++) {
		if (!name_starts(mine, i)) continue;
		uint32_t end = name_end(mine, n, i);
		bool same = name_starts(other, i) && kind_of(other[i]) == kind_of(mine[i]) && name_end(other, n, i) == end;
		if (same) continue;
		fprintf(f, "%s %s %s:", what, whose, names[kind_of(mine[i])]);
		for (uint32_t k = i > 5 ? i - 5 : 0; k < n && k < end + 4; k++)
			fprintf(f, "%s%.*s%s", k == i ? " [" : " ", MQ_ARG(w[k].norm), k + 1 == end ? "]" : "");
		fprintf(f, "\n");
	}
}

static void print_errors(FILE *f, const char *what, const mq_ner_word *w, const uint8_t *gold, const uint8_t *found, uint32_t n)
{
	print_names(f, what, "missed", w, gold, found, n);
	print_names(f, what, "extra", w, found, gold, n);
}

/* the scores of the file as the program will read it: byte weights, plain words and all */
static bool test_file(setup *t, const mq_labelled *l, const char *what)
{
	const mq_ner *ner;
	score s = {0};
	if (!read_model(t, t->out, &ner)) return false;
	uint8_t *found = mq_heap_alloc(l->words.n), *gold = mq_heap_alloc(l->words.n);
	for (uint32_t i = 0; i < l->words.n; i++) gold[i] = lowest(l->allowed.v[i]);
	for (uint32_t d = 0, from = 0; d < l->doc_ends.n; from = l->doc_ends.v[d++]) {
		mq_arena_clear(t->page);
		if (!mq_ok(mq_ner_tag(t->page, ner, l->words.v + from, l->doc_ends.v[d] - from, found + from, NULL)))
			return false;
	}
	for (uint32_t i = 0, from = 0; i < l->words.n; i++) {
		if (!l->words.v[i].ends) continue;
		count_names(gold + from, found + from, i + 1 - from, &s);
		if (t->errors) print_errors(t->errors, what, l->words.v + from, gold + from, found + from, i + 1 - from);
		from = i + 1;
	}
	print_score(what, &s);
	return true;
}

/* --- main ------------------------------------------------------------------------------------------------------------- */

typedef struct {
	uint32_t key;
	uint16_t fine;
} classed;

static int by_key(const void *x, const void *y)
{
	uint32_t a = ((const classed *)x)->key, b = ((const classed *)y)->key;
	return a < b ? -1 : a > b;
}

/* the file of classes has the words by frequency; the model has them by key */
static void sort_classes(uint32_t *key, uint16_t *fine, uint32_t n)
{
	classed *v = mq_heap_alloc(sizeof *v * n);
	for (uint32_t i = 0; i < n; i++) v[i] = (classed){key[i], fine[i]};
	qsort(v, n, sizeof *v, by_key);
	for (uint32_t i = 0; i < n; i++) key[i] = v[i].key, fine[i] = v[i].fine;
	mq_heap_free(v);
}

static bool read_classes(setup *t, const char *path)
{
	FILE *f = fopen(path, "rb");
	uint32_t head[2];
	if (!f || fread(head, 4, 2, f) != 2) return false;
	uint32_t n = head[0], fine = head[1], even = n + (n & 1);
	uint32_t *key = mq_heap_alloc(4 * (size_t)n);
	uint16_t *of = mq_heap_alloc(2 * (size_t)even), *middle = mq_heap_alloc(2 * (size_t)fine),
		 *coarse = mq_heap_alloc(2 * (size_t)fine);
	bool good = fread(key, 4, n, f) == n && fread(of, 2, even, f) == even && fread(middle, 2, fine, f) == fine &&
		    fread(coarse, 2, fine, f) == fine;
	fclose(f);
	sort_classes(key, of, n);
	t->classes = (mq_ner_classes){.key = key, .fine = of, .n = n, .middle = middle, .coarse = coarse, .fine_n = fine};
	return good;
}

static bool read_set(setup *t, const char *file, const char *set, double first, double last, mq_labelled *out)
{
	char path[1024];
	snprintf(path, sizeof path, "%s/%s", t->folder, file);
	memset(out, 0, sizeof *out);
	return mq_labelled_read(t->data, t->lex, path, set, first, last, out);
}

static bool setup_open(setup *t, int argc, char **argv)
{
	const mq_pack *pack;
	const char *classes = NULL;
	*t = (setup){.rows = 330000,
		     .epochs = 12,
		     .share = 0.8,
		     .fold = -1,
		     .least = 3,
		     .l2 = 2e-3f,
		     .rate = 0.12f,
		     .self_weight = 0.3,
		     .self_most = 900000,
		     .self_step = 3,
		     .watch_most = 2500000,
		     .profile_most = 9000000};
	for (int i = 1; i + 1 < argc; i += 2) {
		if (!strcmp(argv[i], "--data")) t->folder = argv[i + 1];
		else if (!strcmp(argv[i], "--classes")) classes = argv[i + 1];
		else if (!strcmp(argv[i], "--share")) t->share = atof(argv[i + 1]);
		else if (!strcmp(argv[i], "--rows")) t->rows = (uint32_t)atoi(argv[i + 1]);
		else if (!strcmp(argv[i], "--epochs")) t->epochs = atoi(argv[i + 1]);
		else if (!strcmp(argv[i], "--l2")) t->l2 = (float)atof(argv[i + 1]);
		else if (!strcmp(argv[i], "--rate")) t->rate = (float)atof(argv[i + 1]);
		else if (!strcmp(argv[i], "--bold")) t->bold = (float)atof(argv[i + 1]);
		else if (!strcmp(argv[i], "--least")) t->least = (uint32_t)atoi(argv[i + 1]);
		else if (!strcmp(argv[i], "--fold")) t->fold = atoi(argv[i + 1]);
		else if (!strcmp(argv[i], "--bold-last")) t->bold_last = (float)atof(argv[i + 1]);
		else if (!strcmp(argv[i], "--drop")) t->drop = (float)atof(argv[i + 1]);
		else if (!strcmp(argv[i], "--self-weight")) t->self_weight = atof(argv[i + 1]);
		else if (!strcmp(argv[i], "--self-most")) t->self_most = (uint32_t)atoi(argv[i + 1]);
		else if (!strcmp(argv[i], "--errors")) t->errors = fopen(argv[i + 1], "w");
		else if (!strcmp(argv[i], "--out")) t->out = argv[i + 1];
		else if (!strcmp(argv[i], "--news") && t->news_n < 8) t->news[t->news_n++] = argv[i + 1];
		else return false;
	}
	t->rules = mq_arena_open(MQ_RULES_ARENA_MOST);
	t->data = mq_arena_open((size_t)8 << 30);
	t->page = mq_arena_open(MQ_PAGE_ARENA_MOST);
	t->scratch = mq_arena_open(MQ_PAGE_ARENA_MOST);
	if (!t->folder || !classes || !t->rules || !t->data || !t->page) return false;
	if (!mq_ok(mq_pack_open(t->rules, MQ_NONE, &pack)) || !mq_ok(mq_lexicon_open(t->rules, pack, &t->lex))) return false;
	if (!mq_ok(mq_gaz_open(t->rules, pack, &t->gaz))) return false;
	if (t->news_n && !mq_ok(mq_marker_open(t->rules, pack, t->lex, &t->marker))) return false;
	return read_classes(t, classes);
}

/* the corpora: what is learned from (ANERcorp in up to two pieces, AQMAR), and the two test parts. A fold k of five (0..4) tests
 * on that fifth of ANERcorp's sentences and learns from the rest; without one, the first share is learned from */
enum { TRAIN_A, TRAIN_B, TRAIN_AQMAR, TEST_ANER, TEST_AQMAR, PARTS };

static bool read_parts(setup *t, mq_labelled part[PARTS])
{
	double from = t->share < 1 ? t->share : 0.8, to = 1, rest = 1;
	if (t->fold >= 0) {
		from = t->fold * 0.2;
		to = rest = t->fold * 0.2 + 0.2;
		t->share = from;
	}
	return read_set(t, "anercorp_train.txt", "anercorp", 0, t->share, &part[TRAIN_A]) &&
	       read_set(t, "anercorp_train.txt", "anercorp", rest, 1, &part[TRAIN_B]) &&
	       read_set(t, "aqmar_train.txt", "aqmar", 0, 1, &part[TRAIN_AQMAR]) &&
	       read_set(t, "anercorp_train.txt", "anercorp", from, to, &part[TEST_ANER]) &&
	       read_set(t, "aqmar_dev.txt", "aqmar", 0, 1, &part[TEST_AQMAR]);
}

static bool add_gold(setup *t, const mq_labelled part[PARTS], instances *out)
{
	for (int i = 0; i <= TRAIN_AQMAR; i++)
		if (!add_labelled(t, &part[i], 1, out)) return false;
	return true;
}

/* learns again, with what the first model found in the news about every word */
static bool with_profiles(setup *t, model *m, const mq_labelled part[PARTS])
{
	static instances gold, aner, aqmar;
	if (!find_profiles(t, m) || !add_gold(t, part, &gold)) return false;
	if (!add_labelled(t, &part[TEST_ANER], 1, &aner) || !add_labelled(t, &part[TEST_AQMAR], 1, &aqmar)) return false;
	close_instances(t, &gold), close_instances(t, &aner), close_instances(t, &aqmar);
	close_model(m);
	if (!open_model(m, t, &gold)) return false;
	train(m, t, &gold, t->epochs);
	embolden(m, t->bold);
	test(m, &aner, "ANERcorp (gold and profiles)");
	test(m, &aqmar, "AQMAR dev (gold and profiles)");
	return true;
}

static bool second_round(setup *t, model *m, const mq_labelled part[PARTS])
{
	static instances all;
	/* the second opinion is the room of marks with this first model, not with the one that the tree has */
	mq_people_words *people = (mq_people_words *)(uintptr_t)t->marker->people;
	if (!t->out || !write_model(t, m, t->out) || !read_model(t, t->out, &people->ner)) return false;
	if (!self_train(t, m, &all) || !add_gold(t, part, &all)) return false;
	close_instances(t, &all);
	close_model(m);
	if (!open_model(m, t, &all)) return false;
	train(m, t, &all, t->epochs);
	embolden(m, t->bold_last);
	return find_plain(t, m, part, TRAIN_AQMAR + 1);
}

int main(int argc, char **argv)
{
	setup t;
	static instances gold, aner, aqmar;
	mq_labelled part[PARTS];
	model m;
	if (!setup_open(&t, argc, argv)) return fprintf(stderr, "ner_train: see the top of its source for the arguments\n"), 64;
	if (!read_parts(&t, part)) return fprintf(stderr, "ner_train: cannot read the corpora in %s\n", t.folder), 66;
	bool made = add_gold(&t, part, &gold) && add_labelled(&t, &part[TEST_ANER], 1, &aner) &&
		    add_labelled(&t, &part[TEST_AQMAR], 1, &aqmar);
	if (!made) return fprintf(stderr, "ner_train: out of memory\n"), 70;
	close_instances(&t, &gold), close_instances(&t, &aner), close_instances(&t, &aqmar);
	if (!open_model(&m, &t, &gold)) return fprintf(stderr, "ner_train: out of memory\n"), 70;
	fprintf(stderr, "gold: %u sentences, %u words; test: %u words\n", gold.sentences.n, gold.allowed.n, aner.allowed.n);
	train(&m, &t, &gold, t.epochs);
	embolden(&m, t.bold);
	test(&m, &aner, "ANERcorp (gold only)");
	test(&m, &aqmar, "AQMAR dev (gold only)");
	if (t.news_n && !with_profiles(&t, &m, part)) return fprintf(stderr, "ner_train: cannot read the news\n"), 66;
	if (t.news_n && t.self_most && !second_round(&t, &m, part))
		return fprintf(stderr, "ner_train: the second round failed (news, --out, memory)\n"), 70;
	if (!t.out) return 0;
	if (!write_model(&t, &m, t.out)) return 73;
	return test_file(&t, &part[TEST_ANER], "ANERcorp") && test_file(&t, &part[TEST_AQMAR], "AQMAR dev") ? 0 : 70;
}
