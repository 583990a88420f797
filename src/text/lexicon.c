#include "text/lexicon.h"

#define ENTRIES_FIRST 4096u

const mq_entry *mq_lexicon_find(const mq_lexicon *lex, uint64_t key)
{
	for (uint32_t i = (uint32_t)key & (lex->cap - 1);; i = (i + 1) & (lex->cap - 1)) {
		if (lex->entries[i].key == key) return &lex->entries[i];
		if (lex->entries[i].key == 0) return NULL;
	}
}

static bool grow(mq_lexicon *lex, uint32_t cap)
{
	mq_entry *old = lex->entries;
	uint32_t n = lex->cap;
	mq_entry *fresh = MQ_ARRAY(lex->a, mq_entry, cap);
	if (!fresh) return false;
	for (uint32_t i = 0; i < n; i++) {
		if (old[i].key == 0) continue;
		uint32_t at = (uint32_t)old[i].key & (cap - 1);
		while (fresh[at].key != 0) at = (at + 1) & (cap - 1);
		fresh[at] = old[i];
	}
	lex->entries = fresh;
	lex->cap = cap;
	return true;
}

mq_entry *mq_lexicon_add(mq_lexicon *lex, uint64_t key)
{
	if (lex->n * 2 >= lex->cap && !grow(lex, lex->cap * 2)) return NULL;
	uint32_t i = (uint32_t)key & (lex->cap - 1);
	while (lex->entries[i].key != 0 && lex->entries[i].key != key) i = (i + 1) & (lex->cap - 1);
	if (lex->entries[i].key == 0) {
		lex->entries[i].key = key;
		lex->n++;
	}
	return &lex->entries[i];
}

static uint64_t key_of(mq_arena *a, mq_text word) { return mq_hash(mq_text_normal(a, word)); }

static mq_status read_counts(mq_lexicon *lex)
{
	mq_table t;
	uint64_t count;
	mq_table_open(MQ_T("rules/ar/counts.tsv"), mq_pack_file(lex->pack, MQ_T("rules/ar/counts.tsv")), &t);
	while (mq_table_row(&t)) {
		mq_entry *e = mq_lexicon_add(lex, mq_hash(t.cell[0]));
		if (!e) return mq_fail_memory(lex->a);
		if (mq_text_u64(t.cell[1], &count)) e->count = count > UINT32_MAX ? UINT32_MAX : (uint32_t)count;
	}
	return MQ_DONE;
}

static mq_status read_abbreviations(mq_lexicon *lex)
{
	mq_table t;
	mq_table_open(MQ_T("rules/ar/abbreviations.tsv"), mq_pack_file(lex->pack, MQ_T("rules/ar/abbreviations.tsv")), &t);
	while (mq_table_row(&t)) {
		uint64_t *k = mq_push(lex->a, &lex->abbreviations);
		if (!k) return mq_fail_memory(lex->a);
		*k = key_of(lex->a, t.cell[0]);
	}
	return MQ_DONE;
}

static mq_status read_function_words(mq_lexicon *lex)
{
	mq_table t;
	mq_table_open(MQ_T("rules/languages.tsv"), mq_pack_file(lex->pack, MQ_T("rules/languages.tsv")), &t);
	while (mq_table_row(&t)) {
		mq_function_word *w = mq_push(lex->a, &lex->function_words);
		if (!w) return mq_fail_memory(lex->a);
		w->key = key_of(lex->a, t.cell[1]);
		w->lang = t.cell[0];
	}
	return MQ_DONE;
}

mq_status mq_lexicon_open(mq_arena *a, const mq_pack *pack, const mq_lexicon **out)
{
	mq_lexicon *lex = MQ_NEW(a, mq_lexicon);
	if (!lex) return mq_fail_memory(a);
	lex->pack = pack;
	lex->a = a;
	if (!grow(lex, ENTRIES_FIRST)) return mq_fail_memory(a);
	if (!mq_push(a, &lex->readings)) return mq_fail_memory(a); /* 0 is "none" */
	MQ_TRY(read_counts(lex));
	MQ_TRY(read_abbreviations(lex));
	MQ_TRY(read_function_words(lex));
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

mq_text mq_lexicon_language(const mq_lexicon *lex, mq_text norm)
{
	if (norm.n > 16) return MQ_NONE;
	uint64_t key = mq_hash(norm);
	for (uint32_t i = 0; i < lex->function_words.n; i++)
		if (lex->function_words.v[i].key == key) return lex->function_words.v[i].lang;
	return MQ_NONE;
}

uint64_t mq_lexicon_family(const mq_lexicon *lex, mq_text lemma)
{
	(void)lex;
	return mq_hash(lemma);
}
