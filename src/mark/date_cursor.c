/* What the rules of dates have in common: marks, months and their years, days of a month, the second end of a range. */
#include "mark/date_cursor.h"

bool mq_date_neighbour(const mq_date_cursor *c, uint32_t at, mq_date_class class)
{
	return at < c->d->field_end && mq_phrases_token_in(c->d->w->classes, (uint32_t) class, mq_forms_of(c->d->k->forms, at));
}

/* the token before the date being read */
bool mq_date_before(const mq_date_cursor *c, mq_date_class class)
{
	uint32_t from = c->r->from;
	if (from == 0 || c->d->k->doc->tokens.v[from - 1].in != c->d->k->doc->tokens.v[from].in) return false;
	return mq_phrases_token_in(c->d->w->classes, (uint32_t) class, mq_forms_of(c->d->k->forms, from - 1));
}

/* «من»: the word alone, as an item */
bool mq_date_take_from(mq_date_cursor *c) { return take(c, D_FROM); }

bool mq_date_is_year_number(const mq_date_cursor *c)
{
	return is(c, D_NUMBER) && here(c)->a >= YEAR_LEAST && here(c)->a <= YEAR_MOST;
}

/* م or هـ after a year; a clitic is no era */
void mq_date_take_era(mq_date_cursor *c)
{
	bool hijri = here(c)->a == 1;
	if (!is(c, D_ERA) || here(c)->pro) return;
	if (hijri) c->r->hijri = true;
	next(c);
}

bool mq_date_take_year_number(mq_date_cursor *c, int32_t *year)
{
	if (!mq_date_is_year_number(c)) return false;
	*year = here(c)->a;
	next(c);
	mq_date_take_era(c);
	return true;
}

/* a modifier after a definite noun: الماضي، المقبل، الجاري */
bool mq_date_take_modifier(mq_date_cursor *c)
{
	if (!is(c, D_MODIFIER) || here(c)->pro) return false;
	c->r->modifier = here(c)->a;
	next(c);
	return true;
}

/* «العام الماضي», «هذه السنة», «السنة الجارية» after a month or a quarter */
static bool take_relative_year(mq_date_cursor *c)
{
	mq_date_cursor s = *c;
	bool this = take(&s, D_THIS);
	if (!is(&s, D_UNIT) || here(&s)->a != UNIT_YEAR || here(&s)->b != 1 || !here(&s)->c) return false;
	next(&s);
	if (this) c->r->year_by = 0;
	else if (mq_date_neighbour(&s, s.at, D_SAME_AFTER)) { /* «من العام ذاته»: the one told last */
		if (c->d->year == NO_VALUE) return false;
		c->r->year = c->d->year;
		s.at++;
	} else if (is(&s, D_MODIFIER) && here(&s)->a <= 1) {
		c->r->year_by = here(&s)->a;
		next(&s);
	} else return false;
	c->at = s.at;
	return true;
}

/* what tells a month's year: «2024», «من سنة 2024», «عام 2024», «من العام الماضي», «الماضي» */
void mq_date_take_year(mq_date_cursor *c)
{
	mq_date_cursor s = *c;
	if (mq_date_take_year_number(c, &c->r->year) || mq_date_take_modifier(c)) return;
	mq_date_take_from(&s);
	if (take_relative_year(&s)) {
		c->at = s.at;
		return;
	}
	if (is(&s, D_UNIT) && here(&s)->a == UNIT_YEAR && here(&s)->b == 1) next(&s);
	else if (!take_mark(&s, ',') && !take_mark(&s, '/') && !take_mark(&s, '-') && s.at == c->at) return;
	if (mq_date_take_year_number(&s, &c->r->year)) c->at = s.at;
}

/* the same month in another system: «أيار/مايو», «مايو (أيار)», «مايو، أيار» */
static void take_double(mq_date_cursor *c, int32_t month)
{
	mq_date_cursor s = *c;
	bool open = take_mark(&s, '(') || take_mark(&s, '[');
	if (!open && !take_mark(&s, '/') && !take_mark(&s, ',') && !take_mark(&s, '-') && !take_mark(&s, '\\')) {
		if (!is(&s, D_MONTH) || here(&s)->pro) return;
	}
	if (!is(&s, D_MONTH) || here(&s)->a != month || here(&s)->c) return;
	next(&s);
	if (open && !take_mark(&s, ')') && !take_mark(&s, ']')) return;
	c->at = s.at;
}

/* a month's name with its double; sure says that a weak one (مارس, ماي) may stand */
bool mq_date_take_month(mq_date_cursor *c, int32_t *month, bool *weak)
{
	if (!is(c, D_MONTH)) return false;
	*month = here(c)->a;
	*weak = here(c)->b;
	if (here(c)->c) c->r->hijri = true;
	next(c);
	uint32_t was = c->at;
	if (!c->r->hijri) take_double(c, *month);
	if (c->at != was) *weak = false;
	return true;
}

bool mq_date_take_month_word(mq_date_cursor *c)
{
	if (!is(c, D_UNIT) || here(c)->a != UNIT_MONTH || here(c)->b != 1) return false;
	next(c);
	return true;
}

/* a day of the month: a number of 1 to 31 or an ordinal */
bool mq_date_take_day_number(mq_date_cursor *c, int32_t *day)
{
	bool number = is(c, D_NUMBER) && here(c)->a >= 1 && here(c)->a <= 31;
	if (!number && (!is(c, D_ORDINAL) || here(c)->b == 1)) return false;
	*day = here(c)->a;
	next(c);
	return true;
}

/* after a day: its month and year. «ماي 2024», «من شهر ماي الجاري», «من الشهر الجاري», «منه» */
bool mq_date_take_month_of_day(mq_date_cursor *c)
{
	mq_date_cursor s = *c;
	bool weak;
	if (take(c, D_SAME_MONTH)) {
		c->r->same_month = true;
		return true;
	}
	if (!mq_date_take_from(&s) && glued(&s)) { /* 10/شوال/1436 */
		if (!take_mark(&s, '/')) take_mark(&s, '-');
	}
	if (mq_date_take_month_word(&s)) {
		if (mq_date_take_month(&s, &c->r->month, &weak)) {
			c->at = s.at;
			mq_date_take_year(c);
			return true;
		}
		if (!mq_date_take_modifier(&s)) return false;
		c->r->this_month = true;
		c->at = s.at;
		return true;
	}
	if (!mq_date_take_month(&s, &c->r->month, &weak)) return false;
	c->at = s.at;
	mq_date_take_year(c);
	return true;
}

bool mq_date_take_and(mq_date_cursor *c, bool *with_and)
{
	*with_and = false;
	if (is(c, D_AND)) {
		next(c);
		*with_and = true;
		return true;
	}
	*with_and = here(c)->pro & MQ_PRO_WA;
	return *with_and;
}

/* between two days of a range: «و», «إلى», «حتى», «-» */
bool mq_date_take_through(mq_date_cursor *c)
{
	bool and;
	take_mark(c, ',');
	if (take(c, D_TO)) return true;
	if (is_mark(c, '-')) return take_mark(c, '-');
	return mq_date_take_and(c, &and);
}

/* the weekday and «يوم» that may stand before each day of a list */
void mq_date_pass_weekday(mq_date_cursor *c)
{
	take(c, D_DAY);
	if (is(c, D_WEEKDAY)) {
		if (c->r->weekday == NO_VALUE) c->r->weekday = here(c)->a;
		next(c);
	}
}

/* the rest of a range that begins with a day: day2 [month [year]], the first day's month taken from the second where missing */
bool mq_date_take_second_day(mq_date_cursor *c)
{
	mq_date_cursor s = *c;
	mq_raw_date first = *c->r;
	c->r->listed = !is(c, D_TO) && !is_mark(c, '-');
	c->r->first_end = c->at;
	if (!mq_date_take_through(&s)) return false;
	int32_t weekday = c->r->weekday;
	mq_date_pass_weekday(&s);
	c->r->weekday = weekday;
	c->r->second = s.at;
	int32_t month = c->r->month, year = c->r->year, year_by = c->r->year_by;
	bool same = c->r->same_month;
	if (mq_date_take_day_number(&s, &c->r->day2)) {
		c->r->month = c->r->year = c->r->year_by = NO_VALUE;
		if (mq_date_take_month_of_day(&s)) {
			c->r->month2 = c->r->month;
			c->r->year2 = c->r->year;
			if (month != NO_VALUE) c->r->month = month;
			if (c->r->same_month && !same && month != NO_VALUE) {
				c->r->month2 = month;
				c->r->same_month = false;
			}
			if (year != NO_VALUE) c->r->year = year;
			if (year_by != NO_VALUE) c->r->year_by = year_by;
			c->r->range = true;
			c->at = s.at;
			return true;
		}
	}
	*c->r = first;
	return false;
}
