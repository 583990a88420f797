#include "serve/html.h"

static mq_text reference_of(uint32_t c)
{
	switch (c) {
	case '&': return MQ_T("&amp;");
	case '<': return MQ_T("&lt;");
	case '>': return MQ_T("&gt;");
	case '"': return MQ_T("&quot;");
	case '\'': return MQ_T("&#39;");
	default: return MQ_NONE;
	}
}

static bool is_plain(unsigned char c)
{
	return c >= 0x20 && c < 0x7F && c != '&' && c != '<' && c != '>' && c != '"' && c != '\'';
}

/* embeddings, pops and isolates: an element isolates better */
static bool is_bidi_quiet(uint32_t c) { return (c >= 0x202A && c <= 0x202C) || (c >= 0x2066 && c <= 0x2069); }

static bool is_bad(uint32_t c)
{
	if (c < 0x20) return c != '\t' && c != '\n' && c != '\r';
	return (c >= 0x7F && c <= 0x9F) || c == 0x202D || c == 0x202E || (c & 0xFFFE) == 0xFFFE;
}

void mq_html_text(mq_buf *out, mq_text t)
{
	size_t at = 0, from = 0;
	while (at < t.n) {
		if (is_plain((unsigned char)t.p[at])) {
			at++;
			continue;
		}
		size_t next = at;
		uint32_t c = mq_utf8_next(t, &next);
		mq_text instead = reference_of(c);
		bool wrong = is_bad(c) || (c == MQ_UTF8_BAD && next == at + 1);
		if (!mq_text_none(instead) || wrong || is_bidi_quiet(c)) {
			mq_buf_put(out, mq_text_sub(t, from, at));
			mq_buf_put(out, wrong ? MQ_T("\xEF\xBF\xBD") : instead);
			from = next;
		}
		at = next;
	}
	mq_buf_put(out, mq_text_sub(t, from, t.n));
}

void mq_xml_text(mq_buf *out, mq_text t) { mq_html_text(out, t); }

static bool is_unreserved(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_' ||
	       c == '~';
}

void mq_html_url_part(mq_buf *out, mq_text t)
{
	for (size_t i = 0; i < t.n; i++) {
		if (is_unreserved(t.p[i])) mq_buf_byte(out, t.p[i]);
		else mq_buf_print(out, "%%%02X", (unsigned char)t.p[i]);
	}
}

static bool is_allowed_url(mq_text t)
{
	static const char *const heads[] = {"http://", "https://"};
	for (size_t i = 0; i < sizeof heads / sizeof *heads; i++) {
		mq_text h = mq_text_of(heads[i]);
		if (t.n > h.n && mq_text_eq_ascii_nocase(mq_text_sub(t, 0, h.n), h)) return true;
	}
	/* local: "/x", "#x", "?x", and not "//host", which another scheme-less reader would follow out */
	if (t.n && (t.p[0] == '#' || t.p[0] == '?')) return true;
	return t.n && t.p[0] == '/' && !(t.n > 1 && (t.p[1] == '/' || t.p[1] == '\\'));
}

void mq_html_url(mq_buf *out, mq_text t)
{
	if (is_allowed_url(t)) mq_html_text(out, t);
	else mq_buf_put(out, MQ_T("#"));
}

mq_text mq_text_brief(mq_arena *a, mq_text t, size_t most)
{
	size_t at = 0, count = 0, space = 0;
	while (at < t.n && count < most) {
		if (t.p[at] == ' ') space = at;
		mq_utf8_next(t, &at);
		count++;
	}
	if (at >= t.n) return t;
	if (space > at - at / 4) at = space;
	return mq_arena_print(a, "%.*s…", (int)at, t.p);
}
