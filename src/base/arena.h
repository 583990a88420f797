/* Memory. One bounded arena a page; a room allocates only from it; nothing is freed singly.
 * An allocation that does not fit gives NULL and marks the arena as failed: rooms pass that up as MQ_LIMIT or MQ_NO_MEMORY.
 * The heap functions are for things that outlive a page (rules, models, stores); nothing outside src/base calls malloc. */
#ifndef MQ_BASE_ARENA_H
#define MQ_BASE_ARENA_H

#include "base/view.h"

typedef struct mq_arena mq_arena;

/* limit: bytes that the arena may hold in all. NULL when memory is out */
mq_arena *mq_arena_open(size_t limit);
void mq_arena_close(mq_arena *a);
/* forgets everything, keeps up to a few chunks for the next page */
void mq_arena_clear(mq_arena *a);
/* aligned to 16; not zeroed; n of 0 gives a valid pointer */
void *mq_arena_alloc(mq_arena *a, size_t n);
void *mq_arena_zalloc(mq_arena *a, size_t n);
/* grows the newest allocation in place where it can, copies where it cannot */
void *mq_arena_grow(mq_arena *a, void *old, size_t old_n, size_t n);
mq_text mq_arena_text(mq_arena *a, mq_text t);
/* printf into the arena; MQ_NONE when memory is out */
__attribute__((format(printf, 2, 3))) mq_text mq_arena_print(mq_arena *a, const char *form, ...);
size_t mq_arena_used(const mq_arena *a);
bool mq_arena_failed(const mq_arena *a);
/* true when it failed because its limit was reached, not because the system had none */
bool mq_arena_at_limit(const mq_arena *a);

#define MQ_NEW(a, type)      ((type *)mq_arena_zalloc((a), sizeof(type)))
#define MQ_ARRAY(a, type, n) ((type *)mq_arena_zalloc((a), sizeof(type) * (size_t)(n)))

/* A growing array in an arena: struct { T *v; uint32_t n, cap; }. Declared by MQ_VEC, zero is empty. */
#define MQ_VEC(T)                                                                                                                \
	struct {                                                                                                                 \
		T *v;                                                                                                            \
		uint32_t n;                                                                                                      \
		uint32_t cap;                                                                                                    \
	}
/* a pointer to a new zeroed last element, or NULL when memory is out */
#define mq_push(a, vec)                                                                                                          \
	((vec)->n < (vec)->cap || mq_vec_room((a), (vec), sizeof *(vec)->v)                                                      \
	     ? (__typeof__((vec)->v))memset(&(vec)->v[(vec)->n++], 0, sizeof *(vec)->v)                                          \
	     : NULL)
bool mq_vec_room(mq_arena *a, void *vec, size_t size);

void *mq_heap_alloc(size_t n); /* zeroed */
void *mq_heap_realloc(void *p, size_t n);
void mq_heap_free(void *p);

/* A growing byte buffer on the heap, born with a maximum. After a failed write it stays failed and keeps what it had. */
typedef struct {
	char *p;
	size_t n, cap, max;
	bool failed;
} mq_buf;

void mq_buf_open(mq_buf *b, size_t max);
void mq_buf_close(mq_buf *b);
void mq_buf_clear(mq_buf *b);
bool mq_buf_room(mq_buf *b, size_t more);
void mq_buf_put(mq_buf *b, mq_text t);
void mq_buf_byte(mq_buf *b, char c);
__attribute__((format(printf, 2, 3))) void mq_buf_print(mq_buf *b, const char *form, ...);
static inline mq_text mq_buf_text(const mq_buf *b) { return (mq_text){b->p ? b->p : "", b->n}; }

#endif
