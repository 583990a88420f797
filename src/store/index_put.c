/* What a batch puts into the search index: words are gathered in memory, and become a segment when the batch is kept. */
#include <stdlib.h>

#include "store/index.h"

/* words of a segment that is gathered: 24 MB; a larger batch makes several */
#define TOKENS_MOST 3000000u
#define TERMS_FIRST (1u << 15) /* places of the table; a power of two */

typedef struct {
	uint32_t term, place; /* place: shifted left by one, 1 in the body */
} token;

typedef struct {
	mq_index_doc doc;
	uint32_t from, to; /* tokens */
} put_doc;

typedef struct {
	uint64_t hash, head; /* head: the first eight bytes, as a number that sorts like them */
	mq_text text;
	uint32_t n, at; /* tokens, and where its own begin when they are sorted */
	bool view;
} term;

struct mq_pending {
	mq_arena *texts;
	token *tokens, *sorted;
	term *terms;
	put_doc *docs;
	uint32_t *table; /* number of a term and 1, by its hash */
	uint32_t tokens_n, tokens_cap, terms_n, terms_cap, docs_n, docs_cap, table_cap;
	uint32_t body, place; /* of the field that is read */
	bool failed;
};

/* room for one more, doubling */
static bool grow(void **v, uint32_t *cap, uint32_t n, size_t size)
{
	uint32_t want = *cap ? *cap * 2 : 1024;
	if (n < *cap) return true;
	void *p = want > *cap ? mq_heap_realloc(*v, want * size) : NULL;
	if (!p) return false;
	*v = p;
	*cap = want;
	return true;
}
#define GROW(p, what) grow((void **)&(p)->what, &(p)->what##_cap, (p)->what##_n, sizeof *(p)->what)

void mq_index_drop(mq_store *s)
{
	mq_pending *p = s->pending;
	if (!p) return;
	mq_arena_close(p->texts);
	mq_heap_free(p->tokens);
	mq_heap_free(p->sorted);
	mq_heap_free(p->terms);
	mq_heap_free(p->docs);
	mq_heap_free(p->table);
	mq_heap_free(p);
	s->pending = NULL;
}

static bool widen_table(mq_pending *p)
{
	uint32_t cap = p->table_cap ? p->table_cap * 2 : TERMS_FIRST;
	uint32_t *t = mq_heap_alloc(cap * sizeof *t);
	if (!t) return false;
	for (uint32_t i = 0; i < p->terms_n; i++) {
		uint32_t at = (uint32_t)p->terms[i].hash & (cap - 1);
		while (t[at]) at = (at + 1) & (cap - 1);
		t[at] = i + 1;
	}
	mq_heap_free(p->table);
	p->table = t;
	p->table_cap = cap;
	return true;
}

static uint64_t head_of(mq_text t)
{
	uint64_t h = 0;
	for (size_t i = 0; i < 8; i++) h = h << 8 | (i < t.n ? (unsigned char)t.p[i] : 0);
	return h;
}

static term *term_of(mq_pending *p, mq_text t, bool view)
{
	uint64_t hash = mq_hash(t);
	if (p->terms_n * 2 >= p->table_cap && !widen_table(p)) return NULL;
	uint32_t at = (uint32_t)hash & (p->table_cap - 1);
	for (; p->table[at]; at = (at + 1) & (p->table_cap - 1)) {
		term *known = &p->terms[p->table[at] - 1];
		if (known->hash == hash && mq_text_eq(known->text, t)) return known;
	}
	if (!GROW(p, terms)) return NULL;
	mq_text kept = mq_arena_text(p->texts, t);
	if (mq_text_none(kept)) return NULL;
	p->table[at] = ++p->terms_n;
	p->terms[p->terms_n - 1] = (term){.hash = hash, .head = head_of(t), .text = kept, .view = view};
	return &p->terms[p->terms_n - 1];
}

static bool take_word(void *to, const mq_word *w)
{
	mq_pending *p = to;
	term *t = GROW(p, tokens) ? term_of(p, w->term, w->view) : NULL;
	if (!t) return !(p->failed = true);
	t->n++;
	/* a view stands where its word does: that was counted already */
	p->tokens[p->tokens_n++] = (token){(uint32_t)(t - p->terms), (w->view ? 0 : p->place++) << 1 | p->body};
	return true;
}

static mq_pending *pending_of(mq_store *s)
{
	if (s->pending) return s->pending;
	s->pending = mq_heap_alloc(sizeof *s->pending);
	if (s->pending) s->pending->texts = mq_arena_open(MQ_RULES_ARENA_MOST);
	return s->pending;
}

mq_status mq_index_put(mq_store *s, int64_t n, mq_day day, mq_text title, mq_text body)
{
	mq_pending *p = s->pending;
	if (p && (p->tokens_n >= TOKENS_MOST || p->docs_n >= MQ_SEGMENT_DOCS)) MQ_TRY(mq_index_flush(s));
	p = pending_of(s);
	if (!p || !p->texts || !GROW(p, docs)) return mq_store_fail(s, MQ_NO_MEMORY, "out of memory for the search index");
	put_doc *d = &p->docs[p->docs_n];
	*d = (put_doc){{n, day, 0}, p->tokens_n, 0};
	for (p->body = 0; p->body < 2; p->body++) {
		p->place = 0;
		mq_words_all(s, p->body ? body : title, take_word, p);
		d->doc.words += p->place;
	}
	if (d->doc.words > MQ_CHUNK_WORDS) d->doc.words = MQ_CHUNK_WORDS;
	d->to = p->tokens_n;
	p->docs_n++;
	return p->failed ? mq_store_fail(s, MQ_NO_MEMORY, "out of memory for the search index") : MQ_DONE;
}

/* ── a segment of what was gathered ── */
static int by_number(const void *x, const void *y)
{
	const put_doc *a = x, *b = y;
	return (a->doc.n > b->doc.n) - (a->doc.n < b->doc.n);
}

static int by_text(const void *x, const void *y)
{
	const term *a = x, *b = y;
	if (a->head != b->head) return a->head < b->head ? -1 : 1;
	return mq_text_cmp(a->text, b->text);
}

/* tokens by term, and of a term by document and place; a token's term becomes its document */
static bool sort_tokens(mq_pending *p)
{
	uint32_t at = 0;
	p->sorted = mq_heap_alloc((p->tokens_n ? p->tokens_n : 1) * sizeof *p->sorted);
	if (!p->sorted) return false;
	for (uint32_t i = 0; i < p->terms_n; i++) {
		p->terms[i].at = at;
		at += p->terms[i].n;
	}
	for (uint32_t d = 0; d < p->docs_n; d++)
		for (uint32_t i = p->docs[d].from; i < p->docs[d].to; i++)
			p->sorted[p->terms[p->tokens[i].term].at++] = (token){d, p->tokens[i].place};
	for (uint32_t i = 0; i < p->terms_n; i++) p->terms[i].at -= p->terms[i].n;
	return true;
}

/* at: room for the places of one term in one article */
static mq_status put_term(mq_index_out *o, const mq_pending *p, const term *t, uint32_t *at)
{
	const token *k = p->sorted + t->at, *end = k + t->n;
	mq_index_out_term(o, t->text, !t->view);
	while (k < end) {
		mq_posting x = {.doc = k->term, .places = at};
		for (; k < end && k->term == x.doc; k++) {
			if (!t->view) at[x.title + x.body] = k->place >> 1;
			if (k->place & 1) x.body++;
			else x.title++;
		}
		mq_list_add(&o->list, &x, !t->view);
	}
	return mq_index_out_end(o);
}

/* how often a term stands in one segment at most */
static uint32_t most_places(const mq_pending *p)
{
	uint32_t most = 1;
	for (uint32_t i = 0; i < p->terms_n; i++)
		if (p->terms[i].n > most) most = p->terms[i].n;
	return most;
}

static mq_status write_segment(mq_store *s, mq_pending *p, mq_index_out *o)
{
	mq_status r = mq_index_out_open(s, p->docs_n, o);
	uint32_t *at = mq_heap_alloc(most_places(p) * sizeof *at);
	mq_index_doc *docs = mq_heap_alloc(p->docs_n * sizeof *docs);
	qsort(p->docs, p->docs_n, sizeof *p->docs, by_number);
	if (mq_ok(r) && (!docs || !at || !sort_tokens(p)))
		r = mq_store_fail(s, MQ_NO_MEMORY, "out of memory for the search index");
	if (p->terms_n) qsort(p->terms, p->terms_n, sizeof *p->terms, by_text);
	for (uint32_t i = 0; mq_ok(r) && at && i < p->terms_n; i++) r = put_term(o, p, &p->terms[i], at);
	for (uint32_t i = 0; mq_ok(r) && docs && i < p->docs_n; i++) docs[i] = p->docs[i].doc;
	if (mq_ok(r)) r = mq_index_out_close(o, docs, p->docs_n);
	mq_heap_free(at);
	mq_heap_free(docs);
	return r;
}

mq_status mq_index_flush(mq_store *s)
{
	mq_index_out o;
	if (!s->pending) return MQ_DONE;
	memset(&o, 0, sizeof o);
	mq_status r = write_segment(s, s->pending, &o);
	mq_index_out_free(&o);
	mq_index_drop(s);
	return mq_ok(r) ? mq_index_tidy(s) : r;
}

/* ── taking away ── */
/* the document of an article in a segment, or MQ_NO_DOC: numbers ascend */
static mq_status doc_of(mq_store *s, const mq_segment *g, int64_t n, mq_chunk *c, uint32_t *out)
{
	uint32_t low = 0, high = g->docs;
	*out = MQ_NO_DOC;
	while (low < high) {
		uint32_t middle = low + (high - low) / 2;
		MQ_TRY(mq_chunk_read(s, g, middle / MQ_CHUNK, c));
		int64_t at = mq_chunk_article(c, middle - c->from);
		if (at == n) {
			*out = middle;
			return MQ_DONE;
		}
		if (at < n) low = middle + 1;
		else high = middle;
	}
	return MQ_DONE;
}

mq_status mq_index_forget(mq_store *s, int64_t n)
{
	mq_segments list = {0};
	mq_status r = mq_index_flush(s);
	mq_chunk c = {.s = NULL};
	mq_arena *a = mq_arena_open(MQ_ARENA_CHUNK_MOST);
	if (mq_ok(r) && !a) r = mq_store_fail(s, MQ_NO_MEMORY, "out of memory for the search index");
	if (mq_ok(r)) r = mq_segments_read(s, a, &list);
	for (uint32_t i = 0; mq_ok(r) && i < list.n; i++) {
		const mq_segment *g = &list.v[i];
		uint32_t doc;
		if (n < g->first || n > g->last) continue;
		r = doc_of(s, g, n, &c, &doc);
		if (!mq_ok(r) || doc == MQ_NO_DOC || mq_is_gone(g, doc)) continue;
		r = mq_sql_run(s, "INSERT INTO search_gone VALUES(?1, ?2, ?3)", "iii", g->n, (int64_t)doc,
			       (int64_t)mq_chunk_words(&c, doc - c.from));
	}
	mq_chunk_close(&c);
	mq_arena_close(a);
	return r;
}

/* ── making it anew ── */
static mq_status put_again(mq_store *s, mq_arena *a, int64_t n, mq_day day)
{
	mq_page page;
	mq_record r;
	mq_arena_clear(a);
	MQ_TRY(mq_store_record(s, a, n, &page, &r));
	return mq_index_put(s, n, day, r.article.title, r.article.body);
}

/* told now and then to who waits */
#define TOLD_EACH 20000

mq_status mq_index_rebuild(mq_store *s, mq_arena *a)
{
	static const char *const lines[] = {"DELETE FROM search_segment", "DELETE FROM search_term", "DELETE FROM search_leaf",
					    "DELETE FROM search_list",    "DELETE FROM search_docs", "DELETE FROM search_gone"};
	mq_stmt *q;
	mq_status r;
	int64_t done = 0;
	mq_index_drop(s);
	for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) MQ_TRY(mq_sql_run(s, lines[i], ""));
	MQ_TRY(mq_sql_open(s, &q, "SELECT n, day FROM article ORDER BY n", ""));
	while (mq_ok(r = s->driver->step(q))) {
		r = put_again(s, a, s->driver->get_int(q, 0), mq_sql_day(s, q, 1));
		if (!mq_ok(r)) break;
		if (++done % TOLD_EACH == 0 && s->log)
			mq_log_print(s->log, MQ_LOG_INFO, "%lld articles are in the search index", (long long)done);
	}
	s->driver->done(q);
	return r.code == MQ_END ? mq_index_flush(s) : r;
}
