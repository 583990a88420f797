/* mirqab serve: the archive in a browser, until it is told to stop. */
#include <getopt.h>
#include <signal.h>
#include <stdio.h>
#include <sysexits.h>
#include <time.h>

#include "cli/archive.h"
#include "cli/watching.h"
#include "serve/chart.h"

static mq_day today(void *of)
{
	(void)of;
	return mq_cli_today();
}

static int64_t now(void *of)
{
	(void)of;
	return (int64_t)time(NULL);
}

static int wait_for_end(void)
{
	sigset_t set;
	int which = 0;
	sigemptyset(&set);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGTERM);
	return sigwait(&set, &which) ? EX_OSERR : EX_OK;
}

/* the signals are kept from the server's threads: only the wait above sees them */
static void hold_signals(void)
{
	sigset_t set;
	sigemptyset(&set);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGTERM);
	sigprocmask(SIG_BLOCK, &set, NULL);
	signal(SIGPIPE, SIG_IGN);
}

typedef struct {
	mq_serve_options o;
	mq_watching watching;
	bool watch;
} serving;

static bool number_in(const char *value, uint64_t most, uint32_t *out)
{
	uint64_t n = 0;
	if (!mq_text_u64(mq_text_of(value), &n) || n == 0 || n > most) return false;
	*out = (uint32_t)n;
	return true;
}

/* NULL, or what is wrong with the option */
static const char *take_option(mq_cli *c, serving *s, int o, const char *value)
{
	mq_text t = mq_text_of(value);
	switch (o) {
	case 'd': c->db = t; return NULL;
	case 'l': s->o.listen = t; return NULL;
	case 'p': s->o.public_url = t; return NULL;
	case 'b': s->o.behind_proxy = true; return NULL;
	case 'w': s->watch = true; return NULL;
	case 'S': s->o.send.smtp = t; return NULL;
	case 'F': s->o.send.from = t; return NULL;
	case 't': return number_in(value, MQ_SERVE_THREADS_MOST, &s->o.threads) ? NULL : "--threads takes 1 to 16";
	case 'r': return number_in(value, 100000, &s->o.rate) ? NULL : "--rate takes 1 to 100000";
	case 'i': return number_in(value, 1000, &s->o.image_reports) ? NULL : "--images takes 1 to 1000";
	case 'e': return number_in(value, 86400, &s->o.alert_seconds) ? NULL : "--alerts takes 1 to 86400 seconds";
	case 'm': s->o.map_borders = t; return mq_map_borders_valid(t) ? NULL : "--map-borders takes MAR-ESH=MAR or =line";
	default: return o >= MQ_WATCHING(0) ? mq_watching_option(c, &s->watching, o, value) : "unknown option";
	}
}

static const struct option options[] = {{"db", required_argument, NULL, 'd'},
					{"listen", required_argument, NULL, 'l'},
					{"public-url", required_argument, NULL, 'p'},
					{"threads", required_argument, NULL, 't'},
					{"rate", required_argument, NULL, 'r'},
					{"behind-proxy", no_argument, NULL, 'b'},
					{"images", required_argument, NULL, 'i'},
					{"alerts", required_argument, NULL, 'e'},
					{"smtp", required_argument, NULL, 'S'},
					{"mail-from", required_argument, NULL, 'F'},
					{"map-borders", required_argument, NULL, 'm'},
					{"watch", no_argument, NULL, 'w'},
					MQ_WATCHING_OPTIONS,
					{NULL, 0, NULL, 0}};

int mq_cmd_serve(mq_cli *c, int argc, char **argv)
{
	mq_engine engine;
	mq_server *server;
	mq_watcher *watcher = NULL;
	serving sv = {.o = {.listen = MQ_T("127.0.0.1:8080"), .log = &c->log, .today = today, .now = now}};
	mq_watching_defaults(&sv.watching);
	for (int o; (o = getopt_long(argc, argv, "", options, NULL)) != -1;) {
		const char *wrong = take_option(c, &sv, o, optarg);
		if (wrong) return mq_cli_usage("serve", wrong);
	}
	mq_serve_options so = sv.o;
	so.send.allowed = &sv.watching.allowed;
	if (optind < argc) return mq_cli_usage("serve", "no argument is taken");
	if (so.public_url.n && so.public_url.p[so.public_url.n - 1] == '/') so.public_url.n--;
	if (sv.watch && sv.watching.contact.n == 0)
		return mq_cli_usage("serve", "--watch wants --contact too; see man mirqab-watch");
	sv.watching.public_url = so.public_url;
	const char *odd = sv.watch ? mq_watching_public_url(c, &sv.watching) : NULL;
	if (odd) return mq_cli_usage("serve", odd);
	hold_signals();
	if (sv.watch) {
		int begun = mq_watching_start(c, &sv.watching, &watcher);
		if (begun != EX_OK) return begun;
	}
	mq_status s = mq_engine_open_reading(c->arena, c->rules, &engine);
	if (!mq_ok(s)) return mq_cli_report(c, MQ_T("rules"), NULL, s);
	so.engine = &engine;
	so.db = mq_cli_archive_url(c, MQ_STORE_READ);
	s = mq_serve_open(c->arena, &so, &server);
	if (!mq_ok(s)) return mq_cli_report(c, MQ_T("serve"), NULL, s);
	printf("%.*s/\n", MQ_ARG(mq_serve_address(server)));
	fflush(stdout);
	if (watcher) mq_watching_reachable(watcher);
	int code = wait_for_end();
	mq_serve_close(server);
	if (watcher) code = mq_watching_end(watcher);
	return code;
}
