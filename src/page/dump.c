/* A text dump or a plain article: the whole file is one page. */
#include "page/charset.h"
#include "page/formats.h"

bool mq_dump_sniff(mq_text path, mq_text head)
{
	(void)path;
	(void)head;
	return true;
}

mq_status mq_whole_next(mq_reading *r, mq_arena *a, mq_page *page)
{
	mq_source *s = r->source;
	if (r->state) return (mq_status){MQ_END, MQ_BYTE_UNKNOWN, MQ_NONE};
	r->state = s; /* one page only: nothing to keep but that */
	page->offset = mq_source_offset(s);
	mq_text all = mq_source_peek_all(s);
	if (all.n > MQ_PAGE_MOST) return MQ_FAIL(MQ_LIMIT, MQ_PAGE_MOST, "the page is larger than 32 MiB");
	if (all.n == 0 && mq_ok(s->trouble)) return MQ_FAIL(MQ_BAD_DATA, 0, "the file is empty");
	if (all.n == 0) return (mq_status){MQ_END, MQ_BYTE_UNKNOWN, MQ_NONE};
	page->stored = mq_arena_text(a, all);
	mq_source_skip(s, all.n);
	mq_source_shrink(s);
	return mq_text_none(page->stored) ? mq_fail_memory(a) : MQ_DONE;
}

mq_status mq_dump_decode(mq_arena *a, const mq_page_options *o, mq_page *page)
{
	(void)o;
	size_t bad = mq_charset_binary(page->stored);
	if (bad != SIZE_MAX) return MQ_FAIL(MQ_BAD_DATA, bad, "not text: a byte that no text holds");
	page->kind = MQ_PAGE_TEXT;
	page->media_type = MQ_T("text/plain");
	return mq_charset_read(a, page->charset, false, page);
}
