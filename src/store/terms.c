#include "store/terms.h"

typedef struct {
	mq_word_take take;
	void *to;
} words_out;

static bool take_term(void *to, mq_text term, uint32_t start, uint32_t end, bool colocated)
{
	const words_out *o = to;
	mq_word w = {start, end, term};
	(void)colocated; /* one term a word is asked for */
	return term.n == 0 || o->take(o->to, &w);
}

void mq_words_of(mq_store *s, mq_text text, mq_word_take take, void *to)
{
	words_out o = {take, to};
	mq_terms_each(s->terms, text, MQ_TERMS_STEM, take_term, &o);
}
