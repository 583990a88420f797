/* JSON lines: {id, title, body, published, outlet, url}, one article a line. The stored page is the line. */
#include <jansson.h>

#include "page/formats.h"

bool mq_jsonl_sniff(mq_text path, mq_text head)
{
	(void)path;
	mq_text t = mq_text_trim(head);
	return t.n && t.p[0] == '{';
}

static mq_text field(mq_arena *a, const json_t *o, const char *name)
{
	const json_t *v = json_object_get(o, name);
	if (!json_is_string(v)) return MQ_NONE;
	return mq_arena_text(a, mq_text_at(json_string_value(v), json_string_length(v)));
}

static mq_status take_line(mq_source *s, mq_arena *a, mq_page *page)
{
	size_t want = (size_t)64 << 10;
	for (;;) {
		mq_text t = mq_source_peek(s, want);
		size_t end = mq_text_find_byte(t, '\n', 0);
		if (end == SIZE_MAX && t.n == want && want < MQ_PAGE_MOST) {
			want *= 2;
			continue;
		}
		if (t.n == 0) return (mq_status){MQ_END, MQ_BYTE_UNKNOWN, MQ_NONE};
		if (end == SIZE_MAX) end = t.n;
		page->offset = s->at;
		page->stored = mq_arena_text(a, mq_text_sub(t, 0, end));
		mq_source_skip(s, end < t.n ? end + 1 : end);
		return mq_text_none(page->stored) ? mq_fail_memory(a) : MQ_DONE;
	}
}

mq_status mq_jsonl_next(void **state, mq_source *s, mq_arena *a, mq_page *page)
{
	json_error_t e;
	(void)state;
	do MQ_TRY(take_line(s, a, page));
	while (mq_text_trim(page->stored).n == 0);
	json_t *o = json_loadb(page->stored.p, page->stored.n, 0, &e);
	if (!o)
		return mq_fail(a, MQ_BAD_DATA, page->offset + (uint64_t)(e.position > 0 ? e.position : 0), "not JSON: %s",
			       e.text);
	page->kind = MQ_PAGE_FIELDS;
	page->media_type = MQ_T("application/json");
	page->charset = MQ_T("utf-8");
	page->key = field(a, o, "id");
	page->fields = (mq_page_fields){.title = field(a, o, "title"),
					.body = field(a, o, "body"),
					.published = field(a, o, "published"),
					.outlet = field(a, o, "outlet"),
					.url = field(a, o, "url")};
	page->url = page->fields.url;
	json_decref(o);
	return MQ_DONE;
}
