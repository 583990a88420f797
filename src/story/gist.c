/* The gist of an article and how alike two gists are: cosine over the weightiest words, weighed by how common a word is in text
 * that does not change (models/story), so that what two articles share never depends on what else is kept. */
#include <math.h>
#include <stdlib.h>

#include "story/story.h"

/* figures of this file were tuned on one half of 400 grouped articles (tests/quality/stories_2018_04.tsv) */
/* words of a body that are looked at: news says first what it is about */
#define BODY_WORDS   250u
#define TITLE_WORDS  60u
#define TITLE_WEIGHT 1.5
/* rarity below which a word says nothing of the matter (log of runs over runs that have it) */
#define RARITY_LEAST 1.0
/* a day apart costs this share of likeness */
#define DAY_COST 0.1
/* articles whose names part them are of one story only if all else is the same */
#define PARTED_COST 0.5
#define WEIGHT_BITS 6u

typedef struct {
	uint64_t key;
	uint32_t runs;
} common;

struct mq_weights {
	MQ_VEC(common) words;
	double runs;
};

static int by_key(const void *x, const void *y)
{
	const common *a = x, *b = y;
	return (a->key > b->key) - (a->key < b->key);
}

mq_status mq_weights_open(mq_arena *a, const mq_pack *pack, const mq_weights **out)
{
	mq_text name = MQ_T("models/story/terms.tsv"), bytes = mq_pack_file(pack, name);
	mq_weights *w = MQ_NEW(a, mq_weights);
	mq_table t;
	uint64_t n;
	if (!w) return MQ_FAIL(MQ_NO_MEMORY, MQ_BYTE_UNKNOWN, "no room for the weights of words");
	w->runs = 1;
	*out = w;
	if (bytes.n == 0) return MQ_DONE; /* all words weigh the same then */
	mq_table_open(name, bytes, &t);
	while (mq_table_row(&t)) {
		if (!mq_text_u64(t.cell[1], &n) || n == 0 || n > 1000000)
			return mq_fail(a, MQ_BAD_DATA, MQ_BYTE_UNKNOWN, "%.*s line %u: not a count", MQ_ARG(name), t.line);
		if (mq_text_eq(t.cell[0], MQ_T("*"))) {
			w->runs = (double)n;
			continue;
		}
		common *c = mq_push(a, &w->words);
		if (!c) return MQ_FAIL(MQ_NO_MEMORY, MQ_BYTE_UNKNOWN, "no room for the weights of words");
		*c = (common){mq_hash(t.cell[0]), (uint32_t)n};
	}
	qsort(w->words.v, w->words.n, sizeof *w->words.v, by_key);
	return MQ_DONE;
}

static double rarity(const mq_weights *w, uint64_t key)
{
	common wanted = {key, 0};
	const common *c = w->words.n ? bsearch(&wanted, w->words.v, w->words.n, sizeof *w->words.v, by_key) : NULL;
	return log((w->runs + 1) / ((c ? c->runs : 0) + 0.5));
}

/* words while they are counted: open addressing, more room than words are looked at */
#define SLOTS 1024u

typedef struct {
	uint64_t key;
	uint16_t body, title;
} slot;

typedef struct {
	slot v[SLOTS];
	uint32_t words, most;
	bool title;
} counting;

static bool take_word(void *to, mq_text term, uint32_t start, uint32_t end, bool colocated)
{
	counting *c = to;
	(void)start;
	(void)end;
	if (colocated) return true;
	/* one letter is a particle; one digit may be a score or a count, and is kept */
	bool digits = term.n && term.p[0] >= '0' && term.p[0] <= '9';
	if (term.n < 4 && !digits && !c->title) return ++c->words < c->most;
	uint64_t key = mq_hash(term);
	if (key == 0) key = 1; /* 0 is a free slot */
	uint32_t i = (uint32_t)(key >> 40) % SLOTS;
	while (c->v[i].key && c->v[i].key != key) i = (i + 1) % SLOTS;
	c->v[i].key = key;
	if (c->title) c->v[i].title++;
	else c->v[i].body++;
	return ++c->words < c->most;
}

typedef struct {
	uint64_t key;
	double weight;
} weighed;

static int heavier(const void *x, const void *y)
{
	const weighed *a = x, *b = y;
	if (a->weight != b->weight) return a->weight < b->weight ? 1 : -1;
	return (a->key > b->key) - (a->key < b->key);
}

static int by_number(const void *x, const void *y)
{
	const uint32_t *a = x, *b = y;
	return (*a > *b) - (*a < *b);
}

void mq_gist_make(mq_terms *terms, const mq_weights *w, mq_text title, mq_text body, mq_gist *out)
{
	counting c = {.most = TITLE_WORDS, .title = true};
	weighed all[SLOTS];
	uint32_t n = 0;
	memset(out, 0, sizeof *out);
	mq_terms_each(terms, title, MQ_TERMS_STEM, take_word, &c);
	c.title = false;
	c.most = c.words + BODY_WORDS;
	mq_terms_each(terms, body, MQ_TERMS_STEM, take_word, &c);
	for (uint32_t i = 0; i < SLOTS; i++) {
		const slot *s = &c.v[i];
		double rare = s->key ? rarity(w, s->key) : 0;
		if (rare <= RARITY_LEAST) continue;
		all[n++] = (weighed){s->key, rare * ((s->body ? 1 + log(s->body) : 0) + TITLE_WEIGHT * s->title)};
	}
	qsort(all, n, sizeof *all, heavier);
	if (n > MQ_GIST_WORDS) n = MQ_GIST_WORDS;
	for (uint32_t i = 0; i < n; i++) {
		uint32_t weight = (uint32_t)(all[i].weight / all[0].weight * MQ_GIST_TOP + 0.5);
		out->word[i] = (uint32_t)(all[i].key >> 38) << WEIGHT_BITS | (weight ? weight : 1);
	}
	out->words = (uint8_t)n;
	qsort(out->word, n, sizeof *out->word, by_number);
}

/* lowest bit of a place: named in the title */
#define IN_TITLE 1u

static void add_name(uint32_t *v, uint8_t *n, uint32_t key)
{
	uint32_t at = *n;
	for (uint32_t i = 0; i < *n; i++)
		if ((v[i] | IN_TITLE) == (key | IN_TITLE)) return;
	if (*n == MQ_GIST_PLACES) return;
	for (; at > 0 && v[at - 1] > key; at--) v[at] = v[at - 1];
	v[at] = key;
	++*n;
}

static uint32_t key_of(mq_text name) { return (uint32_t)(mq_hash(name) >> 32) & ~IN_TITLE; }

void mq_gist_add_place(mq_gist *g, mq_text name, bool in_title)
{
	if (name.n) add_name(g->place, &g->places, key_of(name) | (in_title ? IN_TITLE : 0));
}

/* places of x, of its title only where `title` says so, that y names too */
static uint32_t count_shared(const mq_gist *x, const mq_gist *y, bool title, uint32_t *of)
{
	uint32_t shared = 0;
	*of = 0;
	for (uint32_t i = 0; i < x->places; i++) {
		if (title && !(x->place[i] & IN_TITLE)) continue;
		++*of;
		for (uint32_t k = 0; k < y->places; k++) shared += (x->place[i] | IN_TITLE) == (y->place[k] | IN_TITLE);
	}
	return shared;
}

bool mq_titles_part(const mq_gist *x, const mq_gist *y)
{
	uint32_t of_x, of_y, shared = count_shared(x, y, true, &of_x) + count_shared(y, x, true, &of_y);
	return of_x && of_y && shared == 0;
}

bool mq_gists_part(const mq_gist *x, const mq_gist *y)
{
	uint32_t of_x, of_y = y->places, shared = count_shared(x, y, false, &of_x);
	return (of_x && of_y && shared == 0) || mq_titles_part(x, y);
}

double mq_gist_likeness_of(const mq_gist *x, const mq_gist *y, double cosine, int32_t days)
{
	double likeness = cosine * (1 - DAY_COST * days);
	return mq_titles_part(x, y) ? likeness * PARTED_COST : likeness;
}

double mq_gist_likeness(const mq_gist *x, const mq_gist *y, int32_t days)
{
	double both = 0, one = 0, other = 0;
	for (uint32_t i = 0; i < x->words; i++) one += (x->word[i] & MQ_GIST_TOP) * (x->word[i] & MQ_GIST_TOP);
	for (uint32_t i = 0; i < y->words; i++) other += (y->word[i] & MQ_GIST_TOP) * (y->word[i] & MQ_GIST_TOP);
	for (uint32_t i = 0, k = 0; i < x->words && k < y->words;) {
		uint32_t p = x->word[i] >> WEIGHT_BITS, q = y->word[k] >> WEIGHT_BITS;
		if (p == q) both += (x->word[i++] & MQ_GIST_TOP) * (y->word[k++] & MQ_GIST_TOP);
		else if (p < q) i++;
		else k++;
	}
	if (both <= 0) return 0;
	return mq_gist_likeness_of(x, y, both / sqrt(one * other), days);
}
