/* Inside watch: what a page of a source names. In: an answer as it came, from a feed, a sitemap, a front page or an aggregator's
 * list. Out: addresses with their titles and dates, feeds and sitemaps that it offers, and the hub of WebSub.
 * Runs in the reader process; what it gives crosses to the parent as bytes and is taken apart there with care. */
#ifndef MQ_WATCH_FOUND_H
#define MQ_WATCH_FOUND_H

#include "article/article.h"
#include "watch/url.h"

typedef enum { MQ_FOUND_ARTICLE, MQ_FOUND_FEED, MQ_FOUND_SITEMAP, MQ_FOUND_HUB, MQ_FOUND_SELF, MQ_FOUND_KINDS } mq_found_kind;

#define MQ_FOUND_COUNTRIES_MOST 31u /* eight codes */

typedef struct {
	uint8_t kind;
	mq_text url, title;
	mq_text date;      /* of publication or change, RFC 3339, or MQ_NONE */
	mq_text countries; /* that the title names: "FRA MAR", or MQ_NONE */
} mq_found;

typedef struct {
	MQ_VEC(mq_found) v;
	const char *was; /* "feed", "sitemap", "sitemap index", "page" */
	mq_text odd;     /* what was not as it should be, or MQ_NONE */
} mq_found_list;

/* block: header block and body, the body's content coding still on it */
mq_status mq_found_read(mq_arena *a, const mq_pack *pack, const mq_profiles *profiles, const mq_link_rules *rules, mq_text url,
			mq_text block, mq_found_list *out) MQ_MUST_USE;

#endif
