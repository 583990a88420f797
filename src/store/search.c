#include "store/ask.h"

mq_status mq_store_search(mq_store *s, mq_arena *a, const mq_search *q, mq_answer *out)
{
	(void)s;
	(void)a;
	memset(out, 0, sizeof *out);
	out->understood = q->query;
	return MQ_DONE;
}
