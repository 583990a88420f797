/* Subscriptions at hubs (WebSub, W3C Recommendation of 2018-01-23), in the archive beside the sources that they are for.
 * Whoever watches writes them; whoever serves reads them, to know which words of a hub are awaited. Times are milliseconds
 * since 1970. Writing is called between mq_store_begin and mq_store_commit. */
#ifndef MQ_STORE_HUBS_H
#define MQ_STORE_HUBS_H

#include "store/store.h"

typedef enum {
	MQ_HUB_WANTED, /* not confirmed yet, or not any more */
	MQ_HUB_ACTIVE, /* the hub asked whether we meant it, and was told so; until `until` */
	MQ_HUB_DENIED, /* the hub will not */
	MQ_HUB_ENDING, /* it is to be told that nothing more is wanted */
	MQ_HUB_ENDED,  /* kept for a while, to answer the hub */
	MQ_HUB_STATES
} mq_hub_state;

typedef enum { MQ_HUB_NOTHING, MQ_HUB_SUBSCRIBE, MQ_HUB_UNSUBSCRIBE } mq_hub_mode;

typedef struct {
	int64_t n, source;
	mq_text hub, topic;
	mq_text base;   /* of our callback's address: "https://…/websub/" */
	mq_text key;    /* the word behind it, that nobody guesses */
	mq_text secret; /* of signatures */
	mq_hub_state state;
	mq_hub_mode pending; /* what was asked and is not confirmed */
	int64_t due;         /* when something is to be done: asking, asking again, renewing, forgetting */
	int64_t asked, until;
	int64_t lease; /* seconds granted */
	uint32_t tries;
	mq_text ask_at; /* where the hub sent us on to, or MQ_NONE */
	mq_text why;    /* of the last failure or denial, or MQ_NONE */
	int64_t made;
	uint64_t deliveries, items; /* well signed ones, and what was new in them */
	int64_t last;               /* delivery */
	uint32_t fresh;             /* new items since the source was last visited */
	uint32_t missed;            /* visits that found something new, with no delivery between */
	uint64_t refused;           /* deliveries with a wrong signature, or none */
} mq_hub;
typedef MQ_VEC(mq_hub) mq_hubs;

/* "wanted", "active" … */
mq_text mq_hub_state_name(mq_hub_state s);
/* does this archive have the table; for readers */
mq_status mq_hubs_there(mq_store *s, bool *out) MQ_MUST_USE;
/* n is filled in */
mq_status mq_hub_add(mq_store *s, mq_hub *h) MQ_MUST_USE;
/* what may change: all but source, hub, topic, base, key, secret, made */
mq_status mq_hub_put(mq_store *s, const mq_hub *h) MQ_MUST_USE;
mq_status mq_hub_forget(mq_store *s, int64_t n) MQ_MUST_USE;
/* MQ_END when there is none */
mq_status mq_hub_of(mq_store *s, mq_arena *a, int64_t n, mq_hub *out) MQ_MUST_USE;
mq_status mq_hub_of_key(mq_store *s, mq_arena *a, mq_text key, mq_hub *out) MQ_MUST_USE;
/* the one of a source that is meant to last: not ending or ended */
mq_status mq_hub_of_source(mq_store *s, mq_arena *a, int64_t source, mq_hub *out) MQ_MUST_USE;
/* those that are due, the longest first */
mq_status mq_hubs_due(mq_store *s, mq_arena *a, int64_t now, uint32_t limit, mq_hubs *out) MQ_MUST_USE;
/* all of them, by source; bounded; none where the archive has no table for them */
mq_status mq_hubs_all(mq_store *s, mq_arena *a, mq_hubs *out) MQ_MUST_USE;
/* of all (as mq_hubs_all gives them) the last of a source, one that is meant to last first; NULL */
const mq_hub *mq_hubs_find(const mq_hubs *all, int64_t source);
/* how a subscription stands, in a word: its state, or "asked" while the hub has not asked back, "expired", or "unheard" where
 * visits found what it did not tell */
mq_text mq_hub_standing(const mq_hub *h, int64_t now);
/* visits that found what no hub had told, after which it is not relied on */
#define MQ_HUB_MISSED_MOST 2u

#endif
