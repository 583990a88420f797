/* Characters: classes and folding by table (generated from rules/ar/letters.tsv and Unicode data), the rest through utf8proc. */
#ifndef MQ_TEXT_CHARS_H
#define MQ_TEXT_CHARS_H

#include "base/base.h"

enum {
	MQ_CHAR_SPACE,
	MQ_CHAR_NEWLINE,
	MQ_CHAR_PUNCT,
	MQ_CHAR_DIGIT,
	MQ_CHAR_ARABIC,
	MQ_CHAR_LATIN,
	MQ_CHAR_TIFINAGH,
	MQ_CHAR_OTHER_WORD,
	MQ_CHAR_MARK,      /* vowel signs and other combining marks: part of the word, not of its normal form */
	MQ_CHAR_CONTROL,   /* bidi marks, joiners, soft hyphen: as if not there */
	MQ_CHAR_SLOW = 128 /* folds to several code points: not in the table */
};

#define MQ_CHARS 0x800 /* what UTF-8 writes in one or two bytes */

typedef struct {
	uint16_t fold; /* 0: dropped */
	uint8_t class;
} mq_char;

extern const mq_char mq_chars[MQ_CHARS];

#define MQ_ARABIC_FIRST 0x600u
#define MQ_ARABIC_BLOCK 0x100u /* U+0600 to U+06FF: what two bytes D8 to DB write */
static inline uint8_t mq_arabic_place(const char *letter) { return (uint8_t)((letter[0] & 3) << 6 | (letter[1] & 0x3F)); }
/* the two bytes that a letter of the block folds to; zeros where it is no letter or folds to anything else */
extern const unsigned char mq_arabic_letters[MQ_ARABIC_BLOCK][2];

/* class of any code point */
uint8_t mq_char_class(uint32_t c);
/* its normal form, up to most code points; returns how many */
#define MQ_FOLD_MOST 20
size_t mq_char_fold(uint32_t c, uint32_t out[MQ_FOLD_MOST]);

#endif
