/* A verb becomes its forms: patterns (rules/ar/patterns.tsv) filled with a root, endings added, written in normal form. */
#ifndef MQ_TEXT_CONJUGATE_H
#define MQ_TEXT_CONJUGATE_H

#include "text/text.h"

typedef struct {
	uint8_t form; /* mq_form */
	uint8_t person, number, gender;
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

/* false stops: memory is out */
typedef bool (*mq_form_take)(void *to, mq_text word, mq_traits traits);

/* root: 3 or 4 letters in normal form, hamza as ء. Masdars that the verb lists are the caller's */
bool mq_conjugate(const mq_pattern *p, mq_text root, bool own_masdar, mq_form_take take, void *to);
/* a noun or adjective in normal form, with its dual, sound plural and accusative */
bool mq_decline(mq_text base, bool marbuta, bool adjective, mq_traits traits, mq_form_take take, void *to);

#endif
