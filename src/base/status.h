/* One status type. An expected outcome ("no date here") is not an error and has no code.
 * A failure carries a sentence that says what failed, and at which byte of its input where that is known. */
#ifndef MQ_BASE_STATUS_H
#define MQ_BASE_STATUS_H

#include "base/arena.h"

typedef enum {
	MQ_OK = 0,
	MQ_END,      /* no more records: the one expected end of a reader */
	MQ_BAD_DATA, /* the input is not what it says it is */
	MQ_LIMIT,    /* a bound of limits.h was reached */
	MQ_NO_MEMORY,
	MQ_NO_INPUT,    /* a path that is not there or not readable */
	MQ_IO,          /* reading or writing failed */
	MQ_CANT_CREATE, /* an output that cannot be made */
	MQ_USAGE,
	MQ_UNAVAILABLE, /* a service or a lock that may be free later */
	MQ_INTERNAL     /* our fault */
} mq_code;

#define MQ_BYTE_UNKNOWN UINT64_MAX

typedef struct {
	mq_code code;
	uint64_t byte; /* where in the input, or MQ_BYTE_UNKNOWN */
	mq_text why;   /* a sentence without the place; lives in the arena that was given, or static */
} mq_status;

#define MQ_MUST_USE __attribute__((warn_unused_result))
#define MQ_DONE     ((mq_status){MQ_OK, MQ_BYTE_UNKNOWN, {NULL, 0}})

static inline bool mq_ok(mq_status s) { return s.code == MQ_OK; }

/* a failure with a constant sentence */
#define MQ_FAIL(code_, byte_, literal) ((mq_status){(code_), (byte_), MQ_T(literal)})
/* what an arena's NULL means: its limit, or the system's */
mq_status mq_fail_memory(const mq_arena *a);
__attribute__((format(printf, 4, 5))) mq_status mq_fail(mq_arena *a, mq_code code, uint64_t byte, const char *form, ...);
/* sysexits(3) number for a code */
int mq_exit_code(mq_code code);
/* short name of a code, for logs and JSON: "bad_data", "limit" … */
mq_text mq_code_name(mq_code code);

/* return at once on failure */
#define MQ_TRY(expr)                                                                                                             \
	do {                                                                                                                     \
		mq_status try_ = (expr);                                                                                         \
		if (try_.code != MQ_OK) return try_;                                                                             \
	} while (0)

#endif
