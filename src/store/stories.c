/* Stories: articles that are copies of one text, or whose first event is one happening told in the same days. Made anew from all
 * links when an ingest settles, so the order of arrival makes no difference; only rows that change are written. */
#include <stdlib.h>

#include "store/ask.h"

/* two articles on one happening are of one story when published this near to each other: a later one is its echo */
#define STORY_DAYS 3
/* copies of a text months later are an archive's, not news */
#define COPY_DAYS 30

typedef struct {
	int64_t n;
	uint32_t up; /* towards the one that stands for the story */
	mq_day day;
	unsigned char id[8]; /* head of the article's id: orders without regard to arrival */
} member;
typedef MQ_VEC(member) members;

static uint32_t root_of(member *v, uint32_t i)
{
	while (v[i].up != i) i = v[i].up = v[v[i].up].up;
	return i;
}

/* earlier published, then smaller id */
static bool before(const member *x, const member *y)
{
	mq_day a = x->day == MQ_NO_DAY ? INT32_MAX : x->day, b = y->day == MQ_NO_DAY ? INT32_MAX : y->day;
	if (a != b) return a < b;
	return memcmp(x->id, y->id, sizeof x->id) < 0;
}

static void join(member *v, uint32_t i, uint32_t k)
{
	i = root_of(v, i);
	k = root_of(v, k);
	if (i == k) return;
	if (before(&v[i], &v[k])) v[k].up = i;
	else v[i].up = k;
}

static uint32_t place_of(const members *all, int64_t n)
{
	uint32_t low = 0, high = all->n;
	while (low < high) {
		uint32_t mid = low + (high - low) / 2;
		if (all->v[mid].n < n) low = mid + 1;
		else high = mid;
	}
	return low < all->n && all->v[low].n == n ? low : UINT32_MAX;
}

static mq_status read_members(mq_store *s, mq_arena *a, members *out)
{
	mq_stmt *q;
	mq_status r;
	MQ_TRY(mq_sql_open(s, &q, "SELECT n, day, id FROM article ORDER BY n", ""));
	while (mq_ok(r = s->driver->step(q))) {
		member *m = mq_push(a, out);
		if (!m) break;
		mq_text id = s->driver->get_text(q, 2);
		m->n = s->driver->get_int(q, 0);
		m->up = out->n - 1;
		m->day = s->driver->is_null(q, 1) ? MQ_NO_DAY : (mq_day)s->driver->get_int(q, 1);
		memcpy(m->id, id.p, id.n < sizeof m->id ? id.n : sizeof m->id);
	}
	s->driver->done(q);
	return r.code == MQ_END ? MQ_DONE : mq_ok(r) ? mq_store_fail(s, MQ_LIMIT, "no room for stories") : r;
}

static bool near(const member *x, const member *y, int32_t days)
{
	if (x->day == MQ_NO_DAY || y->day == MQ_NO_DAY) return false;
	return (x->day > y->day ? x->day - y->day : y->day - x->day) <= days;
}

static mq_status join_copies(mq_store *s, members *all)
{
	mq_stmt *q;
	mq_status r;
	MQ_TRY(mq_sql_open(s, &q, "SELECT n, copy_of FROM article WHERE copy_of IS NOT NULL", ""));
	while (mq_ok(r = s->driver->step(q))) {
		uint32_t i = place_of(all, s->driver->get_int(q, 0)), k = place_of(all, s->driver->get_int(q, 1));
		if (i == UINT32_MAX || k == UINT32_MAX || !all->v) continue;
		bool undated = all->v[i].day == MQ_NO_DAY || all->v[k].day == MQ_NO_DAY;
		if (undated || near(&all->v[i], &all->v[k], COPY_DAYS)) join(all->v, i, k);
	}
	s->driver->done(q);
	return r.code == MQ_END ? MQ_DONE : r;
}

/* a title's terms, to be compared with another's: two articles on one event are of one story where their titles share words */
#define TITLE_TERMS  24u
#define TITLES_ASIDE 8u

typedef struct {
	uint32_t member, n;
	uint64_t term[TITLE_TERMS];
} title;

static bool add_term(void *to, mq_text term, uint32_t start, uint32_t end, bool colocated)
{
	title *t = to;
	(void)start;
	(void)end;
	if (colocated || term.n < 5) return true; /* two letters are a particle */
	uint64_t key = mq_hash(term);
	for (uint32_t i = 0; i < t->n; i++)
		if (t->term[i] == key) return true;
	t->term[t->n++] = key;
	return t->n < TITLE_TERMS;
}

static bool titles_agree(const title *x, const title *y)
{
	uint32_t shared = 0, less = x->n < y->n ? x->n : y->n;
	for (uint32_t i = 0; i < x->n; i++)
		for (uint32_t k = 0; k < y->n; k++) shared += x->term[i] == y->term[k];
	return shared >= 2 && shared * 3 >= less;
}

/* an article is of the story of its first current event; it is compared with the last that told of the same */
static mq_status join_happenings(mq_store *s, members *all)
{
	mq_stmt *q;
	mq_status r;
	int64_t happening = 0;
	title kept[TITLES_ASIDE];
	uint32_t n = 0;
	MQ_TRY(mq_sql_open(
	    s, &q,
	    "SELECT e.happening, e.article, x.title FROM event e JOIN article x ON x.n = e.article WHERE e.background = 0 AND"
	    " e.happening IS NOT NULL AND e.local = (SELECT min(o.local) FROM event o WHERE o.article = e.article AND"
	    " o.background = 0) ORDER BY e.happening, x.day, x.id",
	    ""));
	while (mq_ok(r = s->driver->step(q))) {
		if (happening != s->driver->get_int(q, 0)) n = 0;
		happening = s->driver->get_int(q, 0);
		title now = {.member = place_of(all, s->driver->get_int(q, 1))};
		if (now.member == UINT32_MAX || !all->v) continue;
		mq_terms_each(s->terms, s->driver->get_text(q, 2), MQ_TERMS_STEM, add_term, &now);
		for (uint32_t i = n > TITLES_ASIDE ? n - TITLES_ASIDE : 0; i < n; i++) {
			const title *t = &kept[i % TITLES_ASIDE];
			if (near(&all->v[t->member], &all->v[now.member], STORY_DAYS) && titles_agree(t, &now))
				join(all->v, t->member, now.member);
		}
		kept[n++ % TITLES_ASIDE] = now;
	}
	s->driver->done(q);
	return r.code == MQ_END ? MQ_DONE : r;
}

static mq_status need_story(mq_store *s, const member *lead, int64_t *out)
{
	mq_text id = mq_text_at((const char *)lead->id, sizeof lead->id);
	mq_status r = mq_sql_int(s, out, "SELECT n FROM story WHERE id = ?1", "b", id);
	if (r.code != MQ_END) return r;
	MQ_TRY(
	    mq_sql_run(s, "INSERT INTO story(id, articles, outlets, copies, lead) VALUES(?1, 0, 0, 0, ?2)", "bi", id, lead->n));
	*out = s->driver->last_row(s);
	return MQ_DONE;
}

static mq_status assign(mq_store *s, members *all, uint32_t *size)
{
	for (uint32_t i = 0; i < all->n; i++) size[root_of(all->v, i)]++;
	for (uint32_t i = 0; i < all->n; i++) {
		uint32_t root = root_of(all->v, i);
		int64_t story = 0;
		if (size[root] > 1) MQ_TRY(need_story(s, &all->v[root], &story));
		MQ_TRY(mq_sql_run(s, "UPDATE article SET story = ?2 WHERE n = ?1 AND story IS NOT ?2", story ? "ii" : "in",
				  all->v[i].n, story));
	}
	return MQ_DONE;
}

mq_status mq_stories_settle(mq_store *s, mq_arena *a)
{
	members all = {0};
	MQ_TRY(read_members(s, a, &all));
	uint32_t *size = MQ_ARRAY(a, uint32_t, all.n);
	if (!size) return mq_store_fail(s, MQ_LIMIT, "no room for stories");
	MQ_TRY(join_copies(s, &all));
	MQ_TRY(join_happenings(s, &all));
	MQ_TRY(assign(s, &all, size));
	MQ_TRY(mq_sql_run(s, "DELETE FROM story WHERE NOT EXISTS (SELECT 1 FROM article x WHERE x.story = story.n)", ""));
	return mq_sql_run(
	    s,
	    "UPDATE story SET (articles, outlets, copies, day_first, day_last) = (SELECT count(*), count(DISTINCT x.outlet),"
	    " count(x.copy_of), min(x.day), max(x.day) FROM article x WHERE x.story = story.n),"
	    " title = (SELECT title FROM article y WHERE y.n = story.lead)",
	    "");
}

static mq_status read_story(mq_store *s, mq_arena *a, mq_stmt *q, mq_story_row *row)
{
	const mq_driver *d = s->driver;
	MQ_TRY(mq_row_read(s, q, 0, a, &row->lead));
	mq_id_print(mq_text_sub(d->get_text(q, MQ_ROW_COLUMNS_N), 0, 8), row->id);
	row->title = mq_arena_text(a, d->get_text(q, MQ_ROW_COLUMNS_N + 1));
	row->articles = (uint32_t)d->get_int(q, MQ_ROW_COLUMNS_N + 2);
	row->outlets = (uint32_t)d->get_int(q, MQ_ROW_COLUMNS_N + 3);
	row->copies = (uint32_t)d->get_int(q, MQ_ROW_COLUMNS_N + 4);
	row->first = d->is_null(q, MQ_ROW_COLUMNS_N + 5) ? MQ_NO_DAY : (mq_day)d->get_int(q, MQ_ROW_COLUMNS_N + 5);
	row->last = d->is_null(q, MQ_ROW_COLUMNS_N + 6) ? MQ_NO_DAY : (mq_day)d->get_int(q, MQ_ROW_COLUMNS_N + 6);
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
