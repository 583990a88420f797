#include "serve/choices.h"

static const char *const theme_names[MQ_THEMES] = {"auto", "light", "dark"};
static const char *const month_names[MQ_MONTH_SETS] = {"ma", "eg", "tn", "sy"};
static const char *const digit_names[MQ_DIGIT_SETS] = {"latn", "arab"};

mq_text mq_theme_name(mq_theme t) { return mq_text_of(theme_names[t < MQ_THEMES ? t : 0]); }
mq_text mq_months_name(mq_months m) { return mq_text_of(month_names[m < MQ_MONTH_SETS ? m : 0]); }
mq_text mq_digits_name(mq_digits d) { return mq_text_of(digit_names[d < MQ_DIGIT_SETS ? d : 0]); }

static int place_in(const char *const *names, int n, mq_text value)
{
	for (int i = 0; i < n; i++)
		if (mq_text_eq(mq_text_of(names[i]), value)) return i;
	return -1;
}

bool mq_choices_take(mq_choices *c, mq_text name, mq_text value)
{
	int theme = place_in(theme_names, MQ_THEMES, value), months = place_in(month_names, MQ_MONTH_SETS, value),
	    digits = place_in(digit_names, MQ_DIGIT_SETS, value);
	bool rtl = mq_text_eq(value, MQ_T("rtl"));
	if (mq_text_eq(name, MQ_T("theme")) && theme >= 0) c->theme = (mq_theme)theme;
	else if (mq_text_eq(name, MQ_T("months")) && months >= 0) c->months = (mq_months)months;
	else if (mq_text_eq(name, MQ_T("digits")) && digits >= 0) c->digits = (mq_digits)digits;
	else if (mq_text_eq(name, MQ_T("time")) && (rtl || mq_text_eq(value, MQ_T("ltr")))) c->time_rtl = rtl;
	else return false;
	return true;
}

mq_choices mq_choices_read(mq_text cookie)
{
	static const char *const order[] = {"theme", "months", "time", "digits"};
	mq_choices c = {MQ_THEME_AUTO, MQ_MONTHS_MA, MQ_DIGITS_LATN, false};
	mq_text piece;
	for (size_t i = 0; i < sizeof order / sizeof *order && mq_text_split(&cookie, '.', &piece); i++)
		(void)mq_choices_take(&c, mq_text_of(order[i]), piece);
	return c;
}

mq_text mq_choices_print(mq_arena *a, const mq_choices *c)
{
	return mq_arena_print(a, "%s.%s.%s.%s", theme_names[c->theme], month_names[c->months], c->time_rtl ? "rtl" : "ltr",
			      digit_names[c->digits]);
}
