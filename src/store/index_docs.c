/* The documents of a segment of the search index: rows of search_docs as they are read, and those that searches had, kept in
 * memory: every search wants the same ones, and a segment is never changed. */
#include "store/index.h"

/* a million articles and more */
#define KEPT_MOST   ((size_t)8 << 20)
#define KEPT_SLOTS  2048u
#define KEPT_CHUNKS (KEPT_SLOTS / 2)

typedef struct {
	int64_t row;
	char *bytes;
	size_t n;
	uint32_t shortest;
	mq_day newest;
} kept_chunk;

struct mq_chunks {
	size_t bytes;
	uint32_t n;
	kept_chunk slot[KEPT_SLOTS];
};

static int64_t row_of(const mq_segment *g, uint32_t n) { return (int64_t)((uint64_t)g->n << MQ_SEGMENT_SHIFT | n); }

void mq_chunk_close(mq_chunk *c)
{
	if (c->q) c->s->driver->done(c->q);
	*c = (mq_chunk){.s = NULL};
}

static mq_status take_bytes(mq_store *s, const mq_segment *g, uint32_t number, mq_text bytes, mq_chunk *c)
{
	uint32_t from = number * MQ_CHUNK, docs = g->docs - from < MQ_CHUNK ? g->docs - from : MQ_CHUNK;
	c->apart = bytes.n == 10 * (size_t)docs + 4;
	if (!bytes.p || (!c->apart && bytes.n != 6 * (size_t)docs + 4)) return mq_index_damaged(s, g);
	c->bytes = (const unsigned char *)bytes.p;
	c->docs = docs;
	c->from = from;
	c->row = row_of(g, number);
	c->first = g->first + mq_chunk_u32(c->bytes + 6 * docs);
	return MQ_DONE;
}

mq_status mq_chunk_read(mq_store *s, const mq_segment *g, uint32_t number, mq_chunk *c)
{
	if (c->q && c->row == row_of(g, number)) return MQ_DONE;
	mq_chunk_close(c);
	c->s = s;
	MQ_TRY(mq_sql_open(s, &c->q, "SELECT docs FROM search_docs WHERE n = ?1", "i", row_of(g, number)));
	mq_status r = s->driver->step(c->q);
	if (!mq_ok(r) && r.code != MQ_END) return r;
	return take_bytes(s, g, number, mq_ok(r) ? s->driver->get_text(c->q, 0) : MQ_NONE, c);
}

/* ── kept in memory ── */
void mq_chunks_forget(mq_store *s)
{
	for (uint32_t i = 0; s->chunks && i < KEPT_SLOTS; i++) mq_heap_free(s->chunks->slot[i].bytes);
	mq_heap_free(s->chunks);
	s->chunks = NULL;
}

static kept_chunk *slot_of(const mq_store *s, int64_t row)
{
	uint32_t i = (uint32_t)((uint64_t)row * 0x9e3779b97f4a7c15u >> 40) % KEPT_SLOTS;
	while (s->chunks->slot[i].bytes && s->chunks->slot[i].row != row) i = (i + 1) % KEPT_SLOTS;
	return &s->chunks->slot[i];
}

/* keeps a row's bytes where there is room: with none all are let go, most of which may be of segments that are no more */
static void keep(mq_store *s, const mq_chunk *c, size_t n)
{
	if (s->chunks && (s->chunks->n == KEPT_CHUNKS || s->chunks->bytes + n > KEPT_MOST)) mq_chunks_forget(s);
	if (!s->chunks) s->chunks = mq_heap_alloc(sizeof *s->chunks);
	kept_chunk *k = s->chunks ? slot_of(s, c->row) : NULL;
	char *bytes = k ? mq_heap_alloc(n) : NULL;
	if (!bytes) return;
	memcpy(bytes, c->bytes, n);
	*k = (kept_chunk){c->row, bytes, n, c->shortest, c->newest};
	s->chunks->n++;
	s->chunks->bytes += n;
}

static void sum_up(mq_chunk *c)
{
	c->shortest = MQ_CHUNK_WORDS;
	c->newest = MQ_NO_DAY;
	for (uint32_t i = 0; i < c->docs; i++) {
		uint32_t words = mq_chunk_words(c, i);
		mq_day day = mq_chunk_day(c, i);
		if (words < c->shortest) c->shortest = words;
		if (day != MQ_NO_DAY && (c->newest == MQ_NO_DAY || day > c->newest)) c->newest = day;
	}
}

mq_status mq_chunk_kept(mq_store *s, const mq_segment *g, uint32_t number, mq_chunk *c)
{
	if (c->bytes && c->row == row_of(g, number)) return MQ_DONE;
	const kept_chunk *k = s->chunks ? slot_of(s, row_of(g, number)) : NULL;
	if (k && k->bytes) {
		mq_chunk_close(c);
		c->s = s;
		c->shortest = k->shortest;
		c->newest = k->newest;
		return take_bytes(s, g, number, mq_text_at(k->bytes, k->n), c);
	}
	MQ_TRY(mq_chunk_read(s, g, number, c));
	if (!c->bytes) return mq_index_damaged(s, g);
	sum_up(c);
	keep(s, c, (c->apart ? 10 : 6) * (size_t)c->docs + 4);
	return MQ_DONE;
}
