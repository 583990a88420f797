#include "watch/found.h"

#include "article/dom.h"
#include "article/html_rules.h"
#include "article/profiles.h"
#include "page/feed.h"
#include "page/formats.h"
#include "page/http.h"
#include "page/json_scan.h"
#include "page/xml.h"

/* what a channel says of itself stands in front of its items */
#define CHANNEL_MOST   ((size_t)64 << 10)
#define LINK_TEXT_MOST 400u

typedef struct {
	mq_arena *a;
	const mq_pack *pack;
	const mq_profiles *profiles;
	const mq_link_rules *rules;
	mq_text url; /* of the page, or its <base> */
	mq_text media_type;
	mq_found_list *out;
} looking;

static mq_status add(looking *l, mq_found_kind kind, mq_text url, mq_text title, mq_text date)
{
	mq_text form;
	if (l->out->v.n >= MQ_FOUND_MOST || !mq_url_form(l->a, l->rules, l->url, url, &form))
		return mq_arena_failed(l->a) ? mq_fail_memory(l->a) : MQ_DONE;
	mq_found *f = mq_push(l->a, &l->out->v);
	if (!f) return mq_fail_memory(l->a);
	*f = (mq_found){.kind = (uint8_t)kind, .url = form, .title = mq_text_sub(title, 0, MQ_TITLE_MOST), .date = date};
	return MQ_DONE;
}

/* A hub knows its topics byte by byte: an address that is whole as it stands is kept so, query and all (WebSub, 4). */
static mq_status add_exact(looking *l, mq_found_kind kind, mq_text url)
{
	mq_text form;
	url = mq_text_trim(url);
	bool whole = mq_text_starts(url, MQ_T("https://")) || mq_text_starts(url, MQ_T("http://"));
	for (size_t i = 0; whole && i < url.n; i++) whole = (unsigned char)url.p[i] > 0x20 && (unsigned char)url.p[i] < 0x7F;
	if (l->out->v.n >= MQ_FOUND_MOST || !mq_url_form(l->a, NULL, l->url, url, &form))
		return mq_arena_failed(l->a) ? mq_fail_memory(l->a) : MQ_DONE;
	mq_found *f = mq_push(l->a, &l->out->v);
	if (!f) return mq_fail_memory(l->a);
	*f = (mq_found){.kind = (uint8_t)kind, .url = whole ? url : form};
	return MQ_DONE;
}

/* ── feeds ─────────────────────────────────────────────────────────────────────────────────────────────────────────── */
static mq_status read_channel(looking *l, mq_text t)
{
	mq_xml_token k;
	t = mq_text_sub(t, 0, CHANNEL_MOST);
	for (size_t at = 0; mq_xml_next(t, &at, &k);) {
		if (k.kind != MQ_XML_START) continue;
		if (mq_text_eq(k.local, MQ_T("item")) || mq_text_eq(k.local, MQ_T("entry"))) break;
		if (!mq_text_eq(k.local, MQ_T("link"))) continue;
		mq_text rel = mq_xml_attr(l->a, k.attrs, MQ_T("rel")), href = mq_xml_attr(l->a, k.attrs, MQ_T("href"));
		bool hub = mq_text_eq(rel, MQ_T("hub")), self = mq_text_eq(rel, MQ_T("self"));
		if (hub || self) MQ_TRY(add_exact(l, hub ? MQ_FOUND_HUB : MQ_FOUND_SELF, href));
	}
	return MQ_DONE;
}

/* {"type": "WebSub", "url": …} of the list of hubs (JSON Feed 1.1) */
static mq_status read_json_hub(looking *l, mq_text t, mq_json_value hub)
{
	mq_json_value key, v;
	mq_text url = MQ_NONE;
	bool websub = false;
	if (hub.kind != MQ_JSON_OBJECT) return MQ_DONE;
	for (size_t at = hub.at.start + 1u; mq_json_member(t, hub, &at, &key, &v);) {
		if (v.kind != MQ_JSON_STRING) continue;
		if (mq_json_is(t, key, MQ_T("type"))) websub = mq_json_is(t, v, MQ_T("WebSub"));
		if (mq_json_is(t, key, MQ_T("url"))) url = mq_json_string(l->a, t, v, NULL, NULL);
	}
	return websub && url.n ? add_exact(l, MQ_FOUND_HUB, url) : MQ_DONE;
}

/* what is no sound JSON is told when its items are read */
static mq_status read_json_channel(looking *l, mq_text t)
{
	mq_json_value all, key, v, hub;
	if (!mq_ok(mq_json_document(l->a, t, 0, &all)) || all.kind != MQ_JSON_OBJECT) return MQ_DONE;
	for (size_t at = all.at.start + 1u; mq_json_member(t, all, &at, &key, &v);) {
		if (v.kind == MQ_JSON_STRING && mq_json_is(t, key, MQ_T("feed_url")))
			MQ_TRY(add_exact(l, MQ_FOUND_SELF, mq_json_string(l->a, t, v, NULL, NULL)));
		if (v.kind != MQ_JSON_ARRAY || !mq_json_is(t, key, MQ_T("hubs"))) continue;
		for (size_t i = v.at.start + 1u; mq_json_element(t, v, &i, &hub);) MQ_TRY(read_json_hub(l, t, hub));
	}
	return MQ_DONE;
}

static mq_status read_feed(looking *l, mq_text bytes)
{
	mq_page_options o = {.as = MQ_T("feed"), .pack = l->pack};
	mq_reader *r;
	mq_page page;
	l->out->was = "feed";
	bool json = mq_text_starts(mq_text_trim(mq_text_sub(bytes, 0, 4096)), MQ_T("{"));
	MQ_TRY(json ? read_json_channel(l, bytes) : read_channel(l, bytes));
	MQ_TRY(mq_reader_open_bytes(l->a, &o, l->url, bytes, 0, &r));
	mq_status s = MQ_DONE;
	while (mq_ok(s)) {
		mq_status got = mq_reader_next(r, l->a, &page);
		if (got.code == MQ_END) break;
		if (!mq_ok(got)) {
			/* one broken item is passed over, memory that is out is not */
			if (mq_arena_failed(l->a)) s = got;
			else l->out->odd = mq_arena_text(l->a, got.why);
			continue;
		}
		const mq_page_fields *f = &page.fields;
		if (f->url.n) s = add(l, MQ_FOUND_ARTICLE, f->url, f->title, f->modified.n ? f->modified : f->published);
	}
	mq_reader_close(r);
	return s;
}

/* ── sitemaps ──────────────────────────────────────────────────────────────────────────────────────────────────────── */
static mq_status read_sitemap(looking *l, mq_text bytes)
{
	mq_links links = {0};
	bool index = false;
	mq_status s = mq_sitemap_read(l->a, l->pack, bytes, &links, &index);
	if (!mq_ok(s) && links.n == 0) return s;
	if (!mq_ok(s)) l->out->odd = mq_arena_text(l->a, s.why);
	l->out->was = index ? "sitemap index" : "sitemap";
	for (uint32_t i = 0; i < links.n; i++) {
		const mq_link *k = &links.v[i];
		if (k->url.n == 0) continue;
		MQ_TRY(add(l, index ? MQ_FOUND_SITEMAP : MQ_FOUND_ARTICLE, k->url, k->title,
			   k->modified.n ? k->modified : k->published));
	}
	return MQ_DONE;
}

/* ── pages ─────────────────────────────────────────────────────────────────────────────────────────────────────────── */
static mq_text attr(looking *l, const mq_dom *d, uint32_t node, const char *name)
{
	mq_text raw = mq_dom_attr(d, node, name);
	return raw.n ? mq_dom_decode(l->a, raw) : raw;
}

static bool has_rel(mq_text rel, mq_text word)
{
	mq_text piece;
	while (mq_text_split(&rel, ' ', &piece))
		if (mq_text_eq_ascii_nocase(piece, word)) return true;
	return false;
}

static mq_status read_link(looking *l, const mq_dom *d, uint32_t i)
{
	static const char *const feeds[] = {"application/rss+xml", "application/atom+xml", "application/feed+json",
					    "application/rdf+xml"};
	mq_text rel = attr(l, d, i, "rel"), href = attr(l, d, i, "href"), type = attr(l, d, i, "type");
	if (has_rel(rel, MQ_T("hub"))) return add_exact(l, MQ_FOUND_HUB, href);
	if (has_rel(rel, MQ_T("self"))) return add_exact(l, MQ_FOUND_SELF, href);
	if (has_rel(rel, MQ_T("sitemap"))) return add(l, MQ_FOUND_SITEMAP, href, MQ_NONE, MQ_NONE);
	if (!has_rel(rel, MQ_T("alternate"))) return MQ_DONE;
	for (size_t k = 0; k < sizeof feeds / sizeof *feeds; k++)
		if (mq_text_eq_ascii_nocase(type, mq_text_of(feeds[k])))
			return add(l, MQ_FOUND_FEED, href, attr(l, d, i, "title"), MQ_NONE);
	return MQ_DONE;
}

static mq_status read_anchor(looking *l, const mq_dom *d, uint32_t i)
{
	mq_text href = attr(l, d, i, "href"), form;
	if (href.n == 0 || has_rel(attr(l, d, i, "rel"), MQ_T("nofollow"))) return MQ_DONE;
	if (!mq_url_form(l->a, l->rules, l->url, href, &form)) return mq_arena_failed(l->a) ? mq_fail_memory(l->a) : MQ_DONE;
	mq_text text = mq_dom_text(l->a, d, i, LINK_TEXT_MOST);
	if (mq_url_article(l->rules, l->url, form, text) < 2) return MQ_DONE;
	return add(l, MQ_FOUND_ARTICLE, form, text, MQ_NONE);
}

static mq_status read_html(looking *l, mq_text bytes)
{
	mq_page_options o = {.as = MQ_T("html"), .pack = l->pack};
	mq_page page;
	mq_dom d;
	l->out->was = "page";
	MQ_TRY(mq_page_of_bytes(l->a, &o, bytes, &page));
	MQ_TRY(mq_dom_parse(l->a, &l->profiles->html->tags, page.text, &d));
	for (uint32_t i = 1; i < d.n; i++) {
		mq_text base = d.node[i].tag == MQ_TAG_base ? attr(l, &d, i, "href") : MQ_NONE;
		if (base.n) {
			mq_text form;
			if (mq_url_form(l->a, l->rules, l->url, base, &form)) l->url = form;
			break;
		}
	}
	for (uint32_t i = 1; i < d.n; i++) {
		if (d.node[i].tag == MQ_TAG_link) MQ_TRY(read_link(l, &d, i));
		else if (d.node[i].tag == MQ_TAG_a) MQ_TRY(read_anchor(l, &d, i));
	}
	return MQ_DONE;
}

/* ── any of them ───────────────────────────────────────────────────────────────────────────────────────────────────── */
/* Link: <https://hub.example/>; rel="hub" (RFC 8288), as WebSub has it */
static mq_status read_link_fields(looking *l, mq_text head)
{
	mq_text name, value, piece;
	while (mq_http_field(&head, &name, &value)) {
		if (!mq_text_eq_ascii_nocase(name, MQ_T("link"))) continue;
		while (mq_text_split(&value, ',', &piece)) {
			size_t from = mq_text_find_byte(piece, '<', 0), to = mq_text_find_byte(piece, '>', 0);
			if (from == SIZE_MAX || to == SIZE_MAX || to < from) continue;
			mq_text url = mq_text_sub(piece, from + 1, to), rest = mq_text_sub(piece, to, piece.n);
			bool hub = mq_text_find(rest, MQ_T("rel=\"hub\""), 0) != SIZE_MAX ||
				   mq_text_find(rest, MQ_T("rel=hub"), 0) != SIZE_MAX;
			bool self = mq_text_find(rest, MQ_T("rel=\"self\""), 0) != SIZE_MAX ||
				    mq_text_find(rest, MQ_T("rel=self"), 0) != SIZE_MAX;
			if (hub || self) MQ_TRY(add_exact(l, hub ? MQ_FOUND_HUB : MQ_FOUND_SELF, url));
		}
	}
	return MQ_DONE;
}

static bool is_sitemap(mq_text body)
{
	mq_text head = mq_text_sub(body, 0, 4096);
	bool packed = mq_text_starts(body, MQ_T("\x1f\x8b"));
	return packed || mq_text_find(head, MQ_T("<urlset"), 0) != SIZE_MAX ||
	       mq_text_find(head, MQ_T("<sitemapindex"), 0) != SIZE_MAX;
}

mq_status mq_found_read(mq_arena *a, const mq_pack *pack, const mq_profiles *profiles, const mq_link_rules *rules, mq_text url,
			mq_text block, mq_found_list *out)
{
	looking l = {.a = a, .pack = pack, .profiles = profiles, .rules = rules, .url = url, .out = out};
	mq_http_head head;
	mq_text body, odd;
	*out = (mq_found_list){.was = "nothing"};
	if (!mq_http_head_read(block, &head)) return MQ_FAIL(MQ_BAD_DATA, 0, "no HTTP answer");
	MQ_TRY(mq_http_payload(a, block, &head, &body, &odd));
	out->odd = odd;
	MQ_TRY(read_link_fields(&l, mq_text_sub(block, mq_text_find_byte(block, '\n', 0) + 1, head.body)));
	if (mq_feed_sniff(url, mq_text_sub(body, 0, 4096))) return read_feed(&l, body);
	bool plain = mq_text_eq_ascii_nocase(head.media_type, MQ_T("text/plain"));
	if (is_sitemap(body) || plain) return read_sitemap(&l, body);
	return read_html(&l, body);
}
