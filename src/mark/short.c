/* Short names: «التنظيم», «قال الجيش» stand for the body that the document named in full («تنظيم داعش», «الجيش الإسرائيلي»), the
 * one named last of those whose name opens with the word; «القوى الكبرى» for states. rules/ar/short_names.tsv says which words
 * do. What the document gives no full name for stays what it was. */
#include "mark/names.h"
#include "mark/table.h"

#include <stdlib.h>

#define ROWS_MOST   64u /* a bit each */
#define ELSE_MOST   2u
#define STATES_MOST 6u
#define ADJECTIVE   1u /* class: words that may stand behind a short name */
#define CLITICS     (MQ_PRO_WA | MQ_PRO_FA | MQ_PRO_BI | MQ_PRO_LI | MQ_PRO_KA | MQ_PRO_AL)

typedef enum { SHORT_HEAD, SHORT_STATE, SHORT_GROUP } short_kind;

typedef struct {
	uint16_t where; /* the document names this state, */
	uint16_t who[STATES_MOST];
	uint32_t n;
} otherwise;

typedef struct {
	uint8_t kind;
	otherwise other[ELSE_MOST];
	uint32_t others;
} short_row;

struct mq_short_words {
	mq_phrases *phrases; /* value: row * 2, and 1 for the definite form */
	mq_phrases *adjectives;
	mq_keyed body;         /* hash of a listed body's name: index in mask */
	MQ_VEC(uint64_t) mask; /* the rows whose word opens one of its forms */
	MQ_VEC(short_row) row;
};

static mq_status name_body(mq_arena *a, mq_short_words *w, mq_text name, uint64_t rows)
{
	mq_keyed_slot *s = mq_keyed_put(a, &w->body, mq_hash(name), w->mask.n);
	if (!s) return mq_fail_memory(a);
	if (s->value == w->mask.n && !mq_push(a, &w->mask)) return mq_fail_memory(a);
	w->mask.v[s->value] |= rows;
	return MQ_DONE;
}

/* "YEM:SAU|ISM:USA" */
static mq_status read_else(mq_arena *a, const mq_marker *m, const mq_table *t, short_row *r)
{
	mq_text cell = MQ_CELL(t, "else"), part, code;
	if (mq_text_eq(cell, MQ_T("-"))) return MQ_DONE;
	while (mq_text_split(&cell, '|', &part)) {
		size_t colon = mq_text_find_byte(part, ':', 0);
		if (colon == SIZE_MAX || r->others == ELSE_MOST) return mq_rules_bad(a, t, "else is one or two of STATE:STATES");
		otherwise *o = &r->other[r->others++];
		mq_text who = mq_text_sub(part, colon + 1, part.n);
		o->where = mq_names_country(m->names, mq_text_sub(part, 0, colon));
		while (o->n < STATES_MOST && mq_text_split(&who, ' ', &code)) {
			o->who[o->n] = mq_names_country(m->names, code);
			if (o->who[o->n++] == MQ_NO_COUNTRY) return mq_rules_bad(a, t, "no such country code");
		}
		if (o->where == MQ_NO_COUNTRY || !o->n) return mq_rules_bad(a, t, "no such country code");
	}
	return MQ_DONE;
}

static mq_status add_forms(mq_arena *a, mq_short_words *w, mq_text forms, uint32_t row, bool as_it_stands)
{
	mq_text form;
	while (mq_text_split(&forms, '|', &form)) {
		if (as_it_stands) {
			MQ_TRY(mq_phrases_add(a, w->phrases, form, row * 2 + 1, NULL));
			continue;
		}
		mq_text with = mq_arena_print(a, "ال%.*s", MQ_ARG(form));
		if (mq_text_none(with)) return mq_fail_memory(a);
		MQ_TRY(mq_phrases_add(a, w->phrases, form, row * 2, NULL));
		MQ_TRY(mq_phrases_add(a, w->phrases, with, row * 2 + 1, NULL));
	}
	return MQ_DONE;
}

static mq_status read_row(mq_arena *a, const mq_marker *m, const mq_table *t, mq_short_words *w)
{
	static const char *const kinds[] = {"head", "state", "group"};
	mq_text kind = MQ_CELL(t, "kind"), names = MQ_CELL(t, "names"), name;
	if (mq_text_eq(kind, MQ_T("adjective"))) {
		while (mq_text_split(&names, '|', &name)) {
			mq_text with = mq_arena_print(a, "ال%.*s", MQ_ARG(name));
			if (mq_text_none(with)) return mq_fail_memory(a);
			MQ_TRY(mq_phrases_class(a, w->adjectives, ADJECTIVE, with));
		}
		return MQ_DONE;
	}
	short_row *r = mq_push(a, &w->row);
	if (!r) return mq_fail_memory(a);
	if (w->row.n > ROWS_MOST) return mq_rules_bad(a, t, "too many rows");
	while (r->kind < 3 && !mq_text_eq(kind, mq_text_of(kinds[r->kind]))) r->kind++;
	if (r->kind == 3) return mq_rules_bad(a, t, "kind is head, state, group or adjective");
	MQ_TRY(read_else(a, m, t, r));
	MQ_TRY(add_forms(a, w, MQ_CELL(t, "form"), w->row.n - 1, r->kind == SHORT_GROUP));
	if (mq_text_eq(names, MQ_T("-"))) return MQ_DONE;
	while (mq_text_split(&names, '|', &name)) MQ_TRY(name_body(a, w, name, (uint64_t)1 << (w->row.n - 1)));
	return MQ_DONE;
}

/* the row whose word opens a name: definite or not, both count */
static uint64_t opens(const mq_short_words *w, mq_text norm)
{
	size_t end = mq_text_find_byte(norm, ' ', 0);
	uint32_t v = mq_phrases_word(w->phrases, mq_hash(end == SIZE_MAX ? norm : mq_text_sub(norm, 0, end)));
	return v == MQ_PHRASE_NONE ? 0 : (uint64_t)1 << v / 2;
}

/* the nouns that listed bodies' forms open with: «ميليشيا الحوثي» for جماعة الحوثي */
static mq_status read_bodies(mq_arena *a, const mq_marker *m, mq_short_words *w)
{
	static const char *const columns[] = {"name", "forms", NULL};
	mq_table t;
	MQ_TRY(mq_rules_table(a, m, "rules/world/bodies.tsv", columns, &t));
	while (mq_table_row(&t)) {
		mq_text forms = MQ_CELL(&t, "forms"), form = MQ_CELL(&t, "name");
		uint64_t rows = 0;
		do {
			mq_text norm = mq_text_normal(a, form);
			if (mq_text_none(norm)) return mq_fail_memory(a);
			rows |= opens(w, norm);
		} while (mq_text_split(&forms, '|', &form));
		if (rows) MQ_TRY(name_body(a, w, MQ_CELL(&t, "name"), rows));
	}
	return MQ_DONE;
}

mq_status mq_short_words_open(mq_arena *a, const mq_marker *m, const mq_short_words **out)
{
	static const char *const columns[] = {"form", "kind", "names", "else", NULL};
	mq_table t;
	mq_short_words *w = MQ_NEW(a, mq_short_words);
	if (!w) return mq_fail_memory(a);
	MQ_TRY(mq_phrases_open(a, m->sets, &w->phrases));
	MQ_TRY(mq_phrases_open(a, NULL, &w->adjectives));
	MQ_TRY(mq_rules_table(a, m, "rules/ar/short_names.tsv", columns, &t));
	while (mq_table_row(&t)) MQ_TRY(read_row(a, m, &t, w));
	MQ_TRY(read_bodies(a, m, w));
	*out = w;
	return MQ_DONE;
}

typedef struct {
	const mq_marking *k;
	const mq_short_words *w;
	uint32_t n;               /* mentions that the passes before have made */
	uint32_t *order;          /* of them, by place */
	uint32_t *cover;          /* by token: the mention that has it, + 1; the longest one */
	bool *named;              /* by country: the document names it */
	uint64_t *rows;           /* by mention: the rows that it answers to */
	uint32_t full[ROWS_MOST]; /* by row: the body named last, + 1 */
	uint32_t first[ROWS_MOST];
} shortening;

static const mq_mention *mention(const shortening *s, uint32_t i) { return &s->k->marks->mentions.v[i]; }

static bool row_at(const shortening *s, uint32_t token, mq_phrase_hit *hit)
{
	return s->k->doc->tokens.v[token].kind == MQ_TOKEN_ARABIC &&
	       mq_phrases_longest(s->w->phrases, s->k->doc, s->k->forms, token, CLITICS, hit);
}

/* the rows that a body named in full answers to: by the noun it opens with, and by the list */
static uint64_t answers_to(const shortening *s, const mq_mention *m)
{
	mq_phrase_hit hit;
	uint64_t rows = 0;
	if (m->kind != MQ_ORGANIZATION || !m->country[0] || m->by == MQ_BY_OUTLET || m->by == MQ_BY_NONE) return 0;
	const mq_keyed_slot *body = m->by == MQ_BY_LIST ? mq_keyed_find(&s->w->body, mq_hash(m->name)) : NULL;
	if (body) rows |= s->w->mask.v[body->value];
	if (m->to - m->from > 1 && row_at(s, m->from, &hit) && hit.to < m->to) rows |= (uint64_t)1 << hit.value / 2;
	return rows;
}

static void note(uint32_t of_row[ROWS_MOST], uint64_t rows, uint32_t i, bool again)
{
	for (uint32_t r = 0; rows; r++, rows >>= 1)
		if ((rows & 1) && (again || !of_row[r])) of_row[r] = i + 1;
}

static int by_token(const void *x, const void *y, void *of)
{
	const mq_mention *v = of;
	uint32_t a = *(const uint32_t *)x, b = *(const uint32_t *)y;
	if (v[a].from != v[b].from) return v[a].from < v[b].from ? -1 : 1;
	return a < b ? -1 : a > b;
}

static mq_status look_over(shortening *s)
{
	const mq_marks *marks = s->k->marks;
	const mq_names *names = s->k->m->names;
	s->n = marks->mentions.n;
	s->order = MQ_ARRAY(s->k->a, uint32_t, s->n + 1);
	s->cover = MQ_ARRAY(s->k->a, uint32_t, s->k->doc->tokens.n + 1);
	s->named = MQ_ARRAY(s->k->a, bool, names->country.n + 1);
	s->rows = MQ_ARRAY(s->k->a, uint64_t, s->n + 1);
	if (!s->order || !s->cover || !s->named || !s->rows) return mq_fail_memory(s->k->a);
	for (uint32_t i = 0; i < s->n; i++) {
		const mq_mention *m = mention(s, i);
		uint16_t c =
		    m->country[0] && m->by != MQ_BY_OUTLET ? mq_names_country(names, mq_text_of(m->country)) : MQ_NO_COUNTRY;
		s->order[i] = i;
		s->rows[i] = answers_to(s, m);
		if (c != MQ_NO_COUNTRY) s->named[c] = true;
		for (uint32_t t = m->from; t < m->to; t++) {
			uint32_t was = s->cover[t];
			if (!was || mention(s, was - 1)->to - mention(s, was - 1)->from < m->to - m->from) s->cover[t] = i + 1;
		}
	}
	if (s->n) qsort_r(s->order, s->n, sizeof *s->order, by_token, marks->mentions.v);
	for (uint32_t i = 0; i < s->n; i++) note(s->first, s->rows[s->order[i]], s->order[i], false);
	return MQ_DONE;
}

/* «التنظيم النقابي» is another thing: an adjective of its own, or a name, stands behind */
static bool has_more(const shortening *s, uint32_t to)
{
	const mq_doc *doc = s->k->doc;
	if (to >= doc->tokens.n || doc->tokens.v[to].sentence != doc->tokens.v[to - 1].sentence) return false;
	if (doc->tokens.v[to].kind != MQ_TOKEN_ARABIC || !mq_text_starts(doc->tokens.v[to].norm, MQ_T("ال"))) return false;
	if (mq_text_starts(doc->tokens.v[to].norm, MQ_T("الذي")) || mq_text_starts(doc->tokens.v[to].norm, MQ_T("التي")))
		return false;
	return !mq_phrases_in(s->w->adjectives, ADJECTIVE, doc->tokens.v[to].key);
}

static mq_status add(shortening *s, const mq_phrase_hit *h, mq_mention_kind kind, mq_by by, uint16_t country)
{
	const mq_country *c = &s->k->m->names->country.v[country];
	mq_mention *m = mq_mention_add(s->k, h->from, h->to, h->form);
	if (!m) return mq_fail_memory(s->k->a);
	m->kind = (uint8_t)kind;
	m->by = (uint8_t)by;
	memcpy(m->country, c->code, sizeof m->country);
	if (kind == MQ_COUNTRY) m->name = c->ar;
	return MQ_DONE;
}

static void take_after(mq_mention *m, const mq_mention *full)
{
	m->kind = MQ_ORGANIZATION;
	m->by = MQ_BY_SHORT;
	m->head = full->head;
	m->name = full->name;
	m->country_name = full->country_name;
	memcpy(m->country, full->country, sizeof m->country);
	memcpy(m->sector, full->sector, sizeof m->sector);
}

/* what the row says for a document that names no such body */
static const otherwise *said_else(const shortening *s, const short_row *r)
{
	for (uint32_t i = 0; i < r->others; i++)
		if (s->named[r->other[i].where]) return &r->other[i];
	return NULL;
}

/* a body of no state, or of the newspaper's, that begins with the word: it may be that of another state */
static mq_mention *open_body(const shortening *s, const mq_phrase_hit *h)
{
	mq_mention *m = &s->k->marks->mentions.v[s->cover[h->from] - 1];
	bool open = m->kind == MQ_ORGANIZATION && (m->by == MQ_BY_NONE || m->by == MQ_BY_OUTLET) && m->from == h->from;
	return open ? m : NULL;
}

/* «قوات التحالف»: a body of one state, whose name stands as it is */
static mq_status stand_for(shortening *s, const mq_phrase_hit *h, uint16_t country)
{
	uint32_t has = s->cover[h->from];
	if (!has) return add(s, h, MQ_ORGANIZATION, MQ_BY_SHORT, country);
	mq_mention *m = open_body(s, h);
	if (!m) return MQ_DONE;
	m->by = MQ_BY_SHORT;
	memcpy(m->country, s->k->m->names->country.v[country].code, sizeof m->country);
	s->rows[has - 1] = answers_to(s, m);
	return MQ_DONE;
}

static mq_status shorten(shortening *s, const mq_phrase_hit *h)
{
	const uint32_t row = h->value / 2, full = s->full[row] ? s->full[row] : s->first[row], has = s->cover[h->from];
	const short_row *r = &s->w->row.v[row];
	const otherwise *o = said_else(s, r);
	if (r->kind == SHORT_GROUP) {
		if (o && o->n == 1) return stand_for(s, h, o->who[0]);
		for (uint32_t i = 0; o && i < o->n; i++) MQ_TRY(add(s, h, MQ_COUNTRY, MQ_BY_PAIR, o->who[i]));
		return MQ_DONE;
	}
	if (has_more(s, h->to)) return MQ_DONE;
	mq_mention *m = has ? open_body(s, h) : NULL;
	if (has && (!m || !full || full == has)) return MQ_DONE;
	if (!has && (!full || r->kind == SHORT_STATE)) return o ? add(s, h, MQ_ORGANIZATION, MQ_BY_SHORT, o->who[0]) : MQ_DONE;
	if (!m) m = mq_mention_add(s->k, h->from, h->to, h->form);
	if (!m) return mq_fail_memory(s->k->a);
	take_after(m, mention(s, full - 1));
	if (has) s->rows[has - 1] = answers_to(s, m);
	return MQ_DONE;
}

mq_status mq_mark_short(const mq_marking *k)
{
	shortening s = {.k = k, .w = k->m->shorts};
	const uint32_t tokens = k->doc->tokens.n, bits = mq_phrases_bits(s.w->phrases);
	uint32_t seen = 0;
	MQ_TRY(look_over(&s));
	for (uint32_t i = 0; (i = mq_forms_next(k->forms, i, tokens, bits)) < tokens;) {
		mq_phrase_hit hit;
		for (; seen < s.n && mention(&s, s.order[seen])->from < i; seen++)
			note(s.full, s.rows[s.order[seen]], s.order[seen], true);
		if (!row_at(&s, i, &hit)) {
			i++;
			continue;
		}
		if (hit.value & 1) MQ_TRY(shorten(&s, &hit));
		i = hit.to;
	}
	return MQ_DONE;
}
