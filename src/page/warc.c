/* WARC and WET: every record that holds a page of text (responses that went well, resources, conversions) is a page. The stored
 * page is the payload, its transfer and content codings undone. A feed's items are pages of its record. A revisit is the page
 * that it repeats, where that stands in the same file before it; else it gives none. */

#include "page/charset.h"
#include "page/formats.h"
#include "page/warc_inner.h"

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
	mq_warc_feed feed;
	mq_warc_place seen[MQ_WARC_SEEN];
} counting;

/* what decode needs to know of the record */
typedef struct {
	bool http;
	mq_text media_type, charset, odd;
} framed;

static mq_warc_wanted media_wanted(mq_text media_type, mq_text payload)
{
	static const struct {
		const char *name;
		mq_warc_wanted as;
	} rows[] = {{"text/html", AS_HTML},
		    {"application/xhtml+xml", AS_HTML},
		    {"text/plain", AS_TEXT},
		    {"application/rss+xml", AS_FEED},
		    {"application/atom+xml", AS_FEED},
		    {"application/rdf+xml", AS_FEED},
		    {"application/feed+json", AS_FEED},
		    {"application/xml", AS_FEED},
		    {"text/xml", AS_FEED},
		    {"application/json", AS_FEED}};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		if (mq_text_eq_ascii_nocase(media_type, mq_text_of(rows[i].name)))
			return rows[i].as == AS_FEED && payload.n && !mq_feed_sniff(MQ_NONE, mq_text_sub(payload, 0, 4096))
				   ? NOT_WANTED
				   : rows[i].as;
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

static mq_warc_wanted record_wanted(const mq_warc_head *h)
{
	static const char *const types[] = {"response", "resource", "conversion"};
	if (is_of_crawl(h->uri) || mq_text_eq(h->use, MQ_T("listing"))) return NOT_WANTED;
	for (size_t i = 0; i < sizeof types / sizeof *types; i++)
		if (mq_text_eq_ascii_nocase(h->type, mq_text_of(types[i]))) return AS_HTML;
	return NOT_WANTED;
}

mq_warc_wanted mq_warc_payload_wanted(const mq_warc_head *h, mq_text block, mq_http_head *http)
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

mq_status mq_warc_keep(mq_arena *a, const mq_warc_head *h, mq_text both, size_t block_n, mq_text odd, const mq_http_head *http,
		       mq_warc_wanted as, mq_page *page)
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

static mq_status open_feed(mq_reading *r, mq_arena *a, const mq_warc_head *h, mq_text block, const mq_http_head *http,
			   mq_page *page)
{
	counting *c = r->state;
	mq_text payload = block, odd;
	if (http->body) MQ_TRY(mq_http_payload(a, block, http, &payload, &odd));
	MQ_TRY(mq_warc_feed_open(&c->feed, r, payload, page, h->date));
	return mq_warc_feed_next(&c->feed, a, page);
}

/* a record that is a page, or a feed of pages, whole */
static mq_status take_whole(mq_reading *r, const mq_warc_head *h, mq_arena *a, mq_page *page)
{
	counting *c = r->state;
	mq_http_head http;
	mq_text both, odd;
	size_t n;
	MQ_TRY(mq_warc_block_peek(r->source, h, a, &both, &n, &odd));
	mq_warc_head now;
	MQ_TRY(mq_warc_head_peek(r->source, &now));
	mq_text block = mq_text_sub(both, now.size, both.n);
	mq_warc_wanted as = mq_warc_payload_wanted(&now, block, &http);
	mq_status kept = {MQ_END, MQ_BYTE_UNKNOWN, MQ_NONE};
	if (as == AS_FEED) kept = open_feed(r, a, &now, block, &http, page);
	else if (as != NOT_WANTED) {
		mq_warc_seen_put(c->seen, now.payload_digest, page->offset);
		mq_warc_seen_put(c->seen, now.record_id, page->offset);
		kept = mq_warc_keep(a, &now, both, n, odd, &http, as, page);
	}
	mq_source_skip(r->source, both.n);
	return kept;
}

static mq_status pass_over(mq_source *s, const mq_warc_head *h, mq_arena *a, mq_status otherwise)
{
	mq_status skipped = mq_warc_skip(s, h, a);
	return mq_ok(skipped) ? otherwise : skipped;
}

/* MQ_END here: this record is no page */
static mq_status take_record(mq_reading *r, const mq_warc_head *h, mq_arena *a, mq_page *page)
{
	const mq_status none = {MQ_END, MQ_BYTE_UNKNOWN, MQ_NONE};
	mq_source *s = r->source;
	mq_http_head probe;
	mq_warc_head again = *h;
	if (mq_text_eq_ascii_nocase(h->type, MQ_T("revisit")) && !is_of_crawl(h->uri)) {
		const counting *c = r->state;
		mq_status found = mq_warc_revisit(r, c->seen, h, a, page);
		return pass_over(s, h, a, found);
	}
	if (record_wanted(h) == NOT_WANTED) return pass_over(s, h, a, none);
	/* the front first: images and films are never looked at whole */
	size_t front = h->length < 16384 ? (size_t)h->length : 16384;
	mq_text t = mq_source_peek(s, h->size + front);
	/* a peek moves the bytes: the views of the header are read anew */
	MQ_TRY(mq_warc_head_peek(s, &again));
	mq_warc_wanted as = mq_warc_payload_wanted(&again, mq_text_sub(t, h->size, t.n), &probe);
	if (as == NOT_WANTED) return pass_over(s, &again, a, none);
	if (h->length > MQ_PAGE_MOST)
		return pass_over(s, &again, a, MQ_FAIL(MQ_LIMIT, page->offset, "the page is larger than 32 MiB"));
	return take_whole(r, &again, a, page);
}

static mq_status next_page(mq_reading *r, mq_arena *a, mq_page *page)
{
	counting *c = r->state;
	for (;;) {
		mq_warc_head h;
		if (c->feed.payload) {
			mq_status s = mq_warc_feed_next(&c->feed, a, page);
			if (s.code != MQ_END) return s;
		}
		if (r->options->pages_most && c->records >= r->options->pages_most)
			return (mq_status){MQ_END, MQ_BYTE_UNKNOWN, MQ_NONE};
		mq_status s = mq_warc_head_peek(r->source, &h);
		page->record = c->records;
		page->offset = mq_source_offset(r->source);
		c->records += mq_ok(s) || h.lost;
		if (!mq_ok(s)) return s;
		s = take_record(r, &h, a, page);
		if (s.code != MQ_END) return s;
	}
}

mq_status mq_warc_next(mq_reading *r, mq_arena *a, mq_page *page)
{
	if (!r->state) r->state = mq_heap_alloc(sizeof(counting));
	if (!r->state) return MQ_FAIL(MQ_NO_MEMORY, MQ_BYTE_UNKNOWN, "out of memory");
	mq_status s = next_page(r, a, page);
	r->more = ((counting *)r->state)->feed.payload != NULL;
	return s;
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

void mq_warc_close(void *state)
{
	counting *c = state;
	mq_warc_feed_close(&c->feed);
	mq_heap_free(c);
}
