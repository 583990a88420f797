/* What charts are drawn from: happenings counted by day, by pair, by country; who is named where countries meet. */
#include <stdio.h>

#include "store/ask.h"

#define SERIES_MOST 20000u /* days times kinds: more is no chart any more */
#define PEOPLE_MOST 40u    /* the most told of are looked at */

/* what was done or is going on; f: pair, from, to. From: happening h */
static void ask_done(mq_ask *k, const mq_filter *f)
{
	bool two = f->pair[0].n && f->pair[1].n, swap = two && mq_text_cmp(f->pair[0], f->pair[1]) > 0;
	mq_ask_add(k, " AND h.status IN ('done', 'under_way') AND h.day_from IS NOT NULL", "");
	if (two)
		mq_ask_add(k, " AND h.best IN (SELECT v.event FROM event_pair v WHERE v.a = ? AND v.b = ?)", "tt",
			   f->pair[swap ? 1 : 0], f->pair[swap ? 0 : 1]);
	else if (f->pair[0].n)
		mq_ask_add(k, " AND h.best IN (SELECT v.event FROM event_country v WHERE v.country = ?)", "t", f->pair[0]);
	if (f->from != MQ_NO_DAY) mq_ask_add(k, " AND h.day_from >= ?", "i", (int64_t)f->from);
	if (f->to != MQ_NO_DAY) mq_ask_add(k, " AND h.day_from <= ?", "i", (int64_t)f->to);
}

static uint16_t kind_at(mq_store *s, mq_stmt *q, int at)
{
	int kind = mq_event_kind_of(s->driver->get_text(q, at));
	return kind < 0 ? 0 : (uint16_t)kind;
}

static uint8_t status_at(mq_store *s, mq_stmt *q, int at)
{
	mq_text name = s->driver->get_text(q, at);
	uint8_t i = MQ_STATUS_DONE;
	while (i < MQ_STATUS_HYPOTHETICAL && !mq_text_eq(mq_event_status_name((mq_event_status)i), name)) i++;
	return i;
}

static void code_at(mq_store *s, mq_stmt *q, int at, char out[4])
{
	mq_text t = s->driver->get_text(q, at);
	snprintf(out, 4, "%.*s", t.n < 4 ? (int)t.n : 0, t.p ? t.p : "");
}

/* one row of an answer into its list; false when memory is out */
typedef bool (*taker)(mq_store *s, mq_stmt *q, mq_arena *a, void *out);

/* asks, takes every row, gives all back */
static mq_status each_row(mq_store *s, mq_ask *k, mq_arena *a, taker take, void *out)
{
	mq_stmt *q = NULL;
	mq_status r = mq_ask_run(s, k, &q);
	if (mq_ok(r)) {
		while (mq_ok(r = s->driver->step(q)))
			if (!take(s, q, a, out)) {
				r = mq_store_fail(s, MQ_LIMIT, "the answer is too large");
				break;
			}
		s->driver->done(q);
	}
	mq_ask_close(k);
	return r.code == MQ_END ? MQ_DONE : r;
}

static bool take_day(mq_store *s, mq_stmt *q, mq_arena *a, void *out)
{
	mq_day_row *row = mq_push(a, (mq_day_rows *)out);
	if (row) *row = (mq_day_row){(mq_day)s->driver->get_int(q, 0), kind_at(s, q, 1), (uint32_t)s->driver->get_int(q, 2)};
	return row != NULL;
}

static bool take_chip(mq_store *s, mq_stmt *q, mq_arena *a, void *out)
{
	mq_chip_row *row = mq_push(a, (mq_chip_rows *)out);
	if (row) *row = (mq_chip_row){kind_at(s, q, 0), status_at(s, q, 1)};
	return row != NULL;
}

static bool take_tie(mq_store *s, mq_stmt *q, mq_arena *a, void *out)
{
	mq_tie_row *row = mq_push(a, (mq_tie_rows *)out);
	if (!row) return false;
	code_at(s, q, 0, row->a);
	code_at(s, q, 1, row->b);
	row->kind = kind_at(s, q, 2);
	row->happenings = (uint32_t)s->driver->get_int(q, 3);
	return true;
}

static bool take_reach(mq_store *s, mq_stmt *q, mq_arena *a, void *out)
{
	mq_reach_row *row = mq_push(a, (mq_reach_rows *)out);
	if (!row) return false;
	mq_id_print(mq_text_sub(s->driver->get_text(q, 0), 0, 8), row->id);
	row->name = mq_arena_text(a, s->driver->get_text(q, 1));
	code_at(s, q, 2, row->country);
	code_at(s, q, 3, row->other);
	row->articles = (uint32_t)s->driver->get_int(q, 4);
	return true;
}

mq_status mq_store_days(mq_store *s, mq_arena *a, const mq_filter *f, mq_day_rows *out)
{
	mq_ask k;
	memset(out, 0, sizeof *out);
	/* a month or a year is no day */
	mq_ask_open(&k,
		    "SELECT h.day_from, h.kind, count(*) FROM happening h WHERE coalesce(h.day_to, h.day_from) - h.day_from < 8");
	ask_done(&k, f);
	mq_ask_add(&k, " GROUP BY h.day_from, h.kind ORDER BY h.day_from DESC, h.kind LIMIT ?", "i", (int64_t)SERIES_MOST);
	return each_row(s, &k, a, take_day, out);
}

mq_status mq_store_chips(mq_store *s, mq_arena *a, const mq_filter *f, mq_chip_rows *out)
{
	mq_ask k;
	memset(out, 0, sizeof *out);
	mq_ask_open(&k, "SELECT e.kind, e.status, max(e.day) AS day FROM event e" MQ_EVENT_JOINS "WHERE 1");
	mq_ask_events(&k, a, f);
	mq_ask_add(&k, " GROUP BY e.kind, e.status ORDER BY day DESC, e.kind, e.status LIMIT ?", "i", (int64_t)mq_ask_limit(f));
	return each_row(s, &k, a, take_chip, out);
}

mq_status mq_store_ties(mq_store *s, mq_arena *a, const mq_filter *f, bool alone, mq_tie_rows *out)
{
	mq_ask k;
	memset(out, 0, sizeof *out);
	mq_ask_open(
	    &k, alone ? "SELECT c.country, '', h.kind, count(*) AS n FROM happening h JOIN event_country c ON c.event = h.best"
			" WHERE c.country NOT IN ('IGO', 'ISM')"
		      : "SELECT p.a, p.b, h.kind, count(*) AS n FROM happening h JOIN event_pair p ON p.event = h.best"
			" WHERE p.a NOT IN ('IGO', 'ISM') AND p.b NOT IN ('IGO', 'ISM')");
	ask_done(&k, f);
	if (!alone && f->pair[0].n && !f->pair[1].n) mq_ask_add(&k, " AND (p.a = ? OR p.b = ?)", "tt", f->pair[0], f->pair[0]);
	mq_ask_add(&k,
		   alone ? " GROUP BY c.country, h.kind ORDER BY n DESC, c.country, h.kind LIMIT ?"
			 : " GROUP BY p.a, p.b, h.kind ORDER BY n DESC, p.a, p.b, h.kind LIMIT ?",
		   "i", (int64_t)SERIES_MOST);
	return each_row(s, &k, a, take_tie, out);
}

mq_status mq_store_reach(mq_store *s, mq_arena *a, const mq_filter *f, mq_reach_rows *out)
{
	mq_ask k;
	memset(out, 0, sizeof *out);
	mq_ask_open(&k, "SELECT p.id, p.name, p.country, c.country, count(DISTINCT e.article) AS n FROM article_person ap"
			" JOIN person p ON p.n = ap.person JOIN event e ON e.article = ap.article"
			" JOIN event_country c ON c.event = e.n WHERE p.country IS NOT NULL AND c.country NOT IN ('IGO', 'ISM')");
	mq_ask_add(&k,
		   " AND c.country <> p.country AND ap.person IN (SELECT y.person FROM article_person y JOIN person z ON z.n ="
		   " y.person WHERE z.country IS NOT NULL",
		   "");
	if (f->pair[0].n)
		mq_ask_add(&k, " AND y.article IN (SELECT ac.article FROM article_country ac WHERE ac.country = ?)", "t",
			   f->pair[0]);
	mq_ask_add(&k, " GROUP BY y.person ORDER BY count(*) DESC, y.person LIMIT ?)", "i", (int64_t)PEOPLE_MOST);
	if (f->from != MQ_NO_DAY) mq_ask_add(&k, " AND e.day >= ?", "i", (int64_t)f->from);
	if (f->to != MQ_NO_DAY) mq_ask_add(&k, " AND e.day <= ?", "i", (int64_t)f->to);
	mq_ask_add(&k, " GROUP BY p.n, c.country ORDER BY n DESC, p.name, c.country LIMIT ?", "i", (int64_t)mq_ask_limit(f));
	return each_row(s, &k, a, take_reach, out);
}
