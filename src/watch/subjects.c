/* What is followed: words that were named, saved searches, and pairs of countries between which something happened of late. */
#include "watch/inside.h"

/* how often it is read again, and of how many days what happened is late news */
#define AGAIN_MS  INT64_C(300000)
#define LATE_DAYS 30

static mq_status read_all(run *r)
{
	mq_day today = (mq_day)(mq_run_now(r) / 86400000);
	MQ_TRY(mq_interests_open(r->o->store, r->interest_arena, today - LATE_DAYS, &r->interests));
	for (uint32_t i = 0; i < r->o->subjects.n; i++) MQ_TRY(mq_interests_words(r->interests, r->o->subjects.v[i]));
	return r->o->followed ? r->o->followed(r->o->followed_of, r->interests) : MQ_DONE;
}

mq_status mq_run_subjects(run *r)
{
	int64_t now = mq_run_real();
	if (r->interests && now < r->interests_at) return MQ_DONE;
	if (!r->interest_arena) r->interest_arena = mq_arena_open(MQ_REQUEST_ARENA_MOST);
	if (!r->interest_arena) return MQ_FAIL(MQ_NO_MEMORY, MQ_BYTE_UNKNOWN, "out of memory");
	mq_arena_clear(r->interest_arena);
	r->interests_at = now + AGAIN_MS;
	return read_all(r);
}

void mq_run_subjects_close(run *r) { mq_arena_close(r->interest_arena); }
