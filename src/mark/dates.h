/* Dates: words to items (date_words.c), items to raw dates (date_parse.c), raw dates to days (date_resolve.c), the pass
 * (dates.c). Private to src/mark. */
#ifndef MQ_MARK_DATES_H
#define MQ_MARK_DATES_H

#include "mark/passes.h"

/* classes of words; the names are those of rules/ar/date_words.tsv */
typedef enum {
	D_NONE,
	D_WEEKDAY,
	D_RELATIVE,
	D_PART_OF_DAY,
	D_DAY,
	D_DAYS,
	D_ORDINAL,
	D_CARDINAL,
	D_UNIT,
	D_MODIFIER,
	D_THIS,
	D_PART,
	D_SEASON,
	D_SEASON_WORD,
	D_DECADE,
	D_FRACTION,
	D_FROM,
	D_BETWEEN,
	D_TO,
	D_AND,
	D_ERA,
	D_SAME_MONTH,
	D_AGO,
	D_ABOUT,
	D_THAT,
	D_FEW,
	D_EQUALS,
	D_DAY_NOUN_AFTER,
	D_THAT_DAY_AFTER,
	D_NOT_WEEKDAY_AFTER,
	D_TIME_PREP,
	D_AGE_AFTER,
	D_COUNTED,
	D_EVENT_DAY,
	D_FUTURE,
	D_NOT_FUTURE,
	D_TIME_NOUN,
	D_YEAR_NOUN_AFTER,
	D_NAMED_DAY,
	D_SAME_AFTER,
	D_CLASSES,
	/* not in the table of words */
	D_MONTH,  /* a month 1..12, b weak, c hijri */
	D_NUMBER, /* a value */
	D_MARK    /* a its byte: / - ( ) , . or 'c' for ، */
} mq_date_class;

typedef enum { UNIT_DAY, UNIT_WEEK, UNIT_MONTH, UNIT_YEAR, UNIT_DECADE, UNIT_CENTURY, UNIT_SHORT } mq_date_unit;

#define NO_VALUE      INT32_MIN
#define MODIFIER_DUAL 2 /* b of «الماضيين»: of two days or months */
#define YEAR_LEAST    1000
#define YEAR_MOST     2199

/* what stands at a token: a word of the tables, a number or a mark */
typedef struct {
	uint8_t class, pro, b, c;
	int32_t a;
	uint32_t to; /* tokens [i, to) */
	const mq_form_key *form;
} mq_date_item;

typedef struct {
	uint8_t class;
	uint8_t b, c;
	int32_t a;
} mq_date_word;

#define HIJRI_FIRST 1300
#define HIJRI_YEARS 201

struct mq_date_words {
	mq_phrases *phrases; /* months and the classes that begin or carry a date; value: index in word */
	mq_phrases *classes; /* the classes that are only asked of a neighbour */
	MQ_VEC(mq_date_word) word;
	mq_day hijri_first[HIJRI_YEARS + 1];
	uint8_t hijri_days[HIJRI_YEARS][12];
};

typedef enum {
	RAW_DAY,   /* day, month?, year? (two of them in a range) */
	RAW_MONTH, /* month, year? */
	RAW_YEAR,  /* year or years */
	RAW_WEEKDAY,
	RAW_RELATIVE, /* days from publication */
	RAW_UNIT,     /* a week, month, year … by modifier */
	RAW_AGO,      /* count units back */
	RAW_SEASON,
	RAW_DECADE,
	RAW_FRACTION, /* a quarter or half of a year */
	RAW_CENTURY,
	RAW_VAGUE
} mq_raw_kind;

typedef struct {
	uint8_t kind, unit;
	bool hijri, range, this_month, same_month, late_in, after_last;
	bool listed;                /* two days joined by «و», no range in words: two dates where they do not meet */
	uint32_t first_end, second; /* tokens: the end of the first day, where the second begins */
	uint32_t from, to;          /* tokens */
	const mq_form_key *form;
	int32_t day, day2, month, month2, year, year2; /* NO_VALUE when not told */
	int32_t year_by;                               /* -1 0 1: last, this, next year; NO_VALUE */
	int32_t modifier;                              /* -1 0 1 2, NO_VALUE */
	int32_t weekday, weekday2;
	int32_t relative;
	int32_t part;  /* 1 early 2 middle 3 late, 0 none */
	int32_t count; /* RAW_AGO, RAW_FRACTION: which; RAW_UNIT: how many */
	int32_t of;    /* RAW_FRACTION: parts */
} mq_raw_date;

typedef struct {
	const mq_marking *k;
	const mq_date_words *w;
	mq_date_item *item; /* one a token, and one more that is D_NONE */
	uint32_t n;
	uint32_t *begin, begins; /* items that are neither D_NONE nor D_MARK: where a date may begin */
	uint32_t field_end;      /* tokens of the field being read end here */
	/* what relative dates hang on */
	mq_day published;
	int32_t year;      /* told last with a date, NO_VALUE before */
	mq_day last_day;   /* resolved last */
	mq_ymd last_month; /* of the last date with a month; year 0 when none */
} mq_dating;

mq_status mq_date_items(mq_dating *d) MQ_MUST_USE;
/* the longest raw date that begins at token i */
bool mq_date_parse(const mq_dating *d, uint32_t i, mq_raw_date *out);
/* days of a raw date; from and to stay MQ_NO_DAY where it cannot be told, and why says so */
void mq_date_resolve(mq_dating *d, const mq_raw_date *raw, mq_date *out);
mq_day mq_hijri_day(const mq_date_words *w, int year, int month, int day);
/* the Hijri year and month that hold a day; false outside the table */
bool mq_hijri_of(const mq_date_words *w, mq_day day, int *year, int *month);

#endif
