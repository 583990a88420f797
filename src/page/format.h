/* Inside page: what a format is. A format frames pages out of a source (bytes with look-ahead), in order, in one thread; what
 * costs time (JSON, charsets, content encodings) it does in `decode`, which may run in any thread. */
#ifndef MQ_PAGE_FORMAT_H
#define MQ_PAGE_FORMAT_H

#include "page/page.h"
#include "page/source.h"

/* what a format sees of its reader */
typedef struct {
	mq_source *source;
	const mq_page_options *options;
	mq_text path;
	void *state; /* the format's own, NULL at first, on the heap */
	bool more;   /* the record that was begun has pages still to come */
} mq_reading;

struct mq_format {
	const char *name;
	/* does a file of this path and these first bytes look like it; the last row takes what no other did */
	bool (*sniff)(mq_text path, mq_text head);
	/* frames the next page: its record, offset and stored bytes are set. A failure costs this record only */
	mq_status (*next)(mq_reading *r, mq_arena *a, mq_page *page);
	/* fills the rest from what was framed; NULL when there is nothing to do */
	mq_status (*decode)(mq_arena *a, const mq_page_options *o, mq_page *page);
	void (*close)(void *state); /* may be NULL */
};
/* the bytes under a reader */
mq_source *mq_reader_source(mq_reader *r);

extern const mq_format mq_formats[];
extern const size_t mq_formats_n;

#endif
