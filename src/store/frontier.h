/* The frontier: what the press is followed with. Hosts and what they allow, sources and when they are due, addresses that wait,
 * addresses that were seen, failures and counts by day; all in tables of their own in the archive, so that one transaction holds
 * a kept page together with the fact that its address is done.
 * Times are milliseconds since 1970. Keys of addresses are 63-bit hashes. Everything is called between mq_store_begin and
 * mq_store_commit, or only reads. */
#ifndef MQ_STORE_FRONTIER_H
#define MQ_STORE_FRONTIER_H

#include "store/store.h"

/* makes the tables where they are not there yet; for a writer */
mq_status mq_frontier_open(mq_store *s) MQ_MUST_USE;
/* has this archive a frontier; for readers */
mq_status mq_frontier_there(mq_store *s, bool *out) MQ_MUST_USE;

/* ── values by name: where the WARC files end, counters ────────────────────────────────────────────────────────────── */
mq_status mq_frontier_set(mq_store *s, mq_text key, mq_text value) MQ_MUST_USE;
/* MQ_NONE where there is none */
mq_status mq_frontier_get(mq_store *s, mq_arena *a, mq_text key, mq_text *out) MQ_MUST_USE;

/* ── hosts ─────────────────────────────────────────────────────────────────────────────────────────────────────────── */
typedef enum {
	MQ_ROBOTS_UNKNOWN,
	MQ_ROBOTS_KNOWN,
	MQ_ROBOTS_CLOSED /* its server fails: nothing may be fetched (RFC 9309, 2.3.1.4) */
} mq_robots_state;

typedef struct {
	int64_t n;
	mq_text origin; /* "https://host:port" */
	int64_t next;   /* not before */
	uint32_t fails; /* in a row, of the host itself */
	mq_robots_state robots_state;
	int64_t robots_until;
	mq_text robots; /* rules that hold for us (watch/robots.h) */
} mq_host;

/* the host's row, made where there is none */
mq_status mq_frontier_host(mq_store *s, mq_arena *a, mq_text origin, mq_host *out) MQ_MUST_USE;
mq_status mq_frontier_host_put(mq_store *s, const mq_host *h) MQ_MUST_USE;
/* calls back for every host that has an active source or an address that waits */
typedef mq_status (*mq_host_taker)(void *to, const mq_host *h);
mq_status mq_frontier_hosts(mq_store *s, mq_arena *a, mq_host_taker take, void *to) MQ_MUST_USE;
/* when the host has work next: the earliest due of its sources, and of its addresses; INT64_MAX when there are none */
mq_status mq_frontier_due(mq_store *s, int64_t host, int64_t *source, int64_t *address) MQ_MUST_USE;

/* ── sources ───────────────────────────────────────────────────────────────────────────────────────────────────────── */
typedef enum {
	MQ_SOURCE_ACTIVE,
	MQ_SOURCE_RETIRED /* 410 */,
	MQ_SOURCE_MOVED /* onto another source */,
	MQ_SOURCE_OFF
} mq_source_state;

typedef struct {
	int64_t n, host;
	mq_text url, kind, outlet, country;
	mq_text origin; /* how it came here: "outlets.tsv", a file's name, "found on …" */
	mq_source_state state;
	mq_text etag, modified, digest; /* of the last good answer */
	int64_t due, added, last_try, last_ok, last_new;
	double rate;      /* new addresses a day, smoothed */
	int64_t interval; /* milliseconds between two visits, as it stands */
	uint32_t fails, status;
	mq_text why; /* of the last failure, or MQ_NONE */
	uint64_t checks, unchanged, items;
	mq_text moved_from;
	mq_text hub, topic; /* WebSub: where one may subscribe, and to what (hubs.h) */
} mq_source;

/* adds it, or changes outlet and country of one that is there; *made: it is new */
mq_status mq_frontier_source_add(mq_store *s, const mq_source *x, bool *made) MQ_MUST_USE;
mq_status mq_frontier_source_put(mq_store *s, const mq_source *x) MQ_MUST_USE;
/* MQ_END when there is none */
mq_status mq_frontier_source(mq_store *s, mq_arena *a, int64_t n, mq_source *out) MQ_MUST_USE;
mq_status mq_frontier_source_of(mq_store *s, mq_arena *a, mq_text url, mq_source *out) MQ_MUST_USE;
/* the one of a host that is due longest, other than those in `busy` (n of them) */
mq_status mq_frontier_source_due(mq_store *s, mq_arena *a, int64_t host, int64_t now, const int64_t *busy, uint32_t n,
				 mq_source *out) MQ_MUST_USE;
typedef MQ_VEC(mq_source) mq_sources;
mq_status mq_frontier_sources(mq_store *s, mq_arena *a, mq_sources *out) MQ_MUST_USE;

/* ── addresses ─────────────────────────────────────────────────────────────────────────────────────────────────────── */
typedef enum { MQ_ADDRESS_ARTICLE, MQ_ADDRESS_LISTING /* where a source leads on to */ } mq_address_use;

typedef struct {
	int64_t n, key, host, source;
	mq_text url;
	mq_address_use use;
	int64_t rank; /* smaller is sooner */
	int64_t due, found;
	uint32_t tries, hops;
	bool permanent; /* the whole way to it was of 301 and 308 */
} mq_address;

typedef enum { MQ_SEEN_NOT, MQ_SEEN_WAITS, MQ_SEEN_KEPT, MQ_SEEN_DENIED, MQ_SEEN_FAILED, MQ_SEEN_LED_ON } mq_seen;

mq_status mq_frontier_seen(mq_store *s, int64_t key, mq_seen *state, int64_t *at) MQ_MUST_USE;
mq_status mq_frontier_seen_put(mq_store *s, int64_t key, mq_seen state, int64_t at) MQ_MUST_USE;
/* adds it to those that wait, and to the seen ones */
mq_status mq_frontier_address_add(mq_store *s, const mq_address *x) MQ_MUST_USE;
/* the first that is due, other than those in `busy` (by key); MQ_END */
mq_status mq_frontier_address_due(mq_store *s, mq_arena *a, int64_t host, int64_t now, const int64_t *busy, uint32_t n,
				  mq_address *out) MQ_MUST_USE;
mq_status mq_frontier_address_later(mq_store *s, int64_t n, int64_t due, uint32_t tries) MQ_MUST_USE;
mq_status mq_frontier_address_done(mq_store *s, const mq_address *x, mq_seen state, int64_t now) MQ_MUST_USE;
/* what waits on a host is given up */
mq_status mq_frontier_give_up(mq_store *s, int64_t host, int64_t now) MQ_MUST_USE;
mq_status mq_frontier_waiting(mq_store *s, uint64_t *out) MQ_MUST_USE;

/* ── health ────────────────────────────────────────────────────────────────────────────────────────────────────────── */
typedef struct {
	uint32_t fetches, items, failures;
	uint64_t bytes;
} mq_day_counts;
mq_status mq_frontier_count(mq_store *s, int64_t source, mq_day day, const mq_day_counts *more) MQ_MUST_USE;
mq_status mq_frontier_failed(mq_store *s, int64_t source, mq_text why, mq_text url, int64_t now) MQ_MUST_USE;

typedef struct {
	mq_text why, url;
	uint64_t times;
	int64_t at;
} mq_failure_row;
typedef MQ_VEC(mq_failure_row) mq_failure_rows;
mq_status mq_frontier_failures(mq_store *s, mq_arena *a, int64_t source, mq_failure_rows *out) MQ_MUST_USE;

typedef struct {
	mq_source source;
	mq_day_counts month; /* of the last 30 days */
	double items_a_day;
	uint64_t waiting;
	bool silent; /* nothing new for much longer than usual */
	mq_failure_rows failures;
} mq_health;
typedef MQ_VEC(mq_health) mq_health_rows;
/* worst first: failing, silent, then by name */
mq_status mq_frontier_health(mq_store *s, mq_arena *a, int64_t now, mq_health_rows *out) MQ_MUST_USE;

#endif
