/* The search index as it is read: segments, the entry of a term, its list, the documents. */
#include <stdlib.h>

#include "store/index.h"

/* an archive says how many; this many it cannot have */
#define SEGMENTS_MOST 4096u

mq_status mq_index_damaged(mq_store *s, const mq_segment *g)
{
	return mq_store_fail(s, MQ_BAD_DATA, "the search index is damaged (segment %lld); mirqab verify says more",
			     (long long)g->n);
}

static int64_t row_of(const mq_segment *g, uint32_t n) { return (int64_t)((uint64_t)g->n << MQ_SEGMENT_SHIFT | n); }

static mq_status read_gone(mq_store *s, mq_arena *a, mq_segment *g)
{
	mq_stmt *q;
	mq_status r;
	uint64_t *bits = NULL;
	MQ_TRY(mq_sql_open(s, &q, "SELECT doc, words FROM search_gone WHERE segment = ?1", "i", g->n));
	while (mq_ok(r = s->driver->step(q))) {
		int64_t doc = s->driver->get_int(q, 0), words = s->driver->get_int(q, 1);
		if (!bits) bits = MQ_ARRAY(a, uint64_t, g->docs / 64 + 1);
		if (!bits || doc < 0 || doc >= g->docs || words < 0) {
			s->driver->done(q);
			return bits ? mq_index_damaged(s, g) : mq_store_fail(s, MQ_LIMIT, "the answer is too large");
		}
		bits[doc / 64] |= (uint64_t)1 << doc % 64;
		g->words -= (uint64_t)words < g->words ? (uint64_t)words : g->words;
		g->gone++;
	}
	s->driver->done(q);
	g->gone_bits = bits;
	return r.code == MQ_END ? MQ_DONE : r;
}

mq_status mq_segments_read(mq_store *s, mq_arena *a, mq_segments *out)
{
	mq_stmt *q;
	mq_status r;
	const mq_driver *d = s->driver;
	memset(out, 0, sizeof *out);
	MQ_TRY(mq_sql_open(s, &q, "SELECT n, docs, words, first, last FROM search_segment ORDER BY last DESC, n DESC LIMIT ?1",
			   "i", (int64_t)SEGMENTS_MOST));
	while (mq_ok(r = d->step(q))) {
		mq_segment *g = mq_push(a, out);
		if (!g) break;
		int64_t docs = d->get_int(q, 1), words = d->get_int(q, 2);
		*g = (mq_segment){.n = d->get_int(q, 0), .first = d->get_int(q, 3), .last = d->get_int(q, 4)};
		g->docs = docs > 0 && docs <= 2 * MQ_SEGMENT_DOCS ? (uint32_t)docs : 0;
		g->words = words > 0 ? (uint64_t)words : 0;
		if (g->docs && g->n > 0 && g->n < INT64_MAX >> (MQ_SEGMENT_SHIFT + 1) && g->first <= g->last) continue;
		d->done(q);
		return mq_index_damaged(s, g);
	}
	d->done(q);
	if (r.code != MQ_END) return mq_ok(r) ? mq_store_fail(s, MQ_LIMIT, "the answer is too large") : r;
	for (uint32_t i = 0; i < out->n; i++) MQ_TRY(read_gone(s, a, &out->v[i]));
	return MQ_DONE;
}

/* the leaf that has the term, if any has: -1 where all begin after it */
static mq_status leaf_of(mq_store *s, const mq_segment *g, mq_text term, int64_t *out)
{
	*out = -1;
	mq_status r =
	    mq_sql_int(s, out, "SELECT leaf FROM search_term WHERE segment = ?1 AND term <= ?2 ORDER BY term DESC LIMIT 1", "ib",
		       g->n, term);
	if (mq_ok(r) && (*out < 0 || *out >> MQ_SEGMENT_SHIFT)) return mq_index_damaged(s, g);
	return r.code == MQ_END ? MQ_DONE : r;
}

static bool find_in(mq_text bytes, mq_text term, mq_entry *out, bool *damaged)
{
	mq_leaf leaf;
	mq_leaf_open(&leaf, bytes);
	while (mq_leaf_next(&leaf, out)) {
		int order = mq_text_cmp(out->term, term);
		if (order >= 0) return order == 0;
	}
	*damaged = leaf.damaged;
	return false;
}

mq_status mq_segment_find(mq_store *s, mq_arena *a, const mq_segment *g, mq_text term, mq_found *out)
{
	mq_stmt *q;
	int64_t leaf;
	bool damaged = false;
	out->docs = 0;
	MQ_TRY(leaf_of(s, g, term, &leaf));
	if (leaf < 0) return MQ_DONE;
	MQ_TRY(mq_sql_open(s, &q, "SELECT terms FROM search_leaf WHERE n = ?1", "i", row_of(g, (uint32_t)leaf)));
	mq_status r = s->driver->step(q);
	bool found = mq_ok(r) && find_in(s->driver->get_text(q, 0), term, &out->entry, &damaged);
	if (found) {
		out->docs = out->entry.docs;
		out->entry.term = term;
		out->entry.bytes = mq_arena_text(a, out->entry.bytes);
		damaged = out->docs > g->docs;
	}
	s->driver->done(q);
	if (damaged || r.code == MQ_END) return mq_index_damaged(s, g);
	return r;
}

static mq_text with_room(mq_arena *a, mq_text t)
{
	char *p = mq_arena_alloc(a, t.n + MQ_LIST_ROOM);
	if (!p) return MQ_NONE;
	if (t.n) memcpy(p, t.p, t.n);
	memset(p + t.n, 0, MQ_LIST_ROOM);
	return mq_text_at(p, t.n);
}

mq_status mq_segment_list(mq_store *s, mq_arena *a, const mq_segment *g, const mq_entry *e, bool places, mq_list *out)
{
	mq_stmt *q = NULL;
	mq_text docs = MQ_NONE, at = MQ_NONE;
	mq_status r = MQ_DONE;
	if (e->is_long) {
		MQ_TRY(mq_sql_open(s, &q,
				   places ? "SELECT docs, places FROM search_list WHERE n = ?1"
					  : "SELECT docs, NULL FROM search_list WHERE n = ?1",
				   "i", row_of(g, e->list)));
		r = s->driver->step(q);
		docs = mq_ok(r) ? with_room(a, s->driver->get_text(q, 0)) : MQ_NONE;
		at = mq_ok(r) && places ? mq_arena_text(a, s->driver->get_text(q, 1)) : MQ_NONE;
		s->driver->done(q);
	}
	if (!mq_ok(r) && r.code != MQ_END) return r;
	bool opened = mq_ok(r) && mq_list_open(a, out, e, docs, at, g->docs);
	if (mq_arena_failed(a)) return mq_store_fail(s, MQ_LIMIT, "the answer is too large");
	return opened ? MQ_DONE : mq_index_damaged(s, g);
}

/* ── all terms in order ── */
mq_status mq_walk_open(mq_store *s, const mq_segment *g, mq_text from, mq_walk *w)
{
	int64_t leaf = 0;
	memset(w, 0, sizeof *w);
	w->s = s;
	w->segment = g;
	if (from.n) MQ_TRY(leaf_of(s, g, from, &leaf));
	mq_leaf_open(&w->leaf, MQ_NONE);
	return mq_sql_open(s, &w->q, "SELECT terms FROM search_leaf WHERE n >= ?1 AND n < ?2 ORDER BY n", "ii",
			   row_of(g, leaf > 0 ? (uint32_t)leaf : 0), (g->n + 1) << MQ_SEGMENT_SHIFT);
}

mq_status mq_walk_next(mq_walk *w)
{
	while (!mq_leaf_next(&w->leaf, &w->entry)) {
		if (w->leaf.damaged) return mq_index_damaged(w->s, w->segment);
		MQ_TRY(w->s->driver->step(w->q));
		mq_leaf_open(&w->leaf, w->s->driver->get_text(w->q, 0));
	}
	return w->entry.docs <= w->segment->docs ? MQ_DONE : mq_index_damaged(w->s, w->segment);
}

void mq_walk_close(mq_walk *w)
{
	w->s->driver->done(w->q);
	w->q = NULL;
}
