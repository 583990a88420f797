/* What a reader chose: appearance, month names, digits, the direction of time in charts. In: a cookie that says nothing of the
 * reader ("view=dark.eg.rtl.latn"). Out: one of a few dozen choices, so that kept answers stay few; what is not understood is the
 * default. */
#ifndef MQ_SERVE_CHOICES_H
#define MQ_SERVE_CHOICES_H

#include "base/base.h"

typedef enum { MQ_THEME_AUTO, MQ_THEME_LIGHT, MQ_THEME_DARK, MQ_THEMES } mq_theme;
typedef enum { MQ_MONTHS_MA, MQ_MONTHS_EG, MQ_MONTHS_TN, MQ_MONTHS_SY, MQ_MONTH_SETS } mq_months;
/* of Arabic: CLDR's numbering systems latn (0123456789) and arab (U+0660 to U+0669) */
typedef enum { MQ_DIGITS_LATN, MQ_DIGITS_ARAB, MQ_DIGIT_SETS } mq_digits;

typedef struct {
	mq_theme theme;
	mq_months months;
	mq_digits digits;
	bool time_rtl; /* charts run from right to left */
} mq_choices;

mq_choices mq_choices_read(mq_text cookie);
/* "dark.eg.rtl.latn" */
mq_text mq_choices_print(mq_arena *a, const mq_choices *c);
/* takes one value of a form: "theme", "months", "time" or "digits"; false when it is none of ours */
bool mq_choices_take(mq_choices *c, mq_text name, mq_text value);
mq_text mq_theme_name(mq_theme t);
mq_text mq_months_name(mq_months m); /* "ma" */
mq_text mq_digits_name(mq_digits d); /* "latn" */

#endif
