#include "base/utf8.h"

#include "base/utf8_fast.h"

/* The lead byte tells the length and the bounds of the second byte (Unicode 15, table 3-7). */
static size_t lead_length(unsigned char b, unsigned char *low, unsigned char *high)
{
	*low = 0x80;
	*high = 0xBF;
	if (b < 0x80) return 1;
	if (b < 0xC2) return 0;
	if (b < 0xE0) return 2;
	if (b < 0xF0) {
		if (b == 0xE0) *low = 0xA0;
		if (b == 0xED) *high = 0x9F;
		return 3;
	}
	if (b < 0xF5) {
		if (b == 0xF0) *low = 0x90;
		if (b == 0xF4) *high = 0x8F;
		return 4;
	}
	return 0;
}

/* the length of the sound character at p, or 0 */
static size_t sound_length(const unsigned char *p, size_t left)
{
	unsigned char low, high;
	size_t n = lead_length(p[0], &low, &high);
	if (n <= 1) return n;
	if (n > left || p[1] < low || p[1] > high) return 0;
	for (size_t i = 2; i < n; i++)
		if ((p[i] & 0xC0) != 0x80) return 0;
	return n;
}

uint32_t mq_utf8_next(mq_text t, size_t *at)
{
	const unsigned char *p = (const unsigned char *)t.p + *at;
	if (p[0] < 0x80) {
		(*at)++;
		return p[0];
	}
	size_t n = sound_length(p, t.n - *at);
	if (n == 0) {
		(*at)++;
		return MQ_UTF8_BAD;
	}
	*at += n;
	if (n == 2) return (uint32_t)(p[0] & 0x1F) << 6 | (p[1] & 0x3F);
	if (n == 3) return (uint32_t)(p[0] & 0x0F) << 12 | (uint32_t)(p[1] & 0x3F) << 6 | (p[2] & 0x3F);
	return (uint32_t)(p[0] & 0x07) << 18 | (uint32_t)(p[1] & 0x3F) << 12 | (uint32_t)(p[2] & 0x3F) << 6 | (p[3] & 0x3F);
}

uint32_t mq_utf8_prev(mq_text t, size_t *at)
{
	size_t end = *at, back = end - 1;
	while (back > 0 && end - back < 4 && mq_utf8_is_cont(t.p[back])) back--;
	size_t probe = back;
	uint32_t c = mq_utf8_next((mq_text){t.p, end}, &probe);
	if (probe == end) {
		*at = back;
		return c;
	}
	*at = end - 1;
	return MQ_UTF8_BAD;
}

size_t mq_utf8_put(char out[4], uint32_t c)
{
	if (c > 0x10FFFF || (c >= 0xD800 && c <= 0xDFFF)) c = MQ_UTF8_BAD;
	if (c < 0x80) {
		out[0] = (char)c;
		return 1;
	}
	if (c < 0x800) {
		out[0] = (char)(0xC0 | c >> 6);
		out[1] = (char)(0x80 | (c & 0x3F));
		return 2;
	}
	if (c < 0x10000) {
		out[0] = (char)(0xE0 | c >> 12);
		out[1] = (char)(0x80 | (c >> 6 & 0x3F));
		out[2] = (char)(0x80 | (c & 0x3F));
		return 3;
	}
	out[0] = (char)(0xF0 | c >> 18);
	out[1] = (char)(0x80 | (c >> 12 & 0x3F));
	out[2] = (char)(0x80 | (c >> 6 & 0x3F));
	out[3] = (char)(0x80 | (c & 0x3F));
	return 4;
}

size_t mq_utf8_bad(mq_text t)
{
	const unsigned char *p = (const unsigned char *)t.p;
	size_t i = 0;
	bool sound = false;
	if (mq_utf8_sound_fast(t, &sound) && sound) return SIZE_MAX;
	while (i < t.n) {
		uint64_t eight;
		if (i + 8 <= t.n && (memcpy(&eight, p + i, 8), (eight & 0x8080808080808080u) == 0)) {
			i += 8;
			continue;
		}
		/* Arabic text is mostly two-byte characters: take them without the general path */
		if (p[i] >= 0xC2 && p[i] < 0xE0 && i + 1 < t.n && (p[i + 1] & 0xC0) == 0x80) {
			i += 2;
			continue;
		}
		size_t n = sound_length(p + i, t.n - i);
		if (n == 0) return i;
		i += n;
	}
	return SIZE_MAX;
}

size_t mq_utf8_count(mq_text t)
{
	size_t count = 0, at = 0;
	while (at < t.n) {
		mq_utf8_next(t, &at);
		count++;
	}
	return count;
}
