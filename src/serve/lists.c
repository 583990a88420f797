/* People, outlets, stories, one happening, and what mirqab is. */
#include <stdio.h>

#include "serve/pages.h"
#include "store/frontier.h"

#define ROWS         60u
#define SOURCES_MOST 500u

mq_status mq_people_page(mq_request *r, mq_reply *out)
{
	mq_value *page = mq_page_open(r, "nav.people");
	mq_filter f;
	mq_person_rows rows = {0};
	mq_text next = MQ_NONE;
	MQ_TRY(mq_filter_of(r, &f));
	f.limit = ROWS;
	MQ_TRY(mq_store_people(r->store, r->arena, &f, &rows, &next));
	mq_set(page, "title", mq_msg(r, "nav.people"));
	mq_value *list = mq_set_list(page, "people");
	for (uint32_t i = 0; i < rows.n; i++) mq_put_person_row(r, mq_add_map(list), &rows.v[i]);
	mq_put_next(r, page, next);
	return mq_page_render(r, out, "people", page);
}

static void put_outlet(mq_request *r, mq_value *one, const mq_outlet_row *o)
{
	mq_set(one, "name", o->name);
	if (o->country[0]) mq_set(one, "country", mq_country_name(r, o->country));
	mq_set_int(one, "articles", o->articles);
	mq_set_int(one, "events", o->events);
	mq_set(one, "first", mq_say_day(r->arena, r->messages, r->lang, o->first));
	mq_set(one, "last", mq_say_day(r->arena, r->messages, r->lang, o->last));
}

/* a moment of the frontier as a day and an hour */
static mq_text say_moment(mq_request *r, int64_t milliseconds)
{
	if (milliseconds <= 0) return MQ_NONE;
	int64_t minutes = milliseconds / 60000;
	mq_text day = mq_say_day(r->arena, r->messages, r->lang, (mq_day)(minutes / 1440));
	mq_text clock = mq_arena_print(r->arena, "%02d:%02d UTC", (int)(minutes / 60 % 24), (int)(minutes % 60));
	clock = mq_say_digits(r->arena, r->messages, r->lang, clock);
	return mq_arena_print(r->arena, "%.*s %.*s", MQ_ARG(day), MQ_ARG(clock));
}

/* what `mirqab watch` follows, where it does: when it was read last, what failed */
static mq_status put_sources(mq_request *r, mq_value *page)
{
	static const char *const states[] = {"source.active", "source.retired", "source.moved", "source.off"};
	mq_sources rows = {0};
	bool there = false;
	MQ_TRY(mq_frontier_there(r->store, &there));
	if (!there) return MQ_DONE;
	MQ_TRY(mq_frontier_sources(r->store, r->arena, &rows));
	mq_value *list = mq_set_list(page, "sources");
	for (uint32_t i = 0; i < rows.n && i < SOURCES_MOST; i++) {
		const mq_source *x = &rows.v[i];
		mq_value *one = mq_add_map(list);
		mq_set(one, "name", x->outlet.n ? x->outlet : x->url);
		mq_set(one, "url", x->url);
		mq_set(one, "kind", x->kind);
		mq_set(one, "state", mq_msg(r, states[x->state <= MQ_SOURCE_OFF ? x->state : MQ_SOURCE_OFF]));
		mq_set(one, "last_ok", say_moment(r, x->last_ok));
		mq_set(one, "last_new", say_moment(r, x->last_new));
		mq_set_int(one, "fails", x->fails);
		mq_set_flag(one, "failing", x->fails > 0);
		mq_set(one, "why", mq_text_brief(r->arena, x->why, 160));
		mq_set_int(one, "items", (int64_t)x->items);
	}
	return MQ_DONE;
}

mq_status mq_outlets_page(mq_request *r, mq_reply *out)
{
	mq_value *page = mq_page_open(r, "nav.outlets");
	mq_outlet_rows rows = {0};
	MQ_TRY(mq_store_outlets(r->store, r->arena, 500, &rows));
	mq_set(page, "title", mq_msg(r, "nav.outlets"));
	mq_value *list = mq_set_list(page, "outlets");
	for (uint32_t i = 0; i < rows.n; i++) put_outlet(r, mq_add_map(list), &rows.v[i]);
	MQ_TRY(put_sources(r, page));
	return mq_page_render(r, out, "outlets", page);
}

mq_status mq_outlet_page(mq_request *r, mq_reply *out)
{
	mq_value *page = mq_page_open(r, "nav.outlets");
	mq_filter f = mq_filter_all();
	mq_article_rows rows = {0};
	mq_text next = MQ_NONE;
	f.outlet = r->part[0];
	f.cursor = mq_argument_of(r, "cursor");
	f.limit = ROWS;
	MQ_TRY(mq_store_articles(r->store, r->arena, &f, &rows, &next));
	if (rows.n == 0) return mq_not_found();
	mq_set(page, "title", r->part[0]);
	mq_put_article_rows(r, page, "rows", &rows);
	mq_put_next(r, page, next);
	return mq_page_render(r, out, "outlet", page);
}

/* the happenings that a story's articles tell of, each once */
static mq_status put_story_happenings(mq_request *r, mq_value *page, mq_text story)
{
	mq_filter f = mq_filter_all();
	mq_event_rows rows = {0};
	mq_text next;
	f.story = story;
	f.limit = 200;
	MQ_TRY(mq_store_events(r->store, r->arena, &f, &rows, &next));
	mq_value *list = mq_set_list(page, "happenings");
	for (uint32_t i = 0, shown = 0; i < rows.n && shown < 40; i++) {
		mq_happening h;
		mq_event_rows tellings = {0};
		uint32_t k = 0;
		const char *id = rows.v[i].happening[0] ? rows.v[i].happening : rows.v[i].id;
		while (k < i && !(rows.v[i].happening[0] && strcmp(rows.v[k].happening, rows.v[i].happening) == 0)) k++;
		if (k < i || !mq_ok(mq_store_happening(r->store, r->arena, mq_text_of(id), &h, &tellings))) continue;
		mq_put_happening(r, mq_add_map(list), &h);
		shown++;
	}
	return MQ_DONE;
}

mq_status mq_story_page(mq_request *r, mq_reply *out)
{
	mq_value *page = mq_page_open(r, "");
	mq_filter f = mq_filter_all();
	mq_article_rows rows = {0};
	mq_text next;
	f.story = r->part[0];
	f.oldest_first = true;
	f.limit = 200;
	MQ_TRY(mq_store_articles(r->store, r->arena, &f, &rows, &next));
	if (rows.n == 0) return mq_not_found();
	mq_set(page, "title", rows.v[0].title.n ? mq_text_brief(r->arena, rows.v[0].title, 300) : mq_msg(r, "untitled"));
	mq_set(page, "story_id", r->part[0]);
	mq_set_int(page, "articles_n", rows.n);
	mq_put_article_rows(r, page, "rows", &rows);
	MQ_TRY(put_story_happenings(r, page, r->part[0]));
	return mq_page_render(r, out, "story", page);
}

mq_status mq_happening_page(mq_request *r, mq_reply *out)
{
	mq_value *page = mq_page_open(r, "");
	mq_happening h;
	mq_event_rows rows = {0};
	MQ_TRY(mq_store_happening(r->store, r->arena, r->part[0], &h, &rows));
	mq_put_happening(r, page, &h);
	mq_telling telling = mq_telling_of_happening(&h);
	mq_set(page, "title", mq_heading(r, &telling));
	mq_value *list = mq_set_list(page, "tellings");
	for (uint32_t i = 0; i < rows.n; i++) {
		const mq_event_row *e = &rows.v[i];
		mq_value *one = mq_add_map(list);
		mq_put_article_row(r, one, &e->from);
		mq_set(one, "sentence", mq_text_brief(r->arena, e->sentence, 500));
		mq_set_int(one, "event", e->event.id);
		mq_put_chip(r, one, e->event.kind, e->event.status);
		mq_set(one, "said_day",
		       mq_say_days(r->arena, r->messages, r->lang, e->event.from, e->event.to, e->event.precision));
		mq_set(one, "rule", e->event.rule);
		mq_set(one, "confidence", mq_decimal(r, e->event.confidence, 2));
	}
	return mq_page_render(r, out, "happening", page);
}

mq_status mq_about_page(mq_request *r, mq_reply *out)
{
	mq_value *page = mq_page_open(r, "nav.about");
	mq_store_counts c;
	MQ_TRY(mq_store_count(r->store, r->arena, &c));
	mq_set(page, "title", mq_msg(r, "nav.about"));
	mq_set_int(page, "articles_n", (int64_t)c.articles);
	mq_set_int(page, "events_n", (int64_t)c.events);
	mq_set_int(page, "happenings_n", (int64_t)c.happenings);
	mq_set_int(page, "outlets_n", (int64_t)c.outlets);
	mq_set(page, "first", mq_say_day(r->arena, r->messages, r->lang, c.first));
	mq_set(page, "last", mq_say_day(r->arena, r->messages, r->lang, c.last));
	mq_set_c(page, "rules", r->site->engine->rules_hash);
	mq_set(page, "version", r->site->version);
	mq_set(page, "map_borders", r->site->map_borders);
	mq_value *list = mq_set_list(page, "kinds");
	for (uint16_t i = 0; i < mq_event_kinds_n; i++) {
		mq_value *one = mq_add_map(list);
		mq_put_chip(r, one, i, MQ_STATUS_DONE);
		mq_set_print(one, "plover", "%s%s%s", mq_event_kinds[i].plover, mq_event_kinds[i].mode[0] ? " / " : "",
			     mq_event_kinds[i].mode);
		mq_set_c(one, "cameo", mq_event_kinds[i].cameo);
		mq_set(one, "score", mq_signed(r, mq_event_kinds[i].score));
	}
	return mq_page_render(r, out, "about", page);
}
