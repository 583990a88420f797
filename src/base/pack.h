/* The files compiled into the program (rules/, models/, web/, schemas), and a folder that may stand in for them.
 * In: a path as in the tree ("rules/ar/months.tsv"). Out: its bytes, for the life of the pack. Names are sorted by bytes. */
#ifndef MQ_BASE_PACK_H
#define MQ_BASE_PACK_H

#include "base/status.h"

typedef struct mq_pack mq_pack;

/* the embedded files; with folder (may be MQ_NONE) its files take the place of embedded ones of the same path under rules/ */
mq_status mq_pack_open(mq_arena *a, mq_text rules_folder, const mq_pack **out) MQ_MUST_USE;
/* MQ_NONE when there is no such file */
mq_text mq_pack_file(const mq_pack *p, mq_text path);
/* the n-th file whose path begins with head; false when there are no more */
bool mq_pack_list(const mq_pack *p, mq_text head, size_t n, mq_text *path, mq_text *bytes);
/* SHA-256 over names and bytes of all files under head, in hex (64) */
void mq_pack_hash(const mq_pack *p, mq_text head, char out[64]);
/* the same, from the bytes: what the build wrote down must be this */
void mq_pack_hash_anew(const mq_pack *p, mq_text head, char out[64]);

/* A table: tab-separated values; lines that are empty or begin with # are passed over; the first line left is the header. */
typedef struct {
	mq_text name, rest;
	uint32_t line;      /* of the row just read, from 1 */
	uint32_t columns;   /* in the header */
	mq_text column[16]; /* header names */
	mq_text cell[16];   /* of the row just read; missing cells are empty */
} mq_table;

void mq_table_open(mq_text name, mq_text bytes, mq_table *out);
/* false at the end */
bool mq_table_row(mq_table *t);
/* the column of a name, or -1 */
int mq_table_column(const mq_table *t, mq_text name);

#endif
