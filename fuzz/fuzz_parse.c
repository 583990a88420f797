/* The query parser alone, many times as fast as fuzz_query: every input gives a tree that is no larger than what was typed, twice
 * the same; what was understood is understood again as the same. */
#include "archive.h"
#include "store/query.h"

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
	static mq_arena *a;
	if (!store) open_archive();
	if (!a) a = mq_arena_open((size_t)64 << 20);
	must(a != NULL);
	mq_arena_clear(a);
	mq_text typed = mq_text_at((const char *)data, size);
	must(mq_ok(mq_query_read(store, a, typed, &one)) && mq_ok(mq_query_read(store, a, typed, &two)));
	must(mq_text_eq(one.understood, two.understood) && one.phrases == two.phrases && one.filters == two.filters);
	must(count_nodes(one.root, 0) <= 4 * size + 1 && count_nodes(one.root, 0) == count_nodes(two.root, 0));
	must(mq_ok(mq_query_read(store, a, one.understood, &again)));
	must(mq_text_eq(one.understood, again.understood) && one.phrases == again.phrases && one.filters == again.filters);
	return 0;
}
