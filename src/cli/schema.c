/* mirqab schema: the JSON Schemas of what is printed, from include/schema, compiled in. */
#include <stdio.h>
#include <sysexits.h>

#include "cli/cli.h"

#define FOLDER "include/schema/"

int mq_cmd_schema(mq_cli *c, int argc, char **argv)
{
	const mq_pack *pack;
	mq_text path, bytes;
	mq_status s = mq_pack_open(c->arena, c->rules, &pack);
	if (!mq_ok(s)) return mq_cli_report(c, MQ_T("schema"), NULL, s);
	if (argc > 2) return mq_cli_usage("schema", "takes one name");
	if (argc == 2) {
		bytes = mq_pack_file(pack, mq_arena_print(c->arena, FOLDER "%s.json", argv[1]));
		if (mq_text_none(bytes))
			return mq_cli_usage("schema", "there is no schema of that name; without a name, all are listed");
		fwrite(bytes.p, 1, bytes.n, stdout);
		return EX_OK;
	}
	for (size_t i = 0; mq_pack_list(pack, MQ_T(FOLDER), i, &path, &bytes); i++) {
		mq_text name = mq_text_sub(path, sizeof FOLDER - 1, path.n);
		if (mq_text_ends(name, MQ_T(".json"))) printf("%.*s\n", (int)name.n - 5, name.p);
	}
	return EX_OK;
}
