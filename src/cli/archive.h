/* Inside cli: what the commands of the archive share. */
#ifndef MQ_CLI_ARCHIVE_H
#define MQ_CLI_ARCHIVE_H

#include <getopt.h>

#include "cli/cli.h"
#include "store/store.h"

/* --db, MIRQAB_DB, or the default place, whose folders are made for writing */
mq_text mq_cli_archive_url(mq_cli *c, mq_store_mode mode);
/* opens rules and archive (--db, MIRQAB_DB, or the default place); EX_OK, or an exit code with the reason already said */
int mq_cli_open(mq_cli *c, mq_store_mode mode, mq_engine *e, mq_store **out);
/* says why, closes the store, gives the exit code */
int mq_cli_store_failed(mq_cli *c, mq_store *store, mq_status s);
/* the day it is, or what MIRQAB_TODAY says */
mq_day mq_cli_today(void);
/* an event with its days, kind, parties, sentence and source, for people */
void mq_cli_print_event(const mq_event_row *row);
/* "mar" to "MAR"; false when it is no code of three letters */
bool mq_cli_code(const char *arg, char out[4]);

/* --db may stand before the command or among its own options */
#define MQ_DB_OPTION                                                                                                             \
	{                                                                                                                        \
		"db", required_argument, NULL, 'd'                                                                               \
	}
#define MQ_FILTER_OPTIONS                                                                                                        \
	{"pair", required_argument, NULL, 'P'}, {"kind", required_argument, NULL, 'K'},                                          \
	    {"status", required_argument, NULL, 'S'}, {"from", required_argument, NULL, 'F'},                                    \
	    {"to", required_argument, NULL, 'T'}, {"outlet", required_argument, NULL, 'O'},                                      \
	    {"person", required_argument, NULL, 'N'}, {"article", required_argument, NULL, 'A'},                                 \
	    {"cursor", required_argument, NULL, 'C'}, {"limit", required_argument, NULL, 'L'},                                   \
	{                                                                                                                        \
		"current", no_argument, NULL, 'U'                                                                                \
	}
/* NULL, or what was wrong with the value */
const char *mq_cli_filter_flag(mq_cli *c, int o, const char *value, mq_filter *f);

#endif
