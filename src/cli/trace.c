/* mirqab trace: what each room made of a page, for people. */
#include <getopt.h>
#include <stdio.h>
#include <sysexits.h>

#include "cli/cli.h"

static int trace_page(mq_cli *c, const mq_engine *e, mq_arena *a, const mq_page *page)
{
	mq_record r;
	mq_buf out;
	mq_status s = mq_record_make(a, e, page, MQ_TO_EVENTS, &r);
	if (!mq_ok(s)) return mq_cli_report(c, page->path, page, s);
	mq_buf_open(&out, MQ_RECORD_JSON_MOST);
	mq_record_trace(&r, &out);
	fwrite(out.p, 1, out.n, stdout);
	mq_buf_close(&out);
	return EX_OK;
}

int mq_cmd_trace(mq_cli *c, int argc, char **argv)
{
	static const struct option options[] = {{"as", required_argument, NULL, 'a'}, {NULL, 0, NULL, 0}};
	mq_page_options po = {.log = &c->log};
	mq_engine engine;
	mq_reader *reader;
	int code = EX_OK;
	for (int o; (o = getopt_long(argc, argv, "", options, NULL)) != -1;) {
		if (o != 'a') return mq_cli_usage("trace", "unknown option");
		po.as = mq_text_of(optarg);
	}
	if (optind + 1 != argc) return mq_cli_usage("trace", "name one file or -");
	mq_text path = mq_text_of(argv[optind]);
	mq_status s = mq_engine_open(c->arena, c->rules, &engine);
	if (!mq_ok(s)) return mq_cli_report(c, MQ_T("rules"), NULL, s);
	po.pack = engine.pack;
	s = mq_reader_open(c->arena, &po, path, &reader);
	if (!mq_ok(s)) return mq_cli_report(c, path, NULL, s);
	mq_arena *a = mq_arena_open(MQ_PAGE_ARENA_MOST);
	for (mq_page page; a;) {
		mq_arena_clear(a);
		s = mq_reader_next(reader, a, &page);
		if (s.code == MQ_END) break;
		int one = mq_ok(s) ? trace_page(c, &engine, a, &page) : mq_cli_report(c, path, &page, s);
		if (code == EX_OK) code = one;
	}
	mq_arena_close(a);
	mq_reader_close(reader);
	return code;
}
