/* The index of shingles: open addressing, in parts that grow by themselves so that no growth is ever large. What a shingle costs
 * does not depend on how many there are. A shingle with too many holders leaves the index, and is only counted: which shingles
 * say something depends on the articles that are there, and not on the order in which they came. */
#include <stdlib.h>

#include "story/story.h"

/* parts; a power of two */
#define PARTS 256u
/* full to four fifths: a search meets few strangers, and little room is lost */
#define FULL_OF(size) ((size) / 5 * 4)
/* a shingle that more articles have is a formula of the trade ("for more news visit"), and no evidence; its holders are forgotten
 */
#define HOLDERS_MOST 128u
/* shared shingles below which no article is looked at */
#define SHARED_LEAST 3u
/* an entry that was taken away */
#define GONE UINT32_MAX
/* articles that share a shingle with one, each shingle counted: all there can be */
#define HITS_MOST (MQ_SIGNATURE_MOST * HOLDERS_MOST)

typedef struct {
	uint32_t hash, article; /* article 0: free */
} entry;

typedef struct {
	entry *v;
	uint32_t size, used; /* used: entries and those gone */
} part;

/* shingles that are formulas, and how many articles have them */
typedef struct {
	uint32_t hash, count; /* count 0: free, or one that is none any more */
	bool taken;
} formula;

struct mq_near {
	part parts[PARTS];
	uint32_t *hits; /* scratch of a search */
	formula *formulas;
	uint32_t formulas_size, formulas_used;
	uint32_t *due; /* articles that the last added one touched: those that share a new formula with it */
	uint32_t due_n;
};

/* samples are the small hashes, so they are spread again */
static uint64_t spread(uint32_t h) { return (uint64_t)h * 0x9e3779b97f4a7c15u; }

static uint32_t place_of(uint32_t h, uint32_t size) { return (uint32_t)(((spread(h) & UINT32_MAX) * size) >> 32); }

mq_near *mq_near_open(void)
{
	mq_near *x = mq_heap_alloc(sizeof *x);
	if (x) x->hits = mq_heap_alloc(HITS_MOST * sizeof *x->hits);
	if (x) x->due = mq_heap_alloc(HITS_MOST * sizeof *x->due);
	if (x && x->hits && x->due) return x;
	mq_near_close(x);
	return NULL;
}

void mq_near_close(mq_near *x)
{
	if (!x) return;
	for (uint32_t i = 0; i < PARTS; i++) mq_heap_free(x->parts[i].v);
	mq_heap_free(x->hits);
	mq_heap_free(x->due);
	mq_heap_free(x->formulas);
	mq_heap_free(x);
}

static void put(part *p, entry e)
{
	uint32_t i = place_of(e.hash, p->size);
	while (p->v[i].article) i = i + 1 < p->size ? i + 1 : 0;
	p->v[i] = e;
	p->used++;
}

static bool make_room(part *p)
{
	if (p->size && p->used + 1 < FULL_OF(p->size)) return true;
	part wider = {.size = p->size < 64 ? 64 : p->size + p->size / 4};
	wider.v = mq_heap_alloc(wider.size * sizeof *wider.v);
	if (!wider.v) return false;
	for (uint32_t i = 0; i < p->size; i++)
		if (p->v[i].article && p->v[i].article != GONE) put(&wider, p->v[i]);
	mq_heap_free(p->v);
	*p = wider;
	return true;
}

/* articles that have a shingle, into out; *known where `article` is among them */
static uint32_t holders(const part *p, uint32_t hash, uint32_t article, uint32_t *out, bool *known)
{
	uint32_t n = 0;
	if (p->size == 0) return 0;
	for (uint32_t i = place_of(hash, p->size); p->v[i].article; i = i + 1 < p->size ? i + 1 : 0) {
		const entry *e = &p->v[i];
		if (e->hash != hash || e->article == GONE) continue;
		if (e->article == article) *known = true;
		else if (n < HOLDERS_MOST) out[n++] = e->article;
	}
	return n;
}

static part *part_of(mq_near *x, uint32_t hash) { return &x->parts[(spread(hash) >> 32) % PARTS]; }

/* ── formulas ── */
static formula *formula_at(formula *v, uint32_t size, uint32_t hash)
{
	uint32_t i = place_of(hash, size);
	while (v[i].taken && v[i].hash != hash) i = i + 1 < size ? i + 1 : 0;
	return &v[i];
}

/* how many articles have a formula, or NULL where it is none */
static formula *formula_of(const mq_near *x, uint32_t hash)
{
	formula *f = x->formulas_size ? formula_at(x->formulas, x->formulas_size, hash) : NULL;
	return f && f->count ? f : NULL;
}

static bool make_formula(mq_near *x, uint32_t hash, uint32_t count)
{
	if (x->formulas_used + 1 >= FULL_OF(x->formulas_size)) {
		uint32_t size = x->formulas_size ? x->formulas_size * 2 : 64;
		formula *v = mq_heap_alloc(size * sizeof *v);
		if (!v) return false;
		x->formulas_used = 0;
		for (uint32_t i = 0; i < x->formulas_size; i++) {
			if (!x->formulas[i].count) continue;
			*formula_at(v, size, x->formulas[i].hash) = x->formulas[i];
			x->formulas_used++;
		}
		mq_heap_free(x->formulas);
		x->formulas = v;
		x->formulas_size = size;
	}
	formula *f = formula_at(x->formulas, x->formulas_size, hash);
	x->formulas_used += !f->taken;
	*f = (formula){hash, count, true};
	return true;
}

static void forget_holder(part *p, uint32_t hash, uint32_t article, bool all)
{
	if (p->size == 0) return;
	for (uint32_t i = place_of(hash, p->size); p->v[i].article; i = i + 1 < p->size ? i + 1 : 0)
		if (p->v[i].hash == hash && (all || p->v[i].article == article)) p->v[i].article = GONE;
}

static bool add_one(mq_near *x, uint32_t article, uint32_t hash)
{
	uint32_t others[HOLDERS_MOST];
	formula *f = formula_of(x, hash);
	part *p = part_of(x, hash);
	bool known = false;
	if (f) {
		f->count++;
		return true;
	}
	uint32_t n = holders(p, hash, article, others, &known);
	if (known) return true;
	if (n == HOLDERS_MOST) {
		memcpy(x->due + x->due_n, others, n * sizeof *others);
		x->due_n += n;
		forget_holder(p, hash, 0, true);
		return make_formula(x, hash, HOLDERS_MOST + 1);
	}
	if (!make_room(p)) return false;
	put(p, (entry){hash, article});
	return true;
}

bool mq_near_add(mq_near *x, uint32_t article, const mq_signature *g)
{
	bool room = true;
	x->due_n = 0;
	for (uint32_t i = 0; i < g->n && room; i++) room = add_one(x, article, g->hash[i]);
	return room;
}

uint32_t mq_near_due(const mq_near *x, const uint32_t **articles)
{
	*articles = x->due;
	return x->due_n;
}

uint32_t mq_near_drop(mq_near *x, uint32_t article, const mq_signature *g, uint32_t revived[MQ_SIGNATURE_MOST])
{
	uint32_t n = 0;
	for (uint32_t k = 0; k < g->n; k++) {
		formula *f = formula_of(x, g->hash[k]);
		if (!f) forget_holder(part_of(x, g->hash[k]), g->hash[k], article, false);
		else if (--f->count == HOLDERS_MOST) {
			f->count = 0;
			revived[n++] = g->hash[k];
		}
	}
	return n;
}

bool mq_near_revive(mq_near *x, uint32_t article, uint32_t hash) { return add_one(x, article, hash); }

static int by_number(const void *x, const void *y)
{
	const uint32_t *a = x, *b = y;
	return (*a > *b) - (*a < *b);
}

static int by_shared(const void *x, const void *y)
{
	const mq_near_hit *a = x, *b = y;
	if (a->shared != b->shared) return a->shared < b->shared ? 1 : -1;
	return (a->article > b->article) - (a->article < b->article);
}

/* keeps the `most` hits that share most: the last one of a full list gives way */
static uint32_t keep_hit(mq_near_hit *out, uint32_t n, uint32_t most, mq_near_hit hit)
{
	uint32_t at = n < most ? n : most - 1;
	if (n == most && by_shared(&out[most - 1], &hit) <= 0) return n;
	for (; at > 0 && by_shared(&out[at - 1], &hit) > 0; at--) out[at] = out[at - 1];
	out[at] = hit;
	return n < most ? n + 1 : n;
}

uint32_t mq_near_find(mq_near *x, const mq_signature *g, mq_near_hit *out, uint32_t most)
{
	uint32_t n = 0, kept = 0;
	bool known = false;
	for (uint32_t i = 0; i < g->n; i++) {
		n += holders(part_of(x, g->hash[i]), g->hash[i], 0, x->hits + n, &known);
	}
	qsort(x->hits, n, sizeof *x->hits, by_number);
	for (uint32_t i = 0, end; i < n && most; i = end) {
		end = i + 1;
		while (end < n && x->hits[end] == x->hits[i]) end++;
		if (end - i >= SHARED_LEAST) kept = keep_hit(out, kept, most, (mq_near_hit){x->hits[i], end - i});
	}
	return kept;
}

size_t mq_near_bytes(const mq_near *x)
{
	size_t n = sizeof *x + 2 * HITS_MOST * sizeof *x->hits + x->formulas_size * sizeof *x->formulas;
	for (uint32_t i = 0; i < PARTS; i++) n += x->parts[i].size * sizeof(entry);
	return n;
}
