/* The public library used as a stranger would: only mirqab.h, a page from memory, an archive in a file. */
#include "mirqab.h"

#include <stdlib.h>
#include <unistd.h>

#include "check.h"

static const char page[] = "عنوان أول    عنوان ثان    \n\n\n\nشكرا على الإبلاغ!\nسيتم حجب هذه الصورة تلقائيا عندما يتم الإبلاغ "
			   "عنها من طرف عدة أشخاص.\n\n\n\n"
			   "وزير الخارجية الفرنسي يزور الرباط\nنشر في بريد الأطلس يوم 05 - 04 - 2025\n\n"
			   "وصل وزير الخارجية الفرنسي جان نويل بارو، أمس الجمعة، إلى الرباط في زيارة رسمية.\n\n\n"
			   "وقال الوزير إن \"العلاقات بين البلدين تعرف زخما جديدا\".\n\n\nانقر هنا لقراءة الخبر من مصدره.";

static mirqab_string field(const mirqab_record *r, mirqab_field f) { return mirqab_field_of(r, f); }
static mq_text view(mirqab_string s) { return mq_text_at(s.p, s.n); }

static void check_record(mirqab_record *r)
{
	mirqab_string body = field(r, MIRQAB_BODY), text, url;
	MQ_CHECK_TEXT(view(field(r, MIRQAB_TITLE)), MQ_T("وزير الخارجية الفرنسي يزور الرباط"));
	MQ_CHECK_TEXT(view(field(r, MIRQAB_OUTLET)), MQ_T("بريد الأطلس"));
	MQ_CHECK_TEXT(view(field(r, MIRQAB_PUBLISHED)), MQ_T("2025-04-05"));
	MQ_CHECK(!mirqab_headline_at(r, mirqab_headline_count(r), &text, &url));
	for (size_t i = 0; i < mirqab_mention_count(r); i++) {
		mirqab_mention m;
		MQ_CHECK(mirqab_mention_at(r, i, &m));
		if (!m.span.in_title) MQ_CHECK_TEXT(view(m.span.text), mq_text_sub(view(body), m.span.start, m.span.end));
	}
	uint32_t from = 0, to = 0;
	MQ_CHECK(mirqab_page_span(r, 0, 6, &from, &to) && to - from == 6 && memcmp(page + from, body.p, 6) == 0);
	MQ_CHECK(!mirqab_page_span(r, 0, (uint32_t)body.n + 1, &from, &to));
	mirqab_date d;
	MQ_CHECK(mirqab_date_at(r, 0, &d) && strcmp(d.from, "2025-04-04") == 0);
	mirqab_quote q;
	MQ_CHECK(mirqab_quote_at(r, 0, &q));
	mirqab_event e = {0};
	mirqab_span evidence;
	bool visit = false;
	for (size_t i = 0; i < mirqab_event_count(r); i++) {
		MQ_CHECK(mirqab_event_at(r, i, &e));
		MQ_CHECK(mirqab_event_evidence(r, i, 0, &evidence));
		visit = visit || strcmp(e.kind, "visit") == 0;
	}
	MQ_CHECK(visit);
	mirqab_string json = mirqab_record_json(r);
	MQ_CHECK(json.n > 100 && json.p[0] == '{' && json.p[json.n - 1] == '}');
}

static bool count_hit(void *to, const char *id, mirqab_string title, double score)
{
	(void)id;
	(void)title;
	(void)score;
	++*(int *)to;
	return true;
}

static void check_archive(const mirqab *m, const mirqab_record *r)
{
	char folder[] = "/tmp/mirqab-library-XXXXXX", url[64], id[65] = "";
	mirqab_error e = {0};
	bool is_new = false;
	int hits = 0;
	if (!mkdtemp(folder)) return;
	snprintf(url, sizeof url, "%s/a.db", folder);
	MQ_CHECK(mirqab_archive_open(m, url, false, &e) == NULL && e.code == 66);
	mirqab_archive *a = mirqab_archive_open(m, url, true, &e);
	MQ_CHECK(a != NULL);
	if (!a) return;
	memcpy(id, field(r, MIRQAB_ID).p, 64);
	MQ_CHECK(mirqab_archive_keep(a, r, &is_new, &e) && is_new);
	MQ_CHECK(mirqab_archive_keep(a, r, &is_new, &e) && !is_new);
	MQ_CHECK_TEXT(view(mirqab_archive_page(a, id, &e)), mq_text_at(page, sizeof page - 1));
	MQ_CHECK(mirqab_archive_record(a, id, &e).n > 100);
	MQ_CHECK(mirqab_archive_record(a, "0000000000", &e).p == NULL);
	MQ_CHECK(mirqab_archive_search(a, "زيارة الرباط", 10, count_hit, &hits, &e) == 1 && hits == 1);
	MQ_CHECK(mirqab_archive_search(a, "((\"*:", 10, count_hit, &hits, &e) == 0);
	mirqab_archive_close(a);
	snprintf(url, sizeof url, "rm -rf %s", folder);
	MQ_CHECK(system(url) == 0);
}

int main(void)
{
	mirqab_error e = {0};
	MQ_CHECK(mirqab_open("/nowhere", &e) == NULL && e.code == 66 && e.what[0]);
	mirqab *m = mirqab_open(NULL, &e);
	MQ_CHECK(m && strlen(mirqab_rules_hash(m)) == 64);
	if (!m) return mq_check_done();
	mirqab_record *r = mirqab_read(m, page, sizeof page - 1, "auto", &e);
	MQ_CHECK(r != NULL);
	MQ_CHECK(mirqab_read(m, NULL, 0, "auto", &e) == NULL && e.code == 65);
	MQ_CHECK(mirqab_read(m, page, 10, "nonsense", &e) == NULL && e.code == 64);
	if (r) {
		check_record(r);
		check_archive(m, r);
	}
	mirqab_record_free(r);
	mirqab_close(m);
	return mq_check_done();
}
