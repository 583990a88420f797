/* Raw dates become days. Relative ones hang on the day of publication; without it they stay unresolved, with the reason. */
#include "mark/dates.h"

typedef struct {
	mq_day from, to;
} days;

static const days nothing = {MQ_NO_DAY, MQ_NO_DAY};

#define NO_PUBLICATION MQ_T("relative, and the day of publication is not known")
#define NO_YEAR        MQ_T("the year is not told, and the day of publication is not known")
#define NO_SUCH_DAY    MQ_T("there is no such day")
#define IS_VAGUE       MQ_T("vague")

static days month_days(int year, int month)
{
	mq_day first = mq_day_of(year, month, 1);
	if (first == MQ_NO_DAY) return nothing;
	return (days){first, first + mq_month_days(year, month) - 1};
}

static days year_days(int from, int to) { return (days){mq_day_of(from, 1, 1), mq_day_of(to, 12, 31)}; }

/* first third, middle, last of a month (10, 10, the rest) */
static days month_part(days m, int part)
{
	if (m.from == MQ_NO_DAY) return m;
	if (part == 1) return (days){m.from, m.from + 9};
	if (part == 2) return (days){m.from + 10, m.from + 19};
	if (part == 3) return (days){m.from + 20, m.to};
	return m;
}

/* the year of a month told without one: last, this or next by its modifier, else the nearest to publication */
static int32_t year_of_month(const mq_dating *d, int32_t month, int32_t day, int32_t modifier)
{
	if (d->published == MQ_NO_DAY) return d->year;
	mq_ymd p = mq_ymd_of(d->published);
	int32_t at = day == NO_VALUE ? 0 : day;
	bool later = month > p.month || (month == p.month && at > p.day && day != NO_VALUE);
	bool earlier = month < p.month || (month == p.month && day != NO_VALUE && at < p.day);
	if (modifier == -1) return later || (month == p.month && day == NO_VALUE) ? p.year - 1 : p.year;
	if (modifier == 1) return earlier || (month == p.month && day == NO_VALUE) ? p.year + 1 : p.year;
	int32_t away = month - p.month;
	if (away > 6) return p.year - 1;
	if (away < -6) return p.year + 1;
	return p.year;
}

static int32_t year_told(const mq_dating *d, const mq_raw_date *r, int32_t year)
{
	if (year != NO_VALUE) return year;
	if (r->year_by == NO_VALUE || d->published == MQ_NO_DAY) return NO_VALUE;
	return mq_ymd_of(d->published).year + r->year_by;
}

/* the Gregorian days of a Hijri month or day; the year nearest to publication when it is not told */
static days hijri_days(const mq_dating *d, const mq_raw_date *r)
{
	int year = r->year, month = 0;
	if (r->year == NO_VALUE) {
		if (d->published == MQ_NO_DAY || !mq_hijri_of(d->w, d->published, &year, &month)) return nothing;
		if (r->modifier == -1 && r->month >= month) year--;
		else if (r->modifier == 1 && r->month <= month) year++;
		else if (r->modifier == NO_VALUE && r->month - month > 6) year--;
		else if (r->modifier == NO_VALUE && month - r->month > 6) year++;
	}
	if (r->kind == RAW_DAY) {
		mq_day from = mq_hijri_day(d->w, year, r->month, r->day);
		mq_day to = r->range ? mq_hijri_day(d->w, year, r->month2 == NO_VALUE ? r->month : r->month2, r->day2) : from;
		return (days){from, to};
	}
	if (r->kind == RAW_YEAR) {
		mq_day next = mq_hijri_day(d->w, (r->range ? r->year2 : year) + 1, 1, 1);
		return (days){mq_hijri_day(d->w, year, 1, 1), next == MQ_NO_DAY ? next : next - 1};
	}
	mq_day from = mq_hijri_day(d->w, year, r->month, 1);
	mq_day next = r->month == 12 ? mq_hijri_day(d->w, year + 1, 1, 1) : mq_hijri_day(d->w, year, r->month + 1, 1);
	return month_part((days){from, next == MQ_NO_DAY ? next : next - 1}, r->part);
}

static days day_days(mq_dating *d, mq_raw_date *r, mq_date *out)
{
	if (r->hijri) return hijri_days(d, r);
	int32_t month = r->month, month2 = r->month2;
	int32_t year = year_told(d, r, r->year), year2 = year_told(d, r, r->year2);
	if (r->same_month || r->this_month) {
		mq_ymd base = d->last_month;
		if (r->this_month && d->published != MQ_NO_DAY) {
			base = mq_ymd_of(d->published);
			base.month += r->modifier;
			if (base.month < 1 || base.month > 12) base.year += base.month < 1 ? -1 : 1;
			base.month = (base.month + 11) % 12 + 1;
		} else if (r->this_month) base.year = 0;
		if (base.year == 0) {
			out->why = NO_PUBLICATION;
			return nothing;
		}
		month = month == NO_VALUE ? base.month : month;
		month2 = base.month;
		year = year == NO_VALUE ? base.year : year;
		year2 = base.year;
	}
	if (year == NO_VALUE && year2 != NO_VALUE)
		year = month != NO_VALUE && month2 != NO_VALUE && month > month2 ? year2 - 1 : year2;
	if (month == NO_VALUE) month = month2;
	if (year == NO_VALUE) year = year_of_month(d, month, r->day, r->modifier);
	if (year == NO_VALUE) {
		out->why = NO_YEAR;
		return nothing;
	}
	if (month2 == NO_VALUE) month2 = month;
	if (year2 == NO_VALUE) year2 = month2 < month ? year + 1 : year;
	days x = {mq_day_of(year, month, r->day), MQ_NO_DAY};
	x.to = r->range ? mq_day_of(year2, month2, r->day2) : x.from;
	if (x.from == MQ_NO_DAY || x.to == MQ_NO_DAY || x.to < x.from) {
		out->why = NO_SUCH_DAY;
		return nothing;
	}
	d->last_month = (mq_ymd){year2, month2, 1};
	return x;
}

/* A weekday printed beside a date that it does not fit is a misprint: the year may be a slip of January, or one of the two is
 * wrong; the date is kept and marked. */
static void check_weekday(const mq_dating *d, const mq_raw_date *r, days *x, mq_date *out)
{
	if (r->weekday == NO_VALUE || x->from == MQ_NO_DAY || r->range || mq_weekday(x->from) == r->weekday) return;
	out->approximate = true;
	out->why = MQ_T("the weekday and the date do not fit");
	mq_ymd y = mq_ymd_of(x->from);
	if (d->published == MQ_NO_DAY) return;
	int32_t now = mq_ymd_of(d->published).year;
	for (int32_t year = now - 1; year <= now + 1; year++) {
		mq_day day = mq_day_of(year, y.month, y.day);
		if (day == MQ_NO_DAY || mq_weekday(day) != r->weekday || day < d->published - 200 || day > d->published + 200)
			continue;
		*x = (days){day, day};
		return;
	}
	/* the weekday next to publication that lies one or two days from the date is what was meant */
	for (int off = -2; off <= 2; off++) {
		mq_day day = x->from + off;
		if (mq_weekday(day) != r->weekday || day > d->published + 7 || day < d->published - 7) continue;
		*x = (days){day, day};
		return;
	}
}

static days month_range_days(mq_dating *d, const mq_raw_date *r, mq_date *out)
{
	if (r->hijri) return hijri_days(d, r);
	int32_t year = year_told(d, r, r->year), year2 = year_told(d, r, r->year2);
	if (year == NO_VALUE && year2 != NO_VALUE) year = r->month2 != NO_VALUE && r->month > r->month2 ? year2 - 1 : year2;
	if (year == NO_VALUE) year = year_of_month(d, r->month, NO_VALUE, r->modifier);
	if (year == NO_VALUE) {
		out->why = NO_YEAR;
		return nothing;
	}
	days x = month_days(year, r->month);
	if (r->range && r->month2 != NO_VALUE) {
		if (year2 == NO_VALUE) year2 = r->month2 < r->month ? year + 1 : year;
		x.to = month_days(year2, r->month2).to;
	}
	d->last_month = (mq_ymd){year, r->month, 1};
	return month_part(x, r->part);
}

static days weekday_days(const mq_dating *d, const mq_raw_date *r)
{
	mq_day p = d->published;
	if (p == MQ_NO_DAY) return nothing;
	int back = (mq_weekday(p) - r->weekday + 7) % 7;
	mq_day day = p - back;
	if (r->modifier == -1 && back == 0) day -= 7;
	else if (r->modifier == 1) day += 7;
	else if (r->modifier == 0) day = p - mq_weekday(p) + r->weekday; /* «الخميس الجاري»: of this week */
	else if (r->late_in && back) day += 7;                           /* what is still to come */
	days x = {day, day};
	if (r->weekday2 != NO_VALUE) {
		x.to = day + (r->weekday2 - r->weekday + 7) % 7;
		if (x.to > p && r->modifier != 1 && !r->late_in) x = (days){x.from - 7, x.to - 7};
	}
	return x;
}

static days relative_days(mq_dating *d, const mq_raw_date *r, mq_date *out)
{
	if (d->published == MQ_NO_DAY) return nothing;
	mq_day day = d->published + r->relative;
	/* «أمس الثلاثاء» in a piece whose stamp is a day late: the weekday is what was meant, if it is near */
	if (r->weekday != NO_VALUE && mq_weekday(day) != r->weekday) {
		out->approximate = true;
		out->why = MQ_T("the weekday and the relative day do not fit");
		int off = (r->weekday - mq_weekday(day) + 7) % 7;
		if (off > 3) off -= 7;
		day += off;
	}
	return (days){day, day};
}

static days week_part(days week, int part)
{
	if (part == 3) return (days){week.to - 1, week.to};
	return week;
}

static days unit_days(const mq_dating *d, const mq_raw_date *r)
{
	mq_day p = d->published;
	if (p == MQ_NO_DAY) return nothing;
	mq_ymd y = mq_ymd_of(p);
	int32_t by = r->modifier, count = r->count;
	if (r->unit == UNIT_DAY) {
		if (by < 0) return (days){p - count, p - 1};
		return by > 0 ? (days){p + 1, p + count} : (days){p, p};
	}
	if (r->unit == UNIT_SHORT) return (days){p - count, p}; /* hours, in days */
	if (r->unit == UNIT_WEEK) {
		mq_day monday = p - mq_weekday(p);
		if (by < 0) return week_part((days){monday - 7 * count, monday - 1}, r->part);
		if (by > 0) return week_part((days){monday + 7, monday + 6 + 7 * count}, r->part);
		return week_part((days){monday, monday + 6}, r->part);
	}
	if (r->unit == UNIT_MONTH) {
		int32_t m = y.year * 12 + y.month - 1;
		int32_t first = by < 0 ? m - count : by > 0 ? m + 1 : m, last = by < 0 ? m - 1 : by > 0 ? m + count : m;
		days x = {month_days(first / 12, first % 12 + 1).from, month_days(last / 12, last % 12 + 1).to};
		return count == 1 ? month_part(x, r->part) : x;
	}
	if (r->unit != UNIT_YEAR) return nothing;
	if (r->part == 3 && by == 0) return (days){mq_day_of(y.year, 12, 31), mq_day_of(y.year, 12, 31)}; /* «حتى نهاية العام» */
	if (by < 0) return year_days(y.year - count, y.year - 1);
	return by > 0 ? year_days(y.year + 1, y.year + count) : year_days(y.year, y.year);
}

static days ago_days(const mq_dating *d, const mq_raw_date *r)
{
	mq_day p = r->after_last ? d->last_day : d->published;
	if (p == MQ_NO_DAY) return nothing;
	mq_ymd y = mq_ymd_of(p);
	if (r->unit == UNIT_DAY) return (days){p - r->count, p - r->count};
	if (r->unit == UNIT_WEEK && r->count == 1) return (days){p - 7, p - 7};
	if (r->unit == UNIT_WEEK) {
		mq_day monday = p - mq_weekday(p) - 7 * r->count;
		return (days){monday, monday + 6};
	}
	if (r->unit == UNIT_MONTH) {
		int32_t m = y.year * 12 + y.month - 1 - r->count;
		return month_days(m / 12, m % 12 + 1);
	}
	int32_t year = y.year - r->count * (r->unit == UNIT_DECADE ? 10 : 1);
	return year_days(year, year);
}

static int32_t relative_year(const mq_dating *d, const mq_raw_date *r)
{
	int32_t year = year_told(d, r, r->year);
	if (year != NO_VALUE || d->published == MQ_NO_DAY) return year;
	return mq_ymd_of(d->published).year;
}

static days season_days(const mq_dating *d, const mq_raw_date *r)
{
	int32_t year = relative_year(d, r);
	static const int first[] = {0, 12, 3, 6, 9};
	if (year == NO_VALUE) return nothing;
	int month = first[r->count];
	if (r->year == NO_VALUE && r->year_by == NO_VALUE && d->published != MQ_NO_DAY) {
		int32_t now = mq_ymd_of(d->published).month;
		if (r->modifier == -1 && now < month + 3 && month != 12) year--;
		if (r->modifier == -1 && month == 12) year--;
		if (r->modifier == 1 && now >= month && month != 12) year++;
	}
	days last = month == 12 ? month_days(year + 1, 2) : month_days(year, month + 2);
	return (days){mq_day_of(year, month, 1), last.to};
}

static days fraction_days(const mq_dating *d, const mq_raw_date *r)
{
	int32_t year = year_told(d, r, r->year);
	if (year == NO_VALUE && r->modifier != NO_VALUE && d->published != MQ_NO_DAY) year = mq_ymd_of(d->published).year;
	if (year == NO_VALUE) return nothing;
	int32_t months = 12 / r->of, last = months * r->count;
	return (days){mq_day_of(year, last - months + 1, 1), month_days(year, last).to};
}

static days days_of(mq_dating *d, mq_raw_date *r, mq_date *out)
{
	days x = nothing;
	switch ((mq_raw_kind)r->kind) {
	case RAW_DAY:
		x = day_days(d, r, out);
		check_weekday(d, r, &x, out);
		return x;
	case RAW_MONTH: return month_range_days(d, r, out);
	case RAW_YEAR: return r->hijri ? hijri_days(d, r) : year_days(r->year, r->range ? r->year2 : r->year);
	case RAW_WEEKDAY: return weekday_days(d, r);
	case RAW_RELATIVE: return relative_days(d, r, out);
	case RAW_UNIT: return unit_days(d, r);
	case RAW_AGO: return ago_days(d, r);
	case RAW_SEASON: return season_days(d, r);
	case RAW_DECADE: return year_days(r->year + r->count, r->year + r->count + 9);
	case RAW_FRACTION: return fraction_days(d, r);
	case RAW_CENTURY: return year_days((r->count - 1) * 100, (r->count - 1) * 100 + 99);
	case RAW_VAGUE: out->why = IS_VAGUE; break;
	}
	return x;
}

static uint8_t precision_of(const mq_raw_date *r)
{
	static const uint8_t of[] = {
	    [RAW_DAY] = MQ_PRECISION_DAY,       [RAW_MONTH] = MQ_PRECISION_MONTH,    [RAW_YEAR] = MQ_PRECISION_YEAR,
	    [RAW_WEEKDAY] = MQ_PRECISION_DAY,   [RAW_RELATIVE] = MQ_PRECISION_DAY,   [RAW_SEASON] = MQ_PRECISION_SEASON,
	    [RAW_DECADE] = MQ_PRECISION_DECADE, [RAW_FRACTION] = MQ_PRECISION_RANGE, [RAW_CENTURY] = MQ_PRECISION_RANGE,
	    [RAW_VAGUE] = MQ_PRECISION_RANGE};
	if (r->range || (r->part && r->kind == RAW_MONTH)) return MQ_PRECISION_RANGE;
	if (r->kind != RAW_UNIT && r->kind != RAW_AGO) return of[r->kind];
	if (r->part && r->unit == UNIT_MONTH) return MQ_PRECISION_RANGE;
	if (r->part == 3 && r->unit == UNIT_YEAR && r->modifier == 0) return MQ_PRECISION_DAY;
	if (r->count > 1 && r->kind == RAW_UNIT) return MQ_PRECISION_RANGE;
	if (r->unit == UNIT_DAY || (r->unit == UNIT_WEEK && r->kind == RAW_AGO && r->count == 1)) return MQ_PRECISION_DAY;
	if (r->unit == UNIT_WEEK || r->unit == UNIT_SHORT) return MQ_PRECISION_RANGE;
	return r->unit == UNIT_MONTH ? MQ_PRECISION_MONTH : MQ_PRECISION_YEAR;
}

static bool is_relative(const mq_raw_date *r)
{
	if (r->kind == RAW_DAY) return r->year == NO_VALUE && r->year2 == NO_VALUE;
	if (r->kind == RAW_MONTH || r->kind == RAW_SEASON || r->kind == RAW_FRACTION) return r->year == NO_VALUE;
	return r->kind == RAW_WEEKDAY || r->kind == RAW_RELATIVE || r->kind == RAW_UNIT || r->kind == RAW_AGO ||
	       r->kind == RAW_VAGUE;
}

void mq_date_resolve(mq_dating *d, const mq_raw_date *raw, mq_date *out)
{
	mq_raw_date r = *raw;
	days x = days_of(d, &r, out);
	if (x.from == MQ_NO_DAY || x.to == MQ_NO_DAY) x = nothing;
	if (x.from == MQ_NO_DAY && mq_text_none(out->why)) out->why = d->published == MQ_NO_DAY ? NO_PUBLICATION : NO_SUCH_DAY;
	out->from = x.from;
	out->to = x.to;
	out->hijri = r.hijri;
	out->relative = is_relative(&r);
	out->precision = precision_of(&r);
	if (x.from == MQ_NO_DAY) return;
	d->last_day = x.from;
	if (r.kind == RAW_MONTH || r.kind == RAW_DAY || (r.kind == RAW_YEAR && !r.range && r.year >= 1950 && !r.hijri))
		d->year = mq_ymd_of(x.to).year;
}
