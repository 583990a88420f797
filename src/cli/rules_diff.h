/* Inside cli: the part of `mirqab rules` that compares two folders of rules. */
#ifndef MQ_CLI_RULES_DIFF_H
#define MQ_CLI_RULES_DIFF_H

#include "cli/cli.h"

/* the rules in use against those of `folder`, on n paths, or with none on the archive */
int mq_cli_rules_diff(mq_cli *c, const mq_page_options *o, mq_text folder, char **paths, int n);

#endif
