/* Inside store: the parts of a search. */
#ifndef MQ_STORE_SEARCH_H
#define MQ_STORE_SEARCH_H

#include "store/ask.h"
#include "store/find.h"

/* words in Latin letters are looked for as the Arabic names they sound like too (latin.c) */
mq_status mq_latin_widen(mq_store *s, mq_arena *a, mq_query *q);
/* title and passages of a hit, with what matched marked at its true place */
mq_status mq_passages_make(mq_store *s, mq_arena *a, const mq_query *q, mq_hit *hit);
/* for a query that found nothing: words near its own that the archive has */
mq_status mq_suggest(mq_store *s, mq_arena *a, const mq_query *q, mq_answer *out);

typedef MQ_VEC(const mq_query_node *) mq_filters;
typedef struct {
	mq_find_hit *v;
	uint32_t n, cap;
	bool more;
} mq_filtered;
/* the newest articles that meet all of these trees, which have no words in them; scores are 1 */
mq_status mq_filters_list(mq_store *s, mq_arena *a, const mq_filters *f, int64_t after, uint32_t most, mq_filtered *out);
/* does a hit meet a tree of filters and phrases; of the phrases it says itself which it has, in the order of `watched` */
mq_status mq_filter_holds(mq_store *s, mq_arena *a, const mq_filters *watched, const mq_query_node *n, const mq_find_hit *h,
			  bool *out);

#endif
