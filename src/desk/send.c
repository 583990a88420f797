#include "desk/send.h"

#include <curl/curl.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <stdio.h>
#include <unistd.h>

#define LINE_BYTES 57 /* of base64 in mail: 76 characters */

typedef struct {
	mq_arena *a;
	const mq_send_options *o;
	const mq_delivery *x;
	CURL *easy;
	struct curl_slist *list;
	const char *refused; /* kind of address */
	mq_buf message;
	size_t at;
} sending;

static mq_text base64(mq_arena *a, mq_text bytes)
{
	unsigned char *p = mq_arena_alloc(a, bytes.n / 3 * 4 + 8);
	int n = p ? EVP_EncodeBlock(p, (const unsigned char *)bytes.p, (int)bytes.n) : 0;
	return n > 0 ? mq_text_at((const char *)p, (size_t)n) : MQ_NONE;
}

mq_text mq_webhook_signature(mq_arena *a, mq_text secret, mq_text id, int64_t timestamp, mq_text body)
{
	unsigned char key[64], hash[EVP_MAX_MD_SIZE];
	unsigned n = 0;
	mq_text head = MQ_T("whsec_");
	if (!mq_text_starts(secret, head) || secret.n - head.n > 64 || (secret.n - head.n) % 4) return MQ_NONE;
	mq_text coded = mq_text_sub(secret, head.n, secret.n);
	int key_n = EVP_DecodeBlock(key, (const unsigned char *)coded.p, (int)coded.n);
	for (size_t i = coded.n; key_n > 0 && i > 0 && coded.p[i - 1] == '='; i--) key_n--;
	mq_text said = mq_arena_print(a, "%.*s.%lld.%.*s", MQ_ARG(id), (long long)timestamp, MQ_ARG(body));
	if (key_n <= 0 || mq_text_none(said)) return MQ_NONE;
	if (!HMAC(EVP_sha256(), key, key_n, (const unsigned char *)said.p, said.n, hash, &n)) return MQ_NONE;
	mq_text coded_hash = base64(a, mq_text_at((const char *)hash, n));
	return mq_arena_print(a, "v1,%.*s", MQ_ARG(coded_hash));
}

static curl_socket_t on_socket(void *to, curlsocktype purpose, struct curl_sockaddr *at)
{
	sending *s = to;
	(void)purpose;
	s->refused = mq_address_refused(&at->addr, s->o->allowed);
	return s->refused ? CURL_SOCKET_BAD : socket(at->family, at->socktype | SOCK_CLOEXEC, at->protocol);
}

static size_t on_answer(char *p, size_t size, size_t n, void *to)
{
	(void)p;
	(void)to;
	return size * n; /* nothing of it is kept */
}

static size_t on_read(char *p, size_t size, size_t n, void *to)
{
	sending *s = to;
	size_t all = size * n, left = s->message.n - s->at;
	if (all > left) all = left;
	memcpy(p, s->message.p + s->at, all);
	s->at += all;
	return all;
}

static void add_header(sending *s, const char *name, mq_text value)
{
	mq_text line = mq_arena_print(s->a, "%s: %.*s", name, MQ_ARG(value));
	if (!mq_text_none(line)) s->list = curl_slist_append(s->list, line.p);
}

static void set_up_webhook(sending *s, int64_t now)
{
	mq_text url = mq_arena_print(s->a, "%.*s", MQ_ARG(s->x->target)), id = mq_text_of(s->x->id);
	add_header(s, "Content-Type", MQ_T("application/json"));
	add_header(s, "Expect", MQ_T(""));
	add_header(s, "webhook-id", id);
	add_header(s, "webhook-timestamp", mq_arena_print(s->a, "%lld", (long long)now));
	add_header(s, "webhook-signature", mq_webhook_signature(s->a, s->x->secret, id, now, s->x->body));
	curl_easy_setopt(s->easy, CURLOPT_URL, url.p);
	curl_easy_setopt(s->easy, CURLOPT_PROTOCOLS_STR, "http,https");
	curl_easy_setopt(s->easy, CURLOPT_FOLLOWLOCATION, 0L);
	curl_easy_setopt(s->easy, CURLOPT_DISALLOW_USERNAME_IN_URL, 1L);
	curl_easy_setopt(s->easy, CURLOPT_PROXY, ""); /* an address behind a proxy cannot be checked */
	curl_easy_setopt(s->easy, CURLOPT_OPENSOCKETFUNCTION, on_socket);
	curl_easy_setopt(s->easy, CURLOPT_OPENSOCKETDATA, s);
	curl_easy_setopt(s->easy, CURLOPT_HTTPHEADER, s->list);
	curl_easy_setopt(s->easy, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)s->x->body.n);
	curl_easy_setopt(s->easy, CURLOPT_POSTFIELDS, s->x->body.p);
}

static void put_base64_lines(sending *s, mq_text t)
{
	for (size_t at = 0; at < t.n; at += LINE_BYTES) {
		size_t end = t.n - at > LINE_BYTES ? at + LINE_BYTES : t.n;
		mq_buf_put(&s->message, base64(s->a, mq_text_sub(t, at, end)));
		mq_buf_put(&s->message, MQ_T("\r\n"));
	}
}

/* RFC 2047 in words that never cut a character */
static void put_subject(sending *s, mq_text t)
{
	mq_buf_put(&s->message, MQ_T("Subject:"));
	for (size_t at = 0, end; at < t.n; at = end) {
		end = t.n - at > 42 ? at + 42 : t.n;
		while (end < t.n && end > at + 1 && mq_utf8_is_cont(t.p[end])) end--;
		mq_text word = base64(s->a, mq_text_sub(t, at, end));
		mq_buf_print(&s->message, " =?UTF-8?B?%.*s?=\r\n", MQ_ARG(word));
	}
	if (t.n == 0) mq_buf_put(&s->message, MQ_T("\r\n"));
}

static void set_up_mail(sending *s, int64_t now)
{
	char when[32];
	mq_text url = mq_arena_print(s->a, "%.*s", MQ_ARG(s->o->smtp)), from = mq_arena_print(s->a, "<%.*s>", MQ_ARG(s->o->from));
	mq_text to = mq_arena_print(s->a, "<%.*s>", MQ_ARG(s->x->target));
	size_t at = mq_text_find_byte(s->o->from, '@', 0);
	mq_text host = at == SIZE_MAX ? MQ_T("localhost") : mq_text_sub(s->o->from, at + 1, s->o->from.n);
	mq_buf_print(&s->message, "From: %.*s\r\nTo: %.*s\r\n", MQ_ARG(from), MQ_ARG(to));
	put_subject(s, s->x->subject);
	mq_moment_print_mail(now, when);
	mq_buf_print(&s->message, "Date: %s\r\n", when);
	mq_buf_print(&s->message, "Message-ID: <%s@%.*s>\r\nAuto-Submitted: auto-generated\r\nMIME-Version: 1.0\r\n", s->x->id,
		     MQ_ARG(host));
	mq_buf_put(&s->message, MQ_T("Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n"));
	put_base64_lines(s, s->x->body);
	s->list = curl_slist_append(s->list, to.p);
	curl_easy_setopt(s->easy, CURLOPT_URL, url.p);
	curl_easy_setopt(s->easy, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
	curl_easy_setopt(s->easy, CURLOPT_USE_SSL, (long)CURLUSESSL_TRY);
	curl_easy_setopt(s->easy, CURLOPT_MAIL_FROM, from.p);
	curl_easy_setopt(s->easy, CURLOPT_MAIL_RCPT, s->list);
	curl_easy_setopt(s->easy, CURLOPT_UPLOAD, 1L);
	curl_easy_setopt(s->easy, CURLOPT_READFUNCTION, on_read);
	curl_easy_setopt(s->easy, CURLOPT_READDATA, s);
}

static mq_text outcome(sending *s, CURLcode c)
{
	long status = 0;
	curl_easy_getinfo(s->easy, CURLINFO_RESPONSE_CODE, &status);
	if (s->refused) return mq_arena_print(s->a, "the address is %s", s->refused);
	if (c != CURLE_OK) return mq_arena_print(s->a, "%s", curl_easy_strerror(c));
	if (status / 100 == 2) return MQ_NONE;
	return mq_arena_print(s->a, "answered %ld", status);
}

mq_text mq_desk_send(mq_arena *a, const mq_send_options *o, const mq_delivery *x, int64_t now)
{
	sending s = {.a = a, .o = o, .x = x};
	bool mail = x->kind == MQ_CHANNEL_EMAIL;
	if (mail && (o->smtp.n == 0 || o->from.n == 0)) return MQ_T("no mail server is set");
	s.easy = curl_easy_init();
	if (!s.easy) return MQ_T("memory is out");
	mq_text agent = mq_arena_print(a, "%.*s", MQ_ARG(o->agent));
	mq_buf_open(&s.message, (size_t)4 << 20);
	curl_easy_setopt(s.easy, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(s.easy, CURLOPT_USERAGENT, agent.p);
	curl_easy_setopt(s.easy, CURLOPT_TIMEOUT, (long)MQ_DELIVERY_SECONDS);
	curl_easy_setopt(s.easy, CURLOPT_WRITEFUNCTION, on_answer);
	if (mail) set_up_mail(&s, now);
	else set_up_webhook(&s, now);
	mq_text why = s.message.failed || mq_arena_failed(a) ? MQ_T("memory is out") : outcome(&s, curl_easy_perform(s.easy));
	curl_easy_cleanup(s.easy);
	curl_slist_free_all(s.list);
	mq_buf_close(&s.message);
	return why;
}
