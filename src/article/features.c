#include "article/features.h"

#include <math.h>

static float share(uint32_t part, uint32_t whole) { return whole ? (float)part / (float)whole : 0.0f; }
static float size(uint32_t n) { return log2f((float)n + 1.0f); }

mq_status mq_page_facts_find(mq_arena *a, const mq_dom *d, const mq_blocks *b, mq_page_facts *out)
{
	*out = (mq_page_facts){.d = d, .b = b, .first = UINT32_MAX, .last = UINT32_MAX};
	out->density = MQ_ARRAY(a, float, b->block.n + 1);
	out->bare = MQ_ARRAY(a, uint32_t, b->block.n + 1);
	if (!out->density || !out->bare) return mq_fail_memory(a);
	uint32_t end = d->node[b->best].last;
	for (uint32_t i = 0; i < b->block.n; i++) {
		const mq_block *x = &b->block.v[i];
		out->density[i] = share(x->link, x->chars);
		out->bare[i + 1] = out->bare[i] + x->chars - x->link;
		bool prose = x->chars >= 80 && x->link * 3 < x->chars && x->ends > 0;
		if (!prose || x->first < b->best || x->first >= end) continue;
		if (out->first == UINT32_MAX) out->first = i;
		out->last = i;
	}
	return MQ_DONE;
}

static float *of_text(const mq_block *x, float *f)
{
	*f++ = size(x->chars);
	*f++ = size(x->words);
	*f++ = share(x->link, x->chars);
	*f++ = (float)(x->ends < 10 ? x->ends : 10);
	*f++ = (float)(x->commas < 10 ? x->commas : 10);
	*f++ = share((x->ends + x->commas) * 100, x->chars);
	*f++ = x->closed;
	*f++ = x->starts_upper;
	*f++ = share(x->upper, x->chars);
	*f++ = share(x->digits, x->chars);
	*f++ = share(x->chars, x->words);
	*f++ = (float)(x->symbols < 10 ? x->symbols : 10);
	*f++ = share(x->bold, x->chars);
	*f++ = x->after_br;
	*f++ = x->repeated;
	*f++ = x->in_json;
	return f;
}

static float tag_class(uint16_t tag)
{
	switch (tag) {
	case MQ_TAG_p: return 0;
	case MQ_TAG_div: return 1;
	case MQ_TAG_li: return 2;
	case MQ_TAG_h1: return 3;
	case MQ_TAG_h2: return 4;
	case MQ_TAG_h3: return 5;
	case MQ_TAG_h4:
	case MQ_TAG_h5:
	case MQ_TAG_h6: return 6;
	case MQ_TAG_blockquote:
	case MQ_TAG_pre: return 7;
	case MQ_TAG_figcaption:
	case MQ_TAG_figure:
	case MQ_TAG_caption: return 8;
	case MQ_TAG_td:
	case MQ_TAG_th: return 9;
	case MQ_TAG_dd:
	case MQ_TAG_dt: return 10;
	case MQ_TAG_article:
	case MQ_TAG_section:
	case MQ_TAG_main: return 11;
	case MQ_TAG_header:
	case MQ_TAG_footer:
	case MQ_TAG_aside:
	case MQ_TAG_nav: return 12;
	default: return 13;
	}
}

static float *of_place(const mq_page_facts *p, const mq_block *x, float *f)
{
	const mq_node *box = &p->d->node[x->box];
	*f++ = tag_class(box->tag);
	*f++ = tag_class(p->d->node[box->parent].tag);
	*f++ = (float)box->depth;
	for (int i = 0; i < 16; i++) *f++ = (float)(x->inside >> i & 1);
	*f++ = x->tokens_sum;
	*f++ = x->tokens_least;
	*f++ = x->tokens_most;
	*f++ = x->tokens[0];
	return f;
}

/* the boxes around it: how much text, how much of it links, how much of it prose */
static float *of_boxes(const mq_page_facts *p, const mq_block *x, float *f)
{
	const mq_blocks *b = p->b;
	uint32_t at = x->box;
	for (int i = 0; i < 4; i++) {
		const mq_sums *s = &b->sum[at];
		if (i) {
			*f++ = share(s->prose, b->prose);
			*f++ = share(s->link, s->chars);
			*f++ = size(s->chars);
		}
		at = p->d->node[at].parent;
	}
	const mq_make *m = &b->make.v[x->signature];
	*f++ = size(m->n);
	*f++ = size(m->chars / (m->n ? m->n : 1));
	*f++ = share(m->link, m->chars);
	return f;
}

static float *of_position(const mq_page_facts *p, uint32_t i, float *f)
{
	const mq_blocks *b = p->b;
	const mq_block *x = &b->block.v[i];
	bool inside = x->first >= b->best && x->first < p->d->node[b->best].last;
	*f++ = share(x->before, b->chars);
	*f++ = inside;
	/* in blocks from the span of prose: below 0 before it, above 0 after */
	float d = 0;
	if (p->first == UINT32_MAX) d = 20;
	else if (i < p->first) d = -(float)(p->first - i);
	else if (i > p->last) d = (float)(i - p->last);
	*f++ = d < -20 ? -20 : d > 20 ? 20 : d;
	float h = 99;
	if (b->heading != UINT32_MAX) h = (float)i - (float)b->heading;
	*f++ = h < -20 ? -20 : h > 60 && h != 99 ? 60 : h;
	*f++ = size(b->prose);
	return f;
}

static float *of_neighbour(const mq_page_facts *p, uint32_t i, int64_t k, float *f)
{
	const mq_blocks *b = p->b;
	if (k < 0 || k >= b->block.n) {
		*f++ = -1;
		*f++ = -1;
		*f++ = -1;
		return f;
	}
	const mq_block *x = &b->block.v[k], *me = &b->block.v[i];
	*f++ = size(x->chars);
	*f++ = p->density[k];
	*f++ = (float)((x->box == me->box) * 2 + (p->d->node[x->box].parent == p->d->node[me->box].parent));
	return f;
}

static float *of_marks(const mq_block *x, float *f)
{
	*f++ = share(x->italic, x->chars);
	*f++ = x->colon;
	*f++ = x->after_media;
	*f++ = x->before_media;
	*f++ = x->in_description;
	*f++ = x->in_title;
	*f++ = x->names_author;
	return f;
}

/* how far up a list, a table or a figure is looked for */
#define LEVELS_MOST 12

/* the list or table around it: how long, how much of it links; and the same of the item */
static float *of_lists(const mq_page_facts *p, const mq_block *x, float *f)
{
	uint32_t at = x->box, item = x->box;
	for (int i = 0; i < LEVELS_MOST && at; i++, item = at, at = p->d->node[at].parent) {
		uint16_t tag = p->d->node[at].tag;
		if (tag != MQ_TAG_ul && tag != MQ_TAG_ol && tag != MQ_TAG_table && tag != MQ_TAG_dl) continue;
		const mq_sums *s = &p->b->sum[at], *own = &p->b->sum[item];
		*f++ = tag == MQ_TAG_table ? 2 : 1;
		*f++ = size(s->blocks);
		*f++ = share(s->chars, s->blocks);
		*f++ = share(s->link, s->chars);
		*f++ = share(own->link, own->chars);
		return f;
	}
	for (int i = 0; i < 5; i++) *f++ = 0;
	return f;
}

#define WINDOW 6u

static float *of_window(const mq_page_facts *p, uint32_t i, float *f)
{
	uint32_t n = p->b->block.n, from = i > WINDOW ? i - WINDOW : 0, to = i + 1 + WINDOW < n ? i + 1 + WINDOW : n;
	*f++ = size(p->bare[i] - p->bare[from]);
	*f++ = size(p->bare[to] - p->bare[i + 1]);
	const mq_make *m = &p->b->make.v[p->b->block.v[i].signature];
	*f++ = share(m->chars - m->link, p->bare[n]);
	*f++ = share(p->bare[i], p->bare[n]);
	return f;
}

/* levels up to the first element that holds the most prose, and levels from there to the box that the prose is in */
static float *of_depth(const mq_page_facts *p, const mq_block *x, float *f)
{
	const mq_node *node = p->d->node;
	uint32_t at = x->box, best = p->b->best;
	int up = 0;
	while (at && up < LEVELS_MOST && !(at <= best && node[at].last > best)) {
		at = node[at].parent;
		up++;
	}
	*f++ = (float)up;
	*f++ = (float)node[best].depth - (float)node[at].depth;
	/* what the branch holds that this block is in, beside the best box */
	uint32_t branch = x->box;
	for (int i = 1; i < up; i++) branch = node[branch].parent;
	const mq_sums *s = &p->b->sum[branch];
	*f++ = share(s->prose, p->b->prose);
	*f++ = share(s->link, s->chars);
	*f++ = size(s->chars);
	return f;
}

void mq_block_features(const mq_page_facts *p, uint32_t i, float out[MQ_FEATURES])
{
	const mq_block *x = &p->b->block.v[i];
	float *f = of_text(x, out);
	f = of_place(p, x, f);
	f = of_boxes(p, x, f);
	f = of_position(p, i, f);
	f = of_neighbour(p, i, (int64_t)i - 1, f);
	f = of_neighbour(p, i, (int64_t)i + 1, f);
	f = of_neighbour(p, i, (int64_t)i - 2, f);
	f = of_neighbour(p, i, (int64_t)i + 2, f);
	float least = x->tokens[0];
	for (int k = 1; k < 4; k++) {
		*f++ = x->tokens[k];
		if (x->tokens[k] < least) least = x->tokens[k];
	}
	*f++ = least;
	f = of_marks(x, f);
	f = of_lists(p, x, f);
	f = of_window(p, i, f);
	of_depth(p, x, f);
}
