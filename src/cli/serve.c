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

int mq_cmd_serve(mq_cli *c, int argc, char **argv)
{
	static const struct option options[] = {{"db", required_argument, NULL, 'd'},
						{"listen", required_argument, NULL, 'l'},
						{"public-url", required_argument, NULL, 'p'},
						{"threads", required_argument, NULL, 't'},
						{"rate", required_argument, NULL, 'r'},
						{"behind-proxy", no_argument, NULL, 'b'},
						{"images", required_argument, NULL, 'i'},
						{"map-borders", required_argument, NULL, 'm'},
						{"watch", no_argument, NULL, 'w'},
						MQ_WATCHING_OPTIONS,
						{NULL, 0, NULL, 0}};
	mq_engine engine;
	mq_server *server;
	mq_watcher *watcher = NULL;
	mq_watching watching;
	bool watch = false;
	mq_watching_defaults(&watching);
	mq_serve_options so = {.listen = MQ_T("127.0.0.1:8080"), .log = &c->log, .today = today, .now = now};
	for (int o; (o = getopt_long(argc, argv, "", options, NULL)) != -1;) {
		uint64_t n = 0;
		if (o == 'd') c->db = mq_text_of(optarg);
		else if (o == 'l') so.listen = mq_text_of(optarg);
		else if (o == 'p') so.public_url = mq_text_of(optarg);
		else if (o == 't' && mq_text_u64(mq_text_of(optarg), &n) && n > 0 && n <= MQ_SERVE_THREADS_MOST)
			so.threads = (uint32_t)n;
		else if (o == 'r' && mq_text_u64(mq_text_of(optarg), &n) && n > 0 && n <= 100000) so.rate = (uint32_t)n;
		else if (o == 'b') so.behind_proxy = true;
		else if (o == 'i' && mq_text_u64(mq_text_of(optarg), &n) && n > 0 && n <= 1000) so.image_reports = (uint32_t)n;
		else if (o == 'm' && mq_map_borders_valid(mq_text_of(optarg))) so.map_borders = mq_text_of(optarg);
		else if (o == 'w') watch = true;
		else if (o >= MQ_WATCHING(0)) {
			const char *wrong = mq_watching_option(c, &watching, o, optarg);
			if (wrong) return mq_cli_usage("serve", wrong);
		} else
			return mq_cli_usage(
			    "serve", "an option is wrong; --threads takes 1 to 16, --rate 1 to 100000, --images 1 to 1000, "
				     "--map-borders MAR-ESH=MAR or =line");
	}
	if (optind < argc) return mq_cli_usage("serve", "no argument is taken");
	if (so.public_url.n && so.public_url.p[so.public_url.n - 1] == '/') so.public_url.n--;
	if (watch && watching.contact.n == 0) return mq_cli_usage("serve", "--watch wants --contact too; see man mirqab-watch");
	hold_signals();
	if (watch) {
		int begun = mq_watching_start(c, &watching, &watcher);
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
	int code = wait_for_end();
	mq_serve_close(server);
	if (watcher) code = mq_watching_end(watcher);
	return code;
}
