/* The other views: pairs, outlets, people, stories, counts. */
#include <stdio.h>

#include "store/ask.h"

static mq_text kept(mq_store *s, mq_stmt *q, int at, mq_arena *a) { return mq_arena_text(a, s->driver->get_text(q, at)); }

static void get_code(mq_store *s, mq_stmt *q, int at, char out[4])
{
	mq_text t = s->driver->get_text(q, at);
	snprintf(out, 4, "%.*s", t.n < 4 ? (int)t.n : 0, t.p ? t.p : "");
}

static mq_status too_large(mq_store *s) { return mq_store_fail(s, MQ_LIMIT, "the answer is too large"); }

static int64_t limit_or(uint32_t limit, uint32_t other)
{
	if (limit == 0) return other;
	return limit < MQ_ROWS_MOST ? limit : MQ_ROWS_MOST;
}

mq_status mq_store_pairs(mq_store *s, mq_arena *a, uint32_t limit, mq_pair_rows *out)
{
	return mq_store_pairs_since(s, a, MQ_NO_DAY, limit, out);
}

mq_status mq_store_pairs_since(mq_store *s, mq_arena *a, mq_day since, uint32_t limit, mq_pair_rows *out)
{
	mq_stmt *q = NULL;
	mq_status r;
	memset(out, 0, sizeof *out);
	/* bodies (IGO) and armed groups (ISM) are parties, but no pair of states; the days' index helps only where days are asked
	 */
	static const char *const from[] = {"event_pair p JOIN event e", "event e CROSS JOIN event_pair p"};
	mq_ask k;
	mq_ask_open(&k, "SELECT p.a, p.b, count(*) AS events, count(DISTINCT e.article), min(e.day_from), max(e.day_from) FROM ");
	mq_ask_add(&k, from[since != MQ_NO_DAY], "");
	mq_ask_add(&k,
		   " ON p.event = e.n WHERE p.a NOT IN ('IGO', 'ISM') AND p.b NOT IN ('IGO', 'ISM') AND e.day >= ?"
		   " GROUP BY p.a, p.b ORDER BY events DESC, p.a, p.b LIMIT ?",
		   "ii", (int64_t)since, limit_or(limit, 50));
	r = mq_ask_run(s, &k, &q);
	while (mq_ok(r) && mq_ok(r = s->driver->step(q))) {
		mq_pair_row *row = mq_push(a, out);
		if (!row) break;
		get_code(s, q, 0, row->a);
		get_code(s, q, 1, row->b);
		row->events = (uint32_t)s->driver->get_int(q, 2);
		row->articles = (uint32_t)s->driver->get_int(q, 3);
		row->first = mq_sql_day(s, q, 4);
		row->last = mq_sql_day(s, q, 5);
	}
	s->driver->done(q);
	mq_ask_close(&k);
	return r.code == MQ_END ? MQ_DONE : mq_ok(r) ? too_large(s) : r;
}

mq_status mq_store_outlets(mq_store *s, mq_arena *a, uint32_t limit, mq_outlet_rows *out)
{
	mq_stmt *q;
	mq_status r;
	memset(out, 0, sizeof *out);
	MQ_TRY(mq_sql_open(s, &q,
			   "SELECT o.name, o.country, count(*) AS articles, sum(x.events), min(x.day), max(x.day) FROM article x"
			   " JOIN outlet o ON o.n = x.outlet GROUP BY o.n ORDER BY articles DESC, o.name LIMIT ?1",
			   "i", limit_or(limit, 200)));
	while (mq_ok(r = s->driver->step(q))) {
		mq_outlet_row *row = mq_push(a, out);
		if (!row) break;
		row->name = kept(s, q, 0, a);
		get_code(s, q, 1, row->country);
		row->articles = (uint32_t)s->driver->get_int(q, 2);
		row->events = (uint32_t)s->driver->get_int(q, 3);
		row->first = mq_sql_day(s, q, 4);
		row->last = mq_sql_day(s, q, 5);
	}
	s->driver->done(q);
	return r.code == MQ_END ? MQ_DONE : mq_ok(r) ? too_large(s) : r;
}

static mq_status read_spellings(mq_store *s, mq_arena *a, int64_t person, mq_person_row *row)
{
	mq_stmt *q;
	mq_status r;
	MQ_TRY(mq_sql_open(
	    s, &q, "SELECT coalesce(form, key) AS f FROM person_form WHERE person = ?1 ORDER BY length(f) DESC, f LIMIT 12", "i",
	    person));
	while (mq_ok(r = s->driver->step(q))) {
		mq_text *t = mq_push(a, &row->spellings);
		if (t) *t = kept(s, q, 0, a);
	}
	s->driver->done(q);
	return r.code == MQ_END ? MQ_DONE : r;
}

static mq_status read_person(mq_store *s, mq_arena *a, mq_stmt *q, mq_person_row *row)
{
	const mq_driver *d = s->driver;
	mq_id_print(mq_text_sub(d->get_text(q, 1), 0, 8), row->id);
	row->name = kept(s, q, 2, a);
	get_code(s, q, 3, row->country);
	row->articles = (uint32_t)d->get_int(q, 4);
	row->first = mq_sql_day(s, q, 5);
	row->last = mq_sql_day(s, q, 6);
	row->role = kept(s, q, 7, a);
	row->quotes = (uint32_t)d->get_int(q, 8);
	return read_spellings(s, a, d->get_int(q, 0), row);
}

/* who takes part where two countries meet: named in an article that tells an event of the pair, of one of the two */
static void ask_people(mq_ask *k, mq_arena *a, const mq_filter *f)
{
	if (f->person.n)
		mq_ask_add(
		    k,
		    " AND (lower(hex(p.id)) = ? OR EXISTS (SELECT 1 FROM person_form pf WHERE pf.person = p.n AND pf.key = ?))",
		    "tt", f->person, mq_text_normal(a, f->person));
	if (f->pair[0].n && f->pair[1].n) {
		bool swap = mq_text_cmp(f->pair[0], f->pair[1]) > 0;
		mq_ask_add(
		    k,
		    " AND p.country IN (?, ?) AND x.n IN (SELECT e.article FROM event_pair ep JOIN event e ON e.n = ep.event"
		    " WHERE ep.a = ? AND ep.b = ?)",
		    "tttt", f->pair[0], f->pair[1], f->pair[swap ? 1 : 0], f->pair[swap ? 0 : 1]);
	} else if (f->pair[0].n) mq_ask_add(k, " AND p.country = ?", "t", f->pair[0]);
	if (f->outlet.n) mq_ask_add(k, " AND x.outlet = (SELECT n FROM outlet WHERE name = ?)", "t", f->outlet);
	if (f->from != MQ_NO_DAY) mq_ask_add(k, " AND x.day >= ?", "i", (int64_t)f->from);
	if (f->to != MQ_NO_DAY) mq_ask_add(k, " AND x.day <= ?", "i", (int64_t)f->to);
}

mq_status mq_store_people(mq_store *s, mq_arena *a, const mq_filter *f, mq_person_rows *out, mq_text *next)
{
	mq_ask k;
	mq_stmt *q = NULL;
	int64_t skip = 0, zero = 0;
	memset(out, 0, sizeof *out);
	*next = MQ_NONE;
	if (!mq_cursor_parse(f->cursor, &zero, &skip) || skip < 0) skip = 0;
	/* first who, by the index of persons alone where nothing is asked of articles; then what is told of these few */
	bool by_article = (f->pair[0].n && f->pair[1].n) || f->outlet.n || f->from != MQ_NO_DAY || f->to != MQ_NO_DAY;
	mq_ask_open(&k, "SELECT p.n, p.id, p.name, p.country, t.articles,");
	mq_ask_add(&k,
		   by_article
		       ? " t.first, t.last,"
		       : " (SELECT min(x.day) FROM article_person b JOIN article x ON x.n = b.article WHERE b.person = p.n),"
			 " (SELECT max(x.day) FROM article_person b JOIN article x ON x.n = b.article WHERE b.person = p.n),",
		   "");
	mq_ask_add(
	    &k,
	    " (SELECT r.role FROM article_person r JOIN article y ON y.n = r.article WHERE r.person = p.n AND r.role IS NOT"
	    " NULL ORDER BY y.day DESC, y.n DESC LIMIT 1), (SELECT count(*) FROM quote u WHERE u.person = p.n)"
	    " FROM (SELECT ap.person AS n, count(*) AS articles",
	    "");
	mq_ask_add(&k, by_article ? ", min(x.day) AS first, max(x.day) AS last" : "", "");
	mq_ask_add(&k, " FROM article_person ap JOIN person p ON p.n = ap.person", "");
	mq_ask_add(&k, by_article ? " JOIN article x ON x.n = ap.article WHERE 1" : " WHERE 1", "");
	ask_people(&k, a, f);
	mq_ask_add(&k,
		   " GROUP BY ap.person ORDER BY articles DESC, p.name LIMIT ? OFFSET ?) t JOIN person p ON p.n = t.n"
		   " ORDER BY t.articles DESC, p.name",
		   "ii", (int64_t)mq_ask_limit(f) + 1, skip);
	mq_status r = mq_ask_run(s, &k, &q);
	while (mq_ok(r) && mq_ok(r = s->driver->step(q))) {
		if (out->n == mq_ask_limit(f)) {
			*next = mq_cursor_print(a, 0, skip + out->n);
			break;
		}
		mq_person_row *row = mq_push(a, out);
		r = row ? read_person(s, a, q, row) : too_large(s);
	}
	s->driver->done(q);
	mq_ask_close(&k);
	return r.code == MQ_END ? MQ_DONE : r;
}

mq_status mq_store_last(mq_store *s, int64_t *n) { return mq_sql_int(s, n, "SELECT coalesce(max(n), 0) FROM article", ""); }

mq_status mq_store_change(mq_store *s, int64_t *out) { return mq_sql_int(s, out, "PRAGMA data_version", ""); }

mq_status mq_store_page_bytes(mq_store *s, int64_t *out)
{
	return mq_sql_int(s, out, "SELECT coalesce(sum(size), 0) FROM page", "");
}

mq_status mq_store_count(mq_store *s, mq_arena *a, mq_store_counts *out)
{
	static const struct {
		const char *sql;
		size_t at;
	} rows[] = {
	    {"SELECT count(*) FROM article", offsetof(mq_store_counts, articles)},
	    {"SELECT count(*) FROM page", offsetof(mq_store_counts, pages)},
	    {"SELECT count(*) FROM event", offsetof(mq_store_counts, events)},
	    {"SELECT count(*) FROM happening", offsetof(mq_store_counts, happenings)},
	    {"SELECT count(*) FROM story", offsetof(mq_store_counts, stories)},
	    {"SELECT count(*) FROM outlet", offsetof(mq_store_counts, outlets)},
	    {"SELECT count(*) FROM headline", offsetof(mq_store_counts, headlines)},
	    {"SELECT count(*) FROM person", offsetof(mq_store_counts, people)},
	};
	int64_t v = 0;
	(void)a;
	memset(out, 0, sizeof *out);
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		MQ_TRY(mq_sql_int(s, &v, rows[i].sql, ""));
		uint64_t u = (uint64_t)v;
		memcpy((char *)out + rows[i].at, &u, sizeof u);
	}
	MQ_TRY(mq_sql_int(s, &v, "SELECT coalesce(min(day), -2147483648) FROM article", ""));
	out->first = (mq_day)v;
	MQ_TRY(mq_sql_int(s, &v, "SELECT coalesce(max(day), -2147483648) FROM article", ""));
	out->last = (mq_day)v;
	out->file_bytes = s->driver->file_bytes(s);
	return s->driver->get_version(s, &out->schema_version);
}
