/* What hubs sent (WebSub), on its way from whoever serves to whoever watches: a file beside the archive, ARCHIVE-inbox.
 * In: answers to questions of hubs, and what they delivered. Out: the same, in order, each once.
 * Promise: what put said is kept is kept; what a hub delivers twice is kept once; rows and bytes are bounded. One handle serves
 * all threads of a process, several processes one file. The file is made with the first word. */
#ifndef MQ_WATCH_INBOX_H
#define MQ_WATCH_INBOX_H

#include "store/store.h"

typedef struct mq_inbox mq_inbox;

typedef enum {
	MQ_WORD_SUBSCRIBED,   /* the hub asked, and was told that we meant it */
	MQ_WORD_UNSUBSCRIBED, /* the same, of the end */
	MQ_WORD_DENIED,
	MQ_WORD_CONTENT,
	MQ_WORD_FORGED, /* a delivery without a good signature; nothing of it is kept */
	MQ_WORD_KINDS
} mq_word_kind;

typedef struct {
	int64_t n; /* grows, and is never used again */
	mq_word_kind kind;
	mq_text key;   /* of the subscription */
	int64_t at;    /* milliseconds since 1970 */
	int64_t lease; /* seconds; of SUBSCRIBED */
	mq_text note;  /* reason of a denial; media type of content; or MQ_NONE */
	mq_text bytes; /* of content */
} mq_word;

/* archive: as mq_store_options.url */
mq_status mq_inbox_open(mq_arena *a, mq_text archive, mq_inbox **out) MQ_MUST_USE;
void mq_inbox_close(mq_inbox *x);
/* on disk before it returns. MQ_LIMIT: as much waits as may. *known: the same content came before */
mq_status mq_inbox_put(mq_inbox *x, const mq_word *w, bool *known) MQ_MUST_USE;
/* does such a word wait for the watcher */
mq_status mq_inbox_waits(mq_inbox *x, mq_text key, mq_word_kind kind, bool *out) MQ_MUST_USE;
/* the first after n; MQ_END when there is none */
mq_status mq_inbox_next(mq_inbox *x, mq_arena *a, int64_t after, mq_word *out) MQ_MUST_USE;
/* forgets all up to n */
mq_status mq_inbox_drop(mq_inbox *x, int64_t up_to) MQ_MUST_USE;
/* a word that tells one inbox from another that was put in its place */
mq_status mq_inbox_name(mq_inbox *x, mq_arena *a, mq_text *out) MQ_MUST_USE;

#endif
