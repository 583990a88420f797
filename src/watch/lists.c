/* What sources name: which addresses are new and worth a fetch, in which order, and which sources come with them. */
#include "page/feed.h"
#include "watch/inside.h"

/* sources that one page may bring: a paper offers a dozen feeds, an index of sitemaps one a month */
#define FEEDS_OF_HOME     8u
#define SITEMAPS_OF_INDEX 40u

/* the classes of addresses, the sooner the smaller */
enum { RANK_FOLLOWED, RANK_LEAD_ON, RANK_DOSSIER, RANK_NEWS, RANK_FRONT };

/* "2026-11-22T06:43:26+01:00" in milliseconds; a bare day counts to its end, so that it is never too old by its missing hours */
static int64_t time_of(mq_text t)
{
	mq_day day = mq_day_parse(t);
	if (day == MQ_NO_DAY) return MQ_NEVER;
	int64_t ms = (int64_t)day * 86400000;
	uint64_t h, m, s = 0;
	if (t.n < 16 || !mq_text_u64(mq_text_sub(t, 11, 13), &h) || !mq_text_u64(mq_text_sub(t, 14, 16), &m))
		return ms + 86400000;
	if (t.n >= 19) (void)mq_text_u64(mq_text_sub(t, 17, 19), &s);
	ms += (int64_t)(h * 3600 + m * 60 + s) * 1000;
	size_t zone = t.n > 19 ? 19 : t.n;
	while (zone < t.n && t.p[zone] != '+' && t.p[zone] != '-' && t.p[zone] != 'Z') zone++;
	if (zone + 6 > t.n || t.p[zone] == 'Z' || !mq_text_u64(mq_text_sub(t, zone + 1, zone + 3), &h) ||
	    !mq_text_u64(mq_text_sub(t, zone + 4, zone + 6), &m))
		return ms;
	int64_t off = (int64_t)(h * 3600 + m * 60) * 1000;
	return t.p[zone] == '+' ? ms - off : ms + off;
}

/* fair between sources of one host: each source's next address has the turn after its last one, and none lags behind what was
 * served already */
static int64_t turn_of(run *r, const host *h, int64_t source)
{
	while (r->turns.n <= (uint64_t)source) {
		int64_t *t = mq_push(r->arena, &r->turns);
		if (!t) return h->turn;
	}
	int64_t *t = &r->turns.v[source];
	*t = (*t < h->turn ? h->turn : *t) + 1;
	return *t;
}

mq_status mq_run_address(run *r, const mq_address *like, mq_text url, bool *added)
{
	host *h;
	mq_address x = *like;
	*added = false;
	MQ_TRY(mq_run_host(r, url, &h));
	x.url = url;
	x.key = mq_url_key(url);
	x.host = h->row.n;
	x.rank = like->rank << MQ_RANK_BITS | turn_of(r, h, like->source);
	MQ_TRY(mq_frontier_address_add(r->o->store, &x));
	mq_run_address_due(r, h, x.due);
	*added = true;
	return MQ_DONE;
}

static int64_t rank_of(run *r, const mq_found *f, bool front)
{
	mq_interest is =
	    mq_interests_any(r->interests) ? mq_interests_of(r->interests, r->scratch, f->title, f->countries) : MQ_INTEREST_NONE;
	if (is == MQ_INTEREST_FOLLOWED) return RANK_FOLLOWED;
	if (is == MQ_INTEREST_DOSSIER) return RANK_DOSSIER;
	return front ? RANK_FRONT : RANK_NEWS;
}

/* an address is taken that was not seen, or that is told to have changed since it was kept */
static mq_status is_wanted(run *r, const mq_found *f, int64_t now, bool *new_one, bool *wanted)
{
	mq_seen seen;
	int64_t at, date = f->date.n ? time_of(f->date) : MQ_NEVER;
	MQ_TRY(mq_frontier_seen(r->o->store, mq_url_key(f->url), &seen, &at));
	bool old = date != MQ_NEVER && (double)(now - date) > r->o->back_days * 86400000.0;
	*new_one = seen == MQ_SEEN_NOT && !old;
	bool changed = seen == MQ_SEEN_KEPT && date != MQ_NEVER && f->date.n > 10 && date > at && date <= now;
	*wanted = *new_one || changed;
	return MQ_DONE;
}

static mq_status take_article(run *r, const mq_source *x, const mq_found *f, uint32_t *new_items)
{
	int64_t now = mq_run_now(r);
	bool new_one, wanted, front = mq_text_eq(x->kind, MQ_T("home")) || mq_text_eq(x->kind, MQ_T("front"));
	bool map = mq_text_eq(x->kind, MQ_T("sitemap"));
	/* a sitemap speaks for its own site alone (sitemaps.org, "location") */
	if (map && !mq_text_eq(mq_url_site(x->url), mq_url_site(f->url))) return MQ_DONE;
	MQ_TRY(is_wanted(r, f, now, &new_one, &wanted));
	*new_items += new_one;
	if (!wanted) return MQ_DONE;
	mq_address like = {.source = x->n, .use = MQ_ADDRESS_ARTICLE, .rank = rank_of(r, f, front), .due = now, .found = now};
	r->counts->found++;
	return mq_run_address(r, &like, f->url, &wanted);
}

static mq_status add_source(run *r, const mq_source *from, const char *kind, mq_text url)
{
	host *h;
	bool made;
	int64_t now = mq_run_now(r);
	MQ_TRY(mq_run_host(r, url, &h));
	mq_source x = {.host = h->row.n,
		       .url = url,
		       .kind = mq_text_of(kind),
		       .outlet = from->outlet,
		       .country = from->country,
		       .origin = mq_arena_print(r->scratch, "found on %.*s", MQ_ARG(from->url)),
		       .due = now,
		       .added = now,
		       .interval = (int64_t)(r->o->pause_least * 1000)};
	MQ_TRY(mq_frontier_source_add(r->o->store, &x, &made));
	if (made && h->source_due > now) {
		h->source_due = now;
		/* one run looks at each source once, but at a new one too */
		if (r->o->once && r->start < now) r->start = now;
		if (!mq_run_place(r, h)) return MQ_FAIL(MQ_NO_MEMORY, MQ_BYTE_UNKNOWN, "out of memory");
	}
	return MQ_DONE;
}

/* feeds of comments are no news */
static bool of_comments(mq_text url) { return mq_text_find(mq_url_path(url), MQ_T("/comments/"), 0) != SIZE_MAX; }

static bool is_recent(const run *r, const mq_found *f)
{
	int64_t date = f->date.n ? time_of(f->date) : MQ_NEVER;
	return date == MQ_NEVER || (double)(mq_run_now(r) - date) <= r->o->back_days * 86400000.0;
}

mq_status mq_run_sitemaps(run *r, const mq_source *from, const mq_found_list *list)
{
	uint32_t n = 0;
	/* the newest stand last in most, first in some: dated ones by their date, others from the end */
	for (uint32_t i = list->v.n; i-- > 0 && n < SITEMAPS_OF_INDEX;) {
		const mq_found *f = &list->v.v[i];
		if (f->kind != MQ_FOUND_SITEMAP || !is_recent(r, f) || !mq_text_eq(mq_url_site(from->url), mq_url_site(f->url)))
			continue;
		MQ_TRY(add_source(r, from, "sitemap", f->url));
		n++;
	}
	return MQ_DONE;
}

mq_status mq_run_found(run *r, mq_source *x, const mq_found_list *list, uint32_t *new_items)
{
	uint32_t feeds = 0;
	bool home = mq_text_eq(x->kind, MQ_T("home")), index = strcmp(list->was, "sitemap index") == 0;
	*new_items = 0;
	x->hub = x->topic = MQ_NONE;
	for (uint32_t i = 0; i < list->v.n; i++) {
		const mq_found *f = &list->v.v[i];
		switch ((mq_found_kind)f->kind) {
		case MQ_FOUND_ARTICLE: MQ_TRY(take_article(r, x, f, new_items)); break;
		case MQ_FOUND_FEED:
			if (!home || of_comments(f->url) || feeds++ >= FEEDS_OF_HOME) break;
			MQ_TRY(add_source(r, x, "feed", f->url));
			break;
		/* the first of them: header fields stand before what the page says itself (WebSub, 4) */
		case MQ_FOUND_HUB:
			if (!x->hub.n) x->hub = f->url;
			break;
		case MQ_FOUND_SELF:
			if (!x->topic.n) x->topic = f->url;
			break;
		default: break;
		}
	}
	return home || index ? mq_run_sitemaps(r, x, list) : MQ_DONE;
}
