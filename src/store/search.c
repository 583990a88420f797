/* Search: the tree of a query becomes one full-text expression and conditions on articles; candidates are the newest that match,
 * as many as a bounded time allows; they are ranked by BM25 with title and recency weights, the best get passages. */
#include "store/search.h"

#include <math.h>
#include <stdlib.h>

/* candidates that are scored; a query that matches more takes the newest of them */
#define CANDIDATES_MOST 4000u
/* what a search may take, in milliseconds, before it answers with what it has */
#define SEARCH_MILLISECONDS 2000u
#define TITLE_WEIGHT        "6.0"
/* a story a year old weighs two thirds of today's, an old one half */
#define RECENCY_SHARE   0.5
#define RECENCY_DAYS    365.0
#define HITS_MOST       200u
#define EXPRESSION_MOST ((size_t)64 << 10)

typedef struct {
	int64_t n;
	double score;
	mq_day day;
} candidate;

typedef struct {
	mq_store *s;
	mq_arena *a;
	const mq_search *ask;
	mq_query query;
	bool relaxed; /* nothing has all the words: what has some of them */
	mq_buf match; /* of the top level: FTS5 expression, or empty */
	candidate *found;
	uint32_t n;
} searching;

/* ── from tree to SQL ── */
/* a phrase as FTS5 has it: words made already (fts5.c), a quote cannot be in a term */
static void put_phrase(mq_buf *b, const mq_query_node *n)
{
	mq_buf_put(b, n->title ? MQ_T("title:\"") : MQ_T("\""));
	for (uint32_t i = 0; i < n->words.n; i++) {
		if (i) mq_buf_byte(b, ' ');
		mq_text t = n->words.v[i];
		for (size_t c = 0; c < t.n; c++)
			if (t.p[c] != '"' && t.p[c]) mq_buf_byte(b, t.p[c]);
	}
	mq_buf_byte(b, '"');
}

static bool only_text(const mq_query_node *n)
{
	if (n->op == MQ_QUERY_FILTER || n->op == MQ_QUERY_NOT) return false;
	for (const mq_query_node *c = n->child; c; c = c->next)
		if (!only_text(c)) return false;
	return true;
}

static void put_text(mq_buf *b, const mq_query_node *n)
{
	if (n->op == MQ_QUERY_PHRASE) {
		put_phrase(b, n);
		return;
	}
	mq_buf_byte(b, '(');
	for (const mq_query_node *c = n->child; c; c = c->next) {
		put_text(b, c);
		if (c->next) mq_buf_put(b, n->op == MQ_QUERY_AND ? MQ_T(" AND ") : MQ_T(" OR "));
	}
	mq_buf_byte(b, ')');
}

static void ask_filter(searching *g, mq_ask *k, const mq_query_node *n)
{
	switch (n->filter) {
	case MQ_BY_OUTLET_NAME:
		mq_ask_add(k, "x.outlet IN (SELECT n FROM outlet WHERE name = ? OR instr(name, ?) > 0)", "tt", n->value,
			   n->value);
		break;
	case MQ_BY_COUNTRY: mq_ask_add(k, "x.n IN (SELECT article FROM article_country WHERE country = ?)", "t", n->value); break;
	case MQ_BY_PERSON: {
		mq_text key = mq_text_normal(g->a, n->value);
		mq_ask_add(k,
			   "x.n IN (SELECT ap.article FROM article_person ap JOIN person_form pf ON pf.person = ap.person"
			   " WHERE pf.key = ? OR instr(' ' || pf.key || ' ', ?) > 0)",
			   "tt", key, mq_arena_print(g->a, " %.*s ", MQ_ARG(key)));
		break;
	}
	case MQ_BY_KIND: mq_ask_add(k, "x.n IN (SELECT article FROM event WHERE kind = ?)", "t", n->value); break;
	case MQ_BY_FROM: mq_ask_add(k, "x.day >= ?", "i", (int64_t)n->day); break;
	case MQ_BY_TO: mq_ask_add(k, "x.day <= ?", "i", (int64_t)n->day); break;
	default: mq_ask_add(k, "x.lang = ?", "t", n->value); break;
	}
}

static void ask_node(searching *g, mq_ask *k, const mq_query_node *n)
{
	if (only_text(n)) {
		mq_buf b;
		mq_buf_open(&b, EXPRESSION_MOST);
		put_text(&b, n);
		mq_ask_add(k, "x.n IN (SELECT rowid FROM fts WHERE fts MATCH ?)", "t", mq_arena_text(g->a, mq_buf_text(&b)));
		mq_buf_close(&b);
		return;
	}
	if (n->op == MQ_QUERY_FILTER) {
		ask_filter(g, k, n);
		return;
	}
	mq_ask_add(k, n->op == MQ_QUERY_NOT ? "NOT (" : "(", "");
	for (const mq_query_node *c = n->child; c; c = c->next) {
		ask_node(g, k, c);
		if (c->next) mq_ask_add(k, n->op == MQ_QUERY_AND ? " AND " : " OR ", "");
	}
	mq_ask_add(k, ")", "");
}

static const mq_query_node *first_of_top(const searching *g)
{
	const mq_query_node *root = g->query.root;
	return root && root->op == MQ_QUERY_AND ? root->child : root;
}

static const mq_query_node *next_of_top(const searching *g, const mq_query_node *n)
{
	return g->query.root->op == MQ_QUERY_AND ? n->next : NULL;
}

/* a word of grammar finds nothing by itself */
static bool is_grammar(const searching *g, const mq_query_node *n)
{
	return n->op == MQ_QUERY_PHRASE && n->words.n == 1 && mq_words_grammar(g->s, n->words.v[0]);
}

/* of the top level, text is ranked by … */
static void put_match(searching *g)
{
	for (const mq_query_node *n = first_of_top(g); n; n = next_of_top(g, n)) {
		if (!only_text(n) || (g->relaxed && is_grammar(g, n))) continue;
		if (g->match.n) mq_buf_put(&g->match, g->relaxed ? MQ_T(" OR ") : MQ_T(" AND "));
		put_text(&g->match, n);
	}
}

/* may an answer to some of the words be given where there is none to all */
static bool can_relax(const searching *g)
{
	uint32_t words = 0, all = 0;
	if (!g->query.root || g->query.root->op != MQ_QUERY_AND) return false;
	for (const mq_query_node *n = first_of_top(g); n; n = next_of_top(g, n), all++)
		words += only_text(n) && !is_grammar(g, n);
	return words > 0 && all > 1;
}

/* … and the rest are conditions */
static void ask_conditions(searching *g, mq_ask *k)
{
	for (const mq_query_node *n = first_of_top(g); n; n = next_of_top(g, n)) {
		if (only_text(n)) continue;
		mq_ask_add(k, " AND ", "");
		ask_node(g, k, n);
	}
}

/* ── candidates ── */
static mq_status read_candidates(searching *g, mq_stmt *q)
{
	const mq_driver *d = g->s->driver;
	mq_status r;
	g->found = MQ_ARRAY(g->a, candidate, CANDIDATES_MOST);
	if (!g->found) return mq_store_fail(g->s, MQ_LIMIT, "the answer is too large");
	while (mq_ok(r = d->step(q))) {
		if (g->n == CANDIDATES_MOST) return MQ_DONE;
		candidate *c = &g->found[g->n++];
		c->n = d->get_int(q, 0);
		c->day = d->is_null(q, 1) ? MQ_NO_DAY : (mq_day)d->get_int(q, 1);
		c->score = d->get_real(q, 2);
	}
	return r;
}

static double recency(mq_day day, mq_day today)
{
	if (day == MQ_NO_DAY || today == MQ_NO_DAY) return 1.0 - RECENCY_SHARE;
	double age = today > day ? (double)(today - day) : 0;
	return 1.0 - RECENCY_SHARE + RECENCY_SHARE * exp2(-age / RECENCY_DAYS);
}

/* better first; on a tie the newer, then the later arrived: an order that is always the same */
static int by_score(const void *x, const void *y)
{
	const candidate *a = x, *b = y;
	if (a->score != b->score) return a->score < b->score ? 1 : -1;
	if (a->day != b->day) return a->day < b->day ? 1 : -1;
	return a->n < b->n ? 1 : -1;
}

static mq_status find_candidates(searching *g, mq_answer *out)
{
	mq_ask k;
	mq_stmt *q = NULL;
	put_match(g);
	mq_text match = mq_arena_text(g->a, mq_buf_text(&g->match));
	mq_ask_open(&k, "SELECT x.n, x.day, ");
	if (match.n)
		mq_ask_add(&k, "mirqab_rank(fts, " TITLE_WEIGHT ") FROM fts JOIN article x ON x.n = fts.rowid WHERE fts MATCH ?",
			   "t", match);
	else mq_ask_add(&k, "1.0 FROM article x WHERE 1", "");
	ask_conditions(g, &k);
	if (g->ask->after) mq_ask_add(&k, " AND x.n > ?", "i", g->ask->after);
	mq_ask_add(&k, match.n ? " ORDER BY fts.rowid DESC" : " ORDER BY coalesce(x.day, -1000000) DESC, x.n DESC", "");
	mq_ask_add(&k, " LIMIT ?", "i", (int64_t)CANDIDATES_MOST + 1);
	g->s->driver->bound(g->s, SEARCH_MILLISECONDS);
	mq_status r = mq_ask_run(g->s, &k, &q);
	if (mq_ok(r)) r = read_candidates(g, q);
	g->s->driver->done(q);
	g->s->driver->bound(g->s, 0);
	mq_ask_close(&k);
	out->at_least = r.code != MQ_END;
	if (r.code == MQ_LIMIT && g->n) r = MQ_DONE; /* out of time: what there is */
	return r.code == MQ_END ? MQ_DONE : r;
}

static void rank(searching *g)
{
	for (uint32_t i = 0; i < g->n; i++) g->found[i].score *= recency(g->found[i].day, g->ask->today);
	qsort(g->found, g->n, sizeof *g->found, by_score);
}

/* ── hits and facets ── */
static mq_status make_hits(searching *g, mq_answer *out)
{
	uint32_t limit = g->ask->limit ? g->ask->limit : 20, end;
	if (limit > HITS_MOST) limit = HITS_MOST;
	end = g->ask->offset < g->n ? g->ask->offset + limit : 0;
	if (end > g->n) end = g->n;
	for (uint32_t i = g->ask->offset; i < end; i++) {
		mq_hit *h = mq_push(g->a, &out->hits);
		if (!h) return mq_store_fail(g->s, MQ_LIMIT, "the answer is too large");
		h->score = g->found[i].score;
		MQ_TRY(mq_row_of(g->s, g->a, g->found[i].n, &h->row));
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
	for (uint32_t i = 0; i < g->n; i++)
		MQ_TRY(mq_sql_run(g->s, "INSERT OR IGNORE INTO temp.hit VALUES(?1)", "i", g->found[i].n));
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) MQ_TRY(make_facet(g, rows[i].name, rows[i].sql, out));
	return MQ_DONE;
}

static mq_status answer(searching *g, mq_answer *out)
{
	MQ_TRY(mq_query_read(g->s, g->a, g->ask->query, &g->query));
	MQ_TRY(mq_latin_widen(g->s, g->a, &g->query));
	out->understood = g->query.understood;
	for (uint32_t i = 0; i < g->query.notes.n; i++) {
		mq_text *t = mq_push(g->a, &out->notes);
		if (t) *t = g->query.notes.v[i];
	}
	if (!g->query.root) return MQ_DONE;
	MQ_TRY(find_candidates(g, out));
	if (g->n == 0) MQ_TRY(mq_suggest(g->s, g->a, &g->query, out));
	if (g->n == 0 && can_relax(g)) {
		g->relaxed = true;
		mq_buf_clear(&g->match);
		MQ_TRY(find_candidates(g, out));
		mq_text *t = g->n ? mq_push(g->a, &out->notes) : NULL;
		if (t) *t = MQ_T("no article has all of these words: these have some of them");
	}
	rank(g);
	out->total = g->n;
	MQ_TRY(make_hits(g, out));
	if (g->ask->facets) MQ_TRY(make_facets(g, out));
	return MQ_DONE;
}

mq_status mq_store_search(mq_store *s, mq_arena *a, const mq_search *q, mq_answer *out)
{
	searching g = {.s = s, .a = a, .ask = q};
	memset(out, 0, sizeof *out);
	mq_buf_open(&g.match, EXPRESSION_MOST);
	mq_status r = answer(&g, out);
	mq_buf_close(&g.match);
	return r;
}
