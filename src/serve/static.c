/* Files of web/, and the small addresses that machines ask for. */
#include "serve/pages.h"
#include "serve/watching.h"
#include "serve/websub.h"

static const struct {
	const char *tail, *type;
} types[] = {{".css", "text/css; charset=utf-8"},
	     {".js", "text/javascript; charset=utf-8"},
	     {".woff2", "font/woff2"},
	     {".svg", "image/svg+xml"},
	     {".png", "image/png"},
	     {".json", "application/json"}};

static mq_status put_file(mq_request *r, mq_reply *out, mq_text folder, mq_text name)
{
	mq_text path = mq_arena_print(r->arena, "%.*s%.*s", MQ_ARG(folder), MQ_ARG(name));
	mq_text bytes = mq_text_none(path) ? MQ_NONE : mq_pack_file(r->site->engine->pack, path);
	if (mq_text_none(bytes)) return mq_not_found();
	for (size_t i = 0; i < sizeof types / sizeof *types; i++)
		if (mq_text_ends(name, mq_text_of(types[i].tail))) out->media_type = mq_text_of(types[i].type);
	mq_buf_put(out->out, bytes);
	return MQ_DONE;
}

mq_status mq_static_file(mq_request *r, mq_reply *out)
{
	/* the tag only makes the address new when the program is; any other is answered too, but not kept for ever */
	out->for_ever = mq_text_eq(r->part[0], mq_text_of(r->site->asset_tag));
	mq_status s = put_file(r, out, MQ_T("web/static/"), r->part[1]);
	return mq_ok(s) ? s : put_file(r, out, MQ_T("web/fonts/"), r->part[1]);
}

mq_status mq_favicon(mq_request *r, mq_reply *out) { return put_file(r, out, MQ_T("web/static/"), MQ_T("icon.svg")); }

mq_status mq_robots(mq_request *r, mq_reply *out)
{
	(void)r;
	out->media_type = MQ_T("text/plain; charset=utf-8");
	mq_buf_put(out->out, MQ_T("User-agent: *\nDisallow: /article/\nDisallow: /api/\n"));
	return MQ_DONE;
}

mq_status mq_security_txt(mq_request *r, mq_reply *out)
{
	/* RFC 9116: the operator of this archive answers; a date a year ahead of the day it is asked */
	char day[11];
	mq_day_print(r->today + 365, day);
	out->media_type = MQ_T("text/plain; charset=utf-8");
	mq_buf_print(out->out, "Contact: %.*s/about#contact\nExpires: %sT00:00:00Z\nPreferred-Languages: ar, fr, en\n",
		     MQ_ARG(r->site->public_url), day);
	return MQ_DONE;
}

mq_status mq_healthz(mq_request *r, mq_reply *out)
{
	mq_store_counts c;
	MQ_TRY(mq_store_count(r->store, r->arena, &c));
	out->media_type = MQ_T("application/json");
	out->no_store = true;
	mq_buf_print(out->out, "{\"status\":\"ok\",\"articles\":%llu,\"version\":\"%.*s\"}\n", (unsigned long long)c.articles,
		     MQ_ARG(r->site->version));
	return MQ_DONE;
}

mq_status mq_metrics(mq_request *r, mq_reply *out)
{
	out->media_type = MQ_T("text/plain; version=0.0.4; charset=utf-8");
	out->no_store = true;
	mq_buf_put(out->out, r->counters);
	mq_websub_metrics(r->site, out->out);
	return mq_watching_metrics(r, out->out);
}

mq_status mq_opensearch(mq_request *r, mq_reply *out)
{
	mq_buf *b = out->out;
	out->media_type = MQ_T("application/opensearchdescription+xml; charset=utf-8");
	mq_buf_put(b, MQ_T("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<OpenSearchDescription "
			   "xmlns=\"http://a9.com/-/spec/opensearch/1.1/\"><ShortName>"));
	mq_xml_text(b, mq_msg(r, "name"));
	mq_buf_put(b, MQ_T("</ShortName><Description>"));
	mq_xml_text(b, mq_msg(r, "tagline"));
	mq_buf_put(b, MQ_T("</Description><InputEncoding>UTF-8</InputEncoding><Url type=\"text/html\" template=\""));
	mq_xml_text(b, r->site->public_url);
	mq_buf_put(b, MQ_T("/search?q={searchTerms}\"/></OpenSearchDescription>\n"));
	return MQ_DONE;
}
