#include "article/around.h"

/* a block that the first look is sure of */
#define SURE_SCORE  0.8f
#define SURE_CHARS  60u
#define WINDOW      6u
#define APART_MOST  30.0f
#define BESIDE_MOST 20.0f

static void add(mq_weighed *to, const mq_block *b)
{
	to->score += (double)b->score * b->chars;
	to->chars += b->chars;
}

static uint32_t parent_of(const mq_page_facts *p, const mq_block *b) { return p->d->node[b->box].parent; }

static void find_sure(const mq_blocks *b, mq_around *out)
{
	uint32_t last = UINT32_MAX;
	out->sure_first = UINT32_MAX;
	for (uint32_t i = 0; i < b->block.n; i++) {
		const mq_block *x = &b->block.v[i];
		if (x->score > SURE_SCORE && x->chars > SURE_CHARS) last = i;
		if (out->sure_first == UINT32_MAX) out->sure_first = last;
		out->sure_before[i] = last;
	}
	out->sure_last = last;
	for (uint32_t i = b->block.n, next = UINT32_MAX; i-- > 0;) {
		out->sure_after[i] = next;
		if (out->sure_before[i] == i) next = i;
	}
}

mq_status mq_around_find(mq_arena *a, const mq_page_facts *p, mq_around *out)
{
	const mq_blocks *b = p->b;
	*out = (mq_around){.p = p};
	out->before = MQ_ARRAY(a, mq_weighed, b->block.n + 1);
	out->box = MQ_ARRAY(a, mq_weighed, p->d->n);
	out->make = MQ_ARRAY(a, mq_weighed, b->make.n + 1);
	out->sure_before = MQ_ARRAY(a, uint32_t, b->block.n + 1);
	out->sure_after = MQ_ARRAY(a, uint32_t, b->block.n + 1);
	if (!out->before || !out->box || !out->make || !out->sure_before || !out->sure_after) return mq_fail_memory(a);
	for (uint32_t i = 0; i < b->block.n; i++) {
		const mq_block *x = &b->block.v[i];
		out->before[i + 1] = out->before[i];
		add(&out->before[i + 1], x);
		add(&out->box[parent_of(p, x)], x);
		add(&out->make[x->signature], x);
	}
	find_sure(b, out);
	return MQ_DONE;
}

/* the mean of what is there without the block itself; -1 when that is nothing */
static float others(const mq_weighed *all, const mq_block *b)
{
	double chars = all->chars - b->chars;
	return chars > 0 ? (float)((all->score - (double)b->score * b->chars) / chars) : -1.0f;
}

static float apart(uint32_t from, uint32_t to)
{
	if (from == UINT32_MAX || to == UINT32_MAX) return APART_MOST;
	float n = (float)(to - from);
	return n < APART_MOST ? n : APART_MOST;
}

static float beside(const mq_around *r, uint32_t i)
{
	float n = 0;
	if (r->sure_first == UINT32_MAX) return 0;
	if (i < r->sure_first) n = -(float)(r->sure_first - i);
	else if (i > r->sure_last) n = (float)(i - r->sure_last);
	return n < -BESIDE_MOST ? -BESIDE_MOST : n > BESIDE_MOST ? BESIDE_MOST : n;
}

void mq_around_features(const mq_around *r, uint32_t i, float out[MQ_AROUND])
{
	static const int64_t neighbour[] = {-3, -2, -1, 1, 2, 3};
	const mq_blocks *b = r->p->b;
	const mq_block *x = &b->block.v[i];
	uint32_t n = b->block.n, from = i > WINDOW ? i - WINDOW : 0, to = i + 1 + WINDOW < n ? i + 1 + WINDOW : n;
	float *f = out;
	*f++ = x->score;
	for (size_t k = 0; k < sizeof neighbour / sizeof *neighbour; k++) {
		int64_t at = (int64_t)i + neighbour[k];
		*f++ = at < 0 || at >= n ? -1.0f : b->block.v[at].score;
	}
	mq_weighed window = {r->before[to].score - r->before[from].score, r->before[to].chars - r->before[from].chars};
	*f++ = others(&window, x);
	*f++ = others(&r->box[parent_of(r->p, x)], x);
	*f++ = others(&r->make[x->signature], x);
	*f++ = beside(r, i);
	/* a sure block is at no distance from itself, and its own next */
	bool sure = r->sure_before[i] == i;
	uint32_t earlier = sure ? (i ? r->sure_before[i - 1] : UINT32_MAX) : r->sure_before[i];
	*f++ = apart(earlier, i);
	*f++ = sure ? 0 : apart(i, r->sure_after[i]);
	double all = r->before[n].score;
	*f++ = all > 0 ? (float)(r->before[i].score / all) : 0;
}
