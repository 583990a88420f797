#include "article/published.h"

#define VOTES_MOST  160u
#define TEXT_CHARS  160u
#define TEXTS_MOST  60u
#define PIECES_MOST 24u

typedef struct {
	mq_arena *a;
	const mq_rules_html *r;
	const mq_look *l;
	mq_date_votes *out;
	bool month_first;
} voting;

static mq_status vote(voting *v, mq_text t, mq_date_source s, uint8_t rank, int8_t label, int distance)
{
	mq_when w;
	if (v->out->n >= VOTES_MOST || !mq_when_find(v->r, t, v->month_first, &w)) return MQ_DONE;
	mq_date_vote *x = mq_push(v->a, v->out);
	if (!x) return mq_fail_memory(v->a);
	*x = (mq_date_vote){.when = w,
			    .source = (uint8_t)s,
			    .rank = rank,
			    .label = label,
			    .distance = (int16_t)(distance > INT16_MAX ? INT16_MAX : distance)};
	x->alone = (w.end - w.start) * 2 >= t.n;
	x->begins = w.start == 0;
	return MQ_DONE;
}

static mq_status of_meta(voting *v)
{
	for (uint32_t i = 0; i < v->l->meta.vote.n; i++) {
		const mq_meta_vote *m = &v->l->meta.vote.v[i];
		if (m->field != MQ_META_PUBLISHED && m->field != MQ_META_MODIFIED) continue;
		mq_date_source s = m->field == MQ_META_MODIFIED ? MQ_DATE_MODIFIED
				   : m->from == MQ_FROM_JSON    ? MQ_DATE_JSON
								: MQ_DATE_META;
		mq_text t = mq_vote_text(v->a, m);
		if (t.n) MQ_TRY(vote(v, t, s, m->rank, 0, INT16_MAX));
	}
	return MQ_DONE;
}

/* blocks between the title and a node */
static int distance_of(const voting *v, uint32_t node)
{
	const mq_blocks *b = &v->l->blocks;
	uint32_t low = 0, high = b->block.n;
	if (b->heading == UINT32_MAX) return INT16_MAX;
	while (low < high) {
		uint32_t mid = low + (high - low) / 2;
		if (b->block.v[mid].last <= node) low = mid + 1;
		else high = mid;
	}
	return (int)low - (int)b->heading;
}

typedef struct {
	const mq_rules_html *r;
	int32_t label;
} labelling;

static void take_label(void *to, mq_text word)
{
	labelling *x = to;
	int32_t v;
	if (mq_words_find(&x->r->labels, mq_word_hash(word), &v) && v > x->label) x->label = v;
}

/* what class and id of a node and its two parents say */
static int8_t label_of(const voting *v, uint32_t node)
{
	labelling x = {.r = v->r};
	for (int i = 0; i < 3 && node; i++) {
		mq_class_words(mq_dom_attr(&v->l->dom, node, "class"), take_label, &x);
		mq_class_words(mq_dom_attr(&v->l->dom, node, "id"), take_label, &x);
		if (x.label) break;
		node = v->l->dom.node[node].parent;
	}
	return (int8_t)x.label;
}

/* a date in a title is what the piece is about, unless an element of its own holds the date and nothing else */
static bool day_alone(const voting *v, uint32_t node)
{
	mq_when w;
	const mq_node *x = &v->l->dom.node[node];
	if (node == v->l->title.node || x->last - node > 4) return false;
	mq_text t = mq_dom_text(v->a, &v->l->dom, node, 60);
	return mq_when_find(v->r, t, v->month_first, &w) && (w.end - w.start) * 2 >= t.n;
}

/* an element that is a time, or whose class, id or itemprop speak of a date */
static mq_status of_element(voting *v, const mq_labelled *e)
{
	const mq_dom *d = &v->l->dom;
	const mq_node *x = &d->node[e->node];
	bool time = x->tag == MQ_TAG_time || x->tag == MQ_TAG_abbr;
	bool titled = v->l->title.node && e->node >= v->l->title.node && e->node < d->node[v->l->title.node].last;
	if (titled && !time && !day_alone(v, e->node)) return MQ_DONE;
	mq_when w;
	mq_text prop = mq_dom_attr(d, e->node, "itemprop");
	bool published = mq_text_find(prop, MQ_T("datePublished"), 0) != SIZE_MAX;
	bool modified = mq_text_find(prop, MQ_T("dateModified"), 0) != SIZE_MAX;
	mq_text value = mq_dom_attr(d, e->node, "datetime");
	if (!value.n) value = mq_dom_attr(d, e->node, "content");
	if (!value.n) value = mq_dom_attr(d, e->node, "title");
	bool exact = value.n && mq_when_find(v->r, value, v->month_first, &w);
	if (!exact && x->last - e->node > 12) return MQ_DONE;
	if (!exact) value = mq_dom_text(v->a, d, e->node, 200);
	int8_t label = modified ? 2 : published ? 1 : e->label ? e->label : label_of(v, e->node);
	if (time && mq_dom_attr(d, e->node, "pubdate").p) label = 1;
	mq_date_source s = published ? MQ_DATE_ITEM : time || exact ? MQ_DATE_TIME : MQ_DATE_CLASS;
	return vote(v, value, s, 0, label, distance_of(v, e->node));
}

static mq_status of_elements(voting *v)
{
	for (uint32_t i = 0; i < v->l->blocks.labelled.n; i++) MQ_TRY(of_element(v, &v->l->blocks.labelled.v[i]));
	return MQ_DONE;
}

/* the label that words before the date in the text itself give */
static int8_t text_label(const voting *v, mq_text t)
{
	labelling x = {.r = v->r};
	size_t i = 0;
	if (t.n > 200) t.n = 200;
	while (i < t.n) {
		size_t from = i;
		while (i < t.n && ((unsigned char)t.p[i] >= 0x80 || ((t.p[i] | 0x20) >= 'a' && (t.p[i] | 0x20) <= 'z'))) i++;
		if (i > from) {
			int32_t n;
			if (mq_words_find(&v->r->labels, mq_word_hash(mq_text_sub(t, from, i)), &n) && n > x.label) x.label = n;
		} else i++;
	}
	return (int8_t)x.label;
}

/* a name and a date in two elements without a blank between them read as one word: each piece of the line by itself */
static mq_status of_pieces(voting *v, const mq_block *b, mq_date_source s, int8_t label, int distance)
{
	uint32_t before = v->out->n;
	uint32_t end = b->last - b->first < PIECES_MOST ? b->last : b->first + PIECES_MOST;
	for (uint32_t i = b->first; i < end && v->out->n == before; i++) {
		if (v->l->dom.node[i].tag != MQ_TAG_TEXT || (v->l->dom.node[i].flags & MQ_NODE_HIDE)) continue;
		mq_text t = mq_dom_range(v->a, &v->l->dom, i, i + 1, 120);
		if (t.n >= 8) MQ_TRY(vote(v, t, s, 0, label, distance));
	}
	return MQ_DONE;
}

static mq_status of_text(voting *v)
{
	const mq_blocks *b = &v->l->blocks;
	uint32_t tried = 0;
	for (uint32_t i = 0; i < b->block.n && tried < TEXTS_MOST; i++) {
		const mq_block *x = &b->block.v[i];
		/* in a long block only a date at its beginning counts: the line "city, date" */
		bool line = x->chars > TEXT_CHARS;
		/* a date in the title itself is what the piece is about */
		if (x->digits < 3 || (x->inside & IN_NOSCRIPT) || i == b->heading) continue;
		int distance = b->heading == UINT32_MAX ? (int)i : (int)i - (int)b->heading;
		int8_t label = label_of(v, v->l->dom.node[x->first].parent);
		mq_text t = mq_dom_range(v->a, &v->l->dom, x->first, x->last, line ? 90 : 400);
		if (line) t = mq_text_sub(t, 0, 90);
		if (!t.n) continue;
		int8_t said = text_label(v, t);
		tried++;
		uint32_t before = v->out->n;
		mq_date_source s = label || said ? MQ_DATE_CLASS : MQ_DATE_TEXT;
		MQ_TRY(vote(v, t, s, 0, said ? said : label, distance));
		if (v->out->n == before && !line) MQ_TRY(of_pieces(v, x, s, said ? said : label, distance));
		if (v->out->n > before) v->out->v[before].linked = x->link * 2 > x->chars;
	}
	return MQ_DONE;
}

static mq_status of_url(voting *v, mq_text url)
{
	for (size_t i = 0; i + 8 < url.n; i++) {
		mq_text t = mq_text_sub(url, i + 1, i + 16);
		if (url.p[i] != '/' && url.p[i] != '-' && url.p[i] != '=' && url.p[i] != '_' && url.p[i] != '.') continue;
		if (i + 1 >= url.n || (url.p[i + 1] != '1' && url.p[i + 1] != '2')) continue;
		mq_when w;
		if (!mq_when_find(v->r, t, false, &w) || w.start != 0) continue;
		MQ_TRY(vote(v, mq_text_sub(t, 0, w.end), MQ_DATE_URL, 0, 0, INT16_MAX));
		return MQ_DONE;
	}
	return MQ_DONE;
}

static float score_of(const mq_date_vote *x)
{
	float near = x->distance == INT16_MAX ? 0 : (float)(x->distance < 0 ? -x->distance * 2 : x->distance);
	if (near > 45) near = 45; /* far is far */
	float s = 0;
	switch ((mq_date_source)x->source) {
	case MQ_DATE_JSON: s = x->rank > 3 ? 7.2f - 0.1f * (float)x->rank : 11.0f - (float)x->rank; break;
	case MQ_DATE_META: s = 11.2f - (float)x->rank; break;
	case MQ_DATE_ITEM: s = 8.8f; break;
	case MQ_DATE_TIME: s = 7.4f - 0.08f * near; break;
	case MQ_DATE_CLASS: s = 6.8f - 0.08f * near; break;
	case MQ_DATE_TEXT: s = 6.0f - 0.08f * near; break;
	case MQ_DATE_URL: s = 8.0f; break;
	case MQ_DATE_MODIFIED: s = 3.5f - 0.1f * (float)x->rank; break;
	}
	if (x->label == 1) s += 0.5f;
	/* printed under the title and said to be the day of publication: what the newspaper itself tells its readers */
	bool printed = (x->source == MQ_DATE_TIME || x->source == MQ_DATE_CLASS) && x->label == 1;
	if (printed && x->distance >= -1 && x->distance <= 6) s += 4.0f;
	/* a line that is a date, beside the title */
	if (x->source == MQ_DATE_TEXT && x->alone && x->distance >= -2 && x->distance <= 4) s += 3.0f;
	if (x->label == 2) s -= 2.0f;
	if (x->source == MQ_DATE_TEXT) {
		/* a line that begins with a date, beside the title: the newspaper's own line of date and author */
		if (x->begins && !x->alone && x->distance >= -1 && x->distance <= 4) s += 1.5f;
		/* a menu's or a list's way to something else */
		if (x->linked) s -= 1.5f;
		if (x->after) s -= 6.0f;
		/* a day in a running text seldom has its hour */
		if (x->when.hour >= 0) s += 0.3f;
	}
	/* "comments" beside the date under a title is a counter; farther down it is a comment's own date */
	if (x->label == 3 && !(x->distance >= -1 && x->distance <= 6)) s -= 3.0f;
	return s;
}

/* minutes since 1970 of a vote with time and zone */
static int64_t instant(const mq_when *w) { return ((int64_t)mq_when_day(w) * 24 + w->hour) * 60 + w->minute - w->zone; }

static bool timed(const mq_when *w) { return w->hour >= 0 && w->zone != MQ_NO_ZONE; }

/* the page's metadata give one moment of publication and another of the last change */
static bool is_change(const mq_date_votes *v, const mq_date_vote *x)
{
	bool changed = false;
	if (!timed(&x->when) || x->source != MQ_DATE_TIME) return false;
	for (uint32_t i = 0; i < v->n; i++) {
		const mq_date_vote *y = &v->v[i];
		if (!timed(&y->when)) continue;
		bool same = instant(&y->when) == instant(&x->when);
		if (y->source == MQ_DATE_MODIFIED && same) changed = true;
		if ((y->source == MQ_DATE_META || y->source == MQ_DATE_JSON) && same) return false;
	}
	return changed;
}

/* What the page says of its last change tells of the other voters: a time element with that very moment is the change, and
 * a day in the text after it is not the day of publication. */
static void know_changes(mq_date_votes *v)
{
	mq_day last = MQ_NO_DAY;
	for (uint32_t i = 0; i < v->n; i++) {
		mq_date_vote *x = &v->v[i];
		if (is_change(v, x)) x->label = 2;
		mq_day d = mq_when_day(&x->when);
		if ((x->source == MQ_DATE_MODIFIED || x->label == 2) && (last == MQ_NO_DAY || d > last)) last = d;
	}
	for (uint32_t i = 0; i < v->n && last != MQ_NO_DAY; i++) {
		mq_date_vote *x = &v->v[i];
		x->after = x->source == MQ_DATE_TEXT && mq_when_day(&x->when) > last;
	}
}

/* voters of other kinds that name the same day add to each other */
static void agree(mq_date_votes *v)
{
	for (uint32_t i = 0; i < v->n; i++) {
		uint32_t kinds = 0;
		mq_date_vote *x = &v->v[i];
		for (uint32_t k = 0; k < v->n; k++) {
			const mq_date_vote *y = &v->v[k];
			if (y->source != x->source && y->source != MQ_DATE_MODIFIED && y->label < 2 &&
			    mq_when_day(&y->when) == mq_when_day(&x->when))
				kinds |= 1u << y->source;
		}
		uint32_t n = (uint32_t)__builtin_popcount(kinds);
		x->score += 0.4f * (float)(n < 3 ? n : 3);
	}
}

mq_status mq_date_votes_find(mq_arena *a, const mq_rules_html *r, const mq_look *l, mq_text url, mq_date_votes *out)
{
	memset(out, 0, sizeof *out);
	voting v = {.a = a, .r = r, .l = l, .out = out};
	mq_text lang = l->dom.html ? mq_dom_attr(&l->dom, l->dom.html, "lang") : MQ_NONE;
	v.month_first = mq_text_eq_ascii_nocase(lang, MQ_T("en-US")) || mq_text_eq_ascii_nocase(lang, MQ_T("en")) ||
			mq_text_eq_ascii_nocase(lang, MQ_T("en_US"));
	MQ_TRY(of_meta(&v));
	MQ_TRY(of_elements(&v));
	MQ_TRY(of_url(&v, url));
	MQ_TRY(of_text(&v));
	know_changes(out);
	for (uint32_t i = 0; i < out->n; i++) out->v[i].score = score_of(&out->v[i]);
	agree(out);
	return MQ_DONE;
}

static const mq_date_vote *best_vote(const mq_date_votes *v)
{
	const mq_date_vote *best = NULL;
	for (uint32_t i = 0; i < v->n; i++)
		if (!best || v->v[i].score > best->score) best = &v->v[i];
	return best;
}

static bool zoned(const mq_when *w) { return w->hour >= 0 && w->zone != MQ_NO_ZONE && w->zone != 0; }

/* does a vote speak of the page's own local day: a time in a zone of its own that is the same moment, the address, a date
 * printed near the title */
static bool speaks_locally(const mq_date_vote *x, const mq_date_vote *best)
{
	if (x->label >= 2 || x->source == MQ_DATE_MODIFIED) return false;
	if (zoned(&x->when)) {
		int64_t apart = instant(&x->when) - instant(&best->when);
		return apart > -180 && apart < 180;
	}
	if (x->source == MQ_DATE_URL) return true;
	return (x->source == MQ_DATE_CLASS || x->source == MQ_DATE_TEXT) && x->distance >= -4 && x->distance <= 16;
}

/* a time in UTC may name the day after or before the page's own: voters of the page's zone tell */
static const mq_date_vote *local_vote(const mq_date_votes *v, const mq_date_vote *best)
{
	const mq_date_vote *other = NULL;
	if (best->when.zone != 0 || best->when.hour < 0) return best;
	mq_day day = mq_when_day(&best->when);
	/* midnight in between: late evening west of Greenwich, early morning east of it */
	bool west = best->when.hour < 12, east = best->when.hour >= 10;
	for (uint32_t i = 0; i < v->n; i++) {
		const mq_date_vote *x = &v->v[i];
		mq_day d = mq_when_day(&x->when);
		if (d < day - 1 || d > day + 1 || !speaks_locally(x, best)) continue;
		if (d == day) return best;
		if ((d < day ? west : east) && (!other || zoned(&x->when))) other = x;
	}
	return other ? other : best;
}

/* the same day from a voter that knows the time too */
static const mq_date_vote *with_time(const mq_date_votes *v, const mq_date_vote *best)
{
	const mq_date_vote *found = best;
	if (best->when.hour >= 0 && best->when.zone != MQ_NO_ZONE) return best;
	for (uint32_t i = 0; i < v->n; i++) {
		const mq_date_vote *x = &v->v[i];
		if (mq_when_day(&x->when) != mq_when_day(&best->when) || x->when.hour < 0 || x->when.zone == MQ_NO_ZONE) continue;
		if (x->label >= 2 || x->source == MQ_DATE_MODIFIED || x->source >= MQ_DATE_CLASS) continue;
		if (found == best || (zoned(&x->when) && !zoned(&found->when))) found = x;
	}
	return found;
}

mq_status mq_published_choose(mq_arena *a, const mq_date_votes *v, mq_article *out)
{
	const mq_date_vote *best = best_vote(v), *modified = NULL;
	for (uint32_t i = 0; i < v->n; i++) {
		const mq_date_vote *x = &v->v[i];
		if ((x->source == MQ_DATE_MODIFIED || x->label == 2) && (!modified || x->rank < modified->rank)) modified = x;
	}
	if (modified) {
		out->modified = mq_when_print(a, &modified->when);
		if (mq_text_none(out->modified)) return mq_fail_memory(a);
	}
	if (!best || best->score < 0.5f) return MQ_DONE;
	best = local_vote(v, best);
	out->published = mq_when_print(a, &with_time(v, best)->when);
	out->published_day = mq_when_day(&best->when);
	return mq_text_none(out->published) ? mq_fail_memory(a) : MQ_DONE;
}
