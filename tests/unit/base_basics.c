/* base: text views, UTF-8, calendar, JSON out, arena. */
#include "check.h"

static void check_views(void)
{
	mq_text rest = MQ_T("a\tb\t"), piece;
	MQ_CHECK(mq_text_split(&rest, '\t', &piece));
	MQ_CHECK_TEXT(piece, MQ_T("a"));
	MQ_CHECK(mq_text_split(&rest, '\t', &piece));
	MQ_CHECK(mq_text_split(&rest, '\t', &piece));
	MQ_CHECK(piece.n == 0);
	MQ_CHECK(!mq_text_split(&rest, '\t', &piece));
	MQ_CHECK_TEXT(mq_text_trim(MQ_T("\xC2\xA0 \xE2\x80\x8F"
					"مرقاب \n")),
		      MQ_T("مرقاب"));
	uint64_t v = 0;
	MQ_CHECK(mq_text_u64(MQ_T("18446744073709551615"), &v) && v == UINT64_MAX);
	MQ_CHECK(!mq_text_u64(MQ_T("18446744073709551616"), &v));
	MQ_CHECK(mq_text_find(MQ_T("abcabc"), MQ_T("ca"), 0) == 2);
	MQ_CHECK(mq_text_find(MQ_T("abc"), MQ_T("cab"), 0) == SIZE_MAX);
	MQ_CHECK(mq_text_cmp(MQ_T("a"), MQ_T("ab")) < 0);
}

/* every code point goes out and comes back; everything that is not UTF-8 is found */
static void check_utf8(void)
{
	size_t wrong = 0;
	for (uint32_t c = 0; c <= 0x10FFFF; c++) {
		char p[4];
		size_t at = 0, n = mq_utf8_put(p, c);
		bool surrogate = c >= 0xD800 && c <= 0xDFFF;
		uint32_t back = mq_utf8_next(mq_text_at(p, n), &at);
		if (at != n || back != (surrogate ? MQ_UTF8_BAD : c) || mq_utf8_bad(mq_text_at(p, n)) != SIZE_MAX) wrong++;
		if (mq_utf8_prev(mq_text_at(p, n), &at) != back || at != 0) wrong++;
	}
	MQ_CHECK(wrong == 0);
	MQ_CHECK(mq_utf8_bad(MQ_T("ab\xC0\x80")) == 2);       /* overlong */
	MQ_CHECK(mq_utf8_bad(MQ_T("\xED\xA0\x80")) == 0);     /* surrogate */
	MQ_CHECK(mq_utf8_bad(MQ_T("\xF4\x90\x80\x80")) == 0); /* above U+10FFFF */
	MQ_CHECK(mq_utf8_bad(MQ_T("abcdefgh\xD9")) == 8);     /* cut */
	MQ_CHECK(mq_utf8_count(MQ_T("مرقاب")) == 5);
}

static void check_calendar(void)
{
	size_t wrong = 0;
	for (mq_day d = -800000; d < 800000; d++) {
		mq_ymd y = mq_ymd_of(d);
		if (y.year < 0 || y.year > 9999) continue;
		if (mq_day_of(y.year, y.month, y.day) != d) wrong++;
	}
	MQ_CHECK(wrong == 0);
	MQ_CHECK(mq_day_of(1970, 1, 1) == 0);
	MQ_CHECK(mq_weekday(mq_day_of(2023, 12, 14)) == 3); /* a Thursday */
	MQ_CHECK(mq_day_of(2023, 2, 29) == MQ_NO_DAY);
	MQ_CHECK(mq_day_parse(MQ_T("2024-02-29T10:00:00Z")) == mq_day_of(2024, 2, 29));
	MQ_CHECK(mq_day_parse(MQ_T("2024-2-29")) == MQ_NO_DAY);
	char line[11];
	mq_day_print(mq_day_of(2025, 4, 5), line);
	MQ_CHECK_TEXT(mq_text_of(line), MQ_T("2025-04-05"));
}

static void check_json(void)
{
	mq_buf b;
	mq_json j;
	mq_buf_open(&b, 1 << 20);
	mq_json_open(&j, &b);
	mq_json_object(&j);
	mq_json_put_text(&j, "a\"b", MQ_T("x\n\x01\xFFمرقاب"));
	mq_json_put_array(&j, "n");
	mq_json_int(&j, -1);
	mq_json_real(&j, 0.5, 3);
	mq_json_real(&j, 2, 3);
	mq_json_real(&j, 539549999999.99994, 6);
	mq_json_real(&j, -1.25e18, 6);
	mq_json_null(&j);
	mq_json_array_end(&j);
	mq_json_put_text(&j, "none", MQ_NONE);
	mq_json_object_end(&j);
	MQ_CHECK_TEXT(mq_buf_text(&b), MQ_T("{\"a\\\"b\":\"x\\n\\u0001\xEF\xBF\xBDمرقاب\",\"n\":[-1,0.5,2,539550000000,-"
					    "1250000000000000000,null],\"none\":null}"));
	mq_buf_close(&b);
}

static void check_arena(void)
{
	mq_arena *a = mq_arena_open(1 << 16);
	MQ_VEC(uint64_t) v = {0};
	bool all = true;
	for (uint64_t i = 0; i < 1000; i++) {
		uint64_t *p = mq_push(a, &v);
		if (p) *p = i;
		else all = false;
	}
	MQ_CHECK(all && v.n == 1000 && v.v[999] == 999);
	MQ_CHECK(mq_arena_alloc(a, 1 << 17) == NULL && mq_arena_failed(a) && mq_arena_at_limit(a));
	mq_arena_clear(a);
	MQ_CHECK(!mq_arena_failed(a) && mq_arena_used(a) == 0);
	MQ_CHECK(mq_arena_alloc(a, SIZE_MAX) == NULL);
	mq_arena_close(a);
}

/* what the build wrote down of the files is what they are */
static void check_pack_hashes(void)
{
	static const char *const heads[] = {"rules/", "models/", "web/", "rules/ar/"};
	const mq_pack *pack = NULL;
	mq_arena *a = mq_arena_open(1 << 20);
	MQ_CHECK(a && mq_ok(mq_pack_open(a, MQ_NONE, &pack)));
	for (size_t i = 0; i < sizeof heads / sizeof *heads; i++) {
		char known[64], anew[64];
		mq_pack_hash(pack, mq_text_of(heads[i]), known);
		mq_pack_hash_anew(pack, mq_text_of(heads[i]), anew);
		MQ_CHECK(memcmp(known, anew, 64) == 0);
	}
	mq_arena_close(a);
}

int main(void)
{
	check_pack_hashes();
	check_views();
	check_utf8();
	check_calendar();
	check_json();
	check_arena();
	return mq_check_done();
}
