#include "store/interest.h"

#include "store/query.h"

/* pairs of late that count as dossiers; names of one person */
#define PAIRS_MOST 300u
#define NAMES_MOST 40

typedef struct {
	mq_query_node *root;
} search;

/* the forms of a followed person's name, each as the words of a phrase */
typedef struct {
	const mq_query_node *of;
	MQ_VEC(mq_query_node *) forms;
} person;

typedef struct {
	char a[3], b[3];
	bool followed;
} pair;

struct mq_interests {
	mq_store *store;
	mq_arena *arena;
	MQ_VEC(search) searches;
	MQ_VEC(person) people;
	MQ_VEC(pair) pairs;
};

static mq_status no_room(const mq_interests *i) { return mq_fail_memory(i->arena); }

static mq_status add_pair(mq_interests *i, mq_text a, mq_text b, bool followed)
{
	pair *p = a.n == 3 && b.n == 3 ? mq_push(i->arena, &i->pairs) : NULL;
	if (!p) return a.n == 3 && b.n == 3 ? no_room(i) : MQ_DONE;
	memcpy(p->a, a.p, 3);
	memcpy(p->b, b.p, 3);
	p->followed = followed;
	return MQ_DONE;
}

mq_status mq_interests_open(mq_store *s, mq_arena *a, mq_day since, mq_interests **out)
{
	mq_pair_rows rows = {0};
	mq_interests *i = MQ_NEW(a, mq_interests);
	if (!i) return mq_fail_memory(a);
	i->store = s;
	i->arena = a;
	*out = i;
	MQ_TRY(mq_store_pairs_since(s, a, since, PAIRS_MOST, &rows));
	for (uint32_t k = 0; k < rows.n; k++) MQ_TRY(add_pair(i, mq_text_of(rows.v[k].a), mq_text_of(rows.v[k].b), false));
	return MQ_DONE;
}

mq_status mq_interests_pair(mq_interests *i, mq_text t)
{
	return t.n == 7 ? add_pair(i, mq_text_sub(t, 0, 3), mq_text_sub(t, 4, 7), true) : MQ_DONE;
}

static mq_status add_form(mq_interests *i, person *p, mq_text form)
{
	mq_query_node **n = mq_push(i->arena, &p->forms);
	if (!n) return no_room(i);
	*n = MQ_NEW(i->arena, mq_query_node);
	if (!*n) return no_room(i);
	mq_query_add_words(i->store, i->arena, *n, form);
	return mq_arena_failed(i->arena) ? no_room(i) : MQ_DONE;
}

/* as typed, and all that the archive knows of who is written so */
static mq_status add_person(mq_interests *i, const mq_query_node *n)
{
	mq_stmt *q;
	mq_status s;
	const mq_driver *d = i->store->driver;
	person *p = mq_push(i->arena, &i->people);
	if (!p) return no_room(i);
	*p = (person){.of = n};
	MQ_TRY(add_form(i, p, n->value));
	MQ_TRY(mq_sql_open(i->store, &q,
			   "SELECT DISTINCT coalesce(o.form, o.key) AS said FROM person_form f JOIN person_form o ON o.person ="
			   " f.person WHERE f.key = ?1 ORDER BY said LIMIT ?2",
			   "ti", mq_text_normal(i->arena, n->value), (int64_t)NAMES_MOST));
	while (mq_ok(s = d->step(q))) {
		mq_text form = mq_arena_text(i->arena, d->get_text(q, 0));
		s = mq_text_none(form) ? no_room(i) : add_form(i, p, form);
		if (!mq_ok(s)) break;
	}
	d->done(q);
	return s.code == MQ_END ? MQ_DONE : s;
}

static mq_status find_people(mq_interests *i, const mq_query_node *n, uint32_t depth)
{
	if (n->op == MQ_QUERY_FILTER && n->filter == MQ_BY_PERSON) MQ_TRY(add_person(i, n));
	for (const mq_query_node *c = n->child; c && depth < MQ_QUERY_DEPTH_MOST + 2; c = c->next)
		MQ_TRY(find_people(i, c, depth + 1));
	return MQ_DONE;
}

mq_status mq_interests_search(mq_interests *i, mq_text typed)
{
	mq_query q;
	mq_text kept = mq_arena_text(i->arena, typed);
	if (mq_text_none(kept)) return no_room(i);
	MQ_TRY(mq_query_read(i->store, i->arena, kept, &q));
	if (!q.root) return MQ_DONE;
	search *s = mq_push(i->arena, &i->searches);
	if (!s) return no_room(i);
	s->root = q.root;
	return find_people(i, q.root, 0);
}

mq_status mq_interests_words(mq_interests *i, mq_text words)
{
	search *s = mq_push(i->arena, &i->searches);
	mq_query_node *n = s ? MQ_NEW(i->arena, mq_query_node) : NULL;
	if (!n) return no_room(i);
	n->op = MQ_QUERY_PHRASE;
	mq_query_add_words(i->store, i->arena, n, words);
	s->root = n;
	return mq_arena_failed(i->arena) ? no_room(i) : MQ_DONE;
}

bool mq_interests_any(const mq_interests *i) { return i->searches.n || i->pairs.n; }

/* ── a headline ────────────────────────────────────────────────────────────────────────────────────────────────────── */
typedef struct {
	mq_interests *i;
	const mq_query_node *words; /* of the headline, as a phrase's */
	mq_text countries;
} headline;

/* a search says yes, no, or nothing of a headline */
typedef enum { SAYS_NO, SAYS_NOTHING, SAYS_YES } says;

static bool has_words(const headline *h, const mq_query_node *phrase)
{
	uint32_t n = phrase->words.n, all = h->words->words.n;
	for (uint32_t at = 0; n && at + n <= all; at++) {
		uint32_t k = 0;
		while (k < n && mq_text_eq(phrase->words.v[k], h->words->words.v[at + k])) k++;
		if (k == n) return true;
	}
	return false;
}

static bool has_person(const headline *h, const mq_query_node *of)
{
	for (uint32_t k = 0; k < h->i->people.n; k++) {
		const person *p = &h->i->people.v[k];
		for (uint32_t f = 0; p->of == of && f < p->forms.n; f++)
			if (has_words(h, p->forms.v[f])) return true;
	}
	return false;
}

static bool has_country(const headline *h, mq_text code)
{
	mq_text rest = h->countries, one;
	while (mq_text_split(&rest, ' ', &one))
		if (mq_text_eq_ascii_nocase(one, code)) return true;
	return false;
}

static says ask_filter(const headline *h, const mq_query_node *n)
{
	if (n->filter == MQ_BY_PERSON) return has_person(h, n) ? SAYS_YES : SAYS_NO;
	if (n->filter == MQ_BY_COUNTRY) return has_country(h, n->value) ? SAYS_YES : SAYS_NO;
	return SAYS_NOTHING;
}

static says ask(const headline *h, const mq_query_node *n, uint32_t depth);

/* AND: the least of what is said, but silence does not stand against a yes; OR: the most */
static says ask_children(const headline *h, const mq_query_node *n, uint32_t depth)
{
	bool yes = false, no = false;
	for (const mq_query_node *c = n->child; c; c = c->next) {
		says one = ask(h, c, depth + 1);
		yes |= one == SAYS_YES;
		no |= one == SAYS_NO;
	}
	if (n->op == MQ_QUERY_AND) return no ? SAYS_NO : yes ? SAYS_YES : SAYS_NOTHING;
	return yes ? SAYS_YES : no ? SAYS_NO : SAYS_NOTHING;
}

static says ask(const headline *h, const mq_query_node *n, uint32_t depth)
{
	if (depth > MQ_QUERY_DEPTH_MOST + 2) return SAYS_NOTHING;
	switch (n->op) {
	case MQ_QUERY_PHRASE: return has_words(h, n) ? SAYS_YES : SAYS_NO;
	case MQ_QUERY_FILTER: return ask_filter(h, n);
	case MQ_QUERY_NOT: return n->child && ask(h, n->child, depth + 1) == SAYS_YES ? SAYS_NO : SAYS_NOTHING;
	default: return ask_children(h, n, depth);
	}
}

static mq_interest of_pairs(const headline *h)
{
	mq_interest best = MQ_INTEREST_NONE;
	/* fewer than two countries are no pair */
	for (uint32_t k = 0; h->countries.n >= 7 && k < h->i->pairs.n; k++) {
		const pair *p = &h->i->pairs.v[k];
		mq_interest is = p->followed ? MQ_INTEREST_FOLLOWED : MQ_INTEREST_DOSSIER;
		if (is > best && has_country(h, mq_text_at(p->a, 3)) && has_country(h, mq_text_at(p->b, 3))) best = is;
	}
	return best;
}

mq_interest mq_interests_of(mq_interests *i, mq_arena *scratch, mq_text title, mq_text countries)
{
	mq_query_node words = {.op = MQ_QUERY_PHRASE};
	headline h = {i, &words, countries};
	mq_interest is = of_pairs(&h);
	if (is == MQ_INTEREST_FOLLOWED || i->searches.n == 0 || title.n == 0) return is;
	mq_query_add_words(i->store, scratch, &words, title);
	for (uint32_t k = 0; k < i->searches.n; k++)
		if (ask(&h, i->searches.v[k].root, 0) == SAYS_YES) return MQ_INTEREST_FOLLOWED;
	return is;
}
