/* Text dumps of the aggregator family, and plain articles: the parts of a page that has no markup. */
#include "article/inside.h"

/* a title line is short and does not end like a sentence */
#define TITLE_LINE_MOST 400u

static bool next_line(mq_text t, size_t *at, mq_text *line)
{
	if (*at >= t.n) return false;
	size_t end = mq_text_find_byte(t, '\n', *at);
	if (end == SIZE_MAX) end = t.n;
	*line = mq_text_sub(t, *at, end);
	*at = end + 1;
	return true;
}

static uint32_t offset_in(mq_text page, mq_text part) { return (uint32_t)(part.p - page.p); }

static mq_status take_field(mq_arena *a, const mq_page *page, mq_text line, mq_text *out, mq_map *map)
{
	mq_sheet s;
	mq_sheet_open(&s, a);
	mq_sheet_text(&s, line, offset_in(page->text, line));
	MQ_TRY(mq_sheet_close(&s, page, out, map));
	if (out->n == 0) *out = MQ_NONE;
	return MQ_DONE;
}

/* the length of the run of blanks at i, in characters; *bytes its bytes */
static uint32_t blanks_at(mq_text t, size_t i, size_t *bytes)
{
	uint32_t n = 0;
	size_t k = i;
	while (k < t.n) {
		if (t.p[k] == ' ' || t.p[k] == '\t') k++;
		else if ((unsigned char)t.p[k] == 0xC2 && k + 1 < t.n && (unsigned char)t.p[k + 1] == 0xA0) k += 2;
		else break;
		n++;
	}
	*bytes = k - i;
	return n;
}

static mq_status ticker_line(mq_arena *a, mq_text line, uint32_t blanks, mq_seen *seen, mq_article *out)
{
	size_t from = 0, i = 0;
	while (i <= line.n) {
		size_t bytes = 1;
		uint32_t n = i < line.n ? blanks_at(line, i, &bytes) : blanks;
		if (n < blanks) {
			i += n ? bytes : 1;
			continue;
		}
		mq_text piece = mq_text_trim(mq_text_sub(line, from, i));
		if (piece.n) MQ_TRY(mq_headline_add(a, out, seen, piece, MQ_NONE));
		if (i >= line.n) break;
		i += bytes;
		from = i;
	}
	return MQ_DONE;
}

static bool has_separator(mq_text line, uint32_t blanks)
{
	size_t bytes;
	line = mq_text_trim(line);
	for (size_t i = 0; i < line.n; i++) {
		uint32_t n = blanks_at(line, i, &bytes);
		if (n >= blanks) return true;
		if (n) i += bytes - 1;
	}
	return false;
}

typedef struct {
	const mq_profile *family;
	mq_stamp stamp;
	mq_text title;
	size_t head_end, body; /* where the title line begins, where the body does */
} dump_shape;

static bool find_shape(const mq_profiles *profiles, mq_text t, dump_shape *out)
{
	size_t at = 0;
	mq_text line, last = MQ_NONE;
	while (next_line(t, &at, &line)) {
		if (mq_text_trim(line).n == 0) continue;
		for (uint32_t i = 0; !mq_text_none(last) && i < profiles->family.n; i++) {
			if (!mq_profile_stamp(&profiles->family.v[i], line, &out->stamp)) continue;
			out->family = &profiles->family.v[i];
			out->title = last;
			out->head_end = offset_in(t, last);
			out->body = at;
			return true;
		}
		last = line;
	}
	return false;
}

static mq_status dump_head(mq_arena *a, mq_text t, const dump_shape *s, mq_article *out)
{
	size_t at = 0;
	mq_text line, head = mq_text_sub(t, 0, s->head_end);
	mq_seen seen = {0};
	while (next_line(head, &at, &line)) {
		if (mq_profile_notice(s->family, line) || !has_separator(line, s->family->blanks)) continue;
		MQ_TRY(ticker_line(a, line, s->family->blanks, &seen, out));
	}
	return MQ_DONE;
}

static mq_status body_lines(mq_arena *a, const mq_page *page, const mq_profile *family, size_t at, mq_article *out)
{
	mq_sheet s;
	mq_text line;
	mq_sheet_open(&s, a);
	while (next_line(page->text, &at, &line)) {
		if (family && mq_profile_source_line(family, line)) break;
		if (family && mq_profile_notice(family, line)) continue;
		mq_sheet_line(&s);
		mq_sheet_text(&s, line, offset_in(page->text, line));
	}
	if (s.full) out->warning = MQ_T("the body was cut at 4 MiB");
	return mq_sheet_close(&s, page, &out->body, &out->map);
}

static mq_status read_dump(mq_arena *a, const mq_profiles *profiles, const mq_page *page, const dump_shape *s, mq_article *out)
{
	char day[11];
	out->outlet = mq_sheet_flat(a, s->stamp.outlet);
	out->published_day = mq_day_of(s->stamp.year, s->stamp.month, s->stamp.day);
	mq_day_print(out->published_day, day);
	out->published = mq_arena_text(a, mq_text_at(day, 10));
	mq_outlet_fill(profiles, out);
	MQ_TRY(take_field(a, page, s->title, &out->title, &out->title_map));
	MQ_TRY(dump_head(a, page->text, s, out));
	return body_lines(a, page, s->family, s->body, out);
}

static bool ends_sentence(mq_text line)
{
	static const char *const ends[] = {".", "!", "…", "۔", "»", ":"};
	for (size_t i = 0; i < sizeof ends / sizeof *ends; i++)
		if (mq_text_ends(line, mq_text_of(ends[i]))) return true;
	return false;
}

static bool like_title(mq_text line) { return line.n > 0 && line.n <= TITLE_LINE_MOST && !mq_text_ends(line, MQ_T(".")); }

/* A plain article: a title on its first line, or under a standfirst that is a whole sentence. */
static mq_status read_plain(mq_arena *a, const mq_page *page, mq_article *out)
{
	size_t at = 0, body = 0;
	mq_text line[3];
	size_t after[3];
	int n = 0;
	while (n < 3 && next_line(page->text, &at, &line[n])) {
		line[n] = mq_text_trim(line[n]);
		if (line[n].n == 0) continue;
		after[n++] = at;
	}
	if (n >= 2 && like_title(line[0]) && !ends_sentence(line[0])) {
		MQ_TRY(take_field(a, page, line[0], &out->title, &out->title_map));
		body = after[0];
	} else if (n == 3 && like_title(line[1]) && !ends_sentence(line[1]) && line[0].n < 4 * TITLE_LINE_MOST) {
		MQ_TRY(take_field(a, page, line[0], &out->standfirst, &out->standfirst_map));
		MQ_TRY(take_field(a, page, line[1], &out->title, &out->title_map));
		body = after[1];
	}
	return body_lines(a, page, NULL, body, out);
}

mq_status mq_article_of_text(mq_arena *a, const mq_profiles *profiles, const mq_page *page, mq_article *out)
{
	dump_shape s = {0};
	if (find_shape(profiles, page->text, &s)) return read_dump(a, profiles, page, &s, out);
	return read_plain(a, page, out);
}
