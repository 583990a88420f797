#include "article/when.h"

#include <stdio.h>

#define LINE_MOST  500u
#define ITEMS_MOST 96u
/* newspapers on the web; scanned archives are older, but a page's own date is not */
#define YEAR_LEAST 1990
#define YEAR_MOST  2069

typedef struct {
	uint32_t start, end;
	int value;      /* of a number; month of a word (101.. Hijri), else -1 */
	uint8_t digits; /* 0: a word */
	bool broken;    /* something other than a date's own signs stands before it */
} item;

typedef struct {
	mq_text t;
	item v[ITEMS_MOST];
	uint32_t n;
	bool month_first;
} line;

static int digit_at(mq_text t, size_t i, size_t *width)
{
	const unsigned char *p = (const unsigned char *)t.p + i;
	*width = 1;
	if (*p >= '0' && *p <= '9') return *p - '0';
	*width = 2;
	if (i + 1 >= t.n) return -1;
	if (p[0] == 0xD9 && p[1] >= 0xA0 && p[1] <= 0xA9) return p[1] - 0xA0;
	if (p[0] == 0xDB && p[1] >= 0xB0 && p[1] <= 0xB9) return p[1] - 0xB0;
	return -1;
}

static bool letter_at(mq_text t, size_t i)
{
	unsigned char c = (unsigned char)t.p[i];
	size_t w;
	if (c < 0x80) return (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
	if (digit_at(t, i, &w) >= 0) return false;
	if (c == 0xC2 || c == 0xE2) return false;
	/* Arabic comma, semicolon; CJK year, month, day signs count as separators */
	if (c == 0xD8 && i + 1 < t.n && ((unsigned char)t.p[i + 1] == 0x8C || (unsigned char)t.p[i + 1] == 0x9B)) return false;
	return true;
}

static size_t char_width(mq_text t, size_t i)
{
	size_t n = 1;
	while (i + n < t.n && mq_utf8_is_cont(t.p[i + n])) n++;
	return n;
}

static bool cjk_sign(mq_text t, size_t i, size_t *width)
{
	static const char *const signs[] = {"年", "月", "日", "년", "월", "일"};
	for (size_t k = 0; k < sizeof signs / sizeof *signs; k++) {
		mq_text s = mq_text_of(signs[k]);
		*width = s.n;
		if (mq_text_starts(mq_text_sub(t, i, t.n), s)) return true;
	}
	return false;
}

static void take_number(line *l, size_t *at)
{
	item *x = &l->v[l->n++];
	size_t i = *at, w;
	*x = (item){.start = (uint32_t)i};
	long long v = 0;
	for (int d; i < l->t.n && (d = digit_at(l->t, i, &w)) >= 0; i += w) {
		if (x->digits < 15) v = v * 10 + d;
		if (x->digits < 100) x->digits++;
	}
	x->value = v > 99999999 ? (x->digits == 14 ? -14 : -1) : (int)v;
	/* 20220408235600: its date is the first eight digits */
	if (x->value == -14) {
		for (int k = x->digits; k > 8; k--) v /= 10;
		x->value = (int)v;
		x->digits = 8;
	}
	x->end = (uint32_t)i;
	*at = i;
}

static void take_word(const mq_rules_html *r, line *l, size_t *at)
{
	size_t i = *at, w;
	int32_t v;
	while (i < l->t.n && letter_at(l->t, i) && !cjk_sign(l->t, i, &w)) i += char_width(l->t, i);
	item *x = &l->v[l->n++];
	*x = (item){.start = (uint32_t)*at, .end = (uint32_t)i, .value = -1};
	mq_text word = mq_text_sub(l->t, *at, i);
	if (mq_words_find(&r->months, mq_word_hash(word), &v)) x->value = v;
	/* names of two words: «كانون الثاني», «ربيع الأول» */
	if (l->n >= 2 && l->v[l->n - 2].digits == 0) {
		mq_text two = mq_text_sub(l->t, l->v[l->n - 2].start, i);
		if (mq_words_find(&r->months, mq_word_hash(two), &v)) {
			l->n--;
			l->v[l->n - 1].value = v;
			l->v[l->n - 1].end = (uint32_t)i;
		}
	}
	*at = i;
}

static void split(const mq_rules_html *r, line *l)
{
	size_t i = 0, w;
	while (i < l->t.n && l->n < ITEMS_MOST) {
		if (digit_at(l->t, i, &w) >= 0) take_number(l, &i);
		else if (cjk_sign(l->t, i, &w)) i += w;
		else if (letter_at(l->t, i)) take_word(r, l, &i);
		else i += char_width(l->t, i);
	}
}

/* the signs between two items: one of these alone, or blanks around it */
static char between(const line *l, uint32_t a, uint32_t b)
{
	char sign = ' ';
	size_t w;
	for (size_t i = l->v[a].end; i < l->v[b].start;) {
		char c = l->t.p[i];
		if (cjk_sign(l->t, i, &w)) {
			sign = '.';
			i += w;
			continue;
		}
		if (c == '-' || c == '/' || c == '.' || c == ',' || c == ':' || c == '+') {
			if (sign != ' ') return '?';
			sign = c;
			i++;
		} else if (c == ' ' || c == '\t' || (unsigned char)c == 0xC2 || (unsigned char)c == 0xA0) i++;
		else return '?';
	}
	return sign;
}

static bool year_like(const item *x) { return x->digits == 4 && x->value >= YEAR_LEAST && x->value <= YEAR_MOST; }
static bool day_like(const item *x) { return x->digits >= 1 && x->digits <= 2 && x->value >= 1 && x->value <= 31; }
static bool month_like(const item *x) { return x->digits >= 1 && x->digits <= 2 && x->value >= 1 && x->value <= 12; }
static bool month_name(const item *x) { return x->digits == 0 && x->value > 0; }

static bool set(mq_when *w, int y, int m, int d)
{
	*w = (mq_when){.year = y, .month = m, .day = d, .hour = -1, .zone = MQ_NO_ZONE};
	return mq_ymd_valid((mq_ymd){y, m, d});
}

/* numbers alone: 2020-03-04, 4.3.2020, 20200304; gives how many items it took */
static uint32_t of_numbers(const line *l, uint32_t i, mq_when *w)
{
	const item *a = &l->v[i];
	if (a->digits == 8 && a->value / 10000 >= YEAR_LEAST && a->value / 10000 <= YEAR_MOST &&
	    set(w, a->value / 10000, a->value / 100 % 100, a->value % 100)) {
		w->compact = true;
		return 1;
	}
	if (i + 2 >= l->n || !a->digits || !a[1].digits || !a[2].digits) return 0;
	char s1 = between(l, i, i + 1), s2 = between(l, i + 1, i + 2);
	if (s1 != s2 || (s1 != '-' && s1 != '/' && s1 != '.')) return 0;
	if (year_like(a) && month_like(a + 1) && day_like(a + 2) && set(w, a->value, a[1].value, a[2].value)) return 3;
	if (a->digits > 2 || a[1].digits > 2) return 0;
	int y = year_like(a + 2) ? a[2].value : (a[2].digits == 2 && a[2].value < 50 && s1 != '-') ? 2000 + a[2].value : 0;
	if (!y || (i > 0 && between(l, i - 1, i) == s1 && l->v[i - 1].digits)) return 0;
	int d = a->value, m = a[1].value;
	if ((l->month_first && d <= 12 && s1 != '.') || m > 12) {
		d = a[1].value;
		m = a->value;
	}
	return set(w, y, m, d) ? 3 : 0;
}

static bool finish_name(mq_when *w, int y, int month, int d)
{
	if (month > 100) {
		*w = (mq_when){.year = y, .month = month - 100, .day = d, .hour = -1, .zone = MQ_NO_ZONE, .hijri = true};
		return y >= 1400 && y <= 1500 && d >= 1 && d <= 30;
	}
	return y >= YEAR_LEAST && y <= YEAR_MOST && set(w, y, month, d);
}

/* with a month's name: 8 April 2022, April 8, 2022, 2022 April 8; one small word may stand between (de, of, th) */
static uint32_t of_name(const line *l, uint32_t i, mq_when *w)
{
	const item *a = &l->v[i];
	uint32_t left = l->n - i;
	if (day_like(a) && left >= 3) {
		uint32_t m = month_name(a + 1) ? 1 : left >= 4 && a[1].digits == 0 && month_name(a + 2) ? 2 : 0;
		if (!m && left >= 5 && month_name(a + 3) && !a[1].digits && !a[2].digits && a[1].end - a[1].start <= 3 &&
		    a[2].end - a[2].start <= 3)
			m = 3; /* 8th of April */
		if (!m || m + 1 >= left) return 0;
		if (m == 2 && a[1].end - a[1].start > 6) return 0;
		/* «24 نيسان / أبريل 2020»: one month by two names */
		if (m + 2 < left && month_name(a + m + 1) && a[m + 1].value == a[m].value) m++;
		uint32_t y = a[m + 1].digits == 4 ? m + 1
			     : m + 2 < left && a[m + 1].digits == 0 && a[m + 1].end - a[m + 1].start <= 6 && a[m + 2].digits == 4
				 ? m + 2
				 : 0;
		if (!y && a[m + 1].digits == 2 && (between(l, i + m, i + m + 1) == '-'))
			return finish_name(w, 2000 + a[m + 1].value, a[m].value, a->value) ? m + 2 : 0;
		return y && finish_name(w, a[y].value, a[m].value, a->value) ? y + 1 : 0;
	}
	if (month_name(a) && left >= 3 && day_like(a + 1)) {
		uint32_t y = a[2].digits == 4                                                                  ? 2
			     : left >= 4 && a[2].digits == 0 && a[2].end - a[2].start <= 4 && a[3].digits == 4 ? 3
													       : 0;
		return y && finish_name(w, a[y].value, a->value, a[1].value) ? y + 1 : 0;
	}
	if (a->digits == 4 && left >= 3 && month_name(a + 1) && day_like(a + 2))
		return finish_name(w, a->value, a[1].value, a[2].value) ? 3 : 0;
	return 0;
}

static bool is_word(const line *l, uint32_t i, const char *w)
{
	return l->v[i].digits == 0 && mq_text_eq_ascii_nocase(mq_text_sub(l->t, l->v[i].start, l->v[i].end), mq_text_of(w));
}

static void read_zone(const line *l, uint32_t i, mq_when *w)
{
	if (i < l->n && (is_word(l, i, "Z") || is_word(l, i, "GMT") || is_word(l, i, "UTC"))) {
		w->zone = 0;
		w->end = l->v[i++].end;
	}
	if (i >= l->n) return;
	const item *x = &l->v[i];
	char sign = x->start > 0 ? l->t.p[x->start - 1] : ' ';
	if (!x->digits || (sign != '+' && sign != '-')) return;
	int h = x->value, m = 0;
	if (x->digits == 4) {
		h = x->value / 100;
		m = x->value % 100;
	} else if (x->digits == 2 && i + 1 < l->n && l->v[i + 1].digits == 2 && between(l, i, i + 1) == ':')
		m = l->v[i + 1].value;
	else if (x->digits != 2) return;
	if (h <= 14 && m < 60) w->zone = (sign == '-' ? -1 : 1) * (h * 60 + m);
}

/* a time within the next few items: 23:56, 23:56:01.5+01:00 */
static void read_time(const line *l, uint32_t i, mq_when *w)
{
	for (uint32_t k = i; k + 1 < l->n && k < i + 3; k++) {
		const item *x = &l->v[k];
		if (!x->digits || x->digits > 2 || x->value > 23 || l->v[k + 1].digits != 2 || l->v[k + 1].value > 59) continue;
		if (between(l, k, k + 1) != ':') continue;
		w->hour = x->value;
		w->minute = l->v[k + 1].value;
		w->second = 0;
		k += 2;
		if (k < l->n && l->v[k].digits == 2 && l->v[k].value < 60 && between(l, k - 1, k) == ':')
			w->second = l->v[k++].value;
		if (k < l->n && l->v[k].digits && between(l, k - 1, k) == '.') k++;
		if (k < l->n && (is_word(l, k, "pm") && w->hour < 12)) w->hour += 12;
		read_zone(l, k, w);
		return;
	}
}

bool mq_when_find(const mq_rules_html *r, mq_text t, bool month_first, mq_when *out)
{
	line l;
	mq_when hijri = {0};
	bool has_hijri = false;
	l.t = mq_text_sub(t, 0, LINE_MOST);
	l.n = 0;
	l.month_first = month_first;
	split(r, &l);
	for (uint32_t i = 0; i < l.n; i++) {
		uint32_t n = of_numbers(&l, i, out);
		if (!n) n = of_name(&l, i, out);
		if (!n) continue;
		out->start = l.v[i].start;
		out->end = l.v[i + n - 1].end;
		/* fourteen digits are a time where they stand alone; in an address or a text they are a mark of something else */
		if (out->compact && out->end - out->start > 8 && out->end - out->start < l.t.n) continue;
		read_time(&l, i + n, out);
		if (!out->hijri) return true;
		/* the Gregorian date beside it is heard first */
		if (!has_hijri) hijri = *out;
		has_hijri = true;
	}
	if (!has_hijri) return false;
	uint32_t month = (uint32_t)(hijri.year - 1300) * 12 + (uint32_t)hijri.month - 1;
	if (month >= r->hijri_n) return false;
	mq_ymd d = mq_ymd_of(r->hijri[month] + hijri.day - 1);
	*out = hijri;
	out->year = d.year;
	out->month = d.month;
	out->day = d.day;
	return true;
}

mq_day mq_when_day(const mq_when *w) { return mq_day_of(w->year, w->month, w->day); }

mq_text mq_when_print(mq_arena *a, const mq_when *w)
{
	char day[11];
	mq_day d = mq_when_day(w);
	if (d == MQ_NO_DAY) return MQ_NONE;
	mq_day_print(d, day);
	if (w->hour < 0 || w->zone == MQ_NO_ZONE) return mq_arena_text(a, mq_text_at(day, 10));
	if (w->zone == 0) return mq_arena_print(a, "%sT%02d:%02d:%02dZ", day, w->hour, w->minute, w->second);
	int z = w->zone < 0 ? -w->zone : w->zone;
	return mq_arena_print(a, "%sT%02d:%02d:%02d%c%02d:%02d", day, w->hour, w->minute, w->second, w->zone < 0 ? '-' : '+',
			      z / 60, z % 60);
}
