/* Inside watch: fetching over HTTP, many at once, in one thread (libcurl's multi interface).
 * In: addresses in their one form. Out: status, header block and body as they came (packed), or a sentence why not.
 * Promise: http and https only; every socket's address is checked (address.h); size, time and speed are bounded; redirects are
 * given back, not followed; no cookie is kept, no password or proxy of the environment is used. */
#ifndef MQ_WATCH_FETCH_H
#define MQ_WATCH_FETCH_H

#include <curl/curl.h>

#include "watch/address.h"

typedef struct mq_fetcher mq_fetcher;

typedef struct {
	mq_text agent;      /* User-Agent */
	mq_text connect_to; /* "ADDRESS:PORT": all connections go there; MQ_NONE */
	mq_text ca_file;    /* certificates that are trusted beside the system's choice; MQ_NONE */
	const mq_allowed_list *allowed;
	uint32_t seconds; /* of one fetch */
} mq_fetch_options;

typedef struct {
	mq_text url;
	mq_text etag, modified; /* of what we have, or MQ_NONE: the fetch is conditional */
	mq_text post;           /* a form to send (WebSub), or MQ_NONE */
	size_t most;            /* bytes of body; the rest is cut off */
	void *of;               /* the caller's */
} mq_fetch_ask;

typedef enum {
	MQ_FETCH_WELL,
	MQ_FETCH_REFUSED,
	MQ_FETCH_NAME,
	MQ_FETCH_CONNECT,
	MQ_FETCH_TLS,
	MQ_FETCH_TIME,
	MQ_FETCH_OTHER
} mq_fetch_end;

typedef struct {
	void *of;
	mq_fetch_end end;
	char why[160]; /* of an end that is not well */
	int status;
	mq_text head; /* the last header block, status line first, as it came */
	mq_text body;
	bool cut;
	char ip[48];
	void *slot;
} mq_fetched;

mq_status mq_fetcher_open(mq_arena *a, const mq_fetch_options *o, mq_fetcher **out) MQ_MUST_USE;
void mq_fetcher_close(mq_fetcher *f);
/* false when as many as may be are under way, or memory is out */
bool mq_fetch_start(mq_fetcher *f, const mq_fetch_ask *ask);
uint32_t mq_fetch_running(const mq_fetcher *f);
/* waits for the network, for one of the descriptors, or so long */
void mq_fetch_wait(mq_fetcher *f, struct curl_waitfd *fds, unsigned n, int milliseconds);
/* the next one that ended; false when there is none. Its texts live until it is given back */
bool mq_fetch_next(mq_fetcher *f, mq_fetched *out);
void mq_fetch_done(mq_fetcher *f, mq_fetched *x);
/* a field of a header block, the last one of that name; MQ_NONE */
mq_text mq_fetch_field(mq_text head, const char *name);

#endif
