/* Which states play which role. A role is played by one chain of names that stand as one (X وY), or by one of them alone, or by a
 * state that the sentence does not name; of all ways to fill both roles the likeliest is taken. Of equals the likeliest chains
 * are taken until there are two, then those that are sure. */
#include <math.h>

#include "event/party.h"

/* what it costs to take one name out of a chain, in logits */
#define ALONE        0.5
#define OPTIONS_MOST (MQ_PHRASES_WEIGHED + 2 * MQ_STATES_WEIGHED + 1)

typedef struct {
	double value;
	uint32_t set;
	bool here;
} mq_option;

typedef struct {
	mq_option v[OPTIONS_MOST];
	uint32_t n;
} mq_options;

static double logit(double p)
{
	double q = p < 1e-9 ? 1e-9 : p > 1 - 1e-9 ? 1 - 1e-9 : p;
	return log(q / (1 - q));
}

static void offer(mq_options *o, double value, uint32_t set, bool here)
{
	for (uint32_t i = 0; i < o->n; i++)
		if (o->v[i].set == set) {
			if (value > o->v[i].value) o->v[i].value = value;
			return;
		}
	if (o->n < OPTIONS_MOST) o->v[o->n++] = (mq_option){value, set, here};
}

static void offer_chain(const mq_choice *c, int role, uint32_t k, mq_options *o)
{
	uint32_t set = c->chain[k];
	double sum = 0;
	uint32_t members = 0;
	for (uint32_t i = 0; i < c->n; i++)
		if (set & (1u << i)) sum += logit(c->w[i].p[role]), members++;
	if (members) offer(o, sum / members, set, true);
	for (uint32_t i = 0; members > 1 && !(c->whole & (1ull << k)) && i < c->n; i++)
		if (set & (1u << i)) offer(o, logit(c->w[i].p[role]) - ALONE, 1u << i, true);
}

static void options_of(const mq_choice *c, int role, mq_options *o)
{
	o->n = 0;
	for (uint32_t k = 0; k < c->chains; k++) offer_chain(c, role, k, o);
	for (uint32_t i = 0; i < c->n; i++)
		if (!c->w[i].here) offer(o, logit(c->w[i].p[role]), 1u << i, false);
}

/* leaves what is under the least, and offers nobody at that price */
static void cut_options(mq_options *o, double least)
{
	uint32_t kept = 0;
	for (uint32_t i = 0; i < o->n; i++)
		if (o->v[i].value > least) o->v[kept++] = o->v[i];
	o->n = kept;
	offer(o, least, 0, true);
}

static void choose_roles(mq_choice *c)
{
	mq_options o[2];
	double best = -HUGE_VAL;
	for (int role = 0; role < 2; role++) {
		options_of(c, role, &o[role]);
		cut_options(&o[role], logit(c->least[role]));
	}
	for (uint32_t i = 0; i < o[0].n; i++)
		for (uint32_t k = 0; k < o[1].n; k++) {
			const mq_option *a = &o[0].v[i], *r = &o[1].v[k];
			if ((!c->self && a->set & r->set) || a->value + r->value <= best) continue;
			best = a->value + r->value;
			c->taken[0] = a->set;
			c->taken[1] = r->set;
		}
}

static uint32_t size_of(uint32_t set)
{
	uint32_t n = 0;
	for (; set; set &= set - 1) n++;
	return n;
}

static void choose_equals(mq_choice *c)
{
	mq_options o;
	options_of(c, 0, &o);
	while (true) {
		const mq_option *best = NULL;
		for (uint32_t i = 0; i < o.n; i++)
			if (o.v[i].set & ~c->taken[0] && (!best || o.v[i].value > best->value)) best = &o.v[i];
		if (!best) return;
		bool asked = size_of(c->taken[0]) < 2;
		if (best->value <= logit(asked ? c->least[0] : c->cut)) return;
		if (asked || best->here) c->taken[0] |= best->set;
		else o.v[best - o.v].set = 0;
	}
}

void mq_choose(mq_choice *c)
{
	c->taken[0] = c->taken[1] = 0;
	if (c->same) choose_equals(c);
	else choose_roles(c);
}
