/* Inside store: the terms a text is indexed and looked up by. A word is a place in the text with one term or several
 * (its normal form, its stems): several terms at one place are any of them. */
#ifndef MQ_STORE_TERMS_H
#define MQ_STORE_TERMS_H

#include "store/store.h"

/* of one word: terms that differ, the plainest first */
#define MQ_WORD_TERMS_MOST 4u
/* a term longer than this is cut: no word is, a URL or a blob may be */
#define MQ_TERM_MOST 64u

typedef struct {
	uint32_t start, end; /* bytes of the text */
	uint32_t n;
	mq_text term[MQ_WORD_TERMS_MOST];
} mq_word;

/* false stops */
typedef bool (*mq_word_take)(void *to, const mq_word *w);
mq_status mq_words_of(mq_arena *a, const mq_engine *e, mq_text text, mq_word_take take, void *to);

#endif
