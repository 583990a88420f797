/* cli: one file a command, one row in the table of main.c. Data on stdout, words on stderr. Exit codes as sysexits(3). */
#ifndef MQ_CLI_CLI_H
#define MQ_CLI_CLI_H

#include "record/record.h"

typedef struct {
	mq_arena *arena; /* for the life of the command */
	mq_text rules;   /* --rules DIR, or MQ_NONE */
	mq_text db;      /* --db, or MQ_NONE: the default archive */
	bool quiet, terminal;
	mq_log log;
	uint32_t wait_ms; /* for a turn to write */
} mq_cli;

typedef struct {
	const char *name, *usage, *does;
	int (*run)(mq_cli *c, int argc, char **argv); /* argv[0] is the command's name */
} mq_command;
extern const mq_command mq_commands[];
extern const size_t mq_commands_n;

int mq_cmd_cdxj(mq_cli *c, int argc, char **argv);
int mq_cmd_read(mq_cli *c, int argc, char **argv);
int mq_cmd_trace(mq_cli *c, int argc, char **argv);
int mq_cmd_ingest(mq_cli *c, int argc, char **argv);
int mq_cmd_verify(mq_cli *c, int argc, char **argv);
int mq_cmd_analyze(mq_cli *c, int argc, char **argv);
int mq_cmd_review(mq_cli *c, int argc, char **argv);
int mq_cmd_rules(mq_cli *c, int argc, char **argv);
int mq_cmd_search(mq_cli *c, int argc, char **argv);
int mq_cmd_serve(mq_cli *c, int argc, char **argv);
int mq_cmd_events(mq_cli *c, int argc, char **argv);
int mq_cmd_export(mq_cli *c, int argc, char **argv);
int mq_cmd_calendar(mq_cli *c, int argc, char **argv);
int mq_cmd_people(mq_cli *c, int argc, char **argv);
int mq_cmd_outlets(mq_cli *c, int argc, char **argv);
int mq_cmd_instrument(mq_cli *c, int argc, char **argv);
int mq_cmd_person(mq_cli *c, int argc, char **argv);
int mq_cmd_stories(mq_cli *c, int argc, char **argv);
int mq_cmd_schema(mq_cli *c, int argc, char **argv);
int mq_cmd_cite(mq_cli *c, int argc, char **argv);
int mq_cmd_dossier(mq_cli *c, int argc, char **argv);
int mq_cmd_tokens(mq_cli *c, int argc, char **argv);
int mq_cmd_watch(mq_cli *c, int argc, char **argv);
int mq_cmd_version(mq_cli *c, int argc, char **argv);

/* writes "mirqab: path: record N, byte B: why" to stderr and gives the exit code */
int mq_cli_report(const mq_cli *c, mq_text path, const mq_page *page, mq_status s);
/* "mirqab NAME: what" and how to see the usage; gives EX_USAGE */
int mq_cli_usage(const char *command, const char *what);

#endif
