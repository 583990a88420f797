/* Inside watch: a host name in ASCII (RFC 3492, as IDNA uses it). libcurl converts by the locale of the process, which a library
 * must not depend on. */
#ifndef MQ_WATCH_PUNYCODE_H
#define MQ_WATCH_PUNYCODE_H

#include "base/base.h"

/* host: UTF-8, folded by compatibility and case (UTS 46's mapping, near enough for names that resolve); false when it is no name
 */
bool mq_host_ascii(mq_text host, mq_buf *out);

#endif
