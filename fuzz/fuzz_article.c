/* HTML and text dumps up to the article: what the map says must hold, whatever the page. */
#include "page.h"
#include "record/record.h"

static mq_engine engine;
static bool opened;

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static mq_arena *rules;
	if (!opened) {
		rules = mq_arena_open(MQ_RULES_ARENA_MOST);
		must(mq_ok(mq_engine_open(rules, MQ_NONE, &engine)));
		opened = true;
	}
	static const char *const formats[] = {"html", "dump", "feed", "jsonl"};
	mq_page_options o = {.as = mq_text_of(formats[size ? data[0] % 4 : 0]), .pack = engine.pack};
	mq_arena *a = mq_arena_open(MQ_PAGE_ARENA_MOST);
	mq_page page;
	mq_article article;
	mq_text bytes = size ? mq_text_at((const char *)data + 1, size - 1) : MQ_T("");
	if (mq_ok(mq_page_of_bytes(a, &o, bytes, &page)) && mq_ok(mq_article_make(a, engine.profiles, &page, &article))) {
		must(mq_utf8_bad(article.body) == SIZE_MAX && mq_utf8_bad(article.title) == SIZE_MAX);
		check_map(&article.map, article.body, page.stored);
		check_map(&article.title_map, article.title, page.stored);
	}
	mq_arena_close(a);
	return 0;
}
