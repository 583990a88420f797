/* The grammar of dates: a descent over items with bounded looking ahead. Examples in comments are our own. */
#include "mark/date_cursor.h"

/* «18/11/25»: a year of two digits is one of the years around publication */
#define SHORT_YEARS 10
static int32_t short_year(const mq_date_cursor *c, int32_t year)
{
	if (year >= 100 || year < 10 || c->d->published == MQ_NO_DAY) return year;
	int32_t now = mq_ymd_of(c->d->published).year, full = now - now % 100 + year;
	return full >= now - SHORT_YEARS && full <= now + SHORT_YEARS ? full : year;
}

/* 14-12-2023, 14/12/2023, 2023-12-14: numbers stuck together by one mark */
static bool numeric(mq_date_cursor *c)
{
	int32_t n[3];
	mq_date_cursor s = *c;
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
	int32_t day = year_first ? n[2] : n[0], year = year_first ? n[0] : short_year(c, n[2]);
	if (n[1] < 1 || n[1] > 12 || day < 1 || day > 31 || year < YEAR_LEAST || year > YEAR_MOST) return false;
	c->r->kind = RAW_DAY;
	c->r->day = day;
	c->r->month = n[1];
	c->r->year = year;
	/* nobody writes a day of the fifteenth century in numbers: 8/7/1436 is of the Hijra, with or without its sign */
	c->r->hijri = year >= HIJRI_FIRST && year < HIJRI_FIRST + HIJRI_YEARS;
	c->at = s.at;
	mq_date_take_era(c);
	return true;
}

/* «الأسبوع {الأول} من مايو», «النصف {الثاني} من يونيو»: the ordinal counts no days */
static bool counts_parts(const mq_date_cursor *c)
{
	if (!is(c, D_ORDINAL) || c->at == 0) return false;
	const mq_date_item *before = &c->d->item[c->at - 1];
	return before->class == D_FRACTION || (before->class == D_UNIT && before->a == UNIT_WEEK && before->b == 1);
}

/* 14 ماي، السابع من أبريل من سنة 2021، من 4 إلى 6 أغسطس، 9 و10 ديسمبر */
static bool day_month(mq_date_cursor *c)
{
	mq_date_cursor s = *c;
	if (numeric(c)) return true;
	if (counts_parts(c)) return false;
	if (!mq_date_take_day_number(&s, &c->r->day)) return false;
	bool whole = mq_date_take_month_of_day(&s);
	mq_date_cursor t = s;
	if (!whole || is(&t, D_TO) || is_mark(&t, '-') || is(&t, D_AND) || (here(&t)->pro & MQ_PRO_WA)) {
		bool list = whole && !is(&t, D_TO);
		mq_raw_date first = *c->r;
		if (list || !mq_date_take_second_day(&s)) {
			*c->r = first;
			if (!whole) return false;
		}
	}
	c->r->kind = RAW_DAY;
	c->at = s.at;
	return true;
}

/* «يومي 9 و10 ديسمبر», «أيام 3 و4 و5 ماي», «يومي الاثنين والثلاثاء» */
static bool days_list(mq_date_cursor *c)
{
	mq_date_cursor s = *c;
	bool and;
	if (!take(&s, D_DAYS)) return false;
	mq_date_pass_weekday(&s);
	if (c->r->weekday != NO_VALUE && !is(&s, D_NUMBER) && !is(&s, D_ORDINAL)) {
		c->r->first_end = s.at;
		if (!mq_date_take_and(&s, &and) || !is(&s, D_WEEKDAY)) return false;
		c->r->kind = RAW_WEEKDAY;
		c->r->listed = true;
		c->r->second = s.at;
		c->r->weekday2 = here(&s)->a;
		c->r->range = true;
		next(&s);
		mq_date_take_modifier(&s);
		c->at = s.at;
		return true;
	}
	if (!mq_date_take_day_number(&s, &c->r->day)) return false;
	int more = 0;
	for (; more < 6; more++) { /* the days between the first and the last */
		mq_date_cursor t = s;
		int32_t day;
		if (!take_mark(&t, ',') && !mq_date_take_and(&t, &and)) break;
		take(&t, D_AND);
		if (!mq_date_take_day_number(&t, &day)) break;
		if (!(is(&t, D_AND) || is_mark(&t, ',') || (here(&t)->pro & MQ_PRO_WA))) break;
		s = t;
	}
	if (!mq_date_take_second_day(&s)) return false;
	c->r->listed = c->r->listed && more == 0;
	c->r->kind = RAW_DAY;
	c->at = s.at;
	return true;
}

/* «الاثنين والثلاثاء المقبلين»: the modifier of two is the first one's too */
static void share_modifier(mq_date_cursor *c, mq_date_cursor s)
{
	bool and;
	if (!mq_date_take_and(&s, &and) || !take(&s, D_WEEKDAY)) return;
	if (is(&s, D_MODIFIER) && here(&s)->b == MODIFIER_DUAL) c->r->modifier = here(&s)->a;
}

/* «الخميس 5 ماي», «الخميس الماضي», «الخميس، الخامس من ماي» */
static bool weekday(mq_date_cursor *c)
{
	mq_date_cursor s = *c;
	if (!is(&s, D_WEEKDAY) || mq_date_before(c, D_NOT_WEEKDAY_AFTER)) return false;
	c->r->weekday = here(&s)->a;
	c->r->kind = RAW_WEEKDAY;
	next(&s);
	c->at = s.at;
	if (!mq_date_take_modifier(c)) share_modifier(c, s);
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
static bool relative(mq_date_cursor *c)
{
	mq_date_cursor s = *c;
	if (!is(&s, D_RELATIVE)) return false;
	c->r->relative = here(&s)->a;
	uint32_t first = s.at;
	next(&s);
	c->r->kind = RAW_RELATIVE;
	if (c->r->relative == 0 && c->d->item[first].to == first + 1) {
		if (mq_date_neighbour(c, s.at, D_THAT_DAY_AFTER)) {
			c->r->kind = RAW_VAGUE;
			next(&s);
			c->at = s.at;
			return true;
		}
		if (mq_date_neighbour(c, s.at, D_DAY_NOUN_AFTER)) return false;
		if (is(&s, D_ORDINAL)) return false;
	}
	c->at = s.at;
	mq_date_cursor t = s;
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
static bool part(mq_date_cursor *c)
{
	mq_date_cursor s = *c;
	if (!is(&s, D_PART)) return false;
	int32_t which = here(&s)->a;
	next(&s);
	bool got = mq_date_take_month_year(&s, true) || mq_date_take_year_word(&s) || mq_date_take_bare_year(&s, true) ||
		   mq_date_take_unit_modifier(&s) || mq_date_take_decade(&s) || mq_date_take_century(&s) ||
		   mq_date_take_season(&s);
	if (!got &&
	    (is(&s, D_UNIT) && here(&s)->c && here(&s)->b == 1 && (here(&s)->a == UNIT_YEAR || here(&s)->a == UNIT_MONTH))) {
		/* «نهاية العام»: the one that runs */
		c->r->kind = RAW_UNIT;
		c->r->unit = (uint8_t)here(&s)->a;
		c->r->modifier = 0;
		c->r->count = 1;
		next(&s);
		got = !mq_date_neighbour(c, s.at, D_YEAR_NOUN_AFTER);
	}
	if (!got || c->r->kind == RAW_VAGUE) return false;
	c->r->part = which;
	c->at = s.at;
	return true;
}

/* «من ... إلى ...», «بين ... و...» */
static bool range(mq_date_cursor *c)
{
	mq_date_cursor s = *c;
	if (!mq_date_take_from(&s) && !take(&s, D_BETWEEN)) return false;
	mq_raw_date keep = *c->r;
	mq_date_cursor t = s;
	mq_date_pass_weekday(&t);
	if (c->r->weekday != NO_VALUE && take(&t, D_TO)) { /* «من الاثنين إلى الجمعة» */
		take(&t, D_DAY);
		if (is(&t, D_WEEKDAY)) {
			c->r->weekday2 = here(&t)->a;
			c->r->range = true;
			c->r->kind = RAW_WEEKDAY;
			next(&t);
			mq_date_take_modifier(&t);
			c->at = t.at;
			return true;
		}
	}
	*c->r = keep;
	t = s;
	mq_date_pass_weekday(&t);
	if (mq_date_take_day_number(&t, &c->r->day)) {
		bool whole = mq_date_take_month_of_day(&t);
		if (mq_date_take_second_day(&t) && (whole || c->r->range)) {
			c->r->listed = false; /* «بين 5 و9 ماي» */
			c->r->kind = RAW_DAY;
			c->at = t.at;
			return true;
		}
	}
	*c->r = keep;
	t = s;
	if (mq_date_take_month_range(&t)) {
		c->at = t.at;
		return true;
	}
	*c->r = keep;
	t = s;
	if (is(&t, D_UNIT) && here(&t)->a == UNIT_YEAR) next(&t);
	if (mq_date_take_year_number(&t, &c->r->year) && (c->r->range || mq_date_take_second_year(&t, true))) {
		c->r->kind = RAW_YEAR;
		c->at = t.at;
		return true;
	}
	*c->r = keep;
	return false;
}

/* «يوم» before a weekday, a relative day or a day of a month; «صباح» before any of these */
static bool day_word(mq_date_cursor *c)
{
	mq_date_cursor s = *c;
	if (!take(&s, D_DAY)) return false;
	mq_raw_date keep = *c->r;
	if (weekday(&s) || relative(&s) || day_month(&s)) {
		c->at = s.at;
		return true;
	}
	*c->r = keep;
	return false;
}

static bool part_of_day(mq_date_cursor *c)
{
	mq_date_cursor s = *c;
	if (!take(&s, D_PART_OF_DAY)) return false;
	mq_raw_date keep = *c->r;
	if (day_word(&s) || weekday(&s) || relative(&s)) {
		c->at = s.at;
		return true;
	}
	*c->r = keep;
	return false;
}

typedef bool (*rule)(mq_date_cursor *);

static bool month_alone(mq_date_cursor *c) { return mq_date_take_month_year(c, false); }
static bool year_alone(mq_date_cursor *c) { return mq_date_take_bare_year(c, false); }

/* by the class of the first item, in the order they are tried */
static const struct {
	uint8_t class;
	rule rule;
} rules[] = {
    {D_PART_OF_DAY, part_of_day},
    {D_RELATIVE, relative},
    {D_DAY, day_word},
    {D_WEEKDAY, weekday},
    {D_DAYS, days_list},
    {D_FROM, range},
    {D_BETWEEN, range},
    {D_NUMBER, mq_date_take_past_hours},
    {D_NUMBER, day_month},
    {D_NUMBER, year_alone},
    {D_ORDINAL, day_month},
    {D_UNIT, month_alone},
    {D_UNIT, mq_date_take_year_word},
    {D_UNIT, mq_date_take_decade_of_century},
    {D_UNIT, mq_date_take_past_hours},
    {D_UNIT, mq_date_take_unit_modifier},
    {D_UNIT, mq_date_take_century},
    {D_MONTH, month_alone},
    {D_THIS, mq_date_take_unit_modifier},
    {D_PART, part},
    {D_AGO, mq_date_take_ago},
    {D_SEASON, mq_date_take_season},
    {D_SEASON_WORD, mq_date_take_season},
    {D_DECADE, mq_date_take_decade},
    {D_FRACTION, mq_date_take_fraction},
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
		mq_date_cursor c = {.d = d, .r = out, .at = i};
		if (!rules[k].rule(&c)) continue;
		out->to = c.at;
		return true;
	}
	return false;
}
