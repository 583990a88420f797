/* What became of it: the status machine. Cues of rules/ar/status.tsv around the trigger, its tense, what governs it, and its date
 * against the day of publication; then `background`. Speech acts (a threat, a refusal, a demand) are done by being said. */
#include "event/last.h"

bool mq_said_is_done(uint16_t kind)
{
	static const char *const names[] = {"request", "accuse", "summon", "reject", "threaten", "support", "protest"};
	return mq_kind_among(kind, names, sizeof names / sizeof *names);
}

static bool spans_time(uint16_t kind)
{
	static const char *const names[] = {"visit",   "exercise_joint", "conference", "retreat", "joint_operation",
					    "meeting", "training",       "attack",     "protest", "deploy"};
	return mq_kind_among(kind, names, sizeof names / sizeof *names);
}

static bool has(uint64_t bits, mq_cue cue) { return (bits & MQ_CUE_BIT(cue)) != 0; }

static const mq_date *date_of(const mq_scene *s, const mq_candidate *x)
{
	return x->date < 0 ? NULL : &s->marks->dates.v[x->date];
}

/* the governor turns the act into something else */
static int by_governor(const mq_candidate *x, bool speech, bool accused)
{
	switch ((mq_cue)x->governor) {
	case MQ_CUE_CANCEL: return MQ_STATUS_CANCELLED;
	case MQ_CUE_POSTPONE: return MQ_STATUS_POSTPONED;
	case MQ_CUE_DENY: return accused ? -1 : MQ_STATUS_DENIED;
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
	/* who denies what he is accused of has been accused */
	int told = by_governor(x, speech, strcmp(mq_event_kinds[r->kind].name, "accuse") == 0);
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
		if (day - d->to >= MQ_BACKGROUND_DAYS) return true;
		if (day - d->to <= 2) return false;
	}
	if (x->told != MQ_STATUS_DONE) return false;
	if (has(x->around, MQ_CUE_RECALL)) return true;
	if (d && d->relative == false && has(x->around, MQ_CUE_LAST)) return true;
	const mq_sentence *sn = &s->doc->sentences.v[x->sentence];
	return s->seen[sn->from].cue == MQ_CUE_WAS && !(d && day != MQ_NO_DAY && d->to != MQ_NO_DAY && day - d->to < 7);
}

/* the tense of a verb as features name it */
uint8_t mq_carrier_form(const mq_scene *s, const mq_candidate *x)
{
	uint32_t verb = carrier_of(s, x);
	return verb == UINT32_MAX ? 0 : s->seen[verb].verb;
}

static mq_text tense_of(const mq_scene *s, uint32_t t)
{
	if (t == UINT32_MAX || !s->seen[t].verb) return MQ_T("none");
	return is_future(s, t) ? MQ_T("future") : s->seen[t].verb == MQ_FORM_PERFECT ? MQ_T("past") : MQ_T("present");
}

/* words beside the trigger that tell how far it has come */
#define TELLING_LEFT  4u
#define TELLING_RIGHT 3u

static void telling_words(mq_features *f, const mq_scene *s, const mq_candidate *x, mq_text kind, mq_text tense, mq_text when)
{
	const mq_sentence *sn = &s->doc->sentences.v[x->sentence];
	mq_text trigger = mq_scene_word(s, x->trigger), mark = s->seen[x->trigger].verb ? MQ_T("verb") : MQ_T("noun");
	uint32_t verb = carrier_of(s, x), first = UINT32_MAX;
	mq_text carrier = tense_of(s, verb);
	if (trigger.n) mq_feature2(f, "word", trigger, tense), mq_feature2(f, "word.carrier", trigger, carrier);
	for (uint32_t d = 1; d <= TELLING_LEFT && x->trigger >= sn->from + d; d++) {
		mq_text w = mq_scene_word(s, x->trigger - d);
		if (w.n) mq_feature2(f, d == 1 ? "l1" : "l", w, mark);
	}
	for (uint32_t d = 1; d <= TELLING_RIGHT && x->trigger + d < sn->to; d++) {
		mq_text w = mq_scene_word(s, x->trigger + d);
		if (w.n) mq_feature2(f, d == 1 ? "r1" : "r", w, mark);
	}
	mq_feature2(f, "carrier", carrier, kind);
	mq_feature2(f, "carrier.when", carrier, when);
	if (verb != UINT32_MAX) {
		mq_text w = mq_scene_word(s, verb);
		if (w.n) mq_feature2(f, "carried", w, carrier);
	}
	uint32_t ahead = 0;
	for (uint32_t t = sn->from; t < sn->to; t++) {
		if (!s->seen[t].verb) continue;
		if (first == UINT32_MAX) first = t;
		ahead += is_future(s, t);
	}
	mq_feature2(f, "first", tense_of(s, first), mark);
	mq_feature2(f, "ahead", ahead ? MQ_T("yes") : MQ_T("no"), tense);
	mq_feature2(f, "kind.tense", kind, tense);
	mq_feature2(f, "kind.when", kind, when);
	mq_feature2(f, "kind.definite", kind, x->pro & MQ_PRO_AL ? MQ_T("yes") : MQ_T("no"));
	mq_feature2(f, "in", sn->in ? MQ_T("body") : MQ_T("title"), kind);
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
	telling_words(f, s, x, k, tense, mq_text_of(when));
}

/* How much the cues' verdict counts beside the sum of weights, by cross-validation. */
#define TOLD_WORTH 1.0
/* and how much where the rule itself names the status: a rule that no training saw must be heard */
#define RULE_WORTH 4.0

const int8_t mq_status_weighed[MQ_STAGES_WEIGHED] = {MQ_STATUS_DONE, MQ_STATUS_UNDER_WAY, MQ_STATUS_ANNOUNCED,
						     MQ_STATUS_CANCELLED};

bool mq_status_is_weighed(int8_t status)
{
	for (int i = 0; i < MQ_STAGES_WEIGHED; i++)
		if (mq_status_weighed[i] == status) return true;
	return false;
}

static int8_t likeliest(const double stage[MQ_STAGES_WEIGHED])
{
	int best = 0;
	for (int i = 1; i < MQ_STAGES_WEIGHED; i++)
		if (stage[i] > stage[best]) best = i;
	return mq_status_weighed[best];
}

/* the cues' verdict is one voice among others; postponed and denied stay the cues' own */
void mq_status_weigh(mq_arena *a, const mq_coder *c, const mq_scene *s, mq_candidate *x, mq_buf *dump)
{
	const mq_rule *r = &c->rules.rules.v[x->rule];
	mq_features f;
	double sum[MQ_ROLES_MOST];
	mq_features_open(&f, a, "status", dump != NULL);
	status_features(&f, s, x, r);
	mq_features_score_roles(&c->model, &f, MQ_WEIGHTS_STATUS, sum);
	if (c->model.there && x->date < 0) x->background = sum[MQ_ROLE_BACKGROUND] > 0;
	if (dump) mq_features_dump(dump, &f, "status");
	if (dump) mq_buf_print(dump, ",\"told\":%d,\"recalled\":%d", x->told, x->background);
	for (int i = 0; i < MQ_STAGES_WEIGHED; i++) {
		x->stage[i] = mq_status_weighed[i] != x->told ? 0 : r->status == x->told ? RULE_WORTH : TOLD_WORTH;
		x->stage[i] += sum[i];
	}
	if (mq_status_is_weighed(x->told)) x->status = likeliest(x->stage);
}

/* Each telling has its voice; what most of them tell as postponed or denied is that. */
int8_t mq_status_of_all(const mq_candidate *const *told, uint32_t n)
{
	double sum[MQ_STAGES_WEIGHED] = {0};
	uint32_t others = 0;
	const mq_candidate *other = NULL;
	for (uint32_t i = 0; i < n; i++) {
		if (!mq_status_is_weighed(told[i]->told)) other = told[i], others++;
		for (int k = 0; k < MQ_STAGES_WEIGHED; k++) sum[k] += told[i]->stage[k];
	}
	return others * 2 > n ? other->status : likeliest(sum);
}

void mq_status_tell(const mq_coder *c, const mq_scene *s, mq_candidate *x)
{
	x->told = x->status = (int8_t)tell(s, x, &c->rules.rules.v[x->rule]);
	x->background = is_background(s, x);
}
