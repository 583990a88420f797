/* Content codings of HTTP (RFC 9110, 8.4.1): gzip, deflate, br, zstd. Each is given as one block and streams into a growing text
 * in the arena, never beyond a page's bound. */
#include <brotli/decode.h>
#include <libdeflate.h>
#include <zlib.h>
#include <zstd.h>

#include "page/http.h"

typedef struct {
	mq_arena *a;
	char *p;
	size_t n, cap;
	size_t used; /* of the packed bytes, so far */
	bool memory_out;
} growing;

/* a page that unpacks to a few hundred times its size is made to fill memory, not to be read */
static bool is_bomb(const growing *g) { return g->n > MQ_BOMB_FREE && g->n / MQ_BOMB_RATIO > g->used; }

static bool room(growing *g)
{
	if (g->n < g->cap) return true;
	if (g->cap >= MQ_PAGE_MOST || is_bomb(g)) return false;
	size_t cap = g->cap ? g->cap * 2 : (size_t)64 << 10;
	if (cap > MQ_PAGE_MOST) cap = MQ_PAGE_MOST;
	char *p = mq_arena_grow(g->a, g->p, g->n, cap);
	if (!p) {
		g->memory_out = true;
		return false;
	}
	g->p = p;
	g->cap = cap;
	return true;
}

typedef enum { WHOLE, CUT, BROKEN, FULL } outcome;

static outcome by_zlib(growing *g, mq_text in, int window)
{
	z_stream z = {.next_in = (Bytef *)(uintptr_t)in.p, .avail_in = (uInt)in.n};
	if (inflateInit2(&z, window) != Z_OK) return BROKEN;
	int e = Z_OK;
	outcome out = CUT;
	while (e == Z_OK && out == CUT) {
		if (!room(g)) {
			out = FULL;
			break;
		}
		z.next_out = (Bytef *)g->p + g->n;
		z.avail_out = (uInt)(g->cap - g->n);
		e = inflate(&z, Z_NO_FLUSH);
		g->n = g->cap - z.avail_out;
		g->used = in.n - z.avail_in;
		if (e == Z_STREAM_END) out = WHOLE;
		else if (e == Z_BUF_ERROR && z.avail_out == 0) e = Z_OK;
		else if (e != Z_OK && e != Z_BUF_ERROR) out = BROKEN;
	}
	inflateEnd(&z);
	return out;
}

/* a whole gzip member tells its length at its end, and libdeflate takes it in one go */
static bool gzip_at_once(growing *g, mq_text in)
{
	if (in.n < 18) return false;
	const unsigned char *e = (const unsigned char *)in.p + in.n - 4;
	size_t n = (size_t)e[0] | (size_t)e[1] << 8 | (size_t)e[2] << 16 | (size_t)e[3] << 24, made = 0;
	if (n == 0 || n > MQ_PAGE_MOST || (n > MQ_BOMB_FREE && n / in.n > MQ_BOMB_RATIO)) return false;
	struct libdeflate_decompressor *d = libdeflate_alloc_decompressor();
	g->p = d ? mq_arena_alloc(g->a, n) : NULL;
	bool well = g->p && libdeflate_gzip_decompress(d, in.p, in.n, g->p, n, &made) == LIBDEFLATE_SUCCESS;
	if (d) libdeflate_free_decompressor(d);
	g->cap = g->p ? n : 0;
	g->n = well ? made : 0;
	return well;
}

static outcome take_gzip(growing *g, mq_text in) { return gzip_at_once(g, in) ? WHOLE : by_zlib(g, in, 15 + 16); }

/* "deflate" means zlib's format; some servers send the bare stream */
static outcome take_deflate(growing *g, mq_text in)
{
	outcome e = by_zlib(g, in, 15);
	return e == BROKEN && g->n == 0 ? by_zlib(g, in, -15) : e;
}

static outcome take_br(growing *g, mq_text in)
{
	BrotliDecoderState *b = BrotliDecoderCreateInstance(NULL, NULL, NULL);
	const uint8_t *next = (const uint8_t *)in.p;
	size_t left = in.n;
	outcome out = b ? CUT : BROKEN;
	BrotliDecoderResult e = BROTLI_DECODER_RESULT_NEEDS_MORE_OUTPUT;
	while (b && e == BROTLI_DECODER_RESULT_NEEDS_MORE_OUTPUT) {
		if (!room(g)) {
			out = FULL;
			break;
		}
		uint8_t *to = (uint8_t *)g->p + g->n;
		size_t space = g->cap - g->n;
		e = BrotliDecoderDecompressStream(b, &left, &next, &space, &to, NULL);
		g->n = g->cap - space;
		g->used = in.n - left;
		if (e == BROTLI_DECODER_RESULT_SUCCESS) out = WHOLE;
		if (e == BROTLI_DECODER_RESULT_ERROR) out = BROKEN;
	}
	if (b) BrotliDecoderDestroyInstance(b);
	return out;
}

static outcome take_zstd(growing *g, mq_text in)
{
	ZSTD_DStream *z = ZSTD_createDStream();
	ZSTD_inBuffer i = {in.p, in.n, 0};
	outcome out = z ? CUT : BROKEN;
	for (size_t e = 1; z && out == CUT;) {
		if (!room(g)) {
			out = FULL;
			break;
		}
		ZSTD_outBuffer o = {g->p, g->cap, g->n};
		size_t was = g->n, from = i.pos;
		e = ZSTD_decompressStream(z, &o, &i);
		g->n = o.pos;
		g->used = i.pos;
		if (ZSTD_isError(e)) out = BROKEN;
		else if (e == 0 && i.pos == i.size) out = WHOLE;
		else if (g->n == was && i.pos == from) break;
	}
	ZSTD_freeDStream(z);
	return out;
}

static const struct {
	const char *name;
	outcome (*take)(growing *g, mq_text in);
} codings[] = {{"gzip", take_gzip}, {"x-gzip", take_gzip}, {"deflate", take_deflate}, {"br", take_br}, {"zstd", take_zstd}};

mq_status mq_http_decode(mq_arena *a, mq_text coding, mq_text in, mq_text *out, mq_text *odd)
{
	growing g = {.a = a};
	outcome e = WHOLE;
	size_t i = 0;
	while (i < sizeof codings / sizeof *codings && !mq_text_eq_ascii_nocase(coding, mq_text_of(codings[i].name))) i++;
	if (i == sizeof codings / sizeof *codings)
		return mq_fail(a, MQ_BAD_DATA, MQ_BYTE_UNKNOWN, "unknown content coding \"%.*s\"",
			       (int)(coding.n < 40 ? coding.n : 40), coding.p);
	if (in.n) e = codings[i].take(&g, in);
	if (g.memory_out) return mq_fail_memory(a);
	if (e == FULL && is_bomb(&g))
		return MQ_FAIL(MQ_LIMIT, MQ_BYTE_UNKNOWN, "the payload unpacks to more than 256 times its size");
	if (e == FULL) return MQ_FAIL(MQ_LIMIT, MQ_BYTE_UNKNOWN, "the payload unpacks to more than 32 MiB");
	if (e == BROKEN && g.n == 0) {
		/* crawlers that unpack the payload often leave the header as it was */
		*odd = mq_arena_print(a, "said to be %s, and is not", codings[i].name);
		*out = in;
	} else {
		*out = mq_text_at(g.p ? g.p : "", g.n);
		if (e == CUT) *odd = mq_arena_print(a, "cut off inside its %s coding", codings[i].name);
		if (e == BROKEN) *odd = mq_arena_print(a, "damaged inside its %s coding", codings[i].name);
	}
	return mq_text_none(*odd) && e != WHOLE ? mq_fail_memory(a) : MQ_DONE;
}
