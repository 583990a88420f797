/* feeds and their neighbours, for those who look for pages: sitemaps and OPML, and dates as feeds write them. Feeds themselves
 * (RSS, Atom, JSON Feed) are a format like others: their items come as pages of kind MQ_PAGE_ITEM.
 * Promise: bounded, linear, lenient; nothing is fetched, no entity but a fixed few is expanded; a date that cannot be read is
 * MQ_NONE, never a guess. Everything given out lives in the arena. */
#ifndef MQ_PAGE_FEED_H
#define MQ_PAGE_FEED_H

#include "page/page.h"

/* RFC 3339 date, date-time without zone, or date-time; the day is that of the date's own zone. pack may be NULL: English only */
mq_text mq_feed_date(mq_arena *a, const mq_pack *pack, mq_text t);

/* a page that a sitemap or a feed names; news sitemaps bring title, published, outlet, lang */
typedef struct {
	mq_text url, modified, title, published, outlet, lang;
} mq_link;
typedef MQ_VEC(mq_link) mq_links;

/* A sitemap (<urlset>), with the news extension, or an index of sitemaps (<sitemapindex>: *is_index, links are sitemaps); or
 * plain text, one address a line. bytes as fetched: gzip and charsets are seen to. At most MQ_SITEMAP_LINKS_MOST links */
mq_status mq_sitemap_read(mq_arena *a, const mq_pack *pack, mq_text bytes, mq_links *out, bool *is_index) MQ_MUST_USE;
/* the sitemaps that a robots.txt names */
mq_status mq_robots_sitemaps(mq_arena *a, mq_text robots, mq_links *out) MQ_MUST_USE;

/* a subscription of an OPML file */
typedef struct {
	mq_text title, feed, site, folder; /* folder: the outline it stands in, or MQ_NONE */
} mq_subscription;
typedef MQ_VEC(mq_subscription) mq_subscriptions;

mq_status mq_opml_read(mq_arena *a, mq_text bytes, mq_subscriptions *out) MQ_MUST_USE;
/* OPML 2.0; subscriptions of one folder that stand next to each other share an outline */
void mq_opml_write(mq_text title, const mq_subscriptions *subscriptions, mq_buf *out);

#endif
