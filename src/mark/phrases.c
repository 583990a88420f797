#include "mark/phrases.h"

/* a walk longer than this is no name */
#define PHRASE_WORDS_MOST 16

/* bits of the filter of first words: most words of a text begin no phrase, and 8 KiB stay in the nearest cache */
#define FIRST_BITS 65536u

/* the state after one more word; never 0 */
static uint64_t step(uint64_t state, uint64_t key)
{
	uint64_t x = (state * 0x9E3779B97F4A7C15u) ^ key;
	x ^= x >> 32;
	x *= 0xD6E8FEB86659FD93u;
	x ^= x >> 29;
	return x ? x : 1;
}

mq_status mq_phrases_open(mq_arena *a, mq_phrase_sets *among, mq_phrases **out)
{
	mq_phrases *p = MQ_NEW(a, mq_phrases);
	if (p) p->first = MQ_ARRAY(a, uint64_t, FIRST_BITS / 64);
	if (!p || !p->first) return mq_fail_memory(a);
	if (among && among->n < MQ_PHRASE_SETS_MOST) {
		p->bit = 1u << among->n;
		among->set[among->n++] = p;
	}
	*out = p;
	return MQ_DONE;
}

static uint32_t first_bit(uint64_t key) { return (uint32_t)(key >> 24) & (FIRST_BITS - 1); }

static void note_first(mq_phrases *p, uint64_t key) { p->first[first_bit(key) / 64] |= (uint64_t)1 << (first_bit(key) % 64); }

static bool maybe_first(const mq_phrases *p, uint64_t key) { return p->first[first_bit(key) / 64] >> (first_bit(key) % 64) & 1; }

static mq_keyed_slot *put(mq_arena *a, mq_phrases *p, uint64_t state)
{
	return mq_keyed_put(a, &p->states, state, MQ_PHRASE_NONE);
}

static bool is_cut(char c) { return c == ' ' || c == '-' || c == '+' || c == '\t'; }

mq_status mq_phrases_add(mq_arena *a, mq_phrases *p, mq_text phrase, uint32_t value, uint32_t *was)
{
	mq_text norm = mq_text_normal(a, phrase);
	mq_keyed_slot *s = NULL;
	uint64_t state = 0;
	if (mq_text_none(norm)) return mq_fail_memory(a);
	for (size_t at = 0; at < norm.n;) {
		size_t end = at;
		while (end < norm.n && !is_cut(norm.p[end])) end++;
		if (end > at) {
			uint64_t key = mq_hash(mq_text_sub(norm, at, end));
			if (!s) note_first(p, key);
			else s->more |= mq_keyed_bit((uint32_t)key);
			state = step(state, key);
			s = put(a, p, state);
			if (!s) return mq_fail_memory(a);
		}
		at = end + 1;
	}
	if (s && s->value == MQ_PHRASE_NONE) s->value = value;
	if (was) *was = s ? s->value : MQ_PHRASE_NONE;
	return MQ_DONE;
}

mq_status mq_phrases_key(mq_arena *a, mq_phrases *p, uint64_t key, uint32_t value, uint32_t *was)
{
	mq_keyed_slot *s = put(a, p, step(0, key));
	note_first(p, key);
	if (!s) return mq_fail_memory(a);
	if (s->value == MQ_PHRASE_NONE) s->value = value;
	*was = s->value;
	return MQ_DONE;
}

static const mq_keyed_slot *look(const mq_phrases *p, uint64_t state) { return mq_keyed_find(&p->states, state); }

mq_status mq_phrase_sets_close(mq_arena *a, mq_phrase_sets *s)
{
	s->first = MQ_ARRAY(a, uint32_t, FIRST_BITS);
	s->any = MQ_ARRAY(a, uint64_t, FIRST_BITS / 64);
	if (!s->first || !s->any) return mq_fail_memory(a);
	for (uint32_t i = 0; i < s->n; i++)
		for (uint32_t k = 0; k < FIRST_BITS / 64; k++) s->any[k] |= s->set[i]->first[k];
	for (uint32_t i = 0; i < s->n; i++)
		for (uint32_t k = 0; k < FIRST_BITS; k++)
			if (s->set[i]->first[k / 64] >> (k % 64) & 1) s->first[k] |= s->set[i]->bit;
	return MQ_DONE;
}

uint32_t mq_phrase_sets_of(const mq_phrase_sets *s, mq_form_key *form)
{
	uint32_t bit = first_bit(form->key);
	form->sets = form->at = 0;
	if (!(s->any[bit / 64] >> (bit % 64) & 1)) return 0;
	uint64_t first = step(0, form->key);
	for (uint32_t maybe = s->first[bit]; maybe; maybe &= maybe - 1) {
		const mq_phrases *p = s->set[__builtin_ctz(maybe)];
		const mq_keyed_slot *found = look(p, first);
		if (!found) continue;
		if (!form->sets && found - p->states.v < UINT16_MAX) form->at = (uint16_t)(found - p->states.v + 1);
		form->sets |= p->bit;
	}
	return form->sets;
}

/* the first step of a walk: most forms know where it leads */
static const mq_keyed_slot *first_of(const mq_phrases *p, const mq_form_key *form)
{
	bool first_set = p->bit && (form->sets & -form->sets) == p->bit;
	return first_set && form->at ? &p->states.v[form->at - 1] : look(p, step(0, form->key));
}

static bool may_begin(const mq_phrases *p, const mq_form_key *form)
{
	return p->bit ? (form->sets & p->bit) != 0 : maybe_first(p, form->key);
}

/* a class is a chain of two: its number, set apart from word keys by its own hash, and the word */
static uint64_t class_state(uint32_t id, uint64_t key) { return step(step(~(uint64_t)id, 0x636C617373u), key); }

static bool put_member(mq_arena *a, mq_phrases *p, uint32_t id, uint64_t key)
{
	mq_keyed_slot *s = put(a, p, class_state(id, key));
	if (s) s->value = id;
	return s != NULL;
}

mq_status mq_phrases_class(mq_arena *a, mq_phrases *p, uint32_t id, mq_text words)
{
	mq_text word;
	while (mq_text_split(&words, ' ', &word)) {
		mq_text norm = mq_text_normal(a, word);
		if (mq_text_none(norm) || !put_member(a, p, id, mq_hash(norm))) return mq_fail_memory(a);
		if (!put_member(a, p, id, mq_hash(word))) return mq_fail_memory(a);
	}
	return MQ_DONE;
}

bool mq_phrases_in(const mq_phrases *p, uint32_t id, uint64_t key) { return look(p, class_state(id, key)) != NULL; }

bool mq_phrases_token_in(const mq_phrases *p, uint32_t id, const mq_form_keys *k)
{
	for (uint32_t i = 0; i < k->n; i++)
		if (mq_phrases_in(p, id, k->f[i].key)) return true;
	return false;
}

uint32_t mq_phrases_word(const mq_phrases *p, uint64_t key)
{
	const mq_keyed_slot *s = maybe_first(p, key) ? look(p, step(0, key)) : NULL;
	return s ? s->value : MQ_PHRASE_NONE;
}

/* what may stand between two words of a name: «مجموعة 5+1» too */
static bool is_hyphen(const mq_token *t)
{
	return t->kind == MQ_TOKEN_PUNCT &&
	       (mq_text_eq(t->norm, MQ_T("-")) || mq_text_eq(t->norm, MQ_T("+")) || mq_text_eq(t->norm, MQ_T("–")) ||
		mq_text_eq(t->norm, MQ_T("‑")) || mq_text_eq(t->norm, MQ_T("−")));
}

/* «مجموعة (5+1)»: a number of the name may stand in brackets */
static bool is_bracketed(const mq_doc *doc, uint32_t at)
{
	return doc->tokens.v[at].kind == MQ_TOKEN_PUNCT && doc->tokens.v[at + 1].kind == MQ_TOKEN_NUMBER &&
	       mq_text_eq(doc->tokens.v[at].norm, MQ_T("("));
}

static void walk(const mq_phrases *p, const mq_doc *doc, uint32_t at, const mq_form_key *form, mq_phrase_hit *out)
{
	const mq_keyed_slot *s = first_of(p, form);
	uint32_t i = at;
	for (int words = 0; s && words < PHRASE_WORDS_MOST; words++) {
		i++;
		if (s->value != MQ_PHRASE_NONE && i > out->to) *out = (mq_phrase_hit){s->value, at, i, form};
		if (i + 1 < doc->tokens.n && (is_hyphen(&doc->tokens.v[i]) || is_bracketed(doc, i))) i++;
		if (i >= doc->tokens.n || doc->tokens.v[i].in != doc->tokens.v[at].in) return;
		if (doc->tokens.v[i].kind == MQ_TOKEN_PUNCT || doc->tokens.v[i].kind == MQ_TOKEN_BREAK) return;
		uint64_t key = doc->tokens.v[i].key;
		s = s->more & mq_keyed_bit((uint32_t)key) ? look(p, step(s->key, key)) : NULL;
	}
}

bool mq_phrases_longest_of(const mq_phrases *p, const mq_doc *doc, const mq_forms *forms, uint32_t at, uint32_t pro_allowed,
			   mq_phrase_hit *out)
{
	const mq_form_keys *k = mq_forms_of(forms, at);
	*out = (mq_phrase_hit){.value = MQ_PHRASE_NONE, .from = at, .to = at};
	for (uint32_t f = 0; f < k->n; f++)
		if (!(k->f[f].pro & ~pro_allowed) && may_begin(p, &k->f[f])) walk(p, doc, at, &k->f[f], out);
	return out->value != MQ_PHRASE_NONE;
}
