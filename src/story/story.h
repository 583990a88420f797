/* story: many articles, one happening. In: the terms of a text; events as columns. Out: a signature that near-duplicates share,
 * how much two signatures share, which tellings are of one happening, and what the happening then is.
 * Promise: pure functions of what they are given, the same in any order of tellings; nothing is averaged: where sources differ,
 * the difference is a record. What a signature is kept in is the store's matter. */
#ifndef MQ_STORY_STORY_H
#define MQ_STORY_STORY_H

#include "event/event.h"
#include "text/text.h"

/* ── near-duplicates ── */
/* A signature is a sample of a text's shingles (runs of MQ_SHINGLE_TERMS terms): those whose hash is below a threshold, the same
 * for all texts, so that two samples may be compared for containment as well as for resemblance (FracMinHash). A short text
 * keeps its smallest hashes besides. Sorted, each once. */
#define MQ_SHINGLE_TERMS   4u
#define MQ_SIGNATURE_LEAST 16u
#define MQ_SIGNATURE_MOST  512u

typedef struct {
	uint32_t n;        /* hashes */
	uint32_t common;   /* of them, below the threshold: comparable with any text */
	uint32_t shingles; /* of the text */
	uint32_t hash[MQ_SIGNATURE_MOST];
} mq_signature;

void mq_signature_make(mq_terms *terms, mq_text body, mq_signature *out);

typedef struct {
	double resemblance; /* shared of all */
	double containment; /* shared of the shorter */
	uint32_t shared;
} mq_likeness;
void mq_signature_compare(const mq_signature *x, const mq_signature *y, mq_likeness *out);
/* is the one a copy of the other, whole or shortened */
bool mq_is_copy(const mq_signature *x, const mq_signature *y, mq_likeness *out);

/* ── happenings ── */
/* one telling: an event as columns */
typedef struct {
	int64_t event, article;
	int64_t source; /* the article, or the one it copies: one text counts once */
	uint16_t kind;
	uint8_t status, precision;
	bool background;
	mq_day from, to; /* of the event */
	mq_day told;     /* of the article */
	int64_t place;   /* key of its name, 0 none */
	int64_t series;  /* key of the instrument's kind, 0 none */
	int32_t edition, year;
	uint32_t rank;      /* an order of tellings that does not depend on arrival */
	uint32_t happening; /* out: from 0 */
} mq_telling;

/* groups tellings of one kind and one set of countries; the order in which they come does not matter. Gives how many
 * happenings; scratch in a */
uint32_t mq_happenings_of(mq_arena *a, mq_telling *v, uint32_t n);
/* what all tellings of one happening come to */
uint8_t mq_status_of_tellings(const mq_telling *v, uint32_t n);

#endif
