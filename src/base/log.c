#include "base/log.h"

#include <stdarg.h>
#include <stdio.h>

void mq_log_print(const mq_log *log, mq_log_level level, const char *form, ...)
{
	char line[1024];
	va_list args;
	if (!log || !log->write || level > log->level) return;
	va_start(args, form);
	int n = vsnprintf(line, sizeof line, form, args);
	va_end(args);
	if (n < 0) return;
	log->write(log->to, level, mq_text_at(line, (size_t)n < sizeof line ? (size_t)n : sizeof line - 1));
}
