/* Lists of the search index as they are written (posting.h). */
#include "store/posting.h"

#define LIST_MOST ((size_t)512 << 20)

const uint8_t mq_counts_usual[MQ_COUNT_FULL][2] = {{0, 2}, {0, 3}, {0, 4}, {1, 1}, {0, 5}, {1, 2}, {1, 0}, {0, 6},
						   {1, 3}, {0, 7}, {1, 4}, {0, 8}, {1, 5}, {0, 9}, {1, 6}};

uint32_t mq_rice_of(uint64_t sum, uint32_t n)
{
	uint32_t k = 0;
	while (k < MQ_OWN_MOST && (sum / n) >> (k + 1)) k++;
	return k;
}

void mq_list_out_open(mq_list_out *l)
{
	mq_buf *all[] = {&l->postings, &l->at, &l->docs, &l->places, &l->blocks};
	for (size_t i = 0; i < sizeof all / sizeof *all; i++) mq_buf_open(all[i], LIST_MOST);
	l->n = 0;
}

void mq_list_out_close(mq_list_out *l)
{
	mq_buf *all[] = {&l->postings, &l->at, &l->docs, &l->places, &l->blocks};
	for (size_t i = 0; i < sizeof all / sizeof *all; i++) mq_buf_close(all[i]);
}

void mq_list_begin(mq_list_out *l)
{
	mq_buf *all[] = {&l->postings, &l->at, &l->docs, &l->places, &l->blocks};
	for (size_t i = 0; i < sizeof all / sizeof *all; i++) mq_buf_clear(all[i]);
	l->n = 0;
}

bool mq_list_failed(const mq_list_out *l)
{
	return l->postings.failed || l->at.failed || l->docs.failed || l->places.failed || l->blocks.failed;
}

void mq_list_add(mq_list_out *l, const mq_posting *p, bool has_places)
{
	uint32_t kept[3] = {p->doc, p->title, p->body};
	mq_buf_put(&l->postings, mq_text_at((const char *)kept, sizeof kept));
	if (has_places) mq_buf_put(&l->at, mq_text_at((const char *)p->places, sizeof *p->places * ((size_t)p->title + p->body)));
	l->n++;
}

typedef struct {
	uint32_t doc, title, body;
} kept_posting;

static kept_posting kept_at(const mq_list_out *l, uint32_t i)
{
	kept_posting p;
	memcpy(&p, l->postings.p + i * sizeof p, sizeof p);
	return p;
}

static bool is_odd(const kept_posting *p) { return p->title != 0 || p->body != 1; }

static uint32_t usual_of(const kept_posting *p)
{
	uint32_t i = 0;
	while (i < MQ_COUNT_FULL && (mq_counts_usual[i][0] != p->title || mq_counts_usual[i][1] != p->body)) i++;
	return i;
}

static void put_counts(const mq_list_out *l, mq_bits_out *o, uint32_t from, uint32_t n)
{
	for (uint32_t i = from; i < from + n; i++) {
		kept_posting p = kept_at(l, i);
		mq_bits_put(o, is_odd(&p), 1);
	}
	for (uint32_t i = from; i < from + n; i++) {
		kept_posting p = kept_at(l, i);
		if (is_odd(&p)) mq_bits_put(o, usual_of(&p), 4);
	}
	for (uint32_t i = from; i < from + n; i++) {
		kept_posting p = kept_at(l, i);
		if (!is_odd(&p) || usual_of(&p) < MQ_COUNT_FULL) continue;
		mq_gamma_put(o, p.title + 1);
		mq_gamma_put(o, p.body + 1);
	}
}

/* last: of the block before, or MQ_NO_DOC */
static void put_docs(const mq_list_out *l, mq_bits_out *o, uint32_t from, uint32_t n, uint32_t last, uint32_t all)
{
	uint32_t k = mq_rice_of(all, l->n), before = last;
	if (n >= MQ_OWN_LEAST) {
		k = mq_rice_of(kept_at(l, from + n - 1).doc - last - n, n);
		if (k == 1) k = 0; /* hardly longer, and read as it is */
		mq_bits_put(o, k, MQ_OWN_BITS);
	}
	for (uint32_t i = from; i < from + n; last = kept_at(l, i++).doc) mq_unary_put(o, (kept_at(l, i).doc - last - 1) >> k);
	last = before;
	for (uint32_t i = from; i < from + n; last = kept_at(l, i++).doc) mq_low_put(o, kept_at(l, i).doc - last - 1, k);
	put_counts(l, o, from, n);
}

/* at: number of the block's first place */
static void put_places(const mq_list_out *l, mq_bits_out *o, uint32_t from, uint32_t n, uint32_t *at)
{
	uint64_t sum = 0;
	uint32_t bodies = 1, place, first = *at;
	for (int writing = 0; writing < 2; writing++) {
		uint32_t k = mq_rice_of(sum, bodies);
		if (writing) mq_bits_put(o, k, MQ_OWN_BITS);
		*at = first;
		for (uint32_t i = from; i < from + n; i++) {
			kept_posting p = kept_at(l, i);
			for (uint32_t x = 0, next = 0; x < p.title + p.body; x++, next = place + 1) {
				if (x == p.title) next = 0;
				memcpy(&place, l->at.p + (size_t)(*at)++ * sizeof place, sizeof place);
				if (writing) mq_rice_put(o, place - next, x < p.title ? MQ_TITLE_RICE : k);
				else if (x >= p.title) {
					sum += place - next;
					bodies++;
				}
			}
		}
	}
}

bool mq_list_end(mq_list_out *l, uint32_t all, bool has_places, mq_buf *docs)
{
	uint32_t last = MQ_NO_DOC, at = 0;
	mq_bits_out d = {&l->docs, 0, 0}, p = {&l->places, 0, 0};
	mq_buf_clear(docs);
	if (mq_list_failed(l) || l->n == 0) return true;
	if (l->n <= MQ_BLOCK) { /* of a short list places follow in the same bits */
		put_docs(l, &d, 0, l->n, last, all);
		if (has_places) put_places(l, &d, 0, l->n, &at);
		mq_bits_end(&d);
		if (l->docs.n <= MQ_LIST_INLINE_MOST) {
			mq_buf_put(docs, mq_buf_text(&l->docs));
			return true;
		}
		mq_buf_clear(&l->docs);
		at = 0;
	}
	for (uint32_t from = 0; from < l->n; from += MQ_BLOCK) {
		uint32_t n = l->n - from < MQ_BLOCK ? l->n - from : MQ_BLOCK, docs_from = (uint32_t)l->docs.n;
		uint32_t places_from = (uint32_t)l->places.n, end = kept_at(l, from + n - 1).doc;
		put_docs(l, &d, from, n, last, all);
		mq_bits_end(&d);
		if (has_places) put_places(l, &p, from, n, &at);
		mq_bits_end(&p);
		mq_varint_put(&l->blocks, end - last - 1);
		mq_varint_put(&l->blocks, (uint32_t)l->docs.n - docs_from);
		mq_varint_put(&l->blocks, (uint32_t)l->places.n - places_from);
		last = end;
	}
	mq_buf_put(docs, mq_buf_text(&l->blocks));
	mq_buf_put(docs, mq_buf_text(&l->docs));
	return false;
}
