/* The smallest test harness: checks count, a failure says where, the last line is "N passed, N failed". */
#ifndef MQ_CHECK_H
#define MQ_CHECK_H

#include <stdio.h>

#include "base/base.h"

static int mq_check_passed, mq_check_failed;

static inline void mq_check_(bool ok, const char *what, const char *file, int line)
{
	if (ok) {
		mq_check_passed++;
		return;
	}
	mq_check_failed++;
	fprintf(stderr, "%s:%d: %s\n", file, line, what);
}

static inline void mq_check_text_(mq_text a, mq_text b, const char *file, int line)
{
	bool same = mq_text_eq(a, b);
	mq_check_(same, "texts differ", file, line);
	if (!same) fprintf(stderr, "  have: %.*s\n  want: %.*s\n", MQ_ARG(a), MQ_ARG(b));
}

static inline int mq_check_done(void)
{
	printf("%d passed, %d failed\n", mq_check_passed, mq_check_failed);
	return mq_check_failed != 0;
}

#define MQ_CHECK(cond)            mq_check_((cond), #cond, __FILE__, __LINE__)
#define MQ_CHECK_TEXT(have, want) mq_check_text_((have), (want), __FILE__, __LINE__)

#endif
