/* What one text has of another: the shingles of the one are looked up in the other, and neighbours that go on together make a
 * passage. */
#include <stdlib.h>

#include "story/story.h"

/* terms of a text that are looked at: what is longer is shown in part */
#define TERMS_MOST 20000u

typedef struct {
	uint64_t key;
	uint32_t start, end;
} term;
typedef MQ_VEC(term) term_list;

typedef struct {
	mq_arena *a;
	term_list list;
} listing;

static bool take_term(void *to, mq_text t, uint32_t start, uint32_t end, bool colocated)
{
	listing *l = to;
	if (colocated) return true;
	term *x = mq_push(l->a, &l->list);
	if (x) *x = (term){mq_hash(t), start, end};
	return x && l->list.n < TERMS_MOST;
}

typedef struct {
	uint64_t key;
	uint32_t at; /* first term of the shingle */
} shingle;

static int by_key(const void *x, const void *y)
{
	const shingle *a = x, *b = y;
	if (a->key != b->key) return a->key < b->key ? -1 : 1;
	return (a->at > b->at) - (a->at < b->at);
}

static uint64_t shingle_at(const term_list *l, uint32_t at)
{
	uint64_t key = 0;
	for (uint32_t i = 0; i < MQ_SHINGLE_TERMS; i++) key = (key ^ l->v[at + i].key) * 0x9e3779b97f4a7c15u + (key >> 29);
	return key;
}

static uint32_t find(const shingle *v, uint32_t n, uint64_t key)
{
	uint32_t low = 0, high = n;
	while (low < high) {
		uint32_t mid = low + (high - low) / 2;
		if (v[mid].key < key) low = mid + 1;
		else high = mid;
	}
	return low < n && v[low].key == key ? low : UINT32_MAX;
}

/* terms from i of x and from k of y that are the same */
static uint32_t run_of(const term_list *x, uint32_t i, const term_list *y, uint32_t k)
{
	uint32_t n = 0;
	while (i + n < x->n && k + n < y->n && x->v[i + n].key == y->v[k + n].key) n++;
	return n;
}

/* The greater part of the shorter text, in passages rather than in phrases, and of its first words something: two articles that
 * carry the same third text below their own share none of those. Days later a form is filled in again (weather, markets): then
 * most of the longer text must be there, too. Chosen on pairs judged by reading (tests/quality/neardup_pairs.tsv). */
#define SHORTER_LEAST  0.6
#define LEAD_TERMS     40u
#define LEAD_LEAST     0.15
#define RUN_LEAST      8.0
#define SENTENCE_TERMS 25u
#define SENTENCE_LEAST 0.9
#define LATER_DAYS     2
#define LATER_LONGER   0.8

bool mq_is_copied(const mq_copied_share *s, int32_t days)
{
	/* one sentence is soon said alike */
	if (s->terms < SENTENCE_TERMS && s->of_shorter < SENTENCE_LEAST) return false;
	if (s->of_shorter < SHORTER_LEAST || s->lead < LEAD_LEAST || s->run < RUN_LEAST) return false;
	return days < LATER_DAYS || s->of_longer >= LATER_LONGER;
}

typedef struct {
	uint64_t copied, lead, squares;
} counting;

static void count_run(counting *c, uint32_t at, uint32_t n)
{
	c->copied += n;
	c->squares += (uint64_t)n * n;
	if (at < LEAD_TERMS) c->lead += at + n < LEAD_TERMS ? n : LEAD_TERMS - at;
}

static mq_status walk(mq_arena *a, const term_list *x, const term_list *y, bool swapped, mq_copieds *out, counting *count)
{
	uint32_t n = y->n - MQ_SHINGLE_TERMS + 1;
	shingle *v = MQ_ARRAY(a, shingle, n);
	if (!v) return MQ_FAIL(MQ_LIMIT, MQ_BYTE_UNKNOWN, "no room for copied passages");
	for (uint32_t i = 0; i < n; i++) v[i] = (shingle){shingle_at(y, i), i};
	qsort(v, n, sizeof *v, by_key);
	for (uint32_t i = 0; i + MQ_SHINGLE_TERMS <= x->n;) {
		uint32_t at = find(v, n, shingle_at(x, i));
		uint32_t length = at == UINT32_MAX ? 0 : run_of(x, i, y, v[at].at);
		if (length < MQ_SHINGLE_TERMS) {
			i++;
			continue;
		}
		const term *from = &x->v[i], *to = &y->v[v[at].at];
		mq_copied *c = mq_push(a, out);
		if (!c) return MQ_FAIL(MQ_LIMIT, MQ_BYTE_UNKNOWN, "no room for copied passages");
		*c = (mq_copied){from->start, from[length - 1].end, to->start, to[length - 1].end};
		if (swapped) *c = (mq_copied){c->other_start, c->other_end, c->start, c->end};
		count_run(count, i, length);
		i += length;
	}
	return MQ_DONE;
}

mq_status mq_copied_of(mq_arena *a, mq_terms *terms, mq_text x, mq_text y, mq_copieds *out, mq_copied_share *share)
{
	listing p = {.a = a}, q = {.a = a};
	counting count = {0};
	memset(out, 0, sizeof *out);
	memset(share, 0, sizeof *share);
	mq_terms_each(terms, x, MQ_TERMS_STEM, take_term, &p);
	mq_terms_each(terms, y, MQ_TERMS_STEM, take_term, &q);
	/* the shorter is looked up in the longer, whichever came first */
	bool swap = p.list.n > q.list.n || (p.list.n == q.list.n && mq_text_cmp(x, y) > 0);
	const term_list *shorter = swap ? &q.list : &p.list, *longer = swap ? &p.list : &q.list;
	share->terms = shorter->n;
	if (shorter->n < MQ_SHINGLE_TERMS) return MQ_DONE;
	MQ_TRY(walk(a, shorter, longer, swap, out, &count));
	share->of_shorter = (double)count.copied / shorter->n;
	share->of_longer = (double)count.copied / longer->n;
	share->lead = (double)count.lead / (shorter->n < LEAD_TERMS ? shorter->n : LEAD_TERMS);
	if (count.copied) share->run = (double)count.squares / (double)count.copied;
	return MQ_DONE;
}
