/* Instruments out of the archive: rows of a list, each with its life in short and what is next due. One in full is
 * instrument_one.c. */
#include "store/instrument_read.h"

#define LIST_MOST 100u
/* as mq_stage_of_life: announced, postponed */
#define ANNOUNCED_STAGES "2, 14"
_Static_assert(MQ_STAGE_ANNOUNCED == 2 && MQ_STAGE_POSTPONED == 14, "as the SQL says");

/* ── the rows of a life ── */
static bool one_row(const mq_life_row *r, const mq_life_row *t)
{
	if (r->row.stage != t->row.stage) return false;
	bool days = r->row.from != MQ_NO_DAY && t->row.from != MQ_NO_DAY && r->row.precision <= MQ_PRECISION_RANGE &&
		    t->row.precision <= MQ_PRECISION_RANGE;
	/* days that do not meet stay rows of their own: where sources differ, both are shown */
	if (days && (r->row.to < t->row.from || t->row.to < r->row.from)) return false;
	if (r->row.edition && t->row.edition) return r->row.edition == t->row.edition;
	if (r->row.happening[0] && t->row.happening[0]) return strcmp(r->row.happening, t->row.happening) == 0;
	if (r->row.year && t->row.year && r->row.year != t->row.year) return false;
	return r->row.from == t->row.from;
}

static void read_telling(mq_store *s, mq_stmt *q, mq_life_row *t)
{
	const mq_driver *d = s->driver;
	int64_t stage = d->get_int(q, 3), precision = d->get_int(q, 10);
	t->row.stage = stage >= 0 && stage < MQ_STAGES ? (uint8_t)stage : MQ_STAGE_TOLD;
	t->row.edition = (int32_t)d->get_int(q, 4);
	t->row.year = (int32_t)d->get_int(q, 5);
	t->row.from = mq_sql_day(s, q, 6);
	t->row.to = mq_sql_day(s, q, 7);
	/* what was planned keeps the day it was planned for; what happened has the day that its happening came to */
	bool ahead = t->row.stage == MQ_STAGE_ANNOUNCED || t->row.stage == MQ_STAGE_POSTPONED;
	if (!ahead && t->row.from == MQ_NO_DAY) {
		t->row.from = mq_sql_day(s, q, 8);
		t->row.to = mq_sql_day(s, q, 9);
	}
	if (t->row.to == MQ_NO_DAY) t->row.to = t->row.from;
	t->row.precision = precision >= 0 && precision < MQ_PRECISIONS ? (uint8_t)precision : 0;
	t->row.told = mq_sql_day(s, q, 11);
	if (!d->is_null(q, 12)) mq_id_print(mq_text_sub(d->get_text(q, 12), 0, 8), t->row.happening);
}

static bool add_source(mq_arena *a, mq_life_row *r, const mq_life_source *x)
{
	for (uint32_t i = 0; i < r->sources.n; i++) {
		if (r->sources.v[i].article != x->article) continue;
		/* a sentence with the day says more than a title */
		if (x->dated && !r->sources.v[i].dated) r->sources.v[i] = *x;
		return true;
	}
	bool outlet = false;
	for (uint32_t i = 0; i < r->sources.n; i++) outlet = outlet || r->sources.v[i].outlet == x->outlet;
	mq_life_source *n = mq_push(a, &r->sources);
	if (!n) return false;
	*n = *x;
	r->row.articles++;
	r->row.outlets += !outlet;
	return true;
}

/* the row that this telling goes to, made if there is none yet */
static mq_life_row *row_for(mq_arena *a, mq_life *out, const mq_life_row *t)
{
	for (uint32_t i = 0; i < out->n; i++)
		if (one_row(&out->v[i], t)) return &out->v[i];
	mq_life_row *r = mq_push(a, out);
	if (r) r->row = t->row;
	return r;
}

static mq_status add_telling(mq_store *s, mq_arena *a, const mq_life_row *t, const mq_life_source *x, mq_life *out)
{
	mq_life_row *r = row_for(a, out, t);
	if (!r) return mq_store_fail(s, MQ_LIMIT, "the answer is too large");
	if (!r->row.edition) r->row.edition = t->row.edition;
	if (!r->row.year) r->row.year = t->row.year;
	if (!r->row.happening[0]) memcpy(r->row.happening, t->row.happening, sizeof r->row.happening);
	if (r->row.from == MQ_NO_DAY) {
		r->row.from = t->row.from;
		r->row.to = t->row.to;
		r->row.precision = t->row.precision;
	}
	if (r->row.told == MQ_NO_DAY || (t->row.told != MQ_NO_DAY && t->row.told < r->row.told)) r->row.told = t->row.told;
	return add_source(a, r, x) ? MQ_DONE : mq_store_fail(s, MQ_LIMIT, "the answer is too large");
}

/* the day by which rows of a life stand in order */
static mq_day order_of(const mq_stage_row *r)
{
	if (r->from != MQ_NO_DAY) return r->from;
	return r->year ? mq_day_of(r->year, 7, 1) : r->told;
}

static void sort_life(mq_life *l)
{
	for (uint32_t i = 1; i < l->n; i++) {
		mq_life_row t = l->v[i];
		uint32_t k = i;
		for (; k > 0 && order_of(&l->v[k - 1].row) > order_of(&t.row); k--) l->v[k] = l->v[k - 1];
		l->v[k] = t;
	}
}

mq_status mq_life_read(mq_store *s, mq_arena *a, int64_t instrument, mq_life *out)
{
	mq_stmt *q;
	mq_status r;
	memset(out, 0, sizeof *out);
	MQ_TRY(mq_sql_open(
	    s, &q,
	    "SELECT t.article, t.local, coalesce(x.outlet, -x.n), t.stage, t.edition, t.year, t.day_from, t.day_to,"
	    " hp.day_from, hp.day_to, t.precision, x.day, hp.id FROM instrument_telling t JOIN article x ON x.n = t.article"
	    " LEFT JOIN event e ON e.n = t.event LEFT JOIN happening hp ON hp.n = e.happening WHERE t.instrument = ?1"
	    " ORDER BY coalesce(x.day, 1000000), x.id, t.local LIMIT ?2",
	    "ii", instrument, (int64_t)MQ_LIFE_TELLINGS_MOST));
	while (mq_ok(r = s->driver->step(q))) {
		mq_life_row t = {0};
		mq_life_source x = {s->driver->get_int(q, 0), s->driver->get_int(q, 1), s->driver->get_int(q, 2),
				    !s->driver->is_null(q, 6)};
		read_telling(s, q, &t);
		r = add_telling(s, a, &t, &x, out);
		if (!mq_ok(r)) break;
	}
	s->driver->done(q);
	if (r.code != MQ_END) return r;
	sort_life(out);
	return MQ_DONE;
}

/* ── the row ── */
static bool recurs(mq_text kind) { return !mq_text_eq(kind, MQ_T("agreement")); }

/* how often it was held, when last; where it stands */
static mq_status sum_up(mq_store *s, mq_arena *a, const mq_life *life, mq_text every, mq_text term, mq_series_row *out)
{
	mq_due_row *rows = MQ_ARRAY(a, mq_due_row, life->n + 1);
	mq_day latest = MQ_NO_DAY;
	if (!rows) return mq_store_fail(s, MQ_LIMIT, "the answer is too large");
	out->first = out->last = MQ_NO_DAY;
	for (uint32_t i = 0; i < life->n; i++) {
		const mq_stage_row *r = &life->v[i].row;
		rows[i] = (mq_due_row){r->stage, r->precision, r->from, r->to, r->told, r->edition, r->year, r->outlets};
		mq_day at = r->told != MQ_NO_DAY ? r->told : r->from;
		if (r->stage != MQ_STAGE_TOLD && (at >= latest || latest == MQ_NO_DAY)) latest = at, out->stage = r->stage;
		if (!mq_stage_happened(r->stage)) continue;
		out->sessions++;
		if (r->from == MQ_NO_DAY) continue;
		if (out->first == MQ_NO_DAY || r->from < out->first) out->first = r->from;
		if (out->last == MQ_NO_DAY || r->to > out->last) out->last = r->to;
	}
	out->due = mq_due_of(rows, life->n, recurs(out->kind), every, term, s->today);
	return MQ_DONE;
}

static mq_status read_countries(mq_store *s, int64_t n, mq_series_row *out)
{
	mq_stmt *q;
	mq_status r;
	MQ_TRY(mq_sql_open(s, &q, "SELECT country FROM instrument_country WHERE instrument = ?1 ORDER BY country", "i", n));
	while (mq_ok(r = s->driver->step(q)) && out->countries < MQ_INSTRUMENT_COUNTRIES) {
		mq_text t = s->driver->get_text(q, 0);
		if (t.n == 3) memcpy(out->country[out->countries++], t.p, 3);
	}
	s->driver->done(q);
	return r.code == MQ_END || mq_ok(r) ? MQ_DONE : r;
}

mq_status mq_series_row_read(mq_store *s, mq_arena *a, mq_stmt *q, mq_series_row *out, mq_life *life)
{
	const mq_driver *d = s->driver;
	int64_t n = d->get_int(q, 0);
	memset(out, 0, sizeof *out);
	mq_id_print(mq_text_sub(d->get_text(q, 1), 0, 8), out->id);
	out->kind = mq_sql_text(s, q, 2, a);
	out->name = mq_sql_text(s, q, 3, a);
	out->named = d->get_int(q, 4) != 0;
	out->by = mq_sql_text(s, q, 5, a);
	out->sort = mq_sql_text(s, q, 6, a);
	out->scope = mq_sql_text(s, q, 7, a);
	out->domain = mq_sql_text(s, q, 8, a);
	out->about = mq_sql_text(s, q, 9, a);
	mq_text every = mq_sql_text(s, q, 10, a), term = mq_sql_text(s, q, 11, a);
	out->edition = (int32_t)d->get_int(q, 12);
	out->year = (int32_t)d->get_int(q, 13);
	out->tellings = (uint32_t)d->get_int(q, 14);
	out->articles = (uint32_t)d->get_int(q, 15);
	out->outlets = (uint32_t)d->get_int(q, 16);
	MQ_TRY(read_countries(s, n, out));
	MQ_TRY(mq_life_read(s, a, n, life));
	return sum_up(s, a, life, every, term, out);
}

/* ── lists ── */
static void ask_conditions(mq_ask *k, const mq_filter *f)
{
	for (int i = 0; i < 2; i++)
		if (f->pair[i].n)
			mq_ask_add(k, " AND i.n IN (SELECT instrument FROM instrument_country WHERE country = ?)", "t",
				   f->pair[i]);
	mq_ask_list(k, "i.kind", f->kind);
}

/* also: a condition more, or "" */
static mq_status read_list(mq_store *s, mq_arena *a, const mq_filter *f, const char *also, mq_series_rows *out, mq_text *next)
{
	mq_ask k;
	mq_stmt *q = NULL;
	mq_life life;
	int64_t day = 0, n = 0;
	uint32_t limit = f->limit ? mq_ask_limit(f) : LIST_MOST;
	memset(out, 0, sizeof *out);
	*next = MQ_NONE;
	mq_ask_open(&k, "SELECT " MQ_SERIES_COLUMNS ", i.told FROM instrument i WHERE 1");
	ask_conditions(&k, f);
	mq_ask_add(&k, also, "");
	if (mq_cursor_parse(f->cursor, &day, &n)) mq_ask_add(&k, " AND (i.told, i.n) < (?, ?)", "ii", day, n);
	mq_ask_add(&k, " ORDER BY i.told DESC, i.n DESC LIMIT ?", "i", (int64_t)limit + 1);
	mq_status r = mq_ask_run(s, &k, &q);
	while (mq_ok(r) && mq_ok(r = s->driver->step(q))) {
		if (out->n == limit) {
			*next = mq_cursor_print(a, day, n);
			break;
		}
		n = s->driver->get_int(q, 0);
		day = s->driver->get_int(q, MQ_SERIES_COLUMNS_N);
		mq_series_row *row = mq_push(a, out);
		r = row ? mq_series_row_read(s, a, q, row, &life) : mq_store_fail(s, MQ_LIMIT, "the answer is too large");
	}
	s->driver->done(q);
	mq_ask_close(&k);
	return r.code == MQ_END ? MQ_DONE : r;
}

mq_status mq_store_instruments(mq_store *s, mq_arena *a, const mq_filter *f, mq_series_rows *out, mq_text *next)
{
	return read_list(s, a, f, "", out, next);
}

/* one telling alone, that says neither a frequency nor a term, lets nothing be computed; announced it may be */
#define MAY_BE_DUE                                                                                                               \
	" AND (i.tellings > 1 OR i.every IS NOT NULL OR i.term IS NOT NULL OR EXISTS (SELECT 1 FROM instrument_telling t WHERE"  \
	" t.instrument = i.n AND t.stage IN (" ANNOUNCED_STAGES ")))"

static bool due_touches(const mq_due *d, const mq_filter *f)
{
	bool has = d->how == MQ_DUE_ANNOUNCED || d->how == MQ_DUE_FREQUENCY || d->how == MQ_DUE_INTERVAL || d->how == MQ_DUE_TERM;
	if (!has || d->from == MQ_NO_DAY) return false;
	return (f->from == MQ_NO_DAY || d->to >= f->from) && (f->to == MQ_NO_DAY || d->from <= f->to);
}

/* instruments told more than this many days before the first day asked for have no rhythm that reaches it */
#define DUE_BACK 2600

mq_status mq_store_instruments_due(mq_store *s, mq_arena *a, const mq_filter *f, mq_series_rows *out)
{
	mq_filter all = *f;
	mq_text next = MQ_NONE;
	memset(out, 0, sizeof *out);
	all.limit = LIST_MOST;
	for (uint32_t round = 0; round < 20; round++) {
		mq_series_rows rows = {0};
		all.cursor = next;
		MQ_TRY(read_list(s, a, &all, MAY_BE_DUE, &rows, &next));
		for (uint32_t i = 0; i < rows.n; i++) {
			if (!due_touches(&rows.v[i].due, f)) continue;
			mq_series_row *row = mq_push(a, out);
			if (!row) return mq_store_fail(s, MQ_LIMIT, "the answer is too large");
			*row = rows.v[i];
		}
		int64_t day = 0, n = 0;
		bool back = mq_cursor_parse(next, &day, &n) && f->from != MQ_NO_DAY && day < f->from - DUE_BACK;
		if (next.n == 0 || back) break;
	}
	for (uint32_t i = 1; i < out->n; i++) {
		mq_series_row t = out->v[i];
		uint32_t k = i;
		for (; k > 0 && out->v[k - 1].due.from > t.due.from; k--) out->v[k] = out->v[k - 1];
		out->v[k] = t;
	}
	return MQ_DONE;
}

mq_status mq_store_instrument_named(mq_store *s, mq_text name, char id[17])
{
	mq_stmt *q;
	id[0] = 0;
	MQ_TRY(mq_sql_open(
	    s, &q,
	    "SELECT i.id FROM instrument_telling t JOIN instrument i ON i.n = t.instrument WHERE t.name = ?1 GROUP BY i.n"
	    " ORDER BY count(*) DESC, i.id LIMIT 1",
	    "t", name));
	mq_status r = s->driver->step(q);
	if (mq_ok(r)) mq_id_print(mq_text_sub(s->driver->get_text(q, 0), 0, 8), id);
	s->driver->done(q);
	return r;
}
