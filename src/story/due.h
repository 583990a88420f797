/* When an instrument is next due. In: the rows of its life, oldest first. Out: days, how they are known, how sure that is.
 * A pure function; what is computed is said to be computed. */
#ifndef MQ_STORY_DUE_H
#define MQ_STORY_DUE_H

#include "event/event.h"

typedef enum {
	MQ_DUE_NONE,      /* nothing lets it be told */
	MQ_DUE_ANNOUNCED, /* somebody announced these days */
	MQ_DUE_FREQUENCY, /* «annual», said of it, counted from the last time */
	MQ_DUE_INTERVAL,  /* the usual time between its editions, counted from the last */
	MQ_DUE_TERM,      /* signed for so many years: it ends */
	MQ_DUE_STOPPED    /* suspended, cancelled or expired since it was held last */
} mq_due_how;
#define MQ_DUE_HOWS 6
extern const char *const mq_due_hows[MQ_DUE_HOWS];

typedef enum { MQ_SURE_LOW, MQ_SURE_MEDIUM, MQ_SURE_HIGH } mq_sure;
extern const char *const mq_sures[3];

typedef struct {
	uint8_t how, sure;
	bool overdue;       /* its last day is over, and nothing was told of it */
	mq_day from, to;    /* MQ_NO_DAY for none and stopped */
	int32_t interval;   /* days, of frequency and interval */
	uint32_t intervals; /* that the usual one was taken from */
	uint32_t row;       /* of the rows: the announcement, or the last time */
} mq_due;

typedef struct {
	uint8_t stage, precision;
	mq_day from, to, told;
	int32_t edition, year;
	uint32_t outlets;
} mq_due_row;

/* recurs: it is held again and again, as an agreement is not. every, term: ISO 8601 durations as the cues say them ("P1Y"; "5
 * year"), or MQ_NONE; today may be MQ_NO_DAY */
mq_due mq_due_of(const mq_due_row *v, uint32_t n, bool recurs, mq_text every, mq_text term, mq_day today);
/* is the stage a time that it happened: held, launched, ongoing; signed and agreed for papers */
bool mq_stage_happened(uint8_t stage);

#endif
