/* What more the sentence says of an instrument: of which sort and scope it is, its subjects, how long and how often, troops and
 * amounts, who signed, under which other it stands. Words are rules/ar/instrument_cues.tsv; every fact has the span of the words
 * that tell it. Nothing is inferred: what a press text does not say is not there. */
#include "event/inner.h"

#define FACTS_MOST 24u
/* tokens behind «لمدة» in which a number and its unit stand */
#define DURATION_REACH 4u
/* «بموجب اتفاقية …»: tokens between the word and the other instrument */
#define LINK_REACH 3u

typedef struct {
	mq_arena *a;
	const mq_instrument_cues *w;
	const mq_scene *s;
	const mq_mention *m;
	const mq_sentence *sn;
	mq_instrument *x;
} finding;

static mq_status add_span(const finding *f, mq_text field, mq_text value, uint8_t in, uint32_t start, uint32_t end)
{
	if (value.n == 0 || f->x->facts.n >= FACTS_MOST) return MQ_DONE;
	for (uint32_t i = 0; i < f->x->facts.n; i++)
		if (mq_text_eq(f->x->facts.v[i].field, field) && mq_text_eq(f->x->facts.v[i].value, value)) return MQ_DONE;
	mq_instrument_fact *n = mq_push(f->a, &f->x->facts);
	if (!n) return mq_fail_memory(f->a);
	*n = (mq_instrument_fact){field, value, in, start, end};
	return MQ_DONE;
}

static const mq_token *token(const finding *f, uint32_t t) { return &f->s->doc->tokens.v[t]; }

static mq_status add_tokens(const finding *f, mq_text field, mq_text value, uint32_t from, uint32_t to)
{
	return add_span(f, field, value, f->sn->in, token(f, from)->start, token(f, to - 1)->end);
}

static const mq_cue_row *cue_at(const finding *f, uint32_t t) { return mq_cue_at(&f->w->cues, f->s->doc, t, f->sn->to); }

static bool is_field(const finding *f, const mq_cue_row *r, const char *field)
{
	return r && mq_text_eq(f->w->field[r->cue], mq_text_of(field));
}

/* «لمدة خمس سنوات», «على مدى 10 أيام», «لعامين»: a number and a unit, or a unit in the dual */
static mq_status add_duration(const finding *f, uint32_t at, uint32_t words)
{
	int64_t number = 0;
	for (uint32_t t = at + words; t < f->sn->to && t < at + words + DURATION_REACH; t++) {
		const mq_token *k = token(f, t);
		const mq_cue_row *r = cue_at(f, t);
		if (k->kind == MQ_TOKEN_NUMBER && k->value > 0 && k->value < 1000) number = k->value;
		else if (is_field(f, r, "number")) {
			uint64_t v = 0;
			if (mq_text_u64(f->w->value[r->cue], &v)) number = (int64_t)v;
		} else if (is_field(f, r, "dual") || (number && is_field(f, r, "unit"))) {
			int64_t n = is_field(f, r, "dual") ? 2 : number;
			mq_text value = mq_arena_print(f->a, "%lld %.*s", (long long)n, MQ_ARG(f->w->value[r->cue]));
			return add_tokens(f, MQ_T("duration"), value, at, t + r->words);
		} else if (k->kind != MQ_TOKEN_ARABIC) return MQ_DONE;
	}
	return MQ_DONE;
}

/* «تنفيذا لاتفاقية …», «في إطار اللجنة …»: the other instrument right behind */
static mq_status add_link(const finding *f, mq_text field, uint32_t at, uint32_t words)
{
	for (uint32_t i = mq_first_mention(f->s, at); i < f->s->marks->mentions.n; i++) {
		const mq_mention *o = &f->s->marks->mentions.v[i];
		if (o->from > at + words + LINK_REACH || o->from >= f->sn->to) break;
		if (o->kind == MQ_INSTRUMENT && o != f->m && o->name.n)
			return add_span(f, field, o->name, o->in, o->start, o->end);
	}
	return MQ_DONE;
}

/* «نشر في الجريدة الرسمية عدد 7210»: the words to the last number */
static mq_status add_legal(const finding *f, uint32_t at, uint32_t words)
{
	uint32_t end = at + words;
	for (uint32_t t = end; t < f->sn->to && t < end + DURATION_REACH; t++)
		if (token(f, t)->kind == MQ_TOKEN_NUMBER) end = t + 1;
	mq_text bytes = mq_text_sub(f->s->doc->field[f->sn->in], token(f, at)->start, token(f, end - 1)->end);
	return add_tokens(f, MQ_T("legal_ref"), bytes, at, end);
}

/* «بصفة مراقب»: of the country named last before, or first behind */
static mq_status add_observer(const finding *f, uint32_t at)
{
	const mq_mention *best = NULL;
	uint32_t nearest = 8;
	for (uint32_t i = mq_first_mention(f->s, f->sn->from); i < f->s->marks->mentions.n; i++) {
		const mq_mention *c = &f->s->marks->mentions.v[i];
		if (c->from >= f->sn->to) break;
		uint32_t far = c->from < at ? at - c->from : c->from - at;
		if (c->kind != MQ_COUNTRY || !c->country[0] || far >= nearest) continue;
		nearest = far;
		best = c;
	}
	return best ? add_span(f, MQ_T("observer"), mq_text_of(best->country), best->in, best->start, best->end) : MQ_DONE;
}

/* sort and scope: only in the name itself */
static bool in_name(const finding *f, uint32_t t) { return t >= f->m->from && t < f->m->to + 4; }

static mq_status take_cue(const finding *f, uint32_t t, const mq_cue_row *r)
{
	mq_text field = f->w->field[r->cue], value = f->w->value[r->cue];
	if (f->w->stage[r->cue] >= 0) return MQ_DONE;
	if (mq_text_eq(field, MQ_T("sort"))) {
		if (in_name(f, t) && !f->x->sort.n) f->x->sort = value;
		return MQ_DONE;
	}
	if (mq_text_eq(field, MQ_T("scope"))) {
		if (in_name(f, t) && !f->x->scope.n) f->x->scope = value;
		return MQ_DONE;
	}
	if (mq_text_eq(field, MQ_T("duration"))) return add_duration(f, t, r->words);
	if (mq_text_eq(field, MQ_T("link"))) return add_link(f, value, t, r->words);
	if (mq_text_eq(field, MQ_T("legal"))) return add_legal(f, t, r->words);
	if (mq_text_eq(field, MQ_T("role"))) return add_observer(f, t);
	if (mq_text_eq(field, MQ_T("generic")) || mq_text_eq(field, MQ_T("number")) || mq_text_eq(field, MQ_T("unit")) ||
	    mq_text_eq(field, MQ_T("dual")))
		return MQ_DONE;
	/* «مناورات» is no subject of an exercise */
	bool itself = t < f->m->to && t >= f->m->from && mq_text_eq(field, MQ_T("subject"));
	return itself ? MQ_DONE : add_tokens(f, field, value, t, t + r->words);
}

static mq_status take_words(const finding *f)
{
	for (uint32_t t = f->sn->from, covered = f->sn->from; t < f->sn->to; t++) {
		const mq_cue_row *r = t < covered ? NULL : cue_at(f, t);
		if (!r) continue;
		covered = t + r->words;
		MQ_TRY(take_cue(f, t, r));
	}
	return MQ_DONE;
}

static mq_text field_of_unit(mq_text unit)
{
	static const char *const rows[][2] = {{"person", "troops"},    {"aircraft", "aircraft"}, {"ship", "ships"},
					      {"vehicle", "vehicles"}, {"missile", "missiles"},  {"tonne", "tonnes"}};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		if (mq_text_eq(unit, mq_text_of(rows[i][0]))) return mq_text_of(rows[i][1]);
	return MQ_T("amount"); /* the other units are currencies */
}

static mq_status take_mention(const finding *f, const mq_mention *o)
{
	bool paper = f->x->stage == MQ_STAGE_SIGNED || f->x->stage == MQ_STAGE_INITIALLED;
	if (o->kind == MQ_QUANTITY && o->unit.n) {
		mq_text field = field_of_unit(o->unit);
		bool money = mq_text_eq(field, MQ_T("amount"));
		mq_text value =
		    mq_arena_print(f->a, money ? "%.0f %.*s" : "%.0f", o->value, money ? (int)o->unit.n : 0, o->unit.p);
		return add_span(f, field, value, o->in, o->start, o->end);
	}
	if (o->kind == MQ_PERSON && paper && o->role.n) return add_span(f, MQ_T("signatory"), o->name, o->in, o->start, o->end);
	bool itself = o->from < f->m->to && f->m->from < o->to;
	if (o->kind == MQ_ORGANIZATION && !itself && o->country[0] && o->sector[0] && o->name.n)
		return add_span(f, MQ_T("institution"), o->name, o->in, o->start, o->end);
	return MQ_DONE;
}

mq_status mq_instrument_facts_find(mq_arena *a, const mq_instrument_cues *w, const mq_scene *s, const mq_mention *m,
				   mq_instrument *x)
{
	const finding f = {a, w, s, m, &s->doc->sentences.v[s->doc->tokens.v[m->from].sentence], x};
	MQ_TRY(take_words(&f));
	for (uint32_t i = mq_first_mention(s, f.sn->from); i < s->marks->mentions.n; i++) {
		const mq_mention *o = &s->marks->mentions.v[i];
		if (o->from >= f.sn->to) break;
		MQ_TRY(take_mention(&f, o));
	}
	return MQ_DONE;
}
