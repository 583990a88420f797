/* A person in office, over time. In: an id. Out: the offices that newspapers gave them, each with the first and the last article
 * that does; spellings with their sources; quotations; the happenings they are named in and their country takes part in, with the
 * temperature; people who may be the same, with the reason. Promise: nobody is merged; who is told of in no office has no page.
 */
#ifndef MQ_STORE_PERSON_H
#define MQ_STORE_PERSON_H

#include "store/instruments.h"

typedef struct {
	mq_text office; /* as printed */
	uint32_t articles, outlets;
	mq_day first, last;
	mq_article_row first_by, last_by;
} mq_office_row;

typedef struct {
	mq_person_row row;
	mq_text reason;  /* "same_office_and_country_near_spelling" "same_country_near_spelling" */
	mq_text offices; /* the office both hold, or MQ_NONE */
	uint32_t score;  /* of the spellings, to 100 */
} mq_alike_row;

typedef struct {
	mq_person_row row;
	MQ_VEC(mq_office_row) offices; /* the most attested first */
	MQ_VEC(mq_form_row) forms;     /* the most printed first */
	mq_quote_rows quotes;          /* the newest first */
	mq_happenings happenings;      /* the newest first */
	mq_temperatures temperature;
	mq_text profile;
	MQ_VEC(mq_alike_row) alike;
	bool cut;
} mq_person;

/* MQ_END: nobody of this id, or nobody in office */
mq_status mq_store_person(mq_store *s, mq_arena *a, mq_text id, mq_day today, mq_person *out) MQ_MUST_USE;

#endif
