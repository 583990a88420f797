/* A text dump or a plain article: the whole file is one page. */
#include "page/formats.h"

bool mq_dump_sniff(mq_text path, mq_text head)
{
	(void)path;
	(void)head;
	return true;
}

mq_status mq_dump_next(void **state, mq_source *s, mq_arena *a, mq_page *page)
{
	(void)state;
	mq_text all = mq_source_peek(s, MQ_PAGE_MOST + 1);
	if (s->failed) return MQ_FAIL(MQ_IO, MQ_BYTE_UNKNOWN, "reading failed");
	if (all.n == 0)
		return page->offset == 0 && page->record == 0 ? (mq_source_skip(s, 0), (mq_status){MQ_END, 0, MQ_NONE})
							      : (mq_status){MQ_END, 0, MQ_NONE};
	if (all.n > MQ_PAGE_MOST) return MQ_FAIL(MQ_LIMIT, MQ_PAGE_MOST, "the page is larger than 32 MiB");
	page->kind = MQ_PAGE_TEXT;
	page->media_type = MQ_T("text/plain");
	page->charset = MQ_T("utf-8");
	page->stored = page->text = mq_arena_text(a, all);
	if (mq_text_none(page->stored)) return mq_fail_memory(a);
	mq_source_skip(s, all.n);
	return MQ_DONE;
}
