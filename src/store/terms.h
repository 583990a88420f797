/* Inside store: the words that a text is indexed and looked up by: the text room's conflated terms. */
#ifndef MQ_STORE_TERMS_H
#define MQ_STORE_TERMS_H

#include "store/driver.h"

typedef struct {
	uint32_t start, end; /* bytes of the text */
	mq_text term;        /* until `take` returns */
	bool view;           /* a coarser view of the word before it (text.h) */
} mq_word;

/* false stops */
typedef bool (*mq_word_take)(void *to, const mq_word *w);
void mq_words_of(mq_store *s, mq_text text, mq_word_take take, void *to);
/* the words, and after each its views */
void mq_words_views(mq_store *s, mq_text text, mq_word_take take, void *to);
/* all that the index holds of a text: a view that is but its mark (MQ_VIEW_MARK bytes) before the word itself is left out, as who
 * looks for the view looks for the word that it says, too */
#define MQ_VIEW_MARK 1u
void mq_words_all(mq_store *s, mq_text text, mq_word_take take, void *to);
/* is this term a word of grammar (rules/ar/particles.tsv) */
bool mq_words_grammar(mq_store *s, mq_text term);

#endif
