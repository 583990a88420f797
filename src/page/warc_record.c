#include "page/warc.h"

/* Heritrix and wget write under 2 KB; cookies and certificates have been seen at 20 */
#define HEADER_MOST ((size_t)64 << 10)
/* a record that is not wanted is looked at whole only up to here, to find a wrong length */
#define LOOK_MOST ((size_t)1 << 20)
#define AFTER     16u

static bool is_newline(char c) { return c == '\r' || c == '\n'; }

/* damage in the packed file is told once, as the failure of the record that it cut; then what follows is read */
static mq_status cut_off(mq_source *s, mq_status otherwise)
{
	mq_source_skip(s, s->to - s->from);
	return mq_ok(s->trouble) ? otherwise : mq_source_trouble(s);
}

static void skip_newlines(mq_source *s)
{
	for (;;) {
		mq_text t = mq_source_peek(s, AFTER);
		size_t n = 0;
		while (n < t.n && is_newline(t.p[n])) n++;
		mq_source_skip(s, n);
		if (n == 0 || n < t.n) return;
	}
}

/* to the next line that begins with WARC/, or the end */
static uint64_t skip_junk(mq_source *s)
{
	uint64_t n = 0;
	for (;;) {
		mq_text t = mq_source_peek(s, HEADER_MOST);
		size_t at = mq_text_find(t, MQ_T("\nWARC/"), 0);
		if (at != SIZE_MAX) {
			mq_source_skip(s, at + 1);
			return n + at + 1;
		}
		/* keep what may be the head of the mark */
		size_t some = t.n < HEADER_MOST ? t.n : t.n - 6;
		mq_source_skip(s, some);
		n += some;
		if (t.n < HEADER_MOST) return n;
	}
}

/* 0 when the header does not end in t; *broken when another record begins before it ends */
static size_t header_size(mq_text t, bool *broken)
{
	*broken = false;
	for (size_t at = 0; (at = mq_text_find_byte(t, '\n', at)) != SIZE_MAX; at++) {
		size_t next = at + 1;
		*broken = mq_text_starts(mq_text_sub(t, next, t.n), MQ_T("WARC/"));
		if (*broken) return 0;
		if (next < t.n && t.p[next] == '\r') next++;
		if (next < t.n && t.p[next] == '\n') return next + 1;
	}
	return 0;
}

static void keep_field(mq_warc_head *h, mq_text name, mq_text value, bool *has_length)
{
	const struct {
		mq_text name;
		mq_text *to;
	} rows[] = {{MQ_T("warc-type"), &h->type},           {MQ_T("warc-target-uri"), &h->uri},
		    {MQ_T("warc-date"), &h->date},           {MQ_T("warc-payload-digest"), &h->payload_digest},
		    {MQ_T("warc-truncated"), &h->truncated}, {MQ_T("content-type"), &h->media_type},
		    {MQ_T("warc-mirqab-use"), &h->use},      {MQ_T("warc-record-id"), &h->record_id},
		    {MQ_T("warc-refers-to"), &h->refers_to}};
	if (mq_text_eq_ascii_nocase(name, MQ_T("content-length"))) {
		if (!*has_length) *has_length = mq_text_u64(value, &h->length);
		return;
	}
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		if (rows[i].to->n == 0 && mq_text_eq_ascii_nocase(name, rows[i].name)) *rows[i].to = value;
}

static bool read_header(mq_text t, mq_warc_head *h)
{
	mq_text name, value, rest = mq_text_sub(t, mq_text_find_byte(t, '\n', 0) + 1, h->size);
	bool has_length = false;
	while (mq_http_field(&rest, &name, &value)) keep_field(h, name, value, &has_length);
	/* wget put the address between angle brackets */
	if (h->uri.n > 1 && h->uri.p[0] == '<' && h->uri.p[h->uri.n - 1] == '>') h->uri = mq_text_sub(h->uri, 1, h->uri.n - 1);
	return has_length;
}

mq_status mq_warc_head_peek(mq_source *s, mq_warc_head *out)
{
	skip_newlines(s);
	*out = (mq_warc_head){0};
	mq_text t = mq_source_peek(s, 4096);
	if (t.n == 0 && mq_ok(s->trouble)) return (mq_status){MQ_END, MQ_BYTE_UNKNOWN, MQ_NONE};
	out->lost = t.n == 0;
	if (t.n == 0) return mq_source_trouble(s); /* a packed member of which nothing came out */
	uint64_t at = mq_source_offset(s);
	if (!mq_text_starts(t, MQ_T("WARC/"))) {
		(void)skip_junk(s);
		return MQ_FAIL(MQ_BAD_DATA, at, "bytes that belong to no WARC record");
	}
	bool broken;
	out->size = header_size(t, &broken);
	if (out->size == 0 && !broken) out->size = header_size(t = mq_source_peek(s, HEADER_MOST), &broken);
	out->lost = true;
	if (out->size == 0 && !broken && t.n < HEADER_MOST)
		return cut_off(s, MQ_FAIL(MQ_BAD_DATA, at, "the file ends inside the header of a WARC record"));
	if (out->size && read_header(t, out)) return MQ_DONE;
	bool without = out->size != 0;
	mq_source_skip(s, without ? out->size - 1 : 1);
	(void)skip_junk(s);
	if (broken) return MQ_FAIL(MQ_BAD_DATA, at, "a WARC header that does not end before the next record");
	return without ? MQ_FAIL(MQ_BAD_DATA, at, "a WARC record without a sound Content-Length")
		       : MQ_FAIL(MQ_BAD_DATA, at, "a WARC header longer than 64 KiB");
}

/* is there, at byte n of t, the end of the bytes or the next record */
static bool ends_well(mq_text t, size_t n)
{
	while (n < t.n && is_newline(t.p[n])) n++;
	mq_text left = mq_text_sub(t, n, n + 5);
	return mq_text_starts(MQ_T("WARC/"), left);
}

/* the length of the block when a record begins inside it; SIZE_MAX when none does */
static size_t sooner(mq_text both, size_t from)
{
	for (size_t at = from; (at = mq_text_find(both, MQ_T("\nWARC/"), at)) != SIZE_MAX; at++) {
		mq_text digits = mq_text_sub(both, at + 6, at + 8);
		bool version = mq_text_eq(digits, MQ_T("1.")) || mq_text_eq(digits, MQ_T("0."));
		size_t end = at;
		while (end > from && is_newline(both.p[end - 1])) end--;
		if (version && end < at) return end - from;
	}
	return SIZE_MAX;
}

mq_status mq_warc_block_peek(mq_source *s, const mq_warc_head *h, mq_arena *a, mq_text *both, size_t *block_n, mq_text *odd)
{
	uint64_t at = mq_source_offset(s);
	size_t whole = h->size + (size_t)h->length, shorter = SIZE_MAX;
	mq_text t = mq_source_peek(s, whole + AFTER);
	bool cut = t.n < whole;
	*odd = MQ_NONE;
	*both = mq_text_sub(t, 0, whole);
	*block_n = both->n - h->size;
	if (!cut && ends_well(t, whole)) return MQ_DONE;
	shorter = sooner(t, h->size);
	if (shorter == SIZE_MAX && cut) {
		mq_status end = mq_fail(a, MQ_BAD_DATA, at, "the file ends inside this record: %zu of %llu bytes", t.n - h->size,
					(unsigned long long)h->length);
		return cut_off(s, end);
	}
	if (shorter < *block_n) {
		*block_n = shorter;
		*both = mq_text_sub(t, 0, h->size + shorter);
	}
	*odd = shorter == SIZE_MAX || shorter > h->length
		   ? MQ_T("the record does not end where its Content-Length says")
		   : mq_arena_print(a, "Content-Length says %llu, but the next record begins after %zu bytes",
				    (unsigned long long)h->length, shorter);
	return mq_text_none(*odd) ? mq_fail_memory(a) : MQ_DONE;
}

mq_status mq_warc_skip(mq_source *s, const mq_warc_head *h, mq_arena *a)
{
	mq_text both, odd;
	size_t n = 0;
	if (h->length <= LOOK_MOST) {
		MQ_TRY(mq_warc_block_peek(s, h, a, &both, &n, &odd));
		mq_source_skip(s, both.n);
		return MQ_DONE;
	}
	uint64_t at = mq_source_offset(s), whole = h->size + h->length;
	if (h->length > UINT64_MAX - HEADER_MOST || mq_source_skip(s, whole) < whole)
		return cut_off(s, MQ_FAIL(MQ_BAD_DATA, at, "the file ends inside this record"));
	return MQ_DONE;
}
