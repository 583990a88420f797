/* Inside article: the readers of each kind of page, and what they share. */
#ifndef MQ_ARTICLE_INSIDE_H
#define MQ_ARTICLE_INSIDE_H

#include "article/article.h"
#include "article/nfc.h"
#include "article/profiles.h"
#include "article/sheet.h"

/* which headlines a page has announced already: open addressing over hashes */
typedef struct {
	uint64_t *slot;
	uint32_t n, cap;
} mq_seen;
/* true when the text was new; *failed when memory is out */
bool mq_seen_add(mq_arena *a, mq_seen *s, mq_text t, bool *failed);

/* a headline, once */
mq_status mq_headline_add(mq_arena *a, mq_article *out, mq_seen *seen, mq_text t, mq_text url) MQ_MUST_USE;
/* what the table of outlets knows of out->outlet */
void mq_outlet_fill(const mq_profiles *profiles, mq_article *out);

mq_status mq_article_of_text(mq_arena *a, const mq_profiles *profiles, const mq_page *page, mq_article *out) MQ_MUST_USE;
mq_status mq_article_of_html(mq_arena *a, const mq_profiles *profiles, const mq_page *page, mq_article *out) MQ_MUST_USE;
/* a feed item: fields, and a body that may be HTML */
mq_status mq_article_of_item(mq_arena *a, const mq_profiles *profiles, const mq_page *page, mq_article *out) MQ_MUST_USE;
mq_status mq_article_of_fields(mq_arena *a, const mq_page *page, mq_article *out) MQ_MUST_USE;

#endif
