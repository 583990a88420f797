/* HTML pages of an aggregator family: the stamp line under the title and the source line under the text are their marks; the
 * words of both are data (rules/world/profiles/). */
#include "article/fields.h"

typedef struct {
	const mq_profile *family;
	mq_stamp stamp;
	uint32_t at, source; /* blocks of the stamp and of the source line */
} marks;

static bool find_marks(mq_arena *a, const mq_profiles *profiles, const mq_look *l, marks *out)
{
	out->source = UINT32_MAX;
	for (uint32_t i = 0; i < l->blocks.block.n; i++) {
		const mq_block *b = &l->blocks.block.v[i];
		if (b->chars > 200) continue;
		if (out->family ? i <= out->at : b->digits < 4) continue;
		mq_text t = mq_block_text(a, &l->dom, b);
		for (uint32_t k = 0; !out->family && k < profiles->family.n; k++)
			if (mq_profile_stamp(&profiles->family.v[k], t, &out->stamp)) {
				out->family = &profiles->family.v[k];
				out->at = i;
				break;
			}
		if (out->family && i > out->at && mq_profile_source_line(out->family, t)) {
			out->source = i;
			break;
		}
	}
	return out->family != NULL;
}

/* the link of the source line: in its block, or around it */
static mq_text source_link(const mq_look *l, uint32_t block)
{
	const mq_block *b = &l->blocks.block.v[block];
	for (uint32_t i = b->first; i; i = l->dom.node[i].parent) {
		if (l->dom.node[i].tag == MQ_TAG_a) return mq_dom_attr(&l->dom, i, "href");
		if (i == b->box) break;
	}
	for (uint32_t i = b->box; i < b->last; i++)
		if (l->dom.node[i].tag == MQ_TAG_a) return mq_dom_attr(&l->dom, i, "href");
	return MQ_NONE;
}

static void keep_between(mq_arena *a, mq_look *l, const marks *m)
{
	for (uint32_t i = 0; i < l->blocks.block.n; i++) {
		mq_block *b = &l->blocks.block.v[i];
		bool between = i > m->at && (m->source == UINT32_MAX ? b->keep : i < m->source);
		b->keep = between && b->link * 10 < b->chars * 9;
		if (b->keep && b->chars < 200 && mq_profile_notice(m->family, mq_block_text(a, &l->dom, b))) b->keep = false;
	}
}

/* the title stands right above the stamp */
static uint32_t title_block(const mq_look *l, const marks *m)
{
	for (uint32_t i = m->at; i-- > 0 && m->at - i < 6;)
		if (l->blocks.block.v[i].chars >= 8) return i;
	return l->blocks.heading;
}

mq_status mq_family_page(mq_arena *a, const mq_profiles *profiles, const mq_page *page, mq_look *l, mq_article *out, bool *was)
{
	marks m = {0};
	char day[11];
	*was = find_marks(a, profiles, l, &m);
	if (!*was) return MQ_DONE;
	out->outlet = mq_sheet_flat(a, m.stamp.outlet);
	out->published_day = mq_day_of(m.stamp.year, m.stamp.month, m.stamp.day);
	mq_day_print(out->published_day, day);
	out->published = mq_arena_text(a, mq_text_at(day, 10));
	if (m.source != UINT32_MAX) out->source_url = mq_url_join(a, out->url, mq_dom_decode(a, source_link(l, m.source)));
	uint32_t title = title_block(l, &m);
	if (title != UINT32_MAX) {
		const mq_block *b = &l->blocks.block.v[title];
		mq_sheet s;
		mq_sheet_open(&s, a);
		for (uint32_t i = b->first; i < b->last; i++)
			if (!(l->dom.node[i].flags & MQ_NODE_HIDE)) mq_sheet_node(&s, &l->dom, i);
		MQ_TRY(mq_sheet_close(&s, page, &out->title, &out->title_map));
		l->blocks.heading = title;
	}
	keep_between(a, l, &m);
	return MQ_DONE;
}
