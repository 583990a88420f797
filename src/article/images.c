/* Pictures that stand in the article, and the running line of headlines. */
#include "article/fields.h"

#define IMAGES_MOST 40u
/* nodes of a figure that are searched for its caption */
#define FIGURE_MOST 400u

static bool is_number_below(mq_text t, uint64_t least)
{
	uint64_t n;
	return mq_text_u64(t, &n) && n < least;
}

static mq_text source_of(const mq_dom *d, uint32_t node)
{
	static const char *const names[] = {"data-src", "data-original", "data-lazy-src", "src", "data-srcset", "srcset"};
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		mq_text v = mq_text_trim(mq_dom_attr(d, node, names[i]));
		if (!v.n || mq_text_starts(v, MQ_T("data:")) || v.n > 2000) continue;
		if (i >= 4) {
			size_t end = 0;
			while (end < v.n && v.p[end] != ' ' && v.p[end] != ',') end++;
			v = mq_text_sub(v, 0, end);
		}
		return v;
	}
	return MQ_NONE;
}

/* the caption: a figcaption, or what an element of class caption says, in the figure around it */
static mq_text caption_of(mq_arena *a, const mq_dom *d, uint32_t img)
{
	uint32_t figure = d->node[img].parent;
	for (int up = 0; up < 4 && figure && d->node[figure].tag != MQ_TAG_figure; up++) {
		mq_text class = mq_dom_attr(d, figure, "class");
		if (mq_text_find(class, MQ_T("caption"), 0) != SIZE_MAX && d->node[figure].last - figure < 40) break;
		figure = d->node[figure].parent;
	}
	if (!figure || d->node[figure].last - figure > FIGURE_MOST) return MQ_NONE;
	for (uint32_t i = figure + 1; i < d->node[figure].last; i++) {
		if (d->node[i].tag == MQ_TAG_TEXT) continue;
		bool is = d->node[i].tag == MQ_TAG_figcaption ||
			  mq_text_find(mq_dom_attr(d, i, "class"), MQ_T("caption"), 0) != SIZE_MAX;
		if (is) return mq_dom_text(a, d, i, 1000);
	}
	return MQ_NONE;
}

static mq_status add_image(mq_arena *a, mq_article *out, mq_seen *seen, mq_text url, mq_text alt, mq_text caption)
{
	bool failed = false;
	url = mq_url_join(a, out->url, mq_dom_decode(a, url));
	if (!url.n || !mq_seen_add(a, seen, url, &failed)) return failed ? mq_fail_memory(a) : MQ_DONE;
	mq_image *x = mq_push(a, &out->images);
	if (!x) return mq_fail_memory(a);
	*x = (mq_image){url, mq_dom_decode(a, alt), caption};
	return MQ_DONE;
}

/* the nodes from the title to the end of the text */
static void article_range(const mq_look *l, uint32_t *from, uint32_t *to)
{
	*from = UINT32_MAX;
	*to = 0;
	for (uint32_t i = 0; i < l->blocks.block.n; i++) {
		const mq_block *b = &l->blocks.block.v[i];
		if (!b->keep) continue;
		if (*from == UINT32_MAX) *from = b->first;
		*to = b->last;
	}
	if (l->title.node && l->title.node < *from) *from = l->title.node;
}

mq_status mq_images_find(mq_arena *a, const mq_look *l, mq_article *out)
{
	const mq_dom *d = &l->dom;
	mq_seen seen = {0};
	uint32_t from, to;
	article_range(l, &from, &to);
	for (uint32_t i = from; i < to && out->images.n < IMAGES_MOST; i++) {
		if (d->node[i].tag != MQ_TAG_img) continue;
		if (l->blocks.inside[i] & (IN_ASIDE | IN_NAV | IN_FOOTER)) continue;
		if (is_number_below(mq_dom_attr(d, i, "width"), 80) || is_number_below(mq_dom_attr(d, i, "height"), 60)) continue;
		mq_text caption = caption_of(a, d, i), src = source_of(d, i);
		/* a picture inside a link without a caption is a way to another page */
		if (!src.n || (!caption.n && (l->blocks.inside[i] & IN_LINK))) continue;
		MQ_TRY(add_image(a, out, &seen, src, mq_dom_attr(d, i, "alt"), caption));
	}
	if (out->images.n == 0) {
		mq_text og = mq_meta_best(a, &l->meta, MQ_META_IMAGE);
		if (og.n && og.n < 2000 && mq_text_find(og, MQ_T("://"), 0) != SIZE_MAX)
			MQ_TRY(add_image(a, out, &seen, og, MQ_NONE, MQ_NONE));
	}
	return MQ_DONE;
}

static bool is_ticker(const mq_dom *d, uint32_t i)
{
	if (d->node[i].tag == MQ_TAG_marquee) return true;
	if (d->node[i].tag != MQ_TAG_div && d->node[i].tag != MQ_TAG_ul) return false;
	mq_text c = mq_dom_attr(d, i, "class");
	if (!c.n) c = mq_dom_attr(d, i, "id");
	return c.n && c.n < 200 &&
	       (mq_text_find(c, MQ_T("ticker"), 0) != SIZE_MAX || mq_text_find(c, MQ_T("marquee"), 0) != SIZE_MAX);
}

mq_status mq_ticker_find(mq_arena *a, const mq_look *l, mq_article *out)
{
	const mq_dom *d = &l->dom;
	mq_seen seen = {0};
	uint32_t tried = 0; /* each look at a link costs memory, also of one that was announced already */
	for (uint32_t i = 1; i < d->n && out->headlines.n < MQ_HEADLINES_MOST; i++) {
		if (d->node[i].tag == MQ_TAG_TEXT || !is_ticker(d, i)) continue;
		for (uint32_t k = i + 1; k < d->node[i].last && tried < 4 * MQ_HEADLINES_MOST; k++) {
			if (d->node[k].tag != MQ_TAG_a) continue;
			tried++;
			mq_text t = mq_dom_text(a, d, k, 600);
			/* an anchor without text announces nothing */
			if (t.n < 8) continue;
			mq_text url = mq_url_join(a, out->url, mq_dom_decode(a, mq_dom_attr(d, k, "href")));
			MQ_TRY(mq_headline_add(a, out, &seen, t, url));
		}
		i = d->node[i].last - 1;
	}
	return MQ_DONE;
}
