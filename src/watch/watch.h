/* watch: follows the press politely, for ever. In: sources (feeds, sitemaps, front pages, aggregators' lists), the clock, the
 * network, chance. Out: articles in the archive, every answer in WARC files beside it, and how each source fares.
 * Promise: no host is asked faster than its pace, nothing that its robots.txt (RFC 9309) does not allow; addresses that are not
 * of the public internet are refused unless the user named them; pages are read in processes of their own that can open and
 * reach nothing; a page is kept in the same transaction in which its address is done, so that kill -9 costs at most what was
 * under way, one fetch a host. One thread; it takes its turn among writers of the archive batch by batch. */
#ifndef MQ_WATCH_WATCH_H
#define MQ_WATCH_WATCH_H

#include <stdatomic.h>

#include "store/frontier.h"
#include "store/interest.h"
#include "watch/address.h"

#define MQ_WATCH_TOKEN "mirqab"

/* The clock of watching: the real one, or one that runs faster, for tests: time = watch + (real - epoch) * factor */
typedef struct {
	int64_t epoch, watch; /* milliseconds since 1970 */
	double factor;        /* 1: the real clock */
} mq_watch_clock;

typedef struct {
	mq_store *store; /* open for writing */
	const mq_engine *engine;
	const mq_log *log;
	mq_text warc_folder;
	mq_text agent; /* the whole User-Agent */
	const mq_allowed_list *allowed;
	mq_text connect_to, ca_file;
	mq_watch_clock clock;
	uint64_t seed; /* of chance */
	double pace;   /* seconds between two requests to one host, from the end of one to the start of the next */
	double pause_least, pause_most; /* seconds between two visits to a source */
	double back_days;               /* what is dated longer ago is not fetched */
	uint32_t per_host, readers, fetches, seconds;
	bool once;        /* ends when nothing is due any more */
	int64_t for_time; /* milliseconds to run; 0: for ever */
	const atomic_bool *stop;
	atomic_bool *opened; /* set when all is open and the readers are there; may be NULL */
	mq_text archive;     /* as mq_store_options.url: what hubs send stands beside it */
	mq_text callback;    /* "https://…/websub/": where hubs reach whoever serves, or MQ_NONE: nothing is subscribed to */
	const atomic_bool *reachable; /* false while nobody answers there yet: no hub is asked before. NULL: always */
	MQ_VEC(mq_text) subjects;     /* words; addresses whose titles have them go first, */
	mq_status (*followed)(void *of, mq_interests *into); /* and those that this names, asked from time to time; may be NULL */
	void *followed_of;
} mq_watch_options;

typedef struct {
	uint64_t fetches, kept, changed, same, copies, unchanged, denied, failed, redirects, lists, robots, read_deaths, found;
	uint64_t hub_requests, hub_failures, hub_deliveries, hub_refused;
	uint64_t bytes;
	double seconds;
} mq_watch_counts;

/* runs until it is told to stop, or has nothing to do */
mq_status mq_watch_run(mq_arena *a, const mq_watch_options *o, mq_watch_counts *out) MQ_MUST_USE;

/* Sources from a file: OPML, or a table with the columns url and, where wanted, kind (feed, sitemap, front, home, aggregator),
 * outlet, country. name: for the origin column. Inside a transaction */
mq_status mq_watch_add_sources(mq_arena *a, mq_store *s, const mq_pack *pack, mq_text name, mq_text bytes, int64_t now,
			       uint32_t *added) MQ_MUST_USE;
/* the feeds of rules/watch/feeds.tsv, and the hosts of rules/world/outlets.tsv, each by its home page */
mq_status mq_watch_add_outlets(mq_arena *a, mq_store *s, const mq_engine *e, int64_t now, uint32_t *added) MQ_MUST_USE;

int64_t mq_watch_now(const mq_watch_clock *c);

#endif
