/* Legacy charsets: every character of the text leads back to its own bytes, for every charset that Arabic is met in. */
#include <iconv.h>

#include "check.h"
#include "page/charset.h"

static const char arabic[] = "في ختام الزيارة وقع الطرفان اتفاقية، وأكد الوزير أن \"التعاون\" مستمر منذ 1998. الجزائر العاصمة";

static mq_text recoded(const char *to, mq_text t, char *out, size_t n)
{
	iconv_t c = iconv_open(to, "UTF-8");
	char *in = (char *)(uintptr_t)t.p, *o = out;
	size_t in_n = t.n, left = n;
	iconv(c, &in, &in_n, &o, &left);
	iconv_close(c);
	return mq_text_at(out, n - left);
}

static void one(mq_arena *a, const char *charset)
{
	char bytes[1024], again[16];
	mq_text t = MQ_T(arabic);
	mq_page page = {.stored = recoded(charset, t, bytes, sizeof bytes)};
	mq_arena_clear(a);
	MQ_CHECK(mq_ok(mq_charset_read(a, MQ_NONE, false, &page)));
	MQ_CHECK_TEXT(page.text, t);
	MQ_CHECK(page.warning.n == 0);
	for (size_t at = 0; at < page.text.n;) {
		size_t from = at;
		mq_utf8_next(page.text, &at);
		mq_span s = mq_map_span(&page.text_map, (uint32_t)page.text.n, (mq_span){(uint32_t)from, (uint32_t)at});
		mq_text want = recoded(charset, mq_text_sub(page.text, from, at), again, sizeof again);
		MQ_CHECK_TEXT(mq_text_span(page.stored, s), want);
	}
}

static void labels(void)
{
	MQ_CHECK_TEXT(mq_charset_label(MQ_T("<html><META HTTP-EQUIV=x content='text/html; charset = Windows-1256'>")),
		      MQ_T("Windows-1256"));
	MQ_CHECK_TEXT(mq_charset_label(MQ_T("<meta charset=utf-8>")), MQ_T("utf-8"));
	MQ_CHECK_TEXT(mq_charset_label(MQ_T("<?xml version='1.0' encoding='iso-8859-6'?><rss/>")), MQ_T("iso-8859-6"));
	MQ_CHECK(mq_charset_label(MQ_T("<metadata charset=x> charset=y")).n == 0);
	MQ_CHECK(mq_charset_label(MQ_T("<p>charset=utf-8</p>")).n == 0);
	MQ_CHECK(mq_charset_label(MQ_T("<meta charset=")).n == 0);
}

int main(void)
{
	mq_arena *a = mq_arena_open((size_t)16 << 20);
	one(a, "WINDOWS-1256");
	one(a, "ISO-8859-6");
	one(a, "UTF-16LE");
	one(a, "UTF-16BE");
	one(a, "UTF-8");
	labels();
	mq_arena_close(a);
	return mq_check_done();
}
