/* The pass over people, offices and organisations. */
#include "mark/people.h"

mq_status mq_mark_people(const mq_marking *k)
{
	mq_peopling p = {.k = k, .w = k->m->people};
	MQ_TRY(mq_people_facts(&p));
	MQ_TRY(mq_people_names(&p));
	MQ_TRY(mq_people_roles(&p));
	if (p.guessed) {
		p.names.n = p.alone.n = 0;
		MQ_TRY(mq_people_names(&p));
		MQ_TRY(mq_people_roles(&p));
	}
	MQ_TRY(mq_people_coref(&p));
	MQ_TRY(mq_people_emit(&p));
	return mq_people_orgs(&p);
}
