#include "event/pair.h"

#include <string.h>

/* words on each side of a trigger that are looked at, and that stand beside it */
#define WORDS_AROUND MQ_PAIR_WORDS_MOST
#define WORDS_NEAR   8u
/* places and persons of a sentence */
#define NAMES_MOST 12u
/* bytes of a stem that are too few to tell anything: two letters */
#define STEM_LEAST 4u
#define FAR        60u
#define DAYS_MOST  400
/* candidates between two that are looked through */
#define BETWEEN_MOST 32u

static void put_key(mq_pair_keys *set, uint64_t key, uint32_t most)
{
	if (!key || set->n == most) return;
	for (uint32_t i = 0; i < set->n; i++)
		if (set->key[i] == key) return;
	set->key[set->n++] = key;
}

static uint32_t shared(const mq_pair_keys *a, const mq_pair_keys *b)
{
	uint32_t n = 0;
	for (uint32_t i = 0; i < a->n; i++)
		for (uint32_t k = 0; k < b->n; k++) n += a->key[i] == b->key[k];
	return n;
}

/* the noun of an office: رئيس, وزير */
static uint64_t office_of(const mq_mention *m)
{
	mq_text t = mq_text_starts(m->role, MQ_T("ال")) ? mq_text_sub(m->role, 4, m->role.n) : m->role;
	size_t end = mq_text_find_byte(t, ' ', 0);
	return t.n ? mq_hash(end == SIZE_MAX ? t : mq_text_sub(t, 0, end)) : 0;
}

/* of the tokens [from, to) */
static void take_names(const mq_scene *s, uint32_t from, uint32_t to, uint32_t trigger, mq_pair_words *o)
{
	for (uint32_t i = mq_first_mention(s, from); i < s->marks->mentions.n && s->marks->mentions.v[i].from < to; i++) {
		const mq_mention *m = &s->marks->mentions.v[i];
		bool near = mq_apart(m->from, trigger) <= 2 * WORDS_NEAR;
		if (m->kind == MQ_PERSON) {
			put_key(&o->persons, m->head ? m->head : m->id, NAMES_MOST);
			if (near) put_key(&o->near_persons, m->head ? m->head : m->id, NAMES_MOST);
		}
		if (near) put_key(&o->near_roles, office_of(m), NAMES_MOST);
		if (m->kind != MQ_PLACE && m->by != MQ_BY_CITY) continue;
		uint64_t key = mq_hash(m->name.n ? m->name : m->text);
		put_key(&o->places, key, NAMES_MOST);
		if (near) put_key(&o->near_places, key, NAMES_MOST);
	}
}

static void take_words(const mq_scene *s, uint32_t from, uint32_t to, uint32_t trigger, mq_pair_words *o)
{
	for (uint32_t t = from; t < to; t++) {
		const mq_token *k = &s->doc->tokens.v[t];
		if (k->kind == MQ_TOKEN_NUMBER) put_key(&o->numbers, k->key, NAMES_MOST);
		if (k->kind != MQ_TOKEN_ARABIC || !k->analyses || k->a[0].stem.n <= STEM_LEAST) continue;
		if (s->seen[t].classes & (MQ_CLASS_COUNTRY | MQ_CLASS_DEMONYM)) continue;
		put_key(&o->stems, k->a[0].key, MQ_PAIR_WORDS_MOST);
		if (mq_apart(t, trigger) <= WORDS_NEAR) put_key(&o->near, k->a[0].key, MQ_PAIR_WORDS_MOST);
	}
}

static mq_status look_at(mq_arena *a, const mq_coder *c, const mq_scene *s, const mq_candidate *x, const mq_pair_words **out)
{
	const mq_sentence *sn = &s->doc->sentences.v[x->sentence];
	uint32_t from = mq_words_before(sn, x->trigger, WORDS_AROUND), to = mq_words_behind(sn, x->trigger, WORDS_AROUND);
	mq_pair_words *o = MQ_NEW(a, mq_pair_words);
	if (!o) return mq_fail_memory(a);
	o->places.n = o->near_places.n = o->persons.n = o->near_persons.n = o->near_roles.n = 0;
	o->numbers.n = o->stems.n = o->near.n = 0;
	take_names(s, from, to, x->trigger, o);
	take_words(s, from, to, x->trigger, o);
	mq_tell_sums(a, c, s, x, o->told);
	*out = o;
	return MQ_DONE;
}

mq_status mq_pairs_open(mq_arena *a, const mq_coder *c, const mq_scene *s, const mq_candidates *all, bool every, mq_pairs *out)
{
	uint32_t n = 0;
	*out = (mq_pairs){.a = a, .c = c, .s = s, .all = all, .words = MQ_ARRAY(a, const mq_pair_words *, all->n + 1)};
	if (!out->words) return mq_fail_memory(a);
	memset(out->words, 0, (all->n + 1) * sizeof *out->words);
	for (uint32_t i = 0; i < all->n; i++) n += every || !all->v[i].barred;
	for (uint32_t i = 0; i < all->n && n > 1; i++)
		if (every || !all->v[i].barred) MQ_TRY(look_at(a, c, s, &all->v[i], &out->words[i]));
	return MQ_DONE;
}

static float share(uint32_t n, uint32_t a, uint32_t b) { return a + b > n ? (float)n / (float)(a + b - n) : 0; }

/* how many are shared; below 0 where both have some and share none */
static float agree(const mq_pair_keys *a, const mq_pair_keys *b)
{
	uint32_t n = shared(a, b);
	return n ? (float)n : a->n && b->n ? -1 : 0;
}

static void word_features(const mq_pair_words *a, const mq_pair_words *b, float *f)
{
	uint32_t stems = shared(&a->stems, &b->stems), near = shared(&a->near, &b->near);
	f[MQ_PAIR_places] = (float)shared(&a->places, &b->places);
	f[MQ_PAIR_places_a] = (float)a->places.n;
	f[MQ_PAIR_places_b] = (float)b->places.n;
	f[MQ_PAIR_places_near] = (float)shared(&a->near_places, &b->near_places) - (float)(a->near_places.n && b->near_places.n);
	f[MQ_PAIR_persons] = (float)shared(&a->persons, &b->persons);
	f[MQ_PAIR_persons_a] = (float)a->persons.n;
	f[MQ_PAIR_persons_b] = (float)b->persons.n;
	f[MQ_PAIR_persons_near] = agree(&a->near_persons, &b->near_persons);
	f[MQ_PAIR_persons_near_a] = (float)a->near_persons.n;
	f[MQ_PAIR_persons_near_b] = (float)b->near_persons.n;
	f[MQ_PAIR_roles_near] = agree(&a->near_roles, &b->near_roles);
	f[MQ_PAIR_numbers] = (float)shared(&a->numbers, &b->numbers);
	f[MQ_PAIR_numbers_a] = (float)a->numbers.n;
	f[MQ_PAIR_numbers_b] = (float)b->numbers.n;
	f[MQ_PAIR_stems] = (float)stems;
	f[MQ_PAIR_stems_a] = (float)a->stems.n;
	f[MQ_PAIR_stems_b] = (float)b->stems.n;
	f[MQ_PAIR_stems_share] = share(stems, a->stems.n, b->stems.n);
	f[MQ_PAIR_near] = (float)near;
	f[MQ_PAIR_near_a] = (float)a->near.n;
	f[MQ_PAIR_near_b] = (float)b->near.n;
	f[MQ_PAIR_near_share] = share(near, a->near.n, b->near.n);
}

static void party_features(const mq_candidate *x, const mq_candidate *y, float *f)
{
	f[MQ_PAIR_actors] = (float)mq_parties_shared(x->actors.v, x->actors.n, y->actors.v, y->actors.n);
	f[MQ_PAIR_actors_a] = (float)x->actors.n;
	f[MQ_PAIR_actors_b] = (float)y->actors.n;
	f[MQ_PAIR_recipients] = (float)mq_parties_shared(x->recipients.v, x->recipients.n, y->recipients.v, y->recipients.n);
	f[MQ_PAIR_recipients_a] = (float)x->recipients.n;
	f[MQ_PAIR_recipients_b] = (float)y->recipients.n;
	f[MQ_PAIR_turned] = mq_parties_shared(x->actors.v, x->actors.n, y->recipients.v, y->recipients.n) > 0 &&
			    mq_parties_shared(x->recipients.v, x->recipients.n, y->actors.v, y->actors.n) > 0;
	f[MQ_PAIR_sure_a] = (float)x->parties;
	f[MQ_PAIR_sure_b] = (float)y->parties;
	f[MQ_PAIR_states_a] = x->states;
	f[MQ_PAIR_states_b] = y->states;
}

static void day_features(const mq_scene *s, const mq_candidate *x, const mq_candidate *y, float *f)
{
	f[MQ_PAIR_days] = (float)((x->date >= 0) + 2 * (y->date >= 0));
	f[MQ_PAIR_days_far] = -1;
	if (x->date < 0 || y->date < 0) return;
	mq_day a = s->marks->dates.v[x->date].from, b = s->marks->dates.v[y->date].from;
	if (a == MQ_NO_DAY || b == MQ_NO_DAY) return;
	int64_t far = (int64_t)a > (int64_t)b ? (int64_t)a - (int64_t)b : (int64_t)b - (int64_t)a;
	f[MQ_PAIR_days_far] = (float)(far < DAYS_MOST ? far : DAYS_MOST);
}

static void place_features(const mq_coder *c, const mq_scene *s, const mq_candidate *x, const mq_candidate *y, float *f)
{
	const mq_event_kind *kind = &mq_event_kinds[c->rules.rules.v[x->rule].kind];
	const mq_token *a = &s->doc->tokens.v[x->trigger], *b = &s->doc->tokens.v[y->trigger];
	uint32_t gap = mq_apart(x->trigger, y->trigger), far = mq_apart(x->sentence, y->sentence);
	f[MQ_PAIR_kind] = c->rules.rules.v[x->rule].kind;
	f[MQ_PAIR_quad] = (float)kind->quad;
	f[MQ_PAIR_equals] = kind->symmetric;
	f[MQ_PAIR_sentences] = (float)(far < FAR ? far : FAR);
	f[MQ_PAIR_title_a] = x->sentence < s->doc->body_sentence;
	f[MQ_PAIR_title_b] = y->sentence < s->doc->body_sentence;
	f[MQ_PAIR_gap] = (float)(gap < 4 * FAR ? gap : 4 * FAR);
	f[MQ_PAIR_clauses] = far ? -1 : (float)mq_apart(s->seen[x->trigger].clause, s->seen[y->trigger].clause);
	f[MQ_PAIR_clause_b] = y->clause;
	f[MQ_PAIR_governor_b] = y->governor;
	f[MQ_PAIR_status_a] = x->status;
	f[MQ_PAIR_status_b] = y->status;
	f[MQ_PAIR_recalled_a] = x->background;
	f[MQ_PAIR_recalled_b] = y->background;
	f[MQ_PAIR_definite_a] = (x->pro & MQ_PRO_AL) != 0;
	f[MQ_PAIR_definite_b] = (y->pro & MQ_PRO_AL) != 0;
	f[MQ_PAIR_family] = x->family && x->family == y->family;
	f[MQ_PAIR_word] = a->key == b->key;
	f[MQ_PAIR_rule] = x->rule == y->rule;
	f[MQ_PAIR_form_a] = x->form;
	f[MQ_PAIR_form_b] = y->form;
	f[MQ_PAIR_number_a] = a->analyses ? a->a[0].number : 0;
	f[MQ_PAIR_number_b] = b->analyses ? b->a[0].number : 0;
	f[MQ_PAIR_sum_a] = (float)mq_bounded_sum(x->sum);
	f[MQ_PAIR_sum_b] = (float)mq_bounded_sum(y->sum);
	f[MQ_PAIR_quoted_a] = s->seen[x->trigger].quoted;
	f[MQ_PAIR_quoted_b] = s->seen[y->trigger].quoted;
}

/* tellings of the kind that stand between the two, and how many are told at all */
static void between_features(const mq_coder *c, const mq_candidates *all, const mq_candidate *x, const mq_candidate *y, float *f)
{
	uint32_t n = 0;
	for (const mq_candidate *k = y; k-- > x && n < BETWEEN_MOST; n++) {
		bool kind = c->rules.rules.v[k->rule].kind == c->rules.rules.v[y->rule].kind;
		f[MQ_PAIR_between] += k != x;
		f[MQ_PAIR_likely_between] += k != x && kind && k->sum > 0;
	}
	f[MQ_PAIR_next] = y == x + 1;
	f[MQ_PAIR_told_n] = (float)all->n;
}

void mq_pair_features(const mq_pairs *p, uint32_t i, uint32_t k, double sum, float *f)
{
	const mq_candidate *x = &p->all->v[i], *y = &p->all->v[k];
	memset(f, 0, MQ_PAIR_FEATURES * sizeof *f);
	f[MQ_PAIR_sum] = (float)mq_bounded_sum(sum);
	place_features(p->c, p->s, x, y, f);
	party_features(x, y, f);
	day_features(p->s, x, y, f);
	if (p->words[i] && p->words[k]) word_features(p->words[i], p->words[k], f);
	between_features(p->c, p->all, x, y, f);
}
