/* Decoding is lexbor's (the WHATWG Encoding Standard); finding out is ours, because the press of the 2000s labels windows-1256 as
 * latin-1, and general detectors do not know Arabic from Hebrew in fifty words. */
#include "page/charset.h"

#include <lexbor/encoding/encoding.h>
#include <uchardet/uchardet.h>

#include "page/charset_find.h"

mq_text mq_text_sound(mq_arena *a, mq_text t)
{
	size_t n = 0;
	if (mq_utf8_bad(t) == SIZE_MAX) return t;
	char *to = mq_arena_alloc(a, t.n * 3);
	if (!to) return MQ_NONE;
	for (size_t at = 0; at < t.n;) n += mq_utf8_put(to + n, mq_utf8_next(t, &at));
	return mq_text_at(to, n);
}

bool mq_page_warn(mq_arena *a, mq_page *page, mq_text sentence)
{
	sentence = mq_text_sound(a, sentence);
	if (mq_text_none(sentence)) return false;
	if (page->warning.n == 0) page->warning = sentence;
	else page->warning = mq_arena_print(a, "%.*s; %.*s", MQ_ARG(page->warning), MQ_ARG(sentence));
	return !mq_text_none(page->warning);
}

typedef struct {
	mq_arena *a;
	mq_page *page;
	char *to;
	size_t n, cap;
	size_t bad, first_bad;
} writing;

static bool room(writing *w, size_t n)
{
	if (w->cap - w->n >= n) return true;
	size_t cap = w->cap ? w->cap * 2 : n * 2;
	while (cap - w->n < n) cap *= 2;
	char *p = mq_arena_grow(w->a, w->to, w->n, cap);
	if (!p) return false;
	w->to = p;
	w->cap = cap;
	return true;
}

static bool write_run(writing *w, const char *p, size_t n, size_t from, size_t length)
{
	if (n == 0) return true;
	if (!room(w, n)) return false;
	memcpy(w->to + w->n, p, n);
	bool well = mq_map_add(w->a, &w->page->text_map, (uint32_t)w->n, (uint32_t)n, (uint32_t)from, (uint32_t)length);
	w->n += n;
	return well;
}

static bool write_bad(writing *w, size_t from, size_t length)
{
	if (w->bad++ == 0) w->first_bad = from;
	return write_run(w, "\xEF\xBF\xBD", 3, from, length);
}

static bool decode_utf8(writing *w, mq_text t, size_t from)
{
	while (from < t.n) {
		mq_text rest = mq_text_sub(t, from, t.n);
		size_t bad = mq_utf8_bad(rest), good = bad == SIZE_MAX ? rest.n : bad;
		if (!write_run(w, rest.p, good, from, good)) return false;
		from += good;
		if (bad == SIZE_MAX) return true;
		if (!write_bad(w, from++, 1)) return false;
	}
	return true;
}

/* the length of the ASCII at the front; for encodings whose ASCII bytes are ASCII wherever a character begins */
static size_t ascii_run(const char *p, const char *end)
{
	const char *start = p;
	uint64_t x;
	while (end - p >= 8 && (memcpy(&x, p, 8), (x & 0x8080808080808080u) == 0)) p += 8;
	while (p < end && (unsigned char)*p < 0x80) p++;
	return (size_t)(p - start);
}

static bool decode_legacy(writing *w, mq_text t, size_t from, const lxb_encoding_data_t *e)
{
	lxb_encoding_decode_t d = {.encoding_data = e};
	const char *p = t.p + from, *end = t.p + t.n;
	bool ascii = e->encoding != LXB_ENCODING_UTF_16LE && e->encoding != LXB_ENCODING_UTF_16BE &&
		     e->encoding != LXB_ENCODING_ISO_2022_JP;
	while (p < end) {
		size_t n = ascii ? ascii_run(p, end) : 0;
		if (n && !write_run(w, p, n, (size_t)(p - t.p), n)) return false;
		p += n;
		if (p >= end) break;
		const lxb_char_t *q = (const lxb_char_t *)p;
		lxb_codepoint_t c = e->decode_single(&d, &q, (const lxb_char_t *)end);
		const char *next = (const char *)q;
		if (c == LXB_ENCODING_DECODE_CONTINUE || next <= p) next = end; /* cut off inside a character */
		size_t at = (size_t)(p - t.p), length = (size_t)(next - p);
		char out[4];
		bool well = c > 0x10FFFF ? write_bad(w, at, length) : write_run(w, out, mq_utf8_put(out, c), at, length);
		if (!well) return false;
		p = next;
	}
	return true;
}

/* sound: the bytes are known to be sound UTF-8 */
static mq_status decode(mq_arena *a, mq_page *page, const lxb_encoding_data_t *e, size_t skip, bool sound)
{
	mq_text t = page->stored;
	mq_text name = mq_text_of((const char *)e->name);
	char *lower = mq_arena_alloc(a, name.n);
	if (!lower) return mq_fail_memory(a);
	for (size_t i = 0; i < name.n; i++) lower[i] = (char)(name.p[i] | (name.p[i] >= 'A' && name.p[i] <= 'Z' ? 0x20 : 0));
	page->charset = mq_text_at(lower, name.n);
	bool utf8 = e->encoding == LXB_ENCODING_UTF_8;
	if (utf8 && (sound || mq_utf8_bad(t) == SIZE_MAX)) {
		page->text = mq_text_sub(t, skip, t.n);
		if (skip && !mq_map_add(a, &page->text_map, 0, (uint32_t)page->text.n, (uint32_t)skip, (uint32_t)page->text.n))
			return mq_fail_memory(a);
		return MQ_DONE;
	}
	writing w = {.a = a, .page = page};
	bool well = room(&w, t.n + t.n / 2 + 16);
	if (well) well = utf8 ? decode_utf8(&w, t, skip) : decode_legacy(&w, t, skip, e);
	if (!well) return mq_fail_memory(a);
	page->text = mq_text_at(w.to, w.n);
	if (w.bad == 0) return MQ_DONE;
	mq_text why = mq_arena_print(a, "%zu places are no %.*s, the first at byte %zu; each is kept as U+FFFD", w.bad,
				     MQ_ARG(page->charset), w.first_bad);
	return !mq_text_none(why) && mq_page_warn(a, page, why) ? MQ_DONE : mq_fail_memory(a);
}

static const lxb_encoding_data_t *by_label(mq_text label)
{
	label = mq_text_trim(label);
	return label.n ? lxb_encoding_data_by_pre_name((const lxb_char_t *)label.p, label.n) : NULL;
}

static const lxb_encoding_data_t *by_uchardet(mq_text sample)
{
	const lxb_encoding_data_t *e = NULL;
	uchardet_t u = uchardet_new();
	if (u && uchardet_handle_data(u, sample.p, sample.n) == 0) {
		uchardet_data_end(u);
		e = by_label(mq_text_of(uchardet_get_charset(u)));
	}
	if (u) uchardet_delete(u);
	return e;
}

/* what a label is worth once the bytes are known not to be sound UTF-8 */
static const lxb_encoding_data_t *choose(mq_text t, const lxb_encoding_data_t *label)
{
	mq_text sample = mq_text_sub(t, 0, MQ_CHARSET_SAMPLE);
	mq_charset_guess guess = mq_charset_guess_of(sample);
	const lxb_encoding_data_t *arabic =
	    guess.arabic ? lxb_encoding_data(guess.iso ? LXB_ENCODING_ISO_8859_6 : LXB_ENCODING_WINDOWS_1256) : NULL;
	lxb_encoding_t l = label ? label->encoding : LXB_ENCODING_UTF_8;
	bool doubted = l == LXB_ENCODING_UTF_8 || l == LXB_ENCODING_WINDOWS_1252 || l == LXB_ENCODING_WINDOWS_1256 ||
		       l == LXB_ENCODING_ISO_8859_6 || l == LXB_ENCODING_UTF_16LE || l == LXB_ENCODING_UTF_16BE ||
		       l == LXB_ENCODING_REPLACEMENT;
	if (label && !doubted) return label;
	if (guess.mostly_utf8) return lxb_encoding_data(LXB_ENCODING_UTF_8);
	if (arabic) return arabic;
	if (label && l != LXB_ENCODING_UTF_8 && l != LXB_ENCODING_REPLACEMENT) return label;
	const lxb_encoding_data_t *found = by_uchardet(sample);
	return found ? found : lxb_encoding_data(LXB_ENCODING_WINDOWS_1252);
}

static mq_status warn_label(mq_arena *a, mq_page *page, mq_text label)
{
	const lxb_encoding_data_t *e = by_label(label);
	if (label.n == 0 || (e && mq_text_eq_ascii_nocase(mq_text_of((const char *)e->name), page->charset))) return MQ_DONE;
	/* ASCII is the same under every label but UTF-16 */
	if (mq_text_eq(page->charset, MQ_T("utf-8")) &&
	    ascii_run(page->stored.p, page->stored.p + page->stored.n) == page->stored.n)
		return MQ_DONE;
	mq_text why = mq_arena_print(a, "labelled %.*s, but the bytes are %.*s", (int)(label.n < 40 ? label.n : 40), label.p,
				     MQ_ARG(page->charset));
	return !mq_text_none(why) && mq_page_warn(a, page, why) ? MQ_DONE : mq_fail_memory(a);
}

mq_status mq_charset_doubt(mq_arena *a, mq_page *page, mq_text t)
{
	const char *as = NULL;
	size_t n = mq_charset_mojibake(t, &as);
	if (n == 0) return MQ_DONE;
	mq_text why = mq_arena_print(a, "mojibake: %zu letters look like UTF-8 that was once read as %s", n, as);
	return !mq_text_none(why) && mq_page_warn(a, page, why) ? MQ_DONE : mq_fail_memory(a);
}

mq_status mq_charset_read(mq_arena *a, mq_text label, bool markup, mq_page *page)
{
	mq_text t = page->stored;
	const lxb_encoding_data_t *e = NULL;
	size_t skip = 0;
	bool sound = false;
	mq_charset_wide wide = mq_charset_wide_of(t, &skip);
	if (wide != MQ_CHARSET_NARROW)
		e = lxb_encoding_data(wide == MQ_CHARSET_LE ? LXB_ENCODING_UTF_16LE : LXB_ENCODING_UTF_16BE);
	else if (mq_text_starts(t, MQ_T("\xEF\xBB\xBF"))) {
		e = lxb_encoding_data(LXB_ENCODING_UTF_8);
		skip = 3;
	} else if ((sound = mq_utf8_bad(t) == SIZE_MAX)) e = lxb_encoding_data(LXB_ENCODING_UTF_8);
	if (label.n == 0 && markup && wide == MQ_CHARSET_NARROW) label = mq_charset_label(t);
	if (!e) e = choose(t, by_label(label));
	MQ_TRY(decode(a, page, e, skip, sound));
	if (skip == 0) MQ_TRY(warn_label(a, page, label));
	return mq_charset_doubt(a, page, page->text);
}

mq_status mq_charset_read_as(mq_arena *a, mq_page *page)
{
	const lxb_encoding_data_t *e = by_label(page->charset);
	return decode(a, page, e ? e : lxb_encoding_data(LXB_ENCODING_UTF_8), 0, false);
}
