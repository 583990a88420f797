/* Inside cli: the options of following the press, for watch and for serve --watch. */
#ifndef MQ_CLI_WATCHING_H
#define MQ_CLI_WATCHING_H

#include "cli/cli.h"
#include "desk/desk.h"
#include "watch/watch.h"

typedef struct {
	mq_watch_options o;
	mq_allowed_list allowed;
	mq_text contact;
	mq_desk *desk;      /* whose saved searches are followed; NULL until there is one */
	mq_text public_url; /* of the server that hubs reach; MQ_NONE: hubs are not subscribed to */
	bool outlets;
	MQ_VEC(mq_text) sources; /* files */
} mq_watching;

/* ids of options that stand beside a command's own letters */
#define MQ_WATCHING(letter) (256 + (letter))
#define MQ_WATCHING_OPTIONS                                                                                                      \
	{"sources", required_argument, NULL, MQ_WATCHING('S')}, {"contact", required_argument, NULL, MQ_WATCHING('C')},          \
	    {"allow", required_argument, NULL, MQ_WATCHING('A')}, {"pace", required_argument, NULL, MQ_WATCHING('P')},           \
	    {"per-host", required_argument, NULL, MQ_WATCHING('H')}, {"readers", required_argument, NULL, MQ_WATCHING('R')},     \
	    {"fetches", required_argument, NULL, MQ_WATCHING('F')}, {"back", required_argument, NULL, MQ_WATCHING('B')},         \
	    {"least", required_argument, NULL, MQ_WATCHING('l')}, {"most", required_argument, NULL, MQ_WATCHING('m')},           \
	    {"connect-to", required_argument, NULL, MQ_WATCHING('c')}, {"ca", required_argument, NULL, MQ_WATCHING('a')},        \
	    {"warc", required_argument, NULL, MQ_WATCHING('W')}, {"seed", required_argument, NULL, MQ_WATCHING('s')},            \
	    {"clock", required_argument, NULL, MQ_WATCHING('k')}, {"seconds", required_argument, NULL, MQ_WATCHING('t')},        \
	    {"subject", required_argument, NULL, MQ_WATCHING('j')}, {"outlets", no_argument, NULL, MQ_WATCHING('o')},            \
	{                                                                                                                        \
		"verbose", no_argument, NULL, MQ_WATCHING('v')                                                                   \
	}

void mq_watching_defaults(mq_watching *w);
/* NULL, or what is wrong with the option */
const char *mq_watching_option(mq_cli *c, mq_watching *w, int o, const char *value);
/* NULL, or what is wrong with public_url, which loses a slash at its end */
const char *mq_watching_public_url(mq_cli *c, mq_watching *w);
/* the frontier, the sources, the folder: EX_OK, or an exit code with the reason said and the store closed */
int mq_watching_prepare(mq_cli *c, mq_watching *w, mq_store *store, const mq_engine *engine);

/* following in a thread of its own, for serve --watch */
typedef struct mq_watcher mq_watcher;
/* EX_OK, or an exit code with the reason said. Returns when the readers are there: they are best begun before other threads */
int mq_watching_start(mq_cli *c, mq_watching *w, mq_watcher **out);
/* the server answers from now on: hubs may be asked */
void mq_watching_reachable(mq_watcher *w);
/* tells it to stop and waits; gives its exit code. When it ends of itself it sends SIGTERM to this process */
int mq_watching_end(mq_watcher *w);

#endif
