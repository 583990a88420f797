/* Which states play which role. A side is a name of the sentence, a chain of names that stand as one (X وY), two of these side by
 * side, a state that the sentence does not name, or nobody; a way is a side for each role (of equals: one side, or two). Every
 * way has a sum of weights: of its names and states in their roles, of the shape of the way, of the states that stand in it
 * together. The exponentials of the sums, shared out, tell how likely each way is; ways that come to the same states count
 * together, and the likeliest is taken. */
#include <math.h>

#include "base/hash.h"
#include "event/party.h"

#define SIDES_MOST (2 * MQ_SEATS_MOST + MQ_SEATS_MOST / 2 + MQ_STATES_WEIGHED + 1)
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

typedef enum { NOBODY, ONE, PART, CHAIN, AWAY, TWO } mq_side_kind;
static const char *const side_kind[] = {"0", "one", "part", "chain", "away", "two"};
static const char *const side_seen[] = {"0", "here", "here", "here", "away", "here"};

typedef struct {
	double score[2];
	uint32_t set;
	uint32_t chain;   /* of its seats; UINT32_MAX for none */
	uint32_t members; /* bits 1 << seat */
	uint8_t kind;
	uint8_t seat;  /* of ONE and PART; of many the first */
	uint8_t stand; /* where it stands, by number */
} mq_party_side;

/* names are few, and so are the places where they stand */
#define STANDS_MOST SIDES_MOST
typedef struct {
	char name[MQ_SLOT_NAME_MOST + 1];
	uint8_t n;
} mq_party_stand;

/* what the states of a way weigh, by their sets */
#define TOGETHER_SLOTS 128u
typedef struct {
	uint32_t p, q;
	float weight;
} mq_together;

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
	mq_together together[TOGETHER_SLOTS];
	mq_party_stand stand[STANDS_MOST];
	uint8_t stands;
	float stands_score[STANDS_MOST]
			  [STANDS_MOST + 1]; /* of both sides' places, the last for no second; NAN for not known yet */
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
	mq_party_side x = {.kind = CHAIN, .chain = c->seat[k].chain, .seat = (uint8_t)k};
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
	add_side(y, (mq_party_side){.kind = TWO,
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
			many = size_of(chain.set) > 1;
			whole = many && size_of(chain.set) >= WHOLE_LEAST;
			if (many) add_side(y, chain);
			add_two(y, &last, &chain);
			last = chain;
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

/* of equals one is no party twice; what a state does it may do to its own: an attack, a truce with rebels */
static bool goes_together(const mq_choice *c, const mq_party_side *p, const mq_party_side *q)
{
	if (!q || !(p->set & q->set)) return true;
	return c->self == MQ_SELF_FREELY || (c->self == MQ_SELF_ALONE && p->set == q->set);
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
	mq_text word = mq_scene_word(y->c->s, y->c->x->trigger);
	if (word.n) mq_feature2(f, "word.seen", there, word);
	if (h->n) {
		mq_text many = mq_text_at(n + 4, (size_t)mq_print_parts(n + 4, sizeof n - 4, "%u", h->n));
		mq_feature(f, "many", many);
		mq_feature2(f, "many", many, k);
		mq_feature2(f, "many.of", many, states);
		if (word.n) mq_feature2(f, "word.many", many, word);
		return;
	}
	mq_feature(f, "actor", p);
	mq_feature2(f, "actor", p, k);
	mq_feature(f, "recipient", q);
	mq_feature2(f, "recipient", q, k);
	if (h->self && word.n) mq_feature(f, "word.self", word);
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

/* the codes of a set of states, in order, at buf[at]; gives where they end */
static size_t put_codes(const mq_choice *c, uint32_t set, char *buf, size_t at)
{
	const char *code[TOGETHER_MOST];
	uint32_t n = 0;
	for (uint32_t i = 0; i < c->n; i++) {
		if (!(set & (1u << i))) continue;
		uint32_t k = n++;
		for (; k > 0 && strcmp(code[k - 1], c->s->states.v[c->w[i].state].code) > 0; k--) code[k] = code[k - 1];
		code[k] = c->s->states.v[c->w[i].state].code;
	}
	for (uint32_t k = 0; k < n; k++) {
		if (k) buf[at++] = ',';
		memcpy(buf + at, code[k], 3);
		at += 3;
	}
	return at;
}

static bool counts_together(uint32_t set) { return set && size_of(set) <= TOGETHER_MOST; }

/* the states of a way: some are often told of together */
static mq_text together_of(const mq_choice *c, uint32_t p, uint32_t q, char *buf)
{
	return mq_text_at(buf, put_codes(c, p | q, buf, 0));
}

/* the same, who did it before to whom: of some it is mostly the one */
static mq_text turned_of(const mq_choice *c, uint32_t p, uint32_t q, char *buf)
{
	size_t at = put_codes(c, p, buf, 0);
	buf[at++] = '>';
	return mq_text_at(buf, put_codes(c, q, buf, at));
}

/* where a side stands: «after:with», of many where the first does and an m */
static mq_text stand_of(const mq_choice *c, const mq_party_side *x, char buf[MQ_SLOT_NAME_MOST + 1])
{
	const mq_seat *seat = &c->seat[x->seat];
	if (x->kind == NOBODY) return MQ_T("0");
	if (x->kind == AWAY) return MQ_T("-");
	size_t many = x->kind == CHAIN || x->kind == TWO;
	if (many) buf[0] = 'm';
	memcpy(buf + many, seat->slot, seat->slot_n);
	return mq_text_at(buf, many + seat->slot_n);
}

/* sides that stand alike have the same number */
static void number_stands(mq_ways *y)
{
	char buf[MQ_SLOT_NAME_MOST + 1];
	for (uint32_t i = 0; i < y->sides; i++) {
		mq_text name = stand_of(y->c, &y->side[i], buf);
		uint8_t k = 0;
		while (k < y->stands && !mq_text_eq(mq_text_at(y->stand[k].name, y->stand[k].n), name)) k++;
		if (k == y->stands) {
			memcpy(y->stand[k].name, name.p, name.n);
			y->stand[y->stands++].n = (uint8_t)name.n;
		}
		y->side[i].stand = k;
	}
}

/* where both stand: with a verb between them it is mostly the first that does it, «قتلى» of one «برصاص» of the other */
static mq_text stands_of(const mq_ways *y, uint32_t p, uint32_t q, char buf[2 * MQ_SLOT_NAME_MOST + 3])
{
	int n = mq_print_parts(buf, 2 * MQ_SLOT_NAME_MOST + 3, "%.*s,%.*s", (int)y->stand[p].n, y->stand[p].name,
			       q < y->stands ? (int)y->stand[q].n : 0, y->stand[q < y->stands ? q : p].name);
	return mq_text_at(buf, (size_t)n);
}

static float weigh_stands(mq_ways *y, uint32_t p, uint32_t q)
{
	float *known = &y->stands_score[p][q];
	char buf[2 * MQ_SLOT_NAME_MOST + 3];
	if (!isnan(*known)) return *known;
	const mq_event_kind *kind = &mq_event_kinds[y->c->r->kind];
	const mq_model *m = &y->c->c->model;
	mq_text stands = stands_of(y, p, q, buf);
	*known = (float)(mq_model_weight(m, mq_feature_key("way", "stands", stands, mq_text_of(kind->name))) +
			 mq_model_weight(m, mq_feature_key("way", "stands", stands, mq_text_of(type_of(kind)))));
	return *known;
}

/* the states of a way, if they are few; sets of them are met again and again */
static float weigh_together(mq_ways *y, uint32_t p, uint32_t q)
{
	char codes[TOGETHER_MOST * 8 + 1];
	if (y->c->same) p |= q, q = 0;
	mq_together *slot = &y->together[(p * 5u + q * 3u + (p >> 7) + (q >> 5)) % TOGETHER_SLOTS];
	if (slot->p == p && slot->q == q) return slot->weight;
	*slot = (mq_together){p, q, 0};
	if (!counts_together(p | q)) return 0;
	mq_text type = mq_text_of(type_of(&mq_event_kinds[y->c->r->kind]));
	const mq_model *m = &y->c->c->model;
	double z = mq_model_weight(m, mq_feature_key("way", "together", together_of(y->c, p, q, codes), type));
	if (!y->c->same) z += mq_model_weight(m, mq_feature_key("way", "turned", turned_of(y->c, p, q, codes), type));
	return slot->weight = (float)z;
}

/* a way's own features, beside those of its shape: as many as speak */
static void dump_way(const mq_ways *y, uint32_t i, uint32_t k, uint32_t shape, bool comma)
{
	char codes[TOGETHER_MOST * 8 + 1], buf[2 * MQ_SLOT_NAME_MOST + 3];
	const mq_event_kind *kind = &mq_event_kinds[y->c->r->kind];
	const char *type = type_of(kind);
	bool two = k < y->sides;
	uint32_t p = y->side[i].set, q = two ? y->side[k].set : 0;
	mq_text stands = stands_of(y, y->side[i].stand, two ? y->side[k].stand : STANDS_MOST, buf);
	mq_buf_print(y->dump, "%s[%u,%d,%u,\"stands=%.*s|%s\",\"stands=%.*s|%s\"", comma ? "," : "", i, two ? (int)k : -1, shape,
		     MQ_ARG(stands), kind->name, MQ_ARG(stands), type);
	if (counts_together(p | q)) {
		mq_buf_print(y->dump, ",\"together=%.*s|%s\"", MQ_ARG(together_of(y->c, p, q, codes)), type);
		if (!y->c->same) mq_buf_print(y->dump, ",\"turned=%.*s|%s\"", MQ_ARG(turned_of(y->c, p, q, codes)), type);
	}
	mq_buf_byte(y->dump, ']');
}

static double way_score(mq_ways *y, uint32_t i, uint32_t k, bool comma)
{
	const mq_choice *c = y->c;
	const mq_party_side *p = &y->side[i], *q = k < y->sides ? &y->side[k] : NULL;
	mq_shape h = shape_of(c, p, q);
	uint32_t shape = shape_number(y, &h);
	double z = p->score[0] + (q ? q->score[!c->same] : 0) + y->shape_score[shape];
	z += (double)weigh_together(y, p->set, q ? q->set : 0);
	z += (double)weigh_stands(y, p->stand, q ? q->stand : STANDS_MOST);
	if (y->dump) dump_way(y, i, k, shape, comma);
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

/* who plays which role, whatever their order */
static uint64_t who_of(const mq_choice *c, const uint32_t set[2])
{
	uint64_t who = 1;
	for (uint32_t role = 0; role < 2; role++)
		for (uint32_t i = 0; i < c->n; i++)
			if (set[role] & (1u << i))
				who += mq_hash(mq_text_of(c->s->states.v[c->w[i].state].code)) * (2 * role + 1);
	return who;
}

/* among the casts that are kept, the likeliest first */
static void keep_cast(mq_choice *c, const uint32_t set[2], double share)
{
	uint32_t at = MQ_CASTS_MOST;
	while (at > 0 && share > c->cast[at - 1].share) at--;
	if (at == MQ_CASTS_MOST) return;
	memmove(&c->cast[at + 1], &c->cast[at], (MQ_CASTS_MOST - 1 - at) * sizeof *c->cast);
	c->cast[at] = (mq_cast){who_of(c, set), share};
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
		keep_cast(c, out[k].set, share);
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
	number_stands(&y);
	for (uint32_t i = 0; i < y.stands; i++)
		for (uint32_t k = 0; k <= STANDS_MOST; k++) y.stands_score[i][k] = NAN;
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
