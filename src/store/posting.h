/* Inside store: the bytes of the search index. In: terms with the articles and places where they stand. Out: the same again.
 * Nothing here knows of a database, and nothing trusts the bytes it reads: what is damaged is said, never followed.
 *
 * A list is postings by ascending document, 128 a block. A block says each thing of all its postings, then the next, so that who
 * asks for one reads no other: the documents; which stand otherwise than once in the body, a bit each; of those how often, half a
 * byte each (posting_put.c has the table), and in full for those that it does not fit; and apart from these, where phrases are
 * not looked for, never seen: the places of title and of body, distances as Rice codes. Documents are their distances as Rice
 * codes, but first the heads (unary) of all, then the tails (bits) of all; without tails the heads are one bit for each document
 * that there is, which a search takes as it is. The parameter is that of the block's mean, or for few postings that of the whole
 * segment. A leaf is terms in order, each as what differs from the one before, with its short list or the number of a long one.
 */
#ifndef MQ_STORE_POSTING_H
#define MQ_STORE_POSTING_H

#include "store/posting_bits.h"

#define MQ_BLOCK 128u
/* a list of more bytes has a row of its own */
#define MQ_LIST_INLINE_MOST 1024u
/* a leaf is closed when it has so many bytes: four of them to a page of the file */
#define MQ_LEAF_BYTES 3900u
#define MQ_NO_DOC     UINT32_MAX

/* ── what writer and reader agree on ── */
/* blocks of fewer postings do without a parameter of their own */
#define MQ_OWN_LEAST  8u
#define MQ_OWN_BITS   5u
#define MQ_OWN_MOST   31u
#define MQ_TITLE_RICE 3u
/* half a byte that says: in full, elsewhere */
#define MQ_COUNT_FULL 15u
/* how often in title and body, by half bytes: what is most often, from our own count of the news */
extern const uint8_t mq_counts_usual[MQ_COUNT_FULL][2];
/* the Rice parameter that fits n numbers of this sum */
uint32_t mq_rice_of(uint64_t sum, uint32_t n);

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

/* bytes of a list's documents have so many more behind them that may be read, whatever they are */
#define MQ_LIST_ROOM 16u

typedef struct {
	mq_text docs, places; /* docs: with MQ_LIST_ROOM behind it */
	uint32_t n;           /* postings */
	uint32_t all;         /* documents of the segment: none is numbered higher */
	uint32_t blocks;
	const mq_block *block;
	bool has_places, is_short;
} mq_list;
/* docs: MQ_NONE where the entry has them, else with MQ_LIST_ROOM behind them. false: damaged, or a is full */
bool mq_list_open(mq_arena *a, mq_list *l, const mq_entry *e, mq_text docs, mq_text places, uint32_t all);

/* a block's parts */
typedef struct {
	const unsigned char *p;
	uint32_t first, n, k;              /* first: the lowest document that may be the first */
	uint64_t heads, tails, codes, end; /* bits of p; codes: half bytes */
	uint64_t odd[2];                   /* not once in the body */
	uint32_t odd_n;
} mq_parts;
/* finds them; false: damaged */
bool mq_block_parts(const mq_list *l, uint32_t b, mq_parts *out);
/* its documents; false: damaged */
bool mq_block_docs(const mq_list *l, uint32_t b, const mq_parts *x, uint32_t *doc);
static inline bool mq_is_odd(const mq_parts *x, uint32_t i) { return x->odd[i / 64] >> i % 64 & 1; }
/* how many are odd before posting i */
static inline uint32_t mq_odd_before(const mq_parts *x, uint32_t i)
{
	uint32_t near = mq_ones(x->odd[i / 64] & (((uint64_t)1 << i % 64) - 1));
	return i < 64 ? near : near + mq_ones(x->odd[0]);
}
/* the half byte of an odd one, by its number among them */
static inline uint32_t mq_code_at(const mq_parts *x, uint32_t odd)
{
	uint64_t bit = x->codes + (uint64_t)4 * odd;
	return (uint32_t)((x->p[bit / 8] | (uint32_t)x->p[bit / 8 + 1] << 8) >> bit % 8 & MQ_COUNT_FULL);
}
/* how often one stands in title and body whose half byte says: in full; false: damaged */
bool mq_count_full(const mq_parts *x, uint32_t odd, uint32_t *title, uint32_t *body);

/* a place in a list; blocks are read when they are come to */
typedef struct {
	const mq_list *list;
	uint32_t block, i, n; /* n: of the block that is read, 0: none is */
	bool damaged;
	mq_parts parts;
	uint32_t doc[MQ_BLOCK];
	/* counts and places of the block, where they were asked for; places of posting i begin at from[i] */
	bool counted, placed;
	uint32_t title[MQ_BLOCK], body[MQ_BLOCK], from[MQ_BLOCK];
	uint64_t places_bit;
	uint32_t *at, at_cap;
} mq_cursor;
void mq_cursor_open(mq_cursor *c, const mq_list *l);
/* reads documents of block b; false: damaged */
bool mq_cursor_read(mq_cursor *c, uint32_t b);
/* and how often each stands in title and body; false: damaged */
bool mq_cursor_count(mq_cursor *c);
/* the first posting of this document or a later one: its document, or MQ_NO_DOC */
uint32_t mq_cursor_seek(mq_cursor *c, uint32_t doc);
/* the places of the posting it stands at: title and body of them, which are counted then; NULL: damaged, or a is full. Until
 * another block is read */
const uint32_t *mq_cursor_places(mq_cursor *c, mq_arena *a);

#endif
