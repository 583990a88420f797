/* mirqab verify: is the archive whole. 0 when it is, 65 when not. */
#include <stdio.h>
#include <sysexits.h>

#include "cli/archive.h"

int mq_cmd_verify(mq_cli *c, int argc, char **argv)
{
	static const struct option options[] = {MQ_DB_OPTION, {NULL, 0, NULL, 0}};
	mq_engine engine;
	mq_store *store;
	mq_verdict v;
	for (int o; (o = getopt_long(argc, argv, "", options, NULL)) != -1;) {
		if (o != 'd') return mq_cli_usage("verify", "unknown option");
		c->db = mq_text_of(optarg);
	}
	if (optind != argc) return mq_cli_usage("verify", "takes no argument");
	int code = mq_cli_open(c, MQ_STORE_READ, &engine, &store);
	if (code != EX_OK) return code;
	mq_status s = mq_store_verify(store, c->arena, &v);
	if (!mq_ok(s)) return mq_cli_store_failed(c, store, s);
	mq_store_close(store);
	for (uint32_t i = 0; i < v.first.n; i++) printf("fault: %.*s\n", MQ_ARG(v.first.v[i]));
	printf("%llu articles, %llu pages, %llu spans, %llu events: ", (unsigned long long)v.articles,
	       (unsigned long long)v.pages, (unsigned long long)v.spans, (unsigned long long)v.events);
	if (v.faults == 0) puts("all whole");
	else printf("%llu faults\n", (unsigned long long)v.faults);
	return v.faults ? EX_DATAERR : EX_OK;
}
