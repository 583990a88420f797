/* Inside store: how instruments are read; shared by lists and the one in full. */
#ifndef MQ_STORE_INSTRUMENT_READ_H
#define MQ_STORE_INSTRUMENT_READ_H

#include "store/ask.h"
#include "store/instruments.h"

/* tellings of one instrument that are looked at */
#define MQ_LIFE_TELLINGS_MOST 600u

typedef struct {
	int64_t article, local, outlet;
	bool dated; /* the sentence itself says when */
} mq_life_source;

typedef struct {
	mq_stage_row row; /* without its sources */
	MQ_VEC(mq_life_source) sources;
} mq_life_row;
typedef MQ_VEC(mq_life_row) mq_life;

/* the oldest first */
mq_status mq_life_read(mq_store *s, mq_arena *a, int64_t instrument, mq_life *out) MQ_MUST_USE;

#define MQ_SERIES_COLUMNS                                                                                                        \
	"i.n, i.id, i.kind, i.name, i.named, i.rule, i.sort, i.scope, i.domain, i.about, i.every, i.term, i.edition, i.year,"    \
	" i.tellings, i.articles, i.outlets"
#define MQ_SERIES_COLUMNS_N 17
/* a row with its life */
mq_status mq_series_row_read(mq_store *s, mq_arena *a, mq_stmt *q, mq_series_row *out, mq_life *life) MQ_MUST_USE;

#endif
