/* Responses of libmicrohttpd out of replies: headers, gzip. */
#ifndef MQ_SERVE_RESPOND_H
#define MQ_SERVE_RESPOND_H

#include <microhttpd.h>

#include "serve/request.h"
#include "serve/worker.h"

/* the reply with its headers, and what is answered instead where the reader has it already; both NULL when memory is out.
 * etag may be "" */
bool mq_respond(mq_worker *w, const mq_reply *r, bool gzip, const char *etag, struct MHD_Response **answer,
		struct MHD_Response **unchanged);
/* an answer made without the archive: a problem of RFC 9457, with Retry-After where wait is not 0 */
enum MHD_Result mq_respond_short(struct MHD_Connection *c, unsigned status, const char *title, uint32_t wait);

#endif
