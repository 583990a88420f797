/* Inside store: a SELECT put together from a filter. Values are always bound, never written into the SQL. */
#ifndef MQ_STORE_ASK_H
#define MQ_STORE_ASK_H

#include "store/driver.h"

#define MQ_ASK_VALUES_MOST 48u

typedef struct {
	mq_buf sql;
	struct {
		bool is_text, is_blob;
		int64_t i;
		mq_text t;
	} value[MQ_ASK_VALUES_MOST];
	uint32_t n;
	bool too_many;
} mq_ask;

void mq_ask_open(mq_ask *k, const char *select);
void mq_ask_close(mq_ask *k);
/* adds SQL in which each '?' stands for the next value: 'i' int64_t, 't' mq_text, 'b' blob, in `form` */
void mq_ask_add(mq_ask *k, const char *sql, const char *form, ...);
/* " AND column IN (…)" for a list parted by commas; nothing when the list is empty */
void mq_ask_list(mq_ask *k, const char *column, mq_text list);
/* ready to step; give back with driver->done */
mq_status mq_ask_run(mq_store *s, mq_ask *k, mq_stmt **out);

uint32_t mq_ask_limit(const mq_filter *f);
/* cursors are "day.n": the sort key of the last row */
bool mq_cursor_parse(mq_text t, int64_t *day, int64_t *n);
mq_text mq_cursor_print(mq_arena *a, int64_t day, int64_t n);

/* event rows: SELECT MQ_EVENT_COLUMNS FROM event e JOIN article x ON x.n = e.article … */
#define MQ_EVENT_COLUMNS "e.n, e.local, e.day, hp.id, " MQ_ROW_COLUMNS
#define MQ_EVENT_JOINS   " JOIN article x ON x.n = e.article LEFT JOIN happening hp ON hp.n = e.happening " MQ_ROW_JOINS
/* reads rows until the end or `most`; texts into a */
mq_status mq_event_rows_read(mq_store *s, mq_stmt *q, mq_arena *a, uint32_t most, mq_event_rows *out, int64_t *last_day,
			     int64_t *last_n, bool *more);
/* the conditions of a filter on event e, article x */
void mq_ask_events(mq_ask *k, mq_arena *a, const mq_filter *f);

#endif
