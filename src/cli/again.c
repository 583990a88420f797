/* mirqab ingest --again: what other rules made is made anew from the pages that the archive keeps. */
#include <stdio.h>
#include <sysexits.h>
#include <time.h>

#include "cli/again.h"

static void print_again(const mq_again *k, bool json, double seconds)
{
	unsigned long long looked = k->looked, pages = k->pages, texts = k->texts, changed = k->changed;
	double rate = seconds > 0 ? (double)k->looked / seconds : 0;
	if (json)
		printf(
		    "{\"schema\":\"mirqab/again/1\",\"articles\":%llu,\"from_pages\":%llu,\"from_texts\":%llu,\"changed\":%llu,"
		    "\"the_same\":%llu,\"seconds\":%.3f}\n",
		    looked, pages, texts, changed, looked - changed, seconds);
	else
		printf("articles %llu: read again from their pages %llu, from their texts %llu; changed %llu, the same %llu; %.0f"
		       " articles/s\n",
		       looked, pages, texts, changed, looked - changed, rate);
}

int mq_cli_again(mq_cli *c, mq_store *store, bool json)
{
	mq_again k = {0};
	uint64_t all = 0;
	struct timespec from, now;
	clock_gettime(CLOCK_MONOTONIC, &from);
	mq_status s = mq_store_again_waiting(store, &all);
	while (mq_ok(s) && !k.ended) {
		s = mq_store_again(store, &k);
		if (c->terminal && !c->quiet)
			fprintf(stderr, "\r%llu of %llu articles ", (unsigned long long)k.looked, (unsigned long long)all);
	}
	if (c->terminal && !c->quiet) fputs("\r\033[K", stderr);
	if (mq_ok(s)) s = mq_store_settle(store);
	if (!mq_ok(s)) return mq_cli_store_failed(c, store, s);
	clock_gettime(CLOCK_MONOTONIC, &now);
	print_again(&k, json, (double)(now.tv_sec - from.tv_sec) + (double)(now.tv_nsec - from.tv_nsec) / 1e9);
	mq_store_close(store);
	return EX_OK;
}
