/* Inside store: the temperature of happenings: of a pair, a country, a person. */
#ifndef MQ_STORE_TEMPERATURE_H
#define MQ_STORE_TEMPERATURE_H

#include "store/ask.h"

/* weighs each happening by the store's profile (PLOVER at first), and gives a point a week, the oldest first */
mq_status mq_temperature_make(mq_store *s, mq_arena *a, mq_happenings *h, mq_day today, mq_temperatures *out,
			      mq_text *profile) MQ_MUST_USE;
/* dossier.c: a quotation of an article's record; there: it has one of that number */
mq_status mq_quote_of(mq_store *s, mq_arena *a, int64_t article, int64_t local, mq_quote_row *out, bool *there) MQ_MUST_USE;

#endif
