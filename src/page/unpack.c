/* Packed files as a stream of members. gzip (RFC 1952): a member that fits is taken whole by libdeflate, which is twice as fast;
 * a longer one streams through zlib. zstd (RFC 8878): frames stream; a skippable frame of type 0xD at the very start carries
 * the dictionary of the others, as the zstd profile of WARC has it. */
#include <libdeflate.h>
#include <zlib.h>
#include <zstd.h>

#include "page/source.h"

/* what is read ahead, and how much of it a member may expect to see whole */
#define RAW_CAP     ((size_t)4 << 20)
#define RAW_AHEAD   ((size_t)1 << 20)
#define WHOLE_LEAST ((size_t)256 << 10)
#define WHOLE_MOST  ((size_t)8 << 20)

struct mq_unpacker {
	char *buf;
	size_t from, to;
	uint64_t at; /* raw bytes taken */
	uint64_t member_at, member_out;
	size_t whole; /* room asked for a whole member */
	bool inside;  /* a member is begun and streams */
	bool zlib_open, is_zstd;
	struct libdeflate_decompressor *quick;
	z_stream z;
	ZSTD_DCtx *zstd;
	ZSTD_DDict *dict;
};

#define GZIP_MAGIC "\x1f\x8b\x08"

static bool is_gzip(mq_text t) { return t.n >= 3 && memcmp(t.p, GZIP_MAGIC, 3) == 0; }

static uint32_t le32(const char *p)
{
	const unsigned char *b = (const unsigned char *)p;
	return (uint32_t)b[0] | (uint32_t)b[1] << 8 | (uint32_t)b[2] << 16 | (uint32_t)b[3] << 24;
}

static bool is_zstd(mq_text t)
{
	if (t.n < 4) return false;
	uint32_t m = le32(t.p);
	return m == ZSTD_MAGICNUMBER || (m & ZSTD_MAGIC_SKIPPABLE_MASK) == ZSTD_MAGIC_SKIPPABLE_START;
}

bool mq_unpacker_knows(mq_text head) { return is_gzip(head) || is_zstd(head); }

/* opened over the bytes of the source's own first look */
mq_unpacker *mq_unpacker_open(mq_text head)
{
	mq_unpacker *u = mq_heap_alloc(sizeof *u);
	if (!u) return NULL;
	u->buf = mq_heap_alloc(RAW_CAP);
	u->whole = WHOLE_LEAST;
	u->is_zstd = is_zstd(head);
	if (u->is_zstd) u->zstd = ZSTD_createDCtx();
	else u->quick = libdeflate_alloc_decompressor();
	if (!u->buf || head.n > RAW_CAP || (u->is_zstd ? !u->zstd : !u->quick)) {
		mq_unpacker_close(u);
		return NULL;
	}
	memcpy(u->buf, head.p, head.n);
	u->to = head.n;
	return u;
}

void mq_unpacker_close(mq_unpacker *u)
{
	if (!u) return;
	if (u->zlib_open) inflateEnd(&u->z);
	if (u->quick) libdeflate_free_decompressor(u->quick);
	ZSTD_freeDCtx(u->zstd);
	ZSTD_freeDDict(u->dict);
	mq_heap_free(u->buf);
	mq_heap_free(u);
}

size_t mq_unpacker_wants(const mq_unpacker *u) { return u->inside || u->is_zstd ? WHOLE_LEAST : u->whole; }

static mq_text look(mq_unpacker *u, mq_input *in, size_t n)
{
	if (u->to - u->from < n && u->from) {
		memmove(u->buf, u->buf + u->from, u->to - u->from);
		u->to -= u->from;
		u->from = 0;
	}
	while (u->to - u->from < n) {
		size_t got = mq_input_read(in, u->buf + u->to, RAW_CAP - u->to);
		if (got == 0) break;
		u->to += got;
	}
	return mq_text_at(u->buf + u->from, u->to - u->from);
}

static void take(mq_unpacker *u, size_t n)
{
	u->from += n;
	u->at += n;
}

/* zeros up to the end are padding (tapes, block devices), not damage */
static bool only_padding(mq_unpacker *u, mq_input *in)
{
	for (;;) {
		mq_text t = look(u, in, 1);
		if (t.n == 0) return true;
		for (size_t i = 0; i < t.n; i++)
			if (t.p[i]) return false;
		take(u, t.n);
	}
}

static size_t gzip_stream(mq_unpacker *u, mq_input *in, char *to, size_t n, mq_status *trouble)
{
	size_t made = 0;
	while (made == 0) {
		mq_text t = look(u, in, 1);
		if (t.n == 0) {
			u->inside = false;
			*trouble = MQ_FAIL(MQ_BAD_DATA, u->at, "the gzip file ends inside a member");
			return 0;
		}
		u->z.next_in = (Bytef *)(uintptr_t)t.p;
		u->z.avail_in = (uInt)t.n;
		u->z.next_out = (Bytef *)to;
		u->z.avail_out = n > UINT32_MAX ? UINT32_MAX : (uInt)n;
		size_t room = u->z.avail_out;
		int e = inflate(&u->z, Z_NO_FLUSH);
		take(u, t.n - u->z.avail_in);
		made = room - u->z.avail_out;
		if (e == Z_STREAM_END) {
			u->inside = false;
			break;
		}
		if (e != Z_OK && e != Z_BUF_ERROR) {
			u->inside = false;
			*trouble = MQ_FAIL(MQ_BAD_DATA, u->at, "damaged gzip data");
			break;
		}
	}
	u->member_out += made;
	return made;
}

static bool gzip_begin_stream(mq_unpacker *u)
{
	int e = u->zlib_open ? inflateReset2(&u->z, 15 + 16) : inflateInit2(&u->z, 15 + 16);
	if (e != Z_OK) return false;
	return u->zlib_open = u->inside = true;
}

/* SIZE_MAX when the member has to stream */
static size_t gzip_whole(mq_unpacker *u, mq_text t, char *to, size_t n)
{
	size_t used = 0, made = 0;
	if (n > WHOLE_MOST) n = WHOLE_MOST;
	enum libdeflate_result e = libdeflate_gzip_decompress_ex(u->quick, t.p, t.n, to, n, &used, &made);
	if (e == LIBDEFLATE_INSUFFICIENT_SPACE && u->whole < WHOLE_MOST) u->whole *= 2;
	if (e != LIBDEFLATE_SUCCESS) return SIZE_MAX;
	take(u, used);
	return made;
}

static size_t gzip_read(mq_unpacker *u, mq_input *in, char *to, size_t n, bool *begins, mq_status *trouble)
{
	size_t made = 0;
	if (u->inside) made = gzip_stream(u, in, to, n, trouble);
	while (made == 0 && mq_ok(*trouble) && !u->inside) {
		mq_text t = look(u, in, RAW_AHEAD);
		if (t.n == 0) return 0;
		u->member_at = u->at;
		u->member_out = 0;
		if (!is_gzip(t)) {
			if (!only_padding(u, in)) *trouble = MQ_FAIL(MQ_BAD_DATA, u->at, "bytes that are no gzip member");
			return 0;
		}
		*begins = true;
		made = gzip_whole(u, t, to, n);
		if (made != SIZE_MAX) continue;
		if (!gzip_begin_stream(u)) {
			*trouble = MQ_FAIL(MQ_NO_MEMORY, MQ_BYTE_UNKNOWN, "out of memory");
			return 0;
		}
		made = gzip_stream(u, in, to, n, trouble);
	}
	return made;
}

/* The dictionary frame: 0x184D2A5D, length, then the dictionary, itself perhaps a zstd frame. */
static bool zstd_dictionary(mq_unpacker *u, mq_input *in, mq_status *trouble)
{
	if (u->at != 0) return true;
	mq_text t = look(u, in, RAW_AHEAD);
	if (t.n < 8 || le32(t.p) != 0x184D2A5Du) return true;
	size_t n = le32(t.p + 4);
	if (n > t.n - 8) {
		*trouble = MQ_FAIL(MQ_BAD_DATA, 0, "the dictionary of the zstd file is longer than 4 MiB or cut off");
		return false;
	}
	mq_text dict = mq_text_sub(t, 8, 8 + n);
	char *plain = NULL;
	if (is_zstd(dict) && le32(dict.p) == ZSTD_MAGICNUMBER) {
		plain = mq_heap_alloc(RAW_CAP * 4);
		size_t got = plain ? ZSTD_decompressDCtx(u->zstd, plain, RAW_CAP * 4, dict.p, dict.n) : 0;
		if (plain && !ZSTD_isError(got)) dict = mq_text_at(plain, got);
	}
	u->dict = ZSTD_createDDict(dict.p, dict.n);
	mq_heap_free(plain);
	if (u->dict) ZSTD_DCtx_refDDict(u->zstd, u->dict);
	take(u, 8 + n);
	return true;
}

static size_t zstd_read(mq_unpacker *u, mq_input *in, char *to, size_t n, bool *begins, mq_status *trouble)
{
	size_t made = 0;
	if (!zstd_dictionary(u, in, trouble)) return 0;
	while (made == 0) {
		mq_text t = look(u, in, u->inside ? 1 : 4);
		if (t.n == 0 && !u->inside) return 0;
		if (!u->inside) {
			u->member_at = u->at;
			u->member_out = 0;
			if (!is_zstd(t)) {
				if (!only_padding(u, in)) *trouble = MQ_FAIL(MQ_BAD_DATA, u->at, "bytes that are no zstd frame");
				return 0;
			}
			*begins = u->inside = true;
		}
		ZSTD_inBuffer i = {t.p, t.n, 0};
		ZSTD_outBuffer o = {to, n, 0};
		size_t e = ZSTD_decompressStream(u->zstd, &o, &i);
		take(u, i.pos);
		made = o.pos;
		if (e == 0) u->inside = false;
		if (ZSTD_isError(e) || (t.n == 0 && made == 0 && e != 0)) {
			u->inside = false;
			ZSTD_DCtx_reset(u->zstd, ZSTD_reset_session_only);
			*trouble = ZSTD_isError(e) ? MQ_FAIL(MQ_BAD_DATA, u->at, "damaged zstd data")
						   : MQ_FAIL(MQ_BAD_DATA, u->at, "the zstd file ends inside a frame");
			return 0;
		}
	}
	u->member_out += made;
	return made;
}

size_t mq_unpacker_read(mq_unpacker *u, mq_input *in, char *to, size_t n, bool *begins, uint64_t *raw, mq_status *trouble)
{
	size_t made = u->is_zstd ? zstd_read(u, in, to, n, begins, trouble) : gzip_read(u, in, to, n, begins, trouble);
	*raw = u->member_at;
	/* gzip cannot pass this ratio; a zstd frame can, by far */
	if (u->member_out > WHOLE_MOST * 8 && u->member_out / (u->at - u->member_at + 1) > MQ_INFLATE_RATIO_MOST &&
	    mq_ok(*trouble)) {
		*trouble = MQ_FAIL(MQ_LIMIT, u->at, "unpacks to more than 1100 times its size");
		u->inside = false;
		if (u->is_zstd) ZSTD_DCtx_reset(u->zstd, ZSTD_reset_session_only);
		return 0;
	}
	return made;
}

uint64_t mq_unpacker_at(const mq_unpacker *u) { return u->at; }

bool mq_unpacker_resume(mq_unpacker *u, mq_input *in)
{
	static const char zstd_magic[4] = {'\x28', '\xb5', '\x2f', '\xfd'};
	mq_text magic = u->is_zstd ? mq_text_at(zstd_magic, 4) : MQ_T(GZIP_MAGIC);
	/* damage was noticed at or behind the header of this member, so at least its own magic is passed over */
	if (u->at == u->member_at) take(u, look(u, in, 1).n ? 1 : 0);
	for (;;) {
		mq_text t = look(u, in, RAW_AHEAD);
		if (t.n < magic.n) return false;
		size_t found = mq_text_find(t, magic, 0);
		if (found != SIZE_MAX) {
			take(u, found);
			return true;
		}
		take(u, t.n - (magic.n - 1));
	}
}
