/* Calendar arithmetic on day numbers: days since 1970-01-01 in the proleptic Gregorian calendar. */
#ifndef MQ_BASE_CALENDAR_H
#define MQ_BASE_CALENDAR_H

#include "base/view.h"

typedef int32_t mq_day;
#define MQ_NO_DAY INT32_MIN

typedef struct {
	int year, month, day; /* month 1..12, day 1..31 */
} mq_ymd;

bool mq_ymd_valid(mq_ymd d);
mq_day mq_day_of(int year, int month, int day); /* MQ_NO_DAY when there is no such day */
mq_ymd mq_ymd_of(mq_day day);
int mq_month_days(int year, int month);
/* 0 Monday … 6 Sunday (ISO 8601 order) */
int mq_weekday(mq_day day);
/* "YYYY-MM-DD" at the start of t; MQ_NO_DAY when it is not one */
mq_day mq_day_parse(mq_text t);
/* writes 10 characters and a NUL; years 0..9999 */
void mq_day_print(mq_day day, char out[11]);
/* seconds of Unix in UTC: "2026-11-22T06:37:00Z" (RFC 3339), and as mail and RSS have it, "Sun, 22 Nov 2026 06:37:00 +0000" */
void mq_moment_print(int64_t seconds, char out[21]);
void mq_moment_print_mail(int64_t seconds, char out[32]);

#endif
