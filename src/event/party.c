/* Who did it to whom: every state of the document is weighed for every candidate, by where its noun phrases stand to the trigger,
 * what governs them, what the rule's frame says, and what the document says when the sentence is silent. */
#include <math.h>
#include <stdio.h>

#include "event/inner.h"

/* where a phrase stands to the trigger */
typedef enum { AT_INSIDE, AT_AFTER, AT_BEFORE, AT_ON } mq_side;
static const char *const side_name[] = {"in", "after", "before", "on"};

typedef struct {
	mq_side side;
	uint16_t slot; /* one bit */
	uint32_t between;
	uint32_t borders;
	const mq_phrase *phrase;
} mq_stand;

static const char *slot_text(uint16_t slot)
{
	for (int i = 0; i < MQ_SLOTS; i++)
		if (slot == 1u << i) return mq_slot_name[i];
	return "none";
}

static bool is_verb(uint8_t form) { return form == MQ_FORM_PERFECT || form == MQ_FORM_IMPERFECT; }

/* phrases of the candidate's sentence that lie between the trigger and p, new bare ones only */
static uint32_t bare_between(const mq_scene *s, const mq_candidate *x, const mq_phrase *p, uint32_t *all)
{
	uint32_t n = 0, last = UINT32_MAX;
	*all = 0;
	for (uint32_t i = s->phrase_of[x->sentence]; i < mq_phrase_end(s, x->sentence); i++) {
		const mq_phrase *q = &s->phrases.v[i];
		if (q->from <= x->trigger || q->from >= p->from || q->from == last) continue;
		last = q->from;
		(*all)++;
		if (!q->slot && !q->conj) n++;
	}
	return n;
}

static mq_stand stand_of(const mq_scene *s, const mq_candidate *x, const mq_phrase *p)
{
	mq_stand d = {.phrase = p};
	uint16_t c0 = s->seen[x->trigger].clause, c1 = s->seen[p->to - 1].clause;
	d.borders = c0 > c1 ? (uint32_t)(c0 - c1) : (uint32_t)(c1 - c0);
	if (p->from <= x->trigger && x->trigger < p->to) {
		d.side = AT_ON;
		d.slot = p->by == MQ_BY_DEMONYM ? MQ_SLOT_NISBA : MQ_SLOT_OF;
	} else if (p->from > x->trigger) {
		d.side = AT_AFTER;
		uint32_t bare = bare_between(s, x, p, &d.between);
		if (p->slot) d.slot = p->slot;
		else if (is_verb(x->form)) d.slot = bare == 0 ? MQ_SLOT_SUBJECT : bare == 1 ? MQ_SLOT_OBJECT : MQ_SLOT_OTHER;
		else d.slot = p->from <= x->trigger + 2 || (p->conj && bare <= 1) ? MQ_SLOT_OF : MQ_SLOT_OTHER;
	} else if (p->from >= x->from) {
		d.side = AT_INSIDE;
		d.slot = p->slot ? p->slot : MQ_SLOT_SUBJECT;
	} else {
		d.side = AT_BEFORE;
		d.slot = p->slot ? p->slot : MQ_SLOT_BEFORE;
		for (uint32_t i = s->phrase_of[x->sentence]; i < mq_phrase_end(s, x->sentence); i++) {
			const mq_phrase *q = &s->phrases.v[i];
			if (q->from > p->from && q->from < x->trigger) d.between++;
		}
	}
	return d;
}

static uint32_t few(uint32_t n) { return n < 2 ? n : n < 4 ? 2 : 3; }

/* the slots that a rule's frame accepts for where the phrase stands */
static bool in_frame(uint32_t frame, const mq_stand *d)
{
	if (frame & d->slot) return true;
	if ((frame & MQ_SLOT_SUBJECT) && d->side == AT_BEFORE && d->slot == MQ_SLOT_BEFORE && d->between == 0 && d->borders == 0) return true;
	return (frame & MQ_SLOT_OBJECT) && d->side == AT_AFTER && d->slot == MQ_SLOT_OBJECT;
}

static void phrase_features(mq_features *f, const mq_rule *r, const mq_scene *s, const mq_candidate *x, const mq_stand *d)
{
	static const char *const by[] = {"none", "name", "demonym", "capital", "office", "city", "list", "pair", "outlet"};
	static const char *const kind[] = {"person", "body", "place", "country", "instrument", "quantity"};
	mq_text k = mq_text_of(mq_event_kinds[r->kind].name), side = mq_text_of(side_name[d->side]);
	char buf[40];
	int n = snprintf(buf, sizeof buf, "%s:%s", side_name[d->side], slot_text(d->slot));
	mq_text slot = mq_text_at(buf, (size_t)n);
	bool a = in_frame(r->actor, d), b = in_frame(r->recipient, d);
	mq_text frame = a && b ? MQ_T("both") : a ? MQ_T("actor") : b ? MQ_T("recipient") : MQ_T("out");
	mq_text who = mq_text_of(kind[d->phrase->kind]);
	mq_feature(f, "slot", slot);
	mq_feature2(f, "kind.slot", k, slot);
	mq_feature2(f, "rule.slot", r->name, slot);
	mq_feature2(f, "verb.slot", is_verb(x->form) ? MQ_T("verb") : MQ_T("noun"), slot);
	mq_feature2(f, "frame", frame, side);
	mq_feature2(f, "frame.slot", frame, slot);
	mq_feature2(f, "kind.frame", k, frame);
	mq_feature2(f, "by", mq_text_of(by[d->phrase->by]), side);
	mq_feature2(f, "by.kind", mq_text_of(by[d->phrase->by]), k);
	mq_feature2(f, "who", who, side);
	mq_feature2(f, "who.slot", who, slot);
	char near[24];
	n = snprintf(near, sizeof near, "%s%u,%u", side_name[d->side], few(d->between), few(d->borders));
	mq_feature(f, "near", mq_text_at(near, (size_t)n));
	mq_feature2(f, "near.slot", mq_text_at(near, (size_t)n), slot);
	if (d->phrase->conj) mq_feature(f, "conj", slot);
	if (s->seen[d->phrase->from].quoted != s->seen[x->trigger].quoted) mq_feature(f, "otherquote", side);
}

static bool in_sentence(const mq_scene *s, uint32_t sentence, uint32_t state)
{
	for (uint32_t i = s->phrase_of[sentence]; i < mq_phrase_end(s, sentence); i++)
		if (s->phrases.v[i].country == state) return true;
	return false;
}

static void state_features(mq_features *f, const mq_rule *r, const mq_scene *s, const mq_candidate *x, uint32_t state, bool here,
			   uint32_t here_states)
{
	const mq_state *st = &s->states.v[state];
	mq_text k = mq_text_of(mq_event_kinds[r->kind].name);
	mq_text where = here ? MQ_T("here") : MQ_T("away");
	char buf[16];
	mq_feature(f, "kind", k);
	mq_feature2(f, "where", k, where);
	int n = snprintf(buf, sizeof buf, "%u", st->rank < 3 ? st->rank : 3);
	mq_feature2(f, "rank", mq_text_at(buf, (size_t)n), where);
	n = snprintf(buf, sizeof buf, "%u", here_states < 4 ? here_states : 4);
	mq_feature2(f, "states", mq_text_at(buf, (size_t)n), where);
	mq_feature2(f, "kind.states", k, mq_text_at(buf, (size_t)n));
	if (st->in_title) mq_feature(f, "title", where);
	if (st->outlet) mq_feature2(f, "outlet", here_states < 2 ? MQ_T("few") : MQ_T("many"), where);
	if (st->outlet) mq_feature2(f, "outlet.kind", k, where);
	if (st->pair) mq_feature(f, "pair", where);
	if (strcmp(st->code, "IGO") == 0 || strcmp(st->code, "ISM") == 0) mq_feature2(f, "body", mq_text_of(st->code), k);
	if (x->sentence > 0 && in_sentence(s, x->sentence - 1, state)) mq_feature(f, "previous", where);
	if (x->sentence > 0 && s->phrase_of[x->sentence - 1] < s->phrase_of[x->sentence] &&
	    s->phrases.v[s->phrase_of[x->sentence - 1]].country == state)
		mq_feature(f, "previous.first", where);
	if (!here) return;
	if (s->phrases.v[s->phrase_of[x->sentence]].country == state) mq_feature(f, "first", MQ_T("here"));
}

static void one_state(mq_features *f, const mq_coder *c, const mq_scene *s, const mq_candidate *x, uint32_t state, uint32_t here_states)
{
	const mq_rule *r = &c->rules.rules.v[x->rule];
	bool here = in_sentence(s, x->sentence, state);
	state_features(f, r, s, x, state, here, here_states);
	for (uint32_t i = s->phrase_of[x->sentence]; here && i < mq_phrase_end(s, x->sentence); i++) {
		if (s->phrases.v[i].country != state) continue;
		mq_stand d = stand_of(s, x, &s->phrases.v[i]);
		phrase_features(f, r, s, x, &d);
	}
}

/* without a table of weights the frame alone decides */
static double frame_score(const mq_coder *c, const mq_scene *s, const mq_candidate *x, uint32_t state, bool actor)
{
	const mq_rule *r = &c->rules.rules.v[x->rule];
	uint32_t frame = actor ? r->actor : r->recipient;
	double best = -2;
	for (uint32_t i = s->phrase_of[x->sentence]; i < mq_phrase_end(s, x->sentence); i++) {
		if (s->phrases.v[i].country != state) continue;
		mq_stand d = stand_of(s, x, &s->phrases.v[i]);
		double score = in_frame(frame, &d) ? 1.5 - 0.3 * d.borders - 0.1 * d.between : -1;
		if (score > best) best = score;
	}
	return best;
}

static void give_features(mq_buf *dump, const mq_features *f, const char *key)
{
	mq_buf_print(dump, ",\"%s\":[", key);
	for (uint32_t i = 0; i < f->n; i++) mq_buf_print(dump, "%s\"%.*s\"", i ? "," : "", MQ_ARG(f->name[i]));
	mq_buf_byte(dump, ']');
}

void mq_features_dump(mq_buf *dump, const mq_features *f, const char *key) { give_features(dump, f, key); }

typedef struct {
	uint16_t state;
	double p[2]; /* actor, recipient; symmetric: party twice */
} mq_weighed;

static double logistic(double z) { return 1 / (1 + exp(-z)); }

static mq_status weigh(mq_arena *a, const mq_coder *c, const mq_scene *s, mq_candidate *x, uint32_t state, uint32_t here_states,
		       mq_buf *dump, mq_weighed *out)
{
	const mq_rule *r = &c->rules.rules.v[x->rule];
	bool same = mq_event_kinds[r->kind].symmetric;
	mq_features f;
	out->state = (uint16_t)state;
	static const char *const groups[] = {"actor", "recipient"};
	if (dump) mq_buf_print(dump, "%s{\"code\":\"%s\"", dump->p[dump->n - 1] == '[' ? "" : ",", s->states.v[state].code);
	for (int role = 0; role < 2; role++) {
		if (role == 1 && same) {
			out->p[1] = out->p[0];
			break;
		}
		mq_features_open(&f, a, same ? "party" : groups[role], dump != NULL);
		one_state(&f, c, s, x, state, here_states);
		if (dump && role == 0) give_features(dump, &f, "f");
		out->p[role] = logistic(c->model.there ? mq_features_score(&c->model, &f) : frame_score(c, s, x, state, role == 0));
	}
	if (dump) mq_buf_byte(dump, '}');
	return MQ_DONE;
}

/* the mention that stands for a state in this event: the best kind of name in the sentence */
static mq_status add_party(mq_arena *a, const mq_scene *s, const mq_candidate *x, uint32_t state, void *vec)
{
	static const uint8_t worth[] = {5, 4, 1, 3, 0, 0};
	MQ_VEC(mq_party) *list = vec;
	mq_party *p = mq_push(a, list);
	if (!p) return mq_fail_memory(a);
	const mq_mention *best = NULL;
	for (uint32_t i = s->phrase_of[x->sentence]; i < mq_phrase_end(s, x->sentence); i++) {
		const mq_mention *m = &s->marks->mentions.v[s->phrases.v[i].mention];
		if (s->phrases.v[i].country == state && (!best || worth[m->kind] > worth[best->kind])) best = m;
	}
	memcpy(p->country, s->states.v[state].code, 4);
	if (!best) return MQ_DONE;
	p->mention = best->id;
	p->name = best->name;
	memcpy(p->sector, best->sector, sizeof p->sector);
	return MQ_DONE;
}

/* takes what is over the cut, the best first; what is left of `least` comes from those over the low cut */
static mq_status choose(mq_arena *a, const mq_scene *s, mq_candidate *x, mq_weighed *w, uint32_t n, int role, double cut, double low,
			uint32_t least, uint32_t most, void *vec)
{
	for (uint32_t k = 0; k < most && k < n; k++) {
		mq_weighed *best = NULL;
		for (uint32_t i = 0; i < n; i++)
			if (w[i].p[role] >= 0 && (!best || w[i].p[role] > best->p[role])) best = &w[i];
		if (!best || best->p[role] < low || (best->p[role] < cut && k >= least)) break;
		if (k < 2) x->party[role == 0 ? (k == 0 ? 0 : 2) : 1] = k == 0 || role == 0 ? best->p[role] : x->party[1];
		MQ_TRY(add_party(a, s, x, best->state, vec));
		best->p[role] = -1;
	}
	return MQ_DONE;
}

/* states worth weighing: those of the sentence, the one before, the title, the outlet's, the document's most named */
static bool worth_weighing(const mq_scene *s, const mq_candidate *x, uint32_t state)
{
	const mq_state *st = &s->states.v[state];
	return st->rank < 4 || st->outlet || st->in_title || st->pair || in_sentence(s, x->sentence, state) ||
	       (x->sentence > 0 && in_sentence(s, x->sentence - 1, state));
}

#define STATES_MOST 24u

mq_status mq_parties_find(mq_arena *a, const mq_coder *c, const mq_scene *s, mq_candidate *x, mq_buf *dump, bool why)
{
	(void)why;
	mq_weighed w[STATES_MOST];
	uint32_t n = 0, here = 0;
	bool same = mq_event_kinds[c->rules.rules.v[x->rule].kind].symmetric;
	for (uint32_t i = 0; i < s->states.n && here < 8; i++) here += in_sentence(s, x->sentence, i);
	x->states = (uint8_t)here;
	if (dump) mq_buf_print(dump, ",\"states\":[");
	for (uint32_t i = 0; i < s->states.n && n < STATES_MOST; i++)
		if (worth_weighing(s, x, i)) MQ_TRY(weigh(a, c, s, x, i, here, dump, &w[n++]));
	if (dump) mq_buf_byte(dump, ']');
	double cut = c->model.party_cut, low = c->model.there ? 0.2 : 0.35;
	if (same) return choose(a, s, x, w, n, 0, cut, low, 2, 16, &x->actors);
	MQ_TRY(choose(a, s, x, w, n, 0, cut, low, 1, 6, &x->actors));
	return choose(a, s, x, w, n, 1, cut, 0.4, 1, 6, &x->recipients);
}
