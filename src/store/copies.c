/* Copies: near-duplicates of an article among all that are kept, found through shared shingles, compared by signature. Articles
 * that are copies of each other, directly or through others, have one original: the earliest published, whatever the order in
 * which they came. */
#include "story/story.h"

#include <stdlib.h>

#include "store/driver.h"

/* articles that are compared, the likeliest first; and those of them whose texts are. Who shares with more of them what is no
 * formula is a source run wild: the others stand alone */
#define COMPARED_MOST 1024u
#define TEXTS_MOST    512u
/* articles of one transaction that are looked at again */
#define DUE_A_BATCH 256u
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

static mq_status copies_due(mq_store *s, int64_t n)
{
	return mq_sql_run(s, "INSERT INTO copy_due VALUES(?1) ON CONFLICT DO NOTHING", "i", n);
}

/* articles that share with n what became a formula by it, and n: what they are copies of is looked at again when all is there */
static mq_status due_now(mq_store *s, int64_t n)
{
	const uint32_t *due;
	uint32_t many = mq_near_due(s->near, &due);
	for (uint32_t i = 0; i < many; i++) MQ_TRY(copies_due(s, due[i]));
	return many ? copies_due(s, n) : MQ_DONE;
}

static mq_status keep_signature(mq_store *s, int64_t n, const mq_signature *g, const mq_gist *gist)
{
	char bytes[MQ_GIST_BYTES_MOST];
	MQ_TRY(mq_sql_run(s, "INSERT INTO signature(article, shingles, common, hashes, gist) VALUES(?1, ?2, ?3, ?4, ?5)", "iiibb",
			  n, (int64_t)g->shingles, (int64_t)g->common, mq_text_at((const char *)g->hash, (size_t)g->n * 4),
			  mq_gist_pack(gist, bytes)));
	if (n > s->near_last) s->near_last = n;
	if (!mq_near_add(s->near, (uint32_t)n, g)) return mq_store_fail(s, MQ_NO_MEMORY, "out of memory");
	return due_now(s, n);
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

/* gives every member of a family its original; members' happenings then count their sources anew */
static mq_status name_family(mq_store *s, const others *family)
{
	int64_t original = 0, day = 0;
	char id[33] = "";
	for (uint32_t i = 0; i < family->n; i++) MQ_TRY(look_earlier(s, family->v[i], &original, &day, id));
	for (uint32_t i = 0; i < family->n; i++) {
		int64_t m = family->v[i];
		MQ_TRY(mq_sql_run(s, "UPDATE article SET copy_of = ?2 WHERE n = ?1 AND copy_of IS NOT ?2",
				  m == original ? "in" : "ii", m, original));
		MQ_TRY(mq_story_due(s, m));
		MQ_TRY(mq_sql_run(
		    s, "INSERT OR IGNORE INTO unsettled SELECT grp FROM event WHERE article = ?1 AND grp IS NOT NULL", "i", m));
	}
	return MQ_DONE;
}

static mq_status name_original(mq_store *s, mq_arena *a, int64_t n)
{
	others family = {0};
	MQ_TRY(family_of(s, a, n, &family));
	return name_family(s, &family);
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
	mq_near_hit found[COMPARED_MOST];
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

/* candidates of c's article in c->found */
static mq_status find_copies(mq_store *s, mq_arena *a, comparing *c, int64_t n, bool *any)
{
	uint32_t most = mq_near_find(s->near, &c->mine, c->found, COMPARED_MOST);
	for (uint32_t i = 0; i < most; i++) {
		int64_t other = c->found[i].article;
		mq_likeness like;
		bool is = false;
		if (other == n) continue;
		MQ_TRY(is_copy(s, a, c, other, &like, &is));
		if (!is) continue;
		MQ_TRY(mq_sql_run(s, "INSERT INTO copy VALUES(?1, ?2, ?3, ?4) ON CONFLICT DO NOTHING", "iirr",
				  n > other ? n : other, n > other ? other : n, like.resemblance, like.containment));
		*any = true;
	}
	return MQ_DONE;
}

mq_status mq_copies_put(mq_store *s, mq_arena *a, int64_t n, const mq_record *r, bool *copy)
{
	comparing *c = MQ_NEW(a, comparing);
	bool any = false;
	if (!c) return mq_store_fail(s, MQ_LIMIT, "no room for a signature");
	MQ_TRY(need_near(s));
	c->record = r;
	mq_signature_make(s->terms, r->article.body, &c->mine);
	MQ_TRY(mq_gist_of_record(s, a, r, &c->gist));
	MQ_TRY(find_copies(s, a, c, n, &any));
	MQ_TRY(keep_signature(s, n, &c->mine, &c->gist));
	MQ_TRY(mq_story_due(s, n));
	if (copy) *copy = any;
	if (r->article.body.n) keep_body(s, n, n, r->article.body);
	return any ? join_family(s, a, n) : MQ_DONE;
}

/* shingles that are no formulas any more: their holders are told to the index again, and looked at again */
static mq_status revive(mq_store *s, mq_arena *a, const uint32_t *hash, uint32_t n)
{
	mq_stmt *q;
	mq_status r;
	mq_signature *g = MQ_NEW(a, mq_signature);
	if (n == 0) return MQ_DONE;
	if (!g) return mq_store_fail(s, MQ_LIMIT, "no room for a signature");
	MQ_TRY(mq_sql_open(s, &q, "SELECT shingles, common, hashes, article FROM signature", ""));
	while (mq_ok(r = s->driver->step(q))) {
		uint32_t article = (uint32_t)s->driver->get_int(q, 3);
		signature_at(s, q, g);
		for (uint32_t i = 0; i < n && mq_ok(r); i++) {
			uint32_t k = 0;
			while (k < g->n && g->hash[k] != hash[i]) k++;
			if (k == g->n) continue;
			r = mq_near_revive(s->near, article, hash[i]) ? copies_due(s, article)
								      : mq_store_fail(s, MQ_NO_MEMORY, "out of memory");
		}
		if (!mq_ok(r)) break;
	}
	s->driver->done(q);
	return r.code == MQ_END ? MQ_DONE : r;
}

mq_status mq_copies_forget(mq_store *s, mq_arena *a, int64_t n)
{
	mq_signature *g = MQ_NEW(a, mq_signature);
	uint32_t revived[MQ_SIGNATURE_MOST];
	others family = {0};
	if (!g) return mq_store_fail(s, MQ_LIMIT, "no room for a signature");
	mq_status r = read_signature(s, n, g, NULL);
	if (r.code == MQ_END) return MQ_DONE;
	MQ_TRY(r);
	MQ_TRY(need_near(s));
	MQ_TRY(family_of(s, a, n, &family));
	MQ_TRY(mq_story_due_around(s, n));
	MQ_TRY(mq_sql_run(s, "INSERT INTO meta VALUES('edits', 1) ON CONFLICT(key) DO UPDATE SET value = value + 1", ""));
	s->edits++;
	if (s->bodies) keep_body(s, n, 0, MQ_T(""));
	MQ_TRY(mq_sql_run(s, "DELETE FROM signature WHERE article = ?1", "i", n));
	MQ_TRY(mq_sql_run(s, "DELETE FROM copy_due WHERE article = ?1", "i", n));
	MQ_TRY(mq_sql_run(s, "DELETE FROM copy WHERE article = ?1 OR other = ?1", "i", n));
	MQ_TRY(mq_sql_run(s, "UPDATE article SET copy_of = NULL WHERE n = ?1", "i", n));
	MQ_TRY(revive(s, a, revived, mq_near_drop(s->near, (uint32_t)n, g, revived)));
	/* it may have been what held its family together */
	for (uint32_t i = 1; i < family.n; i++) MQ_TRY(name_original(s, a, family.v[i]));
	return MQ_DONE;
}

/* what an article is a copy of, anew: the same as if all articles that are there had come before it. Who was of its family is
 * added to `touched` */
static mq_status find_again(mq_store *s, mq_arena *a, int64_t n, mq_arena *kept, others *touched)
{
	mq_page page;
	mq_record r;
	bool any = false;
	others before = {0};
	comparing *c = MQ_NEW(a, comparing);
	if (!c) return mq_store_fail(s, MQ_LIMIT, "no room for a signature");
	mq_status st = read_signature(s, n, &c->mine, &c->gist);
	if (st.code == MQ_END) return MQ_DONE;
	MQ_TRY(st);
	MQ_TRY(mq_store_record(s, a, n, &page, &r));
	c->record = &r;
	MQ_TRY(family_of(s, a, n, &before));
	for (uint32_t i = 0; i < before.n; i++) {
		int64_t *t = mq_push(kept, touched);
		if (!t) return mq_store_fail(s, MQ_LIMIT, "no room for copies");
		*t = before.v[i];
	}
	MQ_TRY(mq_sql_run(s, "DELETE FROM copy WHERE article = ?1 OR other = ?1", "i", n));
	return find_copies(s, a, c, n, &any);
}

static int by_number(const void *x, const void *y)
{
	const int64_t *a = x, *b = y;
	return (*a > *b) - (*a < *b);
}

/* every family that was touched, once */
static mq_status name_families(mq_store *s, mq_arena *a, others *touched, mq_arena *kept)
{
	bool *done = MQ_ARRAY(kept, bool, touched->n + 1);
	if (!done) return mq_store_fail(s, MQ_LIMIT, "no room for copies");
	if (touched->n) qsort(touched->v, touched->n, sizeof *touched->v, by_number);
	for (uint32_t i = 0; i < touched->n; i++) {
		others family = {0};
		if (done[i] || (i && touched->v[i] == touched->v[i - 1])) continue;
		mq_arena_clear(a);
		MQ_TRY(family_of(s, a, touched->v[i], &family));
		MQ_TRY(name_family(s, &family));
		for (uint32_t k = 0; k < family.n; k++) {
			const int64_t *at = bsearch(&family.v[k], touched->v, touched->n, sizeof *touched->v, by_number);
			while (at && at > touched->v && at[-1] == *at) at--;
			if (at) done[at - touched->v] = true;
		}
	}
	return MQ_DONE;
}

static mq_status settle_due(mq_store *s, mq_arena *a, mq_arena *kept, uint32_t *done)
{
	others touched = {0};
	int64_t n = 0;
	for (*done = 0; *done < DUE_A_BATCH; ++*done) {
		mq_arena_clear(a);
		mq_status r = mq_sql_int(s, &n, "SELECT article FROM copy_due LIMIT 1", "");
		if (r.code == MQ_END) break;
		MQ_TRY(r);
		MQ_TRY(need_near(s));
		MQ_TRY(find_again(s, a, n, kept, &touched));
		MQ_TRY(mq_sql_run(s, "DELETE FROM copy_due WHERE article = ?1", "i", n));
	}
	return name_families(s, a, &touched, kept);
}

mq_status mq_copies_settle(mq_store *s, mq_arena *a, uint32_t *done)
{
	mq_arena *kept = mq_arena_open(MQ_PAGE_ARENA_MOST);
	mq_status r = kept ? settle_due(s, a, kept, done) : mq_store_fail(s, MQ_NO_MEMORY, "out of memory");
	mq_arena_close(kept);
	return r;
}
