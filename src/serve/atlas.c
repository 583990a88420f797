/* /atlas: the map, the network and the calendar of all, or of one country, for a stretch of time. */
#include <stdio.h>

#include "serve/chart.h"

#define CHOICES_MOST 60u
#define HEAT_YEARS   2u

static const struct {
	const char *value;
	int days; /* 0: all that there is */
} stretches[] = {{"all", 0}, {"year", 365}, {"quarter", 92}, {"month", 31}};

/* the last days of what the archive holds, not of the clock: an archive may have ended */
static mq_status take_stretch(mq_request *r, mq_value *page, mq_filter *f)
{
	mq_text asked = mq_argument_of(r, "stretch");
	mq_value *list = mq_set_list(page, "stretches");
	mq_store_counts c;
	for (size_t i = 0; i < sizeof stretches / sizeof *stretches; i++) {
		mq_value *one = mq_add_map(list);
		bool chosen = asked.n ? mq_text_eq(asked, mq_text_of(stretches[i].value)) : i == 0;
		mq_set_c(one, "value", stretches[i].value);
		mq_set(one, "label",
		       mq_message(r->messages, r->lang, mq_arena_print(r->arena, "stretch.%s", stretches[i].value)));
		mq_set_flag(one, "chosen", chosen);
		if (!chosen || !stretches[i].days || f->from != MQ_NO_DAY) continue;
		MQ_TRY(mq_store_count(r->store, r->arena, &c));
		f->to = c.last == MQ_NO_DAY || c.last > r->today ? r->today : c.last;
		f->from = f->to - stretches[i].days;
	}
	return MQ_DONE;
}

/* the countries to choose from: those that are told of most */
static mq_status put_countries(mq_request *r, mq_value *page, mq_text chosen)
{
	mq_filter f = mq_filter_all();
	mq_tie_rows rows = {0};
	char seen[CHOICES_MOST][4];
	uint32_t n = 0;
	MQ_TRY(mq_store_ties(r->store, r->arena, &f, true, &rows));
	mq_value *list = mq_set_list(page, "countries");
	for (uint32_t i = 0; i < rows.n && n < CHOICES_MOST; i++) {
		uint32_t k = 0;
		while (k < n && strcmp(seen[k], rows.v[i].a) != 0) k++;
		if (k < n) continue;
		memcpy(seen[n++], rows.v[i].a, 4);
		mq_value *one = mq_add_map(list);
		mq_set_print(one, "code", "%s", rows.v[i].a);
		mq_set(one, "name", mq_country_name(r, rows.v[i].a));
		mq_set_flag(one, "chosen", mq_text_eq(mq_text_of(rows.v[i].a), chosen));
	}
	return MQ_DONE;
}

mq_status mq_atlas_page(mq_request *r, mq_reply *out)
{
	mq_filter f;
	mq_day_rows days = {0};
	MQ_TRY(mq_filter_of(r, &f));
	f.pair[1] = MQ_NONE;
	bool arab = mq_text_eq(mq_argument_of(r, "area"), MQ_T("arab"));
	mq_value *page = mq_page_open(r, "nav.atlas");
	mq_set(page, "title", mq_msg(r, "nav.atlas"));
	mq_set_flag(page, "arab", arab);
	MQ_TRY(take_stretch(r, page, &f));
	MQ_TRY(put_countries(r, page, f.pair[0]));
	MQ_TRY(mq_put_map(r, page, &f, arab));
	MQ_TRY(mq_put_network(r, page, &f));
	MQ_TRY(mq_store_days(r->store, r->arena, &f, &days));
	mq_set_markup(page, "heat", mq_chart_heat(r, &days, HEAT_YEARS, mq_msg(r, "heat"), mq_msg(r, "heat.how")));
	mq_set_flag(page, "heat_cut", !mq_put_days(r, page, "days", &days, HEAT_YEARS));
	return mq_page_render(r, out, "atlas", page);
}
