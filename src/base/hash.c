#include "base/hash.h"

#include <openssl/sha.h>
#include <sys/random.h>
#define XXH_INLINE_ALL
#include <xxhash.h>

uint64_t mq_hash(mq_text t) { return XXH3_64bits(t.p ? t.p : "", t.n); }

void mq_sha256(mq_text t, unsigned char out[32]) { SHA256((const unsigned char *)(t.p ? t.p : ""), t.n, out); }

static void print_hex(const unsigned char *bytes, size_t n, char *out)
{
	static const char digits[] = "0123456789abcdef";
	for (size_t i = 0; i < n; i++) {
		out[2 * i] = digits[bytes[i] >> 4];
		out[2 * i + 1] = digits[bytes[i] & 15];
	}
}

void mq_sha256_hex(mq_text t, char out[64])
{
	unsigned char sum[32];
	mq_sha256(t, sum);
	print_hex(sum, sizeof sum, out);
}

bool mq_random_hex(size_t n, char *out)
{
	unsigned char bytes[32];
	if (n > sizeof bytes || getrandom(bytes, n, 0) != (ssize_t)n) return false;
	print_hex(bytes, n, out);
	out[2 * n] = 0;
	return true;
}
