/* Escaping, by where the text goes. Every text from outside passes through one of these on its way into a page. */
#ifndef MQ_SERVE_HTML_H
#define MQ_SERVE_HTML_H

#include "base/base.h"

/* Element content and quoted attributes: & < > " ' become references, control characters U+FFFD, bad UTF-8 U+FFFD.
 * Bidi embeddings and isolates are dropped (elements isolate), overrides (U+202D, U+202E) become U+FFFD: they could make
 * a headline read as something it does not say. */
void mq_html_text(mq_buf *out, mq_text t);
/* the whole of an address in an attribute: http, https and local ones pass, any other scheme gives "#" */
void mq_html_url(mq_buf *out, mq_text t);
/* a part of an address after a literal beginning: everything but RFC 3986's unreserved is percent-encoded */
void mq_html_url_part(mq_buf *out, mq_text t);
/* XML content (feeds, OpenSearch): as mq_html_text, without the characters that XML 1.0 forbids */
void mq_xml_text(mq_buf *out, mq_text t);
/* the first `most` characters, cut at a space where one is near, "…" after them; the text itself when it is short */
mq_text mq_text_brief(mq_arena *a, mq_text t, size_t most);

#endif
