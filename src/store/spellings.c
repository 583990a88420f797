/* Spellings: one person whom the tellings of one happening write differently. Nobody is merged: the forms stand side by side,
 * each with how many sources have it, and a reader decides. */
#include "mark/variants.h"
#include "store/ask.h"

/* people of one happening that are compared with each other */
#define PEOPLE_MOST    40
#define SPELLINGS_MOST 12u

typedef struct {
	mq_disagreement form;
	int64_t person;
	bool shown;
} named;
typedef MQ_VEC(named) named_list;

static mq_status read_people(mq_store *s, mq_arena *a, int64_t happening, named_list *out)
{
	mq_stmt *q;
	mq_status r;
	MQ_TRY(mq_sql_open(s, &q,
			   "SELECT p.n, p.name, count(DISTINCT coalesce(x.copy_of, x.n)) AS c, min(x.id) FROM article x JOIN "
			   "article_person ap ON"
			   " ap.article = x.n JOIN person p ON p.n = ap.person WHERE x.n IN (SELECT article FROM event WHERE "
			   "happening = ?1) GROUP"
			   " BY p.n ORDER BY c DESC, p.name LIMIT ?2",
			   "ii", happening, (int64_t)PEOPLE_MOST));
	while (mq_ok(r = s->driver->step(q))) {
		named *x = mq_push(a, out);
		if (!x) break;
		x->person = s->driver->get_int(q, 0);
		x->form.field = MQ_T("name");
		x->form.value = mq_arena_text(a, s->driver->get_text(q, 1));
		x->form.sources = (uint32_t)s->driver->get_int(q, 2);
		mq_id_print(s->driver->get_text(q, 3), x->form.article);
	}
	s->driver->done(q);
	return r.code == MQ_END ? MQ_DONE : mq_ok(r) ? mq_store_fail(s, MQ_LIMIT, "the answer is too large") : r;
}

/* who are named in one article are two */
static mq_status in_one_article(mq_store *s, int64_t x, int64_t y, bool *out)
{
	int64_t one = 0;
	mq_status r = mq_sql_int(s, &one,
				 "SELECT 1 FROM article_person a JOIN article_person b ON b.article = a.article WHERE a.person = "
				 "?1 AND b.person = ?2 LIMIT 1",
				 "ii", x, y);
	*out = mq_ok(r);
	return r.code == MQ_END ? MQ_DONE : r;
}

static mq_status show(mq_store *s, mq_arena *a, named *x, mq_happening *h)
{
	if (x->shown || h->spellings.n >= SPELLINGS_MOST) return MQ_DONE;
	mq_disagreement *d = mq_push(a, &h->spellings);
	if (!d) return mq_store_fail(s, MQ_LIMIT, "the answer is too large");
	*d = x->form;
	x->shown = true;
	return MQ_DONE;
}

mq_status mq_spellings_find(mq_store *s, mq_arena *a, int64_t happening, mq_happening *h)
{
	named_list people = {0};
	if (!s->variants) {
		mq_status r = mq_variants_open(s->keep, s->engine->pack, &s->variants);
		if (!mq_ok(r)) return mq_store_fail(s, r.code, "%.*s", MQ_ARG(r.why));
	}
	MQ_TRY(read_people(s, a, happening, &people));
	for (uint32_t i = 0; i < people.n; i++)
		for (uint32_t k = i + 1; k < people.n; k++) {
			named *x = &people.v[i], *y = &people.v[k];
			bool two = true;
			if (mq_variants_score(s->variants, a, x->form.value, y->form.value) < MQ_VARIANT_LIKELY) continue;
			MQ_TRY(in_one_article(s, x->person, y->person, &two));
			if (two) continue;
			MQ_TRY(show(s, a, x, h));
			MQ_TRY(show(s, a, y, h));
		}
	return MQ_DONE;
}
