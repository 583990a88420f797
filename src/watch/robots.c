#include "watch/robots.h"

#include <stdlib.h>

/* rules of one site that are kept, and the length of one: what is longer protects nothing that we would ask for */
#define RULES_MOST   4000u
#define PATTERN_MOST 1024u

static mq_text next_line(mq_text *rest)
{
	size_t end = 0;
	while (end < rest->n && rest->p[end] != '\n' && rest->p[end] != '\r') end++;
	mq_text line = mq_text_sub(*rest, 0, end);
	*rest = mq_text_sub(*rest, end + 1, rest->n);
	return mq_text_sub(line, 0, mq_text_find_byte(line, '#', 0));
}

typedef enum { LINE_NONE, LINE_AGENT, LINE_ALLOW, LINE_DISALLOW, LINE_DELAY } line_kind;

/* "User-agent: x"; writers misspell the names, readers are asked to bear it (2.2.4 allows) */
static line_kind read_line(mq_text line, mq_text *value)
{
	static const struct {
		const char *name;
		line_kind kind;
	} rows[] = {{"user-agent", LINE_AGENT},  {"useragent", LINE_AGENT},    {"user agent", LINE_AGENT}, {"allow", LINE_ALLOW},
		    {"disallow", LINE_DISALLOW}, {"dissallow", LINE_DISALLOW}, {"crawl-delay", LINE_DELAY}};
	size_t colon = mq_text_find_byte(line, ':', 0);
	if (colon == SIZE_MAX) return LINE_NONE;
	mq_text name = mq_text_trim(mq_text_sub(line, 0, colon));
	*value = mq_text_trim(mq_text_sub(line, colon + 1, line.n));
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		if (mq_text_eq_ascii_nocase(name, mq_text_of(rows[i].name))) return rows[i].kind;
	return LINE_NONE;
}

/* the product token at the front of a User-agent line: "mirqab/0.1" names us as "mirqab" does */
static mq_text token(mq_text value)
{
	size_t n = 0;
	while (n < value.n && (value.p[n] == '-' || value.p[n] == '_' || (unsigned)(value.p[n] | 0x20) - 'a' < 26u)) n++;
	return value.n && value.p[0] == '*' ? mq_text_sub(value, 0, 1) : mq_text_sub(value, 0, n);
}

static void put_rule(mq_buf *out, line_kind kind, mq_text value, uint32_t *n)
{
	if (kind == LINE_DELAY) {
		mq_buf_print(out, "d %.*s\n", (int)(value.n < 12 ? value.n : 12), value.p);
		return;
	}
	/* an empty pattern says nothing (2.2.2) */
	if (value.n == 0 || value.n > PATTERN_MOST || (*n)++ >= RULES_MOST) return;
	mq_buf_print(out, "%c ", kind == LINE_ALLOW ? '+' : '-');
	mq_buf_put(out, value);
	mq_buf_byte(out, '\n');
}

/* groups that name `agent`, or with star the groups for all; true when there was one */
static bool read_groups(mq_text file, mq_text agent, mq_buf *out)
{
	bool ours = false, in_head = false, any = false;
	uint32_t n = 0;
	while (file.n) {
		mq_text value = MQ_NONE, line = next_line(&file);
		line_kind kind = read_line(line, &value);
		if (kind == LINE_AGENT) {
			if (!in_head) ours = false;
			in_head = true;
			ours = ours || mq_text_eq_ascii_nocase(token(value), agent);
			any = any || ours;
			continue;
		}
		if (kind == LINE_NONE) continue;
		in_head = false;
		if (ours) put_rule(out, kind, value, &n);
	}
	return any;
}

void mq_robots_read(mq_text file, mq_text agent, mq_buf *out)
{
	file = mq_text_sub(file, 0, MQ_ROBOTS_MOST);
	if (mq_text_starts(file, MQ_T("\xEF\xBB\xBF"))) file = mq_text_sub(file, 3, file.n);
	if (!read_groups(file, agent, out)) (void)read_groups(file, MQ_T("*"), out);
}

static int hex_of(char c)
{
	if (c >= '0' && c <= '9') return c - '0';
	c = (char)(c | 0x20);
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* One byte of a pattern or a path as compared: escapes of both sides in one form (2.2.2). A reserved byte that is escaped stays
 * another than the bare one: it is given as 256 and more. */
static unsigned unit(mq_text t, size_t at, size_t *next)
{
	unsigned char c = (unsigned char)t.p[at];
	int h = c == '%' && at + 2 < t.n ? hex_of(t.p[at + 1]) : -1, l = h >= 0 ? hex_of(t.p[at + 2]) : -1;
	*next = at + 1;
	if (l < 0) return c;
	*next = at + 3;
	unsigned v = (unsigned)(h << 4 | l);
	bool plain = v >= 0x80 || (v | 0x20u) - 'a' < 26u || v - '0' < 10u || v == '-' || v == '.' || v == '_' || v == '~';
	return plain ? v : 256 + v;
}

/* '*' stands for anything, '$' at the end for the end. Greedy with one way back: a later star makes an earlier one final */
static bool matches(mq_text pattern, mq_text path)
{
	size_t p = 0, t = 0, star = SIZE_MAX, back = 0, next_p, next_t;
	bool anchored = pattern.n && pattern.p[pattern.n - 1] == '$';
	if (anchored) pattern.n--;
	for (;;) {
		if (p == pattern.n && (!anchored || t == path.n)) return true;
		if (p < pattern.n && pattern.p[p] == '*') {
			star = ++p;
			back = t;
			continue;
		}
		if (p < pattern.n && t < path.n && unit(pattern, p, &next_p) == unit(path, t, &next_t)) {
			p = next_p;
			t = next_t;
			continue;
		}
		if (star == SIZE_MAX || back >= path.n) return false;
		(void)unit(path, back, &back);
		p = star;
		t = back;
	}
}

bool mq_robots_allow(mq_text rules, mq_text path)
{
	mq_text line;
	size_t longest = 0;
	bool allow = true;
	/* RFC 9309, 2.2.2: robots.txt itself is always allowed */
	if (mq_text_eq(path, MQ_T("/robots.txt"))) return true;
	while (mq_text_split(&rules, '\n', &line)) {
		if (line.n < 3 || line.p[0] == 'd') continue;
		mq_text pattern = mq_text_sub(line, 2, line.n);
		bool yes = line.p[0] == '+';
		/* the longest match counts; of equal ones the one that allows */
		if (pattern.n < longest || (pattern.n == longest && !yes) || !matches(pattern, path)) continue;
		longest = pattern.n;
		allow = yes;
	}
	return allow;
}

double mq_robots_delay(mq_text rules)
{
	mq_text line;
	while (mq_text_split(&rules, '\n', &line)) {
		char digits[16] = "";
		if (!mq_text_starts(line, MQ_T("d ")) || line.n - 2 >= sizeof digits) continue;
		memcpy(digits, line.p + 2, line.n - 2);
		double d = strtod(digits, NULL);
		return d > 0 ? d : 0;
	}
	return 0;
}
