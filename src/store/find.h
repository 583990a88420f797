/* Inside store: which articles a tree of words matches, and the best of them. In: trees of words, phrases, AND OR NOT. Out: the
 * best hits by BM25 with title and recency weights, exactly, and how many there are in all. A window of documents is matched at a
 * time, as bits; what matched is weighed only where it may still be among the best: the newest segments come first, and what a
 * window's newest and shortest articles may have at most is known before anything is counted.
 *
 * BM25 as FTS5 has it (k1 1.2, b 0.75), a title's word counting for six; an article's length is capped at 65,535 words. A phrase
 * counts as one word. Every phrase of the trees that stands in a matching article counts, but not those under NOT. Sums are of
 * whole numbers, so that no order of adding makes a difference. */
#ifndef MQ_STORE_FIND_H
#define MQ_STORE_FIND_H

#include "store/index.h"
#include "store/query.h"

#define MQ_FIND_TITLE  6u
#define MQ_FIND_WATCH  64u
#define MQ_FIND_LEAVES 192u /* phrases of a query and what it was widened by; more are not looked for */

typedef struct {
	const mq_query_node *const *match; /* trees without filters: all must hold */
	uint32_t match_n;
	bool any;                          /* … or one of them */
	const mq_query_node *const *watch; /* phrases: which of them a hit has is told, as bits */
	uint32_t watch_n;
	mq_day today, from, to; /* MQ_NO_DAY: does not weigh, does not filter */
	int64_t after;          /* only articles of higher numbers */
	uint32_t most;          /* hits wanted */
	const int64_t *only;    /* ascending: no article but these; NULL: all */
	uint32_t only_n;
} mq_find_ask;

typedef struct {
	int64_t n; /* of the article */
	mq_day day;
	double score;
	uint64_t has; /* of what is watched */
} mq_find_hit;

typedef struct {
	mq_find_hit *hits; /* best first; on a tie the newer, then the later arrived */
	uint32_t n;
	uint64_t total;
	bool late; /* the time was up: there may be more, and better */
} mq_find_out;

mq_status mq_find(mq_store *s, mq_arena *a, const mq_find_ask *ask, mq_find_out *out);
/* for qsort */
int mq_find_order(const void *x, const void *y);
double mq_recency(mq_day day, mq_day today);

/* ── a phrase in the segments (find_leaf.c) ── */
typedef struct {
	uint32_t doc, n; /* n: how often, titles weighed */
} mq_weighed;
typedef MQ_VEC(mq_weighed) mq_weighed_list;

#define MQ_WINDOW_WORDS (MQ_CHUNK / 64)
/* blocks of a list that a window may meet: a block is of as many documents as it has postings, or more; but the first and the
 * last may begin and end elsewhere, and the list's last one is shorter */
#define MQ_WINDOW_BLOCKS (MQ_CHUNK / MQ_BLOCK + 3)

typedef struct {
	mq_parts parts;
	uint32_t from, to, before; /* documents of the window that are its own; postings of it before the window */
} mq_find_block;

typedef struct {
	mq_list list;
	bool here;
	uint32_t next; /* block */
	/* the block whose documents were written out last; at: the first of them that is not before the window */
	uint32_t held, at, doc[MQ_BLOCK];
	mq_parts parts;
	/* of the window; blocks of which nothing was asked are not there */
	uint64_t bits[MQ_WINDOW_WORDS];
	uint32_t blocks;
	mq_find_block block[MQ_WINDOW_BLOCKS];
} mq_find_source;

typedef struct mq_find_leaf mq_find_leaf;
struct mq_find_leaf {
	const mq_query_node *node;
	mq_find_leaf *base;  /* a view that its word is itself: the word's leaf, which was read before; or NULL */
	bool ranked, listed; /* listed: several words in a row, or the title alone: found beforehand */
	bool either;         /* a view: the second word stands for it too */
	mq_found *found;     /* of each segment, of each word */
	mq_weighed_list *list;
	uint64_t docs; /* in all segments; of a view, those of both words, each counted */
	double idf;
	/* of the segment that is gone through */
	uint32_t segment, next; /* next: item of the list */
	bool here;
	mq_find_source source[2];
	/* of the window */
	uint32_t window;
	uint64_t bits[MQ_WINDOW_WORDS];
};

typedef struct {
	mq_store *s;
	mq_arena *a; /* for what lives as long as the search; the store's scratch for a segment's */
	mq_segments segments;
	uint64_t docs;
	double mean;
	uint32_t listed; /* articles of phrases so far */
	bool late;
} mq_finding;

/* finds the leaf's words in all segments, and how many articles have it */
mq_status mq_leaf_find(mq_finding *f, mq_find_leaf *l);
/* makes it ready for segment number i; the scratch was cleared before */
mq_status mq_leaf_enter(mq_finding *f, mq_find_leaf *l, uint32_t i);
/* what it has of documents [from, from + n) where mask has bits; once a window; false: damaged */
bool mq_leaf_window(mq_find_leaf *l, uint32_t window, uint32_t from, uint32_t n, const uint64_t *mask);
/* how often, titles weighed, it stands in each of the window's documents that is hit and has it, added to theirs; false: damaged
 */
bool mq_leaf_weigh(const mq_find_leaf *l, uint32_t from, const uint64_t *hit, uint32_t *sum);

#endif
