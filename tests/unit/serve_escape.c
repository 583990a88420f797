/* Escaping by place, templates that refuse what could be broken out of, messages of three languages, routes. */
#include "check.h"
#include "serve/pages.h"

static mq_text escaped(mq_buf *b, void (*f)(mq_buf *, mq_text), mq_text t)
{
	mq_buf_clear(b);
	f(b, t);
	return mq_buf_text(b);
}

static void check_escapes(mq_buf *b)
{
	MQ_CHECK_TEXT(escaped(b, mq_html_text, MQ_T("<a href='x'>&\"")), MQ_T("&lt;a href=&#39;x&#39;&gt;&amp;&quot;"));
	MQ_CHECK_TEXT(escaped(b, mq_html_text, MQ_T("a\x01\xff z")), MQ_T("a\xEF\xBF\xBD\xEF\xBF\xBD z"));
	/* an override is shown as a sign, an embedding is dropped */
	MQ_CHECK_TEXT(escaped(b, mq_html_text, MQ_T("x\xE2\x80\xAEy\xE2\x80\xABz\xE2\x81\xA9")), MQ_T("x\xEF\xBF\xBDyz"));
	MQ_CHECK_TEXT(escaped(b, mq_html_text, MQ_T("زيارة")), MQ_T("زيارة"));
	MQ_CHECK_TEXT(escaped(b, mq_html_url, MQ_T("javascript:alert(1)")), MQ_T("#"));
	MQ_CHECK_TEXT(escaped(b, mq_html_url, MQ_T("//evil.example/")), MQ_T("#"));
	MQ_CHECK_TEXT(escaped(b, mq_html_url, MQ_T("/\\evil.example/")), MQ_T("#"));
	MQ_CHECK_TEXT(escaped(b, mq_html_url, MQ_T(" https://x/")), MQ_T("#"));
	MQ_CHECK_TEXT(escaped(b, mq_html_url, MQ_T("HTTPS://x/?a=\"&b")), MQ_T("HTTPS://x/?a=&quot;&amp;b"));
	MQ_CHECK_TEXT(escaped(b, mq_html_url, MQ_T("/a?b=c&d")), MQ_T("/a?b=c&amp;d"));
	MQ_CHECK_TEXT(escaped(b, mq_html_url_part, MQ_T("a/b \"ب")), MQ_T("a%2Fb%20%22%D8%A8"));
}

static void check_brief(mq_arena *a)
{
	MQ_CHECK_TEXT(mq_text_brief(a, MQ_T("قصير"), 10), MQ_T("قصير"));
	MQ_CHECK_TEXT(mq_text_brief(a, MQ_T("كلمة كلمة كلمة كلمة"), 16), MQ_T("كلمة كلمة كلمة…"));
	MQ_CHECK(mq_text_brief(a, MQ_T(""), 3).n == 0);
}

static void check_messages(mq_arena *a, const mq_messages *m)
{
	static const struct {
		int64_t n;
		const char *ar, *fr, *en;
	} rows[] = {{0, "لا مقال", "# article", "# articles"},    {1, "مقال واحد", "# article", "# article"},
		    {2, "مقالان", "# articles", "# articles"},    {3, "# مقالات", "# articles", "# articles"},
		    {11, "# مقالا", "# articles", "# articles"},  {100, "# مقال", "# articles", "# articles"},
		    {103, "# مقالات", "# articles", "# articles"}};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		MQ_CHECK_TEXT(mq_message_plural(m, MQ_LANG_AR, MQ_T("n.articles"), rows[i].n), mq_text_of(rows[i].ar));
		MQ_CHECK_TEXT(mq_message_plural(m, MQ_LANG_FR, MQ_T("n.articles"), rows[i].n), mq_text_of(rows[i].fr));
		MQ_CHECK_TEXT(mq_message_plural(m, MQ_LANG_EN, MQ_T("n.articles"), rows[i].n), mq_text_of(rows[i].en));
	}
	mq_day from = mq_day_of(2025, 12, 9);
	MQ_CHECK_TEXT(mq_say_day(a, m, MQ_LANG_AR, mq_day_of(2024, 8, 5)), MQ_T("5 غشت 2024"));
	MQ_CHECK_TEXT(mq_say_days(a, m, MQ_LANG_AR, from, from + 1, 1), MQ_T("9–10 دجنبر 2025"));
	MQ_CHECK_TEXT(mq_say_days(a, m, MQ_LANG_FR, mq_day_of(2024, 10, 1), mq_day_of(2024, 10, 31), 2), MQ_T("octobre 2024"));
	MQ_CHECK_TEXT(mq_say_days(a, m, MQ_LANG_EN, mq_day_of(2024, 1, 1), mq_day_of(2024, 12, 31), 4), MQ_T("2024"));
	MQ_CHECK_TEXT(mq_say_days(a, m, MQ_LANG_EN, mq_day_of(2024, 12, 30), mq_day_of(2025, 1, 2), 1),
		      MQ_T("30 December 2024 – 2 January 2025"));
	MQ_CHECK_TEXT(mq_say_number(a, m, MQ_LANG_AR, 1234), MQ_T("1234"));
	MQ_CHECK_TEXT(mq_say_number(a, m, MQ_LANG_AR, 1234567), MQ_T("1\xE2\x80\xAF"
								     "234\xE2\x80\xAF"
								     "567"));
	const mq_messages *arab = mq_messages_with(m, MQ_MONTHS_EG, MQ_DIGITS_ARAB);
	MQ_CHECK_TEXT(mq_say_day(a, arab, MQ_LANG_AR, mq_day_of(2024, 8, 5)), MQ_T("٥ أغسطس ٢٠٢٤"));
	MQ_CHECK_TEXT(mq_say_day(a, arab, MQ_LANG_FR, mq_day_of(2024, 8, 5)), MQ_T("5 août 2024"));
	MQ_CHECK_TEXT(mq_say_decimal(a, arab, MQ_LANG_AR, -1.25, 2), MQ_T("\xE2\x88\x92١٫٢٥"));
	MQ_CHECK_TEXT(mq_say_decimal(a, m, MQ_LANG_AR, 0.5, 1), MQ_T("0.5"));
	MQ_CHECK_TEXT(mq_say_decimal(a, m, MQ_LANG_AR, -0.02, 1), MQ_T("0.0"));
	MQ_CHECK_TEXT(mq_say_spread(a, arab, MQ_LANG_AR, 3, 17), MQ_T("٣–١٧"));
	MQ_CHECK_TEXT(mq_say_spread(a, m, MQ_LANG_AR, 4, 4), MQ_T("4"));
	MQ_CHECK_TEXT(mq_say_digits(a, arab, MQ_LANG_AR, MQ_T("كل. 7.")), MQ_T("كل. ٧."));
}

static void check_routes(void)
{
	mq_text part[4];
	unsigned allowed;
	const mq_route *r = mq_route_find(MQ_T("/article/ab%2F/stored"), MQ_GET, part, &allowed);
	MQ_CHECK(r && r->answer == mq_stored_page_page);
	MQ_CHECK_TEXT(part[0], MQ_T("ab%2F"));
	r = mq_route_find(MQ_T("/article/x/cite.ris"), MQ_GET, part, &allowed);
	MQ_CHECK(r && r->answer == mq_citation);
	MQ_CHECK_TEXT(part[1], MQ_T("ris"));
	MQ_CHECK(mq_route_find(MQ_T("/article/"), MQ_GET, part, &allowed) == NULL);
	MQ_CHECK(mq_route_find(MQ_T("/article/a/b/c"), MQ_GET, part, &allowed) == NULL);
	MQ_CHECK(mq_route_find(MQ_T(""), MQ_GET, part, &allowed) == NULL);
	MQ_CHECK(mq_route_find(MQ_T("/"), MQ_GET, part, &allowed) != NULL);
}

static void check_pairs(void)
{
	char a[4], b[4];
	MQ_CHECK(mq_pair_of(MQ_T("mar-FRA"), a, b) && strcmp(a, "MAR") == 0 && strcmp(b, "FRA") == 0);
	MQ_CHECK(!mq_pair_of(MQ_T("MARFRA"), a, b) && !mq_pair_of(MQ_T("MAR-FR1"), a, b) && !mq_pair_of(MQ_T(""), a, b));
}

static void check_values(mq_arena *a)
{
	mq_value *map = mq_value_map(a);
	mq_set(map, "empty", MQ_T(""));
	mq_set_flag(map, "off", false);
	mq_set_int(map, "zero", 0);
	MQ_CHECK(!mq_value_get(map, MQ_T("empty")) && !mq_value_get(map, MQ_T("off")));
	MQ_CHECK(!mq_value_true(mq_value_get(map, MQ_T("zero"))));
	mq_set_list(map, "list");
	MQ_CHECK(!mq_value_true(mq_value_get(map, MQ_T("list"))));
	mq_set(NULL, "x", MQ_T("y")); /* a tree that could not grow is no crash */
}

int main(void)
{
	mq_arena *a = mq_arena_open((size_t)64 << 20);
	const mq_pack *pack = NULL;
	const mq_messages *messages = NULL;
	const mq_templates *templates = NULL;
	mq_buf b;
	mq_buf_open(&b, (size_t)1 << 20);
	check_escapes(&b);
	check_brief(a);
	check_routes();
	check_pairs();
	check_values(a);
	MQ_CHECK(mq_ok(mq_pack_open(a, MQ_NONE, &pack)));
	MQ_CHECK(mq_ok(mq_messages_open(a, pack, &messages)));
	check_messages(a, messages);
	const mq_hijri *hijri = NULL;
	MQ_CHECK(mq_ok(mq_hijri_open(a, pack, &hijri)));
	/* public record: 1 Ramadan 1446 was 1 March 2025, 1 Muharram 1447 was 26 June 2025 in Umm al-Qura */
	MQ_CHECK_TEXT(mq_say_hijri(a, hijri, messages, MQ_LANG_AR, mq_day_of(2025, 3, 1)), MQ_T("1 رمضان 1446"));
	MQ_CHECK_TEXT(mq_say_hijri(a, hijri, messages, MQ_LANG_EN, mq_day_of(2025, 6, 26)), MQ_T("1 Muharram 1447"));
	MQ_CHECK_TEXT(mq_say_hijri(a, hijri, messages, MQ_LANG_EN, mq_day_of(2025, 6, 25)), MQ_T("29 Dhuʻl-Hijjah 1446"));
	MQ_CHECK(mq_say_hijri(a, hijri, messages, MQ_LANG_AR, mq_day_of(1700, 1, 1)).n == 0);
	MQ_CHECK(mq_ok(mq_templates_open(a, pack, messages, &templates)));
	mq_buf_close(&b);
	mq_arena_close(a);
	return mq_check_done();
}
