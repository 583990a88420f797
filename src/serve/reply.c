/* What every page has, and failures as answers. */
#include <stdio.h>

#include "serve/request.h"

mq_status mq_not_found(void) { return MQ_FAIL(MQ_END, MQ_BYTE_UNKNOWN, "there is nothing at this address"); }

mq_status mq_refuse(mq_request *r, unsigned status, const char *key)
{
	r->refused = status;
	bool api = mq_text_starts(r->path, MQ_T("/api/"));
	return (mq_status){MQ_USAGE, MQ_BYTE_UNKNOWN, mq_message(r->site->messages, api ? MQ_LANG_EN : r->lang, mq_text_of(key))};
}

unsigned mq_http_status(mq_status s)
{
	switch (s.code) {
	case MQ_OK: return 200;
	case MQ_END:
	case MQ_NO_INPUT: return 404;
	case MQ_USAGE:
	case MQ_BAD_DATA: return 400;
	case MQ_UNAVAILABLE: return 503;
	default: return 500;
	}
}

mq_text mq_msg(const mq_request *r, const char *key) { return mq_message(r->messages, r->lang, mq_text_of(key)); }

mq_text mq_msg_number(const mq_request *r, const char *key, int64_t n)
{
	mq_text m = mq_message_plural(r->messages, r->lang, mq_text_of(key), n);
	size_t hash = mq_text_find_byte(m, '#', 0);
	if (hash == SIZE_MAX) return m;
	mq_text number = mq_say_number(r->arena, r->messages, r->lang, n);
	return mq_arena_print(r->arena, "%.*s%.*s%.*s", (int)hash, m.p, MQ_ARG(number), (int)(m.n - hash - 1), m.p + hash + 1);
}

mq_text mq_decimal(const mq_request *r, double value, int places)
{
	return mq_say_decimal(r->arena, r->messages, r->lang, value, places);
}

mq_text mq_signed(const mq_request *r, double value)
{
	mq_text said = mq_decimal(r, value, 1);
	return value >= 0.05 ? mq_arena_print(r->arena, "+%.*s", MQ_ARG(said)) : said;
}

mq_text mq_spread(const mq_request *r, uint64_t from, uint64_t to)
{
	return mq_say_spread(r->arena, r->messages, r->lang, (int64_t)from, (int64_t)to);
}

mq_text mq_plain_number(const mq_request *r, int64_t n)
{
	return mq_say_digits(r->arena, r->messages, r->lang, mq_arena_print(r->arena, "%lld", (long long)n));
}

mq_text mq_base(const mq_request *r)
{
	static const char *const bases[MQ_LANGS] = {"", "/fr", "/en"};
	return mq_text_of(bases[r->lang]);
}

static const struct {
	const char *key, *path;
} nav_items[] = {{"nav.today", "/"},          {"nav.pairs", "/pairs"},   {"nav.calendar", "/calendar"},
		 {"nav.atlas", "/atlas"},     {"nav.people", "/people"}, {"nav.instruments", "/instruments"},
		 {"nav.outlets", "/outlets"}, {"nav.about", "/about"}};

static const struct {
	const char *base, *lang, *name;
} lang_items[] = {{"", "ar", "العربية"}, {"/fr", "fr", "Français"}, {"/en", "en", "English"}};

static void put_languages(const mq_request *r, mq_value *page)
{
	mq_value *list = mq_set_list(page, "languages");
	for (size_t i = 0; i < sizeof lang_items / sizeof *lang_items; i++) {
		mq_value *one = mq_add_map(list);
		bool root = mq_text_eq(r->path, MQ_T("/"));
		mq_text query = r->query.n ? mq_arena_print(r->arena, "?%.*s", MQ_ARG(r->query)) : MQ_T("");
		mq_text path = mq_arena_print(r->arena, "%s%.*s%.*s", lang_items[i].base,
					      root && lang_items[i].base[0] ? 0 : (int)r->path.n, r->path.p, MQ_ARG(query));
		mq_set(one, "href", path);
		mq_set_c(one, "code", lang_items[i].lang);
		mq_set_c(one, "name", lang_items[i].name);
		mq_set_c(one, "ldir", i == 0 ? "rtl" : "ltr");
		mq_set_flag(one, "here", (mq_lang)i == r->lang);
	}
}

mq_value *mq_page_open(mq_request *r, const char *nav)
{
	mq_value *page = mq_value_map(r->arena);
	mq_set(page, "lang", mq_lang_code(r->lang));
	mq_set(page, "dir", mq_lang_dir(r->lang));
	mq_set(page, "base", mq_base(r));
	mq_set_c(page, "tag", r->site->asset_tag);
	mq_set(page, "public_url", r->site->public_url);
	mq_set(page, "here", r->whole_path.n ? r->whole_path : MQ_T("/"));
	mq_set(page, "theme", mq_theme_name(r->choice.theme));
	mq_set_flag(page, "is_dark", r->choice.theme == MQ_THEME_DARK);
	mq_set_flag(page, "is_light", r->choice.theme == MQ_THEME_LIGHT);
	mq_set_flag(page, "is_auto", r->choice.theme == MQ_THEME_AUTO);
	mq_value *list = mq_set_list(page, "nav");
	for (size_t i = 0; i < sizeof nav_items / sizeof *nav_items; i++) {
		mq_value *one = mq_add_map(list);
		mq_set(one, "label", mq_msg(r, nav_items[i].key));
		mq_set_c(one, "path", nav_items[i].path);
		mq_set_flag(one, "current", strcmp(nav_items[i].key, nav) == 0);
	}
	put_languages(r, page);
	return page;
}

mq_status mq_page_render(mq_request *r, mq_reply *out, const char *name, const mq_value *data)
{
	out->media_type = MQ_T("text/html; charset=utf-8");
	return mq_template_render(r->site->templates, mq_text_of(name), r->messages, r->lang, data, out->out);
}

static const char *title_of(unsigned status)
{
	switch (status) {
	case 400: return "error.400";
	case 401: return "error.401";
	case 403: return "error.403";
	case 404: return "error.404";
	case 405: return "error.405";
	case 409: return "error.409";
	case 410: return "error.404";
	case 429: return "error.429";
	case 503: return "error.503";
	default: return "error.500";
	}
}

static void reply_problem(mq_request *r, mq_reply *out, mq_status s, unsigned status)
{
	mq_json j;
	mq_json_open(&j, out->out);
	mq_json_object(&j);
	mq_json_put_text(&j, "type", MQ_T("about:blank"));
	mq_json_put_text(&j, "title", mq_message(r->messages, MQ_LANG_EN, mq_text_of(title_of(status))));
	mq_json_put_int(&j, "status", status);
	mq_json_put_text(&j, "detail", s.why);
	mq_json_put_text(&j, "instance", r->whole_path);
	mq_json_object_end(&j);
	out->media_type = MQ_T("application/problem+json");
}

void mq_reply_failure(mq_request *r, mq_reply *out, mq_status s, bool page)
{
	unsigned status = r->refused ? r->refused : mq_http_status(s);
	if (status >= 500) mq_log_print(&r->log, MQ_LOG_ERROR, "%.*s: %.*s", MQ_ARG(r->whole_path), MQ_ARG(s.why));
	*out = (mq_reply){.out = out->out, .status = status, .no_store = true};
	mq_buf_clear(out->out);
	if (!page) {
		reply_problem(r, out, s, status);
		return;
	}
	mq_value *v = mq_page_open(r, "");
	mq_set(v, "title", mq_msg(r, title_of(status)));
	/* what failed inside is for the log; what the reader asked wrongly is for the reader */
	if (status < 500) mq_set(v, "why", r->refused ? s.why : mq_msg(r, status == 404 ? "error.404.why" : "error.400.why"));
	mq_set_int(v, "status", status);
	if (mq_ok(mq_page_render(r, out, "error", v))) return;
	mq_buf_clear(out->out);
	out->media_type = MQ_T("text/plain; charset=utf-8");
	mq_buf_print(out->out, "%u\n", status);
}
