/* Small databases beside the archive, each with a schema of its own: what is not the press. They are files of their own so that
 * writing in them neither waits for an ingest nor touches the archive. Several processes may write one: each change is a short
 * transaction that waits its turn (10 s). A handle belongs to one thread, and is closed with mq_store_close. */
#ifndef MQ_STORE_BESIDE_H
#define MQ_STORE_BESIDE_H

#include "store/driver.h"

/* url: of the archive; the file is "ARCHIVE-ending", made where it is not there; steps end with a row of no sql */
mq_status mq_beside_open(mq_arena *a, mq_text url, const char *ending, const mq_migration *steps, mq_store **out) MQ_MUST_USE;

#endif
