/* /search: what was found, with what matched in it, and facets that narrow it. */
#include <stdio.h>

#include "serve/pages.h"

#define HITS        20u
#define OFFSET_MOST 2000u
#define FACET_MOST  8u

/* a passage with its matches in <mark>; text and marks come from store, in bytes of the passage */
static mq_text passage_html(mq_request *r, const mq_passage *p)
{
	mq_buf b;
	size_t at = 0;
	mq_buf_open(&b, (size_t)1 << 20);
	for (uint32_t i = 0; i < p->marks.n; i++) {
		mq_span s = p->marks.v[i];
		if (s.start < at || s.end > p->text.n || s.start >= s.end) continue;
		mq_html_text(&b, mq_text_sub(p->text, at, s.start));
		mq_buf_put(&b, MQ_T("<mark>"));
		mq_html_text(&b, mq_text_sub(p->text, s.start, s.end));
		mq_buf_put(&b, MQ_T("</mark>"));
		at = s.end;
	}
	mq_html_text(&b, mq_text_sub(p->text, at, p->text.n));
	mq_text html = b.failed ? MQ_NONE : mq_arena_text(r->arena, mq_buf_text(&b));
	mq_buf_close(&b);
	return html;
}

static void put_hit(mq_request *r, mq_value *one, const mq_hit *h)
{
	mq_put_article_row(r, one, &h->row);
	if (h->title.text.n) mq_set_markup(one, "title_html", passage_html(r, &h->title));
	mq_value *list = mq_set_list(one, "passages");
	for (uint32_t i = 0; i < h->passages.n && i < 2; i++)
		mq_set_markup(mq_add_map(list), "html", passage_html(r, &h->passages.v[i]));
}

static mq_text facet_label(mq_request *r, mq_text facet, mq_text value)
{
	if (mq_text_eq(facet, MQ_T("country")) && value.n == 3) {
		char code[4] = {value.p[0], value.p[1], value.p[2], 0};
		return mq_country_name(r, code);
	}
	int kind = mq_text_eq(facet, MQ_T("kind")) ? mq_event_kind_of(value) : -1;
	if (kind >= 0) return mq_kind_name(r, (uint16_t)kind);
	if (!mq_text_eq(facet, MQ_T("month")) || value.n != 7) return value;
	mq_day day = mq_day_parse(mq_arena_print(r->arena, "%.*s-01", MQ_ARG(value)));
	if (day == MQ_NO_DAY) return value;
	mq_ymd d = mq_ymd_of(day);
	return mq_say_days(r->arena, r->messages, r->lang, day, day + mq_month_days(d.year, d.month) - 1, 2);
}

/* the query with one more condition */
static mq_text narrowed(mq_request *r, mq_text q, mq_text facet, mq_text value)
{
	if (mq_text_eq(facet, MQ_T("month"))) {
		mq_day day = mq_day_parse(mq_arena_print(r->arena, "%.*s-01", MQ_ARG(value)));
		mq_ymd d = mq_ymd_of(day == MQ_NO_DAY ? 0 : day);
		return mq_arena_print(r->arena, "%.*s from:%.*s-01 to:%.*s-%02d", MQ_ARG(q), MQ_ARG(value), MQ_ARG(value),
				      mq_month_days(d.year, d.month));
	}
	bool spaced = mq_text_find_byte(value, ' ', 0) != SIZE_MAX;
	return mq_arena_print(r->arena, spaced ? "%.*s %.*s:\"%.*s\"" : "%.*s %.*s:%.*s", MQ_ARG(q), MQ_ARG(facet),
			      MQ_ARG(value));
}

static void put_facets(mq_request *r, mq_value *page, const mq_answer *answer, mq_text q)
{
	mq_value *list = mq_set_list(page, "facets");
	for (uint32_t i = 0; i < answer->facets.n; i++) {
		const mq_facet *f = &answer->facets.v[i];
		if (f->values.n == 0) continue;
		mq_value *one = mq_add_map(list);
		mq_set(one, "name", mq_message(r->messages, r->lang, mq_arena_print(r->arena, "facet.%.*s", MQ_ARG(f->name))));
		mq_value *values = mq_set_list(one, "values");
		for (uint32_t k = 0; k < f->values.n && k < FACET_MOST; k++) {
			mq_value *v = mq_add_map(values);
			mq_set(v, "label", facet_label(r, f->name, f->values.v[k].value));
			mq_set_int(v, "n", f->values.v[k].articles);
			mq_set(v, "query", narrowed(r, q, f->name, f->values.v[k].value));
		}
	}
}

mq_status mq_search_page(mq_request *r, mq_reply *out)
{
	mq_answer answer = {0};
	uint64_t offset = 0;
	mq_text q = mq_text_trim(mq_argument_of(r, "q"));
	mq_value *page = mq_page_open(r, "nav.search");
	mq_set(page, "q", q);
	mq_set(page, "title",
	       q.n ? mq_arena_print(r->arena, "%.*s: %.*s", MQ_ARG(mq_msg(r, "search")), MQ_ARG(q)) : mq_msg(r, "search"));
	if (q.n == 0) return mq_page_render(r, out, "search", page);
	if (!mq_text_u64(mq_argument_of(r, "offset"), &offset) || offset > OFFSET_MOST) offset = 0;
	mq_search s = {.query = q, .limit = HITS, .offset = (uint32_t)offset, .today = r->today, .facets = true};
	MQ_TRY(mq_store_search(r->store, r->arena, &s, &answer));
	mq_set_int(page, "total", (int64_t)answer.total);
	mq_set_flag(page, "at_least", answer.at_least);
	mq_set_flag(page, "asked", true);
	mq_value *list = mq_set_list(page, "hits");
	for (uint32_t i = 0; i < answer.hits.n; i++) put_hit(r, mq_add_map(list), &answer.hits.v[i]);
	list = mq_set_list(page, "notes");
	for (uint32_t i = 0; i < answer.notes.n; i++) mq_set(mq_add_map(list), "text", answer.notes.v[i]);
	list = mq_set_list(page, "suggestions");
	for (uint32_t i = 0; i < answer.suggestions.n; i++) mq_set(mq_add_map(list), "text", answer.suggestions.v[i]);
	put_facets(r, page, &answer, q);
	if (offset + HITS < answer.total) mq_set_print(page, "more", "%u", (unsigned)(offset + HITS));
	if (offset >= HITS) {
		mq_set_flag(page, "has_less", true);
		mq_set_print(page, "less", "%u", (unsigned)(offset - HITS));
	}
	return mq_page_render(r, out, "search", page);
}
