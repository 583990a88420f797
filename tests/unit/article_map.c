/* Every run of a body's map that is as long in the body as in the page holds the same bytes; runs ascend and cover the body. */
#include "article/inside.h"
#include "check.h"

typedef struct {
	mq_arena *rules, *a;
	const mq_profiles *profiles;
} kit;

static void check_map(mq_text body, const mq_map *map, mq_text stored)
{
	MQ_CHECK(map->n > 0 && map->v[0].text == 0);
	for (uint32_t i = 0; i < map->n; i++) {
		uint32_t end = i + 1 < map->n ? map->v[i + 1].text : (uint32_t)body.n, n = end - map->v[i].text;
		MQ_CHECK(end > map->v[i].text);
		MQ_CHECK((size_t)map->v[i].page + map->v[i].length <= stored.n);
		if (n == map->v[i].length) MQ_CHECK(memcmp(body.p + map->v[i].text, stored.p + map->v[i].page, n) == 0);
	}
}

static void make(kit *k, const char *as, const char *bytes, mq_article *out)
{
	mq_page page;
	mq_page_options o = {.as = mq_text_of(as)};
	mq_arena_clear(k->a);
	MQ_CHECK(mq_ok(mq_page_of_bytes(k->a, &o, mq_text_of(bytes), &page)));
	MQ_CHECK(mq_ok(mq_article_make(k->a, k->profiles, &page, out)));
	check_map(out->body, &out->map, page.stored);
	if (out->title_map.n) check_map(out->title, &out->title_map, page.stored);
}

static void dumps(kit *k)
{
	mq_article x;
	make(k, "dump",
	     "عنوان أول    عنوان ثان    \n\nالعنوان\nنشر في المرصد يوم 1 - 2 - 2024\n\nسطر أول\xC2\xA0مع فراغ.\n\n\tسطر  ثان.\n",
	     &x);
	MQ_CHECK_TEXT(x.body, MQ_T("سطر أول مع فراغ.\nسطر ثان."));
	MQ_CHECK_TEXT(x.title, MQ_T("العنوان"));
	MQ_CHECK(x.headlines.n == 2);
	make(k, "dump", "عنوان\nمدرسَّة وا\xD9\x93خر\n", &x);
	MQ_CHECK_TEXT(x.body, MQ_T("مدرسَّة وآخر"));
}

static void pages(kit *k)
{
	mq_article x;
	make(k, "html",
	     "<html><head><title>A title of some words</title></head><body><h1>A title of <i>some</i> words</h1><article><p>Fish "
	     "&amp; chips &#8212; "
	     "said <b>Ann</b>, who\n  had been there before, and again.</p><p>Then&nbsp;came the second sentence, of the same "
	     "length, "
	     "it seems.</p><p>A third one ends the &quot;story&quot; as it began, quietly, and with a "
	     "stop.</p></article></body></html>",
	     &x);
	MQ_CHECK_TEXT(x.title, MQ_T("A title of some words"));
	MQ_CHECK_TEXT(
	    x.body,
	    MQ_T("Fish & chips — said Ann, who had been there before, and again.\nThen came the second sentence, of the same "
		 "length, it seems.\nA third one ends the \"story\" as it began, quietly, and with a stop."));
	mq_span s = mq_map_span(&x.map, (uint32_t)x.body.n, (mq_span){5, 6});
	MQ_CHECK(s.end - s.start == 5); /* the ampersand stands for "&amp;" */
}

int main(void)
{
	const mq_pack *pack;
	kit k = {mq_arena_open(MQ_RULES_ARENA_MOST), mq_arena_open(MQ_PAGE_ARENA_MOST), NULL};
	MQ_CHECK(mq_ok(mq_pack_open(k.rules, MQ_NONE, &pack)));
	MQ_CHECK(mq_ok(mq_profiles_open(k.rules, pack, &k.profiles)));
	dumps(&k);
	pages(&k);
	mq_arena_close(k.a);
	mq_arena_close(k.rules);
	return mq_check_done();
}
