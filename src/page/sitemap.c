/* Sitemaps (sitemaps.org 0.9), the news extension, indexes of sitemaps, sitemaps as plain text; and robots.txt's word of them. */
#include "page/charset.h"
#include "page/feed.h"
#include "page/source.h"
#include "page/xml.h"

/* what was fetched may be packed; at most a page's worth of it is read */
static mq_status unpacked(mq_arena *a, mq_text bytes, mq_page *page)
{
	mq_source s;
	if (!mq_source_open(&s, (mq_input){.fd = -1, .memory = bytes}, 0))
		return MQ_FAIL(MQ_NO_MEMORY, MQ_BYTE_UNKNOWN, "out of memory");
	mq_text all = mq_source_peek_all(&s);
	bool too_large = all.n > MQ_PAGE_MOST;
	page->stored = mq_arena_text(a, all);
	mq_source_close(&s);
	if (too_large) return MQ_FAIL(MQ_LIMIT, MQ_PAGE_MOST, "the file is larger than 32 MiB");
	if (mq_text_none(page->stored)) return mq_fail_memory(a);
	return mq_charset_read(a, MQ_NONE, true, page);
}

static mq_status add_link(mq_arena *a, mq_text url, mq_links *out)
{
	if (out->n >= MQ_SITEMAP_LINKS_MOST) return MQ_FAIL(MQ_LIMIT, MQ_BYTE_UNKNOWN, "more than 50000 links");
	mq_link *l = mq_push(a, out);
	if (!l) return mq_fail_memory(a);
	l->url = url;
	return MQ_DONE;
}

static mq_status read_lines(mq_arena *a, mq_text t, mq_links *out)
{
	mq_text line;
	while (mq_text_split(&t, '\n', &line)) {
		line = mq_text_trim(line);
		if (line.n == 0) continue;
		if (!mq_text_starts(line, MQ_T("http://")) && !mq_text_starts(line, MQ_T("https://")))
			return MQ_FAIL(MQ_BAD_DATA, 0, "no sitemap: neither XML of one nor a list of addresses");
		MQ_TRY(add_link(a, line, out));
	}
	return MQ_DONE;
}

static void keep(mq_arena *a, const mq_pack *pack, const mq_xml_token *k, mq_text value, mq_link *l)
{
	const struct {
		const char *name;
		mq_text *to;
		bool date;
	} rows[] = {{"loc", &l->url, false},
		    {"lastmod", &l->modified, true},
		    {"news:title", &l->title, false},
		    {"news:name", &l->outlet, false},
		    {"news:publication_date", &l->published, true},
		    {"news:language", &l->lang, false}};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		if (rows[i].to->n || !mq_text_eq(k->name, mq_text_of(rows[i].name))) continue;
		*rows[i].to = rows[i].date ? mq_feed_date(a, pack, value) : value;
		return;
	}
}

mq_status mq_sitemap_read(mq_arena *a, const mq_pack *pack, mq_text bytes, mq_links *out, bool *is_index)
{
	mq_page page = {0};
	mq_xml_token k, name = {0};
	MQ_TRY(unpacked(a, bytes, &page));
	mq_text t = page.text;
	bool known = false;
	size_t inner = 0;
	*is_index = false;
	if (mq_text_starts(mq_text_trim(t), MQ_T("http"))) return read_lines(a, t, out);
	for (size_t at = 0; mq_xml_next(t, &at, &k);) {
		if (k.kind == MQ_XML_START) {
			bool index = mq_text_eq(k.local, MQ_T("sitemapindex"));
			known = known || index || mq_text_eq(k.local, MQ_T("urlset"));
			*is_index = *is_index || index;
			if (known && (mq_text_eq(k.name, MQ_T("url")) || mq_text_eq(k.name, MQ_T("sitemap"))))
				MQ_TRY(add_link(a, MQ_NONE, out));
			name = k;
			inner = k.to;
		} else if (k.kind == MQ_XML_END && out->n && name.name.n && mq_text_eq(name.name, k.name)) {
			mq_text value = mq_xml_plain(a, t, inner, k.from, NULL);
			if (mq_text_none(value)) return mq_fail_memory(a);
			keep(a, pack, &name, mq_text_trim(value), &out->v[out->n - 1]);
			name = (mq_xml_token){0};
		}
	}
	return known ? MQ_DONE : MQ_FAIL(MQ_BAD_DATA, 0, "no sitemap: neither XML of one nor a list of addresses");
}

mq_status mq_robots_sitemaps(mq_arena *a, mq_text robots, mq_links *out)
{
	mq_text line;
	while (mq_text_split(&robots, '\n', &line)) {
		size_t colon = mq_text_find_byte(line, ':', 0);
		if (colon == SIZE_MAX || !mq_text_eq_ascii_nocase(mq_text_trim(mq_text_sub(line, 0, colon)), MQ_T("sitemap")))
			continue;
		mq_text url = mq_text_trim(mq_text_sub(line, colon + 1, line.n));
		size_t end = 0;
		while (end < url.n && (unsigned char)url.p[end] > ' ') end++;
		if (end) MQ_TRY(add_link(a, mq_text_sub(url, 0, end), out));
	}
	return MQ_DONE;
}
