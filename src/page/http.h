/* Inside page: an HTTP/1 response as an archive keeps it (RFC 9112), read leniently: what crawlers wrote is seldom exact. */
#ifndef MQ_PAGE_HTTP_H
#define MQ_PAGE_HTTP_H

#include "page/page.h"

typedef struct {
	int status;                         /* 0 when there is no status line */
	mq_text media_type, charset;        /* of Content-Type, as written */
	mq_text content_encoding, transfer; /* as written */
	mq_text location, last_modified;
	size_t body; /* where the headers end */
} mq_http_head;

/* False when the block does not begin as a response does; body is then 0. */
bool mq_http_head_read(mq_text block, mq_http_head *out);
/* a header line of the form "Name: value"; takes the line off *rest, false at the empty line or the end */
bool mq_http_field(mq_text *rest, mq_text *name, mq_text *value);
/* splits "text/html; charset=utf-8" */
void mq_http_media(mq_text value, mq_text *media_type, mq_text *charset);

/* The payload: transfer coding, then content codings undone, bounded by MQ_PAGE_MOST. Where the block is cut off or its headers
 * do not tell the truth, what is whole is given and *odd says why (MQ_NONE when all was well). */
mq_status mq_http_payload(mq_arena *a, mq_text block, const mq_http_head *head, mq_text *out, mq_text *odd) MQ_MUST_USE;
/* one content coding by its name: gzip, deflate, br, zstd */
mq_status mq_http_decode(mq_arena *a, mq_text coding, mq_text in, mq_text *out, mq_text *odd) MQ_MUST_USE;

#endif
