/* Broken plurals that no table lists: their shapes, and the singular of such a shape that is attested (قوافل: قافلة). */
#include "text/lexicon.h"

#define LETTER      2u /* bytes of an Arabic letter in a normal form */
#define ROOT_MOST   3u
#define MEETS_COUNT 20u /* a singular counted less often may be a chance */

/* does the stem have this shape; the root's letters as places in it */
static bool has_shape(mq_text stem, mq_text shape, size_t root[ROOT_MOST])
{
	size_t at = 0;
	for (size_t i = 0; i < shape.n; at += LETTER) {
		if (at + LETTER > stem.n) return false;
		if (shape.p[i] >= '1' && shape.p[i] <= '3') {
			root[shape.p[i++] - '1'] = at;
			continue;
		}
		if (i + LETTER > shape.n || memcmp(shape.p + i, stem.p + at, LETTER) != 0) return false;
		i += LETTER;
	}
	return at == stem.n;
}

static mq_text filled(mq_text stem, mq_text shape, const size_t root[ROOT_MOST], char room[MQ_INDEX_TERM_MOST])
{
	size_t n = 0;
	for (size_t i = 0; i < shape.n && n + LETTER <= MQ_INDEX_TERM_MOST; n += LETTER) {
		bool of_root = shape.p[i] >= '1' && shape.p[i] <= '3';
		memcpy(room + n, of_root ? stem.p + root[shape.p[i] - '1'] : shape.p + i, LETTER);
		i += of_root ? 1 : LETTER;
	}
	return (mq_text){room, n};
}

mq_text mq_lexicon_singular(const mq_lexicon *lex, mq_text stem, char room[MQ_INDEX_TERM_MOST])
{
	size_t root[ROOT_MOST] = {0};
	for (uint32_t i = 0; i < lex->plurals.n; i++) {
		mq_text one, singulars = lex->plurals.v[i].singulars;
		if (lex->plurals.v[i].letters * LETTER != stem.n || !has_shape(stem, lex->plurals.v[i].plural, root)) continue;
		while (mq_text_split(&singulars, ',', &one)) {
			mq_text word = filled(stem, one, root, room);
			const mq_entry *e = mq_lexicon_find(lex, mq_hash(word));
			if (e && e->count >= MEETS_COUNT) return word;
		}
	}
	return MQ_NONE;
}
