/* RSS 0.9x, 1.0, 2.0 and Atom: every item is a page. The stored page is the item's element, byte for byte, and title and body
 * lead back to it. What the channel says of itself (outlet, language) stands in where the item says nothing. */
#include "page/feed.h"

#include "page/charset.h"
#include "page/feed_state.h"
#include "page/formats.h"
#include "page/xml.h"

bool mq_feed_sniff(mq_text path, mq_text head)
{
	static const char *const roots[] = {"<rss", "<feed", "<rdf:RDF", "<channel", "<item", "<entry"};
	(void)path;
	if (mq_json_feed_sniff(head)) return true;
	mq_xml_token k;
	for (size_t at = 0; mq_xml_next(head, &at, &k);) {
		if (k.kind == MQ_XML_TEXT && mq_text_trim(mq_text_sub(head, k.from, k.to)).n == 0) continue;
		mq_text tag = mq_text_sub(head, k.from, k.to);
		for (size_t i = 0; i < sizeof roots / sizeof *roots; i++)
			if (mq_text_starts(tag, mq_text_of(roots[i])) && k.name.n == strlen(roots[i]) - 1) return true;
		return false;
	}
	return false;
}

/* a channel says a dozen things of itself */
#define LOOKS_MOST 100u

static mq_status open_feed(mq_reading *r, mq_arena *a, mq_page *page)
{
	mq_reading whole = {.source = r->source, .options = r->options, .path = r->path};
	mq_feed *f = mq_heap_alloc(sizeof *f);
	if (!f) return MQ_FAIL(MQ_NO_MEMORY, MQ_BYTE_UNKNOWN, "out of memory");
	r->state = f;
	f->arena = mq_arena_open(MQ_PAGE_ARENA_MOST);
	if (!f->arena) return MQ_FAIL(MQ_NO_MEMORY, MQ_BYTE_UNKNOWN, "out of memory");
	(void)a;
	mq_status s = mq_whole_next(&whole, f->arena, page);
	if (s.code == MQ_END) f->ended = true;
	MQ_TRY(s);
	f->file = *page;
	f->file.charset = MQ_NONE;
	MQ_TRY(mq_charset_read(f->arena, MQ_NONE, true, &f->file));
	f->is_json = mq_json_feed_sniff(mq_text_sub(f->file.text, 0, 4096));
	return f->is_json ? mq_json_feed_open(f) : MQ_DONE;
}

static void read_channel(mq_feed *f, const mq_xml_token *k)
{
	const struct {
		const char *name;
		mq_text *to;
	} rows[] = {{"title", &f->title}, {"link", &f->link}, {"language", &f->lang}};
	mq_text t = f->file.text;
	if (k->prefix.n && !mq_text_eq(k->prefix, MQ_T("dc")) && !mq_text_eq(k->prefix, MQ_T("atom"))) return;
	if (mq_text_eq(k->local, MQ_T("feed")) || mq_text_eq(k->local, MQ_T("rss")))
		f->lang = mq_xml_attr(f->arena, k->attrs, MQ_T("xml:lang"));
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		if (rows[i].to->n || !mq_text_eq(k->local, mq_text_of(rows[i].name))) continue;
		mq_text href = mq_xml_attr(f->arena, k->attrs, MQ_T("href")), rel = mq_xml_attr(f->arena, k->attrs, MQ_T("rel"));
		if (href.n && (rel.n == 0 || mq_text_eq(rel, MQ_T("alternate")))) *rows[i].to = href;
		size_t end, to;
		/* what a channel says of itself is short: the look is bounded, so that a hostile head costs no more than its
		 * length */
		mq_text near = mq_text_sub(t, 0, k->to + MQ_TITLE_MOST);
		if (k->closed || href.n || f->looks++ > LOOKS_MOST || !mq_xml_find_end(near, k->name, k->to, &end, &to)) continue;
		*rows[i].to = mq_text_trim(mq_xml_plain(f->arena, t, k->to, end, NULL));
	}
}

static bool is_item(const mq_xml_token *k) { return mq_text_eq(k->local, MQ_T("item")) || mq_text_eq(k->local, MQ_T("entry")); }

/* The end of the item: its end tag, or where the next item begins, or the end of the feed. Items do not nest. */
static size_t item_end(mq_text t, const mq_xml_token *start, bool *whole)
{
	mq_xml_token k;
	*whole = true;
	if (start->closed) return start->to;
	for (size_t at = start->to; mq_xml_next(t, &at, &k);) {
		if (k.kind == MQ_XML_END && mq_text_eq(k.name, start->name)) return k.to;
		if (k.kind != MQ_XML_START || !mq_text_eq(k.name, start->name)) continue;
		*whole = false;
		return k.from;
	}
	*whole = false;
	return t.n;
}

static mq_status keep_item(mq_feed *f, mq_arena *a, size_t from, size_t to, bool whole, mq_page *page)
{
	mq_span s = mq_map_span(&f->file.text_map, (uint32_t)f->file.text.n, (mq_span){(uint32_t)from, (uint32_t)to});
	mq_feed_item *item = MQ_NEW(a, mq_feed_item);
	page->record = f->items++;
	page->offset = s.start;
	page->stored = mq_arena_text(a, mq_text_span(f->file.stored, s));
	page->charset = mq_arena_text(a, f->file.charset);
	if (!item || mq_text_none(page->stored) || mq_text_none(page->charset)) return mq_fail_memory(a);
	item->is_json = f->is_json;
	item->channel = mq_arena_text(a, f->title);
	item->link = mq_arena_text(a, f->link);
	item->lang = mq_arena_text(a, f->lang);
	item->warning = mq_arena_text(a, f->file.warning);
	item->whole = whole;
	page->frame = item;
	return mq_arena_failed(a) ? mq_fail_memory(a) : MQ_DONE;
}

static mq_status next_xml(mq_feed *f, mq_arena *a, mq_page *page)
{
	mq_xml_token k;
	mq_text t = f->file.text;
	while (mq_xml_next(t, &f->at, &k)) {
		if (k.kind != MQ_XML_START) continue;
		if (!is_item(&k)) {
			bool picture = mq_text_eq(k.local, MQ_T("image")) || mq_text_eq(k.local, MQ_T("textinput"));
			size_t end;
			if (picture && !k.closed && f->looks++ < LOOKS_MOST)
				(void)mq_xml_find_end(mq_text_sub(t, 0, k.to + MQ_TITLE_MOST), k.name, k.to, &end, &f->at);
			else read_channel(f, &k);
			continue;
		}
		bool whole;
		f->at = item_end(t, &k, &whole);
		return keep_item(f, a, k.from, f->at, whole, page);
	}
	return (mq_status){MQ_END, MQ_BYTE_UNKNOWN, MQ_NONE};
}

mq_status mq_feed_next(mq_reading *r, mq_arena *a, mq_page *page)
{
	if (!r->state) {
		mq_status s = open_feed(r, a, page);
		page->stored = page->charset = MQ_NONE;
		mq_feed *opened = r->state;
		if (!mq_ok(s) && opened) opened->ended = true;
		MQ_TRY(s);
	}
	mq_feed *f = r->state;
	if (f->ended) return (mq_status){MQ_END, MQ_BYTE_UNKNOWN, MQ_NONE};
	mq_status s = f->is_json ? mq_json_feed_next(f, a, page) : next_xml(f, a, page);
	if (mq_ok(s) && f->is_json) return keep_item(f, a, f->from, f->to, true, page);
	if (s.code != MQ_END) return s;
	f->ended = true;
	/* a feed without items is a feed; a file without the root of one is not */
	if (f->items == 0 && !mq_feed_sniff(r->path, mq_text_sub(f->file.text, 0, 4096)))
		return MQ_FAIL(MQ_BAD_DATA, 0, "no feed: neither RSS nor Atom nor JSON Feed");
	return s;
}

mq_status mq_feed_decode(mq_arena *a, const mq_page_options *o, mq_page *page)
{
	const mq_feed_item *item = page->frame;
	MQ_TRY(mq_charset_read_as(a, page));
	page->kind = MQ_PAGE_ITEM;
	MQ_TRY(item->is_json ? mq_json_feed_item(a, o, page) : mq_xml_feed_item(a, o, page));
	mq_page_fields *p = &page->fields;
	if (!p->outlet.n) p->outlet = item->channel;
	if (!p->lang.n) p->lang = item->lang;
	/* an address without a host is the channel's */
	size_t slash = mq_text_find(item->link, MQ_T("://"), 0);
	if (p->url.n && p->url.p[0] == '/' && slash != SIZE_MAX) {
		mq_text host = mq_text_sub(item->link, 0, mq_text_find_byte(item->link, '/', slash + 3));
		p->url = mq_arena_print(a, "%.*s%.*s", MQ_ARG(host), MQ_ARG(p->url));
		if (mq_text_none(p->url)) return mq_fail_memory(a);
	}
	page->url = p->url;
	if (item->warning.n && !mq_page_warn(a, page, item->warning)) return mq_fail_memory(a);
	if (!item->whole && !mq_page_warn(a, page, MQ_T("the item is not closed"))) return mq_fail_memory(a);
	if (!p->title.n && !p->body.n) return MQ_FAIL(MQ_BAD_DATA, page->offset, "an item without title and text");
	return MQ_DONE;
}

void mq_feed_close(void *state)
{
	mq_feed *f = state;
	mq_arena_close(f->arena);
	mq_heap_free(f);
}
