/* A page becomes an article: each kind of page has its reader; what is common to all stands here. */
#include "article/article.h"

#include "article/inside.h"

bool mq_seen_add(mq_arena *a, mq_seen *s, mq_text t, bool *failed)
{
	if (s->n * 2 >= s->cap) {
		uint32_t cap = s->cap ? s->cap * 2 : 128;
		uint64_t *slot = MQ_ARRAY(a, uint64_t, cap);
		if (!slot) {
			*failed = true;
			return false;
		}
		for (uint32_t i = 0; i < s->cap; i++) {
			if (!s->slot[i]) continue;
			uint32_t k = (uint32_t)s->slot[i] & (cap - 1);
			while (slot[k]) k = (k + 1) & (cap - 1);
			slot[k] = s->slot[i];
		}
		s->slot = slot;
		s->cap = cap;
	}
	uint64_t h = mq_hash(t) | 1;
	uint32_t k = (uint32_t)h & (s->cap - 1);
	for (; s->slot[k]; k = (k + 1) & (s->cap - 1))
		if (s->slot[k] == h) return false;
	s->slot[k] = h;
	s->n++;
	return true;
}

mq_status mq_headline_add(mq_arena *a, mq_article *out, mq_seen *seen, mq_text t, mq_text url)
{
	bool failed = false;
	t = mq_sheet_flat(a, t);
	if (t.n == 0 || out->headlines.n >= MQ_HEADLINES_MOST) return MQ_DONE;
	if (!mq_seen_add(a, seen, t, &failed)) return failed ? mq_fail_memory(a) : MQ_DONE;
	mq_headline *h = mq_push(a, &out->headlines);
	if (!h) return mq_fail_memory(a);
	*h = (mq_headline){t, url};
	return MQ_DONE;
}

void mq_outlet_fill(const mq_profiles *profiles, mq_article *out)
{
	const mq_outlet *o = mq_outlet_named(profiles, out->outlet);
	if (o) memcpy(out->outlet_country, o->country, sizeof o->country);
}

/* fields came as they are: their bytes are someone's measure, so nothing but NFC is done to them */
mq_status mq_article_of_fields(mq_arena *a, const mq_page *page, mq_article *out)
{
	const mq_page_fields *f = &page->fields;
	if (!mq_nfc(a, f->body, &f->body_map, &out->body, &out->map)) return mq_fail_memory(a);
	if (!mq_nfc(a, f->title, &f->title_map, &out->title, &out->title_map)) return mq_fail_memory(a);
	if (f->body_map.n == 0) out->map = f->body_map;
	out->published = f->published;
	out->modified = f->modified;
	out->outlet = f->outlet;
	out->url = f->url;
	out->byline = f->author;
	out->standfirst = f->standfirst;
	out->lang = f->lang;
	out->section = f->section;
	out->published_day = mq_day_parse(out->published);
	return MQ_DONE;
}

mq_status mq_article_make(mq_arena *a, const mq_profiles *profiles, const mq_page *page, mq_article *out)
{
	mq_status s;
	memset(out, 0, sizeof *out);
	out->published_day = MQ_NO_DAY;
	out->url = page->url;
	switch (page->kind) {
	case MQ_PAGE_TEXT: s = mq_article_of_text(a, profiles, page, out); break;
	case MQ_PAGE_HTML: s = mq_article_of_html(a, profiles, page, out); break;
	case MQ_PAGE_ITEM: s = mq_article_of_item(a, profiles, page, out); break;
	case MQ_PAGE_FIELDS: s = mq_article_of_fields(a, page, out); break;
	default: s = MQ_FAIL(MQ_INTERNAL, MQ_BYTE_UNKNOWN, "a page of no known kind");
	}
	if (mq_ok(s)) mq_outlet_fill(profiles, out);
	return s;
}
