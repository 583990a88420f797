/* mirqab events, export, calendar: the record of happenings, for people and for other tools. */
#include <stdio.h>
#include <sysexits.h>

#include "cli/archive.h"
#include "cli/columns.h"
#include "serve/exports.h"

static void print_days(mq_day from, mq_day to)
{
	char line[11] = "          ";
	if (from != MQ_NO_DAY) mq_day_print(from, line);
	fputs(line, stdout);
	if (from == MQ_NO_DAY || to == MQ_NO_DAY || to == from) {
		fputs("      ", stdout);
		return;
	}
	mq_day_print(to, line);
	mq_ymd x = mq_ymd_of(from), y = mq_ymd_of(to);
	/* the part of the second day that differs */
	if (x.year != y.year) printf("…%.4s ", line);
	else if (x.month != y.month) printf("…%s", line + 5);
	else printf("…%s   ", line + 8);
}

static void print_parties(const mq_event *e)
{
	size_t n = 0;
	for (uint32_t i = 0; i < e->actors.n && n < 12; i++) {
		printf("%s%s", i ? " " : "", e->actors.v[i].country[0] ? e->actors.v[i].country : "---");
		n += 4;
	}
	if (e->recipients.n) fputs(" > ", stdout);
	for (uint32_t i = 0; i < e->recipients.n && n < 24; i++) {
		printf("%s%s", i ? " " : "", e->recipients.v[i].country[0] ? e->recipients.v[i].country : "---");
		n += 4;
	}
}

void mq_cli_print_event(const mq_event_row *row)
{
	const mq_event *e = &row->event;
	print_days(e->from, e->to);
	printf(" %-20s %-12s ", mq_event_kinds[e->kind].name, mq_event_status_name((mq_event_status)e->status).p);
	print_parties(e);
	putchar('\n');
	mq_columns_wrap(stdout, row->sentence, 4, NULL, 0, "", "");
	printf("    %s  %.10s  ", row->id, row->from.published.n >= 10 ? row->from.published.p : "          ");
	mq_columns_put(stdout, row->from.outlet, 30);
	putchar('\n');
}

static bool to_stdout(void *to, mq_text bytes)
{
	(void)to;
	return fwrite(bytes.p, 1, bytes.n, stdout) == bytes.n;
}

static int print_table(mq_cli *c, mq_store *store, const mq_filter *f)
{
	mq_event_rows rows;
	mq_text next;
	mq_status s = mq_store_events(store, c->arena, f, &rows, &next);
	if (!mq_ok(s)) return mq_cli_store_failed(c, store, s);
	for (uint32_t i = 0; i < rows.n; i++) mq_cli_print_event(&rows.v[i]);
	printf("%u %s%s\n", rows.n, rows.n == 1 ? "event" : "events", next.n ? "; more follow: --limit" : "");
	mq_store_close(store);
	return EX_OK;
}

typedef struct {
	mq_filter f;
	mq_text format;
} asked;

static int run(mq_cli *c, const char *name, int argc, char **argv, asked *k)
{
	static const struct option options[] = {
	    MQ_DB_OPTION, MQ_FILTER_OPTIONS, {"format", required_argument, NULL, 'X'}, {NULL, 0, NULL, 0}};
	mq_engine engine;
	mq_store *store;
	for (int o; (o = getopt_long(argc, argv, "", options, NULL)) != -1;) {
		const char *wrong = NULL;
		if (o == 'd') c->db = mq_text_of(optarg);
		else if (o == 'X') k->format = mq_text_of(optarg);
		else wrong = mq_cli_filter_flag(c, o, optarg, &k->f);
		if (wrong) return mq_cli_usage(name, wrong);
	}
	if (optind != argc) return mq_cli_usage(name, "takes no argument");
	bool table = mq_text_eq(k->format, MQ_T("table"));
	const mq_export_format *format = mq_export_named(k->format);
	if (!table && !format)
		return mq_cli_usage(name, "--format takes table, jsonl, csv, parquet, plover, cameo, ics, geojson, gexf, md, "
					  "annotations, ris, bibtex or csl");
	int code = mq_cli_open(c, MQ_STORE_READ, &engine, &store);
	if (code != EX_OK) return code;
	if (table) return print_table(c, store, &k->f);
	mq_status s = mq_export_events(store, &engine, format, &k->f, MQ_NONE, to_stdout, NULL);
	if (!mq_ok(s)) return mq_cli_store_failed(c, store, s);
	mq_store_close(store);
	return EX_OK;
}

int mq_cmd_events(mq_cli *c, int argc, char **argv)
{
	asked k = {mq_filter_all(), MQ_T("table")};
	return run(c, "events", argc, argv, &k);
}

int mq_cmd_export(mq_cli *c, int argc, char **argv)
{
	asked k = {mq_filter_all(), MQ_T("jsonl")};
	return run(c, "export", argc, argv, &k);
}

/* what is ahead: announced, from today on, the nearest first */
int mq_cmd_calendar(mq_cli *c, int argc, char **argv)
{
	asked k = {mq_filter_all(), MQ_T("table")};
	k.f.from = mq_cli_today();
	k.f.status = MQ_T("announced,postponed,under_way");
	k.f.oldest_first = true;
	return run(c, "calendar", argc, argv, &k);
}
