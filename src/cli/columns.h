/* Inside cli: text in columns of a terminal. Marks take no column, East Asian letters two. */
#ifndef MQ_CLI_COLUMNS_H
#define MQ_CLI_COLUMNS_H

#include <stdio.h>

#include "base/base.h"

#define MQ_COLUMNS 80u

/* columns of a text; control characters count none and are not printed */
size_t mq_columns_of(mq_text t);
/* prints t on one line, cut with … where it takes more columns than `most`; white space becomes one space. Gives the columns */
size_t mq_columns_put(FILE *to, mq_text t, size_t most);
/* the same, filled up to `most` */
void mq_columns_pad(FILE *to, mq_text t, size_t most);
/* over as many lines as it takes, each begun with `indent` spaces; from, to: parts to mark (bytes of t), may be NULL */
void mq_columns_wrap(FILE *to, mq_text t, size_t indent, const mq_span *marks, uint32_t n, const char *open, const char *close);

#endif
