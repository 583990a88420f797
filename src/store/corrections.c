/* The log of corrections, and the events as people left them. */
#include "store/corrections.h"

#include <stdio.h>

#include "store/ask.h"

/* corrections of one article that are looked at */
#define CORRECTIONS_MOST 1000u
#define WORDS_MOST       4000u
#define PARTIES_MOST     24u

static const char *const review_names[] = {"none", "accept", "correct", "reject"};

mq_text mq_review_name(mq_review v) { return mq_text_of(review_names[v]); }

mq_review mq_review_of(mq_text name)
{
	for (int i = MQ_REVIEW_ACCEPT; i <= MQ_REVIEW_REJECT; i++)
		if (mq_text_eq(name, mq_text_of(review_names[i]))) return (mq_review)i;
	return MQ_REVIEW_NONE;
}

/* --- what may be said --------------------------------------------------------------------------------------------------- */

static bool is_nothing(mq_text t) { return mq_text_eq(t, MQ_T("-")); }

static bool codes_are_sound(mq_text list)
{
	uint32_t n = 0;
	if (is_nothing(list)) return true;
	for (mq_text one; mq_text_split(&list, ',', &one); n++) {
		if (one.n != 3 || n == PARTIES_MOST) return false;
		for (size_t i = 0; i < 3; i++)
			if (one.p[i] < 'A' || one.p[i] > 'Z') return false;
	}
	return n > 0;
}

static bool day_is_sound(mq_text t) { return is_nothing(t) || (t.n == 10 && mq_day_parse(t) != MQ_NO_DAY); }

/* NULL, or what is wrong */
static const char *fault_of(const mq_correction *c)
{
	bool changes = c->kind.n || c->status.n || c->actors.n || c->recipients.n || c->from.n || c->to.n || c->background.n;
	if (c->verdict == MQ_REVIEW_NONE) return "say accept, correct or reject";
	if (c->verdict != MQ_REVIEW_CORRECT && changes) return "only a correction changes fields";
	if (c->verdict == MQ_REVIEW_CORRECT && !changes) return "a correction names what it changes";
	if (c->kind.n && mq_event_kind_of(c->kind) < 0) return "there is no such kind of event";
	if (c->status.n && mq_event_status_of(c->status) < 0) return "there is no such status";
	if (c->actors.n && !codes_are_sound(c->actors)) return "actors are codes of three letters, parted by commas, or -";
	if (c->recipients.n && !codes_are_sound(c->recipients))
		return "recipients are codes of three letters, parted by commas, or -";
	if (c->from.n && !day_is_sound(c->from)) return "a day is written 2025-12-09, or -";
	if (c->to.n && !day_is_sound(c->to)) return "a day is written 2025-12-09, or -";
	if (c->background.n && !mq_text_eq(c->background, MQ_T("true")) && !mq_text_eq(c->background, MQ_T("false")))
		return "background is true or false";
	if (c->who.n > WORDS_MOST || c->note.n > WORDS_MOST) return "name and note are too long";
	return NULL;
}

/* --- which event is meant ----------------------------------------------------------------------------------------------- */

typedef struct {
	int64_t n;
	uint8_t verdict;
	mq_text kind, trigger, was_actors, was_recipients; /* as coded */
	int64_t sentence;
	mq_correction said;
} known;
typedef MQ_VEC(known) knowns;

static mq_text words_of(const mq_record *r, const mq_evidence *v) { return mq_text_sub(r->doc.field[v->in], v->start, v->end); }

static int64_t sentence_key(mq_arena *a, const mq_record *r, const mq_evidence *v)
{
	return mq_key_of(mq_text_normal(a, words_of(r, v)));
}

mq_text mq_correction_codes(mq_arena *a, const mq_party *p, uint32_t n)
{
	char line[PARTIES_MOST * 4 + 1];
	size_t at = 0;
	for (uint32_t i = 0; i < n && i < PARTIES_MOST; i++) {
		if (!p[i].country[0]) continue;
		if (at) line[at++] = ',';
		memcpy(line + at, p[i].country, 3);
		at += 3;
	}
	return at ? mq_arena_text(a, mq_text_at(line, at)) : MQ_T("-");
}

/* 0: it is another event; more is surer */
static int likeness(mq_arena *a, const mq_record *r, const mq_event *e, const known *k)
{
	mq_text kind = mq_text_of(mq_event_kinds[e->kind].name);
	bool same = false;
	if (!mq_text_eq(kind, k->kind) && !(k->said.kind.n && mq_text_eq(kind, k->said.kind))) return 0;
	for (uint32_t i = 0; i < e->evidence.n && !same; i++) same = sentence_key(a, r, &e->evidence.v[i]) == k->sentence;
	if (!same) return 0;
	return 1 + 4 * mq_text_eq(words_of(r, &e->trigger), k->trigger) +
	       2 * mq_text_eq(mq_correction_codes(a, e->actors.v, e->actors.n), k->was_actors) +
	       mq_text_eq(mq_correction_codes(a, e->recipients.v, e->recipients.n), k->was_recipients);
}

/* index of the event that k is about, or r->events.n */
static uint32_t find_event(mq_arena *a, const mq_record *r, const known *k)
{
	uint32_t best = r->events.n;
	int most = 0;
	for (uint32_t i = 0; i < r->events.n; i++) {
		int like = likeness(a, r, &r->events.v[i], k);
		if (like > most) most = like, best = i;
	}
	return best;
}

#define SAID_COLUMNS                                                                                                             \
	"k.n, k.verdict, k.kind, k.trigger, k.actors, k.recipients, k.sentence_key, k.to_kind, k.to_status, k.to_actors,"        \
	" k.to_recipients, k.day_from, k.day_to, k.background, k.who, k.note, k.at"
#define SAID_COLUMNS_N 17

static void read_known(mq_store *s, mq_arena *a, mq_stmt *q, known *k)
{
	k->n = s->driver->get_int(q, 0);
	k->verdict = (uint8_t)mq_review_of(s->driver->get_text(q, 1));
	k->kind = mq_sql_text(s, q, 2, a);
	k->trigger = mq_sql_text(s, q, 3, a);
	k->was_actors = mq_sql_text(s, q, 4, a);
	k->was_recipients = mq_sql_text(s, q, 5, a);
	k->sentence = s->driver->get_int(q, 6);
	mq_text *field[] = {&k->said.kind, &k->said.status,     &k->said.actors, &k->said.recipients, &k->said.from,
			    &k->said.to,   &k->said.background, &k->said.who,    &k->said.note,       &k->said.at};
	for (int i = 0; i < 10; i++) *field[i] = mq_sql_text(s, q, 7 + i, a);
	k->said.verdict = (mq_review)k->verdict;
}

/* oldest first, so that the last word is the last */
static mq_status read_article(mq_store *s, mq_arena *a, mq_text id, knowns *out)
{
	mq_stmt *q;
	mq_status r;
	memset(out, 0, sizeof *out);
	MQ_TRY(mq_sql_open(
	    s, &q, "SELECT " SAID_COLUMNS " FROM correction k WHERE k.article = ?1 AND k.undone_at IS NULL ORDER BY k.n LIMIT ?2",
	    "bi", id, (int64_t)CORRECTIONS_MOST));
	while (mq_ok(r = s->driver->step(q))) {
		known *k = mq_push(a, out);
		if (!k) {
			r = mq_store_fail(s, MQ_LIMIT, "no room for the corrections of an article");
			break;
		}
		read_known(s, a, q, k);
	}
	s->driver->done(q);
	if (mq_arena_failed(a)) return mq_store_fail(s, MQ_LIMIT, "no room for the corrections of an article");
	return r.code == MQ_END ? MQ_DONE : r;
}

/* --- events as people left them ----------------------------------------------------------------------------------------- */

/* who was coded stays with name and mention; a state that was not is a code alone */
static bool set_parties(mq_arena *a, mq_text list, const mq_event *was, void *to)
{
	MQ_VEC(mq_party) *out = to, made = {0};
	if (is_nothing(list)) list = MQ_NONE;
	for (mq_text code; mq_text_split(&list, ',', &code);) {
		mq_party *p = mq_push(a, &made);
		if (!p) return false;
		memcpy(p->country, code.p, code.n < 3 ? code.n : 3);
		for (uint32_t i = 0; i < was->actors.n; i++)
			if (strcmp(was->actors.v[i].country, p->country) == 0) *p = was->actors.v[i];
		for (uint32_t i = 0; i < was->recipients.n; i++)
			if (strcmp(was->recipients.v[i].country, p->country) == 0) *p = was->recipients.v[i];
	}
	memcpy(out, &made, sizeof made);
	return true;
}

static void set_days(const mq_correction *c, mq_event *e)
{
	if (c->from.n) e->from = is_nothing(c->from) ? MQ_NO_DAY : mq_day_parse(c->from);
	if (c->to.n) e->to = is_nothing(c->to) ? MQ_NO_DAY : mq_day_parse(c->to);
	else if (c->from.n) e->to = e->from;
	if (e->from == MQ_NO_DAY) e->from = e->to;
	if (e->to == MQ_NO_DAY || e->to < e->from) e->to = e->from;
	e->precision = e->from == MQ_NO_DAY ? e->precision : e->from == e->to ? MQ_PRECISION_DAY : MQ_PRECISION_RANGE;
	e->date = -1;
	e->approximate = false;
}

static bool correct_event(mq_arena *a, const mq_correction *c, mq_event *e)
{
	const mq_event was = *e;
	int kind = c->kind.n ? mq_event_kind_of(c->kind) : -1, status = c->status.n ? mq_event_status_of(c->status) : -1;
	if (kind >= 0 && (uint16_t)kind != e->kind) {
		/* what the rule knew of its own kind holds no more */
		e->kind = (uint16_t)kind;
		e->cameo = MQ_NONE;
		memset(&e->modes, 0, sizeof e->modes);
	}
	if (status >= 0) e->status = (uint8_t)status;
	if (c->background.n) e->background = mq_text_eq(c->background, MQ_T("true"));
	if (c->from.n || c->to.n) set_days(c, e);
	return (!c->actors.n || set_parties(a, c->actors, &was, &e->actors)) &&
	       (!c->recipients.n || set_parties(a, c->recipients, &was, &e->recipients));
}

mq_status mq_corrections_apply(mq_store *s, mq_arena *a, mq_text id, mq_record *r, uint8_t **reviewed)
{
	knowns all;
	if (reviewed) *reviewed = NULL;
	if (!r->events.n) return MQ_DONE;
	MQ_TRY(read_article(s, a, id, &all));
	if (!all.n) return MQ_DONE;
	const known **last = MQ_ARRAY(a, const known *, r->events.n);
	mq_event *made = MQ_ARRAY(a, mq_event, r->events.n);
	uint8_t *verdict = MQ_ARRAY(a, uint8_t, r->events.n);
	uint32_t n = 0;
	if (!last || !made || !verdict) return mq_store_fail(s, MQ_LIMIT, "no room for the corrections of an article");
	for (uint32_t i = 0; i < all.n; i++) {
		uint32_t at = find_event(a, r, &all.v[i]);
		if (at < r->events.n) last[at] = &all.v[i];
	}
	for (uint32_t i = 0; i < r->events.n; i++) {
		if (last[i] && last[i]->verdict == MQ_REVIEW_REJECT) continue;
		made[n] = r->events.v[i];
		verdict[n] = last[i] ? last[i]->verdict : MQ_REVIEW_NONE;
		if (verdict[n] == MQ_REVIEW_CORRECT && !correct_event(a, &last[i]->said, &made[n]))
			return mq_store_fail(s, MQ_LIMIT, "no room for the corrections of an article");
		n++;
	}
	r->events.v = made;
	r->events.n = r->events.cap = n;
	if (reviewed) *reviewed = verdict;
	return MQ_DONE;
}

/* --- saying it ---------------------------------------------------------------------------------------------------------- */

/* the record of an article as it was coded; id: its 32 bytes */
static mq_status open_coded(mq_store *s, mq_arena *a, const mq_article_row *row, mq_page *page, mq_record *r, mq_text *id)
{
	unsigned char *bytes = mq_arena_alloc(a, 32);
	if (!bytes || !mq_id_parse(mq_text_of(row->id), bytes)) return mq_store_fail(s, MQ_INTERNAL, "the article has no id");
	*id = mq_text_at((const char *)bytes, 32);
	return mq_store_record(s, a, row->n, page, r);
}

/* the article's events are told anew from its record and what was said of it */
static mq_status tell_anew(mq_store *s, mq_arena *a, const mq_article_row *row)
{
	mq_page page;
	mq_record r = {0};
	mq_text id;
	uint8_t *reviewed;
	MQ_TRY(open_coded(s, a, row, &page, &r, &id));
	MQ_TRY(mq_corrections_apply(s, a, id, &r, &reviewed));
	MQ_TRY(mq_events_forget(s, row->n));
	MQ_TRY(mq_events_put(s, a, &r, reviewed, row->n));
	return mq_sql_run(s, "UPDATE article SET events = ?2 WHERE n = ?1", "ii", row->n, (int64_t)r.events.n);
}

static mq_text said(mq_text t) { return t.n ? t : MQ_NONE; }

static mq_status write_row(mq_store *s, mq_arena *a, mq_text id, const mq_record *r, const mq_event *e, const mq_correction *c)
{
	if (!e->evidence.n) return mq_store_fail(s, MQ_BAD_DATA, "the event has no sentence");
	return mq_sql_run(
	    s,
	    "INSERT INTO correction(article, verdict, kind, actors, recipients, sentence, sentence_key, trigger, to_kind,"
	    " to_status, to_actors, to_recipients, day_from, day_to, background, who, note, at)"
	    " VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18)",
	    "btttttitttttttttttt", id, mq_review_name(c->verdict), mq_text_of(mq_event_kinds[e->kind].name),
	    mq_correction_codes(a, e->actors.v, e->actors.n), mq_correction_codes(a, e->recipients.v, e->recipients.n),
	    words_of(r, &e->evidence.v[0]), sentence_key(a, r, &e->evidence.v[0]), words_of(r, &e->trigger), said(c->kind),
	    said(c->status), said(c->actors), said(c->recipients), said(c->from), said(c->to), said(c->background), said(c->who),
	    said(c->note), said(c->at));
}

static mq_status correct(mq_store *s, mq_arena *a, const mq_article_row *row, uint64_t local, const mq_correction *c, int64_t *n)
{
	mq_page page;
	mq_record r = {0};
	mq_text id;
	const mq_event *e = NULL;
	MQ_TRY(open_coded(s, a, row, &page, &r, &id));
	for (uint32_t i = 0; i < r.events.n; i++)
		if (r.events.v[i].id == local) e = &r.events.v[i];
	if (!e) return (mq_status){MQ_END, MQ_BYTE_UNKNOWN, MQ_NONE};
	MQ_TRY(write_row(s, a, id, &r, e, c));
	if (n) *n = s->driver->last_row(s);
	return tell_anew(s, a, row);
}

static mq_status finish(mq_store *s, mq_status r)
{
	if (mq_ok(r)) r = mq_store_commit(s);
	if (!mq_ok(r)) mq_store_rollback(s);
	return mq_ok(r) ? mq_store_settle(s) : r;
}

mq_status mq_store_correct(mq_store *s, mq_arena *a, mq_text event, const mq_correction *c, int64_t *n)
{
	uint64_t local;
	mq_article_row row;
	const char *fault = fault_of(c);
	if (fault) return mq_store_fail(s, MQ_BAD_DATA, "%s", fault);
	size_t dash = mq_text_find(event, MQ_T("-e"), 0);
	if (dash == SIZE_MAX || !mq_text_u64(mq_text_sub(event, dash + 2, event.n), &local))
		return (mq_status){MQ_END, MQ_BYTE_UNKNOWN, MQ_NONE};
	MQ_TRY(mq_store_row(s, a, mq_text_sub(event, 0, dash), &row));
	MQ_TRY(mq_store_begin(s));
	return finish(s, correct(s, a, &row, local, c, n));
}

static mq_status uncorrect(mq_store *s, mq_arena *a, int64_t n, mq_text who, mq_text at)
{
	int64_t article = 0;
	mq_article_row row;
	MQ_TRY(mq_sql_int(
	    s, &article, "SELECT x.n FROM correction c JOIN article x ON x.id = c.article WHERE c.n = ?1 AND c.undone_at IS NULL",
	    "i", n));
	MQ_TRY(mq_sql_run(s, "UPDATE correction SET undone_at = ?2, undone_by = ?3 WHERE n = ?1", "itt", n, at.n ? at : MQ_T(""),
			  said(who)));
	MQ_TRY(mq_row_of(s, a, article, &row));
	return tell_anew(s, a, &row);
}

mq_status mq_store_uncorrect(mq_store *s, mq_arena *a, int64_t n, mq_text who, mq_text at)
{
	MQ_TRY(mq_store_begin(s));
	return finish(s, uncorrect(s, a, n, who, at));
}

/* --- reading the log ---------------------------------------------------------------------------------------------------- */

static mq_status read_row(mq_store *s, mq_arena *a, mq_stmt *q, mq_correction_row *out, known *k)
{
	read_known(s, a, q, k);
	out->n = k->n;
	out->said = k->said;
	out->kind = k->kind;
	out->trigger = k->trigger;
	out->actors = k->was_actors;
	out->recipients = k->was_recipients;
	out->sentence = mq_sql_text(s, q, SAID_COLUMNS_N, a);
	out->undone_at = mq_sql_text(s, q, SAID_COLUMNS_N + 1, a);
	out->undone_by = mq_sql_text(s, q, SAID_COLUMNS_N + 2, a);
	return mq_row_read(s, q, SAID_COLUMNS_N + 3, a, &out->from);
}

/* which event each row is about, and which rows a later one replaced */
static mq_status find_events(mq_store *s, const knowns *all, mq_correction_rows *out)
{
	mq_page page;
	mq_record r = {0};
	mq_text id;
	for (uint32_t i = 0; all->v && i < out->n; i++) {
		mq_correction_row *x = &out->v[i];
		knowns later = {0};
		mq_arena_clear(s->scratch);
		MQ_TRY(open_coded(s, s->scratch, &x->from, &page, &r, &id));
		uint32_t at = find_event(s->scratch, &r, &all->v[i]);
		if (at >= r.events.n || !r.events.v) continue;
		snprintf(x->event, sizeof x->event, "%.16s-e%u", x->from.id, r.events.v[at].id);
		if (!mq_text_none(x->undone_at)) continue;
		MQ_TRY(read_article(s, s->scratch, id, &later));
		for (uint32_t k = 0; later.v && k < later.n; k++)
			x->replaced = x->replaced || (later.v[k].n > x->n && find_event(s->scratch, &r, &later.v[k]) == at);
	}
	return MQ_DONE;
}

mq_status mq_store_corrections(mq_store *s, mq_arena *a, mq_text article, int64_t before, uint32_t limit, mq_correction_rows *out)
{
	const mq_filter f = {.limit = limit};
	knowns all = {0};
	mq_stmt *q = NULL;
	mq_ask k;
	memset(out, 0, sizeof *out);
	mq_ask_open(&k, "SELECT " SAID_COLUMNS ", k.sentence, k.undone_at, k.undone_by, " MQ_ROW_COLUMNS
			" FROM correction k JOIN article x ON x.id = k.article" MQ_ROW_JOINS "WHERE 1");
	if (article.n) mq_ask_add(&k, " AND lower(hex(x.id)) LIKE ? || '%'", "t", article);
	if (before > 0) mq_ask_add(&k, " AND k.n < ?", "i", before);
	mq_ask_add(&k, " ORDER BY k.n DESC LIMIT ?", "i", (int64_t)mq_ask_limit(&f));
	mq_status r = mq_ask_run(s, &k, &q);
	while (mq_ok(r) && mq_ok(r = s->driver->step(q))) {
		mq_correction_row *row = mq_push(a, out);
		known *one = mq_push(a, &all);
		r = row && one ? read_row(s, a, q, row, one) : mq_store_fail(s, MQ_LIMIT, "the answer is too large");
	}
	s->driver->done(q);
	mq_ask_close(&k);
	return r.code == MQ_END ? find_events(s, &all, out) : r;
}

mq_status mq_store_unreviewed(mq_store *s, mq_arena *a, const mq_filter *f, mq_event_rows *out)
{
	int64_t day, n;
	bool more;
	mq_stmt *q = NULL;
	mq_ask k;
	memset(out, 0, sizeof *out);
	mq_ask_open(&k, "SELECT " MQ_EVENT_COLUMNS " FROM event e" MQ_EVENT_JOINS "WHERE e.reviewed = 0");
	mq_ask_events(&k, a, f);
	mq_ask_add(&k, " ORDER BY e.confidence, e.n LIMIT ?", "i", (int64_t)mq_ask_limit(f));
	mq_status r = mq_ask_run(s, &k, &q);
	if (mq_ok(r)) r = mq_event_rows_read(s, q, a, mq_ask_limit(f), out, &day, &n, &more);
	s->driver->done(q);
	mq_ask_close(&k);
	return r;
}
