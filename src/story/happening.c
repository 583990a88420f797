/* Which tellings are of one happening. Tellings come with one kind and one set of countries; what decides is the series and its
 * edition, then the time, then the place. Sorted first, so that the order of arrival makes no difference. */
#include <stdlib.h>

#include "story/story.h"

/* acts of force and protest are many, and near each other: day and place must agree. Talks are few: papers differ by days */
#define FORCE_DAYS 1
#define TALKS_DAYS 1
/* … and by more where they name the commission, the exercise, the agreement */
#define SERIES_DAYS 6
/* a telling without a date is of the happening that was in the news then */
#define NEWS_DAYS 2
/* what was announced without a day is fulfilled by what is done this long after */
#define FULFIL_DAYS 60
/* an announced day may slip this long and still be the same thing: postponed */
#define MOVED_DAYS 45

static bool is_force(uint16_t kind) { return mq_event_kinds[kind].quad == 4; }

static bool is_ahead(const mq_telling *t) { return t->status == MQ_STATUS_ANNOUNCED || t->status == MQ_STATUS_POSTPONED; }

static bool is_past(const mq_telling *t) { return t->status == MQ_STATUS_DONE || t->status == MQ_STATUS_UNDER_WAY; }

/* days between two spans of days; 0 where they touch or overlap */
static int32_t gap(mq_day from, mq_day to, mq_day other_from, mq_day other_to)
{
	if (to < other_from) return other_from - to;
	if (other_to < from) return from - other_to;
	return 0;
}

/* the day by which a telling is in the news */
static mq_day news_day(const mq_telling *t) { return t->from != MQ_NO_DAY ? t->from : t->told; }

static bool times_agree(const mq_telling *x, const mq_telling *y)
{
	if (x->from != MQ_NO_DAY && y->from != MQ_NO_DAY) {
		int32_t days = gap(x->from, x->to, y->from, y->to);
		if (is_force(x->kind)) return days <= FORCE_DAYS;
		bool series = x->series && x->series == y->series;
		if (days <= (series ? SERIES_DAYS : TALKS_DAYS)) return true;
		/* announced for one day, done on a later one, or put off to it */
		const mq_telling *plan = is_ahead(x) ? x : is_ahead(y) ? y : NULL, *other = plan == x ? y : x;
		return plan && other->from >= plan->from && days <= MOVED_DAYS && other->told != MQ_NO_DAY &&
		       plan->told != MQ_NO_DAY && other->told >= plan->told &&
		       (is_past(other) || other->status == MQ_STATUS_POSTPONED);
	}
	mq_day a = news_day(x), b = news_day(y);
	if (a == MQ_NO_DAY || b == MQ_NO_DAY) return false;
	if (is_ahead(x) != is_ahead(y) && !x->background && !y->background) {
		const mq_telling *plan = is_ahead(x) ? x : y, *done = is_ahead(x) ? y : x;
		mq_day from = news_day(plan), to = news_day(done);
		if (is_past(done) && to >= from && to - from <= FULFIL_DAYS) return true;
	}
	return gap(a, a, b, b) <= NEWS_DAYS && x->background == y->background;
}

/* exercises of two names, however near their days */
static bool named_apart(int64_t x, int64_t y) { return x && y && x != y; }

static bool same(const mq_telling *x, const mq_telling *y)
{
	if (named_apart(x->named, y->named)) return false;
	if (x->series && y->series && x->series == y->series && x->edition && y->edition) return x->edition == y->edition;
	if (x->year && y->year && x->year != y->year && x->series == y->series) return false;
	/* one article's two events of one kind and pair are two happenings, or its coder would have said one */
	if (x->article == y->article) return false;
	bool series = x->series && x->series == y->series;
	if (!series && x->place && y->place && x->place != y->place) return false;
	return times_agree(x, y);
}

static int compare(int64_t x, int64_t y) { return (x > y) - (x < y); }

/* by time in the news, then by what does not depend on arrival */
static int by_time(const void *a, const void *b)
{
	const mq_telling *x = a, *y = b;
	int c = compare(news_day(x), news_day(y));
	if (!c) c = compare(x->told, y->told);
	if (!c) c = compare(x->status, y->status);
	if (!c) c = compare(x->place, y->place);
	if (!c) c = compare(x->edition, y->edition);
	return c ? c : compare(x->rank, y->rank);
}

static uint32_t root_of(uint32_t *up, uint32_t i)
{
	while (up[i] != i) i = up[i] = up[up[i]];
	return i;
}

/* a telling is compared with those before it that its time can reach, from the newest back */
#define LOOK_BACK 64u

uint32_t mq_happenings_of(mq_arena *a, mq_telling *v, uint32_t n)
{
	uint32_t *up = MQ_ARRAY(a, uint32_t, n), *number = MQ_ARRAY(a, uint32_t, n), count = 0;
	int64_t *named = MQ_ARRAY(a, int64_t, n); /* of the happening whose first telling it is */
	if (!up || !number || !named) return 0;
	qsort(v, n, sizeof *v, by_time);
	for (uint32_t i = 0; i < n; i++) {
		up[i] = i;
		named[i] = v[i].named;
		for (uint32_t k = i, looked = 0; k-- > 0 && looked < LOOK_BACK; looked++) {
			if (!same(&v[k], &v[i])) continue;
			/* the first telling has a word, or days would add up to weeks, one neighbour at a time */
			uint32_t root = root_of(up, k);
			bool numbered = v[i].edition && v[i].edition == v[k].edition;
			if (root != k && !numbered && !times_agree(&v[root], &v[i])) continue;
			if (named_apart(named[root], v[i].named)) continue;
			up[i] = root;
			if (!named[root]) named[root] = v[i].named;
			break;
		}
	}
	for (uint32_t i = 0; i < n; i++) {
		uint32_t root = root_of(up, i);
		if (root == i) number[i] = count++;
		v[i].happening = number[root];
	}
	return count;
}

uint8_t mq_status_of_tellings(const mq_telling *v, uint32_t n)
{
	bool has[MQ_STATUS_HYPOTHETICAL + 1] = {false};
	mq_day planned = MQ_NO_DAY, dropped = MQ_NO_DAY;
	for (uint32_t i = 0; i < n; i++) {
		uint8_t s = v[i].status <= MQ_STATUS_HYPOTHETICAL ? v[i].status : (uint8_t)MQ_STATUS_HYPOTHETICAL;
		has[s] = true;
		if (s == MQ_STATUS_ANNOUNCED && v[i].told != MQ_NO_DAY && v[i].told > planned) planned = v[i].told;
		if ((s == MQ_STATUS_CANCELLED || s == MQ_STATUS_POSTPONED) && v[i].told != MQ_NO_DAY && v[i].told > dropped)
			dropped = v[i].told;
	}
	if (has[MQ_STATUS_DONE]) return MQ_STATUS_DONE;
	if (has[MQ_STATUS_UNDER_WAY]) return MQ_STATUS_UNDER_WAY;
	if (has[MQ_STATUS_CANCELLED] && dropped >= planned) return MQ_STATUS_CANCELLED;
	if (has[MQ_STATUS_POSTPONED] && dropped >= planned) return MQ_STATUS_POSTPONED;
	static const uint8_t order[] = {MQ_STATUS_ANNOUNCED, MQ_STATUS_CANCELLED, MQ_STATUS_POSTPONED, MQ_STATUS_DENIED};
	for (size_t i = 0; i < sizeof order; i++)
		if (has[order[i]]) return order[i];
	return MQ_STATUS_HYPOTHETICAL;
}
