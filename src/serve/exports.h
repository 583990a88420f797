/* exports: events as other tools want them. In: an archive and a filter. Out: a stream in one of the formats of mq_exports.
 * A format is a row: its file begins, tells each event, ends. Promise: all that the filter finds, in the archive's order, in
 * memory of one page of answers; what a format has no field for stays beside it (status, rule, evidence), never lost. */
#ifndef MQ_SERVE_EXPORTS_H
#define MQ_SERVE_EXPORTS_H

#include "store/store.h"

typedef struct {
	const mq_engine *engine;
	mq_arena *arena; /* of one event */
	mq_buf out;      /* what the format writes to; emptied into the sink */
	uint64_t events;
	mq_text public_url; /* of the archive's pages, or MQ_NONE */
} mq_export;

typedef struct {
	const char *name, *media_type, *suffix;
	void (*begin)(mq_export *x); /* may be NULL */
	void (*event)(mq_export *x, const mq_event_row *row, const mq_record *record);
	void (*end)(mq_export *x); /* may be NULL */
} mq_export_format;
extern const mq_export_format mq_exports[];
extern const size_t mq_exports_n;
/* NULL when there is none of that name */
const mq_export_format *mq_export_named(mq_text name);

/* false stops */
typedef bool (*mq_export_sink)(void *to, mq_text bytes);
/* f.limit 0: all that there is */
mq_status mq_export_events(mq_store *s, const mq_engine *e, const mq_export_format *format, const mq_filter *f,
			   mq_text public_url, mq_export_sink sink, void *to) MQ_MUST_USE;

#endif
