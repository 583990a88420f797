/* Telling what is new in saved searches: a thread that looks now and then, puts messages into the desk's outbox, and sends what
 * is due. Messages leave at least once; their ids let a receiver drop repeats. */
#ifndef MQ_SERVE_ALERT_H
#define MQ_SERVE_ALERT_H

#include "desk/send.h"
#include "serve/request.h"

typedef struct mq_alerter mq_alerter;

typedef struct {
	const mq_site *site;
	mq_store_options store;
	mq_send_options send;
	const mq_log *log;
	uint32_t seconds; /* between two looks; the first wait of a message that did not arrive */
	int64_t (*now)(void *);
	void *of;
} mq_alert_options;

/* NULL where the thread cannot be started */
mq_alerter *mq_alerter_open(const mq_alert_options *o);
/* waits for the message under way */
void mq_alerter_close(mq_alerter *x);

#endif
