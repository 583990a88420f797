/* Groups by average link: two groups are one where the mean likeness of their members holds. Found by chains of nearest
 * neighbours, which gives what merging the nearest pair first gives, in time square in the members of one connected part. */
#include <stdlib.h>

#include "story/story.h"

/* members of one connected part that are weighed against each other; a larger part is first cut where it holds together least */
#define PART_MOST 1500u
#define STEP      0.04f

typedef struct {
	mq_arena *a;
	const mq_tie *ties;
	uint32_t ties_n, n;
	uint32_t *up;    /* of members: towards the first of their part */
	uint32_t *place; /* of members: in their part's matrix */
	uint32_t *group;
	uint32_t *first, *order; /* ties by the first member of their part: order[first[part] …] */
} grouping;

static uint32_t root_of(uint32_t *up, uint32_t i)
{
	while (up[i] != i) i = up[i] = up[up[i]];
	return i;
}

static void join(uint32_t *up, uint32_t x, uint32_t y)
{
	x = root_of(up, x);
	y = root_of(up, y);
	if (x < y) up[y] = x;
	else up[x] = y;
}

/* one part's matrix of sums of likeness between groups, and how many each group has */
typedef struct {
	float *sum;
	uint32_t *size, *member, *chain;
	uint32_t n;
} matrix;

static float mean(const matrix *m, uint32_t i, uint32_t k)
{
	return m->sum[(size_t)i * m->n + k] / ((float)m->size[i] * (float)m->size[k]);
}

static uint32_t nearest(const matrix *m, uint32_t i, uint32_t favoured, float *how)
{
	uint32_t best = UINT32_MAX;
	*how = -1;
	for (uint32_t k = 0; k < m->n; k++) {
		if (k == i || m->size[k] == 0) continue;
		float v = mean(m, i, k);
		if (v > *how || (v >= *how && k == favoured)) {
			*how = v;
			best = k;
		}
	}
	return best;
}

static void merge(grouping *g, matrix *m, uint32_t i, uint32_t k)
{
	uint32_t keep = i < k ? i : k, drop = i < k ? k : i;
	for (uint32_t x = 0; x < m->n; x++) {
		m->sum[(size_t)keep * m->n + x] += m->sum[(size_t)drop * m->n + x];
		m->sum[(size_t)x * m->n + keep] = m->sum[(size_t)keep * m->n + x];
	}
	m->size[keep] += m->size[drop];
	m->size[drop] = 0;
	join(g->group, m->member[keep], m->member[drop]);
}

static void group_part(grouping *g, matrix *m)
{
	uint32_t length = 0, next = 0;
	for (;;) {
		float how;
		while (next < m->n && m->size[next] == 0) next++;
		if (length == 0 && next == m->n) return;
		if (length == 0) m->chain[length++] = next;
		uint32_t i = m->chain[length - 1], before = length > 1 ? m->chain[length - 2] : UINT32_MAX;
		uint32_t k = nearest(m, i, before, &how);
		if (k == UINT32_MAX || how < (float)MQ_STORY_LIKENESS) {
			/* nothing is near enough: what leads here holds no better, so this group is done */
			m->size[i] = 0;
			length--;
		} else if (k == before) {
			merge(g, m, i, k);
			length -= 2;
		} else m->chain[length++] = k;
	}
}

static mq_status fill_part(grouping *g, const uint32_t *members, uint32_t n)
{
	matrix m = {.n = n};
	m.sum = MQ_ARRAY(g->a, float, (size_t)n *n);
	m.size = MQ_ARRAY(g->a, uint32_t, n);
	m.chain = MQ_ARRAY(g->a, uint32_t, n + 1);
	m.member = MQ_ARRAY(g->a, uint32_t, n);
	if (!m.sum || !m.size || !m.chain || !m.member) return MQ_FAIL(MQ_LIMIT, MQ_BYTE_UNKNOWN, "no room for stories");
	for (uint32_t i = 0; i < n; i++) {
		m.size[i] = 1;
		m.member[i] = members[i];
		g->place[members[i]] = i;
	}
	uint32_t part = g->up[members[0]], last = g->up[members[n - 1]] == part ? members[n - 1] : part;
	for (uint32_t i = g->first[part]; i < g->first[part + 1]; i++) {
		const mq_tie *t = &g->ties[g->order[i]];
		if (t->x > last || t->y > last) continue;
		uint32_t x = g->place[t->x], y = g->place[t->y];
		m.sum[(size_t)x * n + y] = m.sum[(size_t)y * n + x] = t->likeness;
	}
	group_part(g, &m);
	return MQ_DONE;
}

/* ties within a part, part after part */
static void sort_ties(grouping *g)
{
	memset(g->first, 0, (g->n + 2) * sizeof *g->first);
	for (int pass = 0; pass < 2; pass++) {
		for (uint32_t i = 0; i < g->ties_n; i++) {
			uint32_t part = g->up[g->ties[i].x];
			if (g->up[g->ties[i].y] != part) continue;
			if (pass == 0) g->first[part + 2]++;
			else g->order[g->first[part + 1]++] = i;
		}
		for (uint32_t i = 2; pass == 0 && i < g->n + 2; i++) g->first[i] += g->first[i - 1];
	}
}

/* parts of members connected by ties of at least `least`; members of larger parts are cut again by stronger ties */
static mq_status group_by(grouping *g, const bool *open, float least)
{
	uint32_t *count = MQ_ARRAY(g->a, uint32_t, g->n), *list = MQ_ARRAY(g->a, uint32_t, g->n);
	bool *again = MQ_ARRAY(g->a, bool, g->n), any = false;
	if (!count || !list || !again) return MQ_FAIL(MQ_LIMIT, MQ_BYTE_UNKNOWN, "no room for stories");
	for (uint32_t i = 0; i < g->n; i++) g->up[i] = i;
	for (uint32_t i = 0; i < g->ties_n; i++) {
		const mq_tie *t = &g->ties[i];
		if (t->likeness >= least && open[t->x] && open[t->y]) join(g->up, t->x, t->y);
	}
	for (uint32_t i = 0; i < g->n; i++) count[g->up[i] = root_of(g->up, i)]++;
	sort_ties(g);
	for (uint32_t i = 0; i < g->n; i++) {
		uint32_t size = count[i], n = 0;
		if (g->up[i] != i || !open[i] || size < 2) continue;
		for (uint32_t k = i; k < g->n && n < size; k++)
			if (g->up[k] == i) list[n++] = k;
		if (size > PART_MOST && least < 0.95f) {
			for (uint32_t k = 0; k < n; k++) any = again[list[k]] = true;
			continue;
		}
		MQ_TRY(fill_part(g, list, n < PART_MOST ? n : PART_MOST));
	}
	return any ? group_by(g, again, least + STEP) : MQ_DONE;
}

mq_status mq_stories_of(mq_arena *a, const mq_tie *ties, uint32_t ties_n, uint32_t n, uint32_t *group)
{
	grouping g = {.a = a, .ties = ties, .ties_n = ties_n, .n = n, .group = group};
	g.up = MQ_ARRAY(a, uint32_t, n);
	g.place = MQ_ARRAY(a, uint32_t, n);
	g.first = MQ_ARRAY(a, uint32_t, n + 2);
	g.order = MQ_ARRAY(a, uint32_t, ties_n);
	bool *open = MQ_ARRAY(a, bool, n);
	if (!g.up || !g.place || !g.first || !g.order || !open) return MQ_FAIL(MQ_LIMIT, MQ_BYTE_UNKNOWN, "no room for stories");
	for (uint32_t i = 0; i < n; i++) {
		group[i] = i;
		open[i] = true;
	}
	MQ_TRY(group_by(&g, open, (float)MQ_STORY_LIKENESS));
	for (uint32_t i = 0; i < n; i++) group[i] = root_of(group, i);
	return MQ_DONE;
}
