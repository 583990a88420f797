/* The public library: opaque handles over the rooms. */
#include "mirqab.h"

#include "store/store.h"

struct mirqab {
	mq_arena *arena;
	mq_engine engine;
};

struct mirqab_record {
	mq_arena *arena;
	mq_page page;
	mq_record record;
	mq_buf json;
};

struct mirqab_archive {
	mq_arena *arena;  /* of the store */
	mq_arena *answer; /* of what was handed out last */
	mq_store *store;
};

static mirqab_string string_of(mq_text t) { return (mirqab_string){t.p, t.n}; }

static void tell(mirqab_error *e, mq_status s)
{
	if (!e) return;
	size_t n = s.why.n < sizeof e->what - 1 ? s.why.n : sizeof e->what - 1;
	*e = (mirqab_error){.code = mq_exit_code(s.code), .byte = s.byte};
	if (n) memcpy(e->what, s.why.p, n);
}

static void tell_memory(mirqab_error *e) { tell(e, MQ_FAIL(MQ_NO_MEMORY, MQ_BYTE_UNKNOWN, "out of memory")); }

mirqab *mirqab_open(const char *rules, mirqab_error *e)
{
	mirqab *m = mq_heap_alloc(sizeof *m);
	if (m) m->arena = mq_arena_open(MQ_RULES_ARENA_MOST);
	if (!m || !m->arena) {
		tell_memory(e);
		mirqab_close(m);
		return NULL;
	}
	mq_status s = mq_engine_open(m->arena, mq_text_of(rules), &m->engine);
	if (mq_ok(s)) return m;
	tell(e, s);
	mirqab_close(m);
	return NULL;
}

void mirqab_close(mirqab *m)
{
	if (!m) return;
	mq_arena_close(m->arena);
	mq_heap_free(m);
}

const char *mirqab_rules_hash(const mirqab *m) { return m->engine.rules_hash; }
const char *mirqab_models_hash(const mirqab *m) { return m->engine.model_hash; }

/* ── one page ────────────────────────────────────────────────────────────────────────────────────────────────────── */

static mq_status make(const mirqab *m, mirqab_record *r, mq_text given, mq_text as)
{
	mq_text bytes = mq_arena_text(r->arena, given);
	if (mq_text_none(bytes)) return mq_fail_memory(r->arena);
	MQ_TRY(mq_page_of_bytes(r->arena, &(mq_page_options){.as = as, .pack = m->engine.pack}, bytes, &r->page));
	return mq_record_make(r->arena, &m->engine, &r->page, MQ_TO_EVENTS, &r->record);
}

mirqab_record *mirqab_read(const mirqab *m, const void *bytes, size_t length, const char *as, mirqab_error *e)
{
	mirqab_record *r = mq_heap_alloc(sizeof *r);
	if (r) {
		mq_buf_open(&r->json, MQ_RECORD_JSON_MOST);
		r->arena = mq_arena_open(MQ_PAGE_ARENA_MOST);
	}
	if (!r || !r->arena) {
		tell_memory(e);
		mirqab_record_free(r);
		return NULL;
	}
	mq_status s = make(m, r, mq_text_at(bytes ? bytes : "", bytes ? length : 0), mq_text_of(as ? as : "auto"));
	if (mq_ok(s)) return r;
	tell(e, s);
	mirqab_record_free(r);
	return NULL;
}

void mirqab_record_free(mirqab_record *r)
{
	if (!r) return;
	mq_buf_close(&r->json);
	mq_arena_close(r->arena);
	mq_heap_free(r);
}

mirqab_string mirqab_record_json(mirqab_record *r)
{
	if (r->json.n == 0) mq_record_json(&r->record, MQ_TO_EVENTS, &r->json);
	return r->json.failed ? (mirqab_string){NULL, 0} : string_of(mq_buf_text(&r->json));
}

mirqab_string mirqab_field_of(const mirqab_record *r, mirqab_field field)
{
	const mq_article *x = &r->record.article;
	switch (field) {
	case MIRQAB_ID: return (mirqab_string){r->record.id, 64};
	case MIRQAB_TITLE: return string_of(x->title);
	case MIRQAB_STANDFIRST: return string_of(x->standfirst);
	case MIRQAB_BYLINE: return string_of(x->byline);
	case MIRQAB_OUTLET: return string_of(x->outlet);
	case MIRQAB_PUBLISHED: return string_of(x->published);
	case MIRQAB_MODIFIED: return string_of(x->modified);
	case MIRQAB_LANGUAGE: return string_of(x->lang);
	case MIRQAB_URL: return string_of(x->url);
	case MIRQAB_SOURCE_URL: return string_of(x->source_url);
	case MIRQAB_SECTION: return string_of(x->section);
	case MIRQAB_BODY: return string_of(x->body);
	}
	return (mirqab_string){NULL, 0};
}

size_t mirqab_headline_count(const mirqab_record *r) { return r->record.article.headlines.n; }

bool mirqab_headline_at(const mirqab_record *r, size_t i, mirqab_string *text, mirqab_string *url)
{
	if (i >= mirqab_headline_count(r)) return false;
	*text = string_of(r->record.article.headlines.v[i].text);
	*url = string_of(r->record.article.headlines.v[i].url);
	return true;
}

bool mirqab_page_span(const mirqab_record *r, uint32_t start, uint32_t end, uint32_t *page_start, uint32_t *page_end)
{
	const mq_article *x = &r->record.article;
	if (start > end || end > x->body.n) return false;
	mq_span s = mq_map_span(&x->map, (uint32_t)x->body.n, (mq_span){start, end});
	*page_start = s.start;
	*page_end = s.end;
	return true;
}

static mirqab_span span_of(const mirqab_record *r, uint8_t in, uint32_t start, uint32_t end)
{
	mirqab_string text = string_of(mq_text_sub(r->record.doc.field[in], start, end));
	return (mirqab_span){.in_title = in == MQ_IN_TITLE, .start = start, .end = end, .text = text};
}

static void day_of(mq_day day, char out[11])
{
	out[0] = 0;
	if (day != MQ_NO_DAY) mq_day_print(day, out);
}

size_t mirqab_mention_count(const mirqab_record *r) { return r->record.marks.mentions.n; }

bool mirqab_mention_at(const mirqab_record *r, size_t i, mirqab_mention *out)
{
	if (i >= mirqab_mention_count(r)) return false;
	const mq_mention *m = &r->record.marks.mentions.v[i];
	*out = (mirqab_mention){.id = m->id,
				.head = m->head,
				.kind = mq_mention_kinds[m->kind],
				.span = span_of(r, m->in, m->start, m->end),
				.name = string_of(m->name),
				.role = string_of(m->role),
				.country = m->country,
				.sector = m->sector};
	return true;
}

size_t mirqab_date_count(const mirqab_record *r) { return r->record.marks.dates.n; }

bool mirqab_date_at(const mirqab_record *r, size_t i, mirqab_date *out)
{
	if (i >= mirqab_date_count(r)) return false;
	const mq_date *d = &r->record.marks.dates.v[i];
	*out = (mirqab_date){.span = span_of(r, d->in, d->start, d->end),
			     .precision = mq_precisions[d->precision],
			     .hijri = d->hijri,
			     .relative = d->relative,
			     .approximate = d->approximate};
	day_of(d->from, out->from);
	day_of(d->to, out->to);
	return true;
}

size_t mirqab_quote_count(const mirqab_record *r) { return r->record.marks.quotes.n; }

bool mirqab_quote_at(const mirqab_record *r, size_t i, mirqab_quote *out)
{
	if (i >= mirqab_quote_count(r)) return false;
	const mq_quote *q = &r->record.marks.quotes.v[i];
	*out = (mirqab_quote){.span = span_of(r, q->in, q->start, q->end),
			      .speaker = q->speaker,
			      .verb = string_of(q->verb),
			      .said_to = string_of(q->said_to),
			      .indirect = q->indirect};
	return true;
}

size_t mirqab_event_count(const mirqab_record *r) { return r->record.events.n; }

bool mirqab_event_at(const mirqab_record *r, size_t i, mirqab_event *out)
{
	if (i >= mirqab_event_count(r)) return false;
	const mq_event *v = &r->record.events.v[i];
	const mq_event_kind *k = &mq_event_kinds[v->kind];
	*out = (mirqab_event){.id = v->id,
			      .kind = k->name,
			      .status = mq_event_status_name(v->status).p,
			      .plover = k->plover,
			      .cameo = k->cameo,
			      .background = v->background,
			      .place = string_of(v->place),
			      .rule = string_of(v->rule),
			      .confidence = v->confidence,
			      .actors = v->actors.n,
			      .recipients = v->recipients.n,
			      .evidence = v->evidence.n};
	day_of(v->from, out->from);
	day_of(v->to, out->to);
	return true;
}

bool mirqab_event_actor(const mirqab_record *r, size_t i, size_t k, const char **country, mirqab_string *name)
{
	if (i >= mirqab_event_count(r) || k >= r->record.events.v[i].actors.n) return false;
	const mq_party *p = &r->record.events.v[i].actors.v[k];
	*country = p->country;
	*name = string_of(p->name);
	return true;
}

bool mirqab_event_recipient(const mirqab_record *r, size_t i, size_t k, const char **country, mirqab_string *name)
{
	if (i >= mirqab_event_count(r) || k >= r->record.events.v[i].recipients.n) return false;
	const mq_party *p = &r->record.events.v[i].recipients.v[k];
	*country = p->country;
	*name = string_of(p->name);
	return true;
}

bool mirqab_event_evidence(const mirqab_record *r, size_t i, size_t k, mirqab_span *out)
{
	if (i >= mirqab_event_count(r) || k >= r->record.events.v[i].evidence.n) return false;
	const mq_evidence *v = &r->record.events.v[i].evidence.v[k];
	*out = span_of(r, v->in, v->start, v->end);
	return true;
}

/* ── an archive ──────────────────────────────────────────────────────────────────────────────────────────────────── */

mirqab_archive *mirqab_archive_open(const mirqab *m, const char *url, bool writing, mirqab_error *e)
{
	mirqab_archive *a = mq_heap_alloc(sizeof *a);
	if (a) {
		a->arena = mq_arena_open(MQ_PAGE_ARENA_MOST);
		a->answer = mq_arena_open(MQ_PAGE_ARENA_MOST);
	}
	if (!a || !a->arena || !a->answer) {
		tell_memory(e);
		mirqab_archive_close(a);
		return NULL;
	}
	mq_store_options o = {.url = mq_text_of(url),
			      .mode = writing ? MQ_STORE_WRITE : MQ_STORE_READ,
			      .engine = &m->engine,
			      .lock_milliseconds = MQ_STORE_WAIT_MS};
	mq_status s = mq_store_open(a->arena, &o, &a->store);
	if (mq_ok(s)) return a;
	tell(e, s);
	a->store = NULL;
	mirqab_archive_close(a);
	return NULL;
}

void mirqab_archive_close(mirqab_archive *a)
{
	if (!a) return;
	if (a->store) {
		mq_status s = mq_store_settle(a->store); /* a reader has nothing to settle: that fails, and is no matter */
		(void)s;
		mq_store_close(a->store);
	}
	mq_arena_close(a->answer);
	mq_arena_close(a->arena);
	mq_heap_free(a);
}

bool mirqab_archive_keep(mirqab_archive *a, const mirqab_record *r, bool *is_new, mirqab_error *e)
{
	mq_put_result result = MQ_PUT_SAME;
	mq_arena_clear(a->answer);
	mq_status s = mq_store_begin(a->store);
	if (mq_ok(s)) {
		s = mq_store_put(a->store, a->answer, &r->record, MQ_NONE, &result, NULL);
		if (mq_ok(s)) s = mq_store_commit(a->store);
		if (!mq_ok(s)) mq_store_rollback(a->store);
	}
	if (is_new) *is_new = result != MQ_PUT_SAME;
	if (!mq_ok(s)) tell(e, s);
	return mq_ok(s);
}

mirqab_string mirqab_archive_record(mirqab_archive *a, const char *id, mirqab_error *e)
{
	mq_stored_article x;
	mq_arena_clear(a->answer);
	mq_status s = mq_store_article(a->store, a->answer, mq_text_of(id), &x);
	if (mq_ok(s)) return string_of(x.json);
	tell(e, s);
	return (mirqab_string){NULL, 0};
}

mirqab_string mirqab_archive_page(mirqab_archive *a, const char *id, mirqab_error *e)
{
	mq_stored_page x;
	mq_arena_clear(a->answer);
	mq_status s = mq_store_page(a->store, a->answer, mq_text_of(id), 0, &x);
	if (mq_ok(s)) return string_of(x.bytes);
	tell(e, s);
	return (mirqab_string){NULL, 0};
}

size_t mirqab_archive_search(mirqab_archive *a, const char *query, size_t limit,
			     bool (*each)(void *to, const char *id, mirqab_string title, double score), void *to, mirqab_error *e)
{
	mq_answer found;
	mq_search q = {
	    .query = mq_text_of(query), .limit = limit > UINT32_MAX ? UINT32_MAX : (uint32_t)limit, .today = MQ_NO_DAY};
	mq_arena_clear(a->answer);
	mq_status s = mq_store_search(a->store, a->answer, &q, &found);
	if (!mq_ok(s)) {
		tell(e, s);
		return 0;
	}
	for (uint32_t i = 0; each && i < found.hits.n; i++) {
		const mq_hit *h = &found.hits.v[i];
		if (!each(to, h->row.id, string_of(h->row.title), h->score)) break;
	}
	return (size_t)found.total;
}
