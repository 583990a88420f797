/* An index of a WARC file in CDXJ, one line a record (response, revisit, resource), so that a replay tool, or `read --offset`,
 * finds a page without reading the rest: SURT key, time, and url, mime, status, digest, length, offset, filename. Lines come in
 * the order of the file; replay tools want them sorted by bytes (LC_ALL=C sort). */
#ifndef MQ_PAGE_CDXJ_H
#define MQ_PAGE_CDXJ_H

#include "page/page.h"

typedef struct mq_cdxj mq_cdxj;

mq_status mq_cdxj_open(mq_arena *a, mq_text path, mq_cdxj **out) MQ_MUST_USE;
/* One line with its newline into `line`, which is cleared first. MQ_END at the end; any other failure is of one record, whose
 * number is in *record. page_arena is for the time of the call */
mq_status mq_cdxj_next(mq_cdxj *c, mq_arena *page_arena, mq_buf *line, uint64_t *record) MQ_MUST_USE;
void mq_cdxj_close(mq_cdxj *c);

/* the sort-friendly key of an address: "http://www.Example.org:80/a?b" is "org,example)/a?b" */
mq_text mq_surt(mq_arena *a, mq_text url);

#endif
