/* Inside watch: who reads pages. Each reader is a process of its own, shut in (sandbox.h), that gets one answer at a time and
 * gives back a record or what a page names. In: bytes from outside. Out: results; a reader that dies or hangs costs its page, and
 * another takes its place. */
#ifndef MQ_WATCH_READERS_H
#define MQ_WATCH_READERS_H

#include <curl/curl.h>

#include "record/record.h"
#include "watch/found.h"

typedef struct mq_readers mq_readers;

typedef enum { MQ_READ_ARTICLE, MQ_READ_LISTING, MQ_READ_ROBOTS } mq_read_kind;

typedef struct {
	mq_read_kind kind;
	mq_text url;
	mq_text bytes; /* article: a WARC record as written; else header block and body. Copied */
	void *of;
} mq_read_ask;

/* what came of it; its texts live until the next call of mq_readers_next */
typedef struct {
	void *of;
	mq_status status;     /* MQ_END: no page in it */
	bool died;            /* the reader died or was too slow; status says how */
	mq_text json, stored; /* article: the record, with "path":"@","record":0 at its place, and the bytes of the page */
	mq_text robots;       /* robots: the rules that hold for us */
	mq_found_list found;  /* listing; robots: sitemaps */
} mq_read_result;

typedef struct {
	const mq_engine *engine;
	const mq_link_rules *rules;
	mq_text agent; /* the product token that robots.txt may name */
	uint32_t readers, seconds;
} mq_readers_options;

mq_status mq_readers_open(mq_arena *a, const mq_readers_options *o, mq_readers **out) MQ_MUST_USE;
void mq_readers_close(mq_readers *r);
/* false when all are busy, or memory is out */
bool mq_readers_start(mq_readers *r, const mq_read_ask *ask);
uint32_t mq_readers_free(const mq_readers *r);
uint32_t mq_readers_busy(const mq_readers *r);
/* descriptors to wait for; gives their number, at most MQ_READERS_MOST */
unsigned mq_readers_fds(const mq_readers *r, struct curl_waitfd *fds);
/* reads and writes what can be; false when nothing ended. `a` holds what is taken apart */
bool mq_readers_next(mq_readers *r, mq_arena *a, mq_read_result *out);

#endif
