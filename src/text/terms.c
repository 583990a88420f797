/* The search index's terms. Words repeat: each context keeps a table from a word's normal form to its term, so that most words
 * cost one hash and one comparison. */
#include "text/lexicon.h"

#define CACHE_SLOTS 16384u /* a power of two; 64 bytes each: fits a second-level cache */
#define CACHE_WORD  28u

typedef struct {
	uint64_t key;
	uint8_t n, norm_n; /* bytes of the term */
	char norm[CACHE_WORD], term[CACHE_WORD - 2];
} slot;

struct mq_terms {
	const mq_lexicon *lex;
	slot *slots;
	char form[MQ_INDEX_TERM_MOST + 2];
};

mq_status mq_terms_open(mq_arena *a, const mq_lexicon *lex, mq_terms **out)
{
	mq_terms *t = MQ_NEW(a, mq_terms);
	if (!t) return mq_fail_memory(a);
	t->lex = lex;
	t->slots = MQ_ARRAY(a, slot, CACHE_SLOTS);
	if (!t->slots) return mq_fail_memory(a);
	*out = t;
	return MQ_DONE;
}

/* the term of an Arabic word; the view lives until the next call */
static mq_text term_of(mq_terms *t, mq_text norm, uint8_t tail, char scratch[MQ_INDEX_TERM_MOST])
{
	uint64_t key = mq_hash(norm) + tail;
	slot *s = &t->slots[key & (CACHE_SLOTS - 1)];
	if (s->key == key && s->norm_n == norm.n && memcmp(s->norm, norm.p, norm.n) == 0) return (mq_text){s->term, s->n};
	mq_text term = mq_lexicon_term(t->lex, norm, tail, scratch);
	if (norm.n > sizeof s->norm || term.n > sizeof s->term) return term;
	s->key = key;
	s->norm_n = (uint8_t)norm.n;
	s->n = (uint8_t)term.n;
	memcpy(s->norm, norm.p, norm.n);
	memcpy(s->term, term.p, term.n);
	return term;
}

static bool give_word(mq_terms *t, const mq_raw *w, int which, mq_term_take take, void *to)
{
	char scratch[MQ_INDEX_TERM_MOST];
	mq_text norm = {w->norm, w->n};
	if (w->kind != MQ_TOKEN_ARABIC || !(which & MQ_TERMS_STEM)) return take(to, norm, w->start, w->end, false);
	mq_text term = term_of(t, norm, w->tail, scratch);
	if (!take(to, term, w->start, w->end, false)) return false;
	if (!(which & MQ_TERMS_FORM) || mq_text_eq(term, norm)) return true;
	t->form[0] = '=';
	memcpy(t->form + 1, norm.p, norm.n);
	return take(to, (mq_text){t->form, norm.n + 1}, w->start, w->end, true);
}

void mq_terms_each(mq_terms *t, mq_text bytes, int which, mq_term_take take, void *to)
{
	mq_scan s;
	mq_raw w;
	mq_scan_open(&s, bytes);
	while (mq_scan_next(&s, &w)) {
		if (w.kind > MQ_TOKEN_NUMBER) continue;
		if (!give_word(t, &w, which, take, to)) return;
	}
}
