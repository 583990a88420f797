#include "article/title.h"

#define WORDS_MOST    48
#define HEADINGS_MOST 64
#define HEADING_BYTES 800u

typedef struct {
	uint64_t h[WORDS_MOST];
	uint32_t at[WORDS_MOST]; /* where each begins */
	uint32_t n;
} word_set;

static bool word_byte(unsigned char c) { return c >= 0x80 || (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z'); }

/* general punctuation (U+2000–206F), guillemets and Arabic commas are no letters: length of such a sign at i, or 0 */
static size_t sign_at(mq_text t, size_t i)
{
	const unsigned char *p = (const unsigned char *)t.p + i;
	if (i + 2 < t.n && p[0] == 0xE2 && (p[1] == 0x80 || p[1] == 0x81)) return 3;
	if (i + 1 < t.n && p[0] == 0xC2) return 2;
	if (i + 1 < t.n && p[0] == 0xD8 && (p[1] == 0x8C || p[1] == 0x9B || p[1] == 0x9F)) return 2;
	return 0;
}

static void words_of(mq_text t, word_set *out)
{
	out->n = 0;
	for (size_t i = 0; i < t.n && out->n < WORDS_MOST;) {
		size_t sign = sign_at(t, i);
		if (sign || !word_byte((unsigned char)t.p[i])) {
			i += sign ? sign : 1;
			continue;
		}
		size_t from = i;
		while (i < t.n && word_byte((unsigned char)t.p[i]) && !sign_at(t, i)) i++;
		out->at[out->n] = (uint32_t)from;
		out->h[out->n++] = mq_word_hash(mq_text_sub(t, from, i));
	}
}

static float likeness(const word_set *x, const word_set *y)
{
	uint32_t both = 0;
	uint64_t used = 0;
	if (x->n == 0 || y->n == 0) return 0;
	for (uint32_t i = 0; i < x->n; i++)
		for (uint32_t k = 0; k < y->n; k++) {
			if (x->h[i] != y->h[k] || (used >> k & 1)) continue;
			used |= 1ull << k;
			both++;
			break;
		}
	return 2.0f * (float)both / (float)(x->n + y->n);
}

float mq_likeness(mq_text a, mq_text b)
{
	word_set x, y;
	words_of(a, &x);
	words_of(b, &y);
	return likeness(&x, &y);
}

typedef struct {
	uint32_t node;
	mq_text text;
	word_set words;
	float like; /* to the best of the head's titles */
	float score;
} heading;

typedef struct {
	mq_text text;
	word_set words;
	int rank;
} head_title;

/* "headline - site" and its like: the longest part between separators */
static mq_text without_site(mq_text t, mq_text site)
{
	static const char *const parts[] = {" | ", " - ", " – ", " — ", " :: ", " » ", " · ", " • ", " « ", " ‹ ", " › ", "|"};
	for (int round = 0; round < 3; round++) {
		size_t cut = SIZE_MAX, sep = 0;
		for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
			mq_text p = mq_text_of(parts[i]);
			for (size_t at = 0; (at = mq_text_find(t, p, at)) != SIZE_MAX; at += p.n)
				if (cut == SIZE_MAX || at > cut) {
					cut = at;
					sep = p.n;
				}
		}
		if (cut == SIZE_MAX) break;
		mq_text left = mq_text_trim(mq_text_sub(t, 0, cut)), right = mq_text_trim(mq_text_sub(t, cut + sep, t.n));
		bool site_right = site.n && mq_likeness(right, site) > 0.6f, site_left = site.n && mq_likeness(left, site) > 0.6f;
		if (site_left && !site_right) t = right;
		else if (site_right || right.n * 2 < left.n) t = left;
		else if (left.n * 2 < right.n && round == 0) t = right;
		else break;
	}
	return t;
}

static uint32_t head_titles(mq_arena *a, const mq_dom *d, const mq_meta *m, head_title *out, uint32_t most)
{
	uint32_t n = 0;
	mq_text site = mq_meta_best(a, m, MQ_META_SITE);
	for (uint32_t i = 0; i < m->vote.n && n + 1 < most; i++) {
		const mq_meta_vote *v = &m->vote.v[i];
		if (v->field != MQ_META_TITLE || v->raw.n > HEADING_BYTES * 2) continue;
		mq_text t = mq_vote_text(a, v);
		if (!t.n) continue;
		out[n++] = (head_title){.text = without_site(t, site), .rank = v->rank + (v->from == MQ_FROM_JSON)};
	}
	if (d->title) {
		mq_text t = mq_dom_text(a, d, d->title, HEADING_BYTES * 2);
		if (t.n) out[n++] = (head_title){.text = without_site(t, site), .rank = 9};
	}
	for (uint32_t i = 0; i < n; i++) words_of(out[i].text, &out[i].words);
	return n;
}

static bool said_heading(const mq_dom *d, uint32_t i)
{
	mq_text v = mq_dom_attr(d, i, "itemprop");
	if (v.n && (mq_text_find(v, MQ_T("headline"), 0) != SIZE_MAX)) return true;
	v = mq_dom_attr(d, i, "class");
	if (!v.n || v.n > 300) return false;
	return mq_text_find(v, MQ_T("entry-title"), 0) != SIZE_MAX || mq_text_find(v, MQ_T("headline"), 0) != SIZE_MAX ||
	       mq_text_find(v, MQ_T("post-title"), 0) != SIZE_MAX || mq_text_find(v, MQ_T("article-title"), 0) != SIZE_MAX;
}

static float heading_score(const mq_dom *d, const mq_blocks *b, const heading *h, bool first_h1)
{
	uint16_t tag = d->node[h->node].tag, in = b->inside[h->node];
	float s = h->like * 2.0f;
	if (tag == MQ_TAG_h1) s += 1.0f;
	else if (tag == MQ_TAG_h2) s += 0.3f;
	if (said_heading(d, h->node)) s += 0.3f;
	if (first_h1) s += 0.2f;
	if (in & (IN_ASIDE | IN_FOOTER | IN_NAV)) s -= 0.7f;
	if (h->words.n < 3) s -= 0.5f;
	return s;
}

/* up to this many words before the title in one heading are a kicker */
#define KICKER_WORDS 4u
#define TITLE_WORDS  4u

/* where the title begins in a heading whose end the head of the page gives word for word */
static uint32_t after_kicker(const heading *h, const head_title *said, uint32_t said_n)
{
	for (uint32_t k = 0; k < said_n; k++) {
		const word_set *w = &said[k].words, *x = &h->words;
		if (w->n < TITLE_WORDS || w->n >= x->n || x->n - w->n > KICKER_WORDS || x->n == WORDS_MOST) continue;
		if (memcmp(x->h + (x->n - w->n), w->h, w->n * sizeof *w->h) == 0) {
			uint32_t at = x->at[x->n - w->n];
			/* an opening quotation mark goes with the title */
			while (at > 0 && h->text.p[at - 1] != ' ') at--;
			return at;
		}
	}
	return 0;
}

mq_status mq_title_pick(mq_arena *a, const mq_dom *d, const mq_blocks *b, const mq_meta *m, mq_title *out)
{
	head_title said[24];
	uint32_t said_n = head_titles(a, d, m, said, 24), n = 0;
	heading *h = mq_arena_alloc(a, sizeof *h * HEADINGS_MOST), *best = NULL;
	bool seen_h1 = false;
	memset(out, 0, sizeof *out);
	if (!h) return mq_fail_memory(a);
	for (uint32_t i = 1; i < d->n && n < HEADINGS_MOST; i++) {
		uint16_t tag = d->node[i].tag;
		if ((d->node[i].flags & MQ_NODE_HIDE) || tag < MQ_TAG_h1 || tag > MQ_TAG_h3) continue;
		heading *x = &h[n];
		*x = (heading){.node = i, .text = mq_dom_text(a, d, i, HEADING_BYTES)};
		if (x->text.n < 2 || x->text.n >= HEADING_BYTES) continue;
		words_of(x->text, &x->words);
		for (uint32_t k = 0; k < said_n; k++) {
			float l = likeness(&x->words, &said[k].words);
			if (l > x->like) x->like = l;
		}
		x->score = heading_score(d, b, x, tag == MQ_TAG_h1 && !seen_h1);
		if (tag == MQ_TAG_h1) seen_h1 = true;
		if (!best || x->score > best->score) best = x;
		n++;
	}
	if (best && best->score >= 1.1f) {
		out->node = best->node;
		out->from = after_kicker(best, said, said_n);
		out->text = mq_text_sub(best->text, out->from, best->text.n);
		return MQ_DONE;
	}
	const head_title *said_best = NULL;
	for (uint32_t k = 0; k < said_n; k++)
		if (!said_best || said[k].rank < said_best->rank) said_best = &said[k];
	if (said_best) out->text = said_best->text;
	else if (best) {
		out->node = best->node;
		out->text = best->text;
	}
	return MQ_DONE;
}
