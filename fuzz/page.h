/* What every target of a page format does: read all pages, check what the room promises of each, and read them again through
 * small reads: the same pages must come out. */
#ifndef MQ_FUZZ_PAGE_H
#define MQ_FUZZ_PAGE_H

#include <stdlib.h>

#include "page/page.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static inline void must(bool ok)
{
	if (!ok) abort();
}

static inline void check_map(const mq_map *m, mq_text text, mq_text stored)
{
	for (uint32_t i = 0; i < m->n; i++) {
		must(m->v[i].text < text.n || text.n == 0);
		must(i == 0 || m->v[i].text > m->v[i - 1].text);
		must((size_t)m->v[i].page + m->v[i].length <= stored.n);
	}
}

static inline uint64_t check_page(const mq_page *p)
{
	const mq_page_fields *f = &p->fields;
	mq_text texts[] = {p->text,      f->title,   f->body, f->url, f->author,  f->outlet, f->standfirst,
			   f->published, p->warning, p->url,  p->key, p->charset, p->fetched};
	uint64_t sum = mq_hash(p->stored) ^ p->record ^ p->offset << 20;
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		must(mq_utf8_bad(texts[i]) == SIZE_MAX);
		sum = sum * 31 + mq_hash(texts[i]);
	}
	check_map(&p->text_map, p->text, p->stored);
	check_map(&f->title_map, f->title, p->stored);
	check_map(&f->body_map, f->body, p->stored);
	return sum;
}

static inline uint64_t read_pages(const char *format, mq_text bytes, size_t step)
{
	mq_page_options o = {.as = mq_text_of(format)};
	mq_arena *life = mq_arena_open((size_t)1 << 20), *a = mq_arena_open(MQ_PAGE_ARENA_MOST);
	mq_reader *r = NULL;
	mq_page page;
	uint64_t sum = 0;
	size_t calls = 0;
	if (mq_ok(mq_reader_open_bytes(life, &o, MQ_T("fuzz"), bytes, step, &r))) {
		for (;;) {
			mq_arena_clear(a);
			mq_status s = mq_reader_next(r, a, &page);
			if (s.code == MQ_END) break;
			sum = sum * 31 + s.code;
			if (mq_ok(s)) sum ^= check_page(&page);
			/* a reader that does not move would never end; packed bytes hold many times more records than bytes */
			must(++calls < 4 * MQ_INFLATE_RATIO_MOST * bytes.n + 64);
		}
		mq_reader_close(r);
	}
	mq_arena_close(a);
	mq_arena_close(life);
	return sum;
}

static inline int fuzz_format(const char *format, const uint8_t *data, size_t size)
{
	mq_text bytes = mq_text_at((const char *)data, size);
	uint64_t whole = read_pages(format, bytes, 0);
	must(whole == read_pages(format, bytes, 1 + size % 61));
	return 0;
}

#endif
