#include "cli/columns.h"

#include <utf8proc.h>

/* what a terminal must not be given: controls, and marks that turn the direction of all that follows */
static bool unprintable(uint32_t c)
{
	return c < 0x20 || (c >= 0x7f && c < 0xa0) || (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069) ||
	       c == 0x200e || c == 0x200f || c == 0xfeff;
}

static bool is_space(uint32_t c) { return c == ' ' || c == '\n' || c == '\t' || c == '\r' || c == 0xa0; }

static size_t width(uint32_t c)
{
	if (unprintable(c)) return 0;
	int w = utf8proc_charwidth((utf8proc_int32_t)c);
	return w < 0 ? 0 : (size_t)w;
}

size_t mq_columns_of(mq_text t)
{
	size_t n = 0;
	for (size_t at = 0; at < t.n;) {
		uint32_t c = mq_utf8_next(t, &at);
		n += is_space(c) ? 1 : width(c);
	}
	return n;
}

static void put_char(FILE *to, uint32_t c)
{
	char b[4];
	fwrite(b, 1, mq_utf8_put(b, c), to);
}

size_t mq_columns_put(FILE *to, mq_text t, size_t most)
{
	bool cut = mq_columns_of(t) > most, space = false;
	size_t n = 0, room = cut && most ? most - 1 : most;
	for (size_t at = 0; at < t.n;) {
		uint32_t c = mq_utf8_next(t, &at);
		if (is_space(c)) {
			space = n > 0;
			continue;
		}
		size_t w = width(c);
		if (unprintable(c)) continue;
		if (n + w + space > room) break;
		if (space) fputc(' ', to);
		n += w + space;
		space = false;
		put_char(to, c);
	}
	if (!cut) return n;
	fputs("…", to);
	return n + 1;
}

void mq_columns_pad(FILE *to, mq_text t, size_t most)
{
	for (size_t n = mq_columns_put(to, t, most); n < most; n++) fputc(' ', to);
}

static void put_indent(FILE *to, size_t n)
{
	while (n--) fputc(' ', to);
}

typedef struct {
	const mq_span *marks;
	uint32_t n, next;
	bool open;
	const char *on, *off;
} marking;

static void mark_at(FILE *to, marking *m, size_t at)
{
	if (m->open && at >= m->marks[m->next].end) {
		fputs(m->off, to);
		m->open = false;
		m->next++;
	}
	while (!m->open && m->next < m->n && m->marks[m->next].end <= at) m->next++;
	if (!m->open && m->next < m->n && at >= m->marks[m->next].start) {
		fputs(m->on, to);
		m->open = true;
	}
}

static void put_word(FILE *to, mq_text t, size_t from, size_t end, marking *m)
{
	for (size_t at = from; at < end;) {
		if (m->n) mark_at(to, m, at);
		uint32_t c = mq_utf8_next(t, &at);
		if (!unprintable(c)) put_char(to, c);
	}
	if (m->n) mark_at(to, m, end);
}

void mq_columns_wrap(FILE *to, mq_text t, size_t indent, const mq_span *marks, uint32_t n, const char *open, const char *close)
{
	marking m = {marks, n, 0, false, open, close};
	size_t column = 0, room = MQ_COLUMNS - indent;
	for (size_t at = 0; at < t.n;) {
		size_t start = at, end = at;
		while (at < t.n) {
			end = at;
			if (is_space(mq_utf8_next(t, &at))) break;
			end = at;
		}
		if (end == start) continue;
		size_t w = mq_columns_of(mq_text_sub(t, start, end));
		if (column && column + 1 + w > room) {
			fputc('\n', to);
			column = 0;
		}
		if (column) {
			fputc(' ', to);
			column++;
		} else put_indent(to, indent);
		put_word(to, t, start, end, &m);
		column += w;
	}
	if (m.open) fputs(close, to);
	if (column) fputc('\n', to);
}
