#include "mark/keyed.h"

#define SLOTS_FIRST 256u

static bool grow(mq_arena *a, mq_keyed *s)
{
	mq_keyed wide = {.mask = s->v ? s->mask * 2 + 1 : SLOTS_FIRST - 1, .n = s->n};
	wide.v = MQ_ARRAY(a, mq_keyed_slot, (size_t)wide.mask + 1);
	wide.tag = MQ_ARRAY(a, uint8_t, (size_t)wide.mask + 1);
	if (!wide.v || !wide.tag) return false;
	for (uint32_t i = 0; s->v && i <= s->mask; i++) {
		if (!s->tag[i]) continue;
		uint32_t at = mq_keyed_at(&wide, s->v[i].key);
		wide.v[at] = s->v[i];
		wide.tag[at] = s->tag[i];
	}
	*s = wide;
	return true;
}

mq_keyed_slot *mq_keyed_put(mq_arena *a, mq_keyed *s, uint64_t key, uint32_t value)
{
	if ((!s->v || (s->n + 1) * 2 > s->mask + 1) && !grow(a, s)) return NULL;
	uint32_t at = mq_keyed_at(s, key);
	if (!s->tag[at]) {
		s->tag[at] = mq_keyed_tag(key);
		s->v[at] = (mq_keyed_slot){.key = key, .value = value};
		s->n++;
	}
	return &s->v[at];
}
