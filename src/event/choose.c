/* Which states play which role. A side is a name of the sentence, a chain of names that stand as one (X وY), two of these side by
 * side, a state that the sentence does not name, or nobody; a way is a side for each role (of equals: one side, or two). Every
 * way has a sum of weights: of its names and states in their roles, of the shape of the way, of the states that stand in it
 * together. The exponentials of the sums, shared out, tell how likely each way is; ways that come to the same states count
 * together, and the likeliest is taken. */
#include <math.h>

#include "event/ways.h"

/* ways that are further behind the best one than this, in logits, are left out of the sharing */
#define BEHIND_MOST 9.0
/* outcomes that are told apart */
#define OUTCOMES_MOST 256u
/* names of a list so long are not taken one by one */
#define WHOLE_LEAST 3u
/* without a table: what it costs to name nobody */
#define PLAIN_NOBODY 0.5

/* the sum of its members; of roles the mean */
static void score_side(const mq_choice *c, mq_party_side *x)
{
	double n = c->same ? 1 : mq_set_size(x->set);
	for (int role = 0; role < 2; role++) {
		double sum = 0;
		for (uint32_t k = 0; k < c->seats; k++)
			if (x->members & (1u << k)) sum += c->seat[k].score[role];
		for (uint32_t i = 0; i < c->n; i++)
			if (x->set & (1u << i)) sum += c->w[i].score[role];
		x->score[role] = sum / n;
	}
}

/* where it stands to the trigger, and in the document */
static void place_side(const mq_choice *c, mq_party_side *x)
{
	x->stand = mq_side_stand(c, x);
	x->all = UINT64_MAX;
	for (uint32_t i = 0; i < c->n; i++) {
		uint32_t state = c->w[i].state;
		if (!(x->set & (1u << i))) continue;
		x->states |= 1ull << (state & 63);
		x->far = x->far || state > 63;
		x->some |= c->s->states.v[state].where;
		x->all &= c->s->states.v[state].where;
	}
}

static void add_side(mq_ways *y, mq_party_side x)
{
	score_side(y->c, &x);
	place_side(y->c, &x);
	if (y->sides < MQ_SIDES_MOST) y->side[y->sides++] = x;
}

/* the first name of each state of the chain that seat k begins */
static mq_party_side chain_of(const mq_choice *c, uint32_t k)
{
	mq_party_side x = {.kind = MQ_SIDE_CHAIN, .chain = c->seat[k].chain, .seat = (uint8_t)k};
	for (uint32_t i = k; i < c->seats && c->seat[i].chain == x.chain; i++) {
		if (x.set & (1u << c->seat[i].w)) continue;
		x.set |= 1u << c->seat[i].w;
		x.members |= 1u << i;
	}
	return x;
}

/* «شنتها بريطانيا بالتعاون مع فرنسا»: what two that stand side by side, no chain, do as one. Weights that never saw such do not
 * know how seldom they are; to learn it they are to be seen */
static void add_two(mq_ways *y, const mq_party_side *left, const mq_party_side *right)
{
	if (!y->c->wide || !left->set || left->set & right->set) return;
	add_side(y, (mq_party_side){.kind = MQ_SIDE_TWO,
				    .chain = right->chain,
				    .seat = left->seat,
				    .set = left->set | right->set,
				    .members = left->members | right->members});
}

static void open_sides(mq_ways *y)
{
	const mq_choice *c = y->c;
	mq_party_side last = {0};
	uint32_t named = 0;
	bool many = false, whole = false;
	for (uint32_t k = 0; k < c->seats; k++) {
		if (k == 0 || c->seat[k].chain != c->seat[k - 1].chain) {
			mq_party_side chain = chain_of(c, k);
			many = mq_set_size(chain.set) > 1;
			whole = many && mq_set_size(chain.set) >= WHOLE_LEAST;
			if (many) add_side(y, chain);
			add_two(y, &last, &chain);
			last = chain;
		}
		named |= 1u << c->seat[k].w;
		if (whole) continue;
		add_side(y, (mq_party_side){.kind = many ? MQ_SIDE_PART : MQ_SIDE_ONE,
					    .chain = c->seat[k].chain,
					    .set = 1u << c->seat[k].w,
					    .members = 1u << k,
					    .seat = (uint8_t)k});
	}
	for (uint32_t i = 0; i < c->n; i++)
		if (!(named & (1u << i))) add_side(y, (mq_party_side){.kind = MQ_SIDE_AWAY, .chain = UINT32_MAX, .set = 1u << i});
	y->states = mq_set_size(named) < 3 ? mq_set_size(named) : 3;
	if (c->same) return;
	mq_party_side nobody = {.kind = MQ_SIDE_NOBODY, .chain = UINT32_MAX};
	if (!c->c->model.there) nobody.score[0] = nobody.score[1] = -PLAIN_NOBODY;
	place_side(c, &nobody);
	y->side[y->sides++] = nobody;
}

/* of equals one is no party twice; what a state does it may do to its own: an attack, a truce with rebels */
static bool goes_together(const mq_choice *c, const mq_party_side *p, const mq_party_side *q)
{
	if (!q || !(p->set & q->set)) return true;
	return c->self == MQ_SELF_FREELY || (c->self == MQ_SELF_ALONE && p->set == q->set);
}

/* a visit to a region leads to no state that is named for another reason; what is asked of everybody is asked of none */
static bool may_be_second(const mq_choice *c, const mq_party_side *q)
{
	bool seated = q->kind != MQ_SIDE_NOBODY && q->kind != MQ_SIDE_AWAY;
	if (seated && c->seat[q->seat].upon) return false;
	if (c->everybody) return q->kind == MQ_SIDE_NOBODY;
	return !c->region || (seated ? c->seat[q->seat].goal : q->kind == MQ_SIDE_NOBODY);
}

typedef struct {
	uint32_t set[2];
	double share;
} mq_outcome;

typedef struct {
	uint8_t p, q;
	double z;
} mq_way;

/* every way, with its sum; of equals the second side comes after the first, or there is none */
static uint32_t score_ways(mq_ways *y, mq_way *way)
{
	uint32_t n = 0;
	for (uint32_t i = 0; i < y->sides; i++)
		for (uint32_t k = y->c->same ? i + 1 : 0; k < y->sides + y->c->same; k++) {
			if (!goes_together(y->c, &y->side[i], k < y->sides ? &y->side[k] : NULL)) continue;
			if (k < y->sides && !may_be_second(y->c, &y->side[k])) continue;
			way[n] = (mq_way){(uint8_t)i, (uint8_t)k, mq_way_score(y, i, k, n > 0)};
			n++;
		}
	return n;
}

static void share_out(mq_ways *y, const mq_way *way, uint32_t n)
{
	mq_choice *c = y->c;
	mq_outcome out[OUTCOMES_MOST];
	uint32_t outs = 0;
	double best = -HUGE_VAL, sum = 0;
	for (uint32_t i = 0; i < n; i++) best = way[i].z > best ? way[i].z : best;
	for (uint32_t i = 0; i < n; i++) {
		if (way[i].z < best - BEHIND_MOST) continue;
		uint32_t p = y->side[way[i].p].set, q = way[i].q < y->sides ? y->side[way[i].q].set : 0, k = 0;
		if (c->same) p |= q, q = 0;
		while (k < outs && (out[k].set[0] != p || out[k].set[1] != q)) k++;
		if (k == OUTCOMES_MOST) continue;
		if (k == outs) out[outs++] = (mq_outcome){{p, q}, 0};
		double e = exp(way[i].z - best);
		out[k].share += e;
		sum += e;
	}
	for (uint32_t k = 0; k < outs; k++) {
		double share = out[k].share / sum;
		for (int role = 0; role < 2; role++)
			for (uint32_t i = 0; i < c->n; i++)
				if (out[k].set[role] & (1u << i)) c->share[role][i] += share;
		if (share <= c->sure) continue;
		c->sure = share;
		c->taken[0] = out[k].set[0];
		c->taken[1] = out[k].set[1];
	}
}

static void give_sides(const mq_ways *y)
{
	mq_buf_print(y->dump, ",\"sides\":[");
	for (uint32_t i = 0; i < y->sides; i++)
		mq_buf_print(y->dump, "%s[%u,%u]", i ? "," : "", y->side[i].set, y->side[i].members);
	mq_buf_print(y->dump, "],\"ways\":[");
}

mq_status mq_choose(mq_arena *a, mq_choice *c, mq_buf *dump)
{
	mq_ways y = {.c = c, .a = a, .dump = dump};
	open_sides(&y);
	if (dump) give_sides(&y);
	if (dump) mq_buf_open(&y.shapes_dump, 64u << 10);
	mq_way *way = MQ_ARRAY(a, mq_way, (size_t)y.sides * (y.sides + 1) + 1);
	if (!way) return mq_fail_memory(a);
	uint32_t n = score_ways(&y, way);
	share_out(&y, way, n);
	if (!dump) return MQ_DONE;
	mq_buf_print(dump, "],\"shapes\":[%.*s]", MQ_ARG(mq_buf_text(&y.shapes_dump)));
	mq_buf_close(&y.shapes_dump);
	return MQ_DONE;
}
