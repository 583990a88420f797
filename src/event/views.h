/* views: an event as PLOVER and CAMEO see it. In: an event. Out: type, mode, code, scores. The plain kind and status stay beside
 * the view; nothing is lost by exporting. PLOVER manual 2024-02-04; RECORDS' rule for what is only announced or was called off.
 */
#ifndef MQ_EVENT_VIEWS_H
#define MQ_EVENT_VIEWS_H

#include "event/event.h"

typedef struct {
	mq_text type;  /* one of PLOVER's sixteen */
	mq_text mode;  /* or MQ_NONE */
	mq_text cameo; /* two to four digits */
	int quad;      /* 1 verbal cooperation … 4 material conflict */
	double score;  /* PLOVER's */
	double goldstein;
	bool historical, future, hypothetical, negated; /* PLOVER's auxiliary modes */
} mq_event_view;

void mq_event_view_of(const mq_event *e, mq_event_view *out);

#endif
