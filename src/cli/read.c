/* mirqab read: pages in, article records out. */
#include <getopt.h>
#include <stdio.h>
#include <sysexits.h>

#include "cli/cli.h"

typedef struct {
	mq_cli *cli;
	mq_page_options page;
	mq_depth depth;
	mq_engine engine;
	mq_arena *arena; /* of one page */
	mq_buf out;
	int code;
} reading;

static void keep_code(reading *r, int code)
{
	if (r->code == EX_OK) r->code = code;
}

static void read_page(reading *r, const mq_page *page)
{
	mq_record record;
	mq_status s = mq_record_make(r->arena, &r->engine, page, r->depth, &record);
	if (!mq_ok(s)) {
		keep_code(r, mq_cli_report(r->cli, page->path, page, s));
		return;
	}
	mq_buf_clear(&r->out);
	mq_record_json(&record, r->depth, &r->out);
	mq_buf_byte(&r->out, '\n');
	if (r->out.failed)
		keep_code(r, mq_cli_report(r->cli, page->path, page,
					   MQ_FAIL(MQ_LIMIT, MQ_BYTE_UNKNOWN, "the record is too large to print")));
	else fwrite(r->out.p, 1, r->out.n, stdout);
}

static void read_path(reading *r, mq_text path)
{
	mq_reader *reader;
	mq_page page;
	mq_status s = mq_reader_open(r->cli->arena, &r->page, path, &reader);
	if (!mq_ok(s)) {
		keep_code(r, mq_cli_report(r->cli, path, NULL, s));
		return;
	}
	for (;;) {
		mq_arena_clear(r->arena);
		s = mq_reader_next(reader, r->arena, &page);
		if (s.code == MQ_END) break;
		if (mq_ok(s)) read_page(r, &page);
		else keep_code(r, mq_cli_report(r->cli, path, &page, s));
	}
	mq_reader_close(reader);
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

int mq_cmd_read(mq_cli *c, int argc, char **argv)
{
	static const struct option options[] = {
	    {"as", required_argument, NULL, 'a'}, {"only", required_argument, NULL, 'o'}, {NULL, 0, NULL, 0}};
	reading r = {.cli = c, .depth = MQ_TO_EVENTS, .page = {.log = &c->log}};
	for (int o; (o = getopt_long(argc, argv, "", options, NULL)) != -1;) {
		if (o == 'a') r.page.as = mq_text_of(optarg);
		else if (o != 'o' || !depth_of(optarg, &r.depth))
			return mq_cli_usage("read", "--only takes article, marks or events");
	}
	if (optind >= argc) return mq_cli_usage("read", "name a file, a folder or -");
	mq_status s = mq_engine_open(c->arena, c->rules, &r.engine);
	if (!mq_ok(s)) return mq_cli_report(c, MQ_T("rules"), NULL, s);
	r.arena = mq_arena_open(MQ_PAGE_ARENA_MOST);
	if (!r.arena) return EX_OSERR;
	mq_buf_open(&r.out, MQ_RECORD_JSON_MOST);
	for (int i = optind; i < argc; i++) {
		mq_paths paths = {0};
		s = mq_paths_of(c->arena, mq_text_of(argv[i]), &paths);
		if (!mq_ok(s)) keep_code(&r, mq_cli_report(c, mq_text_of(argv[i]), NULL, s));
		for (uint32_t k = 0; k < paths.n; k++) read_path(&r, paths.v[k]);
	}
	mq_buf_close(&r.out);
	mq_arena_close(r.arena);
	return r.code;
}
