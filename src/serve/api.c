/* /api/v1: JSON, lists by cursor (RFC 8288 Link), failures as problems (RFC 9457). web/openapi.json describes it. */
#include "serve/register.h"

static const mq_text json_type = {"application/json; charset=utf-8", 31};

void mq_api_list(mq_json *j, mq_reply *out)
{
	out->media_type = json_type;
	mq_json_open(j, out->out);
	mq_json_object(j);
	mq_json_put_array(j, "items");
}

mq_text mq_api_next_address(mq_request *r, mq_text next, const char *name)
{
	mq_buf b;
	mq_buf_open(&b, 16384);
	mq_buf_print(&b, "%.*s%.*s?", MQ_ARG(r->site->public_url), MQ_ARG(r->whole_path));
	for (uint32_t i = 0; i < r->arguments.n; i++) {
		if (mq_text_eq(r->arguments.v[i].name, mq_text_of(name))) continue;
		mq_html_url_part(&b, r->arguments.v[i].name);
		mq_buf_byte(&b, '=');
		mq_html_url_part(&b, r->arguments.v[i].value);
		mq_buf_byte(&b, '&');
	}
	mq_buf_print(&b, "%s=", name);
	mq_html_url_part(&b, next);
	mq_text t = mq_arena_text(r->arena, mq_buf_text(&b));
	mq_buf_close(&b);
	return t;
}

void mq_api_list_end(mq_request *r, mq_json *j, mq_reply *out, mq_text next)
{
	mq_json_array_end(j);
	mq_json_put_text(j, "next", next.n ? next : MQ_NONE);
	mq_json_object_end(j);
	if (next.n) out->next_link = mq_api_next_address(r, next, "cursor");
}

/* a list asked for by a filter: what each of them does itself is to ask and to put its rows */
typedef mq_status (*teller)(mq_request *r, const mq_filter *f, mq_json *j, mq_text *next);

static mq_status answer_list(mq_request *r, mq_reply *out, teller tell)
{
	mq_filter f;
	mq_text next = MQ_NONE;
	mq_json j;
	MQ_TRY(mq_filter_of(r, &f));
	mq_api_list(&j, out);
	MQ_TRY(tell(r, &f, &j, &next)); /* what a failure has written so far, its problem replaces */
	mq_api_list_end(r, &j, out, next);
	return MQ_DONE;
}

mq_status mq_api_openapi(mq_request *r, mq_reply *out)
{
	out->media_type = MQ_T("application/vnd.oai.openapi+json;version=3.1");
	mq_buf_put(out->out, mq_pack_file(r->site->engine->pack, MQ_T("web/openapi.json")));
	return MQ_DONE;
}

static mq_status tell_articles(mq_request *r, const mq_filter *f, mq_json *j, mq_text *next)
{
	mq_article_rows rows = {0};
	MQ_TRY(mq_store_articles(r->store, r->arena, f, &rows, next));
	for (uint32_t i = 0; i < rows.n; i++) mq_api_put_article_row(j, &rows.v[i]);
	return MQ_DONE;
}

mq_status mq_api_articles(mq_request *r, mq_reply *out) { return answer_list(r, out, tell_articles); }

mq_status mq_api_article(mq_request *r, mq_reply *out)
{
	mq_stored_article x;
	MQ_TRY(mq_store_article(r->store, r->arena, r->part[0], &x));
	out->media_type = json_type;
	mq_buf_put(out->out, x.json);
	return MQ_DONE;
}

/* the stored bytes are somebody else's page: they are given to be kept, never to be run on this origin */
mq_status mq_api_article_page(mq_request *r, mq_reply *out)
{
	mq_stored_page p;
	uint64_t version = 0;
	mq_text v = mq_argument_of(r, "version");
	if (v.n && (!mq_text_u64(v, &version) || version > UINT32_MAX))
		return MQ_FAIL(MQ_USAGE, MQ_BYTE_UNKNOWN, "version is a number");
	MQ_TRY(mq_store_page(r->store, r->arena, r->part[0], (uint32_t)version, &p));
	out->media_type = MQ_T("application/octet-stream");
	out->csp = MQ_T("default-src 'none'; sandbox; frame-ancestors 'none'");
	out->file_name = mq_arena_print(r->arena, "%.16s.page", p.sha256);
	mq_buf_put(out->out, p.bytes);
	return MQ_DONE;
}

/* how a story was merged and split */
static mq_status put_changes(mq_request *r, mq_text id, mq_json *j)
{
	mq_story_changes log;
	MQ_TRY(mq_store_story_log(r->store, r->arena, id, 0, &log));
	mq_json_put_array(j, "changes");
	for (uint32_t i = 0; i < log.n; i++) {
		mq_json_object(j);
		mq_json_put_text(j, "what", log.v[i].what);
		mq_json_put_text(j, "story", mq_text_of(log.v[i].story));
		mq_json_put_text(j, "other", mq_text_of(log.v[i].other));
		mq_json_object_end(j);
	}
	mq_json_array_end(j);
	return MQ_DONE;
}

static mq_status tell_stories(mq_request *r, const mq_filter *f, mq_json *j, mq_text *next)
{
	mq_story_rows rows = {0};
	MQ_TRY(mq_store_stories(r->store, r->arena, f, &rows, next));
	for (uint32_t i = 0; i < rows.n; i++) {
		const mq_story_row *s = &rows.v[i];
		mq_json_object(j);
		mq_json_put_text(j, "id", mq_text_of(s->id));
		mq_json_put_text(j, "title", s->title);
		mq_json_put_int(j, "articles", s->articles);
		mq_json_put_int(j, "outlets", s->outlets);
		mq_json_put_int(j, "copies", s->copies);
		mq_api_put_day(j, "first", s->first);
		mq_api_put_day(j, "last", s->last);
		mq_json_key(j, MQ_T("lead"));
		mq_api_put_article_row(j, &s->lead);
		MQ_TRY(put_changes(r, mq_text_of(s->id), j));
		mq_json_object_end(j);
	}
	return MQ_DONE;
}

mq_status mq_api_stories(mq_request *r, mq_reply *out) { return answer_list(r, out, tell_stories); }

static mq_status tell_events(mq_request *r, const mq_filter *f, mq_json *j, mq_text *next)
{
	mq_event_rows rows = {0};
	MQ_TRY(mq_store_events(r->store, r->arena, f, &rows, next));
	for (uint32_t i = 0; i < rows.n; i++) mq_api_put_event_row(j, &rows.v[i]);
	return MQ_DONE;
}

mq_status mq_api_events(mq_request *r, mq_reply *out) { return answer_list(r, out, tell_events); }

mq_status mq_api_event(mq_request *r, mq_reply *out)
{
	mq_event_row e;
	mq_json j;
	MQ_TRY(mq_store_event(r->store, r->arena, r->part[0], &e));
	out->media_type = json_type;
	mq_json_open(&j, out->out);
	mq_api_put_event_row(&j, &e);
	return MQ_DONE;
}

static mq_status tell_happenings(mq_request *r, const mq_filter *f, mq_json *j, mq_text *next)
{
	mq_happenings rows = {0};
	MQ_TRY(mq_store_happenings(r->store, r->arena, f, &rows, next));
	for (uint32_t i = 0; i < rows.n; i++) mq_api_put_happening(j, &rows.v[i]);
	return MQ_DONE;
}

mq_status mq_api_happenings(mq_request *r, mq_reply *out) { return answer_list(r, out, tell_happenings); }

mq_status mq_api_happening(mq_request *r, mq_reply *out)
{
	mq_happening h;
	mq_event_rows rows = {0};
	mq_json j;
	MQ_TRY(mq_store_happening(r->store, r->arena, r->part[0], &h, &rows));
	out->media_type = json_type;
	mq_json_open(&j, out->out);
	mq_json_object(&j);
	mq_json_key(&j, MQ_T("happening"));
	mq_api_put_happening(&j, &h);
	mq_json_put_array(&j, "tellings");
	for (uint32_t i = 0; i < rows.n; i++) mq_api_put_event_row(&j, &rows.v[i]);
	mq_json_array_end(&j);
	mq_json_object_end(&j);
	return MQ_DONE;
}

static mq_status tell_pairs(mq_request *r, const mq_filter *f, mq_json *j, mq_text *next)
{
	mq_pair_rows rows = {0};
	(void)next;
	MQ_TRY(mq_store_pairs(r->store, r->arena, f->limit ? f->limit : 50, &rows));
	for (uint32_t i = 0; i < rows.n; i++) {
		mq_json_object(j);
		mq_json_put_text(j, "a", mq_text_of(rows.v[i].a));
		mq_json_put_text(j, "b", mq_text_of(rows.v[i].b));
		mq_json_put_int(j, "events", rows.v[i].events);
		mq_json_put_int(j, "articles", rows.v[i].articles);
		mq_api_put_day(j, "first", rows.v[i].first);
		mq_api_put_day(j, "last", rows.v[i].last);
		mq_json_object_end(j);
	}
	return MQ_DONE;
}

mq_status mq_api_pairs(mq_request *r, mq_reply *out) { return answer_list(r, out, tell_pairs); }

static mq_status open_dossier(mq_request *r, mq_reply *out, mq_dossier *d, mq_json *j)
{
	char a[4], b[4];
	if (!mq_pair_of(r->part[0], a, b) || strcmp(a, b) == 0) return mq_not_found();
	MQ_TRY(mq_profile_ask(r));
	MQ_TRY(mq_store_dossier(r->store, r->arena, mq_text_of(a), mq_text_of(b), r->today, d));
	out->media_type = json_type;
	mq_json_open(j, out->out);
	mq_json_object(j);
	mq_json_put_text(j, "a", mq_arena_text(r->arena, mq_text_of(a)));
	mq_json_put_text(j, "b", mq_arena_text(r->arena, mq_text_of(b)));
	return MQ_DONE;
}

mq_status mq_api_pair(mq_request *r, mq_reply *out)
{
	mq_dossier d = {0};
	mq_json j;
	MQ_TRY(open_dossier(r, out, &d, &j));
	mq_json_put_int(&j, "articles", d.articles);
	mq_json_put_int(&j, "outlets", d.outlets);
	mq_api_put_day(&j, "first", d.first);
	mq_api_put_day(&j, "last", d.last);
	mq_json_put_bool(&j, "cut", d.cut);
	mq_json_put_array(&j, "timeline");
	for (uint32_t i = 0; i < d.timeline.n; i++) mq_api_put_happening(&j, &d.timeline.v[i]);
	mq_json_array_end(&j);
	mq_json_put_array(&j, "open");
	for (uint32_t i = 0; i < d.open.n; i++) mq_api_put_happening(&j, &d.open.v[i]);
	mq_json_array_end(&j);
	mq_json_put_array(&j, "people");
	for (uint32_t i = 0; i < d.people.n; i++) mq_api_put_person(&j, &d.people.v[i]);
	mq_json_array_end(&j);
	mq_json_put_array(&j, "instruments");
	for (uint32_t i = 0; i < d.instruments.n; i++) mq_api_put_instrument(&j, &d.instruments.v[i]);
	mq_json_array_end(&j);
	mq_json_put_array(&j, "quotes");
	for (uint32_t i = 0; i < d.quotes.n; i++) mq_api_put_quote(&j, &d.quotes.v[i]);
	mq_json_array_end(&j);
	mq_api_put_temperature(&j, d.profile, &d.temperature);
	mq_json_object_end(&j);
	return MQ_DONE;
}

mq_status mq_api_temperature(mq_request *r, mq_reply *out)
{
	mq_dossier d = {0};
	mq_json j;
	MQ_TRY(open_dossier(r, out, &d, &j));
	mq_api_put_temperature(&j, d.profile, &d.temperature);
	mq_json_object_end(&j);
	return MQ_DONE;
}

static mq_status tell_people(mq_request *r, const mq_filter *f, mq_json *j, mq_text *next)
{
	mq_person_rows rows = {0};
	MQ_TRY(mq_store_people(r->store, r->arena, f, &rows, next));
	for (uint32_t i = 0; i < rows.n; i++) mq_api_put_person(j, &rows.v[i]);
	return MQ_DONE;
}

mq_status mq_api_people(mq_request *r, mq_reply *out) { return answer_list(r, out, tell_people); }

static mq_status tell_instruments(mq_request *r, const mq_filter *f, mq_json *j, mq_text *next)
{
	mq_series_rows rows = {0};
	mq_store_today(r->store, r->today);
	MQ_TRY(mq_store_instruments(r->store, r->arena, f, &rows, next));
	for (uint32_t i = 0; i < rows.n; i++) mq_api_put_instrument(j, &rows.v[i]);
	return MQ_DONE;
}

mq_status mq_api_instruments(mq_request *r, mq_reply *out) { return answer_list(r, out, tell_instruments); }

mq_status mq_api_instrument(mq_request *r, mq_reply *out)
{
	mq_series x;
	mq_json j;
	mq_store_today(r->store, r->today);
	MQ_TRY(mq_store_instrument(r->store, r->arena, r->part[0], &x));
	out->media_type = json_type;
	mq_json_open(&j, out->out);
	mq_api_put_series(&j, &x);
	return MQ_DONE;
}

mq_status mq_api_person(mq_request *r, mq_reply *out)
{
	mq_person p;
	mq_json j;
	MQ_TRY(mq_profile_ask(r));
	MQ_TRY(mq_store_person(r->store, r->arena, r->part[0], r->today, &p));
	out->media_type = json_type;
	mq_json_open(&j, out->out);
	mq_api_put_person_whole(&j, &p);
	return MQ_DONE;
}

static mq_status tell_outlets(mq_request *r, const mq_filter *f, mq_json *j, mq_text *next)
{
	mq_outlet_rows rows = {0};
	(void)next;
	MQ_TRY(mq_store_outlets(r->store, r->arena, f->limit ? f->limit : 500, &rows));
	for (uint32_t i = 0; i < rows.n; i++) {
		mq_json_object(j);
		mq_json_put_text(j, "name", rows.v[i].name);
		mq_json_put_text(j, "country", mq_code_text(rows.v[i].country));
		mq_json_put_int(j, "articles", rows.v[i].articles);
		mq_json_put_int(j, "events", rows.v[i].events);
		mq_api_put_day(j, "first", rows.v[i].first);
		mq_api_put_day(j, "last", rows.v[i].last);
		mq_json_object_end(j);
	}
	return MQ_DONE;
}

mq_status mq_api_outlets(mq_request *r, mq_reply *out) { return answer_list(r, out, tell_outlets); }

static mq_status tell_headlines(mq_request *r, const mq_filter *f, mq_json *j, mq_text *next)
{
	mq_headline_rows rows = {0};
	(void)next;
	MQ_TRY(mq_store_headlines(r->store, r->arena, f->limit ? f->limit : 50, &rows));
	for (uint32_t i = 0; i < rows.n; i++) {
		mq_json_object(j);
		mq_json_put_text(j, "text", rows.v[i].text);
		mq_json_put_text(j, "url", rows.v[i].url);
		mq_json_put_text(j, "article", mq_code_text(rows.v[i].article));
		mq_json_put_text(j, "seen_on", mq_text_of(rows.v[i].seen.id));
		mq_json_object_end(j);
	}
	return MQ_DONE;
}

mq_status mq_api_headlines(mq_request *r, mq_reply *out) { return answer_list(r, out, tell_headlines); }

static void put_hit(mq_json *j, const mq_hit *h)
{
	mq_json_object(j);
	mq_json_key(j, MQ_T("article"));
	mq_api_put_article_row(j, &h->row);
	mq_json_put_real(j, "score", h->score, 4);
	mq_json_put_array(j, "passages");
	for (uint32_t k = 0; k < h->passages.n; k++) mq_api_put_passage(j, &h->passages.v[k]);
	mq_json_array_end(j);
	mq_json_object_end(j);
}

static void put_facets(mq_json *j, const mq_answer *answer)
{
	mq_json_put_object(j, "facets");
	for (uint32_t i = 0; i < answer->facets.n; i++) {
		const mq_facet *f = &answer->facets.v[i];
		mq_json_key(j, f->name);
		mq_json_array(j);
		for (uint32_t k = 0; k < f->values.n; k++) {
			mq_json_object(j);
			mq_json_put_text(j, "value", f->values.v[k].value);
			mq_json_put_int(j, "articles", f->values.v[k].articles);
			mq_json_object_end(j);
		}
		mq_json_array_end(j);
	}
	mq_json_object_end(j);
}

static void put_texts(mq_json *j, const char *key, const mq_text *v, uint32_t n)
{
	mq_json_put_array(j, key);
	for (uint32_t i = 0; i < n; i++) mq_json_text(j, v[i]);
	mq_json_array_end(j);
}

static mq_status number_of(const mq_request *r, const char *name, uint32_t most, uint32_t usual, uint32_t *out)
{
	uint64_t n = 0;
	mq_text t = mq_argument_of(r, name);
	*out = usual;
	if (t.n == 0) return MQ_DONE;
	if (!mq_text_u64(t, &n) || n > most) return MQ_FAIL(MQ_USAGE, MQ_BYTE_UNKNOWN, "limit goes to 100, offset to 10000");
	*out = (uint32_t)n;
	return MQ_DONE;
}

mq_status mq_api_search(mq_request *r, mq_reply *out)
{
	mq_answer answer = {0};
	mq_search q = {
	    .query = mq_argument_of(r, "q"), .today = r->today, .facets = mq_text_eq(mq_argument_of(r, "facets"), MQ_T("1"))};
	mq_json j;
	if (mq_text_trim(q.query).n == 0) return MQ_FAIL(MQ_USAGE, MQ_BYTE_UNKNOWN, "q is what to search for");
	MQ_TRY(number_of(r, "limit", 100, 20, &q.limit));
	MQ_TRY(number_of(r, "offset", 10000, 0, &q.offset));
	MQ_TRY(mq_store_search(r->store, r->arena, &q, &answer));
	mq_api_list(&j, out);
	for (uint32_t i = 0; i < answer.hits.n; i++) put_hit(&j, &answer.hits.v[i]);
	mq_json_array_end(&j);
	mq_json_put_int(&j, "total", (int64_t)answer.total);
	mq_json_put_bool(&j, "at_least", answer.at_least);
	mq_json_put_text(&j, "understood", answer.understood.n ? answer.understood : MQ_T(""));
	put_texts(&j, "notes", answer.notes.v, answer.notes.n);
	put_texts(&j, "suggestions", answer.suggestions.v, answer.suggestions.n);
	put_facets(&j, &answer);
	mq_json_object_end(&j);
	uint64_t next = (uint64_t)q.offset + q.limit;
	if (answer.hits.n && next < answer.total && next <= 10000)
		out->next_link = mq_api_next_address(r, mq_arena_print(r->arena, "%u", (unsigned)next), "offset");
	return MQ_DONE;
}
