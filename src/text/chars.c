#include "text/chars.h"

#include <utf8proc.h>

/* Arabic blocks outside the table: supplement, extended A and B, presentation forms A and B */
static bool is_arabic(uint32_t c)
{
	return (c >= 0x0860 && c <= 0x08FF) || (c >= 0xFB50 && c <= 0xFDFF) || (c >= 0xFE70 && c <= 0xFEFC);
}

static uint8_t letter_class(uint32_t c)
{
	if (is_arabic(c)) return MQ_CHAR_ARABIC;
	if (c >= 0x2D30 && c <= 0x2D7F) return MQ_CHAR_TIFINAGH;
	if ((c >= 0x1E00 && c <= 0x1EFF) || (c >= 0x2C60 && c <= 0x2C7F) || (c >= 0xA720 && c <= 0xA7FF) ||
	    (c >= 0xFB00 && c <= 0xFB06) || (c >= 0xFF21 && c <= 0xFF5A))
		return MQ_CHAR_LATIN;
	return MQ_CHAR_OTHER_WORD;
}

uint8_t mq_char_class(uint32_t c)
{
	if (c < MQ_CHARS) return mq_chars[c].class & (uint8_t)~MQ_CHAR_SLOW;
	if (c == MQ_UTF8_BAD) return MQ_CHAR_SPACE;
	switch (utf8proc_category((utf8proc_int32_t)c)) {
	case UTF8PROC_CATEGORY_LU:
	case UTF8PROC_CATEGORY_LL:
	case UTF8PROC_CATEGORY_LT:
	case UTF8PROC_CATEGORY_LM:
	case UTF8PROC_CATEGORY_LO: return letter_class(c);
	case UTF8PROC_CATEGORY_MN:
	case UTF8PROC_CATEGORY_MC:
	case UTF8PROC_CATEGORY_ME: return MQ_CHAR_MARK;
	case UTF8PROC_CATEGORY_ND: return MQ_CHAR_DIGIT;
	case UTF8PROC_CATEGORY_CF: return MQ_CHAR_CONTROL;
	case UTF8PROC_CATEGORY_ZL:
	case UTF8PROC_CATEGORY_ZP: return MQ_CHAR_NEWLINE;
	case UTF8PROC_CATEGORY_ZS:
	case UTF8PROC_CATEGORY_CC:
	case UTF8PROC_CATEGORY_CS:
	case UTF8PROC_CATEGORY_CO:
	case UTF8PROC_CATEGORY_CN: return MQ_CHAR_SPACE;
	default: return MQ_CHAR_PUNCT;
	}
}

static uint32_t digit_of(uint32_t c)
{
	uint32_t zero = c;
	while (c - zero < 9 && utf8proc_category((utf8proc_int32_t)zero - 1) == UTF8PROC_CATEGORY_ND) zero--;
	return '0' + (c - zero);
}

size_t mq_char_fold(uint32_t c, uint32_t out[MQ_FOLD_MOST])
{
	utf8proc_int32_t parts[MQ_FOLD_MOST];
	int bound = 0;
	size_t n = 0;
	if (c < MQ_CHARS && !(mq_chars[c].class & MQ_CHAR_SLOW)) {
		out[0] = mq_chars[c].fold;
		return out[0] != 0;
	}
	uint8_t class = mq_char_class(c);
	if (class == MQ_CHAR_DIGIT) {
		out[0] = digit_of(c);
		return 1;
	}
	if (class == MQ_CHAR_PUNCT) {
		out[0] = c;
		return 1;
	}
	if (class < MQ_CHAR_ARABIC || class > MQ_CHAR_OTHER_WORD) return 0;
	utf8proc_ssize_t got =
	    utf8proc_decompose_char((utf8proc_int32_t)c, parts, MQ_FOLD_MOST,
				    UTF8PROC_DECOMPOSE | UTF8PROC_COMPAT | UTF8PROC_CASEFOLD | UTF8PROC_STRIPMARK, &bound);
	for (utf8proc_ssize_t i = 0; i < got && i < MQ_FOLD_MOST; i++) {
		uint32_t f = (uint32_t)parts[i];
		if (f < MQ_CHARS && mq_chars[f].class == class) f = mq_chars[f].fold;
		/* a ligature of words (U+FDFA) holds spaces: they go, it stays one word */
		if (f != 0 && mq_char_class(f) == class) out[n++] = f;
	}
	return n;
}
