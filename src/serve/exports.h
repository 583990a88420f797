/* exports: events as other tools want them. In: an archive and a filter. Out: a stream in one of the formats of mq_exports.
 * A format is a row: its file begins, tells each event, ends. Promise: all that the filter finds, in the archive's order, in
 * memory of one page of answers; what a format has no field for stays beside it (status, rule, evidence), never lost. */
#ifndef MQ_SERVE_EXPORTS_H
#define MQ_SERVE_EXPORTS_H

#include "store/store.h"

typedef struct {
	const mq_engine *engine;
	mq_store *store;
	const mq_filter *filter;
	mq_arena *arena;    /* of one event */
	mq_buf out;         /* what the format writes to; emptied into the sink */
	uint64_t events;    /* told so far, by formats that count */
	mq_text public_url; /* of the archive's pages, or MQ_NONE */
	void *state;        /* of the format, from begin to end */
} mq_export;

typedef struct {
	const char *name, *media_type, *suffix;
	void (*begin)(mq_export *x); /* may be NULL */
	/* each event; or NULL */
	void (*event)(mq_export *x, const mq_event_row *row, const mq_record *record);
	void (*end)(mq_export *x); /* may be NULL */
	/* each article instead, for formats that cite; or NULL. A format with neither writes all in its end */
	void (*article)(mq_export *x, const mq_stored_article *a);
} mq_export_format;
extern const mq_export_format mq_exports[];
extern const size_t mq_exports_n;
/* the cells of an event as tables have them (csv, Parquet): names, kinds, texts; what is not there is MQ_NONE */
#define MQ_EVENT_CELLS 29u
typedef enum { MQ_CELL_TEXT, MQ_CELL_DAY, MQ_CELL_REAL, MQ_CELL_INT, MQ_CELL_BOOL } mq_cell_kind;
typedef struct {
	const char *name;
	mq_cell_kind kind;
} mq_event_cell;
extern const mq_event_cell mq_event_cells[MQ_EVENT_CELLS];
void mq_event_cells_of(mq_arena *a, const mq_event_row *row, mq_text cells[MQ_EVENT_CELLS]);

/* rows of mq_exports that have files of their own */
void mq_parquet_begin(mq_export *x);
void mq_parquet_event(mq_export *x, const mq_event_row *row, const mq_record *record);
void mq_parquet_end(mq_export *x);
void mq_gexf_end(mq_export *x);
void mq_markdown_begin(mq_export *x);
void mq_markdown_event(mq_export *x, const mq_event_row *row, const mq_record *record);
void mq_annotation_event(mq_export *x, const mq_event_row *row, const mq_record *record);
void mq_cite_ris(mq_export *x, const mq_stored_article *a);
void mq_cite_bibtex(mq_export *x, const mq_stored_article *a);
void mq_cite_csl_begin(mq_export *x);
void mq_cite_csl(mq_export *x, const mq_stored_article *a);
void mq_cite_csl_end(mq_export *x);
/* NULL when there is none of that name */
const mq_export_format *mq_export_named(mq_text name);

/* false stops */
typedef bool (*mq_export_sink)(void *to, mq_text bytes);
/* f.limit 0: all that there is */
mq_status mq_export_events(mq_store *s, const mq_engine *e, const mq_export_format *format, const mq_filter *f,
			   mq_text public_url, mq_export_sink sink, void *to) MQ_MUST_USE;

#endif
