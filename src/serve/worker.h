/* Readers of the archive: each has a store, an arena and a buffer of its own, and is lent to one request at a time. */
#ifndef MQ_SERVE_WORKER_H
#define MQ_SERVE_WORKER_H

#include <libdeflate.h>
#include <pthread.h>

#include "store/store.h"

typedef struct mq_worker mq_worker;
struct mq_worker {
	mq_worker *next;
	mq_arena *arena, *store_arena;
	mq_store *store;
	mq_buf out;
	struct libdeflate_compressor *deflate;
};

typedef struct {
	pthread_mutex_t lock;
	mq_worker *free;
} mq_workers;

mq_status mq_workers_open(mq_arena *a, const mq_store_options *o, uint32_t n, mq_workers *out) MQ_MUST_USE;
void mq_workers_close(mq_workers *w);
/* NULL when all are lent */
mq_worker *mq_worker_take(mq_workers *w);
void mq_worker_give(mq_workers *w, mq_worker *one);

#endif
