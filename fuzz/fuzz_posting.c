/* The bytes of the search index: leaves and lists, however damaged, are read inside their bounds; and what was written comes
 * back. */
#include "page.h"
#include "store/posting.h"

#define ALL 5000u /* documents of the segment */

static void read_list(mq_arena *a, const mq_entry *e, mq_text docs, mq_text places)
{
	mq_list list;
	uint32_t last = 0, n = 0;
	mq_cursor *c = mq_arena_alloc(a, sizeof *c);
	if (!c || !mq_list_open(a, &list, e, docs, places, ALL)) return;
	mq_cursor_open(c, &list);
	for (uint32_t b = 0; b < list.blocks && mq_cursor_read(c, b); b++) {
		for (c->i = 0; c->i < c->n; c->i++, n++) {
			must(c->doc[c->i] < ALL && (n == 0 || c->doc[c->i] > last));
			last = c->doc[c->i];
			const uint32_t *at = e->has_places ? mq_cursor_places(c, a) : NULL;
			if (at) (void)mq_hash(mq_text_at((const char *)at, (c->title[c->i] + c->body[c->i]) * sizeof *at));
		}
	}
	mq_cursor_open(c, &list);
	for (uint32_t doc = 0; (doc = mq_cursor_seek(c, doc)) != MQ_NO_DOC; doc += 1 + doc % 97) must(doc < ALL);
}

/* any bytes as postings: packed and read they are the same */
static void round_trip(mq_arena *a, const uint8_t *data, size_t size)
{
	mq_list_out out;
	mq_buf docs;
	uint32_t doc = 0, n = 0;
	mq_list list;
	mq_posting *put = MQ_ARRAY(a, mq_posting, size + 1);
	mq_cursor *c = mq_arena_alloc(a, sizeof *c);
	mq_list_out_open(&out);
	mq_buf_open(&docs, (size_t)1 << 24);
	must(put && c);
	for (size_t i = 0; i + 2 < size && n < 1000; i += 3) {
		doc += data[i] < 250 ? data[i] % 5 : (uint32_t)data[i] * 7;
		mq_posting p = {doc++, data[i + 1] % 4 == 0 ? data[i + 2] % 9 : 0, 1 + data[i + 1] % 7, NULL};
		uint32_t *at = MQ_ARRAY(a, uint32_t, p.title + p.body), place = 0;
		if (doc >= ALL) break;
		must(at != NULL);
		for (uint32_t k = 0; k < p.title + p.body; k++) {
			if (k == p.title) place = 0;
			at[k] = place += data[(i + k) % size];
			place++;
		}
		p.places = at;
		put[n++] = p;
		mq_list_add(&out, &p, true);
	}
	bool is_short = n == 0 || mq_list_end(&out, ALL, true, &docs);
	mq_entry e = {MQ_T("x"), n, 0, true, !is_short, mq_buf_text(&docs)};
	must(n == 0 || mq_list_open(a, &list, &e, mq_buf_text(&docs), is_short ? MQ_NONE : mq_buf_text(&out.places), ALL));
	if (n) mq_cursor_open(c, &list);
	for (uint32_t i = 0; i < n; i++) {
		must(mq_cursor_seek(c, put[i].doc) == put[i].doc && c->title[c->i] == put[i].title &&
		     c->body[c->i] == put[i].body);
		const uint32_t *at = mq_cursor_places(c, a);
		must(at && memcmp(at, put[i].places, (put[i].title + put[i].body) * sizeof *at) == 0);
	}
	mq_list_out_close(&out);
	mq_buf_close(&docs);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	mq_leaf leaf;
	mq_entry e;
	mq_arena *a = mq_arena_open((size_t)64 << 20);
	mq_text bytes = mq_text_at((const char *)data, size);
	mq_leaf_open(&leaf, bytes);
	while (mq_leaf_next(&leaf, &e)) read_list(a, &e, e.bytes, MQ_NONE);
	if (size > 8) {
		mq_entry as_list = {MQ_T("x"), 1 + data[0] % 8 * 100u + data[1], 0, data[2] & 1, true, MQ_NONE};
		size_t cut = 3 + data[3] * (size - 3) / 256;
		read_list(a, &as_list, mq_text_sub(bytes, 3, cut), mq_text_sub(bytes, cut, size));
		as_list.is_long = false;
		read_list(a, &as_list, mq_text_sub(bytes, 3, size), MQ_NONE);
	}
	round_trip(a, data, size);
	mq_arena_close(a);
	return 0;
}
