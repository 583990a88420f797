/* The running pair: «البلدين», «الجانبان» stand for two countries, two mentions with one span. Which two: of the countries named
 * in this sentence and the one before the two that the document names most; where these are not two, the document's own pair.
 * «بلادنا», «المملكة» stand for the newspaper's country. */
#include "mark/names.h"
#include "mark/table.h"

typedef enum { PAIR_WORD = 1, PAIR_OUTLET, PAIR_KINGDOM } pair_kind;

typedef struct {
	uint8_t kind;
	bool plural_too;
	uint16_t fixed[2]; /* countries the word names itself, or MQ_NO_COUNTRY */
} pair_row;

#define KINGDOMS_MOST 8
#define PLURAL_BEFORE 1 /* class: words before a plural */

struct mq_pair_words {
	mq_phrases *phrases;
	MQ_VEC(pair_row) row;
	uint16_t kingdom[KINGDOMS_MOST];
	uint32_t kingdoms;
};

mq_status mq_pair_words_open(mq_arena *a, const mq_marker *m, const mq_pair_words **out)
{
	static const char *const columns[] = {"form", "kind", "a", "b", NULL};
	static const char *const kinds[] = {"", "pair", "outlet", "kingdom"};
	mq_table t;
	mq_pair_words *w = MQ_NEW(a, mq_pair_words);
	if (!w) return mq_fail_memory(a);
	MQ_TRY(mq_phrases_open(a, m->sets, &w->phrases));
	MQ_TRY(mq_rules_table(a, m, "rules/ar/pair_words.tsv", columns, &t));
	while (mq_table_row(&t)) {
		uint16_t x = mq_names_country(m->names, MQ_CELL(&t, "a")), y = mq_names_country(m->names, MQ_CELL(&t, "b"));
		uint8_t kind = 1;
		if (mq_text_eq(MQ_CELL(&t, "kind"), MQ_T("is_kingdom"))) {
			if (x != MQ_NO_COUNTRY && w->kingdoms < KINGDOMS_MOST) w->kingdom[w->kingdoms++] = x;
			continue;
		}
		if (mq_text_eq(MQ_CELL(&t, "kind"), MQ_T("plural_before"))) {
			MQ_TRY(mq_phrases_class(a, w->phrases, PLURAL_BEFORE, MQ_CELL(&t, "form")));
			continue;
		}
		while (kind < 4 && !mq_text_eq(MQ_CELL(&t, "kind"), mq_text_of(kinds[kind]))) kind++;
		if (kind == 4) return mq_rules_bad(a, &t, "kind is pair, outlet, kingdom, is_kingdom or plural_before");
		pair_row *r = mq_push(a, &w->row);
		if (!r) return mq_fail_memory(a);
		*r = (pair_row){kind, mq_text_eq(MQ_CELL(&t, "a"), MQ_T("plural")), {x, y}};
		MQ_TRY(mq_phrases_add(a, w->phrases, MQ_CELL(&t, "form"), w->row.n - 1, NULL));
	}
	*out = w;
	return MQ_DONE;
}

typedef struct {
	const mq_marking *k;
	const mq_names *n;
	const mq_pair_words *w;
	const mq_mention *v; /* the country pass's mentions, in order of place */
	uint32_t mentions, seen;
	uint32_t *count; /* by country: how often the document names it, the title thrice */
	uint32_t *first; /* by country: id of its head */
	bool *covered;   /* by token: a country's name has it */
	uint16_t pair[2];
} pairing;

static uint16_t country_of(const pairing *p, const mq_mention *m)
{
	bool country = m->kind == MQ_COUNTRY || (m->kind == MQ_PLACE && m->by == MQ_BY_CAPITAL);
	return country && m->country[0] ? mq_names_country(p->n, mq_text_at(m->country, 3)) : MQ_NO_COUNTRY;
}

/* the two most named of some countries, the first of equals; both MQ_NO_COUNTRY when there are not two */
static void take_best(const pairing *p, uint16_t country, uint16_t best[2])
{
	if (country == MQ_NO_COUNTRY || country == best[0] || country == best[1]) return;
	if (best[0] == MQ_NO_COUNTRY || p->count[country] > p->count[best[0]]) {
		best[1] = best[0];
		best[0] = country;
	} else if (best[1] == MQ_NO_COUNTRY || p->count[country] > p->count[best[1]]) best[1] = country;
}

#define WINDOW_MENTIONS 24

/* of this sentence and the one before, among mentions before the word */
static bool nearby(const pairing *p, const mq_token *t, uint16_t best[2])
{
	best[0] = best[1] = MQ_NO_COUNTRY;
	for (uint32_t i = p->seen; i > 0 && p->seen - i < WINDOW_MENTIONS; i--) {
		const mq_mention *m = &p->v[i - 1];
		if (m->in != t->in || p->k->doc->tokens.v[m->from].sentence + 1 < t->sentence) break;
		take_best(p, country_of(p, m), best);
	}
	return best[0] != MQ_NO_COUNTRY && best[1] != MQ_NO_COUNTRY;
}

static mq_status add(pairing *p, const mq_phrase_hit *h, uint16_t country, mq_by by)
{
	mq_mention *m = mq_mention_add(p->k, h->from, h->to, h->form);
	if (!m) return mq_fail_memory(p->k->a);
	m->kind = MQ_COUNTRY;
	m->by = (uint8_t)by;
	m->name = p->n->country.v[country].ar;
	memcpy(m->country, p->n->country.v[country].code, 4);
	if (!p->first[country]) p->first[country] = m->id;
	m->head = p->first[country];
	return MQ_DONE;
}

static uint16_t own_country(const pairing *p, const pair_row *r)
{
	uint16_t outlet = mq_names_country(p->n, mq_text_of(p->k->article->outlet_country)), best = MQ_NO_COUNTRY;
	if (r->kind == PAIR_OUTLET) return outlet;
	for (uint32_t i = 0; i < p->w->kingdoms; i++) {
		uint16_t c = p->w->kingdom[i];
		if (p->count[c] && (best == MQ_NO_COUNTRY || p->count[c] > p->count[best])) best = c;
		if (c == outlet) return c;
	}
	return best;
}

/* «الجيشين المغربي والفرنسي»: the demonyms behind the word say which */
static bool told_behind(const pairing *p, const mq_phrase_hit *h, uint16_t two[2])
{
	uint32_t i = p->seen, at = h->to;
	for (int n = 0; n < 2; n++, i++) {
		if (i >= p->mentions || p->v[i].from < at || p->v[i].from > at + (n ? 2 : 0) || p->v[i].by != MQ_BY_DEMONYM)
			return false;
		if (p->k->doc->tokens.v[p->v[i].from].sentence != p->k->doc->tokens.v[h->from].sentence) return false;
		two[n] = country_of(p, &p->v[i]);
		at = p->v[i].to;
	}
	return two[0] != MQ_NO_COUNTRY && two[1] != MQ_NO_COUNTRY && two[0] != two[1];
}

/* البلدان is "the two countries" and "the countries": the plural has an adjective or التي behind it, or من before it */
static bool is_plural(const pairing *p, const mq_phrase_hit *h)
{
	const mq_doc *doc = p->k->doc;
	if (!p->w->row.v[h->value].plural_too) return false;
	bool behind =
	    h->to < doc->tokens.n && mq_text_starts(doc->tokens.v[h->to].norm, MQ_T("ال")) && doc->tokens.v[h->to].norm.n > 6;
	bool before = h->from > 0 && mq_phrases_in(p->w->phrases, PLURAL_BEFORE, doc->tokens.v[h->from - 1].key);
	return behind || before;
}

static mq_status mark_word(pairing *p, const mq_phrase_hit *h, const pair_row *r)
{
	uint16_t two[2] = {r->fixed[0], r->fixed[1]};
	if (r->kind != PAIR_WORD) {
		uint16_t own = own_country(p, r);
		return own == MQ_NO_COUNTRY ? MQ_DONE : add(p, h, own, MQ_BY_OUTLET);
	}
	if (is_plural(p, h)) return MQ_DONE;
	if (two[0] == MQ_NO_COUNTRY && !told_behind(p, h, two) && !nearby(p, &p->k->doc->tokens.v[h->from], two))
		memcpy(two, p->pair, sizeof two);
	if (two[0] == MQ_NO_COUNTRY || two[1] == MQ_NO_COUNTRY) return MQ_DONE;
	if (r->fixed[0] == MQ_NO_COUNTRY && p->first[two[1]] < p->first[two[0]]) { /* the one named first comes first */
		uint16_t swap = two[0];
		two[0] = two[1];
		two[1] = swap;
	}
	MQ_TRY(add(p, h, two[0], MQ_BY_PAIR));
	return add(p, h, two[1], MQ_BY_PAIR);
}

static mq_status count_countries(pairing *p)
{
	const mq_marks *marks = p->k->marks;
	p->count = MQ_ARRAY(p->k->a, uint32_t, p->n->country.n);
	p->first = MQ_ARRAY(p->k->a, uint32_t, p->n->country.n);
	p->covered = MQ_ARRAY(p->k->a, bool, p->k->doc->tokens.n + 1);
	/* the mentions as the country pass left them; later passes add to the same array, which may move */
	mq_mention *copy = mq_arena_alloc(p->k->a, sizeof *copy * (marks->mentions.n + 1));
	if (!p->count || !p->first || !p->covered || !copy) return mq_fail_memory(p->k->a);
	p->pair[0] = p->pair[1] = MQ_NO_COUNTRY;
	for (uint32_t i = 0; i < marks->mentions.n; i++) {
		const mq_mention *m = &marks->mentions.v[i];
		uint16_t c = country_of(p, m);
		if (c == MQ_NO_COUNTRY || m->by > MQ_BY_CAPITAL) continue;
		copy[p->mentions++] = *m;
		p->count[c] += m->in == MQ_IN_TITLE ? 3 : 1;
		if (m->kind == MQ_COUNTRY && !p->first[c]) p->first[c] = m->head;
		for (uint32_t t = m->from; t < m->to; t++) p->covered[t] = true;
	}
	p->v = copy;
	for (uint32_t i = 0; i < p->mentions; i++) take_best(p, country_of(p, &copy[i]), p->pair);
	return MQ_DONE;
}

static bool kept_apart(const pairing *p, const mq_phrase_hit *h)
{
	for (uint32_t t = h->from; t < h->to; t++)
		if (p->covered[t]) return true;
	return false;
}

mq_status mq_mark_pair(const mq_marking *k)
{
	pairing p = {.k = k, .n = k->m->names, .w = k->m->pairs};
	MQ_TRY(count_countries(&p));
	if (p.pair[1] != MQ_NO_COUNTRY) {
		for (int i = 0; i < 2; i++) memcpy(k->marks->pair[i], p.n->country.v[p.pair[i]].code, 4);
	}
	const uint32_t n = k->doc->tokens.n, bits = mq_phrases_bits(p.w->phrases);
	for (uint32_t i = 0; (i = mq_forms_next(k->forms, i, n, bits)) < n;) {
		mq_phrase_hit hit;
		while (p.seen < p.mentions && p.v[p.seen].from < i) p.seen++;
		if (k->doc->tokens.v[i].kind != MQ_TOKEN_ARABIC ||
		    !mq_phrases_longest(p.w->phrases, k->doc, k->forms, i,
					MQ_PRO_WA | MQ_PRO_FA | MQ_PRO_BI | MQ_PRO_LI | MQ_PRO_KA | MQ_PRO_AL, &hit)) {
			i++;
			continue;
		}
		if (!kept_apart(&p, &hit)) MQ_TRY(mark_word(&p, &hit, &p.w->row.v[hit.value]));
		i = hit.to;
	}
	return MQ_DONE;
}
