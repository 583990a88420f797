/* Inside store: the bytes of the search index. In: terms with the articles and places where they stand. Out: the same again.
 * Nothing here knows of a database, and nothing trusts the bytes it reads: what is damaged is said, never followed.
 *
 * A list is postings by ascending document, 128 a block, in bits. Of a posting: its distance from the one before as a Rice code,
 * and how often the term stands in title and body, one bit where that is once in the body; then, apart from these, its places
 * (of title, then of body; distances as Rice codes), so that a search without phrases never sees them. The parameter of a Rice
 * code is that of its block's mean, or for short lists that of the whole segment. A leaf is terms in order, each as what differs
 * from the one before, with its short list or the number of a long one. */
#ifndef MQ_STORE_POSTING_H
#define MQ_STORE_POSTING_H

#include "base/base.h"

#define MQ_BLOCK 128u
/* a list of more bytes has a row of its own */
#define MQ_LIST_INLINE_MOST 1024u
/* a leaf is closed when it has so many bytes: four of them to a page of the file */
#define MQ_LEAF_BYTES 3900u
#define MQ_NO_DOC     UINT32_MAX

typedef struct {
	uint32_t doc, title, body; /* how often in each */
	const uint32_t *places;    /* of the title, then of the body */
} mq_posting;

/* ── writing ── */
void mq_varint_put(mq_buf *b, uint32_t v);

typedef struct {
	mq_buf postings, at; /* as they were added; packed at the end, when it is known how many they are */
	mq_buf docs, places, blocks;
	uint32_t n;
} mq_list_out;
void mq_list_begin(mq_list_out *l);
void mq_list_add(mq_list_out *l, const mq_posting *p, bool has_places);
/* the list with its directory, of a segment of `all` documents; true when it is short enough for a leaf (then *docs has the
 * places too) */
bool mq_list_end(mq_list_out *l, uint32_t all, bool has_places, mq_buf *docs);
bool mq_list_failed(const mq_list_out *l);
void mq_list_out_open(mq_list_out *l);
void mq_list_out_close(mq_list_out *l);

typedef struct {
	mq_text term; /* until the next one is read */
	uint32_t docs, list;
	bool has_places, is_long;
	mq_text bytes; /* of a short list */
} mq_entry;
void mq_entry_put(mq_buf *leaf, mq_text before, const mq_entry *e);

/* ── reading ── */
static inline const unsigned char *mq_varint_get(const unsigned char *p, const unsigned char *end, uint32_t *out)
{
	uint32_t v = 0;
	for (uint32_t shift = 0; p && p < end && shift < 35; shift += 7) {
		uint32_t b = *p++;
		if (shift == 28 && b > 15) return NULL;
		v |= (b & 0x7f) << shift;
		if (b >= 0x80) continue;
		*out = v;
		return p;
	}
	return NULL;
}

typedef struct {
	const unsigned char *at, *end;
	char term[256];
	size_t n;
	bool damaged;
} mq_leaf;
void mq_leaf_open(mq_leaf *l, mq_text bytes);
/* false at the end, and where it is damaged */
bool mq_leaf_next(mq_leaf *l, mq_entry *out);

typedef struct {
	uint32_t last; /* document, or where a list is short the last that may be */
	uint32_t docs, docs_end;
	uint64_t places; /* its first bit */
} mq_block;

typedef struct {
	mq_text docs, places;
	uint32_t n;   /* postings */
	uint32_t all; /* documents of the segment: none is numbered higher */
	uint32_t blocks;
	const mq_block *block;
	bool has_places, is_short;
} mq_list;
/* false: damaged, or a is full */
bool mq_list_open(mq_arena *a, mq_list *l, const mq_entry *e, mq_text docs, mq_text places, uint32_t all);

/* a place in a list; blocks are read when they are come to */
typedef struct {
	const mq_list *list;
	uint32_t block, i, n; /* n: of the block that is read, 0: none is */
	bool damaged;
	uint32_t doc[MQ_BLOCK], title[MQ_BLOCK], body[MQ_BLOCK];
	/* places of the block, where they were asked for; those of posting i begin at from[i] */
	bool placed;
	uint64_t places_bit;
	uint32_t *at, at_cap, from[MQ_BLOCK];
} mq_cursor;
void mq_cursor_open(mq_cursor *c, const mq_list *l);
/* reads block b; false: damaged */
bool mq_cursor_read(mq_cursor *c, uint32_t b);
/* the first posting of this document or a later one: its document, or MQ_NO_DOC */
uint32_t mq_cursor_seek(mq_cursor *c, uint32_t doc);
/* the places of the posting it stands at: title and body of them; NULL: damaged, or a is full. Until another block is read */
const uint32_t *mq_cursor_places(mq_cursor *c, mq_arena *a);

#endif
