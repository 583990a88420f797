/* The analyses of words met before: nine in ten words of a page are among the few thousand that every page has. */
#include "text/lexicon.h"

#define STEMS_KEPT 15u
#define IN_NORM    255u

/* an analysis as it is kept: the half of it that most words need lies in the first line of the cache */
typedef struct {
	uint64_t key, family;
	uint16_t pro;
	uint8_t enc, form, off;
	uint8_t n;       /* bytes of the stem */
	uint8_t stem_at; /* in stems; IN_NORM: at the analysis' own place in the normal form */
	uint8_t who;     /* person, number, gender */
} kept_analysis;

typedef struct {
	kept_analysis a[MQ_ANALYSES_MOST];
	uint8_t analyses : 7;   /* 0: they did not fit */
	uint8_t two : 1;        /* MQ_TOKEN_TWO */
	char stems[STEMS_KEPT]; /* those that are no part of the normal form */
} kept_word;

mq_memo *mq_lexicon_memo(const mq_lexicon *lex, mq_arena *a) { return mq_arena_memo(a, lex, MQ_WORDS_KEPT, sizeof(kept_word)); }

static kept_analysis pack(const mq_analysis *v)
{
	return (kept_analysis){.key = v->key,
			       .family = v->family,
			       .pro = v->pro,
			       .enc = v->enc,
			       .form = v->form,
			       .off = v->off,
			       .n = (uint8_t)v->stem.n,
			       .who = (uint8_t)(v->person | v->number << 2 | (v->gender == 'm') << 4 | (v->gender == 'f') << 5)};
}

static void unpack(const kept_analysis *k, mq_analysis *v)
{
	*v = (mq_analysis){.key = k->key,
			   .family = k->family,
			   .pro = k->pro,
			   .enc = k->enc,
			   .form = k->form,
			   .off = k->off,
			   .person = k->who & 3,
			   .number = k->who >> 2 & 3,
			   .gender = k->who & 16   ? 'm'
				     : k->who & 32 ? 'f'
						   : 0};
}

static void keep(kept_word *w, mq_text norm, const mq_analysis *v, size_t n)
{
	size_t used = 0;
	w->analyses = 0;
	for (size_t i = 0; i < n; i++) {
		w->a[i] = pack(&v[i]);
		w->a[i].stem_at = IN_NORM;
		if (v[i].stem.p == norm.p + v[i].off) continue;
		if (used + v[i].stem.n > STEMS_KEPT) return;
		memcpy(w->stems + used, v[i].stem.p, v[i].stem.n);
		w->a[i].stem_at = (uint8_t)used;
		used += v[i].stem.n;
	}
	w->analyses = n & 0x7F;
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
	mq_analysis *own = mq_arena_alloc(a, w->analyses * sizeof *own);
	if (!own) return false;
	for (size_t i = 0; i < w->analyses; i++) {
		const kept_analysis *one = &w->a[i];
		unpack(one, &own[i]);
		if (one->stem_at == IN_NORM) own[i].stem = mq_text_at(k->norm.p + one->off, one->n);
		else own[i].stem = mq_store_text(store, mq_text_at(w->stems + one->stem_at, one->n));
		if (mq_text_none(own[i].stem)) return false;
	}
	k->a = own;
	k->analyses = w->analyses;
	if (w->two) k->flags |= MQ_TOKEN_TWO;
	return true;
}

bool mq_lexicon_fill(const mq_lexicon *lex, mq_arena *a, mq_store *store, mq_memo *memo, mq_token *k, uint8_t tail,
		     mq_coming_word *coming)
{
	mq_analysis found[MQ_ANALYSES_MOST];
	char stems[MQ_STEMS_ROOM];
	bool known = false;
	kept_word *w = mq_memo_word(memo, k->norm, k->key, tail, &known);
	if (known && w->analyses) return put_kept(a, store, w, k);
	mq_coming_word now;
	if (!coming) mq_coming_cut(lex, k->norm, tail, coming = &now);
	while (coming->steps < MQ_COMING_FOUND) mq_coming_step(lex, k->norm, coming);
	size_t n = mq_lexicon_analyze(lex, k->norm, &coming->cuts, coming->e, stems, found);
	bool two = n > 0 && mq_text_is_two(lex, k->norm, tail, found);
	if (w) keep(w, k->norm, found, n), w->two = two;
	if (two) k->flags |= MQ_TOKEN_TWO;
	for (size_t i = 0; i < n; i++) {
		if (found[i].stem.p < stems || found[i].stem.p >= stems + sizeof stems) continue;
		found[i].stem = mq_store_text(store, found[i].stem);
		if (mq_text_none(found[i].stem)) return false;
	}
	return put(a, k, found, n);
}
