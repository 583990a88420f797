/* The article record back from its JSON: the inverse of json.c, for stores and for those who link the library.
 * Tokens are not part of a record, so doc holds the two fields only, and token numbers in marks are 0. */
#include <stdio.h>
#include <stdlib.h>

#include "record/inner.h"

mq_text mq_get_text(mq_arena *a, const json_t *o, const char *key)
{
	const json_t *v = json_object_get(o, key);
	if (!json_is_string(v)) return MQ_NONE;
	return mq_arena_text(a, mq_text_at(json_string_value(v), json_string_length(v)));
}

/* a short code into a fixed field; what does not fit is left out */
void mq_get_code(const json_t *o, const char *key, char *out, size_t room)
{
	const json_t *v = json_object_get(o, key);
	out[0] = 0;
	if (!json_is_string(v) || json_string_length(v) >= room) return;
	memcpy(out, json_string_value(v), json_string_length(v) + 1);
}

uint32_t mq_get_number(const json_t *o, const char *key)
{
	const json_t *v = json_object_get(o, key);
	json_int_t i = json_is_integer(v) ? json_integer_value(v) : 0;
	return i < 0 || i > UINT32_MAX ? 0 : (uint32_t)i;
}

static bool get_bool(const json_t *o, const char *key) { return json_is_true(json_object_get(o, key)); }

/* "m12" gives 12 */
uint32_t mq_get_id(const json_t *o, const char *key)
{
	uint64_t n;
	const json_t *v = json_object_get(o, key);
	if (!json_is_string(v) || json_string_length(v) < 2) return 0;
	if (!mq_text_u64(mq_text_at(json_string_value(v) + 1, json_string_length(v) - 1), &n)) return 0;
	return n > UINT32_MAX ? 0 : (uint32_t)n;
}

mq_day mq_get_day(const json_t *o, const char *key)
{
	const json_t *v = json_object_get(o, key);
	if (!json_is_string(v)) return MQ_NO_DAY;
	return mq_day_parse(mq_text_at(json_string_value(v), json_string_length(v)));
}

uint8_t mq_get_choice(const json_t *o, const char *key, const char *const *names, size_t n)
{
	const json_t *v = json_object_get(o, key);
	for (size_t i = 0; json_is_string(v) && i < n; i++)
		if (strcmp(names[i], json_string_value(v)) == 0) return (uint8_t)i;
	return 0;
}

static uint8_t get_field(const json_t *o)
{
	const json_t *v = json_object_get(o, "in");
	return json_is_string(v) && strcmp(json_string_value(v), "body") == 0 ? MQ_IN_BODY : MQ_IN_TITLE;
}

static bool parse_map(mq_arena *a, const json_t *list, mq_map *out)
{
	size_t i;
	const json_t *run;
	json_array_foreach(list, i, run)
	{
		mq_map_run *r = mq_push(a, out);
		if (!r) return false;
		r->text = (uint32_t)json_integer_value(json_array_get(run, 0));
		r->page = (uint32_t)json_integer_value(json_array_get(run, 1));
		r->length = (uint32_t)json_integer_value(json_array_get(run, 2));
	}
	return true;
}

static bool parse_page(mq_arena *a, const json_t *o, mq_page *p, mq_record *r)
{
	p->path = mq_get_text(a, o, "path");
	p->record = mq_get_number(o, "record");
	p->key = mq_get_text(a, o, "key");
	p->media_type = mq_get_text(a, o, "media_type");
	p->charset = mq_get_text(a, o, "charset");
	p->url = mq_get_text(a, o, "url");
	p->fetched = mq_get_text(a, o, "fetched");
	p->warning = mq_get_text(a, o, "warning");
	mq_get_code(o, "sha256", r->sha256, sizeof r->sha256);
	return !mq_arena_failed(a);
}

static bool parse_lists(mq_arena *a, const json_t *o, mq_article *x)
{
	size_t i;
	const json_t *v;
	json_array_foreach(json_object_get(o, "keywords"), i, v)
	{
		mq_text *k = mq_push(a, &x->keywords);
		if (!k) return false;
		*k = mq_arena_text(a, mq_text_at(json_string_value(v), json_string_length(v)));
	}
	json_array_foreach(json_object_get(o, "headlines"), i, v)
	{
		mq_headline *h = mq_push(a, &x->headlines);
		if (!h) return false;
		*h = (mq_headline){.text = mq_get_text(a, v, "text"), .url = mq_get_text(a, v, "url")};
	}
	json_array_foreach(json_object_get(o, "images"), i, v)
	{
		mq_image *m = mq_push(a, &x->images);
		if (!m) return false;
		*m = (mq_image){
		    .url = mq_get_text(a, v, "url"), .alt = mq_get_text(a, v, "alt"), .caption = mq_get_text(a, v, "caption")};
	}
	return parse_map(a, json_object_get(o, "title_map"), &x->title_map) && parse_map(a, json_object_get(o, "map"), &x->map);
}

static bool parse_article(mq_arena *a, const json_t *o, mq_article *x)
{
	x->title = mq_get_text(a, o, "title");
	x->standfirst = mq_get_text(a, o, "standfirst");
	x->byline = mq_get_text(a, o, "byline");
	x->outlet = mq_get_text(a, o, "outlet");
	x->published = mq_get_text(a, o, "published");
	x->modified = mq_get_text(a, o, "modified");
	x->lang = mq_get_text(a, o, "lang");
	x->dir = mq_get_text(a, o, "dir");
	x->url = mq_get_text(a, o, "url");
	x->source_url = mq_get_text(a, o, "source_url");
	x->section = mq_get_text(a, o, "section");
	x->body = mq_get_text(a, o, "body");
	x->warning = mq_get_text(a, o, "warning");
	x->published_day = x->published.n ? mq_day_parse(x->published) : MQ_NO_DAY;
	return parse_lists(a, o, x);
}

static bool parse_mentions(mq_arena *a, const json_t *list, mq_marks *marks)
{
	size_t i;
	const json_t *v;
	json_array_foreach(list, i, v)
	{
		mq_mention *m = mq_push(a, &marks->mentions);
		if (!m) return false;
		m->id = mq_get_id(v, "id");
		m->head = mq_get_id(v, "head");
		m->kind = mq_get_choice(v, "kind", mq_mention_kinds, MQ_MENTION_KINDS);
		m->in = get_field(v);
		m->start = mq_get_number(v, "start");
		m->end = mq_get_number(v, "end");
		m->text = mq_get_text(a, v, "text");
		m->name = mq_get_text(a, v, "name");
		m->role = mq_get_text(a, v, "role");
		mq_get_code(v, "country", m->country, sizeof m->country);
		mq_get_code(v, "sector", m->sector, sizeof m->sector);
		m->series = mq_get_text(a, v, "series");
		m->edition = (int32_t)mq_get_number(v, "edition");
		m->year = (int32_t)mq_get_number(v, "year");
		m->count = (int32_t)mq_get_number(v, "count");
		m->canonical = mq_get_text(a, v, "canonical");
		m->named = get_bool(v, "named");
		m->value = json_number_value(json_object_get(v, "value"));
		m->unit = mq_get_text(a, v, "unit");
	}
	return true;
}

static bool parse_dates(mq_arena *a, const json_t *list, mq_marks *marks)
{
	size_t i;
	const json_t *v;
	json_array_foreach(list, i, v)
	{
		mq_date *d = mq_push(a, &marks->dates);
		const json_t *calendar = json_object_get(v, "calendar");
		if (!d) return false;
		d->in = get_field(v);
		d->start = mq_get_number(v, "start");
		d->end = mq_get_number(v, "end");
		d->text = mq_get_text(a, v, "text");
		d->from = mq_get_day(v, "from");
		d->to = mq_get_day(v, "to");
		d->precision = mq_get_choice(v, "precision", mq_precisions, MQ_PRECISIONS);
		d->hijri = json_is_string(calendar) && strcmp(json_string_value(calendar), "hijri") == 0;
		d->relative = get_bool(v, "relative");
		d->approximate = get_bool(v, "approximate");
		d->why = mq_get_text(a, v, "note");
	}
	return true;
}

static bool parse_quotes(mq_arena *a, const json_t *list, mq_marks *marks)
{
	size_t i;
	const json_t *v;
	json_array_foreach(list, i, v)
	{
		mq_quote *q = mq_push(a, &marks->quotes);
		if (!q) return false;
		q->in = get_field(v);
		q->start = mq_get_number(v, "start");
		q->end = mq_get_number(v, "end");
		q->text = mq_get_text(a, v, "text");
		q->speaker = mq_get_id(v, "speaker");
		q->speaker_name = mq_get_text(a, v, "speaker_name");
		q->speaker_role = mq_get_text(a, v, "speaker_role");
		q->verb = mq_get_text(a, v, "verb");
		q->said_to = mq_get_text(a, v, "said_to");
		q->indirect = get_bool(v, "indirect");
	}
	return true;
}

static void parse_party(mq_arena *a, const json_t *v, mq_party *p)
{
	mq_get_code(v, "country", p->country, sizeof p->country);
	mq_get_code(v, "sector", p->sector, sizeof p->sector);
	p->name = mq_get_text(a, v, "name");
	p->mention = mq_get_id(v, "mention");
}

static bool parse_parties(mq_arena *a, const json_t *o, mq_event *e)
{
	size_t i;
	const json_t *v;
	json_array_foreach(json_object_get(o, "actors"), i, v)
	{
		mq_party *p = mq_push(a, &e->actors);
		if (!p) return false;
		parse_party(a, v, p);
	}
	json_array_foreach(json_object_get(o, "recipients"), i, v)
	{
		mq_party *p = mq_push(a, &e->recipients);
		if (!p) return false;
		parse_party(a, v, p);
	}
	return true;
}

static bool parse_views(mq_arena *a, const json_t *o, mq_event *e)
{
	size_t i;
	const json_t *v;
	json_array_foreach(json_object_get(json_object_get(o, "plover"), "mode"), i, v)
	{
		mq_text *t = mq_push(a, &e->modes);
		if (!t) return false;
		*t = mq_arena_text(a, mq_text_at(json_string_value(v), json_string_length(v)));
	}
	json_array_foreach(json_object_get(o, "context"), i, v)
	{
		mq_text *t = mq_push(a, &e->contexts);
		if (!t) return false;
		*t = mq_arena_text(a, mq_text_at(json_string_value(v), json_string_length(v)));
	}
	return true;
}

static void parse_when_where(mq_arena *a, const json_t *o, mq_event *e)
{
	const json_t *date = json_object_get(o, "date"), *place = json_object_get(o, "place");
	e->from = mq_get_day(date, "from");
	e->to = mq_get_day(date, "to");
	e->precision = mq_get_choice(date, "precision", mq_precisions, MQ_PRECISIONS);
	e->approximate = get_bool(date, "approximate");
	e->date = -1;
	e->place = mq_get_text(a, place, "name");
	mq_get_code(place, "country", e->place_country, sizeof e->place_country);
	e->place_mention = mq_get_id(place, "mention");
}

static void parse_instrument(mq_arena *a, const json_t *o, mq_event *e)
{
	const json_t *i = json_object_get(o, "instrument");
	e->has_instrument = json_is_object(i);
	if (!e->has_instrument) return;
	e->instrument = (mq_event_instrument){.kind = mq_get_text(a, i, "kind"),
					      .name = mq_get_text(a, i, "name"),
					      .domain = mq_get_text(a, i, "domain"),
					      .edition = (int32_t)mq_get_number(i, "edition"),
					      .year = (int32_t)mq_get_number(i, "year"),
					      .count = (int32_t)mq_get_number(i, "count")};
}

static uint8_t status_of(const json_t *o)
{
	const json_t *v = json_object_get(o, "status");
	for (int s = MQ_STATUS_DONE; json_is_string(v) && s <= MQ_STATUS_HYPOTHETICAL; s++)
		if (mq_text_eq(mq_event_status_name((mq_event_status)s), mq_text_of(json_string_value(v)))) return (uint8_t)s;
	return MQ_STATUS_HYPOTHETICAL;
}

mq_evidence mq_get_evidence(const json_t *o)
{
	return (mq_evidence){.in = get_field(o), .start = mq_get_number(o, "start"), .end = mq_get_number(o, "end")};
}

static bool parse_event(mq_arena *a, const json_t *o, mq_event *e)
{
	size_t i;
	const json_t *v, *kind = json_object_get(o, "kind");
	int k = json_is_string(kind) ? mq_event_kind_of(mq_text_of(json_string_value(kind))) : -1;
	e->id = mq_get_id(o, "id");
	e->kind = k < 0 ? 0 : (uint16_t)k;
	e->status = status_of(o);
	e->background = get_bool(o, "background");
	parse_when_where(a, o, e);
	parse_instrument(a, o, e);
	e->cameo = mq_get_text(a, o, "cameo");
	e->rule = mq_get_text(a, o, "rule");
	e->confidence = json_number_value(json_object_get(o, "confidence"));
	e->trigger = mq_get_evidence(json_object_get(o, "trigger"));
	json_array_foreach(json_object_get(o, "evidence"), i, v)
	{
		mq_evidence *p = mq_push(a, &e->evidence);
		if (!p) return false;
		*p = mq_get_evidence(v);
	}
	return parse_parties(a, o, e) && parse_views(a, o, e);
}

static bool parse_record(mq_arena *a, const json_t *o, mq_page *page, mq_record *r)
{
	size_t i;
	const json_t *v;
	if (!parse_page(a, json_object_get(o, "page"), page, r) || !parse_article(a, o, &r->article)) return false;
	mq_get_code(o, "id", r->id, sizeof r->id);
	r->doc.field[MQ_IN_TITLE] = r->article.title;
	r->doc.field[MQ_IN_BODY] = r->article.body;
	r->doc.lang = r->article.lang;
	if (!parse_mentions(a, json_object_get(o, "mentions"), &r->marks)) return false;
	if (!parse_dates(a, json_object_get(o, "dates"), &r->marks)) return false;
	if (!parse_quotes(a, json_object_get(o, "quotes"), &r->marks)) return false;
	json_array_foreach(json_object_get(o, "events"), i, v)
	{
		mq_event *e = mq_push(a, &r->events);
		if (!e || !parse_event(a, v, e)) return false;
	}
	if (!mq_parse_instruments(a, o, r)) return false;
	return !mq_arena_failed(a);
}

mq_status mq_record_parse(mq_arena *a, mq_text json, mq_page *page, mq_record *out)
{
	json_error_t e;
	memset(page, 0, sizeof *page);
	memset(out, 0, sizeof *out);
	out->page = page;
	json_t *o = json_loadb(json.p ? json.p : "", json.n, 0, &e);
	if (!o) return mq_fail(a, MQ_BAD_DATA, (uint64_t)(e.position > 0 ? e.position : 0), "not an article record: %s", e.text);
	bool done = parse_record(a, o, page, out);
	json_decref(o);
	return done ? MQ_DONE : mq_fail_memory(a);
}
