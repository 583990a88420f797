/* Inside article: the smaller fields of an HTML page: outlet, byline, section, keywords, language, images, ticker. */
#ifndef MQ_ARTICLE_FIELDS_H
#define MQ_ARTICLE_FIELDS_H

#include "article/inside.h"
#include "article/look.h"

/* an address made absolute; base may be MQ_NONE: then it stays as it is */
mq_text mq_url_join(mq_arena *a, mq_text base, mq_text url);
mq_text mq_url_host(mq_text url);
mq_status mq_fields_fill(mq_arena *a, const mq_profiles *profiles, const mq_page *page, const mq_look *l,
			 mq_article *out) MQ_MUST_USE;
/* pictures that stand in the article, with captions */
mq_status mq_images_find(mq_arena *a, const mq_look *l, mq_article *out) MQ_MUST_USE;
/* links of a running line of headlines */
mq_status mq_ticker_find(mq_arena *a, const mq_look *l, mq_article *out) MQ_MUST_USE;
/* a page of an aggregator family: true when it was one and its parts are in out */
mq_status mq_family_page(mq_arena *a, const mq_profiles *profiles, const mq_page *page, mq_look *l, mq_article *out,
			 bool *was) MQ_MUST_USE;

#endif
