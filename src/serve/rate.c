#include "serve/rate.h"

#include <pthread.h>

#define PLACES      4096u
#define HOLDS       10u /* seconds' worth */
#define TOKEN_PARTS 1000u

typedef struct {
	uint64_t hash, at; /* whose, and when it was last filled */
	uint64_t parts;    /* thousandths of a token */
} bucket;

struct mq_rate {
	pthread_mutex_t lock;
	uint64_t a_second;
	bucket buckets[PLACES];
};

mq_rate *mq_rate_open(uint32_t a_second)
{
	mq_rate *r = mq_heap_alloc(sizeof *r);
	if (r && pthread_mutex_init(&r->lock, NULL)) {
		mq_heap_free(r);
		return NULL;
	}
	if (r) r->a_second = a_second;
	return r;
}

void mq_rate_close(mq_rate *r)
{
	if (!r) return;
	pthread_mutex_destroy(&r->lock);
	mq_heap_free(r);
}

uint32_t mq_rate_take(mq_rate *r, mq_text address, uint64_t milliseconds)
{
	uint64_t hash = mq_hash(address) | 1, most = r->a_second * HOLDS * TOKEN_PARTS;
	uint32_t wait = 0;
	pthread_mutex_lock(&r->lock);
	bucket *b = &r->buckets[hash % PLACES];
	/* two addresses of one place take turns in it: a newcomer finds it full, so nobody is kept out by another */
	if (b->hash != hash) *b = (bucket){hash, milliseconds, most};
	uint64_t passed = milliseconds > b->at ? milliseconds - b->at : 0;
	b->parts = passed >= HOLDS * 1000u ? most : b->parts + passed * r->a_second;
	if (b->parts > most) b->parts = most;
	b->at = milliseconds;
	if (b->parts >= TOKEN_PARTS) b->parts -= TOKEN_PARTS;
	else wait = (uint32_t)((TOKEN_PARTS - b->parts) / (r->a_second * 1000u)) + 1;
	pthread_mutex_unlock(&r->lock);
	return wait;
}
