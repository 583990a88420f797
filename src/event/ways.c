/* What a way to fill an event's roles weighs: its sides in their roles, its shape, the states that stand in it together, where
 * they stand. Many ways share a shape, states and places: each of these is weighed once. */
#include <math.h>

#include "event/ways.h"

/* states of a way whose being together is looked at */
#define TOGETHER_MOST 4u
/* without a table: what it costs to have but one of equals */
#define PLAIN_ALONE 3.0

static const char *const side_kind[] = {"0", "one", "part", "chain", "away", "two"};
static const char *const side_seen[] = {"0", "here", "here", "here", "away", "here"};

typedef struct {
	uint8_t p, q; /* mq_side_kind of both; of equals the smaller first */
	bool self, chained, ordered, first, next;
	uint8_t n; /* parties that are equals */
} mq_shape;

static mq_shape shape_of(const mq_choice *c, const mq_party_side *p, const mq_party_side *q)
{
	mq_shape h = {.p = p->kind, .q = q ? q->kind : (uint8_t)MQ_SIDE_NOBODY};
	if (c->same) {
		uint32_t n = mq_set_size(p->set) + (q ? mq_set_size(q->set) : 0);
		h.n = (uint8_t)(n < 4 ? n : 4);
		if (q && h.p > h.q) h.p = q->kind, h.q = p->kind;
		return h;
	}
	h.self = q && (p->set & q->set) != 0;
	if (!q || h.self) return h;
	h.chained = p->chain == q->chain && p->chain != UINT32_MAX;
	h.ordered = (p->kind == MQ_SIDE_ONE || p->kind == MQ_SIDE_PART) && (q->kind == MQ_SIDE_ONE || q->kind == MQ_SIDE_PART);
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

/* «زيارة إلى أميركا اللاتينية … على سوريا»: the goal is told, and is no state; whoever is taken for it stands elsewhere */
static void held_features(mq_features *f, const mq_ways *y, const mq_shape *h, mq_text k)
{
	mq_text type = mq_text_of(mq_kind_type(&mq_event_kinds[y->c->r->kind]));
	for (uint32_t i = 0; i < y->c->helds; i++) {
		mq_text held = mq_text_at(y->c->held[i], y->c->held_n[i]);
		char role[2][MQ_HELD_NAME + 8];
		for (uint32_t r = 0; r < (h->n ? 1 : 2); r++) {
			const char *side = h->n ? h->n < 2 ? "1" : h->n < 3 ? "2" : "3" : side_kind[r ? h->q : h->p];
			int n = mq_print_parts(role[r], sizeof role[r], "%s,%.*s", side, MQ_ARG(held));
			mq_text x = mq_text_at(role[r], (size_t)n);
			const char *name = h->n ? "held.many" : r ? "held.recipient" : "held.actor";
			mq_feature2(f, name, x, k);
			mq_feature2(f, name, x, type);
		}
	}
}

/* what a shape is made of, as features name it */
typedef struct {
	char way[24], seen[24], states[12], many[12];
	mq_text both, there, named, n, k;
} shape_words;

static void tell_shape(const mq_ways *y, const mq_shape *h, shape_words *w)
{
	const char *p = side_kind[h->p], *q = side_kind[h->q], *here = side_seen[h->p], *there = side_seen[h->q];
	w->both = mq_text_at(w->way, (size_t)mq_print_parts(w->way, sizeof w->way, "%s,%s", p, q));
	w->there = mq_text_at(w->seen, (size_t)mq_print_parts(w->seen, sizeof w->seen, "%s,%s", here, there));
	w->named = mq_text_at(w->states, (size_t)mq_print_parts(w->states, sizeof w->states, "%u", y->states));
	w->n = mq_text_at(w->many, (size_t)mq_print_parts(w->many, sizeof w->many, "%u", (uint32_t)h->n));
	w->k = mq_text_of(mq_event_kinds[y->c->r->kind].name);
}

static bool is_told_by_verb(const mq_ways *y) { return y->c->x->form == MQ_FORM_PERFECT || y->c->x->form == MQ_FORM_IMPERFECT; }

/* of the shape and the kind alone: the same at every candidate of the kind */
static void shape_features(mq_features *f, const mq_ways *y, const mq_shape *h, const shape_words *w)
{
	mq_text p = mq_text_of(side_kind[h->p]), q = mq_text_of(side_kind[h->q]);
	mq_feature(f, "way", w->both);
	mq_feature2(f, "way", w->both, w->k);
	mq_feature(f, "seen", w->there);
	mq_feature2(f, "seen", w->there, w->k);
	mq_feature2(f, "seen", w->there, w->named);
	if (h->n) {
		mq_feature(f, "many", w->n);
		mq_feature2(f, "many", w->n, w->k);
		mq_feature2(f, "many.of", w->n, w->named);
		return;
	}
	mq_feature(f, "actor", p);
	mq_feature2(f, "actor", p, w->k);
	mq_feature(f, "recipient", q);
	mq_feature2(f, "recipient", q, w->k);
	if (h->self) mq_feature(f, "self", MQ_NONE), mq_feature(f, "self", w->k), mq_feature2(f, "self.of", w->named, MQ_NONE);
	if (h->chained) mq_feature(f, "chained", MQ_NONE), mq_feature(f, "chained", w->k);
	if (!h->ordered) return;
	mq_text first = h->first ? MQ_T("actor") : MQ_T("recipient");
	mq_feature(f, "first", first);
	mq_feature2(f, "first", first, is_told_by_verb(y) ? MQ_T("verb") : MQ_T("noun"));
	mq_feature(f, "next", h->next ? MQ_T("yes") : MQ_T("no"));
}

/* and what the candidate's own words say of it */
static void word_features(mq_features *f, const mq_ways *y, const mq_shape *h, const shape_words *w)
{
	mq_text word = mq_scene_word(y->c->s, y->c->x->trigger);
	held_features(f, y, h, w->k);
	if (!word.n) return;
	mq_feature2(f, "word.seen", w->there, word);
	if (h->n) mq_feature2(f, "word.many", w->n, word);
	if (h->self) mq_feature(f, "word.self", word);
}

/* The states of a document are few, and so are the kinds of its events: what is weighed of a way is met again at every
 * candidate. */
#define MEMO_SLOTS 1024u
enum { WEIGHED_STATES, WEIGHED_STANDS, WEIGHED_BESIDE, WEIGHED_SHAPES, WEIGHED };
struct mq_way_memo {
	struct {
		uint64_t p, q; /* states by their places in the scene; where they stand; where they are named; a shape */
		uint32_t what; /* WEIGHED * kind + which of them + 1; 0 is empty */
		double weight;
	} slot[MEMO_SLOTS];
};

struct mq_way_memo *mq_way_memo_make(mq_arena *a) { return MQ_NEW(a, struct mq_way_memo); }

/* the place of what was weighed before, or where it is to stand; *known: it does */
static double *remembered(const mq_ways *y, uint32_t which, uint64_t p, uint64_t q, bool *known)
{
	uint32_t what = WEIGHED * y->c->r->kind + which + 1;
	uint64_t h = (p * 0x9E3779B97F4A7C15u) ^ (q * 0xD6E8FEB86659FD93u) ^ (what * 0xC2B2AE3D27D4EB4Fu);
	struct mq_way_memo *m = y->c->s->ways;
	uint32_t at = (uint32_t)(h >> 40) % MEMO_SLOTS;
	*known = m->slot[at].what == what && m->slot[at].p == p && m->slot[at].q == q;
	m->slot[at].what = what;
	m->slot[at].p = p;
	m->slot[at].q = q;
	return &m->slot[at].weight;
}

static double plain_shape(const mq_choice *c, const mq_shape *h) { return c->same && h->n < 2 ? -PLAIN_ALONE : 0; }

static double weigh_shape(const mq_ways *y, const mq_shape *h)
{
	const mq_model *m = &y->c->c->model;
	mq_features f;
	shape_words w;
	bool known;
	if (!m->there) return plain_shape(y->c, h);
	tell_shape(y, h, &w);
	double *weight = remembered(y, WEIGHED_SHAPES, pack(h), y->states * 2 + is_told_by_verb(y), &known);
	mq_features_open(&f, y->a, "way", false);
	if (!known) shape_features(&f, y, h, &w);
	if (!known) *weight = mq_features_score(m, &f, 0);
	uint32_t own = f.n;
	word_features(&f, y, h, &w);
	return *weight + mq_features_score(m, &f, own);
}

static void dump_shape(mq_ways *y, const mq_shape *h)
{
	mq_features f;
	shape_words w;
	mq_features_open(&f, y->a, "way", true);
	tell_shape(y, h, &w);
	shape_features(&f, y, h, &w);
	word_features(&f, y, h, &w);
	mq_buf_print(&y->shapes_dump, "%s{\"n\":%u", y->shapes > 1 ? "," : "", y->shapes - 1);
	mq_features_dump(&y->shapes_dump, &f, "f");
	mq_buf_byte(&y->shapes_dump, '}');
}

/* number of the shape of a way, weighed when it is met first */
static uint32_t shape_number(mq_ways *y, const mq_shape *h)
{
	uint16_t *slot = &y->shape[pack(h)];
	if (*slot || y->shapes == MQ_SHAPES_MOST) return *slot ? *slot - 1u : MQ_SHAPES_MOST - 1;
	*slot = (uint16_t)++y->shapes;
	y->shape_score[y->shapes - 1] = weigh_shape(y, h);
	if (y->dump) dump_shape(y, h);
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

static bool counts_together(uint32_t set) { return set && mq_set_size(set) <= TOGETHER_MOST; }

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

/* all of a side named in the sentence, none, some: by number in place_name */
static uint8_t place_of(const mq_choice *c, uint32_t set) { return (set & ~c->here) == 0 ? 0 : set & c->here ? 2 : 1; }

/* how often the document names both sides together elsewhere, whether its title does, and where each side is named */
typedef struct {
	uint8_t n, title, p, q;
} beside_place;
static const char place_name[] = "has=";

static beside_place beside_of(const mq_choice *c, const mq_party_side *p, const mq_party_side *q)
{
	uint32_t set = q ? q->set : 0;
	uint64_t both = c->same ? p->all & (q ? q->all : UINT64_MAX) : p->some & (q ? q->some : 0);
	uint64_t title = mq_sentence_bit(c->s->doc->body_sentence) - 1;
	both &= ~mq_sentence_bit(c->x->sentence);
	uint32_t n = (uint32_t)__builtin_popcountll(both & ~title);
	beside_place b = {.title = (both & title) != 0};
	b.n = (uint8_t)(n < 4 ? n : n < 7 ? 4 : 5);
	b.p = place_of(c, c->same ? p->set | set : p->set);
	b.q = c->same ? 3 : place_of(c, set);
	return b;
}

/* «2t,ha» */
#define BESIDE_MOST 12u
static mq_text beside_text(beside_place b, char buf[BESIDE_MOST])
{
	int k =
	    mq_print_parts(buf, BESIDE_MOST, "%u%c,%c%c", (uint32_t)b.n, b.title ? 't' : '-', place_name[b.p], place_name[b.q]);
	return mq_text_at(buf, (size_t)k);
}

/* where a side stands: «after:with», of many where the first does and an m */
static mq_text stand_of(const mq_choice *c, const mq_party_side *x, char buf[MQ_SLOT_NAME_MOST + 1])
{
	const mq_seat *seat = &c->seat[x->seat];
	if (x->kind == MQ_SIDE_NOBODY) return MQ_T("0");
	if (x->kind == MQ_SIDE_AWAY) return MQ_T("-");
	size_t many = x->kind == MQ_SIDE_CHAIN || x->kind == MQ_SIDE_TWO;
	if (many) buf[0] = 'm';
	memcpy(buf + many, seat->slot, seat->slot_n);
	return mq_text_at(buf, many + seat->slot_n);
}

uint8_t mq_side_stand(const mq_choice *c, const mq_party_side *x)
{
	if (x->kind == MQ_SIDE_NOBODY) return 2 * MQ_STANDS;
	if (x->kind == MQ_SIDE_AWAY) return 2 * MQ_STANDS + 1;
	return (uint8_t)(2 * c->seat[x->seat].stand + (x->kind == MQ_SIDE_CHAIN || x->kind == MQ_SIDE_TWO));
}

/* where both stand: with a verb between them it is mostly the first that does it, «قتلى» of one «برصاص» of the other */
static mq_text stands_of(const mq_ways *y, const mq_party_side *p, const mq_party_side *q, char buf[2 * MQ_SLOT_NAME_MOST + 3])
{
	char left[MQ_SLOT_NAME_MOST + 1], right[MQ_SLOT_NAME_MOST + 1];
	mq_text first = stand_of(y->c, p, left), second = q ? stand_of(y->c, q, right) : MQ_NONE;
	int n = mq_print_parts(buf, 2 * MQ_SLOT_NAME_MOST + 3, "%.*s,%.*s", MQ_ARG(first), MQ_ARG(second));
	return mq_text_at(buf, (size_t)n);
}

/* what a way's own feature weighs, of this kind of event and of all that are like it */
static double weigh_both(const mq_ways *y, const char *name, mq_text x)
{
	const mq_event_kind *k = &mq_event_kinds[y->c->r->kind];
	const mq_model *m = &y->c->c->model;
	return mq_model_weight2(m, mq_feature_key("way", name, x, mq_text_of(k->name)),
				mq_feature_key("way", name, x, mq_text_of(mq_kind_type(k))));
}

static void dump_both(const mq_ways *y, const char *name, mq_text x)
{
	const mq_event_kind *k = &mq_event_kinds[y->c->r->kind];
	mq_buf_print(y->dump, ",\"%s=%.*s|%s\",\"%s=%.*s|%s\"", name, MQ_ARG(x), k->name, name, MQ_ARG(x), mq_kind_type(k));
}

static bool tells_beside(const mq_choice *c, uint32_t p, uint32_t q)
{
	return c->same ? mq_set_size(p | q) > 1 : p && q && p != q;
}

static double weigh_states(const mq_ways *y, uint32_t p, uint32_t q)
{
	char codes[TOGETHER_MOST * 8 + 1];
	double z = weigh_both(y, "together", together_of(y->c, p, q, codes));
	if (!y->c->same) z += weigh_both(y, "turned", turned_of(y->c, p, q, codes));
	return z;
}

static double weigh_known_states(const mq_ways *y, const mq_party_side *p, const mq_party_side *q)
{
	uint64_t a = p->states, b = q ? q->states : 0;
	bool known;
	if (y->c->same) a |= b, b = 0;
	if (p->far || (q && q->far)) return weigh_states(y, p->set, q ? q->set : 0);
	double *weight = remembered(y, WEIGHED_STATES, a, b, &known);
	if (!known) *weight = weigh_states(y, p->set, q ? q->set : 0);
	return *weight;
}

static float weigh_stands(const mq_ways *y, const mq_party_side *p, const mq_party_side *q)
{
	char buf[2 * MQ_SLOT_NAME_MOST + 3];
	bool known;
	double *weight = remembered(y, WEIGHED_STANDS, p->stand, q ? q->stand : UINT64_MAX, &known);
	if (!known) *weight = weigh_both(y, "stands", stands_of(y, p, q, buf));
	return (float)*weight;
}

static double weigh_beside(const mq_ways *y, const mq_party_side *p, const mq_party_side *q)
{
	beside_place b = beside_of(y->c, p, q);
	char buf[BESIDE_MOST];
	bool known;
	double *weight = remembered(y, WEIGHED_BESIDE, b.n * 2u + b.title, b.p * 4u + b.q, &known);
	if (!known) *weight = weigh_both(y, "beside", beside_text(b, buf));
	return *weight;
}

/* the states of a way, if they are few */
static float weigh_together(const mq_ways *y, const mq_party_side *p, const mq_party_side *q)
{
	uint32_t first = p->set, second = q ? q->set : 0;
	if (y->c->same) first |= second, second = 0;
	if (!counts_together(first | second)) return 0;
	double z = weigh_known_states(y, p, q);
	if (tells_beside(y->c, first, second)) z += weigh_beside(y, p, q);
	return (float)z;
}

/* a way's own features, beside those of its shape: as many as speak */
static void dump_way(const mq_ways *y, uint32_t i, uint32_t k, uint32_t shape, bool comma)
{
	char codes[TOGETHER_MOST * 8 + 1], buf[2 * MQ_SLOT_NAME_MOST + 3];
	bool two = k < y->sides;
	uint32_t p = y->side[i].set, q = two ? y->side[k].set : 0;
	mq_buf_print(y->dump, "%s[%u,%d,%u", comma ? "," : "", i, two ? (int)k : -1, shape);
	dump_both(y, "stands", stands_of(y, &y->side[i], two ? &y->side[k] : NULL, buf));
	if (counts_together(p | q)) {
		dump_both(y, "together", together_of(y->c, p, q, codes));
		if (!y->c->same) dump_both(y, "turned", turned_of(y->c, p, q, codes));
		if (tells_beside(y->c, p, q))
			dump_both(y, "beside", beside_text(beside_of(y->c, &y->side[i], two ? &y->side[k] : NULL), codes));
	}
	mq_buf_byte(y->dump, ']');
}

double mq_way_score(mq_ways *y, uint32_t i, uint32_t k, bool comma)
{
	const mq_choice *c = y->c;
	const mq_party_side *p = &y->side[i], *q = k < y->sides ? &y->side[k] : NULL;
	mq_shape h = shape_of(c, p, q);
	uint32_t shape = shape_number(y, &h);
	double z = p->score[0] + (q ? q->score[!c->same] : 0) + y->shape_score[shape];
	z += (double)weigh_together(y, p, q);
	z += (double)weigh_stands(y, p, q);
	if (y->dump) dump_way(y, i, k, shape, comma);
	return z;
}
