/* All of one pair of countries, put together from the views; the temperature is computed from the happenings. */
#include <math.h>
#include <stdlib.h>

#include "store/ask.h"

/* rows of a list in a dossier */
#define TIMELINE_MOST 500u
#define PEOPLE_MOST   40u
#define QUOTES_MOST   40u
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
static double weight_of(const mq_happening *h)
{
	double sources = log2(1.0 + (double)h->outlets) / 2.0;
	double w = mq_event_kinds[h->kind].score * h->confidence * (sources < 1.0 ? sources : 1.0);
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
		const mq_happening *h = &d->timeline.v[i];
		double w = weight_of(h);
		if (h->from == MQ_NO_DAY || w == 0 || (today != MQ_NO_DAY && h->from > today)) continue;
		acts[n++] = (act){h->from, w, mq_event_kinds[h->kind].quad};
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

static mq_status count_sources(mq_store *s, mq_dossier *d)
{
	mq_stmt *q;
	MQ_TRY(mq_sql_open(s, &q,
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
	out->profile = MQ_T("plover");
	bool swap = y.n && mq_text_cmp(x, y) > 0;
	mq_text first = swap ? y : x, second = swap ? x : y;
	if (first.n != 3 || (second.n && second.n != 3)) return mq_store_fail(s, MQ_USAGE, "a country is a code of three letters");
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
	MQ_TRY(count_sources(s, out));
	return make_temperature(s, a, today, out);
}
