/* Dates as feeds write them: RFC 3339 and its relatives, RFC 822 with two- and four-digit years, names of months in any language
 * that the rules know, Arabic digits, zones by number or name; and what is missing is left out, never guessed. */
#include "page/feed.h"

typedef struct {
	bool number;
	mq_text text; /* as written */
	unsigned value, digits;
	char before; /* the sign or separator in front of it */
} piece;

#define PIECES_MOST 24

/* 0..9 for a digit of any script that the press writes, else -1 */
static int digit_of(uint32_t c)
{
	if (c >= '0' && c <= '9') return (int)(c - '0');
	if (c >= 0x0660 && c <= 0x0669) return (int)(c - 0x0660);
	if (c >= 0x06F0 && c <= 0x06F9) return (int)(c - 0x06F0);
	return -1;
}

static bool is_letter(uint32_t c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	       (c >= 0xC0 && c < 0x2000 && c != 0x060C && c != 0xD7 && c != 0xF7);
}

static size_t cut(mq_text t, piece out[PIECES_MOST])
{
	size_t n = 0, at = 0;
	char before = ' ';
	while (at < t.n && n < PIECES_MOST) {
		size_t from = at;
		uint32_t c = mq_utf8_next(t, &at);
		if (digit_of(c) < 0 && !is_letter(c)) {
			before = c < 0x80 ? (char)c : ' ';
			continue;
		}
		piece *p = &out[n++];
		*p = (piece){.number = digit_of(c) >= 0, .before = before};
		for (size_t end = at;; at = end) {
			if (p->number && p->digits < 9) p->value = p->value * 10 + (unsigned)digit_of(c);
			p->digits++;
			if (end >= t.n) break;
			c = mq_utf8_next(t, &end);
			if (p->number ? digit_of(c) < 0 : !is_letter(c) || digit_of(c) >= 0) break;
		}
		p->text = mq_text_sub(t, from, at);
		before = ' ';
	}
	return n;
}

static unsigned in_table(const mq_pack *pack, const char *file, const char *form, mq_text word)
{
	mq_table t;
	uint64_t month = 0;
	mq_table_open(mq_text_of(file), mq_pack_file(pack, mq_text_of(file)), &t);
	while (mq_table_row(&t)) {
		int name = mq_table_column(&t, mq_text_of(form)), number = mq_table_column(&t, MQ_T("month"));
		int calendar = mq_table_column(&t, MQ_T("calendar"));
		if (name < 0 || number < 0) return 0;
		if (calendar >= 0 && !mq_text_eq(t.cell[calendar], MQ_T("gregorian"))) continue;
		if (mq_text_eq_ascii_nocase(t.cell[name], word) && mq_text_u64(t.cell[number], &month)) return (unsigned)month;
	}
	return 0;
}

/* RFC 822 names are the first three letters of the English ones */
static unsigned month_english(mq_text word)
{
	static const char names[] = "janfebmaraprmayjunjulaugsepoctnovdec";
	for (unsigned i = 0; i < 12 && word.n >= 3; i++)
		if (mq_text_eq_ascii_nocase(mq_text_sub(word, 0, 3), mq_text_at(names + i * 3, 3)) &&
		    (word.n == 3 || (unsigned char)word.p[3] < 0x80)) {
			/* "Mardi" and "Marché" are no March */
			static const char *const full[] = {"january", "february", "march",     "april",   "may",      "june",
							   "july",    "august",   "september", "october", "november", "december"};
			if (word.n == 3 || mq_text_eq_ascii_nocase(word, mq_text_of(full[i])) ||
			    (i == 8 && mq_text_eq_ascii_nocase(word, MQ_T("sept"))))
				return i + 1;
		}
	return 0;
}

static unsigned month_named(mq_text word, const mq_pack *pack)
{
	unsigned m = in_table(pack, "rules/ar/months.tsv", "form", word);
	return m ? m : in_table(pack, "rules/page/months.tsv", "name", word);
}

/* names of one word, or of two as in the Levant */
static unsigned month_in_rules(const piece *p, size_t n, const mq_pack *pack)
{
	unsigned m = 0;
	for (size_t i = 0; i < n && !m; i++) {
		if (p[i].number || p[i].text.n < 3) continue;
		const char *start = p[i].text.p;
		if (i + 1 < n && !p[i + 1].number)
			m = month_named(mq_text_at(start, (size_t)(p[i + 1].text.p - start) + p[i + 1].text.n), pack);
		if (!m) m = month_named(p[i].text, pack);
	}
	return m;
}

/* minutes east of Greenwich of RFC 822's names; INT_MIN when it is none */
static int zone_named(mq_text w)
{
	static const struct {
		const char *name;
		int minutes;
	} rows[] = {{"GMT", 0},    {"UTC", 0},    {"UT", 0},     {"Z", 0},      {"EST", -300}, {"EDT", -240}, {"CST", -360},
		    {"CDT", -300}, {"MST", -420}, {"MDT", -360}, {"PST", -480}, {"PDT", -420}, {"WET", 0},    {"WEST", 60},
		    {"CET", 60},   {"CEST", 120}, {"EET", 120},  {"EEST", 180}, {"MSK", 180},  {"BST", 60}};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		if (mq_text_eq_ascii_nocase(w, mq_text_of(rows[i].name))) return rows[i].minutes;
	return INT32_MIN;
}

typedef struct {
	int year, month, day, hour, minute, second, zone;
	bool has_time, has_zone;
} moment;

/* numbers before the time: 2024-05-01, 1 May 2024, May 1 2024, 01/05/2024 */
static bool read_day(const piece *p, size_t n, const mq_pack *pack, moment *m)
{
	unsigned number[3] = {0}, digits[3] = {0}, named = 0;
	size_t k = 0;
	for (size_t i = 0; i < n; i++) {
		if (!p[i].number) {
			if (!named) named = month_english(p[i].text);
			continue;
		}
		if (k == 3) return false;
		number[k] = p[i].value;
		digits[k++] = p[i].digits;
	}
	if (!named && k == 2 && pack) named = month_in_rules(p, n, pack);
	if (named && k == 2) {
		bool year_first = digits[0] == 4;
		m->month = (int)named;
		m->day = (int)number[year_first ? 1 : 0];
		m->year = (int)number[year_first ? 0 : 1];
		if (digits[year_first ? 0 : 1] == 2) m->year += m->year < 70 ? 2000 : 1900;
	} else if (!named && k == 3 && digits[0] == 4) {
		m->year = (int)number[0];
		m->month = (int)number[1];
		m->day = (int)number[2];
	} else if (!named && k == 3 && digits[2] == 4) {
		/* day first, as everywhere but in the United States, unless the numbers speak against it */
		bool swapped = number[1] > 12;
		m->day = (int)number[swapped ? 1 : 0];
		m->month = (int)number[swapped ? 0 : 1];
		m->year = (int)number[2];
	} else if (!named && k == 1 && digits[0] == 8) {
		m->year = (int)(number[0] / 10000);
		m->month = (int)(number[0] / 100 % 100);
		m->day = (int)(number[0] % 100);
	} else return false;
	return m->year >= 1000 && mq_ymd_valid((mq_ymd){m->year, m->month, m->day});
}

/* the piece where the time begins: a number followed by ':' */
static size_t time_at(const piece *p, size_t n)
{
	for (size_t i = 0; i + 1 < n; i++)
		if (p[i].number && p[i + 1].number && p[i + 1].before == ':') return i;
	return n;
}

static void read_zone(const piece *p, size_t n, moment *m)
{
	for (size_t i = 0; i < n && !m->has_zone; i++) {
		if (!p[i].number) {
			int zone = zone_named(p[i].text);
			/* "GMT+0100" and "UTC +01:00": the number says more */
			bool more = i + 1 < n && p[i + 1].number && (p[i + 1].before == '+' || p[i + 1].before == '-');
			if (zone == INT32_MIN || more) continue;
			m->zone = zone;
			m->has_zone = true;
		} else if (p[i].before == '+' || p[i].before == '-') {
			unsigned hours = p[i].digits >= 3 ? p[i].value / 100 : p[i].value,
				 minutes = p[i].digits >= 3 ? p[i].value % 100 : 0;
			if (p[i].digits < 3 && i + 1 < n && p[i + 1].number && p[i + 1].before == ':') minutes = p[i + 1].value;
			if (hours > 14 || minutes > 59) return;
			m->zone = (int)(hours * 60 + minutes) * (p[i].before == '-' ? -1 : 1);
			m->has_zone = true;
		}
	}
}

/* -1 before noon, 1 after, 0 when the word says neither */
static int half_of(mq_text word, const mq_pack *pack)
{
	mq_table t;
	if (mq_text_eq_ascii_nocase(word, MQ_T("pm"))) return 1;
	if (mq_text_eq_ascii_nocase(word, MQ_T("am"))) return -1;
	if (!pack) return 0;
	mq_table_open(MQ_T("rules/page/day_halves.tsv"), mq_pack_file(pack, MQ_T("rules/page/day_halves.tsv")), &t);
	while (mq_table_row(&t)) {
		int name = mq_table_column(&t, MQ_T("word")), half = mq_table_column(&t, MQ_T("half"));
		if (name < 0 || half < 0) return 0;
		if (mq_text_eq(t.cell[name], word)) return mq_text_eq(t.cell[half], MQ_T("pm")) ? 1 : -1;
	}
	return 0;
}

static size_t read_time(const piece *p, size_t n, const mq_pack *pack, moment *m)
{
	size_t used = 2;
	m->hour = (int)p[0].value;
	m->minute = (int)p[1].value;
	if (used < n && p[used].number && p[used].before == ':') m->second = (int)p[used++].value;
	if (used < n && p[used].number && p[used].before == '.') used++; /* fractions */
	m->has_time = m->hour < 24 && m->minute < 60 && m->second < 61;
	int half = used < n && !p[used].number && m->hour <= 12 ? half_of(p[used].text, pack) : 0;
	if (half > 0 && m->hour < 12) m->hour += 12;
	if (half < 0 && m->hour == 12) m->hour = 0;
	if (m->second == 60) m->second = 59;
	return used;
}

mq_text mq_feed_date(mq_arena *a, const mq_pack *pack, mq_text t)
{
	piece p[PIECES_MOST];
	moment m = {0};
	/* "T" between day and time, "Z" behind it, are letters next to digits: cut() parts them already */
	size_t n = cut(mq_text_trim(t), p), time = time_at(p, n);
	/* a time may stand before its day: "10:20 01/05/2024" */
	size_t used = time < n ? read_time(p + time, n - time, pack, &m) : 0;
	bool well = read_day(p, time, pack, &m);
	if (!well && time < n) well = time == 0 && read_day(p + used, n - used, pack, &m);
	else if (well && time < n) read_zone(p + time + used, n - time - used, &m);
	if (!well) return MQ_NONE;
	if (!m.has_time) return mq_arena_print(a, "%04d-%02d-%02d", m.year, m.month, m.day);
	if (!m.has_zone)
		return mq_arena_print(a, "%04d-%02d-%02dT%02d:%02d:%02d", m.year, m.month, m.day, m.hour, m.minute, m.second);
	int zone = m.zone < 0 ? -m.zone : m.zone;
	return mq_arena_print(a, "%04d-%02d-%02dT%02d:%02d:%02d%c%02d:%02d", m.year, m.month, m.day, m.hour, m.minute, m.second,
			      m.zone < 0 ? '-' : '+', zone / 60, zone % 60);
}
