#include "watch/punycode.h"

#include <stdlib.h>
#include <utf8proc.h>

/* RFC 3492, 5 */
enum { BASE = 36, TMIN = 1, TMAX = 26, SKEW = 38, DAMP = 700, FIRST_BIAS = 72, FIRST_N = 128, LABEL_MOST = 63 };

static uint32_t adapt(uint32_t delta, uint32_t points, bool first)
{
	uint32_t k = 0;
	delta = first ? delta / DAMP : delta / 2;
	delta += delta / points;
	for (; delta > ((BASE - TMIN) * TMAX) / 2; k += BASE) delta /= BASE - TMIN;
	return k + (BASE - TMIN + 1) * delta / (delta + SKEW);
}

static void put_digit(mq_buf *out, uint32_t d) { mq_buf_byte(out, (char)(d < 26 ? 'a' + d : '0' + d - 26)); }

static void put_number(mq_buf *out, uint32_t q, uint32_t bias)
{
	for (uint32_t k = BASE;; k += BASE) {
		uint32_t t = k <= bias ? TMIN : k >= bias + TMAX ? TMAX : k - bias;
		if (q < t) break;
		put_digit(out, t + (q - t) % (BASE - t));
		q = (q - t) / (BASE - t);
	}
	put_digit(out, q);
}

/* 6.3; at most 63 points, so that nothing overflows */
static void encode(const int32_t *p, uint32_t n, mq_buf *out)
{
	uint32_t at = FIRST_N, delta = 0, bias = FIRST_BIAS, done = 0, plain;
	for (uint32_t i = 0; i < n; i++)
		if (p[i] < FIRST_N) {
			mq_buf_byte(out, (char)p[i]);
			done++;
		}
	plain = done;
	if (plain) mq_buf_byte(out, '-');
	while (done < n) {
		uint32_t next = UINT32_MAX;
		for (uint32_t i = 0; i < n; i++)
			if ((uint32_t)p[i] >= at && (uint32_t)p[i] < next) next = (uint32_t)p[i];
		delta += (next - at) * (done + 1);
		at = next;
		for (uint32_t i = 0; i < n; i++) {
			if ((uint32_t)p[i] < at) delta++;
			if ((uint32_t)p[i] != at) continue;
			put_number(out, delta, bias);
			bias = adapt(delta, done + 1, done == plain);
			delta = 0;
			done++;
		}
		delta++;
		at++;
	}
}

static bool put_label(mq_text label, mq_buf *out)
{
	int32_t points[LABEL_MOST];
	uint32_t n = 0;
	bool ascii = true;
	for (size_t i = 0; i < label.n;) {
		int32_t c;
		utf8proc_ssize_t k = utf8proc_iterate((const uint8_t *)label.p + i, (utf8proc_ssize_t)(label.n - i), &c);
		if (k <= 0 || n == LABEL_MOST) return false;
		ascii = ascii && c < FIRST_N;
		points[n++] = c;
		i += (size_t)k;
	}
	size_t from = out->n;
	if (!ascii) {
		mq_buf_put(out, MQ_T("xn--"));
		encode(points, n, out);
	} else mq_buf_put(out, label);
	return out->n - from <= LABEL_MOST;
}

bool mq_host_ascii(mq_text host, mq_buf *out)
{
	uint8_t *folded = NULL;
	mq_text label;
	const utf8proc_option_t how = UTF8PROC_STABLE | UTF8PROC_COMPOSE | UTF8PROC_COMPAT | UTF8PROC_CASEFOLD | UTF8PROC_IGNORE;
	utf8proc_ssize_t n = utf8proc_map((const uint8_t *)host.p, (utf8proc_ssize_t)host.n, &folded, how);
	bool well = n > 0, first = true;
	for (mq_text rest = mq_text_at((const char *)folded, well ? (size_t)n : 0); well && mq_text_split(&rest, '.', &label);
	     first = false) {
		if (!first) mq_buf_byte(out, '.');
		well = put_label(label, out);
	}
	free(folded); /* utf8proc's own */
	return well && !out->failed;
}
