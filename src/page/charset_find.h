/* Inside page: what the bytes themselves say of their charset. */
#ifndef MQ_PAGE_CHARSET_FIND_H
#define MQ_PAGE_CHARSET_FIND_H

#include "base/base.h"

/* letters of a page tell its charset within the first few kilobytes of text; markup may come before them */
#define MQ_CHARSET_SAMPLE ((size_t)256 << 10)

typedef enum { MQ_CHARSET_NARROW, MQ_CHARSET_LE, MQ_CHARSET_BE } mq_charset_wide;
/* UTF-16, by its mark (*skip is then 2) or by its high bytes */
mq_charset_wide mq_charset_wide_of(mq_text t, size_t *skip);

typedef struct {
	bool arabic; /* reads as Arabic in windows-1256, or with iso in ISO-8859-6 */
	bool iso;
	bool mostly_utf8; /* UTF-8 with a few broken places */
} mq_charset_guess;
mq_charset_guess mq_charset_guess_of(mq_text sample);

/* letters that are Arabic UTF-8 read as another charset (its name in *as) and stored so; 0 when there are too few to tell */
size_t mq_charset_mojibake(mq_text text, const char **as);

#endif
