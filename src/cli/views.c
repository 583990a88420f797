/* mirqab people, outlets, stories: the other views of the archive, as tables or JSON lines. */
#include <stdio.h>
#include <sysexits.h>

#include "cli/archive.h"
#include "cli/columns.h"
#include "cli/sources.h"

typedef struct {
	mq_filter f;
	bool json, log;
	mq_engine engine;
	mq_store *store;
} asked;

static int open_view(mq_cli *c, const char *name, int argc, char **argv, asked *k)
{
	static const struct option options[] = {MQ_DB_OPTION,
						MQ_FILTER_OPTIONS,
						{"json", no_argument, NULL, 'j'},
						{"log", no_argument, NULL, 'l'},
						{"story", required_argument, NULL, 's'},
						{NULL, 0, NULL, 0}};
	bool stories = strcmp(name, "stories") == 0;
	k->f = mq_filter_all();
	for (int o; (o = getopt_long(argc, argv, "", options, NULL)) != -1;) {
		const char *wrong = NULL;
		if (o == 'd') c->db = mq_text_of(optarg);
		else if (o == 'j') k->json = true;
		else if (o == 'l' && stories) k->log = true;
		else if (o == 's' && stories) k->f.story = mq_text_of(optarg);
		else wrong = mq_cli_filter_flag(c, o, optarg, &k->f);
		if (wrong) return mq_cli_usage(name, wrong);
	}
	if (optind != argc) return mq_cli_usage(name, "takes no argument");
	return mq_cli_open(c, MQ_STORE_READ, &k->engine, &k->store);
}

static void print_day(mq_day d)
{
	char line[11] = "          ";
	if (d != MQ_NO_DAY) mq_day_print(d, line);
	fputs(line, stdout);
}

static void flush_line(mq_buf *b)
{
	printf("%.*s\n", MQ_ARG(mq_buf_text(b)));
	mq_buf_clear(b);
}

static void person_json(mq_buf *b, const mq_person_row *p)
{
	mq_json j;
	mq_json_open(&j, b);
	mq_json_object(&j);
	mq_json_put_text(&j, "schema", MQ_T("mirqab/person/1"));
	mq_json_put_text(&j, "id", mq_text_of(p->id));
	mq_json_put_text(&j, "name", p->name);
	mq_json_put_text(&j, "role", p->role);
	mq_json_put_text(&j, "country", p->country[0] ? mq_text_of(p->country) : MQ_NONE);
	mq_json_put_int(&j, "articles", p->articles);
	mq_json_put_int(&j, "quotes", p->quotes);
	mq_json_put_day(&j, "first", p->first);
	mq_json_put_day(&j, "last", p->last);
	mq_json_put_array(&j, "spellings");
	for (uint32_t i = 0; i < p->spellings.n; i++) mq_json_text(&j, p->spellings.v[i]);
	mq_json_array_end(&j);
	mq_json_object_end(&j);
	flush_line(b);
}

int mq_cmd_people(mq_cli *c, int argc, char **argv)
{
	asked k = {.json = false};
	mq_person_rows rows;
	mq_text next;
	mq_buf b;
	int code = open_view(c, "people", argc, argv, &k);
	if (code != EX_OK) return code;
	mq_status s = mq_store_people(k.store, c->arena, &k.f, &rows, &next);
	if (!mq_ok(s)) return mq_cli_store_failed(c, k.store, s);
	mq_buf_open(&b, 1u << 20);
	for (uint32_t i = 0; i < rows.n; i++) {
		const mq_person_row *p = &rows.v[i];
		if (k.json) {
			person_json(&b, p);
			continue;
		}
		printf("%5u %5u  %-3s  ", p->articles, p->quotes, p->country);
		mq_columns_pad(stdout, p->name, 26);
		fputs("  ", stdout);
		mq_columns_put(stdout, p->role, 32);
		putchar('\n');
	}
	mq_buf_close(&b);
	if (!k.json)
		printf("%u people (articles, quotations, country, name, office)%s\n", rows.n,
		       next.n ? "; more follow: --limit" : "");
	mq_store_close(k.store);
	return EX_OK;
}

static void outlet_json(mq_buf *b, const mq_outlet_row *o)
{
	mq_json j;
	mq_json_open(&j, b);
	mq_json_object(&j);
	mq_json_put_text(&j, "schema", MQ_T("mirqab/outlet/1"));
	mq_json_put_text(&j, "name", o->name);
	mq_json_put_text(&j, "country", o->country[0] ? mq_text_of(o->country) : MQ_NONE);
	mq_json_put_int(&j, "articles", o->articles);
	mq_json_put_int(&j, "events", o->events);
	mq_json_put_day(&j, "first", o->first);
	mq_json_put_day(&j, "last", o->last);
	mq_json_object_end(&j);
	flush_line(b);
}

int mq_cmd_outlets(mq_cli *c, int argc, char **argv)
{
	asked k = {.json = false};
	mq_outlet_rows rows;
	mq_buf b;
	for (int i = 1; i < argc; i++)
		if (strcmp(argv[i], "--sources") == 0) return mq_cli_sources(c, argc, argv);
	int code = open_view(c, "outlets", argc, argv, &k);
	if (code != EX_OK) return code;
	mq_status s = mq_store_outlets(k.store, c->arena, k.f.limit, &rows);
	if (!mq_ok(s)) return mq_cli_store_failed(c, k.store, s);
	mq_buf_open(&b, 1u << 20);
	for (uint32_t i = 0; i < rows.n; i++) {
		const mq_outlet_row *o = &rows.v[i];
		if (k.json) {
			outlet_json(&b, o);
			continue;
		}
		printf("%7u %7u  %-3s  ", o->articles, o->events, o->country);
		print_day(o->first);
		fputs("  ", stdout);
		print_day(o->last);
		fputs("  ", stdout);
		mq_columns_put(stdout, o->name, 30);
		putchar('\n');
	}
	mq_buf_close(&b);
	if (!k.json) printf("%u outlets (articles, events, country, first, last, name)\n", rows.n);
	mq_store_close(k.store);
	return EX_OK;
}

static void story_json(mq_buf *b, const mq_story_row *r)
{
	mq_json j;
	mq_json_open(&j, b);
	mq_json_object(&j);
	mq_json_put_text(&j, "schema", MQ_T("mirqab/story/1"));
	mq_json_put_text(&j, "id", mq_text_of(r->id));
	mq_json_put_text(&j, "title", r->title);
	mq_json_put_int(&j, "articles", r->articles);
	mq_json_put_int(&j, "outlets", r->outlets);
	mq_json_put_int(&j, "copies", r->copies);
	mq_json_put_day(&j, "first", r->first);
	mq_json_put_day(&j, "last", r->last);
	mq_json_put_text(&j, "lead", mq_text_of(r->lead.id));
	mq_json_object_end(&j);
	flush_line(b);
}

static void change_json(mq_buf *b, const mq_story_change *x)
{
	mq_json j;
	mq_json_open(&j, b);
	mq_json_object(&j);
	mq_json_put_text(&j, "schema", MQ_T("mirqab/story_change/1"));
	mq_json_put_text(&j, "what", x->what);
	mq_json_put_text(&j, "story", mq_text_of(x->story));
	mq_json_put_text(&j, "other", mq_text_of(x->other));
	mq_json_object_end(&j);
	flush_line(b);
}

/* splits and merges, the latest first */
static int print_log(mq_cli *c, asked *k)
{
	mq_story_changes log;
	mq_buf b;
	mq_status s = mq_store_story_log(k->store, c->arena, k->f.story, k->f.limit, &log);
	if (!mq_ok(s)) return mq_cli_store_failed(c, k->store, s);
	mq_buf_open(&b, 1u << 20);
	for (uint32_t i = 0; i < log.n; i++) {
		const mq_story_change *x = &log.v[i];
		bool merged = mq_text_eq(x->what, MQ_T("merged"));
		if (k->json) change_json(&b, x);
		else if (merged) printf("merged  %s into %s\n", x->story, x->other);
		else printf("split   %s out of %s\n", x->other, x->story);
	}
	mq_buf_close(&b);
	if (!k->json) printf("%u changes\n", log.n);
	mq_store_close(k->store);
	return EX_OK;
}

int mq_cmd_stories(mq_cli *c, int argc, char **argv)
{
	asked k = {.json = false};
	mq_story_rows rows;
	mq_text next;
	mq_buf b;
	int code = open_view(c, "stories", argc, argv, &k);
	if (code != EX_OK) return code;
	if (k.log) return print_log(c, &k);
	mq_status s = mq_store_stories(k.store, c->arena, &k.f, &rows, &next);
	if (!mq_ok(s)) return mq_cli_store_failed(c, k.store, s);
	mq_buf_open(&b, 1u << 20);
	for (uint32_t i = 0; i < rows.n; i++) {
		const mq_story_row *r = &rows.v[i];
		if (k.json) {
			story_json(&b, r);
			continue;
		}
		print_day(r->first);
		printf(" %4u articles %3u outlets %3u copies  %s\n    ", r->articles, r->outlets, r->copies, r->id);
		mq_columns_put(stdout, r->title, 75);
		putchar('\n');
	}
	mq_buf_close(&b);
	if (!k.json) printf("%u stories%s\n", rows.n, next.n ? "; more follow: --limit" : "");
	mq_store_close(k.store);
	return EX_OK;
}
