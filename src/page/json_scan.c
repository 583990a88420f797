#include "page/json_scan.h"

static bool no(mq_json_scan *s, size_t at, const char *why)
{
	s->at = at;
	s->why = why;
	return false;
}

static void white(mq_json_scan *s)
{
	while (s->at < s->text.n) {
		char c = s->text.p[s->at];
		if (c != ' ' && c != '\t' && c != '\n' && c != '\r') break;
		s->at++;
	}
}

static int hex4(mq_text t, size_t at)
{
	int v = 0;
	if (at + 4 > t.n) return -1;
	for (size_t i = at; i < at + 4; i++) {
		char c = t.p[i];
		int d = c >= '0' && c <= '9'   ? c - '0'
			: c >= 'a' && c <= 'f' ? c - 'a' + 10
			: c >= 'A' && c <= 'F' ? c - 'A' + 10
					       : -1;
		if (d < 0) return -1;
		v = v << 4 | d;
	}
	return v;
}

/* eight bytes none of which is a quote, a backslash or a control character: the usual case by far */
static bool plain8(const char *p)
{
	uint64_t x, one = 0x0101010101010101u, high = 0x8080808080808080u;
	memcpy(&x, p, 8);
	uint64_t quote = x ^ one * '"', slash = x ^ one * '\\';
	uint64_t hit = ((quote - one) & ~quote) | ((slash - one) & ~slash) | ((x - one * 0x20) & ~x);
	return (hit & high) == 0;
}

static size_t plain_run(mq_text t, size_t at)
{
	while (at + 8 <= t.n && plain8(t.p + at)) at += 8;
	while (at < t.n && t.p[at] != '"' && t.p[at] != '\\' && (unsigned char)t.p[at] >= 0x20) at++;
	return at;
}

/* at the first byte behind the opening quote; leaves s->at behind the closing one */
static bool take_string(mq_json_scan *s, mq_json_value *out)
{
	size_t i = s->at, start = s->at;
	for (;;) {
		i = plain_run(s->text, i);
		if (i >= s->text.n) return no(s, start - 1, "a string that does not end");
		if (s->text.p[i] == '"') break;
		if (s->text.p[i] != '\\') return no(s, i, "a control character in a string");
		char c = i + 1 < s->text.n ? s->text.p[i + 1] : 0;
		if (c == 'u' && hex4(s->text, i + 2) < 0) return no(s, i, "a \\u escape without four hex digits");
		if (!c || !strchr("\"\\/bfnrtu", c)) return no(s, i, "an unknown escape");
		i += c == 'u' ? 6 : 2;
	}
	*out = (mq_json_value){MQ_JSON_STRING, {(uint32_t)start, (uint32_t)i}};
	s->at = i + 1;
	return true;
}

static size_t digits(mq_text t, size_t at)
{
	while (at < t.n && t.p[at] >= '0' && t.p[at] <= '9') at++;
	return at;
}

static bool take_number(mq_json_scan *s, mq_json_value *out)
{
	mq_text t = s->text;
	size_t i = s->at, start = s->at;
	if (i < t.n && t.p[i] == '-') i++;
	size_t whole = digits(t, i);
	if (whole == i) return no(s, start, "not a JSON value");
	if (whole - i > 1 && t.p[i] == '0') return no(s, start, "a number with a leading zero");
	i = whole;
	if (i < t.n && t.p[i] == '.') {
		size_t end = digits(t, i + 1);
		if (end == i + 1) return no(s, i, "a number that ends in a point");
		i = end;
	}
	if (i < t.n && (t.p[i] == 'e' || t.p[i] == 'E')) {
		i++;
		if (i < t.n && (t.p[i] == '+' || t.p[i] == '-')) i++;
		size_t end = digits(t, i);
		if (end == i) return no(s, i, "a number without its exponent");
		i = end;
	}
	*out = (mq_json_value){MQ_JSON_NUMBER, {(uint32_t)start, (uint32_t)i}};
	s->at = i;
	return true;
}

static bool take_word(mq_json_scan *s, mq_json_value *out)
{
	static const struct {
		mq_text word;
		mq_json_kind kind;
	} words[] = {{{"true", 4}, MQ_JSON_TRUE}, {{"false", 5}, MQ_JSON_FALSE}, {{"null", 4}, MQ_JSON_NULL}};
	for (size_t i = 0; i < 3; i++) {
		if (!mq_text_starts(mq_text_sub(s->text, s->at, s->text.n), words[i].word)) continue;
		*out = (mq_json_value){words[i].kind, {(uint32_t)s->at, (uint32_t)(s->at + words[i].word.n)}};
		s->at += words[i].word.n;
		return true;
	}
	return take_number(s, out);
}

static bool take_key(mq_json_scan *s)
{
	mq_json_value key;
	if (s->at >= s->text.n || s->text.p[s->at] != '"') return no(s, s->at, "a key was expected");
	s->at++;
	if (!take_string(s, &key)) return false;
	white(s);
	if (s->at >= s->text.n || s->text.p[s->at] != ':') return no(s, s->at, "a colon was expected");
	s->at++;
	return true;
}

/* at the byte behind the opening bracket */
static bool take_inside(mq_json_scan *s, unsigned depth, char close)
{
	mq_json_value v;
	white(s);
	if (s->at < s->text.n && s->text.p[s->at] == close) {
		s->at++;
		return true;
	}
	for (;;) {
		white(s);
		if (close == '}' && !take_key(s)) return false;
		if (!mq_json_take(s, depth + 1, &v)) return false;
		white(s);
		char c = s->at < s->text.n ? s->text.p[s->at] : 0;
		if (c != ',' && c != close)
			return no(s, s->at,
				  s->at < s->text.n ? "a comma or a closing bracket was expected" : "the text ends too early");
		s->at++;
		if (c == close) return true;
	}
}

bool mq_json_take(mq_json_scan *s, unsigned depth, mq_json_value *out)
{
	white(s);
	if (s->at >= s->text.n) return no(s, s->at, "the text ends too early");
	if (depth > MQ_JSON_DEPTH_MOST) return no(s, s->at, "nested too deep");
	size_t start = s->at;
	char c = s->text.p[s->at];
	if (c == '"') {
		s->at++;
		return take_string(s, out);
	}
	if (c != '{' && c != '[') return take_word(s, out);
	s->at++;
	if (!take_inside(s, depth, c == '{' ? '}' : ']')) return false;
	*out = (mq_json_value){c == '{' ? MQ_JSON_OBJECT : MQ_JSON_ARRAY, {(uint32_t)start, (uint32_t)s->at}};
	return true;
}

static bool next_inside(mq_json_scan *s, size_t *at, mq_json_value v, char close)
{
	s->at = *at;
	white(s);
	if (s->at < v.at.end && s->text.p[s->at] == ',') s->at++;
	white(s);
	return s->at < v.at.end && s->text.p[s->at] != close;
}

bool mq_json_member(mq_text text, mq_json_value v, size_t *at, mq_json_value *key, mq_json_value *value)
{
	mq_json_scan s = {.text = text};
	if (!next_inside(&s, at, v, '}')) return false;
	s.at++;
	if (!take_string(&s, key)) return false;
	white(&s);
	s.at++;
	if (!mq_json_take(&s, 0, value)) return false;
	*at = s.at;
	return true;
}

bool mq_json_element(mq_text text, mq_json_value v, size_t *at, mq_json_value *value)
{
	mq_json_scan s = {.text = text};
	if (!next_inside(&s, at, v, ']') || !mq_json_take(&s, 0, value)) return false;
	*at = s.at;
	return true;
}

mq_status mq_json_document(mq_arena *a, mq_text text, uint64_t offset, mq_json_value *out)
{
	mq_json_scan s = {.text = text};
	bool whole = mq_json_take(&s, 0, out);
	if (whole) white(&s);
	if (whole && s.at < text.n) whole = no(&s, s.at, "something behind the end of the value");
	if (!whole) return mq_fail(a, MQ_BAD_DATA, offset + s.at, "not JSON: %s", s.why);
	return MQ_DONE;
}

typedef struct {
	mq_arena *a;
	mq_map *map;
	char *to;
	size_t n;
	bool memory_out;
} writing;

static void write_run(writing *w, const char *p, size_t n, size_t from, size_t length)
{
	if (n == 0) return;
	memcpy(w->to + w->n, p, n);
	if (w->map && !mq_map_add(w->a, w->map, (uint32_t)w->n, (uint32_t)n, (uint32_t)from, (uint32_t)length))
		w->memory_out = true;
	w->n += n;
}

/* bytes without escapes; those that are not UTF-8 give U+FFFD each */
static void write_plain(writing *w, mq_text text, size_t from, size_t to, uint32_t *odd)
{
	while (from < to) {
		mq_text rest = mq_text_sub(text, from, to);
		size_t bad = mq_utf8_bad(rest);
		size_t good = bad == SIZE_MAX ? rest.n : bad;
		write_run(w, rest.p, good, from, good);
		from += good;
		if (bad == SIZE_MAX) return;
		write_run(w, "\xEF\xBF\xBD", 3, from++, 1);
		(*odd)++;
	}
}

/* writes what the escape at `at` stands for; gives the bytes it takes */
static size_t write_escape(writing *w, mq_text text, size_t at, uint32_t *odd)
{
	static const char from[] = "\"\\/bfnrt", to[] = "\"\\/\b\f\n\r\t";
	char out[4], c = text.p[at + 1];
	if (c != 'u') {
		out[0] = to[strchr(from, c) - from];
		write_run(w, out, 1, at, 2);
		return 2;
	}
	uint32_t u = (uint32_t)hex4(text, at + 2);
	size_t length = 6;
	if (u >= 0xD800 && u < 0xDC00 && at + 12 <= text.n && text.p[at + 6] == '\\' && text.p[at + 7] == 'u') {
		int low = hex4(text, at + 8);
		if (low >= 0xDC00 && low < 0xE000) {
			u = 0x10000 + ((u - 0xD800) << 10) + ((uint32_t)low - 0xDC00);
			length = 12;
		}
	}
	if (u == 0 || (u >= 0xD800 && u < 0xE000)) {
		u = MQ_UTF8_BAD;
		(*odd)++;
	}
	write_run(w, out, mq_utf8_put(out, u), at, length);
	return length;
}

mq_text mq_json_string(mq_arena *a, mq_text text, mq_json_value v, mq_map *map, uint32_t *odd)
{
	uint32_t unasked = 0;
	if (!odd) odd = &unasked;
	mq_text all = mq_text_span(text, v.at);
	/* only bad bytes can make the text longer than what it stands on */
	size_t most = mq_utf8_bad(all) == SIZE_MAX ? all.n : all.n * 3;
	writing w = {.a = a, .map = map, .to = mq_arena_alloc(a, most)};
	if (!w.to) return MQ_NONE;
	for (size_t i = v.at.start; i < v.at.end && !w.memory_out;) {
		size_t end = mq_text_find_byte(mq_text_sub(text, 0, v.at.end), '\\', i);
		if (end == SIZE_MAX) end = v.at.end;
		write_plain(&w, text, i, end, odd);
		i = end;
		if (i < v.at.end) i += write_escape(&w, text, i, odd);
	}
	return w.memory_out ? MQ_NONE : mq_text_at(w.to, w.n);
}

bool mq_json_is(mq_text text, mq_json_value v, mq_text word)
{
	return v.kind == MQ_JSON_STRING && mq_text_eq(mq_text_span(text, v.at), word);
}
