#include "page/http.h"

static mq_text line_of(mq_text *rest)
{
	size_t end = mq_text_find_byte(*rest, '\n', 0), next = end == SIZE_MAX ? rest->n : end + 1;
	if (end == SIZE_MAX) end = rest->n;
	mq_text line = mq_text_sub(*rest, 0, end);
	if (line.n && line.p[line.n - 1] == '\r') line.n--;
	*rest = mq_text_sub(*rest, next, rest->n);
	return line;
}

bool mq_http_field(mq_text *rest, mq_text *name, mq_text *value)
{
	while (rest->n) {
		mq_text line = line_of(rest);
		if (line.n == 0) return false;
		/* folded lines are obsolete, and no field that is read here is ever folded */
		if (line.p[0] == ' ' || line.p[0] == '\t') continue;
		size_t colon = mq_text_find_byte(line, ':', 0);
		if (colon == SIZE_MAX) continue;
		*name = mq_text_trim(mq_text_sub(line, 0, colon));
		*value = mq_text_trim(mq_text_sub(line, colon + 1, line.n));
		return true;
	}
	return false;
}

void mq_http_media(mq_text value, mq_text *media_type, mq_text *charset)
{
	mq_text piece;
	*media_type = *charset = MQ_NONE;
	for (mq_text rest = value; mq_text_split(&rest, ';', &piece);) {
		piece = mq_text_trim(piece);
		if (mq_text_none(*media_type)) {
			*media_type = piece;
			continue;
		}
		size_t is = mq_text_find_byte(piece, '=', 0);
		if (is == SIZE_MAX || !mq_text_eq_ascii_nocase(mq_text_trim(mq_text_sub(piece, 0, is)), MQ_T("charset")))
			continue;
		*charset = mq_text_trim(mq_text_sub(piece, is + 1, piece.n));
		if (charset->n > 1 && (charset->p[0] == '"' || charset->p[0] == '\''))
			*charset = mq_text_sub(*charset, 1, charset->n - 1);
	}
}

static void keep_field(mq_http_head *h, mq_text name, mq_text value)
{
	const struct {
		mq_text name;
		mq_text *to;
	} rows[] = {{MQ_T("content-encoding"), &h->content_encoding},
		    {MQ_T("transfer-encoding"), &h->transfer},
		    {MQ_T("location"), &h->location},
		    {MQ_T("last-modified"), &h->last_modified}};
	if (mq_text_eq_ascii_nocase(name, MQ_T("content-type"))) mq_http_media(value, &h->media_type, &h->charset);
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		if (mq_text_eq_ascii_nocase(name, rows[i].name)) *rows[i].to = value;
}

bool mq_http_head_read(mq_text block, mq_http_head *out)
{
	*out = (mq_http_head){0};
	if (!mq_text_starts(block, MQ_T("HTTP/"))) return false;
	mq_text rest = block, name, value, line = line_of(&rest);
	size_t space = mq_text_find_byte(line, ' ', 0);
	uint64_t status = 0;
	if (space != SIZE_MAX) (void)mq_text_u64(mq_text_sub(line, space + 1, space + 4), &status);
	out->status = (int)status;
	while (mq_http_field(&rest, &name, &value)) keep_field(out, name, value);
	out->body = block.n - rest.n;
	return true;
}

/* the size in a chunk's first line; SIZE_MAX when it is none */
static size_t chunk_size(mq_text line)
{
	size_t n = 0, i = 0;
	for (; i < line.n; i++) {
		char c = line.p[i], low = (char)(c | 0x20);
		int d = c >= '0' && c <= '9' ? c - '0' : low >= 'a' && low <= 'f' ? low - 'a' + 10 : -1;
		if (d < 0) break;
		if (n > SIZE_MAX >> 8) return SIZE_MAX;
		n = n << 4 | (size_t)d;
	}
	bool sound = i > 0 && (i == line.n || line.p[i] == ';' || line.p[i] == ' ' || line.p[i] == '\t');
	return sound ? n : SIZE_MAX;
}

static mq_status unchunk(mq_arena *a, mq_text in, mq_text *out, mq_text *odd)
{
	char *to = mq_arena_alloc(a, in.n);
	size_t n = 0;
	if (!to) return mq_fail_memory(a);
	for (mq_text rest = in;;) {
		bool first = rest.n == in.n;
		size_t size = chunk_size(line_of(&rest));
		if (size == 0) break;
		if (size == SIZE_MAX && first) {
			*odd = MQ_T("said to be chunked, and is not");
			*out = in;
			return MQ_DONE;
		}
		if (size == SIZE_MAX || size > rest.n) {
			*odd = size == SIZE_MAX ? MQ_T("damaged between two chunks") : MQ_T("cut off inside a chunk");
			size = size == SIZE_MAX ? 0 : rest.n;
			memcpy(to + n, rest.p, size);
			n += size;
			break;
		}
		if (size) memcpy(to + n, rest.p, size);
		n += size;
		rest = mq_text_sub(rest, size, rest.n);
		(void)line_of(&rest);
		if (rest.n == 0) {
			*odd = MQ_T("without its last chunk");
			break;
		}
	}
	*out = mq_text_at(to, n);
	return MQ_DONE;
}

static bool has_word(mq_text list, mq_text word)
{
	mq_text piece;
	for (mq_text rest = list; mq_text_split(&rest, ',', &piece);)
		if (mq_text_eq_ascii_nocase(mq_text_trim(piece), word)) return true;
	return false;
}

#define CODINGS_MOST 4

mq_status mq_http_payload(mq_arena *a, mq_text block, const mq_http_head *head, mq_text *out, mq_text *odd)
{
	mq_text piece, coding[CODINGS_MOST];
	size_t n = 0;
	*odd = MQ_NONE;
	*out = mq_text_sub(block, head->body, block.n);
	if (has_word(head->transfer, MQ_T("chunked"))) MQ_TRY(unchunk(a, *out, out, odd));
	for (mq_text rest = head->content_encoding; mq_text_split(&rest, ',', &piece);) {
		piece = mq_text_trim(piece);
		if (piece.n == 0 || mq_text_eq_ascii_nocase(piece, MQ_T("identity"))) continue;
		if (n == CODINGS_MOST) return MQ_FAIL(MQ_BAD_DATA, MQ_BYTE_UNKNOWN, "too many content codings");
		coding[n++] = piece;
	}
	/* listed in the order in which they were laid on */
	while (n) MQ_TRY(mq_http_decode(a, coding[--n], *out, out, odd));
	return MQ_DONE;
}
