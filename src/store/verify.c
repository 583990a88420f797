/* Is the archive whole: the file, every page against its hash, every span against its words, every row against its record, the
 * search index against the articles. Reads everything once; memory is one record. */
#include <stdarg.h>
#include <stdio.h>

#include "store/index.h"

/* faults that are told in words; the rest are counted */
#define FAULTS_TOLD 20u

void mq_verdict_add(mq_arena *a, mq_verdict *v, const char *form, ...)
{
	char line[512];
	va_list args;
	v->faults++;
	if (v->first.n >= FAULTS_TOLD) return;
	va_start(args, form);
	int n = vsnprintf(line, sizeof line, form, args);
	va_end(args);
	mq_text *t = n > 0 ? mq_push(a, &v->first) : NULL;
	if (t) *t = mq_arena_text(a, mq_text_at(line, (size_t)n < sizeof line ? (size_t)n : sizeof line - 1));
}

typedef struct {
	mq_store *s;
	mq_arena *a;
	mq_verdict *v;
	const mq_record *r;
	const char *id; /* of the article */
	size_t page_bytes;
} looking;

static void look_span(looking *k, const char *what, uint32_t in, uint32_t start, uint32_t end, mq_text text)
{
	mq_text field = k->r->doc.field[in];
	k->v->spans++;
	if (start > end || end > field.n) {
		mq_verdict_add(k->a, k->v, "article %.16s: %s [%u,%u) is outside its text of %zu bytes", k->id, what, start, end,
			       field.n);
		return;
	}
	if (!mq_utf8_border(field, start) || !mq_utf8_border(field, end))
		mq_verdict_add(k->a, k->v, "article %.16s: %s [%u,%u) cuts a character", k->id, what, start, end);
	if (!mq_text_none(text) && !mq_text_eq(mq_text_sub(field, start, end), text))
		mq_verdict_add(k->a, k->v, "article %.16s: %s [%u,%u) is not the words it says", k->id, what, start, end);
}

static void look_map(looking *k, const char *what, const mq_map *m, size_t text_bytes)
{
	for (uint32_t i = 0; i < m->n; i++) {
		const mq_map_run *r = &m->v[i];
		bool order = i == 0 || m->v[i - 1].text < r->text;
		bool inside = r->text <= text_bytes && (uint64_t)r->page + r->length <= k->page_bytes;
		if (order && inside) continue;
		mq_verdict_add(k->a, k->v, "article %.16s: run %u of %s leaves the page (text %u, page %u+%u of %zu)", k->id, i,
			       what, r->text, r->page, r->length, k->page_bytes);
		return;
	}
}

static void look_events(looking *k)
{
	const mq_record *r = k->r;
	for (uint32_t i = 0; i < r->events.n; i++) {
		const mq_event *e = &r->events.v[i];
		k->v->events++;
		look_span(k, "trigger", e->trigger.in, e->trigger.start, e->trigger.end, MQ_NONE);
		for (uint32_t x = 0; x < e->evidence.n; x++)
			look_span(k, "evidence", e->evidence.v[x].in, e->evidence.v[x].start, e->evidence.v[x].end, MQ_NONE);
	}
}

static void look_instruments(looking *k)
{
	for (uint32_t i = 0; i < k->r->instruments.n; i++) {
		const mq_instrument *x = &k->r->instruments.v[i];
		look_span(k, "instrument", x->words.in, x->words.start, x->words.end, MQ_NONE);
		look_span(k, "stage", x->evidence.in, x->evidence.start, x->evidence.end, MQ_NONE);
		for (uint32_t f = 0; f < x->facts.n; f++)
			look_span(k, "fact", x->facts.v[f].in, x->facts.v[f].start, x->facts.v[f].end, MQ_NONE);
	}
}

static void look_record(looking *k)
{
	const mq_record *r = k->r;
	for (uint32_t i = 0; i < r->marks.mentions.n; i++) {
		const mq_mention *m = &r->marks.mentions.v[i];
		look_span(k, "mention", m->in, m->start, m->end, m->text);
	}
	for (uint32_t i = 0; i < r->marks.dates.n; i++) {
		const mq_date *d = &r->marks.dates.v[i];
		look_span(k, "date", d->in, d->start, d->end, d->text);
	}
	for (uint32_t i = 0; i < r->marks.quotes.n; i++) {
		const mq_quote *q = &r->marks.quotes.v[i];
		look_span(k, "quote", q->in, q->start, q->end, q->text);
	}
	look_events(k);
	look_instruments(k);
	look_map(k, "map", &r->article.map, r->article.body.n);
	look_map(k, "title_map", &r->article.title_map, r->article.title.n);
}

static mq_status look_page(looking *k, mq_stmt *q)
{
	char sha[65] = "";
	mq_page page;
	mq_record record;
	mq_arena_clear(k->s->scratch);
	k->v->pages++;
	mq_status r = mq_page_unpack(k->s, q, 0, k->s->scratch, &page, &record);
	if (mq_ok(r)) {
		mq_sha256_hex(page.stored, sha);
		if (memcmp(sha, record.sha256, 64) != 0)
			mq_verdict_add(k->a, k->v, "article %.16s: the page's bytes have another hash", k->id);
		r = mq_page_read(k->s, q, 0, k->s->scratch, &page, &record);
	}
	if (!mq_ok(r)) {
		mq_verdict_add(k->a, k->v, "article %.16s: %.*s", k->id, MQ_ARG(r.why));
		return r.code == MQ_NO_MEMORY ? r : MQ_DONE;
	}
	k->r = &record;
	k->page_bytes = page.stored.n;
	if (memcmp(record.id, k->id, 64) != 0) mq_verdict_add(k->a, k->v, "article %.16s: its record has another id", k->id);
	look_record(k);
	k->r = NULL;
	return MQ_DONE;
}

static mq_status look_dictionaries(looking *k)
{
	int64_t last = 0;
	MQ_TRY(mq_sql_int(k->s, &last, "SELECT coalesce(max(n), 0) FROM dictionary", ""));
	for (int64_t n = 1; n <= last; n++) {
		mq_status r = mq_dictionary_check(k->s, (uint32_t)n);
		if (r.code == MQ_NO_MEMORY) return r;
		if (!mq_ok(r)) mq_verdict_add(k->a, k->v, "%.*s", MQ_ARG(r.why));
	}
	return MQ_DONE;
}

static mq_status look_pages(looking *k)
{
	mq_stmt *q;
	mq_status r;
	char id[65];
	MQ_TRY(mq_sql_open(
	    k->s, &q, "SELECT " MQ_PAGE_COLUMNS " FROM page p JOIN article x ON x.n = p.article ORDER BY p.article, p.version",
	    ""));
	while (mq_ok(r = k->s->driver->step(q))) {
		mq_id_print(k->s->driver->get_text(q, 0), id);
		k->id = id;
		r = look_page(k, q);
		if (!mq_ok(r)) break;
	}
	k->s->driver->done(q);
	k->id = NULL;
	k->r = NULL;
	return r.code == MQ_END ? MQ_DONE : r;
}

/* rows that point to nothing, counts that do not count */
static mq_status look_rows(looking *k)
{
	static const struct {
		const char *sql, *what;
	} rows[] = {
	    {"SELECT count(*) FROM article x WHERE NOT EXISTS (SELECT 1 FROM page p WHERE p.n = x.page AND p.article = x.n)",
	     "articles without their page"},
	    {"SELECT count(*) FROM page p WHERE NOT EXISTS (SELECT 1 FROM article x WHERE x.n = p.article)",
	     "pages without article"},
	    {"SELECT count(*) FROM article x WHERE x.versions <> (SELECT count(*) FROM page p WHERE p.article = x.n)",
	     "articles whose versions are miscounted"},
	    {"SELECT count(*) FROM article x WHERE x.events <> (SELECT count(*) FROM event e WHERE e.article = x.n)",
	     "articles whose events are miscounted"},
	    {"SELECT count(*) FROM event e WHERE NOT EXISTS (SELECT 1 FROM article x WHERE x.n = e.article)",
	     "events without article"},
	    {"SELECT count(*) FROM event_pair p WHERE NOT EXISTS (SELECT 1 FROM event e WHERE e.n = p.event)",
	     "pairs without event"},
	    {"SELECT count(*) FROM event_country c WHERE NOT EXISTS (SELECT 1 FROM event e WHERE e.n = c.event)",
	     "countries without event"},
	    {"SELECT count(*) FROM article_country c WHERE NOT EXISTS (SELECT 1 FROM article x WHERE x.n = c.article)",
	     "countries without article"},
	    {"SELECT count(*) FROM article_person c WHERE NOT EXISTS (SELECT 1 FROM person p WHERE p.n = c.person)",
	     "mentions of nobody"},
	    {"SELECT count(*) FROM person p WHERE NOT EXISTS (SELECT 1 FROM article_person c WHERE p.n = c.person)",
	     "people whom no article names"},
	    {"SELECT count(*) FROM headline h WHERE NOT EXISTS (SELECT 1 FROM headline_seen c WHERE h.n = c.headline)",
	     "headlines that no page shows"},
	    {"SELECT count(*) FROM instrument_telling t WHERE NOT EXISTS (SELECT 1 FROM article x WHERE x.n = t.article)",
	     "tellings of instruments without article"},
	    {"SELECT count(*) FROM instrument_telling t WHERE t.instrument IS NOT NULL AND NOT EXISTS (SELECT 1 FROM instrument i"
	     " WHERE i.n = t.instrument)",
	     "tellings of an instrument that is not there"},
	    {"SELECT count(*) FROM instrument i WHERE NOT EXISTS (SELECT 1 FROM instrument_telling t WHERE t.instrument = i.n)",
	     "instruments that nobody tells of"},
	    {"SELECT count(*) FROM event_person v WHERE NOT EXISTS (SELECT 1 FROM event e WHERE e.n = v.event)",
	     "people in events that are not there"},
	    {"SELECT count(*) FROM quote u WHERE NOT EXISTS (SELECT 1 FROM article x WHERE x.n = u.article)",
	     "quotes without article"},
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		int64_t n = 0;
		MQ_TRY(mq_sql_int(k->s, &n, rows[i].sql, ""));
		if (n) mq_verdict_add(k->a, k->v, "%lld %s", (long long)n, rows[i].what);
	}
	int64_t articles = 0;
	MQ_TRY(mq_sql_int(k->s, &articles, "SELECT count(*) FROM article", ""));
	k->v->articles = (uint64_t)articles;
	return MQ_DONE;
}

mq_status mq_store_verify(mq_store *s, mq_arena *a, mq_verdict *out)
{
	looking k = {.s = s, .a = a, .v = out};
	memset(out, 0, sizeof *out);
	MQ_TRY(s->driver->exec(s, "BEGIN")); /* one view of the archive, whoever writes meanwhile */
	mq_status r = s->driver->check(s, a, out);
	if (mq_ok(r)) r = mq_index_check(s, a, out);
	if (mq_ok(r)) r = look_rows(&k);
	if (mq_ok(r)) r = look_dictionaries(&k);
	if (mq_ok(r)) r = look_pages(&k);
	mq_status end = s->driver->exec(s, "COMMIT");
	return mq_ok(r) ? end : r;
}
