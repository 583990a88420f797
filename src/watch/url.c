#include "watch/url.h"

#include <curl/curl.h>

#include "watch/punycode.h"

/* a slug of so many hyphens is a headline; a link text of so many characters too */
#define SLUG_HYPHENS   3u
#define HEADLINE_LEAST 25u
#define ID_DIGITS      3u

typedef enum { PART_WORD, PART_SUFFIX, PART_KEY } part;
typedef enum { MEANS_NOTHING, MEANS_NO, MEANS_STRIP, MEANS_ID } meaning;

typedef struct {
	uint64_t key;
	uint8_t part, means;
} link_row;

struct mq_link_rules {
	MQ_VEC(link_row) rows;
};

static char lower(char c) { return c >= 'A' && c <= 'Z' ? (char)(c | 0x20) : c; }

static uint64_t lower_hash(mq_text t)
{
	char line[64];
	if (t.n > sizeof line) return 0;
	for (size_t i = 0; i < t.n; i++) line[i] = lower(t.p[i]);
	return mq_hash(mq_text_at(line, t.n));
}

mq_status mq_link_rules_open(mq_arena *a, const mq_pack *pack, const mq_link_rules **out)
{
	static const char *const parts[] = {"word", "suffix", "key"}, *const means[] = {"", "no", "strip", "id"};
	const mq_text name = MQ_T("rules/watch/links.tsv");
	mq_link_rules *r = MQ_NEW(a, mq_link_rules);
	mq_table t;
	if (!r) return mq_fail_memory(a);
	mq_table_open(name, mq_pack_file(pack, name), &t);
	int at[3] = {mq_table_column(&t, MQ_T("part")), mq_table_column(&t, MQ_T("what")), mq_table_column(&t, MQ_T("means"))};
	if (at[0] < 0 || at[1] < 0 || at[2] < 0)
		return MQ_FAIL(MQ_BAD_DATA, 0, "rules/watch/links.tsv lacks one of the columns part, what, means");
	while (mq_table_row(&t)) {
		link_row *row = mq_push(a, &r->rows);
		if (!row) return mq_fail_memory(a);
		row->key = lower_hash(t.cell[at[1]]);
		row->part = 255;
		for (uint8_t i = 0; i < 3; i++)
			if (mq_text_eq(t.cell[at[0]], mq_text_of(parts[i]))) row->part = i;
		for (uint8_t i = 1; i < 4; i++)
			if (mq_text_eq(t.cell[at[2]], mq_text_of(means[i]))) row->means = i;
		if (row->part == 255 || row->means == MEANS_NOTHING)
			return mq_fail(a, MQ_BAD_DATA, MQ_BYTE_UNKNOWN, "rules/watch/links.tsv, line %u: unknown part or meaning",
				       t.line);
	}
	*out = r;
	return MQ_DONE;
}

static meaning means(const mq_link_rules *r, part p, mq_text what)
{
	uint64_t key = lower_hash(what);
	for (uint32_t i = 0; i < r->rows.n; i++)
		if (r->rows.v[i].part == p && r->rows.v[i].key == key) return (meaning)r->rows.v[i].means;
	return MEANS_NOTHING;
}

static int hex(char c)
{
	if (c >= '0' && c <= '9') return c - '0';
	c = lower(c);
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static bool unreserved(int c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_' ||
	       c == '~';
}

/* RFC 3986, 6.2.2.1 and 6.2.2.2: escapes in capitals, none of what needs none; bytes that may not stand bare are escaped */
static void put_escaped(mq_buf *b, mq_text t)
{
	for (size_t i = 0; i < t.n; i++) {
		unsigned char c = (unsigned char)t.p[i];
		int h = c == '%' && i + 2 < t.n ? hex(t.p[i + 1]) : -1, l = h >= 0 ? hex(t.p[i + 2]) : -1;
		if (l >= 0) {
			int v = h << 4 | l;
			if (unreserved(v)) mq_buf_byte(b, (char)v);
			else mq_buf_print(b, "%%%02X", (unsigned)v);
			i += 2;
		} else if (c <= 0x20 || c >= 0x7F || strchr("\"<>\\^`{|}", c) || c == '%') mq_buf_print(b, "%%%02X", c);
		else mq_buf_byte(b, (char)c);
	}
}

static void put_query(const mq_link_rules *rules, mq_buf *b, mq_text query)
{
	mq_text piece;
	bool first = true;
	for (mq_text rest = query; mq_text_split(&rest, '&', &piece);) {
		size_t is = mq_text_find_byte(piece, '=', 0);
		mq_text key = mq_text_sub(piece, 0, is == SIZE_MAX ? piece.n : is);
		if (piece.n == 0 || (rules && means(rules, PART_KEY, key) == MEANS_STRIP)) continue;
		mq_buf_byte(b, first ? '?' : '&');
		put_escaped(b, piece);
		first = false;
	}
}

static mq_text part_of(CURLU *u, CURLUPart what, unsigned flags, char **hold)
{
	*hold = NULL;
	return curl_url_get(u, what, hold, flags) == CURLUE_OK ? mq_text_of(*hold) : MQ_NONE;
}

static bool host_sound(mq_text host)
{
	if (host.n == 0 || host.n > 253) return false;
	if (host.p[0] == '[') return true;
	for (size_t i = 0; i < host.n; i++)
		if (!unreserved((unsigned char)host.p[i])) return false;
	return true;
}

static bool put_parts(const mq_link_rules *rules, CURLU *u, mq_buf *b)
{
	enum { SCHEME, USER, SECRET, HOST, PORT, PATH, QUERY, PARTS };
	static const struct {
		CURLUPart part;
		unsigned flags;
	} rows[PARTS] = {{CURLUPART_SCHEME, 0},
			 {CURLUPART_USER, 0},
			 {CURLUPART_PASSWORD, 0},
			 {CURLUPART_HOST, 0},
			 {CURLUPART_PORT, CURLU_NO_DEFAULT_PORT},
			 {CURLUPART_PATH, 0},
			 {CURLUPART_QUERY, 0}};
	char *hold[PARTS];
	mq_text t[PARTS];
	for (size_t i = 0; i < PARTS; i++) t[i] = part_of(u, rows[i].part, rows[i].flags, &hold[i]);
	while (t[HOST].n > 1 && t[HOST].p[t[HOST].n - 1] == '.') t[HOST].n--;
	bool http = mq_text_eq_ascii_nocase(t[SCHEME], MQ_T("http")) || mq_text_eq_ascii_nocase(t[SCHEME], MQ_T("https"));
	bool well = http && t[USER].n == 0 && t[SECRET].n == 0;
	mq_buf host;
	mq_buf_open(&host, MQ_URL_MOST);
	if (well && t[HOST].n && t[HOST].p[0] == '[') mq_buf_put(&host, t[HOST]);
	else well = well && t[HOST].n && mq_host_ascii(t[HOST], &host);
	well = well && host_sound(mq_buf_text(&host));
	if (well) {
		mq_buf_print(b, "%s://", t[SCHEME].n == 5 ? "https" : "http");
		for (size_t i = 0; i < host.n; i++) mq_buf_byte(b, lower(host.p[i]));
		if (t[PORT].n) mq_buf_print(b, ":%.*s", MQ_ARG(t[PORT]));
		put_escaped(b, t[PATH].n ? t[PATH] : MQ_T("/"));
		put_query(rules, b, t[QUERY]);
	}
	mq_buf_close(&host);
	for (size_t i = 0; i < PARTS; i++) curl_free(hold[i]);
	return well;
}

/* what browsers take out of an address (URL standard, 4.4): line ends and tabs anywhere, blanks at the ends */
static mq_text cleaned(mq_arena *a, mq_text t)
{
	t = mq_text_trim(t);
	char *p = mq_arena_alloc(a, t.n + 1);
	size_t n = 0;
	if (!p) return MQ_NONE;
	for (size_t i = 0; i < t.n; i++)
		if (t.p[i] != '\n' && t.p[i] != '\r' && t.p[i] != '\t' && t.p[i] != 0) p[n++] = t.p[i];
	p[n] = 0;
	return mq_text_at(p, n);
}

bool mq_url_form(mq_arena *a, const mq_link_rules *rules, mq_text base, mq_text url, mq_text *out)
{
	mq_buf b;
	const unsigned flags = CURLU_URLENCODE | CURLU_DISALLOW_USER;
	if (url.n == 0 || url.n > MQ_URL_MOST || base.n > MQ_URL_MOST) return false;
	mq_text from = base.n ? cleaned(a, base) : MQ_NONE, to = cleaned(a, url);
	if (to.n == 0 || to.p[0] == '#') return false;
	CURLU *u = curl_url();
	if (!u) return false;
	mq_buf_open(&b, MQ_URL_MOST);
	bool well = (from.n == 0 || curl_url_set(u, CURLUPART_URL, from.p, flags) == CURLUE_OK) &&
		    curl_url_set(u, CURLUPART_URL, to.p, flags) == CURLUE_OK && put_parts(rules, u, &b) && !b.failed;
	*out = well ? mq_arena_text(a, mq_buf_text(&b)) : MQ_NONE;
	mq_buf_close(&b);
	curl_url_cleanup(u);
	return well && !mq_text_none(*out);
}

static size_t path_at(mq_text url)
{
	size_t at = mq_text_find(url, MQ_T("://"), 0);
	at = at == SIZE_MAX ? 0 : mq_text_find_byte(url, '/', at + 3);
	return at == SIZE_MAX ? url.n : at;
}

mq_text mq_url_origin(mq_text url) { return mq_text_sub(url, 0, path_at(url)); }

mq_text mq_url_path(mq_text url)
{
	mq_text path = mq_text_sub(url, path_at(url), url.n);
	return path.n ? path : MQ_T("/");
}

mq_text mq_url_site(mq_text url)
{
	mq_text host = mq_url_origin(url);
	host = mq_text_sub(host, mq_text_find(host, MQ_T("://"), 0) + 3, host.n);
	if (host.n && host.p[0] != '[') host = mq_text_sub(host, 0, mq_text_find_byte(host, ':', 0));
	return mq_text_starts(host, MQ_T("www.")) ? mq_text_sub(host, 4, host.n) : host;
}

int64_t mq_url_key(mq_text url)
{
	int64_t key = (int64_t)(mq_hash(url) & INT64_MAX);
	return key ? key : 1;
}

/* ── does it look like an article ──────────────────────────────────────────────────────────────────────────────────── */
static size_t digits_most(mq_text t)
{
	size_t most = 0, run = 0;
	for (size_t i = 0; i < t.n; i++) {
		/* the digits of an escape are none */
		if (t.p[i] == '%') {
			i += 2;
			run = 0;
			continue;
		}
		run = t.p[i] >= '0' && t.p[i] <= '9' ? run + 1 : 0;
		if (run > most) most = run;
	}
	return most;
}

static size_t count_of(mq_text t, const char *any)
{
	size_t n = 0;
	for (size_t i = 0; i < t.n; i++) n += t.p[i] && strchr(any, t.p[i]) != NULL;
	return n;
}

static size_t characters(mq_text t)
{
	size_t n = 0;
	for (size_t i = 0; i < t.n; i++) n += ((unsigned char)t.p[i] & 0xC0) != 0x80;
	return n;
}

static bool query_names(const mq_link_rules *rules, mq_text query)
{
	mq_text piece;
	while (mq_text_split(&query, '&', &piece)) {
		size_t is = mq_text_find_byte(piece, '=', 0);
		if (is == SIZE_MAX || means(rules, PART_KEY, mq_text_sub(piece, 0, is)) != MEANS_ID) continue;
		if (digits_most(mq_text_sub(piece, is + 1, piece.n)) >= ID_DIGITS) return true;
	}
	return false;
}

/* a segment with its escapes undone, for the table of words; MQ_NONE when it is longer than any of them */
static mq_text plain_segment(mq_text t, char *to, size_t room)
{
	size_t n = 0;
	for (size_t i = 0; i < t.n; i++) {
		int h = t.p[i] == '%' && i + 2 < t.n ? hex(t.p[i + 1]) : -1, l = h >= 0 ? hex(t.p[i + 2]) : -1;
		if (n == room) return MQ_NONE;
		to[n++] = l >= 0 ? (char)(h << 4 | l) : t.p[i];
		if (l >= 0) i += 2;
	}
	return mq_text_at(to, n);
}

/* false when a segment says that it is no article; *last is the last segment with something in it */
static bool segments_may(const mq_link_rules *rules, mq_text path, mq_text *last)
{
	mq_text piece;
	char plain[64];
	*last = MQ_NONE;
	while (mq_text_split(&path, '/', &piece)) {
		if (piece.n == 0) continue;
		mq_text word = plain_segment(piece, plain, sizeof plain);
		if (!mq_text_none(word) && means(rules, PART_WORD, word) == MEANS_NO) return false;
		*last = piece;
	}
	size_t dot = last->n;
	while (dot && last->p[dot - 1] != '.') dot--;
	return dot == 0 || means(rules, PART_SUFFIX, mq_text_sub(*last, dot, last->n)) != MEANS_NO;
}

int mq_url_article(const mq_link_rules *rules, mq_text from, mq_text url, mq_text text)
{
	if (!mq_text_eq(mq_url_site(from), mq_url_site(url)) || mq_text_eq(from, url)) return 0;
	mq_text path = mq_url_path(url), last, query = MQ_NONE;
	size_t mark = mq_text_find_byte(path, '?', 0);
	if (mark != SIZE_MAX) {
		query = mq_text_sub(path, mark + 1, path.n);
		path = mq_text_sub(path, 0, mark);
	}
	if (!segments_may(rules, path, &last)) return 0;
	int score = 0;
	if (last.n && digits_most(last) >= ID_DIGITS) score += 2;
	else if (last.n && digits_most(path) >= 4) score += 1;
	if (count_of(last, "-_") >= SLUG_HYPHENS) score += 2;
	if (query.n && query_names(rules, query)) score += 2;
	if (characters(text) >= HEADLINE_LEAST && count_of(text, " ") >= 3 && (last.n || query.n)) score += 2;
	return score;
}
