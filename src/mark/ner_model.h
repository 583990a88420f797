/* The model in memory and the sums of its weights: what ner.c and ner_model.c share. */
#ifndef MQ_MARK_NER_MODEL_H
#define MQ_MARK_NER_MODEL_H

#include "base/base.h"
#include "mark/ner.h"

/* labels in the search for the best ones, padded to whole vectors; what is over loses against everything */
#define MQ_NER_LANES 12

/* under this a word is far from the beginning of a name, and from what goes on with one */
#define MQ_NER_FAR_FROM_FIRST 5.0f
#define MQ_NER_FAR_FROM_MORE  8.0f

#define MQ_NER_LINE_BYTES 64u
_Static_assert(sizeof(mq_ner_line) == MQ_NER_LINE_BYTES, "a line of rows is a line of the cache");

struct mq_ner {
	const mq_gaz *gaz;
	mq_ner_classes classes;
	float step[MQ_NER_LABELS + 1][MQ_NER_LANES]; /* from a label (the last row: from the beginning) to each */
	const mq_ner_line *line;
	uint32_t lines;
	float scale;
	mq_ner_sums far;                    /* a word all of whose sums are under these is far from every name (ner.c) */
	mq_ner_sums none[MQ_NER_SIDES];     /* what the edge of a sentence gives */
	mq_ner_given *of_class;             /* what a fine class gives, 0 the unknown one */
	mq_ner_given *of_more[MQ_NER_MORE]; /* the same of the other clusterings */
	mq_ner_given of_profile[MQ_NER_PROFILES][MQ_NER_STEPS];
	mq_ner_dense dense;
	mq_ner_sums *cell; /* of features that join classes alone; NULL where the model has no such table */
};

typedef int16_t mq_ner_lanes __attribute__((vector_size(16)));

static inline void mq_ner_add(mq_ner_sums *to, const mq_ner_sums *from)
{
	mq_ner_lanes sum, more;
	memcpy(&sum, to->v, sizeof sum);
	memcpy(&more, from->v, sizeof more);
	sum += more;
	memcpy(to->v, &sum, sizeof sum);
}

/* The rows of features, in two steps, so that memory has come when it is wanted: ask for them, add their weights */
static inline void mq_ner_rows_ask(const mq_ner *m, const uint32_t *feature, uint32_t n)
{
	for (uint32_t f = 0; f < n; f++) __builtin_prefetch(m->line + mq_ner_line_of(feature[f], m->lines));
}
void mq_ner_rows_add(const mq_ner *m, const uint32_t *feature, uint32_t n, mq_ner_sums *to);

#endif
