/* Which states play which role. A side is a name of the sentence, a chain of names that stand as one (X وY), a state that the
 * sentence does not name, or nobody; a way is a side for each role (of equals: one side, or two). Every way has a sum of weights:
 * of its names and states in their roles, of the shape of the way, of the states that stand in it together. The exponentials of
 * the sums, shared out, tell how likely each way is; ways that come to the same states count together, and the likeliest is
 * taken. */
#include <math.h>

#include "event/party.h"

#define SIDES_MOST (MQ_SEATS_MOST + MQ_SEATS_MOST / 2 + MQ_STATES_WEIGHED + 1)
/* ways that are further behind the best one than this, in logits, are left out of the sharing */
#define BEHIND_MOST 9.0
/* outcomes that are told apart */
#define OUTCOMES_MOST 256u
/* states of a way whose being together is looked at */
#define TOGETHER_MOST 4u
/* names of a list so long are not taken one by one */
#define WHOLE_LEAST 3u
/* without a table: what it costs to name nobody; to have but one of equals */
#define PLAIN_NOBODY 0.5
#define PLAIN_ALONE  3.0

typedef enum { NOBODY, ONE, PART, CHAIN, AWAY } mq_side_kind;
static const char *const side_kind[] = {"0", "one", "part", "chain", "away"};
static const char *const side_seen[] = {"0", "here", "here", "here", "away"};

typedef struct {
	double score[2];
	uint32_t set;
	uint32_t chain;   /* of its seats; UINT32_MAX for none */
	uint32_t members; /* bits 1 << seat */
	uint8_t kind;
	uint8_t seat; /* of ONE and PART */
} mq_party_side;

/* shapes of ways are few: each is weighed once. What makes a shape fits in so many bits. */
#define SHAPE_BITS  12
#define SHAPES_MOST 256u
typedef struct {
	mq_choice *c;
	mq_party_side side[SIDES_MOST];
	uint32_t sides;
	uint16_t shape[1u << SHAPE_BITS]; /* number + 1 */
	double shape_score[SHAPES_MOST];
	uint32_t shapes;
	uint32_t states; /* named in the sentence */
	mq_arena *a;
	mq_buf *dump, shapes_dump;
} mq_ways;

static uint32_t size_of(uint32_t set)
{
	uint32_t n = 0;
	for (; set; set &= set - 1) n++;
	return n;
}

/* the sum of its members; of roles the mean */
static void score_side(const mq_choice *c, mq_party_side *x)
{
	double n = c->same ? 1 : size_of(x->set);
	for (int role = 0; role < 2; role++) {
		double sum = 0;
		for (uint32_t k = 0; k < c->seats; k++)
			if (x->members & (1u << k)) sum += c->seat[k].score[role];
		for (uint32_t i = 0; i < c->n; i++)
			if (x->set & (1u << i)) sum += c->w[i].score[role];
		x->score[role] = sum / n;
	}
}

static void add_side(mq_ways *y, mq_party_side x)
{
	score_side(y->c, &x);
	if (y->sides < SIDES_MOST) y->side[y->sides++] = x;
}

/* the first name of each state of the chain that seat k begins */
static mq_party_side chain_of(const mq_choice *c, uint32_t k)
{
	mq_party_side x = {.kind = CHAIN, .chain = c->seat[k].chain};
	for (uint32_t i = k; i < c->seats && c->seat[i].chain == x.chain; i++) {
		if (x.set & (1u << c->seat[i].w)) continue;
		x.set |= 1u << c->seat[i].w;
		x.members |= 1u << i;
	}
	return x;
}

static void open_sides(mq_ways *y)
{
	const mq_choice *c = y->c;
	uint32_t named = 0;
	bool many = false, whole = false;
	for (uint32_t k = 0; k < c->seats; k++) {
		if (k == 0 || c->seat[k].chain != c->seat[k - 1].chain) {
			mq_party_side chain = chain_of(c, k);
			many = size_of(chain.set) > 1;
			whole = many && size_of(chain.set) >= WHOLE_LEAST;
			if (many) add_side(y, chain);
		}
		named |= 1u << c->seat[k].w;
		if (whole) continue;
		add_side(y, (mq_party_side){.kind = many ? PART : ONE,
					    .chain = c->seat[k].chain,
					    .set = 1u << c->seat[k].w,
					    .members = 1u << k,
					    .seat = (uint8_t)k});
	}
	for (uint32_t i = 0; i < c->n; i++)
		if (!(named & (1u << i))) add_side(y, (mq_party_side){.kind = AWAY, .chain = UINT32_MAX, .set = 1u << i});
	y->states = size_of(named) < 3 ? size_of(named) : 3;
	if (c->same) return;
	mq_party_side nobody = {.kind = NOBODY, .chain = UINT32_MAX};
	if (!c->c->model.there) nobody.score[0] = nobody.score[1] = -PLAIN_NOBODY;
	y->side[y->sides++] = nobody;
}

static bool goes_together(const mq_choice *c, const mq_party_side *p, const mq_party_side *q)
{
	if (!q) return true;
	if (c->same) return !(p->set & q->set);
	return !(p->set & q->set) || c->self;
}

typedef struct {
	uint8_t p, q; /* mq_side_kind of both; of equals the smaller first */
	bool self, chained, ordered, first, next;
	uint8_t n; /* parties that are equals */
} mq_shape;

static mq_shape shape_of(const mq_choice *c, const mq_party_side *p, const mq_party_side *q)
{
	mq_shape h = {.p = p->kind, .q = q ? q->kind : (uint8_t)NOBODY};
	if (c->same) {
		uint32_t n = size_of(p->set) + (q ? size_of(q->set) : 0);
		h.n = (uint8_t)(n < 4 ? n : 4);
		if (q && h.p > h.q) h.p = q->kind, h.q = p->kind;
		return h;
	}
	h.self = (p->set & q->set) != 0;
	if (h.self) return h;
	h.chained = p->chain == q->chain && p->chain != UINT32_MAX;
	h.ordered = (p->kind == ONE || p->kind == PART) && (q->kind == ONE || q->kind == PART);
	h.first = h.ordered && p->seat < q->seat;
	h.next = h.ordered && (p->seat + 1 == q->seat || q->seat + 1 == p->seat);
	return h;
}

static uint32_t pack(const mq_shape *h)
{
	uint32_t flags = (uint32_t)h->self | (uint32_t)h->chained << 1 | (uint32_t)h->ordered << 2 | (uint32_t)h->first << 3 |
			 (uint32_t)h->next << 4;
	return (h->n ? h->n : flags) | (uint32_t)h->p << 5 | (uint32_t)h->q << 8 | (uint32_t)(h->n > 0) << 11;
}

static const char *type_of(const mq_event_kind *k) { return k->symmetric ? "pair" : k->quad <= 2 ? "coop" : "conf"; }

static void shape_features(mq_features *f, const mq_ways *y, const mq_shape *h)
{
	mq_text k = mq_text_of(mq_event_kinds[y->c->r->kind].name), p = mq_text_of(side_kind[h->p]),
		q = mq_text_of(side_kind[h->q]);
	bool verb = y->c->x->form == MQ_FORM_PERFECT || y->c->x->form == MQ_FORM_IMPERFECT;
	char way[24], seen[24], n[12];
	mq_text both = mq_text_at(way, (size_t)mq_print_parts(way, sizeof way, "%s,%s", p.p, q.p));
	mq_text there = mq_text_at(seen, (size_t)mq_print_parts(seen, sizeof seen, "%s,%s", side_seen[h->p], side_seen[h->q]));
	mq_text states = mq_text_at(n, (size_t)mq_print_parts(n, sizeof n, "%u", y->states));
	mq_feature(f, "way", both);
	mq_feature2(f, "way", both, k);
	mq_feature(f, "seen", there);
	mq_feature2(f, "seen", there, k);
	mq_feature2(f, "seen", there, states);
	if (h->n) {
		mq_text many = mq_text_at(n + 4, (size_t)mq_print_parts(n + 4, sizeof n - 4, "%u", h->n));
		mq_feature(f, "many", many);
		mq_feature2(f, "many", many, k);
		mq_feature2(f, "many.of", many, states);
		return;
	}
	mq_feature(f, "actor", p);
	mq_feature2(f, "actor", p, k);
	mq_feature(f, "recipient", q);
	mq_feature2(f, "recipient", q, k);
	if (h->self) mq_feature(f, "self", MQ_NONE), mq_feature(f, "self", k), mq_feature2(f, "self.of", states, MQ_NONE);
	if (h->chained) mq_feature(f, "chained", MQ_NONE), mq_feature(f, "chained", k);
	if (!h->ordered) return;
	mq_text first = h->first ? MQ_T("actor") : MQ_T("recipient");
	mq_feature(f, "first", first);
	mq_feature2(f, "first", first, verb ? MQ_T("verb") : MQ_T("noun"));
	mq_feature(f, "next", h->next ? MQ_T("yes") : MQ_T("no"));
}

static double plain_shape(const mq_choice *c, const mq_shape *h) { return c->same && h->n < 2 ? -PLAIN_ALONE : 0; }

/* number of the shape of a way, weighed when it is met first */
static uint32_t shape_number(mq_ways *y, const mq_shape *h)
{
	uint16_t *slot = &y->shape[pack(h)];
	mq_features f;
	if (*slot || y->shapes == SHAPES_MOST) return *slot ? *slot - 1u : SHAPES_MOST - 1;
	*slot = (uint16_t)++y->shapes;
	mq_features_open(&f, y->a, "way", y->dump != NULL);
	shape_features(&f, y, h);
	const mq_model *m = &y->c->c->model;
	y->shape_score[y->shapes - 1] = m->there ? mq_features_score(m, &f, 0) : plain_shape(y->c, h);
	if (y->dump) {
		mq_buf_print(&y->shapes_dump, "%s{\"n\":%u", y->shapes > 1 ? "," : "", y->shapes - 1);
		mq_features_dump(&y->shapes_dump, &f, "f");
		mq_buf_byte(&y->shapes_dump, '}');
	}
	return y->shapes - 1u;
}

/* the states of a way, in the order of their codes: some are often told of together */
static mq_text together_of(const mq_choice *c, uint32_t set, char *buf, size_t most)
{
	const char *code[TOGETHER_MOST];
	uint32_t n = 0;
	for (uint32_t i = 0; i < c->n; i++) {
		if (!(set & (1u << i))) continue;
		uint32_t k = n++;
		for (; k > 0 && strcmp(code[k - 1], c->s->states.v[c->w[i].state].code) > 0; k--) code[k] = code[k - 1];
		code[k] = c->s->states.v[c->w[i].state].code;
	}
	size_t at = 0;
	for (uint32_t k = 0; k < n; k++) {
		size_t letters = strlen(code[k]);
		if (at + letters + 1 > most) break;
		if (k) buf[at++] = ',';
		memcpy(buf + at, code[k], letters);
		at += letters;
	}
	return mq_text_at(buf, at);
}

static double way_score(mq_ways *y, uint32_t i, uint32_t k, bool comma)
{
	const mq_choice *c = y->c;
	const mq_party_side *p = &y->side[i], *q = k < y->sides ? &y->side[k] : NULL;
	mq_shape h = shape_of(c, p, q);
	uint32_t shape = shape_number(y, &h), set = p->set | (q ? q->set : 0);
	double z = p->score[0] + (q ? q->score[!c->same] : 0) + y->shape_score[shape];
	char codes[TOGETHER_MOST * 4 + 1];
	mq_text together = MQ_NONE, type = mq_text_of(type_of(&mq_event_kinds[c->r->kind]));
	if (set && size_of(set) <= TOGETHER_MOST) {
		together = together_of(c, set, codes, sizeof codes);
		z += mq_model_weight(&c->c->model, mq_feature_key("way", "together", together, type));
	}
	if (y->dump)
		mq_buf_print(y->dump, "%s[%u,%d,%u,\"together=%.*s|%.*s\"]", comma ? "," : "", i, q ? (int)k : -1, shape,
			     MQ_ARG(together), MQ_ARG(type));
	return z;
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
			way[n] = (mq_way){(uint8_t)i, (uint8_t)k, way_score(y, i, k, n > 0)};
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
