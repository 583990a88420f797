/* Copies: near-duplicates of an article among all that are kept, found through shared shingles, compared by signature. Articles
 * that are copies of each other, directly or through others, have one original: the earliest published, whatever the order in
 * which they came. */
#include "story/story.h"

#include <stdlib.h>

#include "store/driver.h"

/* a shingle that more articles have is a formula of the trade ("for more news visit"), and no evidence */
#define FORMULA_ARTICLES 64
/* articles that are compared in full, the likeliest first */
#define COMPARED_MOST 48u
/* a family of copies larger than this is a fault of the source, not news; the rest stand alone */
#define FAMILY_MOST 2000u

typedef struct {
	int64_t article;
	uint32_t shared;
} other;
typedef MQ_VEC(other) others;

static int by_article(const void *x, const void *y)
{
	const other *a = x, *b = y;
	return (a->article > b->article) - (a->article < b->article);
}

static int by_shared(const void *x, const void *y)
{
	const other *a = x, *b = y;
	if (a->shared != b->shared) return a->shared < b->shared ? 1 : -1;
	return by_article(x, y);
}

/* who has a shingle; those of formulas are left out */
static mq_status add_holders(mq_store *s, mq_arena *a, uint32_t hash, others *out)
{
	mq_stmt *q;
	uint32_t before = out->n;
	mq_status r;
	MQ_TRY(mq_sql_open(s, &q, "SELECT article FROM shingle WHERE hash = ?1 LIMIT ?2", "ii", (int64_t)hash,
			   (int64_t)FORMULA_ARTICLES));
	while (mq_ok(r = s->driver->step(q))) {
		other *o = mq_push(a, out);
		if (!o) break;
		*o = (other){s->driver->get_int(q, 0), 1};
	}
	s->driver->done(q);
	if (out->n - before >= FORMULA_ARTICLES) out->n = before;
	return r.code == MQ_END ? MQ_DONE : mq_ok(r) ? mq_store_fail(s, MQ_LIMIT, "no room for copies") : r;
}

static uint32_t count_each(others *list)
{
	uint32_t kept = 0;
	if (list->n == 0) return 0;
	qsort(list->v, list->n, sizeof *list->v, by_article);
	for (uint32_t i = 0; i < list->n; i++) {
		if (kept && list->v[kept - 1].article == list->v[i].article) list->v[kept - 1].shared++;
		else list->v[kept++] = list->v[i];
	}
	qsort(list->v, kept, sizeof *list->v, by_shared);
	return kept;
}

static mq_status read_signature(mq_store *s, int64_t n, mq_signature *out)
{
	mq_stmt *q;
	MQ_TRY(mq_sql_open(s, &q, "SELECT shingles, common, hashes FROM signature WHERE article = ?1", "i", n));
	mq_status r = s->driver->step(q);
	if (mq_ok(r)) {
		mq_text bytes = s->driver->get_text(q, 2);
		out->shingles = (uint32_t)s->driver->get_int(q, 0);
		out->common = (uint32_t)s->driver->get_int(q, 1);
		out->n = bytes.n / 4 < MQ_SIGNATURE_MOST ? (uint32_t)(bytes.n / 4) : MQ_SIGNATURE_MOST;
		memcpy(out->hash, bytes.p, (size_t)out->n * 4);
		if (out->common > out->n) out->common = out->n;
	}
	s->driver->done(q);
	return r;
}

static mq_status keep_signature(mq_store *s, int64_t n, const mq_signature *g)
{
	mq_text bytes = mq_text_at((const char *)g->hash, (size_t)g->n * 4);
	MQ_TRY(mq_sql_run(s, "INSERT INTO signature VALUES(?1, ?2, ?3, ?4)", "iiib", n, (int64_t)g->shingles, (int64_t)g->common,
			  bytes));
	for (uint32_t i = 0; i < g->n; i++)
		MQ_TRY(mq_sql_run(s, "INSERT INTO shingle VALUES(?1, ?2) ON CONFLICT DO NOTHING", "ii", (int64_t)g->hash[i], n));
	return MQ_DONE;
}

/* all articles that are copies of n, directly or through others: sorted numbers */
static mq_status family_of(mq_store *s, mq_arena *a, int64_t n, others *out)
{
	other *first = mq_push(a, out);
	if (!first) return mq_store_fail(s, MQ_LIMIT, "no room for copies");
	first->article = n;
	for (uint32_t i = 0; i < out->n && out->n < FAMILY_MOST; i++) {
		mq_stmt *q;
		mq_status r;
		MQ_TRY(mq_sql_open(s, &q,
				   "SELECT other FROM copy WHERE article = ?1 UNION SELECT article FROM copy WHERE other = ?1",
				   "i", out->v[i].article));
		while (mq_ok(r = s->driver->step(q))) {
			int64_t m = s->driver->get_int(q, 0);
			bool known = false;
			for (uint32_t k = 0; k < out->n && !known; k++) known = out->v[k].article == m;
			other *o = known ? NULL : mq_push(a, out);
			if (o) o->article = m;
		}
		s->driver->done(q);
		if (r.code != MQ_END) return r;
	}
	return MQ_DONE;
}

/* is article n before the one found so far: by day, without one last, then by id, which does not depend on arrival */
static mq_status look_earlier(mq_store *s, int64_t n, int64_t *best, int64_t *best_day, char best_id[33])
{
	mq_stmt *q;
	MQ_TRY(mq_sql_open(s, &q, "SELECT coalesce(day, 2147483647), id FROM article WHERE n = ?1", "i", n));
	mq_status r = s->driver->step(q);
	if (mq_ok(r)) {
		int64_t day = s->driver->get_int(q, 0);
		mq_text id = s->driver->get_text(q, 1);
		if (*best == 0 || day < *best_day || (day == *best_day && memcmp(id.p, best_id, id.n < 32 ? id.n : 32) < 0)) {
			*best = n;
			*best_day = day;
			memcpy(best_id, id.p, id.n < 32 ? id.n : 32);
		}
	}
	s->driver->done(q);
	return r.code == MQ_END ? MQ_DONE : r;
}

/* gives every member of n's family its original; members' happenings then count their sources anew */
static mq_status name_original(mq_store *s, mq_arena *a, int64_t n)
{
	others family = {0};
	int64_t original = 0, day = 0;
	char id[33] = "";
	MQ_TRY(family_of(s, a, n, &family));
	for (uint32_t i = 0; i < family.n; i++) MQ_TRY(look_earlier(s, family.v[i].article, &original, &day, id));
	for (uint32_t i = 0; i < family.n; i++) {
		int64_t m = family.v[i].article;
		MQ_TRY(mq_sql_run(s, "UPDATE article SET copy_of = ?2 WHERE n = ?1 AND copy_of IS NOT ?2",
				  m == original ? "in" : "ii", m, original));
		MQ_TRY(mq_sql_run(
		    s, "INSERT OR IGNORE INTO unsettled SELECT grp FROM event WHERE article = ?1 AND grp IS NOT NULL", "i", m));
	}
	return MQ_DONE;
}

mq_status mq_copies_put(mq_store *s, mq_arena *a, int64_t n, mq_text body, bool *copy)
{
	mq_signature *mine = MQ_NEW(a, mq_signature), *theirs = MQ_NEW(a, mq_signature);
	others found = {0};
	bool any = false;
	if (!mine || !theirs) return mq_store_fail(s, MQ_LIMIT, "no room for a signature");
	mq_signature_make(s->terms, body, mine);
	if (mine->n == 0) return MQ_DONE;
	for (uint32_t i = 0; i < mine->n; i++) MQ_TRY(add_holders(s, a, mine->hash[i], &found));
	uint32_t most = count_each(&found);
	if (most > COMPARED_MOST) most = COMPARED_MOST;
	MQ_TRY(keep_signature(s, n, mine));
	for (uint32_t i = 0; i < most; i++) {
		mq_likeness like;
		MQ_TRY(read_signature(s, found.v[i].article, theirs));
		if (!mq_is_copy(mine, theirs, &like)) continue;
		MQ_TRY(mq_sql_run(s, "INSERT INTO copy VALUES(?1, ?2, ?3, ?4) ON CONFLICT DO NOTHING", "iirr", n,
				  found.v[i].article, like.resemblance, like.containment));
		any = true;
	}
	if (copy) *copy = any;
	return any ? name_original(s, a, n) : MQ_DONE;
}

mq_status mq_copies_forget(mq_store *s, mq_arena *a, int64_t n)
{
	mq_signature *g = MQ_NEW(a, mq_signature);
	others family = {0};
	if (!g) return mq_store_fail(s, MQ_LIMIT, "no room for a signature");
	mq_status r = read_signature(s, n, g);
	if (r.code == MQ_END) return MQ_DONE;
	MQ_TRY(r);
	MQ_TRY(family_of(s, a, n, &family));
	for (uint32_t i = 0; i < g->n; i++)
		MQ_TRY(mq_sql_run(s, "DELETE FROM shingle WHERE hash = ?1 AND article = ?2", "ii", (int64_t)g->hash[i], n));
	MQ_TRY(mq_sql_run(s, "DELETE FROM signature WHERE article = ?1", "i", n));
	MQ_TRY(mq_sql_run(s, "DELETE FROM copy WHERE article = ?1 OR other = ?1", "i", n));
	MQ_TRY(mq_sql_run(s, "UPDATE article SET copy_of = NULL WHERE n = ?1", "i", n));
	/* it may have been what held its family together */
	for (uint32_t i = 1; i < family.n; i++) MQ_TRY(name_original(s, a, family.v[i].article));
	return MQ_DONE;
}
