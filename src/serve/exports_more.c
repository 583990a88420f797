/* Exports for other tools: GEXF (networks), Markdown (to paste), Web Annotations (evidence as selectors). */
#include "serve/exports.h"
#include "serve/html.h"

/* ── GEXF 1.3: countries and what they did with and to each other, an edge a pair, with its counts ── */
typedef struct {
	char code[4];
	uint32_t all;
} gexf_node;

static void put_attribute(mq_buf *b, const char *name, mq_text value)
{
	mq_buf_print(b, " %s=\"", name);
	mq_xml_text(b, value);
	mq_buf_byte(b, '"');
}

static void put_nodes(mq_export *x, const mq_tie_rows *rows)
{
	MQ_VEC(gexf_node) nodes = {0};
	for (uint32_t i = 0; i < rows->n * 2; i++) {
		const mq_tie_row *t = &rows->v[i / 2];
		const char *code = i % 2 ? t->b : t->a;
		uint32_t k = 0;
		while (k < nodes.n && strcmp(nodes.v[k].code, code) != 0) k++;
		gexf_node *node = k < nodes.n ? &nodes.v[k] : mq_push(x->arena, &nodes);
		if (!node) return;
		memcpy(node->code, code, 4);
		node->all += t->happenings;
	}
	mq_buf_put(&x->out, MQ_T("<nodes>\n"));
	for (uint32_t i = 0; i < nodes.n; i++) {
		mq_country c;
		mq_text id = mq_text_of(nodes.v[i].code);
		bool known = mq_marker_country_of(x->engine->marker, id, &c);
		mq_buf_put(&x->out, MQ_T("<node"));
		put_attribute(&x->out, "id", id);
		put_attribute(&x->out, "label", known && c.ar.n ? c.ar : id);
		mq_buf_print(&x->out, "><attvalues><attvalue for=\"happenings\" value=\"%u\"/></attvalues></node>\n",
			     nodes.v[i].all);
	}
	mq_buf_put(&x->out, MQ_T("</nodes>\n<edges>\n"));
}

static void put_edges(mq_export *x, const mq_tie_rows *rows)
{
	for (uint32_t i = 0; i < rows->n; i++) {
		const mq_tie_row *t = &rows->v[i];
		const mq_event_kind *k = &mq_event_kinds[t->kind];
		mq_buf_print(&x->out, "<edge id=\"%u\" source=\"%s\" target=\"%s\" weight=\"%u\"", i, t->a, t->b, t->happenings);
		put_attribute(&x->out, "kind", mq_text_of(k->name));
		put_attribute(&x->out, "label", mq_text_of(k->ar));
		mq_buf_print(
		    &x->out,
		    "><attvalues><attvalue for=\"plover\" value=\"%s\"/><attvalue for=\"score\" value=\"%.1f\"/></attvalues>"
		    "</edge>\n",
		    k->plover, k->score);
	}
}

/* edges of one pair differ by their kind, as GEXF 1.3 has it */
void mq_gexf_end(mq_export *x)
{
	mq_tie_rows rows = {0};
	mq_buf_put(&x->out,
		   MQ_T("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<gexf xmlns=\"http://gexf.net/1.3\" version=\"1.3\">\n"
			"<meta><creator>mirqab</creator><description>happenings between states, done or under way"
			"</description></meta>\n<graph defaultedgetype=\"undirected\" mode=\"static\">\n"
			"<attributes class=\"node\"><attribute id=\"happenings\" title=\"happenings\" type=\"integer\"/>"
			"</attributes>\n<attributes class=\"edge\"><attribute id=\"plover\" title=\"PLOVER\" type=\"string\"/>"
			"<attribute id=\"score\" title=\"score\" type=\"float\"/></attributes>\n"));
	if (mq_ok(mq_store_ties(x->store, x->arena, x->filter, false, &rows))) {
		put_nodes(x, &rows);
		put_edges(x, &rows);
		mq_buf_put(&x->out, MQ_T("</edges>\n"));
	}
	mq_buf_put(&x->out, MQ_T("</graph>\n</gexf>\n"));
}

/* ── Markdown ── */
/* what means something to Markdown is escaped; a newline would end the line */
static void put_md(mq_buf *b, mq_text t)
{
	for (size_t i = 0; i < t.n; i++) {
		char c = t.p[i];
		if ((unsigned char)c >= 0x80 || !strchr("\\`*_[]<>#|!~", c)) mq_buf_byte(b, (unsigned char)c < 0x20 ? ' ' : c);
		else mq_buf_print(b, "\\%c", c);
	}
}

static void put_md_parties(mq_export *x, const mq_party *p, uint32_t n)
{
	for (uint32_t i = 0; i < n; i++) {
		mq_country c;
		bool known = mq_marker_country_of(x->engine->marker, mq_text_of(p[i].country), &c);
		if (i) mq_buf_put(&x->out, MQ_T("، "));
		put_md(&x->out, known && c.ar.n ? c.ar : p[i].name.n ? p[i].name : mq_text_of(p[i].country));
	}
}

void mq_markdown_begin(mq_export *x) { mq_buf_put(&x->out, MQ_T("# مرقاب\n\n")); }

void mq_markdown_event(mq_export *x, const mq_event_row *row, const mq_record *record)
{
	const mq_event *e = &row->event;
	mq_buf *b = &x->out;
	char day[11];
	(void)record;
	mq_buf_put(b, MQ_T("* "));
	if (e->from != MQ_NO_DAY) {
		mq_day_print(e->from, day);
		mq_buf_print(b, "**%s**", day);
		if (e->to != MQ_NO_DAY && e->to != e->from) {
			mq_day_print(e->to, day);
			mq_buf_print(b, "–**%s**", day);
		}
		mq_buf_byte(b, ' ');
	}
	mq_buf_print(b, "%s (%.*s): ", mq_event_kinds[e->kind].ar, MQ_ARG(mq_event_status_name((mq_event_status)e->status)));
	put_md_parties(x, e->actors.v, e->actors.n);
	if (e->recipients.n) mq_buf_put(b, MQ_T(" ← "));
	put_md_parties(x, e->recipients.v, e->recipients.n);
	mq_buf_put(b, MQ_T("\n  > "));
	put_md(b, row->sentence);
	mq_buf_put(b, MQ_T("\n  >\n  > "));
	put_md(b, row->from.outlet);
	mq_buf_put(b, MQ_T("، "));
	put_md(b, row->from.published);
	mq_buf_print(b, " `%s`\n\n", row->id);
}

/* ── Web Annotation (W3C 2017): each evidence a target with two selectors, the words and their place in characters ── */
#define CONTEXT_CHARACTERS 32u

static size_t back(mq_text t, size_t at, uint32_t characters)
{
	while (at > 0 && characters--) {
		at--;
		while (at > 0 && mq_utf8_is_cont(t.p[at])) at--;
	}
	return at;
}

static size_t forth(mq_text t, size_t at, uint32_t characters)
{
	while (at < t.n && characters--) (void)mq_utf8_next(t, &at);
	return at;
}

static void put_target(mq_json *j, const mq_event_row *row, const mq_evidence *v, mq_text field)
{
	mq_json_object(j);
	mq_json_put_text(j, "source", row->from.url.n ? row->from.url : mq_text_of(row->from.id));
	mq_json_put_text(j, "scope", v->in == MQ_IN_TITLE ? MQ_T("title") : MQ_T("body"));
	mq_json_put_array(j, "selector");
	mq_json_object(j);
	mq_json_put_text(j, "type", MQ_T("TextQuoteSelector"));
	mq_json_put_text(j, "exact", mq_text_sub(field, v->start, v->end));
	mq_json_put_text(j, "prefix", mq_text_sub(field, back(field, v->start, CONTEXT_CHARACTERS), v->start));
	mq_json_put_text(j, "suffix", mq_text_sub(field, v->end, forth(field, v->end, CONTEXT_CHARACTERS)));
	mq_json_object_end(j);
	mq_json_object(j);
	mq_json_put_text(j, "type", MQ_T("TextPositionSelector"));
	mq_json_put_int(j, "start", (int64_t)mq_utf8_count(mq_text_sub(field, 0, v->start)));
	mq_json_put_int(j, "end", (int64_t)mq_utf8_count(mq_text_sub(field, 0, v->end)));
	mq_json_object_end(j);
	mq_json_array_end(j);
	mq_json_object_end(j);
}

void mq_annotation_event(mq_export *x, const mq_event_row *row, const mq_record *record)
{
	const mq_event *e = &row->event;
	mq_json j;
	mq_json_open(&j, &x->out);
	mq_json_object(&j);
	mq_json_put_text(&j, "@context", MQ_T("http://www.w3.org/ns/anno.jsonld"));
	mq_json_put_text(&j, "id", mq_arena_print(x->arena, "urn:mirqab:event:%s", row->id));
	mq_json_put_text(&j, "type", MQ_T("Annotation"));
	mq_json_put_text(&j, "motivation", MQ_T("classifying"));
	mq_json_put_object(&j, "body");
	mq_json_put_text(&j, "type", MQ_T("TextualBody"));
	mq_json_put_text(&j, "format", MQ_T("application/json"));
	mq_json_put_text(&j, "purpose", MQ_T("classifying"));
	mq_buf value;
	mq_json inner;
	mq_buf_open(&value, MQ_RECORD_JSON_MOST);
	mq_json_open(&inner, &value);
	mq_event_json(record, e, &inner);
	mq_json_put_text(&j, "value", mq_arena_text(x->arena, mq_buf_text(&value)));
	mq_buf_close(&value);
	mq_json_object_end(&j);
	mq_json_put_array(&j, "target");
	for (uint32_t i = 0; i < e->evidence.n; i++)
		put_target(&j, row, &e->evidence.v[i],
			   e->evidence.v[i].in == MQ_IN_TITLE ? record->article.title : record->article.body);
	mq_json_array_end(&j);
	mq_json_object_end(&j);
	mq_buf_byte(&x->out, '\n');
}
