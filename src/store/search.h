/* Inside store: the parts of a search. */
#ifndef MQ_STORE_SEARCH_H
#define MQ_STORE_SEARCH_H

#include "store/ask.h"
#include "store/query.h"

/* words in Latin letters are looked for as the Arabic names they sound like too (latin.c) */
mq_status mq_latin_widen(mq_store *s, mq_arena *a, mq_query *q);
/* title and passages of a hit, with what matched marked at its true place */
mq_status mq_passages_make(mq_store *s, mq_arena *a, const mq_query *q, mq_hit *hit);
/* for a query that found nothing: words near its own that the archive has */
mq_status mq_suggest(mq_store *s, mq_arena *a, const mq_query *q, mq_answer *out);

#endif
