/* The lexicon in memory: one hash table from the hash of a normal form to its count and to the families it is a form of. Built
 * once, then read only. */
#ifndef MQ_TEXT_LEXICON_H
#define MQ_TEXT_LEXICON_H

#include "text/chars.h"
#include "text/conjugate.h"
#include "text/parts.h"
#include "text/segment.h"
#include "text/shape.h"

typedef struct {
	uint32_t next; /* the next reading of the same word, 0: none */
	uint32_t head; /* index of the family's head */
	mq_traits traits;
	bool maqsura; /* its last letter is an alef maqsura: قوى, not قوي */
} mq_reading;

typedef struct {
	uint64_t key; /* mq_hash of the normal form; 0: free */
	uint32_t count : 28, fused : 1;
	uint32_t whole : 1;    /* a name or a word of grammar: nothing comes off it */
	uint32_t particle : 1; /* a word of grammar */
	uint32_t nominal : 1;  /* the tables know more than finite verbs of these letters */
	uint32_t reading;      /* 0: none */
} mq_entry;
#define MQ_COUNT_MOST ((1u << 28) - 1)

typedef struct {
	uint64_t key;
	const mq_text *lang;
} mq_function_word;

/* a family: its name in the tables and the term the index knows it by */
typedef struct {
	uint64_t family;
	mq_text name, term;
	float weight; /* how often it is met */
} mq_head;

typedef struct {
	uint64_t key;
	uint16_t pro;
	uint8_t off, n; /* bytes of the stem; what is left behind it is a pronoun */
} mq_fused;

/* steps of the coarser views, in their order; a word takes the first row of a step that leaves it enough letters */
enum { MQ_VIEW_AND, MQ_VIEW_BEFORE, MQ_VIEW_AFTER, MQ_VIEW_INCREASE, MQ_VIEW_STEPS };

typedef struct {
	mq_affix letters;
	uint8_t least; /* bytes that must be left */
} mq_view_row;

/* a shape of broken plurals and those of its singulars (rules/ar/plurals.tsv) */
typedef struct {
	mq_text plural, singulars;
	size_t letters;
} mq_plural;

struct mq_lexicon {
	const mq_pack *pack;
	mq_arena *a;
	mq_entry *entries;
	uint8_t *tags; /* of each entry a byte of its key, 0: free. Most look-ups find nothing, and this much fits a near cache */
	uint32_t n, cap; /* cap is a power of two */
	uint64_t total;  /* of all counts */
	MQ_VEC(mq_reading) readings;
	MQ_VEC(mq_head) heads;
	MQ_VEC(mq_pattern) patterns;
	MQ_VEC(uint64_t) abbreviations;
	MQ_VEC(mq_function_word) function_words;
	uint16_t *function_at;  /* by a few bits of a key, 1 + its place among them, 0: none; then the next one */
	uint32_t function_mask; /* four times as many places as words, at least */
	MQ_VEC(mq_fused) fused;
	mq_clitics clitics;
	mq_endings endings;
	MQ_VEC(mq_affix) term_endings; /* those of MQ_END_TERM, at hand */
	MQ_VEC(mq_view_row) view[MQ_VIEW_STEPS];
	MQ_VEC(mq_plural) plurals;
	bool weak[MQ_ARABIC_BLOCK];
	mq_shape *shape; /* of the stems counted */
};

/* a stem's count when its last letter was printed as a ha: the entry of its key has that of the ta marbuta too */
#define MQ_PLAIN_HA 0x6D61727562757461u

/* the entry of a normal form, or NULL */
const mq_entry *mq_lexicon_find(const mq_lexicon *lex, uint64_t key);
/* the language whose function word has this normal form's hash (rules/languages.tsv), or NULL; the same text for all its words */
static inline const mq_text *mq_lexicon_language(const mq_lexicon *lex, uint64_t key)
{
	uint32_t at = (uint32_t)(key >> 6) & lex->function_mask;
	for (; lex->function_at[at]; at = (at + 1) & lex->function_mask) {
		const mq_function_word *w = &lex->function_words.v[lex->function_at[at] - 1];
		if (w->key == key) return w->lang;
	}
	return NULL;
}
/* asks for the memory that a look-up will need */
static inline void mq_lexicon_fetch(const mq_lexicon *lex, uint64_t key) { __builtin_prefetch(&lex->tags[key & (lex->cap - 1)]); }
/* … and, once that has come, for the entry's own */
void mq_lexicon_fetch_entry(const mq_lexicon *lex, uint64_t key);

/* A word's segments and the hashes of their stems. What the lexicon has of these stands far apart in memory: words are taken
 * several at a time, each asked for before any is looked at */
typedef struct {
	uint32_t n;
	uint64_t key[MQ_SEGMENTS_MOST];
	mq_segment all[MQ_SEGMENTS_MOST];
} mq_cuts;
/* asks for the tags of its stems */
void mq_cuts_make(const mq_lexicon *lex, mq_text norm, uint8_t tail, mq_cuts *c);
/* asks for their entries */
void mq_cuts_fetch(const mq_lexicon *lex, const mq_cuts *c);
/* finds them, NULL: none, and asks for their readings */
void mq_cuts_find(const mq_lexicon *lex, const mq_cuts *c, const mq_entry *e[MQ_SEGMENTS_MOST]);

/* up to MQ_ANALYSES_MOST analyses of a normal form, the likeliest first; stems point into norm, or into stems where the clitic
 * changed their last letter. At least one. e: what was found for its cuts */
#define MQ_STEMS_ROOM (MQ_ANALYSES_MOST * (MQ_WORD_MOST + 64u))
size_t mq_lexicon_analyze(const mq_lexicon *lex, mq_text norm, const mq_cuts *c, const mq_entry *const *e,
			  char stems[MQ_STEMS_ROOM], mq_analysis out[MQ_ANALYSES_MOST]);

/* a new word on its way through these steps */
typedef struct {
	uint8_t steps; /* done: 1 cut, 2 entries asked for, 3 found, 4 heads asked for */
	mq_cuts cuts;
	const mq_entry *e[MQ_SEGMENTS_MOST];
} mq_coming_word;
/* the first step, then one further; norm is the word's */
void mq_coming_cut(const mq_lexicon *lex, mq_text norm, uint8_t tail, mq_coming_word *c);
void mq_coming_step(const mq_lexicon *lex, mq_text norm, mq_coming_word *c);
#define MQ_COMING_FOUND 3u
/* the analyses of a document's token, which with their stems go to the arena; memo remembers them (NULL: nothing does); coming:
 * the word on its way, or NULL. false when memory is out */
bool mq_lexicon_fill(const mq_lexicon *lex, mq_arena *a, mq_store *store, mq_memo *memo, mq_token *k, uint8_t tail,
		     mq_coming_word *coming);

/* a word of the term stream, and its terms */
typedef struct {
	mq_raw word;
	mq_cuts cuts; /* of an Arabic word */
} mq_ahead;
typedef struct {
	uint32_t n;
	uint8_t size[MQ_TERMS_MOST];
	char term[MQ_TERMS_MOST][MQ_INDEX_TERM_MOST];
} mq_word_terms;
void mq_lexicon_terms(const mq_lexicon *lex, const mq_ahead *w, int which, mq_word_terms *out);

/* the entry, made when it is not there; NULL when memory is out */
mq_entry *mq_lexicon_add(mq_lexicon *lex, uint64_t key);
/* what may stand before and behind words, from the tables of rules/ar */
mq_status mq_affixes_load(mq_lexicon *lex) MQ_MUST_USE;
/* the clitics that a table names ("wa,bi", "she") */
void mq_clitic_name(mq_text names, mq_clitic *k);
/* fills the lexicon from the tables of rules/ */
mq_status mq_lexicon_load(mq_lexicon *lex) MQ_MUST_USE;
/* can this segment be: does its stem, as far as the tables know it, bear these clitics. *known: the tables have a reading of it
 */
bool mq_lexicon_fits(const mq_lexicon *lex, mq_text norm, const mq_segment *s, const mq_entry *e, bool *known);

#endif
