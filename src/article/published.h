/* Inside article: the day of publication. Voters: JSON-LD, meta elements, microdata, time elements, labelled and bare dates near
 * the title, the address. Never the clock. */
#ifndef MQ_ARTICLE_PUBLISHED_H
#define MQ_ARTICLE_PUBLISHED_H

#include "article/look.h"
#include "article/when.h"

typedef enum {
	MQ_DATE_META,  /* + rank */
	MQ_DATE_JSON,  /* + rank */
	MQ_DATE_ITEM,  /* itemprop datePublished */
	MQ_DATE_TIME,  /* a time element */
	MQ_DATE_CLASS, /* text in an element whose class or id speaks of a date */
	MQ_DATE_TEXT,  /* text near the title */
	MQ_DATE_URL,
	MQ_DATE_MODIFIED
} mq_date_source;

typedef struct {
	mq_when when;
	uint8_t source, rank; /* rank of a meta name; else 0 */
	int8_t label;         /* 1 published, 2 modified, 3 other, 0 unsaid */
	int16_t distance;     /* blocks from the title; INT16_MAX when unknown */
	bool alone;           /* the text is little but this date */
	bool begins;          /* the text begins with it */
	bool linked;          /* it stands in a link's text */
	bool after;           /* it comes after the last change the page speaks of */
	float score;
} mq_date_vote;

typedef MQ_VEC(mq_date_vote) mq_date_votes;

mq_status mq_date_votes_find(mq_arena *a, const mq_rules_html *r, const mq_look *l, mq_text url, mq_date_votes *out) MQ_MUST_USE;
mq_status mq_published_choose(mq_arena *a, const mq_date_votes *v, mq_article *out) MQ_MUST_USE;

#endif
