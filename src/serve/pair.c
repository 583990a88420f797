/* /pair/{A}-{B} and /country/{A}: a dossier. The picture first, the table under it. */
#include <stdio.h>

#include "serve/chart.h"

#define TIMELINE_MOST 150u
#define PEOPLE_MOST   24u
#define QUOTES_MOST   12u

static void put_instruments(mq_request *r, mq_value *page, const mq_dossier *d)
{
	mq_value *list = mq_set_list(page, "instruments");
	for (uint32_t i = 0; i < d->instruments.n; i++) {
		const mq_instrument_row *x = &d->instruments.v[i];
		if (x->name.n == 0) continue;
		mq_value *one = mq_add_map(list);
		mq_set(one, "name", x->name);
		mq_set_int(one, "sessions", x->sessions);
		if (x->edition > 0) mq_set(one, "edition", mq_msg_number(r, "edition", x->edition));
		mq_set(one, "last", mq_say_days(r->arena, r->messages, r->lang, x->last, x->last, 0));
		mq_set(one, "next_day", mq_say_day(r->arena, r->messages, r->lang, x->next));
	}
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

/* what happened; what is only announced stands apart, in the lists of put_open */
static void put_timeline(mq_request *r, mq_value *page, const mq_dossier *d)
{
	mq_value *list = mq_set_list(page, "timeline");
	for (uint32_t i = 0; i < d->timeline.n && i < TIMELINE_MOST; i++)
		if (!is_open(d, &d->timeline.v[i])) mq_put_happening(r, mq_add_map(list), &d->timeline.v[i]);
}

/* what stands behind the line: each happening with what it added on its day */
static void put_table(mq_request *r, mq_value *page, const mq_dossier *d)
{
	mq_value *list = mq_set_list(page, "behind");
	for (uint32_t i = 0; i < d->timeline.n && i < TIMELINE_MOST; i++) {
		const mq_happening *h = &d->timeline.v[i];
		double score = mq_event_kinds[h->kind].score;
		mq_value *one = mq_add_map(list);
		mq_put_happening(r, one, h);
		mq_set_print(one, "score", "%s%.1f", score < 0 ? "−" : "+", score < 0 ? -score : score);
	}
}

static mq_status put_dossier(mq_request *r, mq_value *page, const char *a, const char *b, mq_dossier *d)
{
	MQ_TRY(mq_store_dossier(r->store, r->arena, mq_text_of(a), mq_code_text(b), r->today, d));
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
	put_table(r, page, d);
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
	mq_value *list = mq_set_list(page, "pairs");
	for (uint32_t i = 0; i < rows.n; i++) {
		const mq_pair_row *p = &rows.v[i];
		if (strcmp(p->a, a) != 0 && strcmp(p->b, a) != 0) continue;
		mq_value *one = mq_add_map(list);
		mq_set(one, "a", mq_country_name(r, p->a));
		mq_set(one, "b", mq_country_name(r, p->b));
		mq_set_print(one, "codes", "%s-%s", p->a, p->b);
		mq_set_int(one, "events", p->events);
	}
	return mq_page_render(r, out, "country", page);
}
