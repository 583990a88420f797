/* Copies: near-duplicates of an article among all that are kept, found through shared shingles, compared by signature. Articles
 * that are copies of each other, directly or through others, have one original: the earliest published, whatever the order in
 * which they came. */
#include "story/story.h"

#include <stdlib.h>

#include "store/driver.h"

/* articles that are compared, the likeliest first; and those of them whose texts are */
#define COMPARED_MOST 48u
#define TEXTS_MOST    16u
/* a family of copies larger than this is a fault of the source, not news; the rest stand alone */
#define FAMILY_MOST 2000u
/* a statement that is given out again and again with other names (a verdict, an obituary) shares this much and more; what shares
 * as much as this is a copy though its names seem others */
#define FORM_RESEMBLANCE 0.85
#define FORM_CONTAINMENT 0.92

typedef MQ_VEC(int64_t) others;

static void signature_at(mq_store *s, mq_stmt *q, mq_signature *out)
{
	mq_text bytes = s->driver->get_text(q, 2);
	out->shingles = (uint32_t)s->driver->get_int(q, 0);
	out->common = (uint32_t)s->driver->get_int(q, 1);
	out->n = bytes.n / 4 < MQ_SIGNATURE_MOST ? (uint32_t)(bytes.n / 4) : MQ_SIGNATURE_MOST;
	memcpy(out->hash, bytes.p, (size_t)out->n * 4);
	if (out->common > out->n) out->common = out->n;
}

/* signatures of articles behind near_last into memory: what a shingle's articles are is never looked for on disk */
static mq_status learn_near(mq_store *s)
{
	mq_stmt *q;
	mq_status r;
	bool room = true;
	mq_signature *g = mq_heap_alloc(sizeof *g);
	if (!g) return mq_store_fail(s, MQ_NO_MEMORY, "out of memory");
	r = mq_sql_open(s, &q, "SELECT shingles, common, hashes, article FROM signature WHERE article > ?1 ORDER BY article", "i",
			s->near_last);
	if (mq_ok(r)) {
		while (room && mq_ok(r = s->driver->step(q))) {
			signature_at(s, q, g);
			s->near_last = s->driver->get_int(q, 3);
			room = mq_near_add(s->near, (uint32_t)s->near_last, g);
		}
		s->driver->done(q);
	}
	mq_heap_free(g);
	if (!room) return mq_store_fail(s, MQ_NO_MEMORY, "out of memory");
	return r.code == MQ_END ? MQ_DONE : r;
}

/* how often an article was taken away, or put anew, in the life of the archive */
static mq_status count_edits(mq_store *s, int64_t *out)
{
	*out = 0;
	mq_status r = mq_sql_int(s, out, "SELECT value FROM meta WHERE key = 'edits'", "");
	return r.code == MQ_END ? MQ_DONE : r;
}

static mq_status need_near(mq_store *s)
{
	if (s->near) return MQ_DONE;
	s->near = mq_near_open();
	s->near_last = 0;
	if (!s->near) return mq_store_fail(s, MQ_NO_MEMORY, "out of memory");
	MQ_TRY(count_edits(s, &s->edits));
	return learn_near(s);
}

void mq_copies_unlearn(mq_store *s)
{
	mq_near_close(s->near);
	mq_bodies_close(s->bodies);
	s->near = NULL;
	s->bodies = NULL;
}

mq_status mq_copies_follow(mq_store *s)
{
	int64_t edits;
	if (!s->near && !s->bodies) return MQ_DONE;
	MQ_TRY(count_edits(s, &edits));
	if (edits == s->edits && s->near) return learn_near(s);
	mq_copies_unlearn(s);
	return MQ_DONE;
}

/* gist may be NULL */
static mq_status read_signature(mq_store *s, int64_t n, mq_signature *out, mq_gist *gist)
{
	mq_stmt *q;
	MQ_TRY(mq_sql_open(s, &q, "SELECT shingles, common, hashes, gist FROM signature WHERE article = ?1", "i", n));
	mq_status r = s->driver->step(q);
	if (mq_ok(r)) {
		signature_at(s, q, out);
		if (gist) mq_gist_unpack(s->driver->get_text(q, 3), gist);
	}
	s->driver->done(q);
	return r;
}

static mq_status keep_signature(mq_store *s, int64_t n, const mq_signature *g, const mq_gist *gist)
{
	char bytes[MQ_GIST_BYTES_MOST];
	MQ_TRY(mq_sql_run(s, "INSERT INTO signature(article, shingles, common, hashes, gist) VALUES(?1, ?2, ?3, ?4, ?5)", "iiibb",
			  n, (int64_t)g->shingles, (int64_t)g->common, mq_text_at((const char *)g->hash, (size_t)g->n * 4),
			  mq_gist_pack(gist, bytes)));
	if (n > s->near_last) s->near_last = n;
	return mq_near_add(s->near, (uint32_t)n, g) ? MQ_DONE : mq_store_fail(s, MQ_NO_MEMORY, "out of memory");
}

/* all articles that are copies of n, directly or through others: sorted numbers */
static mq_status family_of(mq_store *s, mq_arena *a, int64_t n, others *out)
{
	int64_t *first = mq_push(a, out);
	if (!first) return mq_store_fail(s, MQ_LIMIT, "no room for copies");
	*first = n;
	for (uint32_t i = 0; i < out->n && out->n < FAMILY_MOST; i++) {
		mq_stmt *q;
		mq_status r;
		MQ_TRY(mq_sql_open(s, &q,
				   "SELECT other FROM copy WHERE article = ?1 UNION SELECT article FROM copy WHERE other = ?1",
				   "i", out->v[i]));
		while (mq_ok(r = s->driver->step(q))) {
			int64_t m = s->driver->get_int(q, 0);
			bool known = false;
			for (uint32_t k = 0; k < out->n && !known; k++) known = out->v[k] == m;
			int64_t *o = known ? NULL : mq_push(a, out);
			if (o) *o = m;
		}
		s->driver->done(q);
		if (r.code != MQ_END) return r;
	}
	return MQ_DONE;
}

/* is article n before the one found so far: by day, without one last, then by id, which does not depend on arrival */
static mq_status look_earlier(mq_store *s, int64_t n, int64_t *best, int64_t *best_day, char best_id[33])
{
	mq_stmt *q;
	MQ_TRY(mq_sql_open(s, &q, "SELECT coalesce(day, 2147483647), id FROM article WHERE n = ?1", "i", n));
	mq_status r = s->driver->step(q);
	if (mq_ok(r)) {
		int64_t day = s->driver->get_int(q, 0);
		mq_text id = s->driver->get_text(q, 1);
		if (*best == 0 || day < *best_day || (day == *best_day && memcmp(id.p, best_id, id.n < 32 ? id.n : 32) < 0)) {
			*best = n;
			*best_day = day;
			memcpy(best_id, id.p, id.n < 32 ? id.n : 32);
		}
	}
	s->driver->done(q);
	return r.code == MQ_END ? MQ_DONE : r;
}

/* gives every member of n's family its original; members' happenings then count their sources anew */
static mq_status name_original(mq_store *s, mq_arena *a, int64_t n)
{
	others family = {0};
	int64_t original = 0, day = 0;
	char id[33] = "";
	MQ_TRY(family_of(s, a, n, &family));
	for (uint32_t i = 0; i < family.n; i++) MQ_TRY(look_earlier(s, family.v[i], &original, &day, id));
	for (uint32_t i = 0; i < family.n; i++) {
		int64_t m = family.v[i];
		MQ_TRY(mq_sql_run(s, "UPDATE article SET copy_of = ?2 WHERE n = ?1 AND copy_of IS NOT ?2",
				  m == original ? "in" : "ii", m, original));
		MQ_TRY(mq_story_due(s, m));
		MQ_TRY(mq_sql_run(
		    s, "INSERT OR IGNORE INTO unsettled SELECT grp FROM event WHERE article = ?1 AND grp IS NOT NULL", "i", m));
	}
	return MQ_DONE;
}

/* A new article among copies: where those it copies have one original, and an earlier one, it has that, too, and nothing changes
 * for them. */
static mq_status join_family(mq_store *s, mq_arena *a, int64_t n)
{
	static const char roots[] =
	    "SELECT count(DISTINCT coalesce(x.copy_of, x.n)) FROM copy k JOIN article x ON x.n = k.other WHERE k.article = ?1";
	static const char root_sql[] =
	    "SELECT coalesce(x.copy_of, x.n) FROM copy k JOIN article x ON x.n = k.other WHERE k.article = ?1 LIMIT 1";
	int64_t families = 0, root = 0, best = 0, day = 0;
	char id[33] = "";
	MQ_TRY(mq_sql_int(s, &families, roots, "i", n));
	if (families != 1) return name_original(s, a, n);
	MQ_TRY(mq_sql_int(s, &root, root_sql, "i", n));
	MQ_TRY(look_earlier(s, root, &best, &day, id));
	MQ_TRY(look_earlier(s, n, &best, &day, id));
	if (best != root) return name_original(s, a, n);
	return mq_sql_run(s, "UPDATE article SET copy_of = ?2 WHERE n = ?1", "ii", n, root);
}

/* Copies come within days of each other: the texts of the last articles stay at hand, unpacked. */
#define BODIES     1024u
#define BODY_BYTES ((size_t)32 << 10)

struct mq_bodies {
	struct {
		int64_t n;
		char *p;
		size_t size;
	} slot[BODIES];
};

void mq_bodies_close(struct mq_bodies *b)
{
	if (!b) return;
	for (uint32_t i = 0; i < BODIES; i++) mq_heap_free(b->slot[i].p);
	mq_heap_free(b);
}

/* n: 0 takes away what was kept under `old` */
static void keep_body(mq_store *s, int64_t old, int64_t n, mq_text body)
{
	if (!s->bodies) s->bodies = mq_heap_alloc(sizeof *s->bodies);
	if (!s->bodies || body.n > BODY_BYTES) return;
	uint32_t i = (uint32_t)((uint64_t)old % BODIES);
	if (n == 0 && s->bodies->slot[i].n != old) return;
	char *p = n ? mq_heap_alloc(body.n) : NULL;
	mq_heap_free(s->bodies->slot[i].p);
	s->bodies->slot[i].p = p;
	s->bodies->slot[i].n = p ? n : 0;
	s->bodies->slot[i].size = body.n;
	if (p) memcpy(p, body.p, body.n);
}

static mq_status other_body(mq_store *s, mq_arena *a, int64_t n, mq_text *out)
{
	uint32_t i = (uint32_t)((uint64_t)n % BODIES);
	if (s->bodies && s->bodies->slot[i].n == n) {
		*out = mq_text_at(s->bodies->slot[i].p, s->bodies->slot[i].size);
		return MQ_DONE;
	}
	mq_page page;
	mq_record *r = MQ_NEW(a, mq_record);
	if (!r) return mq_store_fail(s, MQ_LIMIT, "no room for a record");
	MQ_TRY(mq_store_record(s, a, n, &page, r));
	*out = r->article.body;
	keep_body(s, n, n, *out);
	return MQ_DONE;
}

/* days between an article and one that is kept; 0 where one of them has none */
static mq_status days_apart(mq_store *s, mq_day day, int64_t other, int32_t *out)
{
	int64_t days = 0;
	*out = 0;
	mq_status r = mq_sql_int(s, &days, "SELECT day FROM article WHERE n = ?1 AND day IS NOT NULL", "i", other);
	if (mq_ok(r) && day != MQ_NO_DAY) *out = abs((int32_t)(days - day));
	return r.code == MQ_END ? MQ_DONE : r;
}

/* a new article while it is compared */
typedef struct {
	const mq_record *record;
	mq_signature mine, theirs;
	mq_gist gist, other;
	uint32_t texts; /* that were compared */
} comparing;

/* Is it a copy, and not a form filled in with other names: what is taken over word for word is, whatever it names. The shares of
 * the shorter and of the longer text are what the link says. */
static mq_status is_copy(mq_store *s, mq_arena *a, comparing *c, int64_t n, mq_likeness *like, bool *out)
{
	mq_text body = MQ_NONE;
	mq_copieds passages;
	mq_copied_share share;
	int32_t days;
	MQ_TRY(read_signature(s, n, &c->theirs, &c->other));
	mq_copy_chance chance = mq_copy_of_signatures(&c->mine, &c->theirs, like);
	*out = chance == MQ_COPY_SURE;
	if (chance != MQ_COPY_MAYBE || c->texts++ >= TEXTS_MOST) return MQ_DONE;
	MQ_TRY(days_apart(s, c->record->article.published_day, n, &days));
	MQ_TRY(other_body(s, a, n, &body));
	mq_status r = mq_copied_of(a, s->terms, c->record->article.body, body, &passages, &share);
	if (!mq_ok(r)) return mq_store_fail(s, r.code, "%.*s", MQ_ARG(r.why));
	like->containment = share.of_shorter;
	like->resemblance = share.of_longer;
	bool form = share.of_shorter < FORM_CONTAINMENT && share.of_longer < FORM_RESEMBLANCE;
	*out = mq_is_copied(&share, days) && !(form && mq_gists_part(&c->gist, &c->other));
	return MQ_DONE;
}

mq_status mq_copies_put(mq_store *s, mq_arena *a, int64_t n, const mq_record *r, bool *copy)
{
	comparing *c = MQ_NEW(a, comparing);
	mq_near_hit found[COMPARED_MOST];
	bool any = false;
	if (!c) return mq_store_fail(s, MQ_LIMIT, "no room for a signature");
	MQ_TRY(need_near(s));
	c->record = r;
	mq_signature_make(s->terms, r->article.body, &c->mine);
	MQ_TRY(mq_gist_of_record(s, a, r, &c->gist));
	uint32_t most = mq_near_find(s->near, &c->mine, found, COMPARED_MOST);
	MQ_TRY(keep_signature(s, n, &c->mine, &c->gist));
	MQ_TRY(mq_story_due(s, n));
	for (uint32_t i = 0; i < most; i++) {
		mq_likeness like;
		bool is = false;
		MQ_TRY(is_copy(s, a, c, found[i].article, &like, &is));
		if (!is) continue;
		MQ_TRY(mq_sql_run(s, "INSERT INTO copy VALUES(?1, ?2, ?3, ?4) ON CONFLICT DO NOTHING", "iirr", n,
				  (int64_t)found[i].article, like.resemblance, like.containment));
		any = true;
	}
	if (copy) *copy = any;
	if (r->article.body.n) keep_body(s, n, n, r->article.body);
	return any ? join_family(s, a, n) : MQ_DONE;
}

mq_status mq_copies_forget(mq_store *s, mq_arena *a, int64_t n)
{
	mq_signature *g = MQ_NEW(a, mq_signature);
	others family = {0};
	if (!g) return mq_store_fail(s, MQ_LIMIT, "no room for a signature");
	mq_status r = read_signature(s, n, g, NULL);
	if (r.code == MQ_END) return MQ_DONE;
	MQ_TRY(r);
	MQ_TRY(family_of(s, a, n, &family));
	MQ_TRY(mq_story_due_around(s, n));
	MQ_TRY(mq_sql_run(s, "INSERT INTO meta VALUES('edits', 1) ON CONFLICT(key) DO UPDATE SET value = value + 1", ""));
	s->edits++;
	if (s->near) mq_near_drop(s->near, (uint32_t)n, g);
	if (s->bodies) keep_body(s, n, 0, MQ_T(""));
	MQ_TRY(mq_sql_run(s, "DELETE FROM signature WHERE article = ?1", "i", n));
	MQ_TRY(mq_sql_run(s, "DELETE FROM copy WHERE article = ?1 OR other = ?1", "i", n));
	MQ_TRY(mq_sql_run(s, "UPDATE article SET copy_of = NULL WHERE n = ?1", "i", n));
	/* it may have been what held its family together */
	for (uint32_t i = 1; i < family.n; i++) MQ_TRY(name_original(s, a, family.v[i]));
	return MQ_DONE;
}
