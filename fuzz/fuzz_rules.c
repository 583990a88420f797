/* The rule compiler and the matcher: the first half of the input is a rule file, the second an article's body. Neither may crash,
 * hang or reach outside its memory, whatever they hold. */
#include "event/event.h"
#include "event/inner.h"
#include "record/record.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	static mq_engine engine;
	static mq_arena *forever;
	if (!forever) {
		forever = mq_arena_open(MQ_RULES_ARENA_MOST);
		if (!forever || !mq_ok(mq_engine_open(forever, MQ_NONE, &engine))) return 0;
	}
	mq_arena *a = mq_arena_open((size_t)64 << 20);
	if (!a) return 0;
	mq_text all = mq_text_at((const char *)data, n), rules = all, body = all;
	size_t cut = mq_text_find(all, MQ_T("\n===\n"), 0);
	if (cut != SIZE_MAX) {
		rules = mq_text_sub(all, 0, cut);
		body = mq_text_sub(all, cut + 5, n);
	}
	mq_coder coder = *engine.coder;
	memset(&coder.rules, 0, sizeof coder.rules);
	mq_status s = mq_rules_parse(a, engine.lexicon, MQ_T("fuzz.rule"), rules, &coder.rules);
	if (mq_ok(s)) s = mq_rules_compile(a, &coder.rules);
	if (mq_ok(s) && mq_utf8_bad(body) == SIZE_MAX) {
		mq_article article = {.title = MQ_T(""), .body = body, .published_day = 20000};
		mq_doc doc;
		mq_marks marks;
		mq_events events;
		s = mq_text_read(a, engine.lexicon, article.title, body, &doc);
		if (mq_ok(s)) s = mq_mark_doc(a, engine.marker, &article, &doc, &marks);
		if (mq_ok(s)) s = mq_code_events(a, &coder, &article, &doc, &marks, &events);
	}
	mq_arena_close(a);
	return mq_ok(s) ? 0 : 0;
}
