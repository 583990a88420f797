#include "serve/respond.h"

#include <stdio.h>

#define GZIP_LEAST 1024u

static const char site_csp[] = "default-src 'none'; style-src 'self'; script-src 'self'; font-src 'self'; img-src 'self'; "
			       "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

static void put_header(struct MHD_Response *m, const char *name, const char *value)
{
	(void)!MHD_add_response_header(m, name, value);
}

static void put_header_text(struct MHD_Response *m, mq_arena *a, const char *name, mq_text value)
{
	mq_text z = mq_arena_print(a, "%.*s", MQ_ARG(value));
	for (size_t i = 0; i < z.n; i++)
		if ((unsigned char)z.p[i] < 0x20 || z.p[i] == 0x7F) return; /* nothing may break out of its header */
	if (z.n) put_header(m, name, z.p);
}

static void put_usual_headers(struct MHD_Response *m, mq_arena *a, const mq_reply *r, const char *etag)
{
	put_header(m, "X-Content-Type-Options", "nosniff");
	/* not no-referrer: under it a browser calls the origin of our own forms "null" */
	put_header(m, "Referrer-Policy", "same-origin");
	put_header(m, "X-Frame-Options", "DENY");
	put_header(m, "Cross-Origin-Opener-Policy", "same-origin");
	put_header(m, "Cross-Origin-Resource-Policy", "same-origin");
	if (mq_text_none(r->csp)) put_header(m, "Content-Security-Policy", site_csp);
	else put_header_text(m, a, "Content-Security-Policy", r->csp);
	put_header(m, "Vary", "Accept-Encoding, Cookie");
	if (r->for_ever) put_header(m, "Cache-Control", "public, max-age=31536000, immutable");
	else put_header(m, "Cache-Control", r->no_store ? "no-store" : "no-cache");
	if (etag[0]) put_header(m, "ETag", etag);
}

static void put_own_headers(struct MHD_Response *m, mq_arena *a, const mq_reply *r)
{
	if (!mq_text_none(r->media_type)) put_header_text(m, a, "Content-Type", r->media_type);
	if (!mq_text_none(r->location)) put_header_text(m, a, "Location", r->location);
	if (!mq_text_none(r->set_cookie)) put_header_text(m, a, "Set-Cookie", r->set_cookie);
	if (!mq_text_none(r->next_link))
		put_header_text(m, a, "Link", mq_arena_print(a, "<%.*s>; rel=\"next\"", MQ_ARG(r->next_link)));
	if (!mq_text_none(r->file_name))
		put_header_text(m, a, "Content-Disposition",
				mq_arena_print(a, "attachment; filename=\"%.*s\"", MQ_ARG(r->file_name)));
}

static bool is_packable(mq_text type)
{
	static const char *const heads[] = {"text/",
					    "application/json",
					    "application/problem+json",
					    "application/feed+json",
					    "application/atom+xml",
					    "application/rss+xml",
					    "image/svg+xml",
					    "application/xml"};
	for (size_t i = 0; i < sizeof heads / sizeof *heads; i++)
		if (mq_text_starts(type, mq_text_of(heads[i]))) return true;
	return false;
}

static struct MHD_Response *copy_of(mq_text t)
{
	return MHD_create_response_from_buffer(t.n, (void *)(uintptr_t)t.p, MHD_RESPMEM_MUST_COPY);
}

static struct MHD_Response *make_body(mq_worker *w, const mq_reply *r, bool gzip)
{
	mq_text body = mq_buf_text(&w->out);
	if (!gzip || body.n < GZIP_LEAST || !is_packable(r->media_type)) return copy_of(body);
	size_t bound = libdeflate_gzip_compress_bound(w->deflate, body.n);
	char *packed = mq_arena_alloc(w->arena, bound);
	size_t n = packed ? libdeflate_gzip_compress(w->deflate, body.p, body.n, packed, bound) : 0;
	if (n == 0) return copy_of(body);
	struct MHD_Response *m = copy_of(mq_text_at(packed, n));
	if (m) put_header(m, "Content-Encoding", "gzip");
	return m;
}

bool mq_respond(mq_worker *w, const mq_reply *r, bool gzip, const char *etag, struct MHD_Response **answer,
		struct MHD_Response **unchanged)
{
	*answer = make_body(w, r, gzip);
	*unchanged = copy_of(MQ_T(""));
	if (!*answer || !*unchanged) {
		if (*answer) MHD_destroy_response(*answer);
		if (*unchanged) MHD_destroy_response(*unchanged);
		return false;
	}
	put_usual_headers(*answer, w->arena, r, etag);
	put_own_headers(*answer, w->arena, r);
	put_usual_headers(*unchanged, w->arena, r, etag);
	return true;
}

enum MHD_Result mq_respond_short(struct MHD_Connection *c, unsigned status, const char *title, uint32_t wait)
{
	char body[160], seconds[16];
	int n = snprintf(body, sizeof body,
			 "{\"type\":\"about:blank\",\"title\":\"%s\",\"status\":%u,\"detail\":null,\"instance\":null}\n", title,
			 status);
	struct MHD_Response *m = copy_of(mq_text_at(body, (size_t)n));
	if (!m) return MHD_NO;
	put_header(m, "Content-Type", "application/problem+json");
	put_header(m, "X-Content-Type-Options", "nosniff");
	put_header(m, "Cache-Control", "no-store");
	snprintf(seconds, sizeof seconds, "%u", wait);
	if (wait) put_header(m, "Retry-After", seconds);
	enum MHD_Result result = MHD_queue_response(c, status, m);
	MHD_destroy_response(m);
	return result;
}
