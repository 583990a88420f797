#include "store/terms.h"

typedef struct {
	mq_word_take take;
	void *to;
} words_out;

static bool take_term(void *to, mq_text term, uint32_t start, uint32_t end, bool colocated)
{
	const words_out *o = to;
	mq_word w = {start, end, term, colocated};
	return term.n == 0 || o->take(o->to, &w);
}

/* a reader's words come with its first search: most readers never ask for any */
static bool has_terms(mq_store *s)
{
	const mq_engine *e = s->engine;
	const mq_lexicon *words = s->terms || !e->late_lexicon ? NULL : e->late_lexicon(e->late_of);
	if (words && !mq_ok(mq_terms_open(s->keep, words, &s->terms))) s->terms = NULL;
	return s->terms != NULL;
}

void mq_words_of(mq_store *s, mq_text text, mq_word_take take, void *to)
{
	if (!has_terms(s)) return;
	words_out o = {take, to};
	mq_terms_each(s->terms, text, MQ_TERMS_STEM, take_term, &o);
}

void mq_words_views(mq_store *s, mq_text text, mq_word_take take, void *to)
{
	if (!has_terms(s)) return;
	words_out o = {take, to};
	mq_terms_each(s->terms, text, MQ_TERMS_INDEX, take_term, &o);
}

typedef struct {
	mq_word_take take;
	void *to;
	uint64_t stem;
} index_out;

static bool take_other(void *to, const mq_word *w)
{
	index_out *o = to;
	if (!w->view) o->stem = mq_hash(w->term);
	else if (mq_hash(mq_text_sub(w->term, MQ_VIEW_MARK, w->term.n)) == o->stem) return true;
	return o->take(o->to, w);
}

void mq_words_all(mq_store *s, mq_text text, mq_word_take take, void *to)
{
	index_out o = {take, to, 0};
	mq_words_views(s, text, take_other, &o);
}

bool mq_words_grammar(mq_store *s, mq_text term) { return has_terms(s) && mq_terms_grammar(s->terms, term); }
