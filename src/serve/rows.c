#include "serve/api.h"

void mq_api_put_day(mq_json *j, const char *key, mq_day day) { mq_json_put_day(j, key, day); }

static void put_code(mq_json *j, const char *key, const char *code) { mq_json_put_text(j, key, mq_code_text(code)); }

void mq_api_put_article_row(mq_json *j, const mq_article_row *row)
{
	mq_json_object(j);
	mq_json_put_text(j, "id", mq_text_of(row->id));
	mq_json_put_text(j, "title", row->title);
	mq_json_put_text(j, "outlet", row->outlet);
	put_code(j, "outlet_country", row->outlet_country);
	mq_json_put_text(j, "published", row->published);
	mq_json_put_text(j, "url", row->url);
	mq_json_put_text(j, "lang", row->lang);
	mq_json_put_int(j, "events", row->events);
	mq_json_put_int(j, "versions", row->versions);
	put_code(j, "copy_of", row->copy_of);
	put_code(j, "story", row->story);
	mq_json_object_end(j);
}

void mq_api_put_parties(mq_json *j, const char *key, const mq_party *p, uint32_t n)
{
	mq_json_put_array(j, key);
	for (uint32_t i = 0; i < n; i++) {
		mq_json_object(j);
		put_code(j, "country", p[i].country);
		put_code(j, "sector", p[i].sector);
		mq_json_put_text(j, "name", p[i].name);
		mq_json_object_end(j);
	}
	mq_json_array_end(j);
}

static void put_date(mq_json *j, mq_day from, mq_day to, uint8_t precision, bool approximate)
{
	if (from == MQ_NO_DAY) {
		mq_json_put_null(j, "date");
		return;
	}
	mq_json_put_object(j, "date");
	mq_api_put_day(j, "from", from);
	mq_api_put_day(j, "to", to);
	mq_json_put_text(j, "precision", mq_text_of(mq_precisions[precision < MQ_PRECISIONS ? precision : 0]));
	mq_json_put_bool(j, "approximate", approximate);
	mq_json_object_end(j);
}

static void put_place(mq_json *j, mq_text name, const char *country)
{
	if (name.n == 0) {
		mq_json_put_null(j, "place");
		return;
	}
	mq_json_put_object(j, "place");
	mq_json_put_text(j, "name", name);
	put_code(j, "country", country);
	mq_json_object_end(j);
}

static void put_count(mq_json *j, const char *key, int32_t n)
{
	if (n) mq_json_put_int(j, key, n);
	else mq_json_put_null(j, key);
}

static void put_event_instrument(mq_json *j, bool has, const mq_event_instrument *i)
{
	if (!has) {
		mq_json_put_null(j, "instrument");
		return;
	}
	mq_json_put_object(j, "instrument");
	mq_json_put_text(j, "kind", i->kind);
	mq_json_put_text(j, "name", i->name);
	put_count(j, "edition", i->edition);
	put_count(j, "year", i->year);
	put_count(j, "count", i->count);
	mq_json_put_text(j, "domain", i->domain);
	mq_json_object_end(j);
}

static void put_kind(mq_json *j, uint16_t kind, const mq_event *e)
{
	const mq_event_kind *k = &mq_event_kinds[kind < mq_event_kinds_n ? kind : 0];
	mq_json_put_text(j, "kind", mq_text_of(k->name));
	mq_json_put_object(j, "plover");
	mq_json_put_text(j, "event", mq_text_of(k->plover));
	mq_json_put_array(j, "mode");
	for (uint32_t i = 0; e && i < e->modes.n; i++) mq_json_text(j, e->modes.v[i]);
	if ((!e || e->modes.n == 0) && k->mode[0]) mq_json_text(j, mq_text_of(k->mode));
	mq_json_array_end(j);
	mq_json_object_end(j);
	mq_json_put_text(j, "cameo", e && e->cameo.n ? e->cameo : mq_text_of(k->cameo));
}

void mq_api_put_event_row(mq_json *j, const mq_event_row *r)
{
	const mq_event *e = &r->event;
	mq_json_object(j);
	mq_json_put_text(j, "id", mq_text_of(r->id));
	put_kind(j, e->kind, e);
	mq_json_put_text(j, "status", mq_event_status_name((mq_event_status)e->status));
	mq_json_put_bool(j, "background", e->background);
	mq_api_put_parties(j, "actors", e->actors.v, e->actors.n);
	mq_api_put_parties(j, "recipients", e->recipients.v, e->recipients.n);
	put_date(j, e->from, e->to, e->precision, e->approximate);
	put_place(j, e->place, e->place_country);
	put_event_instrument(j, e->has_instrument, &e->instrument);
	mq_json_put_text(j, "sentence", r->sentence);
	mq_json_put_text(j, "rule", e->rule);
	mq_json_put_real(j, "confidence", e->confidence, 3);
	put_code(j, "happening", r->happening);
	mq_json_key(j, MQ_T("article"));
	mq_api_put_article_row(j, &r->from);
	mq_json_object_end(j);
}

void mq_api_put_happening(mq_json *j, const mq_happening *h)
{
	mq_json_object(j);
	mq_json_put_text(j, "id", mq_text_of(h->id));
	put_kind(j, h->kind, NULL);
	mq_json_put_text(j, "status", mq_event_status_name((mq_event_status)h->status));
	mq_json_put_text(j, "outcome", mq_outcome_name((mq_outcome)h->outcome));
	mq_json_put_bool(j, "background", h->background);
	mq_api_put_parties(j, "actors", h->actors.v, h->actors.n);
	mq_api_put_parties(j, "recipients", h->recipients.v, h->recipients.n);
	put_date(j, h->from, h->to, h->precision, h->approximate);
	put_place(j, h->place, h->place_country);
	put_event_instrument(j, h->has_instrument, &h->instrument);
	mq_api_put_day(j, "announced", h->announced);
	mq_api_put_day(j, "told", h->told);
	mq_json_put_int(j, "articles", h->articles);
	mq_json_put_int(j, "outlets", h->outlets);
	mq_json_put_text(j, "sentence", h->best.sentence);
	mq_json_put_array(j, "disagreements");
	for (uint32_t i = 0; i < h->disagreements.n; i++) {
		const mq_disagreement *d = &h->disagreements.v[i];
		mq_json_object(j);
		mq_json_put_text(j, "field", d->field);
		mq_json_put_text(j, "value", d->value);
		mq_json_put_int(j, "sources", d->sources);
		put_code(j, "article", d->article);
		mq_json_object_end(j);
	}
	mq_json_array_end(j);
	mq_json_key(j, MQ_T("article"));
	mq_api_put_article_row(j, &h->best.from);
	mq_json_object_end(j);
}

void mq_api_put_person(mq_json *j, const mq_person_row *p)
{
	mq_json_object(j);
	mq_json_put_text(j, "id", mq_text_of(p->id));
	mq_json_put_text(j, "name", p->name);
	mq_json_put_text(j, "role", p->role);
	put_code(j, "country", p->country);
	mq_json_put_int(j, "articles", p->articles);
	mq_json_put_int(j, "quotes", p->quotes);
	mq_api_put_day(j, "first", p->first);
	mq_api_put_day(j, "last", p->last);
	mq_json_put_array(j, "spellings");
	for (uint32_t i = 0; i < p->spellings.n; i++) mq_json_text(j, p->spellings.v[i]);
	mq_json_array_end(j);
	mq_json_object_end(j);
}

void mq_api_put_passage(mq_json *j, const mq_passage *p)
{
	mq_json_object(j);
	mq_json_put_text(j, "in", p->in == MQ_IN_TITLE ? MQ_T("title") : MQ_T("body"));
	mq_json_put_int(j, "start", p->start);
	mq_json_put_int(j, "end", p->end);
	mq_json_put_text(j, "text", p->text);
	mq_json_put_array(j, "marks");
	for (uint32_t i = 0; i < p->marks.n; i++) {
		mq_json_array(j);
		mq_json_int(j, p->marks.v[i].start);
		mq_json_int(j, p->marks.v[i].end);
		mq_json_array_end(j);
	}
	mq_json_array_end(j);
	mq_json_object_end(j);
}
