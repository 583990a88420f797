/* The article record as JSON: the shape of "mirqab/article/1". */
#include <stdio.h>

#include "record/inner.h"

static const char *const in_name[] = {"title", "body"};

static void put_code(mq_json *j, const char *key, const char *code)
{
	mq_json_put_text(j, key, code[0] ? mq_text_of(code) : MQ_NONE);
}

static void put_id(mq_json *j, const char *key, char letter, uint32_t id)
{
	char line[16];
	if (id == 0) {
		mq_json_put_null(j, key);
		return;
	}
	int n = snprintf(line, sizeof line, "%c%u", letter, id);
	mq_json_put_text(j, key, mq_text_at(line, (size_t)n));
}

void mq_put_span(mq_json *j, const mq_record *r, uint8_t in, uint32_t start, uint32_t end)
{
	mq_json_put_text(j, "in", mq_text_of(in_name[in]));
	mq_json_put_int(j, "start", start);
	mq_json_put_int(j, "end", end);
	mq_json_put_text(j, "text", mq_text_sub(r->doc.field[in], start, end));
}

static void put_page(mq_json *j, const mq_record *r)
{
	const mq_page *p = r->page;
	mq_json_put_object(j, "page");
	mq_json_put_text(j, "path", p->path);
	mq_json_put_int(j, "record", (int64_t)p->record);
	mq_json_put_text(j, "key", p->key);
	mq_json_put_text(j, "media_type", p->media_type);
	mq_json_put_text(j, "charset", p->charset);
	mq_json_put_text(j, "url", p->url);
	mq_json_put_text(j, "fetched", p->fetched);
	mq_json_put_text(j, "sha256", mq_text_at(r->sha256, 64));
	mq_json_put_text(j, "warning", p->warning);
	mq_json_object_end(j);
}

static void put_map(mq_json *j, const char *key, const mq_map *m)
{
	mq_json_put_array(j, key);
	for (uint32_t i = 0; i < m->n; i++) {
		mq_json_array(j);
		mq_json_int(j, m->v[i].text);
		mq_json_int(j, m->v[i].page);
		mq_json_int(j, m->v[i].length);
		mq_json_array_end(j);
	}
	mq_json_array_end(j);
}

static void put_article(mq_json *j, const mq_article *x)
{
	mq_json_put_text(j, "title", x->title);
	mq_json_put_text(j, "standfirst", x->standfirst);
	mq_json_put_text(j, "byline", x->byline);
	mq_json_put_text(j, "outlet", x->outlet);
	mq_json_put_text(j, "published", x->published);
	mq_json_put_text(j, "modified", x->modified);
	mq_json_put_text(j, "lang", x->lang);
	mq_json_put_text(j, "dir", x->dir);
	mq_json_put_text(j, "url", x->url);
	mq_json_put_text(j, "source_url", x->source_url);
	mq_json_put_text(j, "section", x->section);
	mq_json_put_array(j, "keywords");
	for (uint32_t i = 0; i < x->keywords.n; i++) mq_json_text(j, x->keywords.v[i]);
	mq_json_array_end(j);
	mq_json_put_text(j, "body", x->body.p ? x->body : MQ_T(""));
	mq_json_put_array(j, "headlines");
	for (uint32_t i = 0; i < x->headlines.n; i++) {
		mq_json_object(j);
		mq_json_put_text(j, "text", x->headlines.v[i].text);
		mq_json_put_text(j, "url", x->headlines.v[i].url);
		mq_json_object_end(j);
	}
	mq_json_array_end(j);
	mq_json_put_array(j, "images");
	for (uint32_t i = 0; i < x->images.n; i++) {
		mq_json_object(j);
		mq_json_put_text(j, "url", x->images.v[i].url);
		mq_json_put_text(j, "alt", x->images.v[i].alt);
		mq_json_put_text(j, "caption", x->images.v[i].caption);
		mq_json_object_end(j);
	}
	mq_json_array_end(j);
	put_map(j, "title_map", &x->title_map);
	put_map(j, "map", &x->map);
	mq_json_put_text(j, "warning", x->warning);
}

/* what only instruments and quantities have */
static void put_instrument_fields(mq_json *j, const mq_mention *m)
{
	if (m->kind == MQ_INSTRUMENT) {
		mq_json_put_text(j, "series", m->series);
		if (m->domain.n) mq_json_put_text(j, "domain", m->domain);
		if (m->edition) mq_json_put_int(j, "edition", m->edition);
		if (m->year) mq_json_put_int(j, "year", m->year);
		if (m->count) mq_json_put_int(j, "count", m->count);
		if (m->canonical.n) mq_json_put_text(j, "canonical", m->canonical);
		if (m->named) mq_json_put_bool(j, "named", true);
	} else if (m->kind == MQ_QUANTITY) {
		mq_json_put_real(j, "value", m->value, 6);
		mq_json_put_text(j, "unit", m->unit);
	}
}

static void put_mentions(mq_json *j, const mq_record *r)
{
	mq_json_put_array(j, "mentions");
	for (uint32_t i = 0; i < r->marks.mentions.n; i++) {
		const mq_mention *m = &r->marks.mentions.v[i];
		mq_json_object(j);
		put_id(j, "id", 'm', m->id);
		mq_json_put_text(j, "kind", mq_text_of(mq_mention_kinds[m->kind]));
		mq_put_span(j, r, m->in, m->start, m->end);
		mq_json_put_text(j, "name", m->name);
		put_code(j, "country", m->country);
		mq_json_put_text(j, "role", m->role);
		put_code(j, "sector", m->sector);
		put_id(j, "head", 'm', m->head);
		put_instrument_fields(j, m);
		mq_json_object_end(j);
	}
	mq_json_array_end(j);
}

static void put_dates(mq_json *j, const mq_record *r)
{
	mq_json_put_array(j, "dates");
	for (uint32_t i = 0; i < r->marks.dates.n; i++) {
		const mq_date *d = &r->marks.dates.v[i];
		mq_json_object(j);
		mq_put_span(j, r, d->in, d->start, d->end);
		mq_json_put_day(j, "from", d->from);
		mq_json_put_day(j, "to", d->to);
		mq_json_put_text(j, "precision", mq_text_of(mq_precisions[d->precision]));
		mq_json_put_text(j, "calendar", d->hijri ? MQ_T("hijri") : MQ_T("gregorian"));
		mq_json_put_bool(j, "relative", d->relative);
		mq_json_put_bool(j, "approximate", d->approximate);
		if (d->why.n) mq_json_put_text(j, "note", d->why);
		mq_json_object_end(j);
	}
	mq_json_array_end(j);
}

static void put_quotes(mq_json *j, const mq_record *r)
{
	mq_json_put_array(j, "quotes");
	for (uint32_t i = 0; i < r->marks.quotes.n; i++) {
		const mq_quote *q = &r->marks.quotes.v[i];
		mq_json_object(j);
		mq_put_span(j, r, q->in, q->start, q->end);
		put_id(j, "speaker", 'm', q->speaker);
		mq_json_put_text(j, "speaker_name", q->speaker_name);
		mq_json_put_text(j, "speaker_role", q->speaker_role);
		mq_json_put_text(j, "verb", q->verb);
		mq_json_put_text(j, "said_to", q->said_to);
		mq_json_put_bool(j, "indirect", q->indirect);
		mq_json_object_end(j);
	}
	mq_json_array_end(j);
}

static void put_parties(mq_json *j, const char *key, const mq_party *p, uint32_t n)
{
	mq_json_put_array(j, key);
	for (uint32_t i = 0; i < n; i++) {
		mq_json_object(j);
		put_code(j, "country", p[i].country);
		put_code(j, "sector", p[i].sector);
		mq_json_put_text(j, "name", p[i].name);
		put_id(j, "mention", 'm', p[i].mention);
		mq_json_object_end(j);
	}
	mq_json_array_end(j);
}

static void put_instrument(mq_json *j, const mq_event *e)
{
	if (!e->has_instrument) {
		mq_json_put_null(j, "instrument");
		return;
	}
	const mq_event_instrument *i = &e->instrument;
	mq_json_put_object(j, "instrument");
	mq_json_put_text(j, "kind", i->kind);
	mq_json_put_text(j, "name", i->name);
	if (i->edition) mq_json_put_int(j, "edition", i->edition);
	else mq_json_put_null(j, "edition");
	if (i->year) mq_json_put_int(j, "year", i->year);
	else mq_json_put_null(j, "year");
	if (i->count) mq_json_put_int(j, "count", i->count);
	else mq_json_put_null(j, "count");
	mq_json_put_text(j, "domain", i->domain);
	mq_json_object_end(j);
}

void mq_put_when(mq_json *j, mq_day from, mq_day to, uint8_t precision, bool approximate)
{
	if (from == MQ_NO_DAY) {
		mq_json_put_null(j, "date");
		return;
	}
	mq_json_put_object(j, "date");
	mq_json_put_day(j, "from", from);
	mq_json_put_day(j, "to", to);
	mq_json_put_text(j, "precision", mq_text_of(mq_precisions[precision]));
	mq_json_put_bool(j, "approximate", approximate);
	mq_json_object_end(j);
}

static void put_place(mq_json *j, const mq_event *e)
{
	if (mq_text_none(e->place)) {
		mq_json_put_null(j, "place");
		return;
	}
	mq_json_put_object(j, "place");
	mq_json_put_text(j, "name", e->place);
	put_code(j, "country", e->place_country);
	put_id(j, "mention", 'm', e->place_mention);
	mq_json_object_end(j);
}

void mq_event_json(const mq_record *r, const mq_event *e, mq_json *j)
{
	const mq_event_kind *k = &mq_event_kinds[e->kind];
	mq_json_object(j);
	put_id(j, "id", 'e', e->id);
	mq_json_put_text(j, "kind", mq_text_of(k->name));
	mq_json_put_object(j, "plover");
	mq_json_put_text(j, "event", mq_text_of(k->plover));
	mq_json_put_array(j, "mode");
	for (uint32_t i = 0; i < e->modes.n; i++) mq_json_text(j, e->modes.v[i]);
	if (e->modes.n == 0 && k->mode[0]) mq_json_text(j, mq_text_of(k->mode));
	mq_json_array_end(j);
	mq_json_object_end(j);
	mq_json_put_text(j, "cameo", e->cameo.n ? e->cameo : mq_text_of(k->cameo));
	mq_json_put_array(j, "context");
	for (uint32_t i = 0; i < e->contexts.n; i++) mq_json_text(j, e->contexts.v[i]);
	mq_json_array_end(j);
	mq_json_put_text(j, "status", mq_event_status_name(e->status));
	mq_json_put_bool(j, "background", e->background);
	put_parties(j, "actors", e->actors.v, e->actors.n);
	put_parties(j, "recipients", e->recipients.v, e->recipients.n);
	mq_put_when(j, e->from, e->to, e->precision, e->approximate);
	put_place(j, e);
	put_instrument(j, e);
	mq_json_put_array(j, "evidence");
	for (uint32_t i = 0; i < e->evidence.n; i++) {
		mq_json_object(j);
		mq_put_span(j, r, e->evidence.v[i].in, e->evidence.v[i].start, e->evidence.v[i].end);
		mq_json_object_end(j);
	}
	mq_json_array_end(j);
	mq_json_put_object(j, "trigger");
	mq_put_span(j, r, e->trigger.in, e->trigger.start, e->trigger.end);
	mq_json_object_end(j);
	mq_json_put_text(j, "rule", e->rule);
	mq_json_put_real(j, "confidence", e->confidence, 3);
	mq_json_object_end(j);
}

void mq_record_json(const mq_record *r, mq_depth depth, mq_buf *out)
{
	mq_json j;
	mq_json_open(&j, out);
	mq_json_object(&j);
	mq_json_put_text(&j, "schema", MQ_T("mirqab/article/1"));
	put_page(&j, r);
	mq_json_put_text(&j, "id", mq_text_at(r->id, 64));
	put_article(&j, &r->article);
	if (depth >= MQ_TO_MARKS) {
		put_mentions(&j, r);
		put_dates(&j, r);
		put_quotes(&j, r);
	}
	if (depth >= MQ_TO_EVENTS) {
		mq_json_put_array(&j, "events");
		for (uint32_t i = 0; i < r->events.n; i++) mq_event_json(r, &r->events.v[i], &j);
		mq_json_array_end(&j);
		mq_put_instruments(&j, r);
	}
	mq_json_object_end(&j);
}
