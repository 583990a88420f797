/* mirqab cdxj: an index of WARC files, one line a record. */
#include <stdio.h>
#include <sysexits.h>

#include "cli/cli.h"
#include "page/cdxj.h"

static int index_file(mq_cli *c, mq_arena *a, mq_text path)
{
	mq_cdxj *x;
	mq_buf line;
	int code = EX_OK;
	mq_status s = mq_cdxj_open(c->arena, path, &x);
	if (!mq_ok(s)) return mq_cli_report(c, path, NULL, s);
	mq_buf_open(&line, MQ_CDXJ_LINE_MOST * 2);
	for (mq_page at = {.path = path};;) {
		mq_arena_clear(a);
		s = mq_cdxj_next(x, a, &line, &at.record);
		if (s.code == MQ_END) break;
		if (mq_ok(s)) fwrite(line.p, 1, line.n, stdout);
		else if (code == EX_OK) code = mq_cli_report(c, path, &at, s);
		else mq_cli_report(c, path, &at, s);
	}
	mq_buf_close(&line);
	mq_cdxj_close(x);
	return code;
}

int mq_cmd_cdxj(mq_cli *c, int argc, char **argv)
{
	int code = EX_OK;
	if (argc < 2) return mq_cli_usage("cdxj", "name WARC files or -");
	mq_arena *a = mq_arena_open(MQ_PAGE_ARENA_MOST);
	if (!a) return EX_OSERR;
	for (int i = 1; i < argc; i++) {
		int one = index_file(c, a, mq_text_of(argv[i]));
		if (code == EX_OK) code = one;
	}
	mq_arena_close(a);
	return code;
}
