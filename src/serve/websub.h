/* Inside serve: where hubs reach us (WebSub), and how often they did since the start. */
#ifndef MQ_SERVE_WEBSUB_H
#define MQ_SERVE_WEBSUB_H

#include <stdatomic.h>

#include "serve/request.h"

struct mq_hub_counters {
	atomic_ullong verified, denied, delivered, repeated, forged, unknown;
};

/* is it one of the addresses that hubs know */
static inline bool mq_is_hub_path(mq_text path) { return mq_text_starts(path, MQ_T("/websub/")); }
/* lines of /metrics */
void mq_websub_metrics(const mq_site *site, mq_buf *out);

#endif
