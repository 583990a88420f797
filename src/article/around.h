/* Inside article: the second look at a page's blocks: what the first look made of those around each. In: blocks with their first
 * scores. Out: features beside those of features.h. */
#ifndef MQ_ARTICLE_AROUND_H
#define MQ_ARTICLE_AROUND_H

#include "article/features.h"

#define MQ_AROUND 14

typedef struct {
	double score; /* of characters, by how likely they are text */
	double chars;
} mq_weighed;

typedef struct {
	const mq_page_facts *p;
	mq_weighed *before;             /* sums over the blocks before each */
	mq_weighed *box, *make;         /* sums by the parent of the block's box, and by make */
	uint32_t *sure_before;          /* the last sure block at or before each, UINT32_MAX when there is none */
	uint32_t *sure_after;           /* the first after it */
	uint32_t sure_first, sure_last; /* of the page; UINT32_MAX when it has none */
} mq_around;

mq_status mq_around_find(mq_arena *a, const mq_page_facts *p, mq_around *out) MQ_MUST_USE;
void mq_around_features(const mq_around *r, uint32_t block, float out[MQ_AROUND]);

#endif
