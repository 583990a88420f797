/* Which hub a source names, and what it calls itself there (WebSub, 4): header fields before the page's own words, the first of
 * several, byte by byte; in Atom, RSS, JSON Feed and HTML. */
#include "watch/found.h"

#include "check.h"
#include "record/record.h"

static mq_arena *arena, *scratch;
static mq_engine engine;
static const mq_link_rules *rules;

#define ATOM(links)                                                                                                              \
	"HTTP/1.1 200 OK\r\nContent-Type: application/atom+xml\r\n\r\n<?xml version='1.0'?><feed xmlns='http://www.w3.org/2005/" \
	"Atom'><title>t</title>" links "<entry><title>a</title><link rel='hub' href='https://item.test/'/></entry></feed>"

static void is(const char *block, const char *hub, const char *topic)
{
	mq_found_list list;
	mq_text have[2] = {MQ_NONE, MQ_NONE};
	mq_arena_clear(scratch);
	MQ_CHECK(mq_ok(mq_found_read(scratch, engine.pack, engine.profiles, rules, MQ_T("https://paper.test/feed"),
				     mq_text_of(block), &list)));
	for (uint32_t i = list.v.n; i-- > 0;) {
		if (list.v.v[i].kind == MQ_FOUND_HUB) have[0] = list.v.v[i].url;
		if (list.v.v[i].kind == MQ_FOUND_SELF) have[1] = list.v.v[i].url;
	}
	MQ_CHECK_TEXT(have[0], hub ? mq_text_of(hub) : MQ_NONE);
	MQ_CHECK_TEXT(have[1], topic ? mq_text_of(topic) : MQ_NONE);
}

int main(void)
{
	arena = mq_arena_open(MQ_RULES_ARENA_MOST);
	scratch = mq_arena_open(MQ_PAGE_ARENA_MOST);
	MQ_CHECK(mq_ok(mq_engine_open(arena, MQ_NONE, &engine)) && mq_ok(mq_link_rules_open(arena, engine.pack, &rules)));
	is(ATOM(""), NULL, NULL);
	is(ATOM("<link rel='hub' href='https://hub.test/'/><link rel='self' "
		"href='https://paper.test/Feed?utm_source=a&amp;b=%7E'/>"),
	   "https://hub.test/", "https://paper.test/Feed?utm_source=a&b=%7E");
	is(ATOM("<link rel='hub' href='/hub'/><link rel='hub' href='https://second.test/'/>"), "https://paper.test/hub", NULL);
	is(ATOM("<link rel='hub' href='ftp://hub.test/'/><link rel='self' href='javascript:1'/>"), NULL, NULL);
	/* header fields win, one line or two, with quotes or without */
	is("HTTP/1.1 200 OK\r\nLink: <https://head.test/h>; rel=\"hub\", <https://head.test/self>; rel=self\r\nContent-Type: "
	   "text/xml\r\n\r\n"
	   "<?xml version='1.0'?><rss version='2.0' xmlns:atom='http://www.w3.org/2005/Atom'><channel><title>t</title><atom:link "
	   "rel='hub' "
	   "href='https://body.test/'/></channel></rss>",
	   "https://head.test/h", "https://head.test/self");
	is("HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\n\r\n<?xml version='1.0'?><rss version='2.0' "
	   "xmlns:atom='http://www.w3.org/2005/Atom'>"
	   "<channel><title>t</title><atom:link rel='hub' href='https://hub.test/x'/><atom:link rel='self' "
	   "href='https://paper.test/rss'/></channel></rss>",
	   "https://hub.test/x", "https://paper.test/rss");
	is("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<!DOCTYPE html><html><head><link rel='hub' "
	   "href='https://hub.test/'><link rel=self "
	   "href='https://paper.test/'></head><body><p>x</p></body></html>",
	   "https://hub.test/", "https://paper.test/");
#define JSON(more)                                                                                                               \
	"HTTP/1.1 200 OK\r\nContent-Type: "                                                                                      \
	"application/feed+json\r\n\r\n{\"version\":\"https://jsonfeed.org/version/1.1\",\"title\":\"t\"," more "\"items\":[]}"
	is(JSON("\"feed_url\":\"https://paper.test/feed.json\",\"hubs\":[{\"type\":\"rssCloud\",\"url\":\"https://other.test/\"},"
		"{\"type\":\"WebSub\",\"url\":\"https:\\/\\/hub.test\\/j\"}],"),
	   "https://hub.test/j", "https://paper.test/feed.json");
	is(JSON("\"hubs\":[1,{\"type\":\"WebSub\"},{\"url\":\"https://hub.test/\"}],\"feed_url\":2,"), NULL, NULL);
	mq_arena_close(scratch);
	mq_arena_close(arena);
	return mq_check_done();
}
