/* The temperature of a relation. */
#include "serve/chart.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#define WIDTH       860.0
#define LEFT        34.0
#define RIGHT       846.0
#define TOP         74.0 /* above it stand the labels */
#define BOTTOM      196.0
#define STRIP       214.0 /* the first row of happenings */
#define ROW         13.0
#define ROWS_MOST   3u
#define COLUMN      28.0 /* what finds no free row is counted, in columns as wide as "+999" */
#define COLUMNS     32u
#define QUIET_DAYS  90 /* the line goes on this long after the last happening */
#define LABELS_MOST 7u
#define TIERS       4u
#define TIER        18.0

typedef struct {
	const mq_happening *h;
	double x, y;
	uint32_t row;
	double weight;
} dot;

typedef struct {
	mq_request *r;
	const mq_dossier *d;
	mq_svg s;
	mq_day from, to;
	double low, high;
	dot *dots;
	uint32_t dots_n, rows;
	uint32_t crowd[COLUMNS]; /* happenings without a dot of their own */
	bool crowded;
} chart;

static double x_of(const chart *c, mq_day day)
{
	double span = c->to > c->from ? c->to - c->from : 1;
	double x = LEFT + (RIGHT - LEFT) * (day - c->from) / span;
	x = x < LEFT ? LEFT : x > RIGHT ? RIGHT : x;
	return c->r->choice.time_rtl ? LEFT + RIGHT - x : x;
}

static double y_of(const chart *c, double value)
{
	double span = c->high > c->low ? c->high - c->low : 1;
	return BOTTOM - (BOTTOM - TOP) * (value - c->low) / span;
}

void mq_chart_temperature_ends(const mq_dossier *d, mq_day *from, mq_day *to)
{
	*from = d->temperature.v[0].day;
	*to = d->temperature.v[d->temperature.n - 1].day;
	mq_day last = *from;
	for (uint32_t i = 0; i < d->timeline.n; i++) {
		mq_day day = d->timeline.v[i].from;
		if (day != MQ_NO_DAY && day <= *to && day > last) last = day;
	}
	if (*to > last + QUIET_DAYS) *to = last + QUIET_DAYS;
}

static void find_range(chart *c)
{
	const mq_dossier *d = c->d;
	mq_chart_temperature_ends(d, &c->from, &c->to);
	for (uint32_t i = 0; i < d->temperature.n && d->temperature.v[i].day <= c->to; i++) {
		double v = d->temperature.v[i].all;
		if (v < c->low) c->low = v;
		if (v > c->high) c->high = v;
	}
	if (c->high - c->low < 1) c->high = c->low + 1;
}

/* the line's height at a day */
static double value_at(const chart *c, mq_day day)
{
	double v = 0;
	for (uint32_t i = 0; i < c->d->temperature.n && c->d->temperature.v[i].day <= day + 6; i++)
		v = c->d->temperature.v[i].all;
	return v;
}

static int by_x(const void *a, const void *b)
{
	const dot *p = a, *q = b;
	if (p->x != q->x) return p->x < q->x ? -1 : 1;
	return strcmp(p->h->id, q->h->id);
}

static int by_weight(const void *a, const void *b)
{
	const dot *p = *(const dot *const *)a, *q = *(const dot *const *)b;
	if (p->weight != q->weight) return p->weight > q->weight ? -1 : 1;
	return by_x(p, q);
}

/* each dot on the first row where it touches no other; where no row is free it is counted */
static void place_rows(chart *c)
{
	double last[ROWS_MOST];
	for (uint32_t i = 0; i < ROWS_MOST; i++) last[i] = -100;
	for (uint32_t i = 0; i < c->dots_n; i++) {
		dot *p = &c->dots[i];
		while (p->row < ROWS_MOST && p->x - last[p->row] < 12) p->row++;
		if (p->row == ROWS_MOST) {
			uint32_t column = (uint32_t)((p->x - LEFT) / COLUMN);
			c->crowd[column < COLUMNS ? column : COLUMNS - 1]++;
			c->crowded = true;
			continue;
		}
		last[p->row] = p->x;
		if (p->row + 1 > c->rows) c->rows = p->row + 1;
	}
	if (c->crowded) c->rows = ROWS_MOST + 1;
}

static void place_dots(chart *c)
{
	const mq_dossier *d = c->d;
	c->dots = MQ_ARRAY(c->r->arena, dot, d->timeline.n + 1);
	for (uint32_t i = 0; c->dots && i < d->timeline.n; i++) {
		const mq_happening *h = &d->timeline.v[i];
		if (h->from == MQ_NO_DAY || h->from < c->from || h->from > c->to) continue;
		double score = fabs(mq_event_kinds[h->kind].score);
		c->dots[c->dots_n++] = (dot){h, x_of(c, h->from), y_of(c, value_at(c, h->from)), 0, score * (1 + h->outlets)};
	}
	if (c->dots_n) qsort(c->dots, c->dots_n, sizeof *c->dots, by_x);
	place_rows(c);
}

static void put_year_lines(chart *c, double height)
{
	int first = mq_ymd_of(c->from).year, last = mq_ymd_of(c->to).year;
	bool few = c->to - c->from < 800; /* under about two years: quarters too */
	int step = last - first > 24 ? 5 : last - first > 10 ? 2 : 1;
	for (int year = first; year <= last + 1; year += step) {
		for (int month = 1; month <= 12; month += 3) {
			mq_day day = mq_day_of(year, month, 1);
			if (day < c->from || day > c->to || (month > 1 && !few)) continue;
			double x = x_of(c, day);
			mq_buf_print(&c->s.b, "<line class=\"grid\" x1=\"%.1f\" x2=\"%.1f\" y1=\"%.0f\" y2=\"%.0f\"/>", x, x, TOP,
				     height - 20);
			if (x < LEFT + 14 || x > RIGHT - 18) continue;
			mq_buf_print(&c->s.b, "<text class=\"axis\" x=\"%.1f\" y=\"%.0f\">", x, height - 5);
			if (month == 1) mq_buf_put(&c->s.b, mq_plain_number(c->r, year));
			else mq_html_text(&c->s.b, mq_say_month(c->r->messages, c->r->lang, month));
			mq_buf_put(&c->s.b, MQ_T("</text>"));
		}
	}
}

static void put_scale(chart *c)
{
	double zero = y_of(c, 0), marks[] = {c->high, 0, c->low};
	mq_buf_print(&c->s.b, "<line class=\"zero\" x1=\"%.0f\" x2=\"%.0f\" y1=\"%.1f\" y2=\"%.1f\"/>", LEFT, RIGHT, zero, zero);
	for (int i = 0; i < 3; i++) {
		double y = y_of(c, marks[i]);
		if ((i != 1 && fabs(y - zero) < 12)) continue;
		mq_buf_print(&c->s.b, "<text class=\"scale\" x=\"%.0f\" y=\"%.1f\">%.*s</text>", LEFT - 6, y + 4,
			     MQ_ARG(mq_decimal(c->r, marks[i], 0)));
	}
}

static void put_line(chart *c)
{
	const mq_dossier *d = c->d;
	for (int pass = 0; pass < 2; pass++) {
		double x = x_of(c, c->from);
		mq_buf_print(&c->s.b, "<path class=\"%s\" d=\"", pass ? "line" : "area");
		if (!pass) mq_buf_print(&c->s.b, "M%.1f,%.1f", x, y_of(c, 0));
		for (uint32_t i = 0; i < d->temperature.n && d->temperature.v[i].day <= c->to; i++) {
			x = x_of(c, d->temperature.v[i].day);
			mq_buf_print(&c->s.b, "%c%.1f,%.1f", pass && !i ? 'M' : 'L', x, y_of(c, d->temperature.v[i].all));
		}
		if (!pass) mq_buf_print(&c->s.b, "L%.1f,%.1fZ", x, y_of(c, 0));
		mq_buf_put(&c->s.b, MQ_T("\"/>"));
	}
}

/* shape and colour both say what a happening was */
static void put_shape(chart *c, const dot *p, double y)
{
	const char *k = mq_kind_class(p->h->kind, p->h->status);
	double s = 3.4 + (p->h->outlets > 3 ? 1.6 : p->h->outlets > 1 ? 0.8 : 0);
	if (strcmp(k, "c-cold") == 0)
		mq_buf_print(&c->s.b, "<rect class=\"dot %s\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\"/>", k,
			     p->x - s + .3, y - s + .3, 2 * s - .6, 2 * s - .6);
	else if (strcmp(k, "c-coop") == 0)
		mq_buf_print(&c->s.b, "<path class=\"dot %s\" d=\"M%.1f,%.1fL%.1f,%.1fL%.1f,%.1fZ\"/>", k, p->x, y - s - 1,
			     p->x + s + 1, y + s, p->x - s - 1, y + s);
	else mq_buf_print(&c->s.b, "<circle class=\"dot %s\" cx=\"%.1f\" cy=\"%.1f\" r=\"%.1f\"/>", k, p->x, y, s);
}

static mq_text heading_of(chart *c, const mq_happening *h)
{
	const mq_event_instrument *i = h->has_instrument ? &h->instrument : NULL;
	if (!i || !i->name.n) return mq_kind_name(c->r, h->kind);
	return mq_heading(c->r, &(mq_telling){.kind = h->kind, .instrument = i});
}

static void put_dots(chart *c)
{
	for (uint32_t i = 0; i < c->dots_n; i++) {
		const dot *p = &c->dots[i];
		if (p->row == ROWS_MOST) continue;
		mq_text when = mq_say_days(c->r->arena, c->r->messages, c->r->lang, p->h->from, p->h->to, p->h->precision);
		mq_text words = mq_arena_print(c->r->arena, "%.*s، %.*s", MQ_ARG(heading_of(c, p->h)), MQ_ARG(when));
		mq_buf_print(&c->s.b, "<a href=\"#h-%s\" aria-label=\"", mq_happening_id(p->h));
		mq_html_text(&c->s.b, words);
		mq_buf_put(&c->s.b, MQ_T("\">"));
		put_shape(c, p, STRIP + ROW * p->row);
		mq_svg_title(&c->s, words);
		mq_buf_put(&c->s.b, MQ_T("</a>"));
	}
	for (uint32_t i = 0; i < COLUMNS; i++)
		if (c->crowd[i])
			mq_buf_print(&c->s.b, "<text class=\"crowd\" x=\"%.1f\" y=\"%.1f\">+%.*s</text>",
				     LEFT + COLUMN * (i + 0.5), STRIP + ROW * ROWS_MOST + 3,
				     MQ_ARG(mq_plain_number(c->r, c->crowd[i])));
}

typedef struct {
	double left, right, thread;
	uint32_t tier;
} box;

/* a name may touch no other name, and no thread may pass through one */
static bool is_free(const box *taken, uint32_t n, const box *b)
{
	for (uint32_t i = 0; i < n; i++) {
		const box *o = &taken[i];
		if (o->tier == b->tier && b->right >= o->left && b->left <= o->right) return false;
		if (o->tier > b->tier && o->thread >= b->left && o->thread <= b->right) return false;
		if (o->tier < b->tier && b->thread >= o->left && b->thread <= o->right) return false;
	}
	return true;
}

static void put_label(chart *c, const box *b, const dot *p, mq_text words)
{
	double y = TOP - 8 - TIER * b->tier;
	mq_buf_print(&c->s.b, "<line class=\"thread\" x1=\"%.1f\" x2=\"%.1f\" y1=\"%.1f\" y2=\"%.1f\"/>", p->x, p->x, y + 3,
		     p->y);
	mq_buf_print(&c->s.b, "<text class=\"label\" x=\"%.1f\" y=\"%.1f\">", (b->left + b->right) / 2, y);
	mq_html_text(&c->s.b, words);
	mq_buf_put(&c->s.b, MQ_T("</text>"));
}

/* the heaviest happenings get their names, each on the lowest tier where it is free; one that fits nowhere has none */
static void put_labels(chart *c)
{
	box taken[LABELS_MOST];
	uint32_t n = 0;
	const dot **order = mq_arena_alloc(c->r->arena, (c->dots_n + 1) * sizeof(void *));
	if (!order) return;
	for (uint32_t i = 0; i < c->dots_n; i++) order[i] = &c->dots[i];
	if (c->dots_n) qsort(order, c->dots_n, sizeof(void *), by_weight);
	for (uint32_t i = 0; i < c->dots_n && n < LABELS_MOST; i++) {
		const dot *p = order[i];
		mq_text words = mq_text_brief(c->r->arena, heading_of(c, p->h), 26);
		double half = (double)mq_utf8_count(words) * MQ_GLYPH / 2 + 4;
		double x = p->x < LEFT + half ? LEFT + half : p->x > RIGHT - half ? RIGHT - half : p->x;
		box b = {x - half, x + half, p->x, 0};
		while (b.tier < TIERS && !is_free(taken, n, &b)) b.tier++;
		if (b.tier == TIERS) continue;
		put_label(c, &b, p, words);
		taken[n++] = b;
	}
}

/* under the pointer, what a point of the line stands for; the table has the same links for the keyboard */
static void put_points(chart *c)
{
	const mq_dossier *d = c->d;
	for (uint32_t i = 0; i < d->temperature.n && d->temperature.v[i].day <= c->to; i++) {
		const mq_temperature *t = &d->temperature.v[i];
		char iso[11];
		if (!t->happenings) continue;
		double x = x_of(c, t->day), before = x_of(c, i ? d->temperature.v[i - 1].day : t->day - 7);
		double left = x < before ? x : before, width = fabs(x - before);
		mq_day_print(t->day, iso);
		mq_text when = mq_say_day(c->r->arena, c->r->messages, c->r->lang, t->day);
		mq_text count = mq_msg_number(c->r, "chart.happenings", t->happenings);
		mq_text words = mq_arena_print(c->r->arena, "%.*s · %.*s · %.*s", MQ_ARG(when),
					       MQ_ARG(mq_decimal(c->r, t->all, 1)), MQ_ARG(count));
		mq_buf_print(&c->s.b, "<a href=\"#t-%s\" tabindex=\"-1\" aria-label=\"", iso);
		mq_html_text(&c->s.b, words);
		mq_buf_print(&c->s.b, "\"><rect class=\"point\" x=\"%.1f\" y=\"%.0f\" width=\"%.1f\" height=\"%.0f\"/>", left,
			     TOP, width < 2 ? 2 : width, BOTTOM - TOP);
		mq_svg_title(&c->s, words);
		mq_buf_put(&c->s.b, MQ_T("</a>"));
	}
}

mq_text mq_chart_temperature(mq_request *r, const mq_dossier *d, mq_text title, mq_text description)
{
	chart c = {.r = r, .d = d};
	if (d->temperature.n < 2) return MQ_NONE;
	find_range(&c);
	place_dots(&c);
	double height = STRIP + ROW * (c.rows ? c.rows : 1) + 22;
	mq_svg_open(&c.s, r, "c", "temperature", WIDTH, height, true);
	mq_svg_say(&c.s, "c", title, description);
	put_year_lines(&c, height);
	put_scale(&c);
	put_line(&c);
	put_points(&c);
	put_labels(&c);
	put_dots(&c);
	return mq_svg_close(&c.s);
}
