/* Words to people, through a function that the caller brings; the library itself prints nothing. */
#ifndef MQ_BASE_LOG_H
#define MQ_BASE_LOG_H

#include "base/status.h"

typedef enum { MQ_LOG_ERROR, MQ_LOG_WARN, MQ_LOG_INFO, MQ_LOG_DEBUG } mq_log_level;

typedef struct {
	/* words to people; may be NULL. The line has no newline at its end */
	void (*write)(void *to, mq_log_level level, mq_text line);
	void *to;
	mq_log_level level;
} mq_log;

__attribute__((format(printf, 3, 4))) void mq_log_print(const mq_log *log, mq_log_level level, const char *form, ...);

#endif
