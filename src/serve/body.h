/* An article's text as HTML: paragraphs, evidence, people, countries, dates, quotations. */
#ifndef MQ_SERVE_BODY_H
#define MQ_SERVE_BODY_H

#include "serve/pages.h"

/* events past this one are listed but not lit in the text */
#define MQ_LIT_EVENTS_MOST 64u

/* MQ_NONE when memory is out. Each event's first evidence carries the id "e<N>"; sentences have the classes ev and e<N> */
mq_text mq_body_html(mq_request *r, const mq_record *record, uint8_t field);
/* the same with the sentences of one event lit from the start */
mq_text mq_body_html_lit(mq_request *r, const mq_record *record, uint8_t field, uint32_t event);
/* where a span of title or body stands in the stored page */
mq_span mq_page_span(const mq_record *record, uint8_t field, uint32_t start, uint32_t end);

#endif
