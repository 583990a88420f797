/* Small multiples: relations side by side, months on one scale. Above the line what was said and done together, under it what
 * was done against. */
#include <stdio.h>

#include "serve/chart.h"

#define MONTHS     24
#define WIDTH      240.0
#define HEIGHT     74.0
#define FOOT       14.0
#define STEP       (WIDTH / MONTHS)
#define BAR        (STEP - 2)
#define PAIRS_MOST 12u

typedef struct {
	char a[4], b[4];
	mq_tones month[MONTHS], sum;
} panel;

typedef struct {
	mq_request *r;
	int first;         /* of months, counted from year 0 */
	uint32_t up, down; /* the tallest bars of all panels */
} scale;

static int month_number(mq_day day)
{
	mq_ymd d = mq_ymd_of(day);
	return d.year * 12 + d.month - 1;
}

static mq_status fill(mq_request *r, const scale *s, panel *p)
{
	mq_filter f = mq_filter_all();
	mq_day_rows rows = {0};
	f.pair[0] = mq_text_of(p->a);
	f.pair[1] = mq_text_of(p->b);
	f.from = mq_day_of(s->first / 12, s->first % 12 + 1, 1);
	f.to = r->today;
	MQ_TRY(mq_store_days(r->store, r->arena, &f, &rows));
	for (uint32_t i = 0; i < rows.n; i++) {
		int m = month_number(rows.v[i].day) - s->first;
		if (m < 0 || m >= MONTHS) continue;
		mq_tones_add(&p->month[m], rows.v[i].kind, rows.v[i].happenings);
		mq_tones_add(&p->sum, rows.v[i].kind, rows.v[i].happenings);
	}
	return MQ_DONE;
}

static mq_text say_month(mq_request *r, int number)
{
	return mq_say_month_of(r->arena, r->messages, r->lang, number / 12, number % 12 + 1);
}

static void put_bar(mq_svg *s, const char *class_name, double x, double from, double to)
{
	if (to - from < 0.05) return;
	mq_buf_print(&s->b, "<rect class=\"%s\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\"/>", class_name, x, from, BAR,
		     to - from);
}

static void put_month(mq_svg *s, const scale *k, const panel *p, int m)
{
	const mq_tones *t = &p->month[m];
	double all = (double)k->up + k->down, unit = (HEIGHT - FOOT - 4) / (all > 0 ? all : 1);
	double zero = 2 + unit * k->up, x = STEP * (s->r->choice.time_rtl ? MONTHS - 1 - m : m) + 1;
	if (!t->all) return;
	mq_buf_put(&s->b, MQ_T("<g>"));
	mq_text month = say_month(s->r, k->first + m), said = mq_tones_say(s->r, t);
	mq_svg_title(s, mq_arena_print(s->r->arena, "%.*s · %.*s", MQ_ARG(month), MQ_ARG(said)));
	put_bar(s, "c-coop", x, zero - unit * t->coop, zero);
	put_bar(s, "c-talk", x, zero - unit * (t->coop + t->talk), zero - unit * t->coop);
	put_bar(s, "c-cold", x, zero, zero + unit * t->cold);
	mq_buf_put(&s->b, MQ_T("</g>"));
}

static mq_text draw(mq_request *r, const scale *k, const panel *p, uint32_t n)
{
	mq_svg s;
	char id[16];
	snprintf(id, sizeof id, "m%u", (unsigned)n);
	double all = (double)k->up + k->down, zero = 2 + (HEIGHT - FOOT - 4) * k->up / (all > 0 ? all : 1);
	mq_svg_open(&s, r, id, "small", WIDTH, HEIGHT, false);
	mq_text title =
	    mq_arena_print(r->arena, "%.*s ⇄ %.*s", MQ_ARG(mq_country_name(r, p->a)), MQ_ARG(mq_country_name(r, p->b)));
	mq_svg_say(&s, id, title, mq_tones_say(r, &p->sum));
	mq_buf_print(&s.b, "<line class=\"zero\" x1=\"0\" x2=\"%.0f\" y1=\"%.1f\" y2=\"%.1f\"/>", WIDTH, zero, zero);
	for (int m = 0; m < MONTHS; m++) put_month(&s, k, p, m);
	mq_text first = say_month(r, k->first), last = say_month(r, k->first + MONTHS - 1);
	bool back = r->choice.time_rtl;
	mq_svg_text(&s, "start", 0, HEIGHT - 1, back ? last : first);
	mq_svg_text(&s, "end", WIDTH, HEIGHT - 1, back ? first : last);
	return mq_svg_close(&s);
}

static void put_rows(mq_request *r, mq_value *list, const scale *k, const panel *p)
{
	for (int m = MONTHS; m-- > 0;) {
		if (!p->month[m].all) continue;
		mq_value *one = mq_add_map(list);
		mq_set(one, "a", mq_country_name(r, p->a));
		mq_set(one, "b", mq_country_name(r, p->b));
		mq_set(one, "month", say_month(r, k->first + m));
		mq_tones_put(one, &p->month[m]);
	}
}

static void measure(scale *k, const panel *p)
{
	for (int m = 0; m < MONTHS; m++) {
		uint32_t up = p->month[m].coop + p->month[m].talk;
		if (up > k->up) k->up = up;
		if (p->month[m].cold > k->down) k->down = p->month[m].cold;
	}
}

mq_status mq_put_multiples(mq_request *r, mq_value *page, const mq_pair_rows *pairs, uint32_t most)
{
	panel *panels = MQ_ARRAY(r->arena, panel, PAIRS_MOST);
	scale k = {.r = r};
	uint32_t n = 0;
	mq_day end = 0;
	if (!panels) return mq_fail_memory(r->arena);
	/* an archive that ended long ago is shown up to its own end */
	for (uint32_t i = 0; i < pairs->n; i++) {
		mq_day last = pairs->v[i].last < r->today ? pairs->v[i].last : r->today;
		if (pairs->v[i].last != MQ_NO_DAY && last > end) end = last;
	}
	k.first = month_number(end) - MONTHS + 1;
	for (uint32_t i = 0; i < pairs->n && n < most && n < PAIRS_MOST; i++) {
		panel *p = &panels[n];
		memcpy(p->a, pairs->v[i].a, sizeof p->a);
		memcpy(p->b, pairs->v[i].b, sizeof p->b);
		MQ_TRY(fill(r, &k, p));
		if (!p->sum.all) continue;
		measure(&k, p);
		n++;
	}
	mq_value *list = mq_set_list(page, "multiples"), *rows = mq_set_list(page, "multiples_rows");
	for (uint32_t i = 0; i < n; i++) {
		mq_value *one = mq_add_map(list);
		mq_set(one, "a", mq_country_name(r, panels[i].a));
		mq_set(one, "b", mq_country_name(r, panels[i].b));
		mq_set_print(one, "codes", "%s-%s", panels[i].a, panels[i].b);
		mq_set_int(one, "total", panels[i].sum.all);
		mq_set_markup(one, "chart", draw(r, &k, &panels[i], i));
		put_rows(r, rows, &k, &panels[i]);
	}
	return MQ_DONE;
}
