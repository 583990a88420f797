/* Instruments: what instruments.c and instrument_name.c share. Private to src/mark. */
#ifndef MQ_MARK_INSTRUMENTS_H
#define MQ_MARK_INSTRUMENTS_H

#include "mark/dates.h"
#include "mark/quotes.h"
#include "mark/table.h"

typedef struct {
	mq_text series, name, domain;
	bool needs_head; /* a name that is a common word too */
	int32_t count;   /* of a head in the dual: 2 */
} mq_instrument_head;

typedef struct {
	mq_text unit;
	double multiplier; /* 0: a unit */
} mq_unit_row;

/* classes of words of rules/ar/instruments.tsv that are asked of a token */
typedef enum {
	MQ_IW_EDITION = 1, /* الدورة، النسخة */
	MQ_IW_CALLED,      /* تحت اسم، المسماة */
	MQ_IW_ABOUT,       /* بشأن، حول: what follows belongs to the name */
	MQ_IW_NOT_NAME,    /* الجديد، الموقعة: an adjective of the telling, not of the name */
	MQ_IW_TIMES,       /* للمرة الرابعة */
	MQ_IW_SINCE,       /* منذ: the first since …, no first edition */
	MQ_IW_NOUN,        /* stands alone as the first word of a name after an indefinite head */
	MQ_IW_CLASSES
} mq_instrument_word_class;

/* a word that carries a number or a domain */
typedef struct {
	char class; /* 't' tens of an ordinal, 'o' its unit, 'd' domain */
	int32_t number;
	mq_text word;
} mq_instrument_value;

struct mq_instrument_words {
	mq_phrases *heads, *names, *units, *classes;
	mq_phrases *values; /* index in value */
	MQ_VEC(mq_instrument_head) row;
	MQ_VEC(mq_unit_row) unit;
	MQ_VEC(mq_instrument_value) value;
};

/* how an instrument is called, and which of its kind it is */
typedef struct {
	mq_text name;                  /* proper: that name; else the words behind the head, MQ_NONE where there are none */
	uint32_t about_from, about_to; /* tokens of those words */
	uint32_t name_from;            /* token at which a proper name begins */
	bool proper;                   /* in marks or Latin letters, or a name of the tables */
	mq_text domain;                /* by an adjective: sea */
	int32_t edition, year, count;
	uint32_t start, end; /* tokens, with the edition told before and the name or year right behind */
} mq_instrument_call;

static inline const mq_token *mq_iw_token(const mq_marking *k, uint32_t i) { return &k->doc->tokens.v[i]; }
static inline bool mq_iw_beside(const mq_marking *k, uint32_t i, uint32_t of)
{
	return i < k->doc->tokens.n && mq_iw_token(k, i)->sentence == mq_iw_token(k, of)->sentence &&
	       mq_iw_token(k, i)->in == mq_iw_token(k, of)->in;
}
static inline bool mq_iw_is(const mq_marking *k, const mq_instrument_words *w, mq_instrument_word_class c, uint32_t i)
{
	return i < k->doc->tokens.n && mq_phrases_token_in(w->classes, (uint32_t)c, mq_forms_of(k->forms, i));
}
/* the value row of a class whose word stands at i, or NULL */
const mq_instrument_value *mq_iw_value(const mq_marking *k, const mq_instrument_words *w, char class, uint32_t i);
/* an ordinal in words or digits («الثالثة والعشرون», «الـ23») that begins at i; 0 when there is none */
int32_t mq_instrument_ordinal(const mq_marking *k, const mq_instrument_words *w, uint32_t i, uint32_t *to);
/* a head (or a known name) over tokens [from, to): what its surroundings say */
void mq_instrument_call_of(const mq_marking *k, const mq_instrument_words *w, mq_text series, uint32_t from, uint32_t to,
			   mq_instrument_call *out);

#endif
