/* A segment on its way into the archive's tables: terms come in order, postings by document. */
#include "store/index.h"

#define LEAF_MOST   ((size_t)64 << 10)
#define BYTES_MOST  ((size_t)512 << 20)
#define NUMBER_MOST ((1u << MQ_SEGMENT_SHIFT) - 1)

static int64_t row_of(const mq_index_out *o, uint32_t n) { return (int64_t)((uint64_t)o->segment << MQ_SEGMENT_SHIFT | n); }

mq_status mq_index_out_open(mq_store *s, uint32_t docs, mq_index_out *o)
{
	memset(o, 0, sizeof *o);
	o->s = s;
	o->docs_n = docs;
	mq_buf_open(&o->leaf, LEAF_MOST);
	mq_buf_open(&o->docs, BYTES_MOST);
	mq_list_out_open(&o->list);
	return mq_sql_int(s, &o->segment, "SELECT CAST(value AS INTEGER) + 1 FROM meta WHERE key = 'segments'", "");
}

void mq_index_out_free(mq_index_out *o)
{
	mq_buf_close(&o->leaf);
	mq_buf_close(&o->docs);
	mq_list_out_close(&o->list);
}

static mq_status put_leaf(mq_index_out *o)
{
	if (o->leaf.n == 0) return MQ_DONE;
	MQ_TRY(mq_sql_run(o->s, "INSERT INTO search_term VALUES(?1, ?2, ?3)", "ibi", o->segment, mq_text_at(o->first, o->first_n),
			  (int64_t)o->leaves));
	MQ_TRY(mq_sql_run(o->s, "INSERT INTO search_leaf VALUES(?1, ?2)", "ib", row_of(o, o->leaves), mq_buf_text(&o->leaf)));
	mq_buf_clear(&o->leaf);
	o->before_n = 0;
	return ++o->leaves <= NUMBER_MOST ? MQ_DONE : mq_store_fail(o->s, MQ_LIMIT, "a segment of the search index is full");
}

void mq_index_out_term(mq_index_out *o, mq_text term, bool has_places)
{
	o->term_n = term.n < sizeof o->term ? term.n : sizeof o->term;
	memcpy(o->term, term.p, o->term_n);
	o->has_places = has_places;
	mq_list_begin(&o->list);
}

mq_status mq_index_out_end(mq_index_out *o)
{
	mq_entry e = {mq_text_at(o->term, o->term_n), o->list.n, o->lists, o->has_places, false, MQ_NONE};
	if (e.docs == 0) return MQ_DONE;
	e.is_long = !mq_list_end(&o->list, o->docs_n, o->has_places, &o->docs);
	e.bytes = mq_buf_text(&o->docs);
	if (o->docs.failed || mq_list_failed(&o->list))
		return mq_store_fail(o->s, MQ_NO_MEMORY, "out of memory for the search index");
	if (e.is_long) {
		if (++o->lists > NUMBER_MOST) return mq_store_fail(o->s, MQ_LIMIT, "a segment of the search index is full");
		MQ_TRY(mq_sql_run(o->s, "INSERT INTO search_list VALUES(?1, ?2, ?3)", "ibb", row_of(o, e.list), e.bytes,
				  mq_buf_text(&o->list.places)));
	}
	if (o->leaf.n && o->leaf.n + (e.is_long ? 0 : e.bytes.n) + e.term.n > MQ_LEAF_BYTES) MQ_TRY(put_leaf(o));
	if (o->leaf.n == 0) {
		memcpy(o->first, e.term.p, e.term.n);
		o->first_n = e.term.n;
	}
	mq_entry_put(&o->leaf, mq_text_at(o->before, o->before_n), &e);
	memcpy(o->before, e.term.p, e.term.n);
	o->before_n = e.term.n;
	return o->leaf.failed ? mq_store_fail(o->s, MQ_NO_MEMORY, "out of memory for the search index") : MQ_DONE;
}

static void put_le(unsigned char *p, uint32_t v, size_t bytes)
{
	for (size_t i = 0; i < bytes; i++) p[i] = (unsigned char)(v >> 8 * i);
}

static mq_status put_chunk(mq_index_out *o, const mq_index_doc *docs, uint32_t n, int64_t first, uint32_t number)
{
	unsigned char bytes[MQ_CHUNK * 10 + 4], *days = bytes + 2 * n, *numbers = days + 4 * n;
	bool apart = docs[n - 1].n - docs[0].n != n - 1;
	for (uint32_t i = 0; i < n; i++) {
		put_le(bytes + 2 * i, docs[i].words < MQ_CHUNK_WORDS ? docs[i].words : MQ_CHUNK_WORDS, 2);
		put_le(days + 4 * i, (uint32_t)docs[i].day, 4);
		if (apart) put_le(numbers + 4 + 4 * i, (uint32_t)(docs[i].n - docs[0].n), 4);
	}
	put_le(numbers, (uint32_t)(docs[0].n - first), 4);
	return mq_sql_run(o->s, "INSERT INTO search_docs VALUES(?1, ?2)", "ib", row_of(o, number),
			  mq_text_at((const char *)bytes, n * (apart ? 10 : 6) + 4));
}

mq_status mq_index_out_close(mq_index_out *o, const mq_index_doc *docs, uint32_t n)
{
	int64_t words = 0;
	MQ_TRY(put_leaf(o));
	if (n == 0) return MQ_DONE;
	if (docs[n - 1].n - docs[0].n > UINT32_MAX) return mq_store_fail(o->s, MQ_LIMIT, "article numbers are too far apart");
	for (uint32_t i = 0; i < n; i++) words += docs[i].words;
	for (uint32_t i = 0; i < n; i += MQ_CHUNK)
		MQ_TRY(put_chunk(o, docs + i, n - i < MQ_CHUNK ? n - i : MQ_CHUNK, docs[0].n, i / MQ_CHUNK));
	MQ_TRY(mq_sql_run(o->s, "UPDATE meta SET value = ?1 WHERE key = 'segments'", "i", o->segment));
	return mq_sql_run(o->s, "INSERT INTO search_segment VALUES(?1, ?2, ?3, ?4, ?5)", "iiiii", o->segment, (int64_t)n, words,
			  docs[0].n, docs[n - 1].n);
}

mq_status mq_segment_drop(mq_store *s, int64_t segment)
{
	static const char *const rows[] = {"DELETE FROM search_leaf WHERE n >= ?1 AND n < ?2",
					   "DELETE FROM search_list WHERE n >= ?1 AND n < ?2",
					   "DELETE FROM search_docs WHERE n >= ?1 AND n < ?2"};
	static const char *const lines[] = {"DELETE FROM search_term WHERE segment = ?1",
					    "DELETE FROM search_gone WHERE segment = ?1",
					    "DELETE FROM search_segment WHERE n = ?1"};
	int64_t first = segment << MQ_SEGMENT_SHIFT, end = (segment + 1) << MQ_SEGMENT_SHIFT;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) MQ_TRY(mq_sql_run(s, rows[i], "ii", first, end));
	for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) MQ_TRY(mq_sql_run(s, lines[i], "i", segment));
	return MQ_DONE;
}
