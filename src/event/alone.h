/* Inside event: sentences that come without their articles. In: a scene of one and its candidates. Out: how likely it is that the
 * sentence tells of a type of event (a sum, as of a logistic function), and the features of that for training. */
#ifndef MQ_EVENT_ALONE_H
#define MQ_EVENT_ALONE_H

#include "event/inner.h"

/* by its words; by its words and its candidates together */
double mq_alone_words(mq_arena *a, const mq_coder *c, const mq_scene *s, size_t kind);
double mq_alone_sum(mq_arena *a, const mq_coder *c, const mq_scene *s, const mq_candidates *all, size_t kind);
void mq_alone_dump(mq_arena *a, const mq_coder *c, const mq_scene *s, const mq_candidates *all, mq_buf *dump);

#endif
