/* The names tagger alone: tokens a second, features and all, on the words of real pages. CPU time of this thread.
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
	const mq_ner *ner;
	uint64_t words, bytes;
	double tag;
} bench;

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
			w[n++] = (mq_ner_word){.norm = doc.tokens.v[i].norm, .kind = doc.tokens.v[i].kind};
		if (n) w[n - 1].ends = true;
	}
	double t = now();
	if (n == 0 || !label || !mq_ok(mq_ner_tag(b->page, b->ner, w, n, label, NULL))) return;
	b->tag += now() - t;
	b->words += n;
	b->bytes += body.n;
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
	bench b = {.page = mq_arena_open(MQ_PAGE_ARENA_MOST)};
	mq_reader *reader = NULL;
	mq_page page;
	if (there) fclose(there);
	bool ready = b.page && rules && from && mq_ok(mq_pack_open(rules, MQ_NONE, &pack)) &&
		     mq_ok(mq_lexicon_open(rules, pack, &b.lex)) && mq_ok(mq_gaz_open(rules, pack, &gaz)) &&
		     mq_ok(mq_ner_open(rules, pack, gaz, &b.ner)) && b.ner;
	if (!ready || !mq_ok(mq_reader_open(rules, &(mq_page_options){.as = MQ_T("auto")}, mq_text_of(path), &reader))) return 66;
	for (; pages < most; pages++) {
		mq_arena_clear(from);
		mq_status s = mq_reader_next(reader, from, &page);
		if (s.code == MQ_END) break;
		if (mq_ok(s)) run_body(&b, page.fields.body.n ? page.fields.body : page.text);
	}
	mq_reader_close(reader);
	if (b.words == 0) return 65;
	printf("names tagger   %10.0f tokens/s %10.1f MB/s   (%llu tokens of %llu pages; one core, features and all)\n",
	       (double)b.words / b.tag, (double)b.bytes / 1e6 / b.tag, (unsigned long long)b.words, (unsigned long long)pages);
	mq_arena_close(b.page);
	mq_arena_close(from);
	mq_arena_close(rules);
	return 0;
}
