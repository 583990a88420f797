/* All of one pair of countries, put together from the views; the temperature is computed from the happenings. */
#include <math.h>
#include <stdlib.h>

#include "store/ask.h"

/* rows of a list in a dossier */
#define TIMELINE_MOST    500u
#define PEOPLE_MOST      40u
#define QUOTES_MOST      40u
#define INSTRUMENTS_MOST 100u
/* EVENT-DATA: an act counts half after 90 days */
#define HALF_LIFE_DAYS 90.0
#define POINT_DAYS     7
#define POINTS_MOST    520u

static void count_happenings(mq_dossier *d)
{
	for (uint32_t i = 0; i < d->timeline.n; i++) {
		const mq_happening *h = &d->timeline.v[i];
		if (h->from == MQ_NO_DAY) continue;
		if (d->first == MQ_NO_DAY || h->from < d->first) d->first = h->from;
		if (d->last == MQ_NO_DAY || h->from > d->last) d->last = h->from;
	}
}

static bool is_open(const mq_happening *h)
{
	return h->outcome == MQ_OUTCOME_COMING || h->outcome == MQ_OUTCOME_MOVED || h->outcome == MQ_OUTCOME_SILENT;
}

/* what one happening adds on its day: score × confidence, weighted by independent sources; announced half, missed minus half */
static double weight_of(const mq_profile *p, const mq_happening *h)
{
	double sources = log2(1.0 + (double)h->outlets) / 2.0;
	double w = p->score[h->kind] * h->confidence * (sources < 1.0 ? sources : 1.0);
	switch (h->status) {
	case MQ_STATUS_DONE:
	case MQ_STATUS_UNDER_WAY: return w;
	case MQ_STATUS_ANNOUNCED: return h->outcome == MQ_OUTCOME_SILENT ? -w / 2 : w / 2;
	case MQ_STATUS_CANCELLED: return -w / 2;
	default: return 0;
	}
}

typedef struct {
	mq_day day;
	double w;
	int quad;
} act;

static int by_day(const void *x, const void *y)
{
	const act *a = x, *b = y;
	return (a->day > b->day) - (a->day < b->day);
}

static void add_act(mq_temperature *t, const act *x, double fade)
{
	double w = x->w * fade;
	t->all += w;
	if (x->quad == 1 || x->quad == 3) t->verbal += w;
	else t->material += w;
	if (x->w < 0) t->negative += w;
}

static mq_status make_temperature(mq_store *s, mq_arena *a, mq_day today, mq_dossier *d)
{
	uint32_t n = 0, next = 0;
	act *acts = MQ_ARRAY(a, act, d->timeline.n);
	if (!acts) return mq_store_fail(s, MQ_LIMIT, "the answer is too large");
	for (uint32_t i = 0; i < d->timeline.n; i++) {
		mq_happening *h = &d->timeline.v[i];
		double w = weight_of(&s->profile, h);
		/* news without a date is of the days in which it was told */
		mq_day on = h->from != MQ_NO_DAY ? h->from : h->background ? MQ_NO_DAY : h->told;
		if (on == MQ_NO_DAY || w == 0 || (today != MQ_NO_DAY && on > today)) continue;
		h->weight = w;
		h->moves = on;
		acts[n++] = (act){on, w, mq_event_kinds[h->kind].quad};
	}
	if (n == 0) return MQ_DONE;
	qsort(acts, n, sizeof *acts, by_day);
	mq_day end = today == MQ_NO_DAY ? acts[n - 1].day : today, day = acts[0].day;
	if (end - day > (mq_day)(POINTS_MOST * POINT_DAYS)) day = end - (mq_day)(POINTS_MOST * POINT_DAYS);
	mq_temperature now = {0};
	double fade = exp2(-POINT_DAYS / HALF_LIFE_DAYS);
	for (; day < end + POINT_DAYS; day += POINT_DAYS) {
		now.day = day < end ? day : end;
		now.all *= fade;
		now.verbal *= fade;
		now.material *= fade;
		now.negative *= fade;
		now.happenings = 0;
		for (; next < n && acts[next].day <= now.day; next++, now.happenings++)
			add_act(&now, &acts[next], exp2(-(double)(now.day - acts[next].day) / HALF_LIFE_DAYS));
		mq_temperature *t = mq_push(a, &d->temperature);
		if (!t) return mq_store_fail(s, MQ_LIMIT, "the answer is too large");
		*t = now;
	}
	return MQ_DONE;
}

/* ── instruments: happenings of one series, and the next that is announced ── */
static mq_instrument_row *row_of_series(mq_arena *a, mq_dossier *d, const mq_happening *h)
{
	const mq_event_instrument *i = &h->instrument;
	bool named = mq_text_eq(i->kind, MQ_T("exercise")) || mq_text_eq(i->kind, MQ_T("agreement")) ||
		     mq_text_eq(i->kind, MQ_T("programme"));
	for (uint32_t k = 0; k < d->instruments.n; k++) {
		mq_instrument_row *r = &d->instruments.v[k];
		/* a pair has one joint commission of a kind; exercises and agreements are told apart by their names */
		if (mq_text_eq(r->kind, i->kind) && (!named || mq_text_eq(r->name, i->name))) return r;
	}
	mq_instrument_row *r = d->instruments.n < INSTRUMENTS_MOST ? mq_push(a, &d->instruments) : NULL;
	if (r)
		*r = (mq_instrument_row){.kind = i->kind,
					 .name = i->name,
					 .domain = i->domain,
					 .first = MQ_NO_DAY,
					 .last = MQ_NO_DAY,
					 .next = MQ_NO_DAY};
	return r;
}

static void make_instruments(mq_arena *a, mq_dossier *d)
{
	for (uint32_t i = 0; i < d->timeline.n; i++) {
		const mq_happening *h = &d->timeline.v[i];
		if (!h->has_instrument || h->instrument.kind.n == 0) continue;
		mq_instrument_row *r = row_of_series(a, d, h);
		if (!r) continue;
		if (h->outcome == MQ_OUTCOME_COMING || h->outcome == MQ_OUTCOME_MOVED) {
			if (h->from != MQ_NO_DAY && (r->next == MQ_NO_DAY || h->from < r->next)) r->next = h->from;
			if (h->status == MQ_STATUS_ANNOUNCED || h->status == MQ_STATUS_POSTPONED) continue;
		}
		r->sessions++;
		if (h->instrument.edition > r->edition) r->edition = h->instrument.edition;
		if (h->instrument.year > r->year) r->year = h->instrument.year;
		if (r->name.n == 0) r->name = h->instrument.name;
		if (h->from == MQ_NO_DAY) continue;
		if (r->first == MQ_NO_DAY || h->from < r->first) r->first = h->from;
		if (r->last == MQ_NO_DAY || h->from > r->last) r->last = h->from;
	}
}

/* ── what was said: quotations with a speaker, in articles that tell of the pair ── */
static const mq_mention *mention_of(const mq_record *r, uint32_t id)
{
	for (uint32_t i = 0; i < r->marks.mentions.n; i++)
		if (r->marks.mentions.v[i].id == id) return &r->marks.mentions.v[i];
	return NULL;
}

static mq_status add_quote(mq_store *s, mq_arena *a, int64_t article, int64_t local, mq_dossier *d)
{
	mq_page page;
	mq_record r;
	mq_arena_clear(s->scratch);
	MQ_TRY(mq_store_record(s, s->scratch, article, &page, &r));
	if (local < 0 || local >= r.marks.quotes.n) return MQ_DONE;
	const mq_quote *q = &r.marks.quotes.v[local];
	const mq_mention *m = mention_of(&r, q->speaker);
	mq_quote_row *row = mq_push(a, &d->quotes);
	if (!row) return mq_store_fail(s, MQ_LIMIT, "the answer is too large");
	row->speaker = m ? mq_arena_text(a, m->name) : MQ_NONE;
	row->role = mq_arena_text(a, q->speaker_role.n ? q->speaker_role : m ? m->role : MQ_NONE);
	row->verb = mq_arena_text(a, q->verb);
	row->said_to = mq_arena_text(a, q->said_to);
	row->text = mq_arena_text(a, q->text);
	row->indirect = q->indirect;
	row->start = q->start;
	row->end = q->end;
	if (m) memcpy(row->country, m->country, sizeof row->country);
	return mq_row_of(s, a, article, &row->from);
}

static mq_status make_quotes(mq_store *s, mq_arena *a, mq_dossier *d)
{
	mq_stmt *q;
	mq_status r;
	MQ_TRY(mq_sql_open(
	    s, &q,
	    d->b[0] ? "SELECT u.article, u.local FROM quote u JOIN article x ON x.n = u.article WHERE u.person IS NOT NULL AND"
		      " x.copy_of IS NULL AND x.n IN (SELECT e.article FROM event_pair p JOIN event e ON e.n = p.event WHERE"
		      " p.a = ?1 AND p.b = ?2) ORDER BY x.day DESC, x.n DESC, u.local LIMIT ?3"
		    : "SELECT u.article, u.local FROM quote u JOIN article x ON x.n = u.article WHERE u.person IS NOT NULL AND"
		      " x.copy_of IS NULL AND ?2 = '' AND x.n IN (SELECT e.article FROM event_country p JOIN event e ON e.n ="
		      " p.event WHERE p.country = ?1) ORDER BY x.day DESC, x.n DESC, u.local LIMIT ?3",
	    "tti", mq_text_of(d->a), d->b[0] ? mq_text_of(d->b) : MQ_T(""), (int64_t)QUOTES_MOST));
	while (mq_ok(r = s->driver->step(q))) {
		r = add_quote(s, a, s->driver->get_int(q, 0), s->driver->get_int(q, 1), d);
		if (!mq_ok(r)) break;
	}
	s->driver->done(q);
	return r.code == MQ_END ? MQ_DONE : r;
}

static mq_status count_sources(mq_store *s, mq_dossier *d)
{
	mq_stmt *q;
	MQ_TRY(mq_sql_open(
	    s, &q,
	    d->b[0] ? "SELECT count(DISTINCT x.n), count(DISTINCT x.outlet) FROM event_pair p JOIN event e ON e.n = p.event"
		      " JOIN article x ON x.n = e.article WHERE p.a = ?1 AND p.b = ?2"
		    : "SELECT count(DISTINCT x.n), count(DISTINCT x.outlet) FROM event_country p JOIN event e ON e.n ="
		      " p.event JOIN article x ON x.n = e.article WHERE p.country = ?1 OR ?2 = p.country",
	    "tt", mq_text_of(d->a), mq_text_of(d->b)));
	mq_status r = s->driver->step(q);
	if (mq_ok(r)) {
		d->articles = (uint32_t)s->driver->get_int(q, 0);
		d->outlets = (uint32_t)s->driver->get_int(q, 1);
	}
	s->driver->done(q);
	return r;
}

mq_status mq_store_profile(mq_store *s, mq_arena *a, mq_text name, mq_text bytes)
{
	mq_status r = mq_profile_read(a, mq_arena_text(s->keep, name), bytes, &s->profile);
	return mq_ok(r) ? r : mq_store_fail(s, r.code, "%.*s", MQ_ARG(r.why));
}

mq_status mq_store_dossier(mq_store *s, mq_arena *a, mq_text x, mq_text y, mq_day today, mq_dossier *out)
{
	mq_text next;
	mq_filter f = mq_filter_all();
	memset(out, 0, sizeof *out);
	out->first = out->last = MQ_NO_DAY;
	if (s->profile.name.n == 0) MQ_TRY(mq_store_profile(s, a, MQ_T("plover"), MQ_NONE));
	out->profile = s->profile.name;
	bool swap = y.n && mq_text_cmp(x, y) > 0;
	mq_text first = swap ? y : x, second = swap ? x : y;
	if (first.n != 3 || (second.n && second.n != 3))
		return mq_store_fail(s, MQ_USAGE, "a country is a code of three letters");
	memcpy(out->a, first.p, 3);
	if (second.n) memcpy(out->b, second.p, 3);
	f.pair[0] = first;
	f.pair[1] = second;
	s->today = today;
	f.limit = TIMELINE_MOST;
	MQ_TRY(mq_store_happenings(s, a, &f, &out->timeline, &next));
	out->cut = next.n > 0;
	for (uint32_t i = 0; i < out->timeline.n; i++) {
		mq_happening *h = is_open(&out->timeline.v[i]) ? mq_push(a, &out->open) : NULL;
		if (h) *h = out->timeline.v[i];
	}
	count_happenings(out);
	f.limit = PEOPLE_MOST;
	MQ_TRY(mq_store_people(s, a, &f, &out->people, &next));
	make_instruments(a, out);
	MQ_TRY(make_quotes(s, a, out));
	MQ_TRY(count_sources(s, out));
	return make_temperature(s, a, today, out);
}
