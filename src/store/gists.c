/* Gists of articles as columns, and whose stories are due. */
#include "store/driver.h"

mq_status mq_gist_of_record(mq_store *s, mq_arena *a, const mq_record *r, mq_gist *out)
{
	if (!s->weights) {
		mq_status st = mq_weights_open(s->keep, s->engine->pack, &s->weights);
		if (!mq_ok(st)) return mq_store_fail(s, st.code, "%.*s", MQ_ARG(st.why));
	}
	mq_gist_make(s->terms, s->weights, r->article.title, r->article.body, out);
	for (uint32_t i = 0; i < r->marks.mentions.n; i++) {
		const mq_mention *m = &r->marks.mentions.v[i];
		if (m->kind == MQ_PLACE && m->by != MQ_BY_CAPITAL)
			mq_gist_add_place(out, mq_text_normal(a, m->name), m->in == MQ_IN_TITLE);
	}
	return MQ_DONE;
}

mq_text mq_gist_pack(const mq_gist *g, char out[MQ_GIST_BYTES_MOST])
{
	size_t words = g->words * sizeof *g->word, places = g->places * sizeof *g->place;
	out[0] = (char)g->words;
	out[1] = (char)g->places;
	memcpy(out + 2, g->word, words);
	memcpy(out + 2 + words, g->place, places);
	return mq_text_at(out, 2 + words + places);
}

void mq_gist_unpack(mq_text b, mq_gist *out)
{
	memset(out, 0, sizeof *out);
	if (b.n < 2) return;
	size_t words = (unsigned char)b.p[0], places = (unsigned char)b.p[1];
	if (words > MQ_GIST_WORDS || places > MQ_GIST_PLACES || b.n != 2 + 4 * (words + places)) return;
	out->words = (uint8_t)words;
	out->places = (uint8_t)places;
	memcpy(out->word, b.p + 2, words * 4);
	memcpy(out->place, b.p + 2 + words * 4, places * 4);
}

mq_status mq_story_due(mq_store *s, int64_t n)
{
	return mq_sql_run(s, "INSERT INTO story_due VALUES(?1) ON CONFLICT DO NOTHING", "i", n);
}

/* before an article goes: those of its story, and those that are tied to it, may part */
mq_status mq_story_due_around(mq_store *s, int64_t n)
{
	mq_stmt *q;
	mq_status r;
	mq_gist mine, other;
	int64_t day = 0;
	MQ_TRY(mq_sql_run(
	    s,
	    "INSERT OR IGNORE INTO story_due SELECT n FROM article WHERE story = (SELECT story FROM article WHERE n = ?1)"
	    " AND n <> ?1",
	    "i", n));
	MQ_TRY(
	    mq_sql_open(s, &q, "SELECT x.day, g.gist FROM article x JOIN signature g ON g.article = x.n WHERE x.n = ?1", "i", n));
	r = s->driver->step(q);
	bool dated = mq_ok(r) && !s->driver->is_null(q, 0);
	if (dated) {
		day = s->driver->get_int(q, 0);
		mq_gist_unpack(s->driver->get_text(q, 1), &mine);
	}
	s->driver->done(q);
	if (!dated) return mq_ok(r) || r.code == MQ_END ? MQ_DONE : r;
	MQ_TRY(mq_sql_open(s, &q,
			   "SELECT x.n, x.day, g.gist FROM article x JOIN signature g ON g.article = x.n WHERE"
			   " coalesce(x.day, -1000000) BETWEEN ?1 AND ?2 AND x.n <> ?3",
			   "iii", day - MQ_STORY_DAYS, day + MQ_STORY_DAYS, n));
	while (mq_ok(r = s->driver->step(q))) {
		int64_t apart = s->driver->get_int(q, 1) - day;
		mq_gist_unpack(s->driver->get_text(q, 2), &other);
		if (mq_gist_likeness(&mine, &other, (int32_t)(apart < 0 ? -apart : apart)) < MQ_STORY_LIKENESS) continue;
		mq_status st = mq_story_due(s, s->driver->get_int(q, 0));
		if (mq_ok(st)) continue;
		s->driver->done(q);
		return st;
	}
	s->driver->done(q);
	return r.code == MQ_END ? MQ_DONE : r;
}
