#include "serve/pages.h"
#define STUB(n)                                                                                                                  \
	mq_status n(mq_request *r, mq_reply *out)                                                                                \
	{                                                                                                                        \
		(void)r;                                                                                                         \
		(void)out;                                                                                                       \
		return mq_not_found();                                                                                           \
	}
STUB(mq_feed)
STUB(mq_calendar_file) STUB(mq_citation) STUB(mq_api_openapi) STUB(mq_api_articles) STUB(mq_api_article) STUB(mq_api_article_page)
    STUB(mq_api_stories) STUB(mq_api_events) STUB(mq_api_event) STUB(mq_api_happenings) STUB(mq_api_happening) STUB(mq_api_pairs)
	STUB(mq_api_pair) STUB(mq_api_temperature) STUB(mq_api_people) STUB(mq_api_instruments) STUB(mq_api_outlets)
	    STUB(mq_api_headlines) STUB(mq_api_search)
