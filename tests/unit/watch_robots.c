/* robots.txt: the examples of RFC 9309 (5.1, 5.2), groups, longest match, escapes, broken files. */
#include "watch/robots.h"

#include "check.h"

static mq_buf rules;

static void read_for(const char *file, const char *agent)
{
	mq_buf_clear(&rules);
	mq_robots_read(mq_text_of(file), mq_text_of(agent), &rules);
}

static bool may(const char *path) { return mq_robots_allow(mq_buf_text(&rules), mq_text_of(path)); }

static const char simple[] = "User-Agent: *\nDisallow: *.gif$\nDisallow: /example/\nAllow: /publications/\n\n"
			     "User-Agent: foobot\nDisallow:/\nAllow:/example/page.html\nAllow:/example/allowed.gif\n\n"
			     "User-Agent: barbot\nUser-Agent: bazbot\nDisallow: /example/page.html\n\nUser-Agent: quxbot\n\nEOF";

static void groups(void)
{
	read_for(simple, "mirqab");
	MQ_CHECK(may("/") && may("/publications/a.html") && !may("/example/x") && !may("/pictures/a.gif") && may("/a.gif?x"));
	read_for(simple, "FooBot");
	MQ_CHECK(!may("/") && may("/example/page.html") && may("/example/allowed.gif") && !may("/example/x"));
	read_for(simple, "barbot");
	MQ_CHECK(may("/") && !may("/example/page.html") && may("/a.gif"));
	read_for(simple, "bazbot");
	MQ_CHECK(!may("/example/page.html"));
	/* a group of its own, with nothing in it: all is allowed */
	read_for(simple, "quxbot");
	MQ_CHECK(may("/example/x") && may("/a.gif"));
	/* 2.2.1: groups of one name are one */
	read_for("User-agent: a\nDisallow: /x\n\nUser-agent: b\nDisallow: /\n\nUser-agent: A\nDisallow: /y\n", "a");
	MQ_CHECK(!may("/x") && !may("/y") && may("/z"));
	read_for("User-agent: mirqab/2.0 (beta)\nDisallow: /x\nUser-agent: *\nDisallow: /\n", "mirqab");
	MQ_CHECK(!may("/x") && may("/y"));
	/* a longer name that begins with ours is another's */
	read_for("User-agent: mirqabber\nDisallow: /\n", "mirqab");
	MQ_CHECK(may("/x"));
}

static void matching(void)
{
	/* 5.2: the longest match */
	read_for("User-Agent: foobot\nAllow: /example/page/\nDisallow: /example/page/disallowed.gif\n", "foobot");
	MQ_CHECK(may("/example/page/a") && !may("/example/page/disallowed.gif"));
	read_for("User-agent: *\nDisallow: /page\nAllow: /page\n", "x");
	MQ_CHECK(may("/page"));
	read_for("User-agent: *\nDisallow: /a*b*c$\n", "x");
	MQ_CHECK(!may("/a1b2c") && !may("/abcbc") && may("/a1b2cd") && may("/a1c"));
	read_for("User-agent: *\nDisallow: /*?print=\n", "x");
	MQ_CHECK(!may("/news/1?print=1") && may("/news/1?p=1"));
	read_for("User-agent: *\nDisallow: /foo/bar?baz=http://foo.bar\n", "x");
	MQ_CHECK(!may("/foo/bar?baz=http://foo.bar"));
	read_for("User-agent: *\nDisallow: /*************************a\n", "x");
	MQ_CHECK(may("/bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb") && !may("/bbba"));
}

static void escapes(void)
{
	read_for("User-agent: *\nDisallow: /\xD8\xA3\xD8\xAE\xD8\xA8\xD8\xA7\xD8\xB1/\n", "x"); /* أخبار, news */
	MQ_CHECK(!may("/%D8%A3%D8%AE%D8%A8%D8%A7%D8%B1/1") && may("/%D8%A3/1"));
	read_for("User-agent: *\nDisallow: /%D8%A3%d8%ae\n", "x");
	MQ_CHECK(!may("/%D8%A3%D8%AE%D8%A8"));
	read_for("User-agent: *\nDisallow: /a%2Fb\n", "x");
	MQ_CHECK(!may("/a%2Fb") && may("/a/b"));
	read_for("User-agent: *\nDisallow: /%7Ejoe\n", "x");
	MQ_CHECK(!may("/~joe/index.html"));
}

static void broken(void)
{
	read_for("\xEF\xBB\xBFUser-agent: *\r\nDisallow: /x # why\r\n\r\n", "x");
	MQ_CHECK(!may("/x") && may("/y"));
	read_for("User-agent: *\rDisallow: /x\rDisallow:\r", "x");
	MQ_CHECK(!may("/x") && may("/y"));
	read_for("Disallow: /\nUser-agent: *\nDisallow: /x\n", "x"); /* a rule before any group is nobody's */
	MQ_CHECK(may("/") && !may("/x"));
	read_for("<html><body>Not found</body></html>", "x");
	MQ_CHECK(may("/anything"));
	read_for("User-agent: *\nCrawl-delay: 7.5\nDisallow: /x", "x");
	MQ_CHECK(mq_robots_delay(mq_buf_text(&rules)) > 7.4 && mq_robots_delay(mq_buf_text(&rules)) < 7.6 && !may("/x"));
	read_for("User-agent: *\nDisallow: /\n", "x");
	MQ_CHECK(may("/robots.txt") && !may("/"));
}

int main(void)
{
	mq_buf_open(&rules, 1u << 20);
	groups();
	matching();
	escapes();
	broken();
	mq_buf_close(&rules);
	return mq_check_done();
}
