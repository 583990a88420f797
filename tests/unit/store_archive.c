/* The archive as a library: deleting leaves no trace, the order of arrival makes no difference, copies find their original. */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <sqlite3.h>

#include "articles.h"
#include "store/store.h"

static mq_arena *arena, *one;
static mq_engine engine;

#define LINE(n, day, body)                                                                                                       \
	"{\"title\":\"خبر رقم " n "\",\"url\":\"https://example.org/" n "\",\"published\":\"" day "\",\"outlet\":\"صحيفة " n     \
	"\",\"body\":\"" body "\"}"
#define COMMON                                                                                                                                                                                                            \
	"عقدت اللجنة العسكرية المشتركة المغربية الفرنسية دورتها الثالثة يوم 9 أبريل 2025 في الرباط، وترأس الجلسة مسؤولون من " \
	"البلدين. "                                                                                                                                                                                                \
	"وتناول اللقاء برنامج التعاون للسنة المقبلة، وتبادل الخبرات في ميادين التكوين والصيانة والطب العسكري. "                     \
	"وأعرب الجانبان عن ارتياحهما لما تحقق خلال السنة الماضية من أنشطة مشتركة في البر والبحر والجو."

static const char *const lines[] = {
    LINE("1", "2025-04-10", COMMON),
    LINE("2", "2025-04-11", COMMON " وختمت الصحيفة بتعليق قصير على الموضوع."),
    LINE("3", "2025-04-09", "زار وزير الخارجية الفرنسي الرباط يوم 8 أبريل 2025 وأجرى مباحثات مع نظيره المغربي."),
    LINE("4", "2025-04-12", "فاز الفريق المحلي بهدفين لصفر في مباراة جرت على أرضه أمام جمهور كبير من المشجعين."),
};
#define LINES (sizeof lines / sizeof *lines)

static mq_store *open_at(const char *path) { return mq_test_open(arena, &engine, path); }

static void put_line(mq_store *s, size_t i, char id[65]) { mq_test_put(s, &engine, one, lines[i], id); }

/* what of an archive does not depend on arrival, as one text */
static mq_text told(mq_store *s, mq_arena *a)
{
	mq_happenings h;
	mq_story_rows stories;
	mq_text next, t = MQ_T("");
	mq_filter f = mq_filter_all();
	f.limit = 100;
	MQ_CHECK(mq_ok(mq_store_happenings(s, a, &f, &h, &next)));
	uint64_t sum = 0;
	for (uint32_t i = 0; i < h.n; i++)
		sum += mq_hash(mq_arena_print(a, "%s %u %u %d %u %u %s", h.v[i].id, h.v[i].kind, h.v[i].status, h.v[i].from,
					      h.v[i].articles, h.v[i].outlets, h.v[i].best.id));
	MQ_CHECK(mq_ok(mq_store_stories(s, a, &f, &stories, &next)));
	for (uint32_t i = 0; i < stories.n; i++)
		sum += mq_hash(mq_arena_print(a, "%s %u %u %s", stories.v[i].id, stories.v[i].articles, stories.v[i].copies,
					      stories.v[i].lead.id));
	return mq_arena_print(a, "%.*s%u happenings, %u stories, %llx", MQ_ARG(t), h.n, stories.n, (unsigned long long)sum);
}

static void any_order(void)
{
	static const size_t orders[][LINES] = {{0, 1, 2, 3}, {3, 2, 1, 0}, {1, 3, 0, 2}};
	mq_text first = MQ_NONE;
	for (size_t i = 0; i < 3; i++) {
		char path[32];
		snprintf(path, sizeof path, "order%zu.db", i);
		mq_store *s = open_at(path);
		for (size_t k = 0; k < LINES; k++) put_line(s, orders[i][k], NULL);
		MQ_CHECK(mq_ok(mq_store_settle(s)));
		mq_text now = told(s, arena);
		if (i == 0) first = now;
		else MQ_CHECK_TEXT(now, first);
		mq_store_close(s);
	}
}

/* does a table hold these bytes in any row */
static bool holds(sqlite3 *db, const char *table, const void *bytes, int n)
{
	char sql[256];
	sqlite3_stmt *q = NULL;
	bool found = false;
	snprintf(sql, sizeof sql, "SELECT * FROM \"%s\"", table);
	if (sqlite3_prepare_v2(db, sql, -1, &q, NULL) != SQLITE_OK) return true; /* a table that cannot be looked at is a fault */
	while (sqlite3_step(q) == SQLITE_ROW)
		for (int i = 0; i < sqlite3_column_count(q) && !found; i++) {
			const void *p = sqlite3_column_blob(q, i);
			int size = sqlite3_column_bytes(q, i);
			found = p && memmem(p, (size_t)size, bytes, (size_t)n) != NULL;
		}
	sqlite3_finalize(q);
	return found;
}

/* what is left of articles whose words and ids were these: nothing in any table; with `empty`, no rows at all but of a few */
static void no_trace(const char *path, const char *const *words, size_t words_n, const char (*id)[65], size_t ids, bool empty)
{
	static const char *const kept[] = {"meta", "run", "sqlite_sequence"};
	sqlite3 *db = NULL;
	sqlite3_stmt *q = NULL, *rows = NULL;
	int tables = 0;
	MQ_CHECK(sqlite3_open(path, &db) == SQLITE_OK);
	MQ_CHECK(sqlite3_prepare_v2(db, "SELECT name FROM sqlite_schema WHERE type = 'table'", -1, &q, NULL) == SQLITE_OK);
	for (; sqlite3_step(q) == SQLITE_ROW; tables++) {
		const char *name = (const char *)sqlite3_column_text(q, 0);
		char sql[256];
		bool may = false, trace = false;
		for (size_t i = 0; i < sizeof kept / sizeof *kept; i++) may |= strcmp(name, kept[i]) == 0;
		for (size_t i = 0; i < words_n; i++) trace |= holds(db, name, words[i], (int)strlen(words[i]));
		for (size_t i = 0; i < ids; i++) {
			unsigned char bytes[8];
			for (size_t k = 0; k < 8; k++) {
				char hex[3] = {id[i][2 * k], id[i][2 * k + 1], 0};
				bytes[k] = (unsigned char)strtoul(hex, NULL, 16);
			}
			trace |= holds(db, name, bytes, 8);
		}
		if (trace) printf("%s has a trace\n", name);
		MQ_CHECK(!trace);
		if (!empty || may) continue;
		snprintf(sql, sizeof sql, "SELECT count(*) FROM \"%s\"", name);
		bool none = sqlite3_prepare_v2(db, sql, -1, &rows, NULL) == SQLITE_OK && sqlite3_step(rows) == SQLITE_ROW &&
			    sqlite3_column_int(rows, 0) == 0;
		if (!none) printf("%s has rows\n", name);
		MQ_CHECK(none);
		sqlite3_finalize(rows);
	}
	MQ_CHECK(tables > 20);
	sqlite3_finalize(q);
	sqlite3_close(db);
}

static void copies_and_deletion(void)
{
	char id[LINES][65];
	mq_article_row row;
	mq_store_counts counts;
	mq_verdict v;
	mq_store *s = open_at("delete.db");
	for (size_t i = 0; i < LINES; i++) put_line(s, i, id[i]);
	MQ_CHECK(mq_ok(mq_store_settle(s)));
	MQ_CHECK(mq_ok(mq_store_row(s, arena, mq_text_of(id[1]), &row)));
	MQ_CHECK_TEXT(mq_text_of(row.copy_of), mq_text_of(id[0])); /* the earlier published is the original */
	MQ_CHECK(row.story[0] != 0);
	static const char *const words[] = {"بتعليق", "تعليق", "الفريق", "فريق", "المشجعين", "مشجع"};
	for (size_t i = 0; i < LINES; i++) {
		/* the second and the last are gone before the others: their words stand nowhere then */
		static const size_t order[LINES] = {1, 3, 0, 2};
		size_t n = order[i];
		if (i == 2) no_trace("delete.db", words, sizeof words / sizeof *words, NULL, 0, false);
		MQ_CHECK(mq_ok(mq_store_begin(s)));
		MQ_CHECK(mq_ok(mq_store_delete(s, arena, mq_text_of(id[n]))));
		MQ_CHECK(mq_ok(mq_store_commit(s)));
		MQ_CHECK(mq_ok(mq_store_settle(s)));
		MQ_CHECK(mq_ok(mq_store_verify(s, arena, &v)) && v.faults == 0);
	}
	MQ_CHECK(mq_ok(mq_store_count(s, arena, &counts)));
	MQ_CHECK(counts.articles == 0 && counts.pages == 0 && counts.events == 0 && counts.happenings == 0 &&
		 counts.stories == 0);
	MQ_CHECK(counts.outlets == 0 && counts.people == 0 && counts.headlines == 0);
	MQ_CHECK(mq_store_row(s, arena, mq_text_of(id[0]), &row).code == MQ_END);
	mq_store_close(s);
	no_trace("delete.db", words, sizeof words / sizeof *words, (const char(*)[65])id, LINES, true);
}

/* the page comes back byte for byte, its parsed record is the record */
static void bytes_come_back(void)
{
	char id[65];
	mq_stored_page page;
	mq_stored_article x;
	mq_buf json;
	mq_store *s = open_at("bytes.db");
	put_line(s, 0, id);
	MQ_CHECK(mq_ok(mq_store_page(s, arena, mq_text_of(id), 0, &page)));
	MQ_CHECK_TEXT(page.bytes, mq_text_of(lines[0]));
	MQ_CHECK(mq_ok(mq_store_article(s, arena, mq_text_sub(mq_text_of(id), 0, 12), &x)));
	mq_buf_open(&json, MQ_RECORD_JSON_MOST);
	mq_record_json(&x.record, MQ_TO_EVENTS, &json);
	MQ_CHECK_TEXT(mq_buf_text(&json), x.json); /* reading a record and writing it again is the identity */
	mq_buf_close(&json);
	mq_store_close(s);
}

/* archives keep these by number: a name that is added comes last, or compact.h gets a new form */
static void numbers_stay(void)
{
	static const char *const kinds[] = {"person", "organization", "place", "country", "instrument", "quantity"};
	static const char *const precisions[] = {"day", "range", "month", "season", "year", "decade"};
	static const char *const statuses[] = {"done",      "under_way", "announced",   "postponed",
					       "cancelled", "denied",    "hypothetical"};
	for (size_t i = 0; i < 6; i++) {
		MQ_CHECK_TEXT(mq_text_of(mq_mention_kinds[i]), mq_text_of(kinds[i]));
		MQ_CHECK_TEXT(mq_text_of(mq_precisions[i]), mq_text_of(precisions[i]));
	}
	for (int i = 0; i < 7; i++) MQ_CHECK_TEXT(mq_event_status_name((mq_event_status)i), mq_text_of(statuses[i]));
}

int main(void)
{
	char folder[] = "/tmp/mirqab-unit-XXXXXX";
	MQ_CHECK(mkdtemp(folder) != NULL && chdir(folder) == 0);
	arena = mq_arena_open(MQ_RULES_ARENA_MOST);
	one = mq_arena_open(MQ_PAGE_ARENA_MOST);
	MQ_CHECK(mq_ok(mq_engine_open(arena, MQ_NONE, &engine)));
	numbers_stay();
	bytes_come_back();
	any_order();
	copies_and_deletion();
	mq_arena_close(one);
	mq_arena_close(arena);
	char command[64];
	snprintf(command, sizeof command, "rm -rf %s", folder);
	MQ_CHECK(system(command) == 0);
	return mq_check_done();
}
