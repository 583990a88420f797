/* Inside article: the trees that say how likely a block is article text (models/article/blocks.txt, made by train.py). */
#ifndef MQ_ARTICLE_MODEL_H
#define MQ_ARTICLE_MODEL_H

#include "base/base.h"

typedef struct {
	float threshold;
	int16_t left, right; /* below 0: leaf -1-n of this tree */
	uint16_t feature;
} mq_tree_node;

typedef struct mq_model {
	mq_tree_node *node;
	float *leaf;
	uint32_t *tree_node, *tree_leaf; /* where each tree begins */
	uint32_t trees, nodes, leaves;
} mq_model;

mq_status mq_model_open(mq_arena *a, mq_text name, mq_text bytes, uint32_t features, mq_model *out) MQ_MUST_USE;
/* 0..1 */
float mq_model_ask(const mq_model *m, const float *features);

#endif
