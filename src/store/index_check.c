/* The index against the articles: the sum of a hash over every (term, article, field, place) that the index holds must be that
 * over what the articles say, and so for their days and lengths. A sum has no order, so neither side needs memory. */
#include "store/index.h"

#define VIEW_PLACE UINT32_MAX /* views have no places: they are counted */
#define DOC_FIELD  2u

typedef struct {
	uint64_t sum, places;
	int64_t article;
	uint32_t body, place, words;
} index_sum;

typedef struct {
	mq_store *s;
	mq_arena *a;
	const mq_segment *segment;
	index_sum *sum;
	const int64_t *article; /* of each document */
	mq_cursor cursor;
	mq_chunk chunk;
} summing;

static void add(index_sum *x, mq_text term, int64_t article, uint32_t field, uint32_t place)
{
	char key[MQ_INDEX_TERM_MOST + 32];
	size_t n = term.n < MQ_INDEX_TERM_MOST ? term.n : MQ_INDEX_TERM_MOST;
	memcpy(key, &article, 8);
	memcpy(key + 8, &field, 4);
	memcpy(key + 12, &place, 4);
	memcpy(key + 16, term.p, n);
	x->sum += mq_hash(mq_text_at(key, 16 + n));
	x->places++;
}

static void add_doc(index_sum *x, int64_t article, mq_day day, uint32_t words)
{
	add(x, MQ_T("doc"), article, DOC_FIELD, (uint32_t)day);
	add(x, MQ_T("words"), article, DOC_FIELD, words < MQ_CHUNK_WORDS ? words : MQ_CHUNK_WORDS);
}

/* ── of the index ── */
static void add_places(summing *k, mq_text term, const mq_posting *p)
{
	for (uint32_t i = 0; i < p->title + p->body; i++)
		add(k->sum, term, k->article[p->doc], i >= p->title, p->places ? p->places[i] : VIEW_PLACE);
}

static mq_status sum_entry(summing *k, const mq_entry *e)
{
	mq_list list;
	mq_cursor *c = &k->cursor;
	MQ_TRY(mq_segment_list(k->s, k->a, k->segment, e, true, &list));
	mq_cursor_open(c, &list);
	for (uint32_t b = 0; b < list.blocks; b++) {
		if (!mq_cursor_read(c, b) || !mq_cursor_count(c)) return mq_index_damaged(k->s, k->segment);
		for (c->i = 0; c->i < c->n; c->i++) {
			mq_posting p = {c->doc[c->i], c->title[c->i], c->body[c->i], NULL};
			if (e->has_places && !(p.places = mq_cursor_places(c, k->a))) return mq_index_damaged(k->s, k->segment);
			if (!mq_is_gone(k->segment, p.doc)) add_places(k, e->term, &p);
		}
	}
	return MQ_DONE;
}

static mq_status sum_docs(summing *k)
{
	const mq_segment *g = k->segment;
	int64_t *article = mq_heap_alloc(g->docs * sizeof *article);
	k->article = article;
	if (!article) return mq_store_fail(k->s, MQ_NO_MEMORY, "out of memory");
	for (uint32_t i = 0; i < g->docs; i++) {
		MQ_TRY(mq_chunk_read(k->s, g, i / MQ_CHUNK, &k->chunk));
		uint32_t at = i - k->chunk.from;
		article[i] = mq_chunk_article(&k->chunk, at);
		if (!mq_is_gone(g, i)) add_doc(k->sum, article[i], mq_chunk_day(&k->chunk, at), mq_chunk_words(&k->chunk, at));
	}
	return MQ_DONE;
}

static mq_status sum_segment(summing *k)
{
	mq_walk walk = {.s = k->s};
	mq_status r = sum_docs(k);
	if (mq_ok(r)) r = mq_walk_open(k->s, k->segment, MQ_NONE, &walk);
	while (mq_ok(r) && mq_ok(r = mq_walk_next(&walk))) {
		mq_arena_clear(k->a);
		r = sum_entry(k, &walk.entry);
	}
	mq_walk_close(&walk);
	mq_chunk_close(&k->chunk);
	mq_heap_free((void *)(uintptr_t)k->article);
	k->article = NULL;
	return r.code == MQ_END ? MQ_DONE : r;
}

/* ── of the articles ── */
static bool sum_word(void *to, const mq_word *w)
{
	index_sum *x = to;
	add(x, w->term, x->article, x->body, w->view ? VIEW_PLACE : x->place);
	x->place += !w->view;
	return true;
}

static mq_status sum_article(mq_store *s, mq_arena *a, int64_t n, mq_day day, index_sum *out)
{
	mq_page page;
	mq_record r;
	uint32_t words = 0;
	mq_arena_clear(a);
	MQ_TRY(mq_store_record(s, a, n, &page, &r));
	out->article = n;
	for (out->body = 0; out->body < 2; out->body++) {
		out->place = 0;
		mq_words_all(s, out->body ? r.article.body : r.article.title, sum_word, out);
		words += out->place;
	}
	add_doc(out, n, day, words);
	return MQ_DONE;
}

static mq_status sum_articles(mq_store *s, mq_arena *a, index_sum *out)
{
	mq_stmt *q;
	mq_status r;
	MQ_TRY(mq_sql_open(s, &q, "SELECT n, day FROM article", ""));
	while (mq_ok(r = s->driver->step(q))) {
		r = sum_article(s, a, s->driver->get_int(q, 0), mq_sql_day(s, q, 1), out);
		if (!mq_ok(r)) break;
	}
	s->driver->done(q);
	return r.code == MQ_END ? MQ_DONE : r;
}

static mq_status sum_both(mq_store *s, mq_arena *a, summing *k, index_sum *index, index_sum *articles)
{
	mq_segments all = {0};
	mq_arena *kept = mq_arena_open(MQ_ARENA_CHUNK_MOST);
	mq_status r = kept ? mq_segments_read(s, kept, &all) : mq_store_fail(s, MQ_NO_MEMORY, "out of memory");
	k->sum = index;
	for (uint32_t i = 0; mq_ok(r) && i < all.n; i++) {
		k->segment = &all.v[i];
		r = sum_segment(k);
	}
	mq_arena_close(kept);
	return mq_ok(r) ? sum_articles(s, a, articles) : r;
}

mq_status mq_index_check(mq_store *s, mq_arena *a, mq_verdict *v)
{
	index_sum index = {0}, articles = {0};
	if (s->other_terms) return MQ_DONE; /* it is what it was made to be; the next writer makes it anew */
	summing *k = mq_heap_alloc(sizeof *k);
	mq_arena *scratch = mq_arena_open(MQ_PAGE_ARENA_MOST + MQ_RECORD_JSON_MOST);
	if (k) *k = (summing){.s = s, .a = scratch};
	mq_status r = k && scratch ? sum_both(s, scratch, k, &index, &articles) : mq_store_fail(s, MQ_NO_MEMORY, "out of memory");
	mq_arena_close(scratch);
	mq_heap_free(k);
	if (r.code == MQ_BAD_DATA) {
		mq_verdict_add(a, v, "%.*s", MQ_ARG(r.why));
		return MQ_DONE;
	}
	if (mq_ok(r) && (index.sum != articles.sum || index.places != articles.places))
		mq_verdict_add(a, v, "the search index (%llu places) is not that of the articles (%llu places)",
			       (unsigned long long)index.places, (unsigned long long)articles.places);
	return r;
}
