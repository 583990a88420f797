/* Who did it to whom: every state of the document is weighed for every candidate, by where its noun phrases stand to the trigger
 * (stand.c), and by what the document says when the sentence is silent (weigh.c); then the parties are chosen. */
#include <math.h>
#include <stdio.h>

#include "event/party.h"

/* somebody in the sentence fills the actor's place in the trigger's own clause */
static bool actor_seated(const mq_rule *r, const mq_scene *s, const mq_candidate *x)
{
	for (uint32_t i = s->phrase_of[x->sentence]; i < mq_phrase_end(s, x->sentence); i++) {
		mq_stand d = mq_stand_of(s, x, &s->phrases.v[i]);
		if (mq_stand_in_frame(r->actor, &d) && d.borders == 0 && d.slot != MQ_SLOT_IN) return true;
	}
	return false;
}

/* the state of whoever is quoted around the trigger, or NULL */
static const char *quoted_state(const mq_scene *s, const mq_candidate *x)
{
	for (uint32_t i = 0; i < s->marks->quotes.n; i++) {
		const mq_quote *q = &s->marks->quotes.v[i];
		if (x->trigger < q->from_token || x->trigger >= q->to_token || !q->speaker) continue;
		if (q->speaker <= s->marks->mentions.n) return s->marks->mentions.v[q->speaker - 1].country;
	}
	return NULL;
}

static void give_features(mq_buf *dump, const mq_features *f, const char *key)
{
	mq_buf_print(dump, ",\"%s\":[", key);
	for (uint32_t i = 0; i < f->n; i++) mq_buf_print(dump, "%s\"%.*s\"", i ? "," : "", MQ_ARG(f->name[i]));
	mq_buf_byte(dump, ']');
}

void mq_features_dump(mq_buf *dump, const mq_features *f, const char *key) { give_features(dump, f, key); }

static double logistic(double z) { return 1 / (1 + exp(-z)); }

static mq_status weigh(mq_arena *a, const mq_coder *c, const mq_scene *s, mq_candidate *x, uint32_t n, uint32_t nth, mq_buf *dump,
		       mq_weighed *out)
{
	uint32_t state = out->state;
	const mq_rule *r = &c->rules.rules.v[x->rule];
	bool same = mq_event_kinds[r->kind].symmetric;
	mq_features f;
	static const char *const groups[] = {"actor", "recipient"};
	if (dump) mq_buf_print(dump, "%s{\"code\":\"%s\"", dump->p[dump->n - 1] == '[' ? "" : ",", s->states.v[state].code);
	for (int role = 0; role < 2; role++) {
		if (role == 1 && same) {
			out->p[1] = out->p[0];
			break;
		}
		mq_features_open(&f, a, same ? "party" : groups[role], dump != NULL);
		mq_party_features(&f, r, role, s, x, state, n, nth);
		if (dump) give_features(dump, &f, role ? "r" : "f");
		out->p[role] = logistic(c->model.there ? mq_features_score(&c->model, &f) : x->fit[role][nth] - 2);
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

/* the states chosen for a role, the likeliest first */
static mq_status add_parties(mq_arena *a, const mq_scene *s, mq_candidate *x, const mq_weighed *w, uint32_t n, uint32_t taken,
			     int role, void *vec)
{
	for (uint32_t k = 0; taken; k++) {
		uint32_t best = n;
		for (uint32_t i = 0; i < n; i++)
			if (taken & (1u << i) && (best == n || w[i].p[role] > w[best].p[role])) best = i;
		taken &= ~(1u << best);
		if (k == 0) x->party[role] = w[best].p[role];
		if (k == 1 && role == 0) x->party[2] = w[best].p[role];
		MQ_TRY(add_party(a, s, x, w[best].state, vec));
	}
	return MQ_DONE;
}

/* every chain of names of the sentence as the set of weighed states that it names */
static uint32_t chains_of(const mq_rule *r, const mq_scene *s, const mq_candidate *x, const mq_weighed *w, uint32_t n,
			  mq_choice *out)
{
	uint32_t chains = 0, last = UINT32_MAX;
	for (uint32_t k = s->phrase_of[x->sentence]; k < mq_phrase_end(s, x->sentence); k++) {
		uint32_t head = mq_chain_of(r, s, x, k);
		if (head != last || chains == 0) out->chain[chains++] = 0;
		if (s->phrases.v[k].slot == MQ_SLOT_BETWEEN) out->whole |= 1ull << (chains - 1);
		last = head;
		for (uint32_t i = 0; i < n; i++)
			if (w[i].state == s->phrases.v[k].country) out->chain[chains - 1] |= 1u << i;
	}
	return chains;
}

/* states worth weighing: those of the sentence, the one before, the title, the outlet's, the document's most named */
static bool worth_weighing(const mq_scene *s, const mq_candidate *x, uint32_t state)
{
	const mq_state *st = &s->states.v[state];
	return st->rank < 4 || st->outlet || st->in_title || st->pair || mq_state_in_sentence(s, x->sentence, state) ||
	       (x->sentence > 0 && mq_state_in_sentence(s, x->sentence - 1, state));
}

/* violence, protest and arrest happen inside one state too */
static bool may_hit_itself(uint16_t kind)
{
	const char *name = mq_event_kinds[kind].name;
	return strcmp(name, "attack") == 0 || strcmp(name, "protest") == 0 || strcmp(name, "arrest") == 0 ||
	       strcmp(name, "deploy") == 0;
}

mq_status mq_parties_find(mq_arena *a, const mq_coder *c, const mq_scene *s, mq_candidate *x, mq_buf *dump, bool why)
{
	(void)why;
	mq_weighed w[MQ_STATES_WEIGHED];
	double fit[2][MQ_STATES_WEIGHED];
	x->fit[0] = fit[0];
	x->fit[1] = fit[1];
	uint32_t n = 0, here = 0;
	mq_stand best;
	bool same = mq_event_kinds[c->rules.rules.v[x->rule].kind].symmetric;
	x->subject[0] = mq_scene_subject_of(s, x);
	x->seated = actor_seated(&c->rules.rules.v[x->rule], s, x);
	x->speaker = quoted_state(s, x);
	x->subject[1] = mq_scene_subject(s, x->sentence, s->doc->sentences.v[x->sentence].from);
	for (uint32_t i = 0; i < s->states.n && here < 8; i++) here += mq_state_in_sentence(s, x->sentence, i);
	x->states = (uint8_t)here;
	const mq_rule *r = &c->rules.rules.v[x->rule];
	for (uint32_t i = 0; i < s->states.n && n < MQ_STATES_WEIGHED; i++) {
		if (!worth_weighing(s, x, i)) continue;
		w[n].state = (uint16_t)i;
		w[n].here = mq_state_in_sentence(s, x->sentence, i);
		for (int role = 0; role < 2; role++) (void)mq_state_stand(r, role, s, x, i, &best, &x->fit[role][n]);
		n++;
	}
	if (dump) mq_buf_print(dump, ",\"states\":[");
	for (uint32_t i = 0; i < n; i++) {
		MQ_TRY(weigh(a, c, s, x, n, i, dump, &w[i]));
	}
	if (dump) mq_buf_byte(dump, ']');
	x->fit[0] = x->fit[1] = NULL;
	mq_choice choice = {.w = w, .n = n, .same = same, .self = may_hit_itself(r->kind), .cut = c->model.party_cut};
	choice.least[0] = c->model.there ? same ? 0.15 : 0.05 : 0.35;
	choice.least[1] = c->model.there ? 0.15 : 0.4;
	choice.chains = chains_of(r, s, x, w, n, &choice);
	mq_choose(&choice);
	MQ_TRY(add_parties(a, s, x, w, n, choice.taken[0], 0, &x->actors));
	return add_parties(a, s, x, w, n, choice.taken[1], 1, &x->recipients);
}
