/* mirqab rules: check tests every rule's examples; explain says why each event of a page was coded; diff what
 * would be coded otherwise under other rules; features prints the
 * candidates with the names of their features, which is what the training program reads. */
#include <getopt.h>
#include <stdio.h>
#include <sysexits.h>

#include "cli/archive.h"
#include "cli/rules_diff.h"

typedef struct {
	mq_cli *cli;
	mq_engine engine;
	mq_arena *arena;
	mq_page_options page;
	bool features;
	int code;
} ruling;

static int check_rules(mq_cli *c)
{
	mq_engine e;
	mq_buf out;
	bool ok = false;
	mq_status s = mq_engine_open(c->arena, c->rules, &e);
	if (!mq_ok(s)) return mq_cli_report(c, MQ_T("rules"), NULL, s);
	mq_buf_open(&out, MQ_RECORD_JSON_MOST);
	s = mq_coder_check(c->arena, e.coder, &out, &ok);
	fwrite(out.p, 1, out.n, stdout);
	mq_buf_close(&out);
	if (!mq_ok(s)) return mq_cli_report(c, MQ_T("rules"), NULL, s);
	return ok ? EX_OK : EX_DATAERR;
}

static void put_parties(const mq_party *p, uint32_t n)
{
	for (uint32_t i = 0; i < n; i++) printf("%s%s", i ? "," : "", p[i].country);
	if (!n) printf("-");
}

static void explain_event(const mq_record *r, const mq_event *e)
{
	printf("%u %s %.*s%s  ", e->id, mq_event_kinds[e->kind].name, MQ_ARG(mq_event_status_name((mq_event_status)e->status)),
	       e->background ? " background" : "");
	put_parties(e->actors.v, e->actors.n);
	printf(" > ");
	put_parties(e->recipients.v, e->recipients.n);
	printf("  by %.*s, confidence %.2f\n", MQ_ARG(e->rule), e->confidence);
	mq_text trigger = mq_text_sub(r->doc.field[e->trigger.in], e->trigger.start, e->trigger.end);
	printf("  trigger  %.*s  %s[%u,%u)\n", MQ_ARG(trigger), e->trigger.in ? "body" : "title", e->trigger.start,
	       e->trigger.end);
	for (uint32_t i = 0; i < e->evidence.n; i++) {
		const mq_evidence *v = &e->evidence.v[i];
		printf("  evidence %.*s\n", MQ_ARG(mq_text_sub(r->doc.field[v->in], v->start, v->end)));
	}
	mq_text why = e->why, piece;
	while (mq_text_split(&why, ';', &piece)) printf("    %.*s\n", MQ_ARG(mq_text_trim(piece)));
}

static void put_features(const ruling *r, const mq_record *rec, const mq_buf *dump)
{
	mq_buf line;
	mq_json j;
	mq_buf_open(&line, MQ_RECORD_JSON_MOST);
	mq_json_open(&j, &line);
	mq_json_object(&j);
	mq_json_put_text(&j, "key", rec->page->key.n ? rec->page->key : rec->page->path);
	mq_json_key(&j, MQ_T("candidates"));
	mq_buf_print(&line, "[%.*s]}\n", MQ_ARG(mq_buf_text(dump)));
	fwrite(line.p, 1, line.n, stdout);
	mq_buf_close(&line);
	(void)r;
}

static int rule_page(const ruling *r, const mq_page *page)
{
	mq_record rec;
	mq_events events;
	mq_buf dump;
	mq_status s = mq_record_make(r->arena, &r->engine, page, MQ_TO_MARKS, &rec);
	if (!mq_ok(s)) return mq_cli_report(r->cli, page->path, page, s);
	mq_buf_open(&dump, MQ_RECORD_JSON_MOST);
	s = mq_code_all(r->arena, r->engine.coder, &rec.article, &rec.doc, &rec.marks, !r->features, r->features ? &dump : NULL,
			&events);
	if (mq_ok(s) && r->features) put_features(r, &rec, &dump);
	for (uint32_t i = 0; mq_ok(s) && !r->features && i < events.n; i++) explain_event(&rec, &events.v[i]);
	mq_buf_close(&dump);
	return mq_ok(s) ? EX_OK : mq_cli_report(r->cli, page->path, page, s);
}

static int rule_pages(ruling *r, mq_text path)
{
	mq_reader *reader;
	mq_page page;
	int code = EX_OK;
	mq_status s = mq_reader_open(r->cli->arena, &r->page, path, &reader);
	if (!mq_ok(s)) return mq_cli_report(r->cli, path, NULL, s);
	for (;;) {
		mq_arena_clear(r->arena);
		s = mq_reader_next(reader, r->arena, &page);
		if (s.code == MQ_END) break;
		int one = mq_ok(s) ? rule_page(r, &page) : mq_cli_report(r->cli, path, &page, s);
		if (code == EX_OK) code = one;
	}
	mq_reader_close(reader);
	return code;
}

int mq_cmd_rules(mq_cli *c, int argc, char **argv)
{
	static const struct option options[] = {MQ_DB_OPTION, {"as", required_argument, NULL, 'a'}, {NULL, 0, NULL, 0}};
	ruling r = {.cli = c, .page = {.log = &c->log}};
	for (int o; (o = getopt_long(argc, argv, "", options, NULL)) != -1;) {
		if (o == 'd') c->db = mq_text_of(optarg);
		else if (o == 'a') r.page.as = mq_text_of(optarg);
		else return mq_cli_usage("rules", "unknown option");
	}
	mq_text what = optind < argc ? mq_text_of(argv[optind++]) : MQ_NONE;
	if (mq_text_eq(what, MQ_T("check"))) return check_rules(c);
	if (mq_text_eq(what, MQ_T("diff"))) {
		if (optind >= argc) return mq_cli_usage("rules", "diff takes a folder of rules, and pages or the archive");
		mq_text folder = mq_text_of(argv[optind++]);
		return mq_cli_rules_diff(c, &r.page, folder, argv + optind, argc - optind);
	}
	r.features = mq_text_eq(what, MQ_T("features"));
	if (!r.features && !mq_text_eq(what, MQ_T("explain")))
		return mq_cli_usage("rules", "say check, explain, diff or features");
	if (optind >= argc) return mq_cli_usage("rules", "name a file or -");
	mq_status s = mq_engine_open(c->arena, c->rules, &r.engine);
	if (!mq_ok(s)) return mq_cli_report(c, MQ_T("rules"), NULL, s);
	r.arena = mq_arena_open(MQ_PAGE_ARENA_MOST);
	if (!r.arena) return EX_OSERR;
	for (int i = optind; i < argc; i++) {
		int code = rule_pages(&r, mq_text_of(argv[i]));
		if (r.code == EX_OK) r.code = code;
	}
	mq_arena_close(r.arena);
	return r.code;
}
