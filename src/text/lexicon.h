/* The lexicon in memory: one hash table from the hash of a normal form to its count and to the families it is a form of. Built
 * once, then read only. */
#ifndef MQ_TEXT_LEXICON_H
#define MQ_TEXT_LEXICON_H

#include "text/conjugate.h"
#include "text/parts.h"
#include "text/segment.h"

typedef struct {
	uint64_t family;
	uint32_t next; /* the next reading of the same word, 0: none */
	uint32_t head; /* index of the family's head */
	mq_traits traits;
} mq_reading;

typedef struct {
	uint64_t key; /* mq_hash of the normal form; 0: free */
	uint32_t count : 31, fused : 1;
	uint32_t reading; /* 0: none */
} mq_entry;

typedef struct {
	uint64_t key;
	mq_text lang;
} mq_function_word;

/* a family: its name in the tables and the term the index knows it by */
typedef struct {
	uint64_t family;
	mq_text name, term;
} mq_head;

typedef struct {
	uint64_t key;
	uint16_t pro;
	uint8_t off;
} mq_fused;

struct mq_lexicon {
	const mq_pack *pack;
	mq_arena *a;
	mq_entry *entries;
	uint32_t n, cap; /* cap is a power of two */
	uint64_t total;  /* of all counts */
	MQ_VEC(mq_reading) readings;
	MQ_VEC(mq_head) heads;
	MQ_VEC(mq_pattern) patterns;
	MQ_VEC(uint64_t) abbreviations;
	MQ_VEC(mq_function_word) function_words;
	MQ_VEC(mq_fused) fused;
	mq_clitics clitics;
};

/* the entry of a normal form, or NULL */
const mq_entry *mq_lexicon_find(const mq_lexicon *lex, uint64_t key);
/* the entry, made when it is not there; NULL when memory is out */
mq_entry *mq_lexicon_add(mq_lexicon *lex, uint64_t key);
/* fills the lexicon from the tables of rules/ */
mq_status mq_lexicon_load(mq_lexicon *lex) MQ_MUST_USE;
/* can this segment be: does its stem, as far as the tables know it, bear these clitics. *known: the tables have a reading of it
 */
bool mq_lexicon_fits(const mq_lexicon *lex, mq_text norm, const mq_segment *s, const mq_entry *e, bool *known);

#endif
