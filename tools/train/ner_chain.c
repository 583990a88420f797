/* The chain and its learning, in one file so that the sums of floating point come out the same: forward, backward, AdaGrad, the
 * mean of the later passes, and the best labels. */
#include <math.h>

#include "fixed.h"
#include "ner_parts.h"

static bool by_lot(mq_chance *chance, float share) { return (float)(mq_chance_next(chance) >> 40) < share * 16777216.0f; }

#define AHEAD 24u /* rows that are on their way */

/* kept: the share of features that count, the rest are passed over by lot; 1 at test time */
static void score_words(const model *m, const instances *x, const sentence *s, float kept, mq_chance *chance, chain *c)
{
	memset(c->own, 0, sizeof c->own[0] * (s->to - s->from));
	for (uint32_t i = s->from; i < s->to; i++)
		for (uint32_t f = x->at.v[i]; f < x->at.v[i + 1]; f++) {
			uint32_t row = x->numbered ? x->rows.v[f] : ner_feature_number(&m->known, x->rows.v[f]);
			const float *w = m->w + (size_t)row * L;
			if (x->numbered && f + AHEAD < x->rows.n) __builtin_prefetch(m->w + (size_t)x->rows.v[f + AHEAD] * L);
			bool out = row == NOT_NUMBERED || (kept < 1 && by_lot(chance, 1 - kept));
			c->dropped[i - s->from][f - x->at.v[i]] = out;
			for (int k = 0; !out && k < L; k++) c->own[i - s->from][k] += w[k] / kept;
		}
}

#define NEVER (-1e30f)

/* The chain in likelihoods, not in their logarithms: what every word's labels are worth is taken below its best one, and each
 * word's sum is made 1, so that nothing overflows. Returns the sum's logarithm */
static float word_worth(const float *own, uint16_t allowed, float *worth)
{
	float top = NEVER;
	for (int k = 0; k < L; k++)
		if ((allowed >> k & 1) && own[k] > top) top = own[k];
	for (int k = 0; k < LANES; k++) worth[k] = k < L ? fixed_exp(own[k] - top) : 0;
	for (int k = 0; k < L; k++)
		if (!(allowed >> k & 1)) worth[k] = 0;
	return top;
}

#define LEAST_SUM  1e-30f /* never divided by nothing */
#define ALL_LABELS ((1u << L) - 1)

float ner_forward(const model *m, const uint16_t *allowed, uint32_t n, chain *c)
{
	float z = 0;
	for (int j = 0; j <= L; j++)
		for (int k = 0; k < LANES; k++) c->steps[j][k] = k < L ? fixed_exp(m->step[j][k]) : 0;
	for (uint32_t i = 0; i < n; i++) {
		float sum = LEAST_SUM, *fore = c->fore[i];
		z += word_worth(c->own[i], allowed ? allowed[i] : ALL_LABELS, c->worth[i]);
		memcpy(fore, c->steps[L], sizeof c->fore[i]);
		if (i) memset(fore, 0, sizeof c->fore[i]);
		for (int j = 0; i && j < L; j++)
			for (int k = 0; k < LANES; k++) fore[k] += c->fore[i - 1][j] * c->steps[j][k];
		for (int k = 0; k < LANES; k++) fore[k] *= c->worth[i][k];
		for (int k = 0; k < L; k++) sum += fore[k];
		c->sum[i] = sum;
		for (int k = 0; k < LANES; k++) fore[k] /= sum;
		z += fixed_log(sum);
	}
	return z;
}

/* adds sign times the expected counts */
static float expectations(const model *m, const uint16_t *allowed, uint32_t n, float sign, chain *c)
{
	float z = ner_forward(m, allowed, n, c), back[LANES];
	for (int k = 0; k < LANES; k++) back[k] = k < L;
	for (uint32_t i = n; i-- > 0;) {
		float next[LANES] = {0};
		for (int k = 0; k < LANES; k++) c->expect[i][k] += sign * c->fore[i][k] * back[k];
		if (i == 0) break;
		for (int k = 0; k < LANES; k++) back[k] *= c->worth[i][k] / c->sum[i];
		for (int j = 0; j < L; j++)
			for (int k = 0; k < LANES; k++) {
				float way = c->steps[j][k] * back[k];
				next[j] += way;
				c->step[j][k] += sign * c->fore[i - 1][j] * way;
			}
		memcpy(back, next, sizeof back);
	}
	for (int k = 0; k < LANES; k++) c->step[L][k] += sign * c->fore[0][k] * back[k];
	return z;
}

/* gradients below this move nothing */
#define SMALL 1e-4f

static bool is_settled(const float *gradient)
{
	for (int k = 0; k < L; k++)
		if (gradient[k] <= -SMALL || gradient[k] >= SMALL) return false;
	return true;
}

static void move(float *w, float *g, float gradient, float rate, float l2)
{
	if (gradient > -SMALL && gradient < SMALL) return;
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
	for (uint32_t i = 0; i < n; i++) {
		if (is_settled(c->expect[i])) continue;
		for (uint32_t f = x->at.v[s->from + i]; f < x->at.v[s->from + i + 1]; f++) {
			size_t row = (size_t)x->rows.v[f] * L;
			if (c->dropped[i][f - x->at.v[s->from + i]]) continue;
			for (int k = 0; k < L; k++)
				move(&m->w[row + (size_t)k], &m->g[row + (size_t)k], c->expect[i][k], t->rate, t->l2);
		}
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
bool ner_open_model(model *m, const setup *t, instances *x)
{
	*m = (model){.rows = 0};
	if (!ner_features_find(&m->known, x, t->least)) return false;
	ner_number_rows(&m->known, x);
	uint32_t rows = m->rows = m->known.n;
	m->w = mq_heap_alloc(sizeof(float) * rows * L);
	m->g = mq_heap_alloc(sizeof(float) * rows * L);
	m->sum = mq_heap_alloc(sizeof(float) * rows * L);
	return m->w && m->g && m->sum;
}

void ner_close_model(model *m)
{
	ner_features_close(&m->known);
	mq_heap_free(m->w);
	mq_heap_free(m->g);
	mq_heap_free(m->sum);
}

/* all passes of one run over the sentences, in an order and with features left out by the run's own lot; weights of the later
 * passes are added up */
static void run_passes(mq_chance *chance, model *m, const setup *t, const instances *x, uint32_t *order, chain *c)
{
	for (uint32_t i = 0; i < x->sentences.n; i++) order[i] = i;
	for (int e = 0; e < t->epochs; e++) {
		double loss = 0;
		shuffle(order, x->sentences.n, chance);
		for (uint32_t i = 0; i < x->sentences.n; i++)
			loss += (double)learn_sentence(m, t, x, &x->sentences.v[order[i]], chance, c);
		fprintf(stderr, "pass %d: loss %.1f\n", e + 1, loss);
		for (size_t i = 0; e >= FIRST_KEPT && i < (size_t)m->rows * L; i++) m->sum[i] += m->w[i];
	}
}

/* The mean of some runs is surer than one: each has its own accidents. A path like O then I-PER never is in gold; where it is (a
 * corpus has such slips) the data may say so */
void ner_train(model *m, const setup *t, const instances *x, int runs)
{
	chain *c = mq_heap_alloc(sizeof *c);
	uint32_t *order = mq_heap_alloc(sizeof *order * x->sentences.n);
	mq_chance chance = {0x9E3779B97F4A7C15u};
	float step[L + 1][L] = {{0}};
	size_t n = (size_t)m->rows * L;
	for (int r = 0; r < runs; r++) {
		if (r) {
			memset(m->w, 0, n * sizeof *m->w);
			memset(m->g, 0, n * sizeof *m->g);
			memset(m->step, 0, sizeof m->step);
			memset(m->step_g, 0, sizeof m->step_g);
		}
		run_passes(&chance, m, t, x, order, c);
		for (int j = 0; j <= L; j++)
			for (int k = 0; k < L; k++) step[j][k] += m->step[j][k] / (float)runs;
	}
	memcpy(m->step, step, sizeof step);
	for (size_t i = 0; t->epochs > FIRST_KEPT && i < n; i++) m->w[i] = m->sum[i] / (float)((t->epochs - FIRST_KEPT) * runs);
	mq_heap_free(order);
	mq_heap_free(c);
}

float ner_label(const model *m, const instances *x, const sentence *s, chain *c, uint8_t *out)
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

void ner_marginals(const model *m, uint32_t n, chain *c)
{
	memset(c->expect, 0, sizeof c->expect[0] * n);
	(void)expectations(m, NULL, n, 1, c);
}

/* takes from O what makes precision and recall even: the chain was learned on text that is nine tenths O */
void ner_embolden(model *m, float by)
{
	for (int j = 0; j <= L; j++) m->step[j][MQ_NER_O] -= by;
}
