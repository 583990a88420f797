/* The bytes of the search index: leaves and lists, however damaged, are read inside their bounds; and what was written comes
 * back. */
#include "page.h"
#include "store/posting.h"

#define ALL      5000u /* documents of the segment */
#define POSTINGS 1000u

static mq_arena *arena;
static mq_cursor cursor;

/* documents in bytes of their own, with what a list asks for behind them and not a byte more: who reads further is caught */
static char *with_room(mq_text docs)
{
	char *p = mq_heap_alloc(docs.n + MQ_LIST_ROOM);
	must(p != NULL);
	if (docs.n) memcpy(p, docs.p, docs.n);
	return p;
}

/* a block's postings one by one are those that are counted together */
static void check_block(const mq_cursor *c)
{
	uint32_t odd = 0, title, body;
	for (uint32_t i = 0; i < c->n; i++) {
		if (!mq_is_odd(&c->parts, i)) {
			must(c->title[i] == 0 && c->body[i] == 1);
			continue;
		}
		must(mq_odd_before(&c->parts, i) == odd);
		uint32_t code = mq_code_at(&c->parts, odd++);
		if (code < MQ_COUNT_FULL) must(c->title[i] == mq_counts_usual[code][0] && c->body[i] == mq_counts_usual[code][1]);
		else must(mq_count_full(&c->parts, odd - 1, &title, &body) && c->title[i] == title && c->body[i] == body);
	}
}

static void read_list(const mq_entry *e, mq_text docs, mq_text places)
{
	mq_list list;
	uint32_t last = 0, n = 0;
	mq_cursor *c = &cursor;
	char *bytes = with_room(docs);
	mq_arena_clear(arena);
	if (mq_list_open(arena, &list, e, mq_text_at(bytes, docs.n), places, ALL)) {
		mq_cursor_open(c, &list);
		for (uint32_t b = 0; b < list.blocks && mq_cursor_read(c, b) && mq_cursor_count(c); b++) {
			check_block(c);
			for (c->i = 0; c->i < c->n; c->i++, n++) {
				must(c->doc[c->i] < ALL && (n == 0 || c->doc[c->i] > last));
				last = c->doc[c->i];
				const uint32_t *at = e->has_places && c->i % 16 == 0 ? mq_cursor_places(c, arena) : NULL;
				if (at)
					(void)mq_hash(
					    mq_text_at((const char *)at, (c->title[c->i] + c->body[c->i]) * sizeof *at));
			}
		}
		mq_cursor_open(c, &list);
		for (uint32_t doc = 0; (doc = mq_cursor_seek(c, doc)) != MQ_NO_DOC; doc += 1 + doc % 97) must(doc < ALL);
	}
	mq_heap_free(bytes);
}

/* the postings of one input: how they are far apart, and how often they stand, is what the bytes say */
static uint32_t make_postings(const uint8_t *data, size_t size, mq_list_out *out, mq_posting *put)
{
	uint32_t doc = 0, n = 0;
	for (size_t i = 0; i + 2 < size && n < POSTINGS; i += 3) {
		doc += data[i] < 250 ? data[i] % 5 : (uint32_t)data[i] * 7;
		mq_posting p = {doc++, data[i + 1] % 4 == 0 ? data[i + 2] % 9 : 0, 1 + data[i + 1] % 7, NULL};
		uint32_t *at = MQ_ARRAY(arena, uint32_t, p.title + p.body), place = 0;
		if (doc >= ALL) break;
		must(at != NULL);
		for (uint32_t k = 0; k < p.title + p.body; k++) {
			if (k == p.title) place = 0;
			at[k] = place += data[(i + k) % size];
			place++;
		}
		p.places = at;
		put[n++] = p;
		mq_list_add(out, &p, true);
	}
	return n;
}

/* any bytes as postings: packed and read they are the same */
static void round_trip(const uint8_t *data, size_t size)
{
	static mq_posting put[POSTINGS];
	mq_list_out out;
	mq_buf docs;
	mq_list list;
	mq_cursor *c = &cursor;
	mq_arena_clear(arena);
	mq_list_out_open(&out);
	mq_buf_open(&docs, (size_t)1 << 24);
	uint32_t n = make_postings(data, size, &out, put);
	bool is_short = n == 0 || mq_list_end(&out, ALL, true, &docs);
	mq_entry e = {MQ_T("x"), n, 0, true, !is_short, mq_buf_text(&docs)};
	char *bytes = with_room(mq_buf_text(&docs));
	must(n == 0 ||
	     mq_list_open(arena, &list, &e, mq_text_at(bytes, docs.n), is_short ? MQ_NONE : mq_buf_text(&out.places), ALL));
	if (n) mq_cursor_open(c, &list);
	for (uint32_t i = 0; i < n; i++) {
		must(mq_cursor_seek(c, put[i].doc) == put[i].doc && mq_cursor_count(c));
		must(c->title[c->i] == put[i].title && c->body[c->i] == put[i].body);
		if (c->i == 0) check_block(c);
		const uint32_t *at = mq_cursor_places(c, arena);
		must(at && memcmp(at, put[i].places, (put[i].title + put[i].body) * sizeof *at) == 0);
	}
	mq_heap_free(bytes);
	mq_list_out_close(&out);
	mq_buf_close(&docs);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	mq_leaf leaf;
	mq_entry e;
	mq_text bytes = mq_text_at((const char *)data, size);
	if (!arena) arena = mq_arena_open((size_t)16 << 20);
	must(arena != NULL);
	mq_leaf_open(&leaf, bytes);
	while (mq_leaf_next(&leaf, &e)) read_list(&e, e.bytes, MQ_NONE);
	if (size > 8) {
		mq_entry as_list = {MQ_T("x"), 1 + data[0] % 8 * 100u + data[1], 0, data[2] & 1, true, MQ_NONE};
		size_t cut = 3 + data[3] * (size - 3) / 256;
		read_list(&as_list, mq_text_sub(bytes, 3, cut), mq_text_sub(bytes, cut, size));
		as_list.is_long = false;
		as_list.bytes = mq_text_sub(bytes, 3, size);
		read_list(&as_list, MQ_NONE, MQ_NONE);
	}
	round_trip(data, size);
	return 0;
}
