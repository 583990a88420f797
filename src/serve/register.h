/* The register of instruments and people in office, as JSON and on pages. */
#ifndef MQ_SERVE_REGISTER_H
#define MQ_SERVE_REGISTER_H

#include "serve/api.h"
#include "store/person.h"

void mq_api_put_instrument(mq_json *j, const mq_series_row *i);
void mq_api_put_series(mq_json *j, const mq_series *x);
void mq_api_put_person_whole(mq_json *j, const mq_person *p);
void mq_api_put_quote(mq_json *j, const mq_quote_row *q);
/* members "profile" and "temperature" of the object that is open */
void mq_api_put_temperature(mq_json *j, mq_text profile, const mq_temperatures *points);

/* the scores that ?profile= asks for: plover (at first) or goldstein; another name is refused */
mq_status mq_profile_ask(mq_request *r) MQ_MUST_USE;

/* a row of the register for a page: name, href, kind_name, countries, edition, last, due_words … */
void mq_put_series_row(mq_request *r, mq_value *map, const mq_series_row *x);
/* the page's "due_items": what is due from..to, for calendars */
mq_status mq_put_due(mq_request *r, mq_value *page, const mq_filter *f, uint32_t most) MQ_MUST_USE;

#endif
