/* What the files that find parties share: where a noun phrase stands to a trigger, and how a state is weighed for a role. */
#ifndef MQ_EVENT_PARTY_H
#define MQ_EVENT_PARTY_H

#include "event/inner.h"

/* where a phrase stands to the trigger */
typedef enum { MQ_AT_INSIDE, MQ_AT_AFTER, MQ_AT_BEFORE, MQ_AT_ON } mq_side;

typedef struct {
	mq_side side;
	uint16_t slot; /* one bit */
	uint32_t between;
	uint32_t borders;
	uint32_t nth; /* how many of the same slot stand nearer */
	const mq_phrase *phrase;
} mq_stand;

mq_stand mq_stand_of(const mq_scene *s, const mq_candidate *x, const mq_phrase *given);

/* does a rule's frame accept where the phrase stands */
bool mq_stand_in_frame(uint32_t frame, const mq_stand *d);

/* how well it fits a role (0 actor, 1 recipient) by the frame alone; 0 for not at all */
double mq_stand_fit(const mq_rule *r, int role, const mq_candidate *x, const mq_stand *d);

bool mq_state_in_sentence(const mq_scene *s, uint32_t sentence, uint32_t state);

/* the best stand of a state for a role in the trigger's sentence; false when it is not named there */
bool mq_state_stand(const mq_rule *r, int role, const mq_scene *s, const mq_candidate *x, uint32_t state, mq_stand *best,
		    double *fit);

/* names of a sentence that stand as one share a role: the chain, by number, that a phrase belongs to */
uint32_t mq_chain_of(const mq_rule *r, const mq_scene *s, const mq_candidate *x, uint32_t phrase);

/* features of one state in one role; `nth` is its place among the n states weighed, whose fits stand in x->fit */
void mq_party_features(mq_features *f, const mq_rule *r, int role, const mq_scene *s, const mq_candidate *x, uint32_t state,
		       uint32_t n, uint32_t nth);

typedef struct {
	uint16_t state;
	bool here;   /* named in the sentence */
	double p[2]; /* actor, recipient; symmetric: party twice */
} mq_weighed;

/* what is chosen from, and what was: sets of states are bits 1 << index in w */
typedef struct {
	const mq_weighed *w;
	uint32_t n;
	uint32_t chain[MQ_PHRASES_WEIGHED], chains; /* names that stand as one */
	uint64_t whole;                             /* chains that are never parted: بين X وY */
	bool same;                                  /* the kind is symmetric: parties, no roles */
	bool self;                                  /* a state may do it to itself */
	double cut, least[2];                       /* a further party of equals; the first of each role */
	uint32_t taken[2];
} mq_choice;
void mq_choose(mq_choice *c);

#endif
