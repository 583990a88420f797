/* What people said of coded events: right, right but for something, wrong. A log of its own beside the records: it is only added
 * to. An event is known again, after its page was read anew or under other rules, by its article, its kind, a sentence that tells
 * of it, its trigger and its parties, in this order of weight. The record keeps what was coded; events, pairs, happenings and
 * lists show what was said: a rejected event is in none of them, a corrected one is there as corrected. What was undone counts no
 * more. */
#ifndef MQ_STORE_CORRECTIONS_H
#define MQ_STORE_CORRECTIONS_H

#include "store/store.h"

mq_text mq_review_name(mq_review v); /* "none" "accept" "correct" "reject" */
mq_review mq_review_of(mq_text name);

/* What is said of one event. Fields that are MQ_NONE stay as coded; only `correct` may have any. Countries are codes parted by
 * commas, "-" is nobody; days are ISO dates, "-" is no date; background is "true" or "false". */
typedef struct {
	mq_review verdict;
	mq_text kind, status, actors, recipients, from, to, background;
	mq_text who, note; /* who says so, and why; may be MQ_NONE */
	mq_text at;        /* RFC 3339, of the caller's clock */
} mq_correction;

typedef struct {
	int64_t n; /* its number in the log */
	mq_correction said;
	mq_text undone_at, undone_by;                        /* MQ_NONE while it counts */
	bool replaced;                                       /* a later one speaks of the same event */
	mq_text kind, actors, recipients, sentence, trigger; /* as the event was coded when it was judged */
	mq_article_row from;
	char event[24]; /* the event it is about now, or "": the rules no longer code it */
} mq_correction_row;
typedef MQ_VEC(mq_correction_row) mq_correction_rows;

/* writes one row of the log and settles what it changes, in transactions of its own (not inside mq_store_begin). MQ_END: no such
 * event; MQ_BAD_DATA: a field that no event can have, with a sentence. n may be NULL */
mq_status mq_store_correct(mq_store *s, mq_arena *a, mq_text event, const mq_correction *c, int64_t *n) MQ_MUST_USE;
/* takes one back; MQ_END when there is none with this number that still counts */
mq_status mq_store_uncorrect(mq_store *s, mq_arena *a, int64_t n, mq_text who, mq_text at) MQ_MUST_USE;
/* newest first; article: id or MQ_NONE; before: only numbers under it, 0 for all; limit 0: 50 */
mq_status mq_store_corrections(mq_store *s, mq_arena *a, mq_text article, int64_t before, uint32_t limit,
			       mq_correction_rows *out) MQ_MUST_USE;
/* the countries of parties as a correction says them: "MAR,FRA", "-" where there is none */
mq_text mq_correction_codes(mq_arena *a, const mq_party *p, uint32_t n);
/* events nobody has judged, the least sure first; the filter's cursor and order are not looked at */
mq_status mq_store_unreviewed(mq_store *s, mq_arena *a, const mq_filter *f, mq_event_rows *out) MQ_MUST_USE;

#endif
