/* The map: outlines of web/map (Natural Earth), the whole world by Equal Earth (Šavrič, Patterson, Jenny 2018), the Arab
 * countries and their neighbours by equal steps. Disputed lines are dashed and disputed areas stay without colour, unless the
 * operator says otherwise (--map-borders): "MAR-ESH=MAR" draws the second area as part of the first and no line, "SRB-XKX=line" a
 * whole line. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "serve/chart.h"

#define WIDTH       860.0
#define MIDDLE      11.5 /* the meridian in the middle: the seam is in the Bering Strait, as in the table */
#define RADIANS     (M_PI / 180)
#define AREAS_MOST  320u
#define LABELS_MOST 9u
#define ROWS_MOST   60u

typedef struct {
	uint32_t from, n; /* points */
	char a[4], b[4];
	char status; /* c, b, d as in the table */
} line;

typedef struct {
	double x, y;
} place;

typedef struct {
	char code[4], drawn_as[4];
	bool disputed;
	mq_text rings;
	mq_tones t;
} area;

typedef struct {
	mq_request *r;
	bool arab;
	double height, scale;
	MQ_VEC(line) lines;
	MQ_VEC(place) places; /* on the picture */
	area areas[AREAS_MOST];
	uint32_t areas_n, most;
	const char *of; /* the country whose partners are shown, or "" */
	mq_svg s;
} map;

/* ── where a place of the earth is on the picture ── */
static place equal_earth(double lon, double lat)
{
	const double a1 = 1.340264, a2 = -0.081106, a3 = 0.000893, a4 = 0.003796, m = 0.8660254037844386;
	double t = asin(m * sin(lat * RADIANS)), t2 = t * t, t6 = t2 * t2 * t2;
	double down = m * (a1 + 3 * a2 * t2 + t6 * (7 * a3 + 9 * a4 * t2));
	return (place){lon * RADIANS * cos(t) / down, t * (a1 + a2 * t2 + t6 * (a3 + a4 * t2))};
}

static place on_picture(const map *m, double lon, double lat)
{
	if (m->arab) return (place){(lon + 20) * m->scale * cos(27 * RADIANS), (48 - lat) * m->scale};
	place p = equal_earth(lon - MIDDLE, lat), left = equal_earth(-180, 0), top = equal_earth(0, 80);
	return (place){(p.x - left.x) * m->scale, (top.y - p.y) * m->scale};
}

static void choose_view(map *m, bool arab)
{
	m->arab = arab;
	m->scale = 1;
	if (arab) {
		m->scale = WIDTH / (86 * cos(27 * RADIANS));
		m->height = 40 * m->scale;
		return;
	}
	m->scale = WIDTH / (2 * equal_earth(180, 0).x);
	m->height = on_picture(m, 0, -56).y;
}

/* ── reading the tables ── */
static void code_of(mq_text t, char out[4]) { snprintf(out, 4, "%.*s", t.n < 4 ? (int)t.n : 0, t.p); }

static mq_status read_points(map *m, mq_text points, line *l)
{
	mq_text piece, x;
	long lon = 0, lat = 0;
	place last = {-1e9, -1e9};
	double near = m->arab ? 0.5 : 0.9; /* what is nearer to the last point does not show */
	l->from = m->places.n;
	while (mq_text_split(&points, ' ', &piece)) {
		if (!mq_text_split(&piece, ',', &x) || mq_text_none(piece)) continue;
		lon += strtol(x.p, NULL, 10); /* what follows the number is a comma or a tab */
		lat += strtol(piece.p, NULL, 10);
		place p = on_picture(m, (double)lon / 100, (double)lat / 100);
		bool end = mq_text_none(points) || points.n == 0;
		if (!end && fabs(p.x - last.x) + fabs(p.y - last.y) < near) continue;
		place *to = mq_push(m->r->arena, &m->places);
		if (!to) return mq_fail_memory(m->r->arena);
		*to = last = p;
	}
	l->n = m->places.n - l->from;
	return MQ_DONE;
}

static mq_status read_lines(map *m)
{
	mq_table t;
	const mq_text name = MQ_T("web/map/lines.tsv");
	mq_table_open(name, mq_pack_file(m->r->site->engine->pack, name), &t);
	while (mq_table_row(&t)) {
		line *l = mq_push(m->r->arena, &m->lines);
		if (!l) return mq_fail_memory(m->r->arena);
		code_of(t.cell[1], l->a);
		code_of(t.cell[2], l->b);
		l->status = t.cell[3].n ? t.cell[3].p[0] : 'c';
		MQ_TRY(read_points(m, t.cell[4], l));
	}
	return MQ_DONE;
}

static void read_areas(map *m)
{
	mq_table t;
	const mq_text name = MQ_T("web/map/areas.tsv");
	mq_table_open(name, mq_pack_file(m->r->site->engine->pack, name), &t);
	while (mq_table_row(&t) && m->areas_n < AREAS_MOST) {
		area *x = &m->areas[m->areas_n++];
		code_of(t.cell[0], x->code);
		memcpy(x->drawn_as, x->code, sizeof x->code);
		x->disputed = mq_text_eq(t.cell[1], MQ_T("disputed"));
		x->rings = t.cell[2];
	}
}

static area *area_of(map *m, const char *code)
{
	for (uint32_t i = 0; i < m->areas_n; i++)
		if (strcmp(m->areas[i].code, code) == 0) return &m->areas[i];
	return NULL;
}

/* ── the operator's setting: "AAA-BBB=AAA|BBB|line|dashed", parted by commas ── */
typedef struct {
	char a[4], b[4];
	mq_text what;
} border;

static bool read_border(mq_text piece, border *out)
{
	mq_text pair;
	char first[4], second[4];
	if (!mq_text_split(&piece, '=', &pair) || !mq_pair_of(mq_text_trim(pair), first, second)) return false;
	memcpy(out->a, first, 4);
	memcpy(out->b, second, 4);
	out->what = mq_text_trim(piece);
	return mq_text_eq(out->what, mq_text_of(first)) || mq_text_eq(out->what, mq_text_of(second)) ||
	       mq_text_eq(out->what, MQ_T("line")) || mq_text_eq(out->what, MQ_T("dashed"));
}

bool mq_map_borders_valid(mq_text borders)
{
	mq_text piece;
	border b;
	while (mq_text_split(&borders, ',', &piece))
		if (mq_text_trim(piece).n && !read_border(piece, &b)) return false;
	return true;
}

static void set_borders(map *m)
{
	mq_text rest = m->r->site->map_borders, piece;
	border b;
	while (mq_text_split(&rest, ',', &piece)) {
		if (!read_border(piece, &b)) continue;
		bool joined = b.what.n == 3, solid = mq_text_eq(b.what, MQ_T("line"));
		for (uint32_t i = 0; i < m->lines.n; i++) {
			line *l = &m->lines.v[i];
			if (!(strcmp(l->a, b.a) == 0 && strcmp(l->b, b.b) == 0) &&
			    !(strcmp(l->a, b.b) == 0 && strcmp(l->b, b.a) == 0))
				continue;
			l->status = joined ? 'n' : solid ? 'b' : 'd';
		}
		area *first = area_of(m, b.a), *second = area_of(m, b.b);
		if (!joined || !first || !second) continue;
		area *whole = mq_text_eq(b.what, mq_text_of(b.a)) ? first : second, *part = whole == first ? second : first;
		memcpy(part->drawn_as, whole->code, sizeof part->drawn_as);
		part->disputed = false;
	}
}

/* ── drawing ── */
static void put_line(map *m, const line *l, bool backwards, bool first)
{
	for (uint32_t i = 0; i < l->n; i++) {
		const place *p = &m->places.v[l->from + (backwards ? l->n - 1 - i : i)];
		if (i == 0 && !first) continue; /* where the line before ended */
		mq_buf_print(&m->s.b, "%s%.1f %.1f", i == 0 ? "M" : i == 1 ? "L" : " ", p->x, p->y);
	}
}

static bool ring_in_sight(const map *m, mq_text ring)
{
	mq_text piece;
	while (mq_text_split(&ring, ' ', &piece)) {
		uint64_t n = 0;
		bool back = mq_text_starts(piece, MQ_T("~"));
		if (!mq_text_u64(back ? mq_text_sub(piece, 1, piece.n) : piece, &n) || n >= m->lines.n) continue;
		const line *l = &m->lines.v[n];
		for (uint32_t i = 0; i < l->n; i++) {
			const place *p = &m->places.v[l->from + i];
			if (p->x > -20 && p->x < WIDTH + 20 && p->y > -20 && p->y < m->height + 20) return true;
		}
	}
	return false;
}

static bool put_rings(map *m, mq_text rings)
{
	mq_text ring, piece;
	bool any = false;
	while (mq_text_split(&rings, ';', &ring)) {
		if (!ring_in_sight(m, ring)) continue;
		for (bool first = true; mq_text_split(&ring, ' ', &piece); first = false) {
			uint64_t n = 0;
			bool back = mq_text_starts(piece, MQ_T("~"));
			if (mq_text_u64(back ? mq_text_sub(piece, 1, piece.n) : piece, &n) && n < m->lines.n)
				put_line(m, &m->lines.v[n], back, first);
		}
		mq_buf_byte(&m->s.b, 'Z');
		any = true;
	}
	return any;
}

static mq_text say_area(map *m, const area *x)
{
	mq_text name = mq_country_name(m->r, x->code), said = mq_tones_say(m->r, &x->t);
	return mq_arena_print(m->r->arena, "%.*s · %.*s", MQ_ARG(name), MQ_ARG(said));
}

static mq_text address_of(const map *m, const char *code)
{
	if (!m->of[0] || strcmp(m->of, code) == 0)
		return mq_arena_print(m->r->arena, "%.*s/country/%s", MQ_ARG(mq_base(m->r)), code);
	bool swap = strcmp(m->of, code) > 0;
	return mq_arena_print(m->r->arena, "%.*s/pair/%s-%s", MQ_ARG(mq_base(m->r)), swap ? code : m->of, swap ? m->of : code);
}

static void put_area(map *m, const area *x)
{
	bool self = strcmp(x->code, m->of) == 0;
	mq_svg_link(&m->s, address_of(m, x->code), say_area(m, x));
	mq_buf_print(&m->s.b, "<path class=\"%s\" d=\"",
		     self ? "self" : (const char *[]){"q0", "q1", "q2", "q3", "q4"}[mq_shade(x->t.all, m->most)]);
	(void)put_rings(m, x->rings);
	/* what is drawn as part of it */
	for (uint32_t i = 0; i < m->areas_n; i++)
		if (&m->areas[i] != x && strcmp(m->areas[i].drawn_as, x->code) == 0) (void)put_rings(m, m->areas[i].rings);
	mq_buf_put(&m->s.b, MQ_T("\">"));
	mq_svg_title(&m->s, say_area(m, x));
	mq_buf_put(&m->s.b, MQ_T("</path></a>"));
}

static void put_areas(map *m)
{
	static const struct {
		const char *class_name;
		bool disputed;
	} passes[] = {{"land", false}, {"open", true}};
	for (int pass = 0; pass < 2; pass++) {
		mq_buf_print(&m->s.b, "<path class=\"%s\" d=\"", passes[pass].class_name);
		for (uint32_t i = 0; i < m->areas_n; i++) {
			const area *x = &m->areas[i];
			bool own = strcmp(x->code, x->drawn_as) == 0;
			if (x->disputed == passes[pass].disputed && own && (x->disputed || !x->t.all))
				(void)put_rings(m, x->rings);
			const area *whole = own ? NULL : area_of(m, x->drawn_as);
			if (!pass && whole && !whole->t.all) (void)put_rings(m, x->rings);
		}
		mq_buf_put(&m->s.b, MQ_T("\"/>"));
	}
	for (uint32_t i = 0; i < m->areas_n; i++)
		if (m->areas[i].t.all && !m->areas[i].disputed && strcmp(m->areas[i].code, m->areas[i].drawn_as) == 0)
			put_area(m, &m->areas[i]);
}

static void put_borders(map *m)
{
	static const struct {
		char status;
		const char *class_name;
	} kinds[] = {{'c', "coast"}, {'b', "border"}, {'d', "disputed"}};
	for (size_t k = 0; k < 3; k++) {
		mq_buf_print(&m->s.b, "<path class=\"%s\" d=\"", kinds[k].class_name);
		for (uint32_t i = 0; i < m->lines.n; i++) {
			const line *l = &m->lines.v[i];
			bool seen = false;
			for (uint32_t j = 0; j < l->n && !seen; j++) {
				const place *p = &m->places.v[l->from + j];
				seen = p->x > -5 && p->x < WIDTH + 5 && p->y > -5 && p->y < m->height + 5;
			}
			if (seen && l->status == kinds[k].status) put_line(m, l, false, true);
		}
		mq_buf_put(&m->s.b, MQ_T("\"/>"));
	}
}

static int by_count(const void *x, const void *y)
{
	const area *a = *(const area *const *)x, *b = *(const area *const *)y;
	if (a->t.all != b->t.all) return a->t.all > b->t.all ? -1 : 1;
	return strcmp(a->code, b->code);
}

/* dots at the capitals, the larger the more; names where there is room */
static void put_dots(map *m, const area *const *order, uint32_t n)
{
	mq_boxes taken = {0};
	for (uint32_t i = 0, named = 0; i < n; i++) {
		mq_country c;
		const area *x = order[i];
		if (!mq_marker_country_of(m->r->site->engine->marker, mq_text_of(x->code), &c)) continue;
		place p = on_picture(m, c.lon, c.lat);
		if (p.x < 0 || p.x > WIDTH || p.y < 0 || p.y > m->height) continue;
		mq_buf_print(&m->s.b, "<circle class=\"%s\" cx=\"%.1f\" cy=\"%.1f\" r=\"%.1f\"/>", mq_tones_class(&x->t), p.x,
			     p.y, 1.6 + mq_shade(x->t.all, m->most) * 0.9);
		mq_text name = mq_text_brief(m->r->arena, mq_country_name(m->r, x->code), 16);
		if (named >= LABELS_MOST || !mq_boxes_take(m->r->arena, &taken, p.x, p.y - 8, 0, name)) continue;
		mq_svg_text(&m->s, "label", p.x, p.y - 8, name);
		named++;
	}
}

static void put_row(map *m, mq_value *list, const area *x)
{
	mq_value *one = mq_add_map(list);
	mq_set(one, "name", mq_country_name(m->r, x->code));
	mq_set_c(one, "code", x->code);
	mq_set(one, "address", address_of(m, x->code));
	mq_tones_put(one, &x->t);
}

/* the four shades, with the numbers that have them */
static void put_legend(map *m, mq_value *page)
{
	mq_value *list = mq_set_list(page, "map_legend");
	uint32_t from = 1;
	for (int q = 1; q <= 4 && from <= m->most; q++) {
		uint32_t to = from;
		if (mq_shade(from, m->most) > q) continue;
		while (to < m->most && mq_shade(to + 1, m->most) <= q) to++;
		mq_value *one = mq_add_map(list);
		mq_set_print(one, "shade", "q%d", q);
		mq_set(one, "range", mq_spread(m->r, from, to));
		from = to + 1;
	}
}

/* how often each country takes part; with f.pair[0], how often with that country */
static mq_status count(map *m, const mq_filter *f)
{
	mq_tie_rows rows = {0};
	bool alone = !m->of[0];
	MQ_TRY(mq_store_ties(m->r->store, m->r->arena, f, alone, &rows));
	for (uint32_t i = 0; i < rows.n; i++) {
		const char *code = alone || strcmp(rows.v[i].a, m->of) != 0 ? rows.v[i].a : rows.v[i].b;
		area *x = area_of(m, code);
		if (!x && m->areas_n < AREAS_MOST) { /* too small to be drawn: a dot */
			x = &m->areas[m->areas_n++];
			*x = (area){.rings = MQ_NONE};
			snprintf(x->code, sizeof x->code, "%s", code);
			snprintf(x->drawn_as, sizeof x->drawn_as, "%s", code);
		}
		if (x) mq_tones_add(&x->t, rows.v[i].kind, rows.v[i].happenings);
	}
	for (uint32_t i = 0; i < m->areas_n; i++)
		if (m->areas[i].t.all > m->most) m->most = m->areas[i].t.all;
	return MQ_DONE;
}

mq_status mq_put_map(mq_request *r, mq_value *page, const mq_filter *f, bool arab)
{
	map *m = MQ_NEW(r->arena, map);
	const area **order = mq_arena_alloc(r->arena, AREAS_MOST * sizeof(void *));
	char of[4] = "";
	uint32_t n = 0;
	if (!m || !order) return mq_fail_memory(r->arena);
	if (f->pair[0].n == 3) memcpy(of, f->pair[0].p, 3);
	m->r = r;
	m->of = of;
	choose_view(m, arab);
	MQ_TRY(read_lines(m));
	read_areas(m);
	set_borders(m);
	MQ_TRY(count(m, f));
	for (uint32_t i = 0; i < m->areas_n; i++)
		if (m->areas[i].t.all) order[n++] = &m->areas[i];
	if (!n) return MQ_DONE;
	qsort(order, n, sizeof(void *), by_count);
	mq_svg_open(&m->s, r, "g", "map", WIDTH, m->height, true);
	mq_svg_say(&m->s, "g", mq_msg(r, "map"), mq_msg(r, "map.how"));
	put_areas(m);
	put_borders(m);
	put_dots(m, order, n);
	mq_set_markup(page, "map", mq_svg_close(&m->s));
	put_legend(m, page);
	mq_value *list = mq_set_list(page, "map_rows");
	for (uint32_t i = 0; i < n && i < ROWS_MOST && order[i]; i++) put_row(m, list, order[i]);
	return MQ_DONE;
}
