/* A search in Latin letters finds what Arabic wrote: a country by its French or English name, and names that sound alike, of the
 * archive's people and of the tables of places and office holders. Each word of a query keeps its own spelling beside them. */
#include <stdlib.h>

#include "store/search.h"
#include "store/sounds.h"

#define CHOICES_MOST       3u
#define APART_MOST         1.0  /* farther than this is another name */
#define MARGIN             0.35 /* a choice that much farther than the best is another name */
#define CONSONANTS         2u   /* a word with fewer is like too many */
#define LETTERS_LEAST      3u
#define SPENT_MILLISECONDS 300u

typedef struct {
	mq_text word;
	double apart;
	int64_t articles;
} choice;

typedef struct {
	mq_store *s;
	mq_arena *a;
	mq_heard heard;
	choice best[CHOICES_MOST];
	uint32_t n;
} choosing;

static bool nearer(const choice *x, const choice *y)
{
	if (x->apart != y->apart) return x->apart < y->apart;
	if (x->articles != y->articles) return x->articles > y->articles;
	return mq_text_cmp(x->word, y->word) < 0;
}

static void offer(choosing *c, mq_text word, double apart, int64_t articles)
{
	choice new = {word, apart, articles};
	for (uint32_t i = 0; i < c->n; i++)
		if (mq_text_eq(c->best[i].word, word)) return;
	uint32_t at = c->n;
	while (at > 0 && nearer(&new, &c->best[at - 1])) at--;
	if (at == CHOICES_MOST) return;
	new.word = mq_arena_text(c->a, word);
	if (c->n < CHOICES_MOST) c->n++;
	for (uint32_t i = c->n - 1; i > at; i--) c->best[i] = c->best[i - 1];
	c->best[at] = new;
}

/* ── what there is to sound like ── */
typedef struct {
	mq_text word;
	mq_heard whole, bare; /* bare: without its article */
} heard_word;

struct mq_heard_names {
	const mq_sounds *sounds;
	MQ_VEC(heard_word) words; /* of the tables' names */
};

static heard_word hear(const mq_sounds *sounds, mq_text word)
{
	bool article = mq_text_starts(word, MQ_T("ال")) && word.n > 8;
	heard_word w = {.word = word, .whole = mq_sounds_of(sounds, word)};
	w.bare = article ? mq_sounds_of(sounds, mq_text_sub(word, 4, word.n)) : w.whole;
	return w;
}

static mq_status hear_table(mq_store *s, struct mq_heard_names *h, const char *path, const char *want, const char *only)
{
	mq_table t;
	int column = -1, kind = -1;
	mq_table_open(mq_text_of(path), mq_pack_file(s->engine->pack, mq_text_of(path)), &t);
	while (mq_table_row(&t)) {
		if (column < 0) column = mq_table_column(&t, mq_text_of(want));
		if (only && kind < 0) kind = mq_table_column(&t, MQ_T("kind"));
		if (column < 0 || (kind >= 0 && !mq_text_eq(t.cell[kind], mq_text_of(only)))) continue;
		mq_text name = mq_text_normal(s->keep, t.cell[column]), word;
		while (mq_text_split(&name, ' ', &word)) {
			heard_word *w = mq_push(s->keep, &h->words);
			if (!w) return mq_fail_memory(s->keep);
			*w = hear(h->sounds, word);
		}
	}
	return MQ_DONE;
}

/* read once an archive: ten thousand names, which every word in Latin letters is held against */
static mq_status hear_names(mq_store *s)
{
	static const struct {
		const char *path, *column, *kind; /* kind: only rows of this one */
	} rows[] = {{"rules/world/people.tsv", "name", NULL},
		    {"rules/world/places.tsv", "name", NULL},
		    {"rules/world/places_geonames.tsv", "name", NULL},
		    {"rules/world/country_forms.tsv", "form", "capital"}};
	struct mq_heard_names *h = s->heard ? NULL : MQ_NEW(s->keep, struct mq_heard_names);
	if (s->heard) return MQ_DONE;
	if (!h) return mq_fail_memory(s->keep);
	MQ_TRY(mq_sounds_open(s->keep, s->engine->pack, &h->sounds));
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		MQ_TRY(hear_table(s, h, rows[i].path, rows[i].column, rows[i].kind));
	s->heard = h;
	return MQ_DONE;
}

static void offer_heard(choosing *c, const heard_word *w, int64_t articles)
{
	double apart = mq_sounds_apart(&c->heard, &w->whole, APART_MOST), bare = mq_sounds_apart(&c->heard, &w->bare, APART_MOST);
	if (bare < apart) apart = bare;
	if (apart <= APART_MOST) offer(c, w->word, apart, articles);
}

static mq_status offer_people(choosing *c)
{
	mq_stmt *q;
	c->s->driver->bound(c->s, SPENT_MILLISECONDS);
	mq_status r = mq_sql_open(
	    c->s, &q, "SELECT pf.key, (SELECT count(*) FROM article_person ap WHERE ap.person = pf.person) FROM person_form pf",
	    "");
	while (mq_ok(r) && mq_ok(c->s->driver->step(q))) {
		mq_text name = c->s->driver->get_text(q, 0), word;
		while (mq_text_split(&name, ' ', &word)) {
			heard_word w = hear(c->s->heard->sounds, word);
			offer_heard(c, &w, c->s->driver->get_int(q, 1));
		}
	}
	if (mq_ok(r)) c->s->driver->done(q);
	c->s->driver->bound(c->s, 0);
	return r;
}

static mq_query_node *phrase_of(choosing *c, mq_text arabic, bool title)
{
	mq_query_node *n = MQ_NEW(c->a, mq_query_node);
	if (!n) return NULL;
	n->op = MQ_QUERY_PHRASE;
	n->title = title;
	n->value = arabic;
	mq_query_add_words(c->s, c->a, n, arabic);
	return n->words.n ? n : NULL;
}

static bool is_latin(mq_text word)
{
	for (size_t i = 0; i < word.n; i++)
		if (!((word.p[i] >= 'a' && word.p[i] <= 'z') || (unsigned char)word.p[i] == 0xC5)) return false;
	return word.n >= LETTERS_LEAST;
}

static bool all_latin(const mq_query_node *n)
{
	for (uint32_t i = 0; i < n->words.n; i++)
		if (!is_latin(n->words.v[i])) return false;
	return n->words.n > 0;
}

static mq_text country_name(choosing *c, mq_text typed)
{
	mq_country k;
	mq_text want = mq_text_normal(c->a, typed);
	for (size_t i = 0; mq_marker_country(c->s->engine->marker, i, &k); i++)
		if (mq_text_eq(want, mq_text_normal(c->a, k.fr)) || mq_text_eq(want, mq_text_normal(c->a, k.en))) return k.ar;
	return MQ_NONE;
}

static mq_status choose_word(choosing *c, mq_text word)
{
	c->n = 0;
	MQ_TRY(hear_names(c->s));
	c->heard = mq_sounds_of(c->s->heard->sounds, word);
	if (c->heard.consonants < CONSONANTS) return MQ_DONE;
	for (uint32_t i = 0; i < c->s->heard->words.n; i++) offer_heard(c, &c->s->heard->words.v[i], 0);
	MQ_TRY(offer_people(c));
	while (c->n > 1 && c->best[c->n - 1].apart > c->best[0].apart + MARGIN) c->n--;
	return MQ_DONE;
}

/* the phrase becomes one of: as typed, the country, names that sound so; several words are taken by their best choices */
static mq_status widen(choosing *c, mq_query *q, mq_query_node *n)
{
	mq_text arabic[CHOICES_MOST] = {country_name(c, n->value)};
	uint32_t choices = arabic[0].n > 0;
	for (uint32_t i = 0; !choices && i < n->words.n; i++) {
		MQ_TRY(choose_word(c, n->words.v[i]));
		if (c->n == 0) return MQ_DONE;
		if (n->words.n > 1)
			arabic[0] = mq_arena_print(c->a, "%.*s%s%.*s", MQ_ARG(arabic[0]), i ? " " : "", MQ_ARG(c->best[0].word));
	}
	if (!choices && n->words.n == 1)
		for (choices = 0; choices < c->n; choices++) arabic[choices] = c->best[choices].word;
	else choices = 1;
	mq_query_node *own = MQ_NEW(c->a, mq_query_node);
	if (!own) return mq_fail_memory(c->a);
	*own = *n;
	own->next = NULL;
	*n = (mq_query_node){.op = MQ_QUERY_OR, .child = own, .next = n->next};
	mq_query_node **last = &own->next;
	for (uint32_t i = 0; i < choices; i++) {
		if (!(*last = phrase_of(c, arabic[i], own->title))) continue;
		last = &(*last)->next;
		q->phrases++;
		mq_text *said = mq_push(c->a, &q->notes);
		if (said) *said = mq_arena_print(c->a, "“%.*s” is looked for as %.*s too", MQ_ARG(own->value), MQ_ARG(arabic[i]));
	}
	return MQ_DONE;
}

static mq_status walk(choosing *c, mq_query *q, mq_query_node *n, uint32_t *budget)
{
	for (; n; n = n->next) {
		if (n->op == MQ_QUERY_PHRASE && *budget && all_latin(n)) {
			--*budget;
			MQ_TRY(widen(c, q, n));
		} else if (n->child) MQ_TRY(walk(c, q, n->child, budget));
	}
	return MQ_DONE;
}

mq_status mq_latin_widen(mq_store *s, mq_arena *a, mq_query *q)
{
	choosing c = {.s = s, .a = a};
	uint32_t budget = 4; /* words of a query that are looked for so */
	return q->root ? walk(&c, q, q->root, &budget) : MQ_DONE;
}
