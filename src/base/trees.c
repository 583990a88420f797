#include "base/trees.h"

#include <math.h>
#include <stdlib.h>

/* lines: "trees N nodes N leaves N", then for each tree "tree NODES LEAVES", its nodes "feature threshold left right", its
 * leaves "value" */
static bool next_number(mq_text *rest, double *out)
{
	char word[40];
	size_t i = 0;
	while (i < rest->n && (rest->p[i] == ' ' || rest->p[i] == '\n' || rest->p[i] == '\t')) i++;
	size_t from = i;
	while (i < rest->n && rest->p[i] > ' ') i++;
	if (i == from || i - from >= sizeof word) return false;
	memcpy(word, rest->p + from, i - from);
	word[i - from] = 0;
	char *end;
	*out = strtod(word, &end);
	*rest = mq_text_sub(*rest, i, rest->n);
	return *end == 0 && isfinite(*out);
}

static bool next_count(mq_text *rest, uint32_t most, uint32_t *out)
{
	double d;
	if (!next_number(rest, &d) || d < 0 || d > most) return false;
	*out = (uint32_t)d;
	return true;
}

static bool read_node(mq_text *rest, uint32_t features, uint32_t nodes, uint32_t leaves, mq_tree_node *out)
{
	double feature, threshold, left, right;
	if (!next_number(rest, &feature) || !next_number(rest, &threshold) || !next_number(rest, &left) ||
	    !next_number(rest, &right))
		return false;
	if (feature < 0 || feature >= features || left >= nodes || right >= nodes || left < -(double)leaves ||
	    right < -(double)leaves)
		return false;
	*out = (mq_tree_node){(float)threshold, {(int16_t)left, (int16_t)right}, (uint16_t)feature};
	return true;
}

static bool read_tree(mq_text *rest, uint32_t features, uint32_t tree, mq_trees *m, uint32_t *node, uint32_t *leaf)
{
	uint32_t nodes, leaves;
	double v;
	if (!next_count(rest, 4096, &nodes) || !next_count(rest, 4096, &leaves)) return false;
	m->tree_node[tree] = *node;
	m->tree_leaf[tree] = *leaf;
	if (!nodes || !leaves || *node + nodes > m->nodes || *leaf + leaves > m->leaves) return false;
	for (uint32_t i = 0; i < nodes; i++) {
		mq_tree_node *x = &m->node[*node];
		if (!read_node(rest, features, nodes, leaves, x)) return false;
		/* children come after their parent: a walk ends */
		if ((x->child[0] >= 0 && (uint32_t)x->child[0] <= i) || (x->child[1] >= 0 && (uint32_t)x->child[1] <= i))
			return false;
		(*node)++;
	}
	for (uint32_t i = 0; i < leaves; i++) {
		if (!next_number(rest, &v)) return false;
		m->leaf[(*leaf)++] = (float)v;
	}
	return true;
}

mq_status mq_trees_open(mq_arena *a, mq_text name, mq_text bytes, uint32_t features, mq_trees *out)
{
	uint32_t node = 0, leaf = 0;
	mq_text rest = bytes, line;
	memset(out, 0, sizeof *out);
	while (rest.n && rest.p[0] == '#' && mq_text_split(&rest, '\n', &line)) continue;
	if (!next_count(&rest, 5000, &out->trees) || !next_count(&rest, 1 << 20, &out->nodes) ||
	    !next_count(&rest, 1 << 20, &out->leaves))
		return mq_fail(a, MQ_BAD_DATA, 0, "%.*s does not begin with three counts", MQ_ARG(name));
	out->node = MQ_ARRAY(a, mq_tree_node, out->nodes + 1);
	out->leaf = MQ_ARRAY(a, float, out->leaves + 1);
	out->tree_node = MQ_ARRAY(a, uint32_t, out->trees + 1);
	out->tree_leaf = MQ_ARRAY(a, uint32_t, out->trees + 1);
	if (!out->node || !out->leaf || !out->tree_node || !out->tree_leaf) return mq_fail_memory(a);
	for (uint32_t i = 0; i < out->trees; i++)
		if (!read_tree(&rest, features, i, out, &node, &leaf))
			return mq_fail(a, MQ_BAD_DATA, bytes.n - rest.n, "%.*s: tree %u is broken", MQ_ARG(name), i);
	return MQ_DONE;
}

/* so many trees are walked side by side: a step waits for memory and for its comparison, and nobody can guess its outcome */
#define ABREAST 8u

/* one step of a walk; on a leaf it stays where it is */
static inline int32_t step(const mq_tree_node *tree, int32_t at, const float *f)
{
	int32_t over = at >> 31; /* all bits of what is on a leaf */
	const mq_tree_node *node = tree + (at & ~over);
	int32_t to = node->child[!(f[node->feature] <= node->threshold)];
	return (at & over) | (to & ~over);
}

float mq_trees_sum(const mq_trees *m, const float *f)
{
	float sum = 0;
	for (uint32_t t = 0; t < m->trees; t += ABREAST) {
		uint32_t n = m->trees - t < ABREAST ? m->trees - t : ABREAST;
		const mq_tree_node *tree[ABREAST];
		int32_t at[ABREAST], all;
		for (uint32_t k = 0; k < ABREAST; k++) { /* where there are fewer, the last goes along */
			tree[k] = m->node + m->tree_node[t + (k < n ? k : n - 1)];
			at[k] = 0;
		}
		do {
			all = -1;
			for (uint32_t k = 0; k < ABREAST; k++) all &= at[k] = step(tree[k], at[k], f);
		} while (all >= 0);
		for (uint32_t k = 0; k < n; k++) sum += m->leaf[m->tree_leaf[t + k] + (uint32_t)(-1 - at[k])];
	}
	return sum;
}

float mq_trees_likely(const mq_trees *m, const float *f) { return 1.0f / (1.0f + expf(-mq_trees_sum(m, f))); }
