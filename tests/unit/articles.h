/* Archives of tests: opened for writing, and articles put into them as JSON lines. */
#ifndef MQ_UNIT_ARTICLES_H
#define MQ_UNIT_ARTICLES_H

#include "check.h"
#include "store/store.h"

/* in arena, until it is closed; NULL (and a failed check) if it does not open */
static inline mq_store *mq_test_open(mq_arena *arena, const mq_engine *engine, const char *path)
{
	mq_store *s = NULL;
	mq_store_options o = {.url = mq_text_of(path), .mode = MQ_STORE_WRITE, .engine = engine};
	MQ_CHECK(mq_ok(mq_store_open(arena, &o, &s)));
	return s;
}

/* in a transaction of its own; one is cleared first; id may be NULL */
static inline void mq_test_put(mq_store *s, const mq_engine *engine, mq_arena *one, const char *line, char id[65])
{
	mq_page page;
	mq_record r;
	mq_put_result result;
	mq_page_options po = {.as = MQ_T("jsonl"), .pack = engine->pack};
	mq_arena_clear(one);
	MQ_CHECK(mq_ok(mq_page_of_bytes(one, &po, mq_text_of(line), &page)));
	MQ_CHECK(mq_ok(mq_record_make(one, engine, &page, MQ_TO_EVENTS, &r)));
	MQ_CHECK(mq_ok(mq_store_begin(s)));
	MQ_CHECK(mq_ok(mq_store_put(s, one, &r, MQ_NONE, &result, NULL)));
	MQ_CHECK(mq_ok(mq_store_commit(s)));
	if (id) memcpy(id, r.id, 65);
}

#endif
