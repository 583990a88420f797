/* JSON lines: {id, title, body, published, outlet, url}, one article a line. The stored page is the line, and title and body map
 * back to its bytes. A line that is not JSON, or too long, costs that line. */
#include "page/charset.h"
#include "page/formats.h"
#include "page/json_scan.h"

bool mq_jsonl_sniff(mq_text path, mq_text head)
{
	(void)path;
	mq_text t = mq_text_trim(head);
	return t.n && t.p[0] == '{';
}

/* what the names of a line mean; the first that is there wins, in this order */
typedef enum {
	F_KEY,
	F_TITLE,
	F_BODY,
	F_PUBLISHED,
	F_MODIFIED,
	F_OUTLET,
	F_URL,
	F_AUTHOR,
	F_STANDFIRST,
	F_LANG,
	F_SECTION,
	F_FETCHED,
	F_MANY
} field;

static const struct {
	const char *name;
	field field;
} names[] = {{"id", F_KEY},
	     {"title", F_TITLE},
	     {"headline", F_TITLE},
	     {"body", F_BODY},
	     {"text", F_BODY},
	     {"content", F_BODY},
	     {"published", F_PUBLISHED},
	     {"date", F_PUBLISHED},
	     {"modified", F_MODIFIED},
	     {"outlet", F_OUTLET},
	     {"source", F_OUTLET},
	     {"url", F_URL},
	     {"byline", F_AUTHOR},
	     {"author", F_AUTHOR},
	     {"standfirst", F_STANDFIRST},
	     {"lang", F_LANG},
	     {"section", F_SECTION},
	     {"fetched", F_FETCHED}};
#define NAMES (sizeof names / sizeof *names)

/* the length of the line at hand without its newline; SIZE_MAX when it is longer than a page may be */
static size_t line_length(mq_source *s)
{
	size_t want = (size_t)64 << 10, seen = 0;
	for (;;) {
		mq_text t = mq_source_peek(s, want);
		size_t end = mq_text_find_byte(t, '\n', seen);
		if (end != SIZE_MAX) return end;
		if (t.n < want) return t.n <= MQ_PAGE_MOST ? t.n : SIZE_MAX;
		if (want > MQ_PAGE_MOST) return SIZE_MAX;
		seen = t.n;
		want = want * 2 <= MQ_PAGE_MOST ? want * 2 : MQ_PAGE_MOST + 1;
	}
}

static void skip_line(mq_source *s)
{
	for (;;) {
		mq_text t = mq_source_peek(s, (size_t)64 << 10);
		size_t end = mq_text_find_byte(t, '\n', 0);
		mq_source_skip(s, end == SIZE_MAX ? t.n : end + 1);
		if (end != SIZE_MAX || t.n == 0) return;
	}
}

mq_status mq_jsonl_next(mq_reading *r, mq_arena *a, mq_page *page)
{
	mq_source *s = r->source;
	for (;;) {
		page->offset = s->at;
		mq_text one = mq_source_peek(s, 1);
		if (one.n == 0) return (mq_status){MQ_END, MQ_BYTE_UNKNOWN, MQ_NONE};
		size_t n = line_length(s);
		if (n == SIZE_MAX) {
			skip_line(s);
			return MQ_FAIL(MQ_LIMIT, page->offset + MQ_PAGE_MOST, "the line is longer than 32 MiB");
		}
		mq_text line = mq_source_peek(s, n + 1);
		bool cut = line.n <= n && !mq_ok(s->trouble); /* no newline: the file's damage cut it */
		line = mq_text_sub(line, 0, n);
		if (cut) {
			mq_source_skip(s, n);
			return MQ_FAIL(MQ_BAD_DATA, page->offset + n, "the line is cut off where the file is damaged");
		}
		if (s->at == 0 && mq_text_starts(line, MQ_T("\xEF\xBB\xBF"))) {
			mq_source_skip(s, 3);
			continue;
		}
		if (mq_text_trim(line).n) {
			page->stored = mq_arena_text(a, line);
			mq_source_skip(s, n + 1);
			return mq_text_none(page->stored) ? mq_fail_memory(a) : MQ_DONE;
		}
		mq_source_skip(s, n + 1);
	}
}

static void note_row(mq_text line, const mq_json_value *key, const mq_json_value *value, mq_json_value found[F_MANY],
		     size_t rank[F_MANY])
{
	if (value->kind != MQ_JSON_STRING && value->kind != MQ_JSON_NUMBER) return;
	for (size_t i = 0; i < NAMES; i++) {
		if (!mq_json_is(line, *key, mq_text_of(names[i].name))) continue;
		field f = names[i].field;
		if (value->kind == MQ_JSON_NUMBER && f != F_KEY) return;
		if (rank[f] && rank[f] < i + 1) return;
		rank[f] = i + 1;
		found[f] = *value;
		return;
	}
}

static mq_status field_text(mq_arena *a, mq_text line, mq_json_value v, bool there, mq_map *map, uint32_t *odd, mq_text *out)
{
	if (!there) return MQ_DONE;
	*out = v.kind == MQ_JSON_NUMBER ? mq_text_span(line, v.at) : mq_json_string(a, line, v, map, odd);
	return mq_text_none(*out) ? mq_fail_memory(a) : MQ_DONE;
}

mq_status mq_jsonl_decode(mq_arena *a, const mq_page_options *o, mq_page *page)
{
	(void)o;
	mq_text line = page->stored;
	mq_json_value all, key, value, found[F_MANY];
	size_t rank[F_MANY] = {0}, many = 0;
	MQ_TRY(mq_json_document(a, line, page->offset, &all));
	if (all.kind != MQ_JSON_OBJECT) return MQ_FAIL(MQ_BAD_DATA, page->offset, "not a JSON object");
	for (size_t at = all.at.start + 1u; mq_json_member(line, all, &at, &key, &value);)
		note_row(line, &key, &value, found, rank);
	for (size_t f = 0; f < F_MANY; f++) many += rank[f] != 0;
	if (!many) return MQ_FAIL(MQ_BAD_DATA, page->offset, "a JSON object without any field of an article");
	page->kind = MQ_PAGE_FIELDS;
	page->media_type = MQ_T("application/json");
	page->charset = MQ_T("utf-8");
	mq_page_fields *p = &page->fields;
	mq_text *to[F_MANY] = {&page->key, &p->title,  &p->body,       &p->published, &p->modified, &p->outlet,
			       &p->url,    &p->author, &p->standfirst, &p->lang,      &p->section,  &page->fetched};
	mq_map *map[F_MANY] = {[F_TITLE] = &p->title_map, [F_BODY] = &p->body_map};
	uint32_t odd = 0;
	for (size_t f = 0; f < F_MANY; f++) MQ_TRY(field_text(a, line, found[f], rank[f] != 0, map[f], &odd, to[f]));
	page->url = p->url;
	if (odd) {
		mq_text why = mq_arena_print(a, "%u bytes or escapes of the line are no characters; each is kept as U+FFFD", odd);
		if (mq_text_none(why) || !mq_page_warn(a, page, why)) return mq_fail_memory(a);
	}
	return mq_charset_doubt(a, page, p->body);
}
