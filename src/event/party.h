/* What the files that find parties share: where a noun phrase stands to a trigger, and how a state is weighed for a role. */
#ifndef MQ_EVENT_PARTY_H
#define MQ_EVENT_PARTY_H

#include "event/inner.h"

/* what kinds of events are like a kind */
static inline const char *mq_kind_type(const mq_event_kind *k) { return k->symmetric ? "pair" : k->quad <= 2 ? "coop" : "conf"; }

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

/* is the trigger a verb with the damma of the passive? Its subject stands where an object does */
bool mq_is_passive(const mq_scene *s, const mq_candidate *x);

bool mq_state_in_sentence(const mq_scene *s, uint32_t sentence, uint32_t state);

/* names of a sentence that stand as one share a role: the chain, by number, that a phrase belongs to */
uint32_t mq_chain_of(const mq_rule *r, const mq_scene *s, const mq_candidate *x, uint32_t phrase);

/* Features of a state for a candidate, wherever it is named (`nth` is its place among the n states weighed, whose fits stand in
 * x->fit), and of one phrase that names one, as it stands and fits each role. The same for every role: each role has weights of
 * its own. */
void mq_state_features(mq_features *f, const mq_rule *r, const mq_scene *s, const mq_candidate *x, uint32_t state, uint32_t n,
		       uint32_t nth);
void mq_phrase_features(mq_features *f, const mq_rule *r, const mq_scene *s, const mq_candidate *x, const mq_stand *d,
			const double fit[2]);

/* "after:with": side and slot of a stand, as features name them; gives how many bytes */
#define MQ_SLOT_NAME_MOST 20
#define MQ_STANDS         (4u * (MQ_SLOTS + 1u))
uint8_t mq_stand_number(const mq_stand *d);
int mq_stand_name(const mq_stand *d, char buf[MQ_SLOT_NAME_MOST]);

/* features of the words around a phrase: what governs it, what it is, what lies between it and the trigger (near.c); `frame`
 * says which roles the rule would give it, `slot` on which side and in what slot it stands */
void mq_near_features(mq_features *f, const mq_rule *r, const mq_scene *s, const mq_candidate *x, const mq_stand *d,
		      mq_text frame, mq_text slot);

/* the words around a trigger, MQ_NONE beyond its sentence (near.c) */
void mq_words_near(const mq_scene *s, const mq_candidate *x, mq_text near[MQ_NEAR]);

/* phrases of a sentence that may seat a party: those around the trigger */
#define MQ_SEATS_MOST 24u

typedef struct {
	uint16_t state;
	double score[2]; /* actor, recipient; of equals the first */
} mq_weighed;

/* a phrase that may seat a party */
typedef struct {
	const mq_phrase *phrase;
	uint32_t chain;               /* names that stand as one have the same */
	uint8_t w;                    /* its state, among those weighed */
	char slot[MQ_SLOT_NAME_MOST]; /* the side of the trigger that it stands on and its slot there: "after:with" */
	uint8_t slot_n;
	uint8_t stand; /* the same as a number, under MQ_STANDS */
	bool goal;     /* may be where a visit leads whose goal is told and is no state */
	bool upon;     /* is who the thing asked for is to be done to */
	double score[2];
} mq_seat;

/* may a state do it to itself: never, where all who do it are those it is done to, freely */
typedef enum { MQ_SELF_NEVER, MQ_SELF_ALONE, MQ_SELF_FREELY } mq_self;

/* places around a trigger that somebody of no known state holds: «after:to.place» */
#define MQ_HELD_MOST 6u
#define MQ_HELD_NAME (MQ_SLOT_NAME_MOST + 8)

/* what is chosen from, and what was: sets of states are bits 1 << index in w */
typedef struct {
	const mq_coder *c;
	const mq_scene *s;
	const mq_candidate *x;
	const mq_rule *r;
	mq_weighed w[MQ_STATES_WEIGHED];
	uint32_t n;
	uint32_t here; /* set: those that the sentence names */
	mq_seat seat[MQ_SEATS_MOST];
	uint32_t seats;
	char held[MQ_HELD_MOST][MQ_HELD_NAME];
	uint8_t held_n[MQ_HELD_MOST]; /* bytes */
	uint32_t helds;
	bool same;      /* the kind is symmetric: parties, no roles */
	bool wide;      /* two names side by side, and states that do it to their own, are ways too */
	bool region;    /* a visit leads to a region: only a state that stands as a goal of its own has it for a guest */
	bool everybody; /* it is asked of all states: no one of them stands second */
	mq_self self;
	uint32_t taken[2];
	double sure;                        /* of the whole choice */
	double share[2][MQ_STATES_WEIGHED]; /* of each state in each role */
} mq_choice;
mq_status mq_choose(mq_arena *a, mq_choice *c, mq_buf *dump) MQ_MUST_USE;

#endif
