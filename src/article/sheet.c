#include "article/sheet.h"

#include "article/nfc.h"

void mq_sheet_open(mq_sheet *s, mq_arena *a)
{
	memset(s, 0, sizeof *s);
	s->a = a;
}

static bool room(mq_sheet *s, size_t more)
{
	if (s->failed || s->full) return false;
	if (s->n + more > MQ_BODY_MOST || s->map.n >= MQ_MAP_RUNS_MOST) {
		s->full = true;
		return false;
	}
	if (s->n + more <= s->cap) return true;
	size_t cap = s->cap ? (size_t)s->cap * 2 : 256;
	while (cap < s->n + more) cap *= 2;
	char *p = mq_arena_grow(s->a, s->p, s->cap, cap);
	if (!p) {
		s->failed = true;
		return false;
	}
	s->p = p;
	s->cap = (uint32_t)cap;
	return true;
}

/* same: the text bytes are the page bytes; else the run must not look like one that maps byte by byte */
static void put(mq_sheet *s, const char *t, size_t n, uint32_t page, uint32_t length, bool same)
{
	if (!room(s, n)) return;
	if (!same && length == n) length--;
	memcpy(s->p + s->n, t, n);
	if (!mq_map_add(s->a, &s->map, s->n, (uint32_t)n, page, length)) s->failed = true;
	s->n += (uint32_t)n;
	s->last_end = page + length;
}

static void put_gap(mq_sheet *s, uint32_t page)
{
	if (s->n && (s->line || s->space)) {
		uint32_t from = s->last_end <= page ? s->last_end : page;
		put(s, s->line ? "\n" : " ", 1, from, page - from, false);
	}
	s->line = s->space = false;
}

/* length of the white space or invisible character at i, 0 when it is neither; *blank says which. Zero-width joiner and
 * non-joiner stay: they shape Persian and Indic words. */
static size_t blank_at(mq_text t, size_t i, bool *blank)
{
	const unsigned char *p = (const unsigned char *)t.p + i;
	*blank = true;
	if (p[0] <= ' ') return 1;
	if (p[0] < 0xC2) return 0;
	if (p[0] == 0xC2 && i + 1 < t.n) {
		if (p[1] == 0xA0 || p[1] == 0x85) return 2;
		*blank = false;
		return p[1] < 0xA0 ? 2 : 0; /* a soft hyphen stays: it is the text's own */
	}
	if (p[0] < 0xE1 || p[0] > 0xEF || i + 2 >= t.n) return 0;
	if (p[0] == 0xE2 && p[1] == 0x80) {
		if (p[2] <= 0x8A || p[2] == 0xA8 || p[2] == 0xA9 || p[2] == 0xAF) return 3;
		*blank = false;
		return p[2] == 0x8B || p[2] == 0x8E || p[2] == 0x8F || (p[2] >= 0xAA && p[2] <= 0xAE) ? 3 : 0;
	}
	if (p[0] == 0xE3 && p[1] == 0x80 && p[2] == 0x80) return 3;
	if (p[0] == 0xE2 && p[1] == 0x81 && p[2] == 0x9F) return 3;
	*blank = false;
	if (p[0] == 0xE2 && p[1] == 0x81 && p[2] >= 0xA6 && p[2] <= 0xAF) return 3;
	return p[0] == 0xEF && p[1] == 0xBB && p[2] == 0xBF ? 3 : 0;
}

static inline bool maybe_blank(unsigned char c)
{
	return c <= ' ' || c == 0xC2 || (c >= 0xE2 && (c == 0xE2 || c == 0xE3 || c == 0xEF));
}

void mq_sheet_text(mq_sheet *s, mq_text t, uint32_t page)
{
	size_t i = 0, from = 0;
	while (i < t.n) {
		if (!maybe_blank((unsigned char)t.p[i])) {
			i++;
			continue;
		}
		bool blank;
		size_t n = blank_at(t, i, &blank);
		if (n == 0) {
			i++;
			continue;
		}
		/* one plain space between words goes along with them */
		if (n == 1 && t.p[i] == ' ' && i > from && i + 1 < t.n && !maybe_blank((unsigned char)t.p[i + 1])) {
			i += 2;
			continue;
		}
		if (i > from) {
			put_gap(s, page + (uint32_t)from);
			put(s, t.p + from, i - from, page + (uint32_t)from, (uint32_t)(i - from), true);
		}
		if (blank) s->space = true;
		i += n;
		from = i;
	}
	if (i > from) {
		put_gap(s, page + (uint32_t)from);
		put(s, t.p + from, i - from, page + (uint32_t)from, (uint32_t)(i - from), true);
	}
}

void mq_sheet_whole(mq_sheet *s, mq_text t, uint32_t page, uint32_t length)
{
	bool blank;
	if (t.n == 0) return;
	if (blank_at(t, 0, &blank) == t.n) {
		if (blank) s->space = true;
		return;
	}
	put_gap(s, page);
	put(s, t.p, t.n, page, length, false);
}

static uint32_t map_length(const mq_map *m, uint32_t i, uint32_t total)
{
	return (i + 1 < m->n ? m->v[i + 1].text : total) - m->v[i].text;
}

bool mq_sheet_compose(mq_arena *a, const mq_map *over, uint32_t text_n, const mq_page *page, mq_map *out)
{
	const mq_map *under = &page->text_map;
	uint32_t total = (uint32_t)page->text.n, k = 0;
	if (under->n == 0) {
		*out = *over;
		return true;
	}
	memset(out, 0, sizeof *out);
	for (uint32_t i = 0; i < over->n; i++) {
		uint32_t length = map_length(over, i, text_n), at = over->v[i].text, from = over->v[i].page;
		uint32_t end = from + over->v[i].length;
		if (length != over->v[i].length) {
			mq_span s = mq_map_span(under, total, (mq_span){from, end});
			uint32_t n = s.end - s.start;
			if (!mq_map_add(a, out, at, length, s.start, n == length && n ? n - 1 : n)) return false;
			continue;
		}
		while (k > 0 && under->v[k].text > from) k--;
		while (from < end) {
			while (k + 1 < under->n && under->v[k + 1].text <= from) k++;
			uint32_t stop = under->v[k].text + map_length(under, k, total);
			if (stop > end || stop <= from) stop = end;
			mq_span s = mq_map_span(under, total, (mq_span){from, stop});
			if (!mq_map_add(a, out, at, stop - from, s.start, s.end - s.start)) return false;
			at += stop - from;
			from = stop;
		}
	}
	return true;
}

mq_status mq_sheet_close(mq_sheet *s, const mq_page *page, mq_text *text, mq_map *map)
{
	mq_map folded = s->map;
	mq_text t = {s->p ? s->p : "", s->n};
	if (s->failed || !mq_nfc(s->a, t, &s->map, &t, &folded)) return mq_fail_memory(s->a);
	if (!mq_sheet_compose(s->a, &folded, (uint32_t)t.n, page, map)) return mq_fail_memory(s->a);
	*text = t;
	return MQ_DONE;
}

mq_text mq_sheet_flat(mq_arena *a, mq_text t)
{
	mq_sheet s;
	mq_map none = {0}, out = {0};
	if (mq_text_none(t)) return MQ_NONE;
	mq_sheet_open(&s, a);
	mq_sheet_text(&s, t, 0);
	if (s.failed || s.n == 0) return MQ_NONE;
	t = mq_text_at(s.p, s.n);
	return mq_nfc(a, t, &none, &t, &out) ? t : MQ_NONE;
}
