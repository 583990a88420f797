#include "article/fields.h"

#define KEYWORDS_MOST 40u
#define FIELD_MOST    400u

mq_text mq_url_host(mq_text url)
{
	size_t at = mq_text_find(url, MQ_T("://"), 0);
	if (at == SIZE_MAX) return MQ_NONE;
	mq_text rest = mq_text_sub(url, at + 3, url.n);
	size_t end = 0;
	while (end < rest.n && rest.p[end] != '/' && rest.p[end] != '?' && rest.p[end] != '#' && rest.p[end] != ':') end++;
	return mq_text_sub(rest, 0, end);
}

mq_text mq_url_join(mq_arena *a, mq_text base, mq_text url)
{
	url = mq_text_trim(url);
	size_t scheme = mq_text_find(url, MQ_T(":"), 0), slash = mq_text_find(url, MQ_T("/"), 0);
	if (url.n == 0 || base.n == 0 || (scheme != SIZE_MAX && (slash == SIZE_MAX || scheme < slash))) return url;
	size_t at = mq_text_find(base, MQ_T("://"), 0);
	if (at == SIZE_MAX) return url;
	if (mq_text_starts(url, MQ_T("//"))) return mq_arena_print(a, "%.*s:%.*s", (int)at, base.p, MQ_ARG(url));
	size_t path = mq_text_find(base, MQ_T("/"), at + 3), query = mq_text_find(base, MQ_T("?"), 0);
	if (path == SIZE_MAX) path = base.n;
	if (url.p[0] == '/') return mq_arena_print(a, "%.*s%.*s", (int)path, base.p, MQ_ARG(url));
	size_t folder = query == SIZE_MAX ? base.n : query;
	while (folder > path && base.p[folder - 1] != '/') folder--;
	if (folder <= path) return mq_arena_print(a, "%.*s/%.*s", (int)path, base.p, MQ_ARG(url));
	return mq_arena_print(a, "%.*s%.*s", (int)folder, base.p, MQ_ARG(url));
}

/* ---- language ---- */

static uint32_t arabic_letters(mq_text t, uint32_t *letters)
{
	uint32_t n = 0;
	size_t most = t.n < 4000 ? t.n : 4000;
	for (size_t i = 0; i < most; i++) {
		unsigned char c = (unsigned char)t.p[i];
		if (c >= 0xD8 && c <= 0xDB) n++;
		if (c >= 0xC2 || (c | 0x20) - 'a' < 26) (*letters)++;
	}
	return n;
}

static bool arabic_script(mq_text lang)
{
	static const char *const of[] = {"ar", "fa", "ur", "ps", "ku", "ckb", "ug", "sd"};
	for (size_t i = 0; i < sizeof of / sizeof *of; i++) {
		size_t n = strlen(of[i]);
		if (lang.n >= n && mq_text_eq_ascii_nocase(mq_text_sub(lang, 0, n), mq_text_of(of[i])) &&
		    (lang.n == n || lang.p[n] == '-' || lang.p[n] == '_'))
			return true;
	}
	return false;
}

/* BCP 47's customary case: language small, a region of two letters great. A template's "ar-Ar" says Arabic twice: it means no
 * Argentina */
static mq_text customary(char *p, size_t n)
{
	bool region = n == 5 && p[2] == '-', twice = region && (p[3] ^ p[0]) == ('A' ^ 'a') && p[4] == p[1];
	for (size_t i = 0; i < 2 && i < n; i++)
		if (p[i] >= 'A' && p[i] <= 'Z') p[i] |= 0x20;
	for (size_t i = 3; region && i < n; i++)
		if (p[i] >= 'a' && p[i] <= 'z') p[i] &= (char)~0x20;
	return mq_text_at(p, twice && p[0] == 'a' ? 2 : n);
}

static mq_status fill_language(mq_arena *a, const mq_look *l, mq_article *out)
{
	mq_text lang = l->dom.html ? mq_text_trim(mq_dom_attr(&l->dom, l->dom.html, "lang")) : MQ_NONE;
	if (!lang.n) lang = mq_meta_best(a, &l->meta, MQ_META_LANG);
	uint32_t letters = 0, arabic = arabic_letters(out->body.n ? out->body : out->title, &letters);
	/* templates are copied with their language: the letters of the text know better */
	if (arabic * 2 > letters && !arabic_script(lang)) lang = MQ_T("ar");
	else if (arabic * 10 < letters && arabic_script(lang) && letters > 200) lang = MQ_NONE;
	if (lang.n && lang.n <= 35) {
		char *p = mq_arena_alloc(a, lang.n);
		if (!p) return mq_fail_memory(a);
		for (size_t i = 0; i < lang.n; i++) p[i] = lang.p[i] == '_' ? '-' : lang.p[i];
		out->lang = customary(p, lang.n);
	}
	mq_text dir = l->dom.html ? mq_dom_attr(&l->dom, l->dom.html, "dir") : MQ_NONE;
	if (!dir.n && l->dom.body) dir = mq_dom_attr(&l->dom, l->dom.body, "dir");
	if (mq_text_eq_ascii_nocase(dir, MQ_T("rtl")) || arabic * 2 > letters) out->dir = MQ_T("rtl");
	else if (letters || mq_text_eq_ascii_nocase(dir, MQ_T("ltr"))) out->dir = MQ_T("ltr");
	return MQ_DONE;
}

/* ---- byline ---- */

static mq_text short_field(mq_text t) { return t.n > FIELD_MOST ? MQ_NONE : t; }

static mq_text without_prefix(const mq_rules_html *r, mq_text t)
{
	size_t end = 0;
	int32_t v;
	while (end < t.n && t.p[end] != ' ' && t.p[end] != ':') end++;
	if (end == t.n || !mq_words_find(&r->byline, mq_word_hash(mq_text_sub(t, 0, end)), &v)) return t;
	while (end < t.n && (t.p[end] == ' ' || t.p[end] == ':')) end++;
	return end < t.n ? mq_text_sub(t, end, t.n) : t;
}

/* a voter for the author; addresses of pages and of people are none */
static bool names_author(const mq_meta_vote *v)
{
	return v->field == MQ_META_BYLINE && v->raw.n <= FIELD_MOST && mq_text_find(v->raw, MQ_T("://"), 0) == SIZE_MAX &&
	       mq_text_find(v->raw, MQ_T("@"), 0) == SIZE_MAX;
}

static mq_status fill_byline(mq_arena *a, const mq_rules_html *r, const mq_look *l, mq_article *out)
{
	const mq_meta_vote *best = NULL;
	mq_text names = MQ_NONE;
	for (uint32_t i = 0; i < l->meta.vote.n; i++) {
		const mq_meta_vote *v = &l->meta.vote.v[i];
		if (names_author(v) && (!best || v->rank < best->rank)) best = v;
	}
	for (uint32_t i = 0; best && i < l->meta.vote.n && names.n < FIELD_MOST; i++) {
		const mq_meta_vote *v = &l->meta.vote.v[i];
		if (!names_author(v) || v->rank != best->rank || v->from != best->from) continue;
		mq_text t = without_prefix(r, mq_vote_text(a, v));
		if (!t.n || (names.n && mq_text_find(names, t, 0) != SIZE_MAX)) continue;
		names = names.n ? mq_arena_print(a, "%.*s, %.*s", MQ_ARG(names), MQ_ARG(t)) : t;
	}
	out->byline = names;
	return MQ_DONE;
}

static mq_status fill_keywords(mq_arena *a, const mq_look *l, mq_article *out)
{
	mq_seen seen = {0};
	bool failed = false;
	uint8_t best = 255;
	for (uint32_t i = 0; i < l->meta.vote.n; i++)
		if (l->meta.vote.v[i].field == MQ_META_KEYWORDS && l->meta.vote.v[i].rank < best) best = l->meta.vote.v[i].rank;
	for (uint32_t i = 0; i < l->meta.vote.n; i++) {
		const mq_meta_vote *v = &l->meta.vote.v[i];
		if (v->field != MQ_META_KEYWORDS || v->rank != best) continue;
		mq_text rest = mq_vote_text(a, v), piece;
		while (out->keywords.n < KEYWORDS_MOST && mq_text_split(&rest, ',', &piece)) {
			piece = mq_text_trim(piece);
			if (!piece.n || piece.n > 120 || !mq_seen_add(a, &seen, piece, &failed)) continue;
			mq_text *k = mq_push(a, &out->keywords);
			if (!k) return mq_fail_memory(a);
			*k = piece;
		}
	}
	return failed ? mq_fail_memory(a) : MQ_DONE;
}

/* ---- outlet ---- */

static void fill_outlet(mq_arena *a, const mq_profiles *profiles, const mq_look *l, mq_article *out)
{
	const mq_outlet *known = mq_outlet_of_host(profiles, mq_url_host(out->url));
	if (known) {
		out->outlet = known->name;
		return;
	}
	mq_text site = mq_meta_best(a, &l->meta, MQ_META_SITE);
	if (site.n && site.n < 120 && site.p[0] != '@' && mq_text_find(site, MQ_T("://"), 0) == SIZE_MAX) out->outlet = site;
}

/* ---- standfirst ---- */

static mq_status fill_standfirst(mq_arena *a, const mq_page *page, const mq_look *l, mq_article *out)
{
	mq_text said = mq_meta_best(a, &l->meta, MQ_META_DESCRIPTION);
	if (said.n < 30 || l->blocks.heading == UINT32_MAX) return MQ_DONE;
	uint32_t end = l->blocks.heading + 10;
	for (uint32_t i = l->blocks.heading + 1; i < end && i < l->blocks.block.n; i++) {
		const mq_block *b = &l->blocks.block.v[i];
		if (b->chars < 30 || b->chars > 700 || b->link * 2 > b->chars) continue;
		/* the body's own first paragraph is no standfirst */
		if (b->keep) return MQ_DONE;
		mq_sheet s;
		mq_sheet_open(&s, a);
		for (uint32_t k = b->first; k < b->last; k++)
			if (!(l->dom.node[k].flags & MQ_NODE_HIDE)) mq_sheet_node(&s, &l->dom, k);
		if (mq_likeness(mq_text_at(s.p, s.n), said) < 0.6f) continue;
		return mq_sheet_close(&s, page, &out->standfirst, &out->standfirst_map);
	}
	return MQ_DONE;
}

mq_status mq_fields_fill(mq_arena *a, const mq_profiles *profiles, const mq_page *page, const mq_look *l, mq_article *out)
{
	MQ_TRY(fill_language(a, l, out));
	MQ_TRY(fill_byline(a, profiles->html, l, out));
	MQ_TRY(fill_keywords(a, l, out));
	MQ_TRY(fill_standfirst(a, page, l, out));
	out->section = short_field(mq_meta_best(a, &l->meta, MQ_META_SECTION));
	fill_outlet(a, profiles, l, out);
	return MQ_DONE;
}
