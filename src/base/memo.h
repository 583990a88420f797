/* What a room remembers of words from page to page: a fixed number of places found by key, in sets of four; of a full set the
 * place that was not asked for lately is given away. It belongs to an arena, so to one thread, and outlives its clearing.
 * Only values of pure functions are kept here, so that no answer depends on what was remembered. */
#ifndef MQ_BASE_MEMO_H
#define MQ_BASE_MEMO_H

#include "base/arena.h"

typedef struct mq_memo mq_memo;

/* the memo that belongs to owner (what the values are computed from: it outlives the arena), made when it is first asked for.
 * places: a power of two; size: bytes of a value. NULL when memory is out: then the caller computes */
mq_memo *mq_arena_memo(mq_arena *a, const void *owner, uint32_t places, size_t size);
/* whoever works in many arenas in turn brings what it remembers along: the memos of two arenas change places */
void mq_arena_swap_memos(mq_arena *a, mq_arena *b);
/* The bytes kept of a word: its normal form, the hash of that, and what else tells it from words of the same letters. *known is
 * false where the caller has to fill them all (they hold anything). NULL for a NULL memo, for the rare word that is too long to
 * be kept, and where all places are taken in this turn: then the caller computes. Good until the next call; from the first turn
 * on until the next turn */
void *mq_memo_word(mq_memo *m, mq_text norm, uint64_t key, uint8_t kind, bool *known);
/* a new turn begins: what was asked for in the last one may be given away, what is asked for from here on stays */
void mq_memo_turn(mq_memo *m);
/* for loops that know what they will ask for: the memory is fetched while they are at work on something else. Far: so many words
 * ahead; near: some words ahead, after far */
#define MQ_MEMO_FAR  32u
#define MQ_MEMO_NEAR 16u
void mq_memo_far(const mq_memo *m, uint64_t key);
/* false: the word is not kept */
bool mq_memo_near(const mq_memo *m, uint64_t key, uint8_t kind);
/* the same of the first bytes of its value alone */
bool mq_memo_near_some(const mq_memo *m, uint64_t key, uint8_t kind, size_t bytes);

/* the arena's own: the list that it keeps */
mq_memo *mq_memo_of(mq_memo **list, const void *owner, uint32_t places, size_t size);
void mq_memo_close(mq_memo *list);

#endif
