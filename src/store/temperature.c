/* The temperature: what happenings add up to over time, by a profile of scores. One computation for pairs, countries, people. */
#include "store/temperature.h"

#include <math.h>
#include <stdlib.h>

/* EVENT-DATA: an act counts half after 90 days */
#define HALF_LIFE_DAYS 90.0
#define POINT_DAYS     7
#define POINTS_MOST    520u

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

mq_status mq_temperature_make(mq_store *s, mq_arena *a, mq_happenings *all, mq_day today, mq_temperatures *out, mq_text *profile)
{
	uint32_t n = 0, next = 0;
	if (s->profile.name.n == 0) MQ_TRY(mq_store_profile(s, a, MQ_T("plover"), MQ_NONE));
	*profile = s->profile.name;
	act *acts = MQ_ARRAY(a, act, all->n);
	if (!acts) return mq_store_fail(s, MQ_LIMIT, "the answer is too large");
	for (uint32_t i = 0; i < all->n; i++) {
		mq_happening *h = &all->v[i];
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
		mq_temperature *t = mq_push(a, out);
		if (!t) return mq_store_fail(s, MQ_LIMIT, "the answer is too large");
		*t = now;
	}
	return MQ_DONE;
}

mq_status mq_store_profile(mq_store *s, mq_arena *a, mq_text name, mq_text bytes)
{
	static const char *const built_in[] = {"plover", "goldstein"};
	mq_text kept = MQ_NONE; /* a server asks for these a thousand times: no room is taken for them */
	for (size_t i = 0; i < sizeof built_in / sizeof *built_in; i++)
		if (mq_text_eq(name, mq_text_of(built_in[i]))) kept = mq_text_of(built_in[i]);
	if (mq_text_none(kept)) kept = mq_arena_text(s->keep, name);
	mq_status r = mq_profile_read(a, kept, bytes, &s->profile);
	return mq_ok(r) ? r : mq_store_fail(s, r.code, "%.*s", MQ_ARG(r.why));
}
