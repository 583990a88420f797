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
/* may the one be a copy of the other, whole or shortened; and is it one beyond doubt: else their texts decide (mq_is_copied) */
typedef enum { MQ_COPY_NOT, MQ_COPY_MAYBE, MQ_COPY_SURE } mq_copy_chance;
mq_copy_chance mq_copy_of_signatures(const mq_signature *x, const mq_signature *y, mq_likeness *out);

/* The way from a shingle to the articles that have it, in memory: eight bytes a shingle, whatever the number of articles. An
 * article is a number from 1. Who holds it keeps it in step with what is kept. */
typedef struct mq_near mq_near;
typedef struct {
	uint32_t article;
	uint32_t shared; /* shingles that are no formula of the trade */
} mq_near_hit;
mq_near *mq_near_open(void); /* NULL when memory is out */
void mq_near_close(mq_near *x);
bool mq_near_add(mq_near *x, uint32_t article, const mq_signature *g) MQ_MUST_USE;
/* A shingle that too many articles have is a formula and says nothing more. The articles whose evidence changed by what was added
 * last, some more than once: they share what became a formula with it */
uint32_t mq_near_due(const mq_near *x, const uint32_t **articles);
/* takes an article out. What is no formula any more by that is in `revived`: who has it is given back to the index, article by
 * article, by who knows them. Gives how many */
uint32_t mq_near_drop(mq_near *x, uint32_t article, const mq_signature *g, uint32_t revived[MQ_SIGNATURE_MOST]);
bool mq_near_revive(mq_near *x, uint32_t article, uint32_t hash) MQ_MUST_USE;
/* the articles that may be copies, the likeliest first; gives how many */
uint32_t mq_near_find(mq_near *x, const mq_signature *g, mq_near_hit *out, uint32_t most);
size_t mq_near_bytes(const mq_near *x);

/* what one text has of another: runs of shared shingles, as bytes of both */
typedef struct {
	uint32_t start, end;             /* in x */
	uint32_t other_start, other_end; /* in y */
} mq_copied;
typedef MQ_VEC(mq_copied) mq_copieds;
typedef struct {
	double of_shorter, of_longer; /* share of terms that stand in copied passages */
	double lead;                  /* the same of the shorter's first words */
	double run;                   /* terms in the passage that a copied term stands in, on the mean */
	uint32_t terms;               /* of the shorter */
} mq_copied_share;
mq_status mq_copied_of(mq_arena *a, mq_terms *terms, mq_text x, mq_text y, mq_copieds *out, mq_copied_share *share) MQ_MUST_USE;
/* is the one taken over from the other, or both from a third: published so many days apart */
bool mq_is_copied(const mq_copied_share *share, int32_t days);

/* ── stories ── */
/* How common words are: what makes two articles alike is what they share and others do not. From models/story. */
typedef struct mq_weights mq_weights;
mq_status mq_weights_open(mq_arena *a, const mq_pack *pack, const mq_weights **out) MQ_MUST_USE;

/* The gist of an article: its weightiest words, with the places that it names first. Small enough to be kept for each. */
#define MQ_GIST_WORDS  32u
#define MQ_GIST_PLACES 6u
#define MQ_GIST_TOP    63u /* the greatest weight: the low bits of a word */
typedef struct {
	uint8_t words, places;
	uint32_t word[MQ_GIST_WORDS];   /* 26 bits of hash, 6 of weight; sorted */
	uint32_t place[MQ_GIST_PLACES]; /* keys, sorted; the lowest bit: in the title */
} mq_gist;
void mq_gist_make(mq_terms *terms, const mq_weights *w, mq_text title, mq_text body, mq_gist *out);
void mq_gist_add_place(mq_gist *g, mq_text name, bool in_title);
/* places that part what reads alike (two executions in two regions): both titles name places, and neither article those of the
 * other; or both articles do, and share none */
bool mq_titles_part(const mq_gist *x, const mq_gist *y);
bool mq_gists_part(const mq_gist *x, const mq_gist *y);
/* 0..1 for articles published so many days apart */
double mq_gist_likeness(const mq_gist *x, const mq_gist *y, int32_t days);
/* the same where the cosine of their words is known */
double mq_gist_likeness_of(const mq_gist *x, const mq_gist *y, double cosine, int32_t days);
/* articles that may be of one story lie no further apart than this, and are no less alike */
#define MQ_STORY_DAYS     3
#define MQ_STORY_LIKENESS 0.32

typedef struct {
	uint32_t x, y; /* members */
	float likeness;
} mq_tie;
/* Groups n members by the ties between them (average link), where every group holds together by MQ_STORY_LIKENESS. Members come
 * in an order that does not depend on arrival; group[i] is the first member of i's group. Scratch in a */
mq_status mq_stories_of(mq_arena *a, const mq_tie *ties, uint32_t ties_n, uint32_t n, uint32_t *group) MQ_MUST_USE;

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
	int64_t named;   /* number of the register's bucket of an exercise that has a name (instruments_put.c), 0 none */
	int32_t edition, year;
	uint32_t rank;      /* an order of tellings that does not depend on arrival */
	uint32_t happening; /* out: from 0 */
} mq_telling;

/* groups tellings of one kind and one set of countries; the order in which they come does not matter. Gives how many
 * happenings; scratch in a */
uint32_t mq_happenings_of(mq_arena *a, mq_telling *v, uint32_t n);
/* what all tellings of one happening come to */
uint8_t mq_status_of_tellings(const mq_telling *v, uint32_t n);

/* ── temperature ── */
#define MQ_PROFILE_KINDS 64u
#define MQ_PROFILE_MOST  100.0
typedef struct {
	mq_text name;
	double score[MQ_PROFILE_KINDS]; /* by kind; 0 moves nothing */
} mq_profile;
/* "plover" and "goldstein" by name alone (bytes MQ_NONE); else a table of somebody's own: columns kind, score. Kinds that it does
 * not name count nothing */
mq_status mq_profile_read(mq_arena *a, mq_text name, mq_text bytes, mq_profile *out) MQ_MUST_USE;

#endif
