/* Memory that runs out at any place: an arena of every size up to what a page needs, over the fuzzers' corpora. What comes is
 * the page, or a failure that says so; never half a page. */
#include <stdio.h>

#include "check.h"
#include "page/page.h"

static void one(mq_text bytes)
{
	mq_arena *full = mq_arena_open(MQ_PAGE_ARENA_MOST), *life = mq_arena_open((size_t)1 << 20);
	mq_page page, whole;
	mq_status want = mq_page_of_bytes(full, NULL, bytes, &whole);
	size_t need = mq_arena_used(full) + 64;
	for (size_t limit = 16; limit < need; limit += limit < 4096 ? 48 : limit / 16) {
		mq_arena *a = mq_arena_open(limit);
		mq_reader *r;
		mq_arena_clear(life);
		if (mq_ok(mq_reader_open_bytes(life, NULL, MQ_T("x"), bytes, 0, &r))) {
			mq_status s = mq_reader_next(r, a, &page);
			bool same =
			    s.code == want.code &&
			    (!mq_ok(s) || (mq_text_eq(page.text, whole.text) && mq_text_eq(page.fields.body, whole.fields.body)));
			MQ_CHECK(same || s.code == MQ_LIMIT || s.code == MQ_NO_MEMORY || (s.code == MQ_END && !mq_ok(want)));
			mq_reader_close(r);
		}
		mq_arena_close(a);
	}
	mq_arena_close(life);
	mq_arena_close(full);
}

int main(void)
{
	static const char *const folders[] = {"jsonl", "warc", "wet", "feed", "dump", "html"};
	mq_arena *a = mq_arena_open((size_t)16 << 20);
	for (size_t i = 0; i < sizeof folders / sizeof *folders; i++) {
		mq_paths paths = {0};
		MQ_CHECK(mq_ok(mq_paths_of(a, mq_arena_print(a, "fuzz/corpus/%s", folders[i]), &paths)));
		for (uint32_t k = 0; k < paths.n; k++) {
			static char bytes[(size_t)1 << 20];
			char name[512];
			snprintf(name, sizeof name, "%.*s", MQ_ARG(paths.v[k]));
			FILE *f = fopen(name, "rb");
			size_t n = f ? fread(bytes, 1, sizeof bytes, f) : 0;
			if (f) fclose(f);
			one(mq_text_at(bytes, n));
		}
	}
	mq_arena_close(a);
	return mq_check_done();
}
