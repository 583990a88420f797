/* An answer of a source: what it names; every address that is given out is in its one form. */
#include "page.h"
#include "record/record.h"
#include "watch/found.h"

static const mq_link_rules *rules;
static mq_engine engine;

static void open_once(void)
{
	static mq_arena *kept;
	if (kept) return;
	kept = mq_arena_open(MQ_RULES_ARENA_MOST);
	must(mq_ok(mq_engine_open(kept, MQ_NONE, &engine)));
	must(mq_ok(mq_link_rules_open(kept, engine.pack, &rules)));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	mq_arena *a = mq_arena_open(MQ_PAGE_ARENA_MOST);
	mq_found_list list;
	open_once();
	mq_text block = mq_text_at((const char *)data, size), again;
	mq_status s = mq_found_read(a, engine.pack, engine.profiles, rules, MQ_T("https://press.example/list/"), block, &list);
	for (uint32_t i = 0; mq_ok(s) && i < list.v.n && i < 200; i++) {
		must(list.v.v[i].kind < MQ_FOUND_KINDS && list.v.v[i].url.n <= MQ_URL_MOST);
		must(mq_text_starts(list.v.v[i].url, MQ_T("http")));
		/* formed twice is formed once */
		must(mq_url_form(a, rules, MQ_NONE, list.v.v[i].url, &again) && mq_text_eq(again, list.v.v[i].url));
	}
	mq_arena_close(a);
	return 0;
}
