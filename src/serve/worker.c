#include "serve/worker.h"

static void close_worker(mq_worker *w)
{
	if (!w) return;
	if (w->store) mq_store_close(w->store);
	mq_arena_close(w->arena);
	mq_arena_close(w->store_arena);
	mq_buf_close(&w->out);
	if (w->deflate) libdeflate_free_compressor(w->deflate);
	mq_heap_free(w);
}

static mq_status open_worker(mq_arena *a, const mq_store_options *o, mq_worker **out)
{
	mq_worker *w = mq_heap_alloc(sizeof *w);
	if (!w) return MQ_FAIL(MQ_NO_MEMORY, MQ_BYTE_UNKNOWN, "memory is out");
	mq_buf_open(&w->out, MQ_ANSWER_MOST);
	w->arena = mq_arena_open(MQ_REQUEST_ARENA_MOST);
	w->store_arena = mq_arena_open(MQ_REQUEST_ARENA_MOST);
	w->deflate = libdeflate_alloc_compressor(5);
	mq_status s = MQ_FAIL(MQ_NO_MEMORY, MQ_BYTE_UNKNOWN, "memory is out");
	if (w->arena && w->store_arena && w->deflate) s = mq_store_open(w->store_arena, o, &w->store);
	if (mq_ok(s)) {
		*out = w;
		return s;
	}
	s = mq_fail(a, s.code, s.byte, "%.*s", MQ_ARG(s.why)); /* its words are in the arena that goes */
	close_worker(w);
	return s;
}

mq_status mq_workers_open(mq_arena *a, const mq_store_options *o, uint32_t n, mq_workers *out)
{
	memset(out, 0, sizeof *out);
	if (pthread_mutex_init(&out->lock, NULL)) return mq_fail_memory(a);
	for (uint32_t i = 0; i < n; i++) {
		mq_worker *w = NULL;
		mq_status s = open_worker(a, o, &w);
		if (!w) {
			mq_workers_close(out);
			return s;
		}
		w->next = out->free;
		out->free = w;
	}
	return MQ_DONE;
}

void mq_workers_close(mq_workers *w)
{
	while (w->free) {
		mq_worker *one = w->free;
		w->free = one->next;
		close_worker(one);
	}
	pthread_mutex_destroy(&w->lock);
}

mq_worker *mq_worker_take(mq_workers *w)
{
	pthread_mutex_lock(&w->lock);
	mq_worker *one = w->free;
	if (one) w->free = one->next;
	pthread_mutex_unlock(&w->lock);
	return one;
}

void mq_worker_give(mq_workers *w, mq_worker *one)
{
	mq_arena_clear(one->arena);
	if (one->out.cap > ((size_t)1 << 20)) mq_buf_close(&one->out); /* one large answer must not keep its memory */
	pthread_mutex_lock(&w->lock);
	one->next = w->free;
	w->free = one;
	pthread_mutex_unlock(&w->lock);
}
