/* Inside cli: the options of following the press, for watch and for serve --watch. */
#ifndef MQ_CLI_WATCHING_H
#define MQ_CLI_WATCHING_H

#include "cli/cli.h"
#include "watch/watch.h"

typedef struct {
	mq_watch_options o;
	mq_allowed_list allowed;
	mq_text contact;
	bool outlets;
	MQ_VEC(mq_text) sources; /* files */
} mq_watching;

#define MQ_WATCHING_OPTIONS                                                                                                      \
	{"sources", required_argument, NULL, 'S'}, {"contact", required_argument, NULL, 'C'},                                    \
	    {"allow", required_argument, NULL, 'A'}, {"pace", required_argument, NULL, 'P'},                                     \
	    {"per-host", required_argument, NULL, 'H'}, {"readers", required_argument, NULL, 'R'},                               \
	    {"fetches", required_argument, NULL, 'F'}, {"back", required_argument, NULL, 'B'},                                   \
	    {"least", required_argument, NULL, 'l'}, {"most", required_argument, NULL, 'm'},                                     \
	    {"connect-to", required_argument, NULL, 'c'}, {"ca", required_argument, NULL, 'a'},                                  \
	    {"warc", required_argument, NULL, 'W'}, {"seed", required_argument, NULL, 's'},                                      \
	    {"clock", required_argument, NULL, 'k'}, {"seconds", required_argument, NULL, 't'},                                  \
	    {"subject", required_argument, NULL, 'j'}, {"outlets", no_argument, NULL, 'o'},                                      \
	{                                                                                                                        \
		"verbose", no_argument, NULL, 'v'                                                                                \
	}

void mq_watching_defaults(mq_watching *w);
/* NULL, or what is wrong with the option */
const char *mq_watching_option(mq_cli *c, mq_watching *w, int o, const char *value);
/* the frontier, the sources, the folder: EX_OK, or an exit code with the reason said and the store closed */
int mq_watching_prepare(mq_cli *c, mq_watching *w, mq_store *store, const mq_engine *engine);

#endif
