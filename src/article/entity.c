/* Character references, HTML standard section 13.5, from lexbor's table of names. */
#include <lexbor/core/sbst.h>
#include <lexbor/html/tokenizer/res.h>

#include "article/dom.h"

/* what the C1 numbers mean to browsers: windows-1252 (HTML standard, numeric character reference end state) */
static const uint16_t c1[32] = {0x20AC, 0x81,   0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
				0x2039, 0x0152, 0x8D,   0x017D, 0x8F,   0x90,   0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
				0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x9D,   0x017E, 0x0178};

static int digit_of(char c, bool hex)
{
	if (c >= '0' && c <= '9') return c - '0';
	if (!hex) return -1;
	c = (char)(c | 0x20);
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static uint32_t numeric(mq_text t, size_t at, char out[8], uint32_t *out_n)
{
	size_t i = at + 2;
	bool hex = i < t.n && (t.p[i] | 0x20) == 'x';
	uint32_t c = 0;
	if (hex) i++;
	size_t from = i;
	for (int d; i < t.n && (d = digit_of(t.p[i], hex)) >= 0; i++)
		if (c < 0x110000) c = c * (hex ? 16 : 10) + (uint32_t)d;
	if (i == from) return 0;
	if (i < t.n && t.p[i] == ';') i++;
	if (c >= 0x80 && c < 0xA0) c = c1[c - 0x80];
	if (c == 0 || c > 0x10FFFF) c = MQ_UTF8_BAD;
	*out_n = (uint32_t)mq_utf8_put(out, c);
	return (uint32_t)(i - at);
}

uint32_t mq_entity(mq_text t, size_t at, char out[8], uint32_t *out_n)
{
	const lexbor_sbst_entry_static_t *table = lxb_html_tokenizer_res_entities_sbst, *e = table + 1;
	uint32_t length = 0;
	unsigned char first = at + 1 < t.n ? (unsigned char)t.p[at + 1] : 0;
	if (first != '#' && (unsigned)((first | 0x20) - (int)'a') >= 26u) return 0;
	if (at + 1 < t.n && t.p[at + 1] == '#') return numeric(t, at, out, out_n);
	for (size_t i = at + 1; i < t.n; i++) {
		e = lexbor_sbst_entry_static_find(table, e, (lxb_char_t)t.p[i]);
		if (!e) break;
		if (e->value && e->value_len <= 8) {
			memcpy(out, e->value, e->value_len);
			*out_n = (uint32_t)e->value_len;
			length = (uint32_t)(i + 1 - at);
		}
		e = table + e->next;
	}
	return length;
}
