/* Inside page: stored bytes become sound UTF-8, with a map back. What the bytes say goes before what a label says: a byte order
 * mark, then sound UTF-8, then the labels (HTTP, then the document's own), each doubted where the bytes speak against it. */
#ifndef MQ_PAGE_CHARSET_H
#define MQ_PAGE_CHARSET_H

#include "page/page.h"

/* In: page->stored; the label of an HTTP header or MQ_NONE; may the document carry a label of its own (HTML, XML).
 * Out: page->charset, text, text_map, and a warning where label and bytes disagree, bytes are lost, or letters look wrong */
mq_status mq_charset_read(mq_arena *a, mq_text label, bool markup, mq_page *page) MQ_MUST_USE;
/* the same when the charset is known for sure, by its name in page->charset */
mq_status mq_charset_read_as(mq_arena *a, mq_page *page) MQ_MUST_USE;
/* no text in any charset: the byte that tells so, or SIZE_MAX. Looks at the first 64 KiB */
size_t mq_charset_binary(mq_text bytes);
/* the label in a meta element or an XML declaration near the start, or MQ_NONE */
mq_text mq_charset_label(mq_text bytes);
/* the text, its bytes that are no UTF-8 replaced by U+FFFD; MQ_NONE when memory is out (or t is it) */
mq_text mq_text_sound(mq_arena *a, mq_text t);
/* warns when letters of t look like another charset's reading of UTF-8 */
mq_status mq_charset_doubt(mq_arena *a, mq_page *page, mq_text t) MQ_MUST_USE;
/* adds a sentence to page->warning, made sound; false when memory is out */
bool mq_page_warn(mq_arena *a, mq_page *page, mq_text sentence);

#endif
