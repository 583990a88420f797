/* Passages: where in a title and a body the words of a query stand, and which stretch of the body shows them best. */
#include <stdlib.h>

#include "store/search.h"

/* a passage in bytes: about three lines of Arabic */
#define PASSAGE_BYTES   420u
#define PASSAGES_MOST   2u
#define MATCHES_MOST    400u
#define LOOKED_FOR_MOST 64u

typedef struct {
	uint64_t key;
	uint32_t word; /* of the query, from 0 */
} wanted;

typedef struct {
	uint32_t start, end, word;
} match;

typedef struct {
	wanted want[LOOKED_FOR_MOST];
	uint32_t wants, words;
	match *found;
	uint32_t n;
} matcher;

static void want_words(matcher *m, const mq_query_node *n)
{
	if (n->op == MQ_QUERY_NOT || n->op == MQ_QUERY_FILTER) return;
	for (uint32_t i = 0; i < n->words.n && m->wants < LOOKED_FOR_MOST; i++, m->words++)
		m->want[m->wants++] = (wanted){mq_hash(n->words.v[i]), m->words};
	for (const mq_query_node *c = n->child; c; c = c->next) want_words(m, c);
}

static bool match_word(void *to, const mq_word *w)
{
	matcher *m = to;
	uint64_t key = mq_hash(w->term);
	for (uint32_t k = 0; k < m->wants; k++) {
		if (m->want[k].key != key) continue;
		m->found[m->n++] = (match){w->start, w->end, m->want[k].word};
		return m->n < MATCHES_MOST;
	}
	return true;
}

static bool is_break(char c) { return c == '\n' || c == '.' || c == '!'; }

/* the stretch around [start, end): from the start of the sentence where that is near, to a word's end */
static mq_span stretch(mq_text t, uint32_t start, uint32_t end)
{
	uint32_t room = end - start < PASSAGE_BYTES ? PASSAGE_BYTES - (end - start) : 0, from = start, to = end;
	while (from > 0 && start - from < room / 2 && !is_break(t.p[from - 1])) from--;
	while (from < start && (t.p[from] == ' ' || mq_utf8_is_cont(t.p[from]))) from++;
	/* inside a word: on to the next one */
	if (from > 0 && from < start && t.p[from - 1] != ' ' && !is_break(t.p[from - 1])) {
		while (from < start && t.p[from] != ' ') from++;
		while (from < start && t.p[from] == ' ') from++;
	}
	uint32_t most = from + PASSAGE_BYTES > end ? from + PASSAGE_BYTES : end;
	if (most > t.n) most = (uint32_t)t.n;
	while (to < most && t.p[to] != '\n') to++;
	if (to < t.n && t.p[to] != '\n')
		while (to > end && t.p[to] != ' ') to--;
	return (mq_span){from, to};
}

/* how many words of the query stand in [from matches i), and what part of the body that takes */
static double worth(const matcher *m, uint32_t i, uint32_t *last)
{
	uint64_t seen = 0;
	double distinct = 0, all = 0;
	for (uint32_t k = i; k < m->n && m->found[k].end - m->found[i].start <= PASSAGE_BYTES; k++) {
		if (!(seen >> m->found[k].word & 1)) distinct++;
		seen |= (uint64_t)1 << m->found[k].word;
		all++;
		*last = k;
	}
	return distinct + all * 0.05;
}

static void add_marks(mq_arena *a, const matcher *m, mq_passage *p)
{
	for (uint32_t i = 0; i < m->n; i++) {
		if (m->found[i].start < p->start || m->found[i].end > p->end) continue;
		mq_span *s = mq_push(a, &p->marks);
		if (s) *s = (mq_span){m->found[i].start - p->start, m->found[i].end - p->start};
	}
}

static bool overlaps(const mq_hit *h, mq_span s)
{
	for (uint32_t i = 0; i < h->passages.n; i++)
		if (s.start < h->passages.v[i].end && h->passages.v[i].start < s.end) return true;
	return false;
}

static void add_passage(mq_arena *a, const matcher *m, mq_text body, mq_span s, mq_hit *h)
{
	mq_passage *p = mq_push(a, &h->passages);
	if (!p) return;
	p->in = MQ_IN_BODY;
	p->start = s.start;
	p->end = s.end;
	p->text = mq_arena_text(a, mq_text_span(body, s));
	add_marks(a, m, p);
}

static void choose(mq_arena *a, const matcher *m, mq_text body, mq_hit *h)
{
	for (uint32_t round = 0; round < PASSAGES_MOST; round++) {
		double best = 0;
		mq_span best_span = {0, 0};
		for (uint32_t i = 0; i < m->n; i++) {
			uint32_t last = i;
			double w = worth(m, i, &last);
			if (w <= best) continue;
			mq_span s = stretch(body, m->found[i].start, m->found[last].end);
			if (overlaps(h, s)) continue;
			best = w;
			best_span = s;
		}
		if (best > 0) add_passage(a, m, body, best_span, h);
	}
	if (h->passages.n || body.n == 0) return;
	mq_span head = stretch(body, 0, 0); /* nothing to mark: how the article begins */
	add_passage(a, m, body, head, h);
}

mq_status mq_passages_make(mq_store *s, mq_arena *a, const mq_query *q, mq_hit *hit)
{
	mq_page page;
	mq_record r;
	matcher m = {.found = NULL};
	mq_arena_clear(s->scratch);
	m.found = MQ_ARRAY(s->scratch, match, MATCHES_MOST + 1);
	if (!m.found) return mq_store_fail(s, MQ_LIMIT, "no room for passages");
	if (q->root) want_words(&m, q->root);
	MQ_TRY(mq_store_record(s, s->scratch, hit->row.n, &page, &r));
	mq_words_of(s, r.article.title, match_word, &m);
	hit->title = (mq_passage){.in = MQ_IN_TITLE, .end = (uint32_t)hit->row.title.n, .text = hit->row.title};
	add_marks(a, &m, &hit->title);
	m.n = 0;
	mq_words_of(s, r.article.body, match_word, &m);
	choose(a, &m, r.article.body, hit);
	return mq_arena_failed(a) ? mq_store_fail(s, MQ_LIMIT, "the answer is too large") : MQ_DONE;
}
