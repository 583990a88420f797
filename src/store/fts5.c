/* SQLite's full text with our words: a tokenizer for FTS5, and the function through which the index reads titles and
 * bodies out of the records. A query reaches the tokenizer with its terms already made: places parted by a space, terms that may
 * stand at one place by 0x1F. */
#include <math.h>
#include <sqlite3.h>

#include "store/driver.h"
#include "store/terms.h"

#define SAME_PLACE '\x1f'

typedef int (*token_take)(void *context, int flags, const char *token, int n, int start, int end);

typedef struct {
	token_take take;
	void *context;
	int rc;
} tokens_out;

static int tokenizer_make(void *context, const char **args, int n, Fts5Tokenizer **out)
{
	(void)args;
	(void)n;
	*out = context; /* the store: no state of its own */
	return SQLITE_OK;
}

static void tokenizer_free(Fts5Tokenizer *t) { (void)t; }

static bool take_word(void *to, const mq_word *w)
{
	tokens_out *o = to;
	o->rc = o->take(o->context, 0, w->term.p, (int)w->term.n, (int)w->start, (int)w->end);
	return o->rc == SQLITE_OK;
}

static int tokenize_query(tokens_out *o, mq_text t)
{
	size_t at = 0;
	bool same = false;
	while (at < t.n && o->rc == SQLITE_OK) {
		size_t end = at;
		while (end < t.n && t.p[end] != ' ' && t.p[end] != SAME_PLACE) end++;
		if (end > at)
			o->rc =
			    o->take(o->context, same ? FTS5_TOKEN_COLOCATED : 0, t.p + at, (int)(end - at), (int)at, (int)end);
		same = end < t.n && t.p[end] == SAME_PLACE;
		at = end + 1;
	}
	return o->rc;
}

static int tokenize(Fts5Tokenizer *self, void *context, int flags, const char *p, int n, token_take take)
{
	mq_store *s = (mq_store *)(void *)self;
	tokens_out o = {take, context, SQLITE_OK};
	mq_text t = mq_text_at(p ? p : "", n > 0 ? (size_t)n : 0);
	if (flags & FTS5_TOKENIZE_QUERY) return tokenize_query(&o, t);
	mq_words_of(s, t, take_word, &o);
	return o.rc;
}

/* mirqab_text(n, 0|1): title or body of an article as its record has them */
static void text_function(sqlite3_context *c, int argc, sqlite3_value **argv)
{
	mq_store *s = sqlite3_user_data(c);
	mq_page page;
	mq_record r;
	mq_text json;
	(void)argc;
	mq_arena *a = mq_arena_open(MQ_PAGE_ARENA_MOST + MQ_RECORD_JSON_MOST);
	if (!a) {
		sqlite3_result_error_nomem(c);
		return;
	}
	mq_status st = mq_store_json(s, a, sqlite3_value_int64(argv[0]), &json);
	if (mq_ok(st)) st = mq_record_parse(a, json, &page, &r);
	if (mq_ok(st)) {
		mq_text t = sqlite3_value_int(argv[1]) == 0 ? r.article.title : r.article.body;
		sqlite3_result_text64(c, t.p ? t.p : "", t.n, SQLITE_TRANSIENT, SQLITE_UTF8);
	} else sqlite3_result_error(c, "a record cannot be read", -1);
	mq_arena_close(a);
}

/* ── rank ── */
/* BM25 as FTS5's own bm25() has it, but for one thing: how many articles a phrase stands in is counted over the first of them
 * only and carried on to the rest. FTS5 counts all, which in an archive of a million takes longer than the search. */
#define BM25_K1      1.2
#define BM25_B       0.75
#define COUNTED_MOST 1000
#define PHRASES_MOST ((int)MQ_QUERY_TERMS_MOST)
#define IDF_LEAST    1e-6

typedef struct {
	double mean; /* words of an article */
	double idf[MQ_QUERY_TERMS_MOST];
} ranking;

typedef struct {
	sqlite3_int64 n, last;
} counting;

static int count_row(const Fts5ExtensionApi *api, Fts5Context *c, void *to)
{
	counting *x = to;
	x->last = api->xRowid(c);
	return ++x->n == COUNTED_MOST ? SQLITE_DONE : SQLITE_OK;
}

static int count_phrase(const Fts5ExtensionApi *api, Fts5Context *c, int phrase, double rows, double *idf)
{
	counting x = {0, 0};
	int rc = api->xQueryPhrase(c, phrase, &x, count_row);
	double found = (double)x.n;
	/* articles are numbered from 1 in the order they came */
	if (x.n == COUNTED_MOST && x.last > x.n) found *= rows / (double)x.last > 1 ? rows / (double)x.last : 1;
	*idf = log((rows - found + 0.5) / (found + 0.5));
	if (!(*idf > IDF_LEAST)) *idf = IDF_LEAST;
	return rc;
}

static int make_ranking(const Fts5ExtensionApi *api, Fts5Context *c, ranking **out)
{
	sqlite3_int64 rows = 0, words = 0;
	int phrases = api->xPhraseCount(c), rc = api->xRowCount(c, &rows);
	ranking *r = mq_heap_alloc(sizeof *r);
	if (!r) return SQLITE_NOMEM;
	if (rc == SQLITE_OK) rc = api->xColumnTotalSize(c, -1, &words);
	r->mean = rows > 0 && words > 0 ? (double)words / (double)rows : 1;
	for (int i = 0; rc == SQLITE_OK && i < phrases && i < PHRASES_MOST; i++)
		rc = count_phrase(api, c, i, (double)rows, &r->idf[i]);
	if (rc == SQLITE_OK) rc = api->xSetAuxdata(c, r, mq_heap_free);
	else mq_heap_free(r);
	*out = r;
	return rc;
}

/* how often a phrase stands in the row, its title weighed */
static double weigh_phrase(const Fts5ExtensionApi *api, Fts5Context *c, int phrase, double title)
{
	Fts5PhraseIter at;
	int column, place;
	double n = 0;
	if (api->xPhraseFirst(c, phrase, &at, &column, &place) != SQLITE_OK) return 0;
	for (; column >= 0; api->xPhraseNext(c, &at, &column, &place)) n += column == 0 ? title : 1;
	return n;
}

/* mirqab_rank(fts, weight of the title) */
static void rank_function(const Fts5ExtensionApi *api, Fts5Context *c, sqlite3_context *out, int argc, sqlite3_value **argv)
{
	ranking *r = api->xGetAuxdata(c, 0);
	int rc = r ? SQLITE_OK : make_ranking(api, c, &r), phrases = api->xPhraseCount(c), size = 0;
	double title = argc > 0 ? sqlite3_value_double(argv[0]) : 1, score = 0;
	if (rc == SQLITE_OK) rc = api->xColumnSize(c, -1, &size);
	for (int i = 0; rc == SQLITE_OK && i < phrases && i < PHRASES_MOST; i++) {
		double n = weigh_phrase(api, c, i, title);
		score += r->idf[i] * n * (BM25_K1 + 1) / (n + BM25_K1 * (1 - BM25_B + BM25_B * size / r->mean));
	}
	if (rc == SQLITE_OK) sqlite3_result_double(out, score);
	else sqlite3_result_error_code(out, rc);
}

mq_status mq_fts5_register(mq_store *s, sqlite3 *db)
{
	fts5_api *api = NULL;
	sqlite3_stmt *q = NULL;
	fts5_tokenizer rows = {tokenizer_make, tokenizer_free, tokenize};
	int rc = sqlite3_create_function_v2(db, "mirqab_text", 2, SQLITE_UTF8 | SQLITE_DETERMINISTIC, s, text_function, NULL,
					    NULL, NULL);
	if (rc == SQLITE_OK) rc = sqlite3_prepare_v2(db, "SELECT fts5(?1)", -1, &q, NULL);
	if (rc == SQLITE_OK) {
		sqlite3_bind_pointer(q, 1, &api, "fts5_api_ptr", NULL);
		sqlite3_step(q);
	}
	sqlite3_finalize(q);
	if (rc == SQLITE_OK && api && api->iVersion >= 2) rc = api->xCreateTokenizer(api, "mirqab", s, &rows, NULL);
	if (rc == SQLITE_OK && api && api->iVersion >= 2)
		rc = api->xCreateFunction(api, "mirqab_rank", NULL, rank_function, NULL);
	if (rc != SQLITE_OK || !api)
		return mq_store_fail(s, MQ_INTERNAL, "this SQLite has no full text (FTS5): %s", sqlite3_errmsg(db));
	return MQ_DONE;
}

/* The index against the articles: the sum of a hash over every (term, article, column, place) that the index holds must be that
 * over what the articles say. A sum has no order, so neither side needs memory. */
typedef struct {
	uint64_t sum, places;
	int64_t article;
	uint32_t column, place;
} index_sum;

static void add_place(index_sum *x, mq_text term, int64_t article, uint32_t column, uint32_t place)
{
	char key[MQ_INDEX_TERM_MOST + 32];
	size_t n = term.n < MQ_INDEX_TERM_MOST ? term.n : MQ_INDEX_TERM_MOST;
	memcpy(key, &article, 8);
	memcpy(key + 8, &column, 4);
	memcpy(key + 12, &place, 4);
	memcpy(key + 16, term.p, n);
	x->sum += mq_hash(mq_text_at(key, 16 + n));
	x->places++;
}

static bool sum_word(void *to, const mq_word *w)
{
	index_sum *x = to;
	add_place(x, w->term, x->article, x->column, x->place);
	x->place++;
	return true;
}

static mq_status sum_index(mq_store *s, index_sum *out)
{
	mq_stmt *q;
	mq_status r;
	MQ_TRY(mq_sql_open(s, &q, "SELECT term, doc, col, offset FROM temp.fts_places", ""));
	while (mq_ok(r = s->driver->step(q)))
		add_place(out, s->driver->get_text(q, 0), s->driver->get_int(q, 1),
			  mq_text_eq(s->driver->get_text(q, 2), MQ_T("body")), (uint32_t)s->driver->get_int(q, 3));
	s->driver->done(q);
	return r.code == MQ_END ? MQ_DONE : r;
}

static mq_status sum_articles(mq_store *s, index_sum *out)
{
	mq_stmt *q;
	mq_status r;
	MQ_TRY(mq_sql_open(s, &q, "SELECT n, title, body FROM fts_source", ""));
	while (mq_ok(r = s->driver->step(q))) {
		out->article = s->driver->get_int(q, 0);
		for (out->column = 0; out->column < 2; out->column++) {
			out->place = 0;
			mq_words_of(s, s->driver->get_text(q, (int)out->column + 1), sum_word, out);
		}
	}
	s->driver->done(q);
	return r.code == MQ_END ? MQ_DONE : r;
}

mq_status mq_fts5_check(mq_store *s, mq_arena *a, mq_verdict *v)
{
	index_sum index = {0}, articles = {0};
	if (s->other_terms) return MQ_DONE; /* it is what it was made to be; the next writer makes it anew */
	MQ_TRY(s->driver->exec(s, "CREATE VIRTUAL TABLE IF NOT EXISTS temp.fts_places USING fts5vocab(main, fts, instance)"));
	MQ_TRY(sum_index(s, &index));
	MQ_TRY(sum_articles(s, &articles));
	if (index.sum != articles.sum || index.places != articles.places)
		mq_verdict_add(a, v, "the search index (%llu places) is not that of the articles (%llu places)",
			       (unsigned long long)index.places, (unsigned long long)articles.places);
	return MQ_DONE;
}
