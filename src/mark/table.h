/* Reading rule tables with clear errors; shared by the passes. */
#ifndef MQ_MARK_TABLE_H
#define MQ_MARK_TABLE_H

#include "mark/passes.h"

#define MQ_CELL(t, name) ((t)->cell[mq_table_column((t), MQ_T(name))])

/* opens a table of the pack; columns is ended by NULL, all must be there */
mq_status mq_rules_table(mq_arena *a, const mq_marker *m, const char *path, const char *const *columns, mq_table *t) MQ_MUST_USE;
mq_status mq_rules_bad(mq_arena *a, const mq_table *t, const char *what) MQ_MUST_USE;
/* a small whole number, maybe with a minus; NO number gives false */
bool mq_rules_int(mq_text cell, int32_t *out);

#endif
