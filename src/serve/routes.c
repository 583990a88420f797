/* Every address, one a row. The first row that fits answers; "*" fits one segment, or the rest of one. */
#include "serve/pages.h"

#define PAGE (MQ_ROUTE_PAGE | MQ_ROUTE_KEEP)

const mq_route mq_routes[] = {
    {"/", mq_home_page, PAGE},
    {"/article/*", mq_article_page, PAGE},
    {"/article/*/stored", mq_stored_page_page, PAGE},
    {"/article/*/copy", mq_copy_page, PAGE},
    {"/changes", mq_changes_page, PAGE},
    {"/pairs", mq_pairs_page, PAGE},
    {"/pair/*", mq_pair_page, PAGE},
    {"/search", mq_search_page, PAGE},
    {"/story/*", mq_story_page, PAGE},
    {"/happening/*", mq_happening_page, PAGE},
    {"/country/*", mq_country_page, PAGE},
    {"/atlas", mq_atlas_page, PAGE},
    {"/people", mq_people_page, PAGE},
    {"/person/*", mq_person_page, PAGE},
    {"/instruments", mq_instruments_page, PAGE},
    {"/instrument/*", mq_instrument_page, PAGE},
    {"/calendar", mq_calendar_page, PAGE},
    {"/outlets", mq_outlets_page, PAGE},
    {"/outlet/*", mq_outlet_page, PAGE},
    {"/about", mq_about_page, PAGE},
    {"/settings", mq_settings_page, MQ_ROUTE_PAGE},
    {"/settings/set", mq_choices_set, MQ_ROUTE_PAGE | MQ_ROUTE_POST},
    {"/event/*/correct", mq_correct_page, MQ_ROUTE_PAGE},
    {"/event/*/correct", mq_correct_send, MQ_ROUTE_PAGE | MQ_ROUTE_POST},
    {"/review", mq_review_page, MQ_ROUTE_PAGE},
    {"/review/*", mq_review_decide, MQ_ROUTE_PAGE | MQ_ROUTE_POST},
    {"/review/image/*", mq_review_restore, MQ_ROUTE_PAGE | MQ_ROUTE_POST},
    {"/image/*", mq_image_file, 0},
    {"/image/*/report", mq_image_report, MQ_ROUTE_PAGE | MQ_ROUTE_POST},
    {"/desk/enter", mq_desk_enter, MQ_ROUTE_PAGE | MQ_ROUTE_POST},
    {"/desk/leave", mq_desk_leave, MQ_ROUTE_PAGE | MQ_ROUTE_POST},
    {"/saved", mq_saved_page, MQ_ROUTE_PAGE},
    {"/saved", mq_saved_add, MQ_ROUTE_PAGE | MQ_ROUTE_POST},
    {"/saved/*/remove", mq_saved_remove, MQ_ROUTE_PAGE | MQ_ROUTE_POST},
    {"/saved/*/channels", mq_saved_channel, MQ_ROUTE_PAGE | MQ_ROUTE_POST},
    {"/saved/*/channels/*/remove", mq_saved_channel_remove, MQ_ROUTE_PAGE | MQ_ROUTE_POST},
    {"/static/*/*", mq_static_file, MQ_ROUTE_KEEP},
    {"/favicon.ico", mq_favicon, MQ_ROUTE_KEEP},
    {"/robots.txt", mq_robots, MQ_ROUTE_KEEP},
    {"/opensearch.xml", mq_opensearch, MQ_ROUTE_KEEP},
    {"/.well-known/security.txt", mq_security_txt, MQ_ROUTE_KEEP},
    {"/healthz", mq_healthz, 0},
    {"/metrics", mq_metrics, MQ_ROUTE_LOCAL},
    {"/websub/*", mq_websub_asked, 0},
    {"/websub/*", mq_websub_delivered, MQ_ROUTE_POST},
    {"/feeds/*", mq_feed, MQ_ROUTE_KEEP},
    {"/feeds/*/*", mq_feed, MQ_ROUTE_KEEP},
    {"/calendar/*", mq_calendar_file, MQ_ROUTE_KEEP},
    {"/calendar/*/*", mq_calendar_file, MQ_ROUTE_KEEP},
    {"/article/*/cite.*", mq_citation, MQ_ROUTE_KEEP},
    {"/api/v1/openapi.json", mq_api_openapi, MQ_ROUTE_KEEP},
    {"/api/v1/articles", mq_api_articles, MQ_ROUTE_KEEP},
    {"/api/v1/articles/*", mq_api_article, MQ_ROUTE_KEEP},
    {"/api/v1/articles/*/page", mq_api_article_page, 0},
    {"/api/v1/stories", mq_api_stories, MQ_ROUTE_KEEP},
    {"/api/v1/events", mq_api_events, MQ_ROUTE_KEEP},
    {"/api/v1/events/*", mq_api_event, MQ_ROUTE_KEEP},
    {"/api/v1/happenings", mq_api_happenings, MQ_ROUTE_KEEP},
    {"/api/v1/happenings/*", mq_api_happening, MQ_ROUTE_KEEP},
    {"/api/v1/pairs", mq_api_pairs, MQ_ROUTE_KEEP},
    {"/api/v1/pairs/*", mq_api_pair, MQ_ROUTE_KEEP},
    {"/api/v1/pairs/*/temperature", mq_api_temperature, MQ_ROUTE_KEEP},
    {"/api/v1/people", mq_api_people, MQ_ROUTE_KEEP},
    {"/api/v1/people/*", mq_api_person, MQ_ROUTE_KEEP},
    {"/api/v1/instruments", mq_api_instruments, MQ_ROUTE_KEEP},
    {"/api/v1/instruments/*", mq_api_instrument, MQ_ROUTE_KEEP},
    {"/api/v1/outlets", mq_api_outlets, MQ_ROUTE_KEEP},
    {"/api/v1/headlines", mq_api_headlines, MQ_ROUTE_KEEP},
    {"/api/v1/search", mq_api_search, MQ_ROUTE_KEEP},
    {"/api/v1/images/*", mq_api_image, 0},
    {"/api/v1/images/*/reports", mq_api_image_report, MQ_ROUTE_POST},
    {"/api/v1/images/*/reports", mq_api_image_restore, MQ_ROUTE_DELETE},
    {"/api/v1/corrections", mq_api_corrections, MQ_ROUTE_KEEP},
    {"/api/v1/corrections", mq_api_correct, MQ_ROUTE_POST},
    {"/api/v1/corrections/*", mq_api_correction, 0},
    {"/api/v1/corrections/*", mq_api_decide, MQ_ROUTE_POST},
    {"/api/v1/saved-searches", mq_api_saved, 0},
    {"/api/v1/saved-searches", mq_api_saved_add, MQ_ROUTE_POST},
    {"/api/v1/saved-searches/*", mq_api_saved_remove, MQ_ROUTE_DELETE},
    {"/api/v1/saved-searches/*/channels", mq_api_saved_channel, MQ_ROUTE_POST},
    {"/api/v1/saved-searches/*/channels/*", mq_api_saved_channel_remove, MQ_ROUTE_DELETE},
};
const size_t mq_routes_n = sizeof mq_routes / sizeof *mq_routes;

/* one segment against one of the pattern: equal, or up to a star, whose text is the rest */
static bool fits(mq_text pattern, mq_text segment, mq_text *star)
{
	size_t at = mq_text_find_byte(pattern, '*', 0);
	*star = MQ_NONE;
	if (at == SIZE_MAX) return mq_text_eq(pattern, segment);
	if (!mq_text_starts(segment, mq_text_sub(pattern, 0, at)) || segment.n == at) return false;
	*star = mq_text_sub(segment, at, segment.n);
	return true;
}

static bool route_fits(mq_text pattern, mq_text path, mq_text part[4])
{
	mq_text want, have, star;
	uint32_t stars = 0;
	for (uint32_t i = 0; i < 4; i++) part[i] = MQ_NONE;
	for (;;) {
		bool more = mq_text_split(&pattern, '/', &want), more_path = mq_text_split(&path, '/', &have);
		if (more != more_path) return false;
		if (!more) return true;
		if (!fits(want, have, &star)) return false;
		if (!mq_text_none(star) && stars < 4) part[stars++] = star;
	}
}

static unsigned methods_of(const mq_route *route)
{
	return route->flags & MQ_ROUTE_POST ? MQ_POST : route->flags & MQ_ROUTE_DELETE ? MQ_DELETE : MQ_GET;
}

const mq_route *mq_route_find(mq_text path, mq_method method, mq_text part[4], unsigned *allowed)
{
	*allowed = 0;
	for (size_t i = 0; i < mq_routes_n; i++) {
		mq_text found[4];
		if (!route_fits(mq_text_of(mq_routes[i].pattern), path, found)) continue;
		*allowed |= methods_of(&mq_routes[i]);
		if (!(methods_of(&mq_routes[i]) & method)) continue;
		memcpy(part, found, sizeof found);
		return &mq_routes[i];
	}
	return NULL;
}
