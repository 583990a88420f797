/* Instruments between states: commissions, dialogues, exercises, agreements, programmes, with edition, year and name; and
 * quantities: how many soldiers, how much money. */
#include "mark/dates.h"
#include "mark/quotes.h"
#include "mark/table.h"

#define NAME_WORDS_MOST 6

typedef struct {
	mq_text series, name, domain;
	bool needs_head; /* a name that is a common word too */
} instrument_row;

typedef struct {
	mq_text unit;
	double multiplier; /* 0: a unit */
} unit_row;

struct mq_instrument_words {
	mq_phrases *heads, *names, *units, *editions;
	MQ_VEC(instrument_row) row;
	MQ_VEC(unit_row) unit;
};

static mq_status read_heads(mq_arena *a, const mq_marker *m, mq_instrument_words *w)
{
	static const char *const columns[] = {"class", "form", "series", NULL};
	mq_table t;
	MQ_TRY(mq_rules_table(a, m, "rules/ar/instruments.tsv", columns, &t));
	while (mq_table_row(&t)) {
		if (mq_text_eq(MQ_CELL(&t, "class"), MQ_T("edition"))) {
			MQ_TRY(mq_phrases_class(a, w->editions, 1, MQ_CELL(&t, "form")));
			continue;
		}
		instrument_row *r = mq_push(a, &w->row);
		if (!r) return mq_fail_memory(a);
		r->series = MQ_CELL(&t, "series");
		r->name = MQ_CELL(&t, "form");
		MQ_TRY(mq_phrases_add(a, w->heads, MQ_CELL(&t, "form"), w->row.n - 1, NULL));
	}
	return MQ_DONE;
}

static mq_status read_exercises(mq_arena *a, const mq_marker *m, mq_instrument_words *w)
{
	static const char *const columns[] = {"name", "domain", "forms", "strong", NULL};
	mq_table t;
	MQ_TRY(mq_rules_table(a, m, "rules/world/exercises.tsv", columns, &t));
	while (mq_table_row(&t)) {
		mq_text forms = MQ_CELL(&t, "forms"), form;
		instrument_row *r = mq_push(a, &w->row);
		if (!r) return mq_fail_memory(a);
		*r = (instrument_row){MQ_T("exercise"), MQ_CELL(&t, "name"), MQ_CELL(&t, "domain"),
				      mq_text_eq(MQ_CELL(&t, "strong"), MQ_T("0"))};
		uint32_t value = w->row.n - 1;
		MQ_TRY(mq_phrases_add(a, w->names, r->name, value, NULL));
		while (mq_text_split(&forms, '|', &form))
			if (form.n) MQ_TRY(mq_phrases_add(a, w->names, form, value, NULL));
	}
	return MQ_DONE;
}

static mq_status read_units(mq_arena *a, const mq_marker *m, mq_instrument_words *w)
{
	static const char *const columns[] = {"form", "unit", "multiplier", NULL};
	mq_table t;
	MQ_TRY(mq_rules_table(a, m, "rules/ar/units.tsv", columns, &t));
	while (mq_table_row(&t)) {
		int32_t multiplier;
		if (!mq_rules_int(MQ_CELL(&t, "multiplier"), &multiplier))
			return mq_rules_bad(a, &t, "multiplier is a whole number");
		unit_row *u = mq_push(a, &w->unit);
		if (!u) return mq_fail_memory(a);
		*u = (unit_row){MQ_CELL(&t, "unit"), multiplier};
		MQ_TRY(mq_phrases_add(a, w->units, MQ_CELL(&t, "form"), w->unit.n - 1, NULL));
	}
	return MQ_DONE;
}

mq_status mq_instrument_words_open(mq_arena *a, const mq_marker *m, const mq_instrument_words **out)
{
	mq_instrument_words *w = MQ_NEW(a, mq_instrument_words);
	if (!w) return mq_fail_memory(a);
	MQ_TRY(mq_phrases_open(a, &w->heads));
	MQ_TRY(mq_phrases_open(a, &w->names));
	MQ_TRY(mq_phrases_open(a, &w->units));
	MQ_TRY(mq_phrases_open(a, &w->editions));
	MQ_TRY(read_heads(a, m, w));
	MQ_TRY(read_exercises(a, m, w));
	MQ_TRY(read_units(a, m, w));
	*out = w;
	return MQ_DONE;
}

static const mq_token *token(const mq_marking *k, uint32_t i) { return &k->doc->tokens.v[i]; }
static bool same_place(const mq_marking *k, uint32_t i, uint32_t of)
{
	return i < k->doc->tokens.n && token(k, i)->sentence == token(k, of)->sentence && token(k, i)->in == token(k, of)->in;
}

#define PRO_HEAD (MQ_PRO_WA | MQ_PRO_FA | MQ_PRO_BI | MQ_PRO_LI | MQ_PRO_KA | MQ_PRO_AL)

/* an ordinal in words or «الـ23» that begins at i; 0 when there is none */
static int32_t ordinal_at(const mq_marking *k, uint32_t i, uint32_t *to)
{
	mq_phrase_hit hit;
	if (i >= k->doc->tokens.n) return 0;
	if (token(k, i)->kind == MQ_TOKEN_NUMBER && token(k, i)->value > 0 && token(k, i)->value < 200) {
		*to = i + 1;
		return (int32_t)token(k, i)->value;
	}
	if (token(k, i)->kind != MQ_TOKEN_ARABIC) return 0;
	if (i + 1 < k->doc->tokens.n && mq_text_eq(token(k, i)->norm, MQ_T("ال")) && token(k, i + 1)->kind == MQ_TOKEN_NUMBER)
		return ordinal_at(k, i + 1, to);
	if (!mq_phrases_longest(k->m->dates->phrases, k->doc, k->forms, i, 0, &hit)) return 0;
	if (k->m->dates->word.v[hit.value].class != D_ORDINAL) return 0;
	*to = hit.to;
	return k->m->dates->word.v[hit.value].a;
}

/* «الدورة الـ23 للجنة …», «النسخة العشرون من …»: the edition told before the head */
static int32_t edition_before(const mq_marking *k, const mq_instrument_words *w, uint32_t from, uint32_t *start)
{
	for (uint32_t back = 1; back <= 6 && back <= from; back++) {
		uint32_t i = from - back, to;
		if (!same_place(k, i, from)) return 0;
		if (!mq_phrases_token_in(w->editions, 1, &k->forms->v[i])) continue;
		int32_t n = ordinal_at(k, i + 1, &to);
		if (n && to <= from && from - to <= 2) {
			*start = i;
			return n;
		}
		return 0;
	}
	return 0;
}

/* «لسنة 2026», «2025» after the name; two digits behind a known name are a year too */
static int32_t year_after(const mq_marking *k, uint32_t to, bool named, uint32_t *end)
{
	for (uint32_t i = to; i < to + 3 && same_place(k, i, to - 1); i++) {
		const mq_token *t = token(k, i);
		if (t->kind == MQ_TOKEN_NUMBER) {
			bool full = t->value >= 1990 && t->value <= 2100;
			if (full || (named && i <= to + 1 && t->value >= 10 && t->value < 50 && t->end - t->start <= 4)) {
				if (i <= to + 1) *end = i + 1;
				return (int32_t)(full ? t->value : t->value + 2000);
			}
			return 0;
		}
		mq_phrase_hit hit;
		if (t->kind == MQ_TOKEN_PUNCT && i == to) continue;
		if (t->kind != MQ_TOKEN_ARABIC ||
		    !mq_phrases_longest(k->m->dates->phrases, k->doc, k->forms, i, MQ_PRO_LI | MQ_PRO_BI, &hit))
			return 0;
		const mq_date_word *d = &k->m->dates->word.v[hit.value];
		if (d->class != D_UNIT || d->a != UNIT_YEAR) return 0;
	}
	return 0;
}

/* a name in marks or in Latin letters right behind the head */
static uint32_t name_after(const mq_marking *k, uint32_t to, uint32_t *name_from, uint32_t *name_to)
{
	uint32_t n = k->doc->tokens.n, i = to;
	if (i < n && mq_is_quote_mark(token(k, i)) && same_place(k, i, to - 1)) {
		for (uint32_t j = i + 1; j < n && j <= i + NAME_WORDS_MOST; j++) {
			if (!mq_is_quote_mark(token(k, j))) continue;
			*name_from = i + 1;
			*name_to = j;
			return j > i + 1 ? j + 1 : 0;
		}
		return 0;
	}
	while (i < n && i < to + NAME_WORDS_MOST && token(k, i)->kind == MQ_TOKEN_LATIN && same_place(k, i, to - 1)) i++;
	*name_from = to;
	*name_to = i;
	return i > to ? i : 0;
}

static mq_mention *add(const mq_marking *k, uint32_t from, uint32_t to, const mq_form_key *form, const instrument_row *r)
{
	mq_mention *m = mq_mention_add(k, from, to, form);
	if (!m) return NULL;
	m->kind = MQ_INSTRUMENT;
	m->series = r->series;
	m->domain = r->domain;
	return m;
}

static mq_text between(const mq_marking *k, uint32_t from, uint32_t to)
{
	return mq_text_sub(k->doc->field[token(k, from)->in], token(k, from)->start, token(k, to - 1)->end);
}

/* one instrument at i; *next is the token after it */
static mq_status read_instrument(const mq_marking *k, const mq_instrument_words *w, uint32_t i, uint32_t *next)
{
	mq_phrase_hit head, name;
	bool headed = mq_phrases_longest(w->heads, k->doc, k->forms, i, PRO_HEAD, &head);
	uint32_t to = headed ? head.to : i, name_from = 0, name_to = 0, start = i;
	uint32_t at = headed && to < k->doc->tokens.n && mq_is_quote_mark(token(k, to)) ? to + 1 : to;
	bool known = at < k->doc->tokens.n && same_place(k, at, i) &&
		     mq_phrases_longest(w->names, k->doc, k->forms, at, headed ? 0 : PRO_HEAD, &name);
	if (known && !headed && w->row.v[name.value].needs_head) known = false;
	*next = i + 1;
	if (!headed && !known) return MQ_DONE;
	const instrument_row *r = &w->row.v[known ? name.value : head.value];
	bool exercise = mq_text_eq(w->row.v[headed ? head.value : name.value].series, MQ_T("exercise"));
	if (known && exercise) to = name.to;
	else {
		known = false;
		r = &w->row.v[head.value];
		uint32_t end = name_after(k, to, &name_from, &name_to);
		if (end) to = end;
	}
	uint32_t end = to;
	int32_t year = year_after(k, to, known || name_to, &end), edition = edition_before(k, w, i, &start);
	mq_mention *m = add(k, start, end, start == i ? (headed ? head.form : name.form) : NULL, r);
	if (!m) return mq_fail_memory(k->a);
	m->name = !known && name_to > name_from ? between(k, name_from, name_to) : r->name;
	m->year = year;
	m->edition = edition;
	*next = end;
	return MQ_DONE;
}

/* ---- quantities ---- */

static double decimals(const mq_token *t)
{
	double v = (double)t->value;
	for (uint32_t i = t->start; i < t->end && t->end - t->start < 8; i++) v /= 10;
	return v;
}

static mq_status read_quantity(const mq_marking *k, const mq_instrument_words *w, uint32_t i, uint32_t *next)
{
	const mq_token *t = token(k, i);
	uint32_t at = i + 1, n = k->doc->tokens.n;
	double value = (double)t->value;
	*next = i + 1;
	if (t->value < 0) return MQ_DONE;
	if (at + 1 < n && token(k, at)->kind == MQ_TOKEN_PUNCT && (token(k, at)->flags & MQ_TOKEN_GLUED) &&
	    token(k, at + 1)->kind == MQ_TOKEN_NUMBER && (token(k, at + 1)->flags & MQ_TOKEN_GLUED)) {
		const mq_token *f = token(k, at + 1);
		bool thousands = f->end - f->start == 3;
		value = thousands ? value * 1000 + (double)f->value : value + decimals(f);
		at += 2;
	}
	for (int step = 0; step < 3 && at < n && same_place(k, at, i) && token(k, at)->kind == MQ_TOKEN_ARABIC; step++, at++) {
		uint32_t u = mq_phrases_word(w->units, token(k, at)->key);
		if (u == MQ_PHRASE_NONE || u >= w->unit.n) return MQ_DONE;
		if (w->unit.v[u].multiplier > 0) {
			value *= w->unit.v[u].multiplier;
			continue;
		}
		mq_mention *m = mq_mention_add(k, i, at + 1, NULL);
		if (!m) return mq_fail_memory(k->a);
		m->kind = MQ_QUANTITY;
		m->value = value;
		m->unit = w->unit.v[u].unit;
		*next = at + 1;
		return MQ_DONE;
	}
	return MQ_DONE;
}

mq_status mq_mark_instruments(const mq_marking *k)
{
	const mq_instrument_words *w = k->m->instruments;
	for (uint32_t i = 0, next; i < k->doc->tokens.n; i = next) {
		const mq_token *t = token(k, i);
		next = i + 1;
		if (t->kind == MQ_TOKEN_NUMBER) MQ_TRY(read_quantity(k, w, i, &next));
		else if (t->kind == MQ_TOKEN_ARABIC || t->kind == MQ_TOKEN_LATIN) MQ_TRY(read_instrument(k, w, i, &next));
	}
	return MQ_DONE;
}
