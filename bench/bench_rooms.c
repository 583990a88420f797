/* Each room's speed on the same pages, beside memcpy and a UTF-8 check on the same bytes. CPU time of this thread.
 * usage: bench_rooms [PATH] [PAGES]: a file that `mirqab read` takes, and how many of its pages at most. */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "record/record.h"

typedef struct {
	const char *name;
	double seconds;
} row;

static double now(void)
{
	struct timespec t;
	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

typedef struct {
	mq_arena *arena; /* of one page */
	mq_buf out;
	row stage[8], json, page;
	uint64_t pages, stored, body, failed;
	double sentences, events;
} bench;

static void take(bench *b, const mq_engine *e, const mq_page *page)
{
	mq_record r;
	memset(&r, 0, sizeof r);
	r.page = page;
	for (size_t i = 0; i < mq_stages_n; i++) {
		double t = now();
		mq_status s = mq_stages[i].run(b->arena, e, &r);
		b->stage[i].seconds += now() - t;
		if (!mq_ok(s)) {
			b->failed++;
			return;
		}
	}
	double t = now();
	mq_buf_clear(&b->out);
	mq_record_json(&r, MQ_TO_EVENTS, &b->out);
	b->json.seconds += now() - t;
	b->pages++;
	b->stored += page->stored.n;
	b->body += r.article.body.n;
	b->sentences += r.doc.sentences.n;
	b->events += r.events.n;
}

static void print_row(const bench *b, const char *name, double seconds)
{
	printf("%-14s %10.1f MB/s %12.0f articles/s %12.0f sentences/s\n", name, (double)b->body / 1e6 / seconds,
	       (double)b->pages / seconds, b->sentences / seconds);
}

/* the floor: the same number of bytes moved, and checked as UTF-8 */
static void print_floor(const bench *b, mq_text bytes)
{
	size_t n = bytes.n;
	char *to = mq_heap_alloc(n);
	if (!to || n == 0) return;
	memcpy(to, bytes.p, n);
	int rounds = (int)(200000000 / n) + 1;
	double t = now();
	for (int i = 0; i < rounds; i++) {
		memcpy(to, bytes.p, n);
		__asm__ volatile("" : : "r"(to) : "memory");
	}
	double moved = now() - t;
	size_t bad = 0;
	t = now();
	for (int i = 0; i < rounds; i++) bad += mq_utf8_bad(mq_text_at(to, n)) != SIZE_MAX;
	double checked = now() - t;
	printf("%-14s %10.1f MB/s\n", "memcpy", (double)n * rounds / 1e6 / moved);
	printf("%-14s %10.1f MB/s%s\n", "UTF-8 check", (double)n * rounds / 1e6 / checked, bad ? " (bad bytes found)" : "");
	mq_heap_free(to);
	(void)b;
}

int main(int argc, char **argv)
{
	const char *path = argc > 1 ? argv[1] : "samples/feeds/daffatayn.rss";
	uint64_t most = argc > 2 ? strtoull(argv[2], NULL, 10) : 3000;
	mq_arena *rules = mq_arena_open(MQ_RULES_ARENA_MOST);
	bench b = {.arena = mq_arena_open(MQ_PAGE_ARENA_MOST)};
	mq_engine e;
	mq_reader *reader;
	mq_page page;
	mq_buf bodies;
	double t = now();
	if (!rules || !b.arena || !mq_ok(mq_engine_open(rules, MQ_NONE, &e))) return 70;
	printf("rules and models opened in %.1f ms, %.1f MB\n", (now() - t) * 1e3, (double)mq_arena_used(rules) / 1e6);
	mq_buf_open(&b.out, MQ_RECORD_JSON_MOST);
	mq_buf_open(&bodies, (size_t)64 << 20);
	if (!mq_ok(mq_reader_open(rules, &(mq_page_options){.as = MQ_T("auto")}, mq_text_of(path), &reader))) return 66;
	while (b.pages < most) {
		mq_arena_clear(b.arena);
		t = now();
		mq_status s = mq_reader_next(reader, b.arena, &page);
		b.page.seconds += now() - t;
		if (s.code == MQ_END) break;
		if (!mq_ok(s)) b.failed++;
		else take(&b, &e, &page);
		if (mq_ok(s) && bodies.n < ((size_t)16 << 20))
			mq_buf_put(&bodies, page.fields.body.n ? page.fields.body : page.text);
	}
	mq_reader_close(reader);
	if (b.pages == 0) return 65;
	printf("%s: %llu articles, %.1f MB of body, %.0f sentences, %.0f events, %llu failed; one core, CPU time\n", path,
	       (unsigned long long)b.pages, (double)b.body / 1e6, b.sentences, b.events, (unsigned long long)b.failed);
	print_floor(&b, mq_buf_text(&bodies));
	print_row(&b, "page", b.page.seconds);
	double all = b.page.seconds + b.json.seconds, marks = 0;
	for (size_t i = 0; i < mq_stages_n; i++) {
		print_row(&b, mq_stages[i].name, b.stage[i].seconds);
		all += b.stage[i].seconds;
		if (!strcmp(mq_stages[i].name, "text") || !strcmp(mq_stages[i].name, "mark")) marks += b.stage[i].seconds;
	}
	print_row(&b, "text to marks", marks);
	print_row(&b, "json", b.json.seconds);
	print_row(&b, "whole read", all);
	mq_buf_close(&bodies);
	mq_buf_close(&b.out);
	mq_arena_close(b.arena);
	mq_arena_close(rules);
	return 0;
}
