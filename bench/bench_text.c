/* The text engine on one core: reading (tokens, analyses, sentences) and index terms, beside memcpy, a UTF-8 check and
 * libstemmer's Arabic with a plain tokeniser, on the same bytes. CPU time of this thread.
 * usage: bench_text [PATH] [MEGABYTES]: a file that `mirqab read` takes, and how much of its bodies at most. */
#include <libstemmer.h>
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
	mq_arena *arena, *words;
	const mq_lexicon *lex;
	mq_terms *terms;
	struct sb_stemmer *stemmer;
	mq_text *bodies;
	size_t n, bytes; /* what is measured */
	size_t all;      /* behind it others, met before */
	uint64_t units;  /* what the last work counted: bytes, tokens, terms, words */
	char *to;
} bench;

static bool count_term(void *to, mq_text term, uint32_t start, uint32_t end, bool colocated)
{
	(void)start;
	(void)end;
	(void)colocated;
	*(uint64_t *)to += term.n > 0;
	return true;
}

static void move(bench *b, mq_text t)
{
	memcpy(b->to, t.p, t.n);
	__asm__ volatile("" : : "r"(b->to) : "memory");
	b->units += t.n;
}

static void check(bench *b, mq_text t) { b->units += mq_utf8_bad(t) == SIZE_MAX ? t.n : 0; }

static void read_text(bench *b, mq_text t)
{
	mq_doc doc;
	mq_arena_clear(b->arena);
	if (mq_ok(mq_text_read(b->arena, b->lex, MQ_NONE, t, &doc))) b->units += doc.tokens.n;
}

static void stem_terms(bench *b, mq_text t) { mq_terms_each(b->terms, t, MQ_TERMS_STEM, count_term, &b->units); }
static void all_terms(bench *b, mq_text t) { mq_terms_each(b->terms, t, MQ_TERMS_INDEX, count_term, &b->units); }

/* the plain tokeniser: runs of bytes that are neither ASCII other than letters and digits, nor the marks « » ، ؛ ؟ */
static void snowball(bench *b, mq_text t)
{
	size_t at = 0;
	while (at < t.n) {
		size_t from = at;
		for (; at < t.n; at++) {
			unsigned char c = (unsigned char)t.p[at], next = at + 1 < t.n ? (unsigned char)t.p[at + 1] : 0;
			bool ascii = c < 0x80 && !((c | 32) >= 'a' && (c | 32) <= 'z') && !(c >= '0' && c <= '9');
			bool mark = (c == 0xC2 && (next == 0xAB || next == 0xBB)) ||
				    (c == 0xD8 && (next == 0x8C || next == 0x9B || next == 0x9F));
			if (ascii || mark) break;
		}
		if (at > from && sb_stemmer_stem(b->stemmer, (const sb_symbol *)t.p + from, (int)(at - from))) b->units++;
		if (at < t.n) at += (unsigned char)t.p[at] < 0x80 ? 1 : 2;
	}
}

/* before each round the working context is made anew, so that no word has been met before, or only those of other articles */
enum { AGAIN, FROM_NOTHING, AFTER_OTHERS };
static const struct {
	const char *name, *unit;
	void (*work)(bench *b, mq_text t);
	int before;
} works[] = {{"memcpy", "bytes", move, AGAIN},
	     {"UTF-8 check", "good bytes", check, AGAIN},
	     {"mq_text_read", "tokens", read_text, AGAIN},
	     {"stems, first text", "terms", stem_terms, FROM_NOTHING},
	     {"stems, new text", "terms", stem_terms, AFTER_OTHERS},
	     {"stems, again", "terms", stem_terms, AGAIN},
	     {"all, first text", "terms", all_terms, FROM_NOTHING},
	     {"all, new text", "terms", all_terms, AFTER_OTHERS},
	     {"all, again", "terms", all_terms, AGAIN},
	     {"libstemmer", "words", snowball, AGAIN}};

static bool make_terms(bench *b)
{
	mq_arena_clear(b->words);
	return mq_ok(mq_terms_open(b->words, b->lex, &b->terms));
}

static bool prepare(bench *b, size_t work)
{
	b->units = 0;
	if (works[work].before == AGAIN) return true;
	if (!make_terms(b)) return false;
	for (size_t i = b->n; works[work].before == AFTER_OTHERS && i < b->all; i++) works[work].work(b, b->bodies[i]);
	b->units = 0;
	return true;
}

static bool load(bench *b, mq_arena *rules, const char *path, size_t most)
{
	size_t cap = 200000;
	mq_reader *reader;
	mq_page page;
	b->bodies = mq_heap_alloc(cap * sizeof *b->bodies);
	if (!b->bodies) return false;
	if (!mq_ok(mq_reader_open(rules, &(mq_page_options){.as = MQ_T("auto")}, mq_text_of(path), &reader))) return false;
	for (size_t bytes = 0; b->all < cap && bytes < 2 * most;) {
		mq_arena_clear(b->arena);
		mq_status s = mq_reader_next(reader, b->arena, &page);
		if (s.code == MQ_END) break;
		mq_text t = page.fields.body.n ? page.fields.body : page.text;
		char *kept = mq_ok(s) && t.n > 0 ? mq_heap_alloc(t.n) : NULL;
		if (!kept) continue;
		memcpy(kept, t.p, t.n);
		b->bodies[b->all++] = mq_text_at(kept, t.n);
		bytes += t.n;
		if (b->bytes >= most) continue;
		b->n = b->all;
		b->bytes = bytes;
	}
	mq_reader_close(reader);
	return b->n > 0;
}

static void run(bench *b)
{
	for (size_t w = 0; w < sizeof works / sizeof *works; w++) {
		double best = 1e9;
		for (int round = 0; round < ROUNDS; round++) {
			if (!prepare(b, w)) return;
			double t = now();
			for (size_t i = 0; i < b->n; i++) works[w].work(b, b->bodies[i]);
			double took = now() - t;
			if (took < best) best = took;
		}
		printf("%-18s %10.1f MB/s %12llu %s\n", works[w].name, (double)b->bytes / 1e6 / best,
		       (unsigned long long)b->units, works[w].unit);
	}
}

int main(int argc, char **argv)
{
	bool real = access(REAL, R_OK) == 0;
	const char *path = argc > 1 ? argv[1] : real ? REAL : SAMPLES;
	size_t most = (argc > 2 ? strtoull(argv[2], NULL, 10) : 16) * 1000000;
	const mq_pack *pack;
	mq_arena *rules = mq_arena_open(MQ_RULES_ARENA_MOST);
	bench b = {.arena = mq_arena_open(MQ_PAGE_ARENA_MOST),
		   .words = mq_arena_open(MQ_RULES_ARENA_MOST),
		   .stemmer = sb_stemmer_new("arabic", NULL)};
	if (argc <= 1 && !real) printf("(the news of ../shared is absent: the samples are too few for steady figures)\n");
	if (!rules || !b.arena || !b.words || !b.stemmer || !mq_ok(mq_pack_open(rules, MQ_NONE, &pack))) return 70;
	if (!mq_ok(mq_lexicon_open(rules, pack, &b.lex)) || !make_terms(&b)) return 70;
	if (!load(&b, rules, path, most) || !(b.to = mq_heap_alloc(b.bytes))) {
		printf("skipped: no text in %s\n", path);
		return 0;
	}
	printf("%s: %zu bodies, %.1f MB; one core, CPU time, the best of %d\n", path, b.n, (double)b.bytes / 1e6, ROUNDS);
	run(&b);
	for (size_t i = 0; i < b.all; i++) mq_heap_free((char *)b.bodies[i].p);
	mq_heap_free(b.bodies);
	mq_heap_free(b.to);
	sb_stemmer_delete(b.stemmer);
	mq_arena_close(b.arena);
	mq_arena_close(b.words);
	mq_arena_close(rules);
	return 0;
}
