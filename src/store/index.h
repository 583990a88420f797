/* Inside store: the search index, our own, in the archive's own tables. In: articles' titles and bodies. Out: which articles have
 * which terms, how often, where.
 *
 * The index is segments that are never changed: what a batch kept becomes one at its commit, in the same transaction, and small
 * ones are made one larger. A segment numbers its documents from 0 in the order of article numbers. A document that is taken away
 * is noted beside its segment, until that is written anew. Tables: search_segment; search_term (the first term of each leaf) and
 * search_leaf (posting.h); search_list (lists too long for a leaf); search_docs (of MQ_CHUNK documents each: words, day, number
 * of the article); search_gone. The rows of a segment are numbered segment << 24 and up; no number is given twice. */
#ifndef MQ_STORE_INDEX_H
#define MQ_STORE_INDEX_H

#include "store/posting.h"
#include "store/terms.h"

#define MQ_CHUNK         2688u /* documents of one row: what fills a page of the file */
#define MQ_CHUNK_WORDS   UINT16_MAX
#define MQ_SEGMENT_SHIFT 24
#define MQ_SEGMENT_DOCS  131072u /* documents at most; a merge of so many takes about a second */

typedef struct mq_pending mq_pending; /* a batch's words, not yet in a segment */

/* ── writing, inside a transaction ── */
mq_status mq_index_put(mq_store *s, int64_t n, mq_day day, mq_text title, mq_text body);
mq_status mq_index_forget(mq_store *s, int64_t n);
/* makes a segment of what was put; called before a commit, and before the index is read */
mq_status mq_index_flush(mq_store *s);
/* what was put since is not kept */
void mq_index_drop(mq_store *s);
mq_status mq_index_rebuild(mq_store *s, mq_arena *a);

/* ── reading ── */
typedef struct {
	int64_t n;
	uint32_t docs, gone;
	uint64_t words;      /* of all that are not gone */
	int64_t first, last; /* article numbers */
	const uint64_t *gone_bits;
} mq_segment;
typedef MQ_VEC(mq_segment) mq_segments;
/* those with the newest articles first */
mq_status mq_segments_read(mq_store *s, mq_arena *a, mq_segments *out);
static inline bool mq_is_gone(const mq_segment *g, uint32_t doc) { return g->gone && (g->gone_bits[doc / 64] >> doc % 64 & 1); }

typedef struct {
	uint32_t docs; /* 0: the segment has no such term */
	mq_entry entry;
} mq_found;
/* texts of the entry live in a */
mq_status mq_segment_find(mq_store *s, mq_arena *a, const mq_segment *g, mq_text term, mq_found *out);
/* with its places, or without */
mq_status mq_segment_list(mq_store *s, mq_arena *a, const mq_segment *g, const mq_entry *e, bool places, mq_list *out);

/* A row of search_docs: 2 bytes of words for each document, 4 of its day; 4 of the first article's number, from the segment's
 * first; and where the numbers do not follow each other, 4 for each, from that one. The bytes are the database's own: the row is
 * held until the next one is read, or it is closed. */
typedef struct {
	mq_store *s;
	mq_stmt *q;
	const unsigned char *bytes;
	uint32_t docs, from; /* from: number of the first of them */
	int64_t row, first;  /* first: article of the first */
	bool apart;
	/* where it is kept (mq_chunk_kept): words of its shortest article, day of its newest or MQ_NO_DAY */
	uint32_t shortest;
	mq_day newest;
} mq_chunk;
mq_status mq_chunk_read(mq_store *s, const mq_segment *g, uint32_t number, mq_chunk *c);
void mq_chunk_close(mq_chunk *c);
/* the same out of memory, where it was read before; what a rollback takes back must be forgotten */
mq_status mq_chunk_kept(mq_store *s, const mq_segment *g, uint32_t number, mq_chunk *c);
void mq_chunks_forget(mq_store *s);
static inline uint32_t mq_chunk_u32(const unsigned char *p)
{
	return p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24;
}
static inline uint32_t mq_chunk_words(const mq_chunk *c, uint32_t i)
{
	return c->bytes[2 * i] | (uint32_t)c->bytes[2 * i + 1] << 8;
}
static inline mq_day mq_chunk_day(const mq_chunk *c, uint32_t i) { return (mq_day)mq_chunk_u32(c->bytes + 2 * c->docs + 4 * i); }
static inline int64_t mq_chunk_article(const mq_chunk *c, uint32_t i)
{
	return c->first + (c->apart ? mq_chunk_u32(c->bytes + 6 * c->docs + 4 + 4 * i) : i);
}

/* all entries of a segment that are not before `from`, in order */
typedef struct {
	mq_store *s;
	const mq_segment *segment;
	mq_stmt *q;
	mq_leaf leaf;
	mq_entry entry;
	bool ended;
} mq_walk;
mq_status mq_walk_open(mq_store *s, const mq_segment *g, mq_text from, mq_walk *w);
mq_status mq_walk_next(mq_walk *w); /* MQ_END */
void mq_walk_close(mq_walk *w);

mq_status mq_index_damaged(mq_store *s, const mq_segment *g);
/* is the index that of the articles */
mq_status mq_index_check(mq_store *s, mq_arena *a, mq_verdict *v);

/* ── a segment on its way into the tables (index_out.c), and several made one (index_merge.c) ── */
typedef struct {
	mq_store *s;
	int64_t segment;
	uint32_t docs_n, leaves, lists;
	mq_buf leaf, docs;
	mq_list_out list;
	char before[256], term[256], first[256];
	size_t before_n, term_n, first_n;
	bool has_places;
} mq_index_out;
/* docs: how many the segment has */
mq_status mq_index_out_open(mq_store *s, uint32_t docs, mq_index_out *o);
void mq_index_out_term(mq_index_out *o, mq_text term, bool has_places);
mq_status mq_index_out_end(mq_index_out *o); /* of the term */
typedef struct {
	int64_t n;
	mq_day day;
	uint32_t words;
} mq_index_doc;
/* the documents, by number, and the segment's own row */
mq_status mq_index_out_close(mq_index_out *o, const mq_index_doc *docs, uint32_t n);
void mq_index_out_free(mq_index_out *o);

mq_status mq_segment_drop(mq_store *s, int64_t segment);
/* makes larger segments of small ones where there are enough of a size, and takes out what is gone where that is much */
mq_status mq_index_tidy(mq_store *s);
/* writes every segment anew that has something gone: what was deleted leaves no word. A second for a hundred thousand articles */
mq_status mq_index_purge(mq_store *s);

#endif
