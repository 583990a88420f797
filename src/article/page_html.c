/* An HTML page becomes an article. */
#include "article/content.h"
#include "article/fields.h"
#include "article/inside.h"
#include "article/published.h"

/* the map of a text without its first bytes */
static bool map_tail(mq_arena *a, mq_map *m, uint32_t total, uint32_t from)
{
	mq_map out = {0};
	for (uint32_t i = 0; i < m->n; i++) {
		const mq_map_run *r = &m->v[i];
		uint32_t end = i + 1 < m->n ? m->v[i + 1].text : total, n = end - r->text;
		if (end <= from) continue;
		uint32_t skip = r->text < from ? from - r->text : 0;
		bool same = n == r->length;
		uint32_t length = same ? n - skip : r->length;
		if (!same && length == n - skip && length) length--;
		if (!mq_map_add(a, &out, r->text + skip - from, n - skip, r->page + (same ? skip : 0), length)) return false;
	}
	*m = out;
	return true;
}

static mq_status title_of(mq_arena *a, const mq_page *page, const mq_look *l, mq_article *out)
{
	mq_sheet s;
	out->title = l->title.text;
	if (!l->title.node) return MQ_DONE;
	mq_sheet_open(&s, a);
	for (uint32_t i = l->title.node; i < l->dom.node[l->title.node].last; i++)
		if (!(l->dom.node[i].flags & MQ_NODE_HIDE)) mq_sheet_node(&s, &l->dom, i);
	MQ_TRY(mq_sheet_close(&s, page, &out->title, &out->title_map));
	if (l->title.from == 0 || l->title.from >= out->title.n) return MQ_DONE;
	out->title = mq_text_sub(out->title, l->title.from, out->title.n);
	return map_tail(a, &out->title_map, (uint32_t)out->title.n + l->title.from, l->title.from) ? MQ_DONE : mq_fail_memory(a);
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
	MQ_TRY(mq_content_choose(a, profiles->html, l));
	bool family;
	MQ_TRY(mq_family_page(a, profiles, page, l, out, &family));
	MQ_TRY(mq_content_write(a, page, l, out));
	mq_text outlet = out->outlet;
	MQ_TRY(mq_fields_fill(a, profiles, page, l, out));
	if (family) out->outlet = outlet;
	MQ_TRY(mq_images_find(a, l, out));
	return mq_ticker_find(a, l, out);
}

/* a feed's body is an article already: everything stays but lines of links and of boilerplate */
static void keep_all(mq_arena *a, const mq_rules_html *rules, mq_look *l)
{
	for (uint32_t i = 0; i < l->blocks.block.n; i++) {
		mq_block *b = &l->blocks.block.v[i];
		b->keep = b->link * 10 < b->chars * 9 || b->chars > 200;
		if (b->keep && b->chars < 160 && mq_phrases_match(&rules->phrases, mq_block_text(a, &l->dom, b))) b->keep = false;
	}
}

mq_status mq_article_of_item(mq_arena *a, const mq_profiles *profiles, const mq_page *page, mq_article *out)
{
	MQ_TRY(mq_article_of_fields(a, page, out));
	if (!page->fields.body_html || page->fields.body.n == 0) return MQ_DONE;
	mq_page body = *page;
	mq_look *l = MQ_NEW(a, mq_look);
	if (!l) return mq_fail_memory(a);
	body.text = page->fields.body;
	body.text_map = page->fields.body_map;
	MQ_TRY(mq_dom_parse(a, &profiles->html->tags, body.text, &l->dom));
	MQ_TRY(mq_blocks_find(a, profiles->html, &l->dom, &l->blocks));
	keep_all(a, profiles->html, l);
	MQ_TRY(mq_content_write(a, &body, l, out));
	/* without a map of the field there is none of the body */
	if (page->fields.body_map.n == 0) memset(&out->map, 0, sizeof out->map);
	return mq_images_find(a, l, out);
}
