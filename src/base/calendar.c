#include "base/calendar.h"

#include <stdio.h>

int mq_month_days(int year, int month)
{
	static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
	bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
	if (month < 1 || month > 12) return 0;
	return month == 2 && leap ? 29 : days[month - 1];
}

bool mq_ymd_valid(mq_ymd d) { return d.year >= 0 && d.year <= 9999 && d.day >= 1 && d.day <= mq_month_days(d.year, d.month); }

/* Years run from March, so that the leap day is the last of its year; an era has 400 years and 146097 days. */
mq_day mq_day_of(int year, int month, int day)
{
	if (!mq_ymd_valid((mq_ymd){year, month, day})) return MQ_NO_DAY;
	int y = month <= 2 ? year - 1 : year;
	int era = (y >= 0 ? y : y - 399) / 400;
	int of_era = y - era * 400;
	int of_year = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
	int day_of_era = of_era * 365 + of_era / 4 - of_era / 100 + of_year;
	return era * 146097 + day_of_era - 719468;
}

mq_ymd mq_ymd_of(mq_day day)
{
	int z = day + 719468;
	int era = (z >= 0 ? z : z - 146096) / 146097;
	int doe = z - era * 146097;
	int yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
	int doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
	int mp = (5 * doy + 2) / 153;
	int month = mp < 10 ? mp + 3 : mp - 9;
	return (mq_ymd){yoe + era * 400 + (month <= 2), month, doy - (153 * mp + 2) / 5 + 1};
}

int mq_weekday(mq_day day)
{
	int w = (day + 3) % 7; /* 1970-01-01 was a Thursday */
	return w < 0 ? w + 7 : w;
}

static int digits(const char *p, int n)
{
	int v = 0;
	for (int i = 0; i < n; i++) {
		if (p[i] < '0' || p[i] > '9') return -1;
		v = v * 10 + (p[i] - '0');
	}
	return v;
}

mq_day mq_day_parse(mq_text t)
{
	if (t.n < 10 || t.p[4] != '-' || t.p[7] != '-') return MQ_NO_DAY;
	int y = digits(t.p, 4), m = digits(t.p + 5, 2), d = digits(t.p + 8, 2);
	if (y < 0 || m < 0 || d < 0) return MQ_NO_DAY;
	return mq_day_of(y, m, d);
}

void mq_day_print(mq_day day, char out[11])
{
	mq_ymd d = mq_ymd_of(day);
	unsigned y = d.year < 0 ? 0 : (unsigned)d.year % 10000, m = (unsigned)d.month % 100, n = (unsigned)d.day % 100;
	snprintf(out, 11, "%04u-%02u-%02u", y, m, n);
}

typedef struct {
	mq_day day;
	unsigned hour, minute, second;
} moment;

static moment moment_of(int64_t seconds)
{
	int64_t rest = seconds % 86400 < 0 ? seconds % 86400 + 86400 : seconds % 86400;
	unsigned of_day = (unsigned)rest;
	return (moment){(mq_day)((seconds - rest) / 86400), of_day / 3600, of_day / 60, of_day};
}

void mq_moment_print(int64_t seconds, char out[21])
{
	moment m = moment_of(seconds);
	mq_day_print(m.day, out);
	snprintf(out + 10, 11, "T%02u:%02u:%02uZ", m.hour % 24, m.minute % 60, m.second % 60);
}

void mq_moment_print_mail(int64_t seconds, char out[32])
{
	static const char names[] = "MonTueWedThuFriSatSun", months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
	moment m = moment_of(seconds);
	mq_ymd d = mq_ymd_of(m.day);
	unsigned y = d.year < 0 ? 0 : (unsigned)d.year % 10000, n = (unsigned)d.day % 100;
	snprintf(out, 32, "%.3s, %02u %.3s %04u %02u:%02u:%02u +0000", names + 3 * mq_weekday(m.day), n,
		 months + 3 * (d.month - 1), y, m.hour % 24, m.minute % 60, m.second % 60);
}
