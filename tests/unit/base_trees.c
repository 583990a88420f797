/* Trees: what they sum to, and that a damaged file is an error and never a walk without end. */
#include <math.h>

#include "base/trees.h"
#include "check.h"

static bool opens(mq_arena *a, const char *text, mq_trees *out)
{
	return mq_ok(mq_trees_open(a, MQ_T("trees.txt"), mq_text_of(text), 2, out));
}

static float sum(const mq_trees *m, float x, float y)
{
	float f[2] = {x, y};
	return mq_trees_sum(m, f);
}

static void sums(mq_arena *a)
{
	mq_trees m;
	MQ_CHECK(opens(a, "# a note\n2 3 5\n2 3\n0 0.5 -1 1\n1 2 -2 -3\n1 2 4\n1 2\n1 0 -1 -2\n-0.25 0.25\n", &m));
	MQ_CHECK(m.trees == 2 && m.nodes == 3 && m.leaves == 5);
	MQ_CHECK(fabsf(sum(&m, 0, 0) - 0.75f) < 1e-6f);
	MQ_CHECK(fabsf(sum(&m, 0.5f, 1) - 1.25f) < 1e-6f); /* on the border is left of it */
	MQ_CHECK(fabsf(sum(&m, 1, 2) - 2.25f) < 1e-6f);
	MQ_CHECK(fabsf(sum(&m, 1, 3) - 4.25f) < 1e-6f);
	float f[2] = {0, 0};
	MQ_CHECK(fabsf(mq_trees_likely(&m, f) - 1 / (1 + expf(-0.75f))) < 1e-6f);
	MQ_CHECK(opens(a, "# none\n0 0 0\n", &m) && sum(&m, 1, 1) == 0);
}

static void damaged(mq_arena *a)
{
	static const char *const bad[] = {
	    "",
	    "1 1",
	    "one 1 2\n1 2\n0 0 -1 -2\n1 2\n",
	    "1 1 2\n1 2\n2 0 -1 -2\n1 2\n",            /* no such feature */
	    "1 1 2\n1 2\n0 0 -1 -3\n1 2\n",            /* no such leaf */
	    "1 1 2\n1 2\n0 0 1 -2\n1 2\n",             /* no such node */
	    "1 1 2\n1 2\n0 0 0 -2\n1 2\n",             /* its own child */
	    "1 2 3\n2 3\n0 0 1 -1\n0 0 0 -2\n1 2 3\n", /* a child before its parent */
	    "1 1 2\n1 2\n0 nan -1 -2\n1 2\n",
	    "1 1 2\n1 2\n0 0 -1 -2\n1 inf\n",
	    "1 1 2\n1 2\n0 0 -1 -2\n1\n",     /* a leaf is missing */
	    "1 1 2\n0 2\n1 2\n",              /* a tree of no nodes */
	    "1 1 2\n1 3\n0 0 -1 -2\n1 2 3\n", /* more leaves than were said */
	};
	mq_trees m;
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		bool ok = opens(a, bad[i], &m);
		MQ_CHECK(!ok);
		if (ok) fprintf(stderr, "  number %zu was taken\n", i);
	}
}

int main(void)
{
	mq_arena *a = mq_arena_open((size_t)64 << 20);
	sums(a);
	damaged(a);
	mq_arena_close(a);
	return mq_check_done();
}
