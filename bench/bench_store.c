/* The archive's rates on real records: keeping (records are made before), settling, searching, in processor time of one core. */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "record/pool.h"
#include "store/store.h"

#define QUERIES 200u

typedef struct {
	mq_store *store;
	mq_arena *kept;
	double put;
	uint64_t articles, bytes, copies;
	uint32_t most;
	mq_text query[QUERIES];
	uint32_t queries;
} benching;

static double seconds(void)
{
	struct timespec t;
	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* two words out of a title: what people look for is what papers write about */
static void keep_query(benching *b, mq_text title)
{
	mq_text first, second, rest = title;
	if (b->queries == QUERIES || b->articles % 7 || !mq_text_split(&rest, ' ', &first) || !mq_text_split(&rest, ' ', &second))
		return;
	b->query[b->queries++] = mq_arena_print(b->kept, "%.*s %.*s", MQ_ARG(first), MQ_ARG(second));
}

static bool take(void *to, const mq_pool_item *item)
{
	benching *b = to;
	mq_put_result result;
	bool copy = false;
	if (!item->record) return true;
	double start = seconds();
	mq_status s = b->articles % 256 ? MQ_DONE : mq_store_begin(b->store);
	if (mq_ok(s)) s = mq_store_put(b->store, item->arena, item->record, item->json, &result, &copy);
	if (mq_ok(s) && b->articles % 256 == 255) s = mq_store_commit(b->store);
	b->put += seconds() - start;
	b->articles++;
	b->copies += copy;
	b->bytes += item->page->stored.n;
	keep_query(b, item->record->article.title);
	return mq_ok(s) && b->articles < b->most;
}

static int by_size(const void *x, const void *y)
{
	const double *a = x, *b = y;
	return (*a > *b) - (*a < *b);
}

static void search_all(benching *b)
{
	double took[QUERIES];
	uint64_t hits = 0;
	for (uint32_t i = 0; i < b->queries; i++) {
		mq_answer answer;
		mq_arena *a = mq_arena_open((size_t)64 << 20);
		mq_search q = {.query = b->query[i], .today = 20000, .limit = 10};
		double start = seconds();
		if (!a || !mq_ok(mq_store_search(b->store, a, &q, &answer))) return;
		took[i] = (seconds() - start) * 1000;
		hits += answer.total;
		mq_arena_close(a);
	}
	if (b->queries == 0) return;
	qsort(took, b->queries, sizeof *took, by_size);
	printf("search      %u queries of two words: median %.2f ms, 95 of 100 under %.2f ms, %llu hits\n", b->queries,
	       took[b->queries / 2], took[b->queries * 95 / 100], (unsigned long long)hits);
}

static int run(const char *source, uint32_t most, const char *db)
{
	benching b = {.kept = mq_arena_open(MQ_RULES_ARENA_MOST), .most = most};
	mq_engine engine;
	mq_paths paths = {0};
	mq_store_counts counts;
	if (!b.kept || !mq_ok(mq_engine_open(b.kept, MQ_NONE, &engine))) return 1;
	mq_store_options o = {.url = mq_text_of(db), .mode = MQ_STORE_WRITE, .engine = &engine};
	mq_page_options po = {.pack = engine.pack};
	mq_pool_options pool = {.engine = &engine, .depth = MQ_TO_EVENTS, .page = &po, .json = true, .take = take, .to = &b};
	if (!mq_ok(mq_store_open(b.kept, &o, &b.store)) || !mq_ok(mq_paths_of(b.kept, mq_text_of(source), &paths))) return 1;
	if (!mq_ok(mq_pool_run(&pool, &paths))) return 1;
	if (b.articles % 256 && !mq_ok(mq_store_commit(b.store))) return 1;
	double start = seconds();
	if (!mq_ok(mq_store_settle(b.store))) return 1;
	double settle = seconds() - start;
	int64_t page_bytes = 0;
	if (!mq_ok(mq_store_count(b.store, b.kept, &counts)) || !mq_ok(mq_store_page_bytes(b.store, &page_bytes))) return 1;
	printf("keep        %.0f articles/s a core (%llu articles, %llu copies), %.1f MB/s of pages\n",
	       (double)b.articles / b.put, (unsigned long long)b.articles, (unsigned long long)b.copies,
	       (double)b.bytes / b.put / 1e6);
	printf("settle      %.0f articles/s a core: %llu happenings, %llu stories\n", (double)b.articles / settle,
	       (unsigned long long)counts.happenings, (unsigned long long)counts.stories);
	printf("archive     %.2f of the pages' bytes\n", (double)counts.file_bytes / (double)page_bytes);
	search_all(&b);
	mq_store_close(b.store);
	mq_arena_close(b.kept);
	return 0;
}

int main(int argc, char **argv)
{
	char folder[] = "/tmp/mirqab-bench-XXXXXX", db[64], command[80];
	const char *source = argc > 1 ? argv[1] : "../shared/data/news/dev.jsonl.gz";
	if (access(source, R_OK)) source = "samples";
	if (!mkdtemp(folder)) return 1;
	snprintf(db, sizeof db, "%s/a.db", folder);
	int code = run(source, 3000, db);
	snprintf(command, sizeof command, "rm -rf %s", folder);
	return system(command) || code;
}
