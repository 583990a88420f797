/* How like a stem a string of letters looks: a model of three letters over the stems that were counted. It tells a stem that was
 * never met (تتخلل) from a word that begins with a clitic (وتتخلل). */
#ifndef MQ_TEXT_SHAPE_H
#define MQ_TEXT_SHAPE_H

#include "base/base.h"

#define MQ_SHAPE_LETTERS 64u /* U+0620 to U+064A by their low six bits; 0 is the edge of a word, 63 whatever else */

typedef struct {
	float p[MQ_SHAPE_LETTERS][MQ_SHAPE_LETTERS][MQ_SHAPE_LETTERS]; /* log of the third letter's share after the first two */
} mq_shape;

/* counts in, weight at a time; then what they make */
void mq_shape_add(mq_shape *m, mq_text stem, float weight);
void mq_shape_close(mq_shape *m);
/* log of the probability of these letters, the word's end among them */
float mq_shape_log(const mq_shape *m, mq_text stem);

#endif
