/* Dates as pages print them. */
#include "article/profiles.h"
#include "article/when.h"
#include "check.h"

int main(void)
{
	static const struct {
		const char *line, *want;
		bool month_first;
	} rows[] = {
	    {"2022-04-08", "2022-04-08", false},
	    {"2022-04-08T23:56:01+01:00", "2022-04-08T23:56:01+01:00", false},
	    {"2022-04-08T23:56:01.123Z", "2022-04-08T23:56:01Z", false},
	    {"2022-04-08 23:56:01 +0300", "2022-04-08T23:56:01+03:00", false},
	    {"Fri, 08 Apr 2022 23:56:00 GMT", "2022-04-08T23:56:00Z", false},
	    {"20220408", "2022-04-08", false},
	    {"20220408235600", "2022-04-08", false},
	    {"3/4/2020", "2020-03-04", true},
	    {"3/4/2020", "2020-04-03", false},
	    {"13/4/2020", "2020-04-13", true},
	    {"04.03.20", "2020-03-04", false},
	    {"April 8, 2022 at 11:56 pm", "2022-04-08", true},
	    {"8th of April 2022", "2022-04-08", false},
	    {"Wed, 28 Aug 2013 14:00 (GMT+0400)", "2013-08-28T14:00:00+04:00", false},
	    {"Publié le 8 avril 2022 à 10h12", "2022-04-08", false},
	    {"8. März 2021, 14:05 Uhr", "2021-03-08", false},
	    {"8 de abril de 2022", "2022-04-08", false},
	    {"2022年4月8日", "2022-04-08", false},
	    {"الجمعة 8 أبريل 2022 - 23:56", "2022-04-08", false},
	    {"٢٤ نيسان / أبريل ٢٠٢٠", "2020-04-24", false},
	    {"5 غشت 2025", "2025-08-05", false},
	    {"12 جانفي 2023", "2023-01-12", false},
	    {"3 كانون الثاني 2021", "2021-01-03", false},
	    {"15 رمضان 1445", "2024-03-25", false},
	    {"1 محرم 1447 هـ الموافق 26 يونيو 2025", "2025-06-26", false},
	    {"31/02/2020", NULL, false},
	    {"version 10.2.3", NULL, false},
	    {"in 2020", NULL, false},
	    {"9:30", NULL, false},
	    {"", NULL, false},
	};
	const mq_pack *pack;
	const mq_profiles *profiles;
	mq_arena *a = mq_arena_open(MQ_RULES_ARENA_MOST);
	MQ_CHECK(mq_ok(mq_pack_open(a, MQ_NONE, &pack)));
	MQ_CHECK(mq_ok(mq_profiles_open(a, pack, &profiles)));
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		mq_when w;
		bool found = mq_when_find(profiles->html, mq_text_of(rows[i].line), rows[i].month_first, &w);
		if (rows[i].want && found) MQ_CHECK_TEXT(mq_when_print(a, &w), mq_text_of(rows[i].want));
		else if (found != (rows[i].want != NULL)) {
			printf("%s\n", rows[i].line);
			MQ_CHECK(false);
		}
	}
	mq_arena_close(a);
	return mq_check_done();
}
