#include "page/source.h"

#include <errno.h>
#include <unistd.h>

#define FIRST_CAP ((size_t)256 << 10)
#define HEAD      ((size_t)64)

size_t mq_input_read(mq_input *in, char *to, size_t n)
{
	if (in->end || n == 0) return 0;
	if (in->step && n > in->step) n = in->step;
	if (in->fd < 0) {
		if (n > in->memory.n) n = in->memory.n;
		if (n) memcpy(to, in->memory.p, n);
		in->memory = mq_text_sub(in->memory, n, in->memory.n);
		in->end = n == 0;
		return n;
	}
	ssize_t got;
	do got = read(in->fd, to, n);
	while (got < 0 && errno == EINTR);
	if (got <= 0) {
		in->end = true;
		in->failed = got < 0;
		return 0;
	}
	return (size_t)got;
}

/* at least n free bytes behind `to`, what was taken already is dropped */
static bool make_room(mq_source *s, size_t n)
{
	if (s->cap - s->to >= n) return true;
	if (s->from) {
		memmove(s->buf, s->buf + s->from, s->to - s->from);
		s->to -= s->from;
		s->from = 0;
	}
	if (s->cap - s->to >= n) return true;
	size_t cap = s->cap ? s->cap : FIRST_CAP;
	while (cap - s->to < n) cap *= 2;
	char *p = mq_heap_realloc(s->buf, cap);
	if (!p) return false;
	s->buf = p;
	s->cap = cap;
	return true;
}

void mq_source_shrink(mq_source *s)
{
	if (s->from != s->to || s->cap <= FIRST_CAP) return;
	char *p = mq_heap_realloc(s->buf, FIRST_CAP);
	if (!p) return;
	s->buf = p;
	s->cap = FIRST_CAP;
	s->from = s->to = 0;
}

static void note_member(mq_source *s, uint64_t raw)
{
	uint32_t old = 0;
	while (old + 1 < s->members && s->member[old + 1].plain <= s->at) old++;
	if (old) {
		memmove(s->member, s->member + old, (s->members - old) * sizeof *s->member);
		s->members -= old;
	}
	/* very many tiny members ahead: the last that fits stands for those behind it */
	if (s->members == MQ_SOURCE_MEMBERS) return;
	s->member[s->members].plain = s->at + (s->to - s->from);
	s->member[s->members++].raw = s->base + raw;
}

static size_t fill_packed(mq_source *s)
{
	bool begins = false;
	uint64_t raw = 0;
	size_t want = mq_unpacker_wants(s->unpacker);
	if (!make_room(s, want)) {
		s->trouble = MQ_FAIL(MQ_NO_MEMORY, MQ_BYTE_UNKNOWN, "out of memory");
		return 0;
	}
	size_t got = mq_unpacker_read(s->unpacker, &s->input, s->buf + s->to, s->cap - s->to, &begins, &raw, &s->trouble);
	if (s->trouble.code != MQ_OK && s->trouble.byte != MQ_BYTE_UNKNOWN) s->trouble.byte += s->base;
	if (begins && got) note_member(s, raw);
	return got;
}

static void fill(mq_source *s, size_t n)
{
	while (!s->end && s->to - s->from < n) {
		size_t got = 0;
		if (!mq_ok(s->trouble)) break;
		if (s->unpacker) got = fill_packed(s);
		else if (make_room(s, n - (s->to - s->from))) got = mq_input_read(&s->input, s->buf + s->to, s->cap - s->to);
		else s->trouble = MQ_FAIL(MQ_NO_MEMORY, MQ_BYTE_UNKNOWN, "out of memory");
		if (got == 0) s->end = true;
		s->to += got;
	}
	if (!mq_ok(s->trouble)) s->end = true;
	if (!s->input.failed) return;
	s->input.failed = false; /* told once */
	s->trouble = MQ_FAIL(MQ_IO, MQ_BYTE_UNKNOWN, "reading failed");
}

bool mq_source_open(mq_source *s, mq_input input, uint64_t base)
{
	*s = (mq_source){.input = input, .base = base, .trouble = MQ_DONE};
	if (!make_room(s, FIRST_CAP)) return false;
	fill(s, HEAD);
	mq_text head = mq_text_at(s->buf, s->to);
	if (!mq_unpacker_knows(head)) return true;
	s->unpacker = mq_unpacker_open(head);
	s->to = 0;
	s->end = false;
	return s->unpacker != NULL;
}

void mq_source_close(mq_source *s)
{
	mq_unpacker_close(s->unpacker);
	mq_heap_free(s->buf);
	s->unpacker = NULL;
	s->buf = NULL;
}

mq_text mq_source_peek(mq_source *s, size_t n)
{
	fill(s, n);
	size_t have = s->to - s->from;
	return mq_text_at(s->buf + s->from, have < n ? have : n);
}

mq_text mq_source_peek_all(mq_source *s)
{
	size_t want = FIRST_CAP / 2;
	mq_text all = mq_source_peek(s, want);
	while (all.n == want && want <= MQ_PAGE_MOST) {
		want = want * 4 <= MQ_PAGE_MOST ? want * 4 : MQ_PAGE_MOST + 1;
		all = mq_source_peek(s, want);
	}
	return all;
}

uint64_t mq_source_skip(mq_source *s, uint64_t n)
{
	uint64_t left = n;
	for (;;) {
		size_t have = s->to - s->from, some = left < have ? (size_t)left : have;
		s->from += some;
		s->at += some;
		left -= some;
		if (left == 0 || s->end) return n - left;
		fill(s, 1);
		if (s->to == s->from) return n - left;
	}
}

uint64_t mq_source_offset(const mq_source *s)
{
	if (!s->unpacker) return s->base + s->at;
	uint64_t raw = s->base;
	for (uint32_t i = 0; i < s->members && s->member[i].plain <= s->at; i++) raw = s->member[i].raw;
	return raw;
}

uint64_t mq_source_raw_end(const mq_source *s) { return s->base + (s->unpacker ? mq_unpacker_at(s->unpacker) : s->at); }

mq_status mq_source_trouble(mq_source *s)
{
	mq_status t = s->trouble;
	if (!mq_source_resume(s)) s->trouble = MQ_DONE;
	return t;
}

bool mq_source_resume(mq_source *s)
{
	if (!s->unpacker || s->trouble.code == MQ_OK || s->trouble.code == MQ_IO) return false;
	s->at += s->to - s->from;
	s->from = s->to = 0;
	if (!mq_unpacker_resume(s->unpacker, &s->input)) return false;
	s->trouble = MQ_DONE;
	s->end = false;
	return true;
}
