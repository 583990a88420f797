/* Inside article: a date in a line of text, as pages and their metadata print it: ISO 8601 and its cousins, RFC 822, numbers in
 * the order of the page's language, month names of many languages, Arabic ones of every press, Hijri ones. */
#ifndef MQ_ARTICLE_WHEN_H
#define MQ_ARTICLE_WHEN_H

#include "article/html_rules.h"

typedef struct {
	int year, month, day;
	int hour, minute, second; /* hour -1 when there is no time */
	int zone;                 /* minutes east of UTC, MQ_NO_ZONE when none is given */
	bool hijri, compact;      /* compact: eight digits in a row */
	uint32_t start, end;      /* bytes of the line */
} mq_when;

#define MQ_NO_ZONE INT32_MIN

/* the first date of the line; month_first: 3/4/2020 is 4 March. Only the first 500 bytes are read */
bool mq_when_find(const mq_rules_html *r, mq_text line, bool month_first, mq_when *out);
/* RFC 3339 date or date-time; a time without a zone is left out, the day stays */
mq_text mq_when_print(mq_arena *a, const mq_when *w);
mq_day mq_when_day(const mq_when *w);

#endif
