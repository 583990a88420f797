/* What somebody follows, held against a headline before its page is fetched. In: saved searches, pairs of countries, the words of
 * a headline and the countries it names. Out: how much it is wanted.
 * Promise: pure of the archive once opened; linear in the headline for each search; what a headline cannot tell (outlet, day,
 * kind, language) neither helps nor hinders. */
#ifndef MQ_STORE_INTEREST_H
#define MQ_STORE_INTEREST_H

#include "store/store.h"

typedef struct mq_interests mq_interests;
typedef enum { MQ_INTEREST_NONE, MQ_INTEREST_DOSSIER /* a pair of late */, MQ_INTEREST_FOLLOWED } mq_interest;

/* with the pairs of states between which something happened on `since` or later; lives in `a` */
mq_status mq_interests_open(mq_store *s, mq_arena *a, mq_day since, mq_interests **out) MQ_MUST_USE;
/* a saved search, as typed */
mq_status mq_interests_search(mq_interests *i, mq_text typed) MQ_MUST_USE;
/* "MAR-FRA", in any order */
mq_status mq_interests_pair(mq_interests *i, mq_text pair) MQ_MUST_USE;
/* words that a headline must have, in a row */
mq_status mq_interests_words(mq_interests *i, mq_text words) MQ_MUST_USE;
bool mq_interests_any(const mq_interests *i);
/* countries: "FRA MAR"; scratch holds the headline's words */
mq_interest mq_interests_of(mq_interests *i, mq_arena *scratch, mq_text title, mq_text countries);

#endif
