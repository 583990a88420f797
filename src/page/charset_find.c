#include "page/charset_find.h"

#include <lexbor/encoding/encoding.h>

#include "page/charset.h"

mq_charset_wide mq_charset_wide_of(mq_text t, size_t *skip)
{
	*skip = 2;
	if (mq_text_starts(t, MQ_T("\xFF\xFE"))) return MQ_CHARSET_LE;
	if (mq_text_starts(t, MQ_T("\xFE\xFF"))) return MQ_CHARSET_BE;
	*skip = 0;
	size_t n = (t.n < 4096 ? t.n : 4096) / 2, even = 0, odd = 0;
	/* high bytes of ASCII, Arabic and general punctuation; in narrow text 0 does not occur and 6 hardly does */
	for (size_t i = 0; i < n; i++) {
		char a = t.p[2 * i], b = t.p[2 * i + 1];
		even += (a == 0 && b != 0) || a == 6;
		odd += (b == 0 && a != 0) || b == 6;
	}
	if (n >= 4 && odd * 10 > n * 8 && even * 10 < n * 4) return MQ_CHARSET_LE;
	if (n >= 4 && even * 10 > n * 8 && odd * 10 < n * 4) return MQ_CHARSET_BE;
	return MQ_CHARSET_NARROW;
}

size_t mq_charset_binary(mq_text bytes)
{
	size_t skip, control = 0, first = SIZE_MAX, n = bytes.n < ((size_t)64 << 10) ? bytes.n : (size_t)64 << 10;
	if (mq_charset_wide_of(bytes, &skip) != MQ_CHARSET_NARROW) return SIZE_MAX;
	for (size_t i = 0; i < n; i++) {
		unsigned char c = (unsigned char)bytes.p[i];
		if (c == 0) return i;
		if (c >= 0x20 || (c >= '\t' && c <= '\r') || c == 0x1B || c == 0x1A) continue;
		if (control++ == 0) first = i;
	}
	return control * 50 > n ? first : SIZE_MAX;
}

/* value of attribute name= at or after from, before end */
static mq_text value_of(mq_text t, const char *name, size_t from, size_t end)
{
	size_t n = strlen(name);
	for (size_t i = from; i + n < end; i++) {
		if (!mq_text_eq_ascii_nocase(mq_text_sub(t, i, i + n), mq_text_at(name, n))) continue;
		size_t k = i + n;
		while (k < end && (t.p[k] == ' ' || t.p[k] == '\t' || t.p[k] == '\n')) k++;
		if (k >= end || t.p[k] != '=') continue;
		k++;
		while (k < end && strchr(" \t\n\r\"'", t.p[k])) k++;
		size_t stop = k;
		while (stop < end && !strchr(" \t\n\r\"';/>?", t.p[stop])) stop++;
		if (stop > k) return mq_text_sub(t, k, stop);
	}
	return MQ_NONE;
}

mq_text mq_charset_label(mq_text bytes)
{
	mq_text t = mq_text_sub(bytes, 0, 8192);
	if (mq_text_starts(t, MQ_T("<?xml"))) {
		size_t end = mq_text_find_byte(t, '>', 0);
		mq_text label = end == SIZE_MAX ? MQ_NONE : value_of(t, "encoding", 5, end);
		if (label.n) return label;
	}
	for (size_t at = 0; (at = mq_text_find_byte(t, '<', at)) != SIZE_MAX; at++) {
		if (!mq_text_eq_ascii_nocase(mq_text_sub(t, at + 1, at + 5), MQ_T("meta"))) continue;
		if (at + 5 < t.n && !strchr(" \t\n\r\f/", t.p[at + 5])) continue;
		size_t end = mq_text_find_byte(t, '>', at);
		mq_text label = value_of(t, "charset", at, end == SIZE_MAX ? t.n : end);
		if (label.n) return label;
	}
	return MQ_NONE;
}

static void table_of(lxb_encoding_t e, uint32_t table[128])
{
	const lxb_encoding_data_t *data = lxb_encoding_data(e);
	for (unsigned i = 0; i < 128; i++) {
		lxb_encoding_decode_t d = {.encoding_data = data};
		lxb_char_t byte = (lxb_char_t)(128 + i);
		const lxb_char_t *p = &byte;
		table[i] = data->decode_single(&d, &p, &byte + 1);
	}
}

static bool is_arabic_letter(uint32_t c) { return c >= 0x0621 && c <= 0x064A && c != 0x0640; }

/* How many pairs alef-lam, per thousand letters, when nearly all high bytes are Arabic letters; else 0. The article is a third
 * of the words of any Arabic text, and the pair is rare in what another charset makes of other languages. */
static unsigned alef_lam(mq_text t, const uint32_t table[128])
{
	size_t high = 0, letters = 0, pairs = 0;
	uint32_t before = 0;
	for (size_t i = 0; i < t.n; i++) {
		unsigned char b = (unsigned char)t.p[i];
		uint32_t c = b < 128 ? 0 : table[b - 128];
		high += b >= 0xC0;
		letters += is_arabic_letter(c);
		pairs += before == 0x0627 && c == 0x0644;
		before = c;
	}
	if (letters < 4 || letters * 10 < high * 8) return 0;
	return (unsigned)(pairs * 1000 / letters);
}

static bool mostly_utf8(mq_text t)
{
	size_t bad = 0, good = 0;
	for (size_t at = 0; at < t.n;) {
		if ((unsigned char)t.p[at] < 0x80) {
			at++;
			continue;
		}
		size_t from = at;
		bool is_bad = mq_utf8_next(t, &at) == MQ_UTF8_BAD && at - from == 1;
		bad += is_bad;
		good += !is_bad;
	}
	return good >= bad * 10 && good > 0;
}

mq_charset_guess mq_charset_guess_of(mq_text sample)
{
	uint32_t table[128];
	table_of(LXB_ENCODING_WINDOWS_1256, table);
	unsigned windows = alef_lam(sample, table);
	table_of(LXB_ENCODING_ISO_8859_6, table);
	unsigned iso = alef_lam(sample, table);
	mq_charset_guess g = {.mostly_utf8 = mostly_utf8(sample)};
	g.iso = iso > windows;
	g.arabic = (g.iso ? iso : windows) >= 10;
	return g;
}

static bool holds(const uint32_t table[128], uint32_t c)
{
	for (unsigned i = 0; i < 64; i++)
		if (table[i] == c) return true;
	return false;
}

typedef struct {
	const char *name;
	lxb_encoding_t encoding;
	uint32_t table[128];
	bool loaded;
	size_t pairs;
} misreading;

/* Arabic in UTF-8 is D8 or D9 and a byte 80..BF. At `at` stands what the charset shows for D8 or D9, in two bytes: is it followed
 * by what it shows for the other byte? */
static void count_pair(misreading *m, mq_text t, size_t at)
{
	size_t next = at + 2;
	if (next >= t.n || (unsigned char)t.p[next] < 0x80) return;
	if (!m->loaded) table_of(m->encoding, m->table);
	m->loaded = true;
	m->pairs += holds(m->table, mq_utf8_next(t, &next));
}

/* every place where `lead` stands before one of the two bytes of `trail`; found by the rarer of them */
static void count_pairs(misreading *m, mq_text t, unsigned char lead, const char trail[2], bool lead_is_rare)
{
	for (int k = 0; k < (lead_is_rare ? 1 : 2); k++) {
		char rare = lead_is_rare ? (char)lead : trail[k];
		for (size_t at = 0; (at = mq_text_find_byte(t, rare, at)) != SIZE_MAX; at++) {
			size_t first = lead_is_rare ? at : at - 1;
			if (!lead_is_rare && (at == 0 || (unsigned char)t.p[first] != lead)) continue;
			if (first + 1 >= t.n || (t.p[first + 1] != trail[0] && t.p[first + 1] != trail[1])) continue;
			count_pair(m, t, first);
		}
	}
}

/* characters that are no ASCII: bytes 11xxxxxx */
static size_t letters_of(mq_text t)
{
	size_t n = 0, at = 0;
	for (uint64_t x; at + 8 <= t.n; at += 8) {
		memcpy(&x, t.p + at, 8);
		n += (size_t)__builtin_popcountll(x & (x << 1) & 0x8080808080808080u);
	}
	for (; at < t.n; at++) n += (unsigned char)t.p[at] >= 0xC0;
	return n;
}

size_t mq_charset_mojibake(mq_text text, const char **as)
{
	misreading rows[] = {{.name = "windows-1252", .encoding = LXB_ENCODING_WINDOWS_1252},
			     {.name = "windows-1256", .encoding = LXB_ENCODING_WINDOWS_1256}};
	mq_text t = mq_text_sub(text, 0, MQ_CHARSET_SAMPLE);
	/* sound Arabic has no C3, and D8 before B7 or B8 only in two seldom letters: a sound page costs a look for three bytes */
	count_pairs(&rows[0], t, 0xC3, "\x98\x99", true);
	count_pairs(&rows[1], t, 0xD8, "\xB7\xB8", false);
	for (size_t i = 0; i < 2; i++) {
		/* among sound Arabic a stray pair can stand, and a page may quote some; a damaged field is a run of them */
		if (rows[i].pairs < 8 || rows[i].pairs * 20 < letters_of(t)) continue;
		*as = rows[i].name;
		return rows[i].pairs;
	}
	return 0;
}
