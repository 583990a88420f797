#include "article/inside.h"
mq_status mq_article_of_html(mq_arena *a, const mq_profiles *profiles, const mq_page *page, mq_article *out)
{ (void)a;(void)profiles;(void)page;(void)out; return MQ_DONE; }
mq_status mq_article_of_item(mq_arena *a, const mq_profiles *profiles, const mq_page *page, mq_article *out)
{ (void)profiles; return mq_article_of_fields(a, page, out); }
