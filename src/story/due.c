#include "story/due.h"

#include <stdlib.h>

const char *const mq_due_hows[MQ_DUE_HOWS] = {"none", "announced", "frequency", "interval", "term", "stopped"};
const char *const mq_sures[3] = {"low", "medium", "high"};

/* times nearer than this are tellings of one; further apart than that, no rhythm */
#define SAME_DAYS   60
#define RHYTHM_MOST 2200
/* times that an interval is taken from */
#define TIMES_MOST 64u
/* a rhythm whose intervals differ by more than a quarter is none to rely on */
#define STEADY 0.25
/* days around a computed one */
#define WINDOW_LEAST 15
/* an announcement is met by what happened this long before its day, or at any time after */
#define EARLY_DAYS 30

bool mq_stage_happened(uint8_t stage)
{
	return stage == MQ_STAGE_HELD || stage == MQ_STAGE_LAUNCHED || stage == MQ_STAGE_ONGOING || stage == MQ_STAGE_SIGNED ||
	       stage == MQ_STAGE_AGREED;
}

static bool has_stopped(uint8_t stage)
{
	return stage == MQ_STAGE_SUSPENDED || stage == MQ_STAGE_CANCELLED || stage == MQ_STAGE_EXPIRED;
}

/* the day of a row; news without a date is of the day it was told on, unless it is only spoken of */
static mq_day day_of(const mq_due_row *r)
{
	if (r->from != MQ_NO_DAY) return r->to != MQ_NO_DAY ? r->from + (r->to - r->from) / 2 : r->from;
	if (r->year) return mq_day_of(r->year, 7, 1);
	return mq_stage_happened(r->stage) ? r->told : MQ_NO_DAY;
}

static bool is_met(const mq_due_row *plan, const mq_due_row *v, uint32_t n)
{
	for (uint32_t i = 0; i < n; i++) {
		if (!mq_stage_happened(v[i].stage) && v[i].stage != MQ_STAGE_CANCELLED) continue;
		if (plan->edition && v[i].edition) {
			if (v[i].edition >= plan->edition) return true;
			continue;
		}
		mq_day day = day_of(&v[i]);
		if (day != MQ_NO_DAY && day >= plan->from - EARLY_DAYS) return true;
	}
	return false;
}

static bool announced(const mq_due_row *v, uint32_t n, mq_day today, mq_due *out)
{
	const mq_due_row *best = NULL;
	for (uint32_t i = 0; i < n; i++) {
		const mq_due_row *r = &v[i];
		if ((r->stage != MQ_STAGE_ANNOUNCED && r->stage != MQ_STAGE_POSTPONED) || r->from == MQ_NO_DAY) continue;
		if (r->stage == MQ_STAGE_POSTPONED && r->told != MQ_NO_DAY && r->from <= r->told) continue;
		if (is_met(r, v, n)) continue;
		/* the last word on it counts */
		if (!best || r->told >= best->told) best = r;
	}
	if (!best) return false;
	out->how = MQ_DUE_ANNOUNCED;
	out->from = best->from;
	out->to = best->to != MQ_NO_DAY ? best->to : best->from;
	out->sure = best->precision > MQ_PRECISION_RANGE ? MQ_SURE_LOW : best->outlets > 1 ? MQ_SURE_HIGH : MQ_SURE_MEDIUM;
	out->overdue = today != MQ_NO_DAY && out->to < today;
	out->row = (uint32_t)(best - v);
	return true;
}

typedef struct {
	mq_day day;
	int32_t edition;
	uint32_t row;
	bool exact; /* known better than by its year */
} occurrence;

static int by_day(const void *x, const void *y)
{
	const occurrence *a = x, *b = y;
	if (a->day != b->day) return a->day < b->day ? -1 : 1;
	return (a->row > b->row) - (a->row < b->row);
}

/* when it happened, each time once */
static uint32_t collect(const mq_due_row *v, uint32_t n, occurrence *out)
{
	uint32_t times = 0, kept = 0;
	for (uint32_t i = 0; i < n && times < TIMES_MOST; i++) {
		mq_day day = mq_stage_happened(v[i].stage) || v[i].stage == MQ_STAGE_TOLD ? day_of(&v[i]) : MQ_NO_DAY;
		if (v[i].stage == MQ_STAGE_TOLD && !v[i].year) continue;
		bool exact = v[i].from != MQ_NO_DAY && v[i].precision <= MQ_PRECISION_MONTH;
		if (day != MQ_NO_DAY) out[times++] = (occurrence){day, v[i].edition, i, exact};
	}
	qsort(out, times, sizeof *out, by_day);
	for (uint32_t i = 0; i < times; i++) {
		occurrence *last = kept ? &out[kept - 1] : NULL;
		bool edition = last && last->edition && last->edition == out[i].edition;
		bool year = last && (!last->exact || !out[i].exact) && mq_ymd_of(last->day).year == mq_ymd_of(out[i].day).year;
		if (last && (edition || year || out[i].day - last->day < SAME_DAYS)) {
			if (out[i].exact && !last->exact) *last = out[i];
			else if (!last->edition) last->edition = out[i].edition;
			continue;
		}
		out[kept++] = out[i];
	}
	return kept;
}

static int by_number(const void *x, const void *y)
{
	int32_t a = *(const int32_t *)x, b = *(const int32_t *)y;
	return (a > b) - (a < b);
}

/* days from one edition to the next: the median; how far the others lie from it, as a share */
static int32_t rhythm_of(const occurrence *t, uint32_t n, uint32_t *intervals, double *spread)
{
	int32_t days[TIMES_MOST];
	uint32_t k = 0;
	for (uint32_t i = 1; i < n; i++) {
		int32_t gap = t[i].day - t[i - 1].day, editions = 1;
		if (t[i].edition && t[i - 1].edition) editions = t[i].edition - t[i - 1].edition;
		if (editions < 1) continue;
		gap /= editions;
		if (gap >= SAME_DAYS && gap <= RHYTHM_MOST) days[k++] = gap;
	}
	*intervals = k;
	if (k == 0) return 0;
	qsort(days, k, sizeof *days, by_number);
	int32_t median = days[k / 2];
	double low = (double)(median - days[0]) / median, high = (double)(days[k - 1] - median) / median;
	*spread = low > high ? low : high;
	return median;
}

/* "P1Y" "P6M" to days */
static int32_t days_of_iso(mq_text t)
{
	int32_t n = 0;
	if (t.n < 3 || t.p[0] != 'P') return 0;
	for (size_t i = 1; i + 1 < t.n; i++) {
		if (t.p[i] < '0' || t.p[i] > '9' || n > 1000) return 0;
		n = n * 10 + (t.p[i] - '0');
	}
	char unit = t.p[t.n - 1];
	return unit == 'Y' ? n * 365 + n / 4 : unit == 'M' ? n * 365 / 12 : unit == 'W' ? n * 7 : unit == 'D' ? n : 0;
}

/* "5 year" to days, of years and months only: days and weeks are how long one session takes */
static int32_t days_of_term(mq_text t)
{
	mq_text number;
	uint64_t n = 0;
	if (!mq_text_split(&t, ' ', &number) || !mq_text_u64(number, &n) || n == 0 || n > 100) return 0;
	if (mq_text_eq(t, MQ_T("year"))) return (int32_t)n * 365 + (int32_t)n / 4;
	return mq_text_eq(t, MQ_T("month")) ? (int32_t)n * 365 / 12 : 0;
}

static void by_rhythm(const occurrence *t, uint32_t n, mq_text every, mq_day today, mq_due *out)
{
	double spread = 0;
	int32_t told = days_of_iso(every), usual = rhythm_of(t, n, &out->intervals, &spread);
	if (n == 0 || (!told && !usual)) return;
	out->how = told ? MQ_DUE_FREQUENCY : MQ_DUE_INTERVAL;
	out->interval = told ? told : usual;
	bool steady = out->intervals >= 2 && spread <= STEADY;
	out->sure = (told && t[n - 1].exact) || (steady && t[n - 1].exact) ? MQ_SURE_MEDIUM : MQ_SURE_LOW;
	int32_t window = told ? out->interval / 8 : steady ? (int32_t)(spread * usual) : out->interval / 6;
	if (!t[n - 1].exact) window = 183;
	if (window < WINDOW_LEAST) window = WINDOW_LEAST;
	out->from = t[n - 1].day + out->interval - window;
	out->to = t[n - 1].day + out->interval + window;
	out->overdue = today != MQ_NO_DAY && out->to < today;
	out->row = t[n - 1].row;
}

/* ended since it was held last, and not taken up again */
static bool stopped(const mq_due_row *v, uint32_t n, mq_due *out)
{
	mq_day end = MQ_NO_DAY, life = MQ_NO_DAY;
	uint32_t row = 0;
	for (uint32_t i = 0; i < n; i++) {
		mq_day day = v[i].from != MQ_NO_DAY ? v[i].from : v[i].told;
		if (day == MQ_NO_DAY) continue;
		if (has_stopped(v[i].stage) && day >= end) end = day, row = i;
		else if ((mq_stage_happened(v[i].stage) || v[i].stage == MQ_STAGE_RESUMED || v[i].stage == MQ_STAGE_RENEWED) &&
			 day > life)
			life = day;
	}
	if (end == MQ_NO_DAY || end < life) return false;
	out->how = MQ_DUE_STOPPED;
	out->sure = v[row].outlets > 1 ? MQ_SURE_HIGH : MQ_SURE_MEDIUM;
	out->row = row;
	return true;
}

static bool by_term(const mq_due_row *v, uint32_t n, mq_text term, mq_day today, mq_due *out)
{
	int32_t days = days_of_term(term);
	mq_day start = MQ_NO_DAY;
	for (uint32_t i = 0; i < n; i++) {
		bool begins = v[i].stage == MQ_STAGE_SIGNED || v[i].stage == MQ_STAGE_IN_FORCE || v[i].stage == MQ_STAGE_RENEWED;
		mq_day day = begins ? v[i].from != MQ_NO_DAY ? v[i].from : v[i].told : MQ_NO_DAY;
		if (day == MQ_NO_DAY || day < start) continue;
		start = day;
		out->row = i;
	}
	if (!days || start == MQ_NO_DAY) return false;
	out->how = MQ_DUE_TERM;
	out->sure = MQ_SURE_LOW;
	out->from = out->to = start + days;
	out->overdue = today != MQ_NO_DAY && out->to < today;
	return true;
}

mq_due mq_due_of(const mq_due_row *v, uint32_t n, bool recurs, mq_text every, mq_text term, mq_day today)
{
	mq_due out = {.from = MQ_NO_DAY, .to = MQ_NO_DAY};
	occurrence times[TIMES_MOST];
	if (announced(v, n, today, &out)) return out;
	if (stopped(v, n, &out)) return out;
	if (recurs) by_rhythm(times, collect(v, n, times), every, today, &out);
	else if (!by_term(v, n, term, today, &out)) out.how = MQ_DUE_NONE;
	return out;
}
