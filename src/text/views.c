/* The coarser views of a word that the index holds beside its stem: the word without its commonest affixes, and the letters of
 * its stem that a root keeps. Each errs in its own way, so that together they rank better than any one of them. */
#include "text/lexicon.h"

#define LIGHT_MARK '~'
#define ROOT_MARK  '^'
#define LETTER     2u /* bytes of an Arabic letter in a normal form */

static mq_text without_head(const mq_lexicon *lex, int step, mq_text word)
{
	uint64_t head = mq_word_head(word);
	for (uint32_t i = 0; i < lex->view[step].n; i++) {
		const mq_view_row *r = &lex->view[step].v[i];
		if (word.n >= (size_t)r->letters.n + r->least && mq_affix_is(&r->letters, head))
			return mq_text_sub(word, r->letters.n, word.n);
	}
	return word;
}

static mq_text without_tail(const mq_lexicon *lex, mq_text word)
{
	uint64_t tail = mq_word_tail(word);
	for (uint32_t i = 0; i < lex->view[MQ_VIEW_AFTER].n; i++) {
		const mq_view_row *r = &lex->view[MQ_VIEW_AFTER].v[i];
		if (word.n >= (size_t)r->letters.n + r->least && mq_affix_is(&r->letters, tail))
			return mq_text_sub(word, 0, word.n - r->letters.n);
	}
	return word;
}

static uint8_t put(char out[MQ_INDEX_TERM_MOST], char mark, mq_text t)
{
	out[0] = mark;
	memcpy(out + 1, t.p, t.n);
	return (uint8_t)(t.n + 1);
}

uint8_t mq_view_light(const mq_lexicon *lex, mq_text norm, char out[MQ_INDEX_TERM_MOST])
{
	mq_text word = without_head(lex, MQ_VIEW_BEFORE, without_head(lex, MQ_VIEW_AND, norm));
	return put(out, LIGHT_MARK, without_tail(lex, word));
}

uint8_t mq_view_root(const mq_lexicon *lex, mq_text stem, char out[MQ_INDEX_TERM_MOST])
{
	char kept[MQ_INDEX_TERM_MOST];
	size_t n = 0;
	mq_text word = without_head(lex, MQ_VIEW_INCREASE, stem);
	for (size_t i = 0; i + LETTER <= word.n; i += LETTER) {
		if (((unsigned char)word.p[i] & 0xFC) != 0xD8) return put(out, ROOT_MARK, stem); /* no letter of the table */
		if (lex->weak[mq_arabic_place(word.p + i)]) continue;
		memcpy(kept + n, word.p + i, LETTER);
		n += LETTER;
	}
	return put(out, ROOT_MARK, n > 0 ? (mq_text){kept, n} : stem);
}
