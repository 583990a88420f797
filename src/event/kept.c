/* Does the record keep a happening? What its best telling alone could not know is known now: what stands beside it in the text,
 * whether another one of its kind says the same, and how sure its parties are: one that has the wrong ones is as wrong as none.
 */
#include <math.h>
#include <string.h>

#include "event/last.h"
#include "event/pair.h"

/* others of its kind that are asked by weights whether they are the same */
#define ASKED_MOST 12u
/* happenings on each side that one is set beside: a page of nothing but attacks must not cost its square */
#define BESIDE_MOST 48u
#define FAR_MOST    400u

/* another happening, as it stands to this one */
typedef struct {
	const mq_whole *other;
	uint32_t far, shared, here; /* tokens apart, states shared, sentences shared */
	float same;                 /* of its kind: what the weights say of the two being one */
} beside;

static uint16_t kind_of(const mq_whole *w) { return w->event->kind; }

static bool of_type(const mq_whole *a, const mq_whole *b)
{
	return strcmp(mq_event_kinds[kind_of(a)].plover, mq_event_kinds[kind_of(b)].plover) == 0;
}

static float sum_of(double p)
{
	double least = exp(MQ_NO_SUM);
	if (p <= least) return MQ_NO_SUM;
	return p >= 1 - least ? -MQ_NO_SUM : (float)log(p / (1 - p));
}

static bool among(const char *code, const mq_event *e)
{
	for (uint32_t i = 0; i < e->actors.n; i++)
		if (strcmp(e->actors.v[i].country, code) == 0) return true;
	for (uint32_t i = 0; i < e->recipients.n; i++)
		if (strcmp(e->recipients.v[i].country, code) == 0) return true;
	return false;
}

static uint32_t states_shared(const mq_event *a, const mq_event *b)
{
	uint32_t n = 0;
	for (uint32_t i = 0; i < a->actors.n; i++) n += among(a->actors.v[i].country, b);
	for (uint32_t i = 0; i < a->recipients.n; i++) n += among(a->recipients.v[i].country, b);
	return n;
}

static uint32_t sentences_shared(const mq_event *a, const mq_event *b)
{
	uint32_t n = 0;
	for (uint32_t i = 0; i < a->evidence.n; i++)
		for (uint32_t k = 0; k < b->evidence.n; k++)
			n += a->evidence.v[i].in == b->evidence.v[k].in && a->evidence.v[i].start == b->evidence.v[k].start;
	return n;
}

static float even_days(const mq_event *a, const mq_event *b)
{
	if (a->date < 0 || b->date < 0) return -1;
	return a->from == b->from && a->to == b->to;
}

static bool even_parties(const mq_event *a, const mq_event *b)
{
	return mq_parties_even(a->actors.v, a->actors.n, b->actors.v, b->actors.n) &&
	       mq_parties_even(a->recipients.v, a->recipients.n, b->recipients.v, b->recipients.n);
}

/* what the weights say of the two that speak for them */
static float score_of(const mq_pairs *p, const mq_whole *a, const mq_whole *b)
{
	uint32_t i = (uint32_t)(a->lead - p->all->v), k = (uint32_t)(b->lead - p->all->v);
	return (float)mq_bounded_sum(mq_same_score(p, i < k ? i : k, i < k ? k : i));
}

static void event_features(const mq_scene *s, const mq_whole *w, float *f)
{
	const mq_event *e = w->event;
	const mq_event_kind *kind = &mq_event_kinds[e->kind];
	f[MQ_KEPT_likely] = sum_of(w->likely[0]);
	f[MQ_KEPT_next] = sum_of(w->likely[1]);
	f[MQ_KEPT_mean] = (float)(w->sum / w->tellings);
	f[MQ_KEPT_tellings] = (float)w->tellings;
	f[MQ_KEPT_evidence] = (float)e->evidence.n;
	f[MQ_KEPT_kind] = e->kind;
	f[MQ_KEPT_quad] = (float)kind->quad;
	f[MQ_KEPT_equals] = kind->symmetric;
	f[MQ_KEPT_status] = e->status;
	f[MQ_KEPT_background] = e->background;
	f[MQ_KEPT_dated] = (float)(e->date < 0 ? 0 : e->from == e->to ? 2 : 1);
	f[MQ_KEPT_age] = e->date < 0 ? MQ_NO_AGE : mq_last_age(e->from, s->article->published_day);
	f[MQ_KEPT_actors] = (float)e->actors.n;
	f[MQ_KEPT_recipients] = (float)e->recipients.n;
	f[MQ_KEPT_self] =
	    e->actors.n == 1 && e->recipients.n == 1 && strcmp(e->actors.v[0].country, e->recipients.v[0].country) == 0;
	f[MQ_KEPT_parties] = (float)w->who->parties;
	f[MQ_KEPT_first_party] = (float)w->who->party[0];
	f[MQ_KEPT_other_party] = (float)w->who->party[1];
	f[MQ_KEPT_second_party] = (float)w->who->party[2];
	f[MQ_KEPT_title] = w->title;
}

static void lead_features(const mq_scene *s, const mq_whole *w, float *f)
{
	const mq_candidate *x = w->lead;
	const mq_sentence *sn = &s->doc->sentences.v[x->sentence];
	uint32_t body = s->doc->body_sentence, n = s->doc->sentences.n - body;
	uint32_t place = x->sentence < body ? 0 : x->sentence - body + 1;
	f[MQ_KEPT_recalled] = x->recalled;
	f[MQ_KEPT_states] = x->states;
	f[MQ_KEPT_sum] = (float)mq_bounded_sum(x->sum);
	f[MQ_KEPT_sum_shape] = (float)x->part[0];
	f[MQ_KEPT_sum_parties] = (float)x->part[1];
	f[MQ_KEPT_sum_words] = (float)x->part[2];
	f[MQ_KEPT_form] = x->form;
	f[MQ_KEPT_governor] = x->governor;
	f[MQ_KEPT_clause] = x->clause;
	f[MQ_KEPT_told] = x->told;
	f[MQ_KEPT_definite] = (x->pro & MQ_PRO_AL) != 0;
	f[MQ_KEPT_quoted] = s->seen[x->trigger].quoted;
	f[MQ_KEPT_verb] = s->seen[x->trigger].verb;
	f[MQ_KEPT_elements] = x->elements;
	f[MQ_KEPT_rivals] = x->rivals;
	f[MQ_KEPT_lead_title] = x->sentence < body;
	f[MQ_KEPT_place] = (float)place;
	f[MQ_KEPT_share] = n ? (float)place / (float)n : 0;
	f[MQ_KEPT_offset] = (float)(x->trigger - sn->from);
	f[MQ_KEPT_tokens] = (float)(sn->to - sn->from);
	f[MQ_KEPT_politics] = (float)s->politics;
	f[MQ_KEPT_words] = (float)s->words;
	f[MQ_KEPT_length] = (float)n;
}

static void rank_features(const mq_whole *w, const mq_whole *o, bool here, float *f)
{
	bool likelier = o->likely[0] > w->likely[0], type = of_type(w, o);
	float z = sum_of(o->likely[0]);
	f[MQ_KEPT_events]++;
	f[MQ_KEPT_rank] += likelier;
	if (likelier) f[MQ_KEPT_likelier_sum] += (float)o->likely[0];
	mq_raise_to(&f[MQ_KEPT_best], z);
	if (here) f[MQ_KEPT_here]++, f[MQ_KEPT_here_rank] += likelier;
	if (type) f[MQ_KEPT_of_type]++, f[MQ_KEPT_of_type_rank] += likelier, mq_raise_to(&f[MQ_KEPT_of_type_best], z);
	if (kind_of(w) != kind_of(o)) return;
	f[MQ_KEPT_of_kind]++, f[MQ_KEPT_of_kind_rank] += likelier, mq_raise_to(&f[MQ_KEPT_of_kind_best], z);
}

/* a shares more with the happening than b does; near: stands nearer to it */
static bool before(const beside *a, const beside *b, bool near)
{
	if (!b->other) return true;
	if (!near && a->here != b->here) return a->here > b->here;
	if (!near && a->shared != b->shared) return a->shared > b->shared;
	return a->far < b->far;
}

static void twin_features(const mq_whole *w, const beside *b, float *f)
{
	const mq_whole *o = b->other;
	const mq_event *e = w->event, *x = o->event;
	f[MQ_KEPT_twin_likely] = sum_of(o->likely[0]);
	f[MQ_KEPT_twin_far] = (float)b->far;
	f[MQ_KEPT_twin_even] = even_parties(e, x);
	f[MQ_KEPT_twin_shared] = (float)b->shared;
	f[MQ_KEPT_twin_union] = (float)(e->actors.n + e->recipients.n + x->actors.n + x->recipients.n - b->shared);
	f[MQ_KEPT_twin_actors] = (float)mq_parties_shared(e->actors.v, e->actors.n, x->actors.v, x->actors.n);
	f[MQ_KEPT_twin_recipients] = (float)mq_parties_shared(e->recipients.v, e->recipients.n, x->recipients.v, x->recipients.n);
	f[MQ_KEPT_twin_day] = even_days(e, x);
	f[MQ_KEPT_twin_here] = (float)b->here;
	f[MQ_KEPT_twin_status] = e->status == x->status;
	f[MQ_KEPT_twin_background] = e->background == x->background;
	f[MQ_KEPT_twin_word] = w->lead->family && w->lead->family == o->lead->family;
	f[MQ_KEPT_twin_tellings] = (float)o->tellings;
	f[MQ_KEPT_twin_before] = o->lead->trigger < w->lead->trigger;
	f[MQ_KEPT_twin_rule] = o->lead->rule == w->lead->rule;
	f[MQ_KEPT_twin_score] = b->same;
}

static void near_features(const mq_whole *w, const beside *b, float *f)
{
	const mq_whole *o = b->other;
	f[MQ_KEPT_near_likely] = sum_of(o->likely[0]);
	f[MQ_KEPT_near_far] = (float)b->far;
	f[MQ_KEPT_near_even] = even_parties(w->event, o->event);
	f[MQ_KEPT_near_shared] = (float)b->shared;
	f[MQ_KEPT_near_here] = (float)b->here;
	f[MQ_KEPT_near_day] = even_days(w->event, o->event);
	f[MQ_KEPT_near_before] = o->lead->trigger < w->lead->trigger;
	f[MQ_KEPT_near_score] = b->same;
}

static void other_features(const mq_whole *w, const beside *b, float *f)
{
	f[0] = sum_of(b->other->likely[0]);
	f[1] = (float)b->far;
	f[2] = (float)b->shared;
	f[3] = (float)b->here;
	f[4] = kind_of(b->other);
	f[5] = of_type(w, b->other);
}

static void kept_features(const mq_pairs *p, const mq_whole *all, uint32_t n, uint32_t k, float *f)
{
	const mq_whole *w = &all[k];
	beside twin = {0}, near = {0}, one = {0}, two = {0};
	uint32_t from = k > BESIDE_MOST ? k - BESIDE_MOST : 0, to = n - k > BESIDE_MOST ? k + BESIDE_MOST : n, asked = 0;
	memset(f, 0, MQ_KEPT_FEATURES * sizeof *f);
	f[MQ_KEPT_best] = f[MQ_KEPT_of_type_best] = f[MQ_KEPT_of_kind_best] = MQ_NO_SUM;
	f[MQ_KEPT_twin_likely] = f[MQ_KEPT_near_likely] = f[MQ_KEPT_one_likely] = f[MQ_KEPT_two_likely] = MQ_NO_SUM;
	f[MQ_KEPT_twin_score] = f[MQ_KEPT_near_score] = f[MQ_KEPT_same_most] = MQ_NO_SUM;
	event_features(p->s, w, f);
	lead_features(p->s, w, f);
	for (uint32_t i = from; i < to; i++) {
		const mq_whole *o = &all[i];
		uint32_t far = mq_apart(o->lead->trigger, w->lead->trigger);
		if (i == k) continue;
		beside b = {o, far < FAR_MOST ? far : FAR_MOST, states_shared(w->event, o->event),
			    sentences_shared(w->event, o->event), 0};
		rank_features(w, o, b.here > 0, f);
		if (kind_of(o) == kind_of(w)) {
			bool twins = before(&b, &twin, false), nears = before(&b, &near, true), ask = asked++ < ASKED_MOST;
			if (twins || nears || ask) b.same = score_of(p, w, o);
			if (ask) mq_raise_to(&f[MQ_KEPT_same_most], b.same);
			if (twins) twin = b;
			if (nears) near = b;
		} else if (before(&b, &one, true)) two = one, one = b;
		else if (before(&b, &two, true)) two = b;
	}
	if (twin.other) twin_features(w, &twin, f), near_features(w, &near, f);
	if (one.other) other_features(w, &one, f + MQ_KEPT_one_likely);
	if (two.other) other_features(w, &two, f + MQ_KEPT_two_likely);
}

double mq_last_kept(const mq_pairs *p, const mq_whole *all, uint32_t n, uint32_t k, mq_buf *dump)
{
	float f[MQ_KEPT_FEATURES];
	kept_features(p, all, n, k, f);
	if (dump) mq_numbers_dump(dump, "kept", f, MQ_KEPT_FEATURES);
	return 1 / (1 + exp(-(double)(f[MQ_KEPT_likely] + mq_trees_sum(&p->c->kept, f))));
}
