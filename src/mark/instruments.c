/* Instruments between states: commissions, dialogues, exercises, agreements, programmes, with edition, year and name; and
 * quantities: how many soldiers, how much money. */
#include "mark/instruments.h"

static const char *const word_classes[MQ_IW_CLASSES] = {
    NULL, "edition", "called", "about", "not_name", "times", "since", "noun",
};

static mq_status read_value(mq_arena *a, const mq_table *t, mq_instrument_words *w)
{
	mq_instrument_value *v = mq_push(a, &w->value);
	mq_text class = MQ_CELL(t, "class");
	if (!v) return mq_fail_memory(a);
	v->class = mq_text_eq(class, MQ_T("ordinal_tens")) ? 't' : mq_text_eq(class, MQ_T("ordinal_unit")) ? 'o' : 'd';
	v->word = MQ_CELL(t, "series");
	if (!mq_rules_int(MQ_CELL(t, "value"), &v->number)) return mq_rules_bad(a, t, "value is a whole number");
	return mq_phrases_add(a, w->values, MQ_CELL(t, "form"), w->value.n - 1, NULL);
}

static mq_status read_head(mq_arena *a, const mq_table *t, mq_instrument_words *w)
{
	mq_instrument_head *r = mq_push(a, &w->row);
	if (!r) return mq_fail_memory(a);
	r->series = MQ_CELL(t, "series");
	r->name = MQ_CELL(t, "form");
	if (!mq_rules_int(MQ_CELL(t, "value"), &r->count)) return mq_rules_bad(a, t, "value is a whole number");
	return mq_phrases_add(a, w->heads, r->name, w->row.n - 1, NULL);
}

static mq_status read_heads(mq_arena *a, const mq_marker *m, mq_instrument_words *w)
{
	static const char *const columns[] = {"class", "form", "series", "value", NULL};
	mq_table t;
	MQ_TRY(mq_rules_table(a, m, "rules/ar/instruments.tsv", columns, &t));
	while (mq_table_row(&t)) {
		mq_text class = MQ_CELL(&t, "class");
		uint32_t id = 1;
		while (id < MQ_IW_CLASSES && !mq_text_eq(class, mq_text_of(word_classes[id]))) id++;
		if (id < MQ_IW_CLASSES) MQ_TRY(mq_phrases_class(a, w->classes, id, MQ_CELL(&t, "form")));
		else if (mq_text_eq(class, MQ_T("head"))) MQ_TRY(read_head(a, &t, w));
		else if (mq_text_eq(class, MQ_T("ordinal_tens")) || mq_text_eq(class, MQ_T("ordinal_unit")) ||
			 mq_text_eq(class, MQ_T("domain")))
			MQ_TRY(read_value(a, &t, w));
		else return mq_rules_bad(a, &t, "class is head, domain, ordinal_unit, ordinal_tens or a class of words");
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
		mq_instrument_head *r = mq_push(a, &w->row);
		if (!r) return mq_fail_memory(a);
		*r = (mq_instrument_head){MQ_T("exercise"), MQ_CELL(&t, "name"), MQ_CELL(&t, "domain"),
					  mq_text_eq(MQ_CELL(&t, "strong"), MQ_T("0")), 0};
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
		mq_unit_row *u = mq_push(a, &w->unit);
		if (!u) return mq_fail_memory(a);
		*u = (mq_unit_row){MQ_CELL(&t, "unit"), multiplier};
		MQ_TRY(mq_phrases_add(a, w->units, MQ_CELL(&t, "form"), w->unit.n - 1, NULL));
	}
	return MQ_DONE;
}

mq_status mq_instrument_words_open(mq_arena *a, const mq_marker *m, const mq_instrument_words **out)
{
	mq_instrument_words *w = MQ_NEW(a, mq_instrument_words);
	if (!w) return mq_fail_memory(a);
	MQ_TRY(mq_phrases_open(a, m->sets, &w->heads));
	MQ_TRY(mq_phrases_open(a, m->sets, &w->names));
	MQ_TRY(mq_phrases_open(a, NULL, &w->units));
	MQ_TRY(mq_phrases_open(a, NULL, &w->classes));
	MQ_TRY(mq_phrases_open(a, NULL, &w->values));
	MQ_TRY(read_heads(a, m, w));
	MQ_TRY(read_exercises(a, m, w));
	MQ_TRY(read_units(a, m, w));
	*out = w;
	return MQ_DONE;
}

static const mq_token *token(const mq_marking *k, uint32_t i) { return mq_iw_token(k, i); }
static bool same_place(const mq_marking *k, uint32_t i, uint32_t of) { return mq_iw_beside(k, i, of); }

#define PRO_HEAD (MQ_PRO_WA | MQ_PRO_FA | MQ_PRO_BI | MQ_PRO_LI | MQ_PRO_KA | MQ_PRO_AL)
/* sentences that a list of exercises may lie behind the line that opened it */
#define LIST_SENTENCES 6u

/* where an instrument begins: the head, and a name of the tables behind it or alone */
typedef struct {
	uint32_t from, to, name_from;
	const mq_instrument_head *row, *head; /* head: NULL when the name stands alone */
	const mq_form_key *form;
	bool known;
} found_head;

static bool find_head(const mq_marking *k, const mq_instrument_words *w, uint32_t i, found_head *out)
{
	mq_phrase_hit head, name;
	bool headed = mq_phrases_longest(w->heads, k->doc, k->forms, i, PRO_HEAD, &head);
	uint32_t to = headed ? head.to : i, at = to;
	if (headed && at < k->doc->tokens.n && mq_is_quote_mark(token(k, at))) at++;
	bool known = at < k->doc->tokens.n && same_place(k, at, i) &&
		     mq_phrases_longest(w->names, k->doc, k->forms, at, headed ? 0 : PRO_HEAD, &name);
	if (known && !headed && w->row.v[name.value].needs_head) known = false;
	if (!headed && !known) return false;
	*out = (found_head){i, to, at, NULL, NULL, NULL, false};
	out->head = headed ? &w->row.v[head.value] : NULL;
	out->known = known && (!headed || mq_text_eq(out->head->series, MQ_T("exercise")));
	out->row = out->known ? &w->row.v[name.value] : out->head;
	out->form = headed ? head.form : name.form;
	if (out->known) out->to = name.to;
	return true;
}

/* «Chergui 2025 بالرشيدية» on a line of its own, under a line that speaks of exercises */
static bool find_item(const mq_marking *k, const mq_instrument_words *w, uint32_t i, found_head *out)
{
	const mq_token *t = token(k, i);
	const mq_sentence *sn = &k->doc->sentences.v[t->sentence];
	uint32_t to = i, from = i > sn->from + 2 ? UINT32_MAX : sn->from;
	if (from == UINT32_MAX || t->kind != MQ_TOKEN_LATIN || sn->to - sn->from > 24) return false;
	for (uint32_t p = from; p < i; p++)
		if (token(k, p)->kind != MQ_TOKEN_PUNCT) return false;
	while (to < sn->to && to < i + 4 && token(k, to)->kind == MQ_TOKEN_LATIN) to++;
	if (to >= sn->to || token(k, to)->kind != MQ_TOKEN_NUMBER || token(k, to)->value < 1990 || token(k, to)->value > 2100)
		return false;
	for (uint32_t n = k->marks->mentions.n; n-- > 0;) {
		const mq_mention *m = &k->marks->mentions.v[n];
		if (m->kind == MQ_QUANTITY) continue;
		if (m->kind != MQ_INSTRUMENT || token(k, m->from)->sentence + LIST_SENTENCES < t->sentence) return false;
		if (!mq_text_eq(m->series, MQ_T("exercise"))) continue;
		mq_phrase_hit name;
		bool known = mq_phrases_longest(w->names, k->doc, k->forms, i, 0, &name);
		static const mq_instrument_head item = {{"exercise", 8}, {NULL, 0}, {NULL, 0}, false, 0};
		*out = (found_head){i, known ? name.to : to, i, known ? &w->row.v[name.value] : &item, NULL, NULL, true};
		return true;
	}
	return false;
}

static mq_text between(const mq_marking *k, uint32_t from, uint32_t to)
{
	return mq_text_sub(k->doc->field[token(k, from)->in], token(k, from)->start, token(k, to - 1)->end);
}

/* the name as printed; beside it the one that all its spellings share, where the tables know it */
static void name_it(const mq_marking *k, const mq_instrument_words *w, const found_head *h, const mq_instrument_call *call,
		    mq_mention *m)
{
	mq_phrase_hit hit;
	const mq_instrument_head *row = h->known ? h->row : NULL;
	if (!row && call->proper && mq_phrases_longest(w->names, k->doc, k->forms, call->name_from, 0, &hit))
		row = &w->row.v[hit.value];
	if (row && !mq_text_eq(row->series, m->series)) row = NULL;
	m->domain = row && row->domain.n ? row->domain : call->domain;
	m->canonical = row ? row->name : MQ_NONE;
	m->named = h->known || call->proper;
	m->about_from = call->about_from;
	m->about_to = call->about_to;
	if (h->known) m->name = between(k, h->name_from, h->to);
	else if (call->proper) m->name = call->name;
	else if (call->name.n && h->row) m->name = mq_arena_print(k->a, "%.*s %.*s", MQ_ARG(h->row->name), MQ_ARG(call->name));
	else if (h->row) m->name = h->row->name;
}

/* one instrument at i; *next is the token after it */
static mq_status read_instrument(const mq_marking *k, const mq_instrument_words *w, uint32_t i, uint32_t *next)
{
	found_head h;
	mq_instrument_call call;
	*next = i + 1;
	if (!find_head(k, w, i, &h) && !find_item(k, w, i, &h)) return MQ_DONE;
	mq_text series = h.head ? h.head->series : h.row ? h.row->series : MQ_NONE;
	mq_instrument_call_of(k, w, series, h.from, h.to, &call);
	uint32_t start = call.start < h.from ? call.start : h.from;
	mq_mention *m = mq_mention_add(k, start, call.end, start == h.from ? h.form : NULL);
	if (!m) return mq_fail_memory(k->a);
	m->kind = MQ_INSTRUMENT;
	m->series = series;
	name_it(k, w, &h, &call, m);
	m->year = call.year;
	m->edition = call.edition;
	m->count = h.head && h.head->count ? h.head->count : call.count;
	*next = call.end;
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
	const uint32_t n = k->doc->tokens.n, phrases = mq_phrases_bits(w->heads) | mq_phrases_bits(w->names);
	const uint32_t bits = phrases | MQ_SEES_NUMBER | MQ_SEES_LATIN; /* a name alone in a list is in Latin letters */
	for (uint32_t i = 0, next; (i = mq_forms_next(k->forms, i, n, bits)) < n; i = next) {
		const mq_token *t = token(k, i);
		next = i + 1;
		if (t->kind == MQ_TOKEN_NUMBER) MQ_TRY(read_quantity(k, w, i, &next));
		else if (t->kind == MQ_TOKEN_ARABIC || t->kind == MQ_TOKEN_LATIN) MQ_TRY(read_instrument(k, w, i, &next));
	}
	return MQ_DONE;
}
