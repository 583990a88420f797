/* Instruments and people in office as JSON: the API's shapes, which the commands print as well. */
#include "serve/register.h"

static void put_count(mq_json *j, const char *key, int32_t n)
{
	if (n) mq_json_put_int(j, key, n);
	else mq_json_put_null(j, key);
}

static void put_due(mq_json *j, const mq_due *d)
{
	mq_json_put_object(j, "due");
	mq_json_put_text(j, "how", mq_text_of(mq_due_hows[d->how]));
	mq_json_put_text(j, "sure", d->how == MQ_DUE_NONE ? MQ_NONE : mq_text_of(mq_sures[d->sure]));
	mq_json_put_bool(j, "computed", d->how == MQ_DUE_FREQUENCY || d->how == MQ_DUE_INTERVAL || d->how == MQ_DUE_TERM);
	mq_json_put_bool(j, "overdue", d->overdue);
	mq_api_put_day(j, "from", d->from);
	mq_api_put_day(j, "to", d->to);
	put_count(j, "interval_days", d->interval);
	mq_json_put_int(j, "intervals", d->intervals);
	mq_json_object_end(j);
}

static void put_countries(mq_json *j, const mq_series_row *i)
{
	mq_json_put_array(j, "countries");
	for (uint8_t k = 0; k < i->countries; k++) mq_json_text(j, mq_text_of(i->country[k]));
	mq_json_array_end(j);
}

/* next: the first day that is announced, as lists had it before there was a register */
void mq_api_put_instrument(mq_json *j, const mq_series_row *i)
{
	bool ahead = i->due.how == MQ_DUE_ANNOUNCED && !i->due.overdue;
	mq_json_object(j);
	mq_json_put_text(j, "id", mq_text_of(i->id));
	mq_json_put_text(j, "kind", i->kind);
	mq_json_put_text(j, "name", i->name);
	mq_json_put_bool(j, "named", i->named);
	mq_json_put_text(j, "sort", i->sort);
	mq_json_put_text(j, "scope", i->scope);
	mq_json_put_text(j, "domain", i->domain);
	mq_json_put_text(j, "about", i->about);
	mq_json_put_text(j, "by", i->by);
	put_countries(j, i);
	mq_json_put_bool(j, "bilateral", i->countries == 2);
	mq_json_put_int(j, "sessions", i->sessions);
	put_count(j, "edition", i->edition);
	put_count(j, "year", i->year);
	mq_json_put_text(j, "stage", mq_text_of(mq_stage_names[i->stage]));
	mq_api_put_day(j, "first", i->first);
	mq_api_put_day(j, "last", i->last);
	mq_api_put_day(j, "next", ahead ? i->due.from : MQ_NO_DAY);
	put_due(j, &i->due);
	mq_json_put_int(j, "tellings", i->tellings);
	mq_json_put_int(j, "articles", i->articles);
	mq_json_put_int(j, "outlets", i->outlets);
	mq_json_object_end(j);
}

static void put_source(mq_json *j, const mq_stage_source *x)
{
	mq_json_object(j);
	mq_json_key(j, MQ_T("article"));
	mq_api_put_article_row(j, &x->from);
	mq_json_put_text(j, "event", mq_code_text(x->event));
	mq_json_put_text(j, "in", x->evidence.in ? MQ_T("body") : MQ_T("title"));
	mq_json_put_int(j, "start", x->evidence.start);
	mq_json_put_int(j, "end", x->evidence.end);
	mq_json_put_text(j, "sentence", x->sentence);
	mq_json_put_text(j, "words", x->words);
	mq_json_object_end(j);
}

static void put_stage(mq_json *j, const mq_stage_row *x)
{
	mq_json_object(j);
	mq_json_put_text(j, "stage", mq_text_of(mq_stage_names[x->stage]));
	mq_api_put_day(j, "from", x->from);
	mq_api_put_day(j, "to", x->to);
	mq_json_put_text(j, "precision", x->from == MQ_NO_DAY ? MQ_NONE : mq_text_of(mq_precisions[x->precision]));
	mq_json_put_bool(j, "approximate", x->approximate);
	mq_api_put_day(j, "told", x->told);
	put_count(j, "edition", x->edition);
	put_count(j, "year", x->year);
	put_count(j, "count", x->count);
	mq_json_put_text(j, "place", x->place);
	mq_json_put_text(j, "happening", mq_code_text(x->happening));
	mq_json_put_int(j, "articles", x->articles);
	mq_json_put_int(j, "outlets", x->outlets);
	mq_json_put_array(j, "sources");
	for (uint32_t i = 0; i < x->sources.n; i++) put_source(j, &x->sources.v[i]);
	mq_json_array_end(j);
	mq_json_object_end(j);
}

static void put_fact(mq_json *j, const mq_fact_row *f)
{
	mq_json_object(j);
	mq_json_put_text(j, "field", f->field);
	mq_json_put_text(j, "value", f->value);
	mq_json_put_text(j, "text", f->text);
	mq_json_put_int(j, "articles", f->articles);
	mq_json_put_text(j, "article", mq_code_text(f->article));
	mq_json_put_text(j, "in", f->in ? MQ_T("body") : MQ_T("title"));
	mq_json_put_int(j, "start", f->start);
	mq_json_put_int(j, "end", f->end);
	mq_json_object_end(j);
}

static void put_form(mq_json *j, const mq_form_row *f)
{
	mq_json_object(j);
	mq_json_put_text(j, "form", f->form);
	mq_json_put_int(j, "articles", f->articles);
	mq_json_put_text(j, "article", mq_code_text(f->article));
	mq_json_object_end(j);
}

static void put_differences(mq_json *j, const mq_disagreement *d, uint32_t n)
{
	mq_json_put_array(j, "disagreements");
	for (uint32_t i = 0; i < n; i++) {
		mq_json_object(j);
		mq_json_put_text(j, "field", d[i].field);
		mq_json_put_text(j, "value", d[i].value);
		mq_json_put_int(j, "sources", d[i].sources);
		mq_json_put_text(j, "article", mq_code_text(d[i].article));
		mq_json_object_end(j);
	}
	mq_json_array_end(j);
}

void mq_api_put_series(mq_json *j, const mq_series *x)
{
	mq_json_object(j);
	mq_json_put_text(j, "schema", MQ_T("mirqab/instrument/1"));
	mq_json_key(j, MQ_T("instrument"));
	mq_api_put_instrument(j, &x->row);
	mq_json_put_array(j, "stages");
	for (uint32_t i = 0; i < x->stages.n; i++) put_stage(j, &x->stages.v[i]);
	mq_json_array_end(j);
	mq_json_put_array(j, "names");
	for (uint32_t i = 0; i < x->names.n; i++) put_form(j, &x->names.v[i]);
	mq_json_array_end(j);
	mq_json_put_array(j, "facts");
	for (uint32_t i = 0; i < x->facts.n; i++) put_fact(j, &x->facts.v[i]);
	mq_json_array_end(j);
	put_differences(j, x->disagreements.v, x->disagreements.n);
	mq_json_put_array(j, "related");
	for (uint32_t i = 0; i < x->related.n; i++) {
		mq_json_object(j);
		mq_json_put_text(j, "reason", x->related.v[i].reason);
		mq_json_key(j, MQ_T("instrument"));
		mq_api_put_instrument(j, &x->related.v[i].row);
		mq_json_object_end(j);
	}
	mq_json_array_end(j);
	mq_json_put_bool(j, "cut", x->cut);
	mq_json_object_end(j);
}

/* ── people ── */
static void put_office(mq_json *j, const mq_office_row *o)
{
	mq_json_object(j);
	mq_json_put_text(j, "office", o->office);
	mq_api_put_day(j, "first", o->first);
	mq_api_put_day(j, "last", o->last);
	mq_json_put_int(j, "articles", o->articles);
	mq_json_put_int(j, "outlets", o->outlets);
	mq_json_key(j, MQ_T("first_by"));
	mq_api_put_article_row(j, &o->first_by);
	mq_json_key(j, MQ_T("last_by"));
	mq_api_put_article_row(j, &o->last_by);
	mq_json_object_end(j);
}

void mq_api_put_quote(mq_json *j, const mq_quote_row *q)
{
	mq_json_object(j);
	mq_json_put_text(j, "speaker", q->speaker);
	mq_json_put_text(j, "role", q->role);
	mq_json_put_text(j, "country", mq_code_text(q->country));
	mq_json_put_text(j, "verb", q->verb);
	mq_json_put_text(j, "text", q->text);
	mq_json_put_bool(j, "indirect", q->indirect);
	mq_json_put_int(j, "start", q->start);
	mq_json_put_int(j, "end", q->end);
	mq_json_key(j, MQ_T("article"));
	mq_api_put_article_row(j, &q->from);
	mq_json_object_end(j);
}

void mq_api_put_temperature(mq_json *j, mq_text profile, const mq_temperatures *points)
{
	mq_json_put_text(j, "profile", profile);
	mq_json_put_array(j, "temperature");
	for (uint32_t i = 0; i < points->n; i++) {
		const mq_temperature *t = &points->v[i];
		mq_json_object(j);
		mq_api_put_day(j, "day", t->day);
		mq_json_put_real(j, "all", t->all, 3);
		mq_json_put_real(j, "verbal", t->verbal, 3);
		mq_json_put_real(j, "material", t->material, 3);
		mq_json_put_real(j, "negative", t->negative, 3);
		mq_json_put_int(j, "happenings", t->happenings);
		mq_json_object_end(j);
	}
	mq_json_array_end(j);
}

static void put_alike(mq_json *j, const mq_alike_row *x)
{
	mq_json_object(j);
	mq_json_put_text(j, "reason", x->reason);
	mq_json_put_text(j, "office", x->offices);
	mq_json_put_int(j, "score", x->score);
	mq_json_key(j, MQ_T("person"));
	mq_api_put_person(j, &x->row);
	mq_json_object_end(j);
}

void mq_api_put_person_whole(mq_json *j, const mq_person *p)
{
	mq_json_object(j);
	mq_json_put_text(j, "schema", MQ_T("mirqab/person-in-office/1"));
	mq_json_key(j, MQ_T("person"));
	mq_api_put_person(j, &p->row);
	mq_json_put_array(j, "offices");
	for (uint32_t i = 0; i < p->offices.n; i++) put_office(j, &p->offices.v[i]);
	mq_json_array_end(j);
	mq_json_put_array(j, "forms");
	for (uint32_t i = 0; i < p->forms.n; i++) put_form(j, &p->forms.v[i]);
	mq_json_array_end(j);
	mq_json_put_array(j, "alike");
	for (uint32_t i = 0; i < p->alike.n; i++) put_alike(j, &p->alike.v[i]);
	mq_json_array_end(j);
	mq_json_put_array(j, "quotes");
	for (uint32_t i = 0; i < p->quotes.n; i++) mq_api_put_quote(j, &p->quotes.v[i]);
	mq_json_array_end(j);
	mq_json_put_array(j, "happenings");
	for (uint32_t i = 0; i < p->happenings.n; i++) mq_api_put_happening(j, &p->happenings.v[i]);
	mq_json_array_end(j);
	mq_api_put_temperature(j, p->profile, &p->temperature);
	mq_json_put_bool(j, "cut", p->cut);
	mq_json_object_end(j);
}
