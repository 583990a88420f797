/* How often one address may ask of the API: a bucket of tokens for each, in a table that does not grow. */
#ifndef MQ_SERVE_RATE_H
#define MQ_SERVE_RATE_H

#include "base/base.h"

typedef struct mq_rate mq_rate;

/* a second: tokens that come in; a bucket holds ten seconds of them */
mq_rate *mq_rate_open(uint32_t a_second);
void mq_rate_close(mq_rate *r);
/* takes a token of the address (its bytes); 0, or the seconds to wait for one */
uint32_t mq_rate_take(mq_rate *r, mq_text address, uint64_t milliseconds);

#endif
