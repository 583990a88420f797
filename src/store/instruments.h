/* The register of instruments: commissions, exercises, agreements, programmes, each with its editions and the life that articles
 * tell of it. In: the instruments of records. Out: rows by pair, one with all its sources, what is next due and how that is
 * known. Promise: which tellings are of one instrument is decided by a rule that is named; what is only alike is linked with its
 * reason and never merged; every stage has the article and the sentence that tell it. */
#ifndef MQ_STORE_INSTRUMENTS_H
#define MQ_STORE_INSTRUMENTS_H

#include "store/store.h"

/* one article's word on a stage */
typedef struct {
	mq_article_row from;
	char event[32]; /* id of the event, or "" */
	mq_text sentence, words;
	mq_evidence evidence; /* the sentence's bytes in the article */
} mq_stage_source;

/* a row of its life; tellings of one happening, or of one stage on one day, are one row */
typedef struct {
	uint8_t stage, precision;
	bool approximate;
	mq_day from, to, told; /* told: by the first article */
	int32_t edition, year, count;
	mq_text place;
	char happening[17]; /* or "" */
	uint32_t articles, outlets;
	MQ_VEC(mq_stage_source) sources; /* the oldest first; bounded */
} mq_stage_row;

/* what sentences say of it: subject, duration, troops, amount, signatory, institution …, each value with who says so */
typedef struct {
	mq_text field, value, text;
	uint32_t articles;
	char article[65]; /* one that says so */
	uint8_t in;
	uint32_t start, end; /* the words there */
} mq_fact_row;

typedef struct {
	mq_text form;
	uint32_t articles;
	char article[65];
} mq_form_row;

typedef struct {
	mq_series_row row;
	mq_text reason; /* "same parties and kind" "alike in spelling" … */
} mq_related_row;

typedef struct {
	mq_series_row row;
	MQ_VEC(mq_stage_row) stages; /* the oldest first */
	MQ_VEC(mq_form_row) names;   /* as printed, the most told first */
	MQ_VEC(mq_fact_row) facts;
	MQ_VEC(mq_disagreement) disagreements; /* one edition on two days, two editions of one happening */
	MQ_VEC(mq_related_row) related;        /* maybe the same, or near */
	bool cut;
} mq_series;

/* filter: pair (one or two), kind (of instrument, commas), limit, cursor. The latest told first */
mq_status mq_store_instruments(mq_store *s, mq_arena *a, const mq_filter *f, mq_series_rows *out, mq_text *next) MQ_MUST_USE;
mq_status mq_store_instrument(mq_store *s, mq_arena *a, mq_text id, mq_series *out) MQ_MUST_USE;
/* the id of the one that most articles print so; MQ_END when none is */
mq_status mq_store_instrument_named(mq_store *s, mq_text name, char id[17]) MQ_MUST_USE;
/* those that have a day to come, the nearest first; from..to: their due days touch these */
mq_status mq_store_instruments_due(mq_store *s, mq_arena *a, const mq_filter *f, mq_series_rows *out) MQ_MUST_USE;

#endif
