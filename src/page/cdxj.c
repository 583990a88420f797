#include "page/cdxj.h"

#include "page/warc.h"

struct mq_cdxj {
	mq_reader *reader;
	mq_text filename;
	uint64_t record;
	/* the line before last: its length is known when the next record begins */
	mq_buf held;
	uint64_t held_offset;
	bool holds;
};

mq_status mq_cdxj_open(mq_arena *a, mq_text path, mq_cdxj **out)
{
	mq_page_options o = {.as = MQ_T("warc")};
	mq_cdxj *c = MQ_NEW(a, mq_cdxj);
	if (!c) return mq_fail_memory(a);
	mq_buf_open(&c->held, MQ_CDXJ_LINE_MOST);
	c->filename = path;
	for (size_t slash; (slash = mq_text_find_byte(c->filename, '/', 0)) != SIZE_MAX;)
		c->filename = mq_text_sub(c->filename, slash + 1, c->filename.n);
	MQ_TRY(mq_reader_open(a, &o, path, &c->reader));
	*out = c;
	return MQ_DONE;
}

void mq_cdxj_close(mq_cdxj *c)
{
	if (!c) return;
	mq_buf_close(&c->held);
	mq_reader_close(c->reader);
}

static char lower(char c) { return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c; }

/* "www.example.org" as "org,example" */
static size_t put_host(char *to, mq_text host)
{
	size_t n = 0;
	if (host.n > 4 && lower(host.p[0]) == 'w' && mq_text_eq_ascii_nocase(mq_text_sub(host, 0, 4), MQ_T("www.")))
		host = mq_text_sub(host, 4, host.n);
	for (size_t end = host.n; end > 0;) {
		size_t start = end;
		while (start > 0 && host.p[start - 1] != '.') start--;
		for (size_t i = start; i < end; i++) to[n++] = lower(host.p[i]);
		if (start == 0) break;
		to[n++] = ',';
		end = start - 1;
	}
	return n;
}

mq_text mq_surt(mq_arena *a, mq_text url)
{
	size_t scheme = mq_text_find(url, MQ_T("://"), 0);
	if (scheme == SIZE_MAX) return mq_arena_text(a, url);
	mq_text rest = mq_text_sub(url, scheme + 3, url.n);
	size_t end = 0;
	while (end < rest.n && !strchr("/?#", rest.p[end])) end++;
	mq_text host = mq_text_sub(rest, 0, end), tail = mq_text_sub(rest, end, mq_text_find_byte(rest, '#', end));
	size_t at = mq_text_find_byte(host, '@', 0), colon;
	if (at != SIZE_MAX) host = mq_text_sub(host, at + 1, host.n);
	colon = mq_text_find_byte(host, ':', 0);
	mq_text port = colon == SIZE_MAX ? MQ_NONE : mq_text_sub(host, colon, host.n);
	if (colon != SIZE_MAX) host = mq_text_sub(host, 0, colon);
	if (mq_text_eq(port, MQ_T(":80")) || mq_text_eq(port, MQ_T(":443"))) port = MQ_NONE;
	char *to = mq_arena_alloc(a, url.n + 8);
	if (!to) return MQ_NONE;
	size_t n = put_host(to, host);
	if (port.n) memcpy(to + n, port.p, port.n);
	n += port.n;
	to[n++] = ')';
	if (tail.n == 0 || tail.p[0] != '/') to[n++] = '/';
	for (size_t i = 0; i < tail.n; i++) to[n++] = lower(tail.p[i]);
	return mq_text_at(to, n);
}

/* 2024-05-01T10:20:30Z as 20240501102030 */
static void put_time(mq_buf *line, mq_text date)
{
	size_t n = 0;
	for (size_t i = 0; i < date.n && n < 14 && date.p[i] != '.'; i++) {
		if (date.p[i] < '0' || date.p[i] > '9') continue;
		mq_buf_byte(line, date.p[i]);
		n++;
	}
	while (n++ < 14) mq_buf_byte(line, '0');
}

static void put_line(mq_cdxj *c, mq_arena *a, const mq_warc_head *h, const mq_http_head *http)
{
	bool revisit = mq_text_eq_ascii_nocase(h->type, MQ_T("revisit"));
	mq_text digest = h->payload_digest;
	mq_json j;
	mq_buf_clear(&c->held);
	mq_buf_put(&c->held, mq_surt(a, h->uri));
	mq_buf_byte(&c->held, ' ');
	put_time(&c->held, h->date);
	mq_buf_byte(&c->held, ' ');
	mq_json_open(&j, &c->held);
	mq_json_object(&j);
	mq_json_put_text(&j, "url", h->uri);
	mq_json_put_text(&j, "mime", revisit ? MQ_T("warc/revisit") : http->media_type.n ? http->media_type : MQ_T("unk"));
	if (http->status) mq_json_put_text(&j, "status", mq_arena_print(a, "%d", http->status));
	if (mq_text_starts(digest, MQ_T("sha1:"))) digest = mq_text_sub(digest, 5, digest.n);
	if (digest.n) mq_json_put_text(&j, "digest", digest);
	mq_json_put_text(&j, "offset", mq_arena_print(a, "%llu", (unsigned long long)c->held_offset));
	mq_json_put_text(&j, "filename", c->filename);
	/* the object stays open for the length */
	c->holds = true;
}

static bool give_held(mq_cdxj *c, uint64_t end, mq_buf *line)
{
	if (!c->holds) return false;
	mq_buf_clear(line);
	mq_buf_put(line, mq_buf_text(&c->held));
	mq_buf_print(line, ",\"length\":\"%llu\"}\n", (unsigned long long)(end - c->held_offset));
	c->holds = false;
	return true;
}

static bool is_indexed(const mq_warc_head *h)
{
	return mq_text_eq_ascii_nocase(h->type, MQ_T("response")) || mq_text_eq_ascii_nocase(h->type, MQ_T("revisit")) ||
	       mq_text_eq_ascii_nocase(h->type, MQ_T("resource"));
}

/* the views of h die with the look at the block, so the line is written from a second reading of the header */
static mq_status hold_record(mq_cdxj *c, mq_source *s, mq_arena *a, const mq_warc_head *h)
{
	mq_warc_head again;
	mq_http_head http = {0};
	mq_text charset, t = mq_source_peek(s, h->size + (h->length < 16384 ? (size_t)h->length : 16384));
	MQ_TRY(mq_warc_head_peek(s, &again));
	if (!mq_http_head_read(mq_text_sub(t, again.size, t.n), &http))
		mq_http_media(again.media_type, &http.media_type, &charset);
	put_line(c, a, &again, &http);
	return mq_warc_skip(s, &again, a);
}

mq_status mq_cdxj_next(mq_cdxj *c, mq_arena *a, mq_buf *line, uint64_t *record)
{
	mq_source *s = mq_reader_source(c->reader);
	for (;;) {
		mq_warc_head h;
		mq_status st = mq_warc_head_peek(s, &h);
		*record = c->record;
		if (st.code == MQ_END) {
			if (give_held(c, mq_source_raw_end(s), line)) return MQ_DONE;
			return st;
		}
		if (!mq_ok(st)) {
			c->record += h.lost;
			return st;
		}
		uint64_t offset = mq_source_offset(s);
		if (give_held(c, offset, line)) return MQ_DONE; /* this record is looked at again by the next call */
		c->record++;
		c->held_offset = offset;
		st = is_indexed(&h) ? hold_record(c, s, a, &h) : mq_warc_skip(s, &h, a);
		if (!mq_ok(st)) {
			c->holds = false;
			return st;
		}
	}
}
