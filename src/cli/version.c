/* mirqab version: what this is, and the hashes that a record can be told by. */
#include <stdio.h>
#include <sysexits.h>

#include "cli/cli.h"

int mq_cmd_version(mq_cli *c, int argc, char **argv)
{
	mq_engine e;
	(void)argc;
	(void)argv;
	mq_status s = mq_engine_open(c->arena, c->rules, &e);
	if (!mq_ok(s)) return mq_cli_report(c, MQ_T("rules"), NULL, s);
	printf("mirqab 0.1.0\nrules %s\nmodels %s\n", e.rules_hash, e.model_hash);
	return EX_OK;
}
