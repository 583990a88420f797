/* Numbers and days as the reader's language says them. */
#include <inttypes.h>
#include <stdio.h>

#include "serve/messages.h"

#define GAP "\xE2\x80\xAF" /* U+202F: does not break, and keeps its number together in right-to-left text */

static bool is_digit(char c) { return c >= '0' && c <= '9'; }

static void put_digits(mq_buf *out, const mq_messages *m, mq_lang lang, mq_text ours)
{
	bool arab = mq_messages_digits(m, lang) == MQ_DIGITS_ARAB;
	for (size_t i = 0; i < ours.n; i++) {
		char c = ours.p[i];
		if (arab && is_digit(c)) {
			mq_buf_byte(out, '\xD9'); /* U+0660 and on */
			mq_buf_byte(out, (char)(0xA0 + (c - '0')));
		} else if (arab && c == '.' && i && i + 1 < ours.n && is_digit(ours.p[i - 1]) && is_digit(ours.p[i + 1]))
			mq_buf_put(out, MQ_T("\xD9\xAB")); /* U+066B, the decimal separator */
		else mq_buf_byte(out, c);
	}
}

mq_text mq_say_digits(mq_arena *a, const mq_messages *m, mq_lang lang, mq_text ours)
{
	if (mq_messages_digits(m, lang) == MQ_DIGITS_LATN) return ours;
	mq_buf b;
	mq_buf_open(&b, 2 * ours.n + 1);
	put_digits(&b, m, lang, ours);
	mq_text t = mq_arena_text(a, mq_buf_text(&b));
	mq_buf_close(&b);
	return t;
}

void mq_put_number(mq_buf *out, const mq_messages *m, mq_lang lang, int64_t n)
{
	char digits[32];
	int length = snprintf(digits, sizeof digits, "%" PRId64, n < 0 ? -n : n);
	if (n < 0) mq_buf_put(out, MQ_T("\xE2\x88\x92"));
	for (int i = 0; i < length; i++) {
		if (i && length > 4 && (length - i) % 3 == 0) mq_buf_put(out, MQ_T(GAP));
		put_digits(out, m, lang, mq_text_at(digits + i, 1));
	}
}

mq_text mq_say_number(mq_arena *a, const mq_messages *m, mq_lang lang, int64_t n)
{
	mq_buf b;
	mq_buf_open(&b, 64);
	mq_put_number(&b, m, lang, n);
	mq_text t = mq_arena_text(a, mq_buf_text(&b));
	mq_buf_close(&b);
	return t;
}

mq_text mq_say_day(mq_arena *a, const mq_messages *m, mq_lang lang, mq_day day)
{
	if (day == MQ_NO_DAY) return MQ_NONE;
	mq_ymd d = mq_ymd_of(day);
	return mq_say_digits(a, m, lang, mq_arena_print(a, "%d %.*s %d", d.day, MQ_ARG(mq_say_month(m, lang, d.month)), d.year));
}

mq_text mq_say_weekday(mq_arena *a, const mq_messages *m, mq_lang lang, mq_day day)
{
	char key[16];
	if (day == MQ_NO_DAY) return MQ_NONE;
	int n = snprintf(key, sizeof key, "weekday.%d", mq_weekday(day));
	mq_text name = mq_message(m, lang, mq_text_at(key, (size_t)n)), rest = mq_say_day(a, m, lang, day);
	return mq_arena_print(a, "%.*s %.*s", MQ_ARG(name), MQ_ARG(rest));
}

static mq_text say_range(mq_arena *a, const mq_messages *m, mq_lang lang, mq_ymd f, mq_ymd t)
{
	mq_text fm = mq_say_month(m, lang, f.month), tm = mq_say_month(m, lang, t.month);
	if (f.year == t.year && f.month == t.month) return mq_arena_print(a, "%d–%d %.*s %d", f.day, t.day, MQ_ARG(tm), t.year);
	if (f.year == t.year) return mq_arena_print(a, "%d %.*s – %d %.*s %d", f.day, MQ_ARG(fm), t.day, MQ_ARG(tm), t.year);
	return mq_arena_print(a, "%d %.*s %d – %d %.*s %d", f.day, MQ_ARG(fm), f.year, t.day, MQ_ARG(tm), t.year);
}

static mq_text say_span(mq_arena *a, const mq_messages *m, mq_lang lang, mq_day from, mq_day to, int precision)
{
	if (from == MQ_NO_DAY) return MQ_NONE;
	if (to == MQ_NO_DAY) to = from;
	mq_ymd f = mq_ymd_of(from), t = mq_ymd_of(to);
	bool whole_month = f.day == 1 && f.month == t.month && f.year == t.year && t.day == mq_month_days(t.year, t.month);
	bool whole_years = f.day == 1 && f.month == 1 && t.day == 31 && t.month == 12;
	if (precision >= 2 && whole_month) return mq_arena_print(a, "%.*s %d", MQ_ARG(mq_say_month(m, lang, f.month)), f.year);
	if (precision >= 2 && whole_years && f.year == t.year) return mq_arena_print(a, "%d", f.year);
	if (precision >= 2 && whole_years) return mq_arena_print(a, "%d–%d", f.year, t.year);
	if (from == to) return mq_say_day(a, m, lang, from);
	return say_range(a, m, lang, f, t);
}

mq_text mq_say_days(mq_arena *a, const mq_messages *m, mq_lang lang, mq_day from, mq_day to, int precision)
{
	return mq_say_digits(a, m, lang, say_span(a, m, lang, from, to, precision));
}

mq_text mq_say_month_of(mq_arena *a, const mq_messages *m, mq_lang lang, int year, int month)
{
	return mq_say_digits(a, m, lang, mq_arena_print(a, "%.*s %d", MQ_ARG(mq_say_month(m, lang, month)), year));
}

mq_text mq_say_decimal(mq_arena *a, const mq_messages *m, mq_lang lang, double value, int places)
{
	mq_text size = mq_arena_print(a, "%.*f", places, value < 0 ? -value : value);
	bool zero = true; /* after rounding: it has no sign then */
	for (size_t i = 0; i < size.n; i++) zero &= size.p[i] == '0' || size.p[i] == '.';
	return mq_say_digits(a, m, lang, mq_arena_print(a, "%s%.*s", value < 0 && !zero ? "\xE2\x88\x92" : "", MQ_ARG(size)));
}

mq_text mq_say_spread(mq_arena *a, const mq_messages *m, mq_lang lang, int64_t from, int64_t to)
{
	mq_text f = mq_say_number(a, m, lang, from), t = mq_say_number(a, m, lang, to);
	return from == to ? f : mq_arena_print(a, "%.*s–%.*s", MQ_ARG(f), MQ_ARG(t));
}
