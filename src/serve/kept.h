/* Answers kept in memory until they are old: a table with one place a hash, so it never grows. Shared by the threads. */
#ifndef MQ_SERVE_KEPT_H
#define MQ_SERVE_KEPT_H

#include <microhttpd.h>

#include "base/base.h"

typedef struct mq_kept mq_kept;

mq_kept *mq_kept_open(void);
void mq_kept_close(mq_kept *k);
/* queues what was made since `not_before`; where its etag is in if_none_match, as 304. MHD_NO when nothing was kept */
enum MHD_Result mq_kept_answer(mq_kept *k, mq_text key, uint64_t not_before, struct MHD_Connection *c, const char *if_none_match);
/* One makes an answer, the others do not make it too: true when the caller is to make it, and to release it then. False when
 * another was at it: either an old answer may be given meanwhile (`old`), or the other is done now and has kept its own */
bool mq_kept_claim(mq_kept *k, mq_text key, bool *old);
void mq_kept_release(mq_kept *k, mq_text key);
/* takes over both references */
void mq_kept_put(mq_kept *k, mq_text key, uint64_t now, struct MHD_Response *answer, struct MHD_Response *unchanged,
		 const char *etag, size_t bytes);

#endif
