/* WARC and WET: every record that holds a page of text (responses that went well, resources, conversions) is a page. The stored
 * page is the payload, its transfer and content codings undone. Revisits repeat a page that the archive has, and give none. */
#include "page/warc.h"

#include "page/charset.h"
#include "page/formats.h"

bool mq_warc_sniff(mq_text path, mq_text head)
{
	(void)path;
	while (head.n && (head.p[0] == '\r' || head.p[0] == '\n')) head = mq_text_sub(head, 1, head.n);
	return mq_text_starts(head, MQ_T("WARC/"));
}

bool mq_wet_sniff(mq_text path, mq_text head)
{
	(void)path;
	(void)head;
	return false; /* the same as warc; a name for those who look for it */
}

typedef struct {
	uint64_t records;
} counting;

/* what decode needs to know of the record */
typedef struct {
	bool http;
	mq_text media_type, charset, odd;
} framed;

typedef enum { NOT_WANTED, AS_HTML, AS_TEXT } wanted;

static wanted media_wanted(mq_text media_type, mq_text payload)
{
	static const struct {
		const char *name;
		wanted as;
	} rows[] = {{"text/html", AS_HTML}, {"application/xhtml+xml", AS_HTML}, {"text/plain", AS_TEXT}};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		if (mq_text_eq_ascii_nocase(media_type, mq_text_of(rows[i].name))) return rows[i].as;
	bool unnamed = media_type.n == 0 || mq_text_eq_ascii_nocase(media_type, MQ_T("unk"));
	return unnamed && mq_html_sniff(MQ_NONE, mq_text_sub(payload, 0, 4096)) ? AS_HTML : NOT_WANTED;
}

/* addresses that crawlers use for their own papers, and the one file of every site that is text and no page */
static bool is_of_crawl(mq_text uri)
{
	static const char *const heads[] = {"metadata:", "dns:", "filedesc:", "urn:", "warcinfo:", "screenshot:"};
	for (size_t i = 0; i < sizeof heads / sizeof *heads; i++)
		if (mq_text_starts(uri, mq_text_of(heads[i]))) return true;
	return mq_text_ends(uri, MQ_T("/robots.txt"));
}

static wanted record_wanted(const mq_warc_head *h)
{
	static const char *const types[] = {"response", "resource", "conversion"};
	if (is_of_crawl(h->uri) || mq_text_eq(h->use, MQ_T("listing"))) return NOT_WANTED;
	for (size_t i = 0; i < sizeof types / sizeof *types; i++)
		if (mq_text_eq_ascii_nocase(h->type, mq_text_of(types[i]))) return AS_HTML;
	return NOT_WANTED;
}

/* looks at the front of the block: what is its payload, and is that a page */
static wanted payload_wanted(const mq_warc_head *h, mq_text block, mq_http_head *http)
{
	mq_text media_type, charset;
	mq_http_media(h->media_type, &media_type, &charset);
	*http = (mq_http_head){.media_type = media_type, .charset = charset};
	if (mq_text_eq_ascii_nocase(h->type, MQ_T("response")) && mq_http_head_read(block, http)) {
		if (http->status && (http->status < 200 || http->status > 299)) return NOT_WANTED;
	} else if (mq_text_eq_ascii_nocase(media_type, MQ_T("application/http"))) return NOT_WANTED;
	if (http->body >= block.n) return NOT_WANTED;
	bool coded = http->content_encoding.n || http->transfer.n;
	return media_wanted(http->media_type, coded ? MQ_NONE : mq_text_sub(block, http->body, block.n));
}

static mq_status keep_record(mq_arena *a, const mq_warc_head *h, mq_text both, size_t block_n, mq_text odd,
			     const mq_http_head *http, wanted as, mq_page *page)
{
	framed *f = MQ_NEW(a, framed);
	page->stored = mq_arena_text(a, mq_text_at(both.p + h->size, block_n));
	page->url = mq_text_sound(a, mq_arena_text(a, h->uri));
	page->fetched = mq_text_sound(a, mq_arena_text(a, h->date));
	if (!f || mq_text_none(page->stored) || mq_arena_failed(a)) return mq_fail_memory(a);
	f->http = http->body != 0;
	f->media_type = mq_arena_text(a, http->media_type);
	f->charset = mq_arena_text(a, http->charset);
	f->odd = odd;
	if (h->truncated.n && !odd.n)
		f->odd = mq_arena_print(a, "cut off by the crawler: %.*s", (int)(h->truncated.n < 40 ? h->truncated.n : 40),
					h->truncated.p);
	page->frame = f;
	page->kind = as == AS_HTML ? MQ_PAGE_HTML : MQ_PAGE_TEXT;
	return mq_arena_failed(a) ? mq_fail_memory(a) : MQ_DONE;
}

/* MQ_END here: this record is no page */
static mq_status take_record(mq_source *s, const mq_warc_head *h, mq_arena *a, mq_page *page)
{
	const mq_status none = {MQ_END, MQ_BYTE_UNKNOWN, MQ_NONE};
	mq_http_head http;
	mq_text both, odd;
	size_t n;
	if (record_wanted(h) == NOT_WANTED) {
		mq_status s1 = mq_warc_skip(s, h, a);
		return mq_ok(s1) ? none : s1;
	}
	/* the front first: images and films are never looked at whole */
	size_t front = h->length < 16384 ? (size_t)h->length : 16384;
	mq_text t = mq_source_peek(s, h->size + front);
	mq_warc_head again = *h;
	mq_http_head probe;
	/* a peek moves the bytes: the views of the header are read anew */
	MQ_TRY(mq_warc_head_peek(s, &again));
	wanted as = payload_wanted(&again, mq_text_sub(t, h->size, t.n), &probe);
	if (as == NOT_WANTED || h->length > MQ_PAGE_MOST) {
		mq_status s1 = mq_warc_skip(s, &again, a);
		if (mq_ok(s1) && as != NOT_WANTED) return MQ_FAIL(MQ_LIMIT, page->offset, "the page is larger than 32 MiB");
		return mq_ok(s1) ? none : s1;
	}
	MQ_TRY(mq_warc_block_peek(s, &again, a, &both, &n, &odd));
	mq_warc_head now;
	MQ_TRY(mq_warc_head_peek(s, &now));
	as = payload_wanted(&now, mq_text_sub(both, h->size, both.n), &http);
	mq_status kept = as == NOT_WANTED ? none : keep_record(a, &now, both, n, odd, &http, as, page);
	mq_source_skip(s, both.n);
	return kept;
}

mq_status mq_warc_next(mq_reading *r, mq_arena *a, mq_page *page)
{
	counting *c = r->state;
	if (!c) c = r->state = mq_heap_alloc(sizeof *c);
	if (!c) return MQ_FAIL(MQ_NO_MEMORY, MQ_BYTE_UNKNOWN, "out of memory");
	for (;;) {
		mq_warc_head h;
		if (r->options->pages_most && c->records >= r->options->pages_most)
			return (mq_status){MQ_END, MQ_BYTE_UNKNOWN, MQ_NONE};
		mq_status s = mq_warc_head_peek(r->source, &h);
		page->record = c->records;
		page->offset = mq_source_offset(r->source);
		c->records += mq_ok(s) || h.lost;
		if (!mq_ok(s)) return s;
		s = take_record(r->source, &h, a, page);
		if (s.code != MQ_END) return s;
	}
}

mq_status mq_warc_decode(mq_arena *a, const mq_page_options *o, mq_page *page)
{
	const framed *f = page->frame;
	mq_text odd = MQ_NONE;
	if (f->http) {
		mq_http_head head;
		(void)mq_http_head_read(page->stored, &head);
		MQ_TRY(mq_http_payload(a, page->stored, &head, &page->stored, &odd));
	}
	if (f->odd.n && !mq_page_warn(a, page, f->odd)) return mq_fail_memory(a);
	if (odd.n) {
		mq_text why = mq_arena_print(a, "the payload is %.*s", MQ_ARG(odd));
		if (mq_text_none(why) || !mq_page_warn(a, page, why)) return mq_fail_memory(a);
	}
	page->charset = f->charset;
	return page->kind == MQ_PAGE_HTML ? mq_html_decode(a, o, page) : mq_dump_decode(a, o, page);
}

void mq_warc_close(void *state) { mq_heap_free(state); }
