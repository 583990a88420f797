/* A cursor over the items of a document's words, and what it can take. A rule that does not hold leaves the cursor where it was.
 * date_cursor.c takes marks, months, years and days; date_span.c months, years, units, seasons as dates of their own;
 * date_parse.c days, and decides. Private to src/mark. */
#ifndef MQ_MARK_DATE_CURSOR_H
#define MQ_MARK_DATE_CURSOR_H

#include "mark/dates.h"

typedef struct {
	const mq_dating *d;
	mq_raw_date *r;
	uint32_t at;
} mq_date_cursor;

static inline const mq_date_item *here(const mq_date_cursor *c) { return &c->d->item[c->at < c->d->field_end ? c->at : c->d->n]; }

static inline bool is(const mq_date_cursor *c, mq_date_class class) { return here(c)->class == class; }

static inline bool is_mark(const mq_date_cursor *c, int32_t mark) { return is(c, D_MARK) && here(c)->a == mark; }

static inline void next(mq_date_cursor *c) { c->at = here(c)->to; }

static inline bool take(mq_date_cursor *c, mq_date_class class)
{
	if (!is(c, class)) return false;
	next(c);
	return true;
}

static inline bool take_mark(mq_date_cursor *c, int32_t mark)
{
	if (!is_mark(c, mark)) return false;
	next(c);
	return true;
}

static inline bool glued(const mq_date_cursor *c)
{
	return c->at < c->d->field_end && (c->d->k->doc->tokens.v[c->at].flags & MQ_TOKEN_GLUED);
}

/* date_cursor.c */
bool mq_date_neighbour(const mq_date_cursor *c, uint32_t at, mq_date_class class);
bool mq_date_before(const mq_date_cursor *c, mq_date_class class);
bool mq_date_take_from(mq_date_cursor *c);
bool mq_date_is_year_number(const mq_date_cursor *c);
bool mq_date_take_year_number(mq_date_cursor *c, int32_t *year);
/* م or هـ after a year */
void mq_date_take_era(mq_date_cursor *c);
bool mq_date_take_modifier(mq_date_cursor *c);
void mq_date_take_year(mq_date_cursor *c);
bool mq_date_take_month(mq_date_cursor *c, int32_t *month, bool *weak);
bool mq_date_take_month_word(mq_date_cursor *c);
bool mq_date_take_day_number(mq_date_cursor *c, int32_t *day);
bool mq_date_take_month_of_day(mq_date_cursor *c);
bool mq_date_take_and(mq_date_cursor *c, bool *with_and);
bool mq_date_take_through(mq_date_cursor *c);
void mq_date_pass_weekday(mq_date_cursor *c);
bool mq_date_take_second_day(mq_date_cursor *c);

/* date_span.c */
bool mq_date_take_month_year(mq_date_cursor *c, bool sure);
bool mq_date_take_month_range(mq_date_cursor *c);
bool mq_date_take_second_year(mq_date_cursor *c, bool and_too);
bool mq_date_take_year_word(mq_date_cursor *c);
bool mq_date_take_bare_year(mq_date_cursor *c, bool sure);
bool mq_date_take_unit_modifier(mq_date_cursor *c);
bool mq_date_take_past_hours(mq_date_cursor *c);
bool mq_date_take_decade_of_century(mq_date_cursor *c);
bool mq_date_take_century(mq_date_cursor *c);
bool mq_date_take_ago(mq_date_cursor *c);
bool mq_date_take_season(mq_date_cursor *c);
bool mq_date_take_decade(mq_date_cursor *c);
bool mq_date_take_fraction(mq_date_cursor *c);

#endif
