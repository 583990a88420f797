#include "article/article.h"

struct mq_profiles {
	const mq_pack *pack;
};

mq_status mq_profiles_open(mq_arena *a, const mq_pack *pack, const mq_profiles **out)
{
	mq_profiles *p = MQ_NEW(a, mq_profiles);
	if (!p) return mq_fail_memory(a);
	p->pack = pack;
	*out = p;
	return MQ_DONE;
}

mq_status mq_article_make(mq_arena *a, const mq_profiles *profiles, const mq_page *page, mq_article *out)
{
	(void)a;
	(void)profiles;
	memset(out, 0, sizeof *out);
	out->body = page->kind == MQ_PAGE_FIELDS ? page->fields.body : page->text;
	out->title = page->fields.title;
	out->published = page->fields.published;
	out->outlet = page->fields.outlet;
	out->url = page->fields.url;
	out->published_day = mq_day_parse(out->published);
	return MQ_DONE;
}
