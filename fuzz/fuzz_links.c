/* Sitemaps, OPML, robots.txt and dates: the readers that stand beside the formats. */
#include "page.h"
#include "page/feed.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	mq_arena *a = mq_arena_open((size_t)64 << 20);
	mq_text t = mq_text_at((const char *)data, size);
	mq_links links = {0};
	mq_subscriptions subscriptions = {0}, again = {0};
	bool is_index;
	mq_buf out;
	mq_buf_open(&out, (size_t)16 << 20);
	mq_text date = mq_feed_date(a, NULL, t);
	must(mq_text_none(date) || mq_day_parse(date) != MQ_NO_DAY);
	(void)!mq_ok(mq_sitemap_read(a, NULL, t, &links, &is_index));
	(void)!mq_ok(mq_robots_sitemaps(a, t, &links));
	if (mq_ok(mq_opml_read(a, t, &subscriptions))) {
		mq_opml_write(MQ_T("x"), &subscriptions, &out);
		must(out.failed || mq_ok(mq_opml_read(a, mq_buf_text(&out), &again)));
		must(out.failed || again.n == subscriptions.n);
	}
	mq_buf_close(&out);
	mq_arena_close(a);
	return 0;
}
