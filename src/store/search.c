/* Search: the words of a query are matched and ranked by the index (find.h); what it asks of articles besides (outlet, country,
 * person, kind …) is looked up for the best of them, best first. The best get passages. */
#include "store/search.h"

#include <stdlib.h>

/* hits that can be paged through, and that facets count */
#define CANDIDATES_MOST 4000u
/* the best of those that match by their words, of which so many are looked up where a query has filters too; where it has no
 * words to rank by, fewer: they are the newest */
#define FILTERED_MOST 200000u
#define NEWEST_MOST   20000u
/* what a search may take, in milliseconds, before it answers with what it has */
#define SEARCH_MILLISECONDS 2000u
#define HITS_MOST           200u

typedef struct {
	const mq_query_node *node;
	bool text; /* no filter is in it: the index answers it */
} part;

typedef struct {
	mq_store *s;
	mq_arena *a;
	const mq_search *ask;
	mq_query query;
	MQ_VEC(part) parts;             /* of the top level: all must hold */
	mq_filters match, watch, alone; /* text; phrases in parts that have filters too; filters without any phrase */
	bool ranked, filtered;          /* words to rank by; filters that the index does not know */
	mq_day from, to;
	bool relaxed; /* nothing has all the words: what has some of them */
	mq_find_out found;
} searching;

static mq_status too_large(const searching *g) { return mq_store_fail(g->s, MQ_LIMIT, "the answer is too large"); }

/* ── what is asked ── */
static bool has(const mq_query_node *n, mq_query_op op)
{
	if (n->op == op) return true;
	for (const mq_query_node *c = n->child; c; c = c->next)
		if (has(c, op)) return true;
	return false;
}

/* words that count for the rank */
static bool has_ranked(const mq_query_node *n)
{
	if (n->op == MQ_QUERY_PHRASE) return true;
	for (const mq_query_node *c = n->op == MQ_QUERY_NOT ? NULL : n->child; c; c = c->next)
		if (has_ranked(c)) return true;
	return false;
}

/* a word of grammar finds nothing by itself */
static bool is_grammar(const searching *g, const mq_query_node *n)
{
	return n->op == MQ_QUERY_PHRASE && n->words.n == 1 && mq_words_grammar(g->s, n->words.v[0]);
}

static bool add(searching *g, mq_filters *to, const mq_query_node *n)
{
	const mq_query_node **p = mq_push(g->a, to);
	if (p) *p = n;
	return p != NULL;
}

static bool watch_phrases(searching *g, const mq_query_node *n)
{
	if (n->op == MQ_QUERY_PHRASE) return g->watch.n >= MQ_FIND_WATCH || add(g, &g->watch, n);
	for (const mq_query_node *c = n->child; c; c = c->next)
		if (!watch_phrases(g, c)) return false;
	return true;
}

/* a day that all must be from or up to, the index knows itself */
static bool take_day(searching *g, const mq_query_node *n)
{
	if (n->op != MQ_QUERY_FILTER) return false;
	if (n->filter == MQ_BY_FROM && (g->from == MQ_NO_DAY || n->day > g->from)) g->from = n->day;
	if (n->filter == MQ_BY_TO && (g->to == MQ_NO_DAY || n->day < g->to)) g->to = n->day;
	return n->filter == MQ_BY_FROM || n->filter == MQ_BY_TO;
}

static mq_status take_parts(searching *g)
{
	const mq_query_node *root = g->query.root;
	bool several = root->op == MQ_QUERY_AND;
	g->from = g->to = MQ_NO_DAY;
	for (const mq_query_node *n = several ? root->child : root; n; n = several ? n->next : NULL) {
		part *p = mq_push(g->a, &g->parts);
		if (!p) return too_large(g);
		*p = (part){n, !has(n, MQ_QUERY_FILTER)};
		g->ranked = g->ranked || (p->text && has_ranked(n));
		bool done = p->text || (has(n, MQ_QUERY_PHRASE) ? watch_phrases(g, n) : add(g, &g->alone, n));
		if (!done) return too_large(g);
	}
	return MQ_DONE;
}

/* may an answer to some of the words be given where there is none to all */
static bool can_relax(const searching *g)
{
	uint32_t words = 0;
	for (uint32_t i = 0; i < g->parts.n; i++) words += g->parts.v[i].text && !is_grammar(g, g->parts.v[i].node);
	return words > 0 && g->parts.n > 1;
}

/* ── finding ── */
/* leaves the hits that the filters let through, the best first, as many as can be shown */
static mq_status filter_hits(searching *g, mq_answer *out)
{
	uint32_t kept = 0;
	mq_find_out *f = &g->found;
	mq_status r = MQ_DONE;
	for (uint32_t i = 0; i < f->n && mq_ok(r); i++) {
		bool in = true;
		if (kept == CANDIDATES_MOST || g->s->driver->late(g->s)) {
			out->at_least = true;
			break;
		}
		for (uint32_t k = 0; k < g->parts.n && in && mq_ok(r); k++)
			if (!g->parts.v[k].text) r = mq_filter_holds(g->s, g->a, &g->watch, g->parts.v[k].node, &f->hits[i], &in);
		if (mq_ok(r) && in) f->hits[kept++] = f->hits[i];
	}
	if (f->total > f->n) out->at_least = true;
	f->n = kept;
	f->total = kept;
	if (r.code != MQ_LIMIT) return r;
	out->at_least = true; /* out of time: what there is */
	return MQ_DONE;
}

/* the text of the top level, and days */
static mq_status take_match(searching *g)
{
	g->match.n = 0;
	g->filtered = false;
	for (uint32_t i = 0; i < g->parts.n; i++) {
		const part *p = &g->parts.v[i];
		if (!p->text) {
			g->filtered = !take_day(g, p->node) || g->filtered;
			continue;
		}
		if (g->relaxed && (is_grammar(g, p->node) || !has_ranked(p->node))) continue;
		if (!add(g, &g->match, p->node)) return too_large(g);
	}
	return MQ_DONE;
}

static uint32_t page_end(const searching *g)
{
	uint64_t limit = g->ask->limit ? g->ask->limit : 20;
	if (limit > HITS_MOST) limit = HITS_MOST;
	uint64_t end = g->ask->facets ? CANDIDATES_MOST : g->ask->offset + limit;
	return end < CANDIDATES_MOST ? (uint32_t)end : CANDIDATES_MOST;
}

static int by_article(const void *x, const void *y)
{
	const mq_find_hit *a = x, *b = y;
	return (a->n > b->n) - (a->n < b->n);
}

/* without words to rank by: the newest that the filters let through; words that must not be there are then looked for in these */
static mq_status find_newest(searching *g, mq_find_ask *ask, mq_answer *out)
{
	mq_filtered list;
	bool words = g->match.n || g->watch.n;
	MQ_TRY(mq_filters_list(g->s, g->a, &g->alone, g->ask->after, words ? NEWEST_MOST : CANDIDATES_MOST, &list));
	out->at_least = list.more;
	if (words) {
		int64_t *only = MQ_ARRAY(g->a, int64_t, list.n + 1);
		if (!only) return too_large(g);
		if (list.n) qsort(list.v, list.n, sizeof *list.v, by_article);
		for (uint32_t i = 0; i < list.n; i++) only[i] = list.v[i].n;
		ask->only = only;
		ask->only_n = list.n;
		return mq_find(g->s, g->a, ask, &g->found);
	}
	for (uint32_t i = 0; i < list.n; i++) list.v[i].score = mq_recency(list.v[i].day, g->ask->today);
	if (list.n) qsort(list.v, list.n, sizeof *list.v, mq_find_order);
	g->found = (mq_find_out){.hits = list.v, .n = list.n, .total = list.n};
	return MQ_DONE;
}

static mq_status find_hits(searching *g, mq_answer *out)
{
	MQ_TRY(take_match(g));
	mq_find_ask ask = {.match = g->match.v,
			   .match_n = g->match.n,
			   .any = g->relaxed,
			   .watch = g->watch.v,
			   .watch_n = g->watch.n,
			   .today = g->ask->today,
			   .from = g->from,
			   .to = g->to,
			   .after = g->ask->after,
			   .most = !g->filtered ? page_end(g)
				   : g->ranked  ? FILTERED_MOST
						: NEWEST_MOST};
	bool newest = g->filtered && !g->ranked;
	g->s->driver->bound(g->s, SEARCH_MILLISECONDS);
	mq_status r = newest ? find_newest(g, &ask, out) : mq_find(g->s, g->a, &ask, &g->found);
	if (mq_ok(r) && g->filtered && (!newest || g->watch.n)) r = filter_hits(g, out);
	out->at_least = out->at_least || g->found.late;
	g->s->driver->bound(g->s, 0);
	return r;
}

/* ── hits and facets ── */
static mq_status make_hits(searching *g, mq_answer *out)
{
	uint32_t limit = g->ask->limit ? g->ask->limit : 20, end;
	if (limit > HITS_MOST) limit = HITS_MOST;
	end = g->ask->offset < g->found.n ? g->ask->offset + limit : 0;
	if (end > g->found.n) end = g->found.n;
	for (uint32_t i = g->ask->offset; i < end; i++) {
		mq_hit *h = mq_push(g->a, &out->hits);
		if (!h) return mq_store_fail(g->s, MQ_LIMIT, "the answer is too large");
		h->score = g->found.hits[i].score;
		h->row.n = g->found.hits[i].n;
		if (g->ask->brief) continue;
		MQ_TRY(mq_row_of(g->s, g->a, h->row.n, &h->row));
		MQ_TRY(mq_passages_make(g->s, g->a, &g->query, h));
	}
	return MQ_DONE;
}

static mq_status make_facet(searching *g, const char *name, const char *sql, mq_answer *out)
{
	mq_stmt *q;
	mq_status r;
	mq_facet *f = mq_push(g->a, &out->facets);
	if (!f) return mq_store_fail(g->s, MQ_LIMIT, "the answer is too large");
	f->name = mq_text_of(name);
	MQ_TRY(mq_sql_open(g->s, &q, sql, ""));
	while (mq_ok(r = g->s->driver->step(q))) {
		mq_facet_value *v = mq_push(g->a, &f->values);
		if (!v) break;
		v->value = mq_arena_text(g->a, g->s->driver->get_text(q, 0));
		v->articles = (uint32_t)g->s->driver->get_int(q, 1);
	}
	g->s->driver->done(q);
	return r.code == MQ_END ? MQ_DONE : r;
}

static mq_status make_facets(searching *g, mq_answer *out)
{
	static const struct {
		const char *name, *sql;
	} rows[] = {
	    {"outlet", "SELECT o.name, count(*) AS c FROM temp.hit h JOIN article x ON x.n = h.n JOIN outlet o ON o.n = x.outlet"
		       " GROUP BY o.n ORDER BY c DESC, o.name LIMIT 20"},
	    {"month",
	     "SELECT strftime('%Y-%m', x.day * 86400, 'unixepoch') AS m, count(*) FROM temp.hit h JOIN article x ON x.n = h.n"
	     " WHERE x.day IS NOT NULL GROUP BY m ORDER BY m DESC LIMIT 36"},
	    {"country",
	     "SELECT k.country, count(*) AS c FROM temp.hit h JOIN article_country k ON k.article = h.n GROUP BY k.country"
	     " ORDER BY c DESC, k.country LIMIT 20"},
	    {"kind",
	     "SELECT e.kind, count(DISTINCT e.article) AS c FROM temp.hit h JOIN event e ON e.article = h.n GROUP BY e.kind"
	     " ORDER BY c DESC, e.kind LIMIT 33"},
	};
	MQ_TRY(g->s->driver->exec(g->s, "CREATE TABLE IF NOT EXISTS temp.hit(n INTEGER PRIMARY KEY); DELETE FROM temp.hit"));
	for (uint32_t i = 0; i < g->found.n; i++)
		MQ_TRY(mq_sql_run(g->s, "INSERT OR IGNORE INTO temp.hit VALUES(?1)", "i", g->found.hits[i].n));
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) MQ_TRY(make_facet(g, rows[i].name, rows[i].sql, out));
	return MQ_DONE;
}

static mq_status note(searching *g, mq_answer *out, mq_text t)
{
	mq_text *n = mq_push(g->a, &out->notes);
	if (!n) return too_large(g);
	*n = t;
	return MQ_DONE;
}

static mq_status find(searching *g, mq_answer *out)
{
	MQ_TRY(take_parts(g));
	MQ_TRY(find_hits(g, out));
	if (g->found.n) return MQ_DONE;
	MQ_TRY(mq_suggest(g->s, g->a, &g->query, out));
	if (!can_relax(g)) return MQ_DONE;
	g->relaxed = true;
	MQ_TRY(find_hits(g, out));
	return g->found.n ? note(g, out, MQ_T("no article has all of these words: these have some of them")) : MQ_DONE;
}

static mq_status answer(searching *g, mq_answer *out)
{
	MQ_TRY(mq_query_read(g->s, g->a, g->ask->query, &g->query));
	MQ_TRY(mq_latin_widen(g->s, g->a, &g->query));
	out->understood = g->query.understood;
	for (uint32_t i = 0; i < g->query.notes.n; i++) MQ_TRY(note(g, out, g->query.notes.v[i]));
	if (!g->query.root) return MQ_DONE;
	if (g->s->other_terms)
		MQ_TRY(note(g, out, MQ_T("the search index is of other rules of words; the next ingest makes it anew")));
	MQ_TRY(find(g, out));
	out->total = g->found.total;
	MQ_TRY(make_hits(g, out));
	return g->ask->facets ? make_facets(g, out) : MQ_DONE;
}

/* one view of the archive from the first look to the last: segments come and go with every batch */
mq_status mq_store_search(mq_store *s, mq_arena *a, const mq_search *q, mq_answer *out)
{
	searching g = {.s = s, .a = a, .ask = q};
	memset(out, 0, sizeof *out);
	MQ_TRY(mq_index_flush(s));
	if (s->in_batch) return answer(&g, out);
	MQ_TRY(s->driver->exec(s, "BEGIN"));
	mq_status r = answer(&g, out);
	char why[sizeof s->why];
	memcpy(why, s->why, sizeof why);
	(void)!s->driver->exec(s, "COMMIT").code;
	memcpy(s->why, why, sizeof why);
	return r;
}
