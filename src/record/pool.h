/* The pool: pages of many files become records in any number of threads, and come out in the order of input.
 * In: paths, an engine, how far to go. Out: for every page or failure one item, given to `take` in the calling thread, in the
 * order in which the files name them: the same items, in the same order, for any number of jobs.
 * Promise: memory bounded by the jobs, not by the input; `take` is never called by two threads; what an item points to lives
 * until `take` returns. A failure is an item too (record NULL, status says why), and the work goes on behind it. */
#ifndef MQ_RECORD_POOL_H
#define MQ_RECORD_POOL_H

#include "record/record.h"

typedef struct {
	mq_text path;
	const mq_page *page;     /* NULL when the file could not be opened */
	const mq_record *record; /* NULL on failure, and without an engine */
	mq_text json;            /* the record as one line of JSON without newline, when asked for */
	mq_status status;        /* MQ_OK, or why there is no record */
	mq_arena *arena;         /* the page's: take may use it for more work on this page */
} mq_pool_item;

typedef struct {
	const mq_engine *engine; /* NULL: pages only, no records */
	mq_depth depth;
	const mq_page_options *page;
	unsigned jobs; /* threads that work; 0: as many as there are processors; 1: all in the calling thread */
	bool json;
	bool (*take)(void *to, const mq_pool_item *item); /* false: enough, stop */
	void *to;
} mq_pool_options;

/* Fails only where nothing could be done at all (no memory for the pool itself). */
mq_status mq_pool_run(const mq_pool_options *o, const mq_paths *paths) MQ_MUST_USE;

#endif
