/* One form of an address, what is no address, and what looks like an article. */
#include "watch/url.h"

#include "check.h"

static mq_arena *a;
static const mq_link_rules *rules;

static void forms(const char *base, const char *url, const char *want)
{
	mq_text out = MQ_NONE;
	bool well = mq_url_form(a, rules, base ? mq_text_of(base) : MQ_NONE, mq_text_of(url), &out);
	MQ_CHECK_TEXT(well ? out : MQ_T("none"), mq_text_of(want));
}

static int article(const char *from, const char *url, const char *text)
{
	return mq_url_article(rules, mq_text_of(from), mq_text_of(url), mq_text_of(text));
}

int main(void)
{
	const mq_pack *pack;
	a = mq_arena_open((size_t)64 << 20);
	MQ_CHECK(mq_ok(mq_pack_open(a, MQ_NONE, &pack)) && mq_ok(mq_link_rules_open(a, pack, &rules)));
	forms(NULL, "HTTP://Example.COM:80/a/../b/./c?x=1#part", "http://example.com/b/c?x=1");
	forms(NULL, "https://example.com:443", "https://example.com/");
	forms(NULL, "https://example.com./a", "https://example.com/a");
	forms(NULL, "https://example.com/%7ea%2fb%d8%a3", "https://example.com/~a%2Fb%D8%A3");
	forms(NULL, "https://example.com/\xD8\xA3\xD8\xAE\xD8\xA8\xD8\xA7\xD8\xB1 1",
	      "https://example.com/%D8%A3%D8%AE%D8%A8%D8%A7%D8%B1%201");
	forms(NULL, "https://example.com/a?utm_source=x&id=7&fbclid=y", "https://example.com/a?id=7");
	forms(NULL, "https://example.com/a?utm_source=x", "https://example.com/a");
	forms("https://example.com/news/page.html?x", "story-1.html", "https://example.com/news/story-1.html");
	forms("https://example.com/news/", "//other.example/a", "https://other.example/a");
	forms("https://example.com/news/", "/a\n/b", "https://example.com/a/b");
	forms(NULL, "https://\xD9\x85\xD8\xAB\xD8\xA7\xD9\x84.example/", "https://xn--mgbh0fb.example/"); /* مثال, example */
	forms(NULL, "http://2130706433/", "http://127.0.0.1/"); /* the checks of addresses see what it is */
	forms(NULL, "http://0x7f.1/", "http://127.0.0.1/");
	forms(NULL, "http://user:secret@example.com/", "none");
	forms(NULL, "http://user@example.com/", "none");
	forms(NULL, "ftp://example.com/", "none");
	forms(NULL, "file:///etc/passwd", "none");
	forms(NULL, "gopher://127.0.0.1:6379/_x", "none");
	forms("https://example.com/", "javascript:alert(1)", "none");
	forms("https://example.com/", "mailto:a@example.com", "none");
	forms("https://example.com/", "#part", "none");
	forms(NULL, "", "none");
	forms(NULL,
	      "https://b\xC3\xBC"
	      "cher.example/",
	      "https://xn--bcher-kva.example/");
	forms(NULL, "https://exa mple.com/", "none");
	MQ_CHECK_TEXT(mq_url_origin(MQ_T("https://example.com:8443/a")), MQ_T("https://example.com:8443"));
	MQ_CHECK_TEXT(mq_url_path(MQ_T("https://example.com/a?b")), MQ_T("/a?b"));
	MQ_CHECK_TEXT(mq_url_site(MQ_T("https://www.example.com:8443/a")), MQ_T("example.com"));
	MQ_CHECK_TEXT(mq_url_site(MQ_T("https://[2a00::1]:8443/a")), MQ_T("[2a00::1]:8443"));

	const char *home = "https://example.com/";
	MQ_CHECK(article(home, "https://example.com/news/12345", "") >= 2);
	MQ_CHECK(article(home, "https://www.example.com/politics/minister-visits-the-port", "") >= 2);
	MQ_CHECK(article(home, "https://example.com/?p=4711", "") >= 2);
	MQ_CHECK(article(home, "https://example.com/a", "الوزير يزور الميناء الجديد في صباح اليوم") >= 2);
	MQ_CHECK(article(home, "https://other.example/news/12345", "") == 0);
	MQ_CHECK(article(home, "https://example.com/tag/12345", "") == 0);
	MQ_CHECK(article(home, "https://example.com/pictures/12345.jpg", "") == 0);
	MQ_CHECK(article(home, "https://example.com/%D9%88%D8%B3%D9%85/12345", "") == 0); /* وسم, tag */
	MQ_CHECK(article(home, "https://example.com/sport", "رياضة") < 2);
	MQ_CHECK(article(home, home, "الصفحة الرئيسية لهذه الجريدة الإلكترونية") == 0);
	mq_arena_close(a);
	return mq_check_done();
}
