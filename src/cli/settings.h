/* Inside cli: what the user has set. In: mirqab.toml and the environment. Out: a value by key, environment before file.
 * Keys: rules, db, jobs, quiet, listen, public-url, threads, contact, sources, pace, warc;
 * MIRQAB_PUBLIC_URL is the variable of public-url. */
#ifndef MQ_CLI_SETTINGS_H
#define MQ_CLI_SETTINGS_H

#include "base/base.h"

typedef struct {
	mq_text key, value;
} mq_setting;

typedef struct {
	mq_text path; /* of the file, whether or not it is there */
	MQ_VEC(mq_setting) rows;
} mq_settings;

/* file: --config, which must be there; MQ_NONE: $XDG_CONFIG_HOME/mirqab/mirqab.toml, which need not */
mq_status mq_settings_open(mq_arena *a, mq_text file, mq_settings *out) MQ_MUST_USE;
/* MQ_NONE when nothing is set */
mq_text mq_settings_of(const mq_settings *s, const char *key);

#endif
