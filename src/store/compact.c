/* Numbers, texts and maps of compact records. */
#include "store/compact.h"

/* how a text is said; what is greater is its place in the list of those said lately */
enum { TEXT_NONE, TEXT_HERE, TEXT_PLACE, TEXT_SAID };

/* words of a mark are looked for around it */
#define MARK_WINDOW ((size_t)256)
/* days without one to lean on are told from here: 2015 */
#define DAY_ZERO 16436
/* words shorter than this are no place in another text */
#define PLACE_LEAST 4u

/* LEB128 */
void mq_compact_wide(mq_compact *c, mq_column at, uint64_t *v)
{
	if (c->write) {
		uint64_t x = *v;
		for (; x >= 128; x >>= 7) mq_buf_byte(&c->out[at], (char)(x | 128));
		mq_buf_byte(&c->out[at], (char)x);
		return;
	}
	mq_text *in = &c->in[at];
	*v = 0;
	for (unsigned shift = 0; shift < 64; shift += 7) {
		if (in->n == 0) break;
		unsigned char byte = (unsigned char)*in->p;
		*in = mq_text_sub(*in, 1, in->n);
		*v |= (uint64_t)(byte & 127) << shift;
		if (byte < 128) return;
	}
	c->failed = true;
	*v = 0;
}

void mq_compact_number(mq_compact *c, mq_column at, uint32_t *v)
{
	uint64_t x = *v;
	mq_compact_wide(c, at, &x);
	c->failed |= x > UINT32_MAX;
	*v = (uint32_t)x;
}

void mq_compact_signed(mq_compact *c, mq_column at, int64_t *v)
{
	uint64_t x = *v < 0 ? ~(uint64_t)*v << 1 | 1 : (uint64_t)*v << 1;
	mq_compact_wide(c, at, &x);
	*v = (int64_t)(x & 1 ? ~(x >> 1) : x >> 1);
}

void mq_compact_from(mq_compact *c, mq_column at, uint32_t *v, uint32_t from)
{
	int64_t x = (int64_t)*v - from;
	mq_compact_signed(c, at, &x);
	if (c->write) return;
	x += from;
	c->failed |= x < 0 || x > UINT32_MAX;
	*v = (uint32_t)x;
}

/* n bytes of a column */
static mq_text take(mq_compact *c, mq_column at, uint64_t n)
{
	mq_text *in = &c->in[at], t;
	if (n > in->n) {
		c->failed = true;
		return MQ_T("");
	}
	t = mq_text_sub(*in, 0, (size_t)n);
	*in = mq_text_sub(*in, (size_t)n, in->n);
	return t;
}

/* to the front of what was said, from place k or as new */
static void say(mq_compact *c, mq_text t, uint32_t k)
{
	if (k == c->said_n) {
		if (c->said_n < MQ_SAID_MOST) c->said_n++;
		else k--;
	}
	memmove(c->said + 1, c->said, k * sizeof *c->said);
	c->said[0] = t;
}

static void write_text(mq_compact *c, mq_text t, mq_text in, size_t from, size_t to)
{
	uint32_t how = TEXT_HERE, k = 0;
	if (mq_text_none(t)) how = TEXT_NONE;
	while (how && k < c->said_n && !mq_text_eq(c->said[k], t)) k++;
	size_t at = SIZE_MAX;
	if (how && k < c->said_n) how = TEXT_SAID + k;
	else if (how && t.n >= PLACE_LEAST) at = mq_text_find(mq_text_sub(in, from, to), t, 0);
	if (at != SIZE_MAX) how = TEXT_PLACE;
	mq_compact_number(c, MQ_COLUMN_TEXT, &how);
	if (how == TEXT_NONE) return;
	say(c, t, k);
	uint64_t n = t.n, place = at;
	if (how == TEXT_PLACE) mq_compact_wide(c, MQ_COLUMN_PLACE, &place);
	if (how == TEXT_PLACE || how == TEXT_HERE) mq_compact_wide(c, MQ_COLUMN_PLACE, &n);
	if (how == TEXT_HERE) mq_buf_put(&c->out[MQ_COLUMN_WORDS], t);
}

static mq_text read_text(mq_compact *c, mq_text in, size_t from, size_t to)
{
	uint32_t how = 0, k = c->said_n;
	uint64_t place = 0, n = 0;
	mq_text t, window = mq_text_sub(in, from, to);
	mq_compact_number(c, MQ_COLUMN_TEXT, &how);
	if (how == TEXT_NONE) return MQ_NONE;
	if (how == TEXT_PLACE) mq_compact_wide(c, MQ_COLUMN_PLACE, &place);
	if (how == TEXT_PLACE || how == TEXT_HERE) mq_compact_wide(c, MQ_COLUMN_PLACE, &n);
	if (how == TEXT_HERE) {
		t = take(c, MQ_COLUMN_WORDS, n);
		if (mq_text_none(t)) t = MQ_T("");
	} else if (how == TEXT_PLACE && place <= window.n && n <= window.n - place) {
		t = mq_text_sub(window, (size_t)place, (size_t)(place + n));
	} else if (how >= TEXT_SAID && how - TEXT_SAID < c->said_n) {
		k = how - TEXT_SAID;
		t = c->said[k];
	} else {
		c->failed = true;
		return MQ_NONE;
	}
	say(c, t, k);
	return t;
}

void mq_compact_text(mq_compact *c, mq_text *t, mq_text in, size_t from, size_t to)
{
	if (to > in.n) to = in.n;
	if (from > to) from = to;
	if (c->write) write_text(c, *t, in, from, to);
	else *t = read_text(c, in, from, to);
}

/* ── maps ── */
/* the page has the bytes of the text: nothing of it is said */
static bool is_plain(const mq_compact *c, const mq_map_run *r, mq_text text)
{
	if (text.n != r->length || r->page > c->page.n || r->length > c->page.n - r->page) return false;
	return memcmp(text.p, c->page.p + r->page, text.n) == 0;
}

/* A run: where its page bytes begin against the end of the last run's, how many they are, how many its text has against that; the
 * lowest bit of the last tells that its text is said, and not the page's */
static void write_run(mq_compact *c, const mq_map *m, uint32_t i, mq_text t)
{
	const mq_map_run *r = &m->v[i];
	uint32_t page = r->page, length = r->length, end = i + 1 < m->n ? m->v[i + 1].text : (uint32_t)t.n;
	c->failed |= r->text > end || end > t.n;
	if (c->failed) return;
	mq_text text = mq_text_sub(t, r->text, end);
	bool plain = is_plain(c, r, text);
	int64_t more = ((int64_t)text.n - length) * 2 + !plain;
	mq_compact_from(c, MQ_COLUMN_RUN, &page, i ? r[-1].page + r[-1].length : 0);
	mq_compact_number(c, MQ_COLUMN_RUN, &length);
	mq_compact_signed(c, MQ_COLUMN_RUN, &more);
	if (!plain) mq_buf_put(&c->out[MQ_COLUMN_BODY], text);
}

static void read_run(mq_compact *c, mq_map *m, uint32_t i, mq_buf *to)
{
	mq_map_run *r = &m->v[i];
	int64_t more = 0;
	r->text = (uint32_t)to->n;
	mq_compact_from(c, MQ_COLUMN_RUN, &r->page, i ? r[-1].page + r[-1].length : 0);
	mq_compact_number(c, MQ_COLUMN_RUN, &r->length);
	mq_compact_signed(c, MQ_COLUMN_RUN, &more);
	bool said = more & 1, inside = r->page <= c->page.n && r->length <= c->page.n - r->page;
	int64_t n = (more - said) / 2 + r->length;
	c->failed |= n < 0 || (!said && (!inside || n != r->length));
	if (c->failed) return;
	mq_buf_put(to, said ? take(c, MQ_COLUMN_BODY, (uint64_t)n) : mq_text_sub(c->page, r->page, r->page + r->length));
}

static void read_mapped(mq_compact *c, mq_map *m, uint32_t runs, uint32_t head, mq_text *t)
{
	mq_buf made;
	mq_buf_open(&made, MQ_PAGE_ARENA_MOST);
	mq_buf_put(&made, take(c, MQ_COLUMN_BODY, head));
	for (uint32_t i = 0; i < runs && !c->failed; i++) {
		c->failed |= mq_push(c->a, m) == NULL;
		if (!c->failed) read_run(c, m, i, &made);
	}
	*t = mq_arena_text(c->a, mq_buf_text(&made));
	c->failed |= made.failed || mq_text_none(*t);
	mq_buf_close(&made);
}

void mq_compact_mapped(mq_compact *c, mq_map *m, mq_text *t)
{
	uint32_t runs = m->n, head = runs ? m->v[0].text : 0;
	mq_compact_number(c, MQ_COLUMN_COUNT, &runs);
	if (runs == 0) {
		mq_compact_text(c, t, MQ_NONE, 0, 0);
		return;
	}
	mq_compact_number(c, MQ_COLUMN_COUNT, &head);
	if (!c->write) {
		read_mapped(c, m, runs, head, t);
		return;
	}
	c->failed |= head > t->n;
	if (c->failed) return;
	mq_buf_put(&c->out[MQ_COLUMN_BODY], mq_text_sub(*t, 0, head));
	for (uint32_t i = 0; i < runs && !c->failed; i++) write_run(c, m, i, *t);
}

/* ── parts ── */
void mq_compact_word(mq_compact *c, mq_text *t) { mq_compact_text(c, t, MQ_NONE, 0, 0); }

void mq_compact_word_near(mq_compact *c, mq_text *t, mq_text field, uint32_t at)
{
	size_t from = at > MARK_WINDOW ? at - MARK_WINDOW : 0;
	mq_compact_text(c, t, field, from, at + MARK_WINDOW);
}

void mq_compact_code(mq_compact *c, char *v, size_t room)
{
	mq_text t = v[0] ? mq_text_of(v) : MQ_NONE;
	mq_compact_word(c, &t);
	if (c->write) return;
	c->failed |= t.n >= room;
	if (c->failed) return;
	memcpy(v, t.p ? t.p : "", t.n);
	v[t.n] = 0;
}

uint32_t mq_compact_list(mq_compact *c, void *list, size_t size, uint32_t n)
{
	size_t left = 0;
	mq_compact_number(c, MQ_COLUMN_COUNT, &n);
	if (c->write) return n;
	/* an entry takes a byte at least: a damaged number asks for no more room than that */
	for (int i = 0; i < MQ_COLUMNS; i++) left += c->in[i].n;
	c->failed |= n > left;
	if (c->failed || n == 0) return 0;
	void *v = mq_arena_zalloc(c->a, size * n);
	c->failed |= v == NULL;
	if (!v) return 0;
	struct {
		void *v;
		uint32_t n, cap;
	} made = {v, n, n};
	memcpy(list, &made, sizeof made);
	return n;
}

void mq_compact_small(mq_compact *c, mq_column at, uint8_t *v, uint32_t most)
{
	uint32_t x = *v;
	mq_compact_number(c, at, &x);
	c->failed |= x > most;
	*v = (uint8_t)x;
}

void mq_compact_span(mq_compact *c, uint32_t *start, uint32_t *end, uint32_t from)
{
	uint32_t n = *end - *start;
	mq_compact_from(c, MQ_COLUMN_START, start, from);
	mq_compact_number(c, MQ_COLUMN_LENGTH, &n);
	if (!c->write) *end = *start + n;
}

void mq_compact_day(mq_compact *c, mq_day *v, mq_day from)
{
	int64_t x = *v == MQ_NO_DAY ? 0 : (int64_t)*v - (from == MQ_NO_DAY ? DAY_ZERO : from);
	/* 0 is none, so what is not before comes one later */
	if (*v != MQ_NO_DAY && x >= 0) x++;
	mq_compact_signed(c, MQ_COLUMN_DAY, &x);
	if (c->write) return;
	*v = x == 0 ? MQ_NO_DAY : (mq_day)((x > 0 ? x - 1 : x) + (from == MQ_NO_DAY ? DAY_ZERO : from));
}

void mq_compact_word_or(mq_compact *c, bool as_expected, mq_text *t, mq_text expected)
{
	if (!as_expected) mq_compact_word(c, t);
	else if (!c->write) *t = expected;
}

void mq_compact_code_or(mq_compact *c, bool as_expected, char *v, const char *expected, size_t room)
{
	if (!as_expected) mq_compact_code(c, v, room);
	else if (!c->write) memcpy(v, expected, room);
}

bool mq_compact_same(mq_text x, mq_text y) { return mq_text_none(x) == mq_text_none(y) && mq_text_eq(x, y); }

const mq_mention *mq_compact_mention(const mq_record *r, uint32_t id)
{
	return id && id <= r->marks.mentions.n ? &r->marks.mentions.v[id - 1] : NULL;
}

void mq_compact_count(mq_compact *c, int32_t *v)
{
	int64_t x = *v;
	mq_compact_signed(c, MQ_COLUMN_COUNT, &x);
	*v = (int32_t)x;
}

/* first and last day, and how they are told; nothing more is said of no day */
void mq_compact_when(mq_compact *c, mq_when_parts w, mq_day near)
{
	mq_compact_day(c, w.from, near);
	if (*w.from == MQ_NO_DAY) {
		if (!c->write) *w.to = MQ_NO_DAY;
		return;
	}
	uint32_t how = (uint32_t)*w.precision * 2 + *w.approximate;
	mq_compact_day(c, w.to, *w.from);
	mq_compact_number(c, MQ_COLUMN_FLAGS, &how);
	c->failed |= how / 2 >= MQ_PRECISIONS;
	*w.precision = (uint8_t)(how / 2);
	*w.approximate = how & 1;
}
