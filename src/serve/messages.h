/* What the program says, by language: web/messages/{ar,fr,en}.tsv (key, text) and the months of Arabic-speaking countries
 * (web/messages/months.tsv). In: a key. Out: a text for the life of the catalog; a key that is missing gives the key. */
#ifndef MQ_SERVE_MESSAGES_H
#define MQ_SERVE_MESSAGES_H

#include "serve/choices.h"

typedef enum { MQ_LANG_AR, MQ_LANG_FR, MQ_LANG_EN, MQ_LANGS } mq_lang;

typedef struct mq_messages mq_messages;

mq_status mq_messages_open(mq_arena *a, const mq_pack *pack, const mq_messages **out) MQ_MUST_USE;
/* the same texts with other names of months and other digits in Arabic */
const mq_messages *mq_messages_with(const mq_messages *m, mq_months months, mq_digits digits);
mq_digits mq_messages_digits(const mq_messages *m, mq_lang lang); /* those of Arabic may be chosen */
mq_text mq_message(const mq_messages *m, mq_lang lang, mq_text key);
bool mq_message_has(const mq_messages *m, mq_lang lang, mq_text key);
/* the form for a number by CLDR's plural rules: key.zero, .one, .two, .few, .many, .other; the text still has its # */
mq_text mq_message_plural(const mq_messages *m, mq_lang lang, mq_text key, int64_t n);
mq_text mq_lang_code(mq_lang lang); /* "ar" */
mq_text mq_lang_dir(mq_lang lang);  /* "rtl" */

/* a number with narrow no-break spaces between thousands, from 10 000 on */
void mq_put_number(mq_buf *out, const mq_messages *m, mq_lang lang, int64_t n);
mq_text mq_say_number(mq_arena *a, const mq_messages *m, mq_lang lang, int64_t n);
/* words of our own with the digits, and the decimal point, that the reader chose; for a source's words never */
mq_text mq_say_digits(mq_arena *a, const mq_messages *m, mq_lang lang, mq_text ours);
/* "0.82", "−1.5" */
mq_text mq_say_decimal(mq_arena *a, const mq_messages *m, mq_lang lang, double value, int places);
/* "3–17"; one number when both are the same */
mq_text mq_say_spread(mq_arena *a, const mq_messages *m, mq_lang lang, int64_t from, int64_t to);
/* "19 فبراير 2025"; with precision: 0 day, 1 range, 2 month, 3 season, 4 year, 5 decade (mq_precision) */
mq_text mq_say_day(mq_arena *a, const mq_messages *m, mq_lang lang, mq_day day);
mq_text mq_say_weekday(mq_arena *a, const mq_messages *m, mq_lang lang, mq_day day); /* with the day of the week */
mq_text mq_say_days(mq_arena *a, const mq_messages *m, mq_lang lang, mq_day from, mq_day to, int precision);
mq_text mq_say_month(const mq_messages *m, mq_lang lang, int month);
/* "فبراير 2025" */
mq_text mq_say_month_of(mq_arena *a, const mq_messages *m, mq_lang lang, int year, int month);

#endif
