#include "text/lexicon.h"

#define ENTRIES_FIRST 262144u /* what the tables shipped need, so that the table is not grown while it is filled */

static inline uint8_t tag_of(uint64_t key) { return (uint8_t)(key >> 56) | 1; }

const mq_entry *mq_lexicon_find(const mq_lexicon *lex, uint64_t key)
{
	uint8_t tag = tag_of(key);
	for (uint32_t i = (uint32_t)key & (lex->cap - 1); lex->tags[i]; i = (i + 1) & (lex->cap - 1))
		if (lex->tags[i] == tag && lex->entries[i].key == key) return &lex->entries[i];
	return NULL;
}

void mq_lexicon_fetch_entry(const mq_lexicon *lex, uint64_t key)
{
	uint8_t tag = tag_of(key);
	for (uint32_t i = (uint32_t)key & (lex->cap - 1); lex->tags[i]; i = (i + 1) & (lex->cap - 1))
		if (lex->tags[i] == tag) {
			__builtin_prefetch(&lex->entries[i]);
			return;
		}
}

static bool grow(mq_lexicon *lex, uint32_t cap)
{
	mq_entry *old = lex->entries;
	uint32_t n = lex->cap;
	mq_entry *fresh = MQ_ARRAY(lex->a, mq_entry, cap);
	uint8_t *tags = MQ_ARRAY(lex->a, uint8_t, cap);
	if (!fresh || !tags) return false;
	for (uint32_t i = 0; i < n; i++) {
		if (old[i].key == 0) continue;
		uint32_t at = (uint32_t)old[i].key & (cap - 1);
		while (tags[at]) at = (at + 1) & (cap - 1);
		fresh[at] = old[i];
		tags[at] = tag_of(old[i].key);
	}
	lex->entries = fresh;
	lex->tags = tags;
	lex->cap = cap;
	return true;
}

mq_entry *mq_lexicon_add(mq_lexicon *lex, uint64_t key)
{
	if (lex->n * 2 >= lex->cap && !grow(lex, lex->cap * 2)) return NULL;
	uint32_t i = (uint32_t)key & (lex->cap - 1);
	while (lex->tags[i] && lex->entries[i].key != key) i = (i + 1) & (lex->cap - 1);
	if (!lex->tags[i]) {
		lex->entries[i].key = key;
		lex->tags[i] = tag_of(key);
		lex->n++;
	}
	return &lex->entries[i];
}

mq_status mq_lexicon_open(mq_arena *a, const mq_pack *pack, const mq_lexicon **out)
{
	mq_lexicon *lex = MQ_NEW(a, mq_lexicon);
	if (!lex) return mq_fail_memory(a);
	lex->pack = pack;
	lex->a = a;
	if (!grow(lex, ENTRIES_FIRST)) return mq_fail_memory(a);
	MQ_TRY(mq_lexicon_load(lex));
	*out = lex;
	return MQ_DONE;
}

bool mq_lexicon_abbreviation(const mq_lexicon *lex, mq_text norm)
{
	uint64_t key = mq_hash(norm);
	for (uint32_t i = 0; i < lex->abbreviations.n; i++)
		if (lex->abbreviations.v[i] == key) return true;
	return false;
}

uint64_t mq_lexicon_family(const mq_lexicon *lex, mq_text lemma)
{
	mq_scan s;
	mq_raw w;
	(void)lex;
	mq_scan_open(&s, lemma);
	return mq_scan_next(&s, &w) && w.kind < MQ_TOKEN_PUNCT ? mq_hash((mq_text){w.norm, w.n}) : 0;
}
