/* HTTP/1.1 by libmicrohttpd: connections become requests, answers become responses. The only file with sockets' callbacks. */
#include <microhttpd.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

#include "serve/alert.h"
#include "serve/kept.h"
#include "serve/listen.h"
#include "serve/rate.h"
#include "serve/respond.h"
#include "serve/websub.h"
#include "serve/who.h"

#define KEPT_MILLISECONDS 60000u /* an answer may be this old where the archive stands still: the day changes too */
#define LOOK_MILLISECONDS 250u   /* how often it is asked whether the archive has changed */
#define URI_MOST          8192u

/* The tables of words, opened by whoever searches first: a server that only shows pages never pays for them. */
typedef struct {
	pthread_mutex_t lock;
	mq_arena *arena;
	const mq_pack *pack;
	const mq_lexicon *lexicon;
	bool tried;
} late_words;

struct mq_server {
	mq_site site;
	mq_engine engine; /* the caller's, with words that come late */
	late_words words;
	mq_store_options store_options;
	const mq_log *log;
	mq_text address;
	mq_day (*today)(void *);
	void *today_of;
	struct MHD_Daemon *daemon;
	mq_kept *kept;
	mq_alerter *alerter;
	mq_rate *rate;
	bool rate_local; /* loopback is counted too */
	mq_workers workers;
	bool has_workers;
	mq_worker *watch;    /* a reader that only looks whether the archive has changed */
	atomic_flag looking; /* one looks at a time */
	atomic_ullong looked_at, changed_at;
	int64_t change;
	uint64_t desk_change;
	bool behind_proxy;
	int64_t (*now)(void *);
	atomic_ullong requests, failures, kept_answers, microseconds;
	mq_hub_counters hub_counters;
	atomic_size_t hub_bytes; /* of deliveries that are on their way in */
};

/* what a connection's request is, from its first line to its end */
typedef struct {
	bool begun, too_long, of_hub;
	size_t form_n, form_cap;
	char *form;
	char uri[];
} exchange;

static uint64_t milliseconds(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * 1000u + (uint64_t)t.tv_nsec / 1000000u;
}

static const mq_lexicon *late_lexicon(void *of)
{
	late_words *w = of;
	pthread_mutex_lock(&w->lock);
	if (!w->tried) {
		w->tried = true;
		w->arena = mq_arena_open(MQ_PAGE_ARENA_MOST);
		if (!w->arena || !mq_ok(mq_lexicon_open(w->arena, w->pack, &w->lexicon))) w->lexicon = NULL;
	}
	pthread_mutex_unlock(&w->lock);
	return w->lexicon;
}

static bool open_words(mq_server *s, const mq_engine *engine)
{
	s->engine = *engine;
	s->words.pack = engine->pack;
	if (pthread_mutex_init(&s->words.lock, NULL)) return false;
	s->engine.late_lexicon = late_lexicon;
	s->engine.late_of = &s->words;
	return true;
}

/* --- one request ----------------------------------------------------------------------------------------------------------- */

static const struct {
	const char *head;
	mq_lang lang;
} lang_heads[] = {{"/fr", MQ_LANG_FR}, {"/en", MQ_LANG_EN}};

/* takes the language off the path */
static mq_text path_of(mq_text path, mq_lang *lang)
{
	*lang = MQ_LANG_AR;
	for (size_t i = 0; i < sizeof lang_heads / sizeof *lang_heads; i++) {
		mq_text h = mq_text_of(lang_heads[i].head);
		if (!mq_text_starts(path, h) || (path.n > h.n && path.p[h.n] != '/')) continue;
		*lang = lang_heads[i].lang;
		return path.n > h.n ? mq_text_sub(path, h.n, path.n) : MQ_T("/");
	}
	return path;
}

static bool takes_gzip(struct MHD_Connection *c)
{
	const char *v = MHD_lookup_connection_value(c, MHD_HEADER_KIND, "Accept-Encoding");
	return v && strstr(v, "gzip") && !strstr(v, "gzip;q=0");
}

static void say_counters(mq_server *s, mq_request *r)
{
	r->counters = mq_arena_print(
	    r->arena,
	    "# TYPE mirqab_requests_total counter\nmirqab_requests_total %llu\n"
	    "# TYPE mirqab_failures_total counter\nmirqab_failures_total %llu\n"
	    "# TYPE mirqab_kept_answers_total counter\nmirqab_kept_answers_total %llu\n"
	    "# TYPE mirqab_answering_microseconds_total counter\nmirqab_answering_microseconds_total %llu\n",
	    atomic_load(&s->requests), atomic_load(&s->failures), atomic_load(&s->kept_answers), atomic_load(&s->microseconds));
}

static mq_status run_route(mq_request *r, mq_reply *out, const mq_route *route)
{
	if (!route || (r->lang != MQ_LANG_AR && !(route->flags & MQ_ROUTE_PAGE))) return mq_not_found();
	if ((route->flags & MQ_ROUTE_LOCAL) && !r->who.loopback) return mq_not_found();
	for (int i = 0; i < 4; i++)
		if (r->part[i].n) {
			r->part[i] = mq_url_decode(r->arena, r->part[i], false);
			if (mq_utf8_bad(r->part[i]) != SIZE_MAX) return mq_not_found();
		}
	if (r->method != MQ_GET && r->who.cross_site) return mq_refuse(r, 403, "refuse.site");
	MQ_TRY(mq_arguments_read(r->arena, r->query, r));
	return route->answer(r, out);
}

typedef struct {
	mq_server *server;
	struct MHD_Connection *connection;
	mq_worker *worker;
	const mq_route *route;
	unsigned allowed;
	mq_text key; /* of what is kept */
	const char *if_none_match;
	uint64_t begun;
	bool gzip, keep;
} answering;

static const char *allow_of(unsigned methods)
{
	static const char *const names[] = {"",       "GET, HEAD",         "POST",         "GET, HEAD, POST",
					    "DELETE", "GET, HEAD, DELETE", "POST, DELETE", "GET, HEAD, POST, DELETE"};
	return names[methods & 7];
}

static enum MHD_Result send_reply(answering *x, mq_reply *reply)
{
	char etag[32] = "";
	unsigned status = reply->status ? reply->status : 200;
	bool fine = status == 200 && !reply->no_store;
	if (fine)
		snprintf(etag, sizeof etag, "\"%016llx%s\"", (unsigned long long)mq_hash(mq_buf_text(&x->worker->out)),
			 x->gzip ? "z" : "");
	struct MHD_Response *m, *unchanged;
	if (!mq_respond(x->worker, reply, x->gzip, etag, &m, &unchanged)) return MHD_NO;
	if (status == 405) (void)!MHD_add_response_header(m, "Allow", allow_of(x->allowed));
	if (status == 401) (void)!MHD_add_response_header(m, "WWW-Authenticate", "Bearer");
	if (status == 429) (void)!MHD_add_response_header(m, "Retry-After", "86400");
	if (status >= 500) atomic_fetch_add(&x->server->failures, 1);
	bool same = fine && x->if_none_match && strstr(x->if_none_match, etag);
	enum MHD_Result result = MHD_queue_response(x->connection, same ? 304 : status, same ? unchanged : m);
	if (x->keep && fine) mq_kept_put(x->server->kept, x->key, x->begun, m, unchanged, etag, x->worker->out.n + 1024);
	else {
		MHD_destroy_response(m);
		MHD_destroy_response(unchanged);
	}
	return result;
}

static enum MHD_Result answer_with(answering *x, mq_request *r)
{
	mq_reply reply = {.out = &x->worker->out};
	mq_server *s = x->server;
	uint64_t begun = milliseconds();
	bool wrong_method = !x->route && x->allowed;
	r->arena = x->worker->arena;
	r->store = x->worker->store;
	r->site = &s->site;
	r->today = s->today(s->today_of);
	r->now = s->now(s->today_of);
	mq_store_today(r->store, r->today);
	if (s->log) r->log = *s->log;
	mq_buf_clear(reply.out);
	say_counters(s, r);
	mq_status st = wrong_method ? MQ_FAIL(MQ_USAGE, MQ_BYTE_UNKNOWN, "this address does not take that method")
				    : run_route(r, &reply, x->route);
	if (mq_ok(st) && reply.out->failed) st = MQ_FAIL(MQ_LIMIT, MQ_BYTE_UNKNOWN, "the answer is too large");
	if (!mq_ok(st)) mq_reply_failure(r, &reply, st, !mq_text_starts(r->path, MQ_T("/api/")));
	if (wrong_method) reply.status = 405;
	enum MHD_Result result = send_reply(x, &reply);
	/* who has just written must not be shown what was before */
	if (r->method != MQ_GET && !mq_is_hub_path(r->path)) atomic_store(&s->changed_at, milliseconds() + 1);
	atomic_fetch_add(&s->microseconds, (milliseconds() - begun) * 1000u);
	mq_worker_give(&s->workers, x->worker);
	return result;
}

/* the API is counted by address; pages and feeds are not. Loopback is free, unless a rate was asked for. Hubs by subscription */
static uint32_t too_often(mq_server *s, const mq_request *r)
{
	if (mq_is_hub_path(r->path)) return mq_rate_take(s->rate, r->path, milliseconds());
	if (!mq_text_starts(r->path, MQ_T("/api/")) || (r->who.loopback && !s->rate_local)) return 0;
	return mq_rate_take(s->rate, mq_text_at((const char *)r->who.address, r->who.address_n), milliseconds());
}

/* What was begun before the archive changed is old. One request in a while looks, the others go on. */
static void look_for_change(mq_server *s, uint64_t now)
{
	int64_t change = 0;
	if (now - atomic_load(&s->looked_at) < LOOK_MILLISECONDS || atomic_flag_test_and_set(&s->looking)) return;
	uint64_t desk = s->site.desk ? mq_desk_change(s->site.desk) : 0;
	if (!mq_ok(mq_store_change(s->watch->store, &change)) || change != s->change || desk != s->desk_change) {
		s->change = change;
		s->desk_change = desk;
		atomic_store(&s->changed_at, now);
	}
	atomic_store(&s->looked_at, now);
	atomic_flag_clear(&s->looking);
}

static mq_method method_of(const char *name)
{
	static const struct {
		const char *name;
		mq_method method;
	} rows[] = {{"GET", MQ_GET}, {"HEAD", MQ_GET}, {"POST", MQ_POST}, {"DELETE", MQ_DELETE}};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		if (strcmp(name, rows[i].name) == 0) return rows[i].method;
	return MQ_OTHER_METHOD;
}

/* from what is kept; else *mine: it is for this thread to make. While another makes it anew, the old one does, for once */
static bool answer_kept(mq_server *s, answering *x, uint64_t not_before, bool *mine)
{
	bool old = false;
	enum MHD_Result done = mq_kept_answer(s->kept, x->key, not_before, x->connection, x->if_none_match);
	if (done != MHD_YES) {
		*mine = mq_kept_claim(s->kept, x->key, &old);
		if (!*mine) done = mq_kept_answer(s->kept, x->key, old ? 0 : not_before, x->connection, x->if_none_match);
	}
	if (done == MHD_YES) atomic_fetch_add(&s->kept_answers, 1);
	return done == MHD_YES;
}

static enum MHD_Result dispatch(mq_server *s, struct MHD_Connection *c, exchange *e, const char *method)
{
	char key[URI_MOST + 64];
	mq_text uri = mq_text_of(e->uri), rest = uri;
	size_t mark = mq_text_find_byte(uri, '?', 0);
	mq_request r = {.method = method_of(method),
			.head_only = strcmp(method, "HEAD") == 0,
			.form = mq_text_at(e->form, e->form_n),
			.form_type = mq_text_of(MHD_lookup_connection_value(c, MHD_HEADER_KIND, "Content-Type")),
			.hub_signature = mq_text_of(MHD_lookup_connection_value(c, MHD_HEADER_KIND, "X-Hub-Signature"))};
	r.query = mark == SIZE_MAX ? MQ_T("") : mq_text_sub(uri, mark + 1, uri.n);
	if (mark != SIZE_MAX) rest = mq_text_sub(uri, 0, mark);
	r.whole_path = rest;
	r.path = path_of(rest, &r.lang);
	r.choice = mq_choices_read(mq_text_of(MHD_lookup_connection_value(c, MHD_COOKIE_KIND, "view")));
	r.messages = mq_messages_with(s->site.messages, r.choice.months, r.choice.digits);
	mq_who_read(c, s->behind_proxy, s->site.public_url, &r.who);
	answering x = {.server = s, .connection = c, .gzip = takes_gzip(c)};
	x.route = mq_route_find(r.path, r.method, r.part, &x.allowed);
	x.if_none_match = MHD_lookup_connection_value(c, MHD_HEADER_KIND, "If-None-Match");
	x.keep = r.method == MQ_GET && x.route && (x.route->flags & MQ_ROUTE_KEEP);
	int n = snprintf(key, sizeof key, "%d%d%d%d%d%s", (int)r.choice.theme, (int)r.choice.months, (int)r.choice.digits,
			 r.choice.time_rtl, x.gzip, e->uri);
	x.key = mq_text_at(key, n > 0 && (size_t)n < sizeof key ? (size_t)n : 0);
	atomic_fetch_add(&s->requests, 1);
	uint32_t wait = too_often(s, &r);
	if (wait) return mq_respond_short(c, 429, "Too many requests", wait);
	bool mine = false;
	uint64_t now = milliseconds(), not_before = now > KEPT_MILLISECONDS ? now - KEPT_MILLISECONDS : 0;
	look_for_change(s, now);
	if (atomic_load(&s->changed_at) > not_before) not_before = atomic_load(&s->changed_at);
	x.begun = now;
	if (x.keep && answer_kept(s, &x, not_before, &mine)) return MHD_YES;
	x.worker = mq_worker_take(&s->workers);
	enum MHD_Result result = x.worker ? answer_with(&x, &r) : mq_respond_short(c, 503, "Busy", 1);
	if (mine) mq_kept_release(s->kept, x.key);
	return result;
}

/* --- libmicrohttpd's callbacks -----------------------------------------------------------------------------------------------
 */

static void *on_uri(void *server, const char *uri, struct MHD_Connection *c)
{
	(void)server;
	(void)c;
	size_t n = strlen(uri);
	bool long_one = n >= URI_MOST;
	exchange *e = mq_heap_alloc(sizeof *e + (long_one ? 0 : n) + 1);
	if (!e) return NULL;
	e->too_long = long_one;
	if (!long_one) memcpy(e->uri, uri, n);
	e->of_hub = !long_one && mq_is_hub_path(mq_text_of(e->uri));
	return e;
}

/* room for a form grows with what comes; deliveries of hubs are larger, and bounded over all of them together too */
static bool form_room(mq_server *s, exchange *e, size_t n)
{
	size_t most = e->of_hub ? MQ_HUB_BODY_MOST : MQ_SERVE_FORM_MOST, cap = e->form_cap ? e->form_cap : 1024;
	if (n > most - e->form_n) return false;
	while (cap < e->form_n + n) cap *= 2;
	if (cap == e->form_cap) return true;
	size_t more = cap - e->form_cap;
	if (e->of_hub && atomic_fetch_add(&s->hub_bytes, more) + more > MQ_HUB_OPEN_MOST) {
		atomic_fetch_sub(&s->hub_bytes, more);
		return false;
	}
	char *p = mq_heap_realloc(e->form, cap);
	if (p) {
		e->form = p;
		e->form_cap = cap;
	} else if (e->of_hub) atomic_fetch_sub(&s->hub_bytes, more);
	return p != NULL;
}

static bool take_form(mq_server *s, exchange *e, const char *data, size_t n)
{
	if (!form_room(s, e, n)) return false;
	memcpy(e->form + e->form_n, data, n);
	e->form_n += n;
	return true;
}

/* said in the head already: nothing of it is taken */
static bool is_too_large(const exchange *e, struct MHD_Connection *c)
{
	uint64_t n = 0;
	const char *said = MHD_lookup_connection_value(c, MHD_HEADER_KIND, "Content-Length");
	return e->of_hub && said && mq_text_u64(mq_text_of(said), &n) && n > MQ_HUB_BODY_MOST;
}

static enum MHD_Result on_request(void *server, struct MHD_Connection *c, const char *url, const char *method,
				  const char *version, const char *data, size_t *data_n, void **of)
{
	exchange *e = *of;
	(void)url;
	(void)version;
	if (!e) return MHD_NO;
	if (!e->begun) {
		e->begun = true;
		return is_too_large(e, c) ? mq_respond_short(c, 413, "A delivery is larger than is taken", 0) : MHD_YES;
	}
	if (*data_n) {
		bool fits = take_form(server, e, data, *data_n);
		*data_n = 0;
		return fits ? MHD_YES : MHD_NO;
	}
	if (e->too_long) return mq_respond_short(c, 414, "The address is too long", 0);
	return dispatch(server, c, e, method);
}

static void on_end(void *server, struct MHD_Connection *c, void **of, enum MHD_RequestTerminationCode why)
{
	exchange *e = *of;
	mq_server *s = server;
	(void)c;
	(void)why;
	if (e && e->of_hub) atomic_fetch_sub(&s->hub_bytes, e->form_cap);
	if (e) mq_heap_free(e->form);
	mq_heap_free(e);
	*of = NULL;
}

/* paths stay as they came: they are decoded once, here, after they were cut at their slashes */
static size_t on_unescape(void *server, struct MHD_Connection *c, char *s)
{
	(void)server;
	(void)c;
	return strlen(s);
}

/* --- opening and closing -------------------------------------------------------------------------------------------------------
 */

static mq_status open_site(mq_arena *a, const mq_serve_options *o, mq_server *s)
{
	char hash[64];
	s->site.engine = &s->engine;
	s->site.archive = o->db;
	s->site.public_url = mq_text_none(o->public_url) ? s->address : o->public_url;
	s->site.version = MQ_T("0.1.0");
	s->site.map_borders = o->map_borders;
	mq_pack_hash(o->engine->pack, MQ_T("web/"), hash);
	memcpy(s->site.asset_tag, hash, 12);
	MQ_TRY(mq_messages_open(a, o->engine->pack, &s->site.messages));
	MQ_TRY(mq_hijri_open(a, o->engine->pack, &s->site.hijri));
	return mq_templates_open(a, o->engine->pack, s->site.messages, &s->site.templates);
}

static uint32_t thread_count(const mq_serve_options *o)
{
	long processors = sysconf(_SC_NPROCESSORS_ONLN);
	uint32_t n = o->threads ? o->threads : (uint32_t)(processors > 0 ? processors : 1) * 2;
	return n < MQ_SERVE_THREADS_MOST ? n : MQ_SERVE_THREADS_MOST;
}

static mq_status start(mq_server *s, int fd, uint32_t threads)
{
	s->daemon = MHD_start_daemon(MHD_USE_EPOLL_INTERNAL_THREAD | MHD_USE_ITC, 0, NULL, NULL, on_request, s, /* options */
				     MHD_OPTION_LISTEN_SOCKET, fd, MHD_OPTION_THREAD_POOL_SIZE, threads,
				     MHD_OPTION_CONNECTION_LIMIT, MQ_SERVE_CONNECTIONS_MOST, MHD_OPTION_CONNECTION_TIMEOUT,
				     MQ_SERVE_IDLE_SECONDS, MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)32 << 10,
				     MHD_OPTION_URI_LOG_CALLBACK, on_uri, s, MHD_OPTION_NOTIFY_COMPLETED, on_end, s,
				     MHD_OPTION_UNESCAPE_CALLBACK, on_unescape, s, MHD_OPTION_END);
	return s->daemon ? MQ_DONE : MQ_FAIL(MQ_UNAVAILABLE, MQ_BYTE_UNKNOWN, "the server's threads cannot be started");
}

static mq_status open_all(mq_arena *a, const mq_serve_options *o, mq_server *s)
{
	int fd = -1;
	uint32_t threads = thread_count(o);
	s->kept = mq_kept_open();
	s->rate = mq_rate_open(o->rate ? o->rate : MQ_SERVE_RATE);
	s->rate_local = o->rate != 0;
	if (!s->kept || !s->rate) return mq_fail_memory(a);
	MQ_TRY(mq_workers_open(a, &s->store_options, threads + 1, &s->workers));
	s->has_workers = true;
	s->watch = mq_worker_take(&s->workers);
	MQ_TRY(mq_listen(a, o->listen, &fd, &s->address));
	mq_status st = open_site(a, o, s);
	if (mq_ok(st)) st = start(s, fd, threads);
	if (!mq_ok(st)) close(fd);
	return st;
}

/* an archive on a medium that cannot be written is shown all the same, without a desk */
static void open_desk(mq_arena *a, const mq_serve_options *o, mq_server *s)
{
	mq_status st = mq_desk_open(a, o->db, &s->site.desk);
	if (mq_ok(st)) return;
	s->site.no_desk = st.why;
	if (o->log) mq_log_print(o->log, MQ_LOG_WARN, "nothing can be proposed, saved or reported: %.*s", MQ_ARG(st.why));
}

static void open_alerter(const mq_serve_options *o, mq_server *s)
{
	mq_alert_options x = {
	    .site = &s->site, .store = s->store_options, .send = o->send, .log = s->log, .now = o->now, .of = o->today_of};
	x.send.agent = MQ_T("mirqab");
	x.seconds = o->alert_seconds ? o->alert_seconds : MQ_ALERT_SECONDS;
	if (s->site.desk) s->alerter = mq_alerter_open(&x);
}

mq_status mq_serve_open(mq_arena *a, const mq_serve_options *o, mq_server **out)
{
	mq_server *s = MQ_NEW(a, mq_server);
	if (!s) return mq_fail_memory(a);
	s->store_options =
	    (mq_store_options){.url = o->db, .mode = MQ_STORE_READ, .engine = &s->engine, .log = o->log, .small = true};
	if (!open_words(s, o->engine)) return mq_fail_memory(a);
	s->log = o->log;
	s->today = o->today;
	s->now = o->now;
	s->behind_proxy = o->behind_proxy;
	s->site.image_reports = o->image_reports;
	s->site.allowed = o->send.allowed;
	s->site.can_mail = o->send.smtp.n && o->send.from.n;
	s->site.hub_counters = &s->hub_counters;
	open_desk(a, o, s);
	s->today_of = o->today_of;
	mq_status st = mq_inbox_open(a, o->db, &s->site.inbox);
	if (mq_ok(st)) st = open_all(a, o, s);
	if (mq_ok(st)) open_alerter(o, s);
	if (!mq_ok(st)) mq_serve_close(s);
	else *out = s;
	return st;
}

mq_text mq_serve_address(const mq_server *s) { return s->address; }

void mq_serve_close(mq_server *s)
{
	mq_alerter_close(s->alerter);
	/* stop waits for the answers under way */
	if (s->daemon) MHD_stop_daemon(s->daemon);
	mq_kept_close(s->kept);
	mq_rate_close(s->rate);
	if (s->watch) mq_worker_give(&s->workers, s->watch);
	if (s->has_workers) mq_workers_close(&s->workers);
	mq_desk_close(s->site.desk);
	mq_inbox_close(s->site.inbox);
	mq_arena_close(s->words.arena);
	pthread_mutex_destroy(&s->words.lock);
}
