/* What became of a happening, by all its tellings and its day: each status that is weighed is looked at in turn. */
#include <string.h>

#include "event/last.h"

/* tellings that are looked at */
#define TELLINGS_MOST 24u
/* candidates on each side that tell of the same kind */
#define BESIDE_MOST 32u
#define AGE_MOST    3650

static bool has(uint64_t bits, mq_cue cue) { return (bits & MQ_CUE_BIT(cue)) != 0; }

float mq_last_age(mq_day day, mq_day told)
{
	if (day == MQ_NO_DAY || told == MQ_NO_DAY) return MQ_NO_AGE;
	int32_t age = (int32_t)told - (int32_t)day;
	return (float)(age > AGE_MOST ? AGE_MOST : age < -AGE_MOST ? -AGE_MOST : age);
}

static void sum_features(const mq_happening *h, float *f)
{
	for (uint32_t i = 0; i < h->n; i++)
		for (int k = 0; k < MQ_STAGES_WEIGHED; k++)
			f[MQ_STAGE_OF_done + k] += (float)mq_bounded_sum(h->told[i]->stage[k]) / (float)h->n;
}

/* the words of the tellings: cues of time beside the trigger, tenses */
static void word_features(const mq_happening *h, float *f)
{
	for (uint32_t i = 0; i < h->n && i < TELLINGS_MOST; i++) {
		const mq_candidate *x = h->told[i];
		uint64_t bits = x->left | x->inside | x->after;
		uint8_t carrier = mq_carrier_form(h->s, x);
		f[MQ_STAGE_OF_continues] += has(bits, MQ_CUE_CONTINUE);
		f[MQ_STAGE_OF_now] += has(bits, MQ_CUE_NOW);
		f[MQ_STAGE_OF_begins] += has(bits, MQ_CUE_BEGIN);
		f[MQ_STAGE_OF_next] += has(bits, MQ_CUE_NEXT);
		f[MQ_STAGE_OF_habit] += has(bits, MQ_CUE_HABIT);
		f[MQ_STAGE_OF_after] += has(bits, MQ_CUE_AFTER) || x->clause == MQ_CUE_AFTER;
		f[MQ_STAGE_OF_during] += has(bits, MQ_CUE_DURING) || x->clause == MQ_CUE_DURING;
		f[MQ_STAGE_OF_was] += has(bits, MQ_CUE_WAS) || has(bits, MQ_CUE_HAD);
		f[MQ_STAGE_OF_has_ended] += has(bits, MQ_CUE_END);
		f[MQ_STAGE_OF_imperfect] += x->form == MQ_FORM_IMPERFECT;
		f[MQ_STAGE_OF_perfect] += x->form == MQ_FORM_PERFECT;
		f[MQ_STAGE_OF_masdar] += x->form == MQ_FORM_MASDAR;
		f[MQ_STAGE_OF_present] += carrier == MQ_FORM_IMPERFECT;
		f[MQ_STAGE_OF_past] += carrier == MQ_FORM_PERFECT;
		f[MQ_STAGE_OF_background] += x->background;
		f[MQ_STAGE_OF_recalled] += x->recalled;
	}
}

static void lead_features(const mq_happening *h, const mq_candidate *who, float *f)
{
	const mq_scene *s = h->s;
	const mq_candidate *x = h->lead;
	uint16_t kind = h->c->rules.rules.v[x->rule].kind;
	uint32_t body = s->doc->body_sentence;
	f[MQ_STAGE_OF_tellings] = (float)h->n;
	f[MQ_STAGE_OF_kind] = kind;
	f[MQ_STAGE_OF_quad] = (float)mq_event_kinds[kind].quad;
	f[MQ_STAGE_OF_speech] = mq_said_is_done(kind);
	f[MQ_STAGE_OF_form] = x->form;
	f[MQ_STAGE_OF_future] = (x->pro & MQ_PRO_SA) != 0;
	f[MQ_STAGE_OF_verb] = s->seen[x->trigger].verb;
	f[MQ_STAGE_OF_quoted] = s->seen[x->trigger].quoted;
	f[MQ_STAGE_OF_governor] = x->governor;
	f[MQ_STAGE_OF_clause] = x->clause;
	f[MQ_STAGE_OF_rule] = h->c->rules.rules.v[x->rule].status;
	f[MQ_STAGE_OF_told] = x->told;
	f[MQ_STAGE_OF_definite] = (x->pro & MQ_PRO_AL) != 0;
	f[MQ_STAGE_OF_lead_title] = x->sentence < body;
	f[MQ_STAGE_OF_place] = x->sentence < body ? 0 : (float)(x->sentence - body + 1);
	f[MQ_STAGE_OF_likely] = (float)h->told[0]->p;
	f[MQ_STAGE_OF_actors] = (float)who->actors.n;
	f[MQ_STAGE_OF_recipients] = (float)who->recipients.n;
	f[MQ_STAGE_OF_self] =
	    who->actors.n == 1 && who->recipients.n == 1 && strcmp(who->actors.v[0].country, who->recipients.v[0].country) == 0;
	f[MQ_STAGE_OF_words] = (float)s->words;
	f[MQ_STAGE_OF_happenings] = (float)h->number;
}

static void day_features(const mq_happening *h, float *f)
{
	mq_day told = h->s->article->published_day;
	f[MQ_STAGE_OF_age] = f[MQ_STAGE_OF_ends] = MQ_NO_AGE;
	if (h->date < 0) return;
	const mq_date *d = &h->s->marks->dates.v[h->date];
	f[MQ_STAGE_OF_dated] = 1;
	f[MQ_STAGE_OF_age] = mq_last_age(d->from, told);
	f[MQ_STAGE_OF_ends] = mq_last_age(d->to, told);
	f[MQ_STAGE_OF_span] = (float)(d->to - d->from);
	f[MQ_STAGE_OF_precision] = d->precision;
}

/* tellings of other happenings of the kind */
static void beside_features(const mq_happening *h, float *f)
{
	const mq_rule *rules = h->c->rules.rules.v;
	uint32_t at = (uint32_t)(h->lead - h->all->v);
	uint32_t from = at > BESIDE_MOST ? at - BESIDE_MOST : 0, to = h->all->n - at > BESIDE_MOST ? at + BESIDE_MOST : h->all->n;
	for (uint32_t i = from; i < to; i++) {
		const mq_candidate *y = &h->all->v[i];
		if (h->which[i] == h->none || h->which[i] == h->number || rules[y->rule].kind != rules[h->lead->rule].kind)
			continue;
		f[MQ_STAGE_OF_of_kind] += 1;
		f[MQ_STAGE_OF_of_kind_same] +=
		    mq_parties_shared(h->lead->actors.v, h->lead->actors.n, y->actors.v, y->actors.n) > 0;
	}
}

/* what is said for one of the statuses */
static void stage_features(const mq_happening *h, int k, float *f)
{
	f[MQ_STAGE_OF_stage] = (float)k;
	f[MQ_STAGE_OF_mean] = f[MQ_STAGE_OF_done + k];
	f[MQ_STAGE_OF_margin] = f[MQ_STAGE_OF_mean] - mq_best_other(f + MQ_STAGE_OF_done, MQ_STAGES_WEIGHED, (uint32_t)k);
	f[MQ_STAGE_OF_lead_sum] = (float)mq_bounded_sum(h->lead->stage[k]);
	f[MQ_STAGE_OF_first_sum] = (float)mq_bounded_sum(h->told[0]->stage[k]);
	f[MQ_STAGE_OF_most] = -(float)MQ_SUM_MOST;
	f[MQ_STAGE_OF_votes] = f[MQ_STAGE_OF_voices] = 0;
	for (uint32_t i = 0; i < h->n && i < TELLINGS_MOST; i++) {
		float sum = (float)mq_bounded_sum(h->told[i]->stage[k]);
		if (sum > f[MQ_STAGE_OF_most]) f[MQ_STAGE_OF_most] = sum;
		f[MQ_STAGE_OF_votes] += h->told[i]->status == mq_status_weighed[k];
		f[MQ_STAGE_OF_voices] += h->told[i]->told == mq_status_weighed[k];
	}
}

/* what the words say for each status: done.course, under_way.course … */
static void hear(const mq_happening *h, const mq_features *words, float heard[MQ_STAGES_WEIGHED])
{
	double sum[MQ_ROLES_MOST];
	mq_features_score_roles(&h->c->model, words, MQ_WEIGHTS_STATUS, sum);
	for (int k = 0; k < MQ_STAGES_WEIGHED; k++) heard[k] = (float)sum[k];
}

static void heard_features(const float heard[MQ_STAGES_WEIGHED], int k, float *f)
{
	f[MQ_STAGE_OF_heard] = heard[k];
	f[MQ_STAGE_OF_heard_other] = mq_best_other(heard, MQ_STAGES_WEIGHED, (uint32_t)k);
	f[MQ_STAGE_OF_heard_margin] = heard[k] - f[MQ_STAGE_OF_heard_other];
}

int8_t mq_last_stage(const mq_happening *h, const mq_candidate *who, int8_t status, mq_arena *a, mq_buf *dump)
{
	float f[MQ_STAGE_FEATURES] = {0}, heard[MQ_STAGES_WEIGHED], best = 0;
	int8_t stage = status;
	mq_features words;
	if ((!dump && !h->c->stages.trees) || !mq_status_is_weighed(status)) return status;
	mq_features_open(&words, a, "course", dump != NULL);
	mq_stage_words(&words, h);
	hear(h, &words, heard);
	sum_features(h, f);
	word_features(h, f);
	lead_features(h, who, f);
	day_features(h, f);
	beside_features(h, f);
	if (dump) mq_features_dump(dump, &words, "course");
	if (dump) mq_buf_print(dump, ",\"stage_heard\":%u,\"stages\":[", MQ_STAGE_OF_heard);
	for (int k = 0; k < MQ_STAGES_WEIGHED; k++) {
		stage_features(h, k, f);
		heard_features(heard, k, f);
		float sum = mq_trees_sum(&h->c->stages, f);
		if (k == 0 || sum > best) best = sum, stage = mq_status_weighed[k];
		if (dump)
			mq_buf_print(dump, "%s{", k ? "," : ""), mq_numbers_dump(dump, "f", f, MQ_STAGE_FEATURES),
			    mq_buf_byte(dump, '}');
	}
	if (dump) mq_buf_byte(dump, ']');
	if (!h->c->stages.trees || h->lead->opener) return status;
	return stage;
}
