/* Are two printed names likely spellings of one? In: two names. Out: a score. It never merges anything: a table of people keeps
 * variants side by side, each with its source, and a reader decides. The letters that spellings exchange are in
 * rules/ar/name_sounds.tsv. Immutable after load. */
#ifndef MQ_MARK_VARIANTS_H
#define MQ_MARK_VARIANTS_H

#include "text/text.h"

typedef struct mq_variants mq_variants;

/* from here on a pair is worth showing as variants of one name */
#define MQ_VARIANT_LIKELY 70

mq_status mq_variants_open(mq_arena *a, const mq_pack *pack, const mq_variants **out) MQ_MUST_USE;
/* 0 to 100. 100: the same normal form. Words are compared one to one («عبد القادر» and «عبدالقادر» are one word each); every word
 * must sound the same or differ in one sound, and one of them at most may differ. 0 for names longer than a name is */
int mq_variants_score(const mq_variants *v, mq_arena *a, mq_text one, mq_text other);

#endif
