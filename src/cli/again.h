/* Reading again, for mirqab ingest. */
#ifndef MQ_CLI_AGAIN_H
#define MQ_CLI_AGAIN_H

#include "cli/archive.h"

/* closes the store; gives the exit code */
int mq_cli_again(mq_cli *c, mq_store *store, bool json);

#endif
