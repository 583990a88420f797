/* The day of an event: the date expression of its sentence that belongs to it, or none. A date that only dates the statement, or
 * another happening of the sentence, is not taken. */
#include <math.h>

#include "event/last.h"

static uint32_t few(uint32_t n) { return n < 3 ? n : n < 6 ? 3 : n < 12 ? 4 : 5; }

uint32_t mq_triggers_between(const mq_candidates *all, const mq_candidate *x, uint32_t lo, uint32_t hi)
{
	uint32_t n = 0;
	for (const mq_candidate *y = x; y-- > all->v && y->sentence == x->sentence;) n += y->trigger > lo && y->trigger < hi;
	for (const mq_candidate *y = x + 1; y < all->v + all->n && y->sentence == x->sentence; y++)
		n += y->trigger > lo && y->trigger < hi;
	return n;
}

static const char *const told_name[] = {"own", "say", "other", "verb", "far"};

static bool is_trigger(const mq_candidates *all, const mq_candidate *x, uint32_t t)
{
	for (const mq_candidate *y = x; y-- > all->v && y->sentence == x->sentence;)
		if (y->trigger == t) return true;
	for (const mq_candidate *y = x + 1; y < all->v + all->n && y->sentence == x->sentence; y++)
		if (y->trigger == t) return true;
	return false;
}

mq_told_beside mq_date_beside(const mq_scene *s, const mq_candidate *x, const mq_candidates *all, const mq_date *d, uint32_t *at)
{
	bool left = d->from_token > x->trigger;
	uint32_t t = left ? d->from_token : d->to_token - 1, last = x->trigger;
	*at = last;
	if (!left && d->to_token > last) return MQ_TOLD_OWN; /* «فجر الجمعة»: the word of the deed is one of the date's */
	while (t != last) {
		*at = t = left ? t - 1 : t + 1;
		if (t == x->trigger || (t >= x->from && t < x->to && s->seen[t].verb)) return MQ_TOLD_OWN;
		if (s->seen[t].cue == MQ_CUE_SAY || s->seen[t].cue == MQ_CUE_ANNOUNCE) return MQ_TOLD_SAY;
		if (is_trigger(all, x, t)) return MQ_TOLD_OTHER;
		if (s->seen[t].verb) return MQ_TOLD_VERB;
	}
	return MQ_TOLD_FAR;
}

/* a date before the first verb of its sentence belongs to that verb; gives whether a verb stands before it */
static bool opens_sentence(const mq_scene *s, const mq_candidate *x, const mq_date *d)
{
	for (uint32_t t = s->doc->sentences.v[x->sentence].from; t < d->from_token; t++)
		if (s->seen[t].verb || s->seen[t].cue == MQ_CUE_SAY) return false;
	return true;
}

static const char *age_of(const mq_scene *s, const mq_date *d)
{
	mq_day day = s->article->published_day;
	if (d->from == MQ_NO_DAY || day == MQ_NO_DAY) return "unknown";
	if (d->from > day) return "ahead";
	if (d->to >= day) return d->from < d->to ? "spans" : "today";
	return day - d->to < 3 ? "fresh" : day - d->to < 30 ? "weeks" : "old";
}

static mq_text type_of(uint16_t kind) { return mq_said_is_done(kind) ? MQ_T("speech") : MQ_T("act"); }

/* the words on both sides of a date (منذ, حتى), its own (أمس), those of the deed and of what it is told beside */
static void date_words(mq_features *f, const mq_scene *s, const mq_candidate *x, const mq_date *d, uint16_t kind, mq_text told,
		       uint32_t beside)
{
	const mq_sentence *sn = &s->doc->sentences.v[x->sentence];
	mq_text type = type_of(kind), k = mq_text_of(mq_event_kinds[kind].name);
	mq_text where = x->sentence < s->doc->body_sentence    ? MQ_T("title")
			: x->sentence == s->doc->body_sentence ? MQ_T("lead")
							       : MQ_T("body");
	if (d->from_token > sn->from) {
		mq_scene_feature(f, s, "prev", d->from_token - 1, told);
		mq_scene_feature(f, s, "prev.kind", d->from_token - 1, k);
	}
	if (d->from_token > sn->from + 1) mq_scene_feature(f, s, "prev2", d->from_token - 2, told);
	if (d->to_token < sn->to) mq_scene_feature(f, s, "next", d->to_token, told);
	mq_scene_feature(f, s, "first", d->from_token, type);
	mq_scene_feature(f, s, "last", d->to_token - 1, type);
	mq_scene_feature(f, s, "word", x->trigger, told);
	if (beside != x->trigger) mq_scene_feature(f, s, "beside", beside, type);
	mq_feature2(f, "told.kind", told, k);
	mq_feature2(f, "age.kind", mq_text_of(age_of(s, d)), k);
	mq_feature2(f, "where", where, told);
	mq_feature2(f, "where.kind", where, k);
	mq_feature2(f, "governor", mq_text_of(mq_cue_name[x->governor]), told);
	mq_feature2(f, "begins", mq_text_of(mq_cue_name[s->seen[sn->from].cue]), told);
}

static void date_features(mq_features *f, const mq_scene *s, const mq_candidate *x, const mq_rule *r, const mq_candidates *all,
			  const mq_date *d, uint32_t dates, uint32_t nth)
{
	static const char *const precision[] = {"day", "range", "month", "season", "year", "decade"};
	bool after = d->from_token > x->trigger;
	uint32_t lo = after ? x->trigger : d->to_token, hi = after ? d->from_token : x->trigger;
	mq_text side = after ? MQ_T("after") : MQ_T("before"), p = mq_text_of(precision[d->precision]);
	char buf[32];
	uint16_t c0 = s->seen[x->trigger].clause, c1 = s->seen[d->from_token].clause;
	uint32_t borders = c0 > c1 ? (uint32_t)(c0 - c1) : (uint32_t)(c1 - c0);
	mq_feature(f, "side", side);
	mq_feature2(f, "precision", p, side);
	mq_feature2(f, "relative", d->relative ? MQ_T("yes") : MQ_T("no"), side);
	mq_feature2(f, "kind", mq_text_of(mq_event_kinds[r->kind].name), side);
	int n = mq_print_parts(buf, sizeof buf, "%u", few(hi > lo ? hi - lo : 0));
	mq_feature2(f, "far", mq_text_at(buf, (size_t)n), side);
	n = mq_print_parts(buf, sizeof buf, "%u", borders < 3 ? borders : 3);
	mq_feature2(f, "borders", mq_text_at(buf, (size_t)n), side);
	uint32_t between = mq_triggers_between(all, x, lo, hi);
	n = mq_print_parts(buf, sizeof buf, "%u", between < 2 ? between : 2);
	mq_feature2(f, "between", mq_text_at(buf, (size_t)n), side);
	n = mq_print_parts(buf, sizeof buf, "%u", dates < 3 ? dates : 3);
	mq_feature2(f, "dates", mq_text_at(buf, (size_t)n), side);
	mq_feature2(f, "nth", nth == 0 ? MQ_T("first") : MQ_T("later"), side);
	mq_feature(f, "opens", mq_text_of(mq_cue_name[s->seen[d->from_token].opens]));
	mq_feature2(f, "clause", mq_text_of(mq_cue_name[x->clause]), side);
	bool say = false;
	for (uint32_t t = lo; t < hi; t++) say |= s->seen[t].cue == MQ_CUE_SAY || s->seen[t].cue == MQ_CUE_THAT;
	if (say) mq_feature(f, "said", side);
	if (d->from == MQ_NO_DAY) mq_feature(f, "unresolved", side);
	if (s->seen[x->trigger].verb) mq_feature2(f, "verb", side, borders ? MQ_T("other") : MQ_T("same"));
	uint32_t at;
	mq_text told = mq_text_of(told_name[mq_date_beside(s, x, all, d, &at)]), type = type_of(r->kind);
	mq_feature2(f, "told", told, side);
	mq_feature2(f, "told", told, type);
	if (opens_sentence(s, x, d)) mq_feature2(f, "head", told, side);
	if (d->from_token > 0) mq_feature2(f, "left", mq_text_of(mq_cue_name[s->seen[d->from_token - 1].cue]), told);
	mq_feature2(f, "age", mq_text_of(age_of(s, d)), p);
	mq_feature2(f, "age", mq_text_of(age_of(s, d)), type);
	mq_feature2(f, "quoted", s->seen[x->trigger].quoted ? MQ_T("yes") : MQ_T("no"),
		    s->seen[d->from_token].quoted == s->seen[x->trigger].quoted ? MQ_T("same") : MQ_T("other"));
	date_words(f, s, x, d, r->kind, told, at);
}

static double nearness(const mq_scene *s, const mq_candidate *x, const mq_date *d)
{
	uint32_t far = d->from_token > x->trigger ? d->from_token - x->trigger : x->trigger - d->to_token;
	bool same = s->seen[d->from_token].clause == s->seen[x->trigger].clause;
	return (same ? 1.0 : 0.0) - 0.05 * far;
}

/* A day told in the clause of its own verb or noun, with nothing else between that could have happened on it, is its day,
 * whatever the weights make of it: they saw too few plain sentences. */
#define PLAIN_REACH 14u

bool mq_date_stands_by(const mq_scene *s, const mq_candidate *x, const mq_candidates *all, const mq_date *d)
{
	if (d->from == MQ_NO_DAY || d->from_token <= x->trigger || d->from_token - x->trigger > PLAIN_REACH) return false;
	/* «خلال شهر نونبر» opens no clause of its own */
	bool within =
	    s->seen[d->from_token].opens == MQ_CUE_DURING && s->seen[d->from_token].clause == s->seen[x->trigger].clause + 1;
	if ((s->seen[d->from_token].clause != s->seen[x->trigger].clause && !within) || s->seen[x->trigger].quoted) return false;
	for (uint32_t t = x->trigger + 1; t < d->from_token; t++)
		if (s->seen[t].verb || s->seen[t].cue == MQ_CUE_SAY || s->seen[t].cue == MQ_CUE_THAT ||
		    s->seen[t].cue == MQ_CUE_AFTER)
			return false;
	return mq_triggers_between(all, x, x->trigger, d->from_token) == 0;
}

/* words from a verb to the day that it is told with, and from that to who or what it tells of */
#define VERB_REACH 2u
#define NOUN_REACH 3u

/* «تنعقد يوم 20 نونبر الدورة الثامنة»: a day between a noun and the verb that carries it is the day of both */
static bool stands_within(const mq_scene *s, const mq_candidate *x, const mq_candidates *all, const mq_date *d)
{
	uint32_t verb = d->from_token;
	if (d->from == MQ_NO_DAY || d->to_token > x->trigger || x->trigger - d->to_token > NOUN_REACH) return false;
	if (s->seen[x->trigger].verb || s->seen[x->trigger].quoted) return false;
	for (uint32_t n = 0; n < VERB_REACH && verb > s->doc->sentences.v[x->sentence].from && !s->seen[verb].verb; n++) verb--;
	if (!s->seen[verb].verb || s->seen[verb].cue == MQ_CUE_SAY) return false;
	for (uint32_t t = verb + 1; t <= x->trigger; t++)
		if (s->seen[t].verb || s->seen[t].clause != s->seen[verb].clause) return false;
	return mq_triggers_between(all, x, verb, x->trigger) == 0;
}

static int32_t plain_date(const mq_scene *s, const mq_candidate *x, const mq_candidates *all, uint32_t from, uint32_t to)
{
	for (uint32_t i = from; i < to; i++)
		if (mq_date_stands_by(s, x, all, &s->marks->dates.v[i])) return (int32_t)i;
	for (uint32_t i = from; i < to && x->date < 0; i++)
		if (stands_within(s, x, all, &s->marks->dates.v[i])) return (int32_t)i;
	return -1;
}

/* a date of the sentence is more often the event's than the weights of single dates say (by cross-validation) */
#define DATE_LEAST (-0.2)

void mq_date_find(mq_arena *a, const mq_coder *c, const mq_scene *s, mq_candidate *x, const mq_candidates *all, mq_buf *dump)
{
	uint32_t from = s->date_of[x->sentence], to = s->date_of[x->sentence + 1];
	if (to > from + MQ_DATES_WEIGHED) to = from + MQ_DATES_WEIGHED;
	double best = c->model.there ? DATE_LEAST : 0;
	x->date = -1;
	if (dump) mq_buf_print(dump, ",\"dates\":[");
	for (uint32_t i = from; i < to; i++) {
		const mq_date *d = &s->marks->dates.v[i];
		mq_features f;
		mq_features_open(&f, a, "date", dump != NULL);
		date_features(&f, s, x, &c->rules.rules.v[x->rule], all, d, to - from, i - from);
		double score = c->model.there ? mq_features_score(&c->model, &f, 0) : nearness(s, x, d);
		if (d->from == MQ_NO_DAY) score = -HUGE_VAL;
		x->day[i - from] = (float)score;
		if (score > best) best = score, x->date = (int32_t)i;
		if (!dump) continue;
		char day[2][11] = {"", ""};
		if (d->from != MQ_NO_DAY) mq_day_print(d->from, day[0]);
		if (d->to != MQ_NO_DAY) mq_day_print(d->to, day[1]);
		mq_buf_print(dump, "%s{\"from\":\"%s\",\"to\":\"%s\"", i > from ? "," : "", day[0], day[1]);
		mq_features_dump(dump, &f, "f");
		mq_buf_byte(dump, '}');
	}
	if (dump) mq_buf_byte(dump, ']');
	x->date_score = best;
	int32_t plain = plain_date(s, x, all, from, to);
	/* of two, the one behind the word before one that stands ahead of it */
	if (plain >= 0 && (x->date < 0 || s->marks->dates.v[x->date].from_token < x->trigger)) x->date = plain;
}
