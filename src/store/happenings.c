/* Happenings out of the archive: rows that settling made, each with the telling that is shown, what became of what was announced
 * (as of today), and where its sources differ. */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "store/ask.h"

/* announced without a day: this long after, silence is told */
#define SILENT_DAYS 90
/* a date later than announced by more than this is another date, not another count of days */
#define MOVED_DAYS      3
#define TELLINGS_MOST   500u
#define DIFFERENCE_MOST 6u

#define HAPPENING_COLUMNS                                                                                                        \
	"hp.n, hp.id, hp.kind, hp.status, hp.background, hp.day, hp.day_from, hp.day_to, hp.announced, hp.told, hp.articles,"    \
	" hp.outlets, hp.confidence, hp.best"

static uint8_t status_of(mq_text name)
{
	int s = mq_event_status_of(name);
	return s < 0 ? MQ_STATUS_HYPOTHETICAL : (uint8_t)s;
}

typedef struct {
	int64_t n, best, day;
	mq_happening h;
} found;
typedef MQ_VEC(found) founds;

static void read_row(mq_store *s, mq_stmt *q, found *f)
{
	const mq_driver *d = s->driver;
	mq_happening *h = &f->h;
	int kind = mq_event_kind_of(d->get_text(q, 2));
	f->n = d->get_int(q, 0);
	mq_id_print(mq_text_sub(d->get_text(q, 1), 0, 8), h->id);
	h->kind = kind < 0 ? 0 : (uint16_t)kind;
	h->status = status_of(d->get_text(q, 3));
	h->background = d->get_int(q, 4) != 0;
	f->day = d->get_int(q, 5);
	h->from = mq_sql_day(s, q, 6);
	h->to = mq_sql_day(s, q, 7);
	h->announced = mq_sql_day(s, q, 8);
	h->told = mq_sql_day(s, q, 9);
	h->articles = (uint32_t)d->get_int(q, 10);
	h->outlets = (uint32_t)d->get_int(q, 11);
	h->confidence = d->get_real(q, 12);
	f->best = d->get_int(q, 13);
}

/* the telling that is shown, and what it says of parties, place, instrument */
static mq_status fill_best(mq_store *s, mq_arena *a, found *f)
{
	mq_event_rows rows = {0};
	mq_stmt *q;
	int64_t day, n;
	bool more;
	mq_happening *h = &f->h;
	MQ_TRY(mq_sql_open(s, &q, "SELECT " MQ_EVENT_COLUMNS " FROM event e" MQ_EVENT_JOINS "WHERE e.n = ?1", "i", f->best));
	mq_status r = mq_event_rows_read(s, q, a, 1, &rows, &day, &n, &more);
	s->driver->done(q);
	MQ_TRY(r);
	if (rows.n == 0) return mq_store_fail(s, MQ_BAD_DATA, "happening %s has lost its telling", h->id);
	const mq_event *e = &rows.v[0].event;
	h->best = rows.v[0];
	h->approximate = e->approximate;
	h->precision = e->precision;
	memcpy(&h->actors, &e->actors, sizeof h->actors);
	memcpy(&h->recipients, &e->recipients, sizeof h->recipients);
	h->place = e->place;
	memcpy(h->place_country, e->place_country, sizeof h->place_country);
	h->has_instrument = e->has_instrument;
	h->instrument = e->instrument;
	return MQ_DONE;
}

/* ── what became of what was announced ── */
typedef struct {
	mq_day last_plan, first_plan; /* days it was announced for: by the last and the first word on it */
	bool planned;
} plan;

static mq_status read_plan(mq_store *s, int64_t n, plan *out)
{
	mq_stmt *q;
	mq_status r;
	*out = (plan){MQ_NO_DAY, MQ_NO_DAY, false};
	MQ_TRY(mq_sql_open(
	    s, &q,
	    "SELECT coalesce(e.day_to, e.day_from) FROM event e JOIN article x ON x.n = e.article WHERE e.happening = ?1 AND"
	    " (e.status IN ('announced', 'postponed') OR (e.status IN ('done', 'under_way') AND e.day_from > x.day + 1)) ORDER BY"
	    " x.day, x.id LIMIT ?2",
	    "ii", n, (int64_t)TELLINGS_MOST));
	while (mq_ok(r = s->driver->step(q))) {
		mq_day due = mq_sql_day(s, q, 0);
		out->planned = true;
		if (due == MQ_NO_DAY) continue;
		if (out->first_plan == MQ_NO_DAY) out->first_plan = due;
		out->last_plan = due;
	}
	s->driver->done(q);
	return r.code == MQ_END ? MQ_DONE : r;
}

static mq_status find_outcome(mq_store *s, found *f, mq_day today)
{
	plan p;
	mq_happening *h = &f->h;
	if (h->announced == MQ_NO_DAY && h->status != MQ_STATUS_ANNOUNCED && h->status != MQ_STATUS_POSTPONED &&
	    h->status != MQ_STATUS_CANCELLED)
		return MQ_DONE;
	MQ_TRY(read_plan(s, f->n, &p));
	if (h->status == MQ_STATUS_CANCELLED) h->outcome = MQ_OUTCOME_CANCELLED;
	else if (!p.planned) h->outcome = MQ_OUTCOME_NONE;
	else if (h->status == MQ_STATUS_DONE || h->status == MQ_STATUS_UNDER_WAY) {
		bool later = h->from != MQ_NO_DAY && p.first_plan != MQ_NO_DAY && h->from > p.first_plan + MOVED_DAYS;
		h->outcome = later ? MQ_OUTCOME_MOVED : MQ_OUTCOME_DONE;
	} else {
		mq_day due = p.last_plan != MQ_NO_DAY    ? p.last_plan
			     : h->announced != MQ_NO_DAY ? h->announced + SILENT_DAYS
							 : h->told;
		bool moved = p.first_plan != MQ_NO_DAY && p.last_plan > p.first_plan + MOVED_DAYS;
		if (today != MQ_NO_DAY && due != MQ_NO_DAY && due < today) h->outcome = MQ_OUTCOME_SILENT;
		else h->outcome = moved || h->status == MQ_STATUS_POSTPONED ? MQ_OUTCOME_MOVED : MQ_OUTCOME_COMING;
	}
	return MQ_DONE;
}

/* ── where sources differ ── */
/* rows of (value, sources, article) for one field; two values or more are a disagreement */
static mq_status add_differences(mq_store *s, mq_arena *a, int64_t n, const char *field, const char *sql, mq_happening *h)
{
	mq_stmt *q;
	mq_status r;
	uint32_t before = h->disagreements.n;
	MQ_TRY(mq_sql_open(s, &q, sql, "i", n));
	while (mq_ok(r = s->driver->step(q)) && h->disagreements.n - before < DIFFERENCE_MOST) {
		mq_disagreement *d = mq_push(a, &h->disagreements);
		if (!d) break;
		d->field = mq_text_of(field);
		d->value = mq_arena_text(a, s->driver->get_text(q, 0));
		d->sources = (uint32_t)s->driver->get_int(q, 1);
		mq_id_print(s->driver->get_text(q, 2), d->article);
	}
	s->driver->done(q);
	if (h->disagreements.n - before < 2) h->disagreements.n = before;
	return r.code == MQ_END || mq_ok(r) ? MQ_DONE : r;
}

/* Days differ where both are told to the day and neither has the other in it; places and editions where they have other names.
 * What was planned and what came of it may differ: that is no contradiction. */
static mq_status find_differences(mq_store *s, mq_arena *a, found *f)
{
	static const struct {
		const char *field, *sql;
	} rows[] = {
	    {"date",
	     "SELECT strftime('%Y-%m-%d', e.day_from * 86400, 'unixepoch') || CASE WHEN coalesce(e.day_to, e.day_from) > "
	     "e.day_from THEN '/'"
	     " || strftime('%Y-%m-%d', e.day_to * 86400, 'unixepoch') ELSE '' END AS v, count(DISTINCT coalesce(x.copy_of, x.n)) "
	     "AS c,"
	     " min(x.id) FROM event e JOIN article x ON x.n = e.article WHERE e.happening = ?1 AND e.day_from IS NOT NULL AND"
	     " coalesce(e.precision, 0) < 2 AND e.status IN ('done', 'under_way') AND EXISTS (SELECT 1 FROM event o WHERE "
	     "o.happening ="
	     " e.happening AND o.day_from IS NOT NULL AND coalesce(o.precision, 0) < 2 AND o.status IN ('done', 'under_way') AND"
	     " (o.day_from > coalesce(e.day_to, e.day_from) OR coalesce(o.day_to, o.day_from) < e.day_from)) GROUP BY v ORDER BY "
	     "c DESC, v"},
	    {"place", "SELECT min(e.place_name) AS v, count(DISTINCT coalesce(x.copy_of, x.n)) AS c, min(x.id) FROM event e JOIN "
		      "article x ON x.n ="
		      " e.article WHERE e.happening = ?1 AND e.place IS NOT NULL GROUP BY e.place ORDER BY c DESC, v"},
	    {"edition", "SELECT CAST(e.edition AS TEXT) AS v, count(DISTINCT coalesce(x.copy_of, x.n)) AS c, min(x.id) FROM "
			"event e JOIN article x ON"
			" x.n = e.article WHERE e.happening = ?1 AND e.edition > 0 GROUP BY v ORDER BY c DESC, v"},
	};
	if (f->h.articles < 2) return MQ_DONE;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		MQ_TRY(add_differences(s, a, f->n, rows[i].field, rows[i].sql, &f->h));
	return mq_spellings_find(s, a, f->n, &f->h);
}

static mq_status fill(mq_store *s, mq_arena *a, found *f)
{
	MQ_TRY(fill_best(s, a, f));
	MQ_TRY(find_outcome(s, f, s->today));
	return find_differences(s, a, f);
}

/* ── lists ── */
static void ask_conditions(mq_ask *k, mq_arena *a, const mq_filter *f)
{
	mq_text x = f->pair[0], y = f->pair[1];
	bool swap = y.n && mq_text_cmp(x, y) > 0;
	if (x.n && y.n)
		mq_ask_add(
		    k,
		    " AND hp.n IN (SELECT e.happening FROM event_pair p JOIN event e ON e.n = p.event WHERE p.a = ? AND p.b = ?)",
		    "tt", swap ? y : x, swap ? x : y);
	else if (x.n)
		mq_ask_add(
		    k, " AND hp.n IN (SELECT e.happening FROM event_country c JOIN event e ON e.n = c.event WHERE c.country = ?)",
		    "t", x);
	if (f->outlet.n)
		mq_ask_add(
		    k,
		    " AND EXISTS (SELECT 1 FROM event e JOIN article x ON x.n = e.article JOIN outlet o ON o.n = x.outlet WHERE"
		    " e.happening = hp.n AND o.name = ?)",
		    "t", f->outlet);
	if (f->person.n)
		mq_ask_add(
		    k,
		    " AND EXISTS (SELECT 1 FROM event e JOIN article_person ap ON ap.article = e.article JOIN person_form pf ON"
		    " pf.person = ap.person WHERE e.happening = hp.n AND pf.key = ?)",
		    "t", mq_text_normal(a, f->person));
	if (f->acting.n)
		mq_ask_add(
		    k,
		    " AND hp.n IN (SELECT e.happening FROM person p JOIN event_person v ON v.person = p.n JOIN event e ON e.n ="
		    " v.event WHERE lower(hex(p.id)) = ? AND v.party = 1)",
		    "t", f->acting);
	if (f->article.n)
		mq_ask_add(k,
			   " AND EXISTS (SELECT 1 FROM event e JOIN article x ON x.n = e.article WHERE e.happening = hp.n AND"
			   " lower(hex(x.id)) LIKE ? || '%')",
			   "t", f->article);
	mq_ask_list(k, "hp.kind", f->kind);
	/* what ends on a day or later is found by its index (happening_end); elsewhere "+" keeps that index out: days are read in
	 * their order, and few of them */
	bool ahead = f->oldest_first && f->from != MQ_NO_DAY && !x.n && !f->outlet.n && !f->person.n && !f->article.n;
	mq_ask_list(k, ahead ? "hp.status" : "+hp.status", f->status);
	if (f->current_only) mq_ask_add(k, " AND hp.background = 0", "");
	if (f->told_from != MQ_NO_DAY) mq_ask_add(k, " AND hp.told >= ?", "i", (int64_t)f->told_from);
	if (f->from != MQ_NO_DAY) mq_ask_add(k, " AND coalesce(hp.day_to, hp.day) >= ?", "i", (int64_t)f->from);
	if (f->to != MQ_NO_DAY) mq_ask_add(k, " AND hp.day <= ?", "i", (int64_t)f->to);
}

static mq_status read_list(mq_store *s, mq_arena *a, mq_ask *k, founds *out)
{
	mq_stmt *q = NULL;
	mq_status r = mq_ask_run(s, k, &q);
	while (mq_ok(r) && mq_ok(r = s->driver->step(q))) {
		found *f = mq_push(a, out);
		if (f) read_row(s, q, f);
		else r = mq_store_fail(s, MQ_LIMIT, "the answer is too large");
	}
	s->driver->done(q);
	return r.code == MQ_END ? MQ_DONE : r;
}

mq_status mq_store_happenings(mq_store *s, mq_arena *a, const mq_filter *f, mq_happenings *out, mq_text *next)
{
	mq_ask k;
	founds list = {0};
	int64_t day, n;
	uint32_t limit = mq_ask_limit(f);
	memset(out, 0, sizeof *out);
	*next = MQ_NONE;
	mq_ask_open(&k, "SELECT " HAPPENING_COLUMNS " FROM happening hp WHERE 1");
	ask_conditions(&k, a, f);
	if (mq_cursor_parse(f->cursor, &day, &n))
		mq_ask_add(&k, f->oldest_first ? " AND (hp.day, hp.n) > (?, ?)" : " AND (hp.day, hp.n) < (?, ?)", "ii", day, n);
	mq_ask_add(&k, f->oldest_first ? " ORDER BY hp.day, hp.n LIMIT ?" : " ORDER BY hp.day DESC, hp.n DESC LIMIT ?", "i",
		   (int64_t)limit + 1);
	mq_status r = read_list(s, a, &k, &list);
	mq_ask_close(&k);
	for (uint32_t i = 0; mq_ok(r) && i < list.n && i < limit; i++) {
		mq_happening *h = mq_push(a, out);
		if (!h) return mq_store_fail(s, MQ_LIMIT, "the answer is too large");
		r = fill(s, a, &list.v[i]);
		*h = list.v[i].h;
	}
	if (mq_ok(r) && list.n > limit) *next = mq_cursor_print(a, list.v[limit - 1].day, list.v[limit - 1].n);
	return r;
}

mq_status mq_store_happening(mq_store *s, mq_arena *a, mq_text id, mq_happening *out, mq_event_rows *tellings)
{
	unsigned char bytes[8];
	mq_ask k;
	mq_stmt *q;
	founds list = {0};
	int64_t day, n;
	bool more;
	mq_status end = {MQ_END, MQ_BYTE_UNKNOWN, MQ_NONE};
	memset(tellings, 0, sizeof *tellings);
	if (!mq_id_parse_short(id, bytes)) return end;
	mq_ask_open(&k, "SELECT " HAPPENING_COLUMNS " FROM happening hp WHERE 1");
	mq_ask_add(&k, " AND hp.id = ?", "b", mq_text_at((char *)bytes, 8));
	mq_status r = read_list(s, a, &k, &list);
	mq_ask_close(&k);
	MQ_TRY(r);
	if (list.n == 0) return end;
	MQ_TRY(fill(s, a, &list.v[0]));
	*out = list.v[0].h;
	MQ_TRY(mq_sql_open(s, &q,
			   "SELECT " MQ_EVENT_COLUMNS " FROM event e" MQ_EVENT_JOINS
			   "WHERE e.happening = ?1 ORDER BY coalesce(x.day, 1000000),"
			   " x.id, e.local",
			   "i", list.v[0].n));
	r = mq_event_rows_read(s, q, a, TELLINGS_MOST, tellings, &day, &n, &more);
	s->driver->done(q);
	return r;
}
