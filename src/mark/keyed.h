/* A table from 64-bit keys to 32-bit values, open addressing. Beside each slot stands a byte of its key, 0 where the slot is
 * free: most look-ups find nothing, and the bytes stay near. Filled when the rules are loaded; immutable and shared afterwards.
 */
#ifndef MQ_MARK_KEYED_H
#define MQ_MARK_KEYED_H

#include "base/base.h"

typedef struct {
	uint64_t key;
	uint32_t value;
	uint32_t more; /* of a chain of words: a bit (mq_keyed_bit) for each word that goes on from here; most go on with few */
} mq_keyed_slot;

static inline uint32_t mq_keyed_bit(uint32_t word) { return 1u << (word * 0x9E3779B1u >> 27); }

typedef struct {
	mq_keyed_slot *v;
	uint8_t *tag;
	uint32_t mask, n; /* mask + 1 slots, n of them taken; all zeros: an empty table */
} mq_keyed;

static inline uint8_t mq_keyed_tag(uint64_t key) { return (uint8_t)(key >> 56 | 1); }

/* where the key is, or the free slot that it would have; the table has slots */
static inline uint32_t mq_keyed_at(const mq_keyed *s, uint64_t key)
{
	uint32_t at = (uint32_t)(key >> 20) & s->mask;
	while (s->tag[at] && (s->tag[at] != mq_keyed_tag(key) || s->v[at].key != key)) at = (at + 1) & s->mask;
	return at;
}

/* where most keys are, or would be, is asked for; of many that are not there the bytes alone */
static inline void mq_keyed_fetch_tag(const mq_keyed *s, uint64_t key)
{
	if (s->v) __builtin_prefetch(&s->tag[(uint32_t)(key >> 20) & s->mask]);
}
static inline void mq_keyed_fetch(const mq_keyed *s, uint64_t key)
{
	mq_keyed_fetch_tag(s, key);
	if (s->v) __builtin_prefetch(&s->v[(uint32_t)(key >> 20) & s->mask]);
}

/* NULL where the key is not */
static inline const mq_keyed_slot *mq_keyed_find(const mq_keyed *s, uint64_t key)
{
	if (!s->v) return NULL;
	uint32_t at = mq_keyed_at(s, key);
	return s->tag[at] ? &s->v[at] : NULL;
}

/* the key's slot, which begins with this value where it is new; NULL at the arena's limit */
mq_keyed_slot *mq_keyed_put(mq_arena *a, mq_keyed *s, uint64_t key, uint32_t value);

#endif
