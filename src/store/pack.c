/* Packed bytes: zstd, leaning on other bytes where there are some. A record leans on its page, and so costs little more than
 * what the page does not say. */
#include <zstd.h>

#include "store/driver.h"

/* pages of one outlet share much, but few share enough to be worth a dictionary that must then be kept for ever */
#define LEVEL 6

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

/* what a record leans on: the archive's shape of records, then the page, nearest the end as it is likest */
mq_status mq_record_lean(mq_store *s, mq_arena *a, mq_text page, mq_text *out)
{
	char *p = mq_arena_alloc(a, s->shape.n + page.n);
	if (!p) return mq_store_fail(s, MQ_LIMIT, "the page is too large to keep");
	if (s->shape.n) memcpy(p, s->shape.p, s->shape.n);
	if (page.n) memcpy(p + s->shape.n, page.p, page.n);
	*out = mq_text_at(p, s->shape.n + page.n);
	return MQ_DONE;
}

struct mq_packer {
	ZSTD_CCtx *in;
	ZSTD_DCtx *out;
	mq_buf buf;
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

void mq_packer_close(mq_packer *p)
{
	if (!p) return;
	ZSTD_freeCCtx(p->in);
	ZSTD_freeDCtx(p->out);
	mq_buf_close(&p->buf);
	mq_heap_free(p);
}

mq_status mq_pack_bytes(mq_store *s, mq_text bytes, mq_text lean, mq_text *out)
{
	mq_packer *p = s->packer;
	ZSTD_CCtx_reset(p->in, ZSTD_reset_session_and_parameters);
	ZSTD_CCtx_setParameter(p->in, ZSTD_c_compressionLevel, LEVEL);
	ZSTD_CCtx_setParameter(p->in, ZSTD_c_checksumFlag, 0); /* the page has its SHA-256 */
	if (lean.n) ZSTD_CCtx_refPrefix(p->in, lean.p, lean.n);
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
	if (size > MQ_RECORD_JSON_MOST) return mq_store_fail(s, MQ_BAD_DATA, "packed bytes say they are too large");
	char *to = mq_arena_alloc(a, (size_t)size);
	if (!to) return mq_store_fail(s, MQ_LIMIT, "no room to unpack %llu bytes", (unsigned long long)size);
	ZSTD_DCtx_reset(p->out, ZSTD_reset_session_and_parameters);
	if (lean.n) ZSTD_DCtx_refPrefix(p->out, lean.p, lean.n);
	size_t n = ZSTD_decompressDCtx(p->out, to, (size_t)size, packed.p, packed.n);
	if (ZSTD_isError(n) || n != size) return mq_store_fail(s, MQ_BAD_DATA, "packed bytes are damaged");
	*out = mq_text_at(to, n);
	return MQ_DONE;
}
