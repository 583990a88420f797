/* Which bytes many pages share. Every window of a few bytes is counted by the samples that have it; stretches whose windows all
 * are shared are taken greedily by what they bring a byte, and what they brought is then worth nothing more. */
#include "store/dictionary.h"

/* places of the count; a power of two. With three quarters of them taken no new window is counted */
#define SLOT_BITS 22u
#define SLOTS     (1u << SLOT_BITS)
#define FULL      (SLOTS / 4 * 3)
/* bytes of one stretch: what is longer is taken in parts */
#define STRETCH_MOST 256u

typedef struct {
	uint32_t mark;        /* of the window's hash; 0: free */
	uint16_t last, count; /* the last sample that had it, and how many did */
} slot;

typedef struct {
	const char *p;
	uint32_t n;
	float worth; /* a byte */
} stretch;

typedef struct {
	slot *slots;
	uint32_t used;
	stretch *v;
	size_t n, room;
} choosing;

static slot *slot_of(const choosing *c, const char *p, uint32_t *mark)
{
	uint64_t h = mq_hash(mq_text_at(p, MQ_SHARED_WINDOW));
	uint32_t i = (uint32_t)(h >> (64 - SLOT_BITS));
	*mark = (uint32_t)h | 1;
	while (c->slots[i].mark && c->slots[i].mark != *mark) i = (i + 1) & (SLOTS - 1);
	return &c->slots[i];
}

static void count_sample(choosing *c, mq_text t, uint16_t number)
{
	for (size_t i = 0; i + MQ_SHARED_WINDOW <= t.n; i++) {
		uint32_t mark;
		slot *s = slot_of(c, t.p + i, &mark);
		if (!s->mark) {
			if (c->used >= FULL) continue;
			c->used++;
			s->mark = mark;
		}
		if (s->last == number) continue;
		s->last = number;
		if (s->count < UINT16_MAX) s->count++;
	}
}

static bool is_shared(const choosing *c, const char *p)
{
	uint32_t mark;
	return slot_of(c, p, &mark)->count >= MQ_SHARED_LEAST;
}

static float worth_of(const choosing *c, const stretch *x)
{
	uint64_t sum = 0;
	uint32_t mark;
	for (uint32_t i = 0; i + MQ_SHARED_WINDOW <= x->n; i++) sum += slot_of(c, x->p + i, &mark)->count;
	return (float)sum / (float)x->n;
}

static bool add_stretch(choosing *c, const char *p, size_t n)
{
	if (c->n == c->room) {
		size_t room = c->room ? c->room * 2 : 4096;
		stretch *v = mq_heap_realloc(c->v, room * sizeof *v);
		if (!v) return false;
		c->v = v;
		c->room = room;
	}
	stretch *x = &c->v[c->n++];
	*x = (stretch){p, (uint32_t)n, 0};
	x->worth = worth_of(c, x);
	return true;
}

static bool cut_sample(choosing *c, mq_text t)
{
	for (size_t i = 0; i + MQ_SHARED_WINDOW <= t.n;) {
		size_t end = i;
		while (end + MQ_SHARED_WINDOW <= t.n && end - i < STRETCH_MOST && is_shared(c, t.p + end)) end++;
		if (end == i) {
			i++;
			continue;
		}
		if (!add_stretch(c, t.p + i, end - i + MQ_SHARED_WINDOW - 1)) return false;
		i = end;
	}
	return true;
}

/* ties are broken by place, so that the same samples give the same bytes */
static bool is_before(const stretch *x, const stretch *y)
{
	if (x->worth > y->worth || x->worth < y->worth) return x->worth > y->worth;
	return x->p < y->p;
}

static void sift(choosing *c, size_t i)
{
	for (size_t child; (child = 2 * i + 1) < c->n; i = child) {
		if (child + 1 < c->n && is_before(&c->v[child + 1], &c->v[child])) child++;
		if (is_before(&c->v[i], &c->v[child])) return;
		stretch t = c->v[i];
		c->v[i] = c->v[child];
		c->v[child] = t;
	}
}

static void take_stretch(choosing *c, char *to, size_t *at)
{
	stretch x = c->v[0];
	uint32_t mark;
	c->v[0] = c->v[--c->n];
	sift(c, 0);
	*at -= x.n;
	memcpy(to + *at, x.p, x.n);
	for (uint32_t i = 0; i + MQ_SHARED_WINDOW <= x.n; i++) slot_of(c, x.p + i, &mark)->count = 0;
}

static void lower(choosing *c, float now)
{
	c->v[0].worth = now;
	if (now <= 0) c->v[0] = c->v[--c->n];
	sift(c, 0);
}

/* the best stands last, where it is nearest to what is packed */
static void choose(choosing *c, size_t most, mq_buf *out)
{
	size_t at = most;
	if (!mq_buf_room(out, most)) return;
	for (size_t i = c->n / 2; i-- > 0;) sift(c, i);
	while (c->n && c->v[0].n <= at) {
		float now = worth_of(c, &c->v[0]), before = c->v[0].worth;
		if (now > 0 && now >= before) take_stretch(c, out->p, &at);
		else lower(c, now); /* others took some of it */
	}
	memmove(out->p, out->p + at, most - at);
	out->n = most - at;
}

mq_status mq_dictionary_make(const mq_text *samples, uint32_t n, size_t most, mq_buf *out)
{
	choosing c = {.slots = mq_heap_alloc(SLOTS * sizeof *c.slots)};
	bool room = c.slots != NULL;
	if (n >= UINT16_MAX) n = UINT16_MAX - 1;
	for (uint32_t i = 0; room && i < n; i++) count_sample(&c, samples[i], (uint16_t)(i + 1));
	for (uint32_t i = 0; room && i < n; i++) room = cut_sample(&c, samples[i]);
	if (room) choose(&c, most, out);
	mq_heap_free(c.slots);
	mq_heap_free(c.v);
	return room && !out->failed ? MQ_DONE : MQ_FAIL(MQ_NO_MEMORY, MQ_BYTE_UNKNOWN, "no room for a dictionary");
}
