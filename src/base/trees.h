/* trees: boosted decision trees, as training programs write them. In: numbers measured of a thing. Out: a sum, above 0 where it
 * is likelier than not. A file that is damaged is an error, never a walk without end. */
#ifndef MQ_BASE_TREES_H
#define MQ_BASE_TREES_H

#include "base/base.h"

typedef struct {
	float threshold;
	int16_t child[2]; /* at most the threshold, or above; below 0: leaf -1-n of this tree */
	uint16_t feature;
} mq_tree_node;

typedef struct mq_trees {
	mq_tree_node *node;
	float *leaf;
	uint32_t *tree_node, *tree_leaf; /* where each tree begins */
	uint32_t trees, nodes, leaves;
} mq_trees;

/* features: how many numbers are given when they are asked */
mq_status mq_trees_open(mq_arena *a, mq_text name, mq_text bytes, uint32_t features, mq_trees *out) MQ_MUST_USE;
float mq_trees_sum(const mq_trees *m, const float *features);
/* the same as a probability */
float mq_trees_likely(const mq_trees *m, const float *features);

#endif
