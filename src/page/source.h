/* Inside page: the bytes of a file as formats see them: unpacked (gzip member by member, zstd frame by frame), with look-ahead,
 * forwards only, in bounded memory. Damage ends the bytes at a gap; a format may go on behind it. */
#ifndef MQ_PAGE_SOURCE_H
#define MQ_PAGE_SOURCE_H

#include "base/base.h"

/* where bytes come from: a file descriptor, or memory */
typedef struct {
	int fd;         /* -1: memory */
	mq_text memory; /* what is left of it */
	size_t step;    /* the most that one read gives, 0 for no bound: tests cut input anywhere with it */
	bool end, failed;
} mq_input;

size_t mq_input_read(mq_input *in, char *to, size_t n);

typedef struct mq_unpacker mq_unpacker;

#define MQ_SOURCE_MEMBERS 1024u

typedef struct {
	mq_input input;
	mq_unpacker *unpacker; /* NULL: the file is plain */
	char *buf;
	size_t from, to, cap;
	uint64_t at;   /* unpacked bytes handed out */
	uint64_t base; /* byte of the file where reading began */
	bool end;
	mq_status trouble; /* what was met where the bytes end; MQ_OK when they end well */
	struct {
		uint64_t plain, raw;
	} member[MQ_SOURCE_MEMBERS]; /* where packed members begin, for those still ahead and the one at hand */
	uint32_t members;
} mq_source;

/* takes the first bytes to see how it is packed. In: input set. False when memory is out */
bool mq_source_open(mq_source *s, mq_input input, uint64_t base);
void mq_source_close(mq_source *s);
/* up to n bytes ahead without taking them; fewer at the end or at a gap. Valid until the next call. n at most MQ_PAGE_MOST + 1 */
mq_text mq_source_peek(mq_source *s, size_t n);
/* all that is left, at most MQ_PAGE_MOST + 1 bytes, without asking for that much room at once */
mq_text mq_source_peek_all(mq_source *s);
/* takes n bytes, also more than were looked at; fewer when the bytes end */
uint64_t mq_source_skip(mq_source *s, uint64_t n);
/* after all bytes were taken: the room that a large page needed is given back */
void mq_source_shrink(mq_source *s);
/* where the byte at hand is in the file: itself, or the start of its packed member (a place where reading can begin) */
uint64_t mq_source_offset(const mq_source *s);
/* where the bytes read so far end in the file; right at the end and between members */
uint64_t mq_source_raw_end(const mq_source *s);
/* the trouble at hand, told once: it is MQ_OK afterwards, and reading goes on behind it where it can */
mq_status mq_source_trouble(mq_source *s) MQ_MUST_USE;
/* behind damage: drops what is buffered and goes on with the next sound member. False when there is none */
bool mq_source_resume(mq_source *s);

/* Unpacks in members. read: writes up to n bytes; *begins is set when they begin a member, at raw byte *raw. A member never runs
 * into the next one within a call. 0 bytes: the end, or trouble that is not MQ_OK */
mq_unpacker *mq_unpacker_open(mq_text head);
bool mq_unpacker_knows(mq_text head);
void mq_unpacker_close(mq_unpacker *u);
size_t mq_unpacker_read(mq_unpacker *u, mq_input *in, char *to, size_t n, bool *begins, uint64_t *raw, mq_status *trouble);
/* how much room the next read would like */
size_t mq_unpacker_wants(const mq_unpacker *u);
uint64_t mq_unpacker_at(const mq_unpacker *u);
bool mq_unpacker_resume(mq_unpacker *u, mq_input *in);

#endif
