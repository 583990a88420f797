#include "mark/people.h"

/* normal forms are of two-byte Arabic letters; a stem shorter than this is not worth a try */
#define STEM_LEAST 4

static uint32_t pro_of(const char *p)
{
	static const struct {
		char letter[3];
		uint8_t pro;
	} rows[] = {{"و", MQ_PRO_WA}, {"ف", MQ_PRO_FA}, {"ب", MQ_PRO_BI}, {"ل", MQ_PRO_LI}, {"ك", MQ_PRO_KA}, {"س", MQ_PRO_SA}};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		if (memcmp(p, rows[i].letter, 2) == 0) return rows[i].pro;
	return 0;
}

static void add_form(mq_form_keys *k, mq_text rest, uint8_t letters, uint32_t pro)
{
	if (k->n == MQ_FORMS_MOST) return;
	k->f[k->n++] = (mq_form_key){.key = mq_hash(rest), .letters = letters, .pro = (uint8_t)pro};
}

/* لل is ل and ال with the alif dropped in writing: the table's form has it back. Before a noun that begins with ل a third ل is
 * dropped too (للجنة: ل and اللجنة), so lams is tried with two and with one */
static void add_to_the(mq_form_keys *k, mq_text norm, size_t at, uint32_t pro, size_t lams)
{
	char full[96] = "ال";
	size_t skip = at + 2 * lams, rest = norm.n - skip;
	if (norm.n < skip + STEM_LEAST || rest > sizeof full - 5) return;
	memcpy(full + 4, norm.p + skip, rest);
	add_form(k, mq_text_at(full, rest + 4), (uint8_t)(at / 2 + lams), pro | MQ_PRO_LI | MQ_PRO_AL);
}

static void forms_of(const mq_token *t, mq_form_keys *k)
{
	uint32_t pro = 0;
	size_t at = 0;
	k->n = 1;
	k->f[0] = (mq_form_key){.key = t->key};
	if (t->kind != MQ_TOKEN_ARABIC) return;
	for (int step = 0; step < 2 && t->norm.n >= at + 2 + STEM_LEAST; step++) {
		uint32_t one = pro_of(t->norm.p + at);
		if (!one || (step && (one & (MQ_PRO_WA | MQ_PRO_FA)))) return;
		if (one == MQ_PRO_LI && memcmp(t->norm.p + at + 2, "ل", 2) == 0) {
			add_to_the(k, t->norm, at, pro, 2);
			add_to_the(k, t->norm, at, pro, 1);
		}
		at += 2;
		pro |= one;
		add_form(k, mq_text_sub(t->norm, at, t->norm.n), (uint8_t)(at / 2), pro);
		if (!(one & (MQ_PRO_WA | MQ_PRO_FA))) return;
	}
}

static bool is_definite(mq_text norm)
{
	mq_text t = norm;
	if (mq_text_starts(t, MQ_T("و")) || mq_text_starts(t, MQ_T("ف"))) t = mq_text_sub(t, 2, t.n);
	if (t.n > 6 && (mq_text_starts(t, MQ_T("ب")) || mq_text_starts(t, MQ_T("ك")))) t = mq_text_sub(t, 2, t.n);
	return t.n > 6 && (mq_text_starts(t, MQ_T("ال")) || mq_text_starts(t, MQ_T("لل")));
}

/* what the word is to a role phrase. على with its own last letter is no name and no noun */
static uint8_t role_word_of(const mq_marker *m, const mq_form_keys *k)
{
	uint32_t kind = MQ_PHRASE_NONE;
	for (uint32_t i = 0; kind == MQ_PHRASE_NONE && i < k->n; i++) kind = mq_phrases_word(m->people->role_words, k->f[i].key);
	if (k->on) return MQ_WORD_SOFT;
	if (kind == MQ_PHRASE_NONE || (kind == MQ_WORD_SOFT && (k->gaz & MQ_GAZ_GIVEN))) return MQ_WORD_NONE;
	return (uint8_t)kind;
}

/* new words on their way: what the tagger's model has of the last few is still coming */
#define COMING 4u
typedef struct {
	const mq_marker *m;
	const mq_doc *doc;
	mq_ner_coming ring[COMING];
	uint32_t asked, taken;
} filling;

static void take_coming(filling *f, uint32_t but)
{
	while (f->asked - f->taken > but) mq_ner_know_take(f->m->people->ner, &f->ring[f->taken++ % COMING]);
}

static void fill(filling *f, const mq_token *t, bool on, mq_marked_word *out)
{
	const mq_marker *m = f->m;
	mq_form_keys *k = &out->keys;
	mq_ner_word w = mq_ner_word_of(f->doc->field[t->in], t);
	take_coming(f, COMING - 1);
	if (m->people->ner) mq_ner_know_ask(m->people->ner, &w, &out->tagger, &f->ring[f->asked++ % COMING]);
	forms_of(t, k);
	k->on = on;
	k->sets = MQ_SEES_ANY;
	if (t->kind == MQ_TOKEN_NUMBER) k->sets |= MQ_SEES_NUMBER;
	if (t->kind == MQ_TOKEN_PUNCT) k->sets |= MQ_SEES_MARK;
	if (t->kind == MQ_TOKEN_LATIN) k->sets |= MQ_SEES_LATIN;
	for (uint32_t i = 0; i < k->n; i++) k->sets |= mq_phrase_sets_of(m->sets, &k->f[i]);
	k->gaz = mq_gaz_of(m->people->gaz, t->key);
	k->definite = is_definite(t->norm);
	k->role_word = role_word_of(m, k);
}

/* set beside a token's kind where its word is the preposition على */
#define KIND_ON  0x80u
#define ON_BYTES 6u

static uint8_t kind_of(const mq_doc *doc, const mq_token *t)
{
	return t->norm.n == ON_BYTES && mq_ner_is_on(doc->field[t->in], t) ? (uint8_t)(t->kind | KIND_ON) : t->kind;
}

/* what most words are asked for */
#define MOSTLY offsetof(mq_marked_word, keys.f[1])

/* what is kept of a word that comes later is asked for; of a word that is not kept, what it will be filled from */
static void ask(const filling *f, const mq_memo *memo, const mq_token *t)
{
	if (mq_memo_near_some(memo, t->key, t->kind, MOSTLY) || t->kind != MQ_TOKEN_ARABIC) return;
	if (f->m->people->ner) mq_ner_know_fetch(f->m->people->ner, t->norm, t->key);
}

/* token by token; false when memory is out */
static bool find_words(mq_arena *a, filling *f, mq_memo *memo, mq_forms *out)
{
	uint32_t n = f->doc->tokens.n;
	const mq_token *t = f->doc->tokens.v;
	for (uint32_t i = 0; i < MQ_MEMO_FAR && i < n; i++) mq_memo_far(memo, t[i].key);
	for (uint32_t i = 0; i < MQ_MEMO_NEAR && i < n; i++) ask(f, memo, &t[i]);
	for (uint32_t i = 0; i < n; i++, t++) {
		bool known;
		if (i + MQ_MEMO_FAR < n) mq_memo_far(memo, t[MQ_MEMO_FAR].key);
		if (i + MQ_MEMO_NEAR < n) ask(f, memo, &t[MQ_MEMO_NEAR]);
		uint8_t kind = kind_of(f->doc, t);
		mq_marked_word *w = mq_memo_word(memo, t->norm, t->key, kind, &known);
		if (!w) w = mq_arena_alloc(a, sizeof *w);
		if (!w) return false;
		if (!known) fill(f, t, kind != t->kind, w);
		out->word[i] = w;
		out->sets[i] = w->keys.sets;
	}
	return true;
}

mq_status mq_forms_make(mq_arena *a, const mq_marker *m, const mq_doc *doc, mq_forms *out)
{
	uint32_t n = doc->tokens.n;
	mq_memo *memo = mq_arena_memo(a, m, MQ_MARKED_WORDS_KEPT, sizeof(mq_marked_word));
	filling f = {.m = m, .doc = doc};
	out->word = mq_arena_alloc(a, sizeof *out->word * (size_t)n);
	out->sets = mq_arena_alloc(a, sizeof *out->sets * (size_t)n);
	if (!out->word || !out->sets) return mq_fail_memory(a);
	mq_memo_turn(memo);
	bool found = find_words(a, &f, memo, out);
	take_coming(&f, 0); /* what memory keeps is whole, whatever happens */
	return found ? MQ_DONE : mq_fail_memory(a);
}

/* tatweel, the vowel signs and the small alif are no letters */
static bool is_mark(uint32_t c) { return c == 0x640 || (c >= 0x64B && c <= 0x65F) || c == 0x670; }

uint32_t mq_forms_start(const mq_doc *doc, const mq_token *t, uint32_t letters)
{
	mq_text field = mq_text_sub(doc->field[t->in], 0, t->end);
	size_t at = t->start;
	while (letters > 0 && at < field.n)
		if (!is_mark(mq_utf8_next(field, &at))) letters--;
	for (size_t next = at; next < field.n; at = next)
		if (!is_mark(mq_utf8_next(field, &next))) break;
	return (uint32_t)(at < t->end ? at : t->start);
}
