#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <sysexits.h>
#include <unistd.h>

#include "cli/cli.h"

const mq_command mq_commands[] = {
    {"read", "[--as FORMAT] [--only article|marks|events] [--jobs N] [--offset BYTE] PATH...|-", "pages in, article records out, JSON lines", mq_cmd_read},
    {"trace", "[--as FORMAT] PATH", "what each room made of one page", mq_cmd_trace},
    {"ingest", "[--db ARCHIVE] [--as FORMAT] [--jobs N] [--json] [--acks] PATH...|-", "reads pages and keeps them", mq_cmd_ingest},
    {"search", "[--db ARCHIVE] [--json] [--facets] [--limit N] [--offset N] QUERY", "articles by what is in them", mq_cmd_search},
    {"verify", "[--db ARCHIVE]", "is the archive whole", mq_cmd_verify},
    {"analyze", "[--json] [TEXT|-]", "the text engine alone, one token a line", mq_cmd_analyze},
    {"rules", "check|explain PATH|features PATH [--as FORMAT]", "tests every rule, says why an event was coded", mq_cmd_rules},
    {"serve", "[--db ARCHIVE] [--listen 127.0.0.1:8080] [--public-url URL] [--threads N]", "web pages, API, feeds, calendar", mq_cmd_serve},
    {"version", "", "version, rule-set hash, model hash", mq_cmd_version},
};
const size_t mq_commands_n = sizeof mq_commands / sizeof *mq_commands;

static void print_help(FILE *to)
{
	fputs("mirqab: an Arabic press observatory\n\nusage: mirqab [--rules DIR] [--db ARCHIVE] [--quiet] COMMAND [ARG...]\n\n",
	      to);
	for (size_t i = 0; i < mq_commands_n; i++) fprintf(to, "  %-10s %s\n", mq_commands[i].name, mq_commands[i].does);
	fputs("\n\"mirqab COMMAND --help\" tells of one; man mirqab-COMMAND tells all.\n", to);
}

int mq_cli_usage(const char *command, const char *what)
{
	fprintf(stderr, "mirqab %s: %s; see mirqab %s --help\n", command, what, command);
	return EX_USAGE;
}

int mq_cli_report(const mq_cli *c, mq_text path, const mq_page *page, mq_status s)
{
	(void)c;
	fprintf(stderr, "mirqab: %.*s", MQ_ARG(path));
	if (page) fprintf(stderr, ": record %llu", (unsigned long long)page->record);
	if (s.byte != MQ_BYTE_UNKNOWN) fprintf(stderr, ", byte %llu", (unsigned long long)s.byte);
	fprintf(stderr, ": %.*s\n", MQ_ARG(s.why));
	return mq_exit_code(s.code);
}

static void write_log(void *to, mq_log_level level, mq_text line)
{
	(void)level;
	fprintf(to, "mirqab: %.*s\n", MQ_ARG(line));
}

static int run_command(mq_cli *c, int argc, char **argv)
{
	for (size_t i = 0; i < mq_commands_n; i++) {
		const mq_command *m = &mq_commands[i];
		if (strcmp(m->name, argv[0]) != 0) continue;
		if (argc > 1 && strcmp(argv[1], "--help") == 0) {
			printf("usage: mirqab %s %s\n%s\n", m->name, m->usage, m->does);
			return EX_OK;
		}
		return m->run(c, argc, argv);
	}
	fprintf(stderr, "mirqab: there is no command \"%s\"; mirqab --help lists them\n", argv[0]);
	return EX_USAGE;
}

int main(int argc, char **argv)
{
	static const struct option options[] = {{"rules", required_argument, NULL, 'r'}, {"db", required_argument, NULL, 'd'},
						{"quiet", no_argument, NULL, 'q'},       {"help", no_argument, NULL, 'h'},
						{"version", no_argument, NULL, 'v'},     {NULL, 0, NULL, 0}};
	mq_cli c = {.terminal = isatty(STDERR_FILENO) != 0, .log = {write_log, stderr, MQ_LOG_INFO}};
	c.rules = mq_text_of(getenv("MIRQAB_RULES"));
	c.db = mq_text_of(getenv("MIRQAB_DB"));
	for (int o; (o = getopt_long(argc, argv, "+h", options, NULL)) != -1;) {
		if (o == 'r') c.rules = mq_text_of(optarg);
		else if (o == 'd') c.db = mq_text_of(optarg);
		else if (o == 'q') c.quiet = true;
		else if (o == 'h') {
			print_help(stdout);
			return EX_OK;
		} else if (o == 'v') {
			char *version[] = {"version", NULL};
			argv = version;
			argc = 1;
			optind = 0;
			break;
		} else return EX_USAGE;
	}
	if (c.quiet) c.log.level = MQ_LOG_ERROR;
	if (optind >= argc) {
		print_help(stderr);
		return EX_USAGE;
	}
	c.arena = mq_arena_open(MQ_RULES_ARENA_MOST);
	if (!c.arena) return EX_OSERR;
	char **rest = argv + optind;
	int n = argc - optind;
	optind = 0; /* getopt begins anew for the command */
	int code = run_command(&c, n, rest);
	if (fflush(stdout) != 0 || ferror(stdout)) {
		fputs("mirqab: cannot write to standard output\n", stderr);
		if (code == EX_OK) code = EX_IOERR;
	}
	mq_arena_close(c.arena);
	return code;
}
