/* Sources as data: a table or OPML, and the feeds and outlets that the rules know. */
#include "article/profiles.h"
#include "page/feed.h"
#include "watch/url.h"
#include "watch/watch.h"

static mq_status add(mq_arena *a, mq_store *s, const mq_link_rules *rules, mq_source *x, mq_text url, uint32_t *added)
{
	mq_host h;
	bool made;
	if (!mq_url_form(a, rules, MQ_NONE, url, &x->url))
		return mq_fail(a, MQ_BAD_DATA, MQ_BYTE_UNKNOWN, "no address of a source: \"%.*s\"",
			       (int)(url.n < 100 ? url.n : 100), url.p);
	MQ_TRY(mq_frontier_host(s, a, mq_url_origin(x->url), &h));
	x->host = h.n;
	if (x->outlet.n == 0) x->outlet = MQ_NONE;
	if (x->country.n == 0) x->country = MQ_NONE;
	MQ_TRY(mq_frontier_source_add(s, x, &made));
	*added += made;
	return MQ_DONE;
}

static bool known_kind(mq_text kind)
{
	static const char *const kinds[] = {"feed", "sitemap", "front", "home", "aggregator"};
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
		if (mq_text_eq(kind, mq_text_of(kinds[i]))) return true;
	return false;
}

static mq_status add_table(mq_arena *a, mq_store *s, const mq_link_rules *rules, mq_text name, mq_text bytes, int64_t now,
			   uint32_t *added)
{
	mq_table t;
	mq_table_open(name, bytes, &t);
	int url = mq_table_column(&t, MQ_T("url")), kind = mq_table_column(&t, MQ_T("kind")),
	    outlet = mq_table_column(&t, MQ_T("outlet")), country = mq_table_column(&t, MQ_T("country"));
	if (url < 0) return MQ_FAIL(MQ_BAD_DATA, 0, "neither OPML nor a table with a column \"url\"");
	while (mq_table_row(&t)) {
		mq_source x = {.kind = kind >= 0 && t.cell[kind].n ? t.cell[kind] : MQ_T("home"),
			       .outlet = outlet >= 0 ? t.cell[outlet] : MQ_NONE,
			       .country = country >= 0 ? t.cell[country] : MQ_NONE,
			       .origin = name,
			       .due = now,
			       .added = now};
		if (!known_kind(x.kind))
			return mq_fail(a, MQ_BAD_DATA, MQ_BYTE_UNKNOWN,
				       "line %u: a source is a feed, sitemap, front, home or aggregator, not \"%.*s\"", t.line,
				       (int)(x.kind.n < 40 ? x.kind.n : 40), x.kind.p);
		MQ_TRY(add(a, s, rules, &x, t.cell[url], added));
	}
	return MQ_DONE;
}

static mq_status add_opml(mq_arena *a, mq_store *s, const mq_link_rules *rules, mq_text name, mq_text bytes, int64_t now,
			  uint32_t *added)
{
	mq_subscriptions all = {0};
	MQ_TRY(mq_opml_read(a, bytes, &all));
	for (uint32_t i = 0; i < all.n; i++) {
		const mq_subscription *k = &all.v[i];
		mq_source x = {.kind = k->feed.n ? MQ_T("feed") : MQ_T("home"),
			       .outlet = k->title,
			       .origin = name,
			       .due = now,
			       .added = now};
		if (k->feed.n || k->site.n) MQ_TRY(add(a, s, rules, &x, k->feed.n ? k->feed : k->site, added));
	}
	return MQ_DONE;
}

mq_status mq_watch_add_sources(mq_arena *a, mq_store *s, const mq_pack *pack, mq_text name, mq_text bytes, int64_t now,
			       uint32_t *added)
{
	const mq_link_rules *rules;
	MQ_TRY(mq_link_rules_open(a, pack, &rules));
	bool opml = mq_text_find(mq_text_sub(bytes, 0, 4096), MQ_T("<opml"), 0) != SIZE_MAX;
	return opml ? add_opml(a, s, rules, name, bytes, now, added) : add_table(a, s, rules, name, bytes, now, added);
}

mq_status mq_watch_add_outlets(mq_arena *a, mq_store *s, const mq_engine *e, int64_t now, uint32_t *added)
{
	const mq_link_rules *rules;
	MQ_TRY(mq_link_rules_open(a, e->pack, &rules));
	const mq_text feeds = MQ_T("rules/watch/feeds.tsv");
	MQ_TRY(add_table(a, s, rules, MQ_T("feeds.tsv"), mq_pack_file(e->pack, feeds), now, added));
	for (uint32_t i = 0; i < e->profiles->outlets.n; i++) {
		const mq_outlet *o = &e->profiles->outlets.v[i];
		if (o->host.n == 0) continue;
		mq_text url = mq_arena_print(a, "https://%.*s/", MQ_ARG(o->host));
		mq_source x = {.kind = MQ_T("home"),
			       .outlet = o->name,
			       .country = mq_text_of(o->country),
			       .origin = MQ_T("outlets.tsv"),
			       .due = now,
			       .added = now};
		if (mq_text_none(url)) return mq_fail_memory(a);
		MQ_TRY(add(a, s, rules, &x, url, added));
	}
	return MQ_DONE;
}
