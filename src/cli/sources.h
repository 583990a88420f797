/* Inside cli: the sources that are followed, a part of the command outlets. */
#ifndef MQ_CLI_SOURCES_H
#define MQ_CLI_SOURCES_H

#include "cli/cli.h"

/* outlets with --sources among its arguments */
int mq_cli_sources(mq_cli *c, int argc, char **argv);

#endif
