/* Writes rules/world/umalqura.tsv: for each Hijri year of the Umm al-Qura calendar its first day and the lengths of its months,
 * as ICU (Debian libicu-dev) has them. cc -o /tmp/umalqura tools/umalqura.c $(pkg-config --cflags --libs icu-i18n) &&
 * /tmp/umalqura */
#include <stdio.h>
#include <unicode/ucal.h>

#define DAY_MS 86400000.0

static double first_of(UCalendar *c, int year, int month)
{
	UErrorCode e = U_ZERO_ERROR;
	ucal_clear(c);
	ucal_set(c, UCAL_EXTENDED_YEAR, year);
	ucal_set(c, UCAL_MONTH, month);
	ucal_set(c, UCAL_DATE, 1);
	double ms = ucal_getMillis(c, &e);
	return U_FAILURE(e) ? 0 : ms / DAY_MS;
}

int main(void)
{
	UErrorCode e = U_ZERO_ERROR;
	UCalendar *c = ucal_open(u"UTC", -1, "ar@calendar=islamic-umalqura", UCAL_TRADITIONAL, &e);
	if (U_FAILURE(e)) return 1;
	puts("# made by tools/umalqura.c; the official table covers 1300 to 1600. first: days since 1970-01-01 of 1 Muharram\n"
	     "year\tfirst\tlengths\tsource");
	for (int year = 1300; year <= 1500; year++) {
		printf("%d\t%.0f\t", year, first_of(c, year, 0));
		for (int m = 0; m < 12; m++) {
			double next = m == 11 ? first_of(c, year + 1, 0) : first_of(c, year, m + 1);
			printf("%s%.0f", m ? " " : "", next - first_of(c, year, m));
		}
		puts("\tICU 72 islamic-umalqura");
	}
	ucal_close(c);
	return 0;
}
