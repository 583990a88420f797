/* A request and its answer, as handlers see them. A handler fills the answer's bytes or its tree of values; it never
 * touches a socket. Everything of a request lives in its arena. */
#ifndef MQ_SERVE_REQUEST_H
#define MQ_SERVE_REQUEST_H

#include "desk/send.h"
#include "serve/choices.h"
#include "serve/hijri.h"
#include "serve/html.h"
#include "serve/serve.h"
#include "serve/template.h"
#include "watch/inbox.h"

typedef struct {
	mq_text name, value; /* value is decoded */
} mq_argument;

typedef struct mq_hub_counters mq_hub_counters;

/* what is loaded once and shared by all threads */
typedef struct {
	const mq_engine *engine;
	const mq_messages *messages;
	const mq_templates *templates;
	const mq_hijri *hijri;
	mq_text public_url;  /* without a slash at its end */
	mq_text map_borders; /* how disputed borders are drawn: "MAR-ESH=MAR,SRB-XKX=line"; the others dashed */
	char asset_tag[17];  /* changes when the program's files change: /static/TAG/style.css is kept for ever */
	mq_text version;
	mq_text archive;                /* as mq_store_options.url */
	mq_desk *desk;                  /* NULL where nothing can be written beside the archive */
	mq_text no_desk;                /* why not */
	const mq_allowed_list *allowed; /* addresses that may be reached beside public ones */
	bool can_mail;                  /* messages can be sent by e-mail */
	uint32_t image_reports;         /* different people whose reports hide an image; 0: no images are shown */
	mq_inbox *inbox;                /* what hubs send */
	mq_hub_counters *hub_counters;
} mq_site;

typedef enum { MQ_GET = 1, MQ_POST = 2, MQ_DELETE = 4, MQ_OTHER_METHOD = 8 } mq_method; /* HEAD is GET */

typedef struct {
	unsigned char address[8];
	uint8_t address_n;
	bool loopback;
	bool cross_site; /* another site made the browser ask */
	bool by_cookie;  /* the key came in a cookie, not in a header */
	mq_text secret;  /* the key, or MQ_NONE */
} mq_who;

typedef struct mq_request mq_request;
struct mq_request {
	mq_arena *arena;
	const mq_site *site;
	mq_store *store;
	mq_log log;
	mq_text path; /* without the language: "/article/12ab" */
	mq_text whole_path;
	mq_text query;   /* as it came, without "?" */
	mq_text part[4]; /* what the pattern's stars stood for, decoded */
	MQ_VEC(mq_argument) arguments;
	mq_lang lang;
	mq_choices choice;
	const mq_messages *messages; /* the site's, with the chosen names of months */
	mq_day today;
	mq_method method;
	bool head_only;
	mq_who who;
	int64_t now;           /* seconds of Unix */
	unsigned refused;      /* the status of a refusal: 401, 403, 409, 429 (mq_refuse) */
	mq_text form;          /* a POST's body */
	mq_text form_type;     /* its media type */
	mq_text hub_signature; /* X-Hub-Signature */
	mq_text counters;      /* for /metrics */
};

typedef struct {
	unsigned status; /* 200 when 0 */
	mq_text media_type;
	mq_buf *out;        /* the body; the handler writes here */
	mq_text next_link;  /* RFC 8288 target of rel="next", or MQ_NONE */
	mq_text location;   /* of a redirect */
	mq_text set_cookie; /* or MQ_NONE */
	mq_text file_name;  /* Content-Disposition, or MQ_NONE */
	mq_text csp;        /* another policy than the site's, or MQ_NONE */
	bool for_ever;      /* an asset whose address changes with its bytes */
	bool no_store;
} mq_reply;

typedef mq_status (*mq_handler)(mq_request *r, mq_reply *out);

enum {
	MQ_ROUTE_PAGE = 1,  /* has its language in front: /fr/…; errors are pages */
	MQ_ROUTE_POST = 2,  /* takes POST, not GET */
	MQ_ROUTE_KEEP = 4,  /* its answers may be kept until the archive changes */
	MQ_ROUTE_LOCAL = 8, /* answers only to loopback */
	MQ_ROUTE_DELETE = 16
};

typedef struct {
	const char *pattern; /* "*" stands for one segment or the rest of one */
	mq_handler answer;
	unsigned flags;
} mq_route;
extern const mq_route mq_routes[];
extern const size_t mq_routes_n;

/* the route of a path for a method, its stars' texts in part[]; NULL when there is none. allowed: the methods of all that fit */
const mq_route *mq_route_find(mq_text path, mq_method method, mq_text part[4], unsigned *allowed);

/* decoded argument, or MQ_NONE */
mq_text mq_argument_of(const mq_request *r, const char *name);
mq_status mq_arguments_read(mq_arena *a, mq_text query, mq_request *r) MQ_MUST_USE;
/* percent-decoded; "+" is a space when form is set */
mq_text mq_url_decode(mq_arena *a, mq_text t, bool form);

/* failures that are answers */
mq_status mq_not_found(void);
/* a failure with a status of its own; key: of the message that says why, "refuse.…" */
mq_status mq_refuse(mq_request *r, unsigned status, const char *key);
unsigned mq_http_status(mq_status s);
/* a page of its own for a failure, or a problem of RFC 9457 */
void mq_reply_failure(mq_request *r, mq_reply *out, mq_status s, bool page);

/* pages: a tree with what every page has (title, lang, dir, base, nav …), and its rendering */
mq_value *mq_page_open(mq_request *r, const char *nav);
mq_status mq_page_render(mq_request *r, mq_reply *out, const char *name, const mq_value *data) MQ_MUST_USE;
mq_text mq_msg(const mq_request *r, const char *key);
mq_text mq_msg_number(const mq_request *r, const char *key, int64_t n); /* the plural form, with its number */
/* numbers of ours as this reader wants them: "0.82", "+1.5", "3–17", "2025" */
mq_text mq_decimal(const mq_request *r, double value, int places);
mq_text mq_signed(const mq_request *r, double value);
mq_text mq_spread(const mq_request *r, uint64_t from, uint64_t to);
mq_text mq_plain_number(const mq_request *r, int64_t n); /* a year, a share: no gaps */
/* "/fr/article/12": the base of the reader's language before a path */
mq_text mq_base(const mq_request *r);

#endif
