/* What the words around a noun phrase say of its part in an event: the preposition and the verb that govern it, the noun that it
 * qualifies, how far it is from the trigger and what lies between. */

#include "event/party.h"

/* words to the left of a phrase among which its verb is looked for */
#define VERB_REACH 8u
/* words between trigger and phrase that are looked at */
#define BETWEEN_MOST 40u

static mq_text preposition_of(const mq_scene *s, const mq_phrase *p)
{
	if (!p->slot) return MQ_NONE;
	if (p->li) return MQ_T("li");
	const mq_token *t = &s->doc->tokens.v[p->from];
	if (t->analyses && t->a[0].pro & MQ_PRO_BI) return MQ_T("bi");
	return p->from > 0 && s->seen[p->from - 1].cue == MQ_CUE_PREP ? s->doc->tokens.v[p->from - 1].norm : MQ_NONE;
}

/* the noun that the name qualifies: {جنود} أتراك، {سفارة} روسيا */
static mq_text noun_of(const mq_scene *s, const mq_phrase *p)
{
	uint32_t m = s->marks->mentions.v[p->mention].from;
	if (p->by == MQ_BY_OWN) m = p->to - 1;
	if (m <= p->from) return p->by == MQ_BY_DEMONYM ? MQ_T("none") : MQ_NONE;
	mq_text w = mq_scene_word(s, m - 1);
	return w.n ? w : MQ_NONE;
}

/* the words around a trigger, MQ_NONE beyond its sentence */
void mq_words_near(const mq_scene *s, const mq_candidate *x, mq_text near[MQ_NEAR])
{
	const mq_sentence *sn = &s->doc->sentences.v[x->sentence];
	for (uint32_t i = 0; i < MQ_NEAR; i++) {
		uint32_t t = x->trigger + i - MQ_NEAR_TRIGGER;
		near[i] = x->trigger + i < sn->from + MQ_NEAR_TRIGGER || t >= sn->to ? MQ_NONE : mq_scene_word(s, t);
		if (near[i].n && near[i].p[0] == '#') near[i] = MQ_NONE;
	}
}

static uint32_t log_of(uint32_t n) { return n < 2 ? n : n < 4 ? 2 : n < 7 ? 3 : n < 12 ? 4 : n < 20 ? 5 : 6; }

/* the verb to the left of a phrase, its own clause's; UINT32_MAX for none */
static uint32_t verb_before(const mq_scene *s, const mq_phrase *p, uint32_t first)
{
	for (uint32_t t = p->from, n = 0; t > first && n < VERB_REACH; n++) {
		t--;
		if (s->seen[t].clause != s->seen[p->from].clause) break;
		if (s->seen[t].verb || s->seen[t].cue == MQ_CUE_SAY) return t;
	}
	return UINT32_MAX;
}

static void verb_features(mq_features *f, const mq_scene *s, const mq_candidate *x, const mq_stand *d, mq_text type,
			  mq_text frame)
{
	const mq_phrase *p = d->phrase;
	uint32_t v = verb_before(s, p, s->doc->sentences.v[x->sentence].from);
	if (v == UINT32_MAX) {
		mq_feature2(f, "verb", MQ_T("none"), frame);
		return;
	}
	if (v == x->trigger) {
		mq_feature2(f, "verb", v + 1 == p->from ? MQ_T("trigger.next") : MQ_T("trigger"), frame);
		return;
	}
	char buf[24];
	const mq_token *k = &s->doc->tokens.v[v];
	bool object = k->analyses && k->a[0].enc;
	int n = mq_print_parts(buf, sizeof buf, "%s%s%s%s", v > x->trigger ? "between" : "before",
			       s->seen[v].opens == MQ_CUE_RELATIVE ? ".who" : "", v + 1 == p->from ? ".next" : "",
			       object ? ".it" : "");
	mq_feature2(f, "verb", mq_text_at(buf, (size_t)n), frame);
	mq_feature2(f, "verb", mq_text_at(buf, (size_t)n), type);
	mq_text w = mq_scene_word(s, v);
	if (w.n && !p->slot) mq_feature2(f, "verb.word", w, type);
}

static void between_features(mq_features *f, const mq_scene *s, const mq_candidate *x, const mq_stand *d, mq_text frame)
{
	static const char *const side[] = {"in", "after", "before", "on"};
	const mq_phrase *p = d->phrase;
	uint32_t lo = p->from > x->trigger ? x->trigger + 1 : p->to, hi = p->from > x->trigger ? p->from : x->trigger;
	uint32_t verbs = 0, commas = 0, says = 0;
	char buf[24];
	if (d->side == MQ_AT_ON) return;
	for (uint32_t t = lo; t < hi && t < lo + BETWEEN_MOST; t++) {
		const mq_token *k = &s->doc->tokens.v[t];
		verbs += s->seen[t].verb != 0;
		says += s->seen[t].cue == MQ_CUE_SAY || s->seen[t].cue == MQ_CUE_THAT;
		commas += k->kind == MQ_TOKEN_PUNCT;
	}
	int n = mq_print_parts(buf, sizeof buf, "%s%u", side[d->side], log_of(hi > lo ? hi - lo : 0));
	mq_feature2(f, "far", mq_text_at(buf, (size_t)n), frame);
	n = mq_print_parts(buf, sizeof buf, "%s%u,%u,%u", side[d->side], verbs < 2 ? verbs : 2, commas < 2 ? commas : 2,
			   says < 1 ? says : 1);
	mq_feature2(f, "between", mq_text_at(buf, (size_t)n), frame);
	mq_feature2(f, "opens", mq_text_of(mq_cue_name[s->seen[p->from].opens]), mq_text_of(side[d->side]));
}

/* what the word that begins a phrase is as a subject: states are feminine but for a few, plurals of persons are 'p' */
static char gender_of(const mq_scene *s, const mq_phrase *p)
{
	const mq_token *t = &s->doc->tokens.v[p->from];
	bool bare = p->from == s->marks->mentions.v[p->mention].from;
	if (bare && (p->by == MQ_BY_NAME || p->by == MQ_BY_CAPITAL)) return s->states.v[p->country].masculine ? 'm' : 'f';
	if (t->kind != MQ_TOKEN_ARABIC) return '0';
	if (mq_text_ends(t->norm, MQ_T("ه")) || mq_text_ends(t->norm, MQ_T("ات"))) return 'f';
	return t->analyses && t->a[0].number == 3 ? 'p' : 'm';
}

/* a verb tells by its gender which of the names behind it may be its subject */
static void verb_agrees(mq_features *f, const mq_scene *s, const mq_candidate *x, const mq_stand *d, mq_text frame)
{
	const mq_token *t = &s->doc->tokens.v[x->trigger];
	char buf[8];
	if (!s->seen[x->trigger].verb || d->phrase->slot || !t->analyses) return;
	int n = mq_print_parts(buf, sizeof buf, "%c%u%c", t->a[0].gender ? t->a[0].gender : '0', t->a[0].number,
			       gender_of(s, d->phrase));
	mq_feature2(f, d->side == MQ_AT_BEFORE ? "agrees.before" : "agrees", mq_text_at(buf, (size_t)n), frame);
}

void mq_near_features(mq_features *f, const mq_rule *r, const mq_scene *s, const mq_candidate *x, const mq_stand *d,
		      mq_text frame, mq_text slot)
{
	const mq_event_kind *kind = &mq_event_kinds[r->kind];
	mq_text k = mq_text_of(kind->name), type = mq_text_of(mq_kind_type(kind));
	mq_text prep = preposition_of(s, d->phrase), noun = noun_of(s, d->phrase), head = mq_scene_word(s, d->phrase->from);
	const char *side = d->side == MQ_AT_BEFORE ? "before" : "after";
	if (prep.n) {
		mq_feature2(f, "prep", prep, k);
		mq_feature2(f, "prep", prep, type);
		mq_feature2(f, side, prep, frame);
	}
	if (noun.n) {
		mq_feature2(f, "noun", noun, k);
		mq_feature2(f, "noun", noun, type);
		mq_feature2(f, "noun", noun, frame);
	}
	if (head.n) mq_feature2(f, "head", head, type);
	/* قتلى are of the one that was hit, غارات of the one that flew them */
	mq_text word = mq_scene_word(s, x->trigger);
	if (word.n) mq_feature2(f, "word.slot", word, slot);
	if (x->own) mq_feature2(f, "own", mq_text_of(side), frame);
	verb_agrees(f, s, x, d, frame);
	verb_features(f, s, x, d, type, frame);
	between_features(f, s, x, d, frame);
}
