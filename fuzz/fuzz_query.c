/* Queries, however odd: each is answered, twice with the same answer, with marks inside their passages. The archive is made here,
 * of a few pages of our own. */
#include "archive.h"

static void fill_archive(void)
{
	static const char *const lines[] = {
	    "{\"title\":\"اجتماع في الرباط\",\"body\":\"عقد الوزير الفرنسي اجتماعا في الرباط يوم 3 أبريل 2025 مع نظيره المغربي "
	    "ناصر بوريطة.\","
	    "\"published\":\"2025-04-05\",\"outlet\":\"جريدة الاختبار\"}",
	    "{\"title\":\"a OR b\",\"body\":\"NEAR \\\"quoted\\\" title:x * ^ - AND\\nسطر ثان.\"}",
	};
	mq_arena *a = mq_arena_open(MQ_PAGE_ARENA_MOST);
	open_archive();
	must(a && mq_ok(mq_store_begin(store)));
	for (size_t i = 0; i < 2; i++) {
		mq_page_options po = {.as = MQ_T("jsonl"), .pack = engine.pack};
		mq_page page;
		mq_record r;
		mq_put_result put;
		must(mq_ok(mq_page_of_bytes(a, &po, mq_text_of(lines[i]), &page)));
		must(mq_ok(mq_record_make(a, &engine, &page, MQ_TO_EVENTS, &r)));
		must(mq_ok(mq_store_put(store, a, &r, MQ_NONE, &put, NULL)));
	}
	must(mq_ok(mq_store_commit(store)));
	mq_arena_close(a);
}

static void check_passage(const mq_passage *p)
{
	for (uint32_t i = 0; i < p->marks.n; i++) {
		mq_span m = p->marks.v[i];
		must(m.start < m.end && m.end <= p->text.n && mq_utf8_border(p->text, m.start) && mq_utf8_border(p->text, m.end));
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static mq_arena *a;
	mq_answer one, two;
	if (!store) fill_archive();
	if (!a) a = mq_arena_open((size_t)64 << 20);
	must(a != NULL);
	mq_arena_clear(a);
	mq_search q = {.query = mq_text_at((const char *)data, size), .today = 20200, .facets = size % 2 == 0};
	must(mq_ok(mq_store_search(store, a, &q, &one)) && mq_ok(mq_store_search(store, a, &q, &two)));
	must(one.total == two.total && one.hits.n == two.hits.n && mq_text_eq(one.understood, two.understood));
	for (uint32_t i = 0; i < one.hits.n; i++) {
		check_passage(&one.hits.v[i].title);
		for (uint32_t k = 0; k < one.hits.v[i].passages.n; k++) check_passage(&one.hits.v[i].passages.v[k]);
	}
	/* what was understood is understood again as the same */
	mq_search again = {.query = one.understood, .today = 20200};
	must(mq_ok(mq_store_search(store, a, &again, &two)) && two.total == one.total);
	return 0;
}
