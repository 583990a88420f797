/* Packed bytes: zstd, leaning on a dictionary of what this archive's own pages share (dictionary.h), or on other bytes. A packed
 * page says by itself which dictionary it needs; a dictionary once made is kept for good, and later ones are for what comes
 * later. */
#include <zstd.h>

#include "store/driver.h"

/* of what is written once and read for years; a page of news takes a sixth of a millisecond. Level 12 takes half as much again
 * for a hundredth less */
#define LEVEL 10
/* of records that lean on their page */
#define LEAN_LEVEL 6
/* dictionaries that are held at once: an archive makes one a kind when it is eight times as large */
#define HELD_MOST 32u

/* What every record says, in the words that json.c says it with: given to a new archive, which keeps its own copy for good. */
static const char record_shape[] =
    "{\"from\":null,\"to\":null,\"precision\":\"month\",\"precision\":\"year\",\"precision\":\"range\",\"calendar\":\"hijri\","
    "\"relative\":false,\"approximate\":true},\"verb\":null,\"said_to\":null,\"indirect\":true},{\"in\":\"title\",\"start\":"
    "\"country\":\"IGO\",\"sector\":\"MIL\",\"sector\":\"LEG\",\"sector\":\"BUS\",\"kind\":\"instrument\",\"kind\":\"quantity\","
    "\"actors\":[{\"country\":\"\",\"sector\":\"GOV\",\"name\":\"\",\"mention\":\"m1\"},{\"country\":null,\"sector\":null,"
    "\"name\":null,"
    "\"mention\":null}],\"recipients\":[{\"country\":\"\"}],\"date\":{\"from\":\"2025-\",\"to\":\"2025-\",\"precision\":\"day\","
    "\"approximate\":false},\"date\":null,\"place\":{\"name\":\"\",\"country\":\"\",\"mention\":\"m2\"},\"place\":null,"
    "\"instrument\":{\"kind\":\"joint_commission\",\"name\":null,\"edition\":null,\"year\":null,\"count\":null,\"domain\":null},"
    "\"instrument\":null,\"evidence\":[{\"in\":\"body\",\"start\":0,\"end\":0,\"text\":\"\"}],\"trigger\":{\"in\":\"body\","
    "\"start\":"
    "},\"rule\":\"visit/"
    "1\",\"confidence\":0.9},{\"id\":\"e2\",\"kind\":\"meeting\",\"plover\":{\"event\":\"CONSULT\",\"mode\":[]},"
    "\"cameo\":\"040\",\"context\":[],\"status\":\"done\",\"background\":false,\"status\":\"announced\",\"background\":true,"
    "{\"schema\":\"mirqab/article/1\",\"page\":{\"path\":\"\",\"record\":0,\"key\":null,\"media_type\":\"text/html\","
    "\"media_type\":\"text/plain\",\"media_type\":\"application/json\",\"charset\":\"utf-8\",\"url\":null,\"fetched\":null,"
    "\"sha256\":\"\",\"warning\":null},\"id\":\"\",\"title\":\"\",\"standfirst\":null,\"byline\":null,\"outlet\":\"\","
    "\"published\":\"2025-\",\"modified\":null,\"lang\":\"ar\",\"dir\":\"rtl\",\"url\":\"https://\",\"source_url\":null,"
    "\"section\":null,\"keywords\":[],\"body\":\"\",\"headlines\":[{\"text\":\"\",\"url\":null},],\"images\":[{\"url\":\"\","
    "\"alt\":\"\",\"caption\":null}],\"images\":[],\"title_map\":[[0,],\"map\":[[0,],\"warning\":null,\"mentions\":[{\"id\":"
    "\"m1\","
    "\"kind\":\"organization\",\"kind\":\"place\",\"in\":\"body\",\"start\":\",\"end\":\",\"text\":\"\",\"name\":\"\","
    "\"country\":null,\"role\":null,\"sector\":\"GOV\",\"head\":\"m1\"},{\"id\":\"m2\",\"kind\":\"person\",\"in\":\"body\","
    "\"start\":\",\"country\":\"MAR\",\"role\":null,\"sector\":null,\"head\":\"m\"},{\"id\":\"m\",\"kind\":\"country\",\"in\":"
    "\"body\","
    "\"start\":],\"dates\":[{\"in\":\"body\",\"start\":\",\"from\":\"\",\"to\":\"\",\"precision\":\"day\",\"calendar\":"
    "\"gregorian\",\"relative\":true,\"approximate\":false},\"quotes\":[{\"in\":\"body\",\"start\":\",\"speaker\":\"m1\","
    "\"speaker_role\":null,\"verb\":\"\",\"said_to\":null,\"indirect\":false}],\"events\":[{\"id\":\"e1\",\"kind\":\"\"}]}";

mq_text mq_record_shape(void) { return MQ_T(record_shape); }

typedef struct {
	uint32_t id;
	ZSTD_CDict *in; /* a writer's current ones only */
	ZSTD_DDict *out;
} held;

struct mq_packer {
	ZSTD_CCtx *in;
	ZSTD_DCtx *out;
	mq_buf buf;
	held held[HELD_MOST];
	uint32_t held_n;
	struct {
		bool known;
		held *dictionary; /* NULL: there is none */
	} current[MQ_PACK_KINDS];
};

mq_packer *mq_packer_open(void)
{
	mq_packer *p = mq_heap_alloc(sizeof *p);
	if (!p) return NULL;
	p->in = ZSTD_createCCtx();
	p->out = ZSTD_createDCtx();
	mq_buf_open(&p->buf, MQ_RECORD_JSON_MOST + MQ_RECORD_JSON_MOST / 8);
	if (p->in && p->out) return p;
	mq_packer_close(p);
	return NULL;
}

void mq_packer_forget(mq_packer *p)
{
	for (uint32_t i = 0; i < p->held_n; i++) {
		ZSTD_freeCDict(p->held[i].in);
		ZSTD_freeDDict(p->held[i].out);
	}
	p->held_n = 0;
	memset(p->current, 0, sizeof p->current);
}

void mq_packer_close(mq_packer *p)
{
	if (!p) return;
	mq_packer_forget(p);
	ZSTD_freeCCtx(p->in);
	ZSTD_freeDCtx(p->out);
	mq_buf_close(&p->buf);
	mq_heap_free(p);
}

/* ── dictionaries ── */
static mq_status damaged(mq_store *s, uint32_t id)
{
	return mq_store_fail(s, MQ_BAD_DATA, "dictionary %u of the archive is damaged: what was packed with it cannot be read",
			     id);
}

/* the bytes of a dictionary, on the heap, as they were made */
static mq_status unpack_dictionary(mq_store *s, mq_stmt *q, uint32_t id, mq_buf *out)
{
	unsigned char sha[32];
	mq_text kept = s->driver->get_text(q, 1), packed = s->driver->get_text(q, 2);
	uint64_t size = (uint64_t)s->driver->get_int(q, 0);
	if (size > MQ_DICTIONARY_MOST || !mq_buf_room(out, (size_t)size)) return damaged(s, id);
	ZSTD_DCtx_reset(s->packer->out, ZSTD_reset_session_and_parameters);
	size_t n = ZSTD_decompressDCtx(s->packer->out, out->p, (size_t)size, packed.p, packed.n);
	if (ZSTD_isError(n) || n != size) return damaged(s, id);
	out->n = n;
	mq_sha256(mq_buf_text(out), sha);
	return mq_text_eq(kept, mq_text_at((const char *)sha, 32)) ? MQ_DONE : damaged(s, id);
}

static mq_status read_dictionary(mq_store *s, uint32_t id, mq_buf *out)
{
	mq_stmt *q;
	MQ_TRY(mq_sql_open(s, &q, "SELECT size, sha256, bytes FROM dictionary WHERE n = ?1", "i", (int64_t)id));
	mq_status r = s->driver->step(q);
	if (mq_ok(r)) r = unpack_dictionary(s, q, id, out);
	else if (r.code == MQ_END)
		r = mq_store_fail(s, MQ_BAD_DATA,
				  "dictionary %u of the archive is missing: what was packed with it cannot be read", id);
	s->driver->done(q);
	return r;
}

static mq_status hold(mq_store *s, uint32_t id, bool to_write, held **out)
{
	mq_packer *p = s->packer;
	held *h = NULL;
	mq_buf bytes;
	for (uint32_t i = 0; i < p->held_n && !h; i++)
		if (p->held[i].id == id) h = &p->held[i];
	*out = h;
	if (h && (h->in || !to_write)) return MQ_DONE;
	if (!h && p->held_n == HELD_MOST) mq_packer_forget(p);
	mq_buf_open(&bytes, MQ_DICTIONARY_MOST + 1);
	mq_status r = read_dictionary(s, id, &bytes);
	if (mq_ok(r) && !h) {
		h = &p->held[p->held_n];
		*h = (held){.id = id, .out = ZSTD_createDDict(bytes.p, bytes.n)};
		p->held_n += h->out != NULL;
	}
	if (mq_ok(r) && to_write && h->out) h->in = ZSTD_createCDict(bytes.p, bytes.n, LEVEL);
	mq_buf_close(&bytes);
	if (mq_ok(r) && (!h->out || (to_write && !h->in))) r = mq_store_fail(s, MQ_NO_MEMORY, "no room for a dictionary");
	*out = h;
	return r;
}

static mq_status need_current(mq_store *s, mq_pack_kind kind, held **out)
{
	int64_t id = 0;
	*out = NULL;
	if (kind == MQ_PACK_PLAIN) return MQ_DONE;
	if (!s->packer->current[kind].known) {
		held *h = NULL;
		MQ_TRY(mq_sql_int(s, &id, "SELECT coalesce(max(n), 0) FROM dictionary WHERE kind = ?1", "i", (int64_t)kind));
		if (id) MQ_TRY(hold(s, (uint32_t)id, true, &h));
		s->packer->current[kind].known = true;
		s->packer->current[kind].dictionary = h;
	}
	*out = s->packer->current[kind].dictionary;
	return MQ_DONE;
}

mq_status mq_dictionary_check(mq_store *s, uint32_t id)
{
	mq_buf bytes;
	mq_buf_open(&bytes, MQ_DICTIONARY_MOST + 1);
	mq_status r = read_dictionary(s, id, &bytes);
	mq_buf_close(&bytes);
	return r;
}

mq_status mq_pack_bytes(mq_store *s, mq_pack_kind kind, mq_text bytes, mq_text lean, mq_text *out)
{
	mq_packer *p = s->packer;
	held *h;
	MQ_TRY(need_current(s, kind, &h));
	ZSTD_CCtx_reset(p->in, ZSTD_reset_session_and_parameters);
	ZSTD_CCtx_setParameter(p->in, ZSTD_c_compressionLevel, lean.n ? LEAN_LEVEL : LEVEL);
	ZSTD_CCtx_setParameter(p->in, ZSTD_c_checksumFlag, 0); /* the page has its SHA-256 */
	if (lean.n) ZSTD_CCtx_refPrefix(p->in, lean.p, lean.n);
	else if (h) ZSTD_CCtx_refCDict(p->in, h->in);
	mq_buf_clear(&p->buf);
	if (!mq_buf_room(&p->buf, ZSTD_compressBound(bytes.n)))
		return mq_store_fail(s, MQ_LIMIT, "the page or its record is too large to keep");
	size_t n = ZSTD_compress2(p->in, p->buf.p, p->buf.cap, bytes.p ? bytes.p : "", bytes.n);
	if (ZSTD_isError(n)) return mq_store_fail(s, MQ_INTERNAL, "cannot pack: %s", ZSTD_getErrorName(n));
	*out = mq_text_at(p->buf.p, n);
	return MQ_DONE;
}

mq_status mq_unpack_bytes(mq_store *s, mq_arena *a, mq_text packed, uint64_t size, mq_text lean, mq_text *out)
{
	mq_packer *p = s->packer;
	held *h = NULL;
	uint32_t id = ZSTD_getDictID_fromFrame(packed.p, packed.n);
	if (size > MQ_RECORD_JSON_MOST) return mq_store_fail(s, MQ_BAD_DATA, "packed bytes say they are too large");
	char *to = mq_arena_alloc(a, (size_t)size);
	if (!to) return mq_store_fail(s, MQ_LIMIT, "no room to unpack %llu bytes", (unsigned long long)size);
	if (id) MQ_TRY(hold(s, id, false, &h));
	ZSTD_DCtx_reset(p->out, ZSTD_reset_session_and_parameters);
	if (lean.n) ZSTD_DCtx_refPrefix(p->out, lean.p, lean.n);
	else if (h) ZSTD_DCtx_refDDict(p->out, h->out);
	size_t n = ZSTD_decompressDCtx(p->out, to, (size_t)size, packed.p, packed.n);
	if (ZSTD_isError(n) || n != size) return mq_store_fail(s, MQ_BAD_DATA, "packed bytes are damaged");
	*out = mq_text_at(to, n);
	return MQ_DONE;
}
