/* Inside watch: the run. Hosts in a heap by when they may be asked next; jobs, each a fetch with what becomes of it:
 *   asked ─► answered ─► read by a reader ─► applied inside the open transaction ─► committed, and only then is its host free.
 */
#ifndef MQ_WATCH_INSIDE_H
#define MQ_WATCH_INSIDE_H

#include "watch/fetch.h"
#include "watch/inbox.h"
#include "watch/readers.h"
#include "watch/url.h"
#include "watch/warc_out.h"
#include "watch/watch.h"

#define MQ_NEVER INT64_MAX
/* rank of an address: its class, then a turn that is fair between the sources of a host */
#define MQ_RANK_BITS     44
#define MQ_TURN_OF(rank) ((rank) & ((INT64_C(1) << MQ_RANK_BITS) - 1))
/* what is asked of a host outside its turn: robots.txt of another one that was redirected to it, or a subscription at a hub */
typedef struct errand {
	struct errand *next;
	int64_t host; /* whose robots.txt it is */
	int64_t hub;  /* the subscription; 0: it is robots.txt */
	uint32_t hops;
	char url[MQ_URL_MOST + 1];
} errand;

struct job;

typedef struct {
	mq_host row; /* its origin is `origin`, its robots are in `rules` */
	char *origin;
	mq_buf rules;
	int64_t source_due, address_due, turn;
	uint32_t in_flight, heap_at; /* heap_at: place in the heap, UINT32_MAX when out of it */
	bool robots_asked;
	errand *errands;
	struct job *under[MQ_PER_HOST_MOST]; /* its jobs, asked and not yet committed */
} host;

typedef enum { JOB_ROBOTS, JOB_SOURCE, JOB_ADDRESS, JOB_HUB /* a request to it */, JOB_PUSH /* what it delivered */ } job_kind;

typedef struct job {
	struct job *next;
	job_kind kind;
	host *of;         /* who was asked */
	int64_t for_host; /* robots: whose they are */
	int64_t source;
	int64_t hub, word;  /* the subscription; the delivery's number in the inbox */
	mq_address address; /* its url is `url` */
	uint32_t hops;
	bool listing;
	char url[MQ_URL_MOST + 1];
	char digest[65]; /* of the source's last answer */
	/* what came */
	mq_fetch_end end;
	char why[160];
	int status;
	int64_t came;
	bool cut, same;
	mq_buf record; /* as it will stand in the WARC file */
	size_t block_at, body_at;
} job;

/* where it stands in the archive how far the inbox was read */
#define MQ_HUB_MARK MQ_T("inbox")
/* an end is remembered so long */
#define MQ_HUB_ENDED_SECONDS (7 * 86400.0)
/* what the run knows of hubs beside what the archive does */
typedef struct {
	mq_inbox *inbox;
	int64_t look_at; /* real time; 0: now */
	int64_t taken;   /* the last word that was taken */
	int64_t dropped; /* the last one that is out of the inbox */
	bool any;        /* there are subscriptions, or there may be */
	bool reading;    /* a delivery is with a reader */
	char name[40];   /* of the inbox */
	mq_buf pushed;   /* what the reader gets: a head, and the delivery */
} mq_hub_work;

typedef struct {
	const mq_watch_options *o;
	mq_arena *arena;   /* for the life of the run */
	mq_arena *scratch; /* for one result */
	mq_watch_counts *counts;
	mq_fetcher *fetcher;
	mq_readers *readers;
	mq_warc_out *warc;
	const mq_link_rules *rules;
	host **hosts; /* by number */
	uint32_t hosts_cap;
	host **heap;
	uint32_t heap_n, heap_cap;
	job *jobs_free, *to_read, *to_read_last, *applied;
	uint32_t applied_n, jobs_open;
	size_t to_read_bytes;
	int64_t start, end, batch_since, settle_at;
	uint64_t chance, serial;
	bool in_batch, unsettled;
	MQ_VEC(int64_t) turns; /* by source */
	mq_hub_work *hubs;
	mq_arena *interest_arena;
	mq_interests *interests;
	int64_t interests_at; /* when they are read again, real time */
} run;

/* ── watch.c ───────────────────────────────────────────────────────────────────────────────────────────────────────── */
/* ends the open transaction, if there is one; what lies in the scratch arena is gone */
mq_status mq_run_commit(run *r) MQ_MUST_USE;
/* puts a job that has its record in the line of those that wait for a reader */
void mq_run_to_read(run *r, job *j);

/* ── hosts.c ───────────────────────────────────────────────────────────────────────────────────────────────────────── */
/* the host of an address, made and put into the frontier where it is not there yet */
mq_status mq_run_host(run *r, mq_text url, host **out) MQ_MUST_USE;
mq_status mq_run_hosts(run *r) MQ_MUST_USE;
void mq_run_hosts_close(run *r);
/* when it may be asked next; MQ_NEVER while it has nothing, or is being asked */
int64_t mq_run_ready(const run *r, const host *h);
/* puts it where it belongs in the heap */
bool mq_run_place(run *r, host *h);
/* looks at the frontier for when it has work, and places it */
mq_status mq_run_look(run *r, host *h) MQ_MUST_USE;
/* keeps the row */
mq_status mq_run_host_put(run *r, host *h) MQ_MUST_USE;
/* something waits on it from `due` on */
void mq_run_address_due(run *r, host *h, int64_t due);
/* the host itself failed: it is left alone for longer each time */
void mq_run_host_failed(run *r, host *h, int64_t at_least);
int64_t mq_run_now(const run *r);
/* milliseconds since 1970 by the real clock, for pauses that no test hurries */
int64_t mq_run_real(void);
/* from seconds, with chance: between 3/4 and 5/4 of it */
int64_t mq_run_jitter(run *r, double seconds);
/* the pause after so many failures */
double mq_run_back_off(uint32_t fails);

/* ── choose.c ──────────────────────────────────────────────────────────────────────────────────────────────────────── */
/* starts what may be started; *started: how many */
mq_status mq_run_start(run *r, uint32_t *started) MQ_MUST_USE;
mq_status mq_run_begin(run *r) MQ_MUST_USE; /* a transaction, where none is open */
bool mq_run_idle(run *r);                   /* --once: nothing is due any more */
bool mq_run_stopped(const run *r);
job *mq_job_new(run *r);
void mq_job_free(run *r, job *j);

/* ── apply.c ───────────────────────────────────────────────────────────────────────────────────────────────────────── */
/* what came of a job, into the open transaction; read is NULL where nothing was read */
mq_status mq_run_apply(run *r, job *j, mq_read_result *read) MQ_MUST_USE;

/* ── hubs.c ────────────────────────────────────────────────────────────────────────────────────────────────────────── */
mq_status mq_run_hubs_open(run *r) MQ_MUST_USE;
void mq_run_hubs_close(run *r);
/* a look at what is due and what came */
mq_status mq_run_hubs(run *r) MQ_MUST_USE;
bool mq_run_hubs_idle(const run *r);
/* its hub no longer tells: the source is looked at now, and as often as before */
mq_status mq_run_visit_now(run *r, int64_t source) MQ_MUST_USE;
/* the source's subscription is begun, ended or left as the source now wants it */
mq_status mq_run_hub_follow(run *r, const mq_source *x) MQ_MUST_USE;
/* the source was visited and had new items; *pushed: those that its hub told of since the last visit; *slower: by how much its
 * pause may grow */
mq_status mq_run_hub_visited(run *r, const mq_source *x, uint32_t new_items, uint32_t *pushed, double *slower) MQ_MUST_USE;
/* the form of the request for subscription n; MQ_NONE where it is not wanted any more */
mq_status mq_run_hub_form(run *r, int64_t n, int64_t *source, mq_text *form) MQ_MUST_USE;
/* what a hub said to it; retry: milliseconds that it asks for; to: where it leads, or MQ_NONE */
mq_status mq_run_hub_answered(run *r, const job *j, int64_t retry, mq_text to, mq_text why) MQ_MUST_USE;
/* ── hub_words.c ───────────────────────────────────────────────────────────────────────────────────────────────────── */
/* what hubs sent, out of the inbox and into the open transaction */
mq_status mq_run_hub_words(run *r) MQ_MUST_USE;
/* a delivery was read, or could not be */
mq_status mq_run_hub_delivered(run *r, const job *j, mq_source *x, uint32_t new_items) MQ_MUST_USE;
/* the delivery that is read, as an answer of a server */
mq_text mq_run_pushed(const run *r);

/* ── subjects.c ────────────────────────────────────────────────────────────────────────────────────────────────────── */
/* what is followed, read again when it is time */
mq_status mq_run_subjects(run *r) MQ_MUST_USE;
void mq_run_subjects_close(run *r);

/* ── lists.c ───────────────────────────────────────────────────────────────────────────────────────────────────────── */
/* what a source named; *new_items: addresses that were not seen before */
mq_status mq_run_found(run *r, mq_source *x, const mq_found_list *list, uint32_t *new_items) MQ_MUST_USE;
/* one address more, unless it is seen already */
mq_status mq_run_address(run *r, const mq_address *like, mq_text url, bool *added) MQ_MUST_USE;
mq_status mq_run_sitemaps(run *r, const mq_source *home, const mq_found_list *list) MQ_MUST_USE;

#endif
