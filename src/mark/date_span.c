/* Dates longer than a day: months, years, weeks and other units, seasons, quarters, decades, centuries. */
#include "mark/date_cursor.h"

/* «في يونيو ويوليو 2024», «شهري ماي ويونيو الماضيين»: the second month's year is the first one's too */
static bool year_of_next_month(mq_date_cursor *c, mq_date_cursor s)
{
	bool and, weak;
	int32_t month = c->r->month, next_month;
	mq_raw_date after = *c->r;
	s.r = &after;
	if (!mq_date_take_and(&s, &and) || !mq_date_take_month(&s, &next_month, &weak) || after.hijri || next_month <= month)
		return false;
	mq_date_take_year(&s);
	if (after.year == NO_VALUE && !(after.modifier != NO_VALUE && s.at > 0 && c->d->item[s.at - 1].b == MODIFIER_DUAL))
		return false;
	c->r->year = after.year;
	c->r->modifier = after.modifier;
	return true;
}

bool mq_date_take_month_year(mq_date_cursor *c, bool sure)
{
	mq_date_cursor s = *c;
	bool weak = false, word = false;
	mq_raw_date keep = *c->r;
	if (is(&s, D_UNIT) && here(&s)->a == UNIT_MONTH && here(&s)->b == 1 && !here(&s)->c) {
		next(&s);
		word = true;
	}
	if (!mq_date_take_month(&s, &c->r->month, &weak)) return false;
	bool hijri = c->r->hijri;
	c->r->kind = RAW_MONTH;
	uint32_t bare = s.at;
	mq_date_take_year(&s);
	bool told = s.at > bare;
	if (!told && !hijri) told = year_of_next_month(c, s);
	if (hijri && !told && !word) weak = true;
	/* after «من» there is no «بآب» (in August): that is «باب» (a door) */
	bool placed = mq_date_before(c, D_TIME_PREP) && !hijri && !(c->d->item[c->at].pro & MQ_PRO_BI);
	if (weak && !told && !word && !sure && !placed) {
		*c->r = keep;
		return false;
	}
	c->at = s.at;
	return true;
}

/* «من مارس إلى يونيو 2024» */
bool mq_date_take_month_range(mq_date_cursor *c)
{
	mq_date_cursor s = *c;
	bool weak;
	mq_raw_date keep = *c->r;
	if (!mq_date_take_month(&s, &c->r->month, &weak)) return false;
	mq_date_take_year_number(&s, &c->r->year);
	int32_t year = c->r->year;
	if (!mq_date_take_through(&s) || !mq_date_take_month(&s, &c->r->month2, &weak)) {
		*c->r = keep;
		return false;
	}
	c->r->year = NO_VALUE;
	mq_date_take_year(&s);
	c->r->year2 = c->r->year;
	if (year != NO_VALUE) c->r->year = year;
	c->r->range = true;
	c->r->kind = RAW_MONTH;
	c->at = s.at;
	return true;
}

/* a second year: 2022-2023, 2022/2023, «عامي 1968 و1969», «من 2005 إلى 2011» */
bool mq_date_take_second_year(mq_date_cursor *c, bool and_too)
{
	mq_date_cursor s = *c;
	bool and;
	if (take_mark(&s, '-') || take_mark(&s, '/')) {
		if (is(&s, D_NUMBER) && here(&s)->a < 100 && glued(&s) && here(&s)->a == (c->r->year + 1) % 100) {
			c->r->year2 = c->r->year + 1;
			next(&s);
			c->r->range = true;
			c->at = s.at;
			return true;
		}
	} else if (!take(&s, D_TO) && !(and_too && mq_date_take_and(&s, &and))) return false;
	take(&s, D_AND);
	if (is(&s, D_UNIT) && here(&s)->a == UNIT_YEAR && here(&s)->b == 1) next(&s);
	if (!mq_date_take_year_number(&s, &c->r->year2) || c->r->year2 <= c->r->year) {
		c->r->year2 = NO_VALUE;
		return false;
	}
	c->r->range = true;
	c->at = s.at;
	return true;
}

/* «عام 2013», «لسنتي 2022-2023» */
bool mq_date_take_year_word(mq_date_cursor *c)
{
	mq_date_cursor s = *c;
	if (!is(&s, D_UNIT) || here(&s)->a != UNIT_YEAR) return false;
	bool several = here(&s)->b != 1;
	next(&s);
	if (!mq_date_take_year_number(&s, &c->r->year)) return false;
	mq_date_take_second_year(&s, several);
	c->r->kind = RAW_YEAR;
	c->at = s.at;
	return true;
}

/* «(ابن خلدون - 1377»: after a dash inside a bracket that a name opened */
#define CITED_BACK 5u
static bool is_cited(const mq_date_cursor *c, uint32_t at)
{
	const mq_date_item *item = c->d->item;
	if (at < 2 || item[at - 1].class != D_MARK || (item[at - 1].a != '-' && item[at - 1].a != 'c')) return false;
	for (uint32_t back = 2; back <= CITED_BACK && back <= at; back++) {
		const mq_date_item *i = &item[at - back];
		if (i->class == D_MARK && i->a == '(') return back > 2;
		if (i->class != D_NONE) return false;
	}
	return false;
}

/* a year by itself counts only where nothing is counted and no number goes on */
bool mq_date_take_bare_year(mq_date_cursor *c, bool sure)
{
	mq_date_cursor s = *c;
	const mq_doc *doc = c->d->k->doc;
	if (!mq_date_is_year_number(&s) || here(&s)->a < 1800 || here(&s)->a > 2100) return false;
	const mq_token *t = &doc->tokens.v[s.at];
	if (t->end - t->start != 4 && t->end - t->start != 8) return false;
	uint32_t from = s.at;
	if (!mq_date_take_year_number(&s, &c->r->year)) return false;
	bool range = mq_date_take_second_year(&s, false);
	if (!sure && !range) {
		if (mq_date_neighbour(c, s.at, D_COUNTED)) return false;
		if (is_mark(&s, '.') || is_mark(&s, ',') || is_mark(&s, ':') || is_mark(&s, '/')) {
			const mq_token *m = &doc->tokens.v[s.at];
			if ((m->flags & MQ_TOKEN_GLUED) && s.at + 1 < c->d->field_end &&
			    doc->tokens.v[s.at + 1].kind == MQ_TOKEN_NUMBER && (doc->tokens.v[s.at + 1].flags & MQ_TOKEN_GLUED))
				return false;
		}
		bool cited = is_cited(c, from);
		if (!cited && from > 0 && c->d->item[from - 1].class == D_MARK && (t->flags & MQ_TOKEN_GLUED) &&
		    c->d->item[from - 1].a != '(')
			return false;
		bool placed = cited || mq_date_before(c, D_TIME_PREP) ||
			      (from > 0 && c->d->item[from - 1].class == D_MARK && c->d->item[from - 1].a == '(') ||
			      (from > 0 && (c->d->item[from - 1].class == D_TO || c->d->item[from - 1].class == D_AGO));
		if (!placed) return false;
	}
	c->r->kind = RAW_YEAR;
	c->at = s.at;
	return true;
}

/* «الأسبوع الماضي», «هذا العام», «الأسبوعين الماضيين», «الأشهر المقبلة», «السنوات العشر المقبلة» */
bool mq_date_take_unit_modifier(mq_date_cursor *c)
{
	mq_date_cursor s = *c;
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
		if (!mq_date_take_modifier(&s)) return false;
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

/* whole days in hours: «الساعات الـ24 الماضية», «الـ48 ساعة الأخيرة» */
#define DAY_HOURS  24
#define HOURS_MOST 168
bool mq_date_take_past_hours(mq_date_cursor *c)
{
	mq_date_cursor s = *c;
	bool many = is(&s, D_UNIT);
	if (many && (here(&s)->a != UNIT_SHORT || here(&s)->b != 3 || !here(&s)->c)) return false;
	if (many) next(&s);
	/* the article stands apart from digits */
	if (many && s.at < s.d->field_end && mq_text_eq(s.d->k->doc->tokens.v[s.at].norm, MQ_T("ال"))) s.at++;
	if (!is(&s, D_NUMBER)) return false;
	int32_t hours = here(&s)->a;
	next(&s);
	if (!many && (!is(&s, D_UNIT) || here(&s)->a != UNIT_SHORT || here(&s)->b != 1 || here(&s)->c)) return false;
	if (!many) next(&s);
	if (hours < DAY_HOURS || hours > HOURS_MOST || hours % DAY_HOURS || !mq_date_take_modifier(&s)) return false;
	if (c->r->modifier != -1 && c->r->modifier != 2) return false;
	c->r->kind = RAW_UNIT;
	c->r->unit = UNIT_SHORT;
	c->r->modifier = -1;
	c->r->count = hours / DAY_HOURS;
	c->at = s.at;
	return true;
}

/* «القرن العشرين», «القرن التاسع عشر» */
bool mq_date_take_century(mq_date_cursor *c)
{
	mq_date_cursor s = *c;
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
static bool take_quantity(mq_date_cursor *c, int32_t *count, uint8_t *unit)
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
bool mq_date_take_ago(mq_date_cursor *c)
{
	mq_date_cursor s = *c;
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
		if (!mq_date_neighbour(c, s.at + 1, D_TIME_NOUN)) return false;
		s.at += 2;
	}
	c->r->kind = count ? RAW_AGO : RAW_VAGUE;
	c->r->count = count;
	c->r->unit = unit;
	c->at = s.at;
	return true;
}

/* «في الشتاء»: every winter; not «في الربيع العربي» (the Arab Spring) */
static bool recurs(const mq_date_cursor *c, uint32_t next_token)
{
	const mq_doc *doc = c->d->k->doc;
	if (!mq_date_before(c, D_TIME_PREP)) return false;
	return next_token >= c->d->field_end || !mq_text_starts(doc->tokens.v[next_token].norm, MQ_T("ال"));
}

bool mq_date_take_season(mq_date_cursor *c)
{
	mq_date_cursor s = *c;
	bool word = take(&s, D_SEASON_WORD);
	if (!is(&s, D_SEASON)) return false;
	bool definite = here(&s)->b;
	c->r->count = here(&s)->a;
	next(&s);
	uint32_t bare = s.at;
	mq_date_take_year(&s);
	if (s.at == bare && !(word && definite) && !(definite && recurs(c, s.at))) return false;
	c->r->kind = s.at == bare ? RAW_VAGUE : RAW_SEASON;
	c->at = s.at;
	return true;
}

/* «القرن الماضي», «القرن الحادي والعشرين»: the year before its first */
static bool take_century_year(mq_date_cursor *c, int32_t *year)
{
	if (!is(c, D_UNIT) || here(c)->a != UNIT_CENTURY) return false;
	next(c);
	if (!is(c, D_MODIFIER) && !is(c, D_ORDINAL)) return false;
	if (is(c, D_ORDINAL)) *year = (here(c)->a - 1) * 100;
	else *year = here(c)->a == 0 ? 2000 : 1900;
	next(c);
	return true;
}

/* «العقد الأول من القرن الماضي» */
bool mq_date_take_decade_of_century(mq_date_cursor *c)
{
	mq_date_cursor s = *c;
	if (!is(&s, D_UNIT) || here(&s)->a != UNIT_DECADE || here(&s)->b != 1 || !here(&s)->c) return false;
	next(&s);
	if (!is(&s, D_ORDINAL) || here(&s)->a < 1 || here(&s)->a > 10) return false;
	c->r->count = (here(&s)->a - 1) * 10;
	next(&s);
	mq_date_take_from(&s);
	if (!take_century_year(&s, &c->r->year)) return false;
	c->r->kind = RAW_DECADE;
	c->at = s.at;
	return true;
}

/* «الثمانينات», «تسعينيات القرن الماضي»; not «في الستينات من عمره» */
bool mq_date_take_decade(mq_date_cursor *c)
{
	mq_date_cursor s = *c;
	if (!is(&s, D_DECADE)) return false;
	bool definite = here(&s)->b;
	c->r->count = here(&s)->a;
	c->r->year = 1900;
	next(&s);
	uint32_t bare = s.at;
	mq_date_cursor t = s;
	mq_date_take_from(&t);
	if (mq_date_neighbour(c, t.at, D_AGE_AFTER)) return false;
	if (take_century_year(&t, &c->r->year)) s = t;
	if (s.at == bare && !definite) return false;
	c->r->kind = RAW_DECADE;
	c->at = s.at;
	return true;
}

/* «الربع الأول من 2025», «النصف الثاني من السنة الجارية» */
bool mq_date_take_fraction(mq_date_cursor *c)
{
	mq_date_cursor s = *c;
	if (!is(&s, D_FRACTION)) return false;
	c->r->of = here(&s)->a;
	next(&s);
	if (!is(&s, D_ORDINAL) || here(&s)->a > c->r->of) return false;
	c->r->count = here(&s)->a;
	next(&s);
	uint32_t bare = s.at;
	mq_date_take_year(&s);
	if (s.at == bare) return false;
	c->r->kind = RAW_FRACTION;
	c->at = s.at;
	return true;
}
