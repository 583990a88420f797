#include "page/charset.h"
#include "page/formats.h"
#include "page/warc_inner.h"

static const mq_format *feed_format(void)
{
	for (size_t i = 0; i < mq_formats_n; i++)
		if (mq_formats[i].next == mq_feed_next) return &mq_formats[i];
	return NULL;
}

mq_status mq_warc_feed_open(mq_warc_feed *f, const mq_reading *r, mq_text payload, const mq_page *page, mq_text fetched)
{
	if (!mq_feed_sniff(MQ_NONE, mq_text_sub(payload, 0, 4096))) return (mq_status){MQ_END, MQ_BYTE_UNKNOWN, MQ_NONE};
	f->payload = mq_heap_alloc(payload.n + 1);
	if (!f->payload) return MQ_FAIL(MQ_NO_MEMORY, MQ_BYTE_UNKNOWN, "out of memory");
	memcpy(f->payload, payload.p, payload.n);
	if (!mq_source_open(&f->source, (mq_input){.fd = -1, .memory = mq_text_at(f->payload, payload.n)}, 0)) {
		mq_warc_feed_close(f);
		return MQ_FAIL(MQ_NO_MEMORY, MQ_BYTE_UNKNOWN, "out of memory");
	}
	f->reading = (mq_reading){.source = &f->source, .options = r->options, .path = r->path};
	f->record = page->record;
	f->offset = page->offset;
	f->fetched_n = fetched.n < sizeof f->fetched ? fetched.n : 0;
	if (f->fetched_n) memcpy(f->fetched, fetched.p, f->fetched_n);
	return MQ_DONE;
}

mq_status mq_warc_feed_next(mq_warc_feed *f, mq_arena *a, mq_page *page)
{
	mq_status s = mq_feed_next(&f->reading, a, page);
	page->record = f->record;
	page->offset = f->offset;
	if (s.code == MQ_END) mq_warc_feed_close(f);
	if (!mq_ok(s)) return s;
	page->format = feed_format();
	page->fetched = mq_text_sound(a, mq_arena_text(a, mq_text_at(f->fetched, f->fetched_n)));
	return mq_arena_failed(a) ? mq_fail_memory(a) : MQ_DONE;
}

void mq_warc_feed_close(mq_warc_feed *f)
{
	if (!f->payload) return;
	if (f->reading.state) mq_feed_close(f->reading.state);
	mq_source_close(&f->source);
	mq_heap_free(f->payload);
	*f = (mq_warc_feed){0};
}
