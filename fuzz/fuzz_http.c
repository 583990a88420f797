/* A response as an archive keeps it: headers, chunks, content codings. */
#include "page.h"
#include "page/http.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	mq_arena *a = mq_arena_open(MQ_PAGE_ARENA_MOST);
	mq_text block = mq_text_at((const char *)data, size), out = MQ_NONE, odd;
	mq_http_head head;
	if (mq_http_head_read(block, &head)) {
		must(head.body <= size);
		if (mq_ok(mq_http_payload(a, block, &head, &out, &odd))) {
			must(out.n <= MQ_PAGE_MOST || out.n <= size);
			(void)mq_hash(out);
		}
	}
	mq_arena_close(a);
	return 0;
}
