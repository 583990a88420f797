#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <sysexits.h>
#include <unistd.h>

#include "cli/cli.h"
#include "cli/settings.h"

#define FILTER                                                                                                                   \
	"[--db ARCHIVE] [--pair A,B] [--kind K,…] [--status S,…] [--from DAY] [--to DAY] [--outlet NAME] [--person NAME]"    \
	" [--limit N]"

const mq_command mq_commands[] = {
    {"read", "[--as FORMAT] [--only article|marks|events] [--jobs N] [--offset BYTE] PATH...|-",
     "pages in, article records out, JSON lines", mq_cmd_read},
    {"trace", "[--as FORMAT] PATH", "what each room made of one page", mq_cmd_trace},
    {"cdxj", "FILE...|-", "an index of WARC files, one line a record", mq_cmd_cdxj},
    {"ingest", "[--db ARCHIVE] [--as FORMAT] [--jobs N] [--batch N] [--json] [--acks] PATH...|- | --again",
     "reads pages and keeps them", mq_cmd_ingest},
    {"search", "[--db ARCHIVE] [--json] [--facets] [--limit N] [--offset N] QUERY", "articles by what is in them", mq_cmd_search},
    {"events", FILTER " [--format table|jsonl|csv|parquet|plover|cameo|ics|geojson|gexf|md|annotations|ris|bibtex|csl]",
     "the record of happenings", mq_cmd_events},
    {"dossier", "[--db ARCHIVE] [--format text|md|json|html] A [B]", "one pair of countries, whole", mq_cmd_dossier},
    {"cite", "[--db ARCHIVE] [--format ris|bibtex|csl] [--public-url URL] ID...", "articles as citations", mq_cmd_cite},
    {"calendar", FILTER " [--format …]", "what is announced and ahead", mq_cmd_calendar},
    {"stories", FILTER " [--story ID] [--log] [--json]", "articles on one happening, together", mq_cmd_stories},
    {"people", FILTER " [--json]", "who is named, in which office", mq_cmd_people},
    {"person", "[--db ARCHIVE] [--profile plover|goldstein|FILE] [--json] ID|NAME",
     "one person in office over time: offices, words, meetings, temperature", mq_cmd_person},
    {"instrument", "[--db ARCHIVE] [--pair A,B] [--kind K,…] [--limit N] [--json] [ID]",
     "the register of commissions, exercises, agreements: editions, life, what is next due", mq_cmd_instrument},
    {"outlets", "[--db ARCHIVE] [--limit N] [--json] | --sources [--json|--opml] [--check]",
     "which newspapers the archive has, and how what is followed fares", mq_cmd_outlets},
    {"export", FILTER " --format jsonl|csv|parquet|plover|cameo|ics|geojson|gexf|md|annotations|ris|bibtex|csl",
     "all events, or what a filter finds", mq_cmd_export},
    {"schema", "[NAME]", "JSON Schemas of what is printed", mq_cmd_schema},
    {"verify", "[--db ARCHIVE]", "is the archive whole", mq_cmd_verify},
    {"analyze", "[--json] [TEXT|-]", "the text engine alone, one token a line", mq_cmd_analyze},
    {"rules", "check|explain PATH|diff FOLDER [PATH...]|features PATH [--as FORMAT] [--db ARCHIVE]",
     "tests every rule, says why an event was coded, what other rules would code", mq_cmd_rules},
    {"review", "[--db ARCHIVE] [--who NAME] [--note TEXT] [EVENT accept|reject|correct FIELD=VALUE... | undo N | log | rows]",
     "events to judge, the least sure first; what people said of them", mq_cmd_review},
    {"serve",
     "[--db ARCHIVE] [--listen 127.0.0.1:8080] [--public-url URL] [--threads N] [--rate N] [--images N]"
     " [--smtp URL --mail-from MAILBOX] [--alerts SECONDS] [--behind-proxy] [--map-borders LIST]",
     "web pages, API, feeds, calendar", mq_cmd_serve},
    {"tokens", "[--db ARCHIVE] [--scopes correct,review,save] [list | add NAME | end NUMBER]",
     "who may propose, review and save through the server", mq_cmd_tokens},
    {"watch",
     "[--db ARCHIVE] --contact WHO [--sources FILE] [--once] [--for SECONDS] [--pace SECONDS] [--per-host N] [--allow ADDRESS]",
     "follows feeds, sitemaps and pages politely", mq_cmd_watch},
    {"version", "", "version, rule-set hash, model hash", mq_cmd_version},
};
const size_t mq_commands_n = sizeof mq_commands / sizeof *mq_commands;

static void print_help(FILE *to)
{
	fputs("mirqab: an Arabic press observatory\n\nusage: mirqab [--config FILE] [--rules DIR] [--db ARCHIVE] [--quiet] "
	      "COMMAND [ARG...]\n\n",
	      to);
	for (size_t i = 0; i < mq_commands_n; i++) fprintf(to, "  %-10s %s\n", mq_commands[i].name, mq_commands[i].does);
	fputs("\n\"mirqab COMMAND --help\" tells of one; man mirqab-COMMAND tells all.\n", to);
}

int mq_cli_usage(const char *command, const char *what)
{
	fprintf(stderr, "mirqab %s: %s; see mirqab %s --help\n", command, what, command);
	return EX_USAGE;
}

int mq_cli_report(const mq_cli *c, mq_text path, const mq_page *page, mq_status s)
{
	(void)c;
	char line[1024], place[64] = "";
	int n = 0;
	if (page) n = snprintf(place, sizeof place, ": record %llu", (unsigned long long)page->record);
	if (s.byte != MQ_BYTE_UNKNOWN && n >= 0)
		snprintf(place + n, sizeof place - (size_t)n, ", byte %llu", (unsigned long long)s.byte);
	snprintf(line, sizeof line, "mirqab: %.*s%s: %.*s", MQ_ARG(path), place, MQ_ARG(s.why));
	/* names and bytes from outside must not steer the terminal */
	for (char *p = line; *p; p++)
		if ((unsigned char)*p < 0x20 || *p == 0x7F) *p = '?';
	fprintf(stderr, "%s\n", line);
	return mq_exit_code(s.code);
}

static void write_log(void *to, mq_log_level level, mq_text line)
{
	(void)level;
	fprintf(to, "mirqab: %.*s\n", MQ_ARG(line));
}

/* The options of a command that may be set for good, beside --rules, --db and --quiet, which hold for all */
static const struct {
	const char *command, *option;
} settable[] = {{"read", "jobs"},       {"ingest", "jobs"},       {"serve", "listen"},  {"serve", "public-url"},
		{"serve", "threads"},   {"serve", "map-borders"}, {"serve", "images"},  {"serve", "smtp"},
		{"serve", "mail-from"}, {"serve", "alerts"},      {"serve", "contact"}, {"serve", "sources"},
		{"serve", "pace"},      {"watch", "contact"},     {"watch", "sources"}, {"watch", "pace"},
		{"watch", "warc"},      {"watch", "public-url"}};

#define SETTABLE (sizeof settable / sizeof *settable)

static bool typed(int argc, char **argv, const char *option)
{
	size_t n = strlen(option);
	for (int i = 1; i < argc; i++) {
		const char *a = argv[i];
		if (strncmp(a, "--", 2) == 0 && strncmp(a + 2, option, n) == 0 && (a[2 + n] == 0 || a[2 + n] == '=')) return true;
	}
	return false;
}

/* what is set stands for what was not typed */
static int run_with_settings(mq_cli *c, const mq_settings *set, const mq_command *m, int argc, char **argv)
{
	int n = 0;
	char **all = mq_arena_alloc(c->arena, sizeof *all * ((size_t)argc + SETTABLE + 1));
	if (!all) return EX_OSERR;
	all[n++] = argv[0];
	for (size_t i = 0; i < SETTABLE; i++) {
		mq_text v = mq_settings_of(set, settable[i].option);
		if (strcmp(settable[i].command, m->name) != 0 || mq_text_none(v) || typed(argc, argv, settable[i].option))
			continue;
		mq_text arg = mq_arena_print(c->arena, "--%s=%.*s", settable[i].option, MQ_ARG(v));
		if (mq_text_none(arg)) return EX_OSERR;
		all[n] = mq_arena_alloc(c->arena, arg.n + 1);
		if (!all[n]) return EX_OSERR;
		memcpy(all[n], arg.p, arg.n);
		all[n++][arg.n] = 0;
	}
	for (int i = 1; i < argc; i++) all[n++] = argv[i];
	all[n] = NULL;
	return m->run(c, n, all);
}

static int run_command(mq_cli *c, const mq_settings *set, int argc, char **argv)
{
	for (size_t i = 0; i < mq_commands_n; i++) {
		const mq_command *m = &mq_commands[i];
		if (strcmp(m->name, argv[0]) != 0) continue;
		if (argc > 1 && strcmp(argv[1], "--help") == 0) {
			printf("usage: mirqab %s %s\n%s\n", m->name, m->usage, m->does);
			return EX_OK;
		}
		return run_with_settings(c, set, m, argc, argv);
	}
	fprintf(stderr, "mirqab: there is no command \"%s\"; mirqab --help lists them\n", argv[0]);
	return EX_USAGE;
}

typedef struct {
	mq_text rules, db, config;
	bool quiet, help, version;
} general_flags;

static bool take_flags(int argc, char **argv, general_flags *f)
{
	static const struct option options[] = {{"rules", required_argument, NULL, 'r'},
						{"db", required_argument, NULL, 'd'},
						{"config", required_argument, NULL, 'c'},
						{"quiet", no_argument, NULL, 'q'},
						{"help", no_argument, NULL, 'h'},
						{"version", no_argument, NULL, 'v'},
						{NULL, 0, NULL, 0}};
	for (int o; (o = getopt_long(argc, argv, "+h", options, NULL)) != -1;) {
		switch (o) {
		case 'r': f->rules = mq_text_of(optarg); break;
		case 'd': f->db = mq_text_of(optarg); break;
		case 'c': f->config = mq_text_of(optarg); break;
		case 'q': f->quiet = true; break;
		case 'h': f->help = true; break;
		case 'v': f->version = true; break;
		default: return false;
		}
	}
	return true;
}

/* flag, then MIRQAB_* variable, then mirqab.toml */
static int prepare(mq_cli *c, const general_flags *f, mq_settings *set)
{
	mq_status s = mq_settings_open(c->arena, f->config, set);
	if (!mq_ok(s)) return mq_cli_report(c, set->path, NULL, s);
	c->rules = mq_text_none(f->rules) ? mq_settings_of(set, "rules") : f->rules;
	c->db = mq_text_none(f->db) ? mq_settings_of(set, "db") : f->db;
	c->quiet = f->quiet || mq_text_eq(mq_settings_of(set, "quiet"), MQ_T("true"));
	if (c->quiet) c->log.level = MQ_LOG_ERROR;
	uint64_t wait = MQ_STORE_WAIT_MS / 1000;
	mq_text said = mq_settings_of(set, "wait");
	if (said.n && (!mq_text_u64(said, &wait) || wait > 86400)) return mq_cli_usage("wait", "takes seconds, 0 to 86400");
	c->wait_ms = (uint32_t)wait * 1000;
	return EX_OK;
}

int main(int argc, char **argv)
{
	static char version_name[] = "version";
	static char *version[] = {version_name, NULL};
	general_flags f = {0};
	mq_settings set;
	mq_cli c = {.terminal = isatty(STDERR_FILENO) != 0, .log = {write_log, stderr, MQ_LOG_INFO}};
	if (!take_flags(argc, argv, &f)) return EX_USAGE;
	if (f.help || (optind >= argc && !f.version)) {
		print_help(f.help ? stdout : stderr);
		return f.help ? EX_OK : EX_USAGE;
	}
	char **rest = f.version ? version : argv + optind;
	int n = f.version ? 1 : argc - optind;
	c.arena = mq_arena_open(MQ_RULES_ARENA_MOST);
	if (!c.arena) return EX_OSERR;
	optind = 0; /* getopt begins anew for the command */
	int code = prepare(&c, &f, &set);
	if (code == EX_OK) code = run_command(&c, &set, n, rest);
	if (fflush(stdout) != 0 || ferror(stdout)) {
		fputs("mirqab: cannot write to standard output\n", stderr);
		if (code == EX_OK) code = EX_IOERR;
	}
	mq_arena_close(c.arena);
	return code;
}
