/* The loop: start what may be started, wait, read what came, apply, commit. */
#include "watch/inside.h"

#include <stdio.h>
#include <time.h>

/* results of one transaction, and how long the first of them waits for more; its host waits with it */
#define BATCH_MOST 96u
#define BATCH_MS   20
#define WAIT_MS    100
/* stories and happenings are made anew after so long, where something came */
#define SETTLE_MS INT64_C(300000)

static int64_t real_micro(void)
{
	struct timespec t;
	clock_gettime(CLOCK_REALTIME, &t);
	return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

static int64_t real_now(void) { return real_micro() / 1000; }

int64_t mq_run_real(void) { return real_now(); }

int64_t mq_watch_now(const mq_watch_clock *c)
{
	int64_t now = real_micro();
	return c->factor == 1 && c->epoch == c->watch ? now / 1000
						      : c->watch + (int64_t)((double)(now - c->epoch * 1000) * c->factor / 1000);
}

/* ── from fetch to reader ──────────────────────────────────────────────────────────────────────────────────────────── */
void mq_run_to_read(run *r, job *j)
{
	j->next = NULL;
	if (r->to_read_last) r->to_read_last->next = j;
	else r->to_read = j;
	r->to_read_last = j;
	r->to_read_bytes += j->record.n;
}

static void to_commit(run *r, job *j)
{
	r->applied_n++;
	j->next = r->applied;
	r->applied = j;
}

/* the answer as a record; what it is read from, and what it is kept as */
static bool make_record(run *r, job *j, const mq_fetched *x)
{
	char digest[64];
	mq_sha256_hex(x->body, digest);
	j->same = j->listing && j->status == 200 && j->kind != JOB_ROBOTS && memcmp(digest, j->digest, 64) == 0;
	memcpy(j->digest, digest, 64);
	mq_warc_entry e = {.kind = j->status == 304 ? MQ_WARC_REVISIT_UNCHANGED
				   : j->same        ? MQ_WARC_REVISIT_SAME
						    : MQ_WARC_RESPONSE,
			   .url = mq_text_of(j->url),
			   .ip = mq_text_of(x->ip),
			   .now = j->came,
			   .head = x->head,
			   .body = x->body,
			   .cut = x->cut,
			   .listing = j->listing,
			   .serial = r->serial++};
	if (!mq_warc_record_write(&e, &j->record)) return false;
	mq_text all = mq_buf_text(&j->record);
	size_t head = mq_text_find(all, MQ_T("\r\n\r\n"), 0), block = mq_text_find(all, MQ_T("\r\n\r\n"), head + 4);
	j->block_at = head + 4;
	j->body_at = block == SIZE_MAX ? all.n : block + 4;
	return head != SIZE_MAX;
}

static mq_status take_fetched(run *r, mq_fetched *x)
{
	job *j = x->of;
	j->end = x->end;
	j->status = x->end == MQ_FETCH_WELL ? x->status : 0;
	j->cut = x->cut;
	j->came = mq_run_now(r);
	memcpy(j->why, x->why, sizeof j->why);
	if (j->status && !make_record(r, j, x)) {
		j->end = MQ_FETCH_OTHER;
		j->status = 0;
		(void)snprintf(j->why, sizeof j->why, "the answer is too large");
	}
	mq_fetch_done(r->fetcher, x);
	mq_log_print(r->o->log, MQ_LOG_DEBUG, "%d %s", j->status, j->url);
	if (j->status >= 200 && j->status < 300 && !j->same && j->kind != JOB_HUB) {
		mq_run_to_read(r, j);
		return MQ_DONE;
	}
	mq_arena_clear(r->scratch);
	MQ_TRY(mq_run_apply(r, j, NULL));
	to_commit(r, j);
	return MQ_DONE;
}

static bool start_reads(run *r)
{
	bool any = false;
	while (r->to_read && mq_readers_free(r->readers)) {
		job *j = r->to_read;
		mq_text all = mq_buf_text(&j->record);
		mq_read_ask ask = {.kind = j->kind == JOB_ROBOTS ? MQ_READ_ROBOTS
					   : j->listing          ? MQ_READ_LISTING
								 : MQ_READ_ARTICLE,
				   .url = mq_text_of(j->url),
				   .bytes = j->kind == JOB_PUSH ? mq_run_pushed(r)
					    : j->listing        ? mq_text_sub(all, j->block_at, all.n - 4)
								: all,
				   .of = j};
		if (!mq_readers_start(r->readers, &ask)) break;
		r->to_read = j->next;
		if (!r->to_read) r->to_read_last = NULL;
		r->to_read_bytes -= j->record.n;
		any = true;
	}
	return any;
}

static mq_status take_reads(run *r, uint32_t *n)
{
	mq_read_result result;
	mq_arena_clear(r->scratch);
	while (mq_readers_next(r->readers, r->scratch, &result)) {
		MQ_TRY(mq_run_apply(r, result.of, &result));
		to_commit(r, result.of);
		mq_arena_clear(r->scratch);
		++*n;
		(void)start_reads(r);
	}
	return MQ_DONE;
}

/* ── commit ────────────────────────────────────────────────────────────────────────────────────────────────────────── */
static mq_status free_job(run *r, job *j)
{
	host *h = j->of;
	for (uint32_t i = 0; i < h->in_flight; i++) {
		if (h->under[i] != j) continue;
		h->under[i] = h->under[--h->in_flight];
		break;
	}
	mq_job_free(r, j);
	return mq_run_look(r, h);
}

mq_status mq_run_commit(run *r)
{
	if (!r->in_batch) return MQ_DONE;
	const mq_warc_place *at = mq_warc_out_place(r->warc);
	mq_arena_clear(r->scratch);
	if (at->name[0]) {
		mq_text line = mq_arena_print(r->scratch, "%s %llu %llu", at->name, (unsigned long long)at->bytes,
					      (unsigned long long)at->records);
		MQ_TRY(mq_frontier_set(r->o->store, MQ_T("warc"), line));
	}
	/* first the files, then the word that they are there */
	MQ_TRY(mq_warc_out_sync(r->warc));
	MQ_TRY(mq_store_commit(r->o->store));
	r->in_batch = false;
	r->applied_n = 0;
	for (job *j = r->applied, *next; j; j = next) {
		next = j->next;
		MQ_TRY(free_job(r, j));
	}
	r->applied = NULL;
	return MQ_DONE;
}

static mq_status commit_when_due(run *r)
{
	if (!r->in_batch) return MQ_DONE;
	bool alone = mq_fetch_running(r->fetcher) == 0 && mq_readers_busy(r->readers) == 0;
	/* however little is in it: others wait for their turn to write */
	bool due = r->applied_n >= BATCH_MOST || real_now() - r->batch_since >= BATCH_MS;
	return due || alone ? mq_run_commit(r) : MQ_DONE;
}

static mq_status settle(run *r, bool now)
{
	if (!r->unsettled || (!now && real_now() < r->settle_at)) return MQ_DONE;
	MQ_TRY(mq_run_commit(r));
	mq_status s = mq_store_settle(r->o->store);
	r->settle_at = real_now() + SETTLE_MS;
	/* when others write for long, the next time is early enough: what is to be told anew is in the archive */
	if (s.code == MQ_UNAVAILABLE && !now) return MQ_DONE;
	r->unsettled = false;
	return s;
}

/* ── the loop ──────────────────────────────────────────────────────────────────────────────────────────────────────── */
bool mq_run_stopped(const run *r) { return r->o->stop && atomic_load(r->o->stop); }

static bool ended(run *r)
{
	if (mq_run_stopped(r)) return true;
	if (r->end && mq_run_now(r) >= r->end) return true;
	return r->o->once && mq_run_idle(r);
}

/* until the network, a reader, the open batch or the next host */
static int wait_for(run *r)
{
	double wait = WAIT_MS;
	if (r->in_batch) wait = BATCH_MS / 2.0;
	if (r->heap_n && mq_fetch_running(r->fetcher) < r->o->fetches) {
		int64_t at = mq_run_ready(r, r->heap[0]);
		double left = at == MQ_NEVER ? WAIT_MS : (double)(at - mq_run_now(r)) / r->o->clock.factor;
		if (left < wait) wait = left;
	}
	return wait < 1 ? 1 : (int)wait;
}

static mq_status turn(run *r)
{
	struct curl_waitfd fds[MQ_READERS_MOST];
	mq_fetched x;
	uint32_t did = 0;
	MQ_TRY(mq_run_hubs(r));
	/* not while others wait for their turn to write */
	if (!r->in_batch) MQ_TRY(mq_run_subjects(r));
	MQ_TRY(mq_run_start(r, &did));
	(void)start_reads(r);
	mq_fetch_wait(r->fetcher, fds, mq_readers_fds(r->readers, fds), did ? 0 : wait_for(r));
	while (mq_fetch_next(r->fetcher, &x)) MQ_TRY(take_fetched(r, &x));
	(void)start_reads(r);
	MQ_TRY(take_reads(r, &did));
	MQ_TRY(commit_when_due(r));
	return settle(r, false);
}

static mq_status open_warc(run *r)
{
	mq_warc_place at = {.bytes = 0};
	mq_text line, name, rest;
	uint64_t bytes, records;
	MQ_TRY(mq_frontier_get(r->o->store, r->arena, MQ_T("warc"), &line));
	rest = line;
	if (line.n && mq_text_split(&rest, ' ', &name) && name.n < sizeof at.name) {
		mq_text piece;
		if (mq_text_split(&rest, ' ', &piece) && mq_text_u64(piece, &bytes) && mq_text_u64(rest, &records)) {
			memcpy(at.name, name.p, name.n);
			at.bytes = bytes;
			at.records = records;
		}
	}
	return mq_warc_out_open(r->arena, r->o->warc_folder, r->o->agent, &at, &r->warc);
}

static mq_status open_run(run *r)
{
	const mq_watch_options *o = r->o;
	mq_readers_options ro = {.engine = o->engine,
				 .rules = NULL,
				 .agent = MQ_T(MQ_WATCH_TOKEN),
				 .readers = o->readers,
				 .seconds = MQ_READER_SECONDS};
	mq_fetch_options fo = {
	    .agent = o->agent, .connect_to = o->connect_to, .ca_file = o->ca_file, .allowed = o->allowed, .seconds = o->seconds};
	r->scratch = mq_arena_open(MQ_REQUEST_ARENA_MOST + MQ_RECORD_JSON_MOST);
	if (!r->scratch) return MQ_FAIL(MQ_NO_MEMORY, MQ_BYTE_UNKNOWN, "out of memory");
	MQ_TRY(mq_link_rules_open(r->arena, o->engine->pack, &r->rules));
	ro.rules = r->rules;
	/* readers first: they are copies of this process as it is now, and the smaller it is the better */
	MQ_TRY(mq_readers_open(r->arena, &ro, &r->readers));
	MQ_TRY(open_warc(r));
	MQ_TRY(mq_fetcher_open(r->arena, &fo, &r->fetcher));
	MQ_TRY(mq_run_hosts(r));
	MQ_TRY(mq_run_subjects(r));
	return mq_run_hubs_open(r);
}

static void close_run(run *r)
{
	if (r->in_batch) mq_store_rollback(r->o->store);
	mq_fetcher_close(r->fetcher);
	mq_readers_close(r->readers);
	mq_warc_out_close(r->warc);
	for (uint32_t i = 0; i < r->hosts_cap; i++)
		for (uint32_t k = 0; r->hosts[i] && k < r->hosts[i]->in_flight; k++) mq_job_free(r, r->hosts[i]->under[k]);
	for (job *j = r->jobs_free, *next; j; j = next) {
		next = j->next;
		mq_buf_close(&j->record);
		mq_heap_free(j);
	}
	mq_run_hosts_close(r);
	mq_run_hubs_close(r);
	mq_run_subjects_close(r);
	mq_arena_close(r->scratch);
}

mq_status mq_watch_run(mq_arena *a, const mq_watch_options *o, mq_watch_counts *out)
{
	run r = {.o = o, .arena = a, .counts = out, .chance = o->seed ? o->seed : 1};
	int64_t began = real_now();
	*out = (mq_watch_counts){0};
	r.start = mq_run_now(&r);
	r.end = o->for_time ? r.start + o->for_time : 0;
	r.settle_at = began + SETTLE_MS;
	mq_status s = open_run(&r);
	if (mq_ok(s) && o->opened) atomic_store(o->opened, true);
	while (mq_ok(s) && !ended(&r)) s = turn(&r);
	/* what is under way is given up; what was applied is kept */
	if (mq_ok(s)) s = mq_run_commit(&r);
	if (mq_ok(s)) s = settle(&r, true);
	if (!mq_ok(s)) s.why = mq_arena_text(a, s.why);
	close_run(&r);
	out->seconds = (double)(real_now() - began) / 1000;
	return s;
}
