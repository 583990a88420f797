/* mirqab review: a person accepts, corrects or rejects what was coded. Without an argument: what nobody has judged yet, the least
 * sure first. What is said is kept in the archive's log, outlives reading anew, and can be taken back. */
#include <stdio.h>
#include <stdlib.h>
#include <sysexits.h>
#include <time.h>

#include "cli/archive.h"
#include "store/corrections.h"

typedef struct {
	mq_cli *cli;
	mq_engine engine;
	mq_store *store;
	mq_filter f;
	mq_correction said;
	bool json;
} review;

/* the moment it is said; a day that is set, for tests */
static mq_text now(mq_arena *a)
{
	char line[32];
	struct tm tm;
	const char *set = getenv("MIRQAB_TODAY");
	time_t t = time(NULL);
	if (set) return mq_arena_print(a, "%.10sT00:00:00Z", set);
	if (!gmtime_r(&t, &tm) || strftime(line, sizeof line, "%Y-%m-%dT%H:%M:%SZ", &tm) == 0) return MQ_NONE;
	return mq_arena_text(a, mq_text_of(line));
}

static int failed(review *v, const char *what, mq_status s)
{
	if (s.code != MQ_END) return mq_cli_store_failed(v->cli, v->store, s);
	mq_store_close(v->store);
	fprintf(stderr, "mirqab review: there is no %s\n", what);
	return EX_NOINPUT;
}

static int list_events(review *v)
{
	mq_event_rows rows;
	mq_status s = mq_store_unreviewed(v->store, v->cli->arena, &v->f, &rows);
	if (!mq_ok(s)) return mq_cli_store_failed(v->cli, v->store, s);
	for (uint32_t i = 0; i < rows.n; i++) {
		printf("%.2f ", rows.v[i].event.confidence);
		mq_cli_print_event(&rows.v[i]);
	}
	printf("%u to judge\n", rows.n);
	mq_store_close(v->store);
	return EX_OK;
}

static void print_change(const char *name, mq_text value)
{
	if (value.n) printf(" %s=%.*s", name, MQ_ARG(value));
}

static void print_row(const mq_correction_row *x)
{
	const mq_correction *c = &x->said;
	printf("%lld %.*s  %.*s  %.*s", (long long)x->n, MQ_ARG(c->at), MQ_ARG(c->who.n ? c->who : MQ_T("-")),
	       MQ_ARG(mq_review_name(c->verdict)));
	print_change("kind", c->kind);
	print_change("status", c->status);
	print_change("actors", c->actors);
	print_change("recipients", c->recipients);
	print_change("from", c->from);
	print_change("to", c->to);
	print_change("background", c->background);
	printf("\n    %s  %.*s %.*s > %.*s%s\n", x->event[0] ? x->event : "no longer coded", MQ_ARG(x->kind), MQ_ARG(x->actors),
	       MQ_ARG(x->recipients), x->replaced ? "  (a later word replaced it)" : "");
	if (!mq_text_none(x->undone_at))
		printf("    taken back %.*s by %.*s\n", MQ_ARG(x->undone_at), MQ_ARG(x->undone_by.n ? x->undone_by : MQ_T("-")));
	if (c->note.n) printf("    %.*s\n", MQ_ARG(c->note));
}

static void json_row(const mq_correction_row *x, mq_json *j)
{
	const mq_correction *c = &x->said;
	const struct {
		const char *name;
		mq_text value;
	} fields[] = {{"kind", c->kind}, {"status", c->status}, {"actors", c->actors},        {"recipients", c->recipients},
		      {"from", c->from}, {"to", c->to},         {"background", c->background}};
	mq_json_object(j);
	mq_json_put_text(j, "schema", MQ_T("mirqab/correction/1"));
	mq_json_put_int(j, "n", x->n);
	mq_json_put_text(j, "event", x->event[0] ? mq_text_of(x->event) : MQ_NONE);
	mq_json_put_text(j, "article", mq_text_of(x->from.id));
	mq_json_put_text(j, "verdict", mq_review_name(c->verdict));
	mq_json_put_object(j, "changes");
	for (size_t i = 0; i < sizeof fields / sizeof *fields; i++)
		if (fields[i].value.n) mq_json_put_text(j, fields[i].name, fields[i].value);
	mq_json_object_end(j);
	mq_json_put_text(j, "kind", x->kind);
	mq_json_put_text(j, "actors", x->actors);
	mq_json_put_text(j, "recipients", x->recipients);
	mq_json_put_text(j, "sentence", x->sentence);
	mq_json_put_text(j, "trigger", x->trigger);
	mq_json_put_text(j, "who", c->who);
	mq_json_put_text(j, "at", c->at);
	mq_json_put_text(j, "note", c->note);
	mq_json_put_text(j, "undone_at", x->undone_at);
	mq_json_put_text(j, "undone_by", x->undone_by);
	mq_json_put_bool(j, "replaced", x->replaced);
	mq_json_object_end(j);
}

static void print_json(const mq_correction_row *x)
{
	mq_buf b;
	mq_json j;
	mq_buf_open(&b, MQ_RECORD_JSON_MOST);
	mq_json_open(&j, &b);
	json_row(x, &j);
	printf("%.*s\n", MQ_ARG(mq_buf_text(&b)));
	mq_buf_close(&b);
}

static void json_article(const mq_stored_article *x, mq_json *j)
{
	const mq_article *t = &x->record.article;
	mq_json_put_text(j, "id", mq_text_of(x->row.id));
	mq_json_put_text(j, "title", t->title);
	mq_json_put_text(j, "body", t->body);
	mq_json_put_text(j, "published", t->published);
	mq_json_put_text(j, "outlet", t->outlet);
	mq_json_put_text(j, "url", t->url);
}

/* a row to train with: the article as `read --as jsonl` takes it, with what was said of one event in it */
static mq_status print_training(review *v, mq_arena *a, const mq_correction_row *x)
{
	mq_stored_article article;
	mq_buf b;
	mq_json j;
	mq_arena_clear(a);
	MQ_TRY(mq_store_article(v->store, a, mq_text_of(x->from.id), &article));
	mq_buf_open(&b, MQ_RECORD_JSON_MOST);
	mq_json_open(&j, &b);
	mq_json_object(&j);
	json_article(&article, &j);
	mq_json_key(&j, MQ_T("said"));
	json_row(x, &j);
	mq_json_object_end(&j);
	if (!b.failed) printf("%.*s\n", MQ_ARG(mq_buf_text(&b)));
	mq_buf_close(&b);
	return MQ_DONE;
}

static bool counts(const mq_correction_row *x) { return mq_text_none(x->undone_at) && !x->replaced; }

typedef enum { LOG_PEOPLE, LOG_JSON, LOG_ROWS } log_form;

/* the whole log, or as many rows as --limit says */
static int print_log(review *v, log_form form)
{
	mq_arena *a = mq_arena_open(MQ_PAGE_ARENA_MOST);
	mq_correction_rows rows = {.n = 1};
	mq_status s = a ? MQ_DONE : MQ_FAIL(MQ_NO_MEMORY, MQ_BYTE_UNKNOWN, "out of memory");
	uint32_t left = v->f.limit ? v->f.limit : UINT32_MAX;
	for (int64_t before = 0; mq_ok(s) && left && rows.n; before = rows.n ? rows.v[rows.n - 1].n : 0) {
		s = mq_store_corrections(v->store, v->cli->arena, v->f.article, before, left < 100 ? left : 100, &rows);
		for (uint32_t i = 0; mq_ok(s) && i < rows.n; i++) {
			if (form == LOG_PEOPLE) print_row(&rows.v[i]);
			else if (form == LOG_JSON) print_json(&rows.v[i]);
			else if (counts(&rows.v[i])) s = print_training(v, a, &rows.v[i]);
		}
		if (mq_ok(s)) left -= rows.n;
	}
	mq_arena_close(a);
	if (!mq_ok(s)) return mq_cli_store_failed(v->cli, v->store, s);
	mq_store_close(v->store);
	return EX_OK;
}

static int undo(review *v, const char *number)
{
	uint64_t n;
	if (!number || !mq_text_u64(mq_text_of(number), &n) || n > INT64_MAX) {
		mq_store_close(v->store);
		return mq_cli_usage("review", "undo takes the number that the log shows");
	}
	mq_status s = mq_store_uncorrect(v->store, v->cli->arena, (int64_t)n, v->said.who, v->said.at);
	if (!mq_ok(s)) return failed(v, "correction of this number that still counts", s);
	printf("%llu taken back\n", (unsigned long long)n);
	mq_store_close(v->store);
	return EX_OK;
}

/* field=value; NULL, or what is wrong */
static const char *take_change(mq_correction *c, mq_text arg)
{
	const struct {
		const char *name;
		mq_text *to;
	} fields[] = {{"kind", &c->kind}, {"status", &c->status}, {"actors", &c->actors},        {"recipients", &c->recipients},
		      {"from", &c->from}, {"to", &c->to},         {"background", &c->background}};
	size_t eq = mq_text_find_byte(arg, '=', 0);
	for (size_t i = 0; eq != SIZE_MAX && eq + 1 < arg.n && i < sizeof fields / sizeof *fields; i++) {
		if (!mq_text_eq(mq_text_sub(arg, 0, eq), mq_text_of(fields[i].name))) continue;
		*fields[i].to = mq_text_sub(arg, eq + 1, arg.n);
		return NULL;
	}
	return "changes are kind= status= actors= recipients= from= to= background=";
}

static int judge(review *v, mq_text event)
{
	int64_t n = 0;
	mq_status s = mq_store_correct(v->store, v->cli->arena, event, &v->said, &n);
	if (!mq_ok(s)) return failed(v, "such event", s);
	printf("%lld %.*s\n", (long long)n, MQ_ARG(mq_review_name(v->said.verdict)));
	mq_store_close(v->store);
	return EX_OK;
}

static const char *take_options(review *v, int argc, char **argv)
{
	static const struct option options[] = {MQ_DB_OPTION,
						MQ_FILTER_OPTIONS,
						{"who", required_argument, NULL, 'w'},
						{"note", required_argument, NULL, 'o'},
						{"json", no_argument, NULL, 'j'},
						{NULL, 0, NULL, 0}};
	for (int o; (o = getopt_long(argc, argv, "", options, NULL)) != -1;) {
		const char *wrong = NULL;
		if (o == 'd') v->cli->db = mq_text_of(optarg);
		else if (o == 'w') v->said.who = mq_text_of(optarg);
		else if (o == 'o') v->said.note = mq_text_of(optarg);
		else if (o == 'j') v->json = true;
		else wrong = mq_cli_filter_flag(v->cli, o, optarg, &v->f);
		if (wrong) return wrong;
	}
	return NULL;
}

int mq_cmd_review(mq_cli *c, int argc, char **argv)
{
	review v = {.cli = c, .f = mq_filter_all()};
	const char *wrong = take_options(&v, argc, argv);
	if (wrong) return mq_cli_usage("review", wrong);
	mq_text what = optind < argc ? mq_text_of(argv[optind]) : MQ_NONE;
	const char *second = optind + 1 < argc ? argv[optind + 1] : NULL;
	bool log = mq_text_eq(what, MQ_T("log")), rows = mq_text_eq(what, MQ_T("rows")), undoes = mq_text_eq(what, MQ_T("undo"));
	bool reads = mq_text_none(what) || log || rows;
	if (!reads && !undoes) v.said.verdict = mq_review_of(mq_text_of(second));
	if (!reads && !undoes && v.said.verdict == MQ_REVIEW_NONE)
		return mq_cli_usage("review", "say EVENT and then accept, correct or reject; or undo N, log, rows");
	for (int i = optind + 2; !reads && !undoes && i < argc; i++)
		if ((wrong = take_change(&v.said, mq_text_of(argv[i])))) return mq_cli_usage("review", wrong);
	v.said.at = now(c->arena);
	int code = mq_cli_open(c, reads ? MQ_STORE_READ : MQ_STORE_WRITE, &v.engine, &v.store);
	if (code != EX_OK) return code;
	if (mq_text_none(what)) return list_events(&v);
	if (reads) return print_log(&v, rows ? LOG_ROWS : v.json ? LOG_JSON : LOG_PEOPLE);
	return undoes ? undo(&v, second) : judge(&v, what);
}
