/* What the words around a day and a telling say for it, of another sentence or its own: who speaks at its head and beside the
 * day, which deed stands nearest to the day, what lies between. Weighed by a linear model, whose sum the last look sees. */
#include "event/last.h"

/* words between a day and its telling, and before the telling in its sentence, that are heard */
#define WORDS_HEARD 12u
/* steps of the way from the one to the other */
#define STEPS_MOST 10u

/* where the day stands to the telling */
static const char *place_of(const mq_scene *s, const mq_option *o)
{
	static const char *const back[] = {"own", "back1", "back2", "back3", "far", "far", "far"};
	uint32_t body = s->doc->body_sentence;
	if (o->sentence == o->x->sentence) return o->x->sentence < body ? "own.title" : "own";
	if (o->sentence < body) return o->x->sentence < body ? "beside.title" : "title";
	if (o->sentence > o->x->sentence) return o->x->sentence < body ? "of.title" : "behind";
	uint32_t n = o->x->sentence - o->sentence;
	return o->sentence == body && n > 1 ? "lead" : n < 7 ? back[n] : "far";
}

/* the verb or the word of speech that stands nearest to a token in its sentence, the ones before it first; UINT32_MAX: none */
static uint32_t carrier_of(const mq_scene *s, const mq_sentence *sn, uint32_t t)
{
	for (uint32_t i = t; i-- > sn->from;)
		if (s->seen[i].verb || s->seen[i].cue == MQ_CUE_SAY || s->seen[i].cue == MQ_CUE_ANNOUNCE) return i;
	for (uint32_t i = t; i < sn->to; i++)
		if (s->seen[i].verb || s->seen[i].cue == MQ_CUE_SAY || s->seen[i].cue == MQ_CUE_ANNOUNCE) return i;
	return UINT32_MAX;
}

static const char *age_of(const mq_scene *s, const mq_option *o)
{
	mq_day day = s->article->published_day;
	if (day == MQ_NO_DAY) return "unknown";
	if (o->from > day) return o->from > day + 30 ? "far.ahead" : "ahead";
	if (o->to >= day) return o->from < o->to ? "spans" : "today";
	uint32_t n = (uint32_t)(day - o->to);
	return n == 1 ? "1" : n < 4 ? "2" : n < 8 ? "7" : n < 30 ? "30" : n < 366 ? "year" : "old";
}

/* the way between the two, a letter a step: verbs, speech, other tellings, clauses, stops */
static void way(mq_features *f, const mq_scene *s, uint32_t lo, uint32_t hi, mq_text side)
{
	char steps[STEPS_MOST + 1];
	size_t n = 0;
	uint32_t heard = 0;
	for (uint32_t t = lo; t < hi; t++) {
		const mq_seen *k = &s->seen[t];
		const mq_token *w = &s->doc->tokens.v[t];
		char c = k->cue == MQ_CUE_SAY || k->cue == MQ_CUE_ANNOUNCE ? 's'
			 : k->verb == MQ_FORM_PERFECT                      ? 'v'
			 : k->verb                                         ? 'i'
			 : k->cue == MQ_CUE_THAT                           ? 't'
			 : k->cue == MQ_CUE_RELATIVE                       ? 'r'
			 : k->cue == MQ_CUE_AFTER                          ? 'a'
			 : k->cue == MQ_CUE_DURING                         ? 'd'
			 : k->slot                                         ? 'p'
			 : w->kind == MQ_TOKEN_PUNCT                       ? ','
									   : 0;
		if (c && n < STEPS_MOST && (n == 0 || steps[n - 1] != c)) steps[n++] = c;
		if (heard < WORDS_HEARD && c != ',') mq_scene_feature(f, s, "between", t, side), heard++;
	}
	mq_feature2(f, "way", mq_text_at(steps, n), side);
}

/* of another telling that stands nearest to the day in its sentence: its kind */
static void neighbour(mq_features *f, const mq_happening *h, const mq_option *o, uint32_t t, mq_text kind, mq_text place)
{
	const mq_candidate *near = NULL;
	for (uint32_t i = 0; i < h->all->n; i++) {
		const mq_candidate *y = &h->all->v[i];
		if (y->sentence == o->sentence && h->which[i] != h->none &&
		    (!near || mq_apart(y->trigger, t) < mq_apart(near->trigger, t)))
			near = y;
	}
	if (!near) {
		mq_feature2(f, "alone", place, kind);
		return;
	}
	bool own = h->which[near - h->all->v] == h->number;
	mq_text other = own ? MQ_T("own") : mq_text_of(mq_event_kinds[h->c->rules.rules.v[near->rule].kind].name);
	mq_feature2(f, "near", other, place);
	mq_feature2(f, "near.kind", other, kind);
}

static void words_of_day(mq_features *f, const mq_scene *s, const mq_option *o, mq_text place, mq_text type)
{
	const mq_date *d = &s->marks->dates.v[o->mark];
	const mq_sentence *sn = &s->doc->sentences.v[o->sentence];
	uint32_t at = carrier_of(s, sn, d->from_token);
	if (d->from_token > sn->from)
		mq_scene_feature(f, s, "prev", d->from_token - 1, place),
		    mq_scene_feature(f, s, "prev.type", d->from_token - 1, type);
	if (d->to_token < sn->to) mq_scene_feature(f, s, "next", d->to_token, place);
	mq_scene_feature(f, s, "of", d->from_token, place);
	mq_scene_feature(f, s, "of.last", d->to_token - 1, place);
	mq_scene_feature(f, s, "of.type", d->from_token, type);
	mq_scene_feature(f, s, "head", sn->from, place);
	if (at == UINT32_MAX) return;
	mq_scene_feature(f, s, "carrier", at, place);
	mq_scene_feature(f, s, "carrier.type", at, type);
	mq_feature2(f, "told.beside", mq_text_of(mq_cue_name[s->seen[at].cue]), place);
}

static void words_of_telling(mq_features *f, const mq_scene *s, const mq_candidate *x, mq_text place, mq_text kind)
{
	const mq_sentence *sn = &s->doc->sentences.v[x->sentence];
	uint32_t at = carrier_of(s, sn, x->trigger);
	mq_scene_feature(f, s, "begins", sn->from, place);
	if (sn->from + 1 < sn->to) mq_scene_feature(f, s, "begins2", sn->from + 1, place);
	mq_scene_feature(f, s, "trigger", x->trigger, place);
	mq_scene_feature(f, s, "trigger.kind", x->trigger, kind);
	if (x->trigger > sn->from) mq_scene_feature(f, s, "left", x->trigger - 1, place);
	if (x->trigger > sn->from + 1) mq_scene_feature(f, s, "left2", x->trigger - 2, place);
	if (x->trigger + 1 < sn->to) mq_scene_feature(f, s, "right", x->trigger + 1, place);
	if (at != UINT32_MAX) mq_scene_feature(f, s, "carried", at, place);
	for (uint32_t t = mq_words_before(sn, x->trigger, WORDS_HEARD); t < x->trigger; t++)
		mq_scene_feature(f, s, "before", t, MQ_NONE);
	mq_feature2(f, "governor", mq_text_of(mq_cue_name[x->governor]), place);
	mq_feature2(f, "clause", mq_text_of(mq_cue_name[x->clause]), place);
}

void mq_day_words(mq_features *f, const mq_happening *h, const mq_option *o)
{
	static const char *const made[] = {"mark", "since", "joined"};
	const mq_scene *s = h->s;
	const mq_candidate *x = o->x;
	const mq_date *d = &s->marks->dates.v[o->mark];
	const mq_sentence *own = &s->doc->sentences.v[x->sentence], *its = &s->doc->sentences.v[o->sentence];
	uint16_t of = h->c->rules.rules.v[x->rule].kind;
	mq_text place = mq_text_of(place_of(s, o)), kind = mq_text_of(mq_event_kinds[of].name), age = mq_text_of(age_of(s, o));
	mq_text type = mq_said_is_done(of) ? MQ_T("speech") : MQ_T("act");
	mq_text precision = mq_text_of(mq_precisions[d->precision]);
	mq_feature(f, "bias", MQ_NONE);
	mq_feature2(f, "place", place, kind);
	mq_feature2(f, "place", place, type);
	mq_feature2(f, "made", mq_text_of(made[o->made]), kind);
	mq_feature2(f, "age", age, kind);
	mq_feature2(f, "age.place", age, place);
	mq_feature2(f, "age.status", age, mq_event_status_name((mq_event_status)x->status));
	mq_feature2(f, "precision", precision, place);
	mq_feature2(f, "precision.kind", precision, kind);
	mq_feature2(f, "background", x->background ? MQ_T("yes") : MQ_T("no"), age);
	mq_feature2(f, "quoted", s->seen[x->trigger].quoted ? MQ_T("yes") : MQ_T("no"), place);
	words_of_day(f, s, o, place, type);
	words_of_telling(f, s, x, place, kind);
	neighbour(f, h, o, d->from_token, kind, place);
	if (o->sentence != x->sentence) {
		uint32_t apart = own->in == its->in ? mq_apart(own->paragraph, its->paragraph) : 9;
		mq_feature_n(f, apart ? "paragraphs" : "paragraph", apart, 3);
		mq_feature_n(f, "dated", s->date_of[x->sentence + 1] - s->date_of[x->sentence], 2);
		return;
	}
	bool after = d->from_token > x->trigger;
	way(f, s, after ? x->trigger + 1 : d->to_token, after ? d->from_token : x->trigger,
	    after ? MQ_T("after") : MQ_T("before"));
}
