/* Did you mean: names of the archive's people, and words of its index, that are near a word that found nothing. */
#include <stdlib.h>

#include "store/search.h"

#define LETTERS_MOST     24u
#define SUGGESTIONS_MOST 5u
#define LOOKED_EACH      4096u /* words between two looks at the clock */

typedef struct {
	mq_text text;
	uint32_t distance;
	int64_t articles;
} near;

/* letters of a word, at most LETTERS_MOST */
static uint32_t letters(mq_text t, uint32_t out[LETTERS_MOST])
{
	uint32_t n = 0;
	for (size_t at = 0; at < t.n && n < LETTERS_MOST;) out[n++] = mq_utf8_next(t, &at);
	return n;
}

/* changes of a letter, a missing one, one too many, two swapped, that make one word of the other; over 2 is 3 */
static uint32_t distance(mq_text x, mq_text y)
{
	uint32_t a[LETTERS_MOST], b[LETTERS_MOST], row[3][LETTERS_MOST + 1];
	uint32_t n = letters(x, a), m = letters(y, b);
	if (n > m + 2 || m > n + 2) return 3;
	for (uint32_t k = 0; k <= m; k++) row[0][k] = k;
	for (uint32_t i = 1; i <= n; i++) {
		uint32_t *now = row[i % 3], *up = row[(i + 2) % 3], *up2 = row[(i + 1) % 3];
		now[0] = i;
		for (uint32_t k = 1; k <= m; k++) {
			uint32_t d = up[k - 1] + (a[i - 1] != b[k - 1]);
			if (up[k] + 1 < d) d = up[k] + 1;
			if (now[k - 1] + 1 < d) d = now[k - 1] + 1;
			if (i > 1 && k > 1 && a[i - 1] == b[k - 2] && a[i - 2] == b[k - 1] && up2[k - 2] + 1 < d)
				d = up2[k - 2] + 1;
			now[k] = d;
		}
	}
	return row[n % 3][m] > 2 ? 3 : row[n % 3][m];
}

#define ARTICLE    MQ_T("ال")
#define BARE_LEAST 3u /* letters that a name keeps without its article */

/* the distance of the nearest word of a name, with its article or without */
static uint32_t nearest(mq_text name, mq_text word)
{
	uint32_t best = 3;
	mq_text piece;
	while (mq_text_split(&name, ' ', &piece)) {
		bool article = mq_text_starts(piece, ARTICLE) && mq_utf8_count(piece) >= BARE_LEAST + 2;
		uint32_t d = distance(piece, word), bare = article ? distance(mq_text_sub(piece, ARTICLE.n, piece.n), word) : 3;
		if (bare < d) d = bare;
		if (d && d < best) best = d;
	}
	return best;
}

static int by_nearness(const void *x, const void *y)
{
	const near *a = x, *b = y;
	if (a->distance != b->distance) return a->distance < b->distance ? -1 : 1;
	if (a->articles != b->articles) return a->articles > b->articles ? -1 : 1;
	return mq_text_cmp(a->text, b->text);
}

static mq_status near_names(mq_store *s, mq_arena *a, mq_text word, near *out, uint32_t most, uint32_t *n)
{
	mq_stmt *q;
	uint32_t allowed = mq_utf8_count(word) > 4 ? 2 : 1;
	MQ_TRY(mq_sql_open(
	    s, &q,
	    "SELECT pf.key, p.name, (SELECT count(*) FROM article_person ap WHERE ap.person = p.n) FROM person_form pf JOIN"
	    " person p ON p.n = pf.person",
	    ""));
	while (*n < most && mq_ok(s->driver->step(q))) {
		uint32_t d = nearest(s->driver->get_text(q, 0), word);
		if (d > allowed) continue;
		out[(*n)++] = (near){mq_arena_text(a, s->driver->get_text(q, 1)), d, s->driver->get_int(q, 2)};
	}
	s->driver->done(q);
	return MQ_DONE;
}

static void add_near(mq_arena *a, near *out, uint32_t most, uint32_t *n, mq_text term, uint32_t d, int64_t articles)
{
	for (uint32_t i = 0; i < *n; i++)
		if (mq_text_eq(out[i].text, term)) { /* of another segment */
			out[i].articles += articles;
			return;
		}
	if (*n < most) out[(*n)++] = (near){mq_arena_text(a, term), d, articles};
}

static mq_status near_in_segment(mq_store *s, mq_arena *a, const mq_segment *g, mq_text head, mq_text word, near *out,
				 uint32_t most, uint32_t *n)
{
	mq_walk w;
	uint32_t allowed = mq_utf8_count(word) > 5 ? 2 : 1, looked = 0;
	mq_status r = mq_walk_open(s, g, head, &w);
	while (mq_ok(r) && mq_ok(r = mq_walk_next(&w))) {
		mq_text term = w.entry.term;
		if (++looked % LOOKED_EACH == 0 && s->driver->late(s)) break;
		if (!mq_text_starts(term, head)) {
			if (mq_text_cmp(term, head) > 0) break;
			continue;
		}
		uint32_t d = distance(term, word);
		if (d && d <= allowed) add_near(a, out, most, n, term, d, w.entry.docs);
	}
	mq_walk_close(&w);
	return r.code == MQ_END || r.code == MQ_LIMIT ? MQ_DONE : r;
}

/* words of the index that begin with the same letter */
static mq_status near_words(mq_store *s, mq_arena *a, mq_text word, near *out, uint32_t most, uint32_t *n)
{
	mq_segments all;
	size_t first = 0;
	if (mq_utf8_count(word) < 4) return MQ_DONE;
	(void)mq_utf8_next(word, &first);
	MQ_TRY(mq_segments_read(s, a, &all));
	for (uint32_t i = 0; i < all.n && !s->driver->late(s); i++)
		MQ_TRY(near_in_segment(s, a, &all.v[i], mq_text_sub(word, 0, first), word, out, most, n));
	return MQ_DONE;
}

mq_status mq_suggest(mq_store *s, mq_arena *a, const mq_query *q, mq_answer *out)
{
	enum { most = 200 };
	uint32_t n = 0;
	near *list = MQ_ARRAY(a, near, most);
	if (!list) return mq_store_fail(s, MQ_LIMIT, "the answer is too large");
	const mq_query_node *node = q->root;
	if (node && node->op == MQ_QUERY_AND) node = node->child;
	mq_status r = MQ_DONE;
	s->driver->bound(s, 300);
	for (uint32_t words = 0; node && words < 4; node = node->next)
		for (uint32_t i = 0; i < node->words.n && words < 4 && mq_ok(r); i++, words++) {
			r = near_names(s, a, node->words.v[i], list, most / 2, &n);
			if (mq_ok(r)) r = near_words(s, a, node->words.v[i], list, most, &n);
		}
	s->driver->bound(s, 0);
	if (!mq_ok(r) && r.code != MQ_LIMIT) return r; /* out of time: what there is */
	qsort(list, n, sizeof *list, by_nearness);
	for (uint32_t i = 0; i < n && out->suggestions.n < SUGGESTIONS_MOST; i++) {
		if (i && mq_text_eq(list[i].text, list[i - 1].text)) continue;
		mq_text *t = mq_push(a, &out->suggestions);
		if (t) *t = list[i].text;
	}
	return MQ_DONE;
}
