/* The ways to fill an event's roles, between the files that find the likeliest (choose.c) and that weigh them (ways.c). */
#ifndef MQ_EVENT_WAYS_H
#define MQ_EVENT_WAYS_H

#include "event/party.h"

#define MQ_SIDES_MOST (2 * MQ_SEATS_MOST + MQ_SEATS_MOST / 2 + MQ_STATES_WEIGHED + 1)

typedef enum { MQ_SIDE_NOBODY, MQ_SIDE_ONE, MQ_SIDE_PART, MQ_SIDE_CHAIN, MQ_SIDE_AWAY, MQ_SIDE_TWO } mq_side_kind;

typedef struct {
	double score[2];
	uint32_t set;
	uint32_t chain;   /* of its seats; UINT32_MAX for none */
	uint64_t states;  /* of the set, bits 1 << place in the scene */
	uint64_t some;    /* sentences that name one of them (mq_state.where) */
	uint64_t all;     /* and all of them */
	uint32_t members; /* bits 1 << seat */
	bool far;         /* one of them has a place that has no bit */
	uint8_t kind;
	uint8_t seat;  /* of MQ_SIDE_ONE and MQ_SIDE_PART; of many the first */
	uint8_t stand; /* where it stands, by number; those that stand alike have the same */
} mq_party_side;

/* shapes of ways are few: each is weighed once. What makes a shape fits in so many bits. */
#define MQ_SHAPE_BITS  12
#define MQ_SHAPES_MOST 256u
typedef struct {
	mq_choice *c;
	mq_party_side side[MQ_SIDES_MOST];
	uint32_t sides;
	uint16_t shape[1u << MQ_SHAPE_BITS]; /* number + 1 */
	double shape_score[MQ_SHAPES_MOST];
	uint32_t shapes;
	uint32_t states; /* named in the sentence */
	mq_arena *a;
	mq_buf *dump, shapes_dump;
} mq_ways;

/* how many are in a set */
static inline uint32_t mq_set_size(uint32_t set)
{
	uint32_t n = 0;
	for (; set; set &= set - 1) n++;
	return n;
}

/* for all ways of a document */
struct mq_way_memo *mq_way_memo_make(mq_arena *a);

/* where a side stands, by number */
uint8_t mq_side_stand(const mq_choice *c, const mq_party_side *x);

/* the sum of weights of the way of sides i and k (the number of sides for none); `comma`: it is not the first that is dumped */
double mq_way_score(mq_ways *y, uint32_t i, uint32_t k, bool comma);

#endif
