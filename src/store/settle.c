/* Settling: groups of tellings that changed get their happenings anew, all at once and in an order of their own, so that it makes
 * no difference in which order articles came. Groups are small (one kind, one set of countries); only those that changed are
 * read. */
#include <math.h>
#include <stdlib.h>

#include "store/driver.h"
#include "store/index.h"
#include "story/story.h"

/* tellings of one group that are read; what is more is a source run wild */
#define GROUP_MOST 50000u

typedef MQ_VEC(mq_telling) tellings;

static uint8_t status_of(mq_text name)
{
	int s = mq_event_status_of(name);
	return s < 0 ? MQ_STATUS_HYPOTHETICAL : (uint8_t)s;
}

/* in an order that does not depend on arrival, so that equal keys stay in it */
static mq_status read_group(mq_store *s, mq_arena *a, int64_t group, tellings *out)
{
	const mq_driver *d = s->driver;
	mq_stmt *q;
	mq_status r;
	MQ_TRY(mq_sql_open(
	    s, &q,
	    "SELECT e.n, e.article, coalesce(x.copy_of, x.n), e.kind, e.status, coalesce(e.precision, 0), e.background,"
	    " e.day_from, e.day_to, x.day, coalesce(e.place, 0), coalesce(e.series, 0), coalesce(e.edition, 0),"
	    " coalesce(e.year, 0), CASE e.kind WHEN 'exercise_joint' THEN coalesce((SELECT t.bucket FROM"
	    " instrument_telling t WHERE t.article = e.article AND t.event = e.n AND t.kind = 'exercise' AND t.rule IN"
	    " ('table', 'name') ORDER BY t.local LIMIT 1), 0) ELSE 0 END FROM event e JOIN article x ON x.n = e.article"
	    " WHERE e.grp = ?1 ORDER BY x.id, e.local LIMIT ?2",
	    "ii", group, (int64_t)GROUP_MOST));
	while (mq_ok(r = d->step(q))) {
		mq_telling *t = mq_push(a, out);
		if (!t) break;
		int kind = mq_event_kind_of(d->get_text(q, 3));
		*t = (mq_telling){.event = d->get_int(q, 0),
				  .article = d->get_int(q, 1),
				  .source = d->get_int(q, 2),
				  .kind = kind < 0 ? 0 : (uint16_t)kind,
				  .status = status_of(d->get_text(q, 4)),
				  .precision = (uint8_t)d->get_int(q, 5),
				  .background = d->get_int(q, 6) != 0,
				  .from = mq_sql_day(s, q, 7),
				  .to = mq_sql_day(s, q, 8),
				  .told = mq_sql_day(s, q, 9),
				  .place = d->get_int(q, 10),
				  .series = d->get_int(q, 11),
				  .edition = (int32_t)d->get_int(q, 12),
				  .year = (int32_t)d->get_int(q, 13),
				  .named = d->get_int(q, 14),
				  .rank = out->n - 1};
		if (t->to == MQ_NO_DAY) t->to = t->from;
		/* what is told before its day is a plan, however it is worded */
		bool before = t->from != MQ_NO_DAY && t->told != MQ_NO_DAY && t->from > t->told + 1;
		if (before && (t->status == MQ_STATUS_DONE || t->status == MQ_STATUS_UNDER_WAY)) t->status = MQ_STATUS_ANNOUNCED;
	}
	d->done(q);
	return r.code == MQ_END ? MQ_DONE : mq_ok(r) ? mq_store_fail(s, MQ_LIMIT, "no room for happenings") : r;
}

/* tellings that are counted for a date; those of a happening told more often agree anyway */
#define VOTES_MOST 200u

/* how many sources give the same days */
static uint32_t votes_of(const mq_telling *t, const mq_telling *v, uint32_t n)
{
	uint32_t votes = 0;
	for (uint32_t i = 0; i < n && i < VOTES_MOST; i++)
		votes += v[i].source == v[i].article && v[i].from == t->from && v[i].to == t->to && v[i].status == t->status;
	return votes;
}

/* the telling that is shown: of the status that holds, dated to the day that most sources give, current */
static double worth(const mq_telling *t, uint8_t status, const mq_telling *v, uint32_t n)
{
	double w = 0.9 * votes_of(t, v, n) / (double)(n < VOTES_MOST ? n : VOTES_MOST);
	w += t->status == status ? 8 : 0;
	w += t->from != MQ_NO_DAY ? 4 : 0;
	w += t->precision == MQ_PRECISION_DAY || t->precision == MQ_PRECISION_RANGE ? 2 : 0;
	w += t->background ? 0 : 1;
	w += t->source == t->article ? 0.05 : 0;
	return w;
}

static int by_number(const void *x, const void *y)
{
	const int64_t *a = x, *b = y;
	return (*a > *b) - (*a < *b);
}

static uint32_t count_distinct(int64_t *v, uint32_t n)
{
	uint32_t distinct = 0;
	qsort(v, n, sizeof *v, by_number);
	for (uint32_t i = 0; i < n; i++) distinct += i == 0 || v[i] != v[i - 1];
	return distinct;
}

static mq_status count_outlets(mq_store *s, const mq_telling *v, uint32_t n, int64_t *sources, uint32_t *out)
{
	for (uint32_t i = 0; i < n; i++) sources[i] = v[i].source;
	uint32_t texts = count_distinct(sources, n), outlets;
	for (uint32_t i = 0; i < n; i++) {
		int64_t outlet = 0;
		MQ_TRY(mq_sql_int(s, &outlet, "SELECT coalesce(outlet, -n) FROM article WHERE n = ?1", "i", v[i].article));
		sources[i] = outlet;
	}
	outlets = count_distinct(sources, n);
	*out = outlets < texts ? outlets : texts;
	return MQ_DONE;
}

static void bind_day(mq_store *s, mq_stmt *q, int at, mq_day d)
{
	if (d != MQ_NO_DAY) s->driver->bind_int(q, at, d);
}

typedef struct {
	const mq_telling *best;
	uint8_t status;
	bool background;
	mq_day announced, told;
	mq_day from, to;
	uint32_t articles, outlets;
	double confidence;
} summary;

/* the days of a happening: of the telling that is shown; where it has none, those that it was announced for, when they were over
 * as it was told */
static void date_it(const mq_telling *v, uint32_t n, summary *out)
{
	out->from = out->best->from;
	out->to = out->best->to;
	if (out->from != MQ_NO_DAY || out->best->told == MQ_NO_DAY || out->best->background) return;
	for (uint32_t i = 0; i < n; i++) {
		const mq_telling *t = &v[i];
		if (t->status != MQ_STATUS_ANNOUNCED || t->from == MQ_NO_DAY || t->from > out->best->told) continue;
		if (out->from != MQ_NO_DAY && t->from <= out->from) continue;
		out->from = t->from;
		out->to = t->to;
	}
}

static mq_status sum_up(mq_store *s, mq_arena *a, const mq_telling *v, uint32_t n, summary *out)
{
	int64_t *numbers = MQ_ARRAY(a, int64_t, n);
	if (!numbers) return mq_store_fail(s, MQ_LIMIT, "no room for happenings");
	*out = (summary){.best = v, .announced = MQ_NO_DAY, .told = MQ_NO_DAY, .background = true};
	out->status = mq_status_of_tellings(v, n);
	double doubt = 1, best = -1;
	for (uint32_t i = 0; i < n; i++) {
		const mq_telling *t = &v[i];
		double confidence = 0;
		mq_stmt *q;
		numbers[i] = t->article;
		double w = i < VOTES_MOST ? worth(t, out->status, v, n) : 0;
		if (w > best) {
			best = w;
			out->best = t;
		}
		out->background &= t->background;
		if (t->status == MQ_STATUS_ANNOUNCED && t->told != MQ_NO_DAY &&
		    (out->announced == MQ_NO_DAY || t->told < out->announced))
			out->announced = t->told;
		if (t->told != MQ_NO_DAY && t->told > out->told) out->told = t->told;
		MQ_TRY(mq_sql_open(s, &q, "SELECT confidence FROM event WHERE n = ?1", "i", t->event));
		if (mq_ok(s->driver->step(q))) confidence = s->driver->get_real(q, 0);
		s->driver->done(q);
		if (t->source == t->article) doubt *= 1 - confidence * 0.95;
	}
	date_it(v, n, out);
	/* sources that agree make it surer, copies of one text do not */
	out->confidence = doubt < 1 ? 1 - doubt : 0.5;
	out->articles = count_distinct(numbers, n);
	return count_outlets(s, v, n, numbers, &out->outlets);
}

static mq_status keep_happening(mq_store *s, mq_arena *a, int64_t group, mq_telling *v, uint32_t n)
{
	summary u = {.best = v};
	mq_stmt *q;
	unsigned char id[32];
	int64_t day = 0;
	MQ_TRY(sum_up(s, a, v, n, &u));
	/* its id: of its first telling in the order of articles' ids */
	const mq_telling *first = v;
	for (uint32_t i = 1; i < n; i++)
		if (v[i].rank < first->rank) first = &v[i];
	MQ_TRY(mq_sql_open(s, &q, "SELECT x.id, e.local, e.day FROM event e JOIN article x ON x.n = e.article WHERE e.n = ?1",
			   "i", first->event));
	mq_status r = s->driver->step(q);
	if (mq_ok(r)) {
		mq_text key = mq_arena_print(a, "/%lld", (long long)s->driver->get_int(q, 1));
		mq_text bytes = s->driver->get_text(q, 0);
		char both[64];
		size_t m = bytes.n < 32 ? bytes.n : 32, k = key.n < 24 ? key.n : 24;
		memcpy(both, bytes.p, m);
		memcpy(both + m, key.p, k);
		mq_sha256(mq_text_at(both, m + k), id);
		day = s->driver->get_int(q, 2);
	}
	s->driver->done(q);
	MQ_TRY(r);
	if (u.from != MQ_NO_DAY) day = u.from;
	MQ_TRY(mq_sql_open(
	    s, &q,
	    "INSERT INTO happening(id, grp, kind, status, outcome, background, day, day_from, day_to, announced, told, articles,"
	    " outlets, confidence, best) VALUES(?1, ?2, ?3, ?4, 0, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)",
	    "bittii", mq_text_at((char *)id, 8), group, mq_text_of(mq_event_kinds[v->kind].name),
	    mq_event_status_name((mq_event_status)u.status), (int64_t)u.background, day));
	bind_day(s, q, 7, u.from);
	bind_day(s, q, 8, u.to);
	bind_day(s, q, 9, u.announced);
	bind_day(s, q, 10, u.told);
	s->driver->bind_int(q, 11, u.articles);
	s->driver->bind_int(q, 12, u.outlets);
	s->driver->bind_real(q, 13, u.confidence);
	s->driver->bind_int(q, 14, u.best->event);
	r = s->driver->step(q);
	s->driver->done(q);
	if (r.code != MQ_END) return r;
	int64_t row = s->driver->last_row(s);
	for (uint32_t i = 0; i < n; i++)
		MQ_TRY(mq_sql_run(s, "UPDATE event SET happening = ?2 WHERE n = ?1", "ii", v[i].event, row));
	return MQ_DONE;
}

static int by_happening(const void *x, const void *y)
{
	const mq_telling *a = x, *b = y;
	if (a->happening != b->happening) return a->happening < b->happening ? -1 : 1;
	return a->rank < b->rank ? -1 : 1;
}

static mq_status settle_group(mq_store *s, mq_arena *a, int64_t group)
{
	tellings all = {0};
	MQ_TRY(read_group(s, a, group, &all));
	MQ_TRY(mq_sql_run(s, "DELETE FROM happening WHERE grp = ?1", "i", group));
	MQ_TRY(mq_instruments_due_of_group(s, group));
	if (all.n == 0) return MQ_DONE;
	mq_happenings_of(a, all.v, all.n);
	if (mq_arena_failed(a)) return mq_store_fail(s, MQ_LIMIT, "no room for happenings");
	qsort(all.v, all.n, sizeof *all.v, by_happening);
	for (uint32_t i = 0, end; i < all.n; i = end) {
		end = i + 1;
		while (end < all.n && all.v[end].happening == all.v[i].happening) end++;
		MQ_TRY(keep_happening(s, a, group, all.v + i, end - i));
	}
	return MQ_DONE;
}

/* some groups a transaction: a kill leaves the rest for the next writer */
#define GROUPS_A_BATCH 500

static mq_status settle_some(mq_store *s, mq_arena *a, uint32_t *done)
{
	int64_t group = 0;
	*done = 0;
	/* an event that went from one group to another takes its happening's id along: the old ones go first */
	MQ_TRY(mq_sql_run(s, "DELETE FROM happening WHERE grp IN (SELECT grp FROM unsettled)", ""));
	while (*done < GROUPS_A_BATCH) {
		mq_arena_clear(a);
		mq_status r = mq_sql_int(s, &group, "SELECT grp FROM unsettled LIMIT 1", "");
		if (r.code == MQ_END) return MQ_DONE;
		MQ_TRY(r);
		MQ_TRY(settle_group(s, a, group));
		MQ_TRY(mq_sql_run(s, "DELETE FROM unsettled WHERE grp = ?1", "i", group));
		++*done;
	}
	return MQ_DONE;
}

static mq_status in_transaction(mq_store *s, mq_status (*work)(mq_store *s, mq_arena *a, uint32_t *done), uint32_t *done)
{
	MQ_TRY(mq_store_begin(s));
	mq_status r = work(s, s->scratch, done);
	if (mq_ok(r)) r = mq_store_commit(s);
	if (!mq_ok(r)) mq_store_rollback(s);
	return r;
}

/* words of deleted articles leave the index */
static mq_status forget_words(mq_store *s, mq_arena *a, uint32_t *done)
{
	int64_t one = 0;
	(void)a;
	*done = 0;
	mq_status r = mq_sql_int(s, &one, "SELECT 1 FROM meta WHERE key = 'deleted'", "");
	if (r.code == MQ_END) return MQ_DONE;
	MQ_TRY(r);
	MQ_TRY(mq_index_purge(s));
	return mq_sql_run(s, "DELETE FROM meta WHERE key = 'deleted'", "");
}

mq_status mq_store_settle(mq_store *s)
{
	uint32_t done = 1;
	MQ_TRY(in_transaction(s, forget_words, &done));
	done = 1;
	/* copies first: happenings and stories count by them */
	while (done) MQ_TRY(in_transaction(s, mq_copies_settle, &done));
	done = GROUPS_A_BATCH;
	while (done == GROUPS_A_BATCH) MQ_TRY(in_transaction(s, settle_some, &done));
	do MQ_TRY(in_transaction(s, mq_instruments_settle, &done));
	while (done > 0);
	int64_t one = 0;
	while (true) {
		mq_status r = mq_sql_int(s, &one, "SELECT 1 FROM story_due LIMIT 1", "");
		if (r.code == MQ_END) return MQ_DONE;
		MQ_TRY(r);
		MQ_TRY(in_transaction(s, mq_stories_settle, &done));
	}
}
