/* Inside article: the choice of a page's article text, and its writing. In: a page looked at. Out: blocks marked to be kept;
 * a body with its map. */
#ifndef MQ_ARTICLE_CONTENT_H
#define MQ_ARTICLE_CONTENT_H

#include "article/look.h"

/* the first step of it alone: the first look's scores, of copies only the best one's */
mq_status mq_content_first(mq_arena *a, const mq_rules_html *rules, mq_look *l) MQ_MUST_USE;
mq_status mq_content_choose(mq_arena *a, const mq_rules_html *rules, mq_look *l) MQ_MUST_USE;
mq_status mq_content_write(mq_arena *a, const mq_page *page, mq_look *l, mq_article *out) MQ_MUST_USE;

#endif
