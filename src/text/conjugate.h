/* A verb becomes its forms: patterns (rules/ar/patterns.tsv) filled with a root, endings (rules/ar/endings.tsv) added, written in
 * normal form. */
#ifndef MQ_TEXT_CONJUGATE_H
#define MQ_TEXT_CONJUGATE_H

#include "text/text.h"

typedef struct {
	uint8_t form; /* mq_form */
	uint8_t person, number, gender;
	bool rare; /* hardly ever what these letters mean */
} mq_traits;

/* columns of a pattern, in the table's order */
typedef enum {
	MQ_PATTERN_PERFECT,
	MQ_PATTERN_CONSONANT,
	MQ_PATTERN_FEMININE,
	MQ_PATTERN_PLURAL,
	MQ_PATTERN_IMPERFECT,
	MQ_PATTERN_SHORT,
	MQ_PATTERN_MASDAR,
	MQ_PATTERN_ACTIVE,
	MQ_PATTERN_PASSIVE,
	MQ_PATTERN_PASSIVE_PERFECT,
	MQ_PATTERN_PASSIVE_IMPERFECT,
	MQ_PATTERNS
} mq_pattern_column;

typedef struct {
	mq_text form, class, vowel;
	mq_text column[MQ_PATTERNS];
} mq_pattern;

/* kinds of rows of endings.tsv */
enum {
	MQ_END_PERFECT,
	MQ_END_IMPERFECT,
	MQ_END_FEMININE,
	MQ_END_NOUN,
	MQ_END_PERSON,
	MQ_END_PLURAL,
	MQ_END_PASSIVE_FEMININE,
	MQ_END_TERM,
	MQ_END_MEND,
	MQ_END_NO_PRONOUN,
	MQ_END_FUTURE,
	MQ_ENDS
};
enum { MQ_OF_ALL, MQ_OF_SOUND, MQ_OF_DEFECTIVE };

typedef struct {
	uint8_t kind;
	uint8_t column; /* mq_pattern_column; of MQ_END_MEND what the clitic did (segment.h) */
	uint8_t when;   /* MQ_OF_* */
	char before;
	mq_text ending, at_rest;
	mq_traits t;
} mq_ending;

typedef MQ_VEC(mq_ending) mq_endings;

/* false stops: memory is out */
typedef bool (*mq_form_take)(void *to, mq_text word, mq_traits traits);

/* root: 3 or 4 letters in normal form, hamza as ء. Masdars that the verb lists are the caller's */
bool mq_conjugate(const mq_pattern *p, const mq_endings *endings, mq_text root, bool own_masdar, mq_form_take take, void *to);
/* all endings of a kind behind a word */
bool mq_endings_give(const mq_endings *endings, uint8_t kind, mq_text base, mq_traits t, mq_form_take take, void *to);
/* a noun or adjective in normal form, with its dual, sound plural and accusative */
bool mq_decline(const mq_endings *endings, mq_text base, bool marbuta, bool adjective, mq_traits t, mq_form_take take, void *to);

#endif
