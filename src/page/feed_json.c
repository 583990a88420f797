/* JSON Feed 1.0 and 1.1: every object of "items" is a page. */
#include "page/charset.h"
#include "page/feed_state.h"

bool mq_json_feed_sniff(mq_text head)
{
	mq_text t = mq_text_trim(head);
	return t.n && t.p[0] == '{' && mq_text_find(t, MQ_T("jsonfeed.org/version/"), 0) != SIZE_MAX;
}

static mq_text text_of(mq_arena *a, mq_text t, mq_json_value v)
{
	if (v.kind == MQ_JSON_NUMBER) return mq_text_span(t, v.at);
	return v.kind == MQ_JSON_STRING ? mq_json_string(a, t, v, NULL, NULL) : MQ_NONE;
}

mq_status mq_json_feed_open(mq_feed *f)
{
	mq_text t = f->file.text;
	mq_json_value all, key, v;
	MQ_TRY(mq_json_document(f->arena, t, 0, &all));
	for (size_t at = all.at.start + 1u; mq_json_member(t, all, &at, &key, &v);) {
		if (mq_json_is(t, key, MQ_T("title"))) f->title = text_of(f->arena, t, v);
		if (mq_json_is(t, key, MQ_T("home_page_url"))) f->link = text_of(f->arena, t, v);
		if (mq_json_is(t, key, MQ_T("language"))) f->lang = text_of(f->arena, t, v);
		if (mq_json_is(t, key, MQ_T("items")) && v.kind == MQ_JSON_ARRAY) f->list = v;
	}
	f->at = f->list.at.start + 1u;
	return MQ_DONE;
}

mq_status mq_json_feed_next(mq_feed *f, mq_arena *a, mq_page *page)
{
	mq_json_value v;
	(void)a;
	if (f->list.kind != MQ_JSON_ARRAY || !mq_json_element(f->file.text, f->list, &f->at, &v))
		return (mq_status){MQ_END, MQ_BYTE_UNKNOWN, MQ_NONE};
	if (v.kind == MQ_JSON_OBJECT) {
		f->from = v.at.start;
		f->to = v.at.end;
		return MQ_DONE;
	}
	page->record = f->items++;
	return MQ_FAIL(MQ_BAD_DATA, v.at.start, "an item that is no object");
}

typedef struct {
	mq_text published, modified;
	mq_json_value html, text;
	bool has_html, has_text;
} seen;

static mq_text first_author(mq_arena *a, mq_text t, mq_json_value v)
{
	mq_json_value one = v, key, name;
	size_t at = v.at.start + 1u;
	if (v.kind == MQ_JSON_ARRAY && !mq_json_element(t, v, &at, &one)) return MQ_NONE;
	if (one.kind != MQ_JSON_OBJECT) return MQ_NONE;
	for (at = one.at.start + 1u; mq_json_member(t, one, &at, &key, &name);)
		if (mq_json_is(t, key, MQ_T("name"))) return text_of(a, t, name);
	return MQ_NONE;
}

static void note_member(mq_arena *a, mq_page *page, mq_json_value key, mq_json_value v, seen *s)
{
	mq_text t = page->text;
	mq_page_fields *p = &page->fields;
	const struct {
		const char *name;
		mq_text *to;
	} rows[] = {{"id", &page->key},
		    {"url", &p->url},
		    {"summary", &p->standfirst},
		    {"date_published", &s->published},
		    {"date_modified", &s->modified},
		    {"language", &p->lang}};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		if (mq_json_is(t, key, mq_text_of(rows[i].name))) *rows[i].to = text_of(a, t, v);
	if (mq_json_is(t, key, MQ_T("author")) || mq_json_is(t, key, MQ_T("authors"))) p->author = first_author(a, t, v);
	if (v.kind != MQ_JSON_STRING) return;
	if (mq_json_is(t, key, MQ_T("content_html"))) {
		s->html = v;
		s->has_html = true;
	}
	if (mq_json_is(t, key, MQ_T("content_text"))) {
		s->text = v;
		s->has_text = true;
	}
}

static mq_status mapped(mq_arena *a, mq_page *page, mq_json_value v, mq_text *out, mq_map *map)
{
	mq_map over = {0};
	*out = mq_json_string(a, page->text, v, &over, NULL);
	if (mq_text_none(*out)) return mq_fail_memory(a);
	if (!mq_map_through(a, &over, (uint32_t)out->n, &page->text_map, (uint32_t)page->text.n, map)) return mq_fail_memory(a);
	return MQ_DONE;
}

mq_status mq_json_feed_item(mq_arena *a, const mq_page_options *o, mq_page *page)
{
	mq_json_value all, key, v;
	mq_page_fields *p = &page->fields;
	seen s = {0};
	page->media_type = MQ_T("application/feed+json");
	MQ_TRY(mq_json_document(a, page->text, page->offset, &all));
	for (size_t at = all.at.start + 1u; mq_json_member(page->text, all, &at, &key, &v);) {
		note_member(a, page, key, v, &s);
		if (v.kind == MQ_JSON_STRING && mq_json_is(page->text, key, MQ_T("title")))
			MQ_TRY(mapped(a, page, v, &p->title, &p->title_map));
	}
	p->body_html = s.has_html;
	if (s.has_html || s.has_text) MQ_TRY(mapped(a, page, s.has_html ? s.html : s.text, &p->body, &p->body_map));
	MQ_TRY(mq_feed_keep_date(a, o, s.published, &p->published, page));
	MQ_TRY(mq_feed_keep_date(a, o, s.modified, &p->modified, page));
	return mq_arena_failed(a) ? mq_fail_memory(a) : MQ_DONE;
}
