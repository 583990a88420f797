#include "watch/fetch.h"

#include <netdb.h>
#include <stdio.h>
#include <unistd.h>

#include "page/http.h"

/* a body buffer that grew beyond this is given back to the system after use */
#define BODY_KEEP ((size_t)1 << 20)
/* idle connections that are kept for the next request of their host */
#define CONNECTIONS_KEPT 256L

typedef struct slot {
	struct slot *next; /* free ones */
	struct slot *busy_next, *busy_last;
	mq_fetcher *of_fetcher;
	CURL *easy;
	struct curl_slist *headers;
	mq_buf head, body;
	size_t most;
	bool cut;
	const char *refused;
	char error[CURL_ERROR_SIZE];
	char *form;
	void *of;
} slot;

struct mq_fetcher {
	CURLM *multi;
	struct curl_slist *connect_to;
	mq_fetch_options o;
	char *agent, *ca_file;
	slot *free_slots, *busy;
	uint32_t running;
};

static char *copied(mq_text t)
{
	char *p = mq_heap_alloc(t.n + 1);
	if (p && t.n) memcpy(p, t.p, t.n);
	return p;
}

/* ── what libcurl calls ────────────────────────────────────────────────────────────────────────────────────────────── */
static size_t on_head(char *p, size_t size, size_t n, void *to)
{
	slot *s = to;
	mq_text line = mq_text_at(p, size * n);
	/* interim answers (100, 103) and trailers come here too: the block of the last status line counts */
	if (mq_text_starts(line, MQ_T("HTTP/"))) mq_buf_clear(&s->head);
	mq_buf_put(&s->head, line);
	return s->head.failed ? 0 : line.n;
}

static size_t on_body(char *p, size_t size, size_t n, void *to)
{
	slot *s = to;
	size_t all = size * n, room = s->most - s->body.n;
	s->cut = all > room;
	mq_buf_put(&s->body, mq_text_at(p, s->cut ? room : all));
	return s->body.failed || s->cut ? 0 : all;
}

/* the address of the socket that is about to be made, whatever name was asked */
static curl_socket_t on_socket(void *to, curlsocktype purpose, struct curl_sockaddr *at)
{
	slot *s = to;
	if (purpose != CURLSOCKTYPE_IPCXN) return CURL_SOCKET_BAD;
	const char *kind = mq_address_refused(&at->addr, s->of_fetcher->o.allowed);
	if (kind) {
		s->refused = kind;
		return CURL_SOCKET_BAD;
	}
	return socket(at->family, at->socktype | SOCK_CLOEXEC, at->protocol);
}

/* ── slots ─────────────────────────────────────────────────────────────────────────────────────────────────────────── */
static bool set_up(const mq_fetcher *f, slot *s)
{
	CURL *e = s->easy;
	CURLcode c = CURLE_OK;
#define SET(option, value)                                                                                                       \
	if (c == CURLE_OK) c = curl_easy_setopt(e, option, value)
	SET(CURLOPT_PROTOCOLS_STR, "http,https");
	SET(CURLOPT_FOLLOWLOCATION, 0L);
	SET(CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_2TLS);
	SET(CURLOPT_USERAGENT, f->agent);
	SET(CURLOPT_PROXY, ""); /* an address behind a proxy cannot be checked */
	SET(CURLOPT_NETRC, (long)CURL_NETRC_IGNORED);
	SET(CURLOPT_DISALLOW_USERNAME_IN_URL, 1L);
	SET(CURLOPT_NOSIGNAL, 1L);
	SET(CURLOPT_CONNECTTIMEOUT, (long)MQ_CONNECT_SECONDS);
	SET(CURLOPT_TIMEOUT, (long)f->o.seconds);
	SET(CURLOPT_LOW_SPEED_LIMIT, (long)MQ_FETCH_SLOW_BYTES);
	SET(CURLOPT_LOW_SPEED_TIME, (long)MQ_FETCH_SLOW_SECONDS);
	SET(CURLOPT_OPENSOCKETFUNCTION, on_socket);
	SET(CURLOPT_OPENSOCKETDATA, s);
	SET(CURLOPT_HEADERFUNCTION, on_head);
	SET(CURLOPT_HEADERDATA, s);
	SET(CURLOPT_WRITEFUNCTION, on_body);
	SET(CURLOPT_WRITEDATA, s);
	SET(CURLOPT_ERRORBUFFER, s->error);
	SET(CURLOPT_PRIVATE, s);
	SET(CURLOPT_CONNECT_TO, f->connect_to);
	if (f->ca_file) SET(CURLOPT_CAINFO, f->ca_file);
#undef SET
	return c == CURLE_OK;
}

static slot *take_slot(mq_fetcher *f)
{
	slot *s = f->free_slots;
	if (s) {
		f->free_slots = s->next;
		return s;
	}
	s = mq_heap_alloc(sizeof *s);
	if (!s) return NULL;
	s->of_fetcher = f;
	s->easy = curl_easy_init();
	mq_buf_open(&s->head, MQ_FETCH_HEAD_MOST);
	mq_buf_open(&s->body, MQ_FETCH_MOST);
	if (s->easy && set_up(f, s)) return s;
	if (s->easy) curl_easy_cleanup(s->easy);
	mq_heap_free(s);
	return NULL;
}

static void close_slot(slot *s)
{
	curl_easy_cleanup(s->easy);
	curl_slist_free_all(s->headers);
	mq_buf_close(&s->head);
	mq_buf_close(&s->body);
	mq_heap_free(s->form);
	mq_heap_free(s);
}

static void give_slot(mq_fetcher *f, slot *s)
{
	curl_slist_free_all(s->headers);
	s->headers = NULL;
	mq_heap_free(s->form);
	s->form = NULL;
	if (s->body.cap > BODY_KEEP) mq_buf_close(&s->body);
	s->next = f->free_slots;
	f->free_slots = s;
}

mq_status mq_fetcher_open(mq_arena *a, const mq_fetch_options *o, mq_fetcher **out)
{
	mq_fetcher *f = mq_heap_alloc(sizeof *f);
	if (!f || curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK)
		return MQ_FAIL(MQ_NO_MEMORY, MQ_BYTE_UNKNOWN, "out of memory");
	*out = f;
	f->o = *o;
	f->agent = copied(o->agent);
	f->ca_file = o->ca_file.n ? copied(o->ca_file) : NULL;
	f->multi = curl_multi_init();
	if (o->connect_to.n) {
		mq_text line = mq_arena_print(a, "::%.*s", MQ_ARG(o->connect_to));
		f->connect_to = mq_text_none(line) ? NULL : curl_slist_append(NULL, line.p);
	}
	bool well = f->agent && f->multi && (!o->connect_to.n || f->connect_to) && (!o->ca_file.n || f->ca_file) &&
		    curl_multi_setopt(f->multi, CURLMOPT_MAXCONNECTS, CONNECTIONS_KEPT) == CURLM_OK;
	return well ? MQ_DONE : MQ_FAIL(MQ_NO_MEMORY, MQ_BYTE_UNKNOWN, "out of memory");
}

void mq_fetcher_close(mq_fetcher *f)
{
	if (!f) return;
	for (slot *s = f->busy, *next; s; s = next) {
		next = s->busy_next;
		curl_multi_remove_handle(f->multi, s->easy);
		close_slot(s);
	}
	for (slot *s = f->free_slots, *next; s; s = next) {
		next = s->next;
		close_slot(s);
	}
	curl_multi_cleanup(f->multi);
	curl_slist_free_all(f->connect_to);
	mq_heap_free(f->agent);
	mq_heap_free(f->ca_file);
	mq_heap_free(f);
}

/* ── asking ────────────────────────────────────────────────────────────────────────────────────────────────────────── */
static bool add_header(slot *s, const char *name, mq_text value)
{
	char line[1200];
	if (value.n == 0 || value.n > 1000) return true;
	for (size_t i = 0; i < value.n; i++)
		if ((unsigned char)value.p[i] < 0x20 || value.p[i] == 0x7F) return true; /* never a second line */
	(void)snprintf(line, sizeof line, "%s: %.*s", name, MQ_ARG(value));
	struct curl_slist *more = curl_slist_append(s->headers, line);
	if (more) s->headers = more;
	return more != NULL;
}

static bool ask_headers(slot *s, const mq_fetch_ask *ask)
{
	return add_header(s, "Accept",
			  MQ_T("text/html,application/xhtml+xml,application/rss+xml,application/atom+xml,"
			       "application/feed+json,application/xml;q=0.9,*/*;q=0.5")) &&
	       add_header(s, "Accept-Encoding", MQ_T("gzip, deflate, br, zstd")) &&
	       add_header(s, "Accept-Language", MQ_T("ar,fr;q=0.7,en;q=0.5")) && add_header(s, "If-None-Match", ask->etag) &&
	       add_header(s, "If-Modified-Since", ask->modified);
}

static void link_busy(mq_fetcher *f, slot *s)
{
	s->busy_last = NULL;
	s->busy_next = f->busy;
	if (f->busy) f->busy->busy_last = s;
	f->busy = s;
	f->running++;
}

static void unlink_busy(mq_fetcher *f, slot *s)
{
	if (s->busy_last) s->busy_last->busy_next = s->busy_next;
	else f->busy = s->busy_next;
	if (s->busy_next) s->busy_next->busy_last = s->busy_last;
	f->running--;
}

bool mq_fetch_start(mq_fetcher *f, const mq_fetch_ask *ask)
{
	char url[MQ_URL_MOST + 1];
	slot *s = f->running < MQ_FETCHES_MOST && ask->url.n < sizeof url ? take_slot(f) : NULL;
	if (!s) return false;
	memcpy(url, ask->url.p, ask->url.n);
	url[ask->url.n] = 0;
	mq_buf_clear(&s->head);
	mq_buf_clear(&s->body);
	s->head.failed = s->body.failed = s->cut = false;
	s->refused = NULL;
	s->error[0] = 0;
	s->of = ask->of;
	s->most = ask->most < MQ_FETCH_MOST ? ask->most : MQ_FETCH_MOST;
	if (ask->post.n) s->form = copied(ask->post);
	bool well = ask_headers(s, ask) && (!ask->post.n || s->form) && curl_easy_setopt(s->easy, CURLOPT_URL, url) == CURLE_OK &&
		    curl_easy_setopt(s->easy, CURLOPT_HTTPHEADER, s->headers) == CURLE_OK &&
		    curl_easy_setopt(s->easy, CURLOPT_HTTPGET, 1L) == CURLE_OK &&
		    (!s->form || curl_easy_setopt(s->easy, CURLOPT_POSTFIELDS, s->form) == CURLE_OK) &&
		    curl_multi_add_handle(f->multi, s->easy) == CURLM_OK;
	if (well) link_busy(f, s);
	else give_slot(f, s);
	return well;
}

uint32_t mq_fetch_running(const mq_fetcher *f) { return f->running; }

void mq_fetch_wait(mq_fetcher *f, struct curl_waitfd *fds, unsigned n, int milliseconds)
{
	int running;
	curl_multi_perform(f->multi, &running);
	curl_multi_poll(f->multi, fds, n, milliseconds, NULL);
	curl_multi_perform(f->multi, &running);
}

/* ── what came ─────────────────────────────────────────────────────────────────────────────────────────────────────── */
static mq_fetch_end end_of(CURLcode c, const slot *s)
{
	if (c == CURLE_OK || (c == CURLE_WRITE_ERROR && s->cut)) return MQ_FETCH_WELL;
	if (s->refused) return MQ_FETCH_REFUSED;
	switch (c) {
	case CURLE_COULDNT_RESOLVE_HOST: return MQ_FETCH_NAME;
	case CURLE_COULDNT_CONNECT: return MQ_FETCH_CONNECT;
	case CURLE_PEER_FAILED_VERIFICATION:
	case CURLE_SSL_CONNECT_ERROR:
	case CURLE_SSL_CIPHER:
	case CURLE_SSL_CERTPROBLEM: return MQ_FETCH_TLS;
	case CURLE_OPERATION_TIMEDOUT: return MQ_FETCH_TIME;
	default: return MQ_FETCH_OTHER;
	}
}

/* one sentence for each cause, without numbers that differ from time to time: reasons are counted by their words */
static void say_why(mq_fetch_end end, CURLcode c, slot *s, mq_fetched *out)
{
	static const char *const rows[] = {[MQ_FETCH_NAME] = "the host's name leads nowhere",
					   [MQ_FETCH_CONNECT] = "no connection to the host",
					   [MQ_FETCH_TLS] = "no trusted TLS connection",
					   [MQ_FETCH_TIME] = "the server took too long"};
	if (end == MQ_FETCH_REFUSED) (void)snprintf(out->why, sizeof out->why, "the address is refused: %s", s->refused);
	else if (end == MQ_FETCH_OTHER) (void)snprintf(out->why, sizeof out->why, "broken answer: %s", curl_easy_strerror(c));
	else if (end != MQ_FETCH_WELL) (void)snprintf(out->why, sizeof out->why, "%s", rows[end]);
}

bool mq_fetch_next(mq_fetcher *f, mq_fetched *out)
{
	int left;
	CURLMsg *m;
	while ((m = curl_multi_info_read(f->multi, &left)) && m->msg != CURLMSG_DONE) continue;
	if (!m) return false;
	slot *s = NULL;
	CURLcode c = m->data.result;
	long status = 0;
	char *ip = NULL;
	(void)curl_easy_getinfo(m->easy_handle, CURLINFO_PRIVATE, (char **)&s);
	(void)curl_easy_getinfo(s->easy, CURLINFO_RESPONSE_CODE, &status);
	(void)curl_easy_getinfo(s->easy, CURLINFO_PRIMARY_IP, &ip);
	*out = (mq_fetched){.of = s->of, .end = end_of(c, s), .cut = s->cut, .slot = s, .status = (int)status};
	(void)snprintf(out->ip, sizeof out->ip, "%s", ip ? ip : "");
	out->head = mq_buf_text(&s->head);
	out->body = mq_buf_text(&s->body);
	say_why(out->end, c, s, out);
	curl_multi_remove_handle(f->multi, s->easy);
	unlink_busy(f, s);
	return true;
}

void mq_fetch_done(mq_fetcher *f, mq_fetched *x)
{
	if (x->slot) give_slot(f, x->slot);
	x->slot = NULL;
}

mq_text mq_fetch_field(mq_text head, const char *name)
{
	mq_text key, value, found = MQ_NONE, rest = head;
	size_t line = mq_text_find_byte(head, '\n', 0);
	if (line == SIZE_MAX) return MQ_NONE;
	rest = mq_text_sub(head, line + 1, head.n);
	while (mq_http_field(&rest, &key, &value))
		if (mq_text_eq_ascii_nocase(key, mq_text_of(name))) found = value;
	return found;
}
