/* Paths and queries, decoded (RFC 3986). */
#include "serve/request.h"

static int hex_of(char c)
{
	if (c >= '0' && c <= '9') return c - '0';
	if (c >= 'a' && c <= 'f') return c - 'a' + 10;
	return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

mq_text mq_url_decode(mq_arena *a, mq_text t, bool form)
{
	char *p = mq_arena_alloc(a, t.n);
	size_t n = 0;
	if (!p) return MQ_NONE;
	for (size_t i = 0; i < t.n; i++) {
		int high = i + 2 < t.n ? hex_of(t.p[i + 1]) : -1, low = i + 2 < t.n ? hex_of(t.p[i + 2]) : -1;
		if (t.p[i] == '%' && high >= 0 && low >= 0) {
			p[n++] = (char)(high * 16 + low);
			i += 2;
		} else p[n++] = form && t.p[i] == '+' ? ' ' : t.p[i];
	}
	return mq_text_at(p, n);
}

mq_status mq_arguments_read(mq_arena *a, mq_text query, mq_request *r)
{
	mq_text piece, rest = query;
	while (mq_text_split(&rest, '&', &piece)) {
		if (piece.n == 0) continue;
		if (r->arguments.n >= MQ_SERVE_ARGUMENTS_MOST) return MQ_FAIL(MQ_USAGE, MQ_BYTE_UNKNOWN, "too many arguments");
		size_t equals = mq_text_find_byte(piece, '=', 0);
		mq_text name = mq_text_sub(piece, 0, equals == SIZE_MAX ? piece.n : equals);
		mq_text value = equals == SIZE_MAX ? MQ_T("") : mq_text_sub(piece, equals + 1, piece.n);
		mq_argument *x = mq_push(a, &r->arguments);
		if (!x) return mq_fail_memory(a);
		*x = (mq_argument){mq_url_decode(a, name, true), mq_url_decode(a, value, true)};
		if (mq_text_none(x->value)) return mq_fail_memory(a);
	}
	return MQ_DONE;
}

mq_text mq_argument_of(const mq_request *r, const char *name)
{
	for (uint32_t i = 0; i < r->arguments.n; i++)
		if (mq_text_eq(r->arguments.v[i].name, mq_text_of(name))) return r->arguments.v[i].value;
	return MQ_NONE;
}
