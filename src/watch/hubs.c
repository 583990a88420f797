/* Subscriptions at hubs (WebSub): asking for them, renewing them before they end, taking them back. A subscription is kept before
 * the hub is asked, so that its question, which may come first, is known.
 *
 *   wanted ─► asked ─► (the hub asks back: serve answers, and puts that into the inbox) ─► active ─► asked again ─► …
 *
 * A hub is no page: its robots.txt is not asked, its pace and its pauses are kept. */
#include "watch/inside.h"
#include "watch/websub.h"

/* how often it is looked for what is due and what came */
#define LOOK_MS INT64_C(250)
/* asked at once */
#define HUBS_AT_ONCE 16u
/* so long a hub has to ask back */
#define VERIFY_SECONDS 3600.0
/* the end of a subscription is asked for so often; it ends by itself too */
#define ENDS_MOST 3u
/* while a hub tells what is new, its source is visited so many times less often */
#define SLOWER 6.0

static mq_status no_memory(void) { return MQ_FAIL(MQ_NO_MEMORY, MQ_BYTE_UNKNOWN, "out of memory"); }

static mq_text topic_of(const mq_source *x) { return x->topic.n ? x->topic : x->url; }

/* ── which subscriptions there should be ─────────────────────────────────────────────────────────────────────────────── */
static mq_status begin_one(run *r, const mq_source *x)
{
	char key[33], secret[65];
	int64_t now = mq_run_now(r);
	if (!mq_random_hex(16, key) || !mq_random_hex(32, secret))
		return MQ_FAIL(MQ_UNAVAILABLE, MQ_BYTE_UNKNOWN, "the system gives no random bytes");
	mq_hub h = {.source = x->n,
		    .hub = x->hub,
		    .topic = topic_of(x),
		    .base = r->o->callback,
		    .key = mq_text_of(key),
		    .secret = mq_text_of(secret),
		    .state = MQ_HUB_WANTED,
		    .due = now,
		    .made = now};
	r->hubs->any = true;
	r->hubs->look_at = 0;
	return mq_hub_add(r->o->store, &h);
}

static mq_status end_one(run *r, mq_hub *h)
{
	/* what was never confirmed needs no end: a hub that asks back late is told no */
	if (h->until == 0) return mq_hub_forget(r->o->store, h->n);
	h->state = MQ_HUB_ENDING;
	h->pending = MQ_HUB_NOTHING;
	h->due = mq_run_now(r);
	h->tries = 0;
	r->hubs->look_at = 0;
	return mq_hub_put(r->o->store, h);
}

mq_status mq_run_hub_follow(run *r, const mq_source *x)
{
	mq_hub h;
	bool wanted = r->o->callback.n && x->state == MQ_SOURCE_ACTIVE && x->hub.n;
	if (!wanted && !r->hubs->any) return MQ_DONE;
	mq_status s = mq_hub_of_source(r->o->store, r->scratch, x->n, &h);
	if (!mq_ok(s) && s.code != MQ_END) return s;
	bool there = mq_ok(s);
	bool same = there && wanted && mq_text_eq(h.hub, x->hub) && mq_text_eq(h.topic, topic_of(x)) &&
		    mq_text_eq(h.base, r->o->callback);
	if (same) return MQ_DONE;
	if (there) MQ_TRY(end_one(r, &h));
	return wanted ? begin_one(r, x) : MQ_DONE;
}

static mq_status follow_all(run *r)
{
	mq_sources all = {0};
	MQ_TRY(mq_frontier_sources(r->o->store, r->scratch, &all));
	MQ_TRY(mq_run_begin(r));
	MQ_TRY(mq_frontier_set(r->o->store, MQ_T("websub"), r->o->callback.n ? r->o->callback : MQ_T("")));
	uint32_t offered = 0;
	for (uint32_t i = 0; i < all.n; i++) {
		offered += all.v[i].state == MQ_SOURCE_ACTIVE && all.v[i].hub.n > 0;
		MQ_TRY(mq_run_hub_follow(r, &all.v[i]));
	}
	if (offered && !r->o->callback.n)
		mq_log_print(r->o->log, MQ_LOG_INFO,
			     "%u sources offer a hub; without --public-url they are visited, not subscribed to", offered);
	return mq_run_commit(r);
}

/* where it was left: "NAME N" */
static mq_status open_inbox(run *r)
{
	mq_text line, name, born;
	uint64_t n = 0;
	MQ_TRY(mq_inbox_open(r->arena, r->o->archive, &r->hubs->inbox));
	MQ_TRY(mq_inbox_name(r->hubs->inbox, r->arena, &born));
	(void)snprintf(r->hubs->name, sizeof r->hubs->name, "%.*s", MQ_ARG(born));
	MQ_TRY(mq_frontier_get(r->o->store, r->arena, MQ_HUB_MARK, &line));
	if (line.n && mq_text_split(&line, ' ', &name) && mq_text_eq(name, born) && mq_text_u64(line, &n))
		r->hubs->taken = (int64_t)n;
	return MQ_DONE;
}

mq_status mq_run_hubs_open(run *r)
{
	mq_hubs all = {0};
	r->hubs = MQ_NEW(r->arena, mq_hub_work);
	if (!r->hubs) return mq_fail_memory(r->arena);
	mq_buf_open(&r->hubs->pushed, MQ_HUB_BODY_MOST + 4096);
	MQ_TRY(mq_hubs_all(r->o->store, r->scratch, &all));
	r->hubs->any = all.n > 0;
	if (r->o->callback.n || all.n) MQ_TRY(open_inbox(r));
	return follow_all(r);
}

void mq_run_hubs_close(run *r)
{
	if (!r->hubs) return;
	mq_inbox_close(r->hubs->inbox);
	mq_buf_close(&r->hubs->pushed);
}

bool mq_run_hubs_idle(const run *r) { return !r->hubs->any || r->hubs->look_at != 0; }

mq_status mq_run_visit_now(run *r, int64_t source)
{
	mq_source x;
	mq_status s = mq_frontier_source(r->o->store, r->scratch, source, &x);
	if (s.code == MQ_END) return MQ_DONE;
	MQ_TRY(s);
	int64_t now = mq_run_now(r);
	if (x.due > now) x.due = now;
	MQ_TRY(mq_frontier_source_put(r->o->store, &x));
	host *h = (uint64_t)x.host < r->hosts_cap ? r->hosts[x.host] : NULL;
	return h ? mq_run_look(r, h) : MQ_DONE;
}

/* ── asking ────────────────────────────────────────────────────────────────────────────────────────────────────────── */
/* what a subscription is to do next; false: nothing is asked of the hub */
static mq_status plan(run *r, mq_hub *h, int64_t now, bool *ask)
{
	*ask = false;
	if (h->state == MQ_HUB_ENDED) return mq_hub_forget(r->o->store, h->n);
	if (h->state == MQ_HUB_ACTIVE && h->until <= now) {
		h->state = MQ_HUB_WANTED;
		h->why = MQ_T("the lease ended");
		MQ_TRY(mq_run_visit_now(r, h->source));
	}
	if (h->state == MQ_HUB_DENIED) {
		h->state = MQ_HUB_WANTED;
		h->tries = 0;
	}
	if (h->pending != MQ_HUB_NOTHING) {
		h->tries++;
		h->why = MQ_T("the hub did not ask back");
	}
	bool ends = h->state == MQ_HUB_ENDING;
	if (ends && h->tries >= ENDS_MOST) {
		h->state = MQ_HUB_ENDED;
		h->pending = MQ_HUB_NOTHING;
		h->due = now + (int64_t)(MQ_HUB_ENDED_SECONDS * 1000);
		return mq_hub_put(r->o->store, h);
	}
	double wait = mq_run_back_off(h->tries + 1);
	h->pending = ends ? MQ_HUB_UNSUBSCRIBE : MQ_HUB_SUBSCRIBE;
	h->asked = now;
	h->due = now + mq_run_jitter(r, wait > VERIFY_SECONDS ? wait : VERIFY_SECONDS);
	*ask = true;
	return mq_hub_put(r->o->store, h);
}

/* one request to a hub, put with its host; it goes out when the host may be asked */
static mq_status new_errand(run *r, const mq_hub *h, mq_text url, uint32_t hops, host **at, errand **out)
{
	mq_text form;
	if (!mq_url_form(r->scratch, NULL, MQ_NONE, url, &form)) {
		*out = NULL;
		return MQ_DONE;
	}
	MQ_TRY(mq_run_host(r, form, at));
	errand *e = mq_heap_alloc(sizeof *e);
	if (!e) return no_memory();
	*e = (errand){.hub = h->n, .hops = hops};
	memcpy(e->url, form.p, form.n);
	*out = e;
	return MQ_DONE;
}

static mq_status send_errand(run *r, host *at, errand *e)
{
	e->next = at->errands;
	at->errands = e;
	return mq_run_place(r, at) ? MQ_DONE : no_memory();
}

static mq_status ask_due(run *r)
{
	mq_hubs due = {0};
	struct {
		host *at;
		errand *e;
	} go[HUBS_AT_ONCE];
	uint32_t n = 0;
	int64_t now = mq_run_now(r);
	MQ_TRY(mq_hubs_due(r->o->store, r->scratch, now, HUBS_AT_ONCE, &due));
	if (due.n == 0) return MQ_DONE;
	r->hubs->look_at = 0; /* more may be due */
	MQ_TRY(mq_run_begin(r));
	for (uint32_t i = 0; i < due.n; i++) {
		mq_hub *h = &due.v[i];
		bool ask;
		MQ_TRY(plan(r, h, now, &ask));
		if (!ask) continue;
		MQ_TRY(new_errand(r, h, h->ask_at.n ? h->ask_at : h->hub, 0, &go[n].at, &go[n].e));
		if (go[n].e) n++;
	}
	/* kept first, asked then */
	MQ_TRY(mq_run_commit(r));
	for (uint32_t i = 0; i < n; i++) MQ_TRY(send_errand(r, go[i].at, go[i].e));
	return MQ_DONE;
}

/* the form of a request that is about to go out; MQ_NONE where it is not wanted any more */
mq_status mq_run_hub_form(run *r, int64_t n, int64_t *source, mq_text *form)
{
	mq_hub h;
	*form = MQ_NONE;
	mq_status s = mq_hub_of(r->o->store, r->scratch, n, &h);
	if (s.code == MQ_END || (mq_ok(s) && h.pending == MQ_HUB_NOTHING)) return MQ_DONE;
	MQ_TRY(s);
	*source = h.source;
	*form = mq_websub_form(r->scratch, &h, h.pending);
	r->counts->hub_requests++;
	return mq_text_none(*form) ? mq_fail_memory(r->scratch) : MQ_DONE;
}

mq_status mq_run_hub_answered(run *r, const job *j, int64_t retry, mq_text to, mq_text why)
{
	mq_hub h;
	mq_status s = mq_hub_of(r->o->store, r->scratch, j->hub, &h);
	if (s.code == MQ_END) return MQ_DONE;
	MQ_TRY(s);
	bool went = j->end == MQ_FETCH_WELL;
	if (went && j->status >= 200 && j->status < 300) return MQ_DONE; /* now it is the hub's turn */
	if (went && (j->status == 307 || j->status == 308) && to.n && j->hops < MQ_REDIRECTS_MOST) {
		host *at;
		errand *e;
		if (j->status == 308) h.ask_at = to;
		MQ_TRY(new_errand(r, &h, to, j->hops + 1, &at, &e));
		if (e) MQ_TRY(send_errand(r, at, e));
		if (e) return mq_hub_put(r->o->store, &h);
	}
	int64_t back = mq_run_jitter(r, mq_run_back_off(++h.tries));
	h.due = mq_run_now(r) + (retry > back ? retry : back);
	h.why = why;
	h.ask_at = MQ_NONE;
	/* a hub that said no will not ask back; one that was not heard may */
	if (went) h.pending = MQ_HUB_NOTHING;
	r->counts->hub_failures++;
	MQ_TRY(mq_hub_put(r->o->store, &h));
	return mq_frontier_failed(r->o->store, h.source, why, mq_text_of(j->url), j->came);
}

/* ── visits beside it ──────────────────────────────────────────────────────────────────────────────────────────────── */
mq_status mq_run_hub_visited(run *r, const mq_source *x, uint32_t new_items, uint32_t *pushed, double *slower)
{
	mq_hub h;
	*pushed = 0;
	*slower = 1;
	if (!r->hubs->any || !x->hub.n) return MQ_DONE;
	mq_status s = mq_hub_of_source(r->o->store, r->scratch, x->n, &h);
	if (!mq_ok(s)) return s.code == MQ_END ? MQ_DONE : s;
	*pushed = h.fresh;
	h.fresh = 0;
	if (h.state == MQ_HUB_ACTIVE && h.until > mq_run_now(r)) {
		if (new_items && h.missed < MQ_HUB_MISSED_MOST) h.missed++;
		if (h.missed >= MQ_HUB_MISSED_MOST) h.why = MQ_T("what was new was found by visits, not told by the hub");
		else *slower = SLOWER;
	}
	return mq_hub_put(r->o->store, &h);
}

mq_status mq_run_hubs(run *r)
{
	int64_t now = mq_run_real();
	if (!r->hubs->any || now < r->hubs->look_at) return MQ_DONE;
	if (r->o->reachable && !atomic_load(r->o->reachable)) return MQ_DONE;
	r->hubs->look_at = now + LOOK_MS;
	mq_arena_clear(r->scratch);
	MQ_TRY(ask_due(r));
	if (!r->hubs->inbox || r->hubs->reading) return MQ_DONE;
	mq_arena_clear(r->scratch);
	MQ_TRY(mq_run_hub_words(r));
	if (r->hubs->dropped == r->hubs->taken || r->hubs->reading) return MQ_DONE;
	/* what stands in the archive is not needed any more */
	MQ_TRY(mq_run_commit(r));
	r->hubs->dropped = r->hubs->taken;
	return mq_inbox_drop(r->hubs->inbox, r->hubs->taken);
}
