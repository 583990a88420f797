/* A set of phrases, found in a document by one hash look-up a token. A phrase is normalised, cut at spaces, hyphens and plus
 * signs, and kept as the chain of its words' keys; every prefix is in the table too, so that a walk stops at the first word that
 * leads nowhere. Built once when the rules are loaded; immutable and shared afterwards. */
#ifndef MQ_MARK_PHRASES_H
#define MQ_MARK_PHRASES_H

#include "mark/forms.h"
#include "mark/keyed.h"

typedef struct {
	uint32_t bit;    /* among the marker's sets; 0 where it is not one of them */
	mq_keyed states; /* MQ_PHRASE_NONE: only a prefix */
	uint64_t *first; /* a bit for each word that may be the first */
} mq_phrases;

#define MQ_PHRASE_NONE UINT32_MAX

typedef struct {
	uint32_t value;
	uint32_t from, to;       /* tokens */
	const mq_form_key *form; /* of the first token, as it was found */
} mq_phrase_hit;

/* The sets whose phrases are looked for at every token. What a word may begin is found once for all of them and kept with its
 * forms (mq_form_keys.sets), so that most tokens cost a set one look at a bit. */
#define MQ_PHRASE_SETS_MOST 28u /* the bits of MQ_SEES_* are above */
typedef struct {
	const mq_phrases *set[MQ_PHRASE_SETS_MOST];
	uint32_t n;
	uint32_t *first; /* bits of the sets that may have a phrase with such a first word; NULL until all are filled */
	uint64_t *any;   /* a bit for each of these that is not 0: most are, and this stays near */
} mq_phrase_sets;
/* when all sets are filled */
mq_status mq_phrase_sets_close(mq_arena *a, mq_phrase_sets *s) MQ_MUST_USE;
/* fills in the sets that have a phrase beginning with the form, and gives them */
uint32_t mq_phrase_sets_of(const mq_phrase_sets *s, mq_form_key *form);

/* among: NULL for a set that is not asked for longest phrases */
mq_status mq_phrases_open(mq_arena *a, mq_phrase_sets *among, mq_phrases **out) MQ_MUST_USE;
/* can a phrase of the set begin at this token */
static inline bool mq_phrases_may(const mq_phrases *p, const mq_forms *forms, uint32_t at)
{
	return !p->bit || (forms->sets[at] & p->bit);
}
/* the bits of tokens at which a phrase of the set may begin */
static inline uint32_t mq_phrases_bits(const mq_phrases *p) { return p->bit ? p->bit : MQ_SEES_ANY; }
/* the first value of a phrase stays; *was gets the one that is kept (may be NULL). value must not be MQ_PHRASE_NONE */
mq_status mq_phrases_add(mq_arena *a, mq_phrases *p, mq_text phrase, uint32_t value, uint32_t *was) MQ_MUST_USE;
/* the same for one word given by its key */
mq_status mq_phrases_key(mq_arena *a, mq_phrases *p, uint64_t key, uint32_t value, uint32_t *was) MQ_MUST_USE;
/* the longest phrase that begins at token at; of equally long ones that with the fewest clitics off. It stays in its field and
 * passes over hyphens and plus signs between words. pro_allowed: MQ_PRO_* that may be taken off the first word */
bool mq_phrases_longest_of(const mq_phrases *p, const mq_doc *doc, const mq_forms *forms, uint32_t at, uint32_t pro_allowed,
			   mq_phrase_hit *out);
static inline bool mq_phrases_longest(const mq_phrases *p, const mq_doc *doc, const mq_forms *forms, uint32_t at,
				      uint32_t pro_allowed, mq_phrase_hit *out)
{
	return mq_phrases_may(p, forms, at) && mq_phrases_longest_of(p, doc, forms, at, pro_allowed, out);
}
/* classes of words: is the word of this key in class id. Words are parted by one space; marks stand for themselves */
mq_status mq_phrases_class(mq_arena *a, mq_phrases *p, uint32_t id, mq_text words) MQ_MUST_USE;
bool mq_phrases_in(const mq_phrases *p, uint32_t id, uint64_t key);
/* any form of the token is in the class */
bool mq_phrases_token_in(const mq_phrases *p, uint32_t id, const mq_form_keys *k);
/* the value of one word's key, or MQ_PHRASE_NONE */
uint32_t mq_phrases_word(const mq_phrases *p, uint64_t key);

#endif
