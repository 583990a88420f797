/* /changes?since=DAY: what newspapers have told since a day. The day is in the address; nothing is kept of who asks. */
#include <stdio.h>

#include "serve/pages.h"

#define USUAL_DAYS 7
#define MOST       120u

static const struct {
	const char *key, *status;
} groups[] = {{"changes.done", "done,under_way"},
	      {"changes.announced", "announced"},
	      {"changes.moved", "postponed,cancelled"},
	      {"changes.denied", "denied"}};

mq_status mq_changes_page(mq_request *r, mq_reply *out)
{
	mq_text asked = mq_argument_of(r, "since");
	mq_day since = asked.n ? mq_day_parse(asked) : r->today - USUAL_DAYS;
	char iso[11];
	uint32_t all = 0;
	if (since == MQ_NO_DAY) return MQ_FAIL(MQ_USAGE, MQ_BYTE_UNKNOWN, "a day is written 2025-04-14");
	mq_value *page = mq_page_open(r, "");
	mq_day_print(since, iso);
	mq_set(page, "title", mq_msg(r, "changes"));
	mq_set(page, "since", mq_say_weekday(r->arena, r->messages, r->lang, since));
	mq_set(page, "since_iso", mq_arena_text(r->arena, mq_text_at(iso, 10)));
	mq_value *list = mq_set_list(page, "groups");
	for (size_t i = 0; i < sizeof groups / sizeof *groups; i++) {
		mq_filter f = mq_filter_all();
		mq_happenings h = {0};
		mq_text next;
		f.status = mq_text_of(groups[i].status);
		f.told_from = since;
		f.current_only = true;
		f.limit = MOST;
		MQ_TRY(mq_store_happenings(r->store, r->arena, &f, &h, &next));
		if (!h.n) continue;
		mq_value *one = mq_add_map(list);
		mq_set(one, "name", mq_msg(r, groups[i].key));
		mq_set_int(one, "n", h.n);
		mq_set_flag(one, "more", next.n > 0);
		mq_put_happenings(r, one, "items", h.v, h.n, MOST);
		all += h.n;
	}
	mq_set_int(page, "all", all);
	return mq_page_render(r, out, "changes", page);
}
