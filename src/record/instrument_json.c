/* Instruments of a record, as JSON and back. A record made before they had a list gives those of its events. */
#include <stdio.h>

#include "record/inner.h"

static void put_count(mq_json *j, const char *key, int32_t n)
{
	if (n) mq_json_put_int(j, key, n);
	else mq_json_put_null(j, key);
}

static void put_facts(mq_json *j, const mq_record *r, const mq_instrument *x)
{
	mq_json_put_array(j, "facts");
	for (uint32_t i = 0; i < x->facts.n; i++) {
		const mq_instrument_fact *f = &x->facts.v[i];
		mq_json_object(j);
		mq_json_put_text(j, "field", f->field);
		mq_json_put_text(j, "value", f->value);
		mq_put_span(j, r, f->in, f->start, f->end);
		mq_json_object_end(j);
	}
	mq_json_array_end(j);
}

static void put_place(mq_json *j, const mq_instrument *x)
{
	if (x->place.n == 0) {
		mq_json_put_null(j, "place");
		return;
	}
	mq_json_put_object(j, "place");
	mq_json_put_text(j, "name", x->place);
	mq_json_put_text(j, "country", x->place_country[0] ? mq_text_of(x->place_country) : MQ_NONE);
	mq_json_object_end(j);
}

void mq_put_instruments(mq_json *j, const mq_record *r)
{
	mq_json_put_array(j, "instruments");
	for (uint32_t i = 0; i < r->instruments.n; i++) {
		const mq_instrument *x = &r->instruments.v[i];
		char event[16];
		int n = snprintf(event, sizeof event, "e%u", x->event);
		mq_json_object(j);
		mq_json_put_text(j, "kind", x->kind);
		mq_json_put_text(j, "name", x->name);
		mq_json_put_text(j, "canonical", x->canonical);
		mq_json_put_bool(j, "named", x->named);
		mq_json_put_text(j, "about", x->about);
		mq_json_put_text(j, "sort", x->sort);
		mq_json_put_text(j, "scope", x->scope);
		mq_json_put_text(j, "domain", x->domain);
		put_count(j, "edition", x->edition);
		put_count(j, "year", x->year);
		put_count(j, "count", x->count);
		mq_json_put_text(j, "stage", mq_text_of(mq_stage_names[x->stage]));
		mq_json_put_text(j, "event", x->event ? mq_text_at(event, (size_t)n) : MQ_NONE);
		mq_json_put_array(j, "countries");
		for (uint8_t k = 0; k < x->countries; k++) mq_json_text(j, mq_text_of(x->country[k]));
		mq_json_array_end(j);
		mq_json_put_bool(j, "background", x->background);
		mq_put_when(j, x->from, x->to, x->precision, x->approximate);
		put_place(j, x);
		mq_put_span(j, r, x->words.in, x->words.start, x->words.end);
		mq_json_put_object(j, "evidence");
		mq_put_span(j, r, x->evidence.in, x->evidence.start, x->evidence.end);
		mq_json_object_end(j);
		put_facts(j, r, x);
		mq_json_object_end(j);
	}
	mq_json_array_end(j);
}

static bool parse_facts(mq_arena *a, const json_t *o, mq_instrument *x)
{
	size_t i;
	const json_t *v;
	json_array_foreach(json_object_get(o, "facts"), i, v)
	{
		mq_instrument_fact *f = mq_push(a, &x->facts);
		if (!f) return false;
		mq_evidence at = mq_get_evidence(v);
		*f = (mq_instrument_fact){mq_get_text(a, v, "field"), mq_get_text(a, v, "value"), at.in, at.start, at.end};
	}
	return true;
}

static bool parse_one(mq_arena *a, const json_t *o, mq_instrument *x)
{
	size_t i;
	const json_t *v, *date = json_object_get(o, "date"), *place = json_object_get(o, "place");
	x->kind = mq_get_text(a, o, "kind");
	x->name = mq_get_text(a, o, "name");
	x->canonical = mq_get_text(a, o, "canonical");
	x->named = json_is_true(json_object_get(o, "named"));
	x->background = json_is_true(json_object_get(o, "background"));
	x->about = mq_get_text(a, o, "about");
	x->sort = mq_get_text(a, o, "sort");
	x->scope = mq_get_text(a, o, "scope");
	x->domain = mq_get_text(a, o, "domain");
	x->edition = (int32_t)mq_get_number(o, "edition");
	x->year = (int32_t)mq_get_number(o, "year");
	x->count = (int32_t)mq_get_number(o, "count");
	x->stage = mq_get_choice(o, "stage", mq_stage_names, MQ_STAGES);
	x->event = mq_get_id(o, "event");
	x->from = mq_get_day(date, "from");
	x->to = mq_get_day(date, "to");
	x->precision = mq_get_choice(date, "precision", mq_precisions, MQ_PRECISIONS);
	x->approximate = json_is_true(json_object_get(date, "approximate"));
	x->place = mq_get_text(a, place, "name");
	mq_get_code(place, "country", x->place_country, sizeof x->place_country);
	x->words = mq_get_evidence(o);
	x->evidence = mq_get_evidence(json_object_get(o, "evidence"));
	json_array_foreach(json_object_get(o, "countries"), i, v)
	{
		bool code = json_is_string(v) && json_string_length(v) == 3;
		if (!code || x->countries >= MQ_INSTRUMENT_COUNTRIES) continue;
		memcpy(x->country[x->countries++], json_string_value(v), 4);
	}
	return parse_facts(a, o, x);
}

bool mq_parse_instruments(mq_arena *a, const json_t *record, mq_record *r)
{
	size_t i;
	const json_t *v;
	json_array_foreach(json_object_get(record, "instruments"), i, v)
	{
		mq_instrument *x = mq_push(a, &r->instruments);
		if (!x || !parse_one(a, v, x)) return false;
	}
	return true;
}
