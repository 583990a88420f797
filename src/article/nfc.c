#include "article/nfc.h"

#include <utf8proc.h>

/* a starter with more marks than this is cut there: UAX 15's stream-safe form allows 30 */
#define MARKS_MOST 32

/* most text is decided without a table: nothing below U+0300 changes or joins backwards, nor do the Arabic letters */
static inline bool surely_inert(uint32_t c)
{
	return c < 0x300 || (c >= 0x620 && c < 0x64B) || (c >= 0x660 && c < 0x670) || (c >= 0x671 && c < 0x6D6) ||
	       (c >= 0x2010 && c < 0x2028) || (c >= 0x4E00 && c < 0xA000) || (c >= 0x400 && c < 0x483);
}

static bool needs_look(uint32_t c)
{
	if (surely_inert(c)) return false;
	const utf8proc_property_t *p = utf8proc_get_property((utf8proc_int32_t)c);
	if (p->combining_class != 0) return true;
	/* a canonical decomposition (no compatibility tag) of a starter, or a vowel or final jamo that joins backwards */
	if (p->decomp_seqindex != UINT16_MAX && p->decomp_type == 0) return true;
	return (c >= 0x1160 && c < 0x1200) || c == 0x09BE || c == 0x09D7 || (c >= 0x0B3E && c < 0x0DE0) || c == 0x102E;
}

typedef struct {
	mq_arena *a;
	mq_text in;
	const mq_map *map;
	uint32_t run; /* of the map, where copying stands */
	char *p;
	size_t n, cap;
	mq_map out;
} work;

static uint32_t run_end(const work *w, uint32_t i) { return i + 1 < w->map->n ? w->map->v[i + 1].text : (uint32_t)w->in.n; }

static bool room(work *w, size_t more)
{
	if (w->n + more <= w->cap) return true;
	size_t cap = (w->n + more) * 2;
	char *p = mq_arena_grow(w->a, w->p, w->cap, cap);
	if (!p) return false;
	w->p = p;
	w->cap = cap;
	return true;
}

/* bytes [from, to) unchanged, with the part of the map that covers them */
static bool copy(work *w, size_t from, size_t to)
{
	if (from >= to) return true;
	if (!room(w, to - from)) return false;
	memcpy(w->p + w->n, w->in.p + from, to - from);
	size_t at = w->n;
	w->n += to - from;
	while (w->map->n && from < to) {
		while (w->run + 1 < w->map->n && w->map->v[w->run + 1].text <= from) w->run++;
		const mq_map_run *r = &w->map->v[w->run];
		uint32_t end = run_end(w, w->run), stop = end < to ? end : (uint32_t)to, n = stop - (uint32_t)from;
		bool same = end - r->text == r->length;
		uint32_t page = same ? r->page + ((uint32_t)from - r->text) : r->page;
		uint32_t length = same ? n : (r->length == n && n ? n - 1 : r->length);
		if (!mq_map_add(w->a, &w->out, (uint32_t)at, n, page, length)) return false;
		at += n;
		from = stop;
	}
	return true;
}

/* one starter with its marks, normalised */
static bool change(work *w, size_t from, size_t to)
{
	utf8proc_int32_t c[MARKS_MOST * 4];
	char bytes[MARKS_MOST * 16];
	utf8proc_ssize_t n = utf8proc_decompose((const utf8proc_uint8_t *)w->in.p + from, (utf8proc_ssize_t)(to - from), c,
						MARKS_MOST * 4, UTF8PROC_STABLE | UTF8PROC_COMPOSE);
	if (n <= 0 || n > MARKS_MOST * 4) return copy(w, from, to);
	n = utf8proc_normalize_utf32(c, n, UTF8PROC_STABLE | UTF8PROC_COMPOSE);
	size_t m = 0;
	for (utf8proc_ssize_t i = 0; i < n; i++) m += mq_utf8_put(bytes + m, (uint32_t)c[i]);
	if (m == to - from && memcmp(bytes, w->in.p + from, m) == 0) return copy(w, from, to);
	if (!room(w, m)) return false;
	memcpy(w->p + w->n, bytes, m);
	mq_span s = mq_map_span(w->map, (uint32_t)w->in.n, (mq_span){(uint32_t)from, (uint32_t)to});
	uint32_t length = s.end - s.start;
	if (w->map->n && !mq_map_add(w->a, &w->out, (uint32_t)w->n, (uint32_t)m, s.start, length == m ? length - 1 : length))
		return false;
	w->n += m;
	return true;
}

static bool rest(work *w, size_t starter, size_t at)
{
	size_t kept = 0;
	while (at < w->in.n) {
		/* the starter before and every mark after it */
		size_t end = at;
		int marks = 0;
		while (end < w->in.n && marks < MARKS_MOST) {
			size_t next = end;
			uint32_t c = mq_utf8_next(w->in, &next);
			if (end > at && !needs_look(c)) break;
			end = next;
			marks++;
		}
		if (!copy(w, kept, starter) || !change(w, starter, end)) return false;
		kept = starter = at = end;
		while (at < w->in.n) {
			size_t here = at;
			if ((unsigned char)w->in.p[at] < 0xCC) {
				starter = at;
				mq_utf8_next(w->in, &at);
				continue;
			}
			uint32_t c = mq_utf8_next(w->in, &at);
			if (needs_look(c)) {
				at = here;
				break;
			}
			starter = here;
		}
	}
	return copy(w, kept, w->in.n);
}

bool mq_nfc(mq_arena *a, mq_text t, const mq_map *map_in, mq_text *out, mq_map *map_out)
{
	size_t starter = 0, at = 0;
	while (at < t.n) {
		size_t here = at;
		if ((unsigned char)t.p[at] < 0xCC) {
			starter = at++;
			while (at < t.n && mq_utf8_is_cont(t.p[at])) at++;
			continue;
		}
		if (needs_look(mq_utf8_next(t, &at))) {
			work w = {.a = a, .in = t, .map = map_in};
			if (!rest(&w, starter, here)) return false;
			*out = mq_text_at(w.p, w.n);
			if (map_in->n) *map_out = w.out;
			return true;
		}
		starter = here;
	}
	*out = t;
	if (map_in->n) *map_out = *map_in;
	return true;
}
