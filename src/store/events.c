/* Lists of articles and events by filter. What a filter asks is columns; what an event is comes from its record. */
#include <stdio.h>

#include "store/ask.h"

#define NO_DAY_SORT "-1000000"

static void ask_person(mq_ask *k, mq_arena *a, mq_text person)
{
	mq_ask_add(k,
		   " AND EXISTS (SELECT 1 FROM person_form pf JOIN article_person ap ON ap.person = pf.person"
		   " WHERE pf.key = ? AND ap.article = x.n)",
		   "t", mq_text_normal(a, person));
}

/* " … >= ? AND … <= ?": ids that begin so, as a range of their index; an odd text finds nothing */
static void ask_id(mq_ask *k, mq_arena *a, const char *column, mq_text hex)
{
	char whole[65];
	unsigned char *low = mq_arena_alloc(a, 64), *high = low ? low + 32 : NULL;
	size_t n = hex.n / 2;
	memset(whole, '0', sizeof whole);
	if (hex.n && hex.n <= 64) memcpy(whole, hex.p, hex.n);
	if (!low || hex.n % 2 || hex.n > 64 || !mq_id_parse(mq_text_at(whole, 64), low)) {
		mq_ask_add(k, "1 = 0", "");
		return;
	}
	memcpy(high, low, n);
	memset(high + n, 0xFF, 32 - n);
	mq_ask_add(k, column, "");
	mq_ask_add(k, " >= ? AND ", "b", mq_text_at((char *)low, n));
	mq_ask_add(k, column, "");
	mq_ask_add(k, " <= ?", "b", mq_text_at((char *)high, 32));
}

static void ask_article(mq_ask *k, mq_arena *a, mq_text hex)
{
	mq_ask_add(k, " AND ", "");
	ask_id(k, a, "x.id", hex);
}

static void ask_story(mq_ask *k, mq_arena *a, mq_text hex)
{
	mq_ask_add(k, " AND x.story IN (SELECT sy.n FROM story sy WHERE ", "");
	ask_id(k, a, "sy.id", hex);
	mq_ask_add(k, ")", "");
}

/* conditions that articles and events share */
static void ask_common(mq_ask *k, mq_arena *a, const mq_filter *f)
{
	if (f->outlet.n) mq_ask_add(k, " AND o.name = ?", "t", f->outlet);
	if (f->person.n) ask_person(k, a, f->person);
	if (f->article.n) ask_article(k, a, f->article);
	if (f->story.n) ask_story(k, a, f->story);
	if (f->after) mq_ask_add(k, " AND x.n > ?", "i", f->after);
}

static void ask_pair(mq_ask *k, const mq_filter *f)
{
	mq_text x = f->pair[0], y = f->pair[1];
	if (x.n == 0) return;
	if (y.n == 0) {
		mq_ask_add(k, " AND EXISTS (SELECT 1 FROM event_country c1 WHERE c1.event = e.n AND c1.country = ?)", "t", x);
		return;
	}
	bool swap = mq_text_cmp(x, y) > 0;
	mq_ask_add(k, " AND EXISTS (SELECT 1 FROM event_pair p1 WHERE p1.event = e.n AND p1.a = ? AND p1.b = ?)", "tt",
		   swap ? y : x, swap ? x : y);
}

void mq_ask_events(mq_ask *k, mq_arena *a, const mq_filter *f)
{
	ask_pair(k, f);
	ask_common(k, a, f);
	mq_ask_list(k, "e.kind", f->kind);
	mq_ask_list(k, "e.status", f->status);
	if (f->current_only) mq_ask_add(k, " AND e.background = 0", "");
	if (f->from != MQ_NO_DAY) mq_ask_add(k, " AND coalesce(e.day_to, e.day) >= ?", "i", (int64_t)f->from);
	if (f->to != MQ_NO_DAY) mq_ask_add(k, " AND e.day <= ?", "i", (int64_t)f->to);
}

static bool has_event_condition(const mq_filter *f) { return f->pair[0].n || f->kind.n || f->status.n; }

static void ask_articles(mq_ask *k, mq_arena *a, const mq_filter *f)
{
	ask_common(k, a, f);
	if (f->from != MQ_NO_DAY) mq_ask_add(k, " AND x.day >= ?", "i", (int64_t)f->from);
	if (f->to != MQ_NO_DAY) mq_ask_add(k, " AND x.day <= ?", "i", (int64_t)f->to);
	if (!has_event_condition(f)) return;
	mq_ask_add(k, " AND EXISTS (SELECT 1 FROM event e WHERE e.article = x.n", "");
	ask_pair(k, f);
	mq_ask_list(k, "e.kind", f->kind);
	mq_ask_list(k, "e.status", f->status);
	mq_ask_add(k, ")", "");
}

/* " AND (day, n) after the cursor ORDER BY … LIMIT one more than asked" */
static void ask_order(mq_ask *k, const mq_filter *f, const char *day, const char *n)
{
	int64_t at_day, at_n;
	if (mq_cursor_parse(f->cursor, &at_day, &at_n)) {
		mq_ask_add(k, " AND (", "");
		mq_ask_add(k, day, "");
		mq_ask_add(k, ", ", "");
		mq_ask_add(k, n, "");
		mq_ask_add(k, f->oldest_first ? ") > (?, ?)" : ") < (?, ?)", "ii", at_day, at_n);
	}
	const char *way = f->oldest_first ? " ASC" : " DESC";
	mq_ask_add(k, " ORDER BY ", "");
	mq_ask_add(k, day, "");
	mq_ask_add(k, way, "");
	mq_ask_add(k, ", ", "");
	mq_ask_add(k, n, "");
	mq_ask_add(k, way, "");
	mq_ask_add(k, " LIMIT ?", "i", (int64_t)mq_ask_limit(f) + 1);
}

mq_status mq_store_articles(mq_store *s, mq_arena *a, const mq_filter *f, mq_article_rows *out, mq_text *next)
{
	mq_ask k;
	mq_stmt *q = NULL;
	memset(out, 0, sizeof *out);
	*next = MQ_NONE;
	mq_ask_open(&k, "SELECT " MQ_ROW_COLUMNS " FROM article x" MQ_ROW_JOINS "WHERE 1");
	ask_articles(&k, a, f);
	ask_order(&k, f, "coalesce(x.day, " NO_DAY_SORT ")", "x.n");
	mq_status r = mq_ask_run(s, &k, &q);
	while (mq_ok(r) && mq_ok(r = s->driver->step(q))) {
		if (out->n == mq_ask_limit(f)) {
			const mq_article_row *last = &out->v[out->n - 1];
			*next = mq_cursor_print(a, last->day == MQ_NO_DAY ? -1000000 : last->day, last->n);
			break;
		}
		mq_article_row *row = mq_push(a, out);
		r = row ? mq_row_read(s, q, 0, a, row) : mq_store_fail(s, MQ_LIMIT, "the answer is too large");
	}
	s->driver->done(q);
	mq_ask_close(&k);
	return r.code == MQ_END ? MQ_DONE : r;
}

static void copy_parties(mq_arena *a, const mq_event *from, mq_event *to)
{
	to->actors.n = to->recipients.n = to->actors.cap = to->recipients.cap = 0;
	for (uint32_t i = 0; i < from->actors.n; i++) {
		mq_party *p = mq_push(a, &to->actors);
		if (!p) return;
		*p = from->actors.v[i];
		p->name = mq_arena_text(a, p->name);
	}
	for (uint32_t i = 0; i < from->recipients.n; i++) {
		mq_party *p = mq_push(a, &to->recipients);
		if (!p) return;
		*p = from->recipients.v[i];
		p->name = mq_arena_text(a, p->name);
	}
}

/* an event out of a record that will be forgotten */
static void copy_event(mq_arena *a, const mq_event *from, mq_event *to)
{
	*to = *from;
	copy_parties(a, from, to);
	to->modes.n = to->modes.cap = to->contexts.n = to->contexts.cap = to->evidence.n = to->evidence.cap = 0;
	for (uint32_t i = 0; i < from->modes.n; i++) {
		mq_text *t = mq_push(a, &to->modes);
		if (t) *t = mq_arena_text(a, from->modes.v[i]);
	}
	for (uint32_t i = 0; i < from->contexts.n; i++) {
		mq_text *t = mq_push(a, &to->contexts);
		if (t) *t = mq_arena_text(a, from->contexts.v[i]);
	}
	for (uint32_t i = 0; i < from->evidence.n; i++) {
		mq_evidence *v = mq_push(a, &to->evidence);
		if (v) *v = from->evidence.v[i];
	}
	to->cameo = mq_arena_text(a, from->cameo);
	to->place = mq_arena_text(a, from->place);
	to->rule = mq_arena_text(a, from->rule);
	to->instrument.kind = mq_arena_text(a, from->instrument.kind);
	to->instrument.name = mq_arena_text(a, from->instrument.name);
	to->instrument.domain = mq_arena_text(a, from->instrument.domain);
}

/* the record of the article that was asked last, in scratch, with what people said of its events */
typedef struct {
	int64_t n;
	mq_page page;
	mq_record record;
	uint8_t *reviewed;
} opened;

static mq_status open_record(mq_store *s, const mq_article_row *row, opened *k)
{
	unsigned char id[32];
	if (k->n == row->n) return MQ_DONE;
	mq_arena_clear(s->scratch);
	MQ_TRY(mq_store_record(s, s->scratch, row->n, &k->page, &k->record));
	k->n = row->n;
	k->reviewed = NULL;
	if (!mq_id_parse(mq_text_of(row->id), id)) return MQ_DONE;
	return mq_corrections_apply(s, s->scratch, mq_text_at((const char *)id, 32), &k->record, &k->reviewed);
}

static mq_status fill_event(mq_store *s, mq_arena *a, const opened *k, uint32_t local, mq_event_row *out)
{
	const mq_record *r = &k->record;
	for (uint32_t i = 0; i < r->events.n; i++) {
		const mq_event *e = &r->events.v[i];
		if (e->id != local) continue;
		copy_event(a, e, &out->event);
		out->reviewed = k->reviewed ? k->reviewed[i] : MQ_REVIEW_NONE;
		if (e->evidence.n)
			out->sentence = mq_arena_text(
			    a, mq_text_sub(r->doc.field[e->evidence.v[0].in], e->evidence.v[0].start, e->evidence.v[0].end));
		return mq_arena_failed(a) ? mq_store_fail(s, MQ_LIMIT, "the answer is too large") : MQ_DONE;
	}
	return mq_store_fail(s, MQ_BAD_DATA, "event %u of article %.16s is not in its record", local, out->from.id);
}

mq_status mq_event_rows_read(mq_store *s, mq_stmt *q, mq_arena *a, uint32_t most, mq_event_rows *out, int64_t *last_day,
			     int64_t *last_n, bool *more)
{
	opened k = {0};
	mq_status r;
	*more = false;
	while (mq_ok(r = s->driver->step(q))) {
		if (out->n == most) {
			*more = true;
			return MQ_DONE;
		}
		mq_event_row *row = mq_push(a, out);
		if (!row) return mq_store_fail(s, MQ_LIMIT, "the answer is too large");
		row->n = *last_n = s->driver->get_int(q, 0);
		uint32_t local = (uint32_t)s->driver->get_int(q, 1);
		*last_day = s->driver->get_int(q, 2);
		if (!s->driver->is_null(q, 3)) mq_id_print(mq_text_sub(s->driver->get_text(q, 3), 0, 8), row->happening);
		MQ_TRY(mq_row_read(s, q, 4, a, &row->from));
		snprintf(row->id, sizeof row->id, "%.16s-e%u", row->from.id, local);
		MQ_TRY(open_record(s, &row->from, &k));
		MQ_TRY(fill_event(s, a, &k, local, row));
	}
	return r.code == MQ_END ? MQ_DONE : r;
}

mq_status mq_store_events(mq_store *s, mq_arena *a, const mq_filter *f, mq_event_rows *out, mq_text *next)
{
	mq_ask k;
	mq_stmt *q = NULL;
	int64_t day = 0, n = 0;
	bool more = false;
	memset(out, 0, sizeof *out);
	*next = MQ_NONE;
	mq_ask_open(&k, "SELECT " MQ_EVENT_COLUMNS " FROM event e" MQ_EVENT_JOINS "WHERE 1");
	mq_ask_events(&k, a, f);
	ask_order(&k, f, "e.day", "e.n");
	mq_status r = mq_ask_run(s, &k, &q);
	if (mq_ok(r)) r = mq_event_rows_read(s, q, a, mq_ask_limit(f), out, &day, &n, &more);
	if (mq_ok(r) && more) *next = mq_cursor_print(a, day, n);
	s->driver->done(q);
	mq_ask_close(&k);
	return r;
}

mq_status mq_store_event(mq_store *s, mq_arena *a, mq_text id, mq_event_row *out)
{
	mq_event_rows rows = {0};
	int64_t day, n;
	uint64_t local;
	bool more;
	mq_stmt *q = NULL;
	mq_ask k;
	size_t dash = mq_text_find(id, MQ_T("-e"), 0);
	mq_status end = {MQ_END, MQ_BYTE_UNKNOWN, MQ_NONE};
	if (dash == SIZE_MAX || dash < 8 || !mq_text_u64(mq_text_sub(id, dash + 2, id.n), &local) || local > UINT32_MAX)
		return end;
	mq_article_row row;
	MQ_TRY(mq_store_row(s, a, mq_text_sub(id, 0, dash), &row));
	mq_ask_open(&k, "SELECT " MQ_EVENT_COLUMNS " FROM event e" MQ_EVENT_JOINS "WHERE 1");
	mq_ask_add(&k, " AND e.article = ? AND e.local = ?", "ii", row.n, (int64_t)local);
	mq_status r = mq_ask_run(s, &k, &q);
	if (mq_ok(r)) r = mq_event_rows_read(s, q, a, 1, &rows, &day, &n, &more);
	s->driver->done(q);
	mq_ask_close(&k);
	if (mq_ok(r) && rows.n) *out = rows.v[0];
	return mq_ok(r) && rows.n == 0 ? end : r;
}
