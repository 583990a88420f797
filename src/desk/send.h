/* Messages on their way out: webhooks as Standard Webhooks says (webhook-id, webhook-timestamp, webhook-signature: "v1," and the
 * HMAC-SHA256 of "id.timestamp.body" in base64), and e-mail by SMTP.
 * A webhook's socket is checked as a fetch's is: a name that leads to a private address is refused, unless it was allowed by
 * name. */
#ifndef MQ_DESK_SEND_H
#define MQ_DESK_SEND_H

#include "desk/desk.h"
#include "watch/address.h"

typedef struct {
	const mq_allowed_list *allowed; /* addresses that webhooks may reach beside public ones */
	mq_text agent;                  /* User-Agent */
	mq_text smtp;                   /* "smtp://host:25", "smtps://user:password@host"; MQ_NONE: no e-mail */
	mq_text from;                   /* mailbox that messages come from */
} mq_send_options;

/* MQ_NONE: it arrived (2xx, or SMTP's 250); otherwise why not, in the arena */
mq_text mq_desk_send(mq_arena *a, const mq_send_options *o, const mq_delivery *x, int64_t now);
/* "v1,…" over id, timestamp and body; secret as kept, "whsec_" and base64. MQ_NONE where the secret is none */
mq_text mq_webhook_signature(mq_arena *a, mq_text secret, mq_text id, int64_t timestamp, mq_text body);

#endif
