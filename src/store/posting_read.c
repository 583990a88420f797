/* Lists of the search index as they are read (posting.h). */
#include "store/posting.h"

/* no count and no place is larger: a body has MQ_BODY_MOST bytes */
#define COUNT_BITS 24u
/* bits that are looked at at once: what mq_bits_near gives, in whole bytes */
#define NEAR 56u

static const unsigned char *bytes_of(mq_text t) { return (const unsigned char *)(t.p ? t.p : ""); }

static uint32_t get_zeros(mq_bits_in *in)
{
	uint32_t zeros = 0;
	while (in->bits == 0) {
		zeros += in->n;
		in->n = 0;
		mq_bits_fill(in);
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

uint32_t mq_rice_get_slowly(mq_bits_in *in, uint32_t k)
{
	uint64_t zeros = get_zeros(in), low = k ? mq_bits_get(in, k) : 0, v = zeros << k | low;
	if (v > INT32_MAX) in->bad = true;
	return in->bad ? 0 : (uint32_t)v;
}

/* ── the list ── */
static bool open_short(mq_arena *a, mq_list *l)
{
	mq_block *b = mq_arena_alloc(a, sizeof *b + l->docs.n + MQ_LIST_ROOM);
	if (!b || l->n > MQ_BLOCK || l->docs.n > MQ_LIST_INLINE_MOST) return false;
	*b = (mq_block){l->all - 1, 0, (uint32_t)l->docs.n, 0};
	char *bytes = memcpy(b + 1, bytes_of(l->docs), l->docs.n);
	memset(bytes + l->docs.n, 0, MQ_LIST_ROOM);
	l->docs = mq_text_at(bytes, l->docs.n);
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
	if (!e->is_long) l->docs = e->bytes;
	return e->is_long ? open_long(a, l) : open_short(a, l);
}

/* ── a block ── */
/* heads are as many ones as there are postings: the first bit behind them, or `end` + 1 */
static uint64_t after_heads(const mq_parts *x)
{
	uint32_t left = x->n;
	for (uint64_t bit = x->heads; bit < x->end; bit += NEAR) {
		uint64_t w = mq_bits_near(x->p, bit) & (((uint64_t)1 << NEAR) - 1);
		uint32_t ones = mq_ones(w);
		if (ones < left) {
			left -= ones;
			continue;
		}
		while (--left) w &= w - 1;
		return bit + (uint32_t)__builtin_ctzll(w) + 1;
	}
	return x->end + 1;
}

static uint64_t take_bits(const unsigned char *p, uint64_t bit, uint32_t n)
{
	uint64_t low = mq_bits_near(p, bit) & (((uint64_t)1 << 32) - 1), all = low | mq_bits_near(p, bit + 32) << 32;
	return n < 64 ? all & (((uint64_t)1 << n) - 1) : all;
}

bool mq_block_parts(const mq_list *l, uint32_t b, mq_parts *x)
{
	const mq_block *k = &l->block[b];
	x->p = bytes_of(l->docs) + k->docs;
	x->end = 8 * (uint64_t)(k->docs_end - k->docs);
	x->n = b + 1 < l->blocks ? MQ_BLOCK : l->n - b * MQ_BLOCK;
	x->first = b ? l->block[b - 1].last + 1 : 0;
	x->heads = x->n >= MQ_OWN_LEAST ? MQ_OWN_BITS : 0;
	x->k = x->heads ? x->p[0] & ((1u << MQ_OWN_BITS) - 1) : mq_rice_of(l->all, l->n);
	x->tails = after_heads(x);
	uint64_t odd = x->tails + (uint64_t)x->n * x->k;
	x->codes = odd + x->n;
	if (x->codes > x->end) return false;
	x->odd[0] = take_bits(x->p, odd, x->n < 64 ? x->n : 64);
	x->odd[1] = x->n > 64 ? take_bits(x->p, odd + 64, x->n - 64) : 0;
	x->odd_n = mq_ones(x->odd[0]) + mq_ones(x->odd[1]);
	return x->codes + (uint64_t)4 * x->odd_n <= x->end;
}

bool mq_block_docs(const mq_list *l, uint32_t b, const mq_parts *x, uint32_t *doc)
{
	uint64_t next = x->first, tail = x->tails, mask = ((uint64_t)1 << x->k) - 1;
	uint32_t i = 0, zeros = 0;
	for (uint64_t bit = x->heads; i < x->n; bit += NEAR) {
		uint64_t w = mq_bits_near(x->p, bit) & (((uint64_t)1 << NEAR) - 1);
		uint32_t at = 0; /* of the word, behind the last one */
		for (; w && i < x->n; w &= w - 1, tail += x->k, i++) {
			uint32_t one = (uint32_t)__builtin_ctzll(w);
			next += (uint64_t)(zeros + one - at) << x->k | (mq_bits_near(x->p, tail) & mask);
			doc[i] = (uint32_t)next++;
			at = one + 1;
			zeros = 0;
		}
		zeros += NEAR - at;
	}
	return next <= (uint64_t)l->block[b].last + 1;
}

static bool count_full(mq_bits_in *in, uint32_t *title, uint32_t *body)
{
	*title = mq_gamma_get(in, COUNT_BITS) - 1;
	*body = mq_gamma_get(in, COUNT_BITS) - 1;
	return !in->bad && *title + *body > 0;
}

static mq_bits_in full_counts(const mq_parts *x)
{
	return mq_bits_at(x->p, x->codes + (uint64_t)4 * x->odd_n, (size_t)(x->end / 8));
}

bool mq_count_full(const mq_parts *x, uint32_t odd, uint32_t *title, uint32_t *body)
{
	mq_bits_in in = full_counts(x);
	for (uint32_t k = 0; k < odd; k++)
		if (mq_code_at(x, k) == MQ_COUNT_FULL && !count_full(&in, title, body)) return false;
	return count_full(&in, title, body);
}

/* ── a cursor ── */
void mq_cursor_open(mq_cursor *c, const mq_list *l)
{
	c->list = l;
	c->block = c->i = c->n = 0;
	c->damaged = c->counted = c->placed = false;
	c->at = NULL;
	c->at_cap = 0;
}

bool mq_cursor_read(mq_cursor *c, uint32_t b)
{
	c->block = b;
	c->i = 0;
	c->counted = c->placed = false;
	c->damaged = !mq_block_parts(c->list, b, &c->parts) || !mq_block_docs(c->list, b, &c->parts, c->doc);
	c->n = c->damaged ? 0 : c->parts.n;
	return !c->damaged;
}

bool mq_cursor_count(mq_cursor *c)
{
	const mq_list *l = c->list;
	const mq_parts *x = &c->parts;
	uint32_t odd = 0;
	if (c->counted) return true;
	mq_bits_in in = full_counts(x);
	for (uint32_t i = 0; i < c->n; i++) {
		c->title[i] = 0;
		c->body[i] = 1;
		if (!mq_is_odd(x, i)) continue;
		uint32_t code = mq_code_at(x, odd++);
		if (code < MQ_COUNT_FULL) {
			c->title[i] = mq_counts_usual[code][0];
			c->body[i] = mq_counts_usual[code][1];
		} else if (!count_full(&in, &c->title[i], &c->body[i])) c->damaged = true;
		if (c->damaged) return false;
	}
	c->places_bit = l->is_short ? (uint64_t)(in.p - x->p) * 8 - in.n : l->block[c->block].places;
	return c->counted = true;
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
	if (!mq_cursor_count(c)) return false;
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
	mq_bits_in in = mq_bits_at(bytes_of(l->places), c->places_bit, l->places.n);
	uint32_t k = mq_bits_get(&in, MQ_OWN_BITS);
	at = c->at;
	for (uint32_t i = 0; i < c->n && !in.bad; i++) {
		uint32_t place = 0;
		for (uint32_t x = 0; x < c->title[i]; x++, place++) *at++ = place += mq_rice_get(&in, MQ_TITLE_RICE);
		place = 0;
		for (uint32_t x = 0; x < c->body[i] && !in.bad; x++, place++) *at++ = place += mq_rice_get(&in, k);
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
