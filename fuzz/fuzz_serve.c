/* What a reader can send: an address and its arguments; and what a page can be filled with: no markup gets through. */
#include "page.h"
#include "serve/pages.h"

static void check_escaped(mq_text t)
{
	mq_buf b;
	mq_buf_open(&b, (size_t)16 << 20);
	mq_html_text(&b, t);
	must(!b.failed && mq_utf8_bad(mq_buf_text(&b)) == SIZE_MAX);
	for (size_t i = 0; i < b.n; i++) must(b.p[i] != '<' && b.p[i] != '>' && b.p[i] != '"' && b.p[i] != '\'' && b.p[i] != 0);
	mq_buf_clear(&b);
	mq_html_url_part(&b, t);
	for (size_t i = 0; i < b.n; i++)
		must((unsigned char)b.p[i] > 0x20 && (unsigned char)b.p[i] < 0x7F && b.p[i] != '"' && b.p[i] != '/');
	mq_buf_clear(&b);
	mq_html_url(&b, t);
	mq_text url = mq_buf_text(&b);
	must(url.n && (url.p[0] == '#' || url.p[0] == '?' || (url.p[0] == '/' && !mq_text_starts(url, MQ_T("//"))) ||
		       url.p[0] == 'h' || url.p[0] == 'H'));
	mq_buf_close(&b);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	mq_arena *a = mq_arena_open((size_t)64 << 20);
	mq_text all = mq_text_at((const char *)data, size), path = all, query = MQ_T(""), part[4];
	mq_request r = {.arena = a};
	mq_filter f;
	size_t mark = mq_text_find_byte(all, '?', 0);
	if (mark != SIZE_MAX) {
		path = mq_text_sub(all, 0, mark);
		query = mq_text_sub(all, mark + 1, all.n);
	}
	unsigned allowed;
	const mq_route *route = mq_route_find(path, MQ_GET, part, &allowed);
	for (int i = 0; route && i < 4; i++)
		if (part[i].n) must(mq_url_decode(a, part[i], false).n <= part[i].n);
	if (mq_ok(mq_arguments_read(a, query, &r)) && mq_ok(mq_filter_of(&r, &f))) must(f.limit <= 500);
	must(r.arguments.n <= MQ_SERVE_ARGUMENTS_MOST);
	check_escaped(all);
	must(mq_text_brief(a, all, 20).n <= all.n + 3);
	mq_arena_close(a);
	return 0;
}
