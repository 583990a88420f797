/* Inside store: how names sound, across scripts and spellings. In: a word in normal form, Latin or Arabic. Out: its sounds by
 * rules/ar/latin_sounds.tsv and name_sounds.tsv, and how far two words lie apart. */
#ifndef MQ_STORE_SOUNDS_H
#define MQ_STORE_SOUNDS_H

#include "store/driver.h"

#define MQ_SOUNDS_MOST 32u

typedef struct mq_sounds mq_sounds;

typedef struct {
	uint8_t n, consonants;
	char v[MQ_SOUNDS_MOST];
} mq_heard;

mq_status mq_sounds_open(mq_arena *a, const mq_pack *pack, const mq_sounds **out) MQ_MUST_USE;
mq_heard mq_sounds_of(const mq_sounds *s, mq_text word);
/* 0: the same; a vowel more, less or changed costs little, a consonant much. What is farther than `most` need not be told: more
 * than that is */
double mq_sounds_apart(const mq_heard *x, const mq_heard *y, double most);

#endif
