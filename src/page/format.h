/* Inside page: what a format is. A format reads from a source (bytes with look-ahead) and fills pages. */
#ifndef MQ_PAGE_FORMAT_H
#define MQ_PAGE_FORMAT_H

#include <stdio.h>

#include "page/page.h"

/* buffered bytes of a file; `at` counts bytes handed out */
typedef struct {
	FILE *file;
	char *buf;
	size_t from, to, cap;
	uint64_t at;
	bool end, failed;
} mq_source;

bool mq_source_open(mq_source *s, FILE *f);
void mq_source_close(mq_source *s);
/* up to n bytes ahead without taking them; fewer at the end. Valid until the next call. n is bounded by MQ_PAGE_MOST + 1 */
mq_text mq_source_peek(mq_source *s, size_t n);
void mq_source_skip(mq_source *s, size_t n);

struct mq_format {
	const char *name;
	/* does a file of this path and these first bytes look like it; the last row takes what no other did */
	bool (*sniff)(mq_text path, mq_text head);
	/* state is the format's own, NULL at first */
	mq_status (*next)(void **state, mq_source *s, mq_arena *a, mq_page *page);
	void (*close)(void *state); /* may be NULL */
};
extern const mq_format mq_formats[];
extern const size_t mq_formats_n;

#endif
