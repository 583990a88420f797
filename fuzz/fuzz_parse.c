/* The query parser alone, many times as fast as fuzz_query: every input gives a tree that is no larger than what was typed, twice
 * the same; what was understood is understood again as the same. */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "page.h"
#include "store/query.h"

static mq_engine engine;
static mq_store *store;
static char path[] = "/tmp/mirqab-parse-XXXXXX";

static void forget(void)
{
	char name[64];
	static const char *const tails[] = {"", "-wal", "-shm", "-writer"};
	mq_store_close(store);
	for (size_t i = 0; i < 4; i++) {
		snprintf(name, sizeof name, "%s%s", path, tails[i]);
		unlink(name);
	}
}

static void open_store(void)
{
	mq_arena *rules = mq_arena_open(MQ_RULES_ARENA_MOST);
	int fd = mkstemp(path);
	must(rules && fd >= 0 && mq_ok(mq_engine_open(rules, MQ_NONE, &engine)));
	close(fd);
	mq_store_options o = {.url = mq_text_of(path), .mode = MQ_STORE_WRITE, .engine = &engine};
	must(mq_ok(mq_store_open(rules, &o, &store)));
	atexit(forget);
}

/* nodes of a tree; a list of one parent's is walked, not descended */
static size_t count_nodes(const mq_query_node *n, uint32_t depth)
{
	size_t sum = 0;
	must(depth <= 4 * MQ_QUERY_DEPTH_MOST);
	for (; n; n = n->next) sum += 1 + count_nodes(n->child, depth + 1);
	return sum;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	mq_query one, two, again;
	if (!store) open_store();
	mq_arena *a = mq_arena_open((size_t)64 << 20);
	mq_text typed = mq_text_at((const char *)data, size);
	must(mq_ok(mq_query_read(store, a, typed, &one)) && mq_ok(mq_query_read(store, a, typed, &two)));
	must(mq_text_eq(one.understood, two.understood) && one.phrases == two.phrases && one.filters == two.filters);
	must(count_nodes(one.root, 0) <= 4 * size + 1 && count_nodes(one.root, 0) == count_nodes(two.root, 0));
	must(mq_ok(mq_query_read(store, a, one.understood, &again)));
	must(mq_text_eq(one.understood, again.understood) && one.phrases == again.phrases && one.filters == again.filters);
	mq_arena_close(a);
	return 0;
}
