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

mq_status mq_copied_of(mq_arena *a, mq_terms *terms, mq_text x, mq_text y, mq_copieds *out)
{
	listing p = {.a = a}, q = {.a = a};
	memset(out, 0, sizeof *out);
	mq_terms_each(terms, x, MQ_TERMS_STEM, take_term, &p);
	mq_terms_each(terms, y, MQ_TERMS_STEM, take_term, &q);
	if (p.list.n < MQ_SHINGLE_TERMS || q.list.n < MQ_SHINGLE_TERMS) return MQ_DONE;
	uint32_t n = q.list.n - MQ_SHINGLE_TERMS + 1;
	shingle *v = MQ_ARRAY(a, shingle, n);
	if (!v) return MQ_FAIL(MQ_LIMIT, MQ_BYTE_UNKNOWN, "no room for copied passages");
	for (uint32_t i = 0; i < n; i++) v[i] = (shingle){shingle_at(&q.list, i), i};
	qsort(v, n, sizeof *v, by_key);
	for (uint32_t i = 0; i + MQ_SHINGLE_TERMS <= p.list.n;) {
		uint32_t at = find(v, n, shingle_at(&p.list, i));
		uint32_t length = at == UINT32_MAX ? 0 : run_of(&p.list, i, &q.list, v[at].at);
		if (length < MQ_SHINGLE_TERMS) {
			i++;
			continue;
		}
		uint32_t k = v[at].at;
		mq_copied *c = mq_push(a, out);
		if (!c) return MQ_FAIL(MQ_LIMIT, MQ_BYTE_UNKNOWN, "no room for copied passages");
		*c =
		    (mq_copied){p.list.v[i].start, p.list.v[i + length - 1].end, q.list.v[k].start, q.list.v[k + length - 1].end};
		i += length;
	}
	return MQ_DONE;
}
