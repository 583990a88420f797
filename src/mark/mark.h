/* mark: tokens become marks: dates, people with their offices, organisations, places, countries, instruments, quotations.
 * In: the document, the article's date and outlet. Out: mentions, dates, quotes, the running pair.
 * Promise: a mark's text equals the bytes of its span; a date is resolved or said to be unresolved, never guessed; people appear
 * in their public office with what the press reports. Knows no event kinds. */
#ifndef MQ_MARK_MARK_H
#define MQ_MARK_MARK_H

#include "article/article.h"
#include "text/text.h"

typedef enum { MQ_PERSON, MQ_ORGANIZATION, MQ_PLACE, MQ_COUNTRY, MQ_INSTRUMENT, MQ_QUANTITY } mq_mention_kind;

#define MQ_MENTION_KINDS 6
extern const char *const mq_mention_kinds[MQ_MENTION_KINDS]; /* as the records say them */

/* how a mention stands for its country */
typedef enum {
	MQ_BY_NONE,
	MQ_BY_NAME,    /* المغرب، المملكة المغربية */
	MQ_BY_DEMONYM, /* المغربي، الفرنسية: an adjective or a people */
	MQ_BY_CAPITAL, /* الرباط as metonym */
	MQ_BY_OFFICE,  /* وزير الداخلية الفرنسي */
	MQ_BY_CITY,    /* a place in the country */
	MQ_BY_LIST,    /* the people or bodies table knows it */
	MQ_BY_PAIR,    /* البلدين، الجانبان: two mentions with one span, one for each country */
	MQ_BY_OUTLET,  /* المملكة، بلادنا: the outlet's own country */
	MQ_BY_SHORT    /* التنظيم: the body that the document named in full before */
} mq_by;

typedef struct {
	uint32_t id;   /* from 1, in order of place */
	uint32_t head; /* id of the entity's first mention */
	uint8_t kind;  /* mq_mention_kind */
	uint8_t in;
	uint8_t by;           /* mq_by */
	uint32_t start, end;  /* bytes of its field, clitics off */
	uint32_t from, to;    /* tokens [from, to) that it covers, whole */
	mq_text text, name;   /* as printed; canonical in this document */
	char country[4];      /* ISO 3166-1 alpha-3, "IGO", "ISM", or "" */
	mq_text country_name; /* short name of an international body or armed group, or MQ_NONE */
	mq_text role;         /* appositive as printed, or MQ_NONE */
	uint8_t role_in;
	uint32_t role_start, role_end;
	char sector[8]; /* PLOVER sector, or "" */
	/* instrument and quantity */
	mq_text domain;                /* of an exercise: land sea air */
	mq_text series;                /* "joint_commission" "exercise" "agreement" "programme" … */
	int32_t edition, year;         /* 0 when none */
	int32_t count;                 /* «12 اتفاقية»; 0 when none */
	mq_text canonical;             /* of an exercise that the tables know, under whatever spelling; or MQ_NONE */
	uint32_t about_from, about_to; /* tokens of its name behind the head (for fishing); not kept in records */
	bool named;   /* it has a name of its own, in marks, in Latin letters or in the tables; else its kind is its name */
	double value; /* quantity */
	mq_text unit;
} mq_mention;

/* is it the code of no state, but of international bodies or armed groups? */
static inline bool mq_is_body_code(const char *code) { return strcmp(code, "IGO") == 0 || strcmp(code, "ISM") == 0; }

typedef enum {
	MQ_PRECISION_DAY,
	MQ_PRECISION_RANGE,
	MQ_PRECISION_MONTH,
	MQ_PRECISION_SEASON,
	MQ_PRECISION_YEAR,
	MQ_PRECISION_DECADE
} mq_precision;

#define MQ_PRECISIONS 6
extern const char *const mq_precisions[MQ_PRECISIONS]; /* as the records say them */

typedef struct {
	uint8_t in, precision;
	bool hijri, relative, approximate;
	uint32_t start, end;
	uint32_t from_token, to_token;
	mq_text text;
	mq_day from, to; /* MQ_NO_DAY when unresolved */
	mq_text why;     /* unresolved, or a misprint noted: the reason */
} mq_date;

typedef struct {
	uint8_t in;
	bool indirect;
	uint32_t start, end; /* the words said, without the marks */
	uint32_t from_token, to_token;
	mq_text text;
	uint32_t speaker;     /* mention id, 0 when none */
	mq_text speaker_name; /* canonical where a mention is known, else the words that name the speaker */
	mq_text speaker_role;
	mq_text verb;
	mq_text said_to;
} mq_quote;

typedef struct {
	MQ_VEC(mq_mention) mentions;
	MQ_VEC(mq_date) dates;
	MQ_VEC(mq_quote) quotes;
	char pair[2][4]; /* the document's running pair, "" when there is none */
} mq_marks;

typedef struct mq_marker mq_marker; /* tables and models */

mq_status mq_marker_open(mq_arena *a, const mq_pack *pack, const mq_lexicon *lex, const mq_marker **out) MQ_MUST_USE;
/* countries only, for those who show what was marked */
mq_status mq_marker_open_countries(mq_arena *a, const mq_pack *pack, const mq_marker **out) MQ_MUST_USE;
mq_status mq_mark_doc(mq_arena *a, const mq_marker *m, const mq_article *article, const mq_doc *doc, mq_marks *out) MQ_MUST_USE;

/* countries as a table, for views and exports; index from 0; false at the end */
typedef struct {
	char code[4], alpha2[3];
	mq_text ar, fr, en;
	mq_text capital_ar;
	double lat, lon;
} mq_country;
bool mq_marker_country(const mq_marker *m, size_t n, mq_country *out);
bool mq_marker_country_of(const mq_marker *m, mq_text code, mq_country *out);

#endif
