/* serve: the archive as web pages, an API, feeds and calendars. In: requests. Out: answers made from what store gives.
 * Routes are rows of one table (routes.c); pages are templates of web/ filled with a tree of values (value.h).
 * Promise: whatever an article says is shown as text; no page needs a script; no request leaves the origin; every buffer,
 * list and wait is bounded; a failure is an answer with a sentence (RFC 9457 in the API). It reads, and
 * never parses news; what readers and editors write goes to the desk. */
#ifndef MQ_SERVE_SERVE_H
#define MQ_SERVE_SERVE_H

#include "desk/send.h"
#include "store/store.h"

typedef struct mq_server mq_server;

typedef struct {
	mq_text db;     /* as mq_store_options.url */
	mq_text listen; /* "127.0.0.1:8080", "[::1]:8080"; port 0: any free one */
	mq_text
	    public_url; /* the address that feeds and citations name, without a slash at its end; MQ_NONE: the listening one */
	mq_text map_borders;     /* "MAR-ESH=MAR,SRB-XKX=line" (chart_map.c), or MQ_NONE: disputed borders are dashed */
	const mq_engine *engine; /* one for reading is enough: words are opened with the first search */
	const mq_log *log;
	uint32_t threads;        /* 0: two a processor, at most MQ_SERVE_THREADS_MOST */
	uint32_t rate;           /* API requests a second from one address; 0: MQ_SERVE_RATE, and loopback is free */
	mq_day (*today)(void *); /* the clock comes in from outside */
	int64_t (*now)(void *);  /* seconds of Unix */
	void *today_of;
	bool behind_proxy;      /* connections come from a proxy on this machine: X-Forwarded-For says whose they are */
	uint32_t image_reports; /* images of articles are shown, and hidden when so many people report them; 0: none are shown */
	mq_send_options send;   /* how messages about saved searches leave; its agent is the server's own */
	uint32_t alert_seconds; /* between two looks for what is new; 0: MQ_ALERT_SECONDS */
} mq_serve_options;

/* listens and answers from threads of its own until it is closed; MQ_UNAVAILABLE when the address is taken */
mq_status mq_serve_open(mq_arena *a, const mq_serve_options *o, mq_server **out) MQ_MUST_USE;
/* "http://127.0.0.1:8080/" */
mq_text mq_serve_address(const mq_server *s);
/* takes no more connections, lets the answers under way finish, closes all */
void mq_serve_close(mq_server *s);

/* one page without a server, as a file that stands alone */
typedef struct {
	mq_store *store;
	const mq_engine *engine;
	mq_text path; /* "/pair/FRA-MAR" */
	mq_text public_url;
	mq_day today;
} mq_once;
mq_status mq_serve_once(mq_arena *a, const mq_once *o, mq_buf *out) MQ_MUST_USE;

#endif
