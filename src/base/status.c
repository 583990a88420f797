#include "base/status.h"

#include <stdarg.h>
#include <stdio.h>
#include <sysexits.h>

mq_status mq_fail_memory(const mq_arena *a)
{
	if (mq_arena_at_limit(a)) return MQ_FAIL(MQ_LIMIT, MQ_BYTE_UNKNOWN, "needs more memory than one page may take");
	return MQ_FAIL(MQ_NO_MEMORY, MQ_BYTE_UNKNOWN, "out of memory");
}

mq_status mq_fail(mq_arena *a, mq_code code, uint64_t byte, const char *form, ...)
{
	va_list args;
	char line[512];
	va_start(args, form);
	vsnprintf(line, sizeof line, form, args);
	va_end(args);
	mq_text why = mq_arena_text(a, mq_text_of(line));
	if (mq_text_none(why)) why = MQ_T("failed, and no memory was left to say why");
	return (mq_status){code, byte, why};
}

static const struct {
	const char *name;
	int exit;
} codes[] = {
    [MQ_OK] = {"ok", EX_OK},
    [MQ_END] = {"end", EX_OK},
    [MQ_BAD_DATA] = {"bad_data", EX_DATAERR},
    [MQ_LIMIT] = {"limit", EX_DATAERR},
    [MQ_NO_MEMORY] = {"no_memory", EX_OSERR},
    [MQ_NO_INPUT] = {"no_input", EX_NOINPUT},
    [MQ_IO] = {"io", EX_IOERR},
    [MQ_CANT_CREATE] = {"cant_create", EX_CANTCREAT},
    [MQ_USAGE] = {"usage", EX_USAGE},
    [MQ_UNAVAILABLE] = {"unavailable", EX_UNAVAILABLE},
    [MQ_INTERNAL] = {"internal", EX_SOFTWARE},
};

int mq_exit_code(mq_code code) { return codes[code].exit; }
mq_text mq_code_name(mq_code code) { return mq_text_of(codes[code].name); }
