/* Pages with the records that were made of them: packed into rows, and out of them. A record stands in one of these forms, the
 * smallest that gives it back as it was. */
#include "store/compact.h"
#include "store/driver.h"

enum {
	FORM_JSON,   /* JSON that leans on the archive's shape of records and on its page */
	FORM_SHARED, /* compact, with the archive's dictionary */
	FORM_LEAN    /* compact, leaning on its page */
};

/* words of a record that are not places in its page; more than this may stand in the page after all, further on or otherwise */
#define LEAN_LEAST 400u

/* what a record as JSON leans on: the archive's shape of records, then the page, nearest the end as it is likest */
static mq_status json_lean(mq_store *s, mq_arena *a, mq_text page, mq_text *out)
{
	char *p = mq_arena_alloc(a, s->shape.n + page.n);
	if (!p) return mq_store_fail(s, MQ_LIMIT, "the page is too large to keep");
	if (s->shape.n) memcpy(p, s->shape.p, s->shape.n);
	if (page.n) memcpy(p + s->shape.n, page.p, page.n);
	*out = mq_text_at(p, s->shape.n + page.n);
	return MQ_DONE;
}

/* ── out of a row ── */
static mq_status read_made(mq_store *s, mq_stmt *q, int at, mq_arena *a, mq_page *page, mq_record *r)
{
	const mq_driver *d = s->driver;
	int form = (int)d->get_int(q, at + 5);
	mq_text made, stored = page->stored, lean = MQ_NONE;
	uint64_t record = page->record;
	char id[65], sha[65];
	if (form == FORM_JSON) MQ_TRY(json_lean(s, a, stored, &lean));
	if (form == FORM_LEAN) lean = stored;
	MQ_TRY(mq_unpack_bytes(s, a, d->get_text(q, at + 7), (uint64_t)d->get_int(q, at + 6), lean, &made));
	if (form == FORM_JSON) {
		MQ_TRY(mq_record_parse(a, made, page, r));
		page->stored = stored;
		return MQ_DONE;
	}
	memcpy(id, r->id, sizeof id);
	memcpy(sha, r->sha256, sizeof sha);
	if (!mq_compact_read(a, made, stored, page, r)) {
		if (mq_arena_failed(a)) return mq_store_fail(s, MQ_LIMIT, "no room for a record");
		return mq_store_fail(s, MQ_BAD_DATA, "the record of article %.16s is damaged", id);
	}
	page->record = record;
	return MQ_DONE;
}

mq_status mq_page_unpack(mq_store *s, mq_stmt *q, int at, mq_arena *a, mq_page *page, mq_record *r)
{
	const mq_driver *d = s->driver;
	memset(page, 0, sizeof *page);
	memset(r, 0, sizeof *r);
	r->page = page;
	mq_id_print(d->get_text(q, at), r->id);
	mq_id_print(d->get_text(q, at + 1), r->sha256);
	page->record = (uint64_t)d->get_int(q, at + 2);
	return mq_unpack_bytes(s, a, d->get_text(q, at + 4), (uint64_t)d->get_int(q, at + 3), MQ_NONE, &page->stored);
}

mq_status mq_page_read(mq_store *s, mq_stmt *q, int at, mq_arena *a, mq_page *page, mq_record *r)
{
	MQ_TRY(mq_page_unpack(s, q, at, a, page, r));
	return read_made(s, q, at, a, page, r);
}

mq_status mq_store_record(mq_store *s, mq_arena *a, int64_t n, mq_page *page, mq_record *r)
{
	mq_stmt *q;
	MQ_TRY(
	    mq_sql_open(s, &q, "SELECT " MQ_PAGE_COLUMNS " FROM article x JOIN page p ON p.n = x.page WHERE x.n = ?1", "i", n));
	mq_status st = s->driver->step(q);
	if (mq_ok(st)) st = mq_page_read(s, q, 0, a, page, r);
	s->driver->done(q);
	return st;
}

/* ── into a row ── */
typedef struct {
	mq_text bytes, made;
	uint64_t made_size;
	int form;
} packing;

/* does the compact record give the same JSON */
static bool comes_back(mq_arena *a, mq_text compact, const mq_record *r, mq_text json)
{
	mq_page page = {.record = r->page->record};
	mq_record *back = MQ_NEW(a, mq_record);
	mq_buf again;
	if (!back) return false;
	memcpy(back->id, r->id, sizeof back->id);
	memcpy(back->sha256, r->sha256, sizeof back->sha256);
	if (!mq_compact_read(a, compact, r->page->stored, &page, back)) return false;
	mq_buf_open(&again, MQ_RECORD_JSON_MOST);
	mq_record_json(back, MQ_TO_EVENTS, &again);
	bool same = !again.failed && mq_text_eq(mq_buf_text(&again), json);
	mq_buf_close(&again);
	return same;
}

static mq_status pack_compact(mq_store *s, mq_text compact, mq_text stored, packing *out)
{
	mq_text packed = MQ_NONE;
	MQ_TRY(mq_pack_bytes(s, MQ_PACK_RECORD, compact, MQ_NONE, &packed));
	out->made = mq_arena_text(s->packed, packed); /* the packer's buffer is used again */
	out->form = FORM_SHARED;
	out->made_size = compact.n;
	if (packed.n < LEAN_LEAST || mq_text_none(out->made)) return MQ_DONE;
	MQ_TRY(mq_pack_bytes(s, MQ_PACK_PLAIN, compact, stored, &packed));
	if (packed.n >= out->made.n) return MQ_DONE;
	out->made = mq_arena_text(s->packed, packed);
	out->form = FORM_LEAN;
	return MQ_DONE;
}

static mq_status pack_json(mq_store *s, mq_text json, mq_text stored, packing *out)
{
	mq_text lean = MQ_NONE, packed = MQ_NONE;
	MQ_TRY(json_lean(s, s->packed, stored, &lean));
	MQ_TRY(mq_pack_bytes(s, MQ_PACK_PLAIN, json, lean, &packed));
	out->made = mq_arena_text(s->packed, packed);
	out->form = FORM_JSON;
	out->made_size = json.n;
	return MQ_DONE;
}

/* everything of a page's row that is packed, in s->packed */
static mq_status pack_page(mq_store *s, const mq_record *r, mq_text json, packing *out)
{
	mq_buf compact;
	mq_text packed;
	mq_arena_clear(s->packed);
	MQ_TRY(mq_pack_bytes(s, MQ_PACK_PAGE, r->page->stored, MQ_NONE, &packed));
	out->bytes = mq_arena_text(s->packed, packed);
	mq_buf_open(&compact, MQ_RECORD_JSON_MOST);
	bool fits = mq_compact_make(s->packed, r, &compact) && comes_back(s->packed, mq_buf_text(&compact), r, json);
	mq_status st =
	    fits ? pack_compact(s, mq_buf_text(&compact), r->page->stored, out) : pack_json(s, json, r->page->stored, out);
	mq_buf_close(&compact);
	if (mq_ok(st) && (mq_text_none(out->bytes) || mq_text_none(out->made)))
		return mq_store_fail(s, MQ_LIMIT, "the page is too large to keep");
	return st;
}

static void bind_packed(mq_store *s, mq_stmt *q, int at, const packing *p)
{
	s->driver->bind_int(q, at, p->form);
	s->driver->bind_blob(q, at + 1, p->bytes);
	s->driver->bind_int(q, at + 2, (int64_t)p->made_size);
	s->driver->bind_blob(q, at + 3, p->made);
}

static mq_status write_row(mq_store *s, mq_stmt *q)
{
	mq_status st = s->driver->step(q);
	s->driver->done(q);
	return st.code == MQ_END ? MQ_DONE : mq_ok(st) ? mq_store_fail(s, MQ_INTERNAL, "the page was not kept") : st;
}

mq_status mq_page_put(mq_store *s, const mq_record *r, mq_text json, int64_t article, int64_t version, mq_text sha)
{
	const mq_page *p = r->page;
	packing made;
	mq_stmt *q;
	MQ_TRY(pack_page(s, r, json, &made));
	MQ_TRY(mq_sql_open(s, &q,
			   "INSERT INTO page(article, version, sha256, run, record, size, form, bytes, made_size, made)"
			   " VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
			   "iibiii", article, version, sha, s->run, (int64_t)p->record, (int64_t)p->stored.n));
	bind_packed(s, q, 7, &made);
	return write_row(s, q);
}

mq_status mq_page_repack(mq_store *s, int64_t n, const mq_record *r, mq_text json)
{
	packing made;
	mq_stmt *q;
	MQ_TRY(pack_page(s, r, json, &made));
	MQ_TRY(mq_sql_open(s, &q, "UPDATE page SET form = ?2, bytes = ?3, made_size = ?4, made = ?5 WHERE n = ?1", "i", n));
	bind_packed(s, q, 2, &made);
	return write_row(s, q);
}
