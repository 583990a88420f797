/* /: what is told today, what is coming, what fell due in silence; and the theme of the other list pages. */
#include <stdio.h>

#include "serve/chart.h"

#define TICKER_MOST     24u
#define STORIES_MOST    12u
#define CHIPS_MOST      4u
#define TELLERS_MOST    4u
#define TELLERS_COUNTED 100u
#define COMING_MOST     6u
#define SILENT_MOST     4u
#define LATEST_MOST     8u
#define PAIRS_MOST      7u
/* a relation moves when something was told of it in the archive's last quarter; in a small archive, in its last year */
#define MOVING_DAYS     92
#define MOVING_DAYS_ALL 366

static mq_status put_counts(mq_request *r, mq_value *page, mq_day *last)
{
	mq_store_counts c;
	MQ_TRY(mq_store_count(r->store, r->arena, &c));
	*last = c.last == MQ_NO_DAY || c.last > r->today ? r->today : c.last; /* an archive may have ended */
	mq_set(page, "today", mq_say_weekday(r->arena, r->messages, r->lang, r->today));
	mq_set(page, "hijri", mq_say_hijri(r->arena, r->site->hijri, r->messages, r->lang, r->today));
	mq_set_int(page, "articles_n", (int64_t)c.articles);
	mq_set_int(page, "stories_n", (int64_t)c.stories);
	mq_set_int(page, "events_n", (int64_t)c.events);
	mq_set_flag(page, "empty", c.articles == 0);
	return MQ_DONE;
}

static mq_status put_ticker(mq_request *r, mq_value *page)
{
	mq_headline_rows rows = {0};
	MQ_TRY(mq_store_headlines(r->store, r->arena, TICKER_MOST, &rows));
	mq_value *list = mq_set_list(page, "ticker");
	for (uint32_t i = 0; i < rows.n && i < TICKER_MOST; i++) {
		const mq_headline_row *h = &rows.v[i];
		mq_value *one = mq_add_map(list);
		mq_set(one, "text", mq_text_brief(r->arena, h->text, 110));
		mq_set_c(one, "article", h->article[0] ? h->article : h->seen.id);
	}
	return MQ_DONE;
}

/* the happenings that a story or an article tells of, each kind once, as chips */
static mq_status put_chips(mq_request *r, mq_value *map, const mq_article_row *row)
{
	mq_filter f = mq_filter_all();
	mq_chip_rows rows = {0};
	if (row->story[0]) f.story = mq_text_of(row->story);
	else f.article = mq_text_of(row->id);
	f.limit = CHIPS_MOST;
	f.current_only = true;
	if (!row->story[0] && !row->events) return MQ_DONE;
	MQ_TRY(mq_store_chips(r->store, r->arena, &f, &rows));
	mq_value *list = mq_set_list(map, "chips");
	for (uint32_t i = 0; i < rows.n; i++) mq_put_chip(r, mq_add_map(list), rows.v[i].kind, rows.v[i].status);
	return MQ_DONE;
}

/* who tells of a story, the first first; how many articles, newspapers and copies it has */
static mq_status put_tellers(mq_request *r, mq_value *map, const char *story)
{
	mq_filter f = mq_filter_all();
	mq_article_rows rows = {0};
	mq_text next;
	uint32_t copies = 0, outlets = 0;
	f.story = mq_text_of(story);
	f.limit = TELLERS_COUNTED;
	f.oldest_first = true;
	MQ_TRY(mq_store_articles(r->store, r->arena, &f, &rows, &next));
	mq_value *list = mq_set_list(map, "tellers");
	for (uint32_t i = 0; i < rows.n; i++) {
		uint32_t k = 0;
		while (k < i && !mq_text_eq(rows.v[k].outlet, rows.v[i].outlet)) k++;
		outlets += k == i;
		copies += rows.v[i].copy_of[0] != 0;
		if (i < TELLERS_MOST) mq_put_article_row(r, mq_add_map(list), &rows.v[i]);
	}
	mq_set_int(map, "articles", rows.n);
	mq_set_int(map, "outlets", outlets);
	if (copies) mq_set_int(map, "copies", copies);
	return MQ_DONE;
}

/* the first words of the lead article's body, for the story on top */
static mq_status put_standfirst(mq_request *r, mq_value *map, const char *id)
{
	mq_stored_article x;
	mq_text line, rest;
	MQ_TRY(mq_store_article(r->store, r->arena, mq_text_of(id), &x));
	if (x.record.article.standfirst.n) {
		mq_set(map, "standfirst", mq_text_brief(r->arena, x.record.article.standfirst, 320));
		return MQ_DONE;
	}
	rest = x.record.article.body;
	while (mq_text_split(&rest, '\n', &line))
		if (line.n > 120) break;
	mq_set(map, "standfirst", mq_text_brief(r->arena, line, 320));
	return MQ_DONE;
}

static mq_status put_story(mq_request *r, mq_value *one, const mq_article_row *row)
{
	mq_put_article_row(r, one, row);
	MQ_TRY(put_chips(r, one, row));
	return row->story[0] ? put_tellers(r, one, row->story) : MQ_DONE;
}

/* the newest articles, each story once, under the article that told of it last */
static mq_status put_stories(mq_request *r, mq_value *page)
{
	mq_filter f = mq_filter_all();
	mq_article_rows rows = {0};
	mq_text next;
	uint32_t shown = 0;
	f.limit = STORIES_MOST * 4;
	MQ_TRY(mq_store_articles(r->store, r->arena, &f, &rows, &next));
	mq_value *list = mq_set_list(page, "stories");
	for (uint32_t i = 0; i < rows.n && shown < STORIES_MOST; i++) {
		uint32_t k = 0;
		while (k < i && !(rows.v[i].story[0] && strcmp(rows.v[k].story, rows.v[i].story) == 0)) k++;
		if (k < i) continue;
		mq_value *one = shown++ ? mq_add_map(list) : mq_set_map(page, "lead");
		MQ_TRY(put_story(r, one, &rows.v[i]));
		if (shown == 1) MQ_TRY(put_standfirst(r, one, rows.v[i].id));
	}
	return MQ_DONE;
}

static mq_status put_coming(mq_request *r, mq_value *page)
{
	mq_filter f = mq_filter_all();
	mq_happenings h = {0};
	mq_text next;
	f.status = MQ_T("announced,postponed");
	f.from = r->today;
	f.oldest_first = true;
	f.limit = COMING_MOST;
	MQ_TRY(mq_store_happenings(r->store, r->arena, &f, &h, &next));
	mq_put_happenings(r, page, "coming", h.v, h.n, COMING_MOST);
	f.from = MQ_NO_DAY;
	f.to = r->today - 1;
	f.oldest_first = false;
	f.limit = SILENT_MOST * 4;
	MQ_TRY(mq_store_happenings(r->store, r->arena, &f, &h, &next));
	mq_value *list = mq_set_list(page, "silent");
	for (uint32_t i = 0, n = 0; i < h.n && n < SILENT_MOST; i++) {
		if (h.v[i].outcome != MQ_OUTCOME_SILENT) continue;
		mq_put_happening(r, mq_add_map(list), &h.v[i]);
		n++;
	}
	return MQ_DONE;
}

static mq_status put_latest(mq_request *r, mq_value *page)
{
	mq_filter f = mq_filter_all();
	mq_happenings h = {0};
	mq_text next;
	f.status = MQ_T("done,under_way");
	f.to = r->today; /* a slip of a date is no news of the future */
	f.limit = LATEST_MOST;
	f.current_only = true;
	MQ_TRY(mq_store_happenings(r->store, r->arena, &f, &h, &next));
	mq_put_happenings(r, page, "latest", h.v, h.n, LATEST_MOST);
	return MQ_DONE;
}

static void put_pair(mq_request *r, mq_value *one, const mq_pair_row *p)
{
	mq_set(one, "a", mq_country_name(r, p->a));
	mq_set(one, "b", mq_country_name(r, p->b));
	mq_set_print(one, "codes", "%s-%s", p->a, p->b);
	mq_set_int(one, "events", p->events);
	mq_set_int(one, "articles", p->articles);
	mq_set(one, "first", mq_say_day(r->arena, r->messages, r->lang, p->first));
	mq_set(one, "last", mq_say_day(r->arena, r->messages, r->lang, p->last));
}

static mq_status put_pairs(mq_request *r, mq_value *page, mq_day since, uint32_t most, bool charts)
{
	mq_pair_rows rows = {0};
	MQ_TRY(mq_store_pairs_since(r->store, r->arena, since, most, &rows));
	if (rows.n < most && since != MQ_NO_DAY)
		MQ_TRY(mq_store_pairs_since(r->store, r->arena, since - (MOVING_DAYS_ALL - MOVING_DAYS), most, &rows));
	if (charts) MQ_TRY(mq_put_multiples(r, page, &rows, 12));
	mq_value *list = mq_set_list(page, "pairs");
	for (uint32_t i = 0; i < rows.n && i < most; i++) put_pair(r, mq_add_map(list), &rows.v[i]);
	return MQ_DONE;
}

mq_status mq_home_page(mq_request *r, mq_reply *out)
{
	mq_value *page = mq_page_open(r, "nav.today");
	mq_day last = r->today;
	MQ_TRY(put_counts(r, page, &last));
	MQ_TRY(put_ticker(r, page));
	MQ_TRY(put_stories(r, page));
	MQ_TRY(put_coming(r, page));
	MQ_TRY(put_latest(r, page));
	MQ_TRY(put_pairs(r, page, last - MOVING_DAYS, PAIRS_MOST, false));
	return mq_page_render(r, out, "home", page);
}

mq_status mq_pairs_page(mq_request *r, mq_reply *out)
{
	mq_value *page = mq_page_open(r, "nav.pairs");
	mq_set(page, "title", mq_msg(r, "nav.pairs"));
	MQ_TRY(put_pairs(r, page, MQ_NO_DAY, 200, true));
	return mq_page_render(r, out, "pairs", page);
}
