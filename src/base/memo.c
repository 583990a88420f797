#include "base/memo.h"

#include <stdlib.h>

#define WAYS       4u
#define CACHE_LINE 64u

typedef struct {
	uint64_t key[WAYS];
	uint8_t used[WAYS]; /* 0 empty, 1 filled, 2 asked for since its set was last full */
} memo_set;

struct mq_memo {
	mq_memo *next;
	const void *owner;
	memo_set *set;
	char *bytes;
	uint32_t mask; /* of sets */
	size_t size;
};

static mq_memo *memo_open(const void *owner, uint32_t places, size_t size)
{
	uint32_t sets = places / WAYS;
	mq_memo *m = calloc(1, sizeof *m);
	if (!m) return NULL;
	*m = (mq_memo){.owner = owner, .mask = sets - 1, .size = (size + 15) & ~(size_t)15};
	m->set = calloc(sets, sizeof *m->set);
	m->bytes = malloc(m->size * places); /* touched only where it is used */
	if (m->set && m->bytes) return m;
	mq_memo_close(m);
	return NULL;
}

void mq_memo_close(mq_memo *m)
{
	while (m) {
		mq_memo *next = m->next;
		free(m->set);
		free(m->bytes);
		free(m);
		m = next;
	}
}

mq_memo *mq_memo_of(mq_memo **list, const void *owner, uint32_t places, size_t size)
{
	for (mq_memo *m = *list; m; m = m->next)
		if (m->owner == owner) return m;
	mq_memo *m = memo_open(owner, places, size);
	if (!m) return NULL;
	m->next = *list;
	return *list = m;
}

static uint32_t give_away(memo_set *s)
{
	for (uint32_t i = 0; i < WAYS; i++)
		if (!s->used[i]) return i;
	for (uint32_t i = 0; i < WAYS; i++)
		if (s->used[i] == 1) return i;
	for (uint32_t i = 0; i < WAYS; i++) s->used[i] = 1;
	return 0;
}

static uint32_t set_of(const mq_memo *m, uint64_t key) { return (uint32_t)(key >> 17) & m->mask; }

void mq_memo_far(const mq_memo *m, uint64_t key)
{
	if (m) __builtin_prefetch(&m->set[set_of(m, key)]);
}

void mq_memo_near(const mq_memo *m, uint64_t key)
{
	if (!m) return;
	uint32_t at = set_of(m, key), way = 0;
	while (way < WAYS && m->set[at].key[way] != key) way++;
	if (way == WAYS) return;
	const char *value = m->bytes + m->size * (at * WAYS + way);
	for (size_t line = 0; line < m->size; line += CACHE_LINE) __builtin_prefetch(value + line);
}

void *mq_memo_at(mq_memo *m, uint64_t key, bool *known)
{
	*known = false;
	if (!m) return NULL;
	uint32_t at = set_of(m, key), way = 0;
	memo_set *s = &m->set[at];
	while (way < WAYS && !(s->used[way] && s->key[way] == key)) way++;
	*known = way < WAYS;
	if (!*known) {
		way = give_away(s);
		s->key[way] = key;
	}
	s->used[way] = *known ? 2 : 1;
	return m->bytes + m->size * (at * WAYS + way);
}
