/* Opens an archive by its address, brings its schema up to date, and holds the small helpers that SQL is written with. */
#include <stdarg.h>
#include <stdio.h>

#include "store/beside.h"
#include "store/index.h"

static const mq_driver *const mq_drivers[] = {&mq_driver_sqlite};

/* scratch of one call: the largest record with the page it leans on */
#define SCRATCH_MOST (MQ_PAGE_ARENA_MOST + MQ_RECORD_JSON_MOST)

mq_status mq_store_fail(mq_store *s, mq_code code, const char *form, ...)
{
	char line[sizeof s->why];
	va_list args;
	va_start(args, form);
	int n = vsnprintf(line, sizeof line, form, args);
	va_end(args);
	if (n < 0) n = 0;
	if (n >= (int)sizeof line) n = (int)sizeof line - 1;
	memcpy(s->why, line, (size_t)n + 1);
	return (mq_status){code, MQ_BYTE_UNKNOWN, mq_text_at(s->why, (size_t)n)};
}

static void bind_all(mq_store *s, mq_stmt *q, const char *form, va_list args)
{
	const mq_driver *d = s->driver;
	for (int at = 1; *form; form++, at++) {
		switch (*form) {
		case 'i': d->bind_int(q, at, va_arg(args, int64_t)); break;
		case 'r': d->bind_real(q, at, va_arg(args, double)); break;
		case 't': d->bind_text(q, at, va_arg(args, mq_text)); break;
		case 'b': d->bind_blob(q, at, va_arg(args, mq_text)); break;
		default: d->bind_null(q, at); break;
		}
	}
}

mq_status mq_sql_open(mq_store *s, mq_stmt **out, const char *sql, const char *form, ...)
{
	va_list args;
	MQ_TRY(s->driver->prepare(s, sql, out));
	va_start(args, form);
	bind_all(s, *out, form, args);
	va_end(args);
	return MQ_DONE;
}

mq_status mq_sql_run(mq_store *s, const char *sql, const char *form, ...)
{
	va_list args;
	mq_stmt *q;
	MQ_TRY(s->driver->prepare(s, sql, &q));
	va_start(args, form);
	bind_all(s, q, form, args);
	va_end(args);
	mq_status r = s->driver->step(q);
	s->driver->done(q);
	return r.code == MQ_END ? MQ_DONE : r;
}

mq_status mq_sql_int(mq_store *s, int64_t *out, const char *sql, const char *form, ...)
{
	va_list args;
	mq_stmt *q;
	MQ_TRY(s->driver->prepare(s, sql, &q));
	va_start(args, form);
	bind_all(s, q, form, args);
	va_end(args);
	mq_status r = s->driver->step(q);
	if (mq_ok(r)) *out = s->driver->get_int(q, 0);
	s->driver->done(q);
	return r;
}

mq_text mq_sql_text(mq_store *s, mq_stmt *q, int at, mq_arena *a)
{
	return s->driver->is_null(q, at) ? MQ_NONE : mq_arena_text(a, s->driver->get_text(q, at));
}

mq_day mq_sql_day(mq_store *s, mq_stmt *q, int at)
{
	return s->driver->is_null(q, at) ? MQ_NO_DAY : (mq_day)s->driver->get_int(q, at);
}

mq_status mq_sql_end(mq_store *s, mq_stmt *q, mq_status st, const mq_arena *a)
{
	s->driver->done(q);
	return mq_ok(st) && mq_arena_failed(a) ? mq_fail_memory(a) : st;
}

/* One step and its number in one transaction: killed between, an archive has the one or the other schema, never a mixture.
 * Where several may write, another may have taken the step meanwhile. */
static mq_status take_step(mq_store *s, const mq_migration *m)
{
	uint32_t version = 0;
	MQ_TRY(s->driver->get_version(s, &version));
	if (version >= m->version) return MQ_DONE;
	MQ_TRY(s->driver->exec(s, m->sql));
	if (version == 0 && !s->beside) MQ_TRY(mq_sql_run(s, "INSERT INTO meta VALUES('shape', ?1)", "b", mq_record_shape()));
	return s->driver->set_version(s, m->version);
}

static uint32_t schema_last(const mq_migration *m)
{
	while (m[1].sql) m++;
	return m->version;
}

mq_status mq_store_migrate(mq_store *s, const mq_migration *m)
{
	uint32_t version = 0, last = schema_last(m);
	MQ_TRY(s->driver->get_version(s, &version));
	if (version > last)
		return mq_store_fail(s, MQ_UNAVAILABLE, "the archive was made by a newer mirqab (schema %u, this one knows %u)",
				     version, last);
	if (s->mode == MQ_STORE_READ) {
		if (version == last) return MQ_DONE;
		if (version == 0) return mq_store_fail(s, MQ_BAD_DATA, "this file is not an archive");
		return mq_store_fail(s, MQ_UNAVAILABLE, "the archive has schema %u; the next ingest brings it to %u", version,
				     last);
	}
	for (; m->sql; m++) {
		if (m->version <= version) continue;
		MQ_TRY(s->driver->exec(s, "BEGIN IMMEDIATE"));
		mq_status r = take_step(s, m);
		if (mq_ok(r)) r = s->driver->exec(s, "COMMIT");
		if (!mq_ok(r)) {
			mq_status keep = mq_store_fail(s, r.code, "%.*s", MQ_ARG(r.why));
			(void)!s->driver->exec(s, "ROLLBACK").code;
			return mq_store_fail(s, keep.code, "%.*s", MQ_ARG(keep.why));
		}
	}
	return MQ_DONE;
}

static const mq_driver *driver_of(mq_text url, mq_text *path)
{
	for (size_t i = 0; i < sizeof mq_drivers / sizeof *mq_drivers; i++) {
		mq_text scheme = mq_text_of(mq_drivers[i]->scheme);
		if (!mq_text_starts(url, scheme) || url.n <= scheme.n || url.p[scheme.n] != ':') continue;
		*path = mq_text_sub(url, scheme.n + 1, url.n);
		return mq_drivers[i];
	}
	*path = url;
	return mq_text_find(url, MQ_T("://"), 0) == SIZE_MAX ? mq_drivers[0] : NULL;
}

static mq_status read_shape(mq_store *s)
{
	mq_stmt *q;
	MQ_TRY(mq_sql_open(s, &q, "SELECT value FROM meta WHERE key = 'shape'", ""));
	mq_status r = s->driver->step(q);
	if (mq_ok(r)) s->shape = mq_arena_text(s->keep, s->driver->get_text(q, 0));
	s->driver->done(q);
	return r.code == MQ_END ? MQ_DONE : r;
}

/* raised when the text room's code gives other terms for the same tables */
#define TERMS_VERSION 5

/* The index is of the terms that the rules of words gave when it was made: under other rules it is made anew. */
static mq_status follow_terms(mq_store *s)
{
	char hash[64], now[80];
	mq_stmt *q;
	mq_pack_hash(s->engine->pack, MQ_T("rules/ar/"), hash);
	snprintf(now, sizeof now, "%d %.64s", TERMS_VERSION, hash);
	MQ_TRY(mq_sql_open(s, &q, "SELECT value FROM meta WHERE key = 'terms'", ""));
	mq_status r = s->driver->step(q);
	bool known = mq_ok(r), same = known && mq_text_eq(s->driver->get_text(q, 0), mq_text_of(now));
	s->driver->done(q);
	if (!known && r.code != MQ_END) return r;
	s->other_terms = known && !same;
	if (same || s->mode == MQ_STORE_READ) return MQ_DONE;
	int64_t articles = 0;
	MQ_TRY(mq_sql_int(s, &articles, "SELECT count(*) FROM article", ""));
	if (articles && s->log)
		mq_log_print(s->log, MQ_LOG_INFO,
			     "the rules of words have changed: the search index of %lld articles is made anew",
			     (long long)articles);
	MQ_TRY(mq_store_begin(s));
	r = mq_index_rebuild(s, s->scratch);
	if (mq_ok(r))
		r = mq_sql_run(s, "INSERT INTO meta VALUES('terms', ?1) ON CONFLICT(key) DO UPDATE SET value = excluded.value",
			       "t", mq_text_of(now));
	if (mq_ok(r)) r = mq_store_commit(s);
	if (!mq_ok(r)) mq_store_rollback(s);
	if (mq_ok(r)) s->other_terms = false;
	return r;
}

static mq_status open_store(mq_store *s, mq_text path)
{
	s->packer = mq_packer_open();
	s->scratch = mq_arena_open(SCRATCH_MOST);
	s->packed = mq_arena_open(MQ_PAGE_ARENA_MOST);
	s->keep = mq_arena_open(MQ_PAGE_ARENA_MOST);
	if (!s->packer || !s->scratch || !s->packed || !s->keep) return mq_store_fail(s, MQ_NO_MEMORY, "out of memory");
	if (!s->engine) return mq_store_fail(s, MQ_USAGE, "a store needs the rules to be open");
	if (s->engine->lexicon) MQ_TRY(mq_terms_open(s->keep, s->engine->lexicon, &s->terms));
	MQ_TRY(s->driver->open(s, path, &s->db));
	MQ_TRY(mq_store_migrate(s, s->driver->migrations));
	MQ_TRY(read_shape(s));
	if (s->mode == MQ_STORE_WRITE) MQ_TRY(mq_pages_renew(s));
	MQ_TRY(follow_terms(s));
	if (s->mode == MQ_STORE_WRITE) s->driver->turn_give(s);
	return MQ_DONE;
}

static mq_store *new_store(const mq_driver *d, const mq_store_options *o)
{
	mq_store *s = mq_heap_alloc(sizeof *s);
	if (!s) return NULL;
	s->driver = d;
	s->engine = o->engine;
	s->log = o->log;
	s->mode = o->mode;
	s->lock_milliseconds = o->lock_milliseconds;
	s->small = o->small;
	s->today = MQ_NO_DAY;
	return s;
}

/* the store, or its reason in a's memory and the store closed */
static mq_status opened(mq_arena *a, mq_store *s, mq_status r, mq_store **out)
{
	if (mq_ok(r)) {
		*out = s;
		return r;
	}
	r = mq_fail(a, r.code, MQ_BYTE_UNKNOWN, "%.*s", MQ_ARG(r.why));
	mq_store_close(s);
	return r;
}

mq_status mq_store_open(mq_arena *a, const mq_store_options *o, mq_store **out)
{
	mq_text path;
	const mq_driver *d = driver_of(o->url, &path);
	if (!d) return mq_fail(a, MQ_USAGE, MQ_BYTE_UNKNOWN, "no store is named as in \"%.*s\"", MQ_ARG(o->url));
	mq_store *s = new_store(d, o);
	if (!s) return MQ_FAIL(MQ_NO_MEMORY, MQ_BYTE_UNKNOWN, "out of memory");
	return opened(a, s, open_store(s, path), out);
}

mq_status mq_beside_open(mq_arena *a, mq_text url, const char *ending, const mq_migration *steps, mq_store **out)
{
	mq_text path;
	mq_store_options o = {.mode = MQ_STORE_WRITE};
	const mq_driver *d = driver_of(url, &path);
	if (!d) return mq_fail(a, MQ_USAGE, MQ_BYTE_UNKNOWN, "no store is named as in \"%.*s\"", MQ_ARG(url));
	mq_text name = mq_arena_print(a, "%.*s-%s", MQ_ARG(path), ending);
	mq_store *s = mq_text_none(name) ? NULL : new_store(d, &o);
	if (!s) return MQ_FAIL(MQ_NO_MEMORY, MQ_BYTE_UNKNOWN, "out of memory");
	s->beside = true;
	mq_status r = d->open(s, name, &s->db);
	if (mq_ok(r)) r = mq_store_migrate(s, steps);
	return opened(a, s, r, out);
}

void mq_store_today(mq_store *s, mq_day today) { s->today = today; }

void mq_store_close(mq_store *s)
{
	if (!s) return;
	if (s->db) {
		mq_store_rollback(s);
		s->driver->close(s->db);
	}
	mq_index_drop(s);
	mq_chunks_forget(s);
	mq_packer_close(s->packer);
	mq_near_close(s->near);
	mq_bodies_close(s->bodies);
	mq_arena_close(s->scratch);
	mq_arena_close(s->packed);
	mq_arena_close(s->keep);
	mq_heap_free(s);
}

/* What others wrote since our last turn. A schema that we do not know ends it; what we remember of articles is brought up to
 * date. */
static mq_status others_wrote(mq_store *s)
{
	int64_t version = 0;
	uint32_t schema = 0;
	mq_status r = mq_store_change(s, &version);
	bool same = mq_ok(r) && version == s->version;
	if (mq_ok(r) && !same) r = s->driver->get_version(s, &schema);
	if (mq_ok(r) && !same && schema != schema_last(s->driver->migrations))
		r = mq_store_fail(s, MQ_UNAVAILABLE, "a newer mirqab has changed the archive (schema %u): begin anew", schema);
	if (mq_ok(r) && !same) r = mq_copies_follow(s);
	s->version = version;
	if (!mq_ok(r)) mq_store_rollback(s);
	return r;
}

mq_status mq_store_begin(mq_store *s)
{
	if (s->mode != MQ_STORE_WRITE) return mq_store_fail(s, MQ_USAGE, "the archive was opened for reading");
	MQ_TRY(s->driver->turn_take(s));
	mq_status r = s->driver->exec(s, "BEGIN IMMEDIATE");
	if (!mq_ok(r)) {
		s->driver->turn_give(s);
		return r;
	}
	s->in_batch = true;
	return s->beside ? MQ_DONE : others_wrote(s);
}

mq_status mq_store_commit(mq_store *s)
{
	MQ_TRY(mq_index_flush(s));
	mq_status r = s->driver->exec(s, "COMMIT");
	if (mq_ok(r)) {
		s->in_batch = false;
		s->driver->turn_give(s);
	}
	return r;
}

void mq_store_rollback(mq_store *s)
{
	if (!s->in_batch) return;
	char why[sizeof s->why];
	memcpy(why, s->why, sizeof why); /* the reason for going back is the one that counts */
	(void)!s->driver->exec(s, "ROLLBACK").code;
	memcpy(s->why, why, sizeof why);
	mq_chunks_forget(s);
	s->in_batch = false;
	s->driver->turn_give(s);
	mq_index_drop(s);
	/* they may know what was never kept */
	mq_copies_unlearn(s);
	s->train_at = 0;
	if (s->packer) mq_packer_forget(s->packer);
}

mq_status mq_store_hold(mq_store *s, const char *role) { return s->driver->hold(s, role); }

static bool hex_bytes(mq_text hex, unsigned char *out)
{
	for (size_t i = 0; i < hex.n; i++) {
		char c = hex.p[i];
		int v = c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
		if (v < 0) return false;
		out[i / 2] = (unsigned char)(i % 2 ? out[i / 2] | v : v << 4);
	}
	return true;
}

bool mq_id_parse(mq_text hex, unsigned char out[32]) { return hex.n == 64 && hex_bytes(hex, out); }

bool mq_id_parse_short(mq_text hex, unsigned char out[8]) { return hex.n == 16 && hex_bytes(hex, out); }

void mq_id_print(mq_text bytes, char *out)
{
	static const char digits[] = "0123456789abcdef";
	size_t n = bytes.n > 32 ? 32 : bytes.n;
	for (size_t i = 0; i < n; i++) {
		out[2 * i] = digits[(unsigned char)bytes.p[i] >> 4];
		out[2 * i + 1] = digits[(unsigned char)bytes.p[i] & 15];
	}
	out[2 * n] = 0;
}

mq_filter mq_filter_all(void) { return (mq_filter){.from = MQ_NO_DAY, .to = MQ_NO_DAY, .told_from = MQ_NO_DAY}; }

mq_text mq_outcome_name(mq_outcome o)
{
	static const char *const names[] = {"none", "coming", "done", "moved", "cancelled", "silent"};
	return mq_text_of(names[o]);
}
