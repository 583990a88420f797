/* Inside serve: how following the press goes, for /metrics. Read from the archive, whoever writes it. */
#ifndef MQ_SERVE_WATCHING_H
#define MQ_SERVE_WATCHING_H

#include "serve/request.h"

/* lines of the text format of Prometheus; none where nothing is followed */
mq_status mq_watching_metrics(mq_request *r, mq_buf *out) MQ_MUST_USE;

#endif
