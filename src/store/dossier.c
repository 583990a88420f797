/* All of one pair of countries, put together from the views; the temperature is computed from the happenings. */
#include "store/ask.h"
#include "store/instruments.h"
#include "store/temperature.h"

/* rows of a list in a dossier */
#define TIMELINE_MOST    500u
#define PEOPLE_MOST      40u
#define QUOTES_MOST      40u
#define INSTRUMENTS_MOST 100u

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

/* ── what was said: quotations with a speaker, in articles that tell of the pair ── */
static const mq_mention *mention_of(const mq_record *r, uint32_t id)
{
	for (uint32_t i = 0; i < r->marks.mentions.n; i++)
		if (r->marks.mentions.v[i].id == id) return &r->marks.mentions.v[i];
	return NULL;
}

mq_status mq_quote_of(mq_store *s, mq_arena *a, int64_t article, int64_t local, mq_quote_row *row, bool *there)
{
	mq_page page;
	mq_record r;
	mq_arena_clear(s->scratch);
	MQ_TRY(mq_store_record(s, s->scratch, article, &page, &r));
	*there = local >= 0 && local < r.marks.quotes.n;
	if (!*there) return MQ_DONE;
	const mq_quote *q = &r.marks.quotes.v[local];
	const mq_mention *m = mention_of(&r, q->speaker);
	memset(row, 0, sizeof *row);
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

static mq_status add_quote(mq_store *s, mq_arena *a, int64_t article, int64_t local, mq_dossier *d)
{
	mq_quote_row row;
	bool there = false;
	MQ_TRY(mq_quote_of(s, a, article, local, &row, &there));
	if (!there) return MQ_DONE;
	mq_quote_row *slot = mq_push(a, &d->quotes);
	if (!slot) return mq_store_fail(s, MQ_LIMIT, "the answer is too large");
	*slot = row;
	return MQ_DONE;
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

mq_status mq_store_dossier(mq_store *s, mq_arena *a, mq_text x, mq_text y, mq_day today, mq_dossier *out)
{
	mq_text next;
	mq_filter f = mq_filter_all();
	memset(out, 0, sizeof *out);
	out->first = out->last = MQ_NO_DAY;
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
	f.limit = INSTRUMENTS_MOST;
	MQ_TRY(mq_store_instruments(s, a, &f, &out->instruments, &next));
	MQ_TRY(make_quotes(s, a, out));
	MQ_TRY(count_sources(s, out));
	return mq_temperature_make(s, a, &out->timeline, today, &out->temperature, &out->profile);
}
