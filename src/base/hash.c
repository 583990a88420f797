#include "base/hash.h"

#include <openssl/sha.h>
#define XXH_INLINE_ALL
#include <xxhash.h>

uint64_t mq_hash(mq_text t) { return XXH3_64bits(t.p ? t.p : "", t.n); }

void mq_sha256(mq_text t, unsigned char out[32]) { SHA256((const unsigned char *)(t.p ? t.p : ""), t.n, out); }

void mq_sha256_hex(mq_text t, char out[64])
{
	static const char digits[] = "0123456789abcdef";
	unsigned char sum[32];
	mq_sha256(t, sum);
	for (int i = 0; i < 32; i++) {
		out[2 * i] = digits[sum[i] >> 4];
		out[2 * i + 1] = digits[sum[i] & 15];
	}
}
