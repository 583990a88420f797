/* SQLite behind the driver's row: connections, kept statements, what its errors mean to us. */
#include <errno.h>
#include <fcntl.h>
#include <sqlite3.h>
#include <stdio.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "store/driver.h"

/* statements kept prepared; a power of two. The room has under a hundred */
#define KEPT 256u

struct mq_stmt {
	mq_store *store;
	sqlite3_stmt *q;
	uint64_t key;
	bool busy, kept;
};

struct mq_db {
	sqlite3 *db;
	int lock, held; /* of writers, of a role; or -1 */
	uint32_t turns;
	char path[4096];
	struct timespec end; /* of a bounded query */
	bool bounded;
	mq_stmt kept[KEPT];
};

static mq_code code_of(int rc)
{
	switch (rc & 0xff) {
	case SQLITE_BUSY:
	case SQLITE_LOCKED: return MQ_UNAVAILABLE;
	case SQLITE_READONLY:
	case SQLITE_PERM: return MQ_CANT_CREATE;
	case SQLITE_CANTOPEN: return MQ_NO_INPUT;
	case SQLITE_NOMEM: return MQ_NO_MEMORY;
	case SQLITE_CORRUPT:
	case SQLITE_NOTADB: return MQ_BAD_DATA;
	case SQLITE_FULL:
	case SQLITE_IOERR: return MQ_IO;
	case SQLITE_INTERRUPT:
	case SQLITE_TOOBIG: return MQ_LIMIT;
	default: return MQ_INTERNAL;
	}
}

static mq_status failed(mq_store *s, sqlite3 *db, int rc)
{
	static const struct {
		int code;
		const char *sentence;
	} rows[] = {{SQLITE_FULL, "the disk is full"},
		    {SQLITE_BUSY, "the archive is being written by someone else"},
		    {SQLITE_READONLY, "the archive cannot be written: it is read-only"},
		    {SQLITE_NOTADB, "this file is not an archive"},
		    {SQLITE_CORRUPT, "the archive is damaged; mirqab verify says where"}};
	/* SQLite says "full" to ENOSPC only; a quota or a limit on the size of files is a failed write to it */
	if (rc == SQLITE_IOERR_WRITE)
		return mq_store_fail(s, MQ_IO,
				     "the archive cannot grow: the disk, a quota or a limit on the size of files is full");
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		if ((rc & 0xff) == rows[i].code) return mq_store_fail(s, code_of(rc), "%s", rows[i].sentence);
	return mq_store_fail(s, code_of(rc), "%s", db ? sqlite3_errmsg(db) : sqlite3_errstr(rc));
}

static mq_status open_lock(mq_store *s, mq_db *d, const char *path)
{
	char name[4200];
	if (snprintf(name, sizeof name, "%s-writer", path) >= (int)sizeof name)
		return mq_store_fail(s, MQ_USAGE, "the archive's path is too long");
	d->lock = open(name, O_RDWR | O_CREAT | O_CLOEXEC, 0666);
	if (d->lock < 0) {
		bool full = errno == ENOSPC || errno == EDQUOT;
		return mq_store_fail(s, full ? MQ_IO : MQ_CANT_CREATE, "cannot write beside the archive: %s",
				     full ? "the disk is full" : strerror(errno));
	}
	return MQ_DONE;
}

/* the gate before the lock: a byte of its file. Who waits for the lock stands in it, so that who has just given the lock back
 * cannot take it again before him. Given up when its holder dies, as the lock is */
static bool gate(const mq_db *d, short how)
{
	struct flock l = {.l_type = how, .l_whence = SEEK_SET, .l_start = 0, .l_len = 1};
	return fcntl(d->lock, F_OFD_SETLK, &l) == 0;
}

/* One writer at a time: a lock file beside the archive, freed by the system when its holder dies. */
static mq_status turn_take(mq_store *s)
{
	mq_db *d = s->db;
	struct timespec pause = {.tv_nsec = 2000000};
	bool in_gate = false;
	if (d->lock < 0 || d->turns++) return MQ_DONE;
	for (int64_t left = (int64_t)s->lock_milliseconds * 1000000;; left -= pause.tv_nsec) {
		in_gate = in_gate || gate(d, F_WRLCK);
		bool mine = in_gate && flock(d->lock, LOCK_EX | LOCK_NB) == 0;
		if (in_gate && (mine || left <= 0)) (void)gate(d, F_UNLCK);
		if (mine) return MQ_DONE;
		if (left <= 0) break;
		nanosleep(&pause, NULL);
	}
	d->turns--;
	return mq_store_fail(s, MQ_UNAVAILABLE, "another writer holds the archive %s", d->path);
}

static void turn_give(mq_store *s)
{
	mq_db *d = s->db;
	if (d->lock >= 0 && d->turns && --d->turns == 0) (void)flock(d->lock, LOCK_UN);
}

static mq_status hold(mq_store *s, const char *role)
{
	char name[4200];
	mq_db *d = s->db;
	if (snprintf(name, sizeof name, "%s-%s", d->path, role) >= (int)sizeof name)
		return mq_store_fail(s, MQ_USAGE, "the archive's path is too long");
	d->held = open(name, O_RDWR | O_CREAT | O_CLOEXEC, 0666);
	if (d->held < 0) return mq_store_fail(s, MQ_CANT_CREATE, "cannot write beside the archive: %s", strerror(errno));
	if (flock(d->held, LOCK_EX | LOCK_NB) == 0) return MQ_DONE;
	return mq_store_fail(s, MQ_UNAVAILABLE, "another process is at it already: %s", name);
}

static mq_status open_file(mq_store *s, mq_db *d, const char *path)
{
	int flags = s->mode == MQ_STORE_WRITE ? SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE : SQLITE_OPEN_READONLY;
	struct stat st;
	if (s->mode == MQ_STORE_READ && stat(path, &st))
		return mq_store_fail(s, MQ_NO_INPUT, "there is no archive at %s: %s", path, strerror(errno));
	if (s->mode == MQ_STORE_WRITE) {
		/* what cannot be written is told before anything is made beside it */
		if (stat(path, &st) == 0 && access(path, W_OK))
			return mq_store_fail(s, MQ_CANT_CREATE, "cannot write the archive %s: %s", path, strerror(errno));
		if (!s->beside) MQ_TRY(open_lock(s, d, path));
		MQ_TRY(turn_take(s)); /* until the archive is open */
	}
	int rc = sqlite3_open_v2(path, &d->db, flags | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, NULL);
	if (rc != SQLITE_OK && s->mode == MQ_STORE_WRITE)
		return mq_store_fail(s, MQ_CANT_CREATE, "cannot make the archive %s: %s", path, sqlite3_errstr(rc));
	return rc == SQLITE_OK ? MQ_DONE : failed(s, d->db, rc);
}

/* An archive on a read-only medium has no room for the shared memory of WAL: nobody writes it, so it may be read as it is. */
static mq_status reopen_immutable(mq_store *s, mq_db *d, const char *path)
{
	char uri[8400];
	size_t n = (size_t)snprintf(uri, sizeof uri, "file:");
	for (const char *c = path; *c && n + 16 < sizeof uri; c++) {
		if (*c == '?' || *c == '#' || *c == '%') n += (size_t)snprintf(uri + n, sizeof uri - n, "%%%02X", *c);
		else uri[n++] = *c;
	}
	snprintf(uri + n, sizeof uri - n, "?immutable=1");
	sqlite3_close_v2(d->db);
	d->db = NULL;
	int rc = sqlite3_open_v2(uri, &d->db,
				 SQLITE_OPEN_READONLY | SQLITE_OPEN_URI | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, NULL);
	return rc == SQLITE_OK ? MQ_DONE : failed(s, d->db, rc);
}

static mq_status exec_sql(mq_store *s, const char *sql)
{
	int rc = sqlite3_exec(s->db->db, sql, NULL, NULL, NULL);
	return rc == SQLITE_OK ? MQ_DONE : failed(s, s->db->db, rc);
}

static mq_status set_up(mq_store *s, mq_db *d, const char *path)
{
	sqlite3_extended_result_codes(d->db, 1);
	sqlite3_busy_timeout(d->db, s->mode == MQ_STORE_WRITE ? 10000 : 5000);
	if (s->beside)
		return exec_sql(
		    s, "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; PRAGMA cache_size=-2000;"
		       " PRAGMA journal_size_limit=4194304");
	if (s->mode == MQ_STORE_READ) {
		int rc = sqlite3_exec(d->db, "SELECT 1 FROM sqlite_schema", NULL, NULL, NULL);
		if ((rc & 0xff) == SQLITE_CANTOPEN || (rc & 0xff) == SQLITE_READONLY) MQ_TRY(reopen_immutable(s, d, path));
		else if (rc != SQLITE_OK) return failed(s, d->db, rc);
		/* a mapping counts once for every reader of the program, and what several keep the system keeps anyway */
		return exec_sql(s, s->small ? "PRAGMA cache_size=-8000; PRAGMA mmap_size=0"
					    : "PRAGMA cache_size=-32000; PRAGMA mmap_size=268435456");
	}
	/* full sync: what commit said is kept survives a loss of power, too */
	return exec_sql(s, "PRAGMA page_size=16384; PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=OFF; "
			   "PRAGMA cache_size=-64000;"
			   "PRAGMA wal_autocheckpoint=2000; PRAGMA journal_size_limit=67108864; PRAGMA temp_store=MEMORY");
}

static void sqlite_close(mq_db *d)
{
	if (!d) return;
	for (uint32_t i = 0; i < KEPT; i++) sqlite3_finalize(d->kept[i].q);
	sqlite3_close_v2(d->db);
	if (d->lock >= 0) close(d->lock);
	if (d->held >= 0) close(d->held);
	mq_heap_free(d);
}

static mq_status sqlite_open(mq_store *s, mq_text path, mq_db **out)
{
	mq_db *d = mq_heap_alloc(sizeof *d);
	if (!d) return mq_store_fail(s, MQ_NO_MEMORY, "out of memory");
	d->lock = d->held = -1;
	s->db = *out = d;
	if (path.n == 0 || path.n >= sizeof d->path || memchr(path.p, 0, path.n))
		return mq_store_fail(s, MQ_USAGE, "the archive's path is empty or too long");
	memcpy(d->path, path.p, path.n);
	d->path[path.n] = 0;
	MQ_TRY(open_file(s, d, d->path));
	return set_up(s, d, d->path);
}

static mq_status compile(mq_store *s, const char *sql, bool keep, mq_stmt *st)
{
	st->store = s;
	int rc = sqlite3_prepare_v3(s->db->db, sql, -1, keep ? SQLITE_PREPARE_PERSISTENT : 0, &st->q, NULL);
	st->busy = rc == SQLITE_OK;
	return rc == SQLITE_OK ? MQ_DONE : failed(s, s->db->db, rc);
}

static mq_status sqlite_prepare(mq_store *s, const char *sql, mq_stmt **out)
{
	uint64_t key = mq_hash(mq_text_of(sql)) | 1;
	for (uint32_t i = 0; i < 8; i++) {
		mq_stmt *st = &s->db->kept[(key + i) & (KEPT - 1)];
		if (st->key && st->key != key) continue;
		if (st->busy) break;
		*out = st;
		st->kept = true;
		if (st->key == key) {
			st->busy = true;
			return MQ_DONE;
		}
		MQ_TRY(compile(s, sql, true, st));
		st->key = key;
		return MQ_DONE;
	}
	/* the same statement inside itself, or no room: one that is not kept */
	mq_stmt *st = mq_heap_alloc(sizeof *st);
	if (!st) return mq_store_fail(s, MQ_NO_MEMORY, "out of memory");
	mq_status r = compile(s, sql, false, st);
	if (mq_ok(r)) *out = st;
	else mq_heap_free(st);
	return r;
}

static void sqlite_done(mq_stmt *st)
{
	if (!st) return;
	if (!st->kept) {
		sqlite3_finalize(st->q);
		mq_heap_free(st);
		return;
	}
	sqlite3_reset(st->q);
	sqlite3_clear_bindings(st->q);
	st->busy = false;
}

static void bind_int(mq_stmt *st, int at, int64_t v) { sqlite3_bind_int64(st->q, at, v); }
static void bind_real(mq_stmt *st, int at, double v) { sqlite3_bind_double(st->q, at, v); }
static void bind_null(mq_stmt *st, int at) { sqlite3_bind_null(st->q, at); }

static void bind_text(mq_stmt *st, int at, mq_text t)
{
	if (mq_text_none(t)) sqlite3_bind_null(st->q, at);
	else sqlite3_bind_text64(st->q, at, t.p, t.n, SQLITE_STATIC, SQLITE_UTF8);
}

static void bind_blob(mq_stmt *st, int at, mq_text t)
{
	if (mq_text_none(t)) sqlite3_bind_null(st->q, at);
	else sqlite3_bind_blob64(st->q, at, t.p, t.n, SQLITE_STATIC);
}

static mq_status sqlite_step(mq_stmt *st)
{
	int rc = sqlite3_step(st->q);
	if (rc == SQLITE_ROW) return MQ_DONE;
	if (rc == SQLITE_DONE) return (mq_status){MQ_END, MQ_BYTE_UNKNOWN, MQ_NONE};
	return failed(st->store, sqlite3_db_handle(st->q), rc);
}

static int64_t get_int(mq_stmt *st, int at) { return sqlite3_column_int64(st->q, at); }
static double get_real(mq_stmt *st, int at) { return sqlite3_column_double(st->q, at); }
static bool is_null(mq_stmt *st, int at) { return sqlite3_column_type(st->q, at) == SQLITE_NULL; }

static mq_text get_text(mq_stmt *st, int at)
{
	if (sqlite3_column_type(st->q, at) == SQLITE_NULL) return MQ_NONE;
	const void *p = sqlite3_column_blob(st->q, at);
	int n = sqlite3_column_bytes(st->q, at);
	return p && n > 0 ? mq_text_at(p, (size_t)n) : MQ_T("");
}

/* looked at every few thousand steps of SQLite's machine */
static int late(void *of)
{
	struct timespec now;
	const struct timespec *end = of;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec > end->tv_sec || (now.tv_sec == end->tv_sec && now.tv_nsec > end->tv_nsec);
}

static bool is_late(mq_store *s) { return s->db->bounded && late(&s->db->end); }

static void bound(mq_store *s, uint32_t milliseconds)
{
	struct timespec *end = &s->db->end;
	s->db->bounded = milliseconds > 0;
	if (milliseconds == 0) {
		sqlite3_progress_handler(s->db->db, 0, NULL, NULL);
		return;
	}
	clock_gettime(CLOCK_MONOTONIC, end);
	end->tv_sec += milliseconds / 1000;
	end->tv_nsec += (long)(milliseconds % 1000) * 1000000;
	if (end->tv_nsec >= 1000000000) {
		end->tv_sec++;
		end->tv_nsec -= 1000000000;
	}
	sqlite3_progress_handler(s->db->db, 2000, late, end);
}

static int64_t last_row(mq_store *s) { return sqlite3_last_insert_rowid(s->db->db); }

static mq_status get_version(mq_store *s, uint32_t *out)
{
	int64_t v = 0;
	MQ_TRY(mq_sql_int(s, &v, "PRAGMA user_version", ""));
	*out = (uint32_t)v;
	return MQ_DONE;
}

static mq_status set_version(mq_store *s, uint32_t version)
{
	char sql[64];
	snprintf(sql, sizeof sql, "PRAGMA user_version=%u", version);
	return exec_sql(s, sql);
}

static uint64_t file_bytes(mq_store *s)
{
	int64_t pages = 0, size = 0;
	if (!mq_ok(mq_sql_int(s, &pages, "PRAGMA page_count", ""))) return 0;
	if (!mq_ok(mq_sql_int(s, &size, "PRAGMA page_size", ""))) return 0;
	return (uint64_t)pages * (uint64_t)size;
}

static mq_status check(mq_store *s, mq_arena *a, mq_verdict *v)
{
	mq_stmt *q;
	MQ_TRY(mq_sql_open(s, &q, "PRAGMA integrity_check(20)", ""));
	mq_status r;
	while (mq_ok(r = sqlite_step(q)))
		if (!mq_text_eq(get_text(q, 0), MQ_T("ok"))) mq_verdict_add(a, v, "file: %.*s", MQ_ARG(get_text(q, 0)));
	sqlite_done(q);
	return r.code == MQ_END ? MQ_DONE : r;
}

const mq_driver mq_driver_sqlite = {
    .scheme = "sqlite",
    .migrations = mq_sqlite_migrations,
    .open = sqlite_open,
    .close = sqlite_close,
    .turn_take = turn_take,
    .turn_give = turn_give,
    .hold = hold,
    .exec = exec_sql,
    .prepare = sqlite_prepare,
    .done = sqlite_done,
    .bind_int = bind_int,
    .bind_real = bind_real,
    .bind_text = bind_text,
    .bind_blob = bind_blob,
    .bind_null = bind_null,
    .step = sqlite_step,
    .get_int = get_int,
    .get_real = get_real,
    .get_text = get_text,
    .is_null = is_null,
    .bound = bound,
    .late = is_late,
    .last_row = last_row,
    .get_version = get_version,
    .set_version = set_version,
    .file_bytes = file_bytes,
    .check = check,
};
