/* Inside watch: a process shuts itself in. After it, the process can compute, read and write the descriptors it has, take memory,
 * and end; it can open nothing, connect nowhere, start nothing. What the kernel lacks (Landlock before 5.13) is left out. */
#ifndef MQ_WATCH_SANDBOX_H
#define MQ_WATCH_SANDBOX_H

#include "base/base.h"

/* keep: the one descriptor that stays open beside 2. False when the kernel refused what it must not refuse */
bool mq_sandbox_enter(int keep, size_t memory);

#endif
