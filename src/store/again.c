/* Reading again: records of pages that other rules made are made anew from what is kept. What the rules that changed have no part
 * in stays: an article is taken out of its page again only where rules of pages, words or the world changed; where only those of
 * events did, its text and marks are read again; and what comes out the same is not touched. */
#include "store/corrections.h"
#include "store/driver.h"

#define BATCH 64u

/* what an article's text depends on; all other rules and models come after it */
static const char *const of_articles[] = {"rules/page/", "rules/world/", "rules/ar/", "rules/languages.tsv", "models/article/"};
/* what the rest of a record depends on besides */
static const char *const of_marks[] = {"rules/events/", "models/ner.bin"};

static mq_text hash_of(mq_store *s, mq_arena *a, const char *const *heads, size_t n)
{
	char all[8 * 64], hex[65];
	size_t at = 0;
	for (size_t i = 0; i < n && at + 64 <= sizeof all; i++, at += 64)
		mq_pack_hash_anew(s->engine->pack, mq_text_of(heads[i]), all + at);
	mq_sha256_hex(mq_text_at(all, at), hex);
	return mq_arena_text(a, mq_text_at(hex, 16));
}

mq_status mq_run_parts(mq_store *s)
{
	mq_text article = hash_of(s, s->keep, of_articles, sizeof of_articles / sizeof *of_articles);
	mq_text marks = hash_of(s, s->keep, of_marks, sizeof of_marks / sizeof *of_marks);
	if (mq_text_none(article) || mq_text_none(marks)) return mq_store_fail(s, MQ_NO_MEMORY, "out of memory");
	return mq_sql_run(s, "UPDATE run SET article = ?2, marks = ?3 WHERE n = ?1", "itt", s->run, article, marks);
}

/* a format that gives the page of these bytes alone; MQ_NONE: what it was cut out of (a feed, an archive) is not kept */
static mq_text format_of(const mq_page *p)
{
	static const struct {
		const char *type, *format;
	} rows[] = {
	    {"text/html", "html"}, {"application/xhtml+xml", "html"}, {"application/json", "jsonl"}, {"text/plain", "dump"}};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		if (mq_text_eq(p->media_type, mq_text_of(rows[i].type))) return mq_text_of(rows[i].format);
	return MQ_NONE;
}

/* the article anew out of its page; false where it cannot be had as it came, and what is kept of it stands */
static bool read_page(mq_store *s, mq_arena *a, const mq_page *kept, const mq_record *old, mq_page *page, mq_record *out)
{
	mq_page_options o = {.as = format_of(kept), .pack = s->engine->pack, .log = s->log};
	if (mq_text_none(o.as) || !mq_ok(mq_page_of_bytes(a, &o, kept->stored, page))) return false;
	if (!mq_text_eq(page->charset, kept->charset) || !mq_text_eq(page->stored, kept->stored)) return false;
	page->path = kept->path;
	page->record = kept->record;
	page->fetched = kept->fetched;
	page->media_type = kept->media_type;
	if (!page->url.n) page->url = kept->url;
	if (!mq_ok(mq_record_make(a, s->engine, page, MQ_TO_EVENTS, out))) return false;
	/* under another address it is another article: that is for an ingest to say */
	return memcmp(out->id, old->id, sizeof out->id) == 0;
}

/* text, marks and events anew from the article that is kept */
static mq_status read_article(mq_store *s, mq_arena *a, const mq_record *old, mq_record *out)
{
	const mq_engine *e = s->engine;
	memset(out, 0, sizeof *out);
	out->page = old->page;
	out->article = old->article;
	memcpy(out->id, old->id, sizeof out->id);
	memcpy(out->sha256, old->sha256, sizeof out->sha256);
	mq_status r = mq_text_read(a, e->lexicon, out->article.title, out->article.body, &out->doc);
	if (mq_ok(r)) r = mq_mark_doc(a, e->marker, &out->article, &out->doc, &out->marks);
	if (mq_ok(r)) r = mq_code_events(a, e->coder, &out->article, &out->doc, &out->marks, &out->events);
	if (mq_ok(r))
		r = mq_code_instruments(a, e->coder, &out->article, &out->doc, &out->marks, &out->events, &out->instruments);
	return mq_ok(r) ? r : mq_store_fail(s, r.code, "%.*s", MQ_ARG(r.why));
}

static bool print_record(const mq_record *r, mq_buf *out)
{
	mq_buf_clear(out);
	mq_record_json(r, MQ_TO_EVENTS, out);
	return !out->failed;
}

typedef struct {
	int64_t n, page, version;
	bool article_same, marks_same; /* the rules of its article, and the rest of them, are those of now */
} waiting;

/* one article; same: what was made is what is there */
static mq_status read_one(mq_store *s, mq_again *k, const waiting *w)
{
	mq_page kept, page;
	mq_record old, *made = MQ_NEW(s->scratch, mq_record);
	mq_buf before, after;
	mq_arena *a = s->scratch;
	if (!made) return mq_store_fail(s, MQ_LIMIT, "no room for a record");
	k->looked++;
	if (w->article_same && w->marks_same)
		return mq_sql_run(s, "UPDATE page SET run = ?2 WHERE n = ?1", "ii", w->page, s->run);
	MQ_TRY(mq_store_record(s, a, w->n, &kept, &old));
	k->pages += !w->article_same;
	k->texts += w->article_same;
	if (w->article_same || !read_page(s, a, &kept, &old, &page, made)) MQ_TRY(read_article(s, a, &old, made));
	mq_buf_open(&before, MQ_RECORD_JSON_MOST);
	mq_buf_open(&after, MQ_RECORD_JSON_MOST);
	mq_status r = print_record(&old, &before) && print_record(made, &after)
			  ? MQ_DONE
			  : mq_store_fail(s, MQ_LIMIT, "the record is too large to keep");
	bool same = mq_ok(r) && mq_text_eq(mq_buf_text(&before), mq_buf_text(&after));
	if (same) r = mq_sql_run(s, "UPDATE page SET run = ?2 WHERE n = ?1", "ii", w->page, s->run);
	else if (mq_ok(r)) r = mq_store_replace(s, a, made, mq_buf_text(&after), w->n, w->version, w->page);
	k->changed += mq_ok(r) && !same;
	mq_buf_close(&before);
	mq_buf_close(&after);
	return r;
}

static mq_status next_waiting(mq_store *s, mq_again *k, waiting *w)
{
	mq_stmt *q;
	MQ_TRY(mq_sql_open(
	    s, &q,
	    "SELECT x.n, x.page, x.versions, coalesce(r.article = now.article, 0), coalesce(r.marks = now.marks, 0) FROM"
	    " article x JOIN page p ON p.n = x.page JOIN run r ON r.n = p.run JOIN run now ON now.n = ?2 WHERE x.n >"
	    " ?1 AND p.run <> ?2 ORDER BY x.n LIMIT 1",
	    "ii", k->last, s->run));
	mq_status r = s->driver->step(q);
	if (mq_ok(r))
		*w = (waiting){s->driver->get_int(q, 0), s->driver->get_int(q, 1), s->driver->get_int(q, 2),
			       s->driver->get_int(q, 3) != 0, s->driver->get_int(q, 4) != 0};
	s->driver->done(q);
	return r;
}

static mq_status read_batch(mq_store *s, mq_again *k)
{
	MQ_TRY(mq_run_need(s));
	for (uint32_t i = 0; i < BATCH; i++) {
		waiting w = {0};
		mq_arena_clear(s->scratch);
		mq_status r = next_waiting(s, k, &w);
		if (r.code == MQ_END) k->ended = true;
		if (r.code == MQ_END) return MQ_DONE;
		MQ_TRY(r);
		MQ_TRY(read_one(s, k, &w));
		k->last = w.n;
	}
	return MQ_DONE;
}

mq_status mq_store_again(mq_store *s, mq_again *k)
{
	mq_again before = *k;
	if (!s->engine->coder) return mq_store_fail(s, MQ_USAGE, "reading again needs all rules to be open");
	MQ_TRY(mq_store_begin(s));
	mq_status r = read_batch(s, k);
	if (mq_ok(r)) r = mq_store_commit(s);
	if (mq_ok(r)) return r;
	mq_store_rollback(s);
	*k = before;
	return r;
}

mq_status mq_store_again_waiting(mq_store *s, uint64_t *out)
{
	int64_t n = 0;
	*out = 0;
	MQ_TRY(mq_sql_int(s, &n,
			  "SELECT count(*) FROM article x JOIN page p ON p.n = x.page WHERE p.run <> coalesce((SELECT n FROM run"
			  " WHERE rules = ?1 AND models = ?2), 0)",
			  "tt", mq_text_of(s->engine->rules_hash), mq_text_of(s->engine->model_hash)));
	*out = (uint64_t)n;
	return MQ_DONE;
}
