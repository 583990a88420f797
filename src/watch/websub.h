/* WebSub (W3C Recommendation of 2018-01-23), the subscriber's side: what is pure of it. Requests to a hub as a form, and the
 * signature of what a hub delivers. Who asks and when is hubs.c's, who answers is serve's. */
#ifndef MQ_WATCH_WEBSUB_H
#define MQ_WATCH_WEBSUB_H

#include "store/hubs.h"

/* hub.callback, hub.mode, hub.topic, hub.lease_seconds and hub.secret as application/x-www-form-urlencoded; MQ_NONE: no memory */
mq_text mq_websub_form(mq_arena *a, const mq_hub *h, mq_hub_mode mode);
/* Is `header` (X-Hub-Signature, "method=hex") made of these bytes with this secret. sha256, sha384, sha512, and sha1: hubs in use
 * (Google's, WordPress's) sign with nothing else, an HMAC does not rest on its hash being free of collisions, and what a forged
 * delivery could gain is that we look at addresses. Compared in constant time. */
bool mq_websub_signed(mq_text header, mq_text secret, mq_text bytes);

#endif
