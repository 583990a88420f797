/* mirqab analyze: the text engine alone, one token a line. */
#include <getopt.h>
#include <stdio.h>
#include <sysexits.h>

#include "cli/cli.h"

#define READ_BLOCK 65536u

static int read_input(mq_buf *in)
{
	mq_buf_open(in, MQ_PAGE_MOST);
	for (size_t n;;) {
		if (!mq_buf_room(in, READ_BLOCK)) return EX_DATAERR;
		n = fread(in->p + in->n, 1, READ_BLOCK, stdin);
		in->n += n;
		if (n < READ_BLOCK) return ferror(stdin) ? EX_IOERR : EX_OK;
	}
}

typedef struct {
	mq_buf *out;
	bool first;
} term_list;

static bool put_term(void *to, mq_text term, uint32_t start, uint32_t end, bool colocated)
{
	term_list *l = to;
	(void)start;
	(void)end;
	(void)colocated;
	if (!l->first) mq_buf_byte(l->out, ' ');
	l->first = false;
	mq_buf_put(l->out, term);
	return true;
}

static void put_line(mq_buf *out, mq_terms *terms, mq_text t, const mq_token *k)
{
	term_list list = {out, true};
	mq_buf_print(out, "%u\t%u\t", k->start, k->end);
	mq_buf_put(out, mq_text_sub(t, k->start, k->end));
	mq_buf_byte(out, '\t');
	mq_buf_put(out, k->norm);
	mq_buf_byte(out, '\t');
	mq_terms_each(terms, mq_text_sub(t, k->start, k->end), MQ_TERMS_INDEX, put_term, &list);
	mq_buf_byte(out, '\n');
}

static void put_analysis(mq_json *j, const mq_analysis *x)
{
	mq_json_object(j);
	mq_json_put_text(j, "stem", x->stem);
	mq_json_put_int(j, "clitics", x->pro);
	mq_json_put_int(j, "enclitic", x->enc);
	mq_json_put_int(j, "form", x->form);
	mq_json_put_bool(j, "family", x->family != 0);
	mq_json_object_end(j);
}

static void put_token(mq_json *j, mq_text t, const mq_token *k)
{
	static const char *const kinds[] = {"", "arabic", "latin", "tifinagh", "word", "number", "mark", "break"};
	mq_json_object(j);
	mq_json_put_int(j, "start", k->start);
	mq_json_put_int(j, "end", k->end);
	mq_json_put_text(j, "form", mq_text_sub(t, k->start, k->end));
	mq_json_put_text(j, "norm", k->norm);
	mq_json_put_text(j, "kind", mq_text_of(kinds[k->kind]));
	mq_json_put_array(j, "analyses");
	for (uint8_t i = 0; i < k->analyses; i++) put_analysis(j, &k->a[i]);
	mq_json_array_end(j);
	mq_json_object_end(j);
}

static void put_doc(mq_buf *out, mq_text t, const mq_doc *doc)
{
	mq_json j;
	mq_json_open(&j, out);
	mq_json_object(&j);
	mq_json_put_text(&j, "lang", doc->lang);
	mq_json_put_array(&j, "sentences");
	for (uint32_t i = 0; i < doc->sentences.n; i++) {
		const mq_sentence *s = &doc->sentences.v[i];
		mq_json_object(&j);
		mq_json_put_int(&j, "start", s->start);
		mq_json_put_int(&j, "end", s->end);
		mq_json_put_bool(&j, "heading", s->heading);
		mq_json_object_end(&j);
	}
	mq_json_array_end(&j);
	mq_json_put_array(&j, "tokens");
	for (uint32_t i = 0; i < doc->tokens.n; i++) put_token(&j, t, &doc->tokens.v[i]);
	mq_json_array_end(&j);
	mq_json_object_end(&j);
	mq_buf_byte(out, '\n');
}

static int analyze(mq_cli *c, mq_text t, bool json)
{
	mq_engine e;
	mq_doc doc;
	mq_buf out;
	mq_status s = mq_engine_open(c->arena, c->rules, &e);
	if (!mq_ok(s)) return mq_cli_report(c, MQ_T("rules"), NULL, s);
	mq_terms *terms = NULL;
	mq_arena *a = mq_arena_open(MQ_PAGE_ARENA_MOST);
	if (!a) return EX_OSERR;
	s = mq_terms_open(c->arena, e.lexicon, &terms);
	if (mq_ok(s)) s = mq_text_read(a, e.lexicon, MQ_NONE, t, &doc);
	mq_buf_open(&out, MQ_RECORD_JSON_MOST);
	if (mq_ok(s) && json) put_doc(&out, t, &doc);
	for (uint32_t i = 0; mq_ok(s) && !json && i < doc.tokens.n; i++)
		if (doc.tokens.v[i].kind != MQ_TOKEN_BREAK) put_line(&out, terms, t, &doc.tokens.v[i]);
	fwrite(out.p, 1, out.n, stdout);
	mq_buf_close(&out);
	mq_arena_close(a);
	return mq_ok(s) ? EX_OK : mq_cli_report(c, MQ_T("text"), NULL, s);
}

int mq_cmd_analyze(mq_cli *c, int argc, char **argv)
{
	static const struct option options[] = {{"json", no_argument, NULL, 'j'}, {NULL, 0, NULL, 0}};
	bool json = false;
	mq_buf in;
	for (int o; (o = getopt_long(argc, argv, "", options, NULL)) != -1;) {
		if (o != 'j') return mq_cli_usage("analyze", "unknown option");
		json = true;
	}
	if (optind + 1 < argc) return mq_cli_usage("analyze", "give one text, or - for standard input");
	if (optind + 1 == argc && strcmp(argv[optind], "-") != 0) return analyze(c, mq_text_of(argv[optind]), json);
	int code = read_input(&in);
	if (code == EX_OK) code = analyze(c, mq_buf_text(&in), json);
	mq_buf_close(&in);
	return code;
}
