#include "base/arena.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>

#include "base/limits.h"
#include "base/memo.h"

typedef struct chunk chunk;
struct chunk {
	chunk *next;
	size_t n, cap;
	_Alignas(16) char bytes[];
};

struct mq_arena {
	chunk *first, *now;
	size_t used, held, limit;
	bool failed, at_limit;
	mq_memo *memos;
};

#define CHUNK_LEAST ((size_t)64 << 10)

mq_arena *mq_arena_open(size_t limit)
{
	mq_arena *a = calloc(1, sizeof *a);
	if (a) a->limit = limit;
	return a;
}

static void drop_chunks(chunk *c)
{
	while (c) {
		chunk *next = c->next;
		free(c);
		c = next;
	}
}

void mq_arena_close(mq_arena *a)
{
	if (!a) return;
	drop_chunks(a->first);
	mq_memo_close(a->memos);
	free(a);
}

mq_memo *mq_arena_memo(mq_arena *a, const void *owner, uint32_t places, size_t size)
{
	return mq_memo_of(&a->memos, owner, places, size);
}

void mq_arena_swap_memos(mq_arena *a, mq_arena *b)
{
	mq_memo *of_a = a->memos;
	a->memos = b->memos;
	b->memos = of_a;
}

void mq_arena_clear(mq_arena *a)
{
	size_t kept = 0;
	chunk *c = a->first;
	while (c) {
		c->n = 0;
		kept += c->cap;
		if (kept > MQ_ARENA_KEEP && c->next) {
			drop_chunks(c->next);
			c->next = NULL;
		}
		c = c->next;
	}
	a->held = 0;
	for (c = a->first; c; c = c->next) a->held += c->cap;
	a->now = a->first;
	a->used = 0;
	a->failed = a->at_limit = false;
}

/* large chunks hold the tables that every word is looked up in: wide pages of memory make that cheaper, where there are any */
#define WIDE_LEAST ((size_t)4 << 20)
#define WIDE_PAGE  ((uintptr_t)2 << 20)

static void ask_wide_pages(void *at, size_t n)
{
	uintptr_t from = ((uintptr_t)at + WIDE_PAGE - 1) & ~(WIDE_PAGE - 1), to = ((uintptr_t)at + n) & ~(WIDE_PAGE - 1);
	if (from < to) (void)madvise((void *)from, to - from, MADV_HUGEPAGE);
}

static chunk *add_chunk(mq_arena *a, size_t n)
{
	/* a chunk kept from an earlier page may serve */
	while (a->now && a->now->next) {
		a->now = a->now->next;
		if (a->now->cap >= n) return a->now;
	}
	size_t cap = a->held / 2 > CHUNK_LEAST ? a->held / 2 : CHUNK_LEAST;
	if (cap > MQ_ARENA_CHUNK_MOST) cap = MQ_ARENA_CHUNK_MOST;
	if (cap < n) cap = n;
	chunk *c = malloc(sizeof *c + cap);
	if (!c) return NULL;
	if (cap >= WIDE_LEAST) ask_wide_pages(c, sizeof *c + cap);
	c->next = NULL;
	c->n = 0;
	c->cap = cap;
	if (a->now) a->now->next = c;
	else a->first = c;
	a->now = c;
	a->held += cap;
	return c;
}

void *mq_arena_alloc(mq_arena *a, size_t n)
{
	if (n > a->limit) goto limit;
	n = (n + 15) & ~(size_t)15;
	if (n == 0) n = 16;
	if (n > a->limit - (a->used < a->limit ? a->used : a->limit)) goto limit;
	chunk *c = a->now;
	if (!c || c->cap - c->n < n) c = add_chunk(a, n);
	if (!c) {
		a->failed = true;
		return NULL;
	}
	void *p = c->bytes + c->n;
	c->n += n;
	a->used += n;
	return p;
limit:
	a->failed = a->at_limit = true;
	return NULL;
}

void *mq_arena_zalloc(mq_arena *a, size_t n)
{
	void *p = mq_arena_alloc(a, n);
	return p ? memset(p, 0, n) : NULL;
}

void *mq_arena_grow(mq_arena *a, void *old, size_t old_n, size_t n)
{
	size_t was = (old_n + 15) & ~(size_t)15, more = ((n + 15) & ~(size_t)15) - was;
	chunk *c = a->now;
	if (old && was && c && (char *)old + was == c->bytes + c->n && c->cap - c->n >= more && a->limit - a->used >= more) {
		c->n += more;
		a->used += more;
		return old;
	}
	void *p = mq_arena_alloc(a, n);
	if (p && old) memcpy(p, old, old_n);
	return p;
}

mq_text mq_arena_text(mq_arena *a, mq_text t)
{
	if (!t.p) return MQ_NONE;
	char *p = mq_arena_alloc(a, t.n);
	if (!p) return MQ_NONE;
	if (t.n) memcpy(p, t.p, t.n);
	return (mq_text){p, t.n};
}

mq_text mq_arena_print(mq_arena *a, const char *form, ...)
{
	va_list args, again;
	va_start(args, form);
	va_copy(again, args);
	int n = vsnprintf(NULL, 0, form, args);
	va_end(args);
	char *p = n < 0 ? NULL : mq_arena_alloc(a, (size_t)n + 1);
	if (p) vsnprintf(p, (size_t)n + 1, form, again);
	va_end(again);
	return p ? (mq_text){p, (size_t)n} : MQ_NONE;
}

size_t mq_arena_used(const mq_arena *a) { return a->used; }
bool mq_arena_failed(const mq_arena *a) { return a->failed; }
bool mq_arena_at_limit(const mq_arena *a) { return a->at_limit; }

/* every MQ_VEC has this shape; memcpy keeps the element type out of it */
typedef struct {
	void *v;
	uint32_t n, cap;
} any_vec;

bool mq_vec_room(mq_arena *a, void *vec, size_t size)
{
	any_vec x;
	memcpy(&x, vec, sizeof x);
	if (x.cap > UINT32_MAX / 2) return false;
	uint32_t cap = x.cap ? x.cap * 2 : 8;
	void *p = mq_arena_grow(a, x.v, (size_t)x.n * size, (size_t)cap * size);
	if (!p) return false;
	x.v = p;
	x.cap = cap;
	memcpy(vec, &x, sizeof x);
	return true;
}

void *mq_heap_alloc(size_t n) { return calloc(1, n ? n : 1); }
void *mq_heap_realloc(void *p, size_t n) { return realloc(p, n ? n : 1); }
void mq_heap_free(void *p) { free(p); }

void mq_buf_open(mq_buf *b, size_t max) { *b = (mq_buf){.max = max}; }

void mq_buf_close(mq_buf *b)
{
	free(b->p);
	*b = (mq_buf){.max = b->max};
}

void mq_buf_clear(mq_buf *b)
{
	b->n = 0;
	b->failed = false;
}

bool mq_buf_room(mq_buf *b, size_t more)
{
	if (b->failed || more > b->max - b->n) {
		b->failed = true;
		return false;
	}
	if (b->cap - b->n >= more) return true;
	size_t cap = b->cap ? b->cap : 256;
	while (cap - b->n < more) cap = cap > b->max / 2 ? b->max : cap * 2;
	char *p = realloc(b->p, cap);
	if (!p) {
		b->failed = true;
		return false;
	}
	b->p = p;
	b->cap = cap;
	return true;
}

void mq_buf_put(mq_buf *b, mq_text t)
{
	if (t.n == 0 || !mq_buf_room(b, t.n)) return;
	memcpy(b->p + b->n, t.p, t.n);
	b->n += t.n;
}

void mq_buf_byte(mq_buf *b, char c)
{
	if (!mq_buf_room(b, 1)) return;
	b->p[b->n++] = c;
}

void mq_buf_print(mq_buf *b, const char *form, ...)
{
	va_list args, again;
	va_start(args, form);
	va_copy(again, args);
	int n = vsnprintf(NULL, 0, form, args);
	va_end(args);
	if (n >= 0 && mq_buf_room(b, (size_t)n + 1)) {
		vsnprintf(b->p + b->n, (size_t)n + 1, form, again);
		b->n += (size_t)n;
	}
	va_end(again);
}
