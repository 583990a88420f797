/* Inside store: the words that pages share, as bytes that packing leans on. */
#ifndef MQ_STORE_DICTIONARY_H
#define MQ_STORE_DICTIONARY_H

#include "base/base.h"

/* Bytes that many samples share, the best last. Every MQ_SHARED_WINDOW bytes of what a sample gave stand in MQ_SHARED_LEAST
 * samples or more: so a dictionary tells nothing of a page that is taken away. The same samples give the same bytes. Linear in
 * the samples' bytes; scratch on the heap. out is open; it stays empty where the samples share nothing */
#define MQ_SHARED_WINDOW 16u
#define MQ_SHARED_LEAST  3u
mq_status mq_dictionary_make(const mq_text *samples, uint32_t n, size_t most, mq_buf *out) MQ_MUST_USE;

#endif
