/* What the passes of this room share. The passes run in the order of the table in marker.c, each over the whole document:
 * countries and bodies, places, dates, people, instruments, the running pair, short names; then all mentions are put in order and
 * numbered, and the quotations are read last, because they name mentions. Private to src/mark. */
#ifndef MQ_MARK_PASSES_H
#define MQ_MARK_PASSES_H

#include "mark/forms.h"
#include "mark/mark.h"
#include "mark/phrases.h"

typedef struct mq_names mq_names;                       /* countries, demonyms, capitals, bodies, places */
typedef struct mq_date_words mq_date_words;             /* months, weekdays, number words … */
typedef struct mq_quote_words mq_quote_words;           /* reporting verbs, nouns, particles */
typedef struct mq_instrument_words mq_instrument_words; /* commissions, exercises, agreements */
typedef struct mq_pair_words mq_pair_words;             /* البلدين, الجانبان, المملكة */
typedef struct mq_short_words mq_short_words;           /* التنظيم, الجيش: bodies named before */
typedef struct mq_people_words mq_people_words;         /* offices, people, the tagger's model */

struct mq_marker {
	const mq_pack *pack;
	const mq_lexicon *lex;
	mq_phrase_sets *sets; /* that the passes look for at every token; filled as the tables are opened */
	const mq_names *names;
	const mq_date_words *dates;
	const mq_quote_words *quotes;
	const mq_instrument_words *instruments;
	const mq_pair_words *pairs;
	const mq_short_words *shorts;
	const mq_people_words *people;
	bool untagged; /* no tagger is opened */
};

/* the whole room, but the pack's tagger stays closed: the trainer has its own (people->ner), which must not hang on the model
 * that it makes anew */
mq_status mq_marker_open_untagged(mq_arena *a, const mq_pack *pack, const mq_lexicon *lex, const mq_marker **out) MQ_MUST_USE;

/* one document on its way through the passes */
typedef struct {
	mq_arena *a;
	const mq_marker *m;
	const mq_article *article;
	const mq_doc *doc;
	const mq_forms *forms; /* of every token */
	mq_marks *marks;
} mq_marking;

mq_status mq_names_open(mq_arena *a, const mq_marker *m, const mq_names **out) MQ_MUST_USE;
/* the countries alone */
mq_status mq_names_open_countries(mq_arena *a, const mq_marker *m, const mq_names **out) MQ_MUST_USE;
mq_status mq_date_words_open(mq_arena *a, const mq_marker *m, const mq_date_words **out) MQ_MUST_USE;
mq_status mq_quote_words_open(mq_arena *a, const mq_marker *m, const mq_quote_words **out) MQ_MUST_USE;
mq_status mq_instrument_words_open(mq_arena *a, const mq_marker *m, const mq_instrument_words **out) MQ_MUST_USE;

mq_status mq_pair_words_open(mq_arena *a, const mq_marker *m, const mq_pair_words **out) MQ_MUST_USE;

mq_status mq_short_words_open(mq_arena *a, const mq_marker *m, const mq_short_words **out) MQ_MUST_USE;

mq_status mq_mark_countries(const mq_marking *k) MQ_MUST_USE;
mq_status mq_mark_dates(const mq_marking *k) MQ_MUST_USE;
mq_status mq_mark_instruments(const mq_marking *k) MQ_MUST_USE;
mq_status mq_mark_pair(const mq_marking *k) MQ_MUST_USE;
mq_status mq_mark_short(const mq_marking *k) MQ_MUST_USE;
mq_status mq_mark_quotes(const mq_marking *k) MQ_MUST_USE;

/* people, offices, organisations (people*.c). Mentions made before the order pass carry id = index + 1 and a head in the same
 * count; the order pass renumbers both. */
mq_status mq_people_words_open(mq_arena *a, const mq_marker *m, const mq_people_words **out) MQ_MUST_USE;
mq_status mq_mark_people(const mq_marking *k) MQ_MUST_USE;

/* a name as it stands with runs of space, and the signs between the words of a hashtag, as one space */
mq_text mq_name_spoken(mq_arena *a, mq_text t);
/* a new mention over tokens [from, to), its span from the first token's form (NULL: whole) to the last token's end;
 * id and head set to itself. NULL when memory is out */
mq_mention *mq_mention_add(const mq_marking *k, uint32_t from, uint32_t to, const mq_form_key *first);

/* what a name of the tables is */
typedef enum {
	MQ_NAME_COUNTRY = 1,
	MQ_NAME_DEMONYM,
	MQ_NAME_CAPITAL,
	MQ_NAME_SEAT, /* الإليزيه: stands for its country */
	MQ_NAME_BODY,
	MQ_NAME_PLACE,
	MQ_NAME_REGION
} mq_name_kind;

#endif
