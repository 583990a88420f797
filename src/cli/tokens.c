/* mirqab tokens: who may propose, review and save through the server. A token is shown once, when it is made. */
#include <stdio.h>
#include <sysexits.h>
#include <time.h>

#include "cli/archive.h"
#include "desk/desk.h"

static int list_all(mq_cli *c, mq_desk *d)
{
	mq_keys all;
	mq_status s = mq_desk_tokens(d, c->arena, &all);
	if (!mq_ok(s)) return mq_cli_report(c, MQ_T("tokens"), NULL, s);
	for (uint32_t i = 0; i < all.n; i++) {
		const mq_key *k = &all.v[i];
		char made[11], used[11] = "-";
		mq_day_print((mq_day)(k->made / 86400), made);
		if (k->used) mq_day_print((mq_day)(k->used / 86400), used);
		mq_text scopes = mq_scopes_text(c->arena, k->scopes);
		printf("%lld\t%.*s\t%.*s\t%s\t%s\t%s\n", (long long)k->n, MQ_ARG(k->name), MQ_ARG(scopes), made, used,
		       k->ended ? "ended" : "valid");
	}
	return EX_OK;
}

static int add(mq_cli *c, mq_desk *d, const char *name, const char *scopes)
{
	unsigned bits;
	mq_text secret;
	if (!name[0] || strlen(name) > 100 || strpbrk(name, "\t\n\r"))
		return mq_cli_usage("tokens", "a name has 1 to 100 bytes, no tab, no line end");
	if (!mq_scopes_parse(mq_text_of(scopes), &bits))
		return mq_cli_usage("tokens", "--scopes takes correct, review, save, parted by commas");
	mq_status s = mq_desk_token_add(d, c->arena, mq_text_of(name), bits, (int64_t)time(NULL), &secret);
	if (!mq_ok(s)) return mq_cli_report(c, MQ_T("tokens"), NULL, s);
	printf("%.*s\n", MQ_ARG(secret));
	if (!c->quiet) fputs("mirqab: this is shown once; only its hash is kept\n", stderr);
	return EX_OK;
}

static int end(mq_cli *c, mq_desk *d, const char *number)
{
	uint64_t n;
	if (!mq_text_u64(mq_text_of(number), &n) || n > INT64_MAX) return mq_cli_usage("tokens", "end takes a token's number");
	mq_status s = mq_desk_token_end(d, (int64_t)n);
	if (s.code == MQ_END) s = MQ_FAIL(MQ_NO_INPUT, MQ_BYTE_UNKNOWN, "there is no valid token of this number");
	return mq_ok(s) ? EX_OK : mq_cli_report(c, MQ_T("tokens"), NULL, s);
}

int mq_cmd_tokens(mq_cli *c, int argc, char **argv)
{
	static const struct option options[] = {MQ_DB_OPTION, {"scopes", required_argument, NULL, 's'}, {NULL, 0, NULL, 0}};
	const char *scopes = "correct,review,save";
	mq_desk *d;
	for (int o; (o = getopt_long(argc, argv, "", options, NULL)) != -1;) {
		if (o == 'd') c->db = mq_text_of(optarg);
		else if (o == 's') scopes = optarg;
		else return mq_cli_usage("tokens", "unknown option");
	}
	const char *what = optind < argc ? argv[optind] : "list";
	int words = argc - optind;
	mq_status s = mq_desk_open(c->arena, mq_cli_archive_url(c, MQ_STORE_WRITE), &d);
	if (!mq_ok(s)) return mq_cli_report(c, MQ_T("tokens"), NULL, s);
	int code;
	if (strcmp(what, "list") == 0 && words <= 1) code = list_all(c, d);
	else if (strcmp(what, "add") == 0 && words == 2) code = add(c, d, argv[optind + 1], scopes);
	else if (strcmp(what, "end") == 0 && words == 2) code = end(c, d, argv[optind + 1]);
	else code = mq_cli_usage("tokens", "takes list, add NAME, or end NUMBER");
	mq_desk_close(d);
	return code;
}
