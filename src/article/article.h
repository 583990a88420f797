/* article: a page becomes an article. In: one page, the source profiles. Out: title, outlet, dates, clean body with a map
 * back to the page's bytes, the ticker's headlines, links, images.
 * Promise: body is NFC UTF-8, paragraphs parted by one '\n', nothing in it that the newspaper did not write as article;
 * every body byte maps to page bytes; dates are never guessed from the clock. Source profiles are data (rules/world/outlets.tsv,
 * rules/world/profiles/); what is known of markup too (rules/page/: class words, names of metadata, months, labels of dates,
 * lines that are no text), and the trees that choose the text (models/article/). Knows nothing of grammar. */
#ifndef MQ_ARTICLE_ARTICLE_H
#define MQ_ARTICLE_ARTICLE_H

#include "page/page.h"

typedef struct {
	mq_text text, url; /* url may be MQ_NONE (a text dump has none) */
} mq_headline;

typedef struct {
	mq_text url, alt, caption;
} mq_image;

typedef struct {
	mq_text title, standfirst, byline, outlet;
	mq_text published, modified; /* RFC 3339 date or date-time */
	mq_text lang, dir, url, source_url, section;
	mq_text body;
	mq_map map, title_map, standfirst_map; /* to page.stored */
	MQ_VEC(mq_text) keywords;
	MQ_VEC(mq_headline) headlines;
	MQ_VEC(mq_image) images;
	mq_text warning;
	mq_day published_day;   /* the local day of `published`, or MQ_NO_DAY */
	char outlet_country[4]; /* ISO alpha-3 of the outlet, or "" */
} mq_article;

typedef struct mq_profiles mq_profiles;

mq_status mq_profiles_open(mq_arena *a, const mq_pack *pack, const mq_profiles **out) MQ_MUST_USE;
mq_status mq_article_make(mq_arena *a, const mq_profiles *profiles, const mq_page *page, mq_article *out) MQ_MUST_USE;

#endif
