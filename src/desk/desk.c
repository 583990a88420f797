/* The desk's file: schema, transactions, log. */
#include "desk/inside.h"

#include <stdio.h>

static const char step_1[] =
    "CREATE TABLE secret(name TEXT PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID;"
    "CREATE TABLE log(n INTEGER PRIMARY KEY, at INTEGER NOT NULL, who TEXT, what TEXT NOT NULL, of TEXT, detail TEXT);"
    "CREATE TABLE token(n INTEGER PRIMARY KEY, hash BLOB NOT NULL UNIQUE, name TEXT NOT NULL, scopes INTEGER NOT NULL,"
    " made INTEGER NOT NULL, used INTEGER NOT NULL DEFAULT 0, ended INTEGER NOT NULL DEFAULT 0);"
    "CREATE TABLE proposal(n INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, article TEXT NOT NULL, event TEXT NOT NULL,"
    " verdict TEXT NOT NULL, kind TEXT, status TEXT, day_from TEXT, day_to TEXT, background TEXT, actors TEXT, recipients TEXT,"
    " note TEXT, who TEXT, person BLOB NOT NULL, made INTEGER NOT NULL, state INTEGER NOT NULL DEFAULT 0, decider TEXT,"
    " reason TEXT, decided INTEGER NOT NULL DEFAULT 0, correction INTEGER NOT NULL DEFAULT 0);"
    "CREATE INDEX proposal_state ON proposal(state, n DESC);"
    "CREATE INDEX proposal_person ON proposal(person, made);"
    "CREATE TABLE image(n INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, url TEXT NOT NULL, article TEXT NOT NULL,"
    " reports INTEGER NOT NULL DEFAULT 0, hidden INTEGER NOT NULL DEFAULT 0, round INTEGER NOT NULL DEFAULT 0,"
    " last INTEGER NOT NULL);"
    /* a round ends when an editor brings the image back: the same people count anew only in the next */
    "CREATE TABLE report(image INTEGER NOT NULL, round INTEGER NOT NULL, person BLOB NOT NULL, at INTEGER NOT NULL,"
    " PRIMARY KEY(image, round, person)) WITHOUT ROWID;"
    "CREATE INDEX report_person ON report(person, at);"
    "CREATE TABLE picture(id TEXT PRIMARY KEY, bytes BLOB NOT NULL, at INTEGER NOT NULL) WITHOUT ROWID;"
    "CREATE INDEX picture_at ON picture(at);"
    "CREATE TABLE saved(n INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, token INTEGER NOT NULL REFERENCES token, name TEXT NOT"
    " NULL, query TEXT, pair TEXT, made INTEGER NOT NULL, seen INTEGER NOT NULL, ended INTEGER NOT NULL DEFAULT 0);"
    "CREATE INDEX saved_token ON saved(token) WHERE ended = 0;"
    "CREATE TABLE channel(n INTEGER PRIMARY KEY, saved INTEGER NOT NULL REFERENCES saved, kind INTEGER NOT NULL, target TEXT NOT"
    " NULL, secret TEXT, made INTEGER NOT NULL, ended INTEGER NOT NULL DEFAULT 0);"
    "CREATE INDEX channel_saved ON channel(saved) WHERE ended = 0;"
    /* state: 0 waiting, 1 arrived, 2 given up */
    "CREATE TABLE delivery(n INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, channel INTEGER NOT NULL REFERENCES channel, subject"
    " TEXT NOT NULL, body TEXT NOT NULL, made INTEGER NOT NULL, due INTEGER NOT NULL, tries INTEGER NOT NULL DEFAULT 0,"
    " state INTEGER NOT NULL DEFAULT 0, error TEXT);"
    "CREATE INDEX delivery_due ON delivery(due) WHERE state = 0;"
    "CREATE INDEX delivery_channel ON delivery(channel, state);";

const mq_migration mq_desk_migrations[] = {
    {1, "tokens, proposals, reports, saved searches, outbox, log", step_1},
    {0, NULL, NULL},
};

mq_status mq_desk_open(mq_arena *a, mq_text archive, mq_desk **out)
{
	mq_desk *d = mq_heap_alloc(sizeof *d);
	if (!d || pthread_mutex_init(&d->lock, NULL)) {
		mq_heap_free(d);
		return mq_fail_memory(a);
	}
	mq_status s = mq_beside_open(a, archive, "desk", mq_desk_migrations, &d->db);
	if (mq_ok(s)) *out = d;
	else mq_desk_close(d);
	return s;
}

void mq_desk_close(mq_desk *d)
{
	if (!d) return;
	mq_store_close(d->db);
	pthread_mutex_destroy(&d->lock);
	mq_heap_free(d);
}

void mq_desk_lock(mq_desk *d) { pthread_mutex_lock(&d->lock); }

mq_status mq_desk_unlock(mq_desk *d, mq_status s)
{
	pthread_mutex_unlock(&d->lock);
	return s;
}

mq_status mq_desk_begin(mq_desk *d)
{
	mq_desk_lock(d);
	mq_status s = mq_store_begin(d->db);
	return mq_ok(s) ? s : mq_desk_unlock(d, s);
}

mq_status mq_desk_end(mq_desk *d, mq_status s)
{
	if (mq_ok(s)) s = mq_store_commit(d->db);
	if (mq_ok(s)) d->changes++;
	else mq_store_rollback(d->db);
	return mq_desk_unlock(d, s);
}

uint64_t mq_desk_change(mq_desk *d)
{
	int64_t others = 0;
	mq_desk_lock(d);
	mq_status s = mq_store_change(d->db, &others);
	uint64_t n = d->changes + (mq_ok(s) ? (uint64_t)others : 0);
	pthread_mutex_unlock(&d->lock);
	return n;
}

mq_status mq_desk_random(size_t n, char *out)
{
	return mq_random_hex(n, out) ? MQ_DONE : MQ_FAIL(MQ_UNAVAILABLE, MQ_BYTE_UNKNOWN, "the system gives no random bytes");
}

/* inside a transaction: made at the first need */
static mq_status salt(mq_desk *d, char out[65])
{
	mq_stmt *q;
	MQ_TRY(mq_desk_random(32, out));
	MQ_TRY(mq_sql_run(d->db, "INSERT INTO secret VALUES('salt', ?1) ON CONFLICT(name) DO NOTHING", "t", mq_text_at(out, 64)));
	MQ_TRY(mq_sql_open(d->db, &q, "SELECT value FROM secret WHERE name = 'salt'", ""));
	mq_status s = d->db->driver->step(q);
	if (mq_ok(s)) mq_desk_id(d, q, 0, out, 65);
	d->db->driver->done(q);
	return s;
}

mq_status mq_desk_person(mq_desk *d, mq_text address, unsigned char out[32])
{
	char mixed[64 + 64], key[65];
	size_t n = address.n < 64 ? address.n : 64;
	MQ_TRY(salt(d, key));
	memcpy(mixed, key, 64);
	memcpy(mixed + 64, address.p, n);
	mq_sha256(mq_text_at(mixed, 64 + n), out);
	return MQ_DONE;
}

mq_text mq_desk_text(mq_desk *d, mq_stmt *q, int at, mq_arena *a) { return mq_arena_text(a, d->db->driver->get_text(q, at)); }

void mq_desk_id(mq_desk *d, mq_stmt *q, int at, char *out, size_t size)
{
	mq_text t = d->db->driver->get_text(q, at);
	snprintf(out, size, "%.*s", (int)(t.n < size ? t.n : size - 1), t.p ? t.p : "");
}

mq_status mq_desk_note(mq_desk *d, mq_text who, const char *what, mq_text of, mq_text detail, int64_t now)
{
	return mq_sql_run(d->db, "INSERT INTO log(at, who, what, of, detail) VALUES(?1, ?2, ?3, ?4, ?5)", "itttt", now, who,
			  mq_text_of(what), of, detail);
}

mq_status mq_desk_lines(mq_desk *d, mq_arena *a, uint32_t limit, mq_desk_log *out)
{
	mq_stmt *q;
	const mq_driver *v = d->db->driver;
	memset(out, 0, sizeof *out);
	mq_desk_lock(d);
	mq_status s =
	    mq_sql_open(d->db, &q, "SELECT n, at, who, what, of, detail FROM log ORDER BY n DESC LIMIT ?1", "i", (int64_t)limit);
	if (!mq_ok(s)) return mq_desk_unlock(d, s);
	while (mq_ok(s = v->step(q))) {
		mq_desk_line *l = mq_push(a, out);
		if (!l) {
			s = mq_fail_memory(a);
			break;
		}
		*l = (mq_desk_line){v->get_int(q, 0),
				    v->get_int(q, 1),
				    .who = mq_desk_text(d, q, 2, a),
				    .what = mq_desk_text(d, q, 3, a),
				    .of = mq_desk_text(d, q, 4, a),
				    .detail = mq_desk_text(d, q, 5, a)};
	}
	v->done(q);
	return mq_desk_unlock(d, s.code == MQ_END ? MQ_DONE : s);
}
