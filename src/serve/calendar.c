/* /calendar: a month as a grid and as an agenda. */
#include <stdio.h>

#include "serve/chart.h"
#include "serve/register.h"

#define DAY_MOST    4u /* happenings named in a day of the grid */
#define AGENDA_MOST 120u
#define DUE_MOST    40u

static bool month_of(mq_request *r, int *year, int *month)
{
	mq_text t = mq_argument_of(r, "month");
	if (t.n && t.n != 7) return false;
	mq_day day = t.n ? mq_day_parse(mq_arena_print(r->arena, "%.*s-01", MQ_ARG(t))) : r->today;
	if (day == MQ_NO_DAY) return false;
	mq_ymd d = mq_ymd_of(day);
	*year = d.year;
	*month = d.month;
	return d.year >= 1900 && d.year <= 2200;
}

static void put_month_link(mq_request *r, mq_value *page, const char *key, const char *label, int year, int month)
{
	mq_set_print(page, key, "%04d-%02d", year, month);
	mq_set(page, label, mq_say_month_of(r->arena, r->messages, r->lang, year, month));
}

static void put_day(mq_request *r, mq_value *cell, const mq_happenings *h, mq_day day, bool outside)
{
	char iso[11];
	uint32_t n = 0, more = 0;
	mq_day_print(day, iso);
	mq_set_int(cell, "number", mq_ymd_of(day).day);
	mq_set(cell, "iso", mq_arena_text(r->arena, mq_text_at(iso, 10)));
	mq_set(cell, "weekday", mq_message(r->messages, r->lang, mq_arena_print(r->arena, "weekday.%d", mq_weekday(day))));
	mq_set_flag(cell, "outside", outside);
	mq_set_flag(cell, "is_today", day == r->today);
	mq_value *list = outside ? NULL : mq_set_list(cell, "items");
	for (uint32_t i = 0; i < h->n && !outside; i++) {
		const mq_happening *x = &h->v[i];
		/* a month or a year is no day of the calendar: the agenda names it */
		if (x->precision > MQ_PRECISION_RANGE || day < x->from || day > x->to || x->to - x->from > 31) continue;
		if (n++ < DAY_MOST) mq_put_happening(r, mq_add_map(list), x);
		else more++;
	}
	if (more) mq_set_int(cell, "more", more);
}

static void put_grid(mq_request *r, mq_value *page, const mq_happenings *h, mq_day first, mq_day last)
{
	mq_value *weeks = mq_set_list(page, "weeks"), *days = mq_set_list(page, "weekdays");
	for (int i = 0; i < 7; i++)
		mq_set(mq_add_map(days), "name", mq_message(r->messages, r->lang, mq_arena_print(r->arena, "weekday.%d", i)));
	for (mq_day monday = first - mq_weekday(first); monday <= last; monday += 7) {
		mq_value *row = mq_set_list(mq_add_map(weeks), "days");
		for (mq_day day = monday; day < monday + 7; day++) put_day(r, mq_add_map(row), h, day, day < first || day > last);
	}
}

/* the year of the month as a heat map */
static mq_status put_year(mq_request *r, mq_value *page, int year)
{
	mq_filter f = mq_filter_all();
	mq_day_rows days = {0};
	f.from = mq_day_of(year, 1, 1);
	f.to = mq_day_of(year, 12, 31);
	MQ_TRY(mq_store_days(r->store, r->arena, &f, &days));
	mq_set_markup(page, "heat", mq_chart_heat(r, &days, 1, mq_msg(r, "heat"), mq_msg(r, "heat.how")));
	mq_set_flag(page, "heat_cut", !mq_put_days(r, page, "days", &days, 1));
	return MQ_DONE;
}

mq_status mq_calendar_page(mq_request *r, mq_reply *out)
{
	int year, month;
	mq_filter f;
	mq_happenings h = {0};
	mq_text next;
	if (!month_of(r, &year, &month)) return MQ_FAIL(MQ_USAGE, MQ_BYTE_UNKNOWN, "a month is written 2025-04");
	MQ_TRY(mq_filter_of(r, &f));
	f.from = mq_day_of(year, month, 1);
	f.to = f.from + mq_month_days(year, month) - 1;
	f.oldest_first = true;
	f.limit = 400;
	MQ_TRY(mq_store_happenings(r->store, r->arena, &f, &h, &next));
	mq_value *page = mq_page_open(r, "nav.calendar");
	mq_set(page, "title", mq_say_month_of(r->arena, r->messages, r->lang, year, month));
	put_month_link(r, page, "prev", "prev_label", month == 1 ? year - 1 : year, month == 1 ? 12 : month - 1);
	put_month_link(r, page, "following", "following_label", month == 12 ? year + 1 : year, month == 12 ? 1 : month + 1);
	mq_set_print(page, "month", "%04d-%02d", year, month);
	mq_set(page, "hijri_first", mq_say_hijri(r->arena, r->site->hijri, r->messages, r->lang, f.from));
	mq_set(page, "hijri_last", mq_say_hijri(r->arena, r->site->hijri, r->messages, r->lang, f.to));
	put_grid(r, page, &h, f.from, f.to);
	MQ_TRY(put_year(r, page, year));
	mq_put_happenings(r, page, "agenda", h.v, h.n, AGENDA_MOST);
	MQ_TRY(mq_put_due(r, page, &f, DUE_MOST));
	return mq_page_render(r, out, "calendar", page);
}
