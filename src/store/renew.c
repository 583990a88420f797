/* Dictionaries of an archive, made of what it holds, and pages packed anew: the first ones of a young archive, and all of one
 * that an older mirqab made. */
#define ZDICT_STATIC_LINKING_ONLY
#include <zdict.h>
#include <zstd.h>

#include "store/compact.h"
#include "store/dictionary.h"
#include "store/driver.h"

/* pages of an archive from which on it has dictionaries, and how many times larger it is when it makes the next ones */
#define FIRST_PAGES 256
#define NEXT_TIMES  8
/* what a dictionary is made of: some pages from everywhere in the archive, the first bytes of each */
#define SAMPLES_MOST      1024u
#define COUNTED_MOST      256u /* of them, how often bytes come */
#define SAMPLES_BYTES     ((size_t)4 << 20)
#define SAMPLE_BYTES      ((size_t)64 << 10)
#define PAGE_DICTIONARY   ((size_t)256 << 10)
#define RECORD_DICTIONARY ((size_t)96 << 10)
/* a dictionary smaller than this is worth nothing; its own head takes some of it */
#define SHARED_LEAST   ((size_t)2 << 10)
#define HEAD_MOST      ((size_t)2 << 10)
#define PACKED_LEVEL   19
#define PAGES_A_BATCH  256
#define TRAINING_LEVEL 10

typedef struct {
	mq_buf bytes;
	mq_text sample[SAMPLES_MOST];
	size_t size[SAMPLES_MOST];
	uint32_t n;
} samples;

static void add_sample(samples *x, mq_text t)
{
	if (t.n > SAMPLE_BYTES) t.n = SAMPLE_BYTES;
	if (x->n == SAMPLES_MOST || t.n == 0 || x->bytes.n + t.n > SAMPLES_BYTES) return;
	x->size[x->n++] = t.n;
	mq_buf_put(&x->bytes, t);
}

/* a page with its record as they are sampled */
static mq_status sample_row(mq_store *s, mq_stmt *q, samples *pages, samples *records)
{
	mq_page page;
	mq_record r;
	mq_buf compact;
	mq_arena_clear(s->packed);
	MQ_TRY(mq_page_read(s, q, 0, s->packed, &page, &r));
	add_sample(pages, page.stored);
	mq_buf_open(&compact, MQ_RECORD_JSON_MOST);
	if (mq_compact_make(s->packed, &r, &compact)) add_sample(records, mq_buf_text(&compact));
	mq_buf_close(&compact);
	return MQ_DONE;
}

static mq_status take_samples(mq_store *s, samples *pages, samples *records)
{
	int64_t last = 0;
	MQ_TRY(mq_sql_int(s, &last, "SELECT coalesce(max(n), 0) FROM page", ""));
	int64_t step = last / SAMPLES_MOST + 1;
	for (int64_t n = 1; n <= last; n += step) {
		mq_stmt *q;
		MQ_TRY(mq_sql_open(s, &q,
				   "SELECT " MQ_PAGE_COLUMNS " FROM page p JOIN article x ON x.n = p.article WHERE p.n >= ?1"
				   " ORDER BY p.n LIMIT 1",
				   "i", n));
		mq_status r = s->driver->step(q);
		if (mq_ok(r)) r = sample_row(s, q, pages, records);
		s->driver->done(q);
		if (!mq_ok(r)) return r;
	}
	return MQ_DONE;
}

static mq_status keep_dictionary(mq_store *s, mq_pack_kind kind, int64_t pages, mq_text d)
{
	unsigned char sha[32];
	mq_buf packed;
	mq_sha256(d, sha);
	mq_buf_open(&packed, ZSTD_compressBound(MQ_DICTIONARY_MOST) + 1);
	if (!mq_buf_room(&packed, ZSTD_compressBound(d.n))) return mq_store_fail(s, MQ_NO_MEMORY, "no room for a dictionary");
	packed.n = ZSTD_compress(packed.p, packed.cap, d.p, d.n, PACKED_LEVEL);
	mq_status r =
	    ZSTD_isError(packed.n)
		? mq_store_fail(s, MQ_INTERNAL, "cannot pack a dictionary")
		: mq_sql_run(s, "INSERT INTO dictionary(n, kind, pages, sha256, size, bytes) VALUES(?1, ?2, ?3, ?4, ?5, ?6)",
			     "iiibib", (int64_t)ZDICT_getDictID(d.p, d.n), (int64_t)kind, pages,
			     mq_text_at((const char *)sha, 32), (int64_t)d.n, mq_buf_text(&packed));
	mq_buf_close(&packed);
	return r;
}

static mq_status make_dictionary(mq_store *s, mq_pack_kind kind, int64_t pages, samples *x, size_t most)
{
	mq_buf shared, made;
	int64_t last = 0;
	const char *p = x->bytes.p;
	for (uint32_t i = 0; p && i < x->n; p += x->size[i++]) x->sample[i] = mq_text_at(p, x->size[i]);
	MQ_TRY(mq_sql_int(s, &last, "SELECT coalesce(max(n), 0) FROM dictionary", ""));
	mq_buf_open(&shared, most + 1);
	mq_buf_open(&made, MQ_DICTIONARY_MOST + 1);
	mq_status r = mq_dictionary_make(x->sample, x->n, most - HEAD_MOST, &shared);
	if (!mq_ok(r)) r = mq_store_fail(s, r.code, "%.*s", MQ_ARG(r.why));
	if (mq_ok(r) && shared.n >= SHARED_LEAST && mq_buf_room(&made, most)) {
		ZDICT_params_t how = {.compressionLevel = TRAINING_LEVEL, .dictID = (unsigned)last + 1};
		uint32_t counted = x->n < COUNTED_MOST ? x->n : COUNTED_MOST;
		size_t n = ZDICT_finalizeDictionary(made.p, most, shared.p, shared.n, x->bytes.p, x->size, counted, how);
		if (!ZDICT_isError(n)) r = keep_dictionary(s, kind, pages, mq_text_at(made.p, n));
	}
	mq_buf_close(&shared);
	mq_buf_close(&made);
	return r;
}

static mq_status train(mq_store *s, int64_t pages)
{
	samples *page = mq_heap_alloc(sizeof *page), *record = mq_heap_alloc(sizeof *record);
	mq_status r = page && record ? MQ_DONE : mq_store_fail(s, MQ_NO_MEMORY, "no room for a dictionary");
	if (page && record) {
		mq_buf_open(&page->bytes, SAMPLES_BYTES + 1);
		mq_buf_open(&record->bytes, SAMPLES_BYTES + 1);
		r = take_samples(s, page, record);
		if (mq_ok(r)) r = make_dictionary(s, MQ_PACK_PAGE, pages, page, PAGE_DICTIONARY);
		if (mq_ok(r)) r = make_dictionary(s, MQ_PACK_RECORD, pages, record, RECORD_DICTIONARY);
		mq_buf_close(&page->bytes);
		mq_buf_close(&record->bytes);
		mq_packer_forget(s->packer);
	}
	mq_heap_free(page);
	mq_heap_free(record);
	return r;
}

/* packs some pages anew, those after `from`; done: the last of them, or 0 when there are no more */
static mq_status repack_some(mq_store *s, int64_t from, int64_t *done)
{
	mq_buf json;
	mq_status r = MQ_DONE;
	int64_t n = 0;
	*done = 0;
	mq_buf_open(&json, MQ_RECORD_JSON_MOST);
	for (int i = 0; i < PAGES_A_BATCH && mq_ok(r); i++) {
		mq_stmt *q;
		mq_page page;
		mq_record record;
		mq_arena_clear(s->scratch);
		r = mq_sql_open(s, &q,
				"SELECT " MQ_PAGE_COLUMNS
				", p.n FROM page p JOIN article x ON x.n = p.article WHERE p.n > ?1 ORDER BY"
				" p.n LIMIT 1",
				"i", from);
		if (!mq_ok(r)) break;
		r = s->driver->step(q);
		if (mq_ok(r)) r = mq_page_read(s, q, 0, s->scratch, &page, &record);
		if (mq_ok(r)) n = s->driver->get_int(q, MQ_PAGE_COLUMNS_N);
		s->driver->done(q);
		if (!mq_ok(r)) break;
		mq_buf_clear(&json);
		mq_record_json(&record, MQ_TO_EVENTS, &json);
		r = json.failed ? mq_store_fail(s, MQ_LIMIT, "the record is too large to keep")
				: mq_page_repack(s, n, &record, mq_buf_text(&json));
		*done = from = n;
	}
	mq_buf_close(&json);
	if (r.code == MQ_END) {
		*done = 0;
		return MQ_DONE;
	}
	return r;
}

mq_status mq_pages_train(mq_store *s)
{
	int64_t pages = 0, last = 0;
	if (s->train_at && ++s->pages_n < s->train_at) return MQ_DONE;
	MQ_TRY(mq_sql_int(s, &pages, "SELECT count(*) FROM page", ""));
	MQ_TRY(mq_sql_int(s, &last, "SELECT coalesce(max(pages), 0) FROM dictionary", ""));
	s->pages_n = pages;
	s->train_at = last ? last * NEXT_TIMES : FIRST_PAGES;
	if (pages < s->train_at) return MQ_DONE;
	MQ_TRY(train(s, pages));
	s->train_at = pages * NEXT_TIMES;
	/* the pages of a young archive are packed again, those of an old one stay as they are */
	for (int64_t from = 0, done = 1; last == 0 && pages < (int64_t)FIRST_PAGES * NEXT_TIMES && done; from = done)
		MQ_TRY(repack_some(s, from, &done));
	return MQ_DONE;
}

/* ── an archive of an older mirqab ── */
static mq_status renew_batch(mq_store *s, int64_t from, int64_t *done)
{
	if (from == 0) MQ_TRY(mq_pages_train(s));
	MQ_TRY(repack_some(s, from, done));
	if (*done == 0) return mq_sql_run(s, "DELETE FROM meta WHERE key = 'renew'", "");
	return mq_sql_run(s, "UPDATE meta SET value = ?1 WHERE key = 'renew'", "i", *done);
}

mq_status mq_pages_renew(mq_store *s)
{
	int64_t from = 0, last = 0;
	mq_status r = mq_sql_int(s, &from, "SELECT value FROM meta WHERE key = 'renew'", "");
	if (r.code == MQ_END) return MQ_DONE;
	MQ_TRY(r);
	MQ_TRY(mq_sql_int(s, &last, "SELECT coalesce(max(n), 0) FROM page", ""));
	if (s->log)
		mq_log_print(s->log, MQ_LOG_INFO, "the archive is of an older mirqab: %lld pages are packed anew",
			     (long long)(last - from));
	for (int64_t done = 1; done; from = done) {
		MQ_TRY(mq_store_begin(s));
		r = renew_batch(s, from, &done);
		if (mq_ok(r)) r = mq_store_commit(s);
		if (!mq_ok(r)) mq_store_rollback(s);
		MQ_TRY(r);
	}
	/* what this frees is given back where there is room to do it; without, the archive uses it as it grows */
	if (!mq_ok(s->driver->exec(s, "VACUUM")) && s->log)
		mq_log_print(s->log, MQ_LOG_INFO, "the archive keeps its size: %s", s->why);
	return MQ_DONE;
}
