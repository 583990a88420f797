/* An archive of before the search index was our own: its FTS5 goes, whatever tokenizer it names; and an archive whose index was
 * made by other rules of words, or is lost, has it made anew by who opens it for writing. */
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "articles.h"
#include "store/driver.h"

#define OLD 4 /* the last schema with FTS5 */

static mq_arena *arena, *one;
static mq_engine engine;

static mq_store *open_at(const char *path) { return mq_test_open(arena, &engine, path); }

static void put(mq_store *s, const char *line) { mq_test_put(s, &engine, one, line, NULL); }

static uint64_t found(mq_store *s, const char *query)
{
	mq_answer answer;
	mq_search q = {.query = mq_text_of(query), .today = MQ_NO_DAY};
	mq_arena_clear(one);
	MQ_CHECK(mq_ok(mq_store_search(s, one, &q, &answer)));
	return answer.total;
}

static bool whole(mq_store *s)
{
	mq_verdict v;
	mq_arena_clear(one);
	MQ_CHECK(mq_ok(mq_store_verify(s, one, &v)));
	for (uint32_t i = 0; i < v.first.n; i++) fprintf(stderr, "%.*s\n", MQ_ARG(v.first.v[i]));
	return v.faults == 0;
}

static int64_t count(const char *path, const char *sql)
{
	sqlite3 *db;
	sqlite3_stmt *q;
	MQ_CHECK(sqlite3_open(path, &db) == SQLITE_OK && sqlite3_prepare_v2(db, sql, -1, &q, NULL) == SQLITE_OK);
	int64_t n = sqlite3_step(q) == SQLITE_ROW ? sqlite3_column_int64(q, 0) : -1;
	sqlite3_finalize(q);
	sqlite3_close(db);
	return n;
}

static void run(const char *path, const char *sql)
{
	sqlite3 *db;
	char *why = NULL;
	MQ_CHECK(sqlite3_open(path, &db) == SQLITE_OK);
	MQ_CHECK(sqlite3_exec(db, sql, NULL, NULL, &why) == SQLITE_OK);
	if (why) fprintf(stderr, "%s\n", why);
	sqlite3_free(why);
	sqlite3_close(db);
}

#define FIRST                                                                                                                                      \
	"{\"title\":\"زيارة إلى الرباط\",\"url\":\"https://example.org/1\",\"published\":\"2025-04-10\",\"body\":\"زار وزير " \
	"الخارجية مدينة الرباط أمس وأجرى مباحثات مع نظيره.\"}"
#define SECOND                                                                                                                                       \
	"{\"title\":\"أمطار في الشمال\",\"url\":\"https://example.org/2\",\"published\":\"2025-04-11\",\"body\":\"سقطت أمطار " \
	"غزيرة على مدن الشمال، وامتلأت السدود.\"}"

static void fts5_goes(const char *path)
{
	for (const mq_migration *m = mq_sqlite_migrations; m->sql && m->version <= OLD; m++) run(path, m->sql);
	run(path,
	    "CREATE VIRTUAL TABLE fts USING fts5(title, body, content=''); INSERT INTO fts VALUES('a', 'b');"
	    "CREATE VIEW fts_source AS SELECT n, mirqab_text(n, 0) AS title FROM article;"
	    "PRAGMA writable_schema = 1; UPDATE sqlite_schema SET sql = replace(sql, 'content=', 'tokenize=''mirqab'', content=')"
	    " WHERE name = 'fts'; PRAGMA user_version = 4");
	mq_store *s = open_at(path);
	put(s, FIRST);
	MQ_CHECK(found(s, "الرباط") == 1 && whole(s));
	mq_store_close(s);
	MQ_CHECK(count(path, "SELECT count(*) FROM sqlite_schema WHERE name LIKE 'fts%'") == 0);
}

static void made_anew(const char *path)
{
	mq_store *s = open_at(path);
	put(s, SECOND);
	mq_store_close(s);
	run(path, "DELETE FROM search_segment; DELETE FROM search_leaf; UPDATE search_docs SET docs = x'00';"
		  "UPDATE meta SET value = 'other rules' WHERE key = 'terms'");
	/* who reads it is told */
	mq_store_options o = {.url = mq_text_of(path), .mode = MQ_STORE_READ, .engine = &engine};
	MQ_CHECK(mq_ok(mq_store_open(arena, &o, &s)));
	MQ_CHECK(found(s, "الرباط") == 0);
	mq_store_close(s);
	s = open_at(path);
	MQ_CHECK(found(s, "الرباط") == 1 && found(s, "أمطار السدود") == 1 && whole(s));
	mq_store_close(s);
}

int main(void)
{
	char folder[] = "/tmp/mirqab-old-XXXXXX", command[64];
	MQ_CHECK(mkdtemp(folder) != NULL && chdir(folder) == 0);
	arena = mq_arena_open(MQ_RULES_ARENA_MOST);
	one = mq_arena_open(MQ_PAGE_ARENA_MOST);
	MQ_CHECK(mq_ok(mq_engine_open(arena, MQ_NONE, &engine)));
	fts5_goes("old.db");
	made_anew("old.db");
	mq_arena_close(one);
	mq_arena_close(arena);
	snprintf(command, sizeof command, "rm -rf %s", folder);
	MQ_CHECK(system(command) == 0);
	return mq_check_done();
}
