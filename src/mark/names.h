/* Names of countries, their people, capitals, bodies and places, as one set of phrases with what each stands for. */
#ifndef MQ_MARK_NAMES_H
#define MQ_MARK_NAMES_H

#include "mark/passes.h"

#define MQ_NO_COUNTRY UINT16_MAX

typedef struct {
	uint8_t kind;     /* mq_name_kind */
	uint16_t country; /* index in country, or MQ_NO_COUNTRY */
	char code[4];
	mq_text name;   /* canonical: the country's usual Arabic name, the city's, the body's short name */
	uint32_t one;   /* forms of one body or place share it */
	uint32_t trap;  /* index + 1 of its first trap, 0 when it has none */
	uint32_t other; /* index + 1 of what else is called so (namesakes.tsv), 0 for nothing */
	bool place,
	    shadda; /* of such another: meant behind a word of place when no other name decides; when written with a shadda */
} mq_name;

typedef enum {
	MQ_TRAP_NEEDS,
	MQ_TRAP_NOT_AFTER,
	MQ_TRAP_NOT_BEFORE,
	MQ_TRAP_ONLY_AFTER,
	MQ_TRAP_MUST_AFTER,
	MQ_TRAP_LEADS
} mq_trap_test;

#define MQ_TRAP_COUNTRIES_MOST 4

typedef struct {
	uint8_t test;
	uint32_t next; /* index + 1 of the form's next trap */
	uint16_t country[MQ_TRAP_COUNTRIES_MOST];
	uint32_t countries; /* of NEEDS */
} mq_trap;

/* classes of words in mq_names.classes: behind a word of MQ_CLASS_FIRST a form is never its namesake; the traps' come after these
 */
enum { MQ_CLASS_LOCATIVE, MQ_CLASS_FIRST, MQ_CLASS_TRAP };

struct mq_names {
	mq_phrases *phrases; /* value: index in name */
	mq_phrases *classes;
	mq_phrases *codes; /* alpha-3, value: index in country */
	MQ_VEC(mq_country) country;
	MQ_VEC(mq_name) name;
	MQ_VEC(mq_trap) trap;
	uint32_t ones; /* bodies and places there are */
};

/* the country of an alpha-3 code, or MQ_NO_COUNTRY */
uint16_t mq_names_country(const mq_names *n, mq_text code);

#endif
