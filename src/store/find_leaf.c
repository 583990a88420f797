/* One phrase of a query in the segments of the index: where its words are, how many articles have it, and, window by window,
 * which. */
#include <math.h>

#include "store/find.h"

#define IDF_LEAST  1e-6
#define LATE_EACH  4096u
#define PLACE_ROOM 256u
/* articles of all phrases together: 16 MB of them */
#define LISTED_MOST 2000000u

/* ── phrases: the words in a row ── */
typedef struct {
	mq_finding *f;
	const mq_segment *segment;
	mq_find_leaf *leaf;
	uint32_t words, rarest;
	mq_list *list;
	mq_cursor *cursor;
	uint32_t *at, at_cap; /* where a run may begin */
} phrase;

/* the places of a word in the title or the body of the document that its cursor is at */
static const uint32_t *places_of(phrase *x, uint32_t word, bool body, uint32_t *n)
{
	mq_cursor *c = &x->cursor[word];
	const uint32_t *at = mq_cursor_places(c, x->f->s->scratch);
	*n = body ? c->body[c->i] : c->title[c->i];
	return at && body ? at + c->title[c->i] : at;
}

/* how often the words stand in a row in the title, or in the body, of the document that all cursors are at */
static bool count_runs(phrase *x, bool body, uint32_t *out)
{
	uint32_t n = 0, now;
	*out = 0;
	for (uint32_t i = 0; i < x->words; i++)
		if ((body ? x->cursor[i].body : x->cursor[i].title)[x->cursor[i].i] == 0) return true;
	const uint32_t *at = places_of(x, 0, body, &n);
	if (!at) return false;
	if (n > x->at_cap) {
		x->at_cap = n * 2 + PLACE_ROOM;
		x->at = mq_arena_alloc(x->f->s->scratch, x->at_cap * sizeof *x->at);
		if (!x->at) return x->at_cap = 0, false;
	}
	memcpy(x->at, at, n * sizeof *at);
	for (uint32_t i = 1; i < x->words && n; i++) {
		uint32_t kept = 0, k = 0, p = 0;
		if (!(at = places_of(x, i, body, &now))) return false;
		while (k < n && p < now) {
			if (x->at[k] + i == at[p]) x->at[kept++] = x->at[k++];
			else if (x->at[k] + i < at[p]) k++;
			else p++;
		}
		n = kept;
	}
	*out = n;
	return true;
}

/* the next document that has all words, from this one on */
static uint32_t next_common(phrase *x, uint32_t doc)
{
	for (uint32_t i = 0; i < x->words && doc != MQ_NO_DOC;) {
		/* the rarest word leads */
		uint32_t word = i == 0 ? x->rarest : i <= x->rarest ? i - 1 : i;
		uint32_t at = mq_cursor_seek(&x->cursor[word], doc);
		i = at == doc ? i + 1 : i == 0 ? 1 : 0;
		doc = at;
	}
	return doc;
}

static mq_status weigh_here(phrase *x, uint32_t doc, mq_weighed_list *out)
{
	bool title_only = x->leaf->node->title;
	uint32_t title = 0, body = 0;
	for (uint32_t i = 0; i < x->words; i++)
		if (!mq_cursor_count(&x->cursor[i])) return mq_index_damaged(x->f->s, x->segment);
	if (x->words == 1) title = x->cursor[0].title[x->cursor[0].i];
	if (x->words > 1 && (!count_runs(x, false, &title) || (!title_only && !count_runs(x, true, &body))))
		return mq_arena_failed(x->f->s->scratch) ? mq_store_fail(x->f->s, MQ_LIMIT, "the phrase is too large")
							 : mq_index_damaged(x->f->s, x->segment);
	if (title + body == 0) return MQ_DONE;
	mq_weighed *w = x->f->listed++ < LISTED_MOST ? mq_push(x->f->a, out) : NULL;
	if (!w) x->f->late = true; /* no room is as no time: what there is is told */
	else *w = (mq_weighed){doc, MQ_FIND_TITLE * title + body};
	return MQ_DONE;
}

static mq_status open_phrase(phrase *x, const mq_found *found)
{
	mq_arena *scratch = x->f->s->scratch;
	x->words = x->leaf->node->words.n;
	x->list = MQ_ARRAY(scratch, mq_list, x->words);
	x->cursor = mq_arena_alloc(scratch, x->words * sizeof *x->cursor);
	if (!x->list || !x->cursor) return mq_store_fail(x->f->s, MQ_LIMIT, "the phrase is too large");
	for (uint32_t i = 0; i < x->words; i++) {
		if (x->words > 1 && !found[i].entry.has_places) return mq_index_damaged(x->f->s, x->segment);
		MQ_TRY(mq_segment_list(x->f->s, scratch, x->segment, &found[i].entry, x->words > 1, &x->list[i]));
		mq_cursor_open(&x->cursor[i], &x->list[i]);
		if (found[i].docs < found[x->rarest].docs) x->rarest = i;
	}
	return MQ_DONE;
}

static mq_status list_phrase(mq_finding *f, mq_find_leaf *l, const mq_segment *g, const mq_found *found, mq_weighed_list *out)
{
	phrase x = {.f = f, .segment = g, .leaf = l};
	for (uint32_t i = 0; i < l->node->words.n; i++)
		if (found[i].docs == 0) return MQ_DONE;
	mq_arena_clear(f->s->scratch);
	MQ_TRY(open_phrase(&x, found));
	for (uint32_t doc = 0, looked = 0; !f->late && (doc = next_common(&x, doc)) != MQ_NO_DOC; doc++) {
		if (!mq_is_gone(g, doc)) MQ_TRY(weigh_here(&x, doc, out));
		if (++looked % LATE_EACH == 0 && f->s->driver->late(f->s)) f->late = true;
	}
	for (uint32_t i = 0; i < x.words; i++)
		if (x.cursor[i].damaged) return mq_index_damaged(f->s, g);
	l->docs += out->n;
	return MQ_DONE;
}

/* ── how many articles ── */
/* without those that are gone: they would weigh in the rank until their segment is written anew */
static mq_status count_word(mq_finding *f, const mq_segment *g, const mq_found *found, uint64_t *docs)
{
	mq_list list;
	*docs += found->docs;
	if (!g->gone || !found->docs) return MQ_DONE;
	mq_arena_clear(f->s->scratch);
	MQ_TRY(mq_segment_list(f->s, f->s->scratch, g, &found->entry, false, &list));
	mq_cursor *c = mq_arena_alloc(f->s->scratch, sizeof *c);
	if (!c) return mq_store_fail(f->s, MQ_LIMIT, "the answer is too large");
	mq_cursor_open(c, &list);
	for (uint32_t b = 0; b < list.blocks; b++) {
		if (!mq_cursor_read(c, b)) return mq_index_damaged(f->s, g);
		for (uint32_t i = 0; i < c->n; i++) *docs -= mq_is_gone(g, c->doc[i]);
	}
	return MQ_DONE;
}

mq_status mq_leaf_find(mq_finding *f, mq_find_leaf *l)
{
	uint32_t words = l->node->words.n;
	l->listed = !l->either && (words > 1 || l->node->title);
	l->found = MQ_ARRAY(f->a, mq_found, (size_t)f->segments.n * words + 1);
	l->list = l->listed ? MQ_ARRAY(f->a, mq_weighed_list, f->segments.n + 1) : NULL;
	if (!l->found || (l->listed && !l->list)) return mq_store_fail(f->s, MQ_LIMIT, "the answer is too large");
	for (uint32_t i = 0; i < f->segments.n && !f->late; i++) {
		mq_found *found = l->found + (size_t)i * words;
		const mq_segment *g = &f->segments.v[i];
		for (uint32_t w = 0; w < words; w++) MQ_TRY(mq_segment_find(f->s, f->a, g, l->node->words.v[w], &found[w]));
		if (l->listed) MQ_TRY(list_phrase(f, l, g, found, &l->list[i]));
		for (uint32_t w = 0; !l->listed && w < words; w++) MQ_TRY(count_word(f, g, &found[w], &l->docs));
	}
	if (l->base) l->docs += l->base->docs;
	double all = (double)f->docs, docs = (double)l->docs;
	l->idf = log((all - docs + 0.5) / (docs + 0.5));
	if (!(l->idf > IDF_LEAST)) l->idf = IDF_LEAST;
	return MQ_DONE;
}

/* ── window by window ── */
mq_status mq_leaf_enter(mq_finding *f, mq_find_leaf *l, uint32_t i)
{
	uint32_t words = l->node->words.n;
	l->next = 0;
	l->segment = i;
	l->window = UINT32_MAX;
	l->here = l->base || (l->listed && l->list[i].n > 0);
	for (uint32_t w = 0; w < 2; w++) {
		l->source[w].here = false;
		l->source[w].held = MQ_NO_DOC;
		l->source[w].next = l->source[w].blocks = 0;
	}
	for (uint32_t w = 0; !l->listed && w < words; w++) {
		mq_find_source *x = &l->source[w];
		const mq_found *found = &l->found[(size_t)i * words + w];
		x->here = found->docs > 0;
		if (!x->here) continue;
		l->here = true;
		MQ_TRY(mq_segment_list(f->s, f->s->scratch, &f->segments.v[i], &found->entry, false, &x->list));
	}
	return MQ_DONE;
}

static bool any_between(const uint64_t *bits, uint32_t from, uint32_t to)
{
	uint64_t first = ~(uint64_t)0 << from % 64, last = ~(uint64_t)0 >> (63 - to % 64);
	uint32_t i = from / 64, end = to / 64;
	if (i == end) return bits[i] & first & last;
	if (bits[i] & first) return true;
	while (++i < end)
		if (bits[i]) return true;
	return bits[end] & last;
}

/* a block without tails is bits already: bit `heads` is document `first` */
static bool take_bits(mq_find_source *x, mq_find_block *k, uint32_t from, uint32_t n, uint32_t last)
{
	const mq_parts *p = &k->parts;
	uint64_t bit = p->heads, doc = p->first;
	uint32_t take;
	if (doc + (p->tails - bit) > (uint64_t)last + 1) return false;
	for (; bit < p->tails && doc < from + n; bit += take, doc += take) {
		uint64_t most = doc < from ? from - doc : from + n - doc, left = p->tails - bit;
		take = most < 32 ? (uint32_t)most : 32;
		if (take > left) take = (uint32_t)left;
		uint64_t w = mq_bits_near(p->p, bit) & (((uint64_t)1 << take) - 1);
		if (doc < from) {
			k->before += mq_ones(w);
			continue;
		}
		uint32_t to = (uint32_t)(doc - from);
		x->bits[to / 64] |= w << to % 64;
		if (to % 64 > 32 && to / 64 + 1 < MQ_WINDOW_WORDS) x->bits[to / 64 + 1] |= w >> (64 - to % 64);
	}
	return true;
}

static bool take_docs(mq_find_source *x, mq_find_block *k, uint32_t b, uint32_t from, uint32_t n)
{
	if (x->held != b && !mq_block_docs(&x->list, b, &k->parts, x->doc)) return false;
	if (x->held != b) x->at = 0;
	x->held = b;
	while (x->at < k->parts.n && x->doc[x->at] < from) x->at++;
	k->before = x->at;
	for (uint32_t i = x->at; i < k->parts.n && x->doc[i] - from < n; i++) {
		uint32_t doc = x->doc[i] - from;
		x->bits[doc / 64] |= (uint64_t)1 << doc % 64;
	}
	return true;
}

static bool read_window(mq_find_source *x, uint32_t from, uint32_t n, const uint64_t *mask)
{
	const mq_list *list = &x->list;
	x->blocks = 0;
	memset(x->bits, 0, sizeof x->bits);
	while (x->next < list->blocks && list->block[x->next].last < from) x->next++;
	for (uint32_t b = x->next; b < list->blocks; b++) {
		uint32_t first = b ? list->block[b - 1].last + 1 : 0, last = list->block[b].last;
		mq_find_block *k = &x->block[x->blocks];
		if (first >= from + n) break;
		k->from = first > from ? first - from : 0;
		k->to = last - from < n ? last - from : n - 1;
		k->before = 0;
		if (!any_between(mask, k->from, k->to)) continue;
		if (x->blocks == MQ_WINDOW_BLOCKS - 1) return false;
		if (x->held != b && !mq_block_parts(list, b, &x->parts)) return false;
		k->parts = x->parts;
		x->blocks++;
		bool taken = k->parts.k == 0 && x->held != b ? take_bits(x, k, from, n, last) : take_docs(x, k, b, from, n);
		if (!taken) return false;
	}
	return true;
}

bool mq_leaf_window(mq_find_leaf *l, uint32_t window, uint32_t from, uint32_t n, const uint64_t *mask)
{
	if (l->window == window) return true;
	l->window = window;
	memset(l->bits, 0, sizeof l->bits);
	if (!l->here) return true;
	if (l->base) memcpy(l->bits, l->base->bits, sizeof l->bits);
	for (uint32_t w = 0; w < 2 && !l->listed; w++) {
		if (!l->source[w].here) continue;
		if (!read_window(&l->source[w], from, n, mask)) return false;
		for (uint32_t i = 0; i < MQ_WINDOW_WORDS; i++) l->bits[i] |= l->source[w].bits[i];
	}
	if (!l->listed) return true;
	const mq_weighed_list *all = &l->list[l->segment];
	while (l->next < all->n && all->v[l->next].doc < from) l->next++;
	for (uint32_t i = l->next; i < all->n && all->v[i].doc - from < n; i++) {
		uint32_t doc = all->v[i].doc - from;
		l->bits[doc / 64] |= (uint64_t)1 << doc % 64;
	}
	return true;
}

/* ── how often ── */
/* of an odd posting, by its number among them; 0: damaged */
static inline uint32_t odd_weight(const mq_parts *p, uint32_t odd)
{
	uint32_t code = mq_code_at(p, odd), title, body;
	if (code < MQ_COUNT_FULL) return MQ_FIND_TITLE * mq_counts_usual[code][0] + mq_counts_usual[code][1];
	return mq_count_full(p, odd, &title, &body) ? MQ_FIND_TITLE * title + body : 0;
}

/* what a block has of one word of the window's bits: a posting's number is that of the bits of its block before it */
static bool weigh_word(const mq_parts *p, uint64_t own, uint64_t hit, uint32_t before, uint32_t *sum)
{
	for (uint64_t left = own & hit; left; left &= left - 1) {
		uint32_t i = (uint32_t)__builtin_ctzll(left), posting = before + mq_ones(own & (((uint64_t)1 << i) - 1));
		uint32_t n = mq_is_odd(p, posting) ? odd_weight(p, mq_odd_before(p, posting)) : 1;
		if (n == 0) return false;
		sum[i] += n;
	}
	return true;
}

/* where all are hit they are counted as they come */
static bool weigh_all(const mq_parts *p, uint64_t own, uint32_t before, uint32_t *sum)
{
	uint32_t odd = mq_odd_before(p, before);
	for (uint64_t left = own; left; left &= left - 1, before++) {
		uint32_t i = (uint32_t)__builtin_ctzll(left), n = mq_is_odd(p, before) ? odd_weight(p, odd++) : 1;
		if (n == 0) return false;
		sum[i] += n;
	}
	return true;
}

static bool weigh_source(const mq_find_source *x, const uint64_t *hit, uint32_t *sum)
{
	for (uint32_t b = 0; b < x->blocks; b++) {
		const mq_find_block *k = &x->block[b];
		uint32_t before = k->before;
		for (uint32_t i = k->from / 64; i <= k->to / 64; i++) {
			uint64_t own = x->bits[i];
			if (i == k->from / 64) own &= ~(uint64_t)0 << k->from % 64;
			if (i == k->to / 64) own &= ~(uint64_t)0 >> (63 - k->to % 64);
			uint32_t *to = sum + (size_t)64 * i;
			bool every = own && (own & ~hit[i]) == 0;
			if (every && !weigh_all(&k->parts, own, before, to)) return false;
			if (!every && own & hit[i] && !weigh_word(&k->parts, own, hit[i], before, to)) return false;
			before += mq_ones(own);
		}
	}
	return true;
}

bool mq_leaf_weigh(const mq_find_leaf *l, uint32_t from, const uint64_t *hit, uint32_t *sum)
{
	if (!l->here) return true;
	if (l->base && !mq_leaf_weigh(l->base, from, hit, sum)) return false;
	for (uint32_t w = 0; w < 2 && !l->listed; w++)
		if (l->source[w].here && !weigh_source(&l->source[w], hit, sum)) return false;
	if (!l->listed) return true;
	const mq_weighed_list *all = &l->list[l->segment];
	for (uint32_t i = l->next; i < all->n && all->v[i].doc - from < MQ_CHUNK; i++) {
		uint32_t doc = all->v[i].doc - from;
		if (hit[doc / 64] >> doc % 64 & 1) sum[doc] += all->v[i].n;
	}
	return true;
}
