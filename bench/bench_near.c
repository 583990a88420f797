/* Near-duplicates against an index of ten thousand to a million articles: signature, search, adding, in processor time of one
 * core, and the index's memory. Articles are put together from runs of words of real ones (or of the samples); one in eight is a
 * copy of an earlier one. usage: bench_near [SOURCE] [MOST] */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "record/pool.h"
#include "story/story.h"

#define WORDS_MOST 4000000u
#define RUN_WORDS  9u
/* most runs are shorter than a shingle, or a source of a few million words would say the same thing again and again as no press
 * does */
#define RUN_SHORT    3u
#define ARTICLE_MOST 16384u
#define KEPT         4096u /* signatures of the last articles, of which some are copied */
#define MEASURED     5000u

typedef struct {
	mq_text *word;
	uint32_t words;
	uint64_t state, found, copies;
	mq_terms *terms;
	mq_near *near;
	char text[ARTICLE_MOST];
	char last[KEPT][2048];
	uint32_t last_n[KEPT];
} benching;

static double seconds(void)
{
	struct timespec t;
	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static uint32_t dice(benching *b, uint32_t sides)
{
	b->state = b->state * 6364136223846793005u + 1442695040888963407u;
	return (uint32_t)((b->state >> 33) % sides);
}

static bool take(void *to, const mq_pool_item *item)
{
	benching *b = to;
	mq_text word, rest = item->record ? item->record->article.body : MQ_NONE;
	char *copy = rest.n ? mq_heap_alloc(rest.n) : NULL; /* for the life of the program */
	if (!copy) return true;
	memcpy(copy, rest.p, rest.n);
	rest.p = copy;
	while (b->words < WORDS_MOST && mq_text_split(&rest, ' ', &word))
		if (word.n) b->word[b->words++] = word;
	return b->words < WORDS_MOST;
}

/* runs of words from here and there: about as long as news is; or an earlier text, whole or shortened */
static mq_text next_article(benching *b, uint32_t n)
{
	size_t at = 0;
	if (n > KEPT && dice(b, 8) == 0) {
		uint32_t k = dice(b, KEPT);
		at = b->last_n[k] / (1 + dice(b, 2));
		memcpy(b->text, b->last[k], at);
		b->copies++;
		return mq_text_at(b->text, at);
	}
	for (uint32_t words = 60 + dice(b, 340), run; words > 0; words -= run < words ? run : words) {
		uint32_t from = dice(b, b->words - RUN_WORDS);
		run = dice(b, 10) ? RUN_SHORT : RUN_WORDS;
		for (uint32_t i = 0; i < run && at + b->word[from + i].n + 1 < ARTICLE_MOST; i++) {
			memcpy(b->text + at, b->word[from + i].p, b->word[from + i].n);
			at += b->word[from + i].n;
			b->text[at++] = ' ';
		}
	}
	b->last_n[n % KEPT] = at < sizeof b->last[0] ? (uint32_t)at : (uint32_t)sizeof b->last[0];
	memcpy(b->last[n % KEPT], b->text, b->last_n[n % KEPT]);
	return mq_text_at(b->text, at);
}

static bool run(benching *b, uint32_t most)
{
	static const uint32_t sizes[] = {10000, 30000, 100000, 300000, 1000000};
	mq_signature g;
	mq_near_hit hit[48];
	double spent = 0, first = 0, first_bytes = 0, all = 0;
	uint64_t bytes = 0;
	printf("articles in the index   a second a core   us an article   bytes an article   to the first\n");
	for (uint32_t n = 1, row = 0; n <= most && row < sizeof sizes / sizeof *sizes; n++) {
		mq_text t = next_article(b, n);
		double start = seconds();
		mq_signature_make(b->terms, t, &g);
		b->found += mq_near_find(b->near, &g, hit, 48) > 0;
		if (!mq_near_add(b->near, n, &g)) return false;
		double took = seconds() - start;
		all += took;
		if (n + MEASURED > sizes[row]) spent += took, bytes += t.n;
		if (n < sizes[row]) continue;
		double us = spent / MEASURED * 1e6, each = (double)mq_near_bytes(b->near) / n;
		if (row == 0) first = us, first_bytes = each;
		printf("%21u %17.0f %15.1f %18.0f   %.2f time, %.2f memory (%.1f MB/s of text)\n", n, 1e6 / us, us, each,
		       us / first, each / first_bytes, (double)bytes / spent / 1e6);
		fflush(stdout);
		spent = 0;
		bytes = 0;
		row++;
	}
	printf("%llu were copies, %llu had something like them; %.0f articles/s over all\n", (unsigned long long)b->copies,
	       (unsigned long long)b->found, most / all);
	return true;
}

int main(int argc, char **argv)
{
	const char *source = argc > 1 ? argv[1] : "../shared/data/news/dev.jsonl.gz";
	uint32_t most = argc > 2 ? (uint32_t)atoi(argv[2]) : 100000;
	mq_arena *a = mq_arena_open(MQ_RULES_ARENA_MOST);
	benching *b = mq_heap_alloc(sizeof *b);
	mq_engine engine;
	mq_paths paths = {0};
	if (access(source, R_OK)) source = "samples";
	if (!a || !b || !mq_ok(mq_engine_open(a, MQ_NONE, &engine)) || !mq_ok(mq_paths_of(a, mq_text_of(source), &paths)))
		return 1;
	b->word = mq_heap_alloc(WORDS_MOST * sizeof *b->word);
	b->near = mq_near_open();
	b->state = 7;
	if (!b->word || !b->near || !mq_ok(mq_terms_open(a, engine.lexicon, &b->terms))) return 1;
	mq_page_options po = {.pack = engine.pack};
	mq_pool_options pool = {.engine = &engine, .depth = MQ_TO_ARTICLE, .page = &po, .jobs = 1, .take = take, .to = b};
	if (!mq_ok(mq_pool_run(&pool, &paths)) || b->words <= RUN_WORDS) return 1;
	bool well = run(b, most);
	mq_near_close(b->near);
	mq_arena_close(a);
	return !well;
}
