/* Names of one document to entities: the fullest form first, then surnames. Candidates come from a table of the names' words, so
 * that the work is bounded by the names, whatever a page holds. Spelling variants are never merged here. */
#include "mark/people.h"

#define CANDIDATES_MOST 6u

typedef struct {
	uint64_t key;
	uint32_t entity[CANDIDATES_MOST], n;
} slot;

typedef struct {
	mq_peopling *p;
	slot *v;
	uint32_t mask;
} word_index;

static slot *find(word_index *x, uint64_t key)
{
	uint32_t at = (uint32_t)(key >> 16) & x->mask;
	while (x->v[at].n && x->v[at].key != key) at = (at + 1) & x->mask;
	return &x->v[at];
}

static void note(word_index *x, const mq_name_hit *h, uint32_t entity)
{
	for (uint32_t i = 0; i < h->words; i++) {
		slot *s = find(x, h->key[i]);
		bool there = false;
		for (uint32_t k = 0; k < s->n; k++) there |= s->entity[k] == entity;
		if (there || s->n == CANDIDATES_MOST) continue;
		s->key = h->key[i];
		s->entity[s->n++] = entity;
	}
}

/* are all words of the shorter in the longer, in order, and the first or the last of both the same */
static bool within(const mq_name_hit *longer, const mq_name_hit *shorter)
{
	uint32_t at = 0;
	for (uint32_t i = 0; i < longer->words && at < shorter->words; i++)
		if (longer->key[i] == shorter->key[at]) at++;
	if (at < shorter->words) return false;
	return longer->key[0] == shorter->key[0] || longer->key[longer->words - 1] == shorter->key[shorter->words - 1];
}

static bool same_person(const mq_name_hit *a, const mq_name_hit *b)
{
	const mq_name_hit *longer = a->words >= b->words ? a : b, *shorter = longer == a ? b : a;
	if (shorter->words < 2) return false;
	return within(longer, shorter);
}

static uint64_t joined_key(const mq_token *part, const mq_token *rest)
{
	char both[512];
	mq_text head = mq_text_eq(part->norm, MQ_T("ابن")) ? MQ_T("بن") : part->norm;
	if (head.n + rest->norm.n > sizeof both) return rest->key;
	memcpy(both, head.p, head.n);
	memcpy(both + head.n, rest->norm.p, rest->norm.n);
	return mq_hash(mq_text_at(both, head.n + rest->norm.n));
}

static void fill_keys(const mq_peopling *p, mq_name_hit *h)
{
	for (uint32_t i = h->from; i < h->to && h->words < MQ_NAME_WORDS_MOST; i++) {
		const mq_token *t = mq_tok(p, i);
		if (t->kind == MQ_TOKEN_PUNCT) continue;
		uint64_t key = mq_name_key(t, i == h->from ? h->letters : 0);
		/* «عبد القادر» and «عبدالقادر», «بن سلمان», «أبو عاقلة» are one word each */
		if (i + 1 < h->to && (p->fact[i].gaz & MQ_GAZ_PART) && mq_tok(p, i + 1)->kind == MQ_TOKEN_ARABIC)
			key = joined_key(t, mq_tok(p, ++i));
		h->key[h->words++] = key;
	}
}

static mq_entity *new_entity(mq_peopling *p, uint32_t name)
{
	mq_entity *e = mq_push(p->k->a, &p->entities);
	if (e) e->longest = e->first = name;
	return e;
}

static uint32_t entity_of_full(word_index *x, const mq_name_hit *h)
{
	for (uint32_t i = 0; i < h->words; i++) {
		slot *s = find(x, h->key[i]);
		for (uint32_t k = 0; k < s->n; k++)
			if (same_person(&x->p->names.v[x->p->entities.v[s->entity[k]].longest], h)) return s->entity[k];
	}
	return UINT32_MAX;
}

/* a single word: the last word of one entity, else any word of exactly one */
static uint32_t entity_of_single(word_index *x, uint64_t key)
{
	slot *s = find(x, key);
	uint32_t last = UINT32_MAX;
	for (uint32_t k = 0; k < s->n; k++) {
		const mq_name_hit *full = &x->p->names.v[x->p->entities.v[s->entity[k]].longest];
		if (full->key[full->words - 1] == key && last == UINT32_MAX) last = s->entity[k];
	}
	if (last != UINT32_MAX) return last;
	return s->n == 1 ? s->entity[0] : UINT32_MAX;
}

static mq_status full_names(word_index *x)
{
	mq_peopling *p = x->p;
	for (uint32_t i = 0; i < p->names.n; i++) {
		mq_name_hit *h = &p->names.v[i];
		h->entity = UINT32_MAX;
		if (h->words < 2) continue;
		h->entity = entity_of_full(x, h);
		if (h->entity == UINT32_MAX) {
			if (!new_entity(p, i)) return mq_fail_memory(p->k->a);
			h->entity = p->entities.n - 1;
		}
		mq_entity *e = &p->entities.v[h->entity];
		if (h->words > p->names.v[e->longest].words) e->longest = i;
		note(x, h, h->entity);
	}
	return MQ_DONE;
}

uint32_t mq_people_listed(const mq_peopling *p, const mq_name_hit *h)
{
	mq_phrase_hit hit;
	const mq_phrases *const sets[] = {p->w->people, p->w->surnames};
	for (size_t i = h->words == 1; i < sizeof sets / sizeof *sets; i++)
		if (mq_phrases_longest(sets[i], p->k->doc, p->k->forms, h->from, 0xFF, &hit) && hit.to >= h->to)
			return hit.value + 1;
	/* «الملك سلمان» */
	bool led = h->words < 2 && h->pre.to == h->from && h->pre.to > h->pre.from;
	if (led && mq_phrases_longest(p->w->surnames, p->k->doc, p->k->forms, h->from - 1, 0xFF, &hit) && hit.to == h->to)
		return hit.value + 1;
	return 0;
}

/* a name of one word stands by itself where a role is beside it, the list knows it, or the document says it again */
static bool single_stands(const mq_peopling *p, const mq_name_hit *h, uint32_t times)
{
	if (h->pre.to || mq_people_listed(p, h)) return true;
	return times > 2 || (h->post.to && times > 1);
}

static mq_status single_names(word_index *x)
{
	mq_peopling *p = x->p;
	for (uint32_t i = 0; i < p->names.n; i++) {
		mq_name_hit *h = &p->names.v[i];
		if (h->words != 1) continue;
		/* «لترامب»: the word may be known only without its clitic */
		const mq_form_keys *f = mq_forms_of(p->k->forms, h->from);
		h->entity = entity_of_single(x, h->key[0]);
		for (uint32_t k = 1; k < f->n && h->entity == UINT32_MAX && !h->letters; k++) {
			if (f->f[k].pro & MQ_PRO_AL) continue;
			uint64_t key = mq_name_key(mq_tok(p, h->from), f->f[k].letters);
			h->entity = entity_of_single(x, key);
			if (h->entity == UINT32_MAX && mq_phrases_word(p->w->surnames, f->f[k].key) == MQ_PHRASE_NONE) continue;
			h->letters = f->f[k].letters;
			h->key[0] = key;
			break;
		}
		if (h->entity != UINT32_MAX) continue;
		if (!new_entity(p, i)) return mq_fail_memory(p->k->a);
		h->entity = p->entities.n - 1;
		note(x, h, h->entity);
	}
	return MQ_DONE;
}

static mq_status drop_weak(mq_peopling *p)
{
	uint32_t *times = MQ_ARRAY(p->k->a, uint32_t, p->entities.n + 1);
	bool *stands = MQ_ARRAY(p->k->a, bool, p->entities.n + 1);
	uint32_t kept = 0;
	if (!times || !stands) return mq_fail_memory(p->k->a);
	for (uint32_t i = 0; i < p->names.n; i++)
		if (p->names.v[i].entity != UINT32_MAX) times[p->names.v[i].entity]++;
	for (uint32_t i = 0; i < p->names.n; i++) {
		const mq_name_hit *h = &p->names.v[i];
		if (h->entity == UINT32_MAX) continue;
		stands[h->entity] |= h->words > 1 || single_stands(p, h, times[h->entity]);
	}
	uint32_t *now = MQ_ARRAY(p->k->a, uint32_t, p->names.n + 1);
	if (!now) return mq_fail_memory(p->k->a);
	for (uint32_t i = 0; i < p->names.n; i++) {
		mq_name_hit h = p->names.v[i];
		if (h.entity == UINT32_MAX || !stands[h.entity]) continue;
		now[i] = kept;
		p->names.v[kept++] = h;
	}
	p->names.n = kept;
	for (uint32_t e = 0; e < p->entities.n; e++) p->entities.v[e].longest = now[p->entities.v[e].longest];
	return MQ_DONE;
}

/* roles, first mentions, the people table */
static void sum_up(mq_peopling *p)
{
	for (uint32_t e = 0; e < p->entities.n; e++) p->entities.v[e].first = UINT32_MAX;
	for (uint32_t i = 0; i < p->names.n; i++) {
		mq_entity *e = &p->entities.v[p->names.v[i].entity];
		if (e->first == UINT32_MAX) e->first = i;
		if (!e->person) e->person = mq_people_listed(p, &p->names.v[i]);
	}
}

mq_status mq_people_coref(mq_peopling *p)
{
	uint32_t size = 64;
	while (size < p->names.n * 16) size *= 2;
	word_index x = {.p = p, .v = MQ_ARRAY(p->k->a, slot, size), .mask = size - 1};
	if (!x.v) return mq_fail_memory(p->k->a);
	for (uint32_t i = 0; i < p->names.n; i++) fill_keys(p, &p->names.v[i]);
	MQ_TRY(full_names(&x));
	MQ_TRY(single_names(&x));
	MQ_TRY(drop_weak(p));
	sum_up(p);
	return MQ_DONE;
}
