/* JSON out (RFC 8259), straight into a buffer: no tree, no allocation of its own. Commas are put by the writer.
 * Text that is not sound UTF-8 has its bad bytes replaced by U+FFFD. Nesting is bounded by MQ_JSON_DEPTH_MOST. */
#ifndef MQ_BASE_JSON_H
#define MQ_BASE_JSON_H

#include "base/arena.h"
#include "base/calendar.h"
#include "base/limits.h"

typedef struct {
	mq_buf *out;
	uint8_t depth;
	bool after_key;
	bool filled[MQ_JSON_DEPTH_MOST]; /* has this level a value already */
} mq_json;

void mq_json_open(mq_json *j, mq_buf *out);
void mq_json_object(mq_json *j);
void mq_json_object_end(mq_json *j);
void mq_json_array(mq_json *j);
void mq_json_array_end(mq_json *j);
void mq_json_key(mq_json *j, mq_text key);
void mq_json_text(mq_json *j, mq_text value); /* MQ_NONE gives null */
void mq_json_int(mq_json *j, int64_t value);
void mq_json_real(mq_json *j, double value,
		  int decimals); /* fixed decimals, 15 digits at most, trailing zeros off; NaN, infinity: null */
void mq_json_bool(mq_json *j, bool value);
void mq_json_null(mq_json *j);
void mq_json_raw(mq_json *j, mq_text json); /* a value already written as JSON */

/* key and value in one line */
void mq_json_put_text(mq_json *j, const char *key, mq_text value);
void mq_json_put_int(mq_json *j, const char *key, int64_t value);
void mq_json_put_bool(mq_json *j, const char *key, bool value);
/* "2025-12-09", or null where it is MQ_NO_DAY */
void mq_json_put_day(mq_json *j, const char *key, mq_day day);
void mq_json_put_real(mq_json *j, const char *key, double value, int decimals);
void mq_json_put_null(mq_json *j, const char *key);
void mq_json_put_array(mq_json *j, const char *key);
void mq_json_put_object(mq_json *j, const char *key);

#endif
