/* What became of it: the status machine. Cues of rules/ar/status.tsv around the trigger, its tense, what governs it, and its date
 * against the day of publication; then `background`. Speech acts (a threat, a refusal, a demand) are done by being said. */
#include "event/inner.h"

#define BACKGROUND_DAYS 30

bool mq_said_is_done(uint16_t kind)
{
	static const char *const names[] = {"request", "accuse", "summon", "reject", "threaten", "support", "protest"};
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (strcmp(mq_event_kinds[kind].name, names[i]) == 0) return true;
	return false;
}

static bool spans_time(uint16_t kind)
{
	static const char *const names[] = {"visit",   "exercise_joint", "conference", "retreat", "joint_operation",
					    "meeting", "training",       "attack",     "protest", "deploy"};
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (strcmp(mq_event_kinds[kind].name, names[i]) == 0) return true;
	return false;
}

static bool has(uint64_t bits, mq_cue cue) { return (bits & MQ_CUE_BIT(cue)) != 0; }

static const mq_date *date_of(const mq_scene *s, const mq_candidate *x)
{
	return x->date < 0 ? NULL : &s->marks->dates.v[x->date];
}

/* the governor turns the act into something else */
static int by_governor(const mq_candidate *x, bool speech)
{
	switch ((mq_cue)x->governor) {
	case MQ_CUE_CANCEL: return MQ_STATUS_CANCELLED;
	case MQ_CUE_POSTPONE: return MQ_STATUS_POSTPONED;
	case MQ_CUE_DENY: return MQ_STATUS_DENIED;
	case MQ_CUE_FUTURE: return speech ? MQ_STATUS_DONE : MQ_STATUS_ANNOUNCED;
	case MQ_CUE_PLAN:
	case MQ_CUE_PROMISE: return speech ? MQ_STATUS_DONE : MQ_STATUS_ANNOUNCED;
	case MQ_CUE_MAY:
	case MQ_CUE_WISH:
	case MQ_CUE_MUST:
	case MQ_CUE_AIM:
	case MQ_CUE_DEMAND:
	case MQ_CUE_THREAT: return speech ? MQ_STATUS_DONE : MQ_STATUS_HYPOTHETICAL;
	default: return -1;
	}
}

static int by_date(const mq_scene *s, const mq_candidate *x, uint16_t kind)
{
	const mq_date *d = date_of(s, x);
	mq_day day = s->article->published_day;
	if (!d || day == MQ_NO_DAY || d->from == MQ_NO_DAY) return -1;
	if (d->from > day) return MQ_STATUS_ANNOUNCED;
	if (d->to < day) return MQ_STATUS_DONE;
	if (d->from < d->to && spans_time(kind) && d->precision == MQ_PRECISION_RANGE) return MQ_STATUS_UNDER_WAY;
	return -1;
}

/* a noun that a future verb of its clause carries (سيجرون لقاءات) is as far ahead as the verb */
#define CARRIER_REACH 20u

static bool is_future(const mq_scene *s, uint32_t t) { return (s->doc->tokens.v[t].a[0].pro & MQ_PRO_SA) != 0; }

static bool carried_ahead(const mq_scene *s, const mq_candidate *x)
{
	if (s->seen[x->trigger].verb || x->sentence < s->doc->body_sentence) return false;
	uint32_t first = s->doc->sentences.v[x->sentence].from;
	for (uint32_t t = x->trigger; t-- > first && x->trigger - t <= CARRIER_REACH;) {
		if (s->seen[t].clause != s->seen[x->trigger].clause) return false;
		if (s->seen[t].verb) return is_future(s, t);
		if (s->seen[t].cue == MQ_CUE_AFTER || s->seen[t].cue == MQ_CUE_DURING || s->seen[t].cue == MQ_CUE_AIM)
			return false;
	}
	return false;
}

/* «تجري مباحثات», «زيارة يقوم بها», «القمة التي تنعقد»: the present tense of the verb that carries a noun, or of the verb that
 * tells of it right behind */
#define BEHIND_REACH 5u

static bool goes_on(const mq_scene *s, const mq_candidate *x)
{
	if (s->seen[x->trigger].verb || s->doc->tokens.v[x->trigger].in != MQ_IN_BODY) return false;
	if (x->verb != UINT32_MAX) return s->seen[x->verb].verb == MQ_FORM_IMPERFECT && !is_future(s, x->verb);
	const mq_sentence *sn = &s->doc->sentences.v[x->sentence];
	for (uint32_t t = x->trigger + 1; t < sn->to && t <= x->trigger + BEHIND_REACH; t++) {
		if (s->doc->tokens.v[t].kind == MQ_TOKEN_PUNCT && s->seen[t].clause != s->seen[x->trigger].clause) return false;
		if (s->seen[t].verb) {
			const mq_analysis *v = &s->doc->tokens.v[t].a[0];
			bool his = v->enc != MQ_ENC_NONE || (t + 1 < sn->to && s->doc->tokens.v[t + 1].analyses &&
							     s->doc->tokens.v[t + 1].a[0].enc != MQ_ENC_NONE);
			bool of_it = s->seen[t - 1].cue == MQ_CUE_RELATIVE || his;
			return of_it && v->form == MQ_FORM_IMPERFECT && !(v->pro & (MQ_PRO_SA | MQ_PRO_WA));
		}
	}
	return false;
}

/* what began so many days ago is still going on */
#define BEGUN_DAYS 3

static bool past_long(const mq_scene *s, const mq_candidate *x)
{
	const mq_date *d = date_of(s, x);
	mq_day day = s->article->published_day;
	return d && day != MQ_NO_DAY && d->to != MQ_NO_DAY && day - d->to > BEGUN_DAYS;
}

/* the verb of the pattern, or the nearest one before the trigger in its clause; UINT32_MAX when none */
static uint32_t carrier_of(const mq_scene *s, const mq_candidate *x)
{
	if (x->verb != UINT32_MAX || s->seen[x->trigger].verb) return x->verb;
	uint32_t first = s->doc->sentences.v[x->sentence].from;
	for (uint32_t t = x->trigger; t-- > first && s->seen[t].clause == s->seen[x->trigger].clause;)
		if (s->seen[t].verb) return t;
	return UINT32_MAX;
}

/* «تنطلق الأسبوع المقبل …»: a word for what comes beside a verb that is not of the past */
static bool comes(const mq_scene *s, const mq_candidate *x)
{
	uint32_t verb = carrier_of(s, x);
	if (x->form == MQ_FORM_PERFECT || (verb != UINT32_MAX && s->seen[verb].verb == MQ_FORM_PERFECT)) return false;
	return has(x->after | x->inside, MQ_CUE_NEXT) || (has(x->left, MQ_CUE_NEXT) && verb != UINT32_MAX);
}

static int tell_span(const mq_scene *s, const mq_candidate *x, uint16_t kind, int dated)
{
	if (has(x->left | x->inside, MQ_CUE_CONTINUE) || has(x->left | x->after, MQ_CUE_NOW)) return MQ_STATUS_UNDER_WAY;
	if (has(x->left | x->inside, MQ_CUE_BEGIN) && !past_long(s, x)) return MQ_STATUS_UNDER_WAY;
	if (goes_on(s, x) && !past_long(s, x)) return MQ_STATUS_UNDER_WAY;
	if (x->form == MQ_FORM_ACTIVE && strcmp(mq_event_kinds[kind].name, "visit") == 0 && !past_long(s, x))
		return MQ_STATUS_UNDER_WAY;
	return dated;
}

static int tell(const mq_scene *s, const mq_candidate *x, const mq_rule *r)
{
	bool speech = mq_said_is_done(r->kind), imperfect = x->form == MQ_FORM_IMPERFECT;
	int told = by_governor(x, speech);
	/* who threatens to call it off has not */
	if (r->status == MQ_STATUS_CANCELLED && (x->governor == MQ_CUE_THREAT || has(x->left, MQ_CUE_THREAT)))
		return MQ_STATUS_ANNOUNCED;
	if (r->status >= 0 && told != MQ_STATUS_CANCELLED && told != MQ_STATUS_POSTPONED && told != MQ_STATUS_DENIED)
		return r->status;
	if (told >= 0) return told;
	if (has(x->left, MQ_CUE_CANCEL)) return MQ_STATUS_CANCELLED;
	if (has(x->left, MQ_CUE_POSTPONE) || has(x->after, MQ_CUE_POSTPONE)) return MQ_STATUS_POSTPONED;
	if (speech) return MQ_STATUS_DONE;
	if (x->pro & MQ_PRO_SA || carried_ahead(s, x)) return MQ_STATUS_ANNOUNCED;
	int dated = by_date(s, x, r->kind);
	if (dated == MQ_STATUS_ANNOUNCED) return dated;
	if (has(x->left, MQ_CUE_PLAN) || has(x->left, MQ_CUE_FUTURE)) return MQ_STATUS_ANNOUNCED;
	if (x->clause == MQ_CUE_IF) return MQ_STATUS_HYPOTHETICAL;
	if (dated != MQ_STATUS_DONE && comes(s, x)) return MQ_STATUS_ANNOUNCED;
	if (spans_time(r->kind)) dated = tell_span(s, x, r->kind, dated);
	else if (has(x->left, MQ_CUE_CONTINUE) && dated != MQ_STATUS_DONE) return MQ_STATUS_UNDER_WAY;
	if (dated >= 0) return dated;
	if (has(x->after, MQ_CUE_NEXT) && x->form != MQ_FORM_PERFECT) return MQ_STATUS_ANNOUNCED;
	if (imperfect && spans_time(r->kind) && s->doc->tokens.v[x->trigger].in == MQ_IN_BODY) return MQ_STATUS_UNDER_WAY;
	return MQ_STATUS_DONE;
}

static bool is_background(const mq_scene *s, const mq_candidate *x)
{
	const mq_date *d = date_of(s, x);
	mq_day day = s->article->published_day;
	if (d && day != MQ_NO_DAY && d->to != MQ_NO_DAY) {
		if (day - d->to >= BACKGROUND_DAYS) return true;
		if (day - d->to <= 2) return false;
	}
	if (x->told != MQ_STATUS_DONE) return false;
	if (has(x->around, MQ_CUE_RECALL)) return true;
	if (d && d->relative == false && has(x->around, MQ_CUE_LAST)) return true;
	const mq_sentence *sn = &s->doc->sentences.v[x->sentence];
	return s->seen[sn->from].cue == MQ_CUE_WAS && !(d && day != MQ_NO_DAY && d->to != MQ_NO_DAY && day - d->to < 7);
}

static void status_features(mq_features *f, const mq_scene *s, const mq_candidate *x, const mq_rule *r)
{
	static const char *const form[] = {"none",    "past", "present",   "command", "masdar",  "active",
					   "passive", "noun", "adjective", "name",    "particle"};
	mq_text k = mq_text_of(mq_event_kinds[r->kind].name), told = mq_event_status_name((mq_event_status)x->told);
	mq_text tense = x->pro & MQ_PRO_SA ? MQ_T("future") : mq_text_of(form[x->form]);
	mq_text speech = mq_said_is_done(r->kind) ? MQ_T("speech") : spans_time(r->kind) ? MQ_T("span") : MQ_T("act");
	mq_feature(f, "kind", k);
	mq_feature(f, "told", told);
	mq_feature2(f, "told", told, speech);
	mq_feature2(f, "tense", tense, speech);
	mq_feature(f, "rule", r->name);
	mq_feature2(f, "governor", mq_text_of(mq_cue_name[x->governor]), speech);
	mq_feature2(f, "clause", mq_text_of(mq_cue_name[x->clause]), speech);
	for (int i = 1; i < MQ_CUES; i++) {
		if (has(x->left, (mq_cue)i)) mq_feature2(f, "left", mq_text_of(mq_cue_name[i]), speech);
		if (has(x->after, (mq_cue)i)) mq_feature2(f, "after", mq_text_of(mq_cue_name[i]), speech);
		if (has(x->around, (mq_cue)i)) mq_feature(f, "around", mq_text_of(mq_cue_name[i]));
	}
	if (s->doc->tokens.v[x->trigger].in == MQ_IN_TITLE) mq_feature2(f, "title", tense, MQ_NONE);
	const mq_sentence *sn = &s->doc->sentences.v[x->sentence];
	mq_feature(f, "opens", mq_text_of(mq_cue_name[s->seen[sn->from].cue]));
	if (s->seen[x->trigger].quoted) mq_feature(f, "quoted", speech);
	if (x->pro & MQ_PRO_AL) mq_feature(f, "definite", speech);
	const mq_date *d = date_of(s, x);
	mq_day day = s->article->published_day;
	const char *when = !d                                         ? "none"
			   : d->from == MQ_NO_DAY || day == MQ_NO_DAY ? "unknown"
			   : d->from > day                            ? "ahead"
			   : d->to >= day                             ? (d->from < d->to ? "spans" : "today")
			   : day - d->to < 3                          ? "fresh"
			   : day - d->to < 30                         ? "weeks"
								      : "old";
	mq_feature2(f, "date", mq_text_of(when), speech);
	mq_feature2(f, "date.tense", mq_text_of(when), tense);
}

/* How much the cues' verdict counts beside the sum of weights, by cross-validation. */
#define TOLD_WORTH 3.0

/* with weights, the cues' verdict is the loudest voice among others; cancelled, postponed and denied stay the cues' own */
static void weigh_status(mq_arena *a, const mq_coder *c, const mq_scene *s, mq_candidate *x, const mq_rule *r, mq_buf *dump)
{
	static const char *const groups[] = {"done", "under_way", "announced"};
	mq_features f;
	double best = 0;
	mq_features_open(&f, a, "background", dump != NULL);
	status_features(&f, s, x, r);
	if (c->model.there && x->date < 0) x->background = mq_features_score(&c->model, &f, 0) > 0;
	if (dump) mq_features_dump(dump, &f, "status");
	if (dump) mq_buf_print(dump, ",\"told\":%d,\"recalled\":%d", x->told, x->background);
	if (!c->model.there || x->told > MQ_STATUS_ANNOUNCED) return;
	if (x->told == MQ_STATUS_ANNOUNCED && carried_ahead(s, x)) return;
	for (int i = 0; i < 3; i++) {
		mq_features_open(&f, a, groups[i], false);
		status_features(&f, s, x, r);
		double score = mq_features_score(&c->model, &f, 0) + (i == x->told ? TOLD_WORTH : 0);
		if (i == 0 || score > best) best = score, x->status = (int8_t)i;
	}
}

void mq_status_tell(mq_arena *a, const mq_coder *c, const mq_scene *s, mq_candidate *x, mq_buf *dump)
{
	const mq_rule *r = &c->rules.rules.v[x->rule];
	x->told = x->status = (int8_t)tell(s, x, r);
	x->background = is_background(s, x);
	weigh_status(a, c, s, x, r, dump);
}
