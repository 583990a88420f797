/* Inside page: JSON read in place (RFC 8259), so that every byte of a string can be carried back to the bytes it stands on. */
#ifndef MQ_PAGE_JSON_SCAN_H
#define MQ_PAGE_JSON_SCAN_H

#include "page/page.h"

typedef enum {
	MQ_JSON_STRING,
	MQ_JSON_NUMBER,
	MQ_JSON_TRUE,
	MQ_JSON_FALSE,
	MQ_JSON_NULL,
	MQ_JSON_OBJECT,
	MQ_JSON_ARRAY
} mq_json_kind;

/* a value in the text: for a string, between its quotes */
typedef struct {
	mq_json_kind kind;
	mq_span at;
} mq_json_value;

typedef struct {
	mq_text text;
	size_t at;
	const char *why; /* set on failure, with `at` */
} mq_json_scan;

/* The value at s->at, checked whole and passed over. False with why and at on failure. */
bool mq_json_take(mq_json_scan *s, unsigned depth, mq_json_value *out);
/* Members of an object and elements of an array, one by one: *at begins at v.at.start + 1 and moves; false at the end. The value
 * must have been passed over by mq_json_take before, so nothing fails here. */
bool mq_json_member(mq_text text, mq_json_value v, size_t *at, mq_json_value *key, mq_json_value *value);
bool mq_json_element(mq_text text, mq_json_value v, size_t *at, mq_json_value *value);
/* a whole document: one value and white space */
mq_status mq_json_document(mq_arena *a, mq_text text, uint64_t offset, mq_json_value *out) MQ_MUST_USE;
/* The string's text as sound UTF-8, with a map back to `text` (may be NULL). Lone surrogates and bad bytes give U+FFFD, counted
 * in *odd (may be NULL). MQ_NONE when memory is out */
mq_text mq_json_string(mq_arena *a, mq_text text, mq_json_value v, mq_map *map, uint32_t *odd);
/* is the string value exactly these ASCII bytes, without escapes */
bool mq_json_is(mq_text text, mq_json_value v, mq_text word);

#endif
