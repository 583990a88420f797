/* One page without a server: as a file that stands alone, its style inside it. */
#include "serve/pages.h"

static mq_status open_site(mq_arena *a, const mq_engine *e, mq_text public_url, mq_site *site)
{
	site->engine = e;
	site->public_url = public_url;
	site->version = MQ_T("0.1.0");
	MQ_TRY(mq_messages_open(a, e->pack, &site->messages));
	MQ_TRY(mq_hijri_open(a, e->pack, &site->hijri));
	return mq_templates_open(a, e->pack, site->messages, &site->templates);
}

/* the sheet without its fonts, which lie elsewhere */
static void put_style(mq_buf *out, mq_text style)
{
	mq_text line;
	mq_buf_put(out, MQ_T("<style>\n"));
	while (mq_text_split(&style, '\n', &line)) {
		if (mq_text_starts(line, MQ_T("@font-face"))) continue;
		mq_buf_put(out, line);
		mq_buf_byte(out, '\n');
	}
	mq_buf_put(out, MQ_T("</style>"));
}

/* lines that link to files of the site: the sheet comes in, the others go; forms have nobody to answer them */
static void put_alone(mq_buf *out, mq_text page, mq_text style)
{
	mq_text line;
	bool in_form = false;
	while (mq_text_split(&page, '\n', &line)) {
		bool form = mq_text_starts(line, MQ_T("<form"));
		in_form |= form;
		if (mq_text_starts(line, MQ_T("<link rel=\"stylesheet\""))) put_style(out, style);
		bool gone = in_form || mq_text_starts(line, MQ_T("<link ")) || mq_text_starts(line, MQ_T("<script "));
		if (mq_text_find(line, MQ_T("</form>"), 0) != SIZE_MAX) in_form = false;
		if (gone) continue;
		mq_buf_put(out, line);
		mq_buf_byte(out, '\n');
	}
}

mq_status mq_serve_once(mq_arena *a, const mq_once *o, mq_buf *out)
{
	mq_site *site = MQ_NEW(a, mq_site);
	mq_buf page;
	unsigned allowed = 0;
	mq_request r = {.arena = a, .site = site, .store = o->store, .today = o->today, .lang = MQ_LANG_AR};
	if (!site) return mq_fail_memory(a);
	MQ_TRY(open_site(a, o->engine, o->public_url, site));
	r.messages = mq_messages_with(site->messages, r.choice.months, r.choice.digits);
	r.path = r.whole_path = o->path;
	const mq_route *route = mq_route_find(o->path, MQ_GET, r.part, &allowed);
	if (!route) return mq_not_found();
	mq_buf_open(&page, MQ_ANSWER_MOST);
	mq_reply reply = {.out = &page};
	mq_status s = route->answer(&r, &reply);
	if (mq_ok(s)) put_alone(out, mq_buf_text(&page), mq_pack_file(o->engine->pack, MQ_T("web/static/style.css")));
	mq_buf_close(&page);
	return s;
}
