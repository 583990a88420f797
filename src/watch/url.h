/* Inside watch: addresses. An address is brought to one form before anything is decided of it, so that one page has one name. */
#ifndef MQ_WATCH_URL_H
#define MQ_WATCH_URL_H

#include "base/base.h"

/* what the rules know of links: path words, suffixes and query keys (rules/watch/links.tsv); immutable after load */
typedef struct mq_link_rules mq_link_rules;
mq_status mq_link_rules_open(mq_arena *a, const mq_pack *pack, const mq_link_rules **out) MQ_MUST_USE;

/* `url` as found on the page `base` (or MQ_NONE), absolute and in one form: scheme and host in lower case, the host in ASCII,
 * no user, no default port, no fragment, no dot segments, escapes in one form (RFC 3986, 6.2.2), no query keys that only say
 * where the reader came from. False when it is no http(s) address, has a user in it, or is too long. */
bool mq_url_form(mq_arena *a, const mq_link_rules *rules, mq_text base, mq_text url, mq_text *out);
/* "https://host:port" of an address in that form */
mq_text mq_url_origin(mq_text url);
/* path and query of an address in that form; "/" at least */
mq_text mq_url_path(mq_text url);
/* the host without port and without a leading "www." */
mq_text mq_url_site(mq_text url);
/* a key for the seen-set: 63 bits, never 0 */
int64_t mq_url_key(mq_text url);

/* how much an address and the text of its link look like an article of the site of `from`: 0 not at all */
int mq_url_article(const mq_link_rules *rules, mq_text from, mq_text url, mq_text text);

#endif
