/* The names tagger alone (tokens a second, features and all), and the way from text to marks, on the bodies of real pages, beside
 * memcpy. CPU time of this thread.
 * usage: bench_ner [PATH] [PAGES] */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "mark/ner.h"
#include "record/record.h"

static double now(void)
{
	struct timespec t;
	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

typedef struct {
	mq_arena *page;
	const mq_lexicon *lex;
	const mq_marker *marker;
	const mq_ner *ner;
	mq_text *body;
	size_t bodies;
	uint64_t words, bytes;
	double tag;
} bench;

enum { BODIES_MOST = 20000, ROUNDS = 3 };

static void run_body(bench *b, mq_text body)
{
	mq_doc doc;
	mq_arena_clear(b->page);
	if (!mq_ok(mq_text_read(b->page, b->lex, MQ_NONE, body, &doc))) return;
	mq_ner_word *w = MQ_ARRAY(b->page, mq_ner_word, doc.tokens.n + 1);
	uint8_t *label = MQ_ARRAY(b->page, uint8_t, doc.tokens.n + 1);
	uint32_t n = 0;
	for (uint32_t s = 0; w && s < doc.sentences.n; s++) {
		for (uint32_t i = doc.sentences.v[s].from; i < doc.sentences.v[s].to; i++)
			w[n++] = mq_ner_word_of(body, &doc.tokens.v[i]);
		if (n) w[n - 1].ends = true;
	}
	double t = now();
	if (n == 0 || !label || !mq_ok(mq_ner_tag(b->page, b->ner, w, n, label, NULL))) return;
	b->tag += now() - t;
	b->words += n;
	b->bytes += body.n;
}

/* the best of some rounds over the kept bodies: text read, text read and marked, and the same bytes moved */
static double best_of(bench *b, int what)
{
	double best = 1e9;
	for (int round = 0; round < ROUNDS; round++) {
		double t = now();
		for (size_t i = 0; i < b->bodies; i++) {
			mq_article article = {.body = b->body[i], .published_day = MQ_NO_DAY};
			mq_doc doc;
			mq_marks marks;
			mq_arena_clear(b->page);
			if (what == 0) {
				char *to = mq_arena_alloc(b->page, b->body[i].n);
				if (to) memcpy(to, b->body[i].p, b->body[i].n);
				__asm__ volatile("" : : "r"(to) : "memory");
				continue;
			}
			bool read = mq_ok(mq_text_read(b->page, b->lex, MQ_NONE, b->body[i], &doc));
			if (what == 1 || !read) continue;
			if (!mq_ok(mq_mark_doc(b->page, b->marker, &article, &doc, &marks))) continue;
		}
		t = now() - t;
		if (t < best) best = t;
	}
	return best;
}

int main(int argc, char **argv)
{
	const char *real = "../shared/data/news/dev.jsonl.gz", *sample = "samples/feeds/daffatayn.rss";
	FILE *there = fopen(real, "r");
	const char *path = argc > 1 ? argv[1] : there ? real : sample;
	uint64_t most = argc > 2 ? strtoull(argv[2], NULL, 10) : 1000, pages = 0;
	const mq_pack *pack;
	const mq_gaz *gaz;
	mq_arena *rules = mq_arena_open(MQ_RULES_ARENA_MOST), *from = mq_arena_open(MQ_PAGE_ARENA_MOST);
	bench b = {.page = mq_arena_open(MQ_PAGE_ARENA_MOST), .body = mq_heap_alloc(sizeof(mq_text) * BODIES_MOST)};
	mq_arena *kept = mq_arena_open((size_t)1 << 30);
	mq_reader *reader = NULL;
	mq_page page;
	if (there) fclose(there);
	bool ready = b.page && b.body && kept && rules && from && mq_ok(mq_pack_open(rules, MQ_NONE, &pack)) &&
		     mq_ok(mq_lexicon_open(rules, pack, &b.lex)) && mq_ok(mq_gaz_open(rules, pack, &gaz)) &&
		     mq_ok(mq_ner_open(rules, pack, gaz, &b.ner)) && b.ner &&
		     mq_ok(mq_marker_open(rules, pack, b.lex, &b.marker));
	if (!ready || !mq_ok(mq_reader_open(rules, &(mq_page_options){.as = MQ_T("auto")}, mq_text_of(path), &reader))) return 66;
	for (; pages < most; pages++) {
		mq_arena_clear(from);
		mq_status s = mq_reader_next(reader, from, &page);
		if (s.code == MQ_END) break;
		if (!mq_ok(s)) continue;
		mq_text body = page.fields.body.n ? page.fields.body : page.text;
		run_body(&b, body);
		if (b.bodies < BODIES_MOST) b.body[b.bodies++] = mq_arena_text(kept, body);
	}
	mq_reader_close(reader);
	if (b.words == 0) return 65;
	printf("names tagger   %10.0f tokens/s %10.1f MB/s   (%llu tokens of %llu pages; one core, features and all)\n",
	       (double)b.words / b.tag, (double)b.bytes / 1e6 / b.tag, (unsigned long long)b.words, (unsigned long long)pages);
	static const char *const what[] = {"memcpy", "text", "text to marks"};
	for (int i = 0; i < 3; i++) printf("%-14s %10.1f MB/s\n", what[i], (double)b.bytes / 1e6 / best_of(&b, i));
	mq_arena_close(kept);
	mq_heap_free(b.body);
	mq_arena_close(b.page);
	mq_arena_close(from);
	mq_arena_close(rules);
	return 0;
}
