/* Is a text sound UTF-8, sixteen or thirty-two bytes at a time: the lookup method of Keiser and Lemire, "Validating UTF-8 in
 * less than one instruction per byte" (2020). Three table look-ups on nibbles say which errors a byte pair could be part of;
 * what all three agree on is an error. Only yes or no: the place of an error is found by the plain loop. */
#include "base/utf8_fast.h"

#if defined(__x86_64__)
#include <immintrin.h>

/* errors that a pair of bytes may show, one bit each */
enum {
	TOO_SHORT = 1,       /* a lead byte without its followers */
	TOO_LONG = 2,        /* ASCII before a follower */
	OVERLONG_3 = 4,      /* E0 80..9F */
	SURROGATE = 16,      /* ED A0..BF */
	OVERLONG_2 = 32,     /* C0, C1 */
	TWO_CONTS = 128,     /* a follower after a follower: right only inside three and four bytes */
	TOO_LARGE = 8,       /* F4 90.. and above */
	TOO_LARGE_1000 = 64, /* F5.. with 80..8F */
	OVERLONG_4 = 64,     /* F0 80..8F */
	CARRY = TOO_SHORT | TOO_LONG | TWO_CONTS
};

#define FIRST_HIGH                                                                                                               \
	TOO_LONG, TOO_LONG, TOO_LONG, TOO_LONG, TOO_LONG, TOO_LONG, TOO_LONG, TOO_LONG, (char)TWO_CONTS, (char)TWO_CONTS,        \
	    (char)TWO_CONTS, (char)TWO_CONTS, TOO_SHORT | OVERLONG_2, TOO_SHORT, TOO_SHORT | OVERLONG_3 | SURROGATE,             \
	    TOO_SHORT | TOO_LARGE | TOO_LARGE_1000 | OVERLONG_4
#define FIRST_LOW                                                                                                                \
	(char)(CARRY | OVERLONG_3 | OVERLONG_2 | OVERLONG_4), (char)(CARRY | OVERLONG_2), (char)CARRY, (char)CARRY,              \
	    (char)(CARRY | TOO_LARGE), (char)(CARRY | TOO_LARGE | TOO_LARGE_1000), (char)(CARRY | TOO_LARGE | TOO_LARGE_1000),   \
	    (char)(CARRY | TOO_LARGE | TOO_LARGE_1000), (char)(CARRY | TOO_LARGE | TOO_LARGE_1000),                              \
	    (char)(CARRY | TOO_LARGE | TOO_LARGE_1000), (char)(CARRY | TOO_LARGE | TOO_LARGE_1000),                              \
	    (char)(CARRY | TOO_LARGE | TOO_LARGE_1000), (char)(CARRY | TOO_LARGE | TOO_LARGE_1000),                              \
	    (char)(CARRY | TOO_LARGE | TOO_LARGE_1000 | SURROGATE), (char)(CARRY | TOO_LARGE | TOO_LARGE_1000),                  \
	    (char)(CARRY | TOO_LARGE | TOO_LARGE_1000)
#define SECOND_HIGH                                                                                                              \
	TOO_SHORT, TOO_SHORT, TOO_SHORT, TOO_SHORT, TOO_SHORT, TOO_SHORT, TOO_SHORT, TOO_SHORT,                                  \
	    (char)(TOO_LONG | OVERLONG_2 | TWO_CONTS | OVERLONG_3 | TOO_LARGE_1000 | OVERLONG_4),                                \
	    (char)(TOO_LONG | OVERLONG_2 | TWO_CONTS | OVERLONG_3 | TOO_LARGE),                                                  \
	    (char)(TOO_LONG | OVERLONG_2 | TWO_CONTS | SURROGATE | TOO_LARGE),                                                   \
	    (char)(TOO_LONG | OVERLONG_2 | TWO_CONTS | SURROGATE | TOO_LARGE), TOO_SHORT, TOO_SHORT, TOO_SHORT, TOO_SHORT

#define V __attribute__((target("avx2"), always_inline)) static inline __m256i

V before(__m256i now, __m256i last, int n)
{
	__m256i carried = _mm256_permute2x128_si256(last, now, 0x21);
	switch (n) {
	case 1: return _mm256_alignr_epi8(now, carried, 15);
	case 2: return _mm256_alignr_epi8(now, carried, 14);
	default: return _mm256_alignr_epi8(now, carried, 13);
	}
}

V nibble_high(__m256i x) { return _mm256_and_si256(_mm256_srli_epi16(x, 4), _mm256_set1_epi8(0x0F)); }

V errors_of(__m256i now, __m256i last)
{
	const __m256i first_high = _mm256_setr_epi8(FIRST_HIGH, FIRST_HIGH);
	const __m256i first_low = _mm256_setr_epi8(FIRST_LOW, FIRST_LOW);
	const __m256i second_high = _mm256_setr_epi8(SECOND_HIGH, SECOND_HIGH);
	__m256i one = before(now, last, 1);
	__m256i pair = _mm256_and_si256(_mm256_shuffle_epi8(first_high, nibble_high(one)),
					_mm256_shuffle_epi8(first_low, _mm256_and_si256(one, _mm256_set1_epi8(0x0F))));
	pair = _mm256_and_si256(pair, _mm256_shuffle_epi8(second_high, nibble_high(now)));
	/* where a third or fourth byte must stand, TWO_CONTS is right and its absence wrong */
	__m256i third = _mm256_subs_epu8(before(now, last, 2), _mm256_set1_epi8((char)(0xE0 - 0x80)));
	__m256i fourth = _mm256_subs_epu8(before(now, last, 3), _mm256_set1_epi8((char)(0xF0 - 0x80)));
	__m256i must = _mm256_and_si256(_mm256_or_si256(third, fourth), _mm256_set1_epi8((char)0x80));
	return _mm256_xor_si256(must, pair);
}

/* a block that ends within a character: its last three bytes are too large to stand there */
V unfinished(__m256i now)
{
	const __m256i most =
	    _mm256_setr_epi8(-1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1,
			     -1, -1, -1, -1, (char)(0xF0 - 1), (char)(0xE0 - 1), (char)(0xC0 - 1));
	return _mm256_subs_epu8(now, most);
}

__attribute__((target("avx2"))) static bool sound_avx2(const char *p, size_t n)
{
	__m256i error = _mm256_setzero_si256(), last = error, open = error;
	size_t i = 0;
	for (; i + 32 <= n; i += 32) {
		__m256i now = _mm256_loadu_si256((const __m256i *)(const void *)(p + i));
		if (_mm256_movemask_epi8(now) == 0) {
			error = _mm256_or_si256(error, open);
			open = _mm256_setzero_si256();
		} else {
			error = _mm256_or_si256(error, errors_of(now, last));
			open = unfinished(now);
		}
		last = now;
	}
	char tail[32] = {0};
	if (n > i) memcpy(tail, p + i, n - i);
	__m256i now = _mm256_loadu_si256((const __m256i *)(const void *)tail);
	error = _mm256_or_si256(error, errors_of(now, last));
	error = _mm256_or_si256(error, unfinished(now));
	return _mm256_testz_si256(error, error);
}

bool mq_utf8_sound_fast(mq_text t, bool *sound)
{
	if (t.n < 64 || !__builtin_cpu_supports("avx2")) return false;
	*sound = sound_avx2(t.p, t.n);
	return true;
}
#else
bool mq_utf8_sound_fast(mq_text t, bool *sound)
{
	(void)t;
	(void)sound;
	return false;
}
#endif
