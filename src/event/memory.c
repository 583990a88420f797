/* What a sentence does not say of a state's part in it, and a reader knows all the same: whose deed was told before and to whom,
 * and of whom the words around the trigger are («مقاومون»، «مستوطنون»). */
#include "event/party.h"

/* tellings that the memory goes back */
#define TOLD_REACH 24u
/* of states that the sentence does not name so many, the most named of the document, are remembered */
#define OFTEN_NAMED 4u
/* words before a trigger, of those near it */
#define NEAR_BEFORE 2u

static bool names_somebody(const mq_candidate *y) { return y->frame[0] != UINT32_MAX || y->frame[1] != UINT32_MAX; }

void mq_memory_look(const mq_coder *c, const mq_candidates *all, mq_candidate *x)
{
	uint16_t kind = c->rules.rules.v[x->rule].kind;
	uint32_t n = (uint32_t)(x - all->v);
	x->before[0] = x->before[1] = x->before[2] = NULL;
	for (uint32_t i = n; i > 0 && n - i < TOLD_REACH && !x->before[0]; i--) {
		const mq_candidate *y = &all->v[i - 1];
		if (y->trigger == x->trigger || !names_somebody(y)) continue;
		if (!x->before[1]) x->before[1] = y;
		if (c->rules.rules.v[y->rule].kind == kind) x->before[0] = y;
	}
	for (uint32_t i = 0; i < n && i < TOLD_REACH && !x->before[2]; i++) {
		const mq_candidate *y = &all->v[i];
		if (c->rules.rules.v[y->rule].kind == kind && y->trigger != x->trigger && names_somebody(y)) x->before[2] = y;
	}
}

static mq_text part_in(const mq_candidate *y, uint32_t state)
{
	bool a = y->frame[0] == state, b = y->frame[1] == state;
	return a && b ? MQ_T("both") : a ? MQ_T("actor") : b ? MQ_T("recipient") : MQ_T("none");
}

static void told_features(mq_features *f, const mq_candidate *x, uint32_t state, mq_text where, mq_text type, mq_text seat)
{
	static const char *const name[] = {"told.same", "told.last", "told.first"};
	for (int i = 0; i < 3; i++) {
		if (!x->before[i]) continue;
		mq_text part = part_in(x->before[i], state);
		mq_feature2(f, name[i], part, where);
		if (part.n == 4 && part.p[0] == 'n') continue;
		char buf[32];
		mq_text both = mq_text_at(buf, (size_t)mq_print_parts(buf, sizeof buf, "%.*s,%.*s", MQ_ARG(where), MQ_ARG(seat)));
		mq_feature2(f, name[i], part, both);
		mq_feature2(f, name[i], part, type);
	}
}

/* the words around a trigger, MQ_NONE beyond its sentence */
void mq_words_near(const mq_scene *s, const mq_candidate *x, mq_text near[MQ_NEAR])
{
	const mq_sentence *sn = &s->doc->sentences.v[x->sentence];
	for (uint32_t i = 0; i < MQ_NEAR; i++) {
		uint32_t t = x->trigger + i - NEAR_BEFORE;
		near[i] = x->trigger + i < sn->from + NEAR_BEFORE || t >= sn->to ? MQ_NONE : mq_scene_word(s, t);
		if (near[i].n && near[i].p[0] == '#') near[i] = MQ_NONE;
	}
}

/* «مقاومون» and «مستوطنون» are somebody's, though they name nobody: the words around a trigger, of each state */
static void word_features(mq_features *f, const mq_scene *s, const mq_candidate *x, uint32_t state)
{
	static const char *const name[MQ_NEAR] = {"l2.code", "l1.code", "word.code", "r1.code", "r2.code", "r3.code"};
	mq_text code = mq_text_of(s->states.v[state].code);
	for (uint32_t i = 0; i < MQ_NEAR; i++)
		if (x->near[i].n) mq_feature2(f, name[i], x->near[i], code);
}

void mq_memory_features(mq_features *f, const mq_rule *r, const mq_scene *s, const mq_candidate *x, uint32_t state, bool here)
{
	if (!here && s->states.v[state].rank >= OFTEN_NAMED) return;
	mq_text type = mq_text_of(mq_kind_type(&mq_event_kinds[r->kind])), where = here ? MQ_T("here") : MQ_T("away");
	mq_text seat = x->seated ? MQ_T("taken") : MQ_T("vacant");
	told_features(f, x, state, where, type, seat);
	word_features(f, s, x, state);
}
