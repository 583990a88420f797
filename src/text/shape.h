/* How like a stem a string of letters looks: a model of three letters over the stems that were counted. It tells a stem that was
 * never met (تتخلل) from a word that begins with a clitic (وتتخلل). */
#ifndef MQ_TEXT_SHAPE_H
#define MQ_TEXT_SHAPE_H

#include "text/scan.h"

#define MQ_SHAPE_LETTERS 64u /* U+0621 to U+064A by their low six bits; 0 is the edge of a word, 63 whatever else */
#define MQ_SHAPE_UNIT    256 /* of a logarithm */

/* how often the third letter stands after the first two */
typedef struct {
	float n[MQ_SHAPE_LETTERS][MQ_SHAPE_LETTERS][MQ_SHAPE_LETTERS];
} mq_shape_sums;

typedef struct {
	int16_t p[MQ_SHAPE_LETTERS][MQ_SHAPE_LETTERS][MQ_SHAPE_LETTERS]; /* log of its share, times MQ_SHAPE_UNIT */
} mq_shape;

/* a word's letters, and the sums of p over its first ones: so that any part of it is judged in a few steps */
#define MQ_SHAPED_MOST (MQ_WORD_MOST / 2 + 34)
typedef struct {
	uint8_t letter[MQ_SHAPED_MOST];
	int32_t sum[MQ_SHAPED_MOST + 1];
} mq_shaped;

void mq_shape_add(mq_shape_sums *sums, mq_text stem, float weight);
void mq_shape_close(mq_shape_sums *sums, mq_shape *out);
/* asks for what the next one will look at */
void mq_shape_fetch(const mq_shape *m, mq_text word);
void mq_shape_word(const mq_shape *m, mq_text word, mq_shaped *out);
/* log of the probability of n letters of the word from the from-th on, then those of `rest`, then its end */
float mq_shape_part(const mq_shape *m, const mq_shaped *w, size_t from, size_t n, mq_text rest);
float mq_shape_log(const mq_shape *m, mq_text stem);

#endif
