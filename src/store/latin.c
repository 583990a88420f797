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

/* every word of a name, with and without its article */
static void offer_name(choosing *c, mq_text name, int64_t articles)
{
	mq_text word;
	while (mq_text_split(&name, ' ', &word)) {
		mq_text bare = mq_text_starts(word, MQ_T("ال")) && word.n > 8 ? mq_text_sub(word, 4, word.n) : word;
		mq_heard whole = mq_sounds_of(c->s->sounds, word), without = mq_sounds_of(c->s->sounds, bare);
		double apart = mq_sounds_apart(&c->heard, &whole), second = mq_sounds_apart(&c->heard, &without);
		if (second < apart) apart = second;
		if (apart <= APART_MOST) offer(c, word, apart, articles);
	}
}

static mq_status offer_people(choosing *c)
{
	mq_stmt *q;
	c->s->driver->bound(c->s, SPENT_MILLISECONDS);
	mq_status r = mq_sql_open(
	    c->s, &q, "SELECT pf.key, (SELECT count(*) FROM article_person ap WHERE ap.person = pf.person) FROM person_form pf",
	    "");
	while (mq_ok(r) && mq_ok(c->s->driver->step(q))) offer_name(c, c->s->driver->get_text(q, 0), c->s->driver->get_int(q, 1));
	if (mq_ok(r)) c->s->driver->done(q);
	c->s->driver->bound(c->s, 0);
	return r;
}

static void offer_tables(choosing *c)
{
	static const struct {
		const char *path, *column, *kind; /* kind: only rows of this one */
	} rows[] = {{"rules/world/people.tsv", "name", NULL},
		    {"rules/world/places.tsv", "name", NULL},
		    {"rules/world/places_geonames.tsv", "name", NULL},
		    {"rules/world/country_forms.tsv", "form", "capital"}};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		mq_table t;
		int column = -1, kind = -1;
		mq_table_open(mq_text_of(rows[i].path), mq_pack_file(c->s->engine->pack, mq_text_of(rows[i].path)), &t);
		while (mq_table_row(&t)) {
			if (column < 0) column = mq_table_column(&t, mq_text_of(rows[i].column));
			if (rows[i].kind && kind < 0) kind = mq_table_column(&t, MQ_T("kind"));
			if (kind >= 0 && !mq_text_eq(t.cell[kind], mq_text_of(rows[i].kind))) continue;
			if (column >= 0) offer_name(c, mq_text_normal(c->a, t.cell[column]), 0);
		}
	}
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
	if (!c->s->sounds) MQ_TRY(mq_sounds_open(c->s->keep, c->s->engine->pack, &c->s->sounds));
	c->heard = mq_sounds_of(c->s->sounds, word);
	if (c->heard.consonants < CONSONANTS) return MQ_DONE;
	offer_tables(c);
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
