/* Extraction of HTML pages: MB/s and pages/s of each step on one core, CPU time, beside memcpy, a UTF-8 check and lexbor's bare
 * tree on the same bytes in the same run.
 * usage: bench_extract [PATH...]: files or folders of HTML pages; the samples when none is named */
#include <lexbor/html/html.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <time.h>

#include "article/inside.h"
#include "article/look.h"
#include "record/record.h"

#define ROUNDS_SECONDS 1.5

typedef struct {
	mq_page *page;
	size_t n, bytes;
	mq_arena *arena; /* of one page */
	mq_engine engine;
	mq_buf out;
	size_t most_arena;
} bench;

static double now(void)
{
	struct timespec t;
	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static int load(bench *b, mq_arena *keep, const char *path)
{
	mq_paths paths = {0};
	mq_page_options o = {.as = MQ_T("html")};
	if (!mq_ok(mq_paths_of(keep, mq_text_of(path), &paths))) return -1;
	for (uint32_t i = 0; i < paths.n; i++) {
		mq_reader *r;
		mq_page page;
		if (!mq_ok(mq_reader_open(keep, &o, paths.v[i], &r))) continue;
		if (mq_ok(mq_reader_next(r, keep, &page))) {
			mq_page *more = realloc(b->page, (b->n + 1) * sizeof *more);
			if (!more) return -1;
			b->page = more;
			b->page[b->n++] = page;
			b->bytes += page.stored.n;
		}
		mq_reader_close(r);
	}
	return 0;
}

typedef void (*step)(bench *b, const mq_page *p);

static char *copy_to;
static volatile size_t sink;

static void copy(bench *b, const mq_page *p)
{
	(void)b;
	memcpy(copy_to, p->text.p, p->text.n);
	sink += (size_t)copy_to[p->text.n / 2];
}

static void check(bench *b, const mq_page *p)
{
	(void)b;
	sink += mq_utf8_bad(p->text);
}

static lxb_html_document_t *document;

static void lexbor(bench *b, const mq_page *p)
{
	(void)b;
	lxb_html_document_clean(document);
	lxb_html_document_parse(document, (const lxb_char_t *)p->text.p, p->text.n);
}

static void tree(bench *b, const mq_page *p)
{
	mq_dom d;
	mq_arena_clear(b->arena);
	if (mq_ok(mq_dom_parse(b->arena, &b->engine.profiles->html->tags, p->text, &d))) sink += d.n;
}

static void look(bench *b, const mq_page *p)
{
	mq_look l;
	mq_arena_clear(b->arena);
	if (mq_ok(mq_look_at(b->arena, b->engine.profiles->html, p->text, &l))) sink += l.blocks.block.n;
}

static void article(bench *b, const mq_page *p)
{
	mq_article a;
	mq_arena_clear(b->arena);
	if (mq_ok(mq_article_make(b->arena, b->engine.profiles, p, &a))) sink += a.body.n;
	if (mq_arena_used(b->arena) > b->most_arena) b->most_arena = mq_arena_used(b->arena);
}

static void record(bench *b, const mq_page *p)
{
	mq_record r;
	mq_arena_clear(b->arena);
	if (!mq_ok(mq_record_make(b->arena, &b->engine, p, MQ_TO_ARTICLE, &r))) return;
	mq_buf_clear(&b->out);
	mq_record_json(&r, MQ_TO_ARTICLE, &b->out);
	sink += b->out.n;
}

static void run(bench *b, const char *name, step s)
{
	double t = now(), passed = 0;
	size_t rounds = 0;
	for (; passed < ROUNDS_SECONDS; rounds++, passed = now() - t)
		for (size_t i = 0; i < b->n; i++) s(b, &b->page[i]);
	printf("%-28s %9.1f MB/s %9.0f pages/s\n", name, (double)(b->bytes * rounds) / 1e6 / passed,
	       (double)(b->n * rounds) / passed);
}

int main(int argc, char **argv)
{
	bench b = {0};
	mq_arena *keep = mq_arena_open((size_t)4 << 30);
	b.arena = mq_arena_open(MQ_PAGE_ARENA_MOST);
	copy_to = malloc(MQ_PAGE_MOST + 1);
	document = lxb_html_document_create();
	mq_buf_open(&b.out, MQ_RECORD_JSON_MOST);
	if (!keep || !b.arena || !copy_to || !document || !mq_ok(mq_engine_open(keep, MQ_NONE, &b.engine))) {
		fprintf(stderr, "cannot begin\n");
		return 70;
	}
	if (argc < 2 && load(&b, keep, "samples")) fprintf(stderr, "cannot read samples\n");
	for (int i = 1; i < argc; i++)
		if (load(&b, keep, argv[i])) fprintf(stderr, "cannot read %s\n", argv[i]);
	if (b.n == 0) return 66;
	printf("%zu pages, %.1f MB, CPU time of one core\n", b.n, (double)b.bytes / 1e6);
	run(&b, "memcpy", copy);
	run(&b, "UTF-8 check", check);
	run(&b, "lexbor, bare tree", lexbor);
	run(&b, "mirqab, tree", tree);
	run(&b, "mirqab, tree and measures", look);
	run(&b, "mirqab, article", article);
	run(&b, "mirqab, record as JSON", record);
	struct rusage u;
	getrusage(RUSAGE_SELF, &u);
	printf("largest arena of a page %.1f MB\n", (double)b.most_arena / 1e6);
	return 0;
}
