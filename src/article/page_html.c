/* An HTML page becomes an article. */
#include "article/content.h"
#include "article/fields.h"
#include "article/inside.h"
#include "article/published.h"

static mq_status title_of(mq_arena *a, const mq_page *page, const mq_look *l, mq_article *out)
{
	mq_sheet s;
	out->title = l->title.text;
	if (!l->title.node) return MQ_DONE;
	mq_sheet_open(&s, a);
	for (uint32_t i = l->title.node; i < l->dom.node[l->title.node].last; i++)
		if (!(l->dom.node[i].flags & MQ_NODE_HIDE)) mq_sheet_node(&s, &l->dom, i);
	return mq_sheet_close(&s, page, &out->title, &out->title_map);
}

mq_status mq_article_of_html(mq_arena *a, const mq_profiles *profiles, const mq_page *page, mq_article *out)
{
	mq_look *l = MQ_NEW(a, mq_look);
	if (!l) return mq_fail_memory(a);
	MQ_TRY(mq_look_at(a, profiles->html, page->text, l));
	MQ_TRY(title_of(a, page, l, out));
	mq_date_votes votes;
	mq_text url = page->url.n ? page->url : mq_meta_best(a, &l->meta, MQ_META_URL);
	out->url = url;
	MQ_TRY(mq_date_votes_find(a, profiles->html, l, url, &votes));
	MQ_TRY(mq_published_choose(a, &votes, out));
	mq_content_choose(a, profiles->html, l);
	bool family;
	MQ_TRY(mq_family_page(a, profiles, page, l, out, &family));
	MQ_TRY(mq_content_write(a, page, l, out));
	mq_text outlet = out->outlet;
	MQ_TRY(mq_fields_fill(a, profiles, page, l, out));
	if (family) out->outlet = outlet;
	MQ_TRY(mq_images_find(a, l, out));
	return mq_ticker_find(a, l, out);
}

mq_status mq_article_of_item(mq_arena *a, const mq_profiles *profiles, const mq_page *page, mq_article *out)
{
	(void)profiles;
	return mq_article_of_fields(a, page, out);
}
