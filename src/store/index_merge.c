/* Several segments of the search index made one, without what was taken away in them. */
#include <stdlib.h>

#include "store/index.h"

/* so many of a size are made one; sizes are powers of this number */
#define OF_A_SIZE 8u
#define SIZES     8u
/* what a term's lists may take before the arena is cleared */
#define LISTS_KEPT ((size_t)1 << 20)

typedef struct {
	mq_index_doc doc;
	uint32_t from, number; /* segment, and document in it */
} old_doc;

typedef struct {
	mq_store *s;
	mq_arena *a;
	const mq_segment *const *from;
	uint32_t n;
	mq_walk *walk;
	uint32_t **number; /* of each segment: the new number of each document, or MQ_NO_DOC */
	mq_index_doc *docs;
	uint32_t docs_n;
	mq_posting *found;
	uint32_t found_n, found_cap;
	mq_cursor cursor;
	mq_index_out out;
} merging;

static mq_status no_memory(mq_store *s) { return mq_store_fail(s, MQ_NO_MEMORY, "out of memory for the search index"); }

static int by_number(const void *x, const void *y)
{
	const old_doc *a = x, *b = y;
	return (a->doc.n > b->doc.n) - (a->doc.n < b->doc.n);
}

static int by_doc(const void *x, const void *y)
{
	const mq_posting *a = x, *b = y;
	return (a->doc > b->doc) - (a->doc < b->doc);
}

static mq_status read_docs(merging *m, uint32_t k, mq_chunk *c, old_doc *all)
{
	const mq_segment *g = m->from[k];
	for (uint32_t i = 0; i < g->docs; i++) {
		MQ_TRY(mq_chunk_read(m->s, g, i / MQ_CHUNK, c));
		uint32_t at = i - c->from;
		m->number[k][i] = MQ_NO_DOC;
		if (mq_is_gone(g, i)) continue;
		all[m->docs_n++] = (old_doc){{mq_chunk_article(c, at), mq_chunk_day(c, at), mq_chunk_words(c, at)}, k, i};
	}
	return MQ_DONE;
}

/* documents get their new numbers */
static mq_status order_docs(merging *m)
{
	uint32_t most = 1;
	mq_status r = MQ_DONE;
	mq_chunk c = {.s = NULL};
	for (uint32_t k = 0; k < m->n; k++) most += m->from[k]->docs;
	old_doc *all = mq_heap_alloc(most * sizeof *all);
	m->docs = mq_heap_alloc(most * sizeof *m->docs);
	if (!all || !m->docs) r = no_memory(m->s);
	for (uint32_t k = 0; mq_ok(r) && all && k < m->n; k++) {
		m->number[k] = mq_heap_alloc((m->from[k]->docs + 1) * sizeof **m->number);
		r = m->number[k] ? read_docs(m, k, &c, all) : no_memory(m->s);
	}
	bool well = mq_ok(r) && all && m->docs;
	if (well) qsort(all, m->docs_n, sizeof *all, by_number);
	for (uint32_t i = 0; well && i < m->docs_n; i++) {
		m->docs[i] = all[i].doc;
		m->number[all[i].from][all[i].number] = i;
	}
	mq_chunk_close(&c);
	mq_heap_free(all);
	return r;
}

static bool room_for(merging *m, uint32_t more)
{
	if (m->found_cap - m->found_n >= more) return true;
	uint32_t want = (m->found_n + more) * 2;
	mq_posting *p = mq_heap_realloc(m->found, want * sizeof *p);
	if (!p) return false;
	m->found = p;
	m->found_cap = want;
	return true;
}

/* the postings that a segment has of the term it stands at */
static mq_status take_list(merging *m, uint32_t k)
{
	const mq_entry *e = &m->walk[k].entry;
	mq_cursor *c = &m->cursor;
	mq_list list;
	MQ_TRY(mq_segment_list(m->s, m->a, m->from[k], e, true, &list));
	if (!room_for(m, list.n)) return no_memory(m->s);
	mq_cursor_open(c, &list);
	for (uint32_t b = 0; b < list.blocks; b++) {
		if (!mq_cursor_read(c, b) || !mq_cursor_count(c)) return mq_index_damaged(m->s, m->from[k]);
		c->at_cap = 0; /* places stay where they are until the term is written */
		for (c->i = 0; c->i < c->n; c->i++) {
			mq_posting p = {m->number[k][c->doc[c->i]], c->title[c->i], c->body[c->i], NULL};
			if (p.doc == MQ_NO_DOC) continue;
			p.places = e->has_places ? mq_cursor_places(c, m->a) : NULL;
			if (e->has_places && !p.places) return mq_index_damaged(m->s, m->from[k]);
			m->found[m->found_n++] = p;
		}
	}
	return MQ_DONE;
}

static bool in_order(const merging *m)
{
	for (uint32_t i = 1; i < m->found_n; i++)
		if (m->found[i].doc < m->found[i - 1].doc) return false;
	return true;
}

/* the first of the terms that the segments stand at; n when all have ended */
static uint32_t first_term(const merging *m)
{
	uint32_t first = m->n;
	for (uint32_t k = 0; k < m->n; k++) {
		if (m->walk[k].ended) continue;
		if (first == m->n || mq_text_cmp(m->walk[k].entry.term, m->walk[first].entry.term) < 0) first = k;
	}
	return first;
}

static mq_status advance(mq_walk *w)
{
	mq_status r = mq_walk_next(w);
	w->ended = r.code == MQ_END;
	return w->ended ? MQ_DONE : r;
}

static mq_status merge_term(merging *m, uint32_t first)
{
	mq_index_out *o = &m->out;
	m->found_n = 0;
	if (mq_arena_used(m->a) > LISTS_KEPT) mq_arena_clear(m->a);
	mq_index_out_term(o, m->walk[first].entry.term, m->walk[first].entry.has_places);
	for (uint32_t k = first; k < m->n; k++) {
		if (m->walk[k].ended || !mq_text_eq(m->walk[k].entry.term, mq_text_at(o->term, o->term_n))) continue;
		MQ_TRY(take_list(m, k));
		if (k == first) continue;
		if (m->walk[k].entry.has_places != o->has_places) return mq_index_damaged(m->s, m->from[k]);
	}
	if (!in_order(m)) qsort(m->found, m->found_n, sizeof *m->found, by_doc);
	for (uint32_t i = 0; i < m->found_n; i++) mq_list_add(&o->list, &m->found[i], o->has_places);
	MQ_TRY(mq_index_out_end(o));
	for (uint32_t k = m->n; k-- > first;)
		if (!m->walk[k].ended && mq_text_eq(m->walk[k].entry.term, mq_text_at(o->term, o->term_n)))
			MQ_TRY(advance(&m->walk[k]));
	return MQ_DONE;
}

static mq_status merge_all(merging *m)
{
	MQ_TRY(order_docs(m));
	MQ_TRY(mq_index_out_open(m->s, m->docs_n, &m->out));
	for (uint32_t k = 0; k < m->n; k++) {
		MQ_TRY(mq_walk_open(m->s, m->from[k], MQ_NONE, &m->walk[k]));
		MQ_TRY(advance(&m->walk[k]));
	}
	for (uint32_t first; (first = first_term(m)) < m->n;) MQ_TRY(merge_term(m, first));
	return mq_index_out_close(&m->out, m->docs, m->docs_n);
}

static mq_status merge(mq_store *s, const mq_segment *const *from, uint32_t n)
{
	merging *m = mq_heap_alloc(sizeof *m);
	if (!m) return no_memory(s);
	*m = (merging){.s = s, .from = from, .n = n};
	m->a = mq_arena_open(MQ_PAGE_ARENA_MOST);
	m->walk = mq_heap_alloc(n * sizeof *m->walk);
	m->number = mq_heap_alloc(n * sizeof *m->number);
	mq_status r = m->a && m->walk && m->number ? merge_all(m) : no_memory(s);
	for (uint32_t k = 0; k < n; k++) {
		if (m->walk && m->walk[k].s) mq_walk_close(&m->walk[k]);
		if (m->number) mq_heap_free(m->number[k]);
	}
	for (uint32_t k = 0; mq_ok(r) && k < n; k++) r = mq_segment_drop(s, from[k]->n);
	mq_index_out_free(&m->out);
	mq_heap_free(m->found);
	mq_heap_free(m->docs);
	mq_heap_free(m->number);
	mq_heap_free(m->walk);
	mq_arena_close(m->a);
	mq_heap_free(m);
	return r;
}

static uint32_t size_of(const mq_segment *g)
{
	uint32_t size = 0;
	for (uint32_t docs = g->docs; docs >= OF_A_SIZE && size + 1 < SIZES; docs /= OF_A_SIZE) size++;
	return size;
}

static int by_docs(const void *x, const void *y)
{
	const mq_segment *a = *(const mq_segment *const *)x, *b = *(const mq_segment *const *)y;
	if (a->docs != b->docs) return a->docs < b->docs ? -1 : 1;
	return (a->n > b->n) - (a->n < b->n);
}

/* which are to be made one: a segment that is mostly gone, or the smallest of a size of which there are enough; their number */
static uint32_t choose(const mq_segments *all, const mq_segment **out)
{
	uint32_t of[SIZES] = {0}, n = 0, size = 0;
	uint64_t docs = 0;
	for (uint32_t i = 0; i < all->n; i++) {
		out[0] = &all->v[i];
		if ((uint64_t)out[0]->gone * 2 > out[0]->docs) return 1;
		of[size_of(out[0])]++;
	}
	while (size < SIZES && of[size] < OF_A_SIZE) size++;
	if (size == SIZES) return 0;
	for (uint32_t i = 0; i < all->n; i++)
		if (size_of(&all->v[i]) == size) out[n++] = &all->v[i];
	qsort(out, n, sizeof(const mq_segment *), by_docs);
	for (uint32_t i = 0; i < n; i++) {
		docs += out[i]->docs;
		if (docs > MQ_SEGMENT_DOCS) return i < 2 ? 0 : i;
	}
	return n;
}

mq_status mq_index_tidy(mq_store *s)
{
	mq_arena *a = mq_arena_open(MQ_ARENA_CHUNK_MOST);
	mq_status r = a ? MQ_DONE : no_memory(s);
	for (uint32_t n = 1; mq_ok(r) && n;) {
		mq_segments all;
		mq_arena_clear(a);
		r = mq_segments_read(s, a, &all);
		const mq_segment **chosen = mq_ok(r) ? MQ_ARRAY(a, const mq_segment *, all.n + 1) : NULL;
		if (mq_ok(r) && !chosen) r = no_memory(s);
		n = mq_ok(r) && chosen ? choose(&all, chosen) : 0;
		if (n) r = merge(s, chosen, n);
	}
	mq_arena_close(a);
	return r;
}

/* one segment with something gone, or NULL */
static const mq_segment *with_gone(const mq_segments *all)
{
	for (uint32_t i = 0; i < all->n; i++)
		if (all->v[i].gone) return &all->v[i];
	return NULL;
}

mq_status mq_index_purge(mq_store *s)
{
	mq_arena *a = mq_arena_open(MQ_ARENA_CHUNK_MOST);
	mq_status r = a ? mq_index_flush(s) : no_memory(s);
	for (const mq_segment *g = NULL; mq_ok(r);) {
		mq_segments all;
		mq_arena_clear(a);
		r = mq_segments_read(s, a, &all);
		g = mq_ok(r) ? with_gone(&all) : NULL;
		if (!g) break;
		r = g->gone < g->docs ? merge(s, &g, 1) : mq_segment_drop(s, g->n);
	}
	mq_arena_close(a);
	return r;
}
