#include "page/format.h"

bool mq_source_open(mq_source *s, FILE *f)
{
	*s = (mq_source){.file = f, .cap = (size_t)256 << 10};
	s->buf = mq_heap_alloc(s->cap);
	return s->buf != NULL;
}

void mq_source_close(mq_source *s)
{
	mq_heap_free(s->buf);
	s->buf = NULL;
}

static bool make_room(mq_source *s, size_t n)
{
	if (s->cap - s->from >= n) return true;
	memmove(s->buf, s->buf + s->from, s->to - s->from);
	s->to -= s->from;
	s->from = 0;
	if (s->cap >= n) return true;
	size_t cap = s->cap;
	while (cap < n) cap *= 2;
	char *p = mq_heap_realloc(s->buf, cap);
	if (!p) return false;
	s->buf = p;
	s->cap = cap;
	return true;
}

mq_text mq_source_peek(mq_source *s, size_t n)
{
	if (!make_room(s, n)) {
		s->failed = true;
		return MQ_NONE;
	}
	while (!s->end && s->to - s->from < n) {
		size_t got = fread(s->buf + s->to, 1, s->cap - s->to, s->file);
		if (got == 0) {
			s->end = true;
			s->failed = ferror(s->file) != 0;
		}
		s->to += got;
	}
	size_t have = s->to - s->from;
	return mq_text_at(s->buf + s->from, have < n ? have : n);
}

void mq_source_skip(mq_source *s, size_t n)
{
	size_t have = s->to - s->from;
	if (n > have) n = have;
	s->from += n;
	s->at += n;
}
