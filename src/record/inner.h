/* What the files that write and read records share. Private to src/record. */
#ifndef MQ_RECORD_INNER_H
#define MQ_RECORD_INNER_H

#include <jansson.h>

#include "record/record.h"

/* json.c */
void mq_put_span(mq_json *j, const mq_record *r, uint8_t in, uint32_t start, uint32_t end);
/* member "date", null where from is no day */
void mq_put_when(mq_json *j, mq_day from, mq_day to, uint8_t precision, bool approximate);
/* parse.c */
mq_text mq_get_text(mq_arena *a, const json_t *o, const char *key);
void mq_get_code(const json_t *o, const char *key, char *out, size_t room);
uint32_t mq_get_number(const json_t *o, const char *key);
uint32_t mq_get_id(const json_t *o, const char *key);
mq_day mq_get_day(const json_t *o, const char *key);
uint8_t mq_get_choice(const json_t *o, const char *key, const char *const *names, size_t n);
mq_evidence mq_get_evidence(const json_t *o);
/* instrument_json.c */
void mq_put_instruments(mq_json *j, const mq_record *r);
bool mq_parse_instruments(mq_arena *a, const json_t *record, mq_record *r) MQ_MUST_USE;

#endif
