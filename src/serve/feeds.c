/* Feeds: Atom (RFC 4287), RSS 2.0, JSON Feed 1.1. /feeds/latest.atom, /feeds/pair/MAR-FRA.rss, /feeds/country/MAR.json:
 * happenings; /feeds/search.atom?q=…: the articles a query finds; its id is an address that stays. */
#include "serve/desk.h"

#define ITEMS 50u

typedef struct {
	mq_text address, title, words;
	mq_day day;
} item;

typedef struct {
	mq_request *r;
	mq_buf *b;
	mq_text title, self, home;
	MQ_VEC(item) items;
} feed;

/* "MAR-FRA.atom" into its name and the ending's row */
static bool cut_ending(mq_text t, mq_text *name, mq_text *ending)
{
	for (size_t i = t.n; i-- > 0;) {
		if (t.p[i] != '.') continue;
		*name = mq_text_sub(t, 0, i);
		*ending = mq_text_sub(t, i + 1, t.n);
		return i > 0;
	}
	return false;
}

static void put_element(mq_buf *b, const char *name, mq_text text)
{
	mq_buf_print(b, "<%s>", name);
	mq_xml_text(b, text);
	mq_buf_print(b, "</%s>\n", name);
}

static mq_day newest(const feed *f)
{
	mq_day day = 0;
	for (uint32_t i = 0; i < f->items.n; i++)
		if (f->items.v[i].day > day) day = f->items.v[i].day;
	return day;
}

static void put_day(mq_buf *b, mq_day day)
{
	char line[11];
	mq_day_print(day, line);
	mq_buf_print(b, "%sT00:00:00Z", line);
}

static void put_atom(feed *f)
{
	mq_buf *b = f->b;
	mq_buf_print(
	    b, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"%.*s\">\n",
	    MQ_ARG(mq_lang_code(f->r->lang)));
	put_element(b, "id", f->self);
	put_element(b, "title", f->title);
	mq_buf_put(b, MQ_T("<author><name>mirqab</name></author>\n<link rel=\"self\" href=\""));
	mq_xml_text(b, f->self);
	mq_buf_put(b, MQ_T("\"/>\n<link rel=\"alternate\" href=\""));
	mq_xml_text(b, f->home);
	mq_buf_put(b, MQ_T("\"/>\n<updated>"));
	put_day(b, newest(f));
	mq_buf_put(b, MQ_T("</updated>\n"));
	for (uint32_t i = 0; i < f->items.n; i++) {
		const item *x = &f->items.v[i];
		mq_buf_put(b, MQ_T("<entry>\n"));
		put_element(b, "id", x->address);
		put_element(b, "title", x->title);
		mq_buf_put(b, MQ_T("<link rel=\"alternate\" href=\""));
		mq_xml_text(b, x->address);
		mq_buf_put(b, MQ_T("\"/>\n<updated>"));
		put_day(b, x->day);
		mq_buf_put(b, MQ_T("</updated>\n"));
		put_element(b, "summary", x->words);
		mq_buf_put(b, MQ_T("</entry>\n"));
	}
	mq_buf_put(b, MQ_T("</feed>\n"));
}

static void put_rss(feed *f)
{
	mq_buf *b = f->b;
	char when[32];
	mq_buf_put(b, MQ_T("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<rss version=\"2.0\" "
			   "xmlns:atom=\"http://www.w3.org/2005/Atom\">\n<channel>\n"));
	put_element(b, "title", f->title);
	put_element(b, "link", f->home);
	put_element(b, "description", mq_msg(f->r, "tagline"));
	put_element(b, "language", mq_lang_code(f->r->lang));
	mq_buf_put(b, MQ_T("<atom:link rel=\"self\" type=\"application/rss+xml\" href=\""));
	mq_xml_text(b, f->self);
	mq_buf_put(b, MQ_T("\"/>\n"));
	for (uint32_t i = 0; i < f->items.n; i++) {
		const item *x = &f->items.v[i];
		mq_buf_put(b, MQ_T("<item>\n"));
		put_element(b, "title", x->title);
		put_element(b, "link", x->address);
		mq_buf_put(b, MQ_T("<guid isPermaLink=\"true\">"));
		mq_xml_text(b, x->address);
		mq_buf_put(b, MQ_T("</guid>\n<pubDate>"));
		mq_moment_print_mail((int64_t)x->day * 86400, when);
		mq_buf_put(b, mq_text_of(when));
		mq_buf_put(b, MQ_T("</pubDate>\n"));
		put_element(b, "description", x->words);
		mq_buf_put(b, MQ_T("</item>\n"));
	}
	mq_buf_put(b, MQ_T("</channel>\n</rss>\n"));
}

static void put_json(feed *f)
{
	mq_json j;
	mq_json_open(&j, f->b);
	mq_json_object(&j);
	mq_json_put_text(&j, "version", MQ_T("https://jsonfeed.org/version/1.1"));
	mq_json_put_text(&j, "title", f->title);
	mq_json_put_text(&j, "home_page_url", f->home);
	mq_json_put_text(&j, "feed_url", f->self);
	mq_json_put_text(&j, "language", mq_lang_code(f->r->lang));
	mq_json_put_array(&j, "items");
	for (uint32_t i = 0; i < f->items.n; i++) {
		const item *x = &f->items.v[i];
		char day[11];
		mq_day_print(x->day, day);
		mq_json_object(&j);
		mq_json_put_text(&j, "id", x->address);
		mq_json_put_text(&j, "url", x->address);
		mq_json_put_text(&j, "title", x->title);
		mq_json_put_text(&j, "content_text", x->words.n ? x->words : x->title);
		mq_json_put_text(&j, "date_published", mq_arena_print(f->r->arena, "%sT00:00:00Z", day));
		mq_json_object_end(&j);
	}
	mq_json_array_end(&j);
	mq_json_object_end(&j);
}

static const struct {
	const char *ending, *type;
	void (*put)(feed *);
} forms[] = {{"atom", "application/atom+xml; charset=utf-8", put_atom},
	     {"rss", "application/rss+xml; charset=utf-8", put_rss},
	     {"json", "application/feed+json; charset=utf-8", put_json}};

mq_status mq_feed_scope(mq_request *r, mq_filter *f, mq_text *ending, mq_text *title, mq_text *page)
{
	bool two = !mq_text_none(r->part[1]);
	mq_text name;
	char a[4], b[4];
	MQ_TRY(mq_filter_of(r, f));
	if (!cut_ending(two ? r->part[1] : r->part[0], &name, ending)) return mq_not_found();
	*title = mq_arena_print(r->arena, "%.*s: %.*s", MQ_ARG(mq_msg(r, "name")), MQ_ARG(mq_msg(r, "feed.latest")));
	*page = MQ_T("/");
	if (!two) return MQ_DONE;
	if (mq_text_eq(r->part[0], MQ_T("pair")) && mq_pair_of(name, a, b)) {
		*title = mq_arena_print(r->arena, "%.*s: %.*s ⇄ %.*s", MQ_ARG(mq_msg(r, "name")), MQ_ARG(mq_country_name(r, a)),
					MQ_ARG(mq_country_name(r, b)));
		f->pair[0] = mq_arena_text(r->arena, mq_text_of(a));
		f->pair[1] = mq_arena_text(r->arena, mq_text_of(b));
		*page = mq_arena_print(r->arena, "/pair/%s-%s", a, b);
		return MQ_DONE;
	}
	if (!mq_text_eq(r->part[0], MQ_T("country")) || name.n != 3) return mq_not_found();
	f->pair[0] = name;
	*page = mq_arena_print(r->arena, "/country/%.*s", MQ_ARG(name));
	return MQ_DONE;
}

static mq_text happening_title(mq_request *r, const mq_happening *h)
{
	mq_telling telling = mq_telling_of_happening(h);
	mq_text heading = mq_heading(r, &telling);
	mq_text kind = mq_kind_name(r, h->kind);
	if (h->status == MQ_STATUS_DONE) return mq_arena_print(r->arena, "%.*s: %.*s", MQ_ARG(kind), MQ_ARG(heading));
	mq_text key = mq_arena_print(r->arena, "status.%.*s", MQ_ARG(mq_event_status_name((mq_event_status)h->status)));
	mq_text status = mq_message(r->messages, r->lang, key);
	return mq_arena_print(r->arena, "%.*s (%.*s): %.*s", MQ_ARG(kind), MQ_ARG(status), MQ_ARG(heading));
}

/* the day it was last told of: what a reader of feeds sorts by */
static mq_day happening_day(const mq_happening *h)
{
	if (h->told != MQ_NO_DAY) return h->told;
	return h->best.from.day != MQ_NO_DAY ? h->best.from.day : h->from != MQ_NO_DAY ? h->from : 0;
}

static mq_status take_happenings(feed *f, mq_filter *filter)
{
	mq_happenings rows = {0};
	mq_text next = MQ_NONE;
	mq_request *r = f->r;
	filter->limit = ITEMS;
	filter->current_only = true;
	MQ_TRY(mq_store_happenings(r->store, r->arena, filter, &rows, &next));
	for (uint32_t i = 0; i < rows.n; i++) {
		const mq_happening *h = &rows.v[i];
		item *x = mq_push(r->arena, &f->items);
		if (!x) return mq_fail_memory(r->arena);
		*x = (item){mq_arena_print(r->arena, "%.*s/happening/%s", MQ_ARG(r->site->public_url), mq_happening_id(h)),
			    happening_title(r, h), h->best.sentence, happening_day(h)};
	}
	return MQ_DONE;
}

/* the newest articles that a query finds, for those who keep a search */
static mq_status take_search(feed *f, mq_text q)
{
	mq_request *r = f->r;
	mq_answer answer = {0};
	mq_search search = {.query = q, .limit = ITEMS, .today = r->today};
	MQ_TRY(mq_store_search(r->store, r->arena, &search, &answer));
	for (uint32_t i = 0; i < answer.hits.n; i++) {
		const mq_hit *h = &answer.hits.v[i];
		item *x = mq_push(r->arena, &f->items);
		if (!x) return mq_fail_memory(r->arena);
		*x = (item){mq_arena_print(r->arena, "%.*s/article/%s", MQ_ARG(r->site->public_url), h->row.id),
			    h->row.title.n ? mq_text_brief(r->arena, h->row.title, 300) : mq_msg(r, "untitled"),
			    h->passages.n ? h->passages.v[0].text : MQ_NONE, h->row.day == MQ_NO_DAY ? 0 : h->row.day};
	}
	return MQ_DONE;
}

/* what somebody has saved: a search, or a pair. Who knows the id may read; it says nothing of whose it is */
static mq_status saved_scope(mq_request *r, mq_filter *f, mq_text *ending, mq_text *title, mq_text *page, mq_text *q)
{
	mq_desk *d;
	mq_saved s;
	mq_text id;
	*f = mq_filter_all();
	if (!cut_ending(r->part[1], &id, ending)) return mq_not_found();
	MQ_TRY(mq_desk_here(r, &d));
	MQ_TRY(mq_desk_saved_one(d, r->arena, id, &s));
	*title = mq_arena_print(r->arena, "%.*s: %.*s", MQ_ARG(mq_msg(r, "name")), MQ_ARG(s.name));
	*page = s.pair.n ? mq_arena_print(r->arena, "/pair/%.*s", MQ_ARG(s.pair)) : MQ_T("/search");
	*q = s.query;
	if (s.pair.n == 0) return MQ_DONE;
	f->pair[0] = mq_text_sub(s.pair, 0, 3);
	f->pair[1] = mq_text_sub(s.pair, 4, 7);
	return MQ_DONE;
}

mq_status mq_feed(mq_request *r, mq_reply *out)
{
	mq_filter f;
	mq_text ending = MQ_NONE, page = MQ_NONE, q = mq_argument_of(r, "q");
	feed x = {.r = r, .b = out->out};
	bool latest = mq_text_starts(r->part[0], MQ_T("latest.")), search = mq_text_starts(r->part[0], MQ_T("search."));
	if (mq_text_eq(r->part[0], MQ_T("saved")) && !mq_text_none(r->part[1])) {
		MQ_TRY(saved_scope(r, &f, &ending, &x.title, &page, &q));
		search = q.n != 0;
	} else MQ_TRY(mq_feed_scope(r, &f, &ending, &x.title, &page));
	if (mq_text_none(r->part[1]) && !latest && !(search && q.n)) return mq_not_found();
	if (mq_text_none(r->part[1]) && search)
		x.title = mq_arena_print(r->arena, "%.*s: %.*s", MQ_ARG(mq_msg(r, "name")), MQ_ARG(q));
	MQ_TRY(search ? take_search(&x, q) : take_happenings(&x, &f));
	x.self = mq_arena_print(r->arena, "%.*s%.*s%s%.*s", MQ_ARG(r->site->public_url), MQ_ARG(r->whole_path),
				r->query.n ? "?" : "", MQ_ARG(r->query));
	x.home = mq_arena_print(r->arena, "%.*s%.*s", MQ_ARG(r->site->public_url), MQ_ARG(page));
	for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
		if (!mq_text_eq(ending, mq_text_of(forms[i].ending))) continue;
		out->media_type = mq_text_of(forms[i].type);
		forms[i].put(&x);
		return MQ_DONE;
	}
	return mq_not_found();
}
