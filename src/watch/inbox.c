#include "watch/inbox.h"

#include <pthread.h>

#include "store/beside.h"

/* how long it is remembered what came, and of how many deliveries */
#define SEEN_MS   (INT64_C(30) * 86400000)
#define SEEN_MOST 50000

static const char step_1[] =
    "CREATE TABLE word(n INTEGER PRIMARY KEY AUTOINCREMENT, kind INTEGER NOT NULL, key TEXT NOT NULL, at INTEGER NOT NULL,"
    " lease INTEGER NOT NULL, note TEXT, bytes BLOB, size INTEGER NOT NULL);"
    "CREATE INDEX word_key ON word(key, kind);"
    "CREATE TABLE seen(n INTEGER PRIMARY KEY, key TEXT NOT NULL, digest BLOB NOT NULL, at INTEGER NOT NULL, UNIQUE(key, digest));"
    "CREATE INDEX seen_at ON seen(at);"
    "CREATE TABLE name(word TEXT NOT NULL);"
    "INSERT INTO name VALUES(lower(hex(randomblob(16))));";

static const mq_migration steps[] = {{1, "words of hubs", step_1}, {0, NULL, NULL}};

struct mq_inbox {
	pthread_mutex_t lock;
	mq_arena *arena; /* of the path, and of sentences */
	mq_text archive;
	mq_store *db; /* NULL until the first call */
};

mq_status mq_inbox_open(mq_arena *a, mq_text archive, mq_inbox **out)
{
	mq_inbox *x = mq_heap_alloc(sizeof *x);
	if (!x || pthread_mutex_init(&x->lock, NULL)) {
		mq_heap_free(x);
		return mq_fail_memory(a);
	}
	x->arena = a;
	x->archive = archive;
	*out = x;
	return MQ_DONE;
}

void mq_inbox_close(mq_inbox *x)
{
	if (!x) return;
	mq_store_close(x->db);
	pthread_mutex_destroy(&x->lock);
	mq_heap_free(x);
}

static mq_status enter(mq_inbox *x)
{
	pthread_mutex_lock(&x->lock);
	mq_status s = x->db ? MQ_DONE : mq_beside_open(x->arena, x->archive, "inbox", steps, &x->db);
	if (!mq_ok(s)) pthread_mutex_unlock(&x->lock);
	return s;
}

static mq_status leave(mq_inbox *x, mq_status s)
{
	pthread_mutex_unlock(&x->lock);
	return s;
}

static mq_status has_room(mq_inbox *x, const mq_word *w)
{
	int64_t rows = 0, bytes = 0;
	MQ_TRY(mq_sql_int(x->db, &rows, "SELECT count(*) FROM word", ""));
	MQ_TRY(mq_sql_int(x->db, &bytes, "SELECT coalesce(sum(size), 0) FROM word", ""));
	bool room = rows < (int64_t)MQ_INBOX_ROWS_MOST && bytes + (int64_t)w->bytes.n <= MQ_INBOX_BYTES_MOST;
	return room ? MQ_DONE : MQ_FAIL(MQ_LIMIT, MQ_BYTE_UNKNOWN, "as much waits for the watcher as may");
}

/* what came before is known for a while; the oldest of too many goes */
static mq_status note_content(mq_inbox *x, const mq_word *w, bool *known)
{
	unsigned char hash[32];
	int64_t n = 0;
	mq_sha256(w->bytes, hash);
	mq_text digest = mq_text_at((const char *)hash, sizeof hash);
	mq_status s = mq_sql_int(x->db, &n, "SELECT n FROM seen WHERE key = ?1 AND digest = ?2", "tb", w->key, digest);
	*known = mq_ok(s);
	if (s.code != MQ_END) return s;
	MQ_TRY(mq_sql_run(x->db, "INSERT INTO seen(key, digest, at) VALUES(?1, ?2, ?3)", "tbi", w->key, digest, w->at));
	return mq_sql_run(x->db,
			  "DELETE FROM seen WHERE n IN (SELECT n FROM seen WHERE at < ?1 OR n <= (SELECT max(n) FROM seen) - ?2"
			  " LIMIT 100)",
			  "ii", w->at - SEEN_MS, (int64_t)SEEN_MOST);
}

static mq_status put(mq_inbox *x, const mq_word *w, bool *known)
{
	MQ_TRY(has_room(x, w));
	if (w->kind == MQ_WORD_CONTENT) MQ_TRY(note_content(x, w, known));
	if (*known) return MQ_DONE;
	return mq_sql_run(x->db, "INSERT INTO word(kind, key, at, lease, note, bytes, size) VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7)",
			  "itiitbi", (int64_t)w->kind, w->key, w->at, w->lease, w->note, w->bytes, (int64_t)w->bytes.n);
}

mq_status mq_inbox_put(mq_inbox *x, const mq_word *w, bool *known)
{
	*known = false;
	MQ_TRY(enter(x));
	mq_status s = mq_store_begin(x->db);
	if (mq_ok(s)) s = put(x, w, known);
	if (mq_ok(s)) s = mq_store_commit(x->db);
	if (!mq_ok(s)) mq_store_rollback(x->db);
	return leave(x, s);
}

mq_status mq_inbox_waits(mq_inbox *x, mq_text key, mq_word_kind kind, bool *out)
{
	int64_t one = 0;
	MQ_TRY(enter(x));
	mq_status s = mq_sql_int(x->db, &one, "SELECT 1 FROM word WHERE key = ?1 AND kind = ?2", "ti", key, (int64_t)kind);
	*out = mq_ok(s);
	return leave(x, s.code == MQ_END ? MQ_DONE : s);
}

static mq_status read_next(mq_inbox *x, mq_arena *a, int64_t after, mq_word *out)
{
	const mq_driver *d = x->db->driver;
	mq_stmt *q;
	MQ_TRY(mq_sql_open(x->db, &q, "SELECT n, kind, key, at, lease, note, bytes FROM word WHERE n > ?1 ORDER BY n LIMIT 1",
			   "i", after));
	mq_status s = d->step(q);
	if (mq_ok(s)) {
		int64_t kind = d->get_int(q, 1);
		*out = (mq_word){.n = d->get_int(q, 0),
				 .kind = kind >= 0 && kind < MQ_WORD_KINDS ? (mq_word_kind)kind : MQ_WORD_FORGED,
				 .key = mq_arena_text(a, d->get_text(q, 2)),
				 .at = d->get_int(q, 3),
				 .lease = d->get_int(q, 4),
				 .note = mq_sql_text(x->db, q, 5, a),
				 .bytes = mq_sql_text(x->db, q, 6, a)};
	}
	d->done(q);
	return mq_ok(s) && mq_arena_failed(a) ? mq_fail_memory(a) : s;
}

mq_status mq_inbox_next(mq_inbox *x, mq_arena *a, int64_t after, mq_word *out)
{
	MQ_TRY(enter(x));
	return leave(x, read_next(x, a, after, out));
}

mq_status mq_inbox_drop(mq_inbox *x, int64_t up_to)
{
	MQ_TRY(enter(x));
	return leave(x, mq_sql_run(x->db, "DELETE FROM word WHERE n <= ?1", "i", up_to));
}

static mq_status read_name(mq_inbox *x, mq_arena *a, mq_text *out)
{
	mq_stmt *q;
	MQ_TRY(mq_sql_open(x->db, &q, "SELECT word FROM name", ""));
	mq_status s = x->db->driver->step(q);
	if (mq_ok(s)) *out = mq_arena_text(a, x->db->driver->get_text(q, 0));
	x->db->driver->done(q);
	return mq_ok(s) && mq_text_none(*out) ? mq_fail_memory(a) : s;
}

mq_status mq_inbox_name(mq_inbox *x, mq_arena *a, mq_text *out)
{
	MQ_TRY(enter(x));
	return leave(x, read_name(x, a, out));
}
