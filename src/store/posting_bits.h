/* Inside store: numbers in bits, lowest first: Rice codes and Elias' gamma; posting.h says what is written so. */
#ifndef MQ_STORE_POSTING_BITS_H
#define MQ_STORE_POSTING_BITS_H

#include "base/base.h"

/* ── writing ── */
typedef struct {
	mq_buf *b;
	uint64_t bits;
	uint32_t n;
} mq_bits_out;

/* at most 32 bits; fewer than that wait for more */
void mq_bits_put(mq_bits_out *o, uint32_t v, uint32_t n);
/* whole bytes, and what waits is written */
void mq_bits_end(mq_bits_out *o);

static inline void mq_unary_put(mq_bits_out *o, uint32_t zeros)
{
	for (uint32_t i = zeros / 24; i; i--) mq_bits_put(o, 0, 24);
	mq_bits_put(o, (uint32_t)1 << zeros % 24, zeros % 24 + 1);
}

static inline void mq_low_put(mq_bits_out *o, uint32_t v, uint32_t k)
{
	if (k) mq_bits_put(o, v & (((uint32_t)1 << k) - 1), k);
}

static inline void mq_rice_put(mq_bits_out *o, uint32_t v, uint32_t k)
{
	mq_unary_put(o, v >> k);
	mq_low_put(o, v, k);
}

/* of 1 and more */
static inline void mq_gamma_put(mq_bits_out *o, uint32_t v)
{
	uint32_t n = 31 - (uint32_t)__builtin_clz(v);
	mq_unary_put(o, n);
	mq_low_put(o, v, n);
}

/* ── reading: inside the bytes, whatever they say ── */
typedef struct {
	const unsigned char *p, *end;
	uint64_t bits;
	uint32_t n; /* of bits; all above them are 0 */
	bool bad;
} mq_bits_in;

static inline uint64_t mq_eight_bytes(const unsigned char *p)
{
	return p[0] | (uint64_t)p[1] << 8 | (uint64_t)p[2] << 16 | (uint64_t)p[3] << 24 | (uint64_t)p[4] << 32 |
	       (uint64_t)p[5] << 40 | (uint64_t)p[6] << 48 | (uint64_t)p[7] << 56;
}

/* 57 bits at least, of bytes that have eight more behind them */
static inline uint64_t mq_bits_near(const unsigned char *p, uint64_t bit) { return mq_eight_bytes(p + bit / 8) >> bit % 8; }

static inline void mq_bits_fill(mq_bits_in *in)
{
	if (in->end - in->p < 8) {
		for (; in->n <= 56 && in->p < in->end; in->n += 8) in->bits |= (uint64_t)*in->p++ << in->n;
		return;
	}
	uint32_t bytes = (63 - in->n) / 8;
	in->bits |= (mq_eight_bytes(in->p) & (((uint64_t)1 << 8 * bytes) - 1)) << in->n;
	in->p += bytes;
	in->n += 8 * bytes;
}

static inline uint32_t mq_bits_get(mq_bits_in *in, uint32_t n)
{
	if (in->n < n) mq_bits_fill(in);
	if (in->n < n) {
		in->bad = true;
		return 0;
	}
	uint32_t v = (uint32_t)(in->bits & (((uint64_t)1 << n) - 1));
	in->bits >>= n;
	in->n -= n;
	return v;
}

/* what does not fit 31 bits is damaged */
uint32_t mq_rice_get_slowly(mq_bits_in *in, uint32_t k);
static inline uint32_t mq_rice_get(mq_bits_in *in, uint32_t k)
{
	if (in->n < 40) mq_bits_fill(in);
	uint32_t zeros = in->bits ? (uint32_t)__builtin_ctzll(in->bits) : 64, all = zeros + 1 + k;
	if (zeros >= 40 || all > in->n || k > 24) return mq_rice_get_slowly(in, k);
	uint32_t v = zeros << k | (uint32_t)(in->bits >> zeros >> 1 & (((uint64_t)1 << k) - 1));
	in->bits >>= all;
	in->n -= all;
	return v;
}

/* most: bits of the number behind its first one */
static inline uint32_t mq_gamma_get(mq_bits_in *in, uint32_t most)
{
	uint32_t n = mq_rice_get(in, 0);
	if (n > most) in->bad = true;
	return in->bad ? 1 : (uint32_t)1 << n | (n ? mq_bits_get(in, n) : 0);
}

/* bytes from p up to byte `end`, from a bit on */
static inline mq_bits_in mq_bits_at(const unsigned char *p, uint64_t bit, size_t end)
{
	mq_bits_in in = {.p = p + bit / 8, .end = p + end};
	if (bit % 8) (void)mq_bits_get(&in, bit % 8);
	return in;
}

/* without the processor's own: it is not in every one that we run on */
static inline uint32_t mq_ones(uint64_t x)
{
	x -= x >> 1 & 0x5555555555555555u;
	x = (x & 0x3333333333333333u) + (x >> 2 & 0x3333333333333333u);
	x = (x + (x >> 4)) & 0x0f0f0f0f0f0f0f0fu;
	return (uint32_t)(x * 0x0101010101010101u >> 56);
}

#endif
