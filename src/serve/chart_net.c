/* The network: countries on a ring, the people told of with them on either side. Placed by the numbers alone, so that the same
 * archive gives the same picture. */
#include <math.h>
#include <stdio.h>

#include "serve/chart.h"

#define WIDTH          860.0
#define HEIGHT         470.0
#define RX             180.0
#define RY             168.0
#define COUNTRIES_MOST 14u
#define PEOPLE_MOST    16u
#define REACH_MOST     120u
#define TIES_MOST      40u
#define LINES_MOST     2u    /* of a person, beside the one home */
#define SIDE           160.0 /* where the people stand, from either edge */

typedef struct {
	char code[4];
	uint32_t all;
	double x, y, angle;
	bool placed;
} country;

typedef struct {
	uint32_t a, b; /* of countries */
	mq_tones t;
} tie;

typedef struct {
	const mq_reach_row *row; /* the first of its rows */
	double x, y, pull_x, pull_y;
	uint32_t articles;
} person;

typedef struct {
	mq_request *r;
	country c[COUNTRIES_MOST];
	uint32_t c_n;
	MQ_VEC(tie) ties;
	mq_reach_rows reach;
	person p[PEOPLE_MOST];
	uint32_t p_n;
} net;

static int find(const net *g, const char *code)
{
	for (uint32_t i = 0; i < g->c_n; i++)
		if (strcmp(g->c[i].code, code) == 0) return (int)i;
	return -1;
}

static int find_or_add(net *g, const char *code)
{
	int at = find(g, code);
	if (at >= 0 || g->c_n == COUNTRIES_MOST) return at;
	memcpy(g->c[g->c_n].code, code, 4);
	return (int)g->c_n++;
}

/* rows come with the most told of first: the countries of the first ones are those that are shown */
static mq_status take_ties(net *g, const mq_tie_rows *rows)
{
	for (uint32_t i = 0; i < rows->n; i++) {
		const mq_tie_row *x = &rows->v[i];
		int a = find_or_add(g, x->a), b = find_or_add(g, x->b);
		if (a < 0 || b < 0) continue;
		uint32_t k = 0;
		while (k < g->ties.n && !(g->ties.v[k].a == (uint32_t)a && g->ties.v[k].b == (uint32_t)b)) k++;
		if (k == g->ties.n) {
			tie *t = mq_push(g->r->arena, &g->ties);
			if (!t) return mq_fail_memory(g->r->arena);
			*t = (tie){.a = (uint32_t)a, .b = (uint32_t)b};
		}
		mq_tones_add(&g->ties.v[k].t, x->kind, x->happenings);
		g->c[a].all += x->happenings;
		g->c[b].all += x->happenings;
	}
	return MQ_DONE;
}

static uint32_t between(const net *g, uint32_t a, uint32_t b)
{
	for (uint32_t i = 0; i < g->ties.n; i++)
		if ((g->ties.v[i].a == a && g->ties.v[i].b == b) || (g->ties.v[i].a == b && g->ties.v[i].b == a))
			return g->ties.v[i].t.all;
	return 0;
}

/* round the ring: next to each the one it has most to do with */
static void place_countries(net *g)
{
	uint32_t now = 0;
	for (uint32_t i = 0; i < g->c_n; i++)
		if (g->c[i].all > g->c[now].all) now = i;
	for (uint32_t n = 0; n < g->c_n; n++) {
		country *c = &g->c[now];
		c->placed = true;
		c->angle = -M_PI / 2 + 2 * M_PI * n / g->c_n;
		c->x = WIDTH / 2 + RX * cos(c->angle);
		c->y = HEIGHT / 2 + RY * sin(c->angle);
		uint32_t best = UINT32_MAX, ties = 0;
		for (uint32_t i = 0; i < g->c_n; i++) {
			if (g->c[i].placed || (best != UINT32_MAX && between(g, now, i) <= ties)) continue;
			best = i;
			ties = between(g, now, i);
		}
		if (best == UINT32_MAX) return;
		now = best;
	}
}

static person *person_of(net *g, const mq_reach_row *x)
{
	for (uint32_t i = 0; i < g->p_n; i++)
		if (strcmp(g->p[i].row->id, x->id) == 0) return &g->p[i];
	if (g->p_n == PEOPLE_MOST) return NULL;
	g->p[g->p_n] = (person){.row = x};
	return &g->p[g->p_n++];
}

static void take_people(net *g)
{
	for (uint32_t i = 0; i < g->reach.n; i++) {
		const mq_reach_row *x = &g->reach.v[i];
		int home = find(g, x->country), other = find(g, x->other);
		if (home < 0 || other < 0) continue;
		person *p = person_of(g, x);
		if (!p) continue;
		p->articles += x->articles;
		p->pull_x += x->articles * (g->c[home].x * 2 + g->c[other].x);
		p->pull_y += x->articles * (g->c[home].y * 2 + g->c[other].y);
	}
	for (uint32_t i = 0; i < g->p_n; i++) {
		g->p[i].pull_x /= 3.0 * g->p[i].articles;
		g->p[i].pull_y /= 3.0 * g->p[i].articles;
	}
}

/* half of the people on either side, in the order of what pulls them: names never touch */
static void place_people(net *g)
{
	uint32_t order[PEOPLE_MOST], half = (g->p_n + 1) / 2;
	for (uint32_t i = 0; i < g->p_n; i++) {
		uint32_t k = i;
		for (; k > 0 && g->p[order[k - 1]].pull_x > g->p[i].pull_x; k--) order[k] = order[k - 1];
		order[k] = i;
	}
	for (uint32_t side = 0; side < 2; side++) {
		uint32_t from = side ? half : 0, to = side ? g->p_n : half;
		for (uint32_t i = from; i < to; i++) /* by height */
			for (uint32_t k = i + 1; k < to; k++)
				if (g->p[order[k]].pull_y < g->p[order[i]].pull_y) {
					uint32_t swap = order[i];
					order[i] = order[k];
					order[k] = swap;
				}
		for (uint32_t i = from; i < to; i++) {
			g->p[order[i]].x = side ? WIDTH - SIDE : SIDE;
			g->p[order[i]].y = HEIGHT * (i - from + 1) / (to - from + 1);
		}
	}
}

/* a person's line home, and to the few countries that the same articles tell of most */
static void draw_reach(const net *g, mq_svg *s)
{
	for (uint32_t k = 0; k < g->p_n; k++) {
		const person *p = &g->p[k];
		int home = find(g, p->row->country);
		mq_buf_print(&s->b, "<path class=\"home\" d=\"M%.1f %.1fL%.1f %.1f\"/>", p->x, p->y, g->c[home].x, g->c[home].y);
		for (uint32_t i = 0, drawn = 0; i < g->reach.n && drawn < LINES_MOST; i++) {
			int other = find(g, g->reach.v[i].other);
			if (other < 0 || strcmp(p->row->id, g->reach.v[i].id) != 0) continue;
			mq_buf_print(&s->b, "<path class=\"reach\" d=\"M%.1f %.1fL%.1f %.1f\"/>", p->x, p->y, g->c[other].x,
				     g->c[other].y);
			drawn++;
		}
	}
}

static void draw_ties(const net *g, mq_svg *s)
{
	uint32_t most = 1;
	for (uint32_t i = 0; i < g->ties.n; i++)
		if (g->ties.v[i].t.all > most) most = g->ties.v[i].t.all;
	for (uint32_t i = 0; i < g->ties.n && i < TIES_MOST; i++) {
		const tie *t = &g->ties.v[i];
		const country *a = &g->c[t->a], *b = &g->c[t->b];
		mq_text an = mq_country_name(s->r, a->code), bn = mq_country_name(s->r, b->code),
			said = mq_tones_say(s->r, &t->t);
		mq_text name = mq_arena_print(s->r->arena, "%.*s ⇄ %.*s · %.*s", MQ_ARG(an), MQ_ARG(bn), MQ_ARG(said));
		bool swap = strcmp(a->code, b->code) > 0;
		mq_svg_link(s,
			    mq_arena_print(s->r->arena, "%.*s/pair/%s-%s", MQ_ARG(mq_base(s->r)), swap ? b->code : a->code,
					   swap ? a->code : b->code),
			    name);
		mq_buf_print(&s->b, "<path class=\"tie %s w%d\" d=\"M%.1f %.1fQ%.1f %.1f %.1f %.1f\">", mq_tones_class(&t->t),
			     mq_shade(t->t.all, most), a->x, a->y, (a->x + b->x) / 4 + WIDTH / 4, (a->y + b->y) / 4 + HEIGHT / 4,
			     b->x, b->y);
		mq_svg_title(s, name);
		mq_buf_put(&s->b, MQ_T("</path></a>"));
	}
}

static double radius_of(const country *c) { return 4 + 1.5 * log(1.0 + c->all); }

/* a country's name outside the ring, a little farther out where another stands in its place */
static void name_country(const net *g, mq_svg *s, mq_boxes *taken, const country *c)
{
	double ux = cos(c->angle), uy = sin(c->angle);
	mq_text name = mq_text_brief(g->r->arena, mq_country_name(g->r, c->code), 18);
	int anchor = ux > 0.35 ? -1 : ux < -0.35 ? 1 : 0;
	for (int i = 0; i < 4; i++) {
		double x = c->x + ux * (radius_of(c) + 6 + 4 * i), y = c->y + uy * (radius_of(c) + 9 + 14 * i) + 4;
		if (!mq_boxes_take(g->r->arena, taken, x, y, anchor, name)) continue;
		mq_svg_text(s, anchor < 0 ? "label start" : anchor > 0 ? "label end" : "label", x, y, name);
		return;
	}
}

static void draw_nodes(const net *g, mq_svg *s)
{
	mq_boxes taken = {0};
	for (uint32_t i = 0; i < g->c_n; i++) {
		const country *c = &g->c[i];
		mq_svg_link(s, mq_arena_print(s->r->arena, "%.*s/country/%s", MQ_ARG(mq_base(s->r)), c->code),
			    mq_country_name(s->r, c->code));
		mq_buf_print(&s->b, "<circle class=\"node\" cx=\"%.1f\" cy=\"%.1f\" r=\"%.1f\"/></a>", c->x, c->y, radius_of(c));
		name_country(g, s, &taken, c);
	}
	for (uint32_t i = 0; i < g->p_n; i++) {
		const person *p = &g->p[i];
		bool right = p->x > WIDTH / 2;
		mq_svg_link(s, mq_arena_print(s->r->arena, "%.*s/person/%s", MQ_ARG(mq_base(s->r)), p->row->id), p->row->name);
		mq_buf_print(&s->b, "<rect class=\"node who\" x=\"%.1f\" y=\"%.1f\" width=\"8\" height=\"8\"/>", p->x - 4,
			     p->y - 4);
		mq_svg_text(s, right ? "label start" : "label end", p->x + (right ? 9 : -9), p->y + 4,
			    mq_text_brief(s->r->arena, p->row->name, 22));
		mq_buf_put(&s->b, MQ_T("</a>"));
	}
}

static void put_tables(const net *g, mq_value *page)
{
	mq_request *r = g->r;
	mq_value *list = mq_set_list(page, "network_ties");
	for (uint32_t i = 0; i < g->ties.n && i < TIES_MOST; i++) {
		const char *a = g->c[g->ties.v[i].a].code, *b = g->c[g->ties.v[i].b].code;
		mq_value *one = mq_add_map(list);
		mq_set(one, "a", mq_country_name(r, a));
		mq_set(one, "b", mq_country_name(r, b));
		mq_set_print(one, "codes", "%s-%s", strcmp(a, b) > 0 ? b : a, strcmp(a, b) > 0 ? a : b);
		mq_tones_put(one, &g->ties.v[i].t);
	}
	list = mq_set_list(page, "network_people");
	for (uint32_t i = 0; i < g->reach.n; i++) {
		const mq_reach_row *x = &g->reach.v[i];
		if (find(g, x->country) < 0 || find(g, x->other) < 0) continue;
		mq_value *one = mq_add_map(list);
		mq_set_c(one, "id", x->id);
		mq_set(one, "name", x->name);
		mq_set(one, "country", mq_country_name(r, x->country));
		mq_set(one, "other", mq_country_name(r, x->other));
		mq_set_int(one, "articles", x->articles);
	}
}

mq_status mq_put_network(mq_request *r, mq_value *page, const mq_filter *f)
{
	net *g = MQ_NEW(r->arena, net);
	mq_tie_rows rows = {0};
	mq_filter people = *f;
	mq_svg s;
	if (!g) return mq_fail_memory(r->arena);
	g->r = r;
	people.limit = REACH_MOST;
	MQ_TRY(mq_store_ties(r->store, r->arena, f, false, &rows));
	MQ_TRY(take_ties(g, &rows));
	if (g->c_n < 3) return MQ_DONE; /* two are a relation, and have a page of their own */
	place_countries(g);
	MQ_TRY(mq_store_reach(r->store, r->arena, &people, &g->reach));
	take_people(g);
	place_people(g);
	mq_svg_open(&s, r, "n", "net", WIDTH, HEIGHT, true);
	mq_svg_say(&s, "n", mq_msg(r, "network"), mq_msg(r, "network.how"));
	draw_reach(g, &s);
	draw_ties(g, &s);
	draw_nodes(g, &s);
	mq_set_markup(page, "network", mq_svg_close(&s));
	put_tables(g, page);
	return MQ_DONE;
}
