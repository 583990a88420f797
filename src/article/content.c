#include "article/content.h"

#include "article/around.h"
#include "base/trees.h"

/* kept when it is likelier text than not; a page that gives little is asked again with less asked of it */
#define KEEP_FROM 0.45f
/* the shown text is this many times the hidden one */
#define HIDDEN_LESS 2u
#define RETRY_FROM  0.2f
#define BODY_LITTLE 250u
/* the mean score of the best make of blocks below which less is asked of every block, and where there is no text at all */
#define SURE_ENOUGH 0.7f
#define SURE_LEAST  0.15f
#define MAKE_LEAST  300u
#define LIFT        0.15f

/* a block of links alone, or of nothing but a word or two outside any article, needs no model */
static bool plainly_not(const mq_block *b)
{
	return b->chars < 3 || (b->link * 20 > b->chars * 19 && b->chars < 25 && (b->inside & (IN_LIST | IN_NAV | IN_FOOTER)));
}

static uint32_t keep_from(mq_look *l, float least)
{
	uint32_t chars = 0;
	for (uint32_t i = 0; i < l->blocks.block.n; i++) {
		mq_block *b = &l->blocks.block.v[i];
		b->keep = b->score > least;
		if (b->keep) chars += b->chars;
	}
	return chars;
}

/* lines that newspapers put among their paragraphs */
#define PHRASE_CHARS 160u
/* notices to readers are paragraphs */
#define NOTICE_CHARS 600u

static void drop_phrases(mq_arena *a, const mq_rules_html *rules, mq_look *l)
{
	for (uint32_t i = 0; i < l->blocks.block.n; i++) {
		mq_block *b = &l->blocks.block.v[i];
		if (!b->keep || b->chars > NOTICE_CHARS) continue;
		mq_text t = mq_block_text(a, &l->dom, b);
		b->keep = !(b->chars <= PHRASE_CHARS ? mq_phrases_match(&rules->phrases, t) : mq_phrases_say(&rules->phrases, t));
	}
}

/* the last resort: whatever reads like sentences in the box that holds most of them */
static void keep_prose(mq_look *l)
{
	uint32_t end = l->dom.node[l->blocks.best].last;
	for (uint32_t i = 0; i < l->blocks.block.n; i++) {
		mq_block *b = &l->blocks.block.v[i];
		if (b->first < l->blocks.best || b->first >= end || b->repeated) continue;
		if (b->chars >= 60 && b->link * 3 < b->chars && !(b->inside & (IN_NAV | IN_FOOTER | IN_FORM | IN_ASIDE)))
			b->keep = true;
	}
}

/* A part of the page that stands this many dropped blocks away from the text, in a box of its own, is another text: rules for
 * commenters, a window that opens, the foot of the page. */
#define ISLAND_GAP 8u

typedef struct {
	uint32_t from, to, chars; /* blocks [from, to) */
	float score;              /* of its kept blocks, by their length */
} cluster;

/* the next run of kept blocks without a wide gap in it */
static bool next_cluster(const mq_look *l, uint32_t from, cluster *out)
{
	uint32_t n = l->blocks.block.n, gap = 0;
	while (from < n && !l->blocks.block.v[from].keep) from++;
	*out = (cluster){.from = from, .to = from};
	for (uint32_t i = from; i < n && gap < ISLAND_GAP; i++) {
		const mq_block *b = &l->blocks.block.v[i];
		if (!b->keep) {
			gap++;
			continue;
		}
		gap = 0;
		out->to = i + 1;
		out->chars += b->chars;
		out->score += b->score * (float)b->chars;
	}
	if (out->chars) out->score /= (float)out->chars;
	return from < n;
}

/* the smallest element that holds blocks [from, to) */
static uint32_t common_box(const mq_look *l, uint32_t from, uint32_t to)
{
	uint32_t at = l->blocks.block.v[from].box, last = l->blocks.block.v[to - 1].last;
	while (at && l->dom.node[at].last < last) at = l->dom.node[at].parent;
	return at;
}

static void drop_islands(mq_look *l)
{
	cluster c, main = {0};
	for (uint32_t at = 0; next_cluster(l, at, &c); at = c.to)
		if (c.chars > main.chars) main = c;
	if (main.chars < BODY_LITTLE) return;
	uint32_t box = common_box(l, main.from, main.to);
	for (int up = 0; up < 2; up++) box = l->dom.node[box].parent;
	for (uint32_t at = 0; next_cluster(l, at, &c); at = c.to) {
		uint32_t first = l->blocks.block.v[c.from].first;
		if (c.from <= main.from || c.chars * 2 > main.chars) continue;
		if (first >= box && first < l->dom.node[box].last) continue;
		for (uint32_t i = c.from; i < c.to; i++) l->blocks.block.v[i].keep = false;
	}
}

/* an article that is cut off below must have this much of its own */
#define OWN_LEAST 250u
/* and be a good part of all, or long in itself */
#define OWN_SURE      1500u
#define HEADING_LEAST 15u

static uint32_t kept_chars(const mq_look *l, uint32_t from, uint32_t to)
{
	uint32_t n = 0;
	for (uint32_t i = 0; i < l->blocks.block.n; i++) {
		const mq_block *b = &l->blocks.block.v[i];
		if (b->keep && b->first >= from && b->first < to) n += b->chars;
	}
	return n;
}

/* The node below the common ancestor of two that holds the first: where that alone holds an article's text, the second begins
 * another one. */
static uint32_t branch_of(const mq_dom *d, uint32_t first, uint32_t second)
{
	uint32_t at = first;
	while (at && d->node[d->node[at].parent].last <= second) at = d->node[at].parent;
	return at;
}

/* pages that go on with the next article when read to the end: a heading of the title's kind, outside the title's own part */
static void cut_appended(mq_look *l)
{
	const mq_dom *d = &l->dom;
	uint32_t title = l->title.node, tried = 0, all = kept_chars(l, 0, d->n);
	if (!title || d->node[title].tag > MQ_TAG_h2) return;
	for (uint32_t i = d->node[title].last; i < d->n && tried < 8; i++) {
		if (d->node[i].tag != d->node[title].tag || (d->node[i].flags & MQ_NODE_HIDE)) continue;
		tried++;
		uint32_t own = branch_of(d, title, i);
		uint32_t chars = own ? kept_chars(l, own, d->node[own].last) : 0;
		if (chars < OWN_LEAST || (chars < OWN_SURE && chars * 4 < all) || l->blocks.sum[i].chars < HEADING_LEAST)
			continue;
		for (uint32_t k = 0; k < l->blocks.block.n; k++)
			if (l->blocks.block.v[k].first >= d->node[own].last) l->blocks.block.v[k].keep = false;
		return;
	}
}

/* Blocks of one make stand or fall together more often than not: each is lifted toward the mean of its make. Gives how sure the
 * trees are of the page's best make: where that is low, their scale is, not the text. */
static float lift(mq_arena *a, mq_look *l)
{
	float best = 0;
	float *score = MQ_ARRAY(a, float, l->blocks.make.n + 1);
	uint32_t *chars = MQ_ARRAY(a, uint32_t, l->blocks.make.n + 1);
	if (!score || !chars) return 1;
	for (uint32_t i = 0; i < l->blocks.block.n; i++) {
		const mq_block *b = &l->blocks.block.v[i];
		if (b->chars < 60 || b->repeated) continue;
		score[b->signature] += b->score * (float)b->chars;
		chars[b->signature] += b->chars;
	}
	for (uint32_t i = 0; i < l->blocks.make.n; i++) {
		score[i] = chars[i] >= MAKE_LEAST ? score[i] / (float)chars[i] : 0;
		if (score[i] > best) best = score[i];
	}
	for (uint32_t i = 0; i < l->blocks.block.n; i++) {
		mq_block *b = &l->blocks.block.v[i];
		float mean = score[b->signature];
		if (b->chars >= 20 && !b->repeated && b->score > 0 && mean > b->score) b->score += LIFT * (mean - b->score);
	}
	return best;
}

/* of blocks that say the same only the likeliest is a candidate: pages hold a text twice, for narrow screens and wide ones */
#define COPY_CHARS 60u

static mq_status drop_copies(mq_arena *a, mq_look *l)
{
	uint32_t cap = 64, n = l->blocks.block.n;
	while (cap < n * 2) cap *= 2;
	uint32_t *slot = MQ_ARRAY(a, uint32_t, cap);
	if (!slot) return mq_fail_memory(a);
	for (uint32_t i = 0; i < n; i++) {
		mq_block *b = &l->blocks.block.v[i], *other = NULL;
		if (b->chars < COPY_CHARS || !b->letters) continue;
		uint32_t k = (uint32_t)(b->letters ^ b->letters >> 32) & (cap - 1);
		for (; slot[k] && !other; k = (k + 1) & (cap - 1))
			if (l->blocks.block.v[slot[k] - 1].letters == b->letters) other = &l->blocks.block.v[slot[k] - 1];
		if (!other) slot[k] = i + 1;
		else if (other->score >= b->score) b->score = 0;
		else {
			other->score = 0;
			slot[(k + cap - 1) & (cap - 1)] = i + 1;
		}
	}
	return MQ_DONE;
}

/* the second look spares blocks that the first is as sure of: most of a page is menus */
#define SURELY_NOT 0.02f

static mq_status look_around(mq_arena *a, const mq_rules_html *rules, mq_look *l)
{
	float f[MQ_FEATURES + MQ_AROUND], *second = MQ_ARRAY(a, float, l->blocks.block.n + 1);
	mq_around around;
	if (!second) return mq_fail_memory(a);
	MQ_TRY(mq_around_find(a, &l->facts, &around));
	for (uint32_t i = 0; i < l->blocks.block.n; i++) {
		second[i] = l->blocks.block.v[i].score;
		if (second[i] < SURELY_NOT) continue;
		mq_block_features(&l->facts, i, f);
		mq_around_features(&around, i, f + MQ_FEATURES);
		second[i] = mq_trees_likely(rules->around, f);
	}
	for (uint32_t i = 0; i < l->blocks.block.n; i++) l->blocks.block.v[i].score = second[i];
	return MQ_DONE;
}

mq_status mq_content_first(mq_arena *a, const mq_rules_html *rules, mq_look *l)
{
	float f[MQ_FEATURES];
	for (uint32_t i = 0; i < l->blocks.block.n; i++) {
		mq_block *b = &l->blocks.block.v[i];
		if (plainly_not(b)) continue;
		mq_block_features(&l->facts, i, f);
		b->score = mq_trees_likely(rules->model, f);
	}
	return drop_copies(a, l);
}

/* what a style hides is what the machine reads, when the page shows a text beside it; some pages hide all until a script shows it
 */
static void drop_hidden(mq_look *l)
{
	uint32_t shown = 0, hidden = 0;
	for (uint32_t i = 0; i < l->blocks.block.n; i++) {
		const mq_block *b = &l->blocks.block.v[i];
		if (b->keep && b->hidden) hidden += b->chars;
		else if (b->keep) shown += b->chars;
	}
	if (shown < BODY_LITTLE || shown < hidden * HIDDEN_LESS) return;
	for (uint32_t i = 0; i < l->blocks.block.n; i++)
		if (l->blocks.block.v[i].hidden) l->blocks.block.v[i].keep = false;
}

static void keep_likely(mq_arena *a, const mq_rules_html *rules, mq_look *l)
{
	float sure = lift(a, l), least = sure < SURE_ENOUGH && sure > SURE_LEAST ? KEEP_FROM * sure / SURE_ENOUGH : KEEP_FROM;
	if (keep_from(l, least) < BODY_LITTLE && keep_from(l, RETRY_FROM) < BODY_LITTLE / 4) keep_prose(l);
	drop_hidden(l);
	cut_appended(l);
	drop_islands(l);
	drop_phrases(a, rules, l);
}

mq_status mq_content_choose(mq_arena *a, const mq_rules_html *rules, mq_look *l)
{
	MQ_TRY(mq_content_first(a, rules, l));
	MQ_TRY(look_around(a, rules, l));
	keep_likely(a, rules, l);
	return MQ_DONE;
}

mq_status mq_content_write(mq_arena *a, const mq_page *page, mq_look *l, mq_article *out)
{
	mq_sheet s;
	mq_sheet_open(&s, a);
	for (uint32_t i = 0; i < l->blocks.block.n; i++) {
		const mq_block *b = &l->blocks.block.v[i];
		if (!b->keep) continue;
		/* the title is a field of its own */
		if (i == l->blocks.heading) continue;
		mq_sheet_line(&s);
		for (uint32_t k = b->first; k < b->last; k++)
			if (!(l->dom.node[k].flags & MQ_NODE_HIDE)) mq_sheet_node(&s, &l->dom, k);
	}
	if (s.full) out->warning = MQ_T("the body was cut at 4 MiB");
	else if (l->dom.cut || l->blocks.block.n >= MQ_HTML_BLOCKS_MOST)
		out->warning = MQ_T("the page has more elements than are read; the rest was left out");
	return mq_sheet_close(&s, page, &out->body, &out->map);
}
