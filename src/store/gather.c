/* Gathering: the stories that are due. From an article whose story is due the ways to all that it is tied to are followed, over
 * the days around each; what is found so is a part of the archive that nothing outside is tied to, and is grouped by itself. So
 * the order of arrival makes no difference, and a new article costs as much as its neighbourhood is large. */
#include <math.h>
#include <stdlib.h>

#include "store/driver.h"

/* copies of a text months later are an archive's, not news */
#define COPY_DAYS 30
/* articles of one transaction, by day */
#define DUE_MOST 8192u
/* articles that are held at once; with more, the transaction ends early */
#define NODES_MOST 400000u
/* likeness below this is none */
#define LIKENESS_LEAST 0.06f

typedef struct {
	int64_t n, story, copy_of;
	mq_day day;
	unsigned char id[8]; /* head of the article's id: orders without regard to arrival */
	bool found, walked;
	float length; /* of its gist as a vector */
	mq_gist gist;
} node;

typedef struct {
	uint32_t word, node; /* word with its weight */
} posting;

typedef struct {
	mq_day day;
	uint32_t n;
	posting *v; /* by word */
} day_words;

typedef struct {
	mq_store *s;
	mq_arena *a;
	MQ_VEC(node) nodes;
	MQ_VEC(day_words) days; /* sorted by day */
	MQ_VEC(mq_tie) ties;
	MQ_VEC(uint32_t) part;    /* nodes of the part that is walked */
	MQ_VEC(uint32_t) near;    /* nodes that share a word with one */
	uint32_t *slots, slots_n; /* number of article to node + 1 */
	float *shared;            /* of nodes: with the one that is looked at; zero between */
	uint32_t *place;          /* of nodes: in the part, from 1; zero between */
	uint32_t room;            /* of both */
} gathering;

static mq_status no_room(mq_store *s) { return mq_store_fail(s, MQ_LIMIT, "no room for stories"); }

/* ── articles, loaded a day at a time ── */
static uint32_t slot_of(const gathering *g, int64_t n)
{
	uint32_t i = (uint32_t)(((uint64_t)n * 0x9e3779b97f4a7c15u) >> 40) % g->slots_n;
	while (g->slots[i] && g->nodes.v[g->slots[i] - 1].n != n) i = (i + 1) % g->slots_n;
	return i;
}

static bool make_slots(gathering *g)
{
	if (g->slots_n > 2 * g->nodes.n) return true;
	g->slots_n = g->slots_n ? g->slots_n * 4 : 4096;
	g->slots = MQ_ARRAY(g->a, uint32_t, g->slots_n);
	for (uint32_t i = 0; g->slots && i < g->nodes.n; i++) g->slots[slot_of(g, g->nodes.v[i].n)] = i + 1;
	return g->slots != NULL;
}

static uint32_t node_of(const gathering *g, int64_t n)
{
	uint32_t slot = g->slots_n ? g->slots[slot_of(g, n)] : 0;
	return slot ? slot - 1 : UINT32_MAX;
}

#define NODE_COLUMNS "x.n, x.day, x.id, x.copy_of, x.story, g.gist FROM article x LEFT JOIN signature g ON g.article = x.n"

static bool add_node(gathering *g, mq_stmt *q)
{
	const mq_driver *d = g->s->driver;
	int64_t n = d->get_int(q, 0);
	if (node_of(g, n) != UINT32_MAX) return true;
	node *x = mq_push(g->a, &g->nodes);
	if (!x || !make_slots(g)) return false;
	mq_text id = d->get_text(q, 2);
	double length = 0;
	x->n = n;
	x->day = mq_sql_day(g->s, q, 1);
	memcpy(x->id, id.p, id.n < sizeof x->id ? id.n : sizeof x->id);
	x->copy_of = d->get_int(q, 3);
	x->story = d->get_int(q, 4);
	mq_gist_unpack(d->get_text(q, 5), &x->gist);
	for (uint32_t i = 0; i < x->gist.words; i++) length += (x->gist.word[i] & MQ_GIST_TOP) * (x->gist.word[i] & MQ_GIST_TOP);
	x->length = (float)sqrt(length);
	g->slots[slot_of(g, n)] = g->nodes.n;
	return true;
}

static mq_status add_nodes(gathering *g, const char *sql, int64_t value)
{
	mq_stmt *q;
	mq_status r;
	bool room = true;
	MQ_TRY(mq_sql_open(g->s, &q, sql, "i", value));
	while (room && mq_ok(r = g->s->driver->step(q))) room = add_node(g, q);
	g->s->driver->done(q);
	if (!room) return no_room(g->s);
	return r.code == MQ_END ? MQ_DONE : r;
}

static int by_word(const void *x, const void *y)
{
	const posting *a = x, *b = y;
	if (a->word != b->word) return a->word < b->word ? -1 : 1;
	return (a->node > b->node) - (a->node < b->node);
}

static mq_status index_day(gathering *g, day_words *d)
{
	uint32_t n = 0;
	for (uint32_t i = 0; i < g->nodes.n; i++)
		if (g->nodes.v[i].day == d->day) n += g->nodes.v[i].gist.words;
	d->v = MQ_ARRAY(g->a, posting, n);
	if (!d->v) return no_room(g->s);
	for (uint32_t i = 0; i < g->nodes.n; i++) {
		const node *x = &g->nodes.v[i];
		if (x->day != d->day) continue;
		for (uint32_t k = 0; k < x->gist.words; k++) d->v[d->n++] = (posting){x->gist.word[k], i};
	}
	qsort(d->v, d->n, sizeof *d->v, by_word);
	return MQ_DONE;
}

/* the words of a day, loaded when first asked for */
static mq_status need_day(gathering *g, mq_day day, const day_words **out)
{
	uint32_t low = 0, high = g->days.n;
	while (low < high) {
		uint32_t mid = low + (high - low) / 2;
		if (g->days.v[mid].day < day) low = mid + 1;
		else high = mid;
	}
	if (low == g->days.n || g->days.v[low].day != day) {
		if (!mq_push(g->a, &g->days)) return no_room(g->s);
		memmove(&g->days.v[low + 1], &g->days.v[low], (g->days.n - 1 - low) * sizeof *g->days.v);
		g->days.v[low] = (day_words){.day = day};
		MQ_TRY(add_nodes(g, "SELECT " NODE_COLUMNS " WHERE coalesce(x.day, -1000000) = ?1", day));
		MQ_TRY(index_day(g, &g->days.v[low]));
	}
	*out = &g->days.v[low];
	return MQ_DONE;
}

/* ── ties ── */
static mq_status tie(gathering *g, uint32_t x, uint32_t y, float likeness)
{
	if (g->nodes.v[y].walked || likeness < LIKENESS_LEAST) return MQ_DONE;
	mq_tie *t = mq_push(g->a, &g->ties);
	if (!t) return no_room(g->s);
	*t = (mq_tie){x, y, likeness};
	if (likeness < (float)MQ_STORY_LIKENESS || g->nodes.v[y].found) return MQ_DONE;
	uint32_t *p = mq_push(g->a, &g->part);
	if (!p) return no_room(g->s);
	*p = y;
	g->nodes.v[y].found = true;
	return MQ_DONE;
}

static uint32_t first_of(const day_words *d, uint32_t from, uint32_t word)
{
	uint32_t low = from, high = d->n;
	while (low < high) {
		uint32_t mid = low + (high - low) / 2;
		if (d->v[mid].word < word) low = mid + 1;
		else high = mid;
	}
	return low;
}

/* what all articles of a day share with node i, into shared and near */
static mq_status share_day(gathering *g, uint32_t i, const day_words *d)
{
	uint32_t at = 0;
	for (uint32_t k = 0; k < g->nodes.v[i].gist.words; k++) {
		uint32_t word = g->nodes.v[i].gist.word[k], weight = word & MQ_GIST_TOP, bare = word & ~MQ_GIST_TOP;
		for (at = first_of(d, at, bare); at < d->n && (d->v[at].word & ~MQ_GIST_TOP) == bare; at++) {
			uint32_t other = d->v[at].node;
			if (other == i) continue;
			if (g->shared[other] <= 0) {
				uint32_t *p = mq_push(g->a, &g->near);
				if (!p) return no_room(g->s);
				*p = other;
			}
			g->shared[other] += (float)(weight * (d->v[at].word & MQ_GIST_TOP));
		}
	}
	return MQ_DONE;
}

static mq_status need_room(gathering *g)
{
	if (g->room >= g->nodes.n) return MQ_DONE;
	g->room = g->nodes.n * 2 + 1024;
	g->shared = MQ_ARRAY(g->a, float, g->room);
	g->place = MQ_ARRAY(g->a, uint32_t, g->room);
	return g->shared && g->place ? MQ_DONE : no_room(g->s);
}

static mq_status tie_words(gathering *g, uint32_t i)
{
	mq_day day = g->nodes.v[i].day;
	const day_words *d = NULL;
	for (mq_day at = day - MQ_STORY_DAYS; at <= day + MQ_STORY_DAYS; at++) MQ_TRY(need_day(g, at, &d));
	MQ_TRY(need_room(g));
	g->near.n = 0;
	for (mq_day at = day - MQ_STORY_DAYS; at <= day + MQ_STORY_DAYS; at++) {
		MQ_TRY(need_day(g, at, &d));
		if (d) MQ_TRY(share_day(g, i, d));
	}
	for (uint32_t k = 0; k < g->near.n; k++) {
		uint32_t other = g->near.v[k];
		const node *x = &g->nodes.v[i], *y = &g->nodes.v[other];
		double likeness = mq_gist_likeness_of(&x->gist, &y->gist, g->shared[other] / (x->length * y->length),
						      x->day > y->day ? x->day - y->day : y->day - x->day);
		g->shared[other] = 0;
		MQ_TRY(tie(g, i, other, (float)likeness));
	}
	return MQ_DONE;
}

static mq_status tie_copies(gathering *g, uint32_t i)
{
	int64_t root = g->nodes.v[i].copy_of ? g->nodes.v[i].copy_of : g->nodes.v[i].n, one = 0;
	mq_status any = mq_sql_int(g->s, &one, "SELECT 1 FROM article WHERE copy_of = ?1 LIMIT 1", "i", root);
	if (!mq_ok(any)) return any.code == MQ_END ? MQ_DONE : any;
	MQ_TRY(add_nodes(g, "SELECT " NODE_COLUMNS " WHERE x.copy_of = ?1", root));
	MQ_TRY(add_nodes(g, "SELECT " NODE_COLUMNS " WHERE x.n = ?1", root));
	bool original = root == g->nodes.v[i].n;
	for (uint32_t k = 0; k < g->nodes.n; k++) {
		const node *y = &g->nodes.v[k];
		if (k == i || (original ? y->copy_of != root : y->n != root)) continue;
		mq_day day = g->nodes.v[i].day;
		bool undated = day == MQ_NO_DAY || y->day == MQ_NO_DAY;
		if (undated || abs(day - y->day) <= COPY_DAYS) MQ_TRY(tie(g, i, k, 1));
	}
	return MQ_DONE;
}

static mq_status walk(gathering *g, uint32_t from)
{
	uint32_t *first = mq_push(g->a, &g->part);
	if (!first) return no_room(g->s);
	*first = from;
	g->nodes.v[from].found = true;
	for (uint32_t k = 0; k < g->part.n; k++) {
		uint32_t i = g->part.v[k];
		if (g->nodes.v[i].day != MQ_NO_DAY && g->nodes.v[i].gist.words) MQ_TRY(tie_words(g, i));
		MQ_TRY(tie_copies(g, i));
		g->nodes.v[i].walked = true;
	}
	return MQ_DONE;
}

/* ── a part's groups become stories ── */
typedef struct {
	uint32_t at, group; /* in the part's order; the first of its group */
	int64_t story;      /* that it was of */
} member;

static int by_time(const node *x, const node *y)
{
	mq_day a = x->day == MQ_NO_DAY ? INT32_MAX : x->day, b = y->day == MQ_NO_DAY ? INT32_MAX : y->day;
	if (a != b) return a < b ? -1 : 1;
	return memcmp(x->id, y->id, sizeof x->id);
}

/* heap sort by time: a comparison needs the nodes */
static void sift(const gathering *g, uint32_t *v, uint32_t i, uint32_t n)
{
	for (uint32_t child; (child = 2 * i + 1) < n; i = child) {
		if (child + 1 < n && by_time(&g->nodes.v[v[child]], &g->nodes.v[v[child + 1]]) < 0) child++;
		if (by_time(&g->nodes.v[v[i]], &g->nodes.v[v[child]]) >= 0) return;
		uint32_t t = v[i];
		v[i] = v[child];
		v[child] = t;
	}
}

static void sort_part(gathering *g)
{
	uint32_t *v = g->part.v, n = g->part.n;
	for (uint32_t i = n / 2; i-- > 0;) sift(g, v, i, n);
	for (uint32_t last = n; last-- > 1;) {
		uint32_t t = v[0];
		v[0] = v[last];
		v[last] = t;
		sift(g, v, 0, last);
	}
}

static mq_status need_story(gathering *g, const node *lead, int64_t *out)
{
	mq_text id = mq_text_at((const char *)lead->id, sizeof lead->id);
	mq_status r = mq_sql_int(g->s, out, "SELECT n FROM story WHERE id = ?1", "b", id);
	if (r.code != MQ_END) return r;
	MQ_TRY(mq_sql_run(g->s, "INSERT INTO story(id, articles, outlets, copies, texts, lead) VALUES(?1, 0, 0, 0, 0, ?2)", "bi",
			  id, lead->n));
	*out = g->s->driver->last_row(g->s);
	return MQ_DONE;
}

/* what became of a story: kept where it was, merged into another, split into several. The last word is the one kept */
static mq_status note_change(gathering *g, int64_t before, int64_t after)
{
	static const char sql[] =
	    "INSERT INTO story_change(what, story, other) SELECT CASE WHEN EXISTS (SELECT 1 FROM article x WHERE x.story = ?1)"
	    " THEN 'split' ELSE 'merged' END, b.id, a.id FROM story b, story a WHERE b.n = ?1 AND a.n = ?2 AND NOT EXISTS"
	    " (SELECT 1 FROM story_change c WHERE c.story = b.id AND c.other = a.id)"
	    /* a story whose first article was deleted leaves its id to nobody */
	    " AND EXISTS (SELECT 1 FROM article l WHERE l.n = b.lead AND substr(l.id, 1, 8) = b.id)";
	return mq_sql_run(g->s, sql, "ii", before, after);
}

static mq_status count_story(gathering *g, int64_t story)
{
	MQ_TRY(mq_sql_run(g->s,
			  "UPDATE story SET (articles, outlets, copies, texts, day_first, day_last) = (SELECT count(*), "
			  "count(DISTINCT x.outlet),"
			  " count(x.copy_of), count(DISTINCT coalesce(x.copy_of, x.n)), min(x.day), max(x.day) FROM article x "
			  "WHERE x.story = ?1),"
			  " title = (SELECT title FROM article y WHERE y.n = story.lead) WHERE n = ?1",
			  "i", story));
	return mq_sql_run(g->s, "DELETE FROM story WHERE n = ?1 AND articles < 2", "i", story);
}

static int by_story(const void *x, const void *y)
{
	const member *a = x, *b = y;
	if (a->story != b->story) return a->story < b->story ? -1 : 1;
	return (a->group > b->group) - (a->group < b->group);
}

static mq_status keep_part(gathering *g, const uint32_t *group)
{
	uint32_t n = g->part.n;
	uint32_t *size = MQ_ARRAY(g->a, uint32_t, n);
	int64_t *story = MQ_ARRAY(g->a, int64_t, n);
	member *moved = MQ_ARRAY(g->a, member, n);
	if (!size || !story || !moved) return no_room(g->s);
	for (uint32_t i = 0; i < n; i++) size[group[i]]++;
	for (uint32_t i = 0; i < n; i++) {
		const node *x = &g->nodes.v[g->part.v[i]];
		if (group[i] == i && size[i] > 1) MQ_TRY(need_story(g, x, &story[i]));
		story[i] = story[group[i]];
		moved[i] = (member){i, group[i], x->story};
		if (story[i] != x->story)
			MQ_TRY(mq_sql_run(g->s, "UPDATE article SET story = ?2 WHERE n = ?1", story[i] ? "ii" : "in", x->n,
					  story[i]));
		MQ_TRY(mq_sql_run(g->s, "DELETE FROM story_due WHERE article = ?1", "i", x->n));
	}
	for (uint32_t i = 0; i < n; i++)
		if (group[i] == i && story[i]) MQ_TRY(count_story(g, story[i]));
	qsort(moved, n, sizeof *moved, by_story);
	for (uint32_t i = 0; i < n; i++) {
		int64_t before = moved[i].story, after = story[moved[i].at];
		bool again = i && moved[i - 1].story == before && moved[i - 1].group == moved[i].group;
		if (before && after && before != after && !again) MQ_TRY(note_change(g, before, after));
	}
	for (uint32_t i = 0; i < n; i++)
		if (moved[i].story && (i == 0 || moved[i - 1].story != moved[i].story)) MQ_TRY(count_story(g, moved[i].story));
	return MQ_DONE;
}

static mq_status group_part(gathering *g)
{
	uint32_t n = g->part.n, kept = 0;
	uint32_t *group = MQ_ARRAY(g->a, uint32_t, n);
	if (!group) return no_room(g->s);
	MQ_TRY(need_room(g));
	sort_part(g);
	for (uint32_t i = 0; i < n; i++) g->place[g->part.v[i]] = i + 1;
	for (uint32_t i = 0; i < g->ties.n; i++) {
		mq_tie t = g->ties.v[i];
		uint32_t x = g->place[t.x], y = g->place[t.y];
		if (x && y) g->ties.v[kept++] = (mq_tie){x - 1, y - 1, t.likeness};
	}
	for (uint32_t i = 0; i < n; i++) g->place[g->part.v[i]] = 0;
	mq_status r = mq_stories_of(g->a, g->ties.v, kept, n, group);
	if (!mq_ok(r)) return mq_store_fail(g->s, r.code, "%.*s", MQ_ARG(r.why));
	return keep_part(g, group);
}

/* one article alone, as most are: nothing to group */
static mq_status settle_one(gathering *g, int64_t n)
{
	uint32_t i = node_of(g, n);
	if (i == UINT32_MAX) MQ_TRY(add_nodes(g, "SELECT " NODE_COLUMNS " WHERE x.n = ?1", n));
	i = node_of(g, n);
	if (i == UINT32_MAX) return mq_sql_run(g->s, "DELETE FROM story_due WHERE article = ?1", "i", n);
	if (g->nodes.v[i].walked) return MQ_DONE;
	g->part.n = g->ties.n = 0;
	MQ_TRY(walk(g, i));
	return group_part(g);
}

mq_status mq_stories_settle(mq_store *s, mq_arena *a, uint32_t *done)
{
	MQ_VEC(int64_t) due = {0};
	mq_stmt *q;
	mq_status r;
	mq_arena_clear(a);
	gathering g = {.s = s, .a = a};
	MQ_TRY(mq_sql_open(
	    s, &q, "SELECT d.article FROM story_due d LEFT JOIN article x ON x.n = d.article ORDER BY x.day, x.id LIMIT ?1", "i",
	    (int64_t)DUE_MOST));
	while (mq_ok(r = s->driver->step(q))) {
		int64_t *n = mq_push(a, &due);
		if (!n) break;
		*n = s->driver->get_int(q, 0);
	}
	s->driver->done(q);
	if (r.code != MQ_END) return mq_ok(r) ? no_room(s) : r;
	for (uint32_t i = 0; i < due.n && g.nodes.n < NODES_MOST; i++) MQ_TRY(settle_one(&g, due.v[i]));
	*done = due.n;
	return MQ_DONE;
}
