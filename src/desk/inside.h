/* Inside desk: the handle, and what every part of it does alike. */
#ifndef MQ_DESK_INSIDE_H
#define MQ_DESK_INSIDE_H

#include <pthread.h>

#include "desk/desk.h"
#include "store/beside.h"

struct mq_desk {
	pthread_mutex_t lock;
	mq_store *db;
	uint64_t changes; /* through this handle */
};

extern const mq_migration mq_desk_migrations[];

/* Calls that change something stand between these two: one transaction, taken back where s is a failure. */
mq_status mq_desk_begin(mq_desk *d);
mq_status mq_desk_end(mq_desk *d, mq_status s);
/* Calls that look stand between these */
void mq_desk_lock(mq_desk *d);
mq_status mq_desk_unlock(mq_desk *d, mq_status s);

mq_status mq_desk_note(mq_desk *d, mq_text who, const char *what, mq_text of, mq_text detail, int64_t now);
/* what stands for a reader: a hash of the address, salted with 32 random bytes that never leave the desk */
mq_status mq_desk_person(mq_desk *d, mq_text address, unsigned char out[32]);
/* hex of random bytes, 2n characters and a NUL */
mq_status mq_desk_random(size_t n, char *out);
/* a column's text, kept */
mq_text mq_desk_text(mq_desk *d, mq_stmt *q, int at, mq_arena *a);
void mq_desk_id(mq_desk *d, mq_stmt *q, int at, char *out, size_t size);

#endif
