/* Marks to events on one core: sentences a second of the coder alone, beside memcpy of the same bodies. Each article is coded
 * three times and the fastest counts. CPU time of this thread. usage: bench_event [PATH] [PAGES]: a file that `mirqab read`
 * takes, and how many of its pages at most. */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "record/record.h"

#define REAL    "../shared/data/news/dev.jsonl.gz"
#define SAMPLES "samples/feeds/daffatayn.rss"
#define ROUNDS  3

static double now(void)
{
	struct timespec t;
	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

typedef struct {
	uint64_t pages, sentences, events, bytes;
	double coding, moving;
} bench;

static double move(mq_text body)
{
	char *to = mq_heap_alloc(body.n + 1);
	if (!to) return 0;
	memcpy(to, body.p, body.n); /* the pages of `to` are touched once before they are timed */
	double t = now();
	memcpy(to, body.p, body.n);
	__asm__ volatile("" : : "r"(to) : "memory");
	t = now() - t;
	mq_heap_free(to);
	return t;
}

static void take(bench *b, mq_arena *a, const mq_engine *e, const mq_page *page)
{
	mq_record r;
	mq_events events = {0};
	double best = 1e9;
	if (!mq_ok(mq_record_make(a, e, page, MQ_TO_MARKS, &r)) || r.article.body.n == 0) return;
	for (int i = 0; i < ROUNDS; i++) {
		double t = now();
		if (!mq_ok(mq_code_events(a, e->coder, &r.article, &r.doc, &r.marks, &events))) return;
		t = now() - t;
		if (t < best) best = t;
	}
	b->coding += best;
	b->moving += move(r.article.body);
	b->pages++;
	b->sentences += r.doc.sentences.n;
	b->events += events.n;
	b->bytes += r.article.body.n;
}

int main(int argc, char **argv)
{
	const char *path = argc > 1 ? argv[1] : access(REAL, R_OK) == 0 ? REAL : SAMPLES;
	uint64_t most = argc > 2 ? strtoull(argv[2], NULL, 10) : 1500;
	mq_arena *rules = mq_arena_open(MQ_RULES_ARENA_MOST), *a = mq_arena_open(MQ_PAGE_ARENA_MOST);
	bench b = {0};
	mq_engine e;
	mq_reader *reader;
	mq_page page;
	if (!rules || !a || !mq_ok(mq_engine_open(rules, MQ_NONE, &e))) return 70;
	if (!mq_ok(mq_reader_open(rules, &(mq_page_options){.as = MQ_T("auto")}, mq_text_of(path), &reader))) return 66;
	while (b.pages < most) {
		mq_arena_clear(a);
		mq_status s = mq_reader_next(reader, a, &page);
		if (s.code == MQ_END) break;
		if (mq_ok(s)) take(&b, a, &e, &page);
	}
	mq_reader_close(reader);
	if (b.pages == 0 || b.coding <= 0) return 65;
	printf("%s: %llu articles, %llu sentences, %llu events\n", path, (unsigned long long)b.pages,
	       (unsigned long long)b.sentences, (unsigned long long)b.events);
	printf("%-16s %10.1f MB/s %12.0f sentences/s\n", "memcpy", (double)b.bytes / 1e6 / (b.moving > 0 ? b.moving : 1e-9),
	       (double)b.sentences / (b.moving > 0 ? b.moving : 1e-9));
	printf("%-16s %10.1f MB/s %12.0f sentences/s\n", "marks to events", (double)b.bytes / 1e6 / b.coding,
	       (double)b.sentences / b.coding);
	mq_arena_close(a);
	mq_arena_close(rules);
	return 0;
}
