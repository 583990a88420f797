#include "serve/kept.h"

#include <pthread.h>
#include <time.h>

#define WAIT_SECONDS 10 /* for an answer that another thread makes */

typedef struct {
	uint64_t hash, made;
	char *key;
	size_t key_n, bytes;
	struct MHD_Response *answer, *unchanged;
	char etag[32];
} place;

struct mq_kept {
	pthread_mutex_t lock;
	place places[MQ_KEPT_MOST];
	size_t bytes;
	size_t hand;
	pthread_cond_t made;
	uint64_t making[MQ_SERVE_THREADS_MOST]; /* hashes of keys; 0: none */
};

mq_kept *mq_kept_open(void)
{
	mq_kept *k = mq_heap_alloc(sizeof *k);
	if (k && (pthread_mutex_init(&k->lock, NULL) || pthread_cond_init(&k->made, NULL))) {
		mq_heap_free(k);
		k = NULL;
	}
	return k;
}

static void drop(mq_kept *k, place *p)
{
	if (!p->answer) return;
	MHD_destroy_response(p->answer);
	MHD_destroy_response(p->unchanged);
	mq_heap_free(p->key);
	k->bytes -= p->bytes;
	memset(p, 0, sizeof *p);
}

void mq_kept_close(mq_kept *k)
{
	if (!k) return;
	for (size_t i = 0; i < MQ_KEPT_MOST; i++) drop(k, &k->places[i]);
	pthread_cond_destroy(&k->made);
	pthread_mutex_destroy(&k->lock);
	mq_heap_free(k);
}

enum MHD_Result mq_kept_answer(mq_kept *k, mq_text key, uint64_t not_before, struct MHD_Connection *c, const char *if_none_match)
{
	uint64_t hash = mq_hash(key);
	enum MHD_Result result = MHD_NO;
	pthread_mutex_lock(&k->lock);
	place *p = &k->places[hash % MQ_KEPT_MOST];
	if (p->answer && p->hash == hash && p->made >= not_before && mq_text_eq(mq_text_at(p->key, p->key_n), key)) {
		bool same = if_none_match && strstr(if_none_match, p->etag);
		result = MHD_queue_response(c, same ? 304 : 200, same ? p->unchanged : p->answer);
	}
	pthread_mutex_unlock(&k->lock);
	return result;
}

static uint64_t *making(mq_kept *k, uint64_t hash)
{
	for (size_t i = 0; i < MQ_SERVE_THREADS_MOST; i++)
		if (k->making[i] == hash) return &k->making[i];
	return NULL;
}

bool mq_kept_claim(mq_kept *k, mq_text key, bool *old)
{
	uint64_t hash = mq_hash(key) | 1;
	bool mine = true;
	struct timespec until;
	clock_gettime(CLOCK_REALTIME, &until);
	until.tv_sec += WAIT_SECONDS;
	*old = false;
	pthread_mutex_lock(&k->lock);
	if (making(k, hash)) {
		const place *p = &k->places[mq_hash(key) % MQ_KEPT_MOST];
		mine = false;
		*old = p->answer && (p->hash | 1) == hash;
		while (!*old && making(k, hash))
			if (pthread_cond_timedwait(&k->made, &k->lock, &until)) break; /* it takes too long: by oneself, then */
	} else {
		uint64_t *free_one = making(k, 0);
		if (free_one) *free_one = hash;
	}
	pthread_mutex_unlock(&k->lock);
	return mine;
}

void mq_kept_release(mq_kept *k, mq_text key)
{
	pthread_mutex_lock(&k->lock);
	uint64_t *mine = making(k, mq_hash(key) | 1);
	if (mine) *mine = 0;
	pthread_cond_broadcast(&k->made);
	pthread_mutex_unlock(&k->lock);
}

void mq_kept_put(mq_kept *k, mq_text key, uint64_t now, struct MHD_Response *answer, struct MHD_Response *unchanged,
		 const char *etag, size_t bytes)
{
	uint64_t hash = mq_hash(key);
	char *copy = mq_heap_alloc(key.n + 1);
	if (!copy || bytes > MQ_KEPT_BYTES_MOST / 16) {
		mq_heap_free(copy);
		MHD_destroy_response(answer);
		MHD_destroy_response(unchanged);
		return;
	}
	memcpy(copy, key.p, key.n);
	pthread_mutex_lock(&k->lock);
	place *p = &k->places[hash % MQ_KEPT_MOST];
	drop(k, p);
	while (k->bytes + bytes > MQ_KEPT_BYTES_MOST) drop(k, &k->places[k->hand++ % MQ_KEPT_MOST]);
	*p = (place){
	    .hash = hash, .made = now, .key = copy, .key_n = key.n, .bytes = bytes, .answer = answer, .unchanged = unchanged};
	memcpy(p->etag, etag, strlen(etag) < sizeof p->etag ? strlen(etag) : sizeof p->etag - 1);
	k->bytes += bytes;
	pthread_mutex_unlock(&k->lock);
}
