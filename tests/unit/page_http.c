/* The content codings, each over the same sentence, from the corpus of the fuzzer. */
#include <stdio.h>

#include "check.h"
#include "page/http.h"

static mq_text payload_of(mq_arena *a, const char *name, mq_text *odd)
{
	char path[256], *p = mq_arena_alloc(a, 65536);
	mq_http_head head;
	mq_text out = MQ_NONE;
	snprintf(path, sizeof path, "fuzz/corpus/http/%s", name);
	FILE *f = fopen(path, "rb");
	size_t n = f ? fread(p, 1, 65536, f) : 0;
	if (f) fclose(f);
	mq_text block = mq_text_at(p, n);
	MQ_CHECK(mq_http_head_read(block, &head) && head.status == 200);
	MQ_CHECK_TEXT(head.media_type, MQ_T("text/html"));
	MQ_CHECK_TEXT(head.charset, MQ_T("utf-8"));
	MQ_CHECK(mq_ok(mq_http_payload(a, block, &head, &out, odd)));
	return out;
}

int main(void)
{
	static const char *const coded[] = {"gzip", "deflate", "raw-deflate", "br", "zstd", "two"};
	mq_arena *a = mq_arena_open((size_t)64 << 20);
	mq_text odd;
	for (size_t i = 0; i < sizeof coded / sizeof *coded; i++) {
		mq_text t = payload_of(a, coded[i], &odd);
		MQ_CHECK_TEXT(t, MQ_T("وصل وزير الخارجية إلى العاصمة اليوم في زيارة رسمية"));
		MQ_CHECK(odd.n == 0);
	}
	MQ_CHECK_TEXT(payload_of(a, "chunked", &odd), MQ_T("helloabc"));
	MQ_CHECK_TEXT(payload_of(a, "not-chunked", &odd), MQ_T("<html>"));
	MQ_CHECK(odd.n != 0);
	MQ_CHECK_TEXT(payload_of(a, "plain", &odd), MQ_T("x"));
	mq_arena_close(a);
	return mq_check_done();
}
