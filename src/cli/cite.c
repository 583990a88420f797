/* mirqab cite: an article as a citation. */
#include <stdio.h>
#include <sysexits.h>

#include "cli/archive.h"
#include "serve/exports.h"

int mq_cmd_cite(mq_cli *c, int argc, char **argv)
{
	static const struct option options[] = {MQ_DB_OPTION,
						{"format", required_argument, NULL, 'X'},
						{"public-url", required_argument, NULL, 'p'},
						{NULL, 0, NULL, 0}};
	mq_text name = MQ_T("ris"), public_url = MQ_NONE;
	mq_engine engine;
	mq_store *store;
	for (int o; (o = getopt_long(argc, argv, "", options, NULL)) != -1;) {
		if (o == 'd') c->db = mq_text_of(optarg);
		else if (o == 'X') name = mq_text_of(optarg);
		else if (o == 'p') public_url = mq_text_of(optarg);
		else return mq_cli_usage("cite", "unknown option");
	}
	const mq_export_format *format = mq_export_named(name);
	if (!format || !format->article) return mq_cli_usage("cite", "--format takes ris, bibtex or csl");
	if (optind == argc) return mq_cli_usage("cite", "name articles by their ids, whole or the first 8 characters or more");
	int code = mq_cli_open(c, MQ_STORE_READ, &engine, &store);
	if (code != EX_OK) return code;
	mq_export x = {.engine = &engine, .store = store, .arena = c->arena, .public_url = public_url};
	mq_status s = MQ_DONE;
	mq_buf_open(&x.out, MQ_RECORD_JSON_MOST);
	if (format->begin) format->begin(&x);
	for (int i = optind; i < argc && mq_ok(s); i++) {
		mq_stored_article article;
		s = mq_store_article(store, c->arena, mq_text_of(argv[i]), &article);
		if (mq_ok(s)) format->article(&x, &article);
		else if (s.code == MQ_END) s = mq_fail(c->arena, MQ_NO_INPUT, MQ_BYTE_UNKNOWN, "there is no article %s", argv[i]);
	}
	if (format->end) format->end(&x);
	if (mq_ok(s)) fwrite(x.out.p ? x.out.p : "", 1, x.out.n, stdout);
	mq_buf_close(&x.out);
	if (!mq_ok(s)) return mq_cli_store_failed(c, store, s);
	mq_store_close(store);
	return EX_OK;
}
