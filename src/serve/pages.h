/* The handlers that routes.c names, and what they share. */
#ifndef MQ_SERVE_PAGES_H
#define MQ_SERVE_PAGES_H

#include "serve/request.h"

#define MQ_HANDLER(name) mq_status name(mq_request *r, mq_reply *out) MQ_MUST_USE
MQ_HANDLER(mq_home_page);
MQ_HANDLER(mq_article_page);
MQ_HANDLER(mq_stored_page_page);
MQ_HANDLER(mq_copy_page);
MQ_HANDLER(mq_changes_page);
MQ_HANDLER(mq_pairs_page);
MQ_HANDLER(mq_pair_page);
MQ_HANDLER(mq_search_page);
MQ_HANDLER(mq_story_page);
MQ_HANDLER(mq_happening_page);
MQ_HANDLER(mq_country_page);
MQ_HANDLER(mq_atlas_page);
MQ_HANDLER(mq_people_page);
MQ_HANDLER(mq_person_page);
MQ_HANDLER(mq_instruments_page);
MQ_HANDLER(mq_instrument_page);
MQ_HANDLER(mq_calendar_page);
MQ_HANDLER(mq_outlets_page);
MQ_HANDLER(mq_outlet_page);
MQ_HANDLER(mq_about_page);
MQ_HANDLER(mq_settings_page);
MQ_HANDLER(mq_choices_set);
MQ_HANDLER(mq_static_file);
MQ_HANDLER(mq_favicon);
MQ_HANDLER(mq_robots);
MQ_HANDLER(mq_opensearch);
MQ_HANDLER(mq_security_txt);
MQ_HANDLER(mq_healthz);
MQ_HANDLER(mq_metrics);
MQ_HANDLER(mq_websub_asked);
MQ_HANDLER(mq_websub_delivered);
MQ_HANDLER(mq_feed);
MQ_HANDLER(mq_calendar_file);
MQ_HANDLER(mq_citation);
MQ_HANDLER(mq_api_openapi);
MQ_HANDLER(mq_api_articles);
MQ_HANDLER(mq_api_article);
MQ_HANDLER(mq_api_article_page);
MQ_HANDLER(mq_api_stories);
MQ_HANDLER(mq_api_events);
MQ_HANDLER(mq_api_event);
MQ_HANDLER(mq_api_happenings);
MQ_HANDLER(mq_api_happening);
MQ_HANDLER(mq_api_pairs);
MQ_HANDLER(mq_api_pair);
MQ_HANDLER(mq_api_temperature);
MQ_HANDLER(mq_api_people);
MQ_HANDLER(mq_api_instruments);
MQ_HANDLER(mq_api_instrument);
MQ_HANDLER(mq_api_person);
MQ_HANDLER(mq_api_outlets);
MQ_HANDLER(mq_api_headlines);
MQ_HANDLER(mq_api_search);
MQ_HANDLER(mq_correct_page);
MQ_HANDLER(mq_correct_send);
MQ_HANDLER(mq_review_page);
MQ_HANDLER(mq_review_decide);
MQ_HANDLER(mq_review_restore);
MQ_HANDLER(mq_desk_enter);
MQ_HANDLER(mq_desk_leave);
MQ_HANDLER(mq_saved_page);
MQ_HANDLER(mq_image_file);
MQ_HANDLER(mq_image_report);
MQ_HANDLER(mq_api_image);
MQ_HANDLER(mq_api_image_report);
MQ_HANDLER(mq_api_image_restore);
MQ_HANDLER(mq_saved_add);
MQ_HANDLER(mq_saved_remove);
MQ_HANDLER(mq_saved_channel);
MQ_HANDLER(mq_saved_channel_remove);
MQ_HANDLER(mq_api_corrections);
MQ_HANDLER(mq_api_correct);
MQ_HANDLER(mq_api_correction);
MQ_HANDLER(mq_api_decide);
MQ_HANDLER(mq_api_saved);
MQ_HANDLER(mq_api_saved_add);
MQ_HANDLER(mq_api_saved_remove);
MQ_HANDLER(mq_api_saved_channel);
MQ_HANDLER(mq_api_saved_channel_remove);

/* ── what pages say of events and happenings ─────────────────────────────────────────────────────────────────────── */
/* "المغرب"; the code itself where no table knows it */
mq_text mq_country_name(const mq_request *r, const char *code);
mq_text mq_kind_name(const mq_request *r, uint16_t kind);
/* class of a chip: c-talk, c-coop, c-cold, c-plain; c-ann where it is announced only */
const char *mq_kind_class(uint16_t kind, uint8_t status);
/* chip words: kind, or kind and status where it is not done */
void mq_put_chip(mq_request *r, mq_value *map, uint16_t kind, uint8_t status);
/* who did what with whom by which instrument, of an event or a happening */
typedef struct {
	uint16_t kind;
	const mq_party *actors, *recipients;
	uint32_t actors_n, recipients_n;
	const mq_event_instrument *instrument; /* or NULL */
} mq_telling;
mq_telling mq_telling_of_event(const mq_event *e);
mq_telling mq_telling_of_happening(const mq_happening *h);
/* "name of the instrument · session 23 · Morocco ⇄ France", as text */
mq_text mq_heading(mq_request *r, const mq_telling *t);
/* the same as "heading" of a map, each part isolated: a name keeps its direction in any interface */
void mq_put_heading(mq_request *r, mq_value *map, const mq_telling *t);
/* what its address ends in: its own id, or its one event's where the archive has not put events together yet */
static inline const char *mq_happening_id(const mq_happening *h) { return h->best.happening[0] ? h->id : h->best.id; }
void mq_put_happening(mq_request *r, mq_value *map, const mq_happening *h);
void mq_put_happenings(mq_request *r, mq_value *page, const char *key, const mq_happening *h, uint32_t n, uint32_t most);
/* an article in a list: title, outlet, day, href … */
void mq_put_article_row(mq_request *r, mq_value *map, const mq_article_row *row);
void mq_put_article_rows(mq_request *r, mq_value *page, const char *key, const mq_article_rows *rows);
void mq_put_person_row(mq_request *r, mq_value *map, const mq_person_row *p);
void mq_put_quote_row(mq_request *r, mq_value *map, const mq_quote_row *q);
/* "next page" link with the other arguments kept */
void mq_put_next(mq_request *r, mq_value *page, mq_text next);
/* alpha-3 codes of "MAR-FRA"; false when it is no pair */
bool mq_pair_of(mq_text t, char a[4], char b[4]);
mq_text mq_code_text(const char *code);
mq_status mq_filter_of(const mq_request *r, mq_filter *f) MQ_MUST_USE;
bool mq_is_rtl(mq_text t);
mq_text mq_dir_of(mq_text t);

#endif
