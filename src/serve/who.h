/* Who asks: address, key, and whether another site made the browser ask. */
#ifndef MQ_SERVE_WHO_H
#define MQ_SERVE_WHO_H

#include <microhttpd.h>

#include "serve/request.h"

/* fills r->who. behind_proxy: the connection comes from a proxy on this machine, which says in X-Forwarded-For whose it is */
void mq_who_read(struct MHD_Connection *c, bool behind_proxy, mq_text public_url, mq_who *out);

#endif
