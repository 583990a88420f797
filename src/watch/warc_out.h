/* Inside watch: every answer is kept as a record of WARC 1.1 (ISO 28500:2017), one gzip member each, one file a day (more when
 * a day is large), in a folder beside the archive.
 * A record is made as text first: that text is also what the reader process gets, so that a page read live and the same page
 * read again from its file are read from the same bytes.
 * Promise: a file is only ever longer by whole members; what the archive has not acknowledged is cut off when it is opened. */
#ifndef MQ_WATCH_WARC_OUT_H
#define MQ_WATCH_WARC_OUT_H

#include "base/base.h"

typedef enum {
	MQ_WARC_RESPONSE,
	MQ_WARC_REVISIT_UNCHANGED,
	MQ_WARC_REVISIT_SAME,
	MQ_WARC_RESOURCE /* without HTTP: what a hub delivered */
} mq_warc_kind;

typedef struct {
	mq_warc_kind kind;
	mq_text url, ip;
	mq_text media_type; /* of a resource */
	int64_t now;        /* milliseconds since 1970 */
	mq_text head, body;
	bool cut;        /* the body was cut off at our bound */
	bool listing;    /* a feed, sitemap, front page or robots.txt: read for what it names, never an article itself */
	uint64_t serial; /* of the fetch, for the record's id */
} mq_warc_entry;

/* header, block, and the empty lines behind; false when it is too large */
bool mq_warc_record_write(const mq_warc_entry *e, mq_buf *out);

/* where the archive says that writing was acknowledged */
typedef struct {
	char name[80]; /* of the file, in its folder */
	uint64_t bytes, records;
} mq_warc_place;

typedef struct mq_warc_out mq_warc_out;
/* makes the folder; cuts `at->name` back to at->bytes */
mq_status mq_warc_out_open(mq_arena *a, mq_text folder, mq_text agent, const mq_warc_place *at, mq_warc_out **out) MQ_MUST_USE;
/* appends; *record: its number in the file; *name: of the file */
mq_status mq_warc_out_put(mq_warc_out *w, int64_t now, mq_text record, uint64_t *number, mq_text *path) MQ_MUST_USE;
/* on disk before it returns */
mq_status mq_warc_out_sync(mq_warc_out *w) MQ_MUST_USE;
const mq_warc_place *mq_warc_out_place(const mq_warc_out *w);
void mq_warc_out_close(mq_warc_out *w);

/* "2026-11-22T06:43:26Z" (20 characters and a NUL) */
void mq_time_print(int64_t milliseconds, char out[24]);

#endif
