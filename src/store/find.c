/* Matching and ranking, a window of documents at a time: bits of the trees first, then points of what matched. */
#include "store/find.h"

#include <math.h>
#include <stdlib.h>

#define WORDS   MQ_WINDOW_WORDS
#define BM25_K1 1.2
#define BM25_B  0.75
/* points are whole numbers: a query whose every word is in one article only stays under 2^32 of them */
#define POINT (1.0 / (1 << 18))
/* a story a year old weighs two thirds of today's, an old one half */
#define RECENCY_SHARE 0.5
#define RECENCY_DAYS  365.0
/* how often a word stands in an article where its bound is known */
#define CAPS 16u
/* what sums of rounded numbers may be beside the true ones, as a share */
#define SLACK 1e-9
/* windows between two looks at the clock */
#define LATE_WINDOWS 16u

_Static_assert(MQ_CHUNK % 64 == 0, "a window is whole words of bits");

typedef struct tree tree;
struct tree {
	mq_query_op op;
	mq_find_leaf *leaf; /* PHRASE */
	tree *child, *next;
};

typedef struct {
	mq_finding f;
	const mq_find_ask *ask;
	mq_find_out *out;
	tree **match;
	mq_find_leaf **leaf, **watch;
	uint32_t leaves;
	mq_chunk chunk;
	/* of the window */
	uint32_t window, from, n;
	uint64_t bits[WORDS];
	uint32_t points[MQ_CHUNK], often[MQ_CHUNK]; /* often: of the leaf that is weighed; zero between */
	double least;                               /* points that an article must have to be among the best */
	bool ranks;
	mq_day last_day;
	double last_recency;
} finding;

double mq_recency(mq_day day, mq_day today)
{
	if (day == MQ_NO_DAY || today == MQ_NO_DAY) return 1.0 - RECENCY_SHARE;
	double age = today > day ? (double)(today - day) : 0;
	return 1.0 - RECENCY_SHARE + RECENCY_SHARE * exp2(-age / RECENCY_DAYS);
}

/* ── the trees ── */
static mq_find_leaf *leaf_of(finding *g, const mq_query_node *n, bool ranked)
{
	mq_find_leaf *l = g->leaves < MQ_FIND_LEAVES ? mq_arena_alloc(g->f.a, sizeof *l) : NULL;
	if (!l) return NULL;
	memset(l, 0, offsetof(mq_find_leaf, source));
	l->node = n;
	l->ranked = ranked;
	g->ranks = g->ranks || ranked;
	return g->leaf[g->leaves++] = l;
}

typedef struct {
	finding *g;
	mq_find_leaf *word;
	bool failed;
} viewing;

/* Where an article need not have all words, those that it has are ranked by their views, too. A view matches nothing by itself.
 */
static bool take_view(void *to, const mq_word *w)
{
	viewing *v = to;
	mq_arena *a = v->g->f.a;
	if (!w->view) return true;
	mq_query_node *n = MQ_NEW(a, mq_query_node);
	mq_text kept = mq_arena_text(a, w->term);
	bool same = mq_text_eq(mq_text_sub(w->term, MQ_VIEW_MARK, w->term.n), v->word->node->words.v[0]);
	for (uint32_t i = 0; i < (same ? 1 : 2); i++) {
		mq_text *t = n ? mq_push(a, &n->words) : NULL;
		if (t) *t = mq_text_sub(kept, i * MQ_VIEW_MARK, kept.n);
	}
	mq_find_leaf *l = n && n->words.n == (same ? 1 : 2) && !mq_text_none(kept) ? leaf_of(v->g, n, true) : NULL;
	if (l) l->either = true;
	if (l && same) l->base = v->word;
	v->failed = !l;
	return l != NULL;
}

static bool add_views(finding *g, mq_find_leaf *word)
{
	viewing v = {g, word, false};
	const mq_query_node *n = word->node;
	if (n->words.n == 1 && !n->title) mq_words_views(g->f.s, n->value, take_view, &v);
	return !v.failed;
}

static tree *plant(finding *g, const mq_query_node *n, bool ranked)
{
	tree *t = MQ_NEW(g->f.a, tree);
	if (!t) return NULL;
	t->op = n->op;
	if (n->op == MQ_QUERY_PHRASE) {
		t->leaf = leaf_of(g, n, ranked);
		return t->leaf && (!ranked || !g->ask->any || add_views(g, t->leaf)) ? t : NULL;
	}
	tree **last = &t->child;
	for (const mq_query_node *c = n->child; c; c = c->next) {
		*last = plant(g, c, ranked && n->op != MQ_QUERY_NOT);
		if (!*last) return NULL;
		last = &(*last)->next;
	}
	return t;
}

/* documents that a tree may match at most: in all segments, or in one */
static uint64_t most_of(const finding *g, const tree *t, uint32_t segment)
{
	bool all = segment == UINT32_MAX;
	uint64_t docs = all ? g->f.docs : g->f.segments.v[segment].docs, sum = 0;
	if (t->op == MQ_QUERY_PHRASE) return all ? t->leaf->docs : t->leaf->here;
	if (t->op == MQ_QUERY_NOT) return docs;
	for (const tree *c = t->child; c; c = c->next) {
		uint64_t most = most_of(g, c, segment);
		sum += most;
		if (most < docs) docs = most;
	}
	return t->op == MQ_QUERY_AND ? docs : sum;
}

/* rare trees first: those that follow are then looked at only where these match */
static void order_trees(finding *g)
{
	for (uint32_t i = 1; i < g->ask->match_n; i++) {
		tree *t = g->match[i];
		uint64_t most = most_of(g, t, UINT32_MAX);
		uint32_t k = i;
		for (; k > 0 && most_of(g, g->match[k - 1], UINT32_MAX) > most; k--) g->match[k] = g->match[k - 1];
		g->match[k] = t;
	}
}

static mq_status plant_all(finding *g)
{
	const mq_find_ask *ask = g->ask;
	g->leaf = MQ_ARRAY(g->f.a, mq_find_leaf *, MQ_FIND_LEAVES);
	g->match = MQ_ARRAY(g->f.a, tree *, ask->match_n + 1);
	g->watch = MQ_ARRAY(g->f.a, mq_find_leaf *, ask->watch_n + 1);
	g->out->hits = MQ_ARRAY(g->f.a, mq_find_hit, ask->most + 1);
	bool done = g->leaf && g->match && g->watch && g->out->hits;
	for (uint32_t i = 0; done && i < ask->match_n; i++) done = (g->match[i] = plant(g, ask->match[i], true)) != NULL;
	for (uint32_t i = 0; done && i < ask->watch_n; i++) done = (g->watch[i] = leaf_of(g, ask->watch[i], false)) != NULL;
	if (!done) return mq_store_fail(g->f.s, MQ_LIMIT, "the query is too large");
	for (uint32_t i = 0; i < g->leaves; i++) MQ_TRY(mq_leaf_find(&g->f, g->leaf[i]));
	order_trees(g);
	return MQ_DONE;
}

/* ── matching ── */
static bool any_bits(const uint64_t *bits)
{
	uint64_t any = 0;
	for (uint32_t i = 0; i < WORDS; i++) any |= bits[i];
	return any;
}

/* out: documents of the mask that the tree matches; false: damaged */
static bool match_tree(finding *g, const tree *t, const uint64_t *mask, uint64_t *out)
{
	uint64_t one[WORDS];
	bool and = t->op == MQ_QUERY_AND;
	if (t->op == MQ_QUERY_PHRASE) {
		bool sound = mq_leaf_window(t->leaf, g->window, g->from, g->n, mask);
		for (uint32_t i = 0; i < WORDS; i++) out[i] = t->leaf->bits[i] & mask[i];
		return sound;
	}
	for (uint32_t i = 0; i < WORDS; i++) out[i] = and? mask[i] : 0;
	for (const tree *c = t->child; c; c = c->next) {
		if (!match_tree(g, c, mask, one)) return false;
		for (uint32_t i = 0; i < WORDS; i++) out[i] = and? out[i] & one[i] : out[i] | one[i];
	}
	if (t->op == MQ_QUERY_NOT)
		for (uint32_t i = 0; i < WORDS; i++) out[i] = mask[i] & ~out[i];
	return true;
}

/* bits of those that alone may be found */
static void only_these(finding *g)
{
	uint32_t low = 0, high = g->ask->only_n;
	int64_t first = mq_chunk_article(&g->chunk, 0);
	memset(g->bits, 0, sizeof g->bits);
	while (low < high) {
		uint32_t middle = low + (high - low) / 2;
		if (g->ask->only[middle] < first) low = middle + 1;
		else high = middle;
	}
	for (uint32_t i = 0; i < g->n && low < g->ask->only_n; i++) {
		int64_t n = mq_chunk_article(&g->chunk, i);
		while (low < g->ask->only_n && g->ask->only[low] < n) low++;
		if (low < g->ask->only_n && g->ask->only[low] == n) g->bits[i / 64] |= (uint64_t)1 << i % 64;
	}
}

/* g->bits: first what the window has, then of that what the trees match */
static bool match_window(finding *g, const mq_segment *segment)
{
	uint64_t one[WORDS], any[WORDS] = {0};
	for (uint32_t i = 0; i < WORDS; i++) {
		uint32_t left = g->n > 64 * i ? g->n - 64 * i : 0;
		if (!g->ask->only) g->bits[i] = left >= 64 ? ~(uint64_t)0 : ((uint64_t)1 << left) - 1;
		if (segment->gone && left) g->bits[i] &= ~segment->gone_bits[g->from / 64 + i];
	}
	for (uint32_t k = 0; k < g->ask->match_n; k++) {
		if (!match_tree(g, g->match[k], g->bits, one)) return false;
		if (!g->ask->any) {
			memcpy(g->bits, one, sizeof one);
			if (!any_bits(one)) return true;
			continue;
		}
		for (uint32_t i = 0; i < WORDS; i++) any[i] |= one[i];
	}
	if (g->ask->any) memcpy(g->bits, any, sizeof any);
	return true;
}

/* days and numbers of articles */
static void filter_window(finding *g)
{
	const mq_find_ask *ask = g->ask;
	if (ask->from == MQ_NO_DAY && ask->to == MQ_NO_DAY && ask->after < mq_chunk_article(&g->chunk, 0)) return;
	for (uint32_t i = 0; i < WORDS; i++)
		for (uint64_t left = g->bits[i]; left; left &= left - 1) {
			uint32_t doc = 64 * i + (uint32_t)__builtin_ctzll(left);
			mq_day day = mq_chunk_day(&g->chunk, doc);
			bool in = mq_chunk_article(&g->chunk, doc) > ask->after;
			if (ask->from != MQ_NO_DAY) in = in && day != MQ_NO_DAY && day >= ask->from;
			if (ask->to != MQ_NO_DAY) in = in && day != MQ_NO_DAY && day <= ask->to;
			if (!in) g->bits[i] &= ~((uint64_t)1 << doc % 64);
		}
}

/* ── ranking ── */
/* Points below which an article of the window is behind the worst hit whatever its day: recency takes from them, at least what it
 * takes from the window's newest article. 0 where more hits are wanted. */
static double least_points(const finding *g)
{
	const mq_find_out *o = g->out;
	if (o->n < g->ask->most || o->n == 0) return 0;
	return o->hits[0].score / (POINT * mq_recency(g->chunk.newest, g->ask->today)) * (1 - SLACK);
}

static double most_points(const mq_find_leaf *l) { return l->ranked ? l->idf * (BM25_K1 + 1) / POINT + 1 : 0; }

/* rest: what leaves after this one may add. An article that stays behind the worst hit whatever they add keeps what it has, which
 * is behind it, too; how much this one may add is bound by how often it stands there, and by the window's shortest article */
static void add_points(finding *g, const mq_find_leaf *l, double rest)
{
	double base = BM25_K1 * (1 - BM25_B), slope = BM25_K1 * BM25_B / g->f.mean;
	double most = l->idf * (BM25_K1 + 1) / POINT, cap[CAPS];
	for (uint32_t n = 0; n < CAPS; n++) cap[n] = most * n / (n + base + slope * g->chunk.shortest) + 1 + rest;
	for (uint32_t i = 0; i < WORDS; i++)
		for (uint64_t left = g->bits[i] & l->bits[i]; left; left &= left - 1) {
			uint32_t doc = 64 * i + (uint32_t)__builtin_ctzll(left), often = g->often[doc];
			double n = often;
			g->often[doc] = 0;
			if (often < CAPS && g->points[doc] + cap[often] < g->least) continue;
			g->points[doc] += (uint32_t)(most * n / (n + base + slope * mq_chunk_words(&g->chunk, doc)) + 0.5);
		}
}

/* gives points to what matched, where any of it may be among the best */
static bool weigh_window(finding *g, bool *any)
{
	double rest = 0;
	g->least = least_points(g);
	for (uint32_t k = 0; k < g->leaves; k++) rest += most_points(g->leaf[k]);
	*any = !g->ranks || rest >= g->least;
	if (!*any) return true;
	memset(g->points, 0, sizeof g->points);
	for (uint32_t k = 0; k < g->leaves; k++) {
		mq_find_leaf *l = g->leaf[k];
		if (!mq_leaf_window(l, g->window, g->from, g->n, g->bits)) return false;
		if (!l->ranked) continue;
		if (!mq_leaf_weigh(l, g->from, g->bits, g->often)) return false;
		rest -= most_points(l);
		add_points(g, l, rest);
	}
	return true;
}

int mq_find_order(const void *x, const void *y)
{
	const mq_find_hit *a = x, *b = y;
	if (a->score != b->score) return a->score < b->score ? 1 : -1;
	if (a->day != b->day) return a->day < b->day ? 1 : -1;
	return a->n < b->n ? 1 : a->n > b->n ? -1 : 0;
}

/* a heap with the worst on top */
static void sift_down(mq_find_hit *h, uint32_t n, uint32_t at)
{
	mq_find_hit x = h[at];
	for (uint32_t child; (child = 2 * at + 1) < n; at = child) {
		if (child + 1 < n && mq_find_order(&h[child + 1], &h[child]) > 0) child++;
		if (mq_find_order(&x, &h[child]) >= 0) break;
		h[at] = h[child];
	}
	h[at] = x;
}

static void sift_up(mq_find_hit *h, uint32_t at)
{
	mq_find_hit x = h[at];
	for (; at && mq_find_order(&x, &h[(at - 1) / 2]) > 0; at = (at - 1) / 2) h[at] = h[(at - 1) / 2];
	h[at] = x;
}

static void offer(finding *g, uint32_t doc)
{
	mq_find_out *o = g->out;
	if (g->ranks && g->points[doc] < g->least) return;
	double score = g->ranks ? g->points[doc] * POINT : 1.0;
	if (o->n == g->ask->most && (o->n == 0 || score < o->hits[0].score)) return; /* recency adds nothing */
	mq_day day = mq_chunk_day(&g->chunk, doc);
	if (day != g->last_day || g->last_recency == 0) {
		g->last_day = day;
		g->last_recency = mq_recency(day, g->ask->today);
	}
	mq_find_hit hit = {mq_chunk_article(&g->chunk, doc), day, score * g->last_recency, 0};
	if (o->n == g->ask->most && mq_find_order(&hit, &o->hits[0]) > 0) return;
	for (uint32_t i = 0; i < g->ask->watch_n; i++) hit.has |= (g->watch[i]->bits[doc / 64] >> doc % 64 & 1) << i;
	if (o->n < g->ask->most) {
		o->hits[o->n] = hit;
		sift_up(o->hits, o->n++);
		return;
	}
	o->hits[0] = hit;
	sift_down(o->hits, o->n, 0);
}

static void count_window(finding *g)
{
	for (uint32_t i = 0; i < WORDS; i++) g->out->total += mq_ones(g->bits[i]);
}

static void offer_window(finding *g)
{
	for (uint32_t i = 0; i < WORDS; i++)
		for (uint64_t left = g->bits[i]; left; left &= left - 1) offer(g, 64 * i + (uint32_t)__builtin_ctzll(left));
}

/* ── segment by segment ── */
static bool may_match(const finding *g, uint32_t segment)
{
	bool any = g->ask->any;
	for (uint32_t k = 0; k < g->ask->match_n; k++)
		if ((most_of(g, g->match[k], segment) > 0) == any) return any;
	return !any;
}

static mq_status find_in(finding *g, uint32_t number)
{
	mq_store *s = g->f.s;
	const mq_segment *segment = &g->f.segments.v[number];
	bool any;
	mq_arena_clear(s->scratch);
	for (uint32_t k = 0; k < g->leaves; k++) MQ_TRY(mq_leaf_enter(&g->f, g->leaf[k], number));
	if (!may_match(g, number)) return MQ_DONE;
	for (g->window = 0; g->window * MQ_CHUNK < segment->docs; g->window++) {
		g->from = g->window * MQ_CHUNK;
		g->n = segment->docs - g->from < MQ_CHUNK ? segment->docs - g->from : MQ_CHUNK;
		if (g->window % LATE_WINDOWS == LATE_WINDOWS - 1 && s->driver->late(s)) g->f.late = true;
		if (g->f.late) return MQ_DONE;
		if (g->ask->only) {
			MQ_TRY(mq_chunk_kept(s, segment, g->window, &g->chunk));
			only_these(g);
		}
		if (!match_window(g, segment)) return mq_index_damaged(s, segment);
		if (!any_bits(g->bits)) continue;
		MQ_TRY(mq_chunk_kept(s, segment, g->window, &g->chunk));
		filter_window(g);
		count_window(g);
		if (!weigh_window(g, &any)) return mq_index_damaged(s, segment);
		if (any) offer_window(g);
	}
	return MQ_DONE;
}

static mq_status find_all(finding *g)
{
	uint64_t words = 0;
	MQ_TRY(mq_segments_read(g->f.s, g->f.a, &g->f.segments));
	for (uint32_t i = 0; i < g->f.segments.n; i++) {
		g->f.docs += g->f.segments.v[i].docs - g->f.segments.v[i].gone;
		words += g->f.segments.v[i].words;
	}
	g->f.mean = g->f.docs && words ? (double)words / (double)g->f.docs : 1;
	MQ_TRY(plant_all(g));
	for (uint32_t i = 0; i < g->f.segments.n && !g->f.late; i++) {
		if (g->f.segments.v[i].last > g->ask->after) MQ_TRY(find_in(g, i));
		if (g->f.s->driver->late(g->f.s)) g->f.late = i + 1 < g->f.segments.n || g->f.late;
	}
	return MQ_DONE;
}

mq_status mq_find(mq_store *s, mq_arena *a, const mq_find_ask *ask, mq_find_out *out)
{
	finding *g = MQ_NEW(a, finding);
	memset(out, 0, sizeof *out);
	if (!g) return mq_store_fail(s, MQ_LIMIT, "the query is too large");
	g->f.s = s;
	g->f.a = a;
	g->ask = ask;
	g->out = out;
	mq_status r = find_all(g);
	mq_chunk_close(&g->chunk);
	/* a look into the archive that was broken off: what was found until then is told */
	if (r.code == MQ_LIMIT && s->driver->late(s)) {
		g->f.late = true;
		r = MQ_DONE;
	}
	if (out->n) qsort(out->hits, out->n, sizeof *out->hits, mq_find_order);
	out->late = g->f.late;
	return r;
}
