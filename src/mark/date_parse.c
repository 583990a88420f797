/* The grammar of dates: a descent over items with bounded looking ahead. Every rule leaves the cursor where it was when it does
 * not hold. Examples in comments are our own. */
#include "mark/dates.h"

typedef struct {
	const mq_dating *d;
	mq_raw_date *r;
	uint32_t at;
} cursor;

static const mq_date_item *here(const cursor *c) { return &c->d->item[c->at < c->d->field_end ? c->at : c->d->n]; }

static bool is(const cursor *c, mq_date_class class) { return here(c)->class == class; }

static bool is_mark(const cursor *c, int32_t mark) { return is(c, D_MARK) && here(c)->a == mark; }

static void next(cursor *c) { c->at = here(c)->to; }

static bool take(cursor *c, mq_date_class class)
{
	if (!is(c, class)) return false;
	next(c);
	return true;
}

static bool take_mark(cursor *c, int32_t mark)
{
	if (!is_mark(c, mark)) return false;
	next(c);
	return true;
}

static bool glued(const cursor *c) { return c->at < c->d->field_end && (c->d->k->doc->tokens.v[c->at].flags & MQ_TOKEN_GLUED); }

static bool neighbour(const cursor *c, uint32_t at, mq_date_class class)
{
	return at < c->d->field_end && mq_phrases_token_in(c->d->w->classes, (uint32_t) class, &c->d->k->forms->v[at]);
}

/* the token before the date being read */
static bool before(const cursor *c, mq_date_class class)
{
	uint32_t from = c->r->from;
	if (from == 0 || c->d->k->doc->tokens.v[from - 1].in != c->d->k->doc->tokens.v[from].in) return false;
	return mq_phrases_token_in(c->d->w->classes, (uint32_t) class, &c->d->k->forms->v[from - 1]);
}

/* «من»: the word alone, as an item */
static bool take_from(cursor *c) { return take(c, D_FROM); }

static bool is_year_number(const cursor *c) { return is(c, D_NUMBER) && here(c)->a >= YEAR_LEAST && here(c)->a <= YEAR_MOST; }

/* م or هـ after a year; a clitic is no era */
static void take_era(cursor *c)
{
	bool hijri = here(c)->a == 1;
	if (!is(c, D_ERA) || here(c)->pro) return;
	if (hijri) c->r->hijri = true;
	next(c);
}

static bool take_year_number(cursor *c, int32_t *year)
{
	if (!is_year_number(c)) return false;
	*year = here(c)->a;
	next(c);
	take_era(c);
	return true;
}

/* a modifier after a definite noun: الماضي، المقبل، الجاري */
static bool take_modifier(cursor *c)
{
	if (!is(c, D_MODIFIER) || here(c)->pro) return false;
	c->r->modifier = here(c)->a;
	next(c);
	return true;
}

/* «العام الماضي», «هذه السنة», «السنة الجارية» after a month or a quarter */
static bool take_relative_year(cursor *c)
{
	cursor s = *c;
	bool this = take(&s, D_THIS);
	if (!is(&s, D_UNIT) || here(&s)->a != UNIT_YEAR || here(&s)->b != 1 || !here(&s)->c) return false;
	next(&s);
	if (this) c->r->year_by = 0;
	else if (is(&s, D_MODIFIER) && here(&s)->a <= 1) {
		c->r->year_by = here(&s)->a;
		next(&s);
	} else return false;
	c->at = s.at;
	return true;
}

/* what tells a month's year: «2024», «من سنة 2024», «عام 2024», «من العام الماضي», «الماضي» */
static void take_year(cursor *c)
{
	cursor s = *c;
	if (take_year_number(c, &c->r->year) || take_modifier(c)) return;
	take_from(&s);
	if (take_relative_year(&s)) {
		c->at = s.at;
		return;
	}
	if (is(&s, D_UNIT) && here(&s)->a == UNIT_YEAR && here(&s)->b == 1) next(&s);
	else if (!take_mark(&s, ',') && !take_mark(&s, '/') && !take_mark(&s, '-') && s.at == c->at) return;
	if (take_year_number(&s, &c->r->year)) c->at = s.at;
}

/* the same month in another system: «أيار/مايو», «مايو (أيار)», «مايو، أيار» */
static void take_double(cursor *c, int32_t month)
{
	cursor s = *c;
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
static bool take_month(cursor *c, int32_t *month, bool *weak)
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

static bool take_month_word(cursor *c)
{
	if (!is(c, D_UNIT) || here(c)->a != UNIT_MONTH || here(c)->b != 1) return false;
	next(c);
	return true;
}

/* a day of the month: a number of 1 to 31 or an ordinal */
static bool take_day_number(cursor *c, int32_t *day)
{
	bool number = is(c, D_NUMBER) && here(c)->a >= 1 && here(c)->a <= 31;
	if (!number && (!is(c, D_ORDINAL) || here(c)->b == 1)) return false;
	*day = here(c)->a;
	next(c);
	return true;
}

/* after a day: its month and year. «ماي 2024», «من شهر ماي الجاري», «من الشهر الجاري», «منه» */
static bool take_month_of_day(cursor *c)
{
	cursor s = *c;
	bool weak;
	if (take(c, D_SAME_MONTH)) {
		c->r->same_month = true;
		return true;
	}
	if (!take_from(&s) && glued(&s)) { /* 10/شوال/1436 */
		if (!take_mark(&s, '/')) take_mark(&s, '-');
	}
	if (take_month_word(&s)) {
		if (take_month(&s, &c->r->month, &weak)) {
			c->at = s.at;
			take_year(c);
			return true;
		}
		if (!take_modifier(&s)) return false;
		c->r->this_month = true;
		c->at = s.at;
		return true;
	}
	if (!take_month(&s, &c->r->month, &weak)) return false;
	c->at = s.at;
	take_year(c);
	return true;
}

static bool take_and(cursor *c, bool *with_and)
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
static bool take_through(cursor *c)
{
	bool and;
	take_mark(c, ',');
	if (take(c, D_TO)) return true;
	if (is_mark(c, '-')) return take_mark(c, '-');
	return take_and(c, &and);
}

/* the weekday and «يوم» that may stand before each day of a list */
static void pass_weekday(cursor *c)
{
	take(c, D_DAY);
	if (is(c, D_WEEKDAY)) {
		if (c->r->weekday == NO_VALUE) c->r->weekday = here(c)->a;
		next(c);
	}
}

/* the rest of a range that begins with a day: day2 [month [year]], the first day's month taken from the second where missing */
static bool take_second_day(cursor *c)
{
	cursor s = *c;
	mq_raw_date first = *c->r;
	if (!take_through(&s)) return false;
	int32_t weekday = c->r->weekday;
	pass_weekday(&s);
	c->r->weekday = weekday;
	int32_t month = c->r->month, year = c->r->year, year_by = c->r->year_by;
	bool same = c->r->same_month;
	if (take_day_number(&s, &c->r->day2)) {
		c->r->month = c->r->year = c->r->year_by = NO_VALUE;
		if (take_month_of_day(&s)) {
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

/* 14-12-2023, 14/12/2023, 2023-12-14: numbers stuck together by one mark */
static bool numeric(cursor *c)
{
	int32_t n[3];
	cursor s = *c;
	for (int i = 0; i < 3; i++) {
		if (i) {
			if (!(is_mark(&s, '/') || is_mark(&s, '-') || is_mark(&s, '.')) || !glued(&s)) return false;
			next(&s);
			if (!glued(&s)) return false;
		}
		if (!is(&s, D_NUMBER)) return false;
		n[i] = here(&s)->a;
		next(&s);
	}
	bool year_first = n[0] >= YEAR_LEAST;
	int32_t day = year_first ? n[2] : n[0], year = year_first ? n[0] : n[2];
	if (n[1] < 1 || n[1] > 12 || day < 1 || day > 31 || year < YEAR_LEAST || year > YEAR_MOST) return false;
	c->r->kind = RAW_DAY;
	c->r->day = day;
	c->r->month = n[1];
	c->r->year = year;
	c->at = s.at;
	return true;
}

/* 14 ماي، السابع من أبريل من سنة 2021، من 4 إلى 6 أغسطس، 9 و10 ديسمبر */
static bool day_month(cursor *c)
{
	cursor s = *c;
	if (numeric(c)) return true;
	if (!take_day_number(&s, &c->r->day)) return false;
	bool whole = take_month_of_day(&s);
	cursor t = s;
	if (!whole || is(&t, D_TO) || is_mark(&t, '-') || is(&t, D_AND) || (here(&t)->pro & MQ_PRO_WA)) {
		bool list = whole && !is(&t, D_TO);
		mq_raw_date first = *c->r;
		if (list || !take_second_day(&s)) {
			*c->r = first;
			if (!whole) return false;
		}
	}
	c->r->kind = RAW_DAY;
	c->at = s.at;
	return true;
}

/* «يومي 9 و10 ديسمبر», «أيام 3 و4 و5 ماي», «يومي الاثنين والثلاثاء» */
static bool days_list(cursor *c)
{
	cursor s = *c;
	bool and;
	if (!take(&s, D_DAYS)) return false;
	pass_weekday(&s);
	if (c->r->weekday != NO_VALUE && !is(&s, D_NUMBER) && !is(&s, D_ORDINAL)) {
		if (!take_and(&s, &and) || !is(&s, D_WEEKDAY)) return false;
		c->r->kind = RAW_WEEKDAY;
		c->r->weekday2 = here(&s)->a;
		c->r->range = true;
		next(&s);
		take_modifier(&s);
		c->at = s.at;
		return true;
	}
	if (!take_day_number(&s, &c->r->day)) return false;
	for (int more = 0; more < 6; more++) { /* the days between the first and the last */
		cursor t = s;
		int32_t day;
		if (!take_mark(&t, ',') && !take_and(&t, &and)) break;
		take(&t, D_AND);
		if (!take_day_number(&t, &day)) break;
		if (!(is(&t, D_AND) || is_mark(&t, ',') || (here(&t)->pro & MQ_PRO_WA))) break;
		s = t;
	}
	if (!take_second_day(&s)) return false;
	c->r->kind = RAW_DAY;
	c->at = s.at;
	return true;
}

static bool month_year(cursor *c, bool sure)
{
	cursor s = *c;
	bool weak = false, word = false;
	mq_raw_date keep = *c->r;
	if (is(&s, D_UNIT) && here(&s)->a == UNIT_MONTH && here(&s)->b == 1 && !here(&s)->c) {
		next(&s);
		word = true;
	}
	if (!take_month(&s, &c->r->month, &weak)) return false;
	bool hijri = c->r->hijri;
	c->r->kind = RAW_MONTH;
	uint32_t bare = s.at;
	take_year(&s);
	bool told = s.at > bare;
	if (hijri && !told && !word) weak = true;
	if (weak && !told && !word && !sure && !(before(c, D_TIME_PREP) && !hijri)) {
		*c->r = keep;
		return false;
	}
	c->at = s.at;
	return true;
}

/* «من مارس إلى يونيو 2024» */
static bool month_range(cursor *c)
{
	cursor s = *c;
	bool weak;
	mq_raw_date keep = *c->r;
	if (!take_month(&s, &c->r->month, &weak)) return false;
	take_year_number(&s, &c->r->year);
	int32_t year = c->r->year;
	if (!take_through(&s) || !take_month(&s, &c->r->month2, &weak)) {
		*c->r = keep;
		return false;
	}
	c->r->year = NO_VALUE;
	take_year(&s);
	c->r->year2 = c->r->year;
	if (year != NO_VALUE) c->r->year = year;
	c->r->range = true;
	c->r->kind = RAW_MONTH;
	c->at = s.at;
	return true;
}

/* a second year: 2022-2023, 2022/2023, «عامي 1968 و1969», «من 2005 إلى 2011» */
static bool take_second_year(cursor *c, bool and_too)
{
	cursor s = *c;
	bool and;
	if (take_mark(&s, '-') || take_mark(&s, '/')) {
		if (is(&s, D_NUMBER) && here(&s)->a < 100 && glued(&s) && here(&s)->a == (c->r->year + 1) % 100) {
			c->r->year2 = c->r->year + 1;
			next(&s);
			c->r->range = true;
			c->at = s.at;
			return true;
		}
	} else if (!take(&s, D_TO) && !(and_too && take_and(&s, &and))) return false;
	take(&s, D_AND);
	if (is(&s, D_UNIT) && here(&s)->a == UNIT_YEAR && here(&s)->b == 1) next(&s);
	if (!take_year_number(&s, &c->r->year2) || c->r->year2 <= c->r->year) {
		c->r->year2 = NO_VALUE;
		return false;
	}
	c->r->range = true;
	c->at = s.at;
	return true;
}

/* «عام 2013», «لسنتي 2022-2023» */
static bool year_word(cursor *c)
{
	cursor s = *c;
	if (!is(&s, D_UNIT) || here(&s)->a != UNIT_YEAR) return false;
	bool several = here(&s)->b != 1;
	next(&s);
	if (!take_year_number(&s, &c->r->year)) return false;
	take_second_year(&s, several);
	c->r->kind = RAW_YEAR;
	c->at = s.at;
	return true;
}

/* a year by itself counts only where nothing is counted and no number goes on */
static bool bare_year(cursor *c, bool sure)
{
	cursor s = *c;
	const mq_doc *doc = c->d->k->doc;
	if (!is_year_number(&s) || here(&s)->a < 1800 || here(&s)->a > 2100) return false;
	const mq_token *t = &doc->tokens.v[s.at];
	if (t->end - t->start != 4 && t->end - t->start != 8) return false;
	uint32_t from = s.at;
	if (!take_year_number(&s, &c->r->year)) return false;
	bool range = take_second_year(&s, false);
	if (!sure && !range) {
		if (neighbour(c, s.at, D_COUNTED)) return false;
		if (is_mark(&s, '.') || is_mark(&s, ',') || is_mark(&s, ':') || is_mark(&s, '/')) {
			const mq_token *m = &doc->tokens.v[s.at];
			if ((m->flags & MQ_TOKEN_GLUED) && s.at + 1 < c->d->field_end &&
			    doc->tokens.v[s.at + 1].kind == MQ_TOKEN_NUMBER && (doc->tokens.v[s.at + 1].flags & MQ_TOKEN_GLUED))
				return false;
		}
		if (from > 0 && c->d->item[from - 1].class == D_MARK && (t->flags & MQ_TOKEN_GLUED) &&
		    c->d->item[from - 1].a != '(')
			return false;
		bool placed = before(c, D_TIME_PREP) ||
			      (from > 0 && c->d->item[from - 1].class == D_MARK && c->d->item[from - 1].a == '(') ||
			      (from > 0 && (c->d->item[from - 1].class == D_TO || c->d->item[from - 1].class == D_AGO));
		if (!placed) return false;
	}
	c->r->kind = RAW_YEAR;
	c->at = s.at;
	return true;
}

/* «الأسبوع الماضي», «هذا العام», «الأسبوعين الماضيين», «الأشهر المقبلة», «السنوات العشر المقبلة» */
static bool unit_modifier(cursor *c)
{
	cursor s = *c;
	bool this = take(&s, D_THIS);
	if (!is(&s, D_UNIT) || !here(&s)->c) return false;
	uint32_t unit = (uint32_t)here(&s)->a, number = here(&s)->b;
	next(&s);
	c->r->unit = (uint8_t)unit;
	c->r->count = number == 2 ? 2 : 1;
	if (this) {
		c->r->modifier = 0;
		if (number != 1 || unit > UNIT_YEAR) c->r->modifier = 2;
		take(&s, D_MODIFIER);
	} else {
		bool counted = number == 3 && (is(&s, D_CARDINAL) || is(&s, D_NUMBER) || is(&s, D_ORDINAL) || is(&s, D_FEW));
		if (counted) next(&s);
		if (!take_modifier(&s)) return false;
		if (number == 3) c->r->modifier = 2;
		if (number == 1 && c->r->modifier == 2) return false;
	}
	c->r->kind = RAW_UNIT;
	if (unit == UNIT_CENTURY && c->r->modifier == -1) {
		c->r->kind = RAW_CENTURY;
		c->r->count = 20;
	} else if (unit > UNIT_YEAR || c->r->modifier == 2) c->r->kind = RAW_VAGUE;
	c->at = s.at;
	return true;
}

/* «القرن العشرين», «القرن التاسع عشر» */
static bool century(cursor *c)
{
	cursor s = *c;
	if (!is(&s, D_UNIT) || here(&s)->a != UNIT_CENTURY || here(&s)->b != 1 || !here(&s)->c) return false;
	next(&s);
	if (!is(&s, D_ORDINAL) || here(&s)->a < 10 || here(&s)->a > 21) return false;
	c->r->count = here(&s)->a;
	next(&s);
	c->r->kind = RAW_CENTURY;
	c->at = s.at;
	return true;
}

/* a number of units: digits, words («خمسة وتسعين»), a dual, or the bare singular for one; 0 for a plural without a number */
static bool take_quantity(cursor *c, int32_t *count, uint8_t *unit)
{
	bool number = false;
	*count = 0;
	take(c, D_ABOUT);
	if (is(c, D_NUMBER) && here(c)->a > 0 && here(c)->a < 1000) {
		*count = here(c)->a;
		next(c);
		number = true;
	} else
		for (; is(c, D_CARDINAL) && (*count == 0 || (here(c)->pro & MQ_PRO_WA)) && *count < 1000; number = true) {
			*count += here(c)->a;
			next(c);
		}
	if (is(c, D_DAYS) && here(c)->b == 3) { /* «أيام» */
		*unit = UNIT_DAY;
		next(c);
		return true;
	}
	if (!is(c, D_UNIT) || here(c)->c) return false;
	*unit = (uint8_t)here(c)->a;
	if (!number) *count = here(c)->b == 1 ? 1 : here(c)->b == 2 ? 2 : 0;
	next(c);
	return *unit <= UNIT_DECADE;
}

/* «قبل يومين», «منذ أيام», «قبل ستة أشهر»; «قبل يوم من القمة» hangs on something else */
static bool ago(cursor *c)
{
	cursor s = *c;
	int32_t count;
	uint8_t unit;
	if (!is(&s, D_AGO)) return false;
	bool since = here(&s)->a == 1;
	next(&s);
	if (take(&s, D_THAT)) c->r->after_last = true; /* «قبل ذلك بيومين» */
	if (!take_quantity(&s, &count, &unit)) return false;
	if (since && (count || unit > UNIT_DAY)) return false;
	take(&s, D_FEW);
	if (!since && is(&s, D_FROM)) {
		if (!neighbour(c, s.at + 1, D_TIME_NOUN)) return false;
		s.at += 2;
	}
	c->r->kind = count ? RAW_AGO : RAW_VAGUE;
	c->r->count = count;
	c->r->unit = unit;
	c->at = s.at;
	return true;
}

static bool season(cursor *c)
{
	cursor s = *c;
	bool word = take(&s, D_SEASON_WORD);
	if (!is(&s, D_SEASON)) return false;
	bool definite = here(&s)->b;
	c->r->count = here(&s)->a;
	next(&s);
	uint32_t bare = s.at;
	take_year(&s);
	if (s.at == bare && !(word && definite)) return false;
	c->r->kind = s.at == bare ? RAW_VAGUE : RAW_SEASON;
	c->at = s.at;
	return true;
}

/* «الثمانينات», «تسعينيات القرن الماضي»; not «في الستينات من عمره» */
static bool decade(cursor *c)
{
	cursor s = *c;
	if (!is(&s, D_DECADE)) return false;
	bool definite = here(&s)->b;
	c->r->count = here(&s)->a;
	c->r->year = 1900;
	next(&s);
	uint32_t bare = s.at;
	cursor t = s;
	take_from(&t);
	if (neighbour(c, t.at, D_AGE_AFTER)) return false;
	if (is(&t, D_UNIT) && here(&t)->a == UNIT_CENTURY) {
		next(&t);
		if (is(&t, D_MODIFIER) || is(&t, D_ORDINAL)) {
			if (is(&t, D_ORDINAL)) c->r->year = (here(&t)->a - 1) * 100;
			else if (here(&t)->a == 0) c->r->year = 2000;
			next(&t);
			s = t;
		}
	}
	if (s.at == bare && !definite) return false;
	c->r->kind = RAW_DECADE;
	c->at = s.at;
	return true;
}

/* «الربع الأول من 2025», «النصف الثاني من السنة الجارية» */
static bool fraction(cursor *c)
{
	cursor s = *c;
	if (!is(&s, D_FRACTION)) return false;
	c->r->of = here(&s)->a;
	next(&s);
	if (!is(&s, D_ORDINAL) || here(&s)->a > c->r->of) return false;
	c->r->count = here(&s)->a;
	next(&s);
	uint32_t bare = s.at;
	take_year(&s);
	if (s.at == bare) return false;
	c->r->kind = RAW_FRACTION;
	c->at = s.at;
	return true;
}

/* «الخميس 5 ماي», «الخميس الماضي», «الخميس، الخامس من ماي» */
static bool weekday(cursor *c)
{
	cursor s = *c;
	if (!is(&s, D_WEEKDAY) || before(c, D_NOT_WEEKDAY_AFTER)) return false;
	c->r->weekday = here(&s)->a;
	c->r->kind = RAW_WEEKDAY;
	next(&s);
	c->at = s.at;
	take_modifier(c);
	s = *c;
	if (!take_mark(&s, ',') && !take_mark(&s, '-')) take_mark(&s, '(');
	take(&s, D_EQUALS);
	if (s.at == c->at || is(&s, D_NUMBER) || is(&s, D_ORDINAL)) {
		mq_raw_date keep = *c->r;
		if (day_month(&s) && !c->r->same_month) c->at = s.at;
		else *c->r = keep;
	}
	return true;
}

/* «اليوم الجمعة», «أمس (الثلاثاء)», «غدا الأحد 6 ديسمبر» */
static bool relative(cursor *c)
{
	cursor s = *c;
	if (!is(&s, D_RELATIVE)) return false;
	c->r->relative = here(&s)->a;
	uint32_t first = s.at;
	next(&s);
	c->r->kind = RAW_RELATIVE;
	if (c->r->relative == 0 && c->d->item[first].to == first + 1) {
		if (neighbour(c, s.at, D_THAT_DAY_AFTER)) {
			c->r->kind = RAW_VAGUE;
			next(&s);
			c->at = s.at;
			return true;
		}
		if (neighbour(c, s.at, D_DAY_NOUN_AFTER)) return false;
		if (is(&s, D_ORDINAL)) return false;
	}
	c->at = s.at;
	cursor t = s;
	bool open = take_mark(&t, '(');
	if (!open) take_mark(&t, ',');
	if (t.at != s.at && !open && !is(&t, D_WEEKDAY)) t = s;
	mq_raw_date keep = *c->r;
	if (weekday(&t)) {
		if (open) take_mark(&t, ')');
		c->at = t.at;
		if (c->r->kind != RAW_DAY) c->r->kind = RAW_RELATIVE;
		return true;
	}
	*c->r = keep;
	t = s;
	if (day_month(&t) && !c->r->same_month && !c->r->range) c->at = t.at;
	else *c->r = keep;
	return true;
}

/* مطلع، منتصف، نهاية before a month, a year or a unit */
static bool part(cursor *c)
{
	cursor s = *c;
	if (!is(&s, D_PART)) return false;
	int32_t which = here(&s)->a;
	next(&s);
	bool got = month_year(&s, true) || year_word(&s) || bare_year(&s, true) || unit_modifier(&s) || decade(&s) ||
		   century(&s) || season(&s);
	if (!got &&
	    (is(&s, D_UNIT) && here(&s)->c && here(&s)->b == 1 && (here(&s)->a == UNIT_YEAR || here(&s)->a == UNIT_MONTH))) {
		/* «نهاية العام»: the one that runs */
		c->r->kind = RAW_UNIT;
		c->r->unit = (uint8_t)here(&s)->a;
		c->r->modifier = 0;
		c->r->count = 1;
		next(&s);
		got = !neighbour(c, s.at, D_YEAR_NOUN_AFTER);
	}
	if (!got || c->r->kind == RAW_VAGUE) return false;
	c->r->part = which;
	c->at = s.at;
	return true;
}

/* «من ... إلى ...», «بين ... و...» */
static bool range(cursor *c)
{
	cursor s = *c;
	if (!take_from(&s) && !take(&s, D_BETWEEN)) return false;
	mq_raw_date keep = *c->r;
	cursor t = s;
	pass_weekday(&t);
	if (c->r->weekday != NO_VALUE && take(&t, D_TO)) { /* «من الاثنين إلى الجمعة» */
		take(&t, D_DAY);
		if (is(&t, D_WEEKDAY)) {
			c->r->weekday2 = here(&t)->a;
			c->r->range = true;
			c->r->kind = RAW_WEEKDAY;
			next(&t);
			take_modifier(&t);
			c->at = t.at;
			return true;
		}
	}
	*c->r = keep;
	t = s;
	pass_weekday(&t);
	if (take_day_number(&t, &c->r->day)) {
		bool whole = take_month_of_day(&t);
		if (take_second_day(&t) && (whole || c->r->range)) {
			c->r->kind = RAW_DAY;
			c->at = t.at;
			return true;
		}
	}
	*c->r = keep;
	t = s;
	if (month_range(&t)) {
		c->at = t.at;
		return true;
	}
	*c->r = keep;
	t = s;
	if (is(&t, D_UNIT) && here(&t)->a == UNIT_YEAR) next(&t);
	if (take_year_number(&t, &c->r->year) && (c->r->range || take_second_year(&t, true))) {
		c->r->kind = RAW_YEAR;
		c->at = t.at;
		return true;
	}
	*c->r = keep;
	return false;
}

/* «يوم» before a weekday, a relative day or a day of a month; «صباح» before any of these */
static bool day_word(cursor *c)
{
	cursor s = *c;
	if (!take(&s, D_DAY)) return false;
	mq_raw_date keep = *c->r;
	if (weekday(&s) || relative(&s) || day_month(&s)) {
		c->at = s.at;
		return true;
	}
	*c->r = keep;
	return false;
}

static bool part_of_day(cursor *c)
{
	cursor s = *c;
	if (!take(&s, D_PART_OF_DAY)) return false;
	mq_raw_date keep = *c->r;
	if (day_word(&s) || weekday(&s) || relative(&s)) {
		c->at = s.at;
		return true;
	}
	*c->r = keep;
	return false;
}

typedef bool (*rule)(cursor *);

static bool month_alone(cursor *c) { return month_year(c, false); }
static bool year_alone(cursor *c) { return bare_year(c, false); }

/* by the class of the first item, in the order they are tried */
static const struct {
	uint8_t class;
	rule rule;
} rules[] = {
    {D_PART_OF_DAY, part_of_day}, {D_RELATIVE, relative},  {D_DAY, day_word},
    {D_WEEKDAY, weekday},         {D_DAYS, days_list},     {D_FROM, range},
    {D_BETWEEN, range},           {D_NUMBER, day_month},   {D_NUMBER, year_alone},
    {D_ORDINAL, day_month},       {D_UNIT, month_alone},   {D_UNIT, year_word},
    {D_UNIT, unit_modifier},      {D_UNIT, century},       {D_MONTH, month_alone},
    {D_THIS, unit_modifier},      {D_PART, part},          {D_AGO, ago},
    {D_SEASON, season},           {D_SEASON_WORD, season}, {D_DECADE, decade},
    {D_FRACTION, fraction},
};

static void clean(mq_raw_date *r)
{
	uint32_t from = r->from;
	const mq_form_key *form = r->form;
	*r = (mq_raw_date){.from = from, .form = form};
	r->day = r->day2 = r->month = r->month2 = r->year = r->year2 = r->year_by = r->modifier = NO_VALUE;
	r->weekday = r->weekday2 = NO_VALUE;
}

bool mq_date_parse(const mq_dating *d, uint32_t i, mq_raw_date *out)
{
	uint8_t class = d->item[i].class;
	out->from = i;
	out->form = d->item[i].form;
	for (size_t k = 0; k < sizeof rules / sizeof *rules; k++) {
		if (rules[k].class != class) continue;
		clean(out);
		cursor c = {.d = d, .r = out, .at = i};
		if (!rules[k].rule(&c)) continue;
		out->to = c.at;
		return true;
	}
	return false;
}
