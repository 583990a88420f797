/* What is fetched next: the host that may be asked first; of its work robots.txt, then sources, then addresses by rank. */
#include "watch/inside.h"
#include "watch/robots.h"

/* what is not allowed is passed over, so many at a time: a host of nothing but such addresses must not hold up the rest */
#define DENIED_AT_ONCE 64u
/* answers that wait for a reader; more would only be memory */
#define WAITING_READS       ((size_t)48 << 20)
#define SOURCE_DENIED_PAUSE 86400.0
/* turns to write that are waited for in vain, each as long as the store waits, before it is given up */
#define TURNS_WAITED 60u

job *mq_job_new(run *r)
{
	job *j = r->jobs_free;
	mq_buf kept = {0};
	if (j) {
		r->jobs_free = j->next;
		kept = j->record;
	} else j = mq_heap_alloc(sizeof *j);
	if (!j) return NULL;
	*j = (job){.record = kept};
	if (!kept.max) mq_buf_open(&j->record, MQ_FETCH_MOST + 4 * MQ_FETCH_HEAD_MOST);
	r->jobs_open++;
	return j;
}

void mq_job_free(run *r, job *j)
{
	if (j->record.cap > (size_t)256 << 10) mq_buf_close(&j->record);
	mq_buf_clear(&j->record);
	j->next = r->jobs_free;
	r->jobs_free = j;
	r->jobs_open--;
}

mq_status mq_run_begin(run *r)
{
	if (r->in_batch) return MQ_DONE;
	mq_status s = mq_store_begin(r->o->store);
	/* who follows the press for ever waits for its turn longer than others: an index that is made anew takes minutes */
	for (uint32_t i = 0; s.code == MQ_UNAVAILABLE && i < TURNS_WAITED && !mq_run_stopped(r); i++) {
		mq_log_print(r->o->log, MQ_LOG_WARN, "waiting for a turn to write: %.*s", MQ_ARG(s.why));
		s = mq_store_begin(r->o->store);
	}
	MQ_TRY(s);
	r->in_batch = true;
	r->batch_since = mq_run_real();
	return MQ_DONE;
}

static void set_url(job *j, mq_text url)
{
	size_t n = url.n < MQ_URL_MOST ? url.n : MQ_URL_MOST;
	memcpy(j->url, url.p, n);
	j->url[n] = 0;
	j->address.url = mq_text_at(j->url, n);
}

static bool start_asking(run *r, host *h, job *j, mq_fetch_ask ask)
{
	ask.url = mq_text_of(j->url);
	ask.most = j->kind == JOB_ROBOTS || j->kind == JOB_HUB ? MQ_ROBOTS_MOST : MQ_FETCH_MOST;
	ask.of = j;
	j->of = h;
	if (!mq_fetch_start(r->fetcher, &ask)) {
		mq_job_free(r, j);
		return false;
	}
	h->under[h->in_flight++] = j;
	r->counts->fetches++;
	return true;
}

static bool start_job(run *r, host *h, job *j, mq_text etag, mq_text modified)
{
	return start_asking(r, h, j, (mq_fetch_ask){.etag = etag, .modified = modified});
}

/* ── errands: robots.txt, and requests to hubs
 * ────────────────────────────────────────────────────────────────────────────────────────────────────── */
static bool start_robots(run *r, host *h)
{
	char url[MQ_URL_MOST + 1];
	job *j = mq_job_new(r);
	if (!j) return false;
	j->kind = JOB_ROBOTS;
	j->listing = true;
	if (h->errands) {
		errand *e = h->errands;
		j->for_host = e->host;
		j->hops = e->hops;
		set_url(j, mq_text_of(e->url));
		h->errands = e->next;
		mq_heap_free(e);
	} else {
		size_t n = h->row.origin.n;
		memcpy(url, h->row.origin.p, n);
		memcpy(url + n, "/robots.txt", 11);
		j->for_host = h->row.n;
		set_url(j, mq_text_at(url, n + 11));
		h->robots_asked = true;
	}
	return start_job(r, h, j, MQ_NONE, MQ_NONE);
}

/* the form is made only now: what was wanted may have changed while the host was waited for */
static mq_status start_hub(run *r, host *h, bool *started)
{
	errand *e = h->errands;
	mq_text form;
	job *j = mq_job_new(r);
	if (!j) return MQ_FAIL(MQ_NO_MEMORY, MQ_BYTE_UNKNOWN, "out of memory");
	j->kind = JOB_HUB;
	j->listing = true;
	j->hub = e->hub;
	j->hops = e->hops;
	set_url(j, mq_text_of(e->url));
	h->errands = e->next;
	mq_heap_free(e);
	mq_status s = mq_run_hub_form(r, j->hub, &j->source, &form);
	if (mq_ok(s) && form.n) *started = start_asking(r, h, j, (mq_fetch_ask){.post = form});
	else mq_job_free(r, j);
	return s;
}

static bool allowed(const host *h, mq_text url)
{
	return h->row.robots_state == MQ_ROBOTS_KNOWN && mq_robots_allow(mq_buf_text(&h->rules), mq_url_path(url));
}

/* ── work of a host ────────────────────────────────────────────────────────────────────────────────────────────────── */
typedef struct {
	int64_t source[MQ_PER_HOST_MOST], key[MQ_PER_HOST_MOST];
	uint32_t sources, keys;
} busy;

/* what is under way is not begun again */
static void note_busy(const host *h, busy *b)
{
	b->sources = b->keys = 0;
	for (uint32_t i = 0; i < h->in_flight; i++) {
		const job *j = h->under[i];
		if (j->kind == JOB_SOURCE) b->source[b->sources++] = j->source;
		if (j->kind == JOB_ADDRESS) b->key[b->keys++] = j->address.key;
	}
}

static mq_status deny_source(run *r, mq_source *x, int64_t now)
{
	MQ_TRY(mq_run_begin(r));
	x->why = MQ_T("robots.txt does not allow it");
	x->last_try = now;
	x->due = now + mq_run_jitter(r, SOURCE_DENIED_PAUSE);
	r->counts->denied++;
	return mq_frontier_source_put(r->o->store, x);
}

static mq_status deny_address(run *r, const mq_address *x, int64_t now)
{
	MQ_TRY(mq_run_begin(r));
	r->counts->denied++;
	return mq_frontier_address_done(r->o->store, x, MQ_SEEN_DENIED, now);
}

static mq_status try_source(run *r, host *h, const busy *b, int64_t now, bool *started, bool *more)
{
	mq_source x;
	mq_status s =
	    mq_frontier_source_due(r->o->store, r->scratch, h->row.n, r->o->once ? r->start : now, b->source, b->sources, &x);
	*more = s.code != MQ_END;
	if (!mq_ok(s)) return s.code == MQ_END ? MQ_DONE : s;
	if (!allowed(h, x.url)) return deny_source(r, &x, now);
	job *j = mq_job_new(r);
	if (!j) return MQ_FAIL(MQ_NO_MEMORY, MQ_BYTE_UNKNOWN, "out of memory");
	j->kind = JOB_SOURCE;
	j->listing = true;
	j->source = x.n;
	set_url(j, x.url);
	if (x.digest.n == 64) memcpy(j->digest, x.digest.p, 64);
	*started = start_job(r, h, j, x.etag, x.modified);
	return MQ_DONE;
}

static mq_status try_address(run *r, host *h, const busy *b, int64_t now, bool *started, bool *more)
{
	mq_address x;
	mq_source of = {0};
	mq_status s = mq_frontier_address_due(r->o->store, r->scratch, h->row.n, now, b->key, b->keys, &x);
	*more = s.code != MQ_END;
	if (!mq_ok(s)) return s.code == MQ_END ? MQ_DONE : s;
	if (!allowed(h, x.url)) return deny_address(r, &x, now);
	job *j = mq_job_new(r);
	if (!j) return MQ_FAIL(MQ_NO_MEMORY, MQ_BYTE_UNKNOWN, "out of memory");
	j->kind = JOB_ADDRESS;
	j->source = x.source;
	j->address = x;
	j->hops = x.hops;
	j->listing = x.use == MQ_ADDRESS_LISTING;
	set_url(j, x.url);
	if (j->listing) {
		/* what we have of a source was given by the address that it leads to */
		s = mq_frontier_source(r->o->store, r->scratch, x.source, &of);
		if (!mq_ok(s) && s.code != MQ_END) return s;
		if (of.digest.n == 64) memcpy(j->digest, of.digest.p, 64);
	}
	if (MQ_TURN_OF(x.rank) > h->turn) h->turn = MQ_TURN_OF(x.rank);
	*started = start_job(r, h, j, of.etag, of.modified);
	return MQ_DONE;
}

static mq_status start_on(run *r, host *h, int64_t now, bool *started)
{
	busy b;
	bool stale = h->row.robots_state == MQ_ROBOTS_UNKNOWN || h->row.robots_until <= now;
	*started = false;
	if (h->errands && h->errands->hub) return start_hub(r, h, started);
	if (h->errands || (stale && !h->robots_asked)) {
		*started = start_robots(r, h);
		return MQ_DONE;
	}
	if (h->row.robots_state == MQ_ROBOTS_CLOSED) {
		h->row.next = h->row.robots_until;
		return MQ_DONE;
	}
	note_busy(h, &b);
	for (uint32_t i = 0; i < DENIED_AT_ONCE && !*started; i++) {
		bool more = false;
		MQ_TRY(try_source(r, h, &b, now, started, &more));
		if (!more) MQ_TRY(try_address(r, h, &b, now, started, &more));
		if (!more) break;
	}
	if (*started) return MQ_DONE;
	MQ_TRY(mq_run_look(r, h));
	/* all that is due is under way: it is looked at again when that is done */
	if (h->in_flight) h->source_due = h->address_due = MQ_NEVER;
	return MQ_DONE;
}

mq_status mq_run_start(run *r, uint32_t *started)
{
	*started = 0;
	while (r->heap_n && mq_fetch_running(r->fetcher) < r->o->fetches && r->to_read_bytes < WAITING_READS) {
		host *h = r->heap[0];
		bool one = false;
		int64_t now = mq_run_now(r);
		if (mq_run_ready(r, h) > now) break;
		mq_arena_clear(r->scratch);
		MQ_TRY(start_on(r, h, now, &one));
		if (!one && mq_run_ready(r, h) <= now) h->row.next = now + 1;
		*started += one;
		if (!mq_run_place(r, h)) return MQ_FAIL(MQ_NO_MEMORY, MQ_BYTE_UNKNOWN, "out of memory");
	}
	return MQ_DONE;
}

bool mq_run_idle(run *r)
{
	int64_t now = mq_run_now(r);
	if (r->jobs_open || !mq_run_hubs_idle(r)) return false;
	for (uint32_t i = 0; i < r->heap_n; i++) {
		const host *h = r->heap[i];
		int64_t due = h->source_due < h->address_due ? h->source_due : h->address_due;
		/* a host that fails is left for the next time */
		bool later = h->row.next > now && (h->row.fails || h->row.robots_state == MQ_ROBOTS_CLOSED);
		if (h->errands || (due <= now && !later)) return false;
	}
	return true;
}
