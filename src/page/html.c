/* An HTML document: the whole file is one page. */
#include "page/charset.h"
#include "page/formats.h"

/* markup begins the file, or a declaration or the root element stands near its start */
bool mq_html_sniff(mq_text path, mq_text head)
{
	mq_text t = mq_text_trim(head);
	static const char *const suffix[] = {".html", ".htm", ".xhtml", ".shtml"};
	static const char *const open[] = {"<!doctype html", "<html", "<head", "<body", "<!-"};
	for (size_t i = 0; i < sizeof suffix / sizeof *suffix; i++)
		if (mq_text_ends(path, mq_text_of(suffix[i]))) return true;
	for (size_t i = 0; i < sizeof open / sizeof *open; i++) {
		size_t n = strlen(open[i]);
		if (t.n >= n && mq_text_eq_ascii_nocase(mq_text_sub(t, 0, n), mq_text_of(open[i]))) return true;
	}
	return false;
}

mq_status mq_html_decode(mq_arena *a, const mq_page_options *o, mq_page *page)
{
	(void)o;
	mq_text label = page->charset; /* an archive's HTTP header may have brought one */
	page->kind = MQ_PAGE_HTML;
	page->media_type = MQ_T("text/html");
	return mq_charset_read(a, label, true, page);
}
