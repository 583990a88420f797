#include "base/json.h"

#include <math.h>
#include <stdio.h>

#include "base/utf8.h"

void mq_json_open(mq_json *j, mq_buf *out)
{
	memset(j, 0, sizeof *j);
	j->out = out;
}

static void before_value(mq_json *j)
{
	if (j->after_key) {
		j->after_key = false;
		return;
	}
	if (j->filled[j->depth]) mq_buf_byte(j->out, ',');
	j->filled[j->depth] = true;
}

static void enter(mq_json *j, char c)
{
	before_value(j);
	mq_buf_byte(j->out, c);
	if (j->depth + 1u >= MQ_JSON_DEPTH_MOST) {
		j->out->failed = true;
		return;
	}
	j->filled[++j->depth] = false;
}

static void leave(mq_json *j, char c)
{
	if (j->depth) j->depth--;
	mq_buf_byte(j->out, c);
}

void mq_json_object(mq_json *j) { enter(j, '{'); }
void mq_json_object_end(mq_json *j) { leave(j, '}'); }
void mq_json_array(mq_json *j) { enter(j, '['); }
void mq_json_array_end(mq_json *j) { leave(j, ']'); }

static void put_escape(mq_buf *out, unsigned char c)
{
	static const char short_of[] = "btn\0fr"; /* 8..13, without 11 */
	if (c == '"' || c == '\\') mq_buf_print(out, "\\%c", c);
	else if (c >= 8 && c <= 13 && short_of[c - 8]) mq_buf_print(out, "\\%c", short_of[c - 8]);
	else mq_buf_print(out, "\\u%04x", c);
}

/* the next byte at or after at that cannot stand in a string as it is, eight bytes at a time; high bytes pass */
static size_t next_special(mq_text t, size_t at)
{
	const uint64_t ones = 0x0101010101010101u, high = 0x8080808080808080u;
	for (; at + 8 <= t.n; at += 8) {
		uint64_t x, quote, slash;
		memcpy(&x, t.p + at, 8);
		quote = x ^ (ones * '"');
		slash = x ^ (ones * '\\');
		uint64_t low = (x - ones * 0x20) | (quote - ones) | (slash - ones);
		if (low & ~x & high) break;
	}
	for (; at < t.n; at++) {
		unsigned char c = (unsigned char)t.p[at];
		if (c < 0x20 || c == '"' || c == '\\') return at;
	}
	return t.n;
}

static void put_sound(mq_buf *out, mq_text t)
{
	size_t from = 0;
	for (;;) {
		size_t at = next_special(t, from);
		mq_buf_put(out, mq_text_sub(t, from, at));
		if (at == t.n) return;
		put_escape(out, (unsigned char)t.p[at]);
		from = at + 1;
	}
}

/* text that is not sound UTF-8: bad bytes become U+FFFD one by one. One walk: the fast check would be paid again at each */
static void put_unsound(mq_buf *out, mq_text t)
{
	size_t from = 0, at = 0;
	while (at < t.n) {
		size_t was = at;
		if (mq_utf8_next(t, &at) != MQ_UTF8_BAD || at != was + 1) continue;
		put_sound(out, mq_text_sub(t, from, was));
		mq_buf_put(out, MQ_T("\xEF\xBF\xBD"));
		from = at;
	}
	put_sound(out, mq_text_sub(t, from, t.n));
}

static void put_string(mq_buf *out, mq_text t)
{
	mq_buf_byte(out, '"');
	if (mq_utf8_bad(t) == SIZE_MAX) put_sound(out, t);
	else put_unsound(out, t);
	mq_buf_byte(out, '"');
}

void mq_json_key(mq_json *j, mq_text key)
{
	before_value(j);
	put_string(j->out, key);
	mq_buf_byte(j->out, ':');
	j->after_key = true;
}

void mq_json_text(mq_json *j, mq_text value)
{
	if (mq_text_none(value)) {
		mq_json_null(j);
		return;
	}
	before_value(j);
	put_string(j->out, value);
}

void mq_json_int(mq_json *j, int64_t value)
{
	char line[24];
	size_t at = sizeof line;
	uint64_t left = value < 0 ? 0 - (uint64_t)value : (uint64_t)value;
	before_value(j);
	do line[--at] = (char)('0' + left % 10);
	while ((left /= 10) != 0);
	if (value < 0) line[--at] = '-';
	mq_buf_put(j->out, mq_text_at(line + at, sizeof line - at));
}

/* digits that a double holds for certain: what is printed beyond them is noise of its binary form */
#define SURE_DIGITS 15

static int sure_decimals(double value, int decimals)
{
	int whole = fabs(value) < 1 ? 1 : (int)log10(fabs(value)) + 1;
	int room = whole < SURE_DIGITS ? SURE_DIGITS - whole : 0;
	return decimals < room ? decimals : room;
}

void mq_json_real(mq_json *j, double value, int decimals)
{
	char line[64];
	if (!isfinite(value)) {
		mq_json_null(j);
		return;
	}
	before_value(j);
	int n = snprintf(line, sizeof line, "%.*f", sure_decimals(value, decimals), value);
	if (n < 0 || (size_t)n >= sizeof line) n = snprintf(line, sizeof line, "%.17g", value);
	if (memchr(line, '.', (size_t)n) && !memchr(line, 'e', (size_t)n)) {
		while (line[n - 1] == '0') n--;
		if (line[n - 1] == '.') n--;
	}
	mq_buf_put(j->out, mq_text_at(line, (size_t)n));
}

void mq_json_bool(mq_json *j, bool value)
{
	before_value(j);
	mq_buf_put(j->out, value ? MQ_T("true") : MQ_T("false"));
}

void mq_json_null(mq_json *j)
{
	before_value(j);
	mq_buf_put(j->out, MQ_T("null"));
}

void mq_json_raw(mq_json *j, mq_text json)
{
	before_value(j);
	mq_buf_put(j->out, json);
}

void mq_json_put_text(mq_json *j, const char *key, mq_text value)
{
	mq_json_key(j, mq_text_of(key));
	mq_json_text(j, value);
}

void mq_json_put_int(mq_json *j, const char *key, int64_t value)
{
	mq_json_key(j, mq_text_of(key));
	mq_json_int(j, value);
}

void mq_json_put_bool(mq_json *j, const char *key, bool value)
{
	mq_json_key(j, mq_text_of(key));
	mq_json_bool(j, value);
}

void mq_json_put_real(mq_json *j, const char *key, double value, int decimals)
{
	mq_json_key(j, mq_text_of(key));
	mq_json_real(j, value, decimals);
}

void mq_json_put_null(mq_json *j, const char *key)
{
	mq_json_key(j, mq_text_of(key));
	mq_json_null(j);
}

void mq_json_put_array(mq_json *j, const char *key)
{
	mq_json_key(j, mq_text_of(key));
	mq_json_array(j);
}

void mq_json_put_object(mq_json *j, const char *key)
{
	mq_json_key(j, mq_text_of(key));
	mq_json_object(j);
}

void mq_json_put_day(mq_json *j, const char *key, mq_day day)
{
	char line[11];
	if (day == MQ_NO_DAY) {
		mq_json_put_null(j, key);
		return;
	}
	mq_day_print(day, line);
	mq_json_put_text(j, key, mq_text_at(line, 10));
}
