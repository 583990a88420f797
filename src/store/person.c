#include "store/person.h"

#include "mark/variants.h"
#include "store/temperature.h"

#define OFFICES_MOST    40u
#define ROLES_MOST      2000u
#define QUOTES_MOST     60u
#define FORMS_MOST      40u
#define FORM_ARTICLES   60u /* articles whose spellings are looked at, the newest */
#define HAPPENINGS_MOST 300u
#define ALIKE_MOST      12u
#define NAMESAKES_MOST  6000u
/* bytes of an office that says which one it is: «وزير» alone does not */
#define OFFICE_LEAST 16u

static mq_status too_large(mq_store *s) { return mq_store_fail(s, MQ_LIMIT, "the answer is too large"); }

typedef struct {
	mq_store *s;
	mq_arena *a;
	int64_t n; /* of the person */
	mq_person *out;
} reading;

/* ── offices ── */
typedef struct {
	mq_text key;
	int64_t first, last; /* articles */
	MQ_VEC(int64_t) outlets;
	mq_office_row row;
} office;
typedef MQ_VEC(office) offices;

static mq_status count_office(reading *k, office *o, int64_t article, int64_t outlet, mq_day day)
{
	uint32_t i = 0;
	o->row.articles++;
	if (day != MQ_NO_DAY && (o->row.first == MQ_NO_DAY || day < o->row.first)) o->row.first = day, o->first = article;
	if (day != MQ_NO_DAY && (o->row.last == MQ_NO_DAY || day >= o->row.last)) o->row.last = day, o->last = article;
	while (i < o->outlets.n && o->outlets.v[i] != outlet) i++;
	if (i < o->outlets.n) return MQ_DONE;
	int64_t *n = mq_push(k->a, &o->outlets);
	if (!n) return too_large(k->s);
	*n = outlet;
	o->row.outlets++;
	return MQ_DONE;
}

static mq_status read_roles(reading *k, offices *all)
{
	const mq_driver *d = k->s->driver;
	mq_stmt *q;
	mq_status r;
	MQ_TRY(mq_sql_open(
	    k->s, &q,
	    "SELECT ap.role, x.n, coalesce(x.outlet, -x.n), x.day FROM article_person ap JOIN article x ON x.n = ap.article"
	    " WHERE ap.person = ?1 AND ap.role IS NOT NULL ORDER BY x.day, x.id LIMIT ?2",
	    "ii", k->n, (int64_t)ROLES_MOST));
	while (mq_ok(r = d->step(q))) {
		mq_text key = mq_text_normal(k->a, d->get_text(q, 0));
		office *o = NULL;
		for (uint32_t i = 0; i < all->n && !o; i++)
			if (mq_text_eq(all->v[i].key, key)) o = &all->v[i];
		if (!o && all->n == OFFICES_MOST) continue;
		if (!o && (o = mq_push(k->a, all))) {
			o->key = key;
			o->row.office = mq_arena_text(k->a, d->get_text(q, 0));
			o->row.first = o->row.last = MQ_NO_DAY;
			o->first = o->last = d->get_int(q, 1);
		}
		r = o ? count_office(k, o, d->get_int(q, 1), d->get_int(q, 2), mq_sql_day(k->s, q, 3)) : too_large(k->s);
		if (!mq_ok(r)) break;
	}
	d->done(q);
	return r.code == MQ_END ? MQ_DONE : r;
}

/* the office that most articles give comes first: a wording of one article is no office of its own standing */
static bool more_attested(const office *x, const office *y)
{
	return x->row.articles != y->row.articles ? x->row.articles > y->row.articles : x->row.last > y->row.last;
}

static mq_status fill_offices(reading *k)
{
	offices all = {0};
	MQ_TRY(read_roles(k, &all));
	for (uint32_t i = 1; i < all.n; i++) {
		office t = all.v[i];
		uint32_t n = i;
		for (; n > 0 && more_attested(&t, &all.v[n - 1]); n--) all.v[n] = all.v[n - 1];
		all.v[n] = t;
	}
	for (uint32_t i = 0; i < all.n; i++) {
		mq_office_row *row = mq_push(k->a, &k->out->offices);
		if (!row) return too_large(k->s);
		*row = all.v[i].row;
		MQ_TRY(mq_row_of(k->s, k->a, all.v[i].first, &row->first_by));
		MQ_TRY(mq_row_of(k->s, k->a, all.v[i].last, &row->last_by));
	}
	return MQ_DONE;
}

/* ── spellings, as articles print them ── */
static mq_status add_form(reading *k, mq_text form, const char *article)
{
	for (uint32_t i = 0; i < k->out->forms.n; i++) {
		mq_form_row *f = &k->out->forms.v[i];
		if (!mq_text_eq(f->form, form)) continue;
		f->articles += strcmp(f->article, article) != 0;
		return MQ_DONE;
	}
	mq_form_row *f = k->out->forms.n < FORMS_MOST ? mq_push(k->a, &k->out->forms) : NULL;
	if (!f) return k->out->forms.n < FORMS_MOST ? too_large(k->s) : MQ_DONE;
	f->form = mq_arena_text(k->a, form);
	f->articles = 1;
	memcpy(f->article, article, sizeof f->article);
	return MQ_DONE;
}

static mq_status forms_of_article(reading *k, int64_t article, mq_text key)
{
	mq_page page;
	mq_record r;
	mq_arena_clear(k->s->scratch);
	MQ_TRY(mq_store_record(k->s, k->s->scratch, article, &page, &r));
	for (uint32_t i = 0; i < r.marks.mentions.n; i++) {
		const mq_mention *m = &r.marks.mentions.v[i];
		if (m->kind != MQ_PERSON || !mq_text_eq(mq_text_normal(k->s->scratch, m->name), key)) continue;
		MQ_TRY(add_form(k, m->text, r.id));
	}
	return MQ_DONE;
}

static mq_status fill_forms(reading *k)
{
	mq_stmt *q;
	mq_status r;
	mq_text key = mq_text_normal(k->a, k->out->row.name);
	MQ_TRY(mq_sql_open(
	    k->s, &q,
	    "SELECT x.n FROM article_person ap JOIN article x ON x.n = ap.article WHERE ap.person = ?1 ORDER BY x.day DESC,"
	    " x.id LIMIT ?2",
	    "ii", k->n, (int64_t)FORM_ARTICLES));
	while (mq_ok(r = k->s->driver->step(q))) {
		r = forms_of_article(k, k->s->driver->get_int(q, 0), key);
		if (!mq_ok(r)) break;
	}
	k->s->driver->done(q);
	for (uint32_t i = 1; i < k->out->forms.n; i++) {
		mq_form_row t = k->out->forms.v[i];
		uint32_t n = i;
		for (; n > 0 && k->out->forms.v[n - 1].articles < t.articles; n--) k->out->forms.v[n] = k->out->forms.v[n - 1];
		k->out->forms.v[n] = t;
	}
	return r.code == MQ_END ? MQ_DONE : r;
}

/* ── what they said ── */
static mq_status fill_quotes(reading *k)
{
	mq_stmt *q;
	mq_status r;
	MQ_TRY(mq_sql_open(
	    k->s, &q,
	    "SELECT u.article, u.local FROM quote u JOIN article x ON x.n = u.article WHERE u.person = ?1 AND x.copy_of IS"
	    " NULL ORDER BY x.day DESC, x.id, u.local LIMIT ?2",
	    "ii", k->n, (int64_t)QUOTES_MOST + 1));
	while (mq_ok(r = k->s->driver->step(q))) {
		mq_quote_row row;
		bool there = false;
		if (k->out->quotes.n == QUOTES_MOST) {
			k->out->cut = true;
			break;
		}
		r = mq_quote_of(k->s, k->a, k->s->driver->get_int(q, 0), k->s->driver->get_int(q, 1), &row, &there);
		mq_quote_row *slot = mq_ok(r) && there ? mq_push(k->a, &k->out->quotes) : NULL;
		if (!mq_ok(r)) break;
		if (there && !slot) r = too_large(k->s);
		if (!mq_ok(r)) break;
		if (slot) *slot = row;
	}
	k->s->driver->done(q);
	return r.code == MQ_END || mq_ok(r) ? MQ_DONE : r;
}

/* ── who may be the same ── */
/* one office in two wordings: the same words, or one goes on where the other ends */
static bool one_office(mq_text x, mq_text y)
{
	mq_text least = x.n < y.n ? x : y, most = x.n < y.n ? y : x;
	if (least.n < OFFICE_LEAST || !mq_text_starts(most, least)) return false;
	return most.n == least.n || most.p[least.n] == ' ';
}

/* an office both are given, as printed of the other */
static mq_status shared_office(reading *k, int64_t other, mq_text *out)
{
	mq_stmt *q;
	mq_status r = MQ_DONE;
	*out = MQ_NONE;
	MQ_TRY(mq_sql_open(
	    k->s, &q, "SELECT DISTINCT role FROM article_person WHERE person = ?1 AND role IS NOT NULL ORDER BY role LIMIT ?2",
	    "ii", other, (int64_t)OFFICES_MOST));
	while (mq_text_none(*out) && mq_ok(r = k->s->driver->step(q))) {
		mq_text role = mq_text_normal(k->a, k->s->driver->get_text(q, 0));
		for (uint32_t i = 0; i < k->out->offices.n && mq_text_none(*out); i++)
			if (one_office(role, mq_text_normal(k->a, k->out->offices.v[i].office)))
				*out = mq_arena_text(k->a, k->s->driver->get_text(q, 0));
	}
	k->s->driver->done(q);
	return mq_text_none(*out) && r.code != MQ_END ? r : MQ_DONE;
}

/* who are named in one article are two */
static mq_status in_one_article(reading *k, int64_t other, bool *out)
{
	int64_t one = 0;
	mq_status r =
	    mq_sql_int(k->s, &one,
		       "SELECT 1 FROM article_person a JOIN article_person b ON b.article = a.article WHERE a.person = ?1 AND"
		       " b.person = ?2 LIMIT 1",
		       "ii", k->n, other);
	*out = mq_ok(r);
	return r.code == MQ_END ? MQ_DONE : r;
}

static mq_status read_row(reading *k, mq_text id, mq_person_row *out)
{
	mq_filter f = mq_filter_all();
	mq_person_rows rows = {0};
	mq_text next;
	f.person = id;
	f.limit = 1;
	MQ_TRY(mq_store_people(k->s, k->a, &f, &rows, &next));
	if (rows.n == 0) return (mq_status){MQ_END, MQ_BYTE_UNKNOWN, MQ_NONE};
	*out = rows.v[0];
	return MQ_DONE;
}

typedef struct {
	int64_t n;
	char id[17];
	uint32_t score;
} namesake;
typedef MQ_VEC(namesake) namesakes;

static mq_status find_namesakes(reading *k, namesakes *out)
{
	mq_stmt *q;
	mq_status r;
	mq_arena_clear(k->s->scratch);
	MQ_TRY(mq_sql_open(k->s, &q,
			   "SELECT p.n, p.id, p.name FROM person p WHERE p.country = ?2 AND p.n <> ?1 ORDER BY p.n LIMIT ?3",
			   "iti", k->n, mq_text_of(k->out->row.country), (int64_t)NAMESAKES_MOST));
	while (mq_ok(r = k->s->driver->step(q)) && out->n < 4 * ALIKE_MOST) {
		int score = mq_variants_score(k->s->variants, k->s->scratch, k->out->row.name, k->s->driver->get_text(q, 2));
		if (score < MQ_VARIANT_LIKELY) continue;
		namesake *x = mq_push(k->a, out);
		if (!x) break;
		x->n = k->s->driver->get_int(q, 0);
		x->score = (uint32_t)score;
		mq_id_print(mq_text_sub(k->s->driver->get_text(q, 1), 0, 8), x->id);
	}
	k->s->driver->done(q);
	return r.code == MQ_END || mq_ok(r) ? MQ_DONE : r;
}

static mq_status fill_alike(reading *k)
{
	namesakes near = {0};
	if (!k->out->row.country[0]) return MQ_DONE;
	if (!k->s->variants) {
		mq_status v = mq_variants_open(k->s->keep, k->s->engine->pack, &k->s->variants);
		if (!mq_ok(v)) return mq_store_fail(k->s, v.code, "%.*s", MQ_ARG(v.why));
	}
	MQ_TRY(find_namesakes(k, &near));
	for (uint32_t i = 0; i < near.n && k->out->alike.n < ALIKE_MOST; i++) {
		mq_alike_row row = {.score = near.v[i].score};
		bool two = true;
		MQ_TRY(in_one_article(k, near.v[i].n, &two));
		if (two) continue;
		MQ_TRY(shared_office(k, near.v[i].n, &row.offices));
		row.reason = row.offices.n ? MQ_T("same_office_and_country_near_spelling") : MQ_T("same_country_near_spelling");
		mq_status r = read_row(k, mq_text_of(near.v[i].id), &row.row);
		if (r.code == MQ_END) continue;
		MQ_TRY(r);
		mq_alike_row *slot = mq_push(k->a, &k->out->alike);
		if (!slot) return too_large(k->s);
		*slot = row;
	}
	return MQ_DONE;
}

mq_status mq_store_person(mq_store *s, mq_arena *a, mq_text id, mq_day today, mq_person *out)
{
	unsigned char bytes[8];
	reading k = {.s = s, .a = a, .out = out};
	mq_filter f = mq_filter_all();
	mq_text next;
	mq_status end = {MQ_END, MQ_BYTE_UNKNOWN, MQ_NONE};
	memset(out, 0, sizeof *out);
	if (!mq_id_parse_short(id, bytes)) return end;
	MQ_TRY(mq_sql_int(s, &k.n, "SELECT n FROM person WHERE id = ?1", "b", mq_text_at((const char *)bytes, 8)));
	s->today = today;
	MQ_TRY(read_row(&k, id, &out->row));
	MQ_TRY(fill_offices(&k));
	f.acting = id;
	f.limit = HAPPENINGS_MOST;
	MQ_TRY(mq_store_happenings(s, a, &f, &out->happenings, &next));
	out->cut = next.n > 0;
	/* nobody in office, and nobody who acted for a state: a private person */
	if (out->offices.n == 0 && out->happenings.n == 0) return end;
	MQ_TRY(fill_forms(&k));
	MQ_TRY(fill_quotes(&k));
	MQ_TRY(fill_alike(&k));
	return mq_temperature_make(s, a, &out->happenings, today, &out->temperature, &out->profile);
}
