/* The lexicon in memory: one hash table from the hash of a normal form to its count and to the families it is a form of. Built
 * once, then read only. */
#ifndef MQ_TEXT_LEXICON_H
#define MQ_TEXT_LEXICON_H

#include "text/parts.h"

typedef struct {
	uint64_t family;
	uint32_t next; /* the next reading of the same word, 0: none */
	uint8_t form, person, number, gender;
} mq_reading;

typedef struct {
	uint64_t key; /* mq_hash of the normal form; 0: free */
	uint32_t count;
	uint32_t reading; /* 0: none */
} mq_entry;

typedef struct {
	uint64_t key;
	mq_text lang;
} mq_function_word;

struct mq_lexicon {
	const mq_pack *pack;
	mq_arena *a;
	mq_entry *entries;
	uint32_t n, cap; /* cap is a power of two */
	MQ_VEC(mq_reading) readings;
	MQ_VEC(uint64_t) abbreviations;
	MQ_VEC(mq_function_word) function_words;
};

/* the entry of a normal form, or NULL */
const mq_entry *mq_lexicon_find(const mq_lexicon *lex, uint64_t key);
/* the entry, made when it is not there; NULL when memory is out */
mq_entry *mq_lexicon_add(mq_lexicon *lex, uint64_t key);

#endif
