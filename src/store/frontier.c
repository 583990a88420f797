#include "store/frontier.h"

#include "store/driver.h"

/* sources of one archive that are listed */
#define SOURCES_MOST 100000

static const char *const tables[] = {
    "CREATE TABLE IF NOT EXISTS watch_value(key TEXT PRIMARY KEY, value TEXT)",
    "CREATE TABLE IF NOT EXISTS watch_host(n INTEGER PRIMARY KEY, origin TEXT NOT NULL UNIQUE, next INTEGER NOT NULL,"
    " fails INTEGER NOT NULL, robots_state INTEGER NOT NULL, robots_until INTEGER NOT NULL, robots TEXT)",
    "CREATE TABLE IF NOT EXISTS watch_source(n INTEGER PRIMARY KEY, host INTEGER NOT NULL, url TEXT NOT NULL UNIQUE,"
    " kind TEXT NOT NULL, outlet TEXT, country TEXT, origin TEXT, state INTEGER NOT NULL, etag TEXT, modified TEXT, digest TEXT,"
    " due INTEGER NOT NULL, added INTEGER NOT NULL, last_try INTEGER NOT NULL, last_ok INTEGER NOT NULL,"
    " last_new INTEGER NOT NULL, rate REAL NOT NULL, pause INTEGER NOT NULL, fails INTEGER NOT NULL, status INTEGER NOT NULL,"
    " why TEXT, checks INTEGER NOT NULL, unchanged INTEGER NOT NULL, items INTEGER NOT NULL, moved_from TEXT, hub TEXT,"
    " topic TEXT)",
    "CREATE INDEX IF NOT EXISTS watch_source_due ON watch_source(host, due) WHERE state = 0",
    "CREATE TABLE IF NOT EXISTS watch_address(n INTEGER PRIMARY KEY, key INTEGER NOT NULL UNIQUE, host INTEGER NOT NULL,"
    " source INTEGER NOT NULL, url TEXT NOT NULL, kind INTEGER NOT NULL, rank INTEGER NOT NULL, due INTEGER NOT NULL,"
    " found INTEGER NOT NULL, tries INTEGER NOT NULL, hops INTEGER NOT NULL, permanent INTEGER NOT NULL)",
    "CREATE INDEX IF NOT EXISTS watch_address_rank ON watch_address(host, rank)",
    "CREATE INDEX IF NOT EXISTS watch_address_due ON watch_address(host, due)",
    "CREATE TABLE IF NOT EXISTS watch_seen(key INTEGER PRIMARY KEY, state INTEGER NOT NULL, at INTEGER NOT NULL)",
    "CREATE TABLE IF NOT EXISTS watch_day(source INTEGER NOT NULL, day INTEGER NOT NULL, fetches INTEGER NOT NULL,"
    " items INTEGER NOT NULL, failures INTEGER NOT NULL, bytes INTEGER NOT NULL, PRIMARY KEY(source, day))",
    "CREATE TABLE IF NOT EXISTS watch_failure(source INTEGER NOT NULL, why TEXT NOT NULL, times INTEGER NOT NULL,"
    " at INTEGER NOT NULL, url TEXT, PRIMARY KEY(source, why))",
    "CREATE TABLE IF NOT EXISTS watch_hub(n INTEGER PRIMARY KEY, source INTEGER NOT NULL, hub TEXT NOT NULL, topic TEXT NOT NULL,"
    " base TEXT NOT NULL, key TEXT NOT NULL UNIQUE, secret TEXT NOT NULL, state INTEGER NOT NULL, pending INTEGER NOT NULL,"
    " due INTEGER NOT NULL, asked INTEGER NOT NULL, until INTEGER NOT NULL, lease INTEGER NOT NULL, tries INTEGER NOT NULL,"
    " ask_at TEXT, why TEXT, made INTEGER NOT NULL, deliveries INTEGER NOT NULL, last INTEGER NOT NULL, items INTEGER NOT NULL,"
    " fresh INTEGER NOT NULL, missed INTEGER NOT NULL, refused INTEGER NOT NULL)",
    "CREATE INDEX IF NOT EXISTS watch_hub_due ON watch_hub(due)",
    "CREATE INDEX IF NOT EXISTS watch_hub_source ON watch_hub(source)",
    /* the sign that readers look for, last */
    "INSERT INTO meta VALUES('watch', 2) ON CONFLICT(key) DO UPDATE SET value = 2",
};

/* the first frontier kept one subscription in the row of its source, and never made one */
static const char *const from_first[] = {
    "DROP INDEX IF EXISTS watch_source_hub",
    "ALTER TABLE watch_source DROP COLUMN hub_key",
    "ALTER TABLE watch_source DROP COLUMN hub_until",
};

static mq_status leave_first(mq_store *s)
{
	int64_t version = 0;
	mq_status st = mq_sql_int(s, &version, "SELECT value FROM meta WHERE key = 'watch'", "");
	if (!mq_ok(st) || version != 1) return st.code == MQ_END ? MQ_DONE : st;
	for (size_t i = 0; i < sizeof from_first / sizeof *from_first; i++) MQ_TRY(s->driver->exec(s, from_first[i]));
	return MQ_DONE;
}

mq_status mq_frontier_open(mq_store *s)
{
	MQ_TRY(mq_store_begin(s));
	mq_status first = leave_first(s);
	if (!mq_ok(first)) {
		mq_store_rollback(s);
		return first;
	}
	for (size_t i = 0; i < sizeof tables / sizeof *tables; i++) {
		mq_status st = s->driver->exec(s, tables[i]);
		if (!mq_ok(st)) {
			mq_store_rollback(s);
			return st;
		}
	}
	return mq_store_commit(s);
}

mq_status mq_frontier_there(mq_store *s, bool *out)
{
	int64_t one = 0;
	mq_status st = mq_sql_int(s, &one, "SELECT 1 FROM meta WHERE key = 'watch'", "");
	*out = mq_ok(st);
	return st.code == MQ_END ? MQ_DONE : st;
}

/* ── reading rows ──────────────────────────────────────────────────────────────────────────────────────────────────── */
/* ── values ────────────────────────────────────────────────────────────────────────────────────────────────────────── */
mq_status mq_frontier_set(mq_store *s, mq_text key, mq_text value)
{
	return mq_sql_run(s, "INSERT INTO watch_value VALUES(?1, ?2) ON CONFLICT(key) DO UPDATE SET value = excluded.value", "tt",
			  key, value);
}

mq_status mq_frontier_get(mq_store *s, mq_arena *a, mq_text key, mq_text *out)
{
	mq_stmt *q;
	*out = MQ_NONE;
	MQ_TRY(mq_sql_open(s, &q, "SELECT value FROM watch_value WHERE key = ?1", "t", key));
	mq_status st = s->driver->step(q);
	if (mq_ok(st)) *out = mq_sql_text(s, q, 0, a);
	st = mq_sql_end(s, q, st, a);
	return st.code == MQ_END ? MQ_DONE : st;
}

/* ── hosts ─────────────────────────────────────────────────────────────────────────────────────────────────────────── */
#define HOST_COLUMNS "n, origin, next, fails, robots_state, robots_until, robots"

static void read_host(mq_store *s, mq_stmt *q, mq_arena *a, mq_host *h)
{
	const mq_driver *d = s->driver;
	*h = (mq_host){.n = d->get_int(q, 0),
		       .origin = mq_sql_text(s, q, 1, a),
		       .next = d->get_int(q, 2),
		       .fails = (uint32_t)d->get_int(q, 3),
		       .robots_state = (mq_robots_state)d->get_int(q, 4),
		       .robots_until = d->get_int(q, 5),
		       .robots = mq_sql_text(s, q, 6, a)};
}

mq_status mq_frontier_host(mq_store *s, mq_arena *a, mq_text origin, mq_host *out)
{
	mq_stmt *q;
	MQ_TRY(mq_sql_run(s,
			  "INSERT INTO watch_host(origin, next, fails, robots_state, robots_until) VALUES(?1, 0, 0, 0, 0)"
			  " ON CONFLICT DO NOTHING",
			  "t", origin));
	MQ_TRY(mq_sql_open(s, &q, "SELECT " HOST_COLUMNS " FROM watch_host WHERE origin = ?1", "t", origin));
	mq_status st = s->driver->step(q);
	if (mq_ok(st)) read_host(s, q, a, out);
	return mq_sql_end(s, q, st, a);
}

mq_status mq_frontier_host_put(mq_store *s, const mq_host *h)
{
	return mq_sql_run(
	    s, "UPDATE watch_host SET next = ?2, fails = ?3, robots_state = ?4, robots_until = ?5, robots = ?6 WHERE n = ?1",
	    "iiiiit", h->n, h->next, (int64_t)h->fails, (int64_t)h->robots_state, h->robots_until, h->robots);
}

mq_status mq_frontier_hosts(mq_store *s, mq_arena *a, mq_host_taker take, void *to)
{
	mq_stmt *q;
	mq_status st;
	MQ_TRY(mq_sql_open(s, &q,
			   "SELECT " HOST_COLUMNS
			   " FROM watch_host h WHERE EXISTS (SELECT 1 FROM watch_source x WHERE x.host = h.n"
			   " AND x.state = 0) OR EXISTS (SELECT 1 FROM watch_address x WHERE x.host = h.n) ORDER BY n",
			   ""));
	while (mq_ok(st = s->driver->step(q))) {
		mq_host h;
		read_host(s, q, a, &h);
		if (mq_arena_failed(a)) break;
		st = take(to, &h);
		if (!mq_ok(st)) break;
	}
	st = mq_sql_end(s, q, st, a);
	return st.code == MQ_END ? MQ_DONE : st;
}

mq_status mq_frontier_due(mq_store *s, int64_t host, int64_t *source, int64_t *address)
{
	*source = *address = INT64_MAX;
	mq_status st =
	    mq_sql_int(s, source, "SELECT due FROM watch_source WHERE host = ?1 AND state = 0 ORDER BY due LIMIT 1", "i", host);
	if (!mq_ok(st) && st.code != MQ_END) return st;
	st = mq_sql_int(s, address, "SELECT due FROM watch_address WHERE host = ?1 ORDER BY due LIMIT 1", "i", host);
	return st.code == MQ_END ? MQ_DONE : st;
}

/* ── sources ───────────────────────────────────────────────────────────────────────────────────────────────────────── */
#define SOURCE_COLUMNS                                                                                                           \
	"n, host, url, kind, outlet, country, origin, state, etag, modified, digest, due, added, last_try, last_ok, last_new,"   \
	" rate, pause, fails, status, why, checks, unchanged, items, moved_from, hub, topic"

static void read_source(mq_store *s, mq_stmt *q, mq_arena *a, mq_source *x)
{
	const mq_driver *d = s->driver;
	*x = (mq_source){.n = d->get_int(q, 0),
			 .host = d->get_int(q, 1),
			 .url = mq_sql_text(s, q, 2, a),
			 .kind = mq_sql_text(s, q, 3, a),
			 .outlet = mq_sql_text(s, q, 4, a),
			 .country = mq_sql_text(s, q, 5, a),
			 .origin = mq_sql_text(s, q, 6, a),
			 .state = (mq_source_state)d->get_int(q, 7),
			 .etag = mq_sql_text(s, q, 8, a),
			 .modified = mq_sql_text(s, q, 9, a),
			 .digest = mq_sql_text(s, q, 10, a),
			 .due = d->get_int(q, 11),
			 .added = d->get_int(q, 12),
			 .last_try = d->get_int(q, 13),
			 .last_ok = d->get_int(q, 14),
			 .last_new = d->get_int(q, 15),
			 .rate = d->get_real(q, 16),
			 .interval = d->get_int(q, 17),
			 .fails = (uint32_t)d->get_int(q, 18),
			 .status = (uint32_t)d->get_int(q, 19),
			 .why = mq_sql_text(s, q, 20, a),
			 .checks = (uint64_t)d->get_int(q, 21),
			 .unchanged = (uint64_t)d->get_int(q, 22),
			 .items = (uint64_t)d->get_int(q, 23),
			 .moved_from = mq_sql_text(s, q, 24, a),
			 .hub = mq_sql_text(s, q, 25, a),
			 .topic = mq_sql_text(s, q, 26, a)};
}

static mq_status one_source(mq_store *s, mq_arena *a, mq_stmt *q, mq_source *out)
{
	mq_status st = s->driver->step(q);
	if (mq_ok(st)) read_source(s, q, a, out);
	return mq_sql_end(s, q, st, a);
}

mq_status mq_frontier_source_add(mq_store *s, const mq_source *x, bool *made)
{
	int64_t n = 0;
	mq_status st = mq_sql_int(s, &n, "SELECT n FROM watch_source WHERE url = ?1", "t", x->url);
	*made = st.code == MQ_END;
	if (mq_ok(st))
		return mq_sql_run(s,
				  "UPDATE watch_source SET outlet = coalesce(?2, outlet), country = coalesce(?3, country)"
				  " WHERE n = ?1",
				  "itt", n, x->outlet, x->country);
	if (!*made) return st;
	return mq_sql_run(
	    s,
	    "INSERT INTO watch_source(host, url, kind, outlet, country, origin, state, due, added, last_try, last_ok,"
	    " last_new, rate, pause, fails, status, checks, unchanged, items)"
	    " VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, 0, 0, 0, ?10, ?11, 0, 0, 0, 0, 0)",
	    "itttttiiiri", x->host, x->url, x->kind, x->outlet, x->country, x->origin, (int64_t)x->state, x->due, x->added,
	    x->rate, x->interval);
}

mq_status mq_frontier_source_put(mq_store *s, const mq_source *x)
{
	return mq_sql_run(
	    s,
	    "UPDATE watch_source SET host = ?2, url = ?3, kind = ?4, state = ?5, etag = ?6, modified = ?7, digest = ?8,"
	    " due = ?9, last_try = ?10, last_ok = ?11, last_new = ?12, rate = ?13, pause = ?14, fails = ?15,"
	    " status = ?16, why = ?17, checks = ?18, unchanged = ?19, items = ?20, moved_from = ?21, hub = ?22,"
	    " topic = ?23 WHERE n = ?1",
	    "iittitttiiiiriiitiiittt", x->n, x->host, x->url, x->kind, (int64_t)x->state, x->etag, x->modified, x->digest, x->due,
	    x->last_try, x->last_ok, x->last_new, x->rate, x->interval, (int64_t)x->fails, (int64_t)x->status, x->why,
	    (int64_t)x->checks, (int64_t)x->unchanged, (int64_t)x->items, x->moved_from, x->hub, x->topic);
}

mq_status mq_frontier_source(mq_store *s, mq_arena *a, int64_t n, mq_source *out)
{
	mq_stmt *q;
	MQ_TRY(mq_sql_open(s, &q, "SELECT " SOURCE_COLUMNS " FROM watch_source WHERE n = ?1", "i", n));
	return one_source(s, a, q, out);
}

mq_status mq_frontier_source_of(mq_store *s, mq_arena *a, mq_text url, mq_source *out)
{
	mq_stmt *q;
	MQ_TRY(mq_sql_open(s, &q, "SELECT " SOURCE_COLUMNS " FROM watch_source WHERE url = ?1", "t", url));
	return one_source(s, a, q, out);
}

static bool is_busy(int64_t n, const int64_t *busy, uint32_t busy_n)
{
	for (uint32_t i = 0; i < busy_n; i++)
		if (busy[i] == n) return true;
	return false;
}

mq_status mq_frontier_source_due(mq_store *s, mq_arena *a, int64_t host, int64_t now, const int64_t *busy, uint32_t n,
				 mq_source *out)
{
	mq_stmt *q;
	mq_status st;
	MQ_TRY(mq_sql_open(s, &q,
			   "SELECT " SOURCE_COLUMNS " FROM watch_source WHERE host = ?1 AND state = 0 AND due <= ?2 ORDER BY due"
			   " LIMIT ?3",
			   "iii", host, now, (int64_t)n + 1));
	while (mq_ok(st = s->driver->step(q)))
		if (!is_busy(s->driver->get_int(q, 0), busy, n)) break;
	if (mq_ok(st)) read_source(s, q, a, out);
	return mq_sql_end(s, q, st, a);
}

mq_status mq_frontier_sources(mq_store *s, mq_arena *a, mq_sources *out)
{
	mq_stmt *q;
	mq_status st;
	MQ_TRY(mq_sql_open(s, &q, "SELECT " SOURCE_COLUMNS " FROM watch_source ORDER BY n LIMIT ?1", "i", (int64_t)SOURCES_MOST));
	while (mq_ok(st = s->driver->step(q))) {
		mq_source *x = mq_push(a, out);
		if (!x) break;
		read_source(s, q, a, x);
	}
	st = mq_sql_end(s, q, st, a);
	return st.code == MQ_END ? MQ_DONE : st;
}

/* ── addresses ─────────────────────────────────────────────────────────────────────────────────────────────────────── */
mq_status mq_frontier_seen(mq_store *s, int64_t key, mq_seen *state, int64_t *at)
{
	mq_stmt *q;
	*state = MQ_SEEN_NOT;
	*at = 0;
	MQ_TRY(mq_sql_open(s, &q, "SELECT state, at FROM watch_seen WHERE key = ?1", "i", key));
	mq_status st = s->driver->step(q);
	if (mq_ok(st)) {
		*state = (mq_seen)s->driver->get_int(q, 0);
		*at = s->driver->get_int(q, 1);
	}
	s->driver->done(q);
	return st.code == MQ_END ? MQ_DONE : st;
}

mq_status mq_frontier_seen_put(mq_store *s, int64_t key, mq_seen state, int64_t at)
{
	return mq_sql_run(s,
			  "INSERT INTO watch_seen VALUES(?1, ?2, ?3) ON CONFLICT(key) DO UPDATE SET state = excluded.state,"
			  " at = excluded.at",
			  "iii", key, (int64_t)state, at);
}

mq_status mq_frontier_address_add(mq_store *s, const mq_address *x)
{
	MQ_TRY(mq_frontier_seen_put(s, x->key, MQ_SEEN_WAITS, x->found));
	return mq_sql_run(s,
			  "INSERT INTO watch_address(key, host, source, url, kind, rank, due, found, tries, hops, permanent)"
			  " VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11) ON CONFLICT DO NOTHING",
			  "iiitiiiiiii", x->key, x->host, x->source, x->url, (int64_t)x->use, x->rank, x->due, x->found,
			  (int64_t)x->tries, (int64_t)x->hops, (int64_t)x->permanent);
}

mq_status mq_frontier_address_due(mq_store *s, mq_arena *a, int64_t host, int64_t now, const int64_t *busy, uint32_t n,
				  mq_address *out)
{
	const mq_driver *d = s->driver;
	mq_stmt *q;
	mq_status st;
	MQ_TRY(mq_sql_open(s, &q,
			   "SELECT n, key, source, url, kind, rank, due, found, tries, hops, permanent FROM watch_address"
			   " WHERE host = ?1 AND +due <= ?2 ORDER BY rank LIMIT ?3",
			   "iii", host, now, (int64_t)n + 1));
	while (mq_ok(st = d->step(q)))
		if (!is_busy(d->get_int(q, 1), busy, n)) break;
	if (mq_ok(st))
		*out = (mq_address){.n = d->get_int(q, 0),
				    .key = d->get_int(q, 1),
				    .host = host,
				    .source = d->get_int(q, 2),
				    .url = mq_sql_text(s, q, 3, a),
				    .use = (mq_address_use)d->get_int(q, 4),
				    .rank = d->get_int(q, 5),
				    .due = d->get_int(q, 6),
				    .found = d->get_int(q, 7),
				    .tries = (uint32_t)d->get_int(q, 8),
				    .hops = (uint32_t)d->get_int(q, 9),
				    .permanent = d->get_int(q, 10) != 0};
	return mq_sql_end(s, q, st, a);
}

mq_status mq_frontier_address_later(mq_store *s, int64_t n, int64_t due, uint32_t tries)
{
	return mq_sql_run(s, "UPDATE watch_address SET due = ?2, tries = ?3 WHERE n = ?1", "iii", n, due, (int64_t)tries);
}

mq_status mq_frontier_address_done(mq_store *s, const mq_address *x, mq_seen state, int64_t now)
{
	MQ_TRY(mq_sql_run(s, "DELETE FROM watch_address WHERE n = ?1", "i", x->n));
	return mq_frontier_seen_put(s, x->key, state, now);
}

mq_status mq_frontier_give_up(mq_store *s, int64_t host, int64_t now)
{
	MQ_TRY(mq_sql_run(
	    s, "UPDATE watch_seen SET state = ?2, at = ?3 WHERE key IN (SELECT key FROM watch_address WHERE host = ?1)", "iii",
	    host, (int64_t)MQ_SEEN_FAILED, now));
	return mq_sql_run(s, "DELETE FROM watch_address WHERE host = ?1", "i", host);
}

mq_status mq_frontier_waiting(mq_store *s, uint64_t *out)
{
	int64_t n = 0;
	mq_status st = mq_sql_int(s, &n, "SELECT count(*) FROM watch_address", "");
	*out = (uint64_t)n;
	return st;
}
