/* /pair/{A}-{B} and /country/{A}: a dossier. The picture first, the table under it. */
#include <stdio.h>

#include "serve/chart.h"
#include "serve/register.h"

#define TIMELINE_MOST    150u
#define PEOPLE_MOST      24u
#define QUOTES_MOST      12u
#define INSTRUMENTS_MOST 30u
#define HEAT_YEARS       2u
#define PARTNERS_MOST    6u

static void put_instruments(mq_request *r, mq_value *page, const mq_dossier *d)
{
	mq_value *list = mq_set_list(page, "instruments");
	for (uint32_t i = 0; i < d->instruments.n && i < INSTRUMENTS_MOST; i++)
		mq_put_series_row(r, mq_add_map(list), &d->instruments.v[i]);
}

static void put_people(mq_request *r, mq_value *page, const mq_dossier *d)
{
	mq_value *list = mq_set_list(page, "people");
	for (uint32_t i = 0; i < d->people.n && i < PEOPLE_MOST; i++) mq_put_person_row(r, mq_add_map(list), &d->people.v[i]);
	list = mq_set_list(page, "quotes");
	for (uint32_t i = 0; i < d->quotes.n && i < QUOTES_MOST; i++) mq_put_quote_row(r, mq_add_map(list), &d->quotes.v[i]);
}

static void put_open(mq_request *r, mq_value *page, const mq_dossier *d)
{
	mq_value *coming = mq_set_list(page, "coming"), *silent = mq_set_list(page, "silent");
	for (uint32_t i = 0; i < d->open.n; i++)
		mq_put_happening(r, mq_add_map(d->open.v[i].outcome == MQ_OUTCOME_SILENT ? silent : coming), &d->open.v[i]);
}

static bool is_open(const mq_dossier *d, const mq_happening *h)
{
	for (uint32_t i = 0; i < d->open.n; i++)
		if (strcmp(mq_happening_id(&d->open.v[i]), mq_happening_id(h)) == 0) return true;
	return false;
}

/* on paper the sentence, its newspaper and its address stand at the end, under the number that the line has */
static void put_note(mq_request *r, mq_value *row, mq_value *notes, const mq_happening *h, uint32_t number)
{
	const mq_article_row *from = &h->best.from;
	mq_value *one = mq_add_map(notes);
	mq_set_int(row, "note", number);
	mq_set(one, "sentence", h->best.sentence);
	mq_set(one, "outlet", from->outlet);
	mq_set(one, "title", mq_text_brief(r->arena, from->title, 140));
	mq_set(one, "published", mq_say_day(r->arena, r->messages, r->lang, from->day));
	mq_set(one, "url", from->url);
	mq_set_c(one, "event_id", h->best.id);
}

/* what happened; what is only announced stands apart, in the lists of put_open */
static void put_timeline(mq_request *r, mq_value *page, const mq_dossier *d)
{
	mq_value *list = mq_set_list(page, "timeline"), *notes = mq_set_list(page, "notes");
	uint32_t number = 0;
	for (uint32_t i = 0; i < d->timeline.n && i < TIMELINE_MOST; i++)
		if (!is_open(d, &d->timeline.v[i])) {
			mq_value *one = mq_add_map(list);
			mq_put_happening(r, one, &d->timeline.v[i]);
			put_note(r, one, notes, &d->timeline.v[i], ++number);
		}
}

static void put_signed(const mq_request *r, mq_value *map, const char *key, double v) { mq_set(map, key, mq_signed(r, v)); }

/* the happenings of the week that ends with a point of the line, and what each adds; the first point has all before it */
static void put_week(mq_request *r, mq_value *row, const mq_dossier *d, mq_day after, mq_day to)
{
	mq_value *list = mq_set_list(row, "happenings");
	for (uint32_t i = 0; i < d->timeline.n; i++) {
		const mq_happening *h = &d->timeline.v[i];
		if (h->weight == 0 || h->moves > to || (after != MQ_NO_DAY && h->moves <= after)) continue;
		mq_value *one = mq_add_map(list);
		mq_put_happening(r, one, h);
		put_signed(r, one, "score", h->weight);
	}
}

/* what stands behind the line: each point that something moved, with what did, the newest first */
void mq_put_behind(mq_request *r, mq_value *page, const mq_dossier *d)
{
	mq_value *list = mq_set_list(page, "behind");
	char iso[11];
	mq_day from, to;
	if (d->temperature.n < 2) return;
	mq_chart_temperature_ends(d, &from, &to);
	for (uint32_t i = d->temperature.n; i-- > 0;) {
		const mq_temperature *t = &d->temperature.v[i];
		if (!t->happenings || t->day > to) continue;
		mq_value *row = mq_add_map(list);
		mq_day_print(t->day, iso);
		mq_set(row, "iso", mq_arena_text(r->arena, mq_text_at(iso, 10)));
		mq_set(row, "when", mq_say_day(r->arena, r->messages, r->lang, t->day));
		put_signed(r, row, "value", t->all);
		put_signed(r, row, "verbal", t->verbal);
		put_signed(r, row, "material", t->material);
		put_signed(r, row, "negative", t->negative);
		put_week(r, row, d, i ? d->temperature.v[i - 1].day : MQ_NO_DAY, t->day);
	}
}

/* the days of the relation as a heat map, and as a table */
static mq_status put_heat(mq_request *r, mq_value *page, const mq_dossier *d)
{
	mq_filter f = mq_filter_all();
	mq_day_rows days = {0};
	f.pair[0] = mq_text_of(d->a);
	f.pair[1] = mq_code_text(d->b);
	MQ_TRY(mq_store_days(r->store, r->arena, &f, &days));
	mq_set_markup(page, "heat", mq_chart_heat(r, &days, HEAT_YEARS, mq_msg(r, "heat"), mq_msg(r, "heat.how")));
	mq_set_flag(page, "heat_cut", !mq_put_days(r, page, "days", &days, HEAT_YEARS));
	return MQ_DONE;
}

static mq_status put_dossier(mq_request *r, mq_value *page, const char *a, const char *b, mq_dossier *d)
{
	MQ_TRY(mq_profile_ask(r));
	MQ_TRY(mq_store_dossier(r->store, r->arena, mq_text_of(a), mq_code_text(b), r->today, d));
	mq_set_flag(page, "goldstein", mq_text_eq(d->profile, MQ_T("goldstein")));
	if (d->articles == 0 && d->timeline.n == 0) mq_set_flag(page, "empty", true);
	mq_set_int(page, "articles_n", d->articles);
	mq_set_int(page, "outlets_n", d->outlets);
	mq_set_int(page, "happenings_n", d->timeline.n);
	mq_set(page, "first", mq_say_day(r->arena, r->messages, r->lang, d->first));
	mq_set(page, "last", mq_say_day(r->arena, r->messages, r->lang, d->last));
	mq_text about = mq_arena_print(r->arena, "%.*s. %.*s", MQ_ARG(mq_msg_number(r, "chart.happenings", d->timeline.n)),
				       MQ_ARG(mq_msg(r, "chart.how")));
	mq_set_markup(page, "chart", mq_chart_temperature(r, d, mq_msg(r, "chart.title"), about));
	put_timeline(r, page, d);
	mq_put_behind(r, page, d);
	MQ_TRY(put_heat(r, page, d));
	put_open(r, page, d);
	put_people(r, page, d);
	put_instruments(r, page, d);
	mq_set_flag(page, "cut", d->cut || d->timeline.n > TIMELINE_MOST);
	return MQ_DONE;
}

mq_status mq_pair_page(mq_request *r, mq_reply *out)
{
	char a[4], b[4];
	mq_dossier d = {0};
	if (!mq_pair_of(r->part[0], a, b) || strcmp(a, b) == 0) return mq_not_found();
	mq_value *page = mq_page_open(r, "nav.pairs");
	mq_set(page, "a", mq_country_name(r, a));
	mq_set(page, "b", mq_country_name(r, b));
	mq_set_print(page, "codes", "%s-%s", a, b);
	mq_set_print(page, "a_code", "%s", a);
	mq_set_print(page, "b_code", "%s", b);
	mq_set_print(page, "title", "%.*s ⇄ %.*s", MQ_ARG(mq_country_name(r, a)), MQ_ARG(mq_country_name(r, b)));
	MQ_TRY(put_dossier(r, page, a, b, &d));
	return mq_page_render(r, out, "pair", page);
}

/* a country's relations: a list, and the first of them side by side */
static mq_status put_partners(mq_request *r, mq_value *page, mq_pair_rows *rows, const char *code)
{
	mq_value *list = mq_set_list(page, "pairs");
	uint32_t n = 0;
	for (uint32_t i = 0; i < rows->n; i++) {
		const mq_pair_row p = rows->v[i];
		if (strcmp(p.a, code) != 0 && strcmp(p.b, code) != 0) continue;
		rows->v[n++] = p;
		mq_value *one = mq_add_map(list);
		mq_set(one, "a", mq_country_name(r, p.a));
		mq_set(one, "b", mq_country_name(r, p.b));
		mq_set_print(one, "codes", "%s-%s", p.a, p.b);
		mq_set_int(one, "events", p.events);
	}
	rows->n = n;
	return mq_put_multiples(r, page, rows, PARTNERS_MOST);
}

mq_status mq_country_page(mq_request *r, mq_reply *out)
{
	char pair[8] = "AAA-", a[4], b[4];
	mq_dossier d = {0};
	mq_pair_rows rows = {0};
	if (r->part[0].n != 3) return mq_not_found();
	memcpy(pair + 4, r->part[0].p, 3);
	if (!mq_pair_of(mq_text_at(pair, 7), b, a)) return mq_not_found();
	mq_value *page = mq_page_open(r, "nav.pairs");
	mq_set(page, "title", mq_country_name(r, a));
	mq_set_print(page, "codes", "%s", a);
	MQ_TRY(put_dossier(r, page, a, "", &d));
	MQ_TRY(mq_store_pairs(r->store, r->arena, 200, &rows));
	MQ_TRY(put_partners(r, page, &rows, a));
	mq_filter f = mq_filter_all();
	f.pair[0] = mq_text_of(a);
	MQ_TRY(mq_put_map(r, page, &f, false));
	return mq_page_render(r, out, "country", page);
}
