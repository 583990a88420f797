/* mirqab watch: follows the press. Words to people on stderr; at the end one line, or JSON, on stdout. */
#include "watch/watch.h"

#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/random.h>
#include <sysexits.h>
#include <unistd.h>

#include "cli/archive.h"
#include "cli/watching.h"
#include "watch/url.h"

/* a list of sources is read whole */
#define SOURCES_FILE_MOST ((size_t)8 << 20)

static atomic_bool stopped; /* set by a signal alone */

static void on_signal(int which)
{
	(void)which;
	atomic_store(&stopped, true);
}

typedef struct {
	mq_engine engine;
	mq_cli *cli;
	mq_watching w;
	bool json;
} watching;

static bool number(const char *value, double least, double most, double *out)
{
	char *end;
	*out = strtod(value, &end);
	return *value && *end == 0 && *out >= least && *out <= most;
}

static bool count_of(const char *value, uint32_t least, uint32_t most, uint32_t *out)
{
	uint64_t n;
	if (!mq_text_u64(mq_text_of(value), &n) || n < least || n > most) return false;
	*out = (uint32_t)n;
	return true;
}

/* "EPOCH:WATCH:FACTOR", milliseconds: for tests, which have no day to wait */
static bool clock_of(const char *value, mq_watch_clock *c)
{
	long long epoch, watch;
	double factor;
	if (sscanf(value, "%lld:%lld:%lf", &epoch, &watch, &factor) != 3 || !(factor > 0 && factor < 1e6)) return false;
	*c = (mq_watch_clock){epoch, watch, factor};
	return true;
}

/* NULL, or what is wrong with the value; false in *known when it is not one of these options */
const char *mq_watching_option(mq_cli *c, mq_watching *w, int o, const char *value)
{
	mq_watch_options *wo = &w->o;
	double d;
	mq_text *one;
	switch (o - MQ_WATCHING(0)) {
	case 'S':
		one = mq_push(c->arena, &w->sources);
		if (one) *one = mq_text_of(value);
		return one ? NULL : "out of memory";
	case 'C': w->contact = mq_text_of(value); return NULL;
	case 'A':
		return mq_allowed_add(c->arena, mq_text_of(value), &w->allowed)
			   ? NULL
			   : "--allow takes an address: 127.0.0.1, 10.0.0.0/8";
	case 'P': return number(value, 0, 3600, &wo->pace) ? NULL : "--pace takes seconds, 0 to 3600";
	case 'H': return count_of(value, 1, MQ_PER_HOST_MOST, &wo->per_host) ? NULL : "--per-host takes 1 to 32";
	case 'R': return count_of(value, 1, MQ_READERS_MOST, &wo->readers) ? NULL : "--readers takes 1 to 16";
	case 'F': return count_of(value, 1, MQ_FETCHES_MOST, &wo->fetches) ? NULL : "--fetches takes 1 to 512";
	case 'B': return number(value, 0, 36500, &wo->back_days) ? NULL : "--back takes days";
	case 'l': return number(value, 1, 86400 * 30.0, &wo->pause_least) ? NULL : "--least takes seconds";
	case 'm': return number(value, 1, 86400 * 30.0, &wo->pause_most) ? NULL : "--most takes seconds";
	case 'T':
		if (!number(value, 0, 1e9, &d)) return "--for takes seconds";
		wo->for_time = (int64_t)(d * 1000);
		return NULL;
	case 'c': wo->connect_to = mq_text_of(value); return NULL;
	case 'a': wo->ca_file = mq_text_of(value); return NULL;
	case 'W': wo->warc_folder = mq_text_of(value); return NULL;
	case 's': return mq_text_u64(mq_text_of(value), &wo->seed) ? NULL : "--seed takes a number";
	case 'k': return clock_of(value, &wo->clock) ? NULL : "--clock takes EPOCH:WATCH:FACTOR";
	case 't': return count_of(value, 1, 3600, &wo->seconds) ? NULL : "--seconds takes 1 to 3600";
	case 'j':
		one = mq_push(c->arena, &wo->subjects);
		if (one) *one = mq_text_of(value);
		return one ? NULL : "out of memory";
	case 'o': w->outlets = true; return NULL;
	case 'v': c->log.level = MQ_LOG_DEBUG; return NULL;
	default: return "unknown option";
	}
}

void mq_watching_defaults(mq_watching *w)
{
	*w = (mq_watching){.o = {.clock = {.factor = 1},
				 .pace = 2,
				 .pause_least = 300,
				 .pause_most = 12 * 3600,
				 .back_days = 7,
				 .per_host = 1,
				 .readers = 2,
				 .fetches = 128,
				 .seconds = MQ_FETCH_SECONDS}};
}

/* a web address whole, without a slash at its end */
const char *mq_watching_public_url(mq_cli *c, mq_watching *w)
{
	mq_text *url = &w->public_url, form;
	if (url->n == 0) return NULL;
	if (url->p[url->n - 1] == '/') url->n--;
	bool web = mq_text_starts(*url, MQ_T("https://")) || mq_text_starts(*url, MQ_T("http://"));
	if (!web || url->n > 1000 || !mq_url_form(c->arena, NULL, MQ_NONE, *url, &form))
		return "--public-url takes an address: https://mirqab.example";
	return NULL;
}

static mq_status read_sources(mq_cli *c, const mq_watching *w, mq_store *store, mq_text path, int64_t now, uint32_t *added)
{
	mq_buf b;
	char block[65536];
	mq_text name = mq_arena_print(c->arena, "%.*s", MQ_ARG(path));
	FILE *f = mq_text_none(name) ? NULL : fopen(name.p, "rbe");
	if (!f) return mq_fail(c->arena, MQ_NO_INPUT, MQ_BYTE_UNKNOWN, "cannot open the list of sources %.*s", MQ_ARG(path));
	mq_buf_open(&b, SOURCES_FILE_MOST);
	for (size_t n; (n = fread(block, 1, sizeof block, f)) > 0;) mq_buf_put(&b, mq_text_at(block, n));
	(void)fclose(f);
	mq_status s = b.failed ? MQ_FAIL(MQ_LIMIT, MQ_BYTE_UNKNOWN, "the list of sources is larger than 8 MiB")
			       : mq_watch_add_sources(c->arena, store, w->o.engine->pack, path, mq_buf_text(&b), now, added);
	mq_buf_close(&b);
	return s;
}

static mq_status add_all(mq_cli *c, const mq_watching *w, mq_store *store, int64_t now, uint32_t *added)
{
	mq_sources there = {0};
	MQ_TRY(mq_frontier_sources(store, c->arena, &there));
	for (uint32_t i = 0; i < w->sources.n; i++) MQ_TRY(read_sources(c, w, store, w->sources.v[i], now, added));
	bool none = there.n == 0 && w->sources.n == 0;
	return none || w->outlets ? mq_watch_add_outlets(c->arena, store, w->o.engine, now, added) : MQ_DONE;
}

/* saved searches are at the desk, which is there when somebody has written to it; without it nothing is followed */
static mq_status follow_saved(void *of, mq_interests *into)
{
	mq_watching *w = of;
	mq_saved_list all = {0};
	mq_arena *a = mq_arena_open(MQ_REQUEST_ARENA_MOST);
	if (!a) return MQ_FAIL(MQ_NO_MEMORY, MQ_BYTE_UNKNOWN, "out of memory");
	mq_text db = mq_text_starts(w->o.archive, MQ_T("sqlite:")) ? mq_text_sub(w->o.archive, 7, w->o.archive.n) : w->o.archive;
	mq_text path = mq_arena_print(a, "%.*s-desk", MQ_ARG(db));
	mq_status s = MQ_DONE;
	if (!w->desk && path.p && access(path.p, R_OK | W_OK) == 0) s = mq_desk_open(a, w->o.archive, &w->desk);
	if (mq_ok(s) && w->desk) s = mq_desk_saved(w->desk, a, 0, &all);
	if (!mq_ok(s)) mq_log_print(w->o.log, MQ_LOG_WARN, "saved searches cannot be read: %.*s", MQ_ARG(s.why));
	for (uint32_t i = 0; mq_ok(s) && i < all.n; i++) {
		const mq_saved *x = &all.v[i];
		mq_status one = x->pair.n ? mq_interests_pair(into, x->pair) : mq_interests_search(into, x->query);
		if (!mq_ok(one))
			mq_log_print(w->o.log, MQ_LOG_WARN, "the saved search %s is not followed: %.*s", x->id, MQ_ARG(one.why));
	}
	mq_arena_close(a);
	return MQ_DONE; /* the press is followed all the same */
}

int mq_watching_prepare(mq_cli *c, mq_watching *w, mq_store *store, const mq_engine *engine)
{
	uint32_t added = 0;
	mq_watch_options *o = &w->o;
	mq_text db = mq_cli_archive_url(c, MQ_STORE_WRITE);
	if (mq_text_starts(db, MQ_T("sqlite:"))) db = mq_text_sub(db, 7, db.n);
	o->store = store;
	o->engine = engine;
	o->log = &c->log;
	o->allowed = &w->allowed;
	o->followed = follow_saved;
	o->followed_of = w;
	o->archive = mq_cli_archive_url(c, MQ_STORE_WRITE);
	if (w->public_url.n) o->callback = mq_arena_print(c->arena, "%.*s/websub/", MQ_ARG(w->public_url));
	if (o->warc_folder.n == 0) o->warc_folder = mq_arena_print(c->arena, "%.*s-warc", MQ_ARG(db));
	o->agent = mq_arena_print(c->arena, "mirqab/0.1 (Arabic press observatory; +%.*s)", MQ_ARG(w->contact));
	if (mq_text_none(o->warc_folder) || mq_text_none(o->agent)) return EX_OSERR;
	if (o->seed == 0 && getrandom(&o->seed, sizeof o->seed, 0) != (ssize_t)sizeof o->seed) return EX_OSERR;
	mq_status s = mq_store_hold(store, "watch");
	if (mq_ok(s)) s = mq_frontier_open(store);
	if (mq_ok(s)) s = mq_store_begin(store);
	if (!mq_ok(s)) return mq_cli_store_failed(c, store, s);
	s = add_all(c, w, store, mq_watch_now(&o->clock), &added);
	if (mq_ok(s)) s = mq_store_commit(store);
	if (!mq_ok(s)) return mq_cli_store_failed(c, store, s);
	if (added) mq_log_print(&c->log, MQ_LOG_INFO, "%u sources added", added);
	return EX_OK;
}

static void print_json(const mq_watch_counts *n)
{
	const struct {
		const char *name;
		uint64_t value;
	} rows[] = {{"fetches", n->fetches},
		    {"new", n->kept},
		    {"changed", n->changed},
		    {"same", n->same},
		    {"copies", n->copies},
		    {"lists", n->lists},
		    {"unchanged", n->unchanged},
		    {"found", n->found},
		    {"redirects", n->redirects},
		    {"robots", n->robots},
		    {"denied", n->denied},
		    {"failed", n->failed},
		    {"reader_deaths", n->read_deaths},
		    {"hub_requests", n->hub_requests},
		    {"hub_failures", n->hub_failures},
		    {"hub_deliveries", n->hub_deliveries},
		    {"hub_refused", n->hub_refused},
		    {"bytes", n->bytes}};
	mq_buf b;
	mq_json j;
	mq_buf_open(&b, 1u << 16);
	mq_json_open(&j, &b);
	mq_json_object(&j);
	mq_json_put_text(&j, "schema", MQ_T("mirqab/watch/1"));
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) mq_json_put_int(&j, rows[i].name, (int64_t)rows[i].value);
	mq_json_put_real(&j, "seconds", n->seconds, 3);
	mq_json_object_end(&j);
	printf("%.*s\n", MQ_ARG(mq_buf_text(&b)));
	mq_buf_close(&b);
}

static void print_line(const mq_watch_counts *n)
{
	printf("fetches %llu: new %llu, changed %llu, the same %llu, lists %llu, unchanged %llu, redirects %llu, denied %llu, "
	       "failed %llu;"
	       " %.0f a second\n",
	       (unsigned long long)n->fetches, (unsigned long long)n->kept, (unsigned long long)n->changed,
	       (unsigned long long)n->same, (unsigned long long)n->lists, (unsigned long long)n->unchanged,
	       (unsigned long long)n->redirects, (unsigned long long)n->denied, (unsigned long long)n->failed,
	       n->seconds > 0 ? (double)n->fetches / n->seconds : 0);
}

static int run(watching *k)
{
	mq_store *store;
	mq_watch_counts counts;
	int code = mq_cli_open(k->cli, MQ_STORE_WRITE, &k->engine, &store);
	if (code != EX_OK) return code;
	code = mq_watching_prepare(k->cli, &k->w, store, &k->engine);
	if (code != EX_OK) return code;
	k->w.o.stop = &stopped;
	mq_status s = mq_watch_run(k->cli->arena, &k->w.o, &counts);
	if (!mq_ok(s)) return mq_cli_store_failed(k->cli, store, s);
	if (k->json) print_json(&counts);
	else print_line(&counts);
	mq_desk_close(k->w.desk);
	mq_store_close(store);
	return EX_OK;
}

/* ── beside a server ─────────────────────────────────────────────────────────────────────────────────────────────── */
struct mq_watcher {
	mq_cli cli;
	mq_watching *w;
	mq_engine engine;
	mq_store *store;
	pthread_t thread;
	atomic_bool stop, opened, ended, reachable;
	int code;
};

static void *be_watcher(void *of)
{
	mq_watcher *x = of;
	mq_watch_counts counts;
	mq_status s = mq_watch_run(x->cli.arena, &x->w->o, &counts);
	if (!mq_ok(s)) x->code = mq_cli_report(&x->cli, MQ_T("watch"), NULL, s);
	atomic_store(&x->ended, true);
	if (!atomic_load(&x->stop)) kill(getpid(), SIGTERM);
	return NULL;
}

int mq_watching_start(mq_cli *c, mq_watching *w, mq_watcher **out)
{
	mq_watcher *x = MQ_NEW(c->arena, mq_watcher);
	if (!x) return EX_OSERR;
	x->cli = *c;
	x->w = w;
	x->cli.arena = mq_arena_open(MQ_RULES_ARENA_MOST);
	if (!x->cli.arena) return EX_OSERR;
	int code = mq_cli_open(&x->cli, MQ_STORE_WRITE, &x->engine, &x->store);
	if (code == EX_OK) code = mq_watching_prepare(&x->cli, w, x->store, &x->engine);
	if (code != EX_OK) return code;
	w->o.stop = &x->stop;
	w->o.opened = &x->opened;
	w->o.reachable = &x->reachable;
	if (pthread_create(&x->thread, NULL, be_watcher, x)) return EX_OSERR;
	while (!atomic_load(&x->opened) && !atomic_load(&x->ended)) usleep(2000);
	*out = x;
	return EX_OK;
}

void mq_watching_reachable(mq_watcher *x) { atomic_store(&x->reachable, true); }

int mq_watching_end(mq_watcher *x)
{
	atomic_store(&x->stop, true);
	pthread_join(x->thread, NULL);
	mq_desk_close(x->w->desk);
	mq_store_close(x->store);
	mq_arena_close(x->cli.arena);
	return x->code;
}

int mq_cmd_watch(mq_cli *c, int argc, char **argv)
{
	static const struct option options[] = {MQ_DB_OPTION,
						MQ_WATCHING_OPTIONS,
						{"once", no_argument, NULL, '1'},
						{"for", required_argument, NULL, MQ_WATCHING('T')},
						{"public-url", required_argument, NULL, 'p'},
						{"json", no_argument, NULL, 'J'},
						{NULL, 0, NULL, 0}};
	watching k = {.cli = c};
	mq_watching_defaults(&k.w);
	for (int o; (o = getopt_long(argc, argv, "", options, NULL)) != -1;) {
		const char *wrong = NULL;
		if (o == 'd') c->db = mq_text_of(optarg);
		else if (o == 'p') k.w.public_url = mq_text_of(optarg);
		else if (o == '1') k.w.o.once = true;
		else if (o == 'J') k.json = true;
		else wrong = mq_watching_option(c, &k.w, o, optarg);
		if (wrong) return mq_cli_usage("watch", wrong);
	}
	if (optind < argc) return mq_cli_usage("watch", "takes no argument");
	if (k.w.contact.n == 0)
		return mq_cli_usage("watch", "--contact is missing: an address where newspapers reach whoever follows them");
	const char *wrong = mq_watching_public_url(c, &k.w);
	if (wrong) return mq_cli_usage("watch", wrong);
	signal(SIGXFSZ, SIG_IGN);
	signal(SIGPIPE, SIG_IGN);
	struct sigaction act = {.sa_handler = on_signal};
	sigaction(SIGINT, &act, NULL);
	sigaction(SIGTERM, &act, NULL);
	return run(&k);
}
