/* Hashes: XXH3 (64 bits, seed 0) for tables, SHA-256 for identity. */
#ifndef MQ_BASE_HASH_H
#define MQ_BASE_HASH_H

#include "base/view.h"

uint64_t mq_hash(mq_text t);
/* lower-case hex, 64 characters, no NUL */
void mq_sha256_hex(mq_text t, char out[64]);
/* n bytes of the system's chance, at most 32, as hex: 2n characters and a NUL; false when it has none to give */
bool mq_random_hex(size_t n, char *out);
void mq_sha256(mq_text t, unsigned char out[32]);

#endif
