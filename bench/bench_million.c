/* Search in a large archive: articles of a file (day, title, body, parted by tabs, a line each) go into an archive's article
 * table and index; then queries, a line each, are asked twice over: for the numbers of the ten best alone, which is what engines
 * beside us are asked for (peers_search.py), and as `mirqab search` asks, with rows and passages (of one stored record). Prints
 * the rate of keeping at ten thousand and at the end, and percentiles of processor time of the second round; into HITS.txt time,
 * number of hits, query, and the ten best with their scores.
 * usage: bench_million DB ARTICLES.tsv QUERIES.txt [HITS.txt] */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "record/record.h"
#include "store/index.h"

#define EARLY        10000u
#define EACH         1000u
#define QUERIES_MOST 2000u
#define SAMPLE       "<html><head><title>عنوان</title></head><body><p>نص قصير عن زيارة الوزير إلى الرباط.</p></body></html>"

static double seconds(clockid_t id)
{
	struct timespec t;
	clock_gettime(id, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static bool put_line(mq_store *s, mq_text line, int64_t n)
{
	mq_text day, title;
	uint64_t d = 0;
	char id[33] = {0};
	if (!mq_text_split(&line, '\t', &day) || !mq_text_split(&line, '\t', &title) || !mq_text_u64(day, &d)) return false;
	snprintf(id, sizeof id, "%032llx", (unsigned long long)n);
	return mq_ok(mq_sql_run(s,
				"INSERT INTO article(n, id, page, versions, title, title_key, events, day)"
				" VALUES(?1, ?2, 1, 1, ?3, 0, 0, ?4)",
				"ibti", n, mq_text_at(id, 32), title, (int64_t)d)) &&
	       mq_ok(mq_index_put(s, n, (mq_day)d, title, line));
}

/* goes on where a run that was ended had come to */
static bool fill(mq_store *s, const char *path, int64_t have)
{
	char *line = NULL;
	size_t cap = 0;
	int64_t n = 0;
	double start = seconds(CLOCK_THREAD_CPUTIME_ID), text = 0;
	FILE *f = fopen(path, "r");
	if (!f) return false;
	for (ssize_t got; (got = getline(&line, &cap, f)) > 0;) {
		if (n++ < have) continue;
		if ((n - 1) % EACH == 0 && !mq_ok(mq_store_begin(s))) return false;
		if (!put_line(s, mq_text_at(line, (size_t)got - 1), n + 1)) return false;
		text += (double)got;
		if (n % EACH == 0 && !mq_ok(mq_store_commit(s))) return false;
		if (n != EARLY) continue;
		printf("keeping     %.0f articles/s a core over the first %u\n",
		       EARLY / (seconds(CLOCK_THREAD_CPUTIME_ID) - start), EARLY);
		fflush(stdout);
	}
	if (n > have && n % EACH && !mq_ok(mq_store_commit(s))) return false;
	double took = seconds(CLOCK_THREAD_CPUTIME_ID) - start;
	if (n > have)
		printf("keeping     %.0f articles/s a core from %lld to %lld, %.1f MB/s\n", (double)(n - have) / took,
		       (long long)have, (long long)n, text / 1e6 / took);
	free(line);
	return fclose(f) == 0;
}

static int by_size(const void *x, const void *y)
{
	const double *a = x, *b = y;
	return (*a > *b) - (*a < *b);
}

static uint32_t ask_all(mq_store *s, const char *path, bool brief, double *took, FILE *hits)
{
	char *line = NULL;
	size_t cap = 0;
	uint32_t n = 0;
	FILE *f = fopen(path, "r");
	for (ssize_t got; f && n < QUERIES_MOST && (got = getline(&line, &cap, f)) > 1; n++) {
		mq_answer answer;
		mq_arena *a = mq_arena_open((size_t)64 << 20);
		mq_search q = {.query = mq_text_at(line, (size_t)got - 1), .today = 20000, .limit = 10, .brief = brief};
		double start = seconds(CLOCK_THREAD_CPUTIME_ID);
		if (!a || !mq_ok(mq_store_search(s, a, &q, &answer))) fprintf(stderr, "%.*s: %s\n", (int)got - 1, line, s->why);
		took[n] = (seconds(CLOCK_THREAD_CPUTIME_ID) - start) * 1000;
		if (hits) {
			fprintf(hits, "%.2f\t%llu\t%.*s", took[n], (unsigned long long)answer.total, (int)got - 1, line);
			for (uint32_t i = 0; i < answer.hits.n; i++)
				fprintf(hits, "\t%lld %.9f", (long long)answer.hits.v[i].row.n, answer.hits.v[i].score);
			fputc('\n', hits);
		}
		mq_arena_close(a);
	}
	if (f) fclose(f);
	free(line);
	return n;
}

static uint32_t report(mq_store *s, const char *path, const char *what, bool brief, FILE *hits)
{
	static double took[QUERIES_MOST];
	ask_all(s, path, brief, took, NULL);
	uint32_t n = ask_all(s, path, brief, took, hits);
	qsort(took, n, sizeof *took, by_size);
	if (n)
		printf("%-9s   %u queries, second round, processor time: p50 %.2f ms, p95 %.2f ms, most %.2f ms\n", what, n,
		       took[n / 2], took[n * 95 / 100], took[n - 1]);
	return n;
}

static bool keep_sample(mq_store *s, const mq_engine *engine)
{
	mq_put_result result;
	mq_record r;
	mq_buf json;
	bool copy;
	mq_arena *a = mq_arena_open(MQ_PAGE_ARENA_MOST);
	mq_text page = MQ_T(SAMPLE);
	mq_page p = {.path = MQ_T("sample.html"), .stored = page, .text = page, .media_type = MQ_T("text/html")};
	mq_buf_open(&json, MQ_RECORD_JSON_MOST);
	bool done = a && mq_ok(mq_record_make(a, engine, &p, MQ_TO_EVENTS, &r)) &&
		    (mq_record_json(&r, MQ_TO_EVENTS, &json), !json.failed);
	done = done && mq_ok(mq_store_begin(s)) && mq_ok(mq_store_put(s, a, &r, mq_buf_text(&json), &result, &copy)) &&
	       mq_ok(mq_store_commit(s));
	mq_buf_close(&json);
	mq_arena_close(a);
	return done;
}

int main(int argc, char **argv)
{
	mq_engine engine;
	mq_store *s;
	mq_arena *kept = mq_arena_open(MQ_RULES_ARENA_MOST);
	if (argc < 4) {
		printf("skipped: it wants DB ARTICLES.tsv QUERIES.txt (bench/million.py makes the files)\n");
		return 0;
	}
	bool filled = access(argv[1], R_OK) == 0;
	mq_store_options o = {.url = mq_text_of(argv[1]), .mode = MQ_STORE_WRITE, .engine = &engine};
	if (!kept || !mq_ok(mq_engine_open(kept, MQ_NONE, &engine)) || !mq_ok(mq_store_open(kept, &o, &s))) return 70;
	int64_t have = 0;
	if (filled && !mq_ok(mq_sql_int(s, &have, "SELECT count(*) - 1 FROM article", ""))) return 74;
	if ((!filled && !keep_sample(s, &engine)) || !fill(s, argv[2], have)) {
		fprintf(stderr, "%s\n", s->why);
		return 74;
	}
	FILE *hits = argc > 4 ? fopen(argv[4], "w") : NULL;
	uint32_t n = report(s, argv[3], "ten best", true, NULL);
	if (n) report(s, argv[3], "answers", false, hits);
	if (hits) fclose(hits);
	mq_store_close(s);
	mq_arena_close(kept);
	return n ? 0 : 66;
}
