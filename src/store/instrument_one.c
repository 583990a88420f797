/* One instrument in full: its life with every source, its names, what sentences say of it, where sources differ, and what may be
 * the same under another name. */
#include <stdio.h>

#include "mark/variants.h"
#include "store/instrument_read.h"

#define SOURCES_MOST    24u
#define ARTICLES_MOST   120u
#define FACTS_MOST      60u
#define NAMES_MOST      40u
#define RELATED_MOST    12u
#define NEIGHBOURS_MOST 200u

typedef struct {
	mq_store *s;
	mq_arena *a;
	mq_series *out;
	/* the record that was opened last, in scratch */
	int64_t article;
	mq_page page;
	mq_record record;
} reading;

static mq_status too_large(mq_store *s) { return mq_store_fail(s, MQ_LIMIT, "the answer is too large"); }

static mq_status open_record(reading *k, int64_t article)
{
	if (k->article == article) return MQ_DONE;
	k->article = 0;
	mq_arena_clear(k->s->scratch);
	MQ_TRY(mq_store_record(k->s, k->s->scratch, article, &k->page, &k->record));
	k->article = article;
	return MQ_DONE;
}

static mq_text words_of(const reading *k, uint8_t in, uint32_t start, uint32_t end)
{
	return mq_arena_text(k->a, mq_text_sub(k->record.doc.field[in], start, end));
}

static mq_status add_fact(reading *k, const mq_instrument_fact *f, const char *article)
{
	for (uint32_t i = 0; i < k->out->facts.n; i++) {
		mq_fact_row *r = &k->out->facts.v[i];
		if (!mq_text_eq(r->field, f->field) || !mq_text_eq(r->value, f->value)) continue;
		r->articles += strcmp(r->article, article) != 0;
		return MQ_DONE;
	}
	if (k->out->facts.n >= FACTS_MOST) return MQ_DONE;
	mq_fact_row *r = mq_push(k->a, &k->out->facts);
	if (!r) return too_large(k->s);
	r->field = mq_arena_text(k->a, f->field);
	r->value = mq_arena_text(k->a, f->value);
	r->text = words_of(k, f->in, f->start, f->end);
	r->articles = 1;
	r->in = f->in;
	r->start = f->start;
	r->end = f->end;
	memcpy(r->article, article, sizeof r->article);
	return MQ_DONE;
}

/* a title tells it, and a sentence of the body too: the sentence says more */
static const mq_instrument *best_telling(const mq_record *r, uint32_t local)
{
	const mq_instrument *x = &r->instruments.v[local];
	for (uint32_t i = local; x->evidence.in == MQ_IN_TITLE && i < r->instruments.n; i++) {
		const mq_instrument *y = &r->instruments.v[i];
		bool same = x->event && y->event == x->event && y->stage == x->stage && mq_text_eq(y->kind, x->kind);
		if (same && y->evidence.in == MQ_IN_BODY) return y;
	}
	return x;
}

/* the telling as the record has it: place, count, sentence, facts */
static mq_status add_source(reading *k, const mq_life_source *x, mq_stage_row *row)
{
	MQ_TRY(open_record(k, x->article));
	if (x->local < 0 || x->local >= k->record.instruments.n) return MQ_DONE;
	const mq_instrument *i = best_telling(&k->record, (uint32_t)x->local);
	mq_stage_source *n = row->sources.n < SOURCES_MOST ? mq_push(k->a, &row->sources) : NULL;
	if (!n) {
		k->out->cut = true;
		return MQ_DONE;
	}
	MQ_TRY(mq_row_of(k->s, k->a, x->article, &n->from));
	n->sentence = words_of(k, i->evidence.in, i->evidence.start, i->evidence.end);
	n->words = words_of(k, i->words.in, i->words.start, i->words.end);
	n->evidence = i->evidence;
	if (i->event) snprintf(n->event, sizeof n->event, "%.16s-e%u", n->from.id, i->event);
	if (!row->place.n && i->place.n) row->place = mq_arena_text(k->a, i->place);
	if (!row->count) row->count = i->count;
	row->approximate = row->approximate || i->approximate;
	for (uint32_t f = 0; f < i->facts.n; f++) MQ_TRY(add_fact(k, &i->facts.v[f], n->from.id));
	return MQ_DONE;
}

static mq_status fill_life(reading *k, const mq_life *life)
{
	uint32_t opened = 0;
	for (uint32_t i = 0; i < life->n; i++) {
		mq_stage_row *row = mq_push(k->a, &k->out->stages);
		if (!row) return too_large(k->s);
		*row = life->v[i].row;
		for (uint32_t n = 0; n < life->v[i].sources.n; n++) {
			k->out->cut = k->out->cut || opened >= ARTICLES_MOST;
			if (opened++ >= ARTICLES_MOST) break;
			MQ_TRY(add_source(k, &life->v[i].sources.v[n], row));
		}
	}
	return MQ_DONE;
}

static mq_status read_names(reading *k, int64_t n)
{
	mq_stmt *q;
	mq_status r;
	MQ_TRY(mq_sql_open(
	    k->s, &q,
	    "SELECT t.name, count(DISTINCT t.article) AS c, min(x.id) FROM instrument_telling t JOIN article x ON x.n ="
	    " t.article WHERE t.instrument = ?1 AND t.name IS NOT NULL GROUP BY t.name ORDER BY c DESC, t.name LIMIT ?2",
	    "ii", n, (int64_t)NAMES_MOST));
	while (mq_ok(r = k->s->driver->step(q))) {
		mq_form_row *f = mq_push(k->a, &k->out->names);
		if (!f) break;
		f->form = mq_arena_text(k->a, k->s->driver->get_text(q, 0));
		f->articles = (uint32_t)k->s->driver->get_int(q, 1);
		mq_id_print(k->s->driver->get_text(q, 2), f->article);
	}
	k->s->driver->done(q);
	return r.code == MQ_END ? MQ_DONE : mq_ok(r) ? too_large(k->s) : r;
}

/* ── where sources differ ── */
static mq_status add_difference(reading *k, const char *field, mq_text value, const mq_stage_row *r)
{
	mq_disagreement *d = mq_push(k->a, &k->out->disagreements);
	if (!d) return too_large(k->s);
	d->field = mq_text_of(field);
	d->value = value;
	d->sources = r->outlets;
	if (r->sources.n) memcpy(d->article, r->sources.v[0].from.id, sizeof d->article);
	return MQ_DONE;
}

/* one edition held on days that do not meet; one happening with two editions */
static mq_status find_differences(reading *k)
{
	for (uint32_t i = 0; i < k->out->stages.n; i++)
		for (uint32_t n = i + 1; n < k->out->stages.n; n++) {
			const mq_stage_row *x = &k->out->stages.v[i], *y = &k->out->stages.v[n];
			bool happened = mq_stage_happened(x->stage) && mq_stage_happened(y->stage);
			bool one = x->happening[0] && strcmp(x->happening, y->happening) == 0;
			char line[64], day[11];
			if (happened && one && x->edition && y->edition && x->edition != y->edition) {
				for (int side = 0; side < 2; side++) {
					int len = snprintf(line, sizeof line, "%d", (side ? y : x)->edition);
					MQ_TRY(add_difference(k, "edition", mq_arena_text(k->a, mq_text_at(line, (size_t)len)),
							      side ? y : x));
				}
			}
			bool edition = happened && x->edition && x->edition == y->edition && x->stage == y->stage;
			bool apart = x->from != MQ_NO_DAY && y->from != MQ_NO_DAY && (x->to < y->from || y->to < x->from);
			if (!edition || !apart || x->precision > MQ_PRECISION_RANGE || y->precision > MQ_PRECISION_RANGE)
				continue;
			for (int side = 0; side < 2; side++) {
				mq_day_print((side ? y : x)->from, day);
				MQ_TRY(add_difference(k, "date", mq_arena_text(k->a, mq_text_at(day, 10)), side ? y : x));
			}
		}
	return MQ_DONE;
}

/* ── maybe the same ── */
static uint32_t common_countries(const mq_series_row *x, const mq_series_row *y)
{
	uint32_t n = 0;
	for (uint8_t i = 0; i < x->countries; i++)
		for (uint8_t k = 0; k < y->countries; k++) n += strcmp(x->country[i], y->country[k]) == 0;
	return n;
}

/* why y may be x under another name, or MQ_NONE. Nothing is merged by this */
static mq_text reason_of(mq_store *s, mq_arena *a, const mq_series_row *x, const mq_series_row *y)
{
	uint32_t common = common_countries(x, y);
	bool states = common >= 2 && common == x->countries && common == y->countries;
	if (!mq_text_eq(x->kind, y->kind)) return MQ_NONE;
	if (states && (mq_text_eq(x->kind, MQ_T("joint_commission")) || mq_text_eq(x->kind, MQ_T("strategic_dialogue"))))
		return MQ_T("same_states_other_scope");
	if (states && x->about.n && mq_text_eq(x->about, y->about)) return MQ_T("same_states_and_subject");
	if (x->named && y->named && s->variants && mq_variants_score(s->variants, a, x->name, y->name) >= MQ_VARIANT_LIKELY)
		return common ? MQ_T("near_spelling_and_a_state") : MQ_T("near_spelling");
	/* «اتفاقية الصيد» and «اتفاقية الصيد البحري» */
	if (states && x->about.n && y->about.n && (mq_text_starts(x->about, y->about) || mq_text_starts(y->about, x->about)))
		return MQ_T("same_states_near_subject");
	return MQ_NONE;
}

static mq_status find_related(reading *k, int64_t n)
{
	mq_stmt *q;
	mq_life life;
	mq_series_row row;
	if (!k->s->variants) {
		mq_status v = mq_variants_open(k->s->keep, k->s->engine->pack, &k->s->variants);
		if (!mq_ok(v)) return mq_store_fail(k->s, v.code, "%.*s", MQ_ARG(v.why));
	}
	MQ_TRY(mq_sql_open(
	    k->s, &q,
	    "SELECT " MQ_SERIES_COLUMNS " FROM instrument i WHERE i.n <> ?1 AND i.kind = ?2 AND i.rule <> 'happening' AND i.n IN"
	    " (SELECT o.instrument FROM instrument_country o WHERE o.country IN (SELECT country FROM instrument_country WHERE"
	    " instrument = ?1)) ORDER BY i.articles DESC, i.id LIMIT ?3",
	    "iti", n, k->out->row.kind, (int64_t)NEIGHBOURS_MOST));
	mq_status r;
	while (mq_ok(r = k->s->driver->step(q)) && k->out->related.n < RELATED_MOST) {
		r = mq_series_row_read(k->s, k->a, q, &row, &life);
		if (!mq_ok(r)) break;
		mq_text reason = reason_of(k->s, k->a, &k->out->row, &row);
		if (mq_text_none(reason)) continue;
		mq_related_row *x = mq_push(k->a, &k->out->related);
		if (!x) break;
		x->row = row;
		x->reason = reason;
	}
	k->s->driver->done(q);
	return r.code == MQ_END || mq_ok(r) ? MQ_DONE : r;
}

mq_status mq_store_instrument(mq_store *s, mq_arena *a, mq_text id, mq_series *out)
{
	unsigned char bytes[8];
	mq_stmt *q;
	mq_life life = {0};
	mq_status end = {MQ_END, MQ_BYTE_UNKNOWN, MQ_NONE};
	memset(out, 0, sizeof *out);
	if (!mq_id_parse_short(id, bytes)) return end;
	MQ_TRY(mq_sql_open(s, &q, "SELECT " MQ_SERIES_COLUMNS " FROM instrument i WHERE i.id = ?1", "b",
			   mq_text_at((const char *)bytes, 8)));
	mq_status r = s->driver->step(q);
	int64_t n = mq_ok(r) ? s->driver->get_int(q, 0) : 0;
	if (mq_ok(r)) r = mq_series_row_read(s, a, q, &out->row, &life);
	s->driver->done(q);
	MQ_TRY(r);
	reading *k = MQ_NEW(a, reading);
	if (!k) return too_large(s);
	k->s = s;
	k->a = a;
	k->out = out;
	MQ_TRY(fill_life(k, &life));
	MQ_TRY(read_names(k, n));
	MQ_TRY(find_differences(k));
	return find_related(k, n);
}
