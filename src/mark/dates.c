/* The pass of dates: one walk over the tokens of each field, the longest date at each place. */
#include "mark/dates.h"
#include "mark/ner.h"

/* how far back the verb of a weekday's clause may stand */
#define CLAUSE_BACK 14

/* «سيلتقي»: a future the lexicon does not know, by its shape: سـ and the imperfect's letter, and no noun's ending */
static bool looks_future(const mq_dating *d, uint32_t i)
{
	const mq_token *t = &d->k->doc->tokens.v[i];
	static const char *const heads[] = {"سي", "ست", "سن"};
	if (t->norm.n < 10 || mq_text_ends(t->norm, MQ_T("ه")) || mq_text_ends(t->norm, MQ_T("ات"))) return false;
	if (mq_forms_of(d->k->forms, i)->gaz & (MQ_GAZ_GIVEN | MQ_GAZ_SURNAME)) return false;
	if (mq_text_ends(t->norm, MQ_T("ين")) || mq_phrases_in(d->w->classes, D_NOT_FUTURE, t->key)) return false;
	for (size_t k = 0; k < sizeof heads / sizeof *heads; k++)
		if (mq_text_starts(t->norm, mq_text_of(heads[k]))) return true;
	return false;
}

/* Is what happens on this weekday still ahead? The nearest verb before it in its sentence says so: a future («سيلتقي», «سوف»,
 * «من المقرر») before any verb of the past. */
static bool still_ahead(const mq_dating *d, uint32_t from)
{
	const mq_doc *doc = d->k->doc;
	for (uint32_t back = 1; back <= CLAUSE_BACK && back <= from; back++) {
		const mq_token *t = &doc->tokens.v[from - back];
		if (t->sentence != doc->tokens.v[from].sentence || t->in != doc->tokens.v[from].in) return false;
		if (mq_phrases_token_in(d->w->classes, D_FUTURE, mq_forms_of(d->k->forms, from - back))) return true;
		if (t->kind != MQ_TOKEN_ARABIC || t->analyses == 0) continue;
		const mq_analysis *a = &t->a[0];
		if (a->form == MQ_FORM_IMPERFECT && (a->pro & MQ_PRO_SA)) return true;
		if (a->form == MQ_FORM_PERFECT && a->family) return false;
		if (!a->family && looks_future(d, from - back)) return true;
	}
	return false;
}

static void set_span(const mq_dating *d, mq_date *out, uint32_t from, uint32_t to, const mq_form_key *form)
{
	const mq_doc *doc = d->k->doc;
	const mq_token *first = &doc->tokens.v[from];
	out->in = first->in;
	out->start = form && form->letters ? mq_forms_start(doc, first, form->letters) : first->start;
	out->end = doc->tokens.v[to - 1].end;
	out->from_token = from;
	out->to_token = to;
	out->text = mq_text_sub(doc->field[first->in], out->start, out->end);
}

/* «يومي 9 و12 ديسمبر»: two dates, unless the days are neighbours */
static mq_status part_days(mq_dating *d, const mq_raw_date *r)
{
	mq_date *first = &d->k->marks->dates.v[d->k->marks->dates.n - 1];
	bool apart = r->listed && r->range && first->from != MQ_NO_DAY && first->to > first->from + 1;
	if (!apart || r->first_end <= r->from || r->second < r->first_end || r->second >= r->to) return MQ_DONE;
	mq_date *second = mq_push(d->k->a, &d->k->marks->dates);
	if (!second) return mq_fail_memory(d->k->a);
	first = second - 1;
	*second = *first;
	first->precision = second->precision = MQ_PRECISION_DAY;
	first->to = first->from;
	second->from = second->to;
	set_span(d, first, r->from, r->first_end, r->form);
	set_span(d, second, r->second, r->to, d->item[r->second].form);
	return MQ_DONE;
}

static mq_status add_date(mq_dating *d, const mq_raw_date *raw)
{
	mq_date *out = mq_push(d->k->a, &d->k->marks->dates);
	mq_raw_date r = *raw;
	if (!out) return mq_fail_memory(d->k->a);
	set_span(d, out, raw->from, raw->to, raw->form);
	if (r.kind == RAW_WEEKDAY && r.modifier == NO_VALUE) r.late_in = still_ahead(d, raw->from);
	bool unnamed = r.kind == RAW_DAY && r.year == NO_VALUE && r.year_by == NO_VALUE && r.modifier == NO_VALUE &&
		       !r.same_month && !r.this_month && !r.range && r.weekday == NO_VALUE;
	/* «ثورة 25 يناير», «ملحمة 7 مارس»: the day names what happened in some year */
	if (unnamed && raw->from > 0 &&
	    mq_phrases_token_in(d->w->classes, D_NAMED_DAY, mq_forms_of(d->k->forms, raw->from - 1))) {
		out->from = out->to = MQ_NO_DAY;
		out->relative = true;
		out->why = MQ_T("names an event, and its year is not told");
		return MQ_DONE;
	}
	mq_date_resolve(d, &r, out);
	/* «أحداث 11 سبتمبر»: the day that needs no year */
	if (r.kind == RAW_DAY && r.month == 9 && r.day == 11 && r.year == NO_VALUE && raw->from > 0 &&
	    mq_phrases_token_in(d->w->classes, D_EVENT_DAY, mq_forms_of(d->k->forms, raw->from - 1)))
		out->from = out->to = mq_day_of(2001, 9, 11);
	return part_days(d, &r);
}

/* the dates that begin before token to; *at is the next of the places where one may */
static mq_status read_field(mq_dating *d, uint32_t *at, uint32_t to)
{
	uint32_t over = 0; /* the end of the last date */
	d->field_end = to;
	for (; *at < d->begins && d->begin[*at] < to; ++*at) {
		mq_raw_date raw;
		if (d->begin[*at] < over || !mq_date_parse(d, d->begin[*at], &raw)) continue;
		MQ_TRY(add_date(d, &raw));
		over = raw.to;
	}
	return MQ_DONE;
}

mq_status mq_mark_dates(const mq_marking *k)
{
	mq_dating d = {.k = k, .w = k->m->dates, .published = k->article->published_day, .year = NO_VALUE, .last_day = MQ_NO_DAY};
	if (mq_text_none(k->article->published)) d.published = MQ_NO_DAY;
	MQ_TRY(mq_date_items(&d));
	uint32_t body = k->doc->body_token < d.n ? k->doc->body_token : d.n;
	uint32_t at = 0;
	MQ_TRY(read_field(&d, &at, body));
	return read_field(&d, &at, d.n);
}
