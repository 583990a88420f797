/* Articles, their pages and headlines out of the archive. */
#include <stdio.h>

#include "store/driver.h"

static mq_text kept(mq_store *s, mq_stmt *q, int at, mq_arena *a) { return mq_arena_text(a, s->driver->get_text(q, at)); }

static void short_code(mq_store *s, mq_stmt *q, int at, char out[4])
{
	mq_text t = s->driver->get_text(q, at);
	out[0] = 0;
	if (t.n == 0 || t.n > 3) return;
	memcpy(out, t.p, t.n);
	out[t.n] = 0;
}

mq_status mq_row_read(mq_store *s, mq_stmt *q, int at, mq_arena *a, mq_article_row *out)
{
	const mq_driver *d = s->driver;
	memset(out, 0, sizeof *out);
	out->n = d->get_int(q, at);
	mq_id_print(d->get_text(q, at + 1), out->id);
	out->title = kept(s, q, at + 2, a);
	out->outlet = kept(s, q, at + 3, a);
	out->published = kept(s, q, at + 4, a);
	out->url = kept(s, q, at + 5, a);
	out->lang = kept(s, q, at + 6, a);
	short_code(s, q, at + 7, out->outlet_country);
	out->day = mq_sql_day(s, q, at + 8);
	out->events = (uint32_t)d->get_int(q, at + 9);
	out->versions = (uint32_t)d->get_int(q, at + 10);
	if (!d->is_null(q, at + 11)) mq_id_print(d->get_text(q, at + 11), out->copy_of);
	if (!d->is_null(q, at + 12)) mq_id_print(mq_text_sub(d->get_text(q, at + 12), 0, 8), out->story);
	return mq_arena_failed(a) ? mq_store_fail(s, MQ_LIMIT, "the answer is too large") : MQ_DONE;
}

/* the record as `read` prints it */
static mq_status print_record(mq_store *s, mq_arena *a, const mq_record *r, mq_text *out)
{
	mq_buf b;
	mq_buf_open(&b, MQ_RECORD_JSON_MOST);
	mq_record_json(r, MQ_TO_EVENTS, &b);
	*out = b.failed ? MQ_NONE : mq_arena_text(a, mq_buf_text(&b));
	mq_buf_close(&b);
	return mq_text_none(*out) ? mq_store_fail(s, MQ_LIMIT, "no room for a record") : MQ_DONE;
}

/* the number of the one article that an id, whole or shortened, names */
static mq_status find_article(mq_store *s, mq_text id, int64_t *out)
{
	char low[65], high[65];
	unsigned char from[32], to[32];
	mq_stmt *q;
	mq_status end = {MQ_END, MQ_BYTE_UNKNOWN, MQ_NONE};
	if (id.n < 8 || id.n > 64) return end;
	memset(low, '0', 64);
	memset(high, 'f', 64);
	memcpy(low, id.p, id.n);
	memcpy(high, id.p, id.n);
	if (!mq_id_parse(mq_text_at(low, 64), from) || !mq_id_parse(mq_text_at(high, 64), to)) return end;
	MQ_TRY(mq_sql_open(s, &q, "SELECT n FROM article WHERE id BETWEEN ?1 AND ?2 LIMIT 2", "bb", mq_text_at((char *)from, 32),
			   mq_text_at((char *)to, 32)));
	mq_status r = s->driver->step(q);
	if (mq_ok(r)) *out = s->driver->get_int(q, 0);
	bool many = mq_ok(r) && mq_ok(s->driver->step(q));
	s->driver->done(q);
	return many ? end : r;
}

mq_status mq_row_of(mq_store *s, mq_arena *a, int64_t n, mq_article_row *out)
{
	mq_stmt *q;
	MQ_TRY(mq_sql_open(s, &q, "SELECT " MQ_ROW_COLUMNS " FROM article x" MQ_ROW_JOINS "WHERE x.n = ?1", "i", n));
	mq_status r = s->driver->step(q);
	if (mq_ok(r)) r = mq_row_read(s, q, 0, a, out);
	s->driver->done(q);
	return r;
}

mq_status mq_store_row(mq_store *s, mq_arena *a, mq_text id, mq_article_row *out)
{
	int64_t n = 0;
	MQ_TRY(find_article(s, id, &n));
	return mq_row_of(s, a, n, out);
}

static mq_status read_run(mq_store *s, int64_t n, mq_stored_article *out)
{
	mq_stmt *q;
	MQ_TRY(mq_sql_open(s, &q,
			   "SELECT r.rules, r.models FROM article x JOIN page p ON p.n = x.page JOIN run r ON r.n = p.run"
			   " WHERE x.n = ?1",
			   "i", n));
	mq_status r = s->driver->step(q);
	if (mq_ok(r)) {
		snprintf(out->rules_hash, sizeof out->rules_hash, "%.*s", MQ_ARG(s->driver->get_text(q, 0)));
		snprintf(out->model_hash, sizeof out->model_hash, "%.*s", MQ_ARG(s->driver->get_text(q, 1)));
	}
	s->driver->done(q);
	return r;
}

mq_status mq_store_article(mq_store *s, mq_arena *a, mq_text id, mq_stored_article *out)
{
	int64_t n = 0;
	memset(out, 0, sizeof *out);
	MQ_TRY(find_article(s, id, &n));
	MQ_TRY(mq_row_of(s, a, n, &out->row));
	MQ_TRY(mq_store_record(s, a, n, &out->page, &out->record));
	MQ_TRY(print_record(s, a, &out->record, &out->json));
	unsigned char bytes[32];
	if (mq_id_parse(mq_text_of(out->row.id), bytes))
		MQ_TRY(mq_corrections_apply(s, a, mq_text_at((const char *)bytes, 32), &out->record, NULL));
	memcpy(out->record.article.outlet_country, out->row.outlet_country, sizeof out->row.outlet_country);
	return read_run(s, n, out);
}

mq_status mq_store_page(mq_store *s, mq_arena *a, mq_text id, uint32_t version, mq_stored_page *out)
{
	int64_t n = 0;
	mq_stmt *q;
	mq_page page;
	mq_record record;
	memset(out, 0, sizeof *out);
	MQ_TRY(find_article(s, id, &n));
	MQ_TRY(mq_sql_open(s, &q,
			   "SELECT " MQ_PAGE_COLUMNS ", p.version, x.versions FROM article x JOIN page p ON p.article = x.n WHERE"
			   " x.n = ?1 AND CASE WHEN ?2 = 0 THEN p.n = x.page ELSE p.version = ?2 END",
			   "ii", n, (int64_t)version));
	mq_status r = s->driver->step(q);
	if (mq_ok(r)) r = mq_page_read(s, q, 0, a, &page, &record);
	if (mq_ok(r)) {
		memcpy(out->sha256, record.sha256, sizeof out->sha256);
		out->bytes = page.stored;
		out->media_type = page.media_type;
		out->charset = page.charset;
		out->path = page.path;
		out->url = page.url.n ? page.url : MQ_NONE;
		out->fetched = page.fetched.n ? page.fetched : MQ_NONE;
		out->record = page.record;
		out->version = (uint32_t)s->driver->get_int(q, MQ_PAGE_COLUMNS_N);
		out->versions = (uint32_t)s->driver->get_int(q, MQ_PAGE_COLUMNS_N + 1);
	}
	s->driver->done(q);
	return r;
}

mq_status mq_store_headlines(mq_store *s, mq_arena *a, uint32_t limit, mq_headline_rows *out)
{
	mq_stmt *q;
	memset(out, 0, sizeof *out);
	MQ_TRY(mq_sql_open(
	    s, &q,
	    "SELECT " MQ_ROW_COLUMNS ", h.text, h.url, (SELECT t.id FROM article t WHERE t.title_key = h.key LIMIT 1)"
	    " FROM headline h JOIN article x ON x.n = (SELECT max(article) FROM headline_seen WHERE headline = h.n)" MQ_ROW_JOINS
	    "ORDER BY h.n DESC LIMIT ?1",
	    "i", (int64_t)(limit ? limit : 60)));
	mq_status r;
	while (mq_ok(r = s->driver->step(q))) {
		mq_headline_row *h = mq_push(a, out);
		if (!h) r = mq_store_fail(s, MQ_LIMIT, "the answer is too large");
		if (mq_ok(r)) r = mq_row_read(s, q, 0, a, &h->seen);
		if (!mq_ok(r)) break;
		h->text = kept(s, q, MQ_ROW_COLUMNS_N, a);
		h->url = kept(s, q, MQ_ROW_COLUMNS_N + 1, a);
		if (!s->driver->is_null(q, MQ_ROW_COLUMNS_N + 2))
			mq_id_print(s->driver->get_text(q, MQ_ROW_COLUMNS_N + 2), h->article);
	}
	s->driver->done(q);
	return r.code == MQ_END ? MQ_DONE : r;
}
