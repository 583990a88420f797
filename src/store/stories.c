/* Stories out of the archive: rows that gathering made (gather.c). */
#include "store/ask.h"

static mq_status read_story(mq_store *s, mq_arena *a, mq_stmt *q, mq_story_row *row)
{
	const mq_driver *d = s->driver;
	MQ_TRY(mq_row_read(s, q, 0, a, &row->lead));
	mq_id_print(mq_text_sub(d->get_text(q, MQ_ROW_COLUMNS_N), 0, 8), row->id);
	row->title = mq_arena_text(a, d->get_text(q, MQ_ROW_COLUMNS_N + 1));
	row->articles = (uint32_t)d->get_int(q, MQ_ROW_COLUMNS_N + 2);
	row->outlets = (uint32_t)d->get_int(q, MQ_ROW_COLUMNS_N + 3);
	row->copies = (uint32_t)d->get_int(q, MQ_ROW_COLUMNS_N + 4);
	row->first = mq_sql_day(s, q, MQ_ROW_COLUMNS_N + 5);
	row->last = mq_sql_day(s, q, MQ_ROW_COLUMNS_N + 6);
	return MQ_DONE;
}

static void ask_conditions(mq_ask *k, const mq_filter *f)
{
	mq_text x = f->pair[0], y = f->pair[1];
	bool swap = y.n && mq_text_cmp(x, y) > 0;
	if (x.n && y.n)
		mq_ask_add(k,
			   " AND EXISTS (SELECT 1 FROM article m JOIN event e ON e.article = m.n JOIN event_pair p ON p.event = "
			   "e.n WHERE"
			   " m.story = st.n AND p.a = ? AND p.b = ?)",
			   "tt", swap ? y : x, swap ? x : y);
	else if (x.n)
		mq_ask_add(k,
			   " AND EXISTS (SELECT 1 FROM article m JOIN event e ON e.article = m.n JOIN event_country c ON c.event "
			   "= e.n WHERE"
			   " m.story = st.n AND c.country = ?)",
			   "t", x);
	if (f->story.n) mq_ask_add(k, " AND lower(hex(st.id)) = ?", "t", f->story);
	if (f->outlet.n)
		mq_ask_add(k,
			   " AND EXISTS (SELECT 1 FROM article m JOIN outlet mo ON mo.n = m.outlet WHERE m.story = st.n AND "
			   "mo.name = ?)",
			   "t", f->outlet);
	if (f->from != MQ_NO_DAY) mq_ask_add(k, " AND st.day_last >= ?", "i", (int64_t)f->from);
	if (f->to != MQ_NO_DAY) mq_ask_add(k, " AND st.day_first <= ?", "i", (int64_t)f->to);
}

mq_status mq_store_stories(mq_store *s, mq_arena *a, const mq_filter *f, mq_story_rows *out, mq_text *next)
{
	mq_ask k;
	mq_stmt *q = NULL;
	int64_t day, n, last_day = 0, last_n = 0;
	memset(out, 0, sizeof *out);
	*next = MQ_NONE;
	mq_ask_open(
	    &k, "SELECT " MQ_ROW_COLUMNS ", st.id, st.title, st.articles, st.outlets, st.copies, st.day_first, st.day_last, st.n,"
		" coalesce(st.day_last, -1000000) FROM story st JOIN article x ON x.n = st.lead LEFT JOIN outlet o ON o.n ="
		" x.outlet LEFT JOIN article c ON c.n = x.copy_of WHERE 1");
	ask_conditions(&k, f);
	if (mq_cursor_parse(f->cursor, &day, &n))
		mq_ask_add(&k, " AND (coalesce(st.day_last, -1000000), st.n) < (?, ?)", "ii", day, n);
	mq_ask_add(&k, " ORDER BY coalesce(st.day_last, -1000000) DESC, st.n DESC LIMIT ?", "i", (int64_t)mq_ask_limit(f) + 1);
	mq_status r = mq_ask_run(s, &k, &q);
	while (mq_ok(r) && mq_ok(r = s->driver->step(q))) {
		if (out->n == mq_ask_limit(f)) {
			*next = mq_cursor_print(a, last_day, last_n);
			break;
		}
		mq_story_row *row = mq_push(a, out);
		r = row ? read_story(s, a, q, row) : mq_store_fail(s, MQ_LIMIT, "the answer is too large");
		last_n = s->driver->get_int(q, MQ_ROW_COLUMNS_N + 7);
		last_day = s->driver->get_int(q, MQ_ROW_COLUMNS_N + 8);
	}
	s->driver->done(q);
	mq_ask_close(&k);
	return r.code == MQ_END ? MQ_DONE : r;
}

mq_status mq_store_story_log(mq_store *s, mq_arena *a, mq_text id, uint32_t limit, mq_story_changes *out)
{
	mq_stmt *q;
	mq_status r;
	unsigned char bytes[32] = {0};
	char whole[65];
	memset(out, 0, sizeof *out);
	if (!mq_text_none(id)) {
		/* an id of a story is the head of an article's */
		memset(whole, '0', sizeof whole);
		if (id.n != 16) return MQ_DONE;
		memcpy(whole, id.p, id.n);
		if (!mq_id_parse(mq_text_at(whole, 64), bytes)) return MQ_DONE;
	}
	MQ_TRY(mq_sql_open(s, &q,
			   mq_text_none(id) ? "SELECT what, story, other FROM story_change ORDER BY n DESC LIMIT ?2"
					    : "SELECT what, story, other FROM story_change WHERE n IN (SELECT n FROM story_change"
					      " WHERE story = ?1 UNION SELECT n FROM story_change WHERE other = ?1) ORDER BY n"
					      " DESC LIMIT ?2",
			   "bi", mq_text_at((const char *)bytes, 8), (int64_t)(limit ? limit : 50)));
	while (mq_ok(r = s->driver->step(q))) {
		mq_story_change *c = mq_push(a, out);
		if (!c) break;
		c->what = mq_arena_text(a, s->driver->get_text(q, 0));
		mq_id_print(mq_text_sub(s->driver->get_text(q, 1), 0, 8), c->story);
		mq_id_print(mq_text_sub(s->driver->get_text(q, 2), 0, 8), c->other);
	}
	s->driver->done(q);
	return r.code == MQ_END ? MQ_DONE : mq_ok(r) ? mq_store_fail(s, MQ_LIMIT, "the answer is too large") : r;
}
