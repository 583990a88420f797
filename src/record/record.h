/* record: the pipeline as one table, and the record it makes. In: a page. Out: the article record of RECORDS, as a
 * structure and as JSON ("mirqab/article/1"), and a trace for people.
 * Promise: same bytes, same rules, same record, byte for byte; a room that fails is named. */
#ifndef MQ_RECORD_RECORD_H
#define MQ_RECORD_RECORD_H

#include "event/event.h"

/* everything that is loaded once and shared between threads */
typedef struct {
	const mq_pack *pack;
	const mq_profiles *profiles;
	const mq_lexicon *lexicon;
	const mq_marker *marker;
	const mq_coder *coder;
	char rules_hash[65], model_hash[65];
	/* who opens an engine for reading may give words later: asked when the first search comes, by any thread; NULL: they
	 * cannot be had. Not used where lexicon is there */
	const mq_lexicon *(*late_lexicon)(void *of);
	void *late_of;
} mq_engine;

mq_status mq_engine_open(mq_arena *a, mq_text rules_folder, mq_engine *out) MQ_MUST_USE;
/* for those who only show an archive: the pack, the countries and the hashes. It reads no page and knows no words */
mq_status mq_engine_open_reading(mq_arena *a, mq_text rules_folder, mq_engine *out) MQ_MUST_USE;

typedef struct {
	const mq_page *page;
	char id[65];
	char sha256[65]; /* of the stored bytes */
	mq_article article;
	mq_doc doc;
	mq_marks marks;
	mq_events events;
	mq_instruments instruments;
} mq_record;

/* how far to go: the last room that runs */
typedef enum { MQ_TO_ARTICLE, MQ_TO_MARKS, MQ_TO_EVENTS } mq_depth;

/* the rooms after page, in order */
typedef struct {
	const char *name;
	mq_depth depth; /* runs when asked to go this far */
	mq_status (*run)(mq_arena *a, const mq_engine *e, mq_record *r);
	void (*trace)(const mq_record *r, mq_buf *out);
} mq_stage;
extern const mq_stage mq_stages[];
extern const size_t mq_stages_n;

mq_status mq_record_make(mq_arena *a, const mq_engine *e, const mq_page *page, mq_depth depth, mq_record *out) MQ_MUST_USE;
/* one line of JSON without the newline */
void mq_record_json(const mq_record *r, mq_depth depth, mq_buf *out);
/* one event as JSON, as inside a record */
void mq_event_json(const mq_record *r, const mq_event *e, mq_json *j);
/* the record back from its JSON (any depth): page, article, marks, events. Tokens are not part of it: doc has its two fields
 * only. `page` is the caller's and becomes out->page */
mq_status mq_record_parse(mq_arena *a, mq_text json, mq_page *page, mq_record *out) MQ_MUST_USE;
void mq_record_trace(const mq_record *r, mq_buf *out);

#endif
