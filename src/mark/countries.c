/* Countries, demonyms, capitals, bodies and places. First all hits of the tables, longest first; then the traps: a form that is a
 * country's only in company (مالي, المالية, سيول) waits until it is known which countries the document names plainly. */
#include "mark/names.h"

typedef struct {
	mq_phrase_hit hit;
	bool dropped, waits;
} name_hit;

typedef struct {
	const mq_marking *k;
	const mq_names *n;
	MQ_VEC(name_hit) hits;
	bool *named;         /* by country index: the document names it without a trap */
	uint32_t *first;     /* by country index: the mention that is the head */
	uint32_t *name_head; /* by mq_name.one: the head of a body or place */
} naming;

#define PRO_NAMES (MQ_PRO_WA | MQ_PRO_FA | MQ_PRO_BI | MQ_PRO_KA | MQ_PRO_LI | MQ_PRO_AL)

static mq_status find_names(naming *w)
{
	const mq_doc *doc = w->k->doc;
	const uint32_t bits = mq_phrases_bits(w->n->phrases);
	for (uint32_t i = 0; (i = mq_forms_next(w->k->forms, i, doc->tokens.n, bits)) < doc->tokens.n;) {
		const mq_token *t = &doc->tokens.v[i];
		mq_phrase_hit hit;
		if (t->kind >= MQ_TOKEN_NUMBER || !mq_phrases_longest(w->n->phrases, doc, w->k->forms, i, PRO_NAMES, &hit)) {
			i++;
			continue;
		}
		name_hit *h = mq_push(w->k->a, &w->hits);
		if (!h) return mq_fail_memory(w->k->a);
		h->hit = hit;
		i = hit.to;
	}
	return MQ_DONE;
}

/* is the token beside the hit in the trap's class; the end of the field or of a paragraph is in none */
static bool beside(const naming *w, const name_hit *h, int step, uint32_t class)
{
	const mq_doc *doc = w->k->doc;
	if (step < 0 && h->hit.from == 0) return false;
	uint32_t i = step < 0 ? h->hit.from - 1 : h->hit.to;
	if (i >= doc->tokens.n || doc->tokens.v[i].in != doc->tokens.v[h->hit.from].in) return false;
	return mq_phrases_token_in(w->n->classes, class, mq_forms_of(w->k->forms, i));
}

static bool needs_hold(const naming *w, const mq_trap *t)
{
	for (uint32_t i = 0; i < t->countries; i++)
		if (t->country[i] != MQ_NO_COUNTRY && w->named[t->country[i]]) return true;
	return false;
}

/* «النيجر ومالي», «النيجر، مالي»: beside a country it is one */
static bool beside_country(const naming *w, const name_hit *h)
{
	if (h == w->hits.v) return false;
	const name_hit *p = h - 1;
	const mq_doc *doc = w->k->doc;
	uint32_t gap = h->hit.from - p->hit.to;
	if (p->dropped || w->n->name.v[p->hit.value].kind != MQ_NAME_COUNTRY ||
	    doc->tokens.v[p->hit.from].in != doc->tokens.v[h->hit.from].in)
		return false;
	return gap == 0 ? h->hit.form->pro & MQ_PRO_WA : gap == 1 && doc->tokens.v[p->hit.to].kind == MQ_TOKEN_PUNCT;
}

/* «مالي: …» at the head of its text, «طردت مالي»: right behind a verb whose subject is she, no adjective stands */
static bool leads(const naming *w, const name_hit *h)
{
	const mq_token *t = &w->k->doc->tokens.v[h->hit.from];
	if (h->hit.from == 0 || t[-1].in != t->in) return true;
	const mq_analysis *a = t[-1].a;
	for (uint8_t i = 0; i < t[-1].analyses; i++) /* «تلاعب مالي» */
		if (a[i].form != MQ_FORM_PERFECT && a[i].form != MQ_FORM_IMPERFECT) return false;
	return t[-1].analyses && a->gender == 'f' && a->person == 3 && a->number == 1 && a->enc == MQ_ENC_NONE;
}

/* asks the traps of a hit; with late false a need that nothing else answers makes it wait */
static void ask_traps(const naming *w, name_hit *h, bool late)
{
	const mq_name *name = &w->n->name.v[h->hit.value];
	bool asked = false, answered = false, needs = false;
	h->waits = false;
	for (uint32_t i = name->trap; i; i = w->n->trap.v[i - 1].next) {
		const mq_trap *t = &w->n->trap.v[i - 1];
		uint32_t class = MQ_CLASS_TRAP + i;
		if (t->test == MQ_TRAP_NOT_AFTER) h->dropped |= beside(w, h, -1, class);
		else if (t->test == MQ_TRAP_NOT_BEFORE) h->dropped |= beside(w, h, 1, class);
		else if (t->test == MQ_TRAP_MUST_AFTER) h->dropped |= !beside(w, h, -1, class);
		else if (t->test == MQ_TRAP_LEADS) {
			asked = true;
			answered |= leads(w, h);
		} else if (t->test == MQ_TRAP_ONLY_AFTER) {
			asked = true;
			answered |=
			    beside(w, h, -1, class) || (h->hit.form->pro & (MQ_PRO_BI | MQ_PRO_LI)) || beside_country(w, h);
		} else {
			asked = needs = true;
			answered |= late && needs_hold(w, t);
		}
	}
	if (!asked || answered || h->dropped) return;
	if (needs && !late) h->waits = true;
	else h->dropped = true;
}

static void name_country(naming *w, const name_hit *h)
{
	const mq_name *name = &w->n->name.v[h->hit.value];
	if (!h->dropped && !h->waits && name->country != MQ_NO_COUNTRY && name->kind != MQ_NAME_BODY)
		w->named[name->country] = true;
}

static bool is_locative(const naming *w, const name_hit *h)
{
	return (h->hit.form->pro & MQ_PRO_BI) || beside(w, h, -1, MQ_CLASS_LOCATIVE);
}

/* does the document name a state, by whatever name but this one */
static bool named_otherwise(const naming *w, uint16_t country, uint32_t but)
{
	for (uint32_t i = 0; i < w->hits.n; i++) {
		const name_hit *h = &w->hits.v[i];
		if (!h->dropped && h->hit.value != but && w->n->name.v[h->hit.value].country == country) return true;
	}
	return false;
}

/* «العاصمة الأردنية عمان»، «القنيطرة السورية» */
static bool beside_its_state(const naming *w, const name_hit *h, uint16_t country)
{
	const name_hit *left = h > w->hits.v ? h - 1 : NULL, *right = h + 1 < w->hits.v + w->hits.n ? h + 1 : NULL;
	return (left && left->hit.to == h->hit.from && w->n->name.v[left->hit.value].country == country) ||
	       (right && right->hit.from == h->hit.to && w->n->name.v[right->hit.value].kind == MQ_NAME_DEMONYM &&
		w->n->name.v[right->hit.value].country == country);
}

/* «دمشق وعمان»: in a row with a capital */
static bool among_cities(const naming *w, const name_hit *h)
{
	if (h == w->hits.v || h[-1].hit.to != h->hit.from || !(h->hit.form->pro & MQ_PRO_WA)) return false;
	uint8_t kind = w->n->name.v[h[-1].hit.value].kind;
	return kind == MQ_NAME_CAPITAL || kind == MQ_NAME_PLACE;
}

/* what a form stands for that is the name of two (rules/world/namesakes.tsv) */
static uint32_t meant_by(const naming *w, const name_hit *h)
{
	const mq_name *first = &w->n->name.v[h->hit.value];
	if (!first->other || beside(w, h, -1, MQ_CLASS_FIRST)) return h->hit.value;
	const mq_name *other = &w->n->name.v[first->other - 1];
	const mq_token *t = &w->k->doc->tokens.v[h->hit.from];
	bool one = named_otherwise(w, first->country, h->hit.value), two = named_otherwise(w, other->country, h->hit.value);
	if ((other->shadda && t->flags & MQ_TOKEN_SHADDA) || beside_its_state(w, h, other->country)) return first->other - 1;
	return !one && (two || (other->place && (is_locative(w, h) || among_cities(w, h)))) ? first->other - 1 : h->hit.value;
}

static void fill_country(const naming *w, const name_hit *h, const mq_name *name, mq_mention *m)
{
	static const uint8_t by[] = {[MQ_NAME_COUNTRY] = MQ_BY_NAME,
				     [MQ_NAME_DEMONYM] = MQ_BY_DEMONYM,
				     [MQ_NAME_CAPITAL] = MQ_BY_CAPITAL,
				     [MQ_NAME_SEAT] = MQ_BY_CAPITAL};
	uint16_t country = name->country;
	m->kind = MQ_COUNTRY;
	m->by = by[name->kind];
	if (m->by == MQ_BY_CAPITAL && name->kind != MQ_NAME_SEAT && is_locative(w, h)) m->kind = MQ_PLACE;
	m->name = m->by == MQ_BY_CAPITAL ? w->n->country.v[country].capital_ar : w->n->country.v[country].ar;
	if (name->kind == MQ_NAME_SEAT) m->name = mq_name_spoken(w->k->a, m->text); /* the palace is called by its own name */
	if (mq_text_none(m->name)) m->name = m->text;
	memcpy(m->country, w->n->country.v[country].code, 4);
	if (m->kind != MQ_COUNTRY) return;
	if (!w->first[country]) w->first[country] = m->id;
	m->head = w->first[country];
}

static void fill_other(const naming *w, const name_hit *h, const mq_name *name, mq_mention *m)
{
	m->kind = name->kind == MQ_NAME_BODY ? MQ_ORGANIZATION : MQ_PLACE;
	m->by = name->kind == MQ_NAME_BODY ? MQ_BY_LIST : name->kind == MQ_NAME_PLACE ? MQ_BY_CITY : MQ_BY_NONE;
	m->name = name->name;
	memcpy(m->country, name->code, 4);
	if (name->kind == MQ_NAME_BODY) m->country_name = name->name;
	uint32_t *head = &w->name_head[name->one];
	if (!*head) *head = m->id;
	m->head = *head;
	(void)h;
}

static mq_status add_mentions(naming *w)
{
	for (uint32_t i = 0; i < w->hits.n; i++) {
		const name_hit *h = &w->hits.v[i];
		if (h->dropped) continue;
		const mq_name *name = &w->n->name.v[meant_by(w, h)];
		mq_mention *m = mq_mention_add(w->k, h->hit.from, h->hit.to, h->hit.form);
		if (!m) return mq_fail_memory(w->k->a);
		if (name->kind == MQ_NAME_BODY || name->kind == MQ_NAME_PLACE || name->kind == MQ_NAME_REGION)
			fill_other(w, h, name, m);
		else fill_country(w, h, name, m);
	}
	return MQ_DONE;
}

mq_status mq_mark_countries(const mq_marking *k)
{
	naming w = {.k = k, .n = k->m->names};
	w.named = MQ_ARRAY(k->a, bool, w.n->country.n);
	w.first = MQ_ARRAY(k->a, uint32_t, w.n->country.n);
	w.name_head = MQ_ARRAY(k->a, uint32_t, w.n->ones);
	if (!w.named || !w.first || !w.name_head) return mq_fail_memory(k->a);
	MQ_TRY(find_names(&w));
	for (uint32_t i = 0; i < w.hits.n; i++) {
		ask_traps(&w, &w.hits.v[i], false);
		name_country(&w, &w.hits.v[i]);
	}
	for (uint32_t i = 0; i < w.hits.n; i++)
		if (w.hits.v[i].waits) ask_traps(&w, &w.hits.v[i], true);
	return add_mentions(&w);
}
