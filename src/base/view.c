#include "base/view.h"

#include "base/utf8.h"

int mq_text_cmp(mq_text a, mq_text b)
{
	size_t n = a.n < b.n ? a.n : b.n;
	int order = n ? memcmp(a.p, b.p, n) : 0;
	if (order) return order;
	return a.n < b.n ? -1 : a.n > b.n;
}

size_t mq_text_find(mq_text t, mq_text needle, size_t from)
{
	if (from > t.n || needle.n > t.n - from) return SIZE_MAX;
	if (needle.n == 0) return from;
	const char *hit = memmem(t.p + from, t.n - from, needle.p, needle.n);
	return hit ? (size_t)(hit - t.p) : SIZE_MAX;
}

size_t mq_text_find_byte(mq_text t, char c, size_t from)
{
	if (from >= t.n) return SIZE_MAX;
	const char *hit = memchr(t.p + from, c, t.n - from);
	return hit ? (size_t)(hit - t.p) : SIZE_MAX;
}

static char lower(char c) { return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c; }

bool mq_text_eq_ascii_nocase(mq_text a, mq_text b)
{
	if (a.n != b.n) return false;
	for (size_t i = 0; i < a.n; i++)
		if (lower(a.p[i]) != lower(b.p[i])) return false;
	return true;
}

/* white space and the invisible: they carry nothing at the border of a value */
static bool is_border(uint32_t c)
{
	return c <= 0x20 || c == 0x85 || c == 0xA0 || c == 0x61C || c == 0x1680 || (c >= 0x2000 && c <= 0x200F) ||
	       (c >= 0x2028 && c <= 0x202F) || c == 0x205F || (c >= 0x2060 && c <= 0x2069) || c == 0x3000 || c == 0xFEFF;
}

mq_text mq_text_trim(mq_text t)
{
	size_t start = 0, end = t.n;
	while (start < end) {
		size_t next = start;
		if (!is_border(mq_utf8_next(t, &next))) break;
		start = next;
	}
	while (end > start) {
		size_t back = end - 1;
		while (back > start && ((unsigned char)t.p[back] & 0xC0) == 0x80) back--;
		size_t probe = back;
		if (!is_border(mq_utf8_next((mq_text){t.p, end}, &probe))) break;
		end = back;
	}
	return (mq_text){t.p ? t.p + start : NULL, end - start};
}

bool mq_text_split(mq_text *rest, char sep, mq_text *piece)
{
	if (!rest->p) return false;
	size_t at = mq_text_find_byte(*rest, sep, 0);
	if (at == SIZE_MAX) {
		*piece = *rest;
		*rest = MQ_NONE;
	} else {
		*piece = mq_text_sub(*rest, 0, at);
		*rest = mq_text_sub(*rest, at + 1, rest->n);
	}
	return true;
}

bool mq_text_u64(mq_text t, uint64_t *out)
{
	uint64_t v = 0;
	if (t.n == 0 || t.n > 20) return false;
	for (size_t i = 0; i < t.n; i++) {
		unsigned d = (unsigned)(unsigned char)t.p[i] - '0';
		if (d > 9 || v > (UINT64_MAX - d) / 10) return false;
		v = v * 10 + d;
	}
	*out = v;
	return true;
}
