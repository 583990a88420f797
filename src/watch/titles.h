/* Inside watch, in the reader process: which countries the titles of a listing name, so that what is followed is fetched first.
 */
#ifndef MQ_WATCH_TITLES_H
#define MQ_WATCH_TITLES_H

#include "record/record.h"
#include "watch/found.h"

/* fills `countries` of the articles found; titles beyond a bound have none */
mq_status mq_titles_mark(mq_arena *a, const mq_engine *e, mq_found_list *list) MQ_MUST_USE;

#endif
