/* Keeping text in a search index on disk: our own (stems with places, views) and SQLite's FTS5 with unicode61 (contentless), on
 * the same bodies in the same batches; CPU time of this thread, and what the index takes of the text's bytes. usage: bench_index
 * [PATH] [MEGABYTES] */
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "record/record.h"
#include "store/index.h"

#define REAL    "../shared/data/news/dev.jsonl.gz"
#define SAMPLES "samples/feeds/daffatayn.rss"
#define ROUNDS  3
#define BATCH   256u
#define SIZE                                                                                                                     \
	"SELECT (SELECT coalesce(sum(length(terms)), 0) FROM search_leaf) + (SELECT coalesce(sum(length(term)), 0) FROM "        \
	"search_term)"                                                                                                           \
	" + (SELECT coalesce(sum(length(docs) + length(places)), 0) FROM search_list) + (SELECT sum(length(docs)) FROM "         \
	"search_docs)"

static double now(void)
{
	struct timespec t;
	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

typedef struct {
	mq_text *bodies;
	size_t n, bytes;
	const char *folder;
	mq_engine engine;
} bench;

typedef struct {
	double took, size, merged; /* bytes of the index, and when its parts are made one */
} figures;

static bool load(bench *b, mq_arena *rules, const char *path, size_t most)
{
	size_t cap = 200000;
	mq_reader *reader;
	mq_page page;
	mq_arena *a = mq_arena_open(MQ_PAGE_ARENA_MOST);
	b->bodies = mq_heap_alloc(cap * sizeof *b->bodies);
	if (!a || !b->bodies) return false;
	if (!mq_ok(mq_reader_open(rules, &(mq_page_options){.as = MQ_T("auto")}, mq_text_of(path), &reader))) return false;
	while (b->n < cap && b->bytes < most) {
		mq_arena_clear(a);
		mq_status s = mq_reader_next(reader, a, &page);
		if (s.code == MQ_END) break;
		mq_text t = page.fields.body.n ? page.fields.body : page.text;
		char *kept = mq_ok(s) && t.n > 0 ? mq_heap_alloc(t.n) : NULL;
		if (!kept) continue;
		memcpy(kept, t.p, t.n);
		b->bodies[b->n++] = mq_text_at(kept, t.n);
		b->bytes += t.n;
	}
	mq_reader_close(reader);
	mq_arena_close(a);
	return b->n > 0;
}

/* ── ours ── */
static bool put_ours(const bench *b, mq_store *s)
{
	for (size_t i = 0; i < b->n; i++) {
		if (i % BATCH == 0 && !mq_ok(mq_store_begin(s))) return false;
		if (!mq_ok(mq_index_put(s, (int64_t)i + 1, MQ_NO_DAY, MQ_NONE, b->bodies[i]))) return false;
		if ((i % BATCH == BATCH - 1 || i + 1 == b->n) && !mq_ok(mq_store_commit(s))) return false;
	}
	return true;
}

static bool keep_ours(const bench *b, int round, figures *f)
{
	char path[128];
	int64_t size = 0;
	mq_store *s = NULL;
	mq_arena *a = mq_arena_open(MQ_RULES_ARENA_MOST);
	snprintf(path, sizeof path, "%s/ours%d.db", b->folder, round);
	mq_store_options o = {.url = mq_text_of(path), .mode = MQ_STORE_WRITE, .engine = &b->engine};
	if (!a || !mq_ok(mq_store_open(a, &o, &s))) return false;
	double start = now();
	bool done = put_ours(b, s);
	f->took = now() - start;
	done = done && mq_ok(mq_sql_int(s, &size, SIZE, ""));
	f->size = f->merged = (double)size; /* small segments were made one on the way */
	if (!done) fprintf(stderr, "%s\n", s->why);
	mq_store_close(s);
	mq_arena_close(a);
	return done;
}

/* ── FTS5 ── */
static double index_bytes(sqlite3 *db)
{
	sqlite3_stmt *q;
	double n = 0;
	if (sqlite3_prepare_v2(db,
			       "SELECT (SELECT sum(length(block)) FROM fts_data) + (SELECT sum(length(sz) + 4) FROM fts_docsize)",
			       -1, &q, NULL) != SQLITE_OK)
		return 0;
	if (sqlite3_step(q) == SQLITE_ROW) n = sqlite3_column_double(q, 0);
	sqlite3_finalize(q);
	return n;
}

static bool put_theirs(const bench *b, sqlite3 *db)
{
	sqlite3_stmt *q;
	bool done = sqlite3_prepare_v2(db, "INSERT INTO fts(rowid, body) VALUES(?1, ?2)", -1, &q, NULL) == SQLITE_OK;
	for (size_t i = 0; done && i < b->n; i++) {
		if (i % BATCH == 0) sqlite3_exec(db, i ? "COMMIT; BEGIN" : "BEGIN", NULL, NULL, NULL);
		sqlite3_bind_int64(q, 1, (sqlite3_int64)i + 1);
		sqlite3_bind_text(q, 2, b->bodies[i].p, (int)b->bodies[i].n, SQLITE_STATIC);
		done = sqlite3_step(q) == SQLITE_DONE;
		sqlite3_reset(q);
	}
	sqlite3_exec(db, "COMMIT", NULL, NULL, NULL);
	sqlite3_finalize(q);
	return done;
}

static bool keep_theirs(const bench *b, int round, figures *f)
{
	static const char sql[] = "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;"
				  "CREATE VIRTUAL TABLE fts USING fts5(body, content='', tokenize='unicode61')";
	char path[128];
	sqlite3 *db;
	snprintf(path, sizeof path, "%s/fts%d.db", b->folder, round);
	if (sqlite3_open(path, &db) != SQLITE_OK || sqlite3_exec(db, sql, NULL, NULL, NULL) != SQLITE_OK) return false;
	double start = now();
	bool done = put_theirs(b, db);
	f->took = now() - start;
	f->size = index_bytes(db);
	sqlite3_exec(db, "INSERT INTO fts(fts) VALUES('optimize')", NULL, NULL, NULL);
	f->merged = index_bytes(db);
	sqlite3_close(db);
	return done;
}

static int run(const bench *b)
{
	static const struct {
		const char *name;
		bool (*keep)(const bench *b, int round, figures *f);
	} rows[] = {{"unicode61", keep_theirs}, {"ours", keep_ours}};
	double first = 0;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		figures f = {0}, best = {.took = 1e9};
		for (int round = 0; round < ROUNDS; round++) {
			if (!rows[i].keep(b, round, &f)) return 1;
			if (f.took < best.took) best = f;
		}
		if (i == 0) first = best.took;
		printf("%-10s %7.1f MB/s, %.2f of unicode61's time; the index is %.2f of the text, %.2f merged\n", rows[i].name,
		       (double)b->bytes / 1e6 / best.took, best.took / first, best.size / (double)b->bytes,
		       best.merged / (double)b->bytes);
	}
	return 0;
}

int main(int argc, char **argv)
{
	char folder[] = "/tmp/mirqab-bench-XXXXXX", command[80];
	bool real = access(REAL, R_OK) == 0;
	const char *path = argc > 1 ? argv[1] : real ? REAL : SAMPLES;
	size_t most = (argc > 2 ? strtoull(argv[2], NULL, 10) : 16) * 1000000;
	mq_arena *rules = mq_arena_open(MQ_RULES_ARENA_MOST);
	bench b = {.folder = folder};
	if (!rules || !mq_ok(mq_engine_open(rules, MQ_NONE, &b.engine))) return 70;
	if (!load(&b, rules, path, most) || !mkdtemp(folder)) return 70;
	printf("%s: %zu bodies, %.1f MB\n", path, b.n, (double)b.bytes / 1e6);
	int code = run(&b);
	snprintf(command, sizeof command, "rm -rf %s", folder);
	return system(command) || code;
}
