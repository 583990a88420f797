/* Keeping text in a full-text index (FTS5, contentless, on disk): through our tokenizer, with stems alone and with all terms, and
 * through SQLite's own unicode61, on the same bodies; CPU time of this thread, and what the index takes of the text's bytes.
 * usage: bench_index [PATH] [MEGABYTES] */
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "record/record.h"

#define REAL    "../shared/data/news/dev.jsonl.gz"
#define SAMPLES "samples/feeds/daffatayn.rss"
#define ROUNDS  3

typedef int (*token_take)(void *context, int flags, const char *token, int n, int start, int end);

typedef struct {
	mq_terms *terms;
	int which;
	token_take take;
	void *context;
	int rc;
} tokenizing;

static double now(void)
{
	struct timespec t;
	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static int make(void *context, const char **args, int n, Fts5Tokenizer **out)
{
	(void)args;
	(void)n;
	*out = context;
	return SQLITE_OK;
}

static void unmake(Fts5Tokenizer *t) { (void)t; }

static bool take_term(void *to, mq_text term, uint32_t start, uint32_t end, bool colocated)
{
	tokenizing *x = to;
	x->rc = x->take(x->context, colocated ? FTS5_TOKEN_COLOCATED : 0, term.p, (int)term.n, (int)start, (int)end);
	return x->rc == SQLITE_OK;
}

static int tokenize(Fts5Tokenizer *self, void *context, int flags, const char *p, int n, token_take take)
{
	tokenizing *x = (tokenizing *)(void *)self;
	(void)flags;
	x->take = take;
	x->context = context;
	x->rc = SQLITE_OK;
	mq_terms_each(x->terms, mq_text_at(p, (size_t)n), x->which, take_term, x);
	return x->rc;
}

typedef struct {
	mq_text *bodies;
	size_t n, bytes;
	const char *folder;
	tokenizing ours;
} bench;

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

static bool open_index(bench *b, const char *tokenizer, int round, sqlite3 **db)
{
	char path[128], sql[160];
	fts5_api *api = NULL;
	sqlite3_stmt *q = NULL;
	fts5_tokenizer rows = {make, unmake, tokenize};
	snprintf(path, sizeof path, "%s/%s%d%d.db", b->folder, tokenizer, b->ours.which, round);
	if (sqlite3_open(path, db) != SQLITE_OK || sqlite3_prepare_v2(*db, "SELECT fts5(?1)", -1, &q, NULL) != SQLITE_OK)
		return false;
	sqlite3_bind_pointer(q, 1, &api, "fts5_api_ptr", NULL);
	sqlite3_step(q);
	sqlite3_finalize(q);
	if (!api || api->xCreateTokenizer(api, "ours", &b->ours, &rows, NULL) != SQLITE_OK) return false;
	snprintf(sql, sizeof sql, "PRAGMA journal_mode=WAL; CREATE VIRTUAL TABLE fts USING fts5(body, content='', tokenize='%s')",
		 tokenizer);
	return sqlite3_exec(*db, sql, NULL, NULL, NULL) == SQLITE_OK;
}

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

/* seconds of one run; *size: bytes of the index, *merged: when its parts are made one */
static double keep_all(bench *b, const char *tokenizer, int round, double *size, double *merged)
{
	sqlite3 *db;
	sqlite3_stmt *q;
	if (!open_index(b, tokenizer, round, &db)) return 0;
	double start = now();
	sqlite3_prepare_v2(db, "INSERT INTO fts(rowid, body) VALUES(?1, ?2)", -1, &q, NULL);
	for (size_t i = 0; i < b->n; i++) {
		if (i % 256 == 0) sqlite3_exec(db, i ? "COMMIT; BEGIN" : "BEGIN", NULL, NULL, NULL);
		sqlite3_bind_int64(q, 1, (sqlite3_int64)i + 1);
		sqlite3_bind_text(q, 2, b->bodies[i].p, (int)b->bodies[i].n, SQLITE_STATIC);
		if (sqlite3_step(q) != SQLITE_DONE) return 0;
		sqlite3_reset(q);
	}
	sqlite3_exec(db, "COMMIT", NULL, NULL, NULL);
	double took = now() - start;
	sqlite3_finalize(q);
	*size = index_bytes(db);
	sqlite3_exec(db, "INSERT INTO fts(fts) VALUES('optimize')", NULL, NULL, NULL);
	*merged = index_bytes(db);
	sqlite3_close(db);
	return took;
}

static int run(bench *b)
{
	static const struct {
		const char *name, *tokenizer;
		int which;
	} rows[] = {
	    {"unicode61", "unicode61", MQ_TERMS_STEM}, {"stems", "ours", MQ_TERMS_STEM}, {"all terms", "ours", MQ_TERMS_INDEX}};
	double first = 0;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		double best = 1e9, size = 0, merged = 0;
		b->ours.which = rows[i].which;
		for (int round = 0; round < ROUNDS; round++) {
			double took = keep_all(b, rows[i].tokenizer, round, &size, &merged);
			if (took <= 0) return 1;
			if (took < best) best = took;
		}
		if (i == 0) first = best;
		printf("%-10s %7.1f MB/s, %.2f of unicode61's time; the index is %.2f of the text, %.2f merged\n", rows[i].name,
		       (double)b->bytes / 1e6 / best, best / first, size / (double)b->bytes, merged / (double)b->bytes);
	}
	return 0;
}

int main(int argc, char **argv)
{
	char folder[] = "/tmp/mirqab-bench-XXXXXX", command[80];
	bool real = access(REAL, R_OK) == 0;
	const char *path = argc > 1 ? argv[1] : real ? REAL : SAMPLES;
	size_t most = (argc > 2 ? strtoull(argv[2], NULL, 10) : 16) * 1000000;
	const mq_pack *pack;
	const mq_lexicon *lex;
	mq_arena *rules = mq_arena_open(MQ_RULES_ARENA_MOST);
	bench b = {.folder = folder};
	if (!rules || !mq_ok(mq_pack_open(rules, MQ_NONE, &pack)) || !mq_ok(mq_lexicon_open(rules, pack, &lex))) return 70;
	if (!mq_ok(mq_terms_open(rules, lex, &b.ours.terms)) || !load(&b, rules, path, most) || !mkdtemp(folder)) return 70;
	printf("%s: %zu bodies, %.1f MB\n", path, b.n, (double)b.bytes / 1e6);
	int code = run(&b);
	snprintf(command, sizeof command, "rm -rf %s", folder);
	return system(command) || code;
}
