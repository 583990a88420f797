/* The listening socket: made here, so that a taken port is a clear failure before any thread starts. */
#ifndef MQ_SERVE_LISTEN_H
#define MQ_SERVE_LISTEN_H

#include "base/base.h"

/* "127.0.0.1:8080" or "[::1]:8080", numbers only; *address becomes the bound one, with the port that a 0 was given */
mq_status mq_listen(mq_arena *a, mq_text listen_on, int *fd, mq_text *address) MQ_MUST_USE;

#endif
