#include "store/posting.h"

#define LIST_MOST ((size_t)512 << 20)
/* blocks of fewer postings do without a parameter of their own */
#define OWN_LEAST  8u
#define OWN_BITS   5u
#define OWN_MOST   31u
#define TITLE_RICE 3u
/* no count and no place is larger: a body has MQ_BODY_MOST bytes */
#define COUNT_BITS 24u

/* ── writing ── */
void mq_varint_put(mq_buf *b, uint32_t v)
{
	char bytes[5];
	size_t n = 0;
	for (; v >= 0x80; v >>= 7) bytes[n++] = (char)(v | 0x80);
	bytes[n++] = (char)v;
	mq_buf_put(b, mq_text_at(bytes, n));
}

typedef struct {
	mq_buf *b;
	uint64_t bits;
	uint32_t n;
} bits_out;

/* at most 32 bits */
static void put_bits(bits_out *o, uint32_t v, uint32_t n)
{
	char bytes[8];
	size_t full = 0;
	o->bits |= (uint64_t)v << o->n;
	for (o->n += n; o->n >= 8; o->n -= 8, o->bits >>= 8) bytes[full++] = (char)o->bits;
	if (full) mq_buf_put(o->b, mq_text_at(bytes, full));
}

static void end_bits(bits_out *o)
{
	if (o->n) put_bits(o, 0, 8 - o->n);
}

static void put_rice(bits_out *o, uint32_t v, uint32_t k)
{
	uint32_t zeros = v >> k;
	for (; zeros >= 24; zeros -= 24) put_bits(o, 0, 24);
	put_bits(o, (uint32_t)1 << zeros, zeros + 1);
	if (k) put_bits(o, v & (((uint32_t)1 << k) - 1), k);
}

/* Elias' gamma, of 1 and more */
static void put_gamma(bits_out *o, uint32_t v)
{
	uint32_t n = 31 - (uint32_t)__builtin_clz(v);
	put_rice(o, n, 0);
	if (n) put_bits(o, v - ((uint32_t)1 << n), n);
}

/* the parameter that fits n numbers of this sum */
static uint32_t rice_of(uint64_t sum, uint32_t n)
{
	uint32_t k = 0;
	while (k < OWN_MOST && (sum / n) >> (k + 1)) k++;
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

static void put_counts(bits_out *o, const kept_posting *p)
{
	bool once = p->title == 0 && p->body == 1;
	put_bits(o, !once, 1);
	if (once) return;
	put_bits(o, p->title > 0, 1);
	if (p->title) put_gamma(o, p->title);
	put_gamma(o, p->title ? p->body + 1 : p->body);
}

/* last: of the block before, or MQ_NO_DOC */
static void put_docs(const mq_list_out *l, bits_out *o, uint32_t from, uint32_t n, uint32_t last, uint32_t all)
{
	uint32_t k = rice_of(all, l->n);
	if (n >= OWN_LEAST) {
		k = rice_of(kept_at(l, from + n - 1).doc - last - n, n);
		put_bits(o, k, OWN_BITS);
	}
	for (uint32_t i = from; i < from + n; i++) {
		kept_posting p = kept_at(l, i);
		put_rice(o, p.doc - last - 1, k);
		put_counts(o, &p);
		last = p.doc;
	}
}

/* at: number of the block's first place */
static void put_places(const mq_list_out *l, bits_out *o, uint32_t from, uint32_t n, uint32_t *at)
{
	uint64_t sum = 0;
	uint32_t bodies = 1, place, first = *at;
	for (int writing = 0; writing < 2; writing++) {
		uint32_t k = rice_of(sum, bodies);
		if (writing) put_bits(o, k, OWN_BITS);
		*at = first;
		for (uint32_t i = from; i < from + n; i++) {
			kept_posting p = kept_at(l, i);
			for (uint32_t x = 0, next = 0; x < p.title + p.body; x++, next = place + 1) {
				if (x == p.title) next = 0;
				memcpy(&place, l->at.p + (size_t)(*at)++ * sizeof place, sizeof place);
				if (writing) put_rice(o, place - next, x < p.title ? TITLE_RICE : k);
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
	bits_out d = {.b = &l->docs}, p = {.b = &l->places};
	mq_buf_clear(docs);
	if (mq_list_failed(l) || l->n == 0) return true;
	if (l->n <= MQ_BLOCK) { /* of a short list places follow in the same bits */
		put_docs(l, &d, 0, l->n, last, all);
		if (has_places) put_places(l, &d, 0, l->n, &at);
		end_bits(&d);
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
		end_bits(&d);
		if (has_places) put_places(l, &p, from, n, &at);
		end_bits(&p);
		mq_varint_put(&l->blocks, end - last - 1);
		mq_varint_put(&l->blocks, (uint32_t)l->docs.n - docs_from);
		mq_varint_put(&l->blocks, (uint32_t)l->places.n - places_from);
		last = end;
	}
	mq_buf_put(docs, mq_buf_text(&l->blocks));
	mq_buf_put(docs, mq_buf_text(&l->docs));
	return false;
}

void mq_entry_put(mq_buf *leaf, mq_text before, const mq_entry *e)
{
	size_t same = 0;
	while (same < before.n && same < e->term.n && before.p[same] == e->term.p[same]) same++;
	mq_varint_put(leaf, (uint32_t)same);
	mq_varint_put(leaf, (uint32_t)(e->term.n - same));
	mq_buf_put(leaf, mq_text_sub(e->term, same, e->term.n));
	mq_varint_put(leaf, e->docs << 2 | (uint32_t)e->has_places << 1 | e->is_long);
	mq_varint_put(leaf, e->is_long ? e->list : (uint32_t)e->bytes.n);
	if (!e->is_long) mq_buf_put(leaf, e->bytes);
}

/* ── reading ── */
static const unsigned char *bytes_of(mq_text t) { return (const unsigned char *)(t.p ? t.p : ""); }

void mq_leaf_open(mq_leaf *l, mq_text bytes)
{
	l->at = bytes_of(bytes);
	l->end = l->at + bytes.n;
	l->n = 0;
	l->damaged = false;
}

bool mq_leaf_next(mq_leaf *l, mq_entry *out)
{
	uint32_t same = 0, more = 0, docs = 0, size = 0;
	if (l->at == l->end || l->damaged) return false;
	const unsigned char *p = mq_varint_get(l->at, l->end, &same);
	p = mq_varint_get(p, l->end, &more);
	l->damaged = true;
	if (!p || same > l->n || more > sizeof l->term || same + more > sizeof l->term || more > (size_t)(l->end - p))
		return false;
	memcpy(l->term + same, p, more);
	l->n = same + more;
	p = mq_varint_get(p + more, l->end, &docs);
	p = mq_varint_get(p, l->end, &size);
	if (!p || docs >> 2 == 0) return false;
	*out = (mq_entry){mq_text_at(l->term, l->n), docs >> 2, size, docs >> 1 & 1, docs & 1, MQ_NONE};
	if (!out->is_long) {
		if (size > (size_t)(l->end - p)) return false;
		out->bytes = mq_text_at((const char *)p, size);
		p += size;
	}
	l->at = p;
	l->damaged = false;
	return true;
}

typedef struct {
	const unsigned char *p, *end;
	uint64_t bits;
	uint32_t n; /* of bits; all above them are 0 */
	bool bad;
} bits_in;

static inline uint64_t eight_bytes(const unsigned char *p)
{
	return p[0] | (uint64_t)p[1] << 8 | (uint64_t)p[2] << 16 | (uint64_t)p[3] << 24 | (uint64_t)p[4] << 32 |
	       (uint64_t)p[5] << 40 | (uint64_t)p[6] << 48 | (uint64_t)p[7] << 56;
}

static void fill_slowly(bits_in *in)
{
	while (in->n <= 56 && in->p < in->end) {
		in->bits |= (uint64_t)*in->p++ << in->n;
		in->n += 8;
	}
}

/* 56 bits at least, where there are so many */
static inline void fill(bits_in *in)
{
	if (in->end - in->p < 8) {
		fill_slowly(in);
		return;
	}
	uint32_t bytes = (63 - in->n) / 8;
	in->bits |= (eight_bytes(in->p) & (((uint64_t)1 << 8 * bytes) - 1)) << in->n;
	in->p += bytes;
	in->n += 8 * bytes;
}

static inline uint32_t get_bits(bits_in *in, uint32_t n)
{
	if (in->n < n) fill(in);
	if (in->n < n) {
		in->bad = true;
		return 0;
	}
	uint32_t v = (uint32_t)(in->bits & (((uint64_t)1 << n) - 1));
	in->bits >>= n;
	in->n -= n;
	return v;
}

static uint32_t get_zeros(bits_in *in)
{
	uint32_t zeros = 0;
	while (in->bits == 0) {
		zeros += in->n;
		in->n = 0;
		fill(in);
		if (in->n == 0) {
			in->bad = true;
			return 0;
		}
	}
	uint32_t here = (uint32_t)__builtin_ctzll(in->bits);
	in->bits = in->bits >> here >> 1;
	in->n -= here + 1;
	return zeros + here;
}

/* what does not fit 31 bits is damaged */
static uint32_t get_rice_slowly(bits_in *in, uint32_t k)
{
	uint64_t zeros = get_zeros(in), low = k ? get_bits(in, k) : 0, v = zeros << k | low;
	if (v > INT32_MAX) in->bad = true;
	return in->bad ? 0 : (uint32_t)v;
}

static inline uint32_t get_rice(bits_in *in, uint32_t k)
{
	if (in->n < 40) fill(in);
	uint32_t zeros = in->bits ? (uint32_t)__builtin_ctzll(in->bits) : 64, all = zeros + 1 + k;
	if (zeros >= 40 || all > in->n || k > 24) return get_rice_slowly(in, k);
	uint32_t v = zeros << k | (uint32_t)(in->bits >> zeros >> 1 & (((uint64_t)1 << k) - 1));
	in->bits >>= all;
	in->n -= all;
	return v;
}

static inline uint32_t get_gamma(bits_in *in)
{
	uint32_t n = get_rice(in, 0);
	if (n > COUNT_BITS) in->bad = true;
	return in->bad ? 1 : (uint32_t)1 << n | (n ? get_bits(in, n) : 0);
}

static bits_in bits_at(mq_text t, uint64_t bit, size_t end)
{
	bits_in in = {.p = bytes_of(t) + bit / 8, .end = bytes_of(t) + end};
	if (bit % 8) (void)get_bits(&in, bit % 8);
	return in;
}

/* where it stands, in bits from the start of t */
static uint64_t bit_of(const bits_in *in, mq_text t) { return (uint64_t)(in->p - bytes_of(t)) * 8 - in->n; }

/* n postings after document `doc` - 1; false: damaged */
static bool read_docs(const mq_list *l, bits_in *from, uint64_t doc, uint64_t last, mq_cursor *c)
{
	bits_in in = *from;
	uint32_t k = rice_of(l->all, l->n), n = c->n;
	if (n >= OWN_LEAST) k = get_bits(&in, OWN_BITS);
	for (uint32_t i = 0; i < n; i++) {
		doc += get_rice(&in, k);
		if (doc > last) in.bad = true;
		if (in.bad) break;
		c->doc[i] = (uint32_t)doc++;
		c->title[i] = 0;
		c->body[i] = 1;
		if (!get_bits(&in, 1)) continue;
		if (get_bits(&in, 1)) c->title[i] = get_gamma(&in);
		c->body[i] = get_gamma(&in) - (c->title[i] > 0);
	}
	*from = in;
	return !in.bad;
}

/* a short list: its places begin where its one block ends, which is seen when that is read */
static bool open_short(mq_arena *a, mq_list *l)
{
	mq_block *b = MQ_NEW(a, mq_block);
	if (!b || l->n > MQ_BLOCK || l->docs.n > MQ_LIST_INLINE_MOST) return false;
	*b = (mq_block){l->all - 1, 0, (uint32_t)l->docs.n, 0};
	l->places = l->docs;
	l->is_short = true;
	l->block = b;
	return true;
}

static bool open_long(mq_arena *a, mq_list *l)
{
	const unsigned char *p = bytes_of(l->docs), *end = p + l->docs.n;
	uint64_t last = 0, docs = 0, places = 0;
	mq_block *b = l->blocks <= l->docs.n ? MQ_ARRAY(a, mq_block, l->blocks) : NULL;
	if (!b) return false;
	for (uint32_t i = 0; i < l->blocks; i++) {
		uint32_t step = 0, docs_n = 0, places_n = 0;
		p = mq_varint_get(p, end, &step);
		p = mq_varint_get(p, end, &docs_n);
		p = mq_varint_get(p, end, &places_n);
		last += (uint64_t)step + (i > 0);
		if (!p || last >= l->all) return false;
		b[i] = (mq_block){(uint32_t)last, (uint32_t)docs, (uint32_t)(docs + docs_n), 8 * places};
		docs += docs_n;
		places += places_n;
		if (docs > UINT32_MAX || places > UINT32_MAX) return false;
	}
	if (docs != (uint64_t)(end - p)) return false;
	l->docs = mq_text_at((const char *)p, (size_t)(end - p));
	l->block = b;
	/* places are read only by those who want them */
	return mq_text_none(l->places) || l->places.n == places;
}

bool mq_list_open(mq_arena *a, mq_list *l, const mq_entry *e, mq_text docs, mq_text places, uint32_t all)
{
	*l = (mq_list){.docs = docs, .places = places, .n = e->docs, .all = all, .has_places = e->has_places};
	l->blocks = (e->docs + MQ_BLOCK - 1) / MQ_BLOCK;
	if (e->docs == 0 || e->docs > all) return false;
	return e->is_long ? open_long(a, l) : open_short(a, l);
}

void mq_cursor_open(mq_cursor *c, const mq_list *l)
{
	c->list = l;
	c->block = c->i = c->n = 0;
	c->damaged = c->placed = false;
	c->at = NULL;
	c->at_cap = 0;
}

bool mq_cursor_read(mq_cursor *c, uint32_t b)
{
	const mq_list *l = c->list;
	bits_in in = bits_at(l->docs, 8 * (uint64_t)l->block[b].docs, l->block[b].docs_end);
	c->n = b + 1 < l->blocks ? MQ_BLOCK : l->n - b * MQ_BLOCK;
	c->block = b;
	c->i = 0;
	c->placed = false;
	c->damaged = !read_docs(l, &in, b ? (uint64_t)l->block[b - 1].last + 1 : 0, l->block[b].last, c);
	c->places_bit = l->is_short ? bit_of(&in, l->docs) : l->block[b].places;
	if (c->damaged) c->n = 0;
	return !c->damaged;
}

uint32_t mq_cursor_seek(mq_cursor *c, uint32_t doc)
{
	const mq_list *l = c->list;
	uint32_t b = c->block;
	while (b < l->blocks && l->block[b].last < doc) b++;
	for (; b < l->blocks && !c->damaged; b++) {
		if ((b != c->block || c->n == 0) && !mq_cursor_read(c, b)) return MQ_NO_DOC;
		while (c->i < c->n && c->doc[c->i] < doc) c->i++;
		if (c->i < c->n) return c->doc[c->i];
	}
	return MQ_NO_DOC;
}

/* all places of the block: a place is a bit at least, so that what damaged bytes may claim has a bound */
static bool read_places(mq_cursor *c, mq_arena *a)
{
	const mq_list *l = c->list;
	uint64_t n = 0;
	uint32_t *at;
	for (uint32_t i = 0; i < c->n; i++) {
		c->from[i] = (uint32_t)n;
		n += (uint64_t)c->title[i] + c->body[i];
	}
	if (c->places_bit / 8 > l->places.n || n > 8 * (uint64_t)l->places.n) return false;
	if (n > c->at_cap) {
		c->at_cap = 0;
		c->at = mq_arena_alloc(a, 2 * n * sizeof *c->at);
		if (!c->at) return false;
		c->at_cap = (uint32_t)(2 * n);
	}
	bits_in in = bits_at(l->places, c->places_bit, l->places.n);
	uint32_t k = get_bits(&in, OWN_BITS);
	at = c->at;
	for (uint32_t i = 0; i < c->n && !in.bad; i++) {
		uint32_t place = 0;
		for (uint32_t x = 0; x < c->title[i]; x++, place++) *at++ = place += get_rice(&in, TITLE_RICE);
		place = 0;
		for (uint32_t x = 0; x < c->body[i] && !in.bad; x++, place++) *at++ = place += get_rice(&in, k);
	}
	return !in.bad;
}

const uint32_t *mq_cursor_places(mq_cursor *c, mq_arena *a)
{
	if (!c->placed && !read_places(c, a)) {
		c->damaged = true;
		return NULL;
	}
	c->placed = true;
	return c->at + c->from[c->i];
}
