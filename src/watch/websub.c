#include "watch/websub.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

static void put_value(mq_buf *b, const char *name, mq_text value)
{
	mq_buf_print(b, "%s%s=", b->n ? "&" : "", name);
	for (size_t i = 0; i < value.n; i++) {
		unsigned char c = (unsigned char)value.p[i];
		bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || strchr("-._~", c);
		if (plain && c) mq_buf_byte(b, (char)c);
		else mq_buf_print(b, "%%%02X", c);
	}
}

mq_text mq_websub_form(mq_arena *a, const mq_hub *h, mq_hub_mode mode)
{
	mq_buf b;
	mq_text callback = mq_arena_print(a, "%.*s%.*s", MQ_ARG(h->base), MQ_ARG(h->key)), form = MQ_NONE;
	mq_buf_open(&b, (size_t)16 << 10);
	put_value(&b, "hub.mode", mode == MQ_HUB_SUBSCRIBE ? MQ_T("subscribe") : MQ_T("unsubscribe"));
	put_value(&b, "hub.topic", h->topic);
	put_value(&b, "hub.callback", callback);
	if (mode == MQ_HUB_SUBSCRIBE) {
		put_value(&b, "hub.secret", h->secret);
		mq_buf_print(&b, "&hub.lease_seconds=%d", MQ_HUB_LEASE);
	}
	if (!b.failed && !mq_text_none(callback)) form = mq_arena_text(a, mq_buf_text(&b));
	mq_buf_close(&b);
	return form;
}

static bool read_hex(mq_text t, unsigned char *out, size_t n)
{
	if (t.n != 2 * n) return false;
	for (size_t i = 0; i < t.n; i++) {
		char c = t.p[i] >= 'A' && t.p[i] <= 'F' ? (char)(t.p[i] | 0x20) : t.p[i];
		int v = c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
		if (v < 0) return false;
		out[i / 2] = (unsigned char)(i % 2 ? out[i / 2] | v : v << 4);
	}
	return true;
}

bool mq_websub_signed(mq_text header, mq_text secret, mq_text bytes)
{
	const struct {
		const char *name;
		const EVP_MD *hash;
	} rows[] = {{"sha256", EVP_sha256()}, {"sha384", EVP_sha384()}, {"sha512", EVP_sha512()}, {"sha1", EVP_sha1()}};
	unsigned char said[EVP_MAX_MD_SIZE], made[EVP_MAX_MD_SIZE];
	unsigned n = 0;
	header = mq_text_trim(header);
	size_t is = mq_text_find_byte(header, '=', 0);
	if (is == SIZE_MAX || secret.n == 0 || secret.n > 200) return false;
	mq_text method = mq_text_sub(header, 0, is), hex = mq_text_sub(header, is + 1, header.n);
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		if (!mq_text_eq_ascii_nocase(method, mq_text_of(rows[i].name))) continue;
		const unsigned char *p = (const unsigned char *)(bytes.p ? bytes.p : "");
		if (!HMAC(rows[i].hash, secret.p, (int)secret.n, p, bytes.n, made, &n)) return false;
		return read_hex(hex, said, n) && CRYPTO_memcmp(said, made, n) == 0;
	}
	return false;
}
