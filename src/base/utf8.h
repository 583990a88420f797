/* UTF-8 as RFC 3629 has it: no surrogates, no overlong forms, nothing above U+10FFFF. */
#ifndef MQ_BASE_UTF8_H
#define MQ_BASE_UTF8_H

#include "base/view.h"

#define MQ_UTF8_BAD 0xFFFDu

/* the code point at *at, which moves past it; a bad byte gives MQ_UTF8_BAD and moves by one. *at must be < t.n */
uint32_t mq_utf8_next(mq_text t, size_t *at);
/* the code point that ends before *at, which moves to its start. *at must be > 0 */
uint32_t mq_utf8_prev(mq_text t, size_t *at);
/* writes 1 to 4 bytes, returns how many; a code point that UTF-8 has no form for is written as U+FFFD */
size_t mq_utf8_put(char out[4], uint32_t c);
/* the offset of the first bad byte, or SIZE_MAX when the whole text is sound */
size_t mq_utf8_bad(mq_text t);
/* the number of code points; bad bytes count one each */
size_t mq_utf8_count(mq_text t);

static inline bool mq_utf8_is_cont(char c) { return ((unsigned char)c & 0xC0) == 0x80; }
/* is byte offset at the border of a character */
static inline bool mq_utf8_border(mq_text t, size_t at) { return at == 0 || at >= t.n || !mq_utf8_is_cont(t.p[at]); }

#endif
