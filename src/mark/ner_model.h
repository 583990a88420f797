/* The model in memory and the sums of its weights: what ner.c and ner_model.c share. */
#ifndef MQ_MARK_NER_MODEL_H
#define MQ_MARK_NER_MODEL_H

#include "base/base.h"
#include "mark/ner.h"

/* labels in the search for the best ones, padded to whole vectors; what is over loses against everything */
#define MQ_NER_LANES 12

/* a row with its check beside it: one look into far memory, not two */
typedef struct {
	uint16_t check;
	int8_t weight[MQ_NER_LABELS];
} mq_ner_line;

struct mq_ner {
	const mq_gaz *gaz;
	mq_ner_classes classes;
	float step[MQ_NER_LABELS + 1][MQ_NER_LANES]; /* from a label (the last row: from the beginning) to each */
	const mq_ner_line *line;                     /* rows + MQ_NER_BUCKET */
	uint32_t rows;
	float scale;
	mq_ner_sums none[MQ_NER_SIDES]; /* what the edge of a sentence gives */
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

/* The rows of features, in three steps, so that memory has come when it is wanted: ask for them, find them (row may be the array
 * of features itself; returns how many there are), add their weights */
static inline void mq_ner_rows_ask(const mq_ner *m, const uint32_t *feature, uint32_t n)
{
	for (uint32_t f = 0; f < n; f++) {
		const mq_ner_line *l = m->line + mq_ner_row(feature[f], m->rows);
		__builtin_prefetch(l);
		__builtin_prefetch(l + MQ_NER_BUCKET - 1);
	}
}
uint32_t mq_ner_rows_find(const mq_ner *m, const uint32_t *feature, uint32_t n, uint32_t *row);
void mq_ner_rows_add(const mq_ner *m, const uint32_t *row, uint32_t n, mq_ner_sums *to);

#endif
