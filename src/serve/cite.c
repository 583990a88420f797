/* Citations: RIS, BibTeX, CSL-JSON, of one article at an address, of many in an export. */
#include "serve/api.h"
#include "serve/exports.h"

/* RIS: a line a field; a value has no line ends */
static void put_ris(mq_buf *b, const char *tag, mq_text value)
{
	if (value.n == 0) return;
	mq_buf_print(b, "%s  - ", tag);
	for (size_t i = 0; i < value.n; i++) mq_buf_byte(b, (unsigned char)value.p[i] < 0x20 ? ' ' : value.p[i]);
	mq_buf_put(b, MQ_T("\r\n"));
}

/* BibTeX: braces keep the value whole; its own braces, backslashes and percent signs go */
static void put_bib(mq_buf *b, const char *field, mq_text value)
{
	if (value.n == 0) return;
	mq_buf_print(b, "  %s = {", field);
	for (size_t i = 0; i < value.n; i++) {
		char c = value.p[i];
		if (c == '{' || c == '}' || c == '\\') continue;
		if (c == '%' || c == '&' || c == '#' || c == '_' || c == '$') mq_buf_byte(b, '\\');
		mq_buf_byte(b, (unsigned char)c < 0x20 ? ' ' : c);
	}
	mq_buf_put(b, MQ_T("},\n"));
}

typedef struct {
	const mq_stored_article *x;
	mq_text title, outlet, url, lang, byline;
	char day[11];
	bool has_day;
} citation;

static void write_ris(const citation *c, mq_buf *b)
{
	mq_buf_put(b, MQ_T("TY  - NEWS\r\n"));
	put_ris(b, "TI", c->title);
	put_ris(b, "AU", c->byline);
	put_ris(b, "T2", c->outlet);
	if (c->has_day) mq_buf_print(b, "PY  - %.4s\r\nDA  - %.4s/%.2s/%.2s\r\n", c->day, c->day, c->day + 5, c->day + 8);
	put_ris(b, "LA", c->lang);
	put_ris(b, "UR", c->url);
	mq_buf_put(b, MQ_T("ER  - \r\n"));
}

static void write_bib(const citation *c, mq_buf *b)
{
	mq_buf_print(b, "@misc{mirqab-%.12s,\n", c->x->row.id);
	put_bib(b, "title", c->title);
	put_bib(b, "author", c->byline);
	put_bib(b, "howpublished", c->outlet);
	if (c->has_day) mq_buf_print(b, "  year = {%.4s},\n  month = {%.2s},\n", c->day, c->day + 5);
	put_bib(b, "language", c->lang);
	if (c->url.n) mq_buf_print(b, "  url = {%.*s},\n", MQ_ARG(c->url));
	mq_buf_put(b, MQ_T("}\n"));
}

static void write_csl(const citation *c, mq_buf *b)
{
	mq_json j;
	mq_json_open(&j, b);
	mq_json_object(&j);
	mq_json_put_text(&j, "id", mq_text_at(c->x->row.id, 12));
	mq_json_put_text(&j, "type", MQ_T("article-newspaper"));
	mq_json_put_text(&j, "title", c->title);
	if (c->outlet.n) mq_json_put_text(&j, "container-title", c->outlet);
	if (c->lang.n) mq_json_put_text(&j, "language", c->lang);
	if (c->url.n) mq_json_put_text(&j, "URL", c->url);
	if (c->byline.n) {
		mq_json_put_array(&j, "author");
		mq_json_object(&j);
		mq_json_put_text(&j, "literal", c->byline);
		mq_json_object_end(&j);
		mq_json_array_end(&j);
	}
	if (c->has_day) {
		mq_ymd d = mq_ymd_of(c->x->row.day);
		mq_json_put_object(&j, "issued");
		mq_json_put_array(&j, "date-parts");
		mq_json_array(&j);
		mq_json_int(&j, d.year);
		mq_json_int(&j, d.month);
		mq_json_int(&j, d.day);
		mq_json_array_end(&j);
		mq_json_array_end(&j);
		mq_json_object_end(&j);
	}
	mq_json_object_end(&j);
}

static void write_csl_array(const citation *c, mq_buf *b)
{
	mq_buf_byte(b, '[');
	write_csl(c, b);
	mq_buf_byte(b, ']');
}

static const struct {
	const char *ending, *type;
	void (*write)(const citation *c, mq_buf *b);
} forms[] = {{"ris", "application/x-research-info-systems; charset=utf-8", write_ris},
	     {"bib", "application/x-bibtex; charset=utf-8", write_bib},
	     {"json", "application/vnd.citationstyles.csl+json", write_csl_array}};

static citation citation_of(mq_arena *arena, const mq_stored_article *x, mq_text public_url, mq_text untitled)
{
	const mq_article *a = &x->record.article;
	citation c = {
	    .x = x, .title = a->title.n ? a->title : untitled, .outlet = a->outlet, .lang = a->lang, .byline = a->byline};
	c.url = a->source_url.n ? a->source_url : a->url;
	if (!c.url.n && public_url.n) c.url = mq_arena_print(arena, "%.*s/article/%s", MQ_ARG(public_url), x->row.id);
	c.has_day = x->row.day != MQ_NO_DAY;
	if (c.has_day) mq_day_print(x->row.day, c.day);
	return c;
}

mq_status mq_citation(mq_request *r, mq_reply *out)
{
	mq_stored_article x;
	MQ_TRY(mq_store_article(r->store, r->arena, r->part[0], &x));
	citation c = citation_of(r->arena, &x, r->site->public_url, mq_msg(r, "untitled"));
	for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
		if (!mq_text_eq(r->part[1], mq_text_of(forms[i].ending))) continue;
		out->media_type = mq_text_of(forms[i].type);
		forms[i].write(&c, out->out);
		return MQ_DONE;
	}
	return mq_not_found();
}

/* ── as rows of mq_exports ── */
void mq_cite_ris(mq_export *x, const mq_stored_article *a)
{
	citation c = citation_of(x->arena, a, x->public_url, MQ_T("[untitled]"));
	write_ris(&c, &x->out);
}

void mq_cite_bibtex(mq_export *x, const mq_stored_article *a)
{
	citation c = citation_of(x->arena, a, x->public_url, MQ_T("[untitled]"));
	write_bib(&c, &x->out);
}

void mq_cite_csl_begin(mq_export *x) { mq_buf_put(&x->out, MQ_T("[\n")); }

void mq_cite_csl(mq_export *x, const mq_stored_article *a)
{
	citation c = citation_of(x->arena, a, x->public_url, MQ_T("[untitled]"));
	if (x->events++) mq_buf_put(&x->out, MQ_T(",\n"));
	write_csl(&c, &x->out);
}

void mq_cite_csl_end(mq_export *x) { mq_buf_put(&x->out, MQ_T("\n]\n")); }
