/* Feeds: dates in the forms of the wild, items of every family with maps that lead to the bytes of the item, and the neighbours.
 */
#include "check.h"
#include "page/feed.h"

static mq_arena *arena;
static const mq_pack *pack;

static void date(const char *in, const char *want)
{
	mq_text have = mq_feed_date(arena, pack, mq_text_of(in));
	MQ_CHECK_TEXT(have, mq_text_of(want));
}

static void dates(void)
{
	date("Tue, 30 Jul 2024 18:20:00 +0100", "2024-07-30T18:20:00+01:00");
	date("Wed, 02 Oct 2002 13:00:00 GMT", "2002-10-02T13:00:00+00:00");
	date("2 Oct 02 13:00 EST", "2002-10-02T13:00:00-05:00");
	date("2024-05-01T10:20:30Z", "2024-05-01T10:20:30+00:00");
	date("2024-05-01T10:20:30.123456+03:30", "2024-05-01T10:20:30+03:30");
	date("2024-05-01 10:20:30 +0100", "2024-05-01T10:20:30+01:00");
	date("2024-05-01T10:20-05:00", "2024-05-01T10:20:00-05:00");
	date("2024-05-01", "2024-05-01");
	date("20240501", "2024-05-01");
	date("2024-05-01 10:20:30", "2024-05-01T10:20:30");
	date("01/05/2024 10:20", "2024-05-01T10:20:00");
	date("05/31/2024", "2024-05-31");
	date("May 1, 2024 3:05 PM", "2024-05-01T15:05:00");
	date("الأربعاء 1 مايو 2024 03:05 م", "2024-05-01T15:05:00");
	date("1 مايو 2024 - 12:05 صباحا", "2024-05-01T00:05:00");
	date("Sept 3 2021", "2021-09-03");
	date("Mon, 12 May 2025 10:00:00 GMT+0200", "2025-05-12T10:00:00+02:00");
	date("mer., 1 mai 2024 10:20:30 +0100", "2024-05-01T10:20:30+01:00");
	date("الأربعاء، 1 مايو 2024 10:20:30 +0300", "2024-05-01T10:20:30+03:00");
	date("١ ماي ٢٠٢٤", "2024-05-01");
	date("3 تشرين الأول 2023", "2023-10-03");
	date("  Fri, 8 Apr 2022 23:56 ", "2022-04-08T23:56:00");
	static const char *const none[] = {"",
					   "yesterday",
					   "32 May 2024",
					   "2024-13-01",
					   "2024",
					   "10:20",
					   "1 May",
					   "Wed, 02 Foo 2002 13:00:00 GMT",
					   "0000-00-00",
					   "-1",
					   "99999999999999999999"};
	for (size_t i = 0; i < sizeof none / sizeof *none; i++)
		MQ_CHECK(mq_text_none(mq_feed_date(arena, pack, mq_text_of(none[i]))));
}

static mq_page first_of(mq_text bytes)
{
	mq_page_options o = {.pack = pack};
	mq_page page = {0};
	mq_status s = mq_page_of_bytes(arena, &o, bytes, &page);
	MQ_CHECK(mq_ok(s));
	if (!mq_ok(s)) fprintf(stderr, "  %.*s\n", MQ_ARG(s.why));
	return page;
}

/* every character of body and title stands on bytes of the item; where they are the same bytes they must be equal */
static void leads_back(const mq_page *p)
{
	const mq_page_fields *f = &p->fields;
	mq_text t[] = {f->title, f->body};
	const mq_map *m[] = {&f->title_map, &f->body_map};
	for (size_t i = 0; i < 2; i++)
		for (size_t at = 0; at < t[i].n;) {
			size_t from = at;
			mq_utf8_next(t[i], &at);
			mq_span s = mq_map_span(m[i], (uint32_t)t[i].n, (mq_span){(uint32_t)from, (uint32_t)at});
			MQ_CHECK(s.end <= p->stored.n && s.start < s.end);
			mq_text stands = mq_text_span(p->stored, s), is = mq_text_sub(t[i], from, at);
			if (mq_text_eq(p->charset, MQ_T("utf-8")))
				MQ_CHECK(mq_text_eq(stands, is) || stands.p[0] == '&' || stands.p[0] == '\\');
		}
}

static void rss(void)
{
	mq_text feed = MQ_T(
	    "<?xml version=\"1.0\"?>\n<!DOCTYPE rss [<!ENTITY x \"y\">]>\n<rss "
	    "version='0.91'><channel><image><title>صورة</title></image>"
	    "<title>جريدة &amp; موقع</title><link>https://x.example/</link><language>ar</language>"
	    "<item><title>قال &quot;الوزير&quot; &amp;laquo;نعم&amp;raquo;</title><link>/a/1</link><media:title>لا</media:title>"
	    "<description>&lt;p&gt;نص &amp;amp; نص&lt;/p&gt;</description><pubDate>Tue, 30 Jul 2024 18:20:00 +0100</pubDate>"
	    "<author>a@b.example (سعيد)</author><source url='u'>الأصل</source></item></channel></rss>");
	mq_page p = first_of(feed);
	MQ_CHECK(p.kind == MQ_PAGE_ITEM && p.fields.body_html);
	MQ_CHECK_TEXT(p.fields.title, MQ_T("قال \"الوزير\" «نعم»"));
	MQ_CHECK_TEXT(p.fields.body, MQ_T("<p>نص &amp; نص</p>"));
	MQ_CHECK_TEXT(p.fields.url, MQ_T("https://x.example/a/1"));
	MQ_CHECK_TEXT(p.fields.author, MQ_T("سعيد"));
	MQ_CHECK_TEXT(p.fields.outlet, MQ_T("الأصل"));
	MQ_CHECK_TEXT(p.fields.lang, MQ_T("ar"));
	MQ_CHECK(mq_text_starts(p.stored, MQ_T("<item>")) && mq_text_ends(p.stored, MQ_T("</item>")));
	leads_back(&p);
}

static void atom(void)
{
	mq_text feed =
	    MQ_T("<feed xmlns='http://www.w3.org/2005/Atom' xml:lang='ar'><title>قناة</title><entry><title type='html'>خبر "
		 "&lt;b&gt;عاجل&lt;/b&gt;</title>"
		 "<link rel='self' href='no'/><link "
		 "href='https://x.example/2'/><id>urn:2</id><updated>2024-05-02T00:10:00+01:00</updated>"
		 "<published>2024-05-01T23:50:00+01:00</published><author><name>ليلى</name><uri>u</uri></"
		 "author><source><title>لا</title></source>"
		 "<content type='xhtml'><div xmlns='http://www.w3.org/1999/xhtml'><p>فقرة</p></div></content></entry></feed>");
	mq_page p = first_of(feed);
	MQ_CHECK_TEXT(p.fields.title, MQ_T("خبر عاجل"));
	MQ_CHECK_TEXT(p.fields.url, MQ_T("https://x.example/2"));
	MQ_CHECK_TEXT(p.fields.published, MQ_T("2024-05-01T23:50:00+01:00"));
	MQ_CHECK_TEXT(p.fields.modified, MQ_T("2024-05-02T00:10:00+01:00"));
	MQ_CHECK_TEXT(p.fields.author, MQ_T("ليلى"));
	MQ_CHECK_TEXT(p.fields.outlet, MQ_T("قناة"));
	MQ_CHECK_TEXT(p.key, MQ_T("urn:2"));
	MQ_CHECK_TEXT(p.fields.body, MQ_T("<div xmlns='http://www.w3.org/1999/xhtml'><p>فقرة</p></div>"));
	leads_back(&p);
}

static void others(void)
{
	mq_page p = first_of(
	    MQ_T("<rdf:RDF xmlns='http://purl.org/rss/1.0/'><channel><title>ق</title></channel><item "
		 "rdf:about='https://x.example/3'><title>خبر</title>"
		 "<dc:date>2001-01-02</dc:date><dc:creator>ه</dc:creator><description>نص</description></item></rdf:RDF>"));
	MQ_CHECK_TEXT(p.fields.url, MQ_T("https://x.example/3"));
	MQ_CHECK_TEXT(p.fields.published, MQ_T("2001-01-02"));
	MQ_CHECK(!p.fields.body_html);
	leads_back(&p);
	p = first_of(
	    MQ_T("{\"version\":\"https://jsonfeed.org/version/"
		 "1.1\",\"title\":\"ق\",\"items\":[{\"id\":1,\"title\":\"خ\\u0628ر\",\"content_html\":\"<p>ن\\\"ص</p>\"}]}"));
	MQ_CHECK_TEXT(p.fields.title, MQ_T("خبر"));
	MQ_CHECK_TEXT(p.key, MQ_T("1"));
	MQ_CHECK(p.fields.body_html);
	leads_back(&p);
	/* windows-1256: كلمة */
	p = first_of(MQ_T(
	    "<?xml version='1.0' "
	    "encoding='windows-1256'?><rss><channel><item><title>\xdf\xe1\xe3\xc9</title><description>\xc7\xe1\xe3\xdb\xd1\xc8 "
	    "\xe6\xc7\xe1\xcc\xd2\xc7\xc6\xd1</description></item></channel></rss>"));
	MQ_CHECK_TEXT(p.fields.title, MQ_T("كلمة"));
	MQ_CHECK_TEXT(p.charset, MQ_T("windows-1256"));
	mq_span s = mq_map_span(&p.fields.title_map, (uint32_t)p.fields.title.n, (mq_span){2, 4});
	MQ_CHECK_TEXT(mq_text_span(p.stored, s), MQ_T("\xe1"));
	leads_back(&p);
}

static void sitemaps(void)
{
	mq_links links = {0};
	bool is_index = true;
	mq_text t =
	    MQ_T("<?xml version='1.0'?><urlset xmlns:news='n'><url><loc> https://x.example/1?a=1&amp;b=2 "
		 "</loc><lastmod>2024-05-01T10:00:00Z</lastmod>"
		 "<news:news><news:publication><news:name>جريدة</news:name><news:language>ar</news:language></news:publication>"
		 "<news:publication_date>2024-05-01</news:publication_date><news:title>خبر &amp; آخر</news:title></news:news>"
		 "<image:image><image:loc>https://x.example/i.jpg</image:loc></image:image></url><url><loc>https://x.example/2</"
		 "loc></url></urlset>");
	MQ_CHECK(mq_ok(mq_sitemap_read(arena, pack, t, &links, &is_index)));
	MQ_CHECK(!is_index && links.n == 2);
	MQ_CHECK_TEXT(links.v[0].url, MQ_T("https://x.example/1?a=1&b=2"));
	MQ_CHECK_TEXT(links.v[0].title, MQ_T("خبر & آخر"));
	MQ_CHECK_TEXT(links.v[0].outlet, MQ_T("جريدة"));
	MQ_CHECK_TEXT(links.v[0].published, MQ_T("2024-05-01"));
	MQ_CHECK_TEXT(links.v[0].modified, MQ_T("2024-05-01T10:00:00+00:00"));
	links = (mq_links){0};
	MQ_CHECK(mq_ok(mq_sitemap_read(arena, pack,
				       MQ_T("<sitemapindex><sitemap><loc>https://x.example/s.xml</loc></sitemap></sitemapindex>"),
				       &links, &is_index)));
	MQ_CHECK(is_index && links.n == 1);
	links = (mq_links){0};
	MQ_CHECK(mq_ok(mq_sitemap_read(arena, pack, MQ_T("https://x.example/1\r\nhttps://x.example/2\n"), &links, &is_index)));
	MQ_CHECK(!is_index && links.n == 2);
	MQ_CHECK(mq_sitemap_read(arena, pack, MQ_T("<html></html>"), &links, &is_index).code == MQ_BAD_DATA);
	links = (mq_links){0};
	MQ_CHECK(mq_ok(mq_robots_sitemaps(
	    arena, MQ_T("User-agent: *\nsitemap: https://x.example/s.xml # x\nSitemap:https://x.example/n.xml"), &links)));
	MQ_CHECK(links.n == 2);
	MQ_CHECK_TEXT(links.v[0].url, MQ_T("https://x.example/s.xml"));
}

static void opml(void)
{
	mq_subscriptions s = {0}, again = {0};
	mq_text t = MQ_T("<?xml version='1.0'?><opml version='2.0'><head><title>اشتراكات</title></head><body><outline "
			 "text='المغرب'><outline type='rss' text='أ &amp; ب' "
			 "xmlUrl='https://x.example/f?a=1&amp;b=2' htmlUrl='https://x.example/'/></outline><outline title='ج' "
			 "xmlUrl='https://y.example/f'/></body></opml>");
	mq_buf out;
	mq_buf_open(&out, (size_t)1 << 20);
	MQ_CHECK(mq_ok(mq_opml_read(arena, t, &s)));
	MQ_CHECK(s.n == 2);
	MQ_CHECK_TEXT(s.v[0].title, MQ_T("أ & ب"));
	MQ_CHECK_TEXT(s.v[0].folder, MQ_T("المغرب"));
	MQ_CHECK(s.v[1].folder.n == 0);
	mq_opml_write(MQ_T("اشتراكات"), &s, &out);
	MQ_CHECK(mq_ok(mq_opml_read(arena, mq_buf_text(&out), &again)));
	MQ_CHECK(again.n == s.n);
	for (uint32_t i = 0; i < s.n && i < again.n; i++) {
		MQ_CHECK_TEXT(again.v[i].feed, s.v[i].feed);
		MQ_CHECK_TEXT(again.v[i].title, s.v[i].title);
		MQ_CHECK_TEXT(again.v[i].folder, s.v[i].folder);
		MQ_CHECK_TEXT(again.v[i].site, s.v[i].site);
	}
	mq_buf_close(&out);
	MQ_CHECK(mq_opml_read(arena, MQ_T("<html/>"), &s).code == MQ_BAD_DATA);
}

int main(void)
{
	arena = mq_arena_open((size_t)64 << 20);
	MQ_CHECK(mq_ok(mq_pack_open(arena, MQ_NONE, &pack)));
	dates();
	rss();
	atom();
	others();
	sitemaps();
	opml();
	mq_arena_close(arena);
	return mq_check_done();
}
