/* What speaks for and against a state in a role: the features that the linear model sums. Of the places where a sentence names a
 * state only the one that fits the role best is looked at; what the document says counts where the sentence is silent. */

#include "event/party.h"

static const char *const side_name[] = {"in", "after", "before", "on"};

/* MQ_SLOTS for none */
static uint32_t slot_number(uint16_t slot)
{
	uint32_t i = 0;
	while (i < MQ_SLOTS && slot != 1u << i) i++;
	return i;
}

static const char *slot_text(uint16_t slot)
{
	uint32_t i = slot_number(slot);
	return i < MQ_SLOTS ? mq_slot_name[i] : "none";
}

/* of states that the sentence does not name the words are asked for so many, the most named of the document */
#define OFTEN_NAMED 4u

static uint32_t few(uint32_t n) { return n < 2 ? n : n < 4 ? 2 : 3; }

static bool is_verb(uint8_t form) { return form == MQ_FORM_PERFECT || form == MQ_FORM_IMPERFECT; }

static const char *form_type(uint8_t form)
{
	return is_verb(form)                                       ? "verb"
	       : form == MQ_FORM_ACTIVE || form == MQ_FORM_PASSIVE ? "participle"
	       : form == MQ_FORM_MASDAR                            ? "masdar"
								   : "noun";
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

/* what the words of the phrase and the one that governs it are: وكالة الأنباء …، خبير …، وفق … */
static void word_features(mq_features *f, const mq_scene *s, const mq_phrase *p, mq_text side)
{
	for (uint32_t t = p->from; t < p->to; t++) {
		uint8_t cue = s->seen[t].cue;
		if (cue == MQ_CUE_MEDIA || cue == MQ_CUE_EXPERT || cue == MQ_CUE_SPORT || cue == MQ_CUE_OWN)
			mq_feature2(f, "holds", mq_text_of(mq_cue_name[cue]), side);
	}
	if (p->from > 0 && s->seen[p->from - 1].cue)
		mq_feature2(f, "after", mq_text_of(mq_cue_name[s->seen[p->from - 1].cue]), side);
}

uint8_t mq_stand_number(const mq_stand *d) { return (uint8_t)(d->side * (MQ_SLOTS + 1u) + slot_number(d->slot)); }

int mq_stand_name(const mq_stand *d, char buf[MQ_SLOT_NAME_MOST])
{
	return mq_print_parts(buf, MQ_SLOT_NAME_MOST, "%s:%s", side_name[d->side], slot_text(d->slot));
}

/* visits, talks, calls: where a name stands tells its part by what names it. What follows زيارة bare is the host where it is the
 * name of a country, the guest where it is somebody's */
static bool is_talk(const mq_event_kind *k) { return strcmp(k->plover, "CONSULT") == 0; }

/* what a phrase is called as a value of a feature, and as a feature of talks */
typedef struct {
	const char *name, *talk;
} phrase_name;

static void phrase_features(mq_features *f, const mq_rule *r, const mq_scene *s, const mq_candidate *x, const mq_stand *d)
{
	/* by mq_by; a body by its short name (التنظيم) is the listed one that it stands for */
	static const phrase_name by[MQ_BY_OWN + 1] = {
	    {"none", "none.talk"},     {"name", "name.talk"}, {"demonym", "demonym.talk"}, {"capital", "capital.talk"},
	    {"office", "office.talk"}, {"city", "city.talk"}, {"list", "list.talk"},       {"pair", "pair.talk"},
	    {"outlet", "outlet.talk"}, {"list", "list.talk"}, {"own", "own.talk"}};
	static const phrase_name kind[] = {{"person", "person.talk"},         {"body", "body.talk"},
					   {"place", "place.talk"},           {"country", "country.talk"},
					   {"instrument", "instrument.talk"}, {"quantity", "quantity.talk"}};
	mq_text k = mq_text_of(mq_event_kinds[r->kind].name), side = mq_text_of(side_name[d->side]);
	mq_text type = mq_text_of(mq_kind_type(&mq_event_kinds[r->kind]));
	char buf[MQ_SLOT_NAME_MOST], nth[8], near[24];
	int n = mq_stand_name(d, buf);
	mq_text slot = mq_text_at(buf, (size_t)n);
	bool a = mq_stand_in_frame(r->actor, d), b = mq_stand_in_frame(r->recipient, d);
	mq_text frame = a && b ? MQ_T("both") : a ? MQ_T("actor") : b ? MQ_T("recipient") : MQ_T("out");
	mq_text who = mq_text_of(kind[d->phrase->kind].name), how = mq_text_of(by[d->phrase->by].name);
	mq_feature(f, "slot", slot);
	mq_feature2(f, "kind.slot", k, slot);
	mq_feature2(f, "type.slot", type, slot);
	n = mq_print_parts(nth, sizeof nth, "%u", d->nth);
	mq_feature2(f, "slot.nth", slot, mq_text_at(nth, (size_t)n));
	mq_feature2(f, "frame.nth", frame, mq_text_at(nth, (size_t)n));
	n = mq_print_parts(nth, sizeof nth, "%u", few(d->borders));
	mq_feature2(f, "frame.borders", frame, mq_text_at(nth, (size_t)n));
	mq_feature2(f, "verb.slot", is_verb(x->form) ? MQ_T("verb") : MQ_T("noun"), slot);
	mq_feature2(f, "frame.slot", frame, slot);
	mq_feature2(f, is_verb(x->form) ? "verb.kind" : "noun.kind", k, slot);
	mq_feature2(f, "kind.frame", k, frame);
	mq_feature2(f, "by.slot", how, slot);
	mq_feature2(f, "by.frame", how, frame);
	mq_feature2(f, "who.slot", who, slot);
	if (is_talk(&mq_event_kinds[r->kind])) {
		mq_feature2(f, by[d->phrase->by].talk, k, slot);
		mq_feature2(f, kind[d->phrase->kind].talk, k, slot);
	}
	n = mq_print_parts(near, sizeof near, "%s%u,%u", side_name[d->side], few(d->between), few(d->borders));
	mq_feature(f, "near", mq_text_at(near, (size_t)n));
	if (d->phrase->conj) mq_feature(f, "conj", side);
	if (speaks(s, d->phrase)) mq_feature2(f, "speaks", type, side);
	if (d->phrase->subject) mq_feature2(f, "subject", type, side);
	if (s->seen[d->phrase->from].quoted != s->seen[x->trigger].quoted) mq_feature(f, "otherquote", side);
	word_features(f, s, d->phrase, side);
	mq_near_features(f, r, s, x, d, frame, slot);
}

static const char *place_of(const double *fit, uint32_t n, uint32_t i)
{
	uint32_t better = 0, even = 0;
	if (fit[i] <= 0) return "no";
	for (uint32_t k = 0; k < n; k++) better += fit[k] > fit[i], even += k != i && fit[k] >= fit[i];
	return better == 0 ? even ? "tie" : "1" : better == 1 ? "2" : "3";
}

static void fit_features(mq_features *f, const mq_rule *r, const mq_candidate *x, uint32_t n, uint32_t i)
{
	mq_text a = mq_text_of(place_of(x->fit[0], n, i)), b = mq_text_of(place_of(x->fit[1], n, i));
	mq_text k = mq_text_of(mq_event_kinds[r->kind].name);
	char buf[16];
	int m = mq_print_parts(buf, sizeof buf, "%.*s,%.*s", MQ_ARG(a), MQ_ARG(b));
	mq_feature(f, "fit.a", a);
	mq_feature(f, "fit.r", b);
	mq_feature(f, "fit", mq_text_at(buf, (size_t)m));
	mq_feature2(f, "fit.a", a, k);
	mq_feature2(f, "fit.r", b, k);
	m = mq_print_parts(buf, sizeof buf, "%u", (uint32_t)(x->fit[0][i] * 2));
	mq_feature2(f, "level.a", mq_text_at(buf, (size_t)m), a);
	m = mq_print_parts(buf, sizeof buf, "%u", (uint32_t)(x->fit[1][i] * 2));
	mq_feature2(f, "level.r", mq_text_at(buf, (size_t)m), b);
}

/* the state's part in what was said before: whose deed the text was telling, who speaks */
static void told_features(mq_features *f, const mq_rule *r, const mq_scene *s, const mq_candidate *x, uint32_t state,
			  mq_text where)
{
	mq_text k = mq_text_of(mq_event_kinds[r->kind].name), type = mq_text_of(mq_kind_type(&mq_event_kinds[r->kind]));
	mq_text seat = x->seated ? MQ_T("taken") : MQ_T("vacant");
	if (x->speaker && strcmp(x->speaker, s->states.v[state].code) == 0) {
		mq_feature2(f, "speaker", k, where);
		mq_feature2(f, "speaker", type, where);
	}
	if (x->subject[0] == state) {
		mq_feature2(f, "last.subject", where, seat);
		mq_feature2(f, "last.subject", mq_text_of(form_type(x->form)), seat);
		mq_feature2(f, "last.subject", mq_text_of(form_type(x->form)), where);
		if (x->own) mq_feature2(f, "last.subject", MQ_T("own"), where);
		if (x->gapped) mq_feature2(f, "antecedent", type, where);
	}
	if (x->subject[1] == state) mq_feature2(f, "topic.subject", where, seat);
	if (x->sentence == 0 && s->doc->sentences.n > 1 && mq_state_in_sentence(s, 1, state)) mq_feature(f, "lead", where);
	if (x->sentence == 0) return;
	if (mq_state_in_sentence(s, x->sentence - 1, state)) {
		mq_feature2(f, "previous", where, seat);
		if (is_talk(&mq_event_kinds[r->kind])) mq_feature2(f, "previous.talk", k, where);
	}
	uint32_t before = s->phrase_of[x->sentence - 1];
	if (before < s->phrase_of[x->sentence] && s->phrases.v[before].country == state)
		mq_feature2(f, "previous.first", where, seat);
}

static void state_features(mq_features *f, const mq_rule *r, const mq_scene *s, const mq_candidate *x, uint32_t state, bool here)
{
	const mq_state *st = &s->states.v[state];
	mq_text k = mq_text_of(mq_event_kinds[r->kind].name), type = mq_text_of(mq_kind_type(&mq_event_kinds[r->kind]));
	mq_text where = here ? MQ_T("here") : MQ_T("away"), seat = x->seated ? MQ_T("taken") : MQ_T("vacant");
	char buf[16];
	mq_feature(f, "kind", k);
	mq_text word = mq_scene_word(s, x->trigger);
	mq_feature2(f, "where", k, where);
	mq_feature2(f, "rule", r->name, where);
	if (word.n) mq_feature2(f, "word", word, where);
	int n = mq_print_parts(buf, sizeof buf, "%u", st->rank < 3 ? st->rank : 3);
	mq_feature2(f, "rank", mq_text_at(buf, (size_t)n), where);
	n = mq_print_parts(buf, sizeof buf, "%u", x->states < 4u ? x->states : 4u);
	mq_feature2(f, "states", mq_text_at(buf, (size_t)n), where);
	mq_feature2(f, "type.states", type, mq_text_at(buf, (size_t)n));
	mq_feature2(f, "seat", seat, where);
	n = mq_print_parts(buf, sizeof buf, "%s|%s", st->code, here ? "here" : "away");
	mq_feature2(f, "code", k, mq_text_at(buf, (size_t)n));
	mq_feature(f, "code", mq_text_of(st->code));
	if (st->in_title) mq_feature2(f, "title", where, type);
	if (st->outlet) mq_feature2(f, "outlet", x->states < 2 ? MQ_T("few") : MQ_T("many"), where);
	if (st->outlet) mq_feature2(f, "outlet.kind", k, where);
	if (st->pair) mq_feature2(f, "pair", where, type);
	if (mq_is_body_code(st->code)) {
		mq_feature2(f, "body", mq_text_of(st->code), k);
		mq_feature2(f, "body", mq_text_of(st->code), where);
	}
	told_features(f, r, s, x, state, where);
	for (uint32_t i = s->phrase_of[x->sentence]; here && i < mq_phrase_end(s, x->sentence) && mq_chain_of(r, s, x, i) == 0;
	     i++)
		if (s->phrases.v[i].country == state) mq_feature(f, "first", MQ_T("here"));
}

/* «مقاومون» and «مستوطنون» are somebody's, though they name nobody: the words around a trigger, of each state */
static void near_features(mq_features *f, const mq_scene *s, const mq_candidate *x, uint32_t state)
{
	static const char *const name[MQ_NEAR] = {"l2.code", "l1.code", "word.code", "r1.code", "r2.code", "r3.code"};
	mq_text code = mq_text_of(s->states.v[state].code);
	for (uint32_t i = 0; i < MQ_NEAR; i++)
		if (x->near[i].n) mq_feature2(f, name[i], x->near[i], code);
}

void mq_state_features(mq_features *f, const mq_rule *r, const mq_scene *s, const mq_candidate *x, uint32_t state, uint32_t n,
		       uint32_t nth)
{
	bool here = mq_state_in_sentence(s, x->sentence, state);
	state_features(f, r, s, x, state, here);
	if (here || s->states.v[state].rank < OFTEN_NAMED) near_features(f, s, x, state);
	fit_features(f, r, x, n, nth);
}

void mq_phrase_features(mq_features *f, const mq_rule *r, const mq_scene *s, const mq_candidate *x, const mq_stand *d,
			const double fit[2])
{
	phrase_features(f, r, s, x, d);
	mq_feature_n(f, "level.a", (uint32_t)(fit[0] * 2), 8);
	mq_feature_n(f, "level.r", (uint32_t)(fit[1] * 2), 8);
}
