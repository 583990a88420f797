/* Inside page: what the readers of XML feeds and of JSON Feed share. */
#ifndef MQ_PAGE_FEED_STATE_H
#define MQ_PAGE_FEED_STATE_H

#include "page/json_scan.h"

typedef struct {
	mq_arena *arena; /* the file, for as long as it is read */
	mq_page file;    /* its bytes and text */
	mq_text title, link, lang;
	uint64_t items;
	size_t at; /* in file.text, or inside the JSON array */
	size_t from, to;
	bool is_json, ended;
	unsigned looks; /* for end tags in the channel: bounded, so that a hostile head stays cheap */
	mq_json_value list;
} mq_feed;

/* from taking an item to decoding it */
typedef struct {
	mq_text channel, link, lang, warning; /* warning: of the file */
	bool is_json, whole;
} mq_feed_item;

bool mq_json_feed_sniff(mq_text head);
mq_status mq_json_feed_open(mq_feed *f) MQ_MUST_USE;
/* sets f->from and f->to */
mq_status mq_json_feed_next(mq_feed *f, mq_arena *a, mq_page *page) MQ_MUST_USE;

/* fields from page->text */
mq_status mq_json_feed_item(mq_arena *a, const mq_page_options *o, mq_page *page) MQ_MUST_USE;
mq_status mq_xml_feed_item(mq_arena *a, const mq_page_options *o, mq_page *page) MQ_MUST_USE;
/* keeps a date, or warns that it cannot be read */
mq_status mq_feed_keep_date(mq_arena *a, const mq_page_options *o, mq_text raw, mq_text *to, mq_page *page) MQ_MUST_USE;

#endif
