#include "watch/readers.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "page/feed.h"
#include "page/http.h"
#include "watch/robots.h"
#include "watch/sandbox.h"
#include "watch/titles.h"

/* a question or an answer: this head, then two texts */
typedef struct {
	uint32_t kind; /* question: mq_read_kind; answer: mq_code */
	uint32_t more; /* answer: what a listing was */
	uint64_t first, second;
} frame;

/* an answer may hold a page with its record; a question an answer of a server with its address */
#define FIRST_MOST  MQ_RECORD_JSON_MOST
#define SECOND_MOST (MQ_PAGE_MOST + MQ_RECORD_JSON_MOST)

/* sitemaps of one robots.txt: a large paper names a dozen */
#define SITEMAPS_MOST 64u

static const char *const listing_names[] = {"nothing", "feed", "sitemap", "sitemap index", "page"};

typedef struct {
	pid_t pid;
	int fd;
	bool busy;
	void *of;
	mq_buf to, from; /* what is still to be sent, what came so far */
	size_t sent;
	struct timespec since;
} reader;

struct mq_readers {
	mq_readers_options o;
	reader v[MQ_READERS_MOST];
	uint32_t n, busy, turn;
	mq_buf answer; /* the last one given out */
};

/* ── inside the reader ─────────────────────────────────────────────────────────────────────────────────────────────── */
static bool read_whole(int fd, char *to, size_t n)
{
	while (n) {
		ssize_t k = read(fd, to, n);
		if (k < 0 && errno == EINTR) continue;
		if (k <= 0) return false;
		to += k;
		n -= (size_t)k;
	}
	return true;
}

static bool write_whole(int fd, const char *from, size_t n)
{
	while (n) {
		ssize_t k = write(fd, from, n);
		if (k < 0 && errno == EINTR) continue;
		if (k <= 0) return false;
		from += k;
		n -= (size_t)k;
	}
	return true;
}

static void put_text(mq_buf *b, mq_text t)
{
	uint32_t n = (uint32_t)t.n;
	mq_buf_put(b, mq_text_at((const char *)&n, sizeof n));
	mq_buf_put(b, t);
}

/* the path is the parent's to fill in: the record's place in its file is known only when it is written */
static mq_status read_article(mq_arena *a, const mq_readers_options *o, mq_text bytes, mq_buf *json, mq_buf *stored)
{
	mq_page_options po = {.as = MQ_T("warc"), .pack = o->engine->pack};
	mq_reader *r;
	mq_page page;
	mq_record record;
	MQ_TRY(mq_reader_open_bytes(a, &po, MQ_T("@"), bytes, 0, &r));
	mq_status s = mq_reader_next(r, a, &page);
	if (mq_ok(s)) {
		page.path = MQ_T("@");
		page.record = 0;
		s = mq_record_make(a, o->engine, &page, MQ_TO_EVENTS, &record);
	}
	if (mq_ok(s)) {
		mq_record_json(&record, MQ_TO_EVENTS, json);
		mq_buf_put(stored, page.stored);
		if (json->failed || stored->failed) s = MQ_FAIL(MQ_LIMIT, MQ_BYTE_UNKNOWN, "the record is too large");
	}
	mq_reader_close(r);
	return s;
}

static void put_found(mq_buf *b, const mq_found *f)
{
	mq_buf_byte(b, (char)f->kind);
	put_text(b, f->url);
	put_text(b, f->title);
	put_text(b, f->date);
	put_text(b, f->countries);
}

static mq_status read_listing(mq_arena *a, const mq_readers_options *o, mq_text url, mq_text bytes, uint32_t *was, mq_buf *first,
			      mq_buf *second)
{
	mq_found_list list;
	MQ_TRY(mq_found_read(a, o->engine->pack, o->engine->profiles, o->rules, url, bytes, &list));
	MQ_TRY(mq_titles_mark(a, o->engine, &list));
	for (uint32_t i = 0; i < sizeof listing_names / sizeof *listing_names; i++)
		if (strcmp(list.was, listing_names[i]) == 0) *was = i;
	mq_buf_put(first, list.odd);
	for (uint32_t i = 0; i < list.v.n; i++) put_found(second, &list.v.v[i]);
	return second->failed ? MQ_FAIL(MQ_LIMIT, MQ_BYTE_UNKNOWN, "the page names too much") : MQ_DONE;
}

static mq_status read_robots(mq_arena *a, const mq_readers_options *o, mq_text url, mq_text bytes, mq_buf *first, mq_buf *second)
{
	mq_http_head head;
	mq_text body, odd;
	mq_links links = {0};
	if (!mq_http_head_read(bytes, &head)) return MQ_FAIL(MQ_BAD_DATA, 0, "no HTTP answer");
	MQ_TRY(mq_http_payload(a, bytes, &head, &body, &odd));
	mq_robots_read(body, o->agent, first);
	MQ_TRY(mq_robots_sitemaps(a, mq_text_sub(body, 0, MQ_ROBOTS_MOST), &links));
	for (uint32_t i = 0; i < links.n && i < SITEMAPS_MOST; i++) {
		mq_found f = {.kind = MQ_FOUND_SITEMAP};
		if (mq_url_form(a, o->rules, url, links.v[i].url, &f.url)) put_found(second, &f);
	}
	return MQ_DONE;
}

static bool answer_one(mq_arena *a, const mq_readers_options *o, mq_buf *in, mq_buf *first, mq_buf *second)
{
	frame q, r = {0};
	mq_arena_clear(a);
	mq_buf_clear(in);
	mq_buf_clear(first);
	mq_buf_clear(second);
	if (!read_whole(0, (char *)&q, sizeof q)) return false;
	if (q.first > MQ_URL_MOST || q.second > MQ_FETCH_MOST * 2 || !mq_buf_room(in, (size_t)(q.first + q.second))) return false;
	if (!read_whole(0, in->p, (size_t)(q.first + q.second))) return false;
	mq_text url = mq_text_at(in->p, (size_t)q.first), bytes = mq_text_at(in->p + q.first, (size_t)q.second);
	mq_status s = q.kind == MQ_READ_ARTICLE  ? read_article(a, o, bytes, first, second)
		      : q.kind == MQ_READ_ROBOTS ? read_robots(a, o, url, bytes, first, second)
						 : read_listing(a, o, url, bytes, &r.more, first, second);
	if (!mq_ok(s)) {
		mq_buf_clear(first);
		mq_buf_clear(second);
		mq_buf_put(first, s.why);
	}
	r.kind = (uint32_t)s.code;
	r.first = first->n;
	r.second = second->n;
	bool well = write_whole(0, (const char *)&r, sizeof r) && write_whole(0, first->p, first->n) &&
		    write_whole(0, second->p, second->n);
	if (first->cap > MQ_ARENA_KEEP) mq_buf_close(first);
	if (second->cap > MQ_ARENA_KEEP) mq_buf_close(second);
	if (in->cap > MQ_ARENA_KEEP) mq_buf_close(in);
	return well;
}

/* Libraries open files at their first use (OpenSSL its settings): one page is read before the door is shut. */
static bool warm_up(mq_arena *a, const mq_readers_options *o, mq_buf *first, mq_buf *second)
{
	const mq_text page = MQ_T("WARC/1.1\r\nWARC-Type: response\r\nWARC-Target-URI: http://warm.test/1\r\nContent-Type: "
				  "application/http\r\nContent-Length: 100\r\n\r\nHTTP/1.1 200 OK\r\nContent-Type: "
				  "text/html\r\n\r\n<html><head><title>t</title></head><body><p>p</p></body>\r\n\r\n");
	bool well = mq_ok(read_article(a, o, page, first, second));
	mq_buf_clear(first);
	mq_buf_clear(second);
	mq_arena_clear(a);
	return well;
}

__attribute__((noreturn)) static void be_reader(const mq_readers_options *o, int fd, pid_t parent)
{
	mq_buf in, first, second;
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != parent) _exit(0);
	signal(SIGINT, SIG_IGN); /* the parent says when to end */
	signal(SIGTERM, SIG_DFL);
	mq_arena *a = mq_arena_open(MQ_PAGE_ARENA_MOST);
	mq_buf_open(&in, MQ_FETCH_MOST * 2 + MQ_URL_MOST);
	mq_buf_open(&first, FIRST_MOST);
	mq_buf_open(&second, SECOND_MOST);
	if (!a || !warm_up(a, o, &first, &second) || !mq_sandbox_enter(fd, MQ_READER_MEMORY)) _exit(71);
	while (answer_one(a, o, &in, &first, &second)) continue;
	_exit(0);
}

/* ── the parent's side ─────────────────────────────────────────────────────────────────────────────────────────────── */
static bool begin_reader(mq_readers *all, reader *r)
{
	int pair[2];
	pid_t parent = getpid();
	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair)) return false;
	r->pid = fork();
	if (r->pid == 0) be_reader(&all->o, pair[1], parent);
	close(pair[1]);
	if (r->pid < 0) {
		close(pair[0]);
		r->fd = -1;
		return false;
	}
	r->fd = pair[0];
	return fcntl(r->fd, F_SETFL, O_NONBLOCK) == 0;
}

static void end_reader(reader *r, int *how)
{
	*how = 0;
	if (r->fd >= 0) close(r->fd);
	if (r->pid > 0) {
		kill(r->pid, SIGKILL);
		while (waitpid(r->pid, how, 0) < 0 && errno == EINTR) continue;
	}
	r->fd = -1;
	r->pid = 0;
}

mq_status mq_readers_open(mq_arena *a, const mq_readers_options *o, mq_readers **out)
{
	mq_readers *r = MQ_NEW(a, mq_readers);
	if (!r) return mq_fail_memory(a);
	*out = r;
	r->o = *o;
	mq_buf_open(&r->answer, FIRST_MOST + SECOND_MOST);
	for (uint32_t i = 0; i < o->readers && i < MQ_READERS_MOST; i++, r->n++) {
		mq_buf_open(&r->v[i].to, MQ_FETCH_MOST * 2 + MQ_URL_MOST + sizeof(frame));
		mq_buf_open(&r->v[i].from, FIRST_MOST + SECOND_MOST);
		if (!begin_reader(r, &r->v[i]))
			return MQ_FAIL(MQ_UNAVAILABLE, MQ_BYTE_UNKNOWN, "a reader process cannot be started");
	}
	return MQ_DONE;
}

void mq_readers_close(mq_readers *r)
{
	int how;
	if (!r) return;
	for (uint32_t i = 0; i < r->n; i++) {
		end_reader(&r->v[i], &how);
		mq_buf_close(&r->v[i].to);
		mq_buf_close(&r->v[i].from);
	}
	mq_buf_close(&r->answer);
}

uint32_t mq_readers_busy(const mq_readers *r) { return r->busy; }
uint32_t mq_readers_free(const mq_readers *r) { return r->n - r->busy; }

static void send_some(reader *r)
{
	while (r->sent < r->to.n) {
		ssize_t n = send(r->fd, r->to.p + r->sent, r->to.n - r->sent, MSG_NOSIGNAL);
		if (n < 0 && errno == EINTR) continue;
		if (n <= 0) return; /* full, or dead: reading will tell */
		r->sent += (size_t)n;
	}
}

bool mq_readers_start(mq_readers *all, const mq_read_ask *ask)
{
	reader *r = NULL;
	for (uint32_t i = 0; i < all->n && !r; i++)
		if (!all->v[i].busy) r = &all->v[i];
	if (!r || (r->fd < 0 && !begin_reader(all, r))) return false;
	frame f = {.kind = (uint32_t)ask->kind, .first = ask->url.n, .second = ask->bytes.n};
	if (r->to.cap > MQ_ARENA_KEEP) mq_buf_close(&r->to);
	if (r->from.cap > MQ_ARENA_KEEP) mq_buf_close(&r->from);
	mq_buf_clear(&r->to);
	mq_buf_clear(&r->from);
	mq_buf_put(&r->to, mq_text_at((const char *)&f, sizeof f));
	mq_buf_put(&r->to, ask->url);
	mq_buf_put(&r->to, ask->bytes);
	if (r->to.failed) return false;
	r->sent = 0;
	r->busy = true;
	r->of = ask->of;
	all->busy++;
	clock_gettime(CLOCK_MONOTONIC, &r->since);
	send_some(r);
	return true;
}

unsigned mq_readers_fds(const mq_readers *all, struct curl_waitfd *fds)
{
	unsigned n = 0;
	for (uint32_t i = 0; i < all->n; i++) {
		const reader *r = &all->v[i];
		if (!r->busy) continue;
		fds[n++] = (struct curl_waitfd){
		    .fd = r->fd, .events = (short)(CURL_WAIT_POLLIN | (r->sent < r->to.n ? CURL_WAIT_POLLOUT : 0))};
	}
	return n;
}

typedef enum { STILL_WAITING, WHOLE_ANSWER, READER_DEAD, READER_SLOW } came;

static bool is_whole(const reader *r)
{
	frame f;
	if (r->from.n < sizeof f) return false;
	memcpy(&f, r->from.p, sizeof f);
	return r->from.n - sizeof f >= f.first + f.second;
}

/* what a reader says of lengths is not trusted: it read bytes from outside */
static bool frame_sound(const reader *r)
{
	frame f;
	if (r->from.n < sizeof f) return true;
	memcpy(&f, r->from.p, sizeof f);
	return f.kind <= MQ_INTERNAL && f.first <= FIRST_MOST && f.second <= SECOND_MOST &&
	       f.more < sizeof listing_names / sizeof *listing_names;
}

static came receive_some(const mq_readers *all, reader *r)
{
	struct timespec now;
	send_some(r);
	for (;;) {
		if (is_whole(r)) return WHOLE_ANSWER;
		if (!frame_sound(r) || !mq_buf_room(&r->from, (size_t)64 << 10)) return READER_DEAD;
		ssize_t n = recv(r->fd, r->from.p + r->from.n, r->from.cap - r->from.n, 0);
		if (n < 0 && errno == EINTR) continue;
		if (n < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) break;
		if (n <= 0) return READER_DEAD;
		r->from.n += (size_t)n;
	}
	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec - r->since.tv_sec > (time_t)all->o.seconds ? READER_SLOW : STILL_WAITING;
}

static bool take_text(mq_text *rest, mq_text *out)
{
	uint32_t n;
	if (rest->n < sizeof n) return false;
	memcpy(&n, rest->p, sizeof n);
	*rest = mq_text_sub(*rest, sizeof n, rest->n);
	if (n > rest->n) return false;
	*out = n ? mq_text_sub(*rest, 0, n) : MQ_NONE;
	*rest = mq_text_sub(*rest, n, rest->n);
	return true;
}

static bool take_found(mq_arena *a, mq_text rest, mq_found_list *out)
{
	while (rest.n) {
		mq_found *f = mq_push(a, &out->v);
		if (!f) return false;
		f->kind = (uint8_t)rest.p[0];
		rest = mq_text_sub(rest, 1, rest.n);
		if (f->kind >= MQ_FOUND_KINDS || !take_text(&rest, &f->url) || !take_text(&rest, &f->title) ||
		    !take_text(&rest, &f->date) || !take_text(&rest, &f->countries) || f->countries.n > MQ_FOUND_COUNTRIES_MOST)
			return false;
	}
	return true;
}

/* false when the answer is not of the form that a sound reader writes */
static bool take_answer(mq_arena *a, mq_buf *answer, mq_read_kind kind, mq_read_result *out)
{
	frame f;
	memcpy(&f, answer->p, sizeof f);
	mq_text first = mq_text_at(answer->p + sizeof f, (size_t)f.first),
		second = mq_text_at(first.p + first.n, (size_t)f.second);
	if (f.kind != MQ_OK) {
		out->status = (mq_status){(mq_code)f.kind, MQ_BYTE_UNKNOWN, first};
		return true;
	}
	out->status = MQ_DONE;
	if (kind == MQ_READ_ARTICLE) {
		out->json = first;
		out->stored = second;
		return true;
	}
	out->found.was = listing_names[f.more];
	if (kind == MQ_READ_ROBOTS) out->robots = first;
	else out->found.odd = first.n ? first : MQ_NONE;
	return take_found(a, second, &out->found);
}

static void say_death(came how, int wait_status, mq_read_result *out)
{
	out->died = true;
	out->status = how == READER_SLOW ? MQ_FAIL(MQ_LIMIT, MQ_BYTE_UNKNOWN, "reading the page took too long")
		      : WIFSIGNALED(wait_status) && WTERMSIG(wait_status) == SIGSYS
			  ? MQ_FAIL(MQ_INTERNAL, MQ_BYTE_UNKNOWN, "the reader was stopped: it did what no reader does")
			  : MQ_FAIL(MQ_INTERNAL, MQ_BYTE_UNKNOWN, "the reader died of the page");
}

bool mq_readers_next(mq_readers *all, mq_arena *a, mq_read_result *out)
{
	for (uint32_t i = 0; i < all->n && all->busy; i++) {
		reader *r = &all->v[(all->turn + i) % all->n];
		came c = r->busy ? receive_some(all, r) : STILL_WAITING;
		if (c == STILL_WAITING) continue;
		frame q;
		memcpy(&q, r->to.p, sizeof q);
		*out = (mq_read_result){.of = r->of};
		r->busy = false;
		all->busy--;
		all->turn++;
		mq_buf was = all->answer; /* the bytes change hands, nothing is copied */
		all->answer = r->from;
		r->from = was;
		bool sound = c == WHOLE_ANSWER && take_answer(a, &all->answer, (mq_read_kind)q.kind, out);
		if (!sound) {
			int how = 0;
			/* a dead one has its own cause of death; it is asked before it is killed */
			usleep(c == READER_DEAD ? 1000 : 0);
			end_reader(r, &how);
			say_death(c, how, out);
		}
		return true;
	}
	return false;
}
