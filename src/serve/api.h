/* Rows of the archive as JSON: the same shapes everywhere in the API (web/openapi.json says them). */
#ifndef MQ_SERVE_API_H
#define MQ_SERVE_API_H

#include "serve/pages.h"

void mq_api_put_day(mq_json *j, const char *key, mq_day day);
void mq_api_put_article_row(mq_json *j, const mq_article_row *row);
void mq_api_put_event_row(mq_json *j, const mq_event_row *e);
void mq_api_put_parties(mq_json *j, const char *key, const mq_party *p, uint32_t n);
void mq_api_put_passage(mq_json *j, const mq_passage *p);
void mq_api_put_happening(mq_json *j, const mq_happening *h);
void mq_api_put_person(mq_json *j, const mq_person_row *p);
/* {"items":[ … ],"next":cursor or null}: the answer's beginning and end, and its Link header */
void mq_api_list(mq_json *j, mq_reply *out);
void mq_api_list_end(mq_request *r, mq_json *j, mq_reply *out, mq_text next);
/* the address of the next page: the same one with another cursor */
mq_text mq_api_next_address(mq_request *r, mq_text next, const char *name);
/* what a feed or calendar file is of, by its path: "latest", "pair/MAR-FRA", "country/MAR"; with its ending, title and page */
mq_status mq_feed_scope(mq_request *r, mq_filter *f, mq_text *ending, mq_text *title, mq_text *page) MQ_MUST_USE;

#endif
