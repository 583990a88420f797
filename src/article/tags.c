#include "article/tags.h"

const uint16_t mq_tag_flags[MQ_TAGS_N] = {0, 0
#define ROW(name, flags) , flags
					  MQ_TAGS(ROW)
#undef ROW
};

const char *const mq_tag_names[MQ_TAGS_N] = {"#text", "#other"
#define ROW(name, flags) , #name
					     MQ_TAGS(ROW)
#undef ROW
};

/* up to eight letters stand for themselves; longer names (there are few) fold their rest in */
static uint64_t key_of(mq_text name)
{
	uint64_t k = 0;
	for (size_t i = 0; i < name.n; i++) {
		unsigned char c = (unsigned char)name.p[i];
		if (c >= 'A' && c <= 'Z') c |= 0x20;
		k = ((k << 8) | (k >> 56)) ^ c;
	}
	return k;
}

static uint32_t slot_of(uint64_t key) { return (uint32_t)((key * 0x9E3779B97F4A7C15ull) >> 55); }

void mq_tag_table_fill(mq_tag_table *t)
{
	memset(t, 0, sizeof *t);
	for (int i = MQ_TAG_OTHER + 1; i < MQ_TAGS_N; i++) {
		uint64_t key = key_of(mq_text_of(mq_tag_names[i]));
		uint32_t s = slot_of(key);
		while (t->key[s]) s = (s + 1) & 511;
		t->key[s] = key;
		t->tag[s] = (uint16_t)i;
	}
}

uint16_t mq_tag_of(const mq_tag_table *t, mq_text name)
{
	if (name.n == 0 || name.n > 10) return MQ_TAG_OTHER;
	uint64_t key = key_of(name);
	for (uint32_t s = slot_of(key); t->key[s]; s = (s + 1) & 511)
		if (t->key[s] == key) return t->tag[s];
	return MQ_TAG_OTHER;
}
