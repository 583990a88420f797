/* mirqab read: pages in, article records out, in the order of input whatever the number of jobs. */
#include <getopt.h>
#include <stdio.h>
#include <sysexits.h>
#include <time.h>
#include <unistd.h>

#include "cli/cli.h"
#include "record/pool.h"

typedef struct {
	mq_cli *cli;
	mq_page_options page;
	mq_depth depth;
	unsigned jobs;
	mq_engine engine;
	uint64_t records, failed;
	time_t told; /* when progress was last shown */
	bool progress;
	int code;
} reading;

static void keep_code(reading *r, int code)
{
	if (r->code == EX_OK) r->code = code;
}

static void show_progress(reading *r, bool last)
{
	time_t now = time(NULL);
	if (!r->progress || (!last && now == r->told)) return;
	r->told = now;
	fprintf(stderr, "\r%llu records, %llu failures%s", (unsigned long long)r->records, (unsigned long long)r->failed,
		last ? "\n" : " ");
}

static bool take_item(void *to, const mq_pool_item *item)
{
	reading *r = to;
	if (!mq_ok(item->status)) {
		r->failed++;
		keep_code(r, mq_cli_report(r->cli, item->path, item->page, item->status));
	} else {
		r->records++;
		fwrite(item->json.p, 1, item->json.n, stdout);
		putchar('\n');
	}
	show_progress(r, false);
	return !ferror(stdout); /* main says so */
}

static bool depth_of(const char *name, mq_depth *out)
{
	static const struct {
		const char *name;
		mq_depth depth;
	} rows[] = {{"article", MQ_TO_ARTICLE}, {"marks", MQ_TO_MARKS}, {"events", MQ_TO_EVENTS}};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		if (strcmp(rows[i].name, name) != 0) continue;
		*out = rows[i].depth;
		return true;
	}
	return false;
}

/* NULL, or what is wrong with the option */
static const char *take_option(reading *r, int o)
{
	uint64_t n = 0;
	switch (o) {
	case 'a': r->page.as = mq_text_of(optarg); return NULL;
	case 'o': return depth_of(optarg, &r->depth) ? NULL : "--only takes article, marks or events";
	case 'j':
		if (!mq_text_u64(mq_text_of(optarg), &n) || n < 1 || n > MQ_JOBS_MOST)
			return "--jobs takes a number from 1 to 64";
		r->jobs = (unsigned)n;
		return NULL;
	case 'f':
		if (!mq_text_u64(mq_text_of(optarg), &r->page.offset)) return "--offset takes a number of bytes";
		r->page.pages_most = 1;
		return NULL;
	default: return "unknown option";
	}
}

static void collect(reading *r, int argc, char **argv, mq_paths *out)
{
	for (int i = optind; i < argc; i++) {
		mq_status s = mq_paths_of(r->cli->arena, mq_text_of(argv[i]), out);
		if (!mq_ok(s)) keep_code(r, mq_cli_report(r->cli, mq_text_of(argv[i]), NULL, s));
	}
}

int mq_cmd_read(mq_cli *c, int argc, char **argv)
{
	static const struct option options[] = {{"as", required_argument, NULL, 'a'},
						{"only", required_argument, NULL, 'o'},
						{"jobs", required_argument, NULL, 'j'},
						{"offset", required_argument, NULL, 'f'},
						{NULL, 0, NULL, 0}};
	reading r = {.cli = c,
		     .depth = MQ_TO_EVENTS,
		     .page = {.log = &c->log},
		     .progress = c->terminal && !c->quiet && !isatty(STDOUT_FILENO)};
	mq_paths paths = {0};
	for (int o; (o = getopt_long(argc, argv, "", options, NULL)) != -1;) {
		const char *wrong = take_option(&r, o);
		if (wrong) return mq_cli_usage("read", wrong);
	}
	if (optind >= argc) return mq_cli_usage("read", "name a file, a folder or -");
	mq_status s = mq_engine_open(c->arena, c->rules, &r.engine);
	if (!mq_ok(s)) return mq_cli_report(c, MQ_T("rules"), NULL, s);
	r.page.pack = r.engine.pack;
	collect(&r, argc, argv, &paths);
	mq_pool_options pool = {
	    .engine = &r.engine, .depth = r.depth, .page = &r.page, .jobs = r.jobs, .json = true, .take = take_item, .to = &r};
	s = mq_pool_run(&pool, &paths);
	if (!mq_ok(s)) keep_code(&r, mq_cli_report(c, MQ_T("read"), NULL, s));
	show_progress(&r, true);
	return r.code;
}
