/* Who may be asked when: a heap of hosts by the moment of their next request. */
#include <stdlib.h>

#include "watch/inside.h"

#define BACK_OFF_FIRST 60.0
#define BACK_OFF_MOST  (6 * 3600.0)
#define OUT_OF_HEAP    UINT32_MAX

int64_t mq_run_now(const run *r) { return mq_watch_now(&r->o->clock); }

/* xorshift64*: chance that a test can repeat */
int64_t mq_run_jitter(run *r, double seconds)
{
	r->chance ^= r->chance >> 12;
	r->chance ^= r->chance << 25;
	r->chance ^= r->chance >> 27;
	double part = (double)((r->chance * UINT64_C(2685821657736338717)) >> 11) / 9007199254740992.0;
	return (int64_t)(seconds * 1000 * (0.75 + 0.5 * part));
}

double mq_run_back_off(uint32_t fails)
{
	double s = BACK_OFF_FIRST;
	while (fails-- > 1 && s < BACK_OFF_MOST) s *= 2;
	return s < BACK_OFF_MOST ? s : BACK_OFF_MOST;
}

/* ── the heap ──────────────────────────────────────────────────────────────────────────────────────────────────────── */
int64_t mq_run_ready(const run *r, const host *h)
{
	int64_t due = h->source_due < h->address_due ? h->source_due : h->address_due;
	if (h->errands) due = 0;
	if (h->in_flight >= r->o->per_host || due == MQ_NEVER) return MQ_NEVER;
	/* with nothing known of robots.txt, or while it is on its way, nothing else goes out */
	if (h->robots_asked && !h->errands) return MQ_NEVER;
	return due > h->row.next ? due : h->row.next;
}

static void set_at(run *r, uint32_t i, host *h)
{
	r->heap[i] = h;
	h->heap_at = i;
}

static void sift(run *r, uint32_t i)
{
	host *h = r->heap[i];
	int64_t key = mq_run_ready(r, h);
	while (i && mq_run_ready(r, r->heap[(i - 1) / 2]) > key) {
		set_at(r, i, r->heap[(i - 1) / 2]);
		i = (i - 1) / 2;
	}
	for (;;) {
		uint32_t child = 2 * i + 1;
		if (child >= r->heap_n) break;
		if (child + 1 < r->heap_n && mq_run_ready(r, r->heap[child + 1]) < mq_run_ready(r, r->heap[child])) child++;
		if (mq_run_ready(r, r->heap[child]) >= key) break;
		set_at(r, i, r->heap[child]);
		i = child;
	}
	set_at(r, i, h);
}

bool mq_run_place(run *r, host *h)
{
	if (h->heap_at == OUT_OF_HEAP) {
		if (r->heap_n == r->heap_cap) {
			uint32_t cap = r->heap_cap ? r->heap_cap * 2 : 256;
			host **more = mq_heap_realloc(r->heap, cap * sizeof *more);
			if (!more) return false;
			r->heap = more;
			r->heap_cap = cap;
		}
		set_at(r, r->heap_n++, h);
	}
	sift(r, h->heap_at);
	return true;
}

/* ── the table ─────────────────────────────────────────────────────────────────────────────────────────────────────── */
static host *keep_host(run *r, const mq_host *row)
{
	if (row->n >= r->hosts_cap) {
		uint32_t cap = r->hosts_cap ? r->hosts_cap : 256;
		while (cap <= row->n) cap *= 2;
		host **more = mq_heap_realloc(r->hosts, cap * sizeof *more);
		if (!more) return NULL;
		memset(more + r->hosts_cap, 0, (cap - r->hosts_cap) * sizeof *more);
		r->hosts = more;
		r->hosts_cap = cap;
	}
	host *h = mq_heap_alloc(sizeof *h);
	if (!h) return NULL;
	h->origin = mq_heap_alloc(row->origin.n + 1);
	mq_buf_open(&h->rules, MQ_ROBOTS_MOST * 2);
	if (row->robots.n) mq_buf_put(&h->rules, row->robots);
	if (!h->origin || h->rules.failed) {
		mq_heap_free(h->origin);
		mq_heap_free(h);
		return NULL;
	}
	memcpy(h->origin, row->origin.p, row->origin.n);
	h->row = *row;
	h->row.origin = mq_text_at(h->origin, row->origin.n);
	h->row.robots = MQ_NONE; /* they are in `rules` */
	h->heap_at = OUT_OF_HEAP;
	h->source_due = h->address_due = MQ_NEVER;
	r->hosts[row->n] = h;
	return h;
}

mq_status mq_run_host(run *r, mq_text url, host **out)
{
	mq_host row;
	MQ_TRY(mq_frontier_host(r->o->store, r->scratch, mq_url_origin(url), &row));
	*out = row.n < r->hosts_cap ? r->hosts[row.n] : NULL;
	if (!*out) *out = keep_host(r, &row);
	return *out && mq_run_place(r, *out) ? MQ_DONE : MQ_FAIL(MQ_NO_MEMORY, MQ_BYTE_UNKNOWN, "out of memory");
}

static mq_status take_host(void *to, const mq_host *row)
{
	return keep_host(to, row) ? MQ_DONE : MQ_FAIL(MQ_NO_MEMORY, MQ_BYTE_UNKNOWN, "out of memory");
}

mq_status mq_run_hosts(run *r)
{
	MQ_TRY(mq_frontier_hosts(r->o->store, r->scratch, take_host, r));
	for (uint32_t i = 0; i < r->hosts_cap; i++)
		if (r->hosts[i]) MQ_TRY(mq_run_look(r, r->hosts[i]));
	return MQ_DONE;
}

void mq_run_hosts_close(run *r)
{
	for (uint32_t i = 0; i < r->hosts_cap; i++) {
		host *h = r->hosts[i];
		if (!h) continue;
		for (errand *e = h->errands, *next; e; e = next) {
			next = e->next;
			mq_heap_free(e);
		}
		mq_buf_close(&h->rules);
		mq_heap_free(h->origin);
		mq_heap_free(h);
	}
	mq_heap_free(r->hosts);
	mq_heap_free(r->heap);
}

mq_status mq_run_look(run *r, host *h)
{
	MQ_TRY(mq_frontier_due(r->o->store, h->row.n, &h->source_due, &h->address_due));
	/* one run looks at each source once */
	if (r->o->once && h->source_due > r->start) h->source_due = MQ_NEVER;
	return mq_run_place(r, h) ? MQ_DONE : MQ_FAIL(MQ_NO_MEMORY, MQ_BYTE_UNKNOWN, "out of memory");
}

mq_status mq_run_host_put(run *r, host *h)
{
	mq_host row = h->row;
	row.robots = mq_buf_text(&h->rules);
	return mq_frontier_host_put(r->o->store, &row);
}

void mq_run_address_due(run *r, host *h, int64_t due)
{
	if (due < h->address_due) h->address_due = due;
	sift(r, h->heap_at);
}

void mq_run_host_failed(run *r, host *h, int64_t at_least)
{
	int64_t pause = mq_run_jitter(r, mq_run_back_off(++h->row.fails)), now = mq_run_now(r);
	if (pause < at_least) pause = at_least;
	if (now + pause > h->row.next) h->row.next = now + pause;
}
