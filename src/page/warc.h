/* Inside page: records of WARC 0.17 to 1.1 (ISO 28500) and of WET, framed out of a source one by one. */
#ifndef MQ_PAGE_WARC_H
#define MQ_PAGE_WARC_H

#include "page/format.h"
#include "page/http.h"

typedef struct {
	mq_text type, uri, date, media_type, payload_digest, truncated, record_id, refers_to;
	mq_text use;     /* "listing": our own word for what names pages and is none (src/watch) */
	uint64_t length; /* of the block, as declared */
	size_t size;     /* of the header, with the empty line */
	bool lost;       /* on failure: a record was begun, and counts */
} mq_warc_head;

/* Passes over what parts records; the source then stands at a header. The views hold until the next call of the source.
 * MQ_END at the end of the bytes. Any other failure is of what stands before the next record, which is passed over. */
mq_status mq_warc_head_peek(mq_source *s, mq_warc_head *out) MQ_MUST_USE;
/* Header and block in one view; *block_n is how much of it is block: less than declared where the next record begins sooner, with
 * *odd set. Fails, and passes over the record, where the bytes end inside it */
mq_status mq_warc_block_peek(mq_source *s, const mq_warc_head *h, mq_arena *a, mq_text *both, size_t *block_n,
			     mq_text *odd) MQ_MUST_USE;
/* header and block passed over, of any size */
mq_status mq_warc_skip(mq_source *s, const mq_warc_head *h, mq_arena *a) MQ_MUST_USE;

#endif
