/* Text views and byte spans. A view never owns its bytes and is never NUL-terminated. */
#ifndef MQ_BASE_VIEW_H
#define MQ_BASE_VIEW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

typedef struct {
	const char *p; /* may be NULL when n is 0: "no value" */
	size_t n;
} mq_text;

/* bytes [start, end) of a string that the context names */
typedef struct {
	uint32_t start, end;
} mq_span;

/* a view of a string literal */
#define MQ_T(literal) ((mq_text){(literal), sizeof(literal) - 1})
#define MQ_NONE       ((mq_text){NULL, 0})

/* for printf's "%.*s" */
#define MQ_ARG(t) (int)(t).n, (t).p ? (t).p : ""

static inline mq_text mq_text_of(const char *c) { return c ? (mq_text){c, strlen(c)} : MQ_NONE; }
static inline mq_text mq_text_at(const char *p, size_t n) { return (mq_text){p, n}; }
static inline bool mq_text_none(mq_text t) { return t.p == NULL; }

static inline mq_text mq_text_sub(mq_text t, size_t start, size_t end)
{
	if (end > t.n) end = t.n;
	if (start > end) start = end;
	return (mq_text){t.p + start, end - start};
}

static inline mq_text mq_text_span(mq_text t, mq_span s) { return mq_text_sub(t, s.start, s.end); }

static inline bool mq_text_eq(mq_text a, mq_text b)
{
	return a.n == b.n && (a.n == 0 || (a.p && b.p && memcmp(a.p, b.p, a.n) == 0));
}

static inline bool mq_text_starts(mq_text t, mq_text head)
{
	return t.n >= head.n && (head.n == 0 || memcmp(t.p, head.p, head.n) == 0);
}

static inline bool mq_text_ends(mq_text t, mq_text tail)
{
	return t.n >= tail.n && (tail.n == 0 || memcmp(t.p + t.n - tail.n, tail.p, tail.n) == 0);
}

/* order by bytes, shorter first on a tie: the same everywhere, no locale */
int mq_text_cmp(mq_text a, mq_text b);
/* first place of needle at or after from, or SIZE_MAX */
size_t mq_text_find(mq_text t, mq_text needle, size_t from);
size_t mq_text_find_byte(mq_text t, char c, size_t from);
bool mq_text_eq_ascii_nocase(mq_text a, mq_text b);
/* takes ASCII white space, NBSP, zero-width and bidi marks off both ends */
mq_text mq_text_trim(mq_text t);
/* cuts *rest at the next sep; false when *rest is spent (its p is then NULL) */
bool mq_text_split(mq_text *rest, char sep, mq_text *piece);
/* decimal digits only; false on anything else or on overflow */
bool mq_text_u64(mq_text t, uint64_t *out);

#endif
