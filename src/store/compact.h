/* Inside store: an archive record as few bytes. Numbers, spans and words stand in columns of their own, so that likes stand
 * beside likes; words of the page are places in it, words said before are places in a list of the last ones, and what follows
 * from something else (a name from its first mention) is a bit. One walk (compact_record.c) writes and reads: what is written is
 * what is read. Who writes makes sure that the record comes back as it was; who reads trusts nothing. */
#ifndef MQ_STORE_COMPACT_H
#define MQ_STORE_COMPACT_H

#include "record/record.h"

typedef enum {
	MQ_COLUMN_FLAGS,  /* what is as expected */
	MQ_COLUMN_START,  /* from the last span of its kind */
	MQ_COLUMN_LENGTH, /* of spans */
	MQ_COLUMN_COUNT,  /* of lists, and numbers of all sorts */
	MQ_COLUMN_DAY,
	MQ_COLUMN_TEXT,  /* how a text is said */
	MQ_COLUMN_PLACE, /* of a text in another: where, how long */
	MQ_COLUMN_RUN,   /* of maps */
	MQ_COLUMN_WORDS, /* bytes of texts that stand nowhere else */
	MQ_COLUMN_BODY,  /* bytes of the body that are not as the page has them */
	MQ_COLUMNS
} mq_column;

/* texts that were said lately, the last first */
#define MQ_SAID_MOST 64u

typedef struct {
	mq_arena *a;
	bool write, failed; /* failed: what is read is no record, or memory is out */
	uint32_t form;      /* that is written or read */
	mq_text page;       /* the stored bytes */
	mq_buf out[MQ_COLUMNS];
	mq_text in[MQ_COLUMNS];
	mq_text said[MQ_SAID_MOST];
	uint32_t said_n;
} mq_compact;

void mq_compact_number(mq_compact *c, mq_column at, uint32_t *v);
void mq_compact_wide(mq_compact *c, mq_column at, uint64_t *v);
/* as its distance from something near it */
void mq_compact_from(mq_compact *c, mq_column at, uint32_t *v, uint32_t from);
void mq_compact_signed(mq_compact *c, mq_column at, int64_t *v);
/* a text; looked for in the bytes [from, to) of `in`, which reader and writer know */
void mq_compact_text(mq_compact *c, mq_text *t, mq_text in, size_t from, size_t to);
/* a map to the page, and the text that it maps */
void mq_compact_mapped(mq_compact *c, mq_map *m, mq_text *t);

/* ── parts that marks and events share ── */
/* a word; the same looked for around byte `at` of a field; a short code; a word or code that is as expected, and is not said */
void mq_compact_word(mq_compact *c, mq_text *t);
void mq_compact_word_near(mq_compact *c, mq_text *t, mq_text field, uint32_t at);
void mq_compact_code(mq_compact *c, char *v, size_t room);
void mq_compact_word_or(mq_compact *c, bool as_expected, mq_text *t, mq_text expected);
void mq_compact_code_or(mq_compact *c, bool as_expected, char *v, const char *expected, size_t room);
/* the number of entries of a list (MQ_VEC), made when it is read; 0 when there are none */
#define MQ_LIST(c, list) mq_compact_list((c), &(list), sizeof *(list).v, (list).n)
uint32_t mq_compact_list(mq_compact *c, void *list, size_t size, uint32_t n);
void mq_compact_small(mq_compact *c, mq_column at, uint8_t *v, uint32_t most);
/* start and end, from where the last one of its kind began */
void mq_compact_span(mq_compact *c, uint32_t *start, uint32_t *end, uint32_t from);
void mq_compact_day(mq_compact *c, mq_day *v, mq_day from);
void mq_compact_count(mq_compact *c, int32_t *v);
typedef struct {
	mq_day *from, *to;
	uint8_t *precision;
	bool *approximate;
} mq_when_parts;
void mq_compact_when(mq_compact *c, mq_when_parts w, mq_day near);
bool mq_compact_same(mq_text x, mq_text y);
const mq_mention *mq_compact_mention(const mq_record *r, uint32_t id);
enum { MQ_NAME_SAME = 1, MQ_COUNTRY_SAME = 2, MQ_SECTOR_SAME = 4, MQ_ROLE_NONE = 8, MQ_ROLE_SAME = 16 };

/* compact_event.c */
void mq_compact_events(mq_compact *c, mq_record *r);
void mq_compact_instruments(mq_compact *c, mq_record *r);

/* the whole: bytes into out, which is open. False: it cannot be said so */
bool mq_compact_make(mq_arena *a, const mq_record *r, mq_buf *out);
/* The record back, as mq_record_parse gives it. page->record, and out's id and sha256, are the row's, and the caller's to give */
bool mq_compact_read(mq_arena *a, mq_text bytes, mq_text stored, mq_page *page, mq_record *out);

#endif
