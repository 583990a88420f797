/* However the bytes arrive, the same pages come out: every file of the fuzzers' corpora, read at once and in small pieces; and
 * in the pool, with any number of jobs, the same items in the same order. */
#include <stdio.h>

#include "check.h"
#include "record/pool.h"

static uint64_t sum_of(const mq_page *p, mq_status s)
{
	mq_text t[] = {p->stored, p->text, p->fields.title, p->fields.body, p->warning, s.why};
	uint64_t sum = p->record * 31 + p->offset + s.code;
	for (size_t i = 0; i < sizeof t / sizeof *t; i++) sum = sum * 1099511628211u + mq_hash(t[i]);
	return sum;
}

static uint64_t read_in(mq_text bytes, size_t step)
{
	mq_arena *life = mq_arena_open((size_t)1 << 20), *a = mq_arena_open(MQ_PAGE_ARENA_MOST);
	mq_reader *r;
	mq_page page;
	uint64_t sum = 0;
	mq_status s = mq_reader_open_bytes(life, NULL, MQ_T("x"), bytes, step, &r);
	MQ_CHECK(mq_ok(s));
	while (mq_ok(s)) {
		mq_arena_clear(a);
		mq_status one = mq_reader_next(r, a, &page);
		if (one.code == MQ_END) break;
		sum = sum * 31 + sum_of(&page, one);
	}
	if (mq_ok(s)) mq_reader_close(r);
	mq_arena_close(a);
	mq_arena_close(life);
	return sum;
}

static void any_pieces(const mq_paths *paths)
{
	static const size_t steps[] = {1, 2, 3, 7, 64, 1000, 65537};
	for (uint32_t i = 0; i < paths->n; i++) {
		mq_buf b;
		char some[65536], name[512];
		snprintf(name, sizeof name, "%.*s", MQ_ARG(paths->v[i]));
		FILE *f = fopen(name, "rb");
		mq_buf_open(&b, (size_t)16 << 20);
		for (size_t n; f && (n = fread(some, 1, sizeof some, f)) > 0;) mq_buf_put(&b, mq_text_at(some, n));
		if (f) fclose(f);
		uint64_t whole = read_in(mq_buf_text(&b), 0);
		for (size_t k = 0; k < sizeof steps / sizeof *steps; k++) MQ_CHECK(read_in(mq_buf_text(&b), steps[k]) == whole);
		mq_buf_close(&b);
	}
}

typedef struct {
	uint64_t sum, items, most;
} summing;

static bool take(void *to, const mq_pool_item *item)
{
	summing *s = to;
	mq_page none = {0};
	s->sum = s->sum * 31 + sum_of(item->page ? item->page : &none, item->status) + mq_hash(item->path) + mq_hash(item->json);
	return ++s->items < s->most;
}

static void any_jobs(mq_arena *a, const mq_paths *paths)
{
	mq_engine engine;
	mq_page_options o = {0};
	static const unsigned jobs[] = {1, 2, 3, 7, 16};
	MQ_CHECK(mq_ok(mq_engine_open(a, MQ_NONE, &engine)));
	o.pack = engine.pack;
	for (uint64_t most = UINT64_MAX; most; most = most == UINT64_MAX ? 5 : 0) {
		summing first = {0};
		for (size_t i = 0; i < sizeof jobs / sizeof *jobs; i++) {
			summing s = {.most = most};
			mq_pool_options p = {.engine = &engine,
					     .depth = MQ_TO_ARTICLE,
					     .page = &o,
					     .jobs = jobs[i],
					     .json = true,
					     .take = take,
					     .to = &s};
			MQ_CHECK(mq_ok(mq_pool_run(&p, paths)));
			if (i == 0) first = s;
			MQ_CHECK(s.sum == first.sum && s.items == first.items && s.items > 0);
		}
	}
}

int main(void)
{
	mq_arena *a = mq_arena_open(MQ_RULES_ARENA_MOST);
	mq_paths paths = {0};
	static const char *const folders[] = {"fuzz/corpus/jsonl", "fuzz/corpus/warc", "fuzz/corpus/wet",
					      "fuzz/corpus/feed",  "fuzz/corpus/dump", "fuzz/corpus/html"};
	for (size_t i = 0; i < sizeof folders / sizeof *folders; i++)
		MQ_CHECK(mq_ok(mq_paths_of(a, mq_text_of(folders[i]), &paths)));
	MQ_CHECK(paths.n > 20);
	any_pieces(&paths);
	any_jobs(a, &paths);
	mq_arena_close(a);
	return mq_check_done();
}
