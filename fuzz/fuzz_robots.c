/* robots.txt: what is read of it, and what it says of paths taken from the same bytes. */
#include "page.h"
#include "watch/robots.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	mq_text file = mq_text_at((const char *)data, size);
	mq_buf rules;
	mq_buf_open(&rules, MQ_ROBOTS_MOST * 2);
	mq_robots_read(file, MQ_T("mirqab"), &rules);
	must(!rules.failed || size > MQ_ROBOTS_MOST / 2);
	/* robots.txt itself is always allowed (RFC 9309, 2.2.2); any other path gives an answer */
	must(mq_robots_allow(mq_buf_text(&rules), MQ_T("/robots.txt")));
	for (size_t at = 0; at + 64 < size && at < 4096; at += 61)
		(void)mq_robots_allow(mq_buf_text(&rules), mq_text_sub(file, at, at + 64));
	must(mq_robots_delay(mq_buf_text(&rules)) >= 0);
	mq_buf_close(&rules);
	return 0;
}
