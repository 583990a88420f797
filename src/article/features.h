/* Inside article: what the model sees of a block. */
#ifndef MQ_ARTICLE_FEATURES_H
#define MQ_ARTICLE_FEATURES_H

#include "article/blocks.h"

#define MQ_FEATURES 93

/* facts of the page that the features of all its blocks share */
typedef struct {
	const mq_dom *d;
	const mq_blocks *b;
	uint32_t first, last; /* first and last block of prose in the best box, by index */
	float *density;       /* link share of each block */
	uint32_t *bare;       /* characters outside links in the blocks before each */
} mq_page_facts;

mq_status mq_page_facts_find(mq_arena *a, const mq_dom *d, const mq_blocks *b, mq_page_facts *out) MQ_MUST_USE;
void mq_block_features(const mq_page_facts *p, uint32_t block, float out[MQ_FEATURES]);

#endif
