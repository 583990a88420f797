/* Inside article: the title. Voters are the headings of the page and what its head says; a heading that the head agrees with
 * is the title as the page prints it. */
#ifndef MQ_ARTICLE_TITLE_H
#define MQ_ARTICLE_TITLE_H

#include "article/blocks.h"
#include "article/meta.h"

typedef struct {
	mq_text text;  /* of the head's best voter when node is 0 */
	uint32_t node; /* the heading, 0 when none was chosen */
	uint32_t from; /* bytes of the heading's text before the title: a kicker ("Opinion", «رأي») that stands in it */
} mq_title;

mq_status mq_title_pick(mq_arena *a, const mq_dom *d, const mq_blocks *b, const mq_meta *m, mq_title *out) MQ_MUST_USE;
/* how much two texts share, 0..1, by their words without case and marks */
float mq_likeness(mq_text a, mq_text b);

#endif
