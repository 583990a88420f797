/* What the commands of the register share: instruments in short, score profiles. */
#ifndef MQ_CLI_REGISTER_H
#define MQ_CLI_REGISTER_H

#include "cli/archive.h"
#include "serve/register.h"

/* a line or two: what it is, when it was last, what is next due and how that is known */
void mq_cli_print_series(const mq_series_row *r, bool md);
/* plover and goldstein by name; else a file of somebody's own scores */
mq_status mq_cli_profile(mq_cli *c, mq_store *store, const char *name) MQ_MUST_USE;

#endif
