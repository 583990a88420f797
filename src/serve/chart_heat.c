/* The calendar heat map: which days something happened on. */
#include <stdio.h>

#include "serve/chart.h"

#define WIDTH     860.0
#define LEFT      34.0
#define PITCH     15.5
#define CELL      13.0
#define HEAD      18.0 /* for the names of months */
#define YEAR      (7 * PITCH + HEAD + 10)
#define ROWS_MOST 400u

typedef struct {
	mq_day day;
	mq_tones t;
} one_day;
typedef MQ_VEC(one_day) one_days;

/* kinds of one day put together, newest first; the newest `years` years that have any */
static void gather(mq_request *r, const mq_day_rows *rows, uint32_t years, one_days *out)
{
	int last = 0, year = 0;
	uint32_t seen = 0;
	for (uint32_t i = 0; i < rows->n; i++) {
		const mq_day_row *x = &rows->v[i];
		if (x->day > r->today) continue; /* a slip of a date is no news of the future */
		year = mq_ymd_of(x->day).year;
		if (year != last && ++seen > years) return;
		last = year;
		if (!out->n || out->v[out->n - 1].day != x->day) {
			one_day *one = mq_push(r->arena, out);
			if (!one) return;
			one->day = x->day;
		}
		mq_tones_add(&out->v[out->n - 1].t, x->kind, x->happenings);
	}
}

/* the column of a day: weeks from the Monday on or before the year's first day */
static int week_of(mq_day day, mq_day first) { return (int)((day - (first - mq_weekday(first))) / 7); }

static double x_of(const mq_request *r, int week)
{
	double x = LEFT + PITCH * week;
	return r->choice.time_rtl ? WIDTH - x - CELL : x;
}

static void put_year(mq_svg *s, int year, double top)
{
	mq_day first = mq_day_of(year, 1, 1), last = mq_day_of(year, 12, 31);
	mq_svg_text(s, "year", s->r->choice.time_rtl ? WIDTH - 16 : 16, top + HEAD + 3.8 * PITCH, mq_plain_number(s->r, year));
	mq_buf_put(&s->b, MQ_T("<path class=\"cells\" d=\""));
	for (mq_day day = first; day <= last; day++)
		mq_buf_print(&s->b, "M%.1f %.1fh13v13h-13z", x_of(s->r, week_of(day, first)),
			     top + HEAD + PITCH * mq_weekday(day));
	mq_buf_put(&s->b, MQ_T("\"/>"));
	for (int month = 1; month <= 12; month++) {
		mq_text name = mq_text_brief(s->r->arena, mq_say_month(s->r->messages, s->r->lang, month), 12);
		mq_svg_text(s, "axis", x_of(s->r, week_of(mq_day_of(year, month, 15), first)) + CELL / 2, top + 12, name);
	}
}

static void put_cells(mq_svg *s, const one_days *days, uint32_t most)
{
	int year = 0;
	double top = -YEAR;
	for (uint32_t i = 0; i < days->n; i++) {
		const one_day *d = &days->v[i];
		int its = mq_ymd_of(d->day).year;
		if (its != year) put_year(s, its, top += YEAR);
		year = its;
		mq_text when = mq_say_day(s->r->arena, s->r->messages, s->r->lang, d->day), what = mq_tones_say(s->r, &d->t);
		mq_buf_print(&s->b, "<rect class=\"q%d\" x=\"%.1f\" y=\"%.1f\" width=\"13\" height=\"13\">",
			     mq_shade(d->t.all, most), x_of(s->r, week_of(d->day, mq_day_of(its, 1, 1))),
			     top + HEAD + PITCH * mq_weekday(d->day));
		mq_svg_title(s, mq_arena_print(s->r->arena, "%.*s · %.*s", MQ_ARG(when), MQ_ARG(what)));
		mq_buf_put(&s->b, MQ_T("</rect>"));
	}
}

mq_text mq_chart_heat(mq_request *r, const mq_day_rows *rows, uint32_t years, mq_text title, mq_text description)
{
	one_days days = {0};
	uint32_t most = 0, shown = 0;
	int year = 0;
	mq_svg s;
	gather(r, rows, years, &days);
	if (!days.n) return MQ_NONE;
	for (uint32_t i = 0; i < days.n; i++) {
		if (days.v[i].t.all > most) most = days.v[i].t.all;
		int its = mq_ymd_of(days.v[i].day).year;
		shown += its != year;
		year = its;
	}
	mq_svg_open(&s, r, "h", "heat", WIDTH, YEAR * shown, false);
	mq_svg_say(&s, "h", title, description);
	put_cells(&s, &days, most);
	return mq_svg_close(&s);
}

bool mq_put_days(mq_request *r, mq_value *page, const char *key, const mq_day_rows *rows, uint32_t years)
{
	one_days days = {0};
	gather(r, rows, years, &days);
	mq_value *list = mq_set_list(page, key);
	for (uint32_t i = 0; i < days.n && i < ROWS_MOST; i++) {
		mq_value *one = mq_add_map(list);
		mq_ymd d = mq_ymd_of(days.v[i].day);
		mq_set(one, "when", mq_say_weekday(r->arena, r->messages, r->lang, days.v[i].day));
		mq_set_print(one, "iso", "%04d-%02d-%02d", d.year, d.month, d.day);
		mq_set_print(one, "month", "%04d-%02d", d.year, d.month);
		mq_tones_put(one, &days.v[i].t);
	}
	return days.n <= ROWS_MOST;
}
