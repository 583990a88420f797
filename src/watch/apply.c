/* What came of a fetch, in one transaction: the record in its WARC file, the page in the archive, the address done or put off,
 * the source's and the host's next time. */
#include <math.h>

#include "watch/inside.h"
#include "watch/robots.h"

/* an address is tried so often; what does not come then is no longer news */
#define TRIES_MOST 5u
/* with pauses that double from a minute to six hours, about two days */
#define HOST_FAILS_MOST 16u
/* a site may ask for a pause between requests (Crawl-delay); longer than this it is not followed any more, but shut out */
#define DELAY_MOST       120.0
#define RETRY_AFTER_MOST (24 * 3600.0)
/* a source that led on is not asked again meanwhile */
#define LED_ON_PAUSE (6 * 3600.0)
/* how much of what a visit showed goes into the rate */
#define RATE_NEW 0.3
/* of a source that was never visited: one item an hour */
#define RATE_FIRST 24.0
/* a front page with feeds is looked at for what the feeds leave out */
#define HOME_PAUSE_LEAST 3600.0
/* however well a hub tells what is new */
#define HUB_PAUSE_MOST 86400.0
#define DAY_MS         86400000.0

static mq_text url_of(const job *j) { return mq_text_of(j->url); }

/* seconds of Retry-After (RFC 9110, 10.2.3): a number, or a date */
static int64_t retry_after(const run *r, mq_text head)
{
	char line[64];
	uint64_t seconds;
	mq_text t = mq_fetch_field(head, "Retry-After");
	if (t.n == 0 || t.n >= sizeof line) return 0;
	double wait = 0;
	if (mq_text_u64(t, &seconds)) wait = (double)seconds;
	else {
		memcpy(line, t.p, t.n);
		line[t.n] = 0;
		time_t at = curl_getdate(line, NULL);
		if (at > 0) wait = (double)at - (double)mq_run_now(r) / 1000;
	}
	if (wait < 0) wait = 0;
	return (int64_t)((wait < RETRY_AFTER_MOST ? wait : RETRY_AFTER_MOST) * 1000);
}

/* the header block in the job's record */
static mq_text head_of(const job *j)
{
	return j->status ? mq_text_sub(mq_buf_text(&j->record), j->block_at, j->body_at) : MQ_NONE;
}

static bool is_redirect(int s) { return s == 301 || s == 302 || s == 303 || s == 307 || s == 308; }
/* answers after which the same address may do better later (RFC 9110, RFC 6585, RFC 8470) */
static bool is_passing(int s) { return s == 408 || s == 425 || s == 429 || s >= 500; }

static mq_text reason(run *r, const job *j)
{
	if (j->end != MQ_FETCH_WELL) return mq_arena_text(r->scratch, mq_text_of(j->why));
	return mq_arena_print(r->scratch, "the server says %d", j->status);
}

static mq_status count(run *r, const job *j, uint32_t items, bool failed)
{
	mq_day_counts more = {.fetches = 1, .items = items, .failures = failed, .bytes = j->record.n};
	r->counts->bytes += j->record.n;
	return mq_frontier_count(r->o->store, j->source, (mq_day)(j->came / 86400000), &more);
}

static mq_status note_failure(run *r, const job *j, mq_text why)
{
	r->counts->failed++;
	mq_log_print(r->o->log, MQ_LOG_DEBUG, "%s: %.*s", j->url, MQ_ARG(why));
	return mq_frontier_failed(r->o->store, j->source, why, url_of(j), j->came);
}

/* ── robots.txt ────────────────────────────────────────────────────────────────────────────────────────────────────── */
static mq_status lead_robots(run *r, job *j, host *h, bool *led)
{
	mq_text to;
	host *at;
	*led = false;
	if (j->hops >= MQ_REDIRECTS_MOST - 1 ||
	    !mq_url_form(r->scratch, r->rules, url_of(j), mq_fetch_field(head_of(j), "Location"), &to))
		return MQ_DONE;
	MQ_TRY(mq_run_host(r, to, &at));
	errand *e = mq_heap_alloc(sizeof *e);
	if (!e) return MQ_FAIL(MQ_NO_MEMORY, MQ_BYTE_UNKNOWN, "out of memory");
	*e = (errand){.next = at->errands, .host = h->row.n, .hops = j->hops + 1};
	memcpy(e->url, to.p, to.n);
	at->errands = e;
	*led = true;
	return mq_run_place(r, at) ? MQ_DONE : MQ_FAIL(MQ_NO_MEMORY, MQ_BYTE_UNKNOWN, "out of memory");
}

/* the sitemaps that it names are sources of the home page of the host, where that is one */
static mq_status sitemaps_of(run *r, const host *h, const mq_found_list *list)
{
	mq_source home;
	mq_text url = mq_arena_print(r->scratch, "%s/", h->origin);
	mq_status s = mq_frontier_source_of(r->o->store, r->scratch, url, &home);
	if (s.code == MQ_END || (mq_ok(s) && !mq_text_eq(home.kind, MQ_T("home")))) return MQ_DONE;
	return mq_ok(s) ? mq_run_sitemaps(r, &home, list) : s;
}

static mq_status know_robots(run *r, host *h, mq_text rules, const mq_found_list *list)
{
	mq_buf_clear(&h->rules);
	mq_buf_put(&h->rules, rules);
	h->row.robots_state = MQ_ROBOTS_KNOWN;
	h->row.robots_until = mq_run_now(r) + MQ_ROBOTS_SECONDS * INT64_C(1000);
	h->row.fails = 0;
	return list ? sitemaps_of(r, h, list) : MQ_DONE;
}

static mq_status apply_robots(run *r, job *j, mq_read_result *read)
{
	host *h = r->hosts[j->for_host];
	bool led = false, went = j->end == MQ_FETCH_WELL;
	r->counts->robots++;
	if (went && is_redirect(j->status)) MQ_TRY(lead_robots(r, j, h, &led));
	if (led) return MQ_DONE;
	h->robots_asked = false;
	if (read && mq_ok(read->status)) MQ_TRY(know_robots(r, h, read->robots, &read->found));
	else if (went && !read && j->status < 500 && j->status != 429)
		MQ_TRY(know_robots(r, h, MQ_NONE, NULL)); /* RFC 9309, 2.3.1.3 */
	else {
		/* unreachable: what was known goes on to hold (2.4), else nothing may be fetched (2.3.1.4) */
		mq_run_host_failed(r, h, retry_after(r, head_of(j)));
		if (h->row.robots_state != MQ_ROBOTS_KNOWN) h->row.robots_state = MQ_ROBOTS_CLOSED;
		h->row.robots_until = h->row.next;
		/* a host that stays away, or may not be reached at all: what waits on it is no longer news */
		if (j->end == MQ_FETCH_REFUSED || h->row.fails >= HOST_FAILS_MOST)
			MQ_TRY(mq_frontier_give_up(r->o->store, h->row.n, j->came));
		MQ_TRY(note_failure(r, j, read ? mq_arena_text(r->scratch, read->status.why) : reason(r, j)));
	}
	MQ_TRY(mq_run_host_put(r, h));
	return mq_run_look(r, h);
}

/* ── sources ───────────────────────────────────────────────────────────────────────────────────────────────────────── */
/* The pause follows from how many new items a day it has: one item a visit is aimed at. When all that it shows is new, some may
 * have slipped through already. */
static void set_pace(run *r, mq_source *x, uint32_t new_items, uint32_t shown, double slower)
{
	double least = r->o->pause_least, pause;
	int64_t now = mq_run_now(r);
	bool first = x->last_ok == 0;
	if (first) x->rate = RATE_FIRST;
	else {
		double days = (double)(now - x->last_ok) / DAY_MS;
		x->rate = (1 - RATE_NEW) * x->rate + RATE_NEW * (days > 0 ? new_items / days : 0);
	}
	if (mq_text_eq(x->kind, MQ_T("home")) && least < HOME_PAUSE_LEAST) least = HOME_PAUSE_LEAST;
	pause = x->rate > 0 ? 86400 / x->rate : r->o->pause_most;
	if (!first && shown > 1 && new_items >= shown) pause = least;
	if (pause > r->o->pause_most) pause = r->o->pause_most;
	if (pause < least) pause = least;
	/* its hub tells what is new: rarer visits, but never none */
	if (slower > 1) pause = pause * slower < HUB_PAUSE_MOST ? pause * slower : fmax(pause, HUB_PAUSE_MOST);
	x->interval = (int64_t)(pause * 1000);
	x->due = now + mq_run_jitter(r, pause);
}

static mq_status source_well(run *r, mq_source *x, const job *j, uint32_t new_items, uint32_t shown, bool unchanged)
{
	int64_t now = mq_run_now(r);
	uint32_t pushed;
	double slower;
	MQ_TRY(mq_run_hub_visited(r, x, new_items, &pushed, &slower));
	set_pace(r, x, new_items + pushed, shown, slower);
	x->last_ok = now;
	if (new_items) x->last_new = now;
	x->items += new_items;
	x->unchanged += unchanged;
	x->fails = 0;
	x->why = MQ_NONE;
	x->status = (uint32_t)j->status;
	return MQ_DONE;
}

/* gone for good, or tried again after a longer pause each time */
static mq_status source_failed(run *r, mq_source *x, const job *j, mq_text why)
{
	int64_t now = mq_run_now(r), wait = retry_after(r, head_of(j)), back = mq_run_jitter(r, mq_run_back_off(++x->fails));
	if (back < x->interval) back = x->interval;
	x->due = now + (wait > back ? wait : back);
	x->why = why;
	x->status = (uint32_t)j->status;
	if (j->end == MQ_FETCH_WELL && j->status == 410) x->state = MQ_SOURCE_RETIRED;
	return note_failure(r, j, why);
}

/* 301 and 308 hold for good: the source is where they led; where another source is there already, this one ends */
static mq_status source_moved(run *r, mq_source *x, const job *j)
{
	mq_source other;
	host *h;
	mq_text to = url_of(j);
	if (mq_text_eq(to, x->url)) return MQ_DONE;
	mq_status s = mq_frontier_source_of(r->o->store, r->scratch, to, &other);
	if (mq_ok(s) && other.n != x->n) {
		x->state = MQ_SOURCE_MOVED;
		return MQ_DONE;
	}
	if (!mq_ok(s) && s.code != MQ_END) return s;
	MQ_TRY(mq_run_host(r, to, &h));
	x->moved_from = x->url;
	x->url = to;
	x->host = h->row.n;
	return MQ_DONE;
}

static mq_status lead_source_on(run *r, mq_source *x, const job *j)
{
	mq_text to;
	bool added = false;
	r->counts->redirects++;
	bool sound = j->hops < MQ_REDIRECTS_MOST &&
		     mq_url_form(r->scratch, r->rules, url_of(j), mq_fetch_field(head_of(j), "Location"), &to) &&
		     !mq_text_eq(to, url_of(j));
	if (!sound) return source_failed(r, x, j, MQ_T("a redirect that leads nowhere"));
	int64_t now = mq_run_now(r);
	mq_address like = {.source = x->n,
			   .use = MQ_ADDRESS_LISTING,
			   .rank = 1, /* before articles */
			   .due = now,
			   .found = now,
			   .hops = j->hops + 1,
			   .permanent =
			       (j->kind == JOB_SOURCE || j->address.permanent) && (j->status == 301 || j->status == 308)};
	if (x->interval <= 0) x->interval = (int64_t)(r->o->pause_least * 1000);
	/* where it leads says when it is due again; not asked here before that came */
	x->due = now + mq_run_jitter(r, (double)x->interval / 1000 + LED_ON_PAUSE);
	return mq_run_address(r, &like, to, &added);
}

static void keep_conditions(run *r, mq_source *x, const job *j)
{
	mq_text head = head_of(j);
	x->etag = mq_arena_text(r->scratch, mq_fetch_field(head, "ETag"));
	x->modified = mq_arena_text(r->scratch, mq_fetch_field(head, "Last-Modified"));
	if (x->etag.n == 0) x->etag = MQ_NONE;
	if (x->modified.n == 0) x->modified = MQ_NONE;
	x->digest = mq_text_at(j->digest, 64);
}

static mq_status read_source(run *r, mq_source *x, job *j, mq_read_result *read, uint32_t *new_items)
{
	if (!mq_ok(read->status)) {
		if (read->died) r->counts->read_deaths++;
		return source_failed(r, x, j, mq_arena_text(r->scratch, read->status.why));
	}
	uint32_t shown = 0;
	r->counts->lists++;
	MQ_TRY(mq_run_found(r, x, &read->found, new_items));
	for (uint32_t i = 0; i < read->found.v.n; i++) shown += read->found.v.v[i].kind == MQ_FOUND_ARTICLE;
	MQ_TRY(source_well(r, x, j, *new_items, shown, false));
	keep_conditions(r, x, j);
	return MQ_DONE;
}

static mq_status apply_listing(run *r, job *j, mq_read_result *read)
{
	mq_source x;
	uint32_t new_items = 0;
	mq_status s = mq_frontier_source(r->o->store, r->scratch, j->source, &x);
	if (s.code == MQ_END) return MQ_DONE; /* it was taken away meanwhile */
	MQ_TRY(s);
	uint32_t fails = x.fails;
	x.checks++;
	x.last_try = mq_run_now(r);
	if (j->end != MQ_FETCH_WELL) s = source_failed(r, &x, j, reason(r, j));
	else if (is_redirect(j->status)) s = lead_source_on(r, &x, j);
	else if (j->status == 304 || (j->same && !read)) {
		r->counts->unchanged++;
		s = source_well(r, &x, j, 0, 0, true);
	} else if (read) s = read_source(r, &x, j, read, &new_items);
	else s = source_failed(r, &x, j, reason(r, j));
	MQ_TRY(s);
	bool well = x.fails == 0 && !is_redirect(j->status);
	if (well && j->kind == JOB_ADDRESS && j->address.permanent) MQ_TRY(source_moved(r, &x, j));
	MQ_TRY(mq_frontier_source_put(r->o->store, &x));
	MQ_TRY(mq_run_hub_follow(r, &x));
	if (j->kind == JOB_ADDRESS) {
		/* it may be led here again: the way is not remembered as seen for good */
		MQ_TRY(mq_frontier_address_done(r->o->store, &j->address, MQ_SEEN_LED_ON, j->came));
	}
	host *h = r->hosts[x.host];
	if (h) MQ_TRY(mq_run_look(r, h));
	return count(r, j, new_items, x.fails > fails);
}

/* ── what hubs say and deliver ───────────────────────────────────────────────────────────────────────────────────────── */
static mq_status apply_hub(run *r, job *j)
{
	mq_text to = MQ_NONE;
	if (is_redirect(j->status)) (void)mq_url_form(r->scratch, NULL, url_of(j), mq_fetch_field(head_of(j), "Location"), &to);
	r->counts->bytes += j->record.n;
	mq_text why = j->end == MQ_FETCH_WELL ? mq_arena_print(r->scratch, "the hub says %d", j->status)
					      : mq_arena_print(r->scratch, "the hub: %s", j->why);
	return mq_run_hub_answered(r, j, retry_after(r, head_of(j)), to, why);
}

/* as a visit, but for when the next visit is: that, and the source's hub, are learnt from the source alone */
static mq_status apply_push(run *r, job *j, mq_read_result *read)
{
	mq_source x;
	uint32_t new_items = 0;
	mq_status s = mq_frontier_source(r->o->store, r->scratch, j->source, &x);
	if (!mq_ok(s) && s.code != MQ_END) return s;
	bool there = mq_ok(s);
	mq_text hub = there ? x.hub : MQ_NONE, topic = there ? x.topic : MQ_NONE;
	if (read && read->died) r->counts->read_deaths++;
	if (there && read && mq_ok(read->status)) MQ_TRY(mq_run_found(r, &x, &read->found, &new_items));
	else if (there && read)
		MQ_TRY(note_failure(r, j, mq_arena_print(r->scratch, "a delivery of the hub: %.*s", MQ_ARG(read->status.why))));
	x.hub = hub;
	x.topic = topic;
	MQ_TRY(mq_run_hub_delivered(r, j, &x, new_items));
	mq_day_counts more = {.items = new_items, .bytes = j->record.n};
	r->counts->bytes += j->record.n;
	return mq_frontier_count(r->o->store, j->source, (mq_day)(j->came / 86400000), &more);
}

/* ── articles ──────────────────────────────────────────────────────────────────────────────────────────────────────── */
static mq_status put_off(run *r, job *j, mq_text why)
{
	uint32_t tries = j->address.tries + 1;
	MQ_TRY(note_failure(r, j, why));
	if (tries >= TRIES_MOST) return mq_frontier_address_done(r->o->store, &j->address, MQ_SEEN_FAILED, j->came);
	int64_t wait = retry_after(r, head_of(j)), back = mq_run_jitter(r, mq_run_back_off(tries));
	return mq_frontier_address_later(r->o->store, j->address.n, j->came + (wait > back ? wait : back), tries);
}

static mq_status give_up(run *r, job *j, mq_text why)
{
	MQ_TRY(note_failure(r, j, why));
	return mq_frontier_address_done(r->o->store, &j->address, MQ_SEEN_FAILED, j->came);
}

static mq_status lead_on(run *r, job *j)
{
	mq_text to;
	mq_seen seen;
	int64_t at;
	bool added = false;
	r->counts->redirects++;
	if (j->hops >= MQ_REDIRECTS_MOST) return give_up(r, j, MQ_T("too many redirects"));
	if (!mq_url_form(r->scratch, r->rules, url_of(j), mq_fetch_field(head_of(j), "Location"), &to))
		return give_up(r, j, MQ_T("a redirect that leads nowhere"));
	MQ_TRY(mq_frontier_address_done(r->o->store, &j->address, MQ_SEEN_LED_ON, j->came));
	MQ_TRY(mq_frontier_seen(r->o->store, mq_url_key(to), &seen, &at));
	if (seen != MQ_SEEN_NOT) return MQ_DONE;
	mq_address like = j->address;
	like.rank = 1;
	like.hops = j->hops + 1;
	like.tries = 0;
	like.due = j->came;
	return mq_run_address(r, &like, to, &added);
}

/* The reader does not know where in which file the record will stand: its JSON has a mark there. */
static mq_status fill_place(run *r, mq_text json, mq_text path, uint64_t number, mq_text *out)
{
	const mq_text mark = MQ_T("\"path\":\"@\",\"record\":0");
	size_t at = mq_text_find(mq_text_sub(json, 0, 400), mark, 0);
	if (at == SIZE_MAX) return MQ_FAIL(MQ_INTERNAL, MQ_BYTE_UNKNOWN, "a record without its place");
	mq_buf b;
	mq_json w;
	mq_buf_open(&b, json.n + path.n * 6 + 128);
	mq_buf_put(&b, mq_text_sub(json, 0, at));
	mq_buf_put(&b, MQ_T("\"path\":"));
	mq_json_open(&w, &b);
	mq_json_text(&w, path);
	mq_buf_print(&b, ",\"record\":%llu", (unsigned long long)number);
	mq_buf_put(&b, mq_text_sub(json, at + mark.n, json.n));
	*out = b.failed ? MQ_NONE : mq_arena_text(r->scratch, mq_buf_text(&b));
	mq_buf_close(&b);
	return mq_text_none(*out) ? mq_fail_memory(r->scratch) : MQ_DONE;
}

static mq_status keep_page(run *r, job *j, mq_read_result *read, mq_text path, uint64_t number)
{
	mq_page page = {0};
	mq_record record;
	mq_put_result put;
	mq_text json;
	bool copy = false;
	MQ_TRY(fill_place(r, read->json, path, number, &json));
	mq_status s = mq_record_parse(r->scratch, json, &page, &record);
	/* only a reader that went astray writes what cannot be read */
	if (!mq_ok(s)) return give_up(r, j, MQ_T("the reader gave no sound record"));
	page.stored = read->stored;
	MQ_TRY(mq_store_put(r->o->store, r->scratch, &record, json, &put, &copy));
	r->counts->kept += put == MQ_PUT_NEW;
	r->counts->changed += put == MQ_PUT_CHANGED;
	r->counts->same += put == MQ_PUT_SAME;
	r->counts->copies += copy;
	r->unsettled = r->unsettled || put != MQ_PUT_SAME;
	return mq_frontier_address_done(r->o->store, &j->address, MQ_SEEN_KEPT, j->came);
}

static mq_status apply_article(run *r, job *j, mq_read_result *read, mq_text path, uint64_t number)
{
	bool went = j->end == MQ_FETCH_WELL && j->status >= 200 && j->status < 300;
	MQ_TRY(count(r, j, 0, !went && !is_redirect(j->status)));
	if (j->end == MQ_FETCH_REFUSED) return give_up(r, j, reason(r, j));
	if (j->end != MQ_FETCH_WELL || is_passing(j->status)) return put_off(r, j, reason(r, j));
	if (is_redirect(j->status)) return lead_on(r, j);
	if (!read) return give_up(r, j, reason(r, j));
	if (read->died) r->counts->read_deaths++;
	if (mq_ok(read->status)) return keep_page(r, j, read, path, number);
	return give_up(r, j, read->status.code == MQ_END ? MQ_T("no page of text") : mq_arena_text(r->scratch, read->status.why));
}

/* ── any of them ───────────────────────────────────────────────────────────────────────────────────────────────────── */
static void pace_after(run *r, host *h, const job *j)
{
	double pace = r->o->pace, asked = mq_robots_delay(mq_buf_text(&h->rules));
	if (asked > pace) pace = asked < DELAY_MOST ? asked : DELAY_MOST;
	int64_t next = j->came + (int64_t)(pace * 1000);
	if (next > h->row.next) h->row.next = next;
}

static void host_after(run *r, const job *j)
{
	host *h = j->of;
	pace_after(r, h, j);
	/* what its robots.txt asks for holds from the first request after it on */
	if (j->kind == JOB_ROBOTS) pace_after(r, r->hosts[j->for_host], j);
	bool of_host = j->end == MQ_FETCH_NAME || j->end == MQ_FETCH_CONNECT || j->end == MQ_FETCH_TLS || j->end == MQ_FETCH_TIME;
	bool enough = j->end == MQ_FETCH_WELL && (j->status == 429 || j->status == 503);
	if (j->kind == JOB_ROBOTS && (of_host || enough)) return; /* it is counted there */
	if (of_host || enough) mq_run_host_failed(r, h, retry_after(r, head_of(j)));
	else if (j->end == MQ_FETCH_WELL && j->status < 500) h->row.fails = 0;
}

mq_status mq_run_apply(run *r, job *j, mq_read_result *read)
{
	uint64_t number = 0;
	mq_text path = MQ_NONE;
	MQ_TRY(mq_run_begin(r));
	if (j->status && j->record.n) MQ_TRY(mq_warc_out_put(r->warc, j->came, mq_buf_text(&j->record), &number, &path));
	if (j->kind == JOB_PUSH) return apply_push(r, j, read);
	if (j->kind == JOB_ROBOTS) MQ_TRY(apply_robots(r, j, read));
	host_after(r, j);
	if (j->kind == JOB_ROBOTS) return mq_run_host_put(r, j->of);
	if (j->kind == JOB_HUB) MQ_TRY(apply_hub(r, j));
	else if (j->listing) MQ_TRY(apply_listing(r, j, read));
	else MQ_TRY(apply_article(r, j, read, path, number));
	return mq_run_host_put(r, j->of);
}
