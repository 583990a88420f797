/* page: bytes become pages. In: a path, or bytes in memory, and perhaps the format by name. Out: pages one by one, in order:
 * the stored bytes, what they say of themselves (URL, charset, key), and their text as UTF-8 with a map back to the bytes.
 * Formats are rows of one table (mq_formats); each is one file here and one fuzzer target.
 * Promise: memory bounded by one page whatever the size of the archive; a broken record costs that record and is reported with
 * its number and byte; everything from outside is hostile. Knows nothing of titles, words, verbs. */
#ifndef MQ_PAGE_PAGE_H
#define MQ_PAGE_PAGE_H

#include "base/base.h"

/* A run carries bytes of a text back to bytes of the stored page: text bytes from `text` on (to the next run's `text`, or
 * the end) stand for page bytes [page, page+length). Equal lengths map byte by byte; unequal ones (an entity, an escape, a
 * legacy charset, white space folded) map as a whole. Runs ascend in `text`. */
typedef struct {
	uint32_t text, page, length;
} mq_map_run;

typedef MQ_VEC(mq_map_run) mq_map;

/* adds a run, joining it to the last when both are byte for byte and touch; false when memory is out */
bool mq_map_add(mq_arena *a, mq_map *m, uint32_t text, uint32_t text_length, uint32_t page, uint32_t length);
/* the page bytes that text bytes [start, end) rest on; total is the length of the mapped text */
mq_span mq_map_span(const mq_map *m, uint32_t total, mq_span s);

/* text → page by way of what lies between: over leads from text_n bytes to a text of under_n bytes, under from there to the page
 * (an empty under changes nothing). False when memory is out */
bool mq_map_through(mq_arena *a, const mq_map *over, uint32_t text_n, const mq_map *under, uint32_t under_n, mq_map *out);

typedef enum {
	MQ_PAGE_TEXT,   /* `text` is a text dump or a plain article: article/ finds its parts */
	MQ_PAGE_HTML,   /* `text` is an HTML document */
	MQ_PAGE_FIELDS, /* title, body … came as fields (JSON lines); body is plain text */
	MQ_PAGE_ITEM    /* a feed item: fields, whose body may be HTML (`body_html`) */
} mq_page_kind;

/* What a format found ready-made. published and modified of feed items are RFC 3339 already; JSON lines keep them as written.
 * With body_html the body is markup (of an item's element, its XML or JSON escapes undone), and body_map leads from its bytes to
 * `stored`. */
typedef struct {
	mq_text title, body, published, modified, outlet, url, author, standfirst, lang, section;
	bool body_html;
	mq_map body_map, title_map; /* to `stored` */
} mq_page_fields;

typedef struct mq_reader mq_reader;
typedef struct mq_format mq_format;

typedef struct {
	mq_page_kind kind;
	mq_text path;       /* as given by the user, or found below a folder */
	uint64_t record;    /* from 0 inside its file */
	uint64_t offset;    /* byte of the record in its file */
	mq_text key;        /* the id a JSON line brought, or MQ_NONE */
	mq_text media_type; /* "text/html" … */
	mq_text charset;    /* of `stored`, as found: "utf-8", "windows-1256" … */
	mq_text url, fetched;
	mq_text stored;  /* the bytes that are kept and that spans go back to */
	mq_text text;    /* the same as sound UTF-8 */
	mq_map text_map; /* text to stored; empty when they are the same bytes */
	mq_page_fields fields;
	mq_text warning;         /* what was odd (mislabelled charset, truncated, mojibake), or MQ_NONE */
	const mq_format *format; /* who decodes it */
	const void *frame;       /* the format's own, from taking to decoding */
} mq_page;

typedef struct {
	mq_text as; /* format by name, or MQ_NONE / "auto" */
	const mq_log *log;
	const mq_pack *pack; /* the rules, for month names in feeds; may be NULL */
	uint64_t offset;     /* begin at this byte of the file (a page's `offset`) */
	uint64_t pages_most; /* and end after so many records; 0: no bound */
} mq_page_options;

/* a file, "-" for standard input */
mq_status mq_reader_open(mq_arena *a, const mq_page_options *o, mq_text path, mq_reader **out) MQ_MUST_USE;
/* the same over bytes that the caller keeps; step: the most that one read gives, 0 for no bound */
mq_status mq_reader_open_bytes(mq_arena *a, const mq_page_options *o, mq_text path, mq_text bytes, size_t step,
			       mq_reader **out) MQ_MUST_USE;
/* The next page, its bytes in `page_arena`. MQ_END when there are no more. Any other failure is of this record (or file):
 * `page` then has path, record and offset set; the reader goes on with the next call, and ends where it cannot. */
mq_status mq_reader_next(mq_reader *r, mq_arena *page_arena, mq_page *page) MQ_MUST_USE;
/* The same in two steps. take: frames the page (path, record, offset, stored), cheap, one thread at a time. decode: fills the
 * rest, in any thread, after a take that went well; its failure is of this record. next is take, then decode. */
mq_status mq_reader_take(mq_reader *r, mq_arena *page_arena, mq_page *page) MQ_MUST_USE;
mq_status mq_page_decode(mq_arena *page_arena, const mq_page_options *o, mq_page *page) MQ_MUST_USE;
void mq_reader_close(mq_reader *r);
/* the name of the format that was chosen: "dump", "html" … */
mq_text mq_reader_format(const mq_reader *r);

/* one page from bytes that the caller keeps; `as` as above (one-page formats only: dump, html, and one JSON line) */
mq_status mq_page_of_bytes(mq_arena *a, const mq_page_options *o, mq_text bytes, mq_page *out) MQ_MUST_USE;

/* all files of a path: itself, or a folder's files read through in byte order of their names, hidden ones left out */
typedef MQ_VEC(mq_text) mq_paths;
mq_status mq_paths_of(mq_arena *a, mq_text path, mq_paths *out) MQ_MUST_USE;

#endif
