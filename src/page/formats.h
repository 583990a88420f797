/* Inside page: the functions behind the rows of the table of formats. */
#ifndef MQ_PAGE_FORMATS_H
#define MQ_PAGE_FORMATS_H

#include "page/format.h"

bool mq_jsonl_sniff(mq_text path, mq_text head);
mq_status mq_jsonl_next(mq_reading *r, mq_arena *a, mq_page *page);
mq_status mq_jsonl_decode(mq_arena *a, const mq_page_options *o, mq_page *page);

bool mq_warc_sniff(mq_text path, mq_text head);
bool mq_wet_sniff(mq_text path, mq_text head);
mq_status mq_warc_next(mq_reading *r, mq_arena *a, mq_page *page);
mq_status mq_warc_decode(mq_arena *a, const mq_page_options *o, mq_page *page);
void mq_warc_close(void *state);

bool mq_feed_sniff(mq_text path, mq_text head);
mq_status mq_feed_next(mq_reading *r, mq_arena *a, mq_page *page);
mq_status mq_feed_decode(mq_arena *a, const mq_page_options *o, mq_page *page);
void mq_feed_close(void *state);

/* the whole file is one page */
mq_status mq_whole_next(mq_reading *r, mq_arena *a, mq_page *page);
bool mq_dump_sniff(mq_text path, mq_text head);
mq_status mq_dump_decode(mq_arena *a, const mq_page_options *o, mq_page *page);

bool mq_html_sniff(mq_text path, mq_text head);
mq_status mq_html_decode(mq_arena *a, const mq_page_options *o, mq_page *page);

#endif
