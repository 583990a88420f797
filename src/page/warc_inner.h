/* Inside page: what a WARC reader keeps from record to record: a feed whose items are handed out one by one, and where the pages
 * stand that a revisit may speak of. Both are bounded, whatever the archive's size. */
#ifndef MQ_PAGE_WARC_INNER_H
#define MQ_PAGE_WARC_INNER_H

#include "page/warc.h"

typedef enum { NOT_WANTED, AS_HTML, AS_TEXT, AS_FEED } mq_warc_wanted;

/* a feed inside a record; its items are pages of that record */
typedef struct {
	mq_reading reading;
	mq_source source;
	char *payload; /* NULL: no feed is open */
	uint64_t record, offset;
	char fetched[40];
	size_t fetched_n;
} mq_warc_feed;

/* takes a copy of the payload; MQ_END when it is no feed */
mq_status mq_warc_feed_open(mq_warc_feed *f, const mq_reading *r, mq_text payload, const mq_page *page,
			    mq_text fetched) MQ_MUST_USE;
/* the next item; MQ_END, and the feed is closed, when there are no more */
mq_status mq_warc_feed_next(mq_warc_feed *f, mq_arena *a, mq_page *page) MQ_MUST_USE;
void mq_warc_feed_close(mq_warc_feed *f);

/* Where pages stand, by the digest of their payload and by the id of their record. A page that was met long ago gives way to
 * newer ones: the table does not grow. */
#define MQ_WARC_SEEN 65536u
typedef struct {
	uint64_t key, offset;
} mq_warc_place;

void mq_warc_seen_put(mq_warc_place *seen, mq_text name, uint64_t offset);
bool mq_warc_seen_find(const mq_warc_place *seen, mq_text name, uint64_t *offset);

/* what decode needs to know of a record, from taking to decoding, is kept with the page */
mq_status mq_warc_keep(mq_arena *a, const mq_warc_head *h, mq_text both, size_t block_n, mq_text odd, const mq_http_head *http,
		       mq_warc_wanted as, mq_page *page) MQ_MUST_USE;
/* looks at the front of the block: what is its payload, and is that a page */
mq_warc_wanted mq_warc_payload_wanted(const mq_warc_head *h, mq_text block, mq_http_head *http);

/* The page that a revisit repeats, read again from the same file, under the address and date of the revisit. MQ_END when the
 * file cannot be read twice, or the page is not there */
mq_status mq_warc_revisit(const mq_reading *r, const mq_warc_place *seen, const mq_warc_head *h, mq_arena *a,
			  mq_page *page) MQ_MUST_USE;

#endif
