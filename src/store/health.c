/* How sources fare: counts by day, failures by reason, and what follows from them. */
#include <stdlib.h>

#include "store/driver.h"
#include "store/frontier.h"

#define DAY_MS INT64_C(86400000)
/* days that the usual number of items is taken over */
#define USUAL_DAYS 30
/* silent: nothing new for so many times the usual pause, and for at least this many days */
#define SILENT_PAUSES 6.0
#define SILENT_DAYS   2.0
/* different reasons of one source that are told */
#define REASONS_MOST 5

mq_status mq_frontier_count(mq_store *s, int64_t source, mq_day day, const mq_day_counts *more)
{
	return mq_sql_run(s,
			  "INSERT INTO watch_day VALUES(?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT(source, day) DO UPDATE SET"
			  " fetches = fetches + excluded.fetches, items = items + excluded.items,"
			  " failures = failures + excluded.failures, bytes = bytes + excluded.bytes",
			  "iiiiii", source, (int64_t)day, (int64_t)more->fetches, (int64_t)more->items, (int64_t)more->failures,
			  (int64_t)more->bytes);
}

mq_status mq_frontier_failed(mq_store *s, int64_t source, mq_text why, mq_text url, int64_t now)
{
	return mq_sql_run(s,
			  "INSERT INTO watch_failure VALUES(?1, ?2, 1, ?3, ?4) ON CONFLICT(source, why) DO UPDATE SET"
			  " times = times + 1, at = excluded.at, url = excluded.url",
			  "itit", source, why, now, url);
}

mq_status mq_frontier_failures(mq_store *s, mq_arena *a, int64_t source, mq_failure_rows *out)
{
	mq_stmt *q;
	mq_status st;
	MQ_TRY(mq_sql_open(s, &q,
			   "SELECT why, url, times, at FROM watch_failure WHERE source = ?1 ORDER BY times DESC, why LIMIT ?2",
			   "ii", source, (int64_t)REASONS_MOST));
	while (mq_ok(st = s->driver->step(q))) {
		mq_failure_row *f = mq_push(a, out);
		if (!f) break;
		*f = (mq_failure_row){.why = mq_sql_text(s, q, 0, a),
				      .url = mq_sql_text(s, q, 1, a),
				      .times = (uint64_t)s->driver->get_int(q, 2),
				      .at = s->driver->get_int(q, 3)};
	}
	st = mq_sql_end(s, q, st, a);
	return st.code == MQ_END ? MQ_DONE : st;
}

static mq_status month_of(mq_store *s, int64_t source, mq_day from, mq_day_counts *out)
{
	mq_stmt *q;
	MQ_TRY(mq_sql_open(s, &q,
			   "SELECT coalesce(sum(fetches), 0), coalesce(sum(items), 0), coalesce(sum(failures), 0),"
			   " coalesce(sum(bytes), 0) FROM watch_day WHERE source = ?1 AND day >= ?2",
			   "ii", source, (int64_t)from));
	mq_status st = s->driver->step(q);
	if (mq_ok(st))
		*out = (mq_day_counts){.fetches = (uint32_t)s->driver->get_int(q, 0),
				       .items = (uint32_t)s->driver->get_int(q, 1),
				       .failures = (uint32_t)s->driver->get_int(q, 2),
				       .bytes = (uint64_t)s->driver->get_int(q, 3)};
	s->driver->done(q);
	return st;
}

/* how many addresses of each source wait, in one walk; rows are in the order of their numbers */
static mq_status count_waiting(mq_store *s, mq_health_rows *rows)
{
	mq_stmt *q;
	mq_status st;
	uint32_t at = 0;
	MQ_TRY(mq_sql_open(s, &q, "SELECT source, count(*) FROM watch_address GROUP BY source ORDER BY source", ""));
	while (mq_ok(st = s->driver->step(q))) {
		int64_t source = s->driver->get_int(q, 0);
		while (at < rows->n && rows->v[at].source.n < source) at++;
		if (at < rows->n && rows->v[at].source.n == source) rows->v[at].waiting = (uint64_t)s->driver->get_int(q, 1);
	}
	s->driver->done(q);
	return st.code == MQ_END ? MQ_DONE : st;
}

static int by_need(const void *x, const void *y)
{
	const mq_health *a = x, *b = y;
	bool fails_a = a->source.fails > 0, fails_b = b->source.fails > 0;
	if (a->source.state != b->source.state) return a->source.state < b->source.state ? -1 : 1;
	if (fails_a != fails_b) return fails_a ? -1 : 1;
	if (a->silent != b->silent) return a->silent ? -1 : 1;
	int names = mq_text_cmp(a->source.outlet, b->source.outlet);
	return names ? names : mq_text_cmp(a->source.url, b->source.url);
}

mq_status mq_frontier_health(mq_store *s, mq_arena *a, int64_t now, mq_health_rows *out)
{
	mq_sources sources = {0};
	MQ_TRY(mq_frontier_sources(s, a, &sources));
	for (uint32_t i = 0; i < sources.n; i++) {
		mq_health *h = mq_push(a, out);
		if (!h) return mq_fail_memory(a);
		h->source = sources.v[i];
		const mq_source *x = &h->source;
		MQ_TRY(month_of(s, x->n, (mq_day)(now / DAY_MS) - USUAL_DAYS, &h->month));
		MQ_TRY(mq_frontier_failures(s, a, x->n, &h->failures));
		double days = (double)(now - x->added) / (double)DAY_MS;
		if (days > USUAL_DAYS) days = USUAL_DAYS;
		h->items_a_day = days > 0.04 ? h->month.items / days : 0;
		double quiet = (double)(now - (x->last_new ? x->last_new : x->added)) / (double)DAY_MS;
		double usual = h->items_a_day > 0 ? 1 / h->items_a_day : 1;
		h->silent = x->state == MQ_SOURCE_ACTIVE && quiet > SILENT_DAYS && quiet > SILENT_PAUSES * usual;
	}
	MQ_TRY(count_waiting(s, out));
	if (out->n) qsort(out->v, out->n, sizeof *out->v, by_need);
	return MQ_DONE;
}
