/* The trainer's room of marks has no tagger until it is given one: what the program's own model says must not reach the next
 * model. */
#include "check.h"
#include "mark/people.h"

static uint32_t people_of(mq_arena *page, const mq_marker *m, const mq_lexicon *lex, const char *text)
{
	mq_article article = {.body = mq_text_of(text), .published_day = MQ_NO_DAY};
	mq_doc doc;
	mq_marks marks;
	uint32_t n = 0;
	mq_arena_clear(page);
	bool marked =
	    mq_ok(mq_text_read(page, lex, MQ_NONE, article.body, &doc)) && mq_ok(mq_mark_doc(page, m, &article, &doc, &marks));
	MQ_CHECK(marked);
	for (uint32_t i = 0; marked && i < marks.mentions.n; i++) n += marks.mentions.v[i].kind == MQ_PERSON;
	return n;
}

int main(void)
{
	static const char no_office[] = "والتقى سامر العمري بخالد الطويل في المقهى.";
	static const char office[] = "قال وزير الخارجية المغربي ناصر بوريطة إن بلاده ترحب بالقرار.";
	mq_arena *a = mq_arena_open(MQ_RULES_ARENA_MOST), *page = mq_arena_open(MQ_PAGE_ARENA_MOST);
	const mq_pack *pack;
	const mq_lexicon *lex;
	const mq_marker *own, *untagged;
	MQ_CHECK(a && page && mq_ok(mq_pack_open(a, MQ_NONE, &pack)) && mq_ok(mq_lexicon_open(a, pack, &lex)));
	MQ_CHECK(mq_ok(mq_marker_open(a, pack, lex, &own)) && mq_ok(mq_marker_open_untagged(a, pack, lex, &untagged)));
	MQ_CHECK(own->people->ner && !untagged->people->ner);
	MQ_CHECK(people_of(page, own, lex, no_office) == 2);
	MQ_CHECK(people_of(page, untagged, lex, no_office) == 0);
	MQ_CHECK(people_of(page, own, lex, office) == 1 && people_of(page, untagged, lex, office) == 1);
	mq_arena_close(page);
	mq_arena_close(a);
	return mq_check_done();
}
