/* The analyses of words met before: nine in ten words of a page are among the few thousand that every page has. */
#include "text/parts.h"

/* longer words are rare, and are not kept */
#define NORM_KEPT  32u
#define STEMS_KEPT 72u
#define IN_NORM    255u

typedef struct {
	char norm[NORM_KEPT], stems[STEMS_KEPT]; /* stems: those that are no part of the normal form */
	uint8_t norm_n, tail, analyses;
	uint8_t stem_at[MQ_ANALYSES_MOST]; /* in stems; IN_NORM: at the analysis' own place in the normal form */
	mq_analysis a[MQ_ANALYSES_MOST];
} kept_word;

mq_memo *mq_lexicon_memo(const mq_lexicon *lex, mq_arena *a) { return mq_arena_memo(a, lex, MQ_WORDS_KEPT, sizeof(kept_word)); }

static bool is_kept(const kept_word *w, mq_text norm, uint8_t tail)
{
	return w->norm_n == norm.n && w->tail == tail && memcmp(w->norm, norm.p, norm.n) == 0;
}

/* without a length until all of it is there */
static void keep(kept_word *w, mq_text norm, uint8_t tail, const mq_analysis *v, size_t n)
{
	size_t used = 0;
	w->norm_n = 0;
	for (size_t i = 0; i < n; i++) {
		w->a[i] = v[i];
		w->stem_at[i] = IN_NORM;
		if (v[i].stem.p == norm.p + v[i].off) continue;
		if (used + v[i].stem.n > STEMS_KEPT) return;
		memcpy(w->stems + used, v[i].stem.p, v[i].stem.n);
		w->stem_at[i] = (uint8_t)used;
		used += v[i].stem.n;
	}
	memcpy(w->norm, norm.p, norm.n);
	w->tail = tail;
	w->analyses = (uint8_t)n;
	w->norm_n = (uint8_t)norm.n;
}

static bool put(mq_arena *a, mq_token *k, const mq_analysis *v, size_t n)
{
	mq_analysis *own = mq_arena_alloc(a, n * sizeof *own);
	if (!own) return false;
	memcpy(own, v, n * sizeof *own);
	k->a = own;
	k->analyses = (uint8_t)n;
	return true;
}

/* analyses of another page's token, their stems moved into this one's normal form */
static bool put_kept(mq_arena *a, mq_store *store, const kept_word *w, mq_token *k)
{
	mq_analysis v[MQ_ANALYSES_MOST];
	for (size_t i = 0; i < w->analyses; i++) {
		v[i] = w->a[i];
		if (w->stem_at[i] == IN_NORM) v[i].stem.p = k->norm.p + v[i].off;
		else v[i].stem = mq_store_text(store, mq_text_at(w->stems + w->stem_at[i], v[i].stem.n));
		if (mq_text_none(v[i].stem)) return false;
	}
	return put(a, k, v, w->analyses);
}

bool mq_lexicon_fill(const mq_lexicon *lex, mq_arena *a, mq_store *store, mq_memo *memo, mq_token *k, uint8_t tail)
{
	mq_analysis found[MQ_ANALYSES_MOST];
	char stems[MQ_STEMS_ROOM];
	bool known = false;
	kept_word *w = k->norm.n <= NORM_KEPT ? mq_memo_at(memo, k->key ^ tail, &known) : NULL;
	if (known && is_kept(w, k->norm, tail)) return put_kept(a, store, w, k);
	size_t n = mq_lexicon_analyze(lex, k->norm, tail, stems, found);
	if (w) keep(w, k->norm, tail, found, n);
	for (size_t i = 0; i < n; i++) {
		if (found[i].stem.p < stems || found[i].stem.p >= stems + sizeof stems) continue;
		found[i].stem = mq_store_text(store, found[i].stem);
		if (mq_text_none(found[i].stem)) return false;
	}
	return put(a, k, found, n);
}
