#include "serve/hijri.h"

#include <stdio.h>

typedef struct {
	int year;
	mq_day first;
	uint8_t days[12];
} hijri_year;

struct mq_hijri {
	MQ_VEC(hijri_year) years; /* in order */
};

static bool read_year(const mq_table *t, hijri_year *y)
{
	uint64_t n = 0, first = 0;
	mq_text days = t->cell[2], piece, number = t->cell[1];
	bool minus = mq_text_starts(number, MQ_T("-"));
	if (minus) number = mq_text_sub(number, 1, number.n);
	if (!mq_text_u64(t->cell[0], &n) || !mq_text_u64(number, &first) || n > 3000 || first > 1000000) return false;
	y->year = (int)n;
	y->first = minus ? -(mq_day)first : (mq_day)first;
	for (int i = 0; i < 12; i++) {
		if (!mq_text_split(&days, ' ', &piece) || !mq_text_u64(piece, &n) || n < 29 || n > 30) return false;
		y->days[i] = (uint8_t)n;
	}
	return true;
}

mq_status mq_hijri_open(mq_arena *a, const mq_pack *pack, const mq_hijri **out)
{
	const mq_text name = MQ_T("rules/world/umalqura.tsv");
	mq_table t;
	mq_hijri *h = MQ_NEW(a, mq_hijri);
	if (!h) return mq_fail_memory(a);
	mq_table_open(name, mq_pack_file(pack, name), &t);
	while (mq_table_row(&t)) {
		hijri_year *y = mq_push(a, &h->years);
		if (!y) return mq_fail_memory(a);
		if (!read_year(&t, y)) return mq_fail(a, MQ_BAD_DATA, t.line, "%.*s: a year is not one", MQ_ARG(name));
	}
	*out = h;
	return MQ_DONE;
}

mq_text mq_say_hijri(mq_arena *a, const mq_hijri *h, const mq_messages *m, mq_lang lang, mq_day day)
{
	for (uint32_t i = 0; i < h->years.n; i++) {
		const hijri_year *y = &h->years.v[i];
		int rest = (int)(day - y->first), month = 0;
		if (day < y->first || rest > 354) continue;
		while (month < 12 && rest >= y->days[month]) rest -= y->days[month++];
		if (month == 12) continue; /* the first day of the next year */
		char key[16];
		int n = snprintf(key, sizeof key, "hijri.%d", month + 1);
		mq_text name = mq_message(m, lang, mq_text_at(key, (size_t)n));
		return mq_say_digits(a, m, lang, mq_arena_print(a, "%d %.*s %d", rest + 1, MQ_ARG(name), y->year));
	}
	return MQ_NONE;
}
