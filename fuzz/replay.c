/* Runs a fuzz target over files and folders given: the corpus as a test, without a fuzzer. Prints "N passed, N failed". */
#include <stdio.h>

#include "page/page.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static unsigned replay(mq_text path)
{
	mq_arena *a = mq_arena_open((size_t)256 << 20);
	mq_text name = mq_arena_print(a, "%.*s", MQ_ARG(path));
	FILE *f = fopen(name.p, "rb");
	unsigned done = 0;
	if (f) {
		mq_buf b;
		mq_buf_open(&b, (size_t)64 << 20);
		char some[65536];
		for (size_t n; (n = fread(some, 1, sizeof some, f)) > 0;) mq_buf_put(&b, mq_text_at(some, n));
		fclose(f);
		/* a copy of exactly its size: a read past the end is seen */
		uint8_t *exact = mq_heap_alloc(b.n);
		if (b.n) memcpy(exact, b.p, b.n);
		(void)LLVMFuzzerTestOneInput(exact, b.n);
		mq_heap_free(exact);
		mq_buf_close(&b);
		done = 1;
	} else fprintf(stderr, "cannot open %s\n", name.p);
	mq_arena_close(a);
	return done;
}

int main(int argc, char **argv)
{
	mq_arena *a = mq_arena_open((size_t)64 << 20);
	unsigned done = 0, failed = 0;
	for (int i = 1; i < argc; i++) {
		mq_paths paths = {0};
		if (!mq_ok(mq_paths_of(a, mq_text_of(argv[i]), &paths))) failed++;
		for (uint32_t k = 0; k < paths.n; k++) {
			unsigned one = replay(paths.v[k]);
			done += one;
			failed += 1 - one;
		}
	}
	mq_arena_close(a);
	printf("%u passed, %u failed\n", done, failed);
	return failed != 0;
}
