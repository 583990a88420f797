/* Inside store: the query language. In: what somebody typed. Out: a tree of words, phrases, filters and AND OR NOT.
 * Promise: every input gives a tree (an empty one at worst), in time linear in its length; what was left out is in the notes. */
#ifndef MQ_STORE_QUERY_H
#define MQ_STORE_QUERY_H

#include "store/terms.h"

/* depth of parentheses that is read; deeper ones are read as if they were not there */
#define MQ_QUERY_DEPTH_MOST 16u

typedef enum { MQ_QUERY_AND, MQ_QUERY_OR, MQ_QUERY_NOT, MQ_QUERY_PHRASE, MQ_QUERY_FILTER } mq_query_op;

typedef enum {
	MQ_BY_OUTLET_NAME,
	MQ_BY_COUNTRY,
	MQ_BY_PERSON,
	MQ_BY_KIND,
	MQ_BY_FROM,
	MQ_BY_TO,
	MQ_BY_LANG,
	MQ_FILTERS
} mq_query_filter;

typedef struct mq_query_node mq_query_node;
struct mq_query_node {
	mq_query_op op;
	bool title;             /* PHRASE: in the title only */
	mq_query_filter filter; /* FILTER */
	mq_text value;          /* FILTER: as typed; country: the code */
	mq_day day;             /* FROM, TO */
	MQ_VEC(mq_text) words;  /* PHRASE: the term of one word, or of several in a row */
	mq_query_node *child;   /* AND OR NOT */
	mq_query_node *next;    /* of the same parent */
};

typedef struct {
	mq_query_node *root; /* NULL when there is nothing to look for */
	uint32_t phrases, filters;
	mq_text understood;
	MQ_VEC(mq_text) notes;
} mq_query;

mq_status mq_query_read(mq_store *s, mq_arena *a, mq_text typed, mq_query *out);
/* the index's words of a text, as a phrase's */
void mq_query_add_words(mq_store *s, mq_arena *a, mq_query_node *n, mq_text t);

#endif
