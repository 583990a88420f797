/* /article/{id}: the text with its marks and events; /article/{id}/stored: the bytes they rest on. */
#include <iconv.h>
#include <stdio.h>

#include "serve/body.h"
#include "serve/desk.h"

#define STORED_AROUND ((size_t)24 << 10) /* bytes shown on either side of the evidence */
#define QUOTES_MOST   6u

static void put_evidence(mq_request *r, mq_value *list, const mq_record *record, const mq_event *e, uint32_t k)
{
	const mq_evidence *v = &e->evidence.v[k];
	mq_text field = v->in == MQ_IN_TITLE ? record->article.title : record->article.body;
	mq_span page = mq_page_span(record, v->in, v->start, v->end);
	mq_value *one = mq_add_map(list);
	mq_set(one, "text", mq_text_brief(r->arena, mq_text_sub(field, v->start, v->end), 400));
	mq_set(one, "in", mq_msg(r, v->in == MQ_IN_TITLE ? "in_title" : "in_body"));
	mq_set(one, "bytes", mq_spread(r, v->start, v->end));
	mq_set(one, "page_bytes", mq_spread(r, page.start, page.end));
	mq_set_int(one, "event", e->id);
	mq_set_int(one, "number", k);
}

static void put_event(mq_request *r, mq_value *one, const mq_record *record, const mq_event *e)
{
	mq_telling telling = mq_telling_of_event(e);
	mq_set_int(one, "id", e->id);
	mq_put_heading(r, one, &telling);
	mq_put_chip(r, one, e->kind, e->status);
	mq_set(one, "when",
	       e->from == MQ_NO_DAY ? mq_msg(r, "no_date")
				    : mq_say_days(r->arena, r->messages, r->lang, e->from, e->to, e->precision));
	mq_set(one, "place", e->place);
	mq_set(one, "confidence", mq_decimal(r, e->confidence, 2));
	mq_set_flag(one, "background", e->background);
	mq_set(one, "rule", e->rule);
	mq_set(one, "why", e->why);
	mq_set_print(one, "plover", "%s%s%s", mq_event_kinds[e->kind].plover, mq_event_kinds[e->kind].mode[0] ? " / " : "",
		     mq_event_kinds[e->kind].mode);
	mq_set(one, "cameo", e->cameo.n ? e->cameo : mq_text_of(mq_event_kinds[e->kind].cameo));
	mq_text field = e->trigger.in == MQ_IN_TITLE ? record->article.title : record->article.body;
	mq_set(one, "trigger", mq_text_sub(field, e->trigger.start, e->trigger.end));
	mq_value *list = mq_set_list(one, "evidence");
	for (uint32_t k = 0; k < e->evidence.n; k++) put_evidence(r, list, record, e, k);
}

static const mq_mention *mention_of(const mq_marks *m, uint32_t id)
{
	/* ids count from 1 in order of place */
	return id && id <= m->mentions.n ? &m->mentions.v[id - 1] : NULL;
}

static void put_quotes(mq_request *r, mq_value *page, const mq_record *record)
{
	const mq_marks *m = &record->marks;
	mq_value *list = mq_set_list(page, "quotes");
	for (uint32_t i = 0; i < m->quotes.n && i < QUOTES_MOST; i++) {
		const mq_quote *q = &m->quotes.v[i];
		const mq_mention *who = mention_of(m, q->speaker);
		mq_value *one = mq_add_map(list);
		mq_set(one, "text", mq_text_brief(r->arena, q->text, 400));
		mq_set_flag(one, "indirect", q->indirect);
		if (who) mq_set(one, "speaker", who->name.n ? who->name : who->text);
		mq_set(one, "role", q->speaker_role.n ? q->speaker_role : who ? who->role : MQ_NONE);
	}
}

static void put_copies(mq_request *r, mq_value *page, const mq_article_row *row)
{
	mq_filter f = mq_filter_all();
	mq_article_rows rows = {0};
	mq_text next;
	if (!row->story[0]) return;
	f.story = mq_text_of(row->story);
	f.limit = 20;
	if (!mq_ok(mq_store_articles(r->store, r->arena, &f, &rows, &next)) || rows.n < 2) return;
	mq_set_int(page, "story_articles", rows.n);
	mq_put_article_rows(r, page, "same_story", &rows);
}

static void put_head(mq_request *r, mq_value *page, const mq_stored_article *x)
{
	const mq_article *art = &x->record.article;
	mq_put_article_row(r, page, &x->row);
	mq_set(page, "title", art->title.n ? mq_text_brief(r->arena, art->title, 300) : mq_msg(r, "untitled"));
	mq_set_markup(page, "heading", mq_body_html(r, &x->record, MQ_IN_TITLE));
	if (x->row.day != MQ_NO_DAY)
		mq_set(page, "hijri", mq_say_hijri(r->arena, r->site->hijri, r->messages, r->lang, x->row.day));
	mq_set(page, "short", mq_arena_print(r->arena, "%.16s", x->row.id));
	mq_set(page, "standfirst", art->standfirst);
	mq_set(page, "byline", art->byline);
	mq_set_flag(page, "is_article", true);
	mq_set(page, "url", art->url);
	mq_set(page, "source_url", art->source_url.n ? art->source_url : art->url);
	mq_set(page, "published", art->published);
	mq_set(page, "adir", mq_is_rtl(art->title.n ? art->title : art->body) ? MQ_T("rtl") : MQ_T("ltr"));
	mq_set(page, "warning", x->page.warning);
	mq_set_c(page, "rules", x->rules_hash);
	mq_set_int(page, "versions", x->row.versions > 1 ? x->row.versions : 0);
}

bool mq_is_rtl(mq_text t)
{
	for (size_t at = 0; at < t.n;) {
		uint32_t c = mq_utf8_next(t, &at);
		if ((c >= 0x590 && c <= 0x8FF) || (c >= 0xFB1D && c <= 0xFEFC)) return true;
		if ((c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= 0xC0 && c <= 0x24F)) return false;
	}
	return false;
}

mq_text mq_dir_of(mq_text t) { return mq_is_rtl(t) ? MQ_T("rtl") : MQ_T("ltr"); }

/* what an editor said of an event: the record keeps it as it was coded */
static void put_said(mq_request *r, mq_value *one, const mq_correction_rows *rows, const char *article, uint32_t event)
{
	mq_text id = mq_arena_print(r->arena, "%.16s-e%u", article, event);
	for (uint32_t i = 0; i < rows->n; i++) {
		const mq_correction_row *c = &rows->v[i];
		if (c->undone_at.n || c->replaced || !mq_text_eq(id, mq_text_of(c->event))) continue;
		mq_put_said(r, one, &c->said);
	}
}

mq_status mq_article_page(mq_request *r, mq_reply *out)
{
	mq_stored_article x;
	MQ_TRY(mq_store_article(r->store, r->arena, r->part[0], &x));
	mq_value *page = mq_page_open(r, "");
	put_head(r, page, &x);
	mq_set_markup(page, "body", mq_body_html(r, &x.record, MQ_IN_BODY));
	mq_value *events = mq_set_list(page, "events");
	mq_correction_rows said = {0};
	MQ_TRY(mq_store_corrections(r->store, r->arena, mq_text_of(x.row.id), 0, MQ_ROWS_MOST, &said));
	for (uint32_t i = 0; i < x.record.events.n; i++) {
		mq_value *one = mq_add_map(events);
		put_event(r, one, &x.record, &x.record.events.v[i]);
		put_said(r, one, &said, x.row.id, x.record.events.v[i].id);
	}
	put_quotes(r, page, &x.record);
	mq_put_images(r, page, &x);
	put_copies(r, page, &x.row);
	return mq_page_render(r, out, "article", page);
}

/* --- the stored page ---------------------------------------------------------------------------------------------------------
 */

/* stored bytes as UTF-8: what cannot be read stays as U+FFFD, byte for byte, so that the place of the evidence does not move */
static mq_text as_utf8(mq_arena *a, mq_text bytes, mq_text charset)
{
	if (charset.n == 0 || charset.n > 40 || mq_text_eq_ascii_nocase(charset, MQ_T("utf-8"))) return bytes;
	mq_text name = mq_arena_print(a, "%.*s", MQ_ARG(charset));
	iconv_t cd = mq_text_none(name) ? (iconv_t)-1 : iconv_open("UTF-8", name.p);
	if (cd == (iconv_t)-1) return bytes;
	size_t room = bytes.n * 4 + 16, left = room, in_left = bytes.n;
	char *p = mq_arena_alloc(a, room), *to = p, *from = (char *)(uintptr_t)bytes.p;
	while (p && in_left && iconv(cd, &from, &in_left, &to, &left) == (size_t)-1 && in_left && left >= 3) {
		to += mq_utf8_put(to, MQ_UTF8_BAD);
		left = room - (size_t)(to - p);
		from++;
		in_left--;
	}
	iconv_close(cd);
	return p ? mq_text_at(p, (size_t)(to - p)) : bytes;
}

static uint32_t number_of(const mq_request *r, const char *name)
{
	uint64_t n = 0;
	return mq_text_u64(mq_argument_of(r, name), &n) && n < UINT32_MAX ? (uint32_t)n : 0;
}

/* the bytes asked for: an event's evidence, or "at=START-END" */
static mq_span span_asked(const mq_request *r, const mq_record *record, size_t page_n)
{
	mq_text at = mq_argument_of(r, "at"), from;
	uint64_t a = 0, b = 0;
	uint32_t event = number_of(r, "event"), k = number_of(r, "evidence");
	mq_span s = {0, 0};
	for (uint32_t i = 0; i < record->events.n; i++) {
		const mq_event *e = &record->events.v[i];
		if (e->id == event && k < e->evidence.n)
			s = mq_page_span(record, e->evidence.v[k].in, e->evidence.v[k].start, e->evidence.v[k].end);
	}
	if (at.n && mq_text_split(&at, '-', &from) && mq_text_u64(from, &a) && mq_text_u64(at, &b) && a < b && b <= page_n)
		s = (mq_span){(uint32_t)a, (uint32_t)b};
	if (s.end > page_n) s.end = (uint32_t)page_n;
	if (s.start > s.end) s.start = s.end;
	return s;
}

mq_status mq_stored_page_page(mq_request *r, mq_reply *out)
{
	mq_stored_article x;
	mq_stored_page p;
	MQ_TRY(mq_store_article(r->store, r->arena, r->part[0], &x));
	MQ_TRY(mq_store_page(r->store, r->arena, r->part[0], 0, &p));
	mq_span s = span_asked(r, &x.record, p.bytes.n);
	size_t from = s.start > STORED_AROUND ? s.start - STORED_AROUND : 0;
	size_t to = p.bytes.n - s.end > STORED_AROUND ? s.end + STORED_AROUND : p.bytes.n;
	bool utf8 = p.charset.n == 0 || mq_text_eq_ascii_nocase(p.charset, MQ_T("utf-8"));
	while (utf8 && from > 0 && mq_utf8_is_cont(p.bytes.p[from])) from--;
	while (utf8 && to < p.bytes.n && mq_utf8_is_cont(p.bytes.p[to])) to++;
	mq_value *page = mq_page_open(r, "");
	mq_put_article_row(r, page, &x.row);
	mq_set(page, "before", as_utf8(r->arena, mq_text_sub(p.bytes, from, s.start), p.charset));
	mq_set(page, "hit", as_utf8(r->arena, mq_text_sub(p.bytes, s.start, s.end), p.charset));
	mq_set(page, "after", as_utf8(r->arena, mq_text_sub(p.bytes, s.end, to), p.charset));
	mq_set_markup(page, "text", mq_body_html_lit(r, &x.record, MQ_IN_BODY, number_of(r, "event")));
	mq_set_flag(page, "cut_before", from > 0);
	mq_set_flag(page, "cut_after", to < p.bytes.n);
	mq_set(page, "range", mq_spread(r, s.start, s.end));
	mq_set_int(page, "size", (int64_t)p.bytes.n);
	mq_set(page, "charset", p.charset);
	mq_set(page, "media_type", p.media_type);
	mq_set_c(page, "sha256", p.sha256);
	mq_set(page, "path", p.path);
	mq_set(page, "fetched", p.fetched);
	return mq_page_render(r, out, "stored", page);
}
