#include "event/second.h"

#include <string.h>

#include "event/alone.h"

/* candidates on each side that one is set beside */
#define BESIDE_MOST 32u
/* words of the title, and of a sentence, that are set beside each other */
#define TITLE_WORDS    16u
#define SENTENCE_WORDS 64u
/* what a sum is where there is none */
#define FAR 60.0f

static double sum_of(const mq_candidate *x) { return mq_bounded_sum(x->sum); }

static uint16_t kind_of(const mq_coder *c, const mq_candidate *x) { return c->rules.rules.v[x->rule].kind; }

static bool in_title(const mq_scene *s, const mq_candidate *x) { return x->sentence < s->doc->body_sentence; }

static void add_sum(mq_second_sums *m, double z, uint32_t i)
{
	if (!m->n || z > m->best) m->next = m->n ? m->best : (double)MQ_NO_SUM, m->best = z, m->best_of = i;
	else if (z > m->next) m->next = z;
	m->n++;
	m->likely += z > 0;
}

mq_status mq_second_doc_make(mq_arena *a, const mq_coder *c, const mq_scene *s, const mq_candidates *all, mq_second_doc *out)
{
	memset(out, 0, sizeof *out);
	out->kind = MQ_ARRAY(a, mq_second_sums, 2 * mq_event_kinds_n);
	if (!out->kind) return mq_fail_memory(a);
	memset(out->kind, 0, 2 * mq_event_kinds_n * sizeof *out->kind);
	out->title_kind = out->kind + mq_event_kinds_n;
	for (uint32_t i = 0; i < all->n; i++) {
		const mq_candidate *x = &all->v[i];
		double z = sum_of(x);
		add_sum(&out->all, z, i);
		add_sum(&out->kind[kind_of(c, x)], z, i);
		if (in_title(s, x)) add_sum(&out->title, z, i), add_sum(&out->title_kind[kind_of(c, x)], z, i);
		out->mean += z / all->n;
	}
	for (size_t k = 0; mq_scene_is_alone(s) && k < mq_event_kinds_n; k++)
		if (out->kind[k].n) out->kind[k].words = mq_alone_words(a, c, s, k);
	return MQ_DONE;
}

/* the best of the others */
static float best_but(const mq_second_sums *m, uint32_t i)
{
	if (!m->n || (m->n == 1 && m->best_of == i)) return MQ_NO_SUM;
	return (float)(m->best_of == i ? m->next : m->best);
}

static float bits(uint64_t v)
{
	uint32_t n = 0;
	for (; v; v &= v - 1) n++;
	return (float)n;
}

static float rank_of(const mq_scene *s, const mq_party *p, uint32_t n, bool *title)
{
	*title = false;
	for (uint32_t i = 0; n && i < s->states.n; i++)
		if (strcmp(s->states.v[i].code, p[0].country) == 0) {
			*title = s->states.v[i].in_title > 0;
			return (float)(s->states.v[i].rank < 8 ? s->states.v[i].rank : 8);
		}
	return 9;
}

static void own_features(const mq_coder *c, const mq_scene *s, const mq_candidate *x, float *f)
{
	const mq_event_kind *kind = &mq_event_kinds[kind_of(c, x)];
	static const uint64_t unreal = MQ_CUE_BIT(MQ_CUE_IF) | MQ_CUE_BIT(MQ_CUE_AIM) | MQ_CUE_BIT(MQ_CUE_WISH) |
				       MQ_CUE_BIT(MQ_CUE_MUST) | MQ_CUE_BIT(MQ_CUE_MAY) | MQ_CUE_BIT(MQ_CUE_DEMAND) |
				       MQ_CUE_BIT(MQ_CUE_TALKS_OF) | MQ_CUE_BIT(MQ_CUE_NOT);
	bool title;
	f[MQ_SECOND_sum] = (float)sum_of(x);
	f[MQ_SECOND_sum_shape] = (float)x->part[0];
	f[MQ_SECOND_sum_parties] = (float)x->part[1];
	f[MQ_SECOND_sum_words] = (float)x->part[2];
	f[MQ_SECOND_kind] = kind_of(c, x);
	f[MQ_SECOND_quad] = (float)kind->quad;
	f[MQ_SECOND_pair] = kind->symmetric;
	f[MQ_SECOND_first_party] = (float)x->party[0];
	f[MQ_SECOND_other_party] = (float)x->party[1];
	f[MQ_SECOND_all_parties] = (float)x->parties;
	f[MQ_SECOND_second_party] = (float)x->party[2];
	f[MQ_SECOND_actors] = (float)x->actors.n;
	f[MQ_SECOND_recipients] = (float)x->recipients.n;
	f[MQ_SECOND_self] =
	    x->actors.n == 1 && x->recipients.n == 1 && strcmp(x->actors.v[0].country, x->recipients.v[0].country) == 0;
	f[MQ_SECOND_states] = x->states;
	f[MQ_SECOND_elements] = x->elements;
	f[MQ_SECOND_rivals] = x->rivals;
	f[MQ_SECOND_outdone] = x->outdone;
	f[MQ_SECOND_rank] = x->rank;
	f[MQ_SECOND_form] = x->form;
	f[MQ_SECOND_governor] = x->governor;
	f[MQ_SECOND_clause] = x->clause;
	f[MQ_SECOND_told] = x->told;
	f[MQ_SECOND_status] = x->status;
	f[MQ_SECOND_background] = x->background;
	f[MQ_SECOND_recalled] = x->recalled;
	f[MQ_SECOND_dated] = x->date >= 0;
	f[MQ_SECOND_definite] = (x->pro & MQ_PRO_AL) != 0;
	f[MQ_SECOND_bare_li] = (x->pro & MQ_PRO_LI) != 0;
	f[MQ_SECOND_verb] = s->seen[x->trigger].verb;
	f[MQ_SECOND_quoted] = s->seen[x->trigger].quoted;
	f[MQ_SECOND_left] = bits(x->left);
	f[MQ_SECOND_around] = bits(x->around);
	f[MQ_SECOND_after] = bits(x->after);
	f[MQ_SECOND_said] = (float)((x->left & MQ_CUE_BIT(MQ_CUE_SAY) ? 2 : 0) + (x->around & MQ_CUE_BIT(MQ_CUE_SAY) ? 1 : 0));
	f[MQ_SECOND_unreal] = bits(x->left & unreal);
	f[MQ_SECOND_actor_rank] = rank_of(s, x->actors.v, x->actors.n, &title);
	f[MQ_SECOND_actor_title] = title;
	f[MQ_SECOND_recipient_rank] = rank_of(s, x->recipients.v, x->recipients.n, &title);
	f[MQ_SECOND_recipient_title] = title;
	f[MQ_SECOND_age] = -400;
	if (x->date < 0) return;
	mq_day from = s->marks->dates.v[x->date].from, told = s->article->published_day;
	if (from == MQ_NO_DAY || told == MQ_NO_DAY) return;
	int32_t age = (int32_t)told - (int32_t)from;
	f[MQ_SECOND_age] = (float)(age < -365 ? -365 : age > 3650 ? 3650 : age);
}

static uint64_t stem_of(const mq_token *t)
{
	return t->kind == MQ_TOKEN_ARABIC && t->analyses && t->a[0].stem.n > 4 ? t->a[0].key : 0;
}

static bool among_title(const mq_scene *s, const mq_token *t, bool family)
{
	uint64_t key = family ? (t->analyses ? t->a[0].family : 0) : stem_of(t);
	uint32_t title = s->doc->body_token < TITLE_WORDS ? s->doc->body_token : TITLE_WORDS;
	for (uint32_t i = 0; key && i < title; i++) {
		const mq_token *k = &s->doc->tokens.v[i];
		if (k->analyses && (family ? k->a[0].family : stem_of(k)) == key) return true;
	}
	return false;
}

static float per_mille(uint32_t n, uint32_t of)
{
	uint32_t share = n * 1000 / of;
	return (float)share;
}

static void place_features(const mq_scene *s, const mq_candidate *x, float *f)
{
	const mq_sentence *sn = &s->doc->sentences.v[x->sentence];
	uint32_t body = s->doc->body_sentence, n = s->doc->sentences.n - body, per = s->words ? s->words : 1, words = 0,
		 shared = 0, states = 0;
	uint32_t place = x->sentence < body ? 0 : x->sentence - body + 1,
		 end = sn->to - sn->from > SENTENCE_WORDS ? sn->from + SENTENCE_WORDS : sn->to;
	for (uint32_t t = sn->from; t < end; t++) {
		if (!stem_of(&s->doc->tokens.v[t])) continue;
		words++;
		shared += among_title(s, &s->doc->tokens.v[t], false);
	}
	for (uint32_t i = 0; i < s->states.n; i++) states += s->states.v[i].mentions > 0;
	f[MQ_SECOND_title] = x->sentence < body;
	f[MQ_SECOND_place] = (float)(place < 40 ? place : 40);
	f[MQ_SECOND_share] = n ? (float)place / (float)n : 0;
	f[MQ_SECOND_sentences] = (float)n;
	f[MQ_SECOND_tokens] = (float)(sn->to - sn->from);
	f[MQ_SECOND_offset] = (float)(x->trigger - sn->from);
	f[MQ_SECOND_offset_share] = (float)(x->trigger - sn->from) / (float)(sn->to - sn->from);
	f[MQ_SECOND_clauses_before] = s->seen[x->trigger].clause - s->seen[sn->from].clause;
	f[MQ_SECOND_clauses] = s->seen[sn->to - 1].clause - s->seen[sn->from].clause;
	f[MQ_SECOND_words] = (float)s->words;
	f[MQ_SECOND_alone] = mq_scene_is_alone(s);
	f[MQ_SECOND_heading] = mq_scene_is_heading(s, sn);
	f[MQ_SECOND_politics] = (float)s->politics;
	f[MQ_SECOND_sport] = per_mille(s->sport, per);
	f[MQ_SECOND_market] = per_mille(s->market, per);
	f[MQ_SECOND_lab] = per_mille(s->lab, per);
	f[MQ_SECOND_culture] = per_mille(s->culture, per);
	f[MQ_SECOND_expert] = (float)s->expert;
	f[MQ_SECOND_doc_states] = (float)states;
	f[MQ_SECOND_title_words] = (float)shared;
	f[MQ_SECOND_title_share] = words ? (float)shared / (float)words : 0;
	f[MQ_SECOND_trigger_title] = among_title(s, &s->doc->tokens.v[x->trigger], true);
}

static bool even_parties(const mq_candidate *a, const mq_candidate *b)
{
	return mq_parties_even(a->actors.v, a->actors.n, b->actors.v, b->actors.n) &&
	       mq_parties_even(a->recipients.v, a->recipients.n, b->recipients.v, b->recipients.n);
}

static void beside_features(const mq_coder *c, const mq_candidate *x, const mq_candidate *y, float *f)
{
	bool kind = kind_of(c, x) == kind_of(c, y);
	bool type = kind || strcmp(mq_event_kinds[kind_of(c, x)].plover, mq_event_kinds[kind_of(c, y)].plover) == 0;
	float z = (float)sum_of(y), far = (float)(y->trigger > x->trigger ? y->trigger - x->trigger : x->trigger - y->trigger);
	if (kind && even_parties(x, y)) mq_raise_to(&f[MQ_SECOND_parties_best], z), f[MQ_SECOND_parties_likely] += z > 0;
	if (x->family && x->family == y->family) mq_raise_to(&f[MQ_SECOND_word_best], z), f[MQ_SECOND_word_n]++;
	if (type) mq_raise_to(&f[MQ_SECOND_type_best], z);
	if (y->sentence + 1 == x->sentence) mq_raise_to(&f[MQ_SECOND_previous_best], z);
	if (y->sentence + 1 == x->sentence && kind) mq_raise_to(&f[MQ_SECOND_previous_kind], z);
	if (y->sentence == x->sentence + 1) mq_raise_to(&f[MQ_SECOND_next_best], z);
	if (y->sentence == x->sentence + 1 && kind) mq_raise_to(&f[MQ_SECOND_next_kind], z);
	if (y->sentence != x->sentence) return;
	f[MQ_SECOND_here_n]++;
	f[MQ_SECOND_here_rank] += sum_of(y) > sum_of(x);
	mq_raise_to(&f[MQ_SECOND_here_best], z);
	if (kind) mq_raise_to(&f[MQ_SECOND_here_kind], z);
	if (type) mq_raise_to(&f[MQ_SECOND_here_type], z);
	if (y->trigger == x->trigger) mq_raise_to(&f[MQ_SECOND_rival_best], z);
	else if (y->trigger < x->trigger && far < f[MQ_SECOND_left_far]) f[MQ_SECOND_left_far] = far, f[MQ_SECOND_left_sum] = z;
	else if (y->trigger > x->trigger && far < f[MQ_SECOND_right_far])
		f[MQ_SECOND_right_far] = far, f[MQ_SECOND_right_sum] = z;
}

static void around_features(const mq_coder *c, const mq_candidates *all, uint32_t i, float *f)
{
	static const uint8_t sums[] = {
	    MQ_SECOND_here_best,    MQ_SECOND_here_kind,     MQ_SECOND_here_type, MQ_SECOND_rival_best,    MQ_SECOND_left_sum,
	    MQ_SECOND_right_sum,    MQ_SECOND_previous_best, MQ_SECOND_next_best, MQ_SECOND_previous_kind, MQ_SECOND_next_kind,
	    MQ_SECOND_parties_best, MQ_SECOND_word_best,     MQ_SECOND_type_best};
	for (size_t k = 0; k < sizeof sums; k++) f[sums[k]] = MQ_NO_SUM;
	f[MQ_SECOND_left_far] = f[MQ_SECOND_right_far] = FAR;
	uint32_t from = i > BESIDE_MOST ? i - BESIDE_MOST : 0, to = all->n - i > BESIDE_MOST ? i + BESIDE_MOST : all->n;
	for (uint32_t k = from; k < to; k++)
		if (k != i) beside_features(c, &all->v[i], &all->v[k], f);
}

void mq_second_features(const mq_coder *c, const mq_scene *s, const mq_candidates *all, const mq_second_doc *d, uint32_t i,
			float *f)
{
	const mq_candidate *x = &all->v[i];
	const mq_second_sums *kind = &d->kind[kind_of(c, x)];
	memset(f, 0, MQ_SECOND_FEATURES * sizeof *f);
	own_features(c, s, x, f);
	place_features(s, x, f);
	around_features(c, all, i, f);
	f[MQ_SECOND_title_best] = best_but(&d->title, i);
	f[MQ_SECOND_title_kind] = best_but(&d->title_kind[kind_of(c, x)], i);
	f[MQ_SECOND_alone_words] = (float)kind->words;
	f[MQ_SECOND_doc_n] = (float)d->all.n;
	f[MQ_SECOND_doc_mean] = (float)d->mean;
	f[MQ_SECOND_doc_best] = best_but(&d->all, i);
	f[MQ_SECOND_doc_likely] = (float)(d->all.likely - (sum_of(x) > 0)) / (float)d->all.n;
	f[MQ_SECOND_kind_n] = (float)kind->n;
	f[MQ_SECOND_kind_best] = best_but(kind, i);
	f[MQ_SECOND_kind_likely] = (float)(kind->likely - (sum_of(x) > 0));
}
