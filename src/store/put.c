/* One record into the archive, and out of it again. Everything but pages is derived: it can be taken away and made anew. */
#include <math.h>
#include <stdlib.h>

#include "store/index.h"

#define ID(hex, bytes)                                                                                                           \
	unsigned char bytes##_id[32] = {0};                                                                                      \
	bool bytes##_ok = mq_id_parse((hex), bytes##_id);                                                                        \
	mq_text bytes = bytes##_ok ? mq_text_at((const char *)bytes##_id, 32) : MQ_NONE

/* countries of one event that count: a summit of all states is not 10,000 pairs */
#define EVENT_COUNTRIES_MOST 24u

/* an empty string is no value */
static mq_text some(mq_text t) { return t.n ? t : MQ_NONE; }

int64_t mq_key_of(mq_text t) { return (int64_t)(mq_hash(t) & INT64_MAX); }

static int64_t day_or(mq_day d, int64_t other) { return d == MQ_NO_DAY ? other : d; }

/* the run's number: rules and models that made the records of this session */
mq_status mq_run_need(mq_store *s)
{
	int64_t told = 0;
	if (s->run) return MQ_DONE;
	mq_text rules = mq_text_of(s->engine->rules_hash), models = mq_text_of(s->engine->model_hash);
	MQ_TRY(mq_sql_run(s, "INSERT INTO run(rules, models) VALUES(?1, ?2) ON CONFLICT DO NOTHING", "tt", rules, models));
	MQ_TRY(mq_sql_int(s, &s->run, "SELECT n FROM run WHERE rules = ?1 AND models = ?2", "tt", rules, models));
	MQ_TRY(mq_sql_int(s, &told, "SELECT article IS NOT NULL AND marks IS NOT NULL FROM run WHERE n = ?1", "i", s->run));
	return told ? MQ_DONE : mq_run_parts(s);
}

static mq_status need_outlet(mq_store *s, const mq_article *x, int64_t *out)
{
	*out = 0;
	if (x->outlet.n == 0) return MQ_DONE;
	mq_text country = x->outlet_country[0] ? mq_text_of(x->outlet_country) : MQ_NONE;
	mq_status r = mq_sql_int(s, out, "SELECT n FROM outlet WHERE name = ?1", "t", x->outlet);
	if (r.code != MQ_END) return r;
	MQ_TRY(mq_sql_run(s, "INSERT INTO outlet(name, country) VALUES(?1, ?2)", "tt", x->outlet, country));
	*out = s->driver->last_row(s);
	return MQ_DONE;
}

/* the record's JSON is made here where nobody did before */
static mq_status put_version(mq_store *s, const mq_record *r, mq_text json, int64_t n, int64_t version, mq_text sha,
			     int64_t *page)
{
	mq_buf made;
	mq_buf_open(&made, MQ_RECORD_JSON_MOST);
	if (mq_text_none(json)) {
		mq_record_json(r, MQ_TO_EVENTS, &made);
		json = mq_buf_text(&made);
	}
	mq_status st = made.failed ? mq_store_fail(s, MQ_LIMIT, "the record is too large to keep")
				   : mq_page_put(s, r, json, n, version, sha);
	mq_buf_close(&made);
	*page = s->driver->last_row(s);
	return st;
}

static mq_status put_countries(mq_store *s, const mq_record *r, int64_t n)
{
	for (uint32_t i = 0; i < r->marks.mentions.n; i++) {
		const mq_mention *m = &r->marks.mentions.v[i];
		if (!m->country[0]) continue;
		MQ_TRY(mq_sql_run(s,
				  "INSERT INTO article_country VALUES(?1, ?2, 1) ON CONFLICT(article, country) DO UPDATE SET"
				  " mentions = mentions + 1",
				  "it", n, mq_text_of(m->country)));
	}
	return MQ_DONE;
}

static mq_status need_person(mq_store *s, mq_text key, const mq_mention *m, int64_t *out)
{
	unsigned char id[32];
	mq_text country = m->country[0] ? mq_text_of(m->country) : MQ_NONE;
	mq_sha256(key, id);
	mq_text id_text = mq_text_at((const char *)id, 8);
	mq_status r = mq_sql_int(s, out, "SELECT n FROM person WHERE id = ?1", "b", id_text);
	if (mq_ok(r) && country.n)
		return mq_sql_run(s, "UPDATE person SET country = ?2 WHERE n = ?1 AND country IS NULL", "it", *out, country);
	if (r.code != MQ_END) return r;
	MQ_TRY(mq_sql_run(s, "INSERT INTO person(id, name, country) VALUES(?1, ?2, ?3)", "btt", id_text, m->name, country));
	*out = s->driver->last_row(s);
	return MQ_DONE;
}

static mq_status put_form(mq_store *s, mq_arena *a, int64_t person, mq_text form)
{
	mq_text key = mq_text_normal(a, form);
	if (key.n == 0) return MQ_DONE;
	return mq_sql_run(
	    s,
	    "INSERT INTO person_form(key, person, form) SELECT ?1, ?2, nullif(?3, ?1) WHERE NOT EXISTS (SELECT 1 FROM"
	    " person_form f WHERE f.person = ?2 AND f.key = ?1 AND coalesce(f.form, f.key) = ?3)",
	    "tit", key, person, form);
}

/* people: every mention adds its form and, the first that has one, the role; by_id gives the person of a mention's head */
static mq_status put_people(mq_store *s, mq_arena *a, const mq_record *r, int64_t n, int64_t *by_id, uint32_t ids)
{
	for (uint32_t i = 0; i < r->marks.mentions.n; i++) {
		const mq_mention *m = &r->marks.mentions.v[i];
		int64_t person = 0;
		if (m->kind != MQ_PERSON) continue;
		mq_text key = mq_text_normal(a, m->name);
		if (key.n == 0) continue;
		MQ_TRY(need_person(s, key, m, &person));
		if (m->id < ids) by_id[m->id] = person;
		MQ_TRY(put_form(s, a, person, m->text));
		if (!mq_text_eq(m->name, m->text)) MQ_TRY(put_form(s, a, person, m->name));
		MQ_TRY(mq_sql_run(s,
				  "INSERT INTO article_person VALUES(?1, ?2, 1, ?3) ON CONFLICT(article, person) DO UPDATE SET"
				  " mentions = mentions + 1, role = coalesce(role, excluded.role)",
				  "iit", n, person, some(m->role)));
	}
	return MQ_DONE;
}

static mq_status put_quotes(mq_store *s, const mq_record *r, int64_t n, const int64_t *by_id, uint32_t ids)
{
	for (uint32_t i = 0; i < r->marks.quotes.n; i++) {
		uint32_t speaker = r->marks.quotes.v[i].speaker;
		int64_t person = speaker && speaker < ids ? by_id[speaker] : 0;
		if (person) MQ_TRY(mq_sql_run(s, "INSERT INTO quote VALUES(?1, ?2, ?3)", "iii", n, (int64_t)i, person));
	}
	return MQ_DONE;
}

static mq_status put_headlines(mq_store *s, mq_arena *a, const mq_record *r, int64_t n)
{
	for (uint32_t i = 0; i < r->article.headlines.n; i++) {
		const mq_headline *h = &r->article.headlines.v[i];
		int64_t key = mq_key_of(mq_text_normal(a, h->text)), row = 0;
		if (h->text.n == 0) continue;
		MQ_TRY(mq_sql_run(s, "INSERT INTO headline(key, text, url) VALUES(?1, ?2, ?3) ON CONFLICT DO NOTHING", "itt", key,
				  h->text, h->url));
		MQ_TRY(mq_sql_int(s, &row, "SELECT n FROM headline WHERE text = ?1", "t", h->text));
		MQ_TRY(mq_sql_run(s, "INSERT INTO headline_seen VALUES(?1, ?2) ON CONFLICT DO NOTHING", "ii", n, row));
	}
	return MQ_DONE;
}

static mq_status put_pair(mq_store *s, int64_t event, const char *x, const char *y)
{
	int order = strcmp(x, y);
	if (order == 0) return MQ_DONE;
	return mq_sql_run(s, "INSERT INTO event_pair VALUES(?1, ?2, ?3) ON CONFLICT DO NOTHING", "itt", event,
			  mq_text_of(order < 0 ? x : y), mq_text_of(order < 0 ? y : x));
}

static mq_status put_country(mq_store *s, int64_t event, const char *country)
{
	return mq_sql_run(s, "INSERT INTO event_country VALUES(?1, ?2) ON CONFLICT DO NOTHING", "it", event, mq_text_of(country));
}

/* who is a pair: an actor with a recipient; where there is no recipient, or the kind has no direction, actors with each other */
static mq_status put_parties(mq_store *s, const mq_event *e, int64_t event)
{
	uint32_t actors = e->actors.n < EVENT_COUNTRIES_MOST ? e->actors.n : EVENT_COUNTRIES_MOST;
	uint32_t recipients = e->recipients.n < EVENT_COUNTRIES_MOST ? e->recipients.n : EVENT_COUNTRIES_MOST;
	bool among = recipients == 0 || mq_event_kinds[e->kind].symmetric;
	for (uint32_t i = 0; i < actors; i++) {
		const char *x = e->actors.v[i].country;
		if (!x[0]) continue;
		MQ_TRY(put_country(s, event, x));
		for (uint32_t k = 0; k < recipients; k++)
			if (e->recipients.v[k].country[0]) MQ_TRY(put_pair(s, event, x, e->recipients.v[k].country));
		for (uint32_t k = i + 1; among && k < actors; k++)
			if (e->actors.v[k].country[0]) MQ_TRY(put_pair(s, event, x, e->actors.v[k].country));
	}
	for (uint32_t k = 0; k < recipients; k++)
		if (e->recipients.v[k].country[0]) MQ_TRY(put_country(s, event, e->recipients.v[k].country));
	return MQ_DONE;
}

static int by_code(const void *x, const void *y) { return memcmp(x, y, 4); }

/* the group of an event: its kind with the states that take part, whoever is named first */
static int64_t group_of(const mq_event *e)
{
	char key[2 * EVENT_COUNTRIES_MOST][4], line[sizeof key + 8] = {0};
	uint32_t n = 0, kept = 0;
	for (uint32_t i = 0; i < e->actors.n && i < EVENT_COUNTRIES_MOST; i++) memcpy(key[n++], e->actors.v[i].country, 4);
	for (uint32_t i = 0; i < e->recipients.n && i < EVENT_COUNTRIES_MOST; i++)
		memcpy(key[n++], e->recipients.v[i].country, 4);
	qsort(key, n, sizeof *key, by_code);
	for (uint32_t i = 0; i < n; i++) {
		bool again = i && memcmp(key[i], key[i - 1], 4) == 0;
		if (key[i][0] && !again && strcmp(key[i], "IGO") != 0) memcpy(line + 4 * kept++, key[i], 4);
	}
	memcpy(line + 4 * kept, &e->kind, sizeof e->kind);
	return mq_key_of(mq_text_at(line, 4 * kept + sizeof e->kind));
}

static int64_t bind_telling(mq_store *s, mq_arena *a, mq_stmt *q, const mq_event *e)
{
	int64_t group = group_of(e);
	s->driver->bind_int(q, 10, group);
	s->driver->bind_int(q, 11, e->precision);
	if (e->place.n) {
		s->driver->bind_int(q, 12, mq_key_of(mq_text_normal(a, e->place)));
		s->driver->bind_text(q, 13, e->place);
	}
	if (!e->has_instrument) return group;
	if (e->instrument.kind.n) s->driver->bind_int(q, 14, mq_key_of(e->instrument.kind));
	s->driver->bind_text(q, 15, some(e->instrument.kind));
	s->driver->bind_int(q, 16, e->instrument.edition);
	s->driver->bind_int(q, 17, e->instrument.year);
	return group;
}

mq_status mq_events_put(mq_store *s, mq_arena *a, const mq_record *r, const uint8_t *reviewed, int64_t n)
{
	int64_t told = day_or(r->article.published_day, 0);
	for (uint32_t i = 0; i < r->events.n; i++) {
		const mq_event *e = &r->events.v[i];
		mq_stmt *q;
		MQ_TRY(mq_sql_open(
		    s, &q,
		    "INSERT INTO event(article, local, kind, status, background, day, day_from, day_to, confidence, grp,"
		    " precision, place, place_name, series, series_name, edition, year, reviewed)"
		    " VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18)",
		    "iittii", n, (int64_t)e->id, mq_text_of(mq_event_kinds[e->kind].name),
		    mq_event_status_name((mq_event_status)e->status), (int64_t)e->background, day_or(e->from, told)));
		if (e->from != MQ_NO_DAY) s->driver->bind_int(q, 7, e->from);
		if (e->to != MQ_NO_DAY) s->driver->bind_int(q, 8, e->to);
		/* as the record says it, so that a record put from its JSON gives the same row */
		s->driver->bind_real(q, 9, round(e->confidence * 1000) / 1000);
		s->driver->bind_int(q, 18, reviewed ? reviewed[i] : MQ_REVIEW_NONE);
		int64_t group = bind_telling(s, a, q, e);
		mq_status st = s->driver->step(q);
		s->driver->done(q);
		if (st.code != MQ_END) return st;
		MQ_TRY(put_parties(s, e, s->driver->last_row(s)));
		MQ_TRY(mq_sql_run(s, "INSERT INTO unsettled VALUES(?1) ON CONFLICT DO NOTHING", "i", group));
	}
	return mq_instruments_put(s, a, r, n);
}

static mq_status put_derived(mq_store *s, mq_arena *a, const mq_record *r, const uint8_t *reviewed, int64_t n)
{
	uint32_t ids = r->marks.mentions.n + 1;
	int64_t *by_id = MQ_ARRAY(a, int64_t, ids);
	if (!by_id) return mq_store_fail(s, MQ_LIMIT, "no room for the people of a record");
	MQ_TRY(put_countries(s, r, n));
	MQ_TRY(put_people(s, a, r, n, by_id, ids));
	MQ_TRY(put_quotes(s, r, n, by_id, ids));
	MQ_TRY(put_headlines(s, a, r, n));
	MQ_TRY(mq_events_put(s, a, r, reviewed, n));
	return mq_index_put(s, n, r->article.published_day, r->article.title, r->article.body);
}

static mq_status put_article(mq_store *s, mq_arena *a, const mq_record *r, mq_text id, int64_t n, int64_t version, int64_t page)
{
	const mq_article *x = &r->article;
	mq_stmt *q;
	int64_t outlet;
	MQ_TRY(need_outlet(s, x, &outlet));
	int64_t key = x->title.n ? mq_key_of(mq_text_normal(a, x->title)) : 0;
	MQ_TRY(mq_sql_open(
	    s, &q,
	    "INSERT INTO article(n, id, page, versions, title, title_key, published, url, lang, events, outlet, day)"
	    " VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12) ON CONFLICT(n) DO UPDATE SET"
	    " page = excluded.page, versions = excluded.versions, title = excluded.title, title_key = excluded.title_key,"
	    " published = excluded.published, url = excluded.url, lang = excluded.lang, events = excluded.events,"
	    " outlet = excluded.outlet, day = excluded.day",
	    "ibiititttinn", n, id, page, version, some(x->title), key, some(x->published), some(x->url), some(x->lang),
	    (int64_t)r->events.n));
	if (outlet) s->driver->bind_int(q, 11, outlet);
	if (x->published_day != MQ_NO_DAY) s->driver->bind_int(q, 12, x->published_day);
	mq_status st = s->driver->step(q);
	s->driver->done(q);
	return st.code == MQ_END ? MQ_DONE : st;
}

mq_status mq_store_put(mq_store *s, mq_arena *a, const mq_record *r, mq_text json, mq_put_result *out, bool *copy)
{
	ID(mq_text_of(r->id), id);
	ID(mq_text_of(r->sha256), sha);
	int64_t n = 0, version = 0, page = 0, same = 0;
	mq_record told = *r; /* as it was coded, but for what people said of it before */
	uint8_t *reviewed = NULL;
	if (copy) *copy = false;
	if (!id_ok || !sha_ok) return mq_store_fail(s, MQ_BAD_DATA, "the record has no id");
	MQ_TRY(mq_run_need(s));
	mq_status st = mq_sql_int(s, &n, "SELECT n FROM article WHERE id = ?1", "b", id);
	if (!mq_ok(st) && st.code != MQ_END) return st;
	bool known = mq_ok(st);
	if (known) {
		st = mq_sql_int(s, &same, "SELECT 1 FROM page WHERE article = ?2 AND sha256 = ?1", "bi", sha, n);
		*out = MQ_PUT_SAME;
		if (st.code != MQ_END) return st;
		MQ_TRY(mq_sql_int(s, &version, "SELECT max(version) FROM page WHERE article = ?1", "i", n));
		MQ_TRY(mq_store_forget(s, a, n));
	} else {
		MQ_TRY(mq_sql_int(s, &n, "SELECT coalesce(max(n), 0) + 1 FROM article", ""));
	}
	MQ_TRY(put_version(s, r, json, n, version + 1, sha, &page));
	MQ_TRY(mq_corrections_apply(s, a, id, &told, &reviewed));
	MQ_TRY(put_article(s, a, &told, id, n, version + 1, page));
	MQ_TRY(put_derived(s, a, &told, reviewed, n));
	MQ_TRY(mq_copies_put(s, a, n, r, copy));
	MQ_TRY(mq_pages_train(s));
	*out = known ? MQ_PUT_CHANGED : MQ_PUT_NEW;
	return MQ_DONE;
}

mq_status mq_store_replace(mq_store *s, mq_arena *a, const mq_record *r, mq_text json, int64_t n, int64_t version, int64_t page)
{
	ID(mq_text_of(r->id), id);
	mq_record told = *r;
	uint8_t *reviewed = NULL;
	if (!id_ok) return mq_store_fail(s, MQ_BAD_DATA, "the record has no id");
	MQ_TRY(mq_store_forget(s, a, n));
	MQ_TRY(mq_page_repack(s, page, r, json));
	MQ_TRY(mq_sql_run(s, "UPDATE page SET run = ?2 WHERE n = ?1", "ii", page, s->run));
	MQ_TRY(mq_corrections_apply(s, a, id, &told, &reviewed));
	MQ_TRY(put_article(s, a, &told, id, n, version, page));
	MQ_TRY(put_derived(s, a, &told, reviewed, n));
	return mq_copies_put(s, a, n, r, NULL);
}

mq_status mq_store_has_page(mq_store *s, mq_text sha256, bool *out)
{
	int64_t one = 0;
	ID(sha256, sha);
	*out = false;
	if (!sha_ok) return MQ_DONE;
	mq_status st =
	    mq_sql_int(s, &one, "SELECT 1 FROM page WHERE substr(sha256, 1, 6) = substr(?1, 1, 6) AND sha256 = ?1", "b", sha);
	*out = mq_ok(st);
	return st.code == MQ_END ? MQ_DONE : st;
}

mq_status mq_events_forget(mq_store *s, int64_t n)
{
	static const char *const lines[] = {
	    "INSERT OR IGNORE INTO unsettled SELECT grp FROM event WHERE article = ?1 AND grp IS NOT NULL",
	    "DELETE FROM event_country WHERE event IN (SELECT n FROM event WHERE article = ?1)",
	    "DELETE FROM event_pair WHERE event IN (SELECT n FROM event WHERE article = ?1)",
	    "DELETE FROM event WHERE article = ?1",
	};
	MQ_TRY(mq_instruments_forget(s, n));
	for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) MQ_TRY(mq_sql_run(s, lines[i], "i", n));
	return MQ_DONE;
}

mq_status mq_store_forget(mq_store *s, mq_arena *a, int64_t n)
{
	static const char *const lines[] = {
	    "DELETE FROM article_country WHERE article = ?1",
	    "DELETE FROM quote WHERE article = ?1",
	    "DELETE FROM person_form WHERE person IN (SELECT person FROM article_person p WHERE article = ?1 AND NOT EXISTS"
	    " (SELECT 1 FROM article_person o WHERE o.person = p.person AND o.article <> ?1))",
	    "DELETE FROM person WHERE n IN (SELECT person FROM article_person p WHERE article = ?1 AND NOT EXISTS"
	    " (SELECT 1 FROM article_person o WHERE o.person = p.person AND o.article <> ?1))",
	    "DELETE FROM article_person WHERE article = ?1",
	    "DELETE FROM headline WHERE n IN (SELECT headline FROM headline_seen h WHERE article = ?1 AND NOT EXISTS"
	    " (SELECT 1 FROM headline_seen o WHERE o.headline = h.headline AND o.article <> ?1))",
	    "DELETE FROM headline_seen WHERE article = ?1",
	};
	MQ_TRY(mq_index_forget(s, n));
	MQ_TRY(mq_events_forget(s, n));
	for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) MQ_TRY(mq_sql_run(s, lines[i], "i", n));
	return mq_copies_forget(s, a, n);
}

mq_status mq_store_delete(mq_store *s, mq_arena *a, mq_text hex)
{
	ID(hex, id);
	int64_t n = 0;
	if (!id_ok) return (mq_status){MQ_END, MQ_BYTE_UNKNOWN, MQ_NONE};
	MQ_TRY(mq_sql_int(s, &n, "SELECT n FROM article WHERE id = ?1", "b", id));
	MQ_TRY(mq_store_forget(s, a, n));
	MQ_TRY(mq_sql_run(s, "INSERT INTO meta VALUES('deleted', 1) ON CONFLICT DO NOTHING", ""));
	MQ_TRY(mq_sql_run(s, "DELETE FROM correction WHERE article = ?1", "b", id));
	MQ_TRY(mq_sql_run(s, "DELETE FROM story_change WHERE story = substr(?1, 1, 8) OR other = substr(?1, 1, 8)", "b", id));
	MQ_TRY(mq_sql_run(s, "DELETE FROM page WHERE article = ?1", "i", n));
	MQ_TRY(mq_sql_run(s, "DELETE FROM article WHERE n = ?1", "i", n));
	return mq_sql_run(s, "DELETE FROM outlet WHERE NOT EXISTS (SELECT 1 FROM article x WHERE x.outlet = outlet.n)", "");
}
