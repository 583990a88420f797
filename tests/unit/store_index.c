/* The search index against a plain reading of every article: random articles, put in random batches, changed and taken away;
 * random queries must find the same articles in the same order with the same scores. And an index whose bytes were changed must
 * say so, or answer: nothing else. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "check.h"
#include "store/find.h"

#define DOCS       7000u /* more than two windows */
#define WORDS_MOST 60u
#define QUERIES    250u
#define TODAY      20000
#define LIMIT      60u

typedef struct {
	bool there;
	mq_day day;
	uint16_t title[8], body[WORDS_MOST];
	uint32_t title_n, body_n;
} article;

static mq_arena *arena, *one;
static mq_engine engine;
static article *all;
static uint32_t seed = 4;

/* no two of them share a stem; the first are common, the last rare */
static const char *const vocabulary[] = {"برج",   "قمر",  "شجرة", "نهر",  "جبل",   "سفينة", "مرصد",  "ميناء", "كوكب",
					 "حديقة", "طريق", "جسر",  "قلعة", "بحيرة", "صخرة",  "غابة",  "سحاب",  "مطر",
					 "عاصفة", "رمل",  "ملح",  "نحاس", "فضة",   "ذهب",   "زجاج",  "خشب",   "حرير",
					 "قطن",   "صوف",  "ورق",  "حبر",  "مسطرة", "عدسة",  "مصباح", "شمعة",  "نافذة"};
#define VOCABULARY (sizeof vocabulary / sizeof *vocabulary)
static mq_text stem[VOCABULARY], view[VOCABULARY][2];
static uint32_t views[VOCABULARY];

static uint32_t chance(uint32_t n)
{
	seed = seed * 1664525u + 1013904223u;
	return (uint32_t)((uint64_t)seed * n >> 32);
}

static uint16_t any_word(void)
{
	uint32_t x = chance(VOCABULARY), y = chance(VOCABULARY), z = chance(VOCABULARY);
	x = x < y ? x : y;
	return (uint16_t)(x < z ? x : z);
}

static mq_text text_of(const uint16_t *w, uint32_t n)
{
	mq_buf b;
	mq_buf_open(&b, 1 << 16);
	for (uint32_t i = 0; i < n; i++) mq_buf_print(&b, "%s%s", i ? " " : "", vocabulary[w[i]]);
	mq_text t = mq_arena_text(one, mq_buf_text(&b));
	mq_buf_close(&b);
	return t;
}

static void write_article(article *x)
{
	*x = (article){.there = true, .title_n = chance(5), .body_n = chance(10) == 0 ? 0 : 1 + chance(WORDS_MOST - 1)};
	x->day = chance(20) == 0 ? MQ_NO_DAY : TODAY - (mq_day)chance(900);
	for (uint32_t i = 0; i < x->title_n; i++) x->title[i] = any_word();
	for (uint32_t i = 0; i < x->body_n; i++) x->body[i] = any_word();
}

static void put(mq_store *s, uint32_t n)
{
	const article *x = &all[n];
	char id[65];
	snprintf(id, sizeof id, "%032u", n);
	mq_arena_clear(one);
	MQ_CHECK(mq_ok(mq_sql_run(
	    s, "INSERT OR REPLACE INTO article(n, id, page, versions, title, events, day) VALUES(?1, ?2, 1, 1, ?3, 0, ?4)",
	    x->day == MQ_NO_DAY ? "ibtn" : "ibti", (int64_t)n, mq_text_at(id, 32), MQ_T("عنوان"), (int64_t)x->day)));
	MQ_CHECK(mq_ok(mq_index_put(s, n, x->day, text_of(x->title, x->title_n), text_of(x->body, x->body_n))));
}

static bool keep_terms(void *to, const mq_word *w)
{
	size_t i = *(size_t *)to;
	mq_text t = mq_arena_text(arena, w->term);
	if (w->view && views[i] < 2) view[i][views[i]++] = t;
	if (!w->view) stem[i] = t;
	return true;
}

static void fill(mq_store *s)
{
	for (uint32_t n = 1; n < DOCS;) {
		uint32_t end = n + 1 + chance(chance(3) ? 40 : 900);
		MQ_CHECK(mq_ok(mq_store_begin(s)));
		for (; n < end && n < DOCS; n++) {
			write_article(&all[n]);
			put(s, n);
		}
		/* some of before are told otherwise, some go */
		for (uint32_t i = chance(12); i > 0; i--) {
			uint32_t old = 1 + chance(n - 1);
			if (!all[old].there) continue;
			MQ_CHECK(mq_ok(mq_index_forget(s, old)));
			all[old].there = chance(3) > 0;
			if (!all[old].there) continue;
			write_article(&all[old]);
			put(s, old);
		}
		MQ_CHECK(mq_ok(mq_store_commit(s)));
		if (chance(8)) continue;
		/* what is rolled back was never there */
		MQ_CHECK(mq_ok(mq_store_begin(s)) && mq_ok(mq_index_forget(s, 1)));
		put(s, n - 1);
		mq_store_rollback(s);
	}
}

/* ── the plain way ── */
static uint32_t runs(const uint16_t *text, uint32_t n, const mq_query_node *q)
{
	uint32_t found = 0, words = q->words.n;
	for (uint32_t i = 0; i + words <= n; i++) {
		uint32_t k = 0;
		while (k < words) {
			if (!mq_text_eq(q->words.v[k], stem[text[i + k]])) break;
			k++;
		}
		found += k == words;
	}
	return found;
}

static uint32_t weighed(const article *x, const mq_query_node *q)
{
	uint32_t n = MQ_FIND_TITLE * runs(x->title, x->title_n, q);
	return q->title ? n : n + runs(x->body, x->body_n, q);
}

static bool matches(const article *x, const mq_query_node *q)
{
	bool and = q->op == MQ_QUERY_AND, in = and;
	if (q->op == MQ_QUERY_PHRASE) return weighed(x, q) > 0;
	if (q->op == MQ_QUERY_FILTER)
		return x->day != MQ_NO_DAY && (q->filter == MQ_BY_FROM ? x->day >= q->day : x->day <= q->day);
	for (const mq_query_node *c = q->child; c; c = c->next) in = and? in && matches(x, c) : in || matches(x, c);
	return q->op == MQ_QUERY_NOT ? !in : in;
}

typedef struct {
	const mq_query_node *node; /* or … */
	mq_text view;              /* … of a word, which ranks with it */
	double idf;
} leaf;

static bool has_view(uint16_t word, mq_text v)
{
	for (uint32_t i = 0; i < views[word]; i++)
		if (mq_text_eq(view[word][i], v)) return true;
	return false;
}

/* how often words stand for a view: those that are it, and those that have it and are not */
static uint32_t weighed_view(const article *x, mq_text v, bool are_it)
{
	uint32_t n = 0;
	for (uint32_t i = 0; i < x->title_n + x->body_n; i++) {
		bool title = i < x->title_n;
		uint16_t word = title ? x->title[i] : x->body[i - x->title_n];
		bool is = mq_text_eq(stem[word], mq_text_sub(v, 1, v.n));
		if (are_it ? is : !is && has_view(word, v)) n += title ? MQ_FIND_TITLE : 1;
	}
	return n;
}

static uint32_t weighed_leaf(const article *x, const leaf *l)
{
	return l->node ? weighed(x, l->node) : weighed_view(x, l->view, true) + weighed_view(x, l->view, false);
}

static uint32_t counted_leaf(const article *x, const leaf *l)
{
	if (l->node) return weighed(x, l->node) > 0;
	return (weighed_view(x, l->view, true) > 0) + (weighed_view(x, l->view, false) > 0);
}

static void leaves(const mq_query_node *q, bool any, leaf *out, uint32_t *n)
{
	if (q->op == MQ_QUERY_PHRASE) {
		out[(*n)++] = (leaf){.node = q};
		for (size_t i = 0; any && i < VOCABULARY && q->words.n == 1 && !q->title; i++)
			for (uint32_t k = 0; k < views[i] && mq_text_eq(q->words.v[0], stem[i]); k++)
				out[(*n)++] = (leaf){.view = view[i][k]};
	}
	for (const mq_query_node *c = q->op == MQ_QUERY_NOT ? NULL : q->child; c; c = c->next) leaves(c, any, out, n);
}

static bool matches_any(const article *x, const mq_query_node *q)
{
	for (const mq_query_node *c = q->child; c; c = c->next)
		if (matches(x, c)) return true;
	return false;
}

/* any: of the parts of an AND */
static uint32_t read_all(const mq_query_node *q, bool any, mq_find_hit *out)
{
	leaf l[3 * MQ_QUERY_TERMS_MOST];
	uint32_t n = 0, docs = 0, found = 0;
	double words = 0;
	leaves(q, any, l, &n);
	for (uint32_t i = 1; i < DOCS; i++) {
		docs += all[i].there;
		words += all[i].there ? all[i].title_n + all[i].body_n : 0;
	}
	for (uint32_t k = 0; k < n; k++) {
		double have = 0;
		for (uint32_t i = 1; i < DOCS; i++) have += all[i].there ? counted_leaf(&all[i], &l[k]) : 0;
		l[k].idf = log((docs - have + 0.5) / (have + 0.5));
		if (!(l[k].idf > 1e-6)) l[k].idf = 1e-6;
	}
	for (uint32_t i = 1; i < DOCS; i++) {
		if (!all[i].there || !(any ? matches_any(&all[i], q) : matches(&all[i], q))) continue;
		double score = 0, size = all[i].title_n + all[i].body_n;
		for (uint32_t k = 0; k < n; k++) {
			double f = weighed_leaf(&all[i], &l[k]);
			if (f > 0) score += l[k].idf * f * 2.2 / (f + 1.2 * (0.25 + 0.75 * size * docs / words));
		}
		out[found++] = (mq_find_hit){i, all[i].day, (n ? score : 1) * mq_recency(all[i].day, TODAY), 0};
	}
	qsort(out, found, sizeof *out, mq_find_order);
	return found;
}

/* ── queries ── */
static void put_query(mq_buf *b, uint32_t depth)
{
	for (uint32_t parts = 1 + chance(3); parts; parts--) {
		uint32_t kind = chance(12);
		if (kind == 0) mq_buf_print(b, "-");
		if (kind == 1 && depth < 2) {
			mq_buf_print(b, "(");
			put_query(b, depth + 1);
			mq_buf_print(b, ") ");
			continue;
		}
		if (kind == 3) mq_buf_print(b, "title:");
		if (kind == 4 || kind == 5) mq_buf_print(b, "\"%s %s\" ", vocabulary[any_word()], vocabulary[any_word()]);
		else mq_buf_print(b, "%s ", vocabulary[any_word()]);
		if (parts > 1 && chance(4) == 0) mq_buf_print(b, "OR ");
	}
}

/* scores are sums of rounded parts: two that differ by less may come either way round */
static bool same_hit(const mq_find_hit *want, uint32_t n, uint32_t i, double score, int64_t number)
{
	uint32_t k = i;
	if (fabs(score - want[i].score) > 1e-4) return false;

	while (k > 0 && fabs(want[k - 1].score - want[i].score) < 1e-4) k--;
	while (k < n && fabs(want[k].score - want[i].score) < 1e-4 && want[k].n != number) k++;
	return k < n && want[k].n == number;
}

static bool same_hits(const mq_answer *got, const mq_find_hit *want, uint32_t n)
{
	for (uint32_t i = 0; i < got->hits.n && i < n; i++)
		if (!same_hit(want, n, i, got->hits.v[i].score, got->hits.v[i].row.n)) return false;
	return got->total == n && got->hits.n == (n < LIMIT ? n : LIMIT);
}

/* some of the words: their views rank with them */
static void ask_any(mq_store *s, mq_arena *a, const mq_query *q, mq_find_hit *want)
{
	const mq_query_node *part[8];
	mq_find_out got;
	mq_find_ask ask = {.match = part, .any = true, .today = TODAY, .from = MQ_NO_DAY, .to = MQ_NO_DAY, .most = LIMIT};
	for (const mq_query_node *c = q->root->child; c && ask.match_n < 8; c = c->next) part[ask.match_n++] = c;
	uint32_t n = read_all(q->root, true, want);
	MQ_CHECK(mq_ok(mq_find(s, a, &ask, &got)));
	MQ_CHECK(got.total == n && got.n == (n < LIMIT ? n : LIMIT));
	for (uint32_t i = 0; i < got.n && i < n; i++) MQ_CHECK(same_hit(want, n, i, got.hits[i].score, got.hits[i].n));
}

static void ask(mq_store *s, mq_find_hit *want)
{
	mq_buf b;
	mq_answer got;
	mq_query q;
	mq_arena *a = mq_arena_open((size_t)64 << 20);
	mq_buf_open(&b, 4096);
	bool days = chance(3) == 0;
	if (days) mq_buf_print(&b, "(");
	put_query(&b, 0);
	if (days) mq_buf_print(&b, ") %s", chance(2) ? "from:2023-06" : "to:2024-03");
	mq_search search = {.query = mq_buf_text(&b), .limit = LIMIT, .today = TODAY, .brief = true};
	MQ_CHECK(mq_ok(mq_store_search(s, a, &search, &got)));
	MQ_CHECK(mq_ok(mq_query_read(s, a, search.query, &q)) && q.root);
	uint32_t n = read_all(q.root, false, want);
	bool same = n ? same_hits(&got, want, n) : got.total == 0 || got.notes.n > 0;
	if (!same)
		fprintf(stderr, "%.*s: %llu, not %u; first %lld (%.5f), not %lld (%.5f)\n", MQ_ARG(search.query),
			(unsigned long long)got.total, n, got.hits.n ? (long long)got.hits.v[0].row.n : 0,
			got.hits.n ? got.hits.v[0].score : 0, n ? (long long)want[0].n : 0, n ? want[0].score : 0);
	MQ_CHECK(same);
	if (q.root->op == MQ_QUERY_AND && !days) ask_any(s, a, &q, want);
	mq_buf_close(&b);
	mq_arena_close(a);
}

/* ── damage ── */
static void damage(mq_store *s)
{
	static const char *const rows[][2] = {
	    {"SELECT terms FROM search_leaf WHERE n = ?1", "UPDATE search_leaf SET terms = ?2 WHERE n = ?1"},
	    {"SELECT docs FROM search_list WHERE n = ?1", "UPDATE search_list SET docs = ?2 WHERE n = ?1"},
	    {"SELECT places FROM search_list WHERE n = ?1", "UPDATE search_list SET places = ?2 WHERE n = ?1"},
	    {"SELECT docs FROM search_docs WHERE n = ?1", "UPDATE search_docs SET docs = ?2 WHERE n = ?1"}};
	static const char *const firsts[] = {"SELECT min(n) FROM search_leaf", "SELECT max(n) FROM search_list",
					     "SELECT max(n) FROM search_list", "SELECT max(n) FROM search_docs"};
	uint32_t told = 0;
	for (uint32_t i = 0; i < 400; i++) {
		mq_stmt *q;
		mq_answer got;
		int64_t n = 0;
		char bytes[1 << 17];
		uint32_t kind = i % 4;
		mq_arena *a = mq_arena_open((size_t)64 << 20);
		MQ_CHECK(mq_ok(mq_store_begin(s)));
		MQ_CHECK(mq_ok(mq_sql_int(s, &n, firsts[kind], "")));
		MQ_CHECK(mq_ok(mq_sql_open(s, &q, rows[kind][0], "i", n)) && mq_ok(s->driver->step(q)));
		mq_text t = s->driver->get_text(q, 0);
		size_t size = t.n < sizeof bytes ? t.n : sizeof bytes;
		memcpy(bytes, t.p, size);
		s->driver->done(q);
		for (uint32_t k = 1 + chance(3); k > 0; k--) bytes[chance((uint32_t)size)] = (char)chance(256);
		if (chance(4) == 0) size = chance((uint32_t)size);
		MQ_CHECK(mq_ok(mq_sql_run(s, rows[kind][1], "ib", n, mq_text_at(bytes, size))));
		mq_text query =
		    mq_arena_print(a, i % 8 < 4 ? "\"%s %s\"" : "%s OR title:%s", vocabulary[i % 5], vocabulary[any_word()]);
		mq_search search = {.query = query, .today = TODAY, .brief = true};
		mq_status r = mq_store_search(s, a, &search, &got);
		MQ_CHECK(mq_ok(r) || (r.code == MQ_BAD_DATA && mq_text_find(r.why, MQ_T("the search index is damaged"), 0) == 0));
		told += !mq_ok(r);
		mq_store_rollback(s);
		mq_arena_close(a);
	}
	MQ_CHECK(told > 10);
}

int main(void)
{
	char path[] = "/tmp/mirqab-index-XXXXXX", name[64];
	static const char *const tails[] = {"", "-wal", "-shm", "-writer"};
	mq_store *s = NULL;
	int fd = mkstemp(path);
	arena = mq_arena_open(MQ_RULES_ARENA_MOST);
	one = mq_arena_open(MQ_PAGE_ARENA_MOST);
	all = mq_heap_alloc(DOCS * sizeof *all);
	mq_find_hit *want = mq_heap_alloc(DOCS * sizeof *want);
	MQ_CHECK(fd >= 0 && arena && one && all && want && mq_ok(mq_engine_open(arena, MQ_NONE, &engine)));
	close(fd);
	mq_store_options o = {.url = mq_text_of(path), .mode = MQ_STORE_WRITE, .engine = &engine};
	MQ_CHECK(mq_ok(mq_store_open(arena, &o, &s)));
	for (size_t i = 0; i < VOCABULARY; i++) mq_words_views(s, mq_text_of(vocabulary[i]), keep_terms, &i);
	fill(s);
	for (uint32_t i = 0; i < QUERIES; i++) ask(s, want);
	damage(s);
	mq_store_close(s);
	for (size_t i = 0; i < 4; i++) {
		snprintf(name, sizeof name, "%s%s", path, tails[i]);
		unlink(name);
	}
	mq_heap_free(want);
	mq_heap_free(all);
	mq_arena_close(one);
	mq_arena_close(arena);
	return mq_check_done();
}
