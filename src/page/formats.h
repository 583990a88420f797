/* Inside page: the functions behind the rows of the table of formats. */
#ifndef MQ_PAGE_FORMATS_H
#define MQ_PAGE_FORMATS_H

#include "page/format.h"

bool mq_jsonl_sniff(mq_text path, mq_text head);
mq_status mq_jsonl_next(void **state, mq_source *s, mq_arena *a, mq_page *page);
bool mq_dump_sniff(mq_text path, mq_text head);
mq_status mq_dump_next(void **state, mq_source *s, mq_arena *a, mq_page *page);

bool mq_html_sniff(mq_text path, mq_text head);
mq_status mq_html_next(void **state, mq_source *s, mq_arena *a, mq_page *page);

#endif
