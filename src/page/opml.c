/* OPML 1.0 and 2.0: lists of subscriptions, in and out. */
#include "page/charset.h"
#include "page/feed.h"
#include "page/xml.h"

#define FOLDERS_MOST 16

static mq_text attr_of(mq_arena *a, const mq_xml_token *k, const char *one, const char *other)
{
	mq_text t = mq_xml_attr(a, k->attrs, mq_text_of(one));
	return t.n ? t : mq_xml_attr(a, k->attrs, mq_text_of(other));
}

mq_status mq_opml_read(mq_arena *a, mq_text bytes, mq_subscriptions *out)
{
	mq_page page = {.stored = bytes};
	mq_text folder[FOLDERS_MOST] = {{0}};
	unsigned depth = 0;
	bool known = false;
	mq_xml_token k;
	MQ_TRY(mq_charset_read(a, MQ_NONE, true, &page));
	for (size_t at = 0; mq_xml_next(page.text, &at, &k);) {
		if (k.kind != MQ_XML_START && k.kind != MQ_XML_END) continue;
		known = known || mq_text_eq(k.name, MQ_T("opml"));
		if (!mq_text_eq(k.name, MQ_T("outline"))) continue;
		if (k.kind == MQ_XML_END) {
			if (depth) depth--;
			continue;
		}
		mq_text feed = attr_of(a, &k, "xmlUrl", "xmlurl"), title = attr_of(a, &k, "text", "title");
		if (feed.n) {
			if (out->n >= MQ_SITEMAP_LINKS_MOST)
				return MQ_FAIL(MQ_LIMIT, MQ_BYTE_UNKNOWN, "more than 50000 subscriptions");
			mq_subscription *s = mq_push(a, out);
			if (!s) return mq_fail_memory(a);
			mq_text in = depth && depth <= FOLDERS_MOST ? folder[depth - 1] : MQ_NONE;
			*s = (mq_subscription){title, feed, attr_of(a, &k, "htmlUrl", "htmlurl"), in};
		}
		if (k.closed) continue;
		if (depth < FOLDERS_MOST) folder[depth] = feed.n ? MQ_NONE : title;
		depth++;
	}
	return known ? MQ_DONE : MQ_FAIL(MQ_BAD_DATA, 0, "no OPML");
}

static void put_escaped(mq_buf *out, mq_text t)
{
	for (size_t i = 0; i < t.n; i++) {
		char c = t.p[i];
		if (c == '&') mq_buf_put(out, MQ_T("&amp;"));
		else if (c == '<') mq_buf_put(out, MQ_T("&lt;"));
		else if (c == '>') mq_buf_put(out, MQ_T("&gt;"));
		else if (c == '"') mq_buf_put(out, MQ_T("&quot;"));
		else if ((unsigned char)c >= 0x20 || c == '\t') mq_buf_byte(out, c);
		else mq_buf_byte(out, ' ');
	}
}

static void put_attr(mq_buf *out, const char *name, mq_text value)
{
	if (!value.n) return;
	mq_buf_print(out, " %s=\"", name);
	put_escaped(out, value);
	mq_buf_byte(out, '"');
}

void mq_opml_write(mq_text title, const mq_subscriptions *subscriptions, mq_buf *out)
{
	mq_text folder = MQ_NONE;
	mq_buf_put(out, MQ_T("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<opml version=\"2.0\">\n<head><title>"));
	put_escaped(out, title);
	mq_buf_put(out, MQ_T("</title></head>\n<body>\n"));
	for (uint32_t i = 0; i < subscriptions->n; i++) {
		const mq_subscription *s = &subscriptions->v[i];
		if (!mq_text_eq(folder, s->folder)) {
			if (folder.n) mq_buf_put(out, MQ_T("</outline>\n"));
			folder = s->folder;
			if (folder.n) {
				mq_buf_put(out, MQ_T("<outline"));
				put_attr(out, "text", folder);
				mq_buf_put(out, MQ_T(">\n"));
			}
		}
		mq_buf_put(out, MQ_T("<outline type=\"rss\""));
		put_attr(out, "text", s->title);
		put_attr(out, "xmlUrl", s->feed);
		put_attr(out, "htmlUrl", s->site);
		mq_buf_put(out, MQ_T("/>\n"));
	}
	if (folder.n) mq_buf_put(out, MQ_T("</outline>\n"));
	mq_buf_put(out, MQ_T("</body>\n</opml>\n"));
}
