/* Who did it to whom: every state of the document is weighed for every candidate, by where its noun phrases stand to the trigger
 * (stand.c), and by what the document says when the sentence is silent (weigh.c); then the parties are chosen
 * (choose.c). */
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

void mq_features_dump(mq_buf *dump, const mq_features *f, const char *key)
{
	mq_json names;
	mq_buf_print(dump, ",\"%s\":", key);
	mq_json_open(&names, dump);
	mq_json_array(&names);
	for (uint32_t i = 0; i < f->n; i++) mq_json_text(&names, f->name[i]);
	mq_json_array_end(&names);
}

void mq_numbers_dump(mq_buf *dump, const char *key, const float *v, uint32_t n)
{
	mq_buf_print(dump, "\"%s\":", key);
	for (uint32_t i = 0; i < n; i++) mq_buf_print(dump, "%c%.4g", i ? ',' : '[', (double)v[i]);
	mq_buf_byte(dump, ']');
}

/* without a table the rule's frame decides */
#define PLAIN_LEAST 2.0

/* fit: by the rule's frame, of each role */
static void score_roles(const mq_choice *c, const mq_features *f, const double fit[2], double score[2])
{
	double sum[MQ_ROLES_MOST];
	mq_features_score_roles(&c->c->model, f, MQ_WEIGHTS_PARTY, sum);
	for (int role = 0; role < (c->same ? 1 : 2); role++)
		score[role] = !c->c->model.there ? fit[role] - PLAIN_LEAST : sum[c->same ? MQ_ROLE_EQUAL : role];
}

static void weigh_state(mq_arena *a, mq_choice *c, uint32_t nth, mq_buf *dump)
{
	mq_weighed *w = &c->w[nth];
	mq_features f;
	mq_features_open(&f, a, "state", dump != NULL);
	mq_state_features(&f, c->r, c->s, c->x, w->state, c->n, nth);
	score_roles(c, &f, (const double[2]){PLAIN_LEAST, PLAIN_LEAST}, w->score);
	if (!dump) return;
	mq_buf_print(dump, "%s{\"code\":\"%s\",\"here\":%s", nth ? "," : "", c->s->states.v[w->state].code,
		     c->here >> nth & 1 ? "true" : "false");
	mq_features_dump(dump, &f, "f");
	mq_buf_byte(dump, '}');
}

static void weigh_seat(mq_arena *a, mq_choice *c, uint32_t nth, mq_buf *dump)
{
	mq_seat *seat = &c->seat[nth];
	mq_features f;
	mq_stand d = mq_stand_of(c->s, c->x, seat->phrase);
	const double fit[2] = {mq_stand_fit(c->r, 0, c->x, &d), mq_stand_fit(c->r, 1, c->x, &d)};
	seat->slot_n = (uint8_t)mq_stand_name(&d, seat->slot);
	seat->stand = mq_stand_number(&d);
	mq_features_open(&f, a, "phrase", dump != NULL);
	mq_phrase_features(&f, c->r, c->s, c->x, &d, fit);
	score_roles(c, &f, fit, seat->score);
	if (!dump) return;
	mq_buf_print(dump, "%s{\"w\":%u", nth ? "," : "", (unsigned)seat->w);
	mq_features_dump(dump, &f, "f");
	mq_buf_byte(dump, '}');
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
static mq_status add_parties(mq_arena *a, const mq_choice *c, mq_candidate *x, int role, void *vec)
{
	const double *share = c->share[role];
	uint32_t taken = c->taken[role];
	for (uint32_t k = 0; taken; k++) {
		uint32_t best = c->n;
		for (uint32_t i = 0; i < c->n; i++)
			if (taken & (1u << i) && (best == c->n || share[i] > share[best])) best = i;
		taken &= ~(1u << best);
		if (k == 0) x->party[role] = share[best];
		if (k == 1 && role == 0) x->party[2] = share[best];
		MQ_TRY(add_party(a, c->s, x, c->w[best].state, vec));
	}
	return MQ_DONE;
}

/* states worth weighing: those of the sentence, the one before, the title, the outlet's, the document's most named */
static bool worth_weighing(const mq_scene *s, const mq_candidate *x, uint32_t state)
{
	const mq_state *st = &s->states.v[state];
	return st->rank < 4 || st->outlet || st->in_title || st->pair || mq_state_in_sentence(s, x->sentence, state) ||
	       (x->sentence > 0 && mq_state_in_sentence(s, x->sentence - 1, state));
}

bool mq_may_hit_itself(uint16_t kind)
{
	static const char *const names[] = {"attack", "protest", "arrest", "deploy"};
	return mq_kind_among(kind, names, sizeof names / sizeof *names);
}

/* a truce with rebels, a ban, a warning to one's own */
static mq_self self_of(const mq_event_kind *kind, uint16_t number, bool wide)
{
	static const char *const alone[] = {"retreat", "restrict", "threaten", "accuse", "request"};
	if (kind->symmetric) return MQ_SELF_NEVER;
	if (mq_may_hit_itself(number)) return MQ_SELF_FREELY;
	return wide && mq_kind_among(number, alone, sizeof alone / sizeof *alone) ? MQ_SELF_ALONE : MQ_SELF_NEVER;
}

static void open_states(mq_choice *c, double fit[2][MQ_STATES_WEIGHED])
{
	for (uint32_t i = 0; i < c->s->states.n && c->n < MQ_STATES_WEIGHED; i++) {
		if (!worth_weighing(c->s, c->x, i)) continue;
		fit[0][c->n] = fit[1][c->n] = 0;
		c->w[c->n++].state = (uint16_t)i;
	}
	for (uint32_t i = c->s->phrase_of[c->x->sentence]; i < mq_phrase_end(c->s, c->x->sentence); i++) {
		const mq_phrase *p = &c->s->phrases.v[i];
		uint32_t k = 0;
		while (k < c->n && c->w[k].state != p->country) k++;
		if (k == c->n) continue;
		mq_stand d = mq_stand_of(c->s, c->x, p);
		c->here |= 1u << k;
		for (int role = 0; role < 2; role++) fit[role][k] = fmax(fit[role][k], mq_stand_fit(c->r, role, c->x, &d));
	}
}

/* of a sentence with more names than are weighed those around the trigger */
static void open_seats(mq_choice *c)
{
	uint32_t first = c->s->phrase_of[c->x->sentence], end = mq_phrase_end(c->s, c->x->sentence), k = first;
	if (end - first > MQ_SEATS_MOST) {
		while (k < end && c->s->phrases.v[k].from <= c->x->trigger) k++;
		k = k > first + MQ_SEATS_MOST / 2 ? k - MQ_SEATS_MOST / 2 : first;
		if (end - k < MQ_SEATS_MOST) k = end - MQ_SEATS_MOST;
	}
	for (; k < end && c->seats < MQ_SEATS_MOST; k++) {
		mq_seat seat = {.phrase = &c->s->phrases.v[k], .chain = mq_chain_of(c->r, c->s, c->x, k)};
		while (seat.w < c->n && c->w[seat.w].state != seat.phrase->country) seat.w++;
		if (seat.w < c->n) c->seat[c->seats++] = seat;
	}
}

/* the places that strangers hold in the trigger's clause and the ones beside it, each once */
static void open_held(mq_choice *c)
{
	static const char *const kinds[MQ_MENTION_KINDS] = {
	    [MQ_PERSON] = ".man", [MQ_ORGANIZATION] = ".body", [MQ_PLACE] = ".place"};
	uint32_t first = c->s->stranger_of[c->x->sentence], end = mq_stranger_end(c->s, c->x->sentence);
	for (uint32_t i = first; i < end && c->helds < MQ_HELD_MOST; i++) {
		const mq_phrase *p = &c->s->strangers.v[i];
		mq_stand d = mq_stand_of(c->s, c->x, p);
		char *name = c->held[c->helds];
		uint32_t k = 0;
		if (d.borders > 1) continue;
		int n = mq_stand_name(&d, name);
		n += mq_print_parts(name + n, MQ_HELD_NAME - (size_t)n, "%s%s", d.borders ? "~" : "", kinds[p->kind]);
		while (k < c->helds && (c->held_n[k] != n || memcmp(c->held[k], name, (size_t)n) != 0)) k++;
		if (k == c->helds) c->held_n[c->helds++] = (uint8_t)n;
	}
}

#define GOALS (MQ_SLOT_TO | MQ_SLOT_IN | MQ_SLOT_OBJECT | MQ_SLOT_OF)

/* a land or a town, by its name */
static bool is_named_place(const mq_phrase *p) { return p->by == MQ_BY_NAME || p->by == MQ_BY_CAPITAL || p->by == MQ_BY_CITY; }

/* where a visit leads, in the word's clause: «وصل إلى أفريقيا في {زيارة}», «{زيارة} لأفريقيا» */
static bool is_at_goal(const mq_choice *c, const mq_phrase *p)
{
	mq_stand d = mq_stand_of(c->s, c->x, p);
	return d.borders == 0 && d.slot & (d.side == MQ_AT_BEFORE ? MQ_SLOT_TO : GOALS);
}

/* «يزور أفريقيا»، «جولة في الشرق الأوسط»: the goal of a visit is told, and is a region; of several the first counts */
static bool leads_to_region(const mq_choice *c)
{
	uint32_t at = UINT32_MAX;
	if (strcmp(mq_event_kinds[c->r->kind].name, "visit") != 0 || c->r->recipient & MQ_SLOT_FROM) return false;
	for (uint32_t i = c->s->stranger_of[c->x->sentence]; i < mq_stranger_end(c->s, c->x->sentence) && at == UINT32_MAX; i++) {
		const mq_phrase *p = &c->s->strangers.v[i];
		bool region = p->kind == MQ_PLACE && c->s->marks->mentions.v[p->mention].by == MQ_BY_NONE;
		if (region && is_at_goal(c, p)) at = p->from;
	}
	for (uint32_t k = 0; k < c->seats && at != UINT32_MAX; k++)
		if (c->seat[k].phrase->from < at && is_named_place(c->seat[k].phrase) && is_at_goal(c, c->seat[k].phrase))
			return false;
	return at != UINT32_MAX;
}

/* does a verb stand right before the phrase, or before its preposition: «يستهلها من السنغال»، «يبدؤها بمصر» */
static bool is_after_verb(const mq_scene *s, const mq_phrase *p)
{
	uint32_t t = p->from, first = s->doc->sentences.v[s->doc->tokens.v[t].sentence].from;
	t -= t > first && s->seen[t - 1].cue == MQ_CUE_PREP;
	return t > first && s->seen[t - 1].verb;
}

/* «جولة في المنطقة تشمل مصر» */
static bool is_goal_of_its_own(const mq_choice *c, const mq_phrase *p)
{
	mq_stand d = mq_stand_of(c->s, c->x, p);
	if (!is_named_place(p) || d.side != MQ_AT_AFTER || d.borders > 1) return false;
	if (d.slot & (MQ_SLOT_IN | MQ_SLOT_FROM)) return d.borders && is_after_verb(c->s, p);
	return d.slot & (MQ_SLOT_TO | MQ_SLOT_OBJECT | MQ_SLOT_OF | MQ_SLOT_OTHER);
}

static void open_goals(mq_choice *c)
{
	c->region = leads_to_region(c);
	for (uint32_t k = 0; c->region && k < c->seats; k++) c->seat[k].goal = is_goal_of_its_own(c, c->seat[k].phrase);
}

/* words from a demand to whom it is made */
#define ASKED_WITHIN 9u
#define UPON_WITHIN  14u

/* a noun's own («تحرك {المجتمع} الدولي») is not asked */
static bool is_owned(const mq_scene *s, uint32_t t)
{
	const mq_token *k = &s->doc->tokens.v[t - 1];
	bool noun = k->analyses && !s->seen[t - 1].verb && s->seen[t - 1].cue == MQ_CUE_NONE && !s->seen[t - 1].classes;
	return noun && !mq_has_article(k) && k->a[0].form != MQ_FORM_ACTIVE;
}

/* «طالب المجتمع الدولي بالضغط على {إسرائيل}»: asked is everybody, and no state that is named behind; nor who the thing asked is
 * to be done to */
static void open_asked(mq_choice *c)
{
	const mq_scene *s = c->s;
	uint32_t first = c->x->trigger + 1, end = s->doc->sentences.v[c->x->sentence].to, upon = UINT32_MAX;
	bool reached = false;
	if (strcmp(mq_event_kinds[c->r->kind].name, "request") != 0) return;
	for (uint32_t t = first; t < end && t < first + UPON_WITHIN && upon == UINT32_MAX; t++) {
		const mq_cue_row *row = mq_cue_at(&c->c->scenery.asked, s->doc, t, end);
		reached = reached || mq_opens_clause(s->seen[t].cue) ||
			  (s->seen[t].cue == MQ_CUE_PREP && s->seen[t].slot != MQ_SLOT_FROM);
		if (row && row->cue == MQ_ASKED_UPON) upon = t;
		if (row && row->cue == MQ_ASKED_EVERYBODY && !reached && t < first + ASKED_WITHIN &&
		    (t == first || !is_owned(s, t)))
			c->everybody = true;
	}
	for (uint32_t k = 0; upon != UINT32_MAX && k < c->seats; k++) {
		uint32_t name = c->seat[k].phrase->to - 1;
		c->seat[k].upon = name > upon && name - upon <= UPON_WITHIN && s->seen[name].clause == s->seen[upon].clause;
	}
}

/* what is told before and around the trigger, for whoever weighs it */
void mq_parties_look(const mq_coder *c, const mq_scene *s, mq_candidate *x)
{
	uint32_t here = 0;
	x->passive = mq_is_passive(s, x);
	x->subject[0] = mq_scene_subject_of(s, x);
	x->seated = actor_seated(&c->rules.rules.v[x->rule], s, x);
	x->speaker = quoted_state(s, x);
	x->subject[1] = mq_scene_subject(s, x->sentence, s->doc->sentences.v[x->sentence].from);
	for (uint32_t i = 0; i < s->states.n && here < MQ_STATES_COUNTED; i++) here += mq_state_in_sentence(s, x->sentence, i);
	x->states = (uint8_t)here;
}

mq_status mq_parties_find(mq_arena *a, const mq_coder *c, const mq_scene *s, mq_candidate *x, mq_buf *dump, bool why)
{
	(void)why;
	double fit[2][MQ_STATES_WEIGHED];
	const mq_rule *r = &c->rules.rules.v[x->rule];
	mq_choice choice = {
	    .c = c, .s = s, .x = x, .r = r, .same = mq_event_kinds[r->kind].symmetric, .wide = dump || c->model.wide};
	choice.self = self_of(&mq_event_kinds[r->kind], r->kind, choice.wide);
	open_states(&choice, fit);
	open_seats(&choice);
	if (c->model.there) open_held(&choice);
	open_goals(&choice);
	open_asked(&choice);
	mq_text near[MQ_NEAR];
	mq_words_near(s, x, near);
	x->near = near;
	x->fit[0] = fit[0];
	x->fit[1] = fit[1];
	if (dump) mq_buf_print(dump, ",\"states\":[");
	for (uint32_t i = 0; i < choice.n; i++) weigh_state(a, &choice, i, dump);
	if (dump) mq_buf_print(dump, "],\"phrases\":[");
	for (uint32_t i = 0; i < choice.seats; i++) weigh_seat(a, &choice, i, dump);
	if (dump) mq_buf_byte(dump, ']');
	x->fit[0] = x->fit[1] = NULL;
	MQ_TRY(mq_choose(a, &choice, dump));
	x->near = NULL;
	x->parties = choice.sure;
	MQ_TRY(add_parties(a, &choice, x, 0, &x->actors));
	return add_parties(a, &choice, x, 1, &x->recipients);
}
