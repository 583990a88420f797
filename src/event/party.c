/* Who did it to whom: every state of the document is weighed for every candidate, by where its noun phrases stand to the trigger,
 * what governs them, what the rule's frame says, and what the document says when the sentence is silent. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "event/inner.h"

/* how sure a name must be that و joins to one of the parties */
#define JOINED_LEAST 0.3

/* where a phrase stands to the trigger */
typedef enum { AT_INSIDE, AT_AFTER, AT_BEFORE, AT_ON } mq_side;
static const char *const side_name[] = {"in", "after", "before", "on"};

typedef struct {
	mq_side side;
	uint16_t slot; /* one bit */
	uint32_t between;
	uint32_t borders;
	uint32_t nth; /* how many of the same slot stand nearer */
	const mq_phrase *phrase;
} mq_stand;

static const char *slot_text(uint16_t slot)
{
	for (int i = 0; i < MQ_SLOTS; i++)
		if (slot == 1u << i) return mq_slot_name[i];
	return "none";
}

static bool is_verb(uint8_t form) { return form == MQ_FORM_PERFECT || form == MQ_FORM_IMPERFECT; }

/* the phrase that begins a chain of names joined by و: they stand where it stands */
static const mq_phrase *chain_head(const mq_scene *s, const mq_candidate *x, const mq_phrase *p)
{
	uint32_t first = s->phrase_of[x->sentence];
	while (p->conj && p > &s->phrases.v[first]) p--;
	return p;
}

/* phrases between token `lo` and p, a place counted once; *bare counts those that no preposition governs */
static uint32_t count_between(const mq_scene *s, const mq_candidate *x, const mq_phrase *p, uint32_t lo, uint16_t slot,
			      uint32_t *bare, uint32_t *same)
{
	uint32_t n = 0, last = UINT32_MAX;
	*bare = *same = 0;
	for (uint32_t i = s->phrase_of[x->sentence]; i < mq_phrase_end(s, x->sentence); i++) {
		const mq_phrase *q = &s->phrases.v[i];
		if (q->from <= lo || q->from >= p->from || q->from == last || q->conj) continue;
		last = q->from;
		n++;
		*bare += !q->slot;
		*same += q->slot == slot;
	}
	return n;
}

/* «زيارة لوزير … إلى الرباط»: beside a goal with إلى, the first لـ after a noun is its subject */
static bool li_is_of(const mq_scene *s, const mq_candidate *x, const mq_phrase *p)
{
	if (!p->li || s->seen[p->from].clause != s->seen[x->trigger].clause) return false;
	for (const mq_phrase *q = p + 1; q < s->phrases.v + mq_phrase_end(s, x->sentence); q++)
		if (q->slot == MQ_SLOT_TO && !q->li && !q->conj && q->country != p->country) return true;
	return false;
}

static mq_stand stand_of(const mq_scene *s, const mq_candidate *x, const mq_phrase *given)
{
	const mq_phrase *p = chain_head(s, x, given);
	mq_stand d = {.phrase = given};
	uint32_t bare;
	uint16_t c0 = s->seen[x->trigger].clause, c1 = s->seen[p->from].clause;
	d.borders = c0 > c1 ? (uint32_t)(c0 - c1) : (uint32_t)(c1 - c0);
	if (p->from <= x->trigger && x->trigger < p->to) {
		d.side = AT_ON;
		d.slot = p->by == MQ_BY_DEMONYM ? MQ_SLOT_NISBA : MQ_SLOT_OF;
		if (p->kind == MQ_COUNTRY && p->by == MQ_BY_DEMONYM) {
			/* the second adjective of a pair: المناورات الفرنسية المغربية */
			d.nth = p > &s->phrases.v[s->phrase_of[x->sentence]] && (p - 1)->to == p->to - 1;
		}
	} else if (p->from > x->trigger) {
		uint32_t anchor = x->verb != UINT32_MAX && x->verb > x->trigger && p->from > x->verb ? x->verb : x->trigger;
		bool verb = anchor == x->verb || is_verb(x->form);
		d.side = AT_AFTER;
		d.between = count_between(s, x, p, anchor, p->slot, &bare, &d.nth);
		if (anchor == x->verb) d.borders = (uint32_t)abs((int)s->seen[anchor].clause - (int)c1);
		if (!verb && d.nth == 0 && li_is_of(s, x, p)) d.slot = MQ_SLOT_OF;
		else if (p->slot) d.slot = p->slot;
		else if (verb) d.slot = bare == 0 ? MQ_SLOT_SUBJECT : bare == 1 ? MQ_SLOT_OBJECT : MQ_SLOT_OTHER;
		else
			d.slot = p->from <= x->trigger + 2     ? MQ_SLOT_OF
				 : bare == 0 && d.between == 0 ? MQ_SLOT_OBJECT
							       : MQ_SLOT_OTHER;
	} else if (p->from >= x->from) {
		d.side = AT_INSIDE;
		d.between = count_between(s, x, p, x->from, p->slot, &bare, &d.nth);
		d.slot = p->slot ? p->slot : bare == 0 ? MQ_SLOT_SUBJECT : MQ_SLOT_OBJECT;
	} else {
		d.side = AT_BEFORE;
		d.slot = p->slot ? p->slot : MQ_SLOT_BEFORE;
		for (uint32_t i = s->phrase_of[x->sentence]; i < mq_phrase_end(s, x->sentence); i++) {
			const mq_phrase *q = &s->phrases.v[i];
			if (q->from <= p->from || q->from >= x->trigger || q->conj) continue;
			d.between++;
			d.nth += q->slot == p->slot;
		}
	}
	if (d.nth > 1) d.nth = 2;
	return d;
}

static uint32_t few(uint32_t n) { return n < 2 ? n : n < 4 ? 2 : 3; }

/* the slots that a rule's frame accepts for where the phrase stands */
static bool in_frame(uint32_t frame, const mq_stand *d)
{
	if (frame & d->slot) return true;
	if ((frame & MQ_SLOT_SUBJECT) && d->side == AT_BEFORE && d->slot == MQ_SLOT_BEFORE && d->between == 0 && d->borders == 0)
		return true;
	return (frame & MQ_SLOT_OBJECT) && d->side == AT_AFTER && d->slot == MQ_SLOT_OBJECT;
}

/* the subject of a verb of saying: right after it, or right before */
static bool speaks(const mq_scene *s, const mq_phrase *p)
{
	if (p->slot) return false;
	for (uint32_t k = 1; k <= 3 && k <= p->from; k++) {
		if (s->seen[p->from - k].cue == MQ_CUE_SAY) return true;
		if (s->seen[p->from - k].cue != MQ_CUE_NONE) break;
	}
	for (uint32_t k = 0; k < 3 && p->to + k < s->doc->tokens.n; k++) {
		if (s->seen[p->to + k].cue == MQ_CUE_SAY) return true;
		if (s->seen[p->to + k].cue != MQ_CUE_NONE) break;
	}
	return false;
}

/* somebody in the sentence fills the actor's place in the trigger's own clause */
static bool actor_seated(const mq_rule *r, const mq_scene *s, const mq_candidate *x)
{
	for (uint32_t i = s->phrase_of[x->sentence]; i < mq_phrase_end(s, x->sentence); i++) {
		mq_stand d = stand_of(s, x, &s->phrases.v[i]);
		if (in_frame(r->actor, &d) && d.borders == 0 && d.slot != MQ_SLOT_IN) return true;
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

static void phrase_features(mq_features *f, const mq_rule *r, const mq_scene *s, const mq_candidate *x, const mq_stand *d)
{
	static const char *const by[] = {"none", "name", "demonym", "capital", "office", "city", "list", "pair", "outlet"};
	static const char *const kind[] = {"person", "body", "place", "country", "instrument", "quantity"};
	mq_text k = mq_text_of(mq_event_kinds[r->kind].name), side = mq_text_of(side_name[d->side]);
	char buf[40], nth[8];
	int n = snprintf(buf, sizeof buf, "%s:%s", side_name[d->side], slot_text(d->slot));
	mq_text slot = mq_text_at(buf, (size_t)n);
	bool a = in_frame(r->actor, d), b = in_frame(r->recipient, d);
	mq_text frame = a && b ? MQ_T("both") : a ? MQ_T("actor") : b ? MQ_T("recipient") : MQ_T("out");
	mq_text who = mq_text_of(kind[d->phrase->kind]);
	mq_feature(f, "slot", slot);
	mq_feature2(f, "kind.slot", k, slot);
	n = snprintf(nth, sizeof nth, "%u", d->nth);
	mq_feature2(f, "slot.nth", slot, mq_text_at(nth, (size_t)n));
	mq_feature2(f, "frame.nth", frame, mq_text_at(nth, (size_t)n));
	n = snprintf(nth, sizeof nth, "%u", few(d->borders));
	mq_feature2(f, "frame.borders", frame, mq_text_at(nth, (size_t)n));
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
	if (speaks(s, d->phrase)) mq_feature2(f, "speaks", k, d->phrase->from < x->trigger ? MQ_T("before") : MQ_T("after"));
	if (s->seen[d->phrase->from].quoted != s->seen[x->trigger].quoted) mq_feature(f, "otherquote", side);
}

static bool in_sentence(const mq_scene *s, uint32_t sentence, uint32_t state)
{
	for (uint32_t i = s->phrase_of[sentence]; i < mq_phrase_end(s, sentence); i++)
		if (s->phrases.v[i].country == state) return true;
	return false;
}

/* how well a phrase fits a role by the frame alone: the first slot named is the likeliest, near is better than far */
static double frame_fit(const mq_rule *r, int role, const mq_candidate *x, const mq_stand *d)
{
	double best = 0;
	for (uint8_t i = 0; i < r->order_n[role]; i++) {
		uint32_t want = 1u << r->order[role][i];
		bool fits = want == d->slot && !(want == MQ_SLOT_IN && d->side == AT_BEFORE);
		if (want == MQ_SLOT_SUBJECT && d->side == AT_BEFORE && d->slot == MQ_SLOT_BEFORE && d->nth == 0 &&
		    is_verb(x->form))
			fits = true;
		double score = fits ? 4 - 0.5 * i - 0.5 * few(d->borders) - 0.25 * few(d->between) - 0.5 * d->nth : 0;
		if (score > best) best = score;
	}
	return best;
}

static double state_fit(const mq_rule *r, int role, const mq_scene *s, const mq_candidate *x, uint32_t state)
{
	double best = 0;
	for (uint32_t i = s->phrase_of[x->sentence]; i < mq_phrase_end(s, x->sentence); i++) {
		if (s->phrases.v[i].country != state) continue;
		mq_stand d = stand_of(s, x, &s->phrases.v[i]);
		double fit = frame_fit(r, role, x, &d);
		if (fit > best) best = fit;
	}
	return best;
}

static const char *place_of(const double *fit, uint32_t n, uint32_t i)
{
	uint32_t better = 0, even = 0;
	if (fit[i] <= 0) return "no";
	for (uint32_t k = 0; k < n; k++) better += fit[k] > fit[i], even += k != i && fit[k] >= fit[i];
	return better == 0 ? even ? "tie" : "1" : better == 1 ? "2" : "3";
}

static void fit_features(mq_features *f, const mq_rule *r, mq_candidate *x, uint32_t n, uint32_t i)
{
	mq_text a = mq_text_of(place_of(x->fit[0], n, i)), b = mq_text_of(place_of(x->fit[1], n, i));
	mq_text k = mq_text_of(mq_event_kinds[r->kind].name);
	char buf[16];
	int m = snprintf(buf, sizeof buf, "%.*s,%.*s", MQ_ARG(a), MQ_ARG(b));
	mq_feature(f, "fit.a", a);
	mq_feature(f, "fit.r", b);
	mq_feature(f, "fit", mq_text_at(buf, (size_t)m));
	mq_feature2(f, "fit.a", a, k);
	mq_feature2(f, "fit.r", b, k);
	m = snprintf(buf, sizeof buf, "%d", (int)(x->fit[0][i] * 2));
	mq_feature2(f, "level.a", mq_text_at(buf, (size_t)m), a);
	m = snprintf(buf, sizeof buf, "%d", (int)(x->fit[1][i] * 2));
	mq_feature2(f, "level.r", mq_text_at(buf, (size_t)m), b);
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
	mq_text seat = x->seated ? MQ_T("taken") : MQ_T("vacant");
	mq_feature2(f, "seat", seat, where);
	mq_feature2(f, "seat.kind", k, here ? seat : x->seated ? MQ_T("away.taken") : MQ_T("away.vacant"));
	const char *speaker = x->speaker;
	if (speaker && strcmp(speaker, st->code) == 0) mq_feature2(f, "speaker", k, where), mq_feature(f, "speaker", where);
	if (x->around & MQ_CUE_BIT(MQ_CUE_OWN)) mq_feature(f, "own", where);
	if (x->sentence == 0 && s->doc->sentences.n > 1 && in_sentence(s, 1, state)) mq_feature(f, "lead", where);
	if (x->sentence > 0 && in_sentence(s, x->sentence - 1, state)) mq_feature2(f, "previous", where, seat);
	if (x->sentence > 0 && s->phrase_of[x->sentence - 1] < s->phrase_of[x->sentence] &&
	    s->phrases.v[s->phrase_of[x->sentence - 1]].country == state)
		mq_feature2(f, "previous.first", where, seat);
	if (!here) return;
	if (s->phrases.v[s->phrase_of[x->sentence]].country == state) mq_feature(f, "first", MQ_T("here"));
}

static void one_state(mq_features *f, const mq_coder *c, const mq_scene *s, mq_candidate *x, uint32_t state, uint32_t here_states,
		      uint32_t n, uint32_t nth)
{
	const mq_rule *r = &c->rules.rules.v[x->rule];
	bool here = in_sentence(s, x->sentence, state);
	state_features(f, r, s, x, state, here, here_states);
	fit_features(f, r, x, n, nth);
	for (uint32_t i = s->phrase_of[x->sentence]; here && i < mq_phrase_end(s, x->sentence); i++) {
		if (s->phrases.v[i].country != state) continue;
		mq_stand d = stand_of(s, x, &s->phrases.v[i]);
		phrase_features(f, r, s, x, &d);
	}
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
	bool here;
	double p[2]; /* actor, recipient; symmetric: party twice */
	double as_recipient;
} mq_weighed;

static double logistic(double z) { return 1 / (1 + exp(-z)); }

static mq_status weigh(mq_arena *a, const mq_coder *c, const mq_scene *s, mq_candidate *x, uint32_t n, uint32_t nth, mq_buf *dump,
		       mq_weighed *out)
{
	uint32_t state = out->state;
	const mq_rule *r = &c->rules.rules.v[x->rule];
	bool same = mq_event_kinds[r->kind].symmetric;
	mq_features f;
	out->here = in_sentence(s, x->sentence, state);
	static const char *const groups[] = {"actor", "recipient"};
	if (dump) mq_buf_print(dump, "%s{\"code\":\"%s\"", dump->p[dump->n - 1] == '[' ? "" : ",", s->states.v[state].code);
	for (int role = 0; role < 2; role++) {
		if (role == 1 && same) {
			out->p[1] = out->p[0];
			break;
		}
		mq_features_open(&f, a, same ? "party" : groups[role], dump != NULL);
		one_state(&f, c, s, x, state, x->states, n, nth);
		if (dump && role == 0) give_features(dump, &f, "f");
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

/* takes what is over the cut, the best first; what is left of `least` comes from those over the low cut */
static mq_status choose(mq_arena *a, const mq_scene *s, mq_candidate *x, mq_weighed *w, uint32_t n, int role, double cut,
			double low, uint32_t least, uint32_t most, void *vec)
{
	for (uint32_t k = 0, tries = 0; k < most && tries < n; k++, tries++) {
		mq_weighed *best = NULL;
		for (uint32_t i = 0; i < n; i++)
			if (w[i].p[role] >= 0 && (!best || w[i].p[role] > best->p[role])) best = &w[i];
		if (!best || best->p[role] < low || (best->p[role] < cut && k >= least)) break;
		if (k >= least && !best->here) {
			best->p[role] = -1;
			k--; /* an absent state only fills a place that is asked for */
			continue;
		}
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

/* violence, protest and arrest happen inside one state too */
static bool may_hit_itself(uint16_t kind)
{
	const char *name = mq_event_kinds[kind].name;
	return strcmp(name, "attack") == 0 || strcmp(name, "protest") == 0 || strcmp(name, "arrest") == 0 ||
	       strcmp(name, "deploy") == 0;
}

/* Names joined by و share a role: where one of a pair is over the cut, the other need not be as sure. */
static void lift_joined(const mq_scene *s, const mq_candidate *x, mq_weighed *w, uint32_t n, int role, double cut)
{
	uint32_t first = s->phrase_of[x->sentence], end = mq_phrase_end(s, x->sentence);
	for (uint32_t turn = 0; turn < 2; turn++)
		for (uint32_t k = first + 1; k < end; k++) {
			const mq_phrase *p = &s->phrases.v[turn ? first + end - k : k];
			mq_weighed *a = NULL, *b = NULL;
			for (uint32_t i = 0; p->conj && i < n; i++) {
				if (w[i].state == p->country) a = &w[i];
				if (w[i].state == (p - 1)->country) b = &w[i];
			}
			if (!a || !b) continue;
			if (b->p[role] >= cut && a->p[role] < cut && a->p[role] >= JOINED_LEAST) a->p[role] = cut;
			if (a->p[role] >= cut && b->p[role] < cut && b->p[role] >= JOINED_LEAST) b->p[role] = cut;
		}
}

/* Two actors and nobody it was done to: of such a pair the likelier recipient is one. */
static void seat_recipient(mq_weighed *w, uint32_t n, double cut, double low)
{
	uint32_t actors = 0, best = n;
	for (uint32_t i = 0; i < n; i++) {
		if (w[i].p[1] >= low) return;
		if (w[i].p[0] < cut || !w[i].here) continue;
		actors++;
		if (best == n || w[i].as_recipient > w[best].as_recipient) best = i;
	}
	if (actors != 2 || w[best].as_recipient < low) return;
	w[best].p[1] = w[best].as_recipient;
	w[best].p[0] = -1;
}

mq_status mq_parties_find(mq_arena *a, const mq_coder *c, const mq_scene *s, mq_candidate *x, mq_buf *dump, bool why)
{
	(void)why;
	mq_weighed w[MQ_STATES_WEIGHED];
	double fit[2][MQ_STATES_WEIGHED];
	x->fit[0] = fit[0];
	x->fit[1] = fit[1];
	uint32_t n = 0, here = 0;
	bool same = mq_event_kinds[c->rules.rules.v[x->rule].kind].symmetric;
	x->seated = actor_seated(&c->rules.rules.v[x->rule], s, x);
	x->speaker = quoted_state(s, x);
	for (uint32_t i = 0; i < s->states.n && here < 8; i++) here += in_sentence(s, x->sentence, i);
	x->states = (uint8_t)here;
	const mq_rule *r = &c->rules.rules.v[x->rule];
	for (uint32_t i = 0; i < s->states.n && n < MQ_STATES_WEIGHED; i++) {
		if (!worth_weighing(s, x, i)) continue;
		w[n].state = (uint16_t)i;
		for (int role = 0; role < 2; role++) x->fit[role][n] = state_fit(r, role, s, x, i);
		n++;
	}
	if (dump) mq_buf_print(dump, ",\"states\":[");
	for (uint32_t i = 0; i < n; i++) {
		MQ_TRY(weigh(a, c, s, x, n, i, dump, &w[i]));
		w[i].as_recipient = w[i].p[1];
		if (same || may_hit_itself(r->kind)) continue;
		w[i].p[w[i].p[0] >= w[i].p[1]] = -1;
	}
	if (dump) mq_buf_byte(dump, ']');
	x->fit[0] = x->fit[1] = NULL;
	double cut = c->model.party_cut, low = c->model.there ? 0.2 : 0.35;
	lift_joined(s, x, w, n, 0, cut);
	if (!same) lift_joined(s, x, w, n, 1, cut);
	if (same) return choose(a, s, x, w, n, 0, cut, low, 2, 16, &x->actors);
	if (!may_hit_itself(r->kind)) seat_recipient(w, n, cut, c->model.there ? 0.15 : 0.4);
	MQ_TRY(choose(a, s, x, w, n, 0, cut, low, 1, 6, &x->actors));
	return choose(a, s, x, w, n, 1, cut, c->model.there ? 0.15 : 0.4, 1, 6, &x->recipients);
}
