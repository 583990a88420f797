/* Signatures of texts: sampled shingles in the text engine's terms, so that spelling, clitics and vowel marks make no difference.
 */
#include <stdlib.h>

#include "story/story.h"

/* one shingle in eight is common to all samples: of the shortest news a handful */
#define THRESHOLD (UINT32_MAX / 8)
/* terms of a text that are looked at: a copied book is found by its first chapters */
#define TERMS_MOST 20000u

/* samples say that much of shingles: what they leave open the texts decide. A shortened copy that was worded anew here and there
 * keeps a third of its shingles */
#define MAYBE_CONTAINMENT 0.25
#define SURE_RESEMBLANCE  0.9
#define SURE_SHARED       12u
/* fewer shared shingles are a formula, not a text */
#define COPY_SHARED 3u

typedef struct {
	mq_signature *s;
	uint64_t last[MQ_SHINGLE_TERMS];
	uint32_t terms;
	/* the smallest hashes above the threshold, a heap with the largest on top */
	uint32_t small[MQ_SIGNATURE_LEAST];
	uint32_t small_n;
} signing;

static uint64_t mix(uint64_t h)
{
	h ^= h >> 33;
	h *= 0xff51afd7ed558ccdu;
	h ^= h >> 33;
	h *= 0xc4ceb9fe1a85ec53u;
	return h ^ h >> 33;
}

static void keep_small(signing *g, uint32_t h)
{
	uint32_t largest = 0;
	for (uint32_t i = 0; i < g->small_n; i++) {
		if (g->small[i] == h) return;
		if (g->small[i] > g->small[largest]) largest = i;
	}
	if (g->small_n < MQ_SIGNATURE_LEAST) g->small[g->small_n++] = h;
	else if (h < g->small[largest]) g->small[largest] = h;
}

static void add_shingle(signing *g)
{
	uint64_t all = 0;
	for (uint32_t i = 0; i < MQ_SHINGLE_TERMS; i++) all = mix(all ^ g->last[(g->terms + i) % MQ_SHINGLE_TERMS]) + i;
	uint32_t h = (uint32_t)(all >> 32);
	g->s->shingles++;
	if (h < THRESHOLD && g->s->n < MQ_SIGNATURE_MOST) g->s->hash[g->s->n++] = h;
	else keep_small(g, h);
}

static bool take_term(void *to, mq_text term, uint32_t start, uint32_t end, bool colocated)
{
	signing *g = to;
	(void)start;
	(void)end;
	if (colocated) return true;
	g->last[g->terms % MQ_SHINGLE_TERMS] = mq_hash(term);
	g->terms++;
	if (g->terms >= MQ_SHINGLE_TERMS) add_shingle(g);
	return g->terms < TERMS_MOST;
}

static int by_hash(const void *x, const void *y)
{
	const uint32_t *a = x, *b = y;
	return (*a > *b) - (*a < *b);
}

void mq_signature_make(mq_terms *terms, mq_text body, mq_signature *out)
{
	signing g = {.s = out};
	uint32_t kept = 0;
	out->n = out->shingles = 0;
	mq_terms_each(terms, body, MQ_TERMS_STEM, take_term, &g);
	qsort(out->hash, out->n, sizeof *out->hash, by_hash);
	for (uint32_t i = 0; i < out->n; i++)
		if (i == 0 || out->hash[i] != out->hash[i - 1]) out->hash[kept++] = out->hash[i];
	out->common = kept;
	qsort(g.small, g.small_n, sizeof *g.small, by_hash);
	for (uint32_t i = 0; i < g.small_n && kept < MQ_SIGNATURE_LEAST; i++) out->hash[kept++] = g.small[i];
	out->n = kept;
}

static uint32_t count_shared(const uint32_t *x, uint32_t n, const uint32_t *y, uint32_t m)
{
	uint32_t shared = 0;
	for (uint32_t i = 0, k = 0; i < n && k < m;) {
		if (x[i] == y[k]) shared++, i++, k++;
		else if (x[i] < y[k]) i++;
		else k++;
	}
	return shared;
}

/* Where both have enough below the threshold, those are compared; of short texts the smallest of both together are. */
void mq_signature_compare(const mq_signature *x, const mq_signature *y, mq_likeness *out)
{
	uint32_t n = x->common, m = y->common;
	if (n < MQ_SIGNATURE_LEAST || m < MQ_SIGNATURE_LEAST) {
		n = x->n;
		m = y->n;
		/* what lies above the other's largest is unknown to the other */
		uint32_t top_x = n ? x->hash[n - 1] : 0, top_y = m ? y->hash[m - 1] : 0, top = top_x < top_y ? top_x : top_y;
		while (n && x->hash[n - 1] > top) n--;
		while (m && y->hash[m - 1] > top) m--;
	}
	*out = (mq_likeness){0, 0, count_shared(x->hash, n, y->hash, m)};
	uint32_t less = n < m ? n : m, all = n + m - out->shared;
	if (all) out->resemblance = (double)out->shared / (double)all;
	if (less) out->containment = (double)out->shared / (double)less;
}

mq_copy_chance mq_copy_of_signatures(const mq_signature *x, const mq_signature *y, mq_likeness *out)
{
	mq_signature_compare(x, y, out);
	if (out->shared < COPY_SHARED || out->containment < MAYBE_CONTAINMENT) return MQ_COPY_NOT;
	return out->resemblance >= SURE_RESEMBLANCE && out->shared >= SURE_SHARED ? MQ_COPY_SURE : MQ_COPY_MAYBE;
}
