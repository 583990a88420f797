/* One item of RSS or Atom: its elements become fields. */
#include "page/charset.h"
#include "page/feed.h"
#include "page/feed_state.h"
#include "page/xml.h"

typedef enum {
	E_TITLE,
	E_LINK,
	E_GUID,
	E_ID,
	E_PUBLISHED,
	E_DATE,
	E_UPDATED,
	E_AUTHOR,
	E_CREATOR,
	E_BRIEF,
	E_FULL,
	E_SOURCE,
	E_PUBLISHER,
	E_SECTION,
	E_LANG,
	E_SKIP,
	E_MANY
} element;

static const struct {
	const char *name;
	element element;
} names[] = {{"title", E_TITLE},       {"link", E_LINK},         {"guid", E_GUID},           {"id", E_ID},
	     {"pubDate", E_PUBLISHED}, {"pubdate", E_PUBLISHED}, {"published", E_PUBLISHED}, {"issued", E_PUBLISHED},
	     {"date", E_DATE},         {"created", E_DATE},      {"updated", E_UPDATED},     {"modified", E_UPDATED},
	     {"author", E_AUTHOR},     {"creator", E_CREATOR},   {"description", E_BRIEF},   {"summary", E_BRIEF},
	     {"encoded", E_FULL},      {"content", E_FULL},      {"source", E_SOURCE},       {"publisher", E_PUBLISHER},
	     {"category", E_SECTION},  {"subject", E_SECTION},   {"language", E_LANG},       {"image", E_SKIP},
	     {"enclosure", E_SKIP}};

typedef struct {
	bool there, markup; /* markup: elements stand inside, unescaped (Atom's xhtml) */
	size_t from, to;    /* what the element holds */
	mq_text attrs;
} found;

typedef struct {
	mq_arena *a;
	mq_page *page;
	found e[E_MANY];
	mq_text alternate; /* Atom's link */
} item;

/* prefixes whose elements say the same as the plain ones; media:title, itunes:summary and others say something else */
static bool prefix_counts(mq_text p)
{
	static const char *const known[] = {"", "atom", "dc", "dcterms", "content", "rss", "a10"};
	for (size_t i = 0; i < sizeof known / sizeof *known; i++)
		if (mq_text_eq(p, mq_text_of(known[i]))) return true;
	return false;
}

static element element_of(const mq_xml_token *k)
{
	if (!prefix_counts(k->prefix)) return E_MANY;
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (mq_text_eq(k->local, mq_text_of(names[i].name))) return names[i].element;
	return E_MANY;
}

static void note_link(item *x, const mq_xml_token *k)
{
	mq_text href = mq_xml_attr(x->a, k->attrs, MQ_T("href")), rel = mq_xml_attr(x->a, k->attrs, MQ_T("rel"));
	if (href.n && !x->alternate.n && (rel.n == 0 || mq_text_eq(rel, MQ_T("alternate")))) x->alternate = href;
}

static void find_elements(item *x)
{
	mq_text t = x->page->text;
	mq_xml_token k;
	bool missing[E_MANY] = {false}; /* an end tag that is not there is not looked for again */
	size_t at = 0, end, to;
	if (!mq_xml_next(t, &at, &k)) return; /* the item's own tag */
	while (mq_xml_next(t, &at, &k)) {
		if (k.kind != MQ_XML_START) continue;
		element e = element_of(&k);
		if (e == E_LINK) note_link(x, &k);
		if (e == E_MANY || k.closed || missing[e]) continue;
		if (!mq_xml_find_end(t, k.name, k.to, &end, &to)) {
			missing[e] = true;
			continue;
		}
		at = to;
		if (x->e[e].there && !(e == E_FULL && mq_text_eq(k.local, MQ_T("encoded")))) continue;
		x->e[e] =
		    (found){.there = true, .markup = mq_xml_has_tags(t, k.to, end), .from = k.to, .to = end, .attrs = k.attrs};
	}
}

static mq_text plain(item *x, element e)
{
	const found *f = &x->e[e];
	if (!f->there) return MQ_NONE;
	mq_text t = mq_xml_plain(x->a, x->page->text, f->from, f->to, NULL);
	return mq_text_none(t) ? t : mq_text_trim(t);
}

/* does the text hold tags or entities of its own, so that it is HTML */
static bool looks_html(mq_text t)
{
	for (size_t at = 0; (at = mq_text_find_byte(t, '<', at)) != SIZE_MAX; at++) {
		char c = at + 1 < t.n ? t.p[at + 1] : 0;
		if (c == '/' || c == '!' || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')) return true;
	}
	for (size_t at = 0; (at = mq_text_find_byte(t, '&', at)) != SIZE_MAX; at++) {
		size_t end = mq_text_find_byte(mq_text_sub(t, 0, at + 12), ';', at);
		if (end != SIZE_MAX && end > at + 2) return true;
	}
	return false;
}

/* cuts white space off both ends of a mapped text */
static bool trimmed(mq_arena *a, mq_text *t, mq_map *map)
{
	mq_text cut = mq_text_trim(*t);
	uint32_t skip = (uint32_t)(cut.p - t->p), end = skip + (uint32_t)cut.n;
	mq_map out = {0};
	for (uint32_t i = 0; i < map->n; i++) {
		uint32_t from = map->v[i].text, to = i + 1 < map->n ? map->v[i + 1].text : (uint32_t)t->n;
		if (from < skip) from = skip;
		if (to > end) to = end;
		if (from >= to) continue;
		mq_span s = mq_map_span(map, (uint32_t)t->n, (mq_span){from, to});
		if (!mq_map_add(a, &out, from - skip, to - from, s.start, s.end - s.start)) return false;
	}
	*t = cut;
	*map = out;
	return true;
}

/* the text of an element with its map to the stored bytes; deep: what it holds is itself HTML, of which only the text is wanted
 */
static mq_status mapped(item *x, element e, bool deep, mq_text *out, mq_map *map)
{
	const found *f = &x->e[e];
	mq_page *page = x->page;
	mq_map over = {0}, inner = {0}, both = {0};
	mq_text t =
	    f->markup && !deep ? mq_text_sub(page->text, f->from, f->to) : mq_xml_plain(x->a, page->text, f->from, f->to, &over);
	if (mq_text_none(t)) return mq_fail_memory(x->a);
	if (f->markup && !deep && t.n && !mq_map_add(x->a, &over, 0, (uint32_t)t.n, (uint32_t)f->from, (uint32_t)t.n))
		return mq_fail_memory(x->a);
	if (deep && looks_html(t)) {
		mq_text text = mq_xml_plain(x->a, t, 0, t.n, &inner);
		if (mq_text_none(text) || !mq_map_through(x->a, &inner, (uint32_t)text.n, &over, (uint32_t)t.n, &both))
			return mq_fail_memory(x->a);
		t = text;
		over = both;
	}
	if (!trimmed(x->a, &t, &over)) return mq_fail_memory(x->a);
	if (!mq_map_through(x->a, &over, (uint32_t)t.n, &page->text_map, (uint32_t)page->text.n, map))
		return mq_fail_memory(x->a);
	*out = t;
	return MQ_DONE;
}

static mq_status keep_body(item *x)
{
	mq_page_fields *p = &x->page->fields;
	element e = x->e[E_FULL].there ? E_FULL : E_BRIEF;
	if (!x->e[e].there) return MQ_DONE;
	MQ_TRY(mapped(x, e, false, &p->body, &p->body_map));
	mq_text type = mq_xml_attr(x->a, x->e[e].attrs, MQ_T("type"));
	bool plain_text = mq_text_eq(type, MQ_T("text")) || mq_text_eq(type, MQ_T("text/plain"));
	p->body_html = !plain_text && (x->e[e].markup || looks_html(p->body));
	if (e == E_FULL && x->e[E_BRIEF].there) {
		mq_text brief = plain(x, E_BRIEF);
		if (!looks_html(brief)) p->standfirst = brief;
	}
	return MQ_DONE;
}

static bool is_address(mq_text t)
{
	return mq_text_starts(t, MQ_T("http://")) || mq_text_starts(t, MQ_T("https://")) || mq_text_starts(t, MQ_T("/"));
}

static void keep_url(item *x)
{
	mq_page_fields *p = &x->page->fields;
	mq_text link = plain(x, E_LINK), guid = plain(x, E_GUID), id = plain(x, E_ID);
	mq_text about = MQ_NONE;
	mq_xml_token k;
	size_t at = 0;
	if (mq_xml_next(x->page->text, &at, &k)) about = mq_xml_attr(x->a, k.attrs, MQ_T("rdf:about"));
	mq_text from[] = {x->alternate, link, guid, id, about};
	for (size_t i = 0; i < sizeof from / sizeof *from && !p->url.n; i++)
		if (is_address(from[i])) p->url = from[i];
	x->page->key = guid.n ? guid : id;
}

static void keep_author(item *x)
{
	mq_text t = x->page->text, author = plain(x, E_CREATOR);
	const found *f = &x->e[E_AUTHOR];
	mq_xml_token k;
	size_t end, to;
	for (size_t at = f->from; f->there && !author.n && at < f->to && mq_xml_next(t, &at, &k);) {
		if (k.kind != MQ_XML_START || !mq_text_eq(k.local, MQ_T("name"))) continue;
		if (!mq_xml_find_end(mq_text_sub(t, 0, f->to), k.name, k.to, &end, &to)) break;
		author = mq_text_trim(mq_xml_plain(x->a, t, k.to, end, NULL));
	}
	if (!author.n && !f->markup) author = plain(x, E_AUTHOR);
	/* RSS asks for "address (Name)" */
	size_t open = mq_text_find_byte(author, '(', 0);
	if (open != SIZE_MAX && mq_text_find_byte(author, '@', 0) < open && mq_text_ends(author, MQ_T(")")))
		author = mq_text_sub(author, open + 1, author.n - 1);
	x->page->fields.author = author;
}

mq_status mq_feed_keep_date(mq_arena *a, const mq_page_options *o, mq_text raw, mq_text *to, mq_page *page)
{
	if (!raw.n) return MQ_DONE;
	*to = mq_feed_date(a, o ? o->pack : NULL, raw);
	if (to->n) return MQ_DONE;
	mq_text why = mq_arena_print(a, "a date that cannot be read: %.*s", (int)(raw.n < 60 ? raw.n : 60), raw.p);
	return !mq_text_none(why) && mq_page_warn(a, page, why) ? MQ_DONE : mq_fail_memory(a);
}

mq_status mq_xml_feed_item(mq_arena *a, const mq_page_options *o, mq_page *page)
{
	item x = {.a = a, .page = page};
	mq_page_fields *p = &page->fields;
	page->media_type = MQ_T("application/xml");
	find_elements(&x);
	if (x.e[E_TITLE].there) MQ_TRY(mapped(&x, E_TITLE, true, &p->title, &p->title_map));
	MQ_TRY(keep_body(&x));
	keep_url(&x);
	keep_author(&x);
	mq_text published = plain(&x, E_PUBLISHED), updated = plain(&x, E_UPDATED);
	if (!published.n) published = plain(&x, E_DATE);
	MQ_TRY(mq_feed_keep_date(a, o, published.n ? published : updated, &p->published, page));
	if (published.n) MQ_TRY(mq_feed_keep_date(a, o, updated, &p->modified, page));
	if (!x.e[E_SOURCE].markup) p->outlet = plain(&x, E_SOURCE);
	if (!p->outlet.n) p->outlet = plain(&x, E_PUBLISHER);
	p->section = plain(&x, E_SECTION);
	if (!p->section.n && x.e[E_SECTION].there) p->section = mq_xml_attr(a, x.e[E_SECTION].attrs, MQ_T("term"));
	p->lang = plain(&x, E_LANG);
	return mq_arena_failed(a) ? mq_fail_memory(a) : MQ_DONE;
}
