/* mirqab instrument, person: the register of instruments, and people in office over time. */
#include "cli/register.h"

#include <stdio.h>
#include <sysexits.h>

#include "cli/columns.h"

/* a profile names each kind once */
#define PROFILE_BYTES 16384u
/* of a line of 80, behind its indent */
#define NAME_COLUMNS 76u

mq_status mq_cli_profile(mq_cli *c, mq_store *store, const char *name)
{
	char bytes[PROFILE_BYTES];
	bool known = strcmp(name, "plover") == 0 || strcmp(name, "goldstein") == 0;
	FILE *f = known ? NULL : fopen(name, "rb");
	if (!f) return mq_store_profile(store, c->arena, mq_text_of(name), MQ_NONE);
	size_t n = fread(bytes, 1, sizeof bytes, f);
	fclose(f);
	return mq_store_profile(store, c->arena, mq_text_of(name), mq_text_at(bytes, n));
}

static void print_day(const char *before, mq_day d)
{
	char line[11];
	if (d == MQ_NO_DAY) return;
	mq_day_print(d, line);
	printf("%s%s", before, line);
}

static void print_due(const mq_due *d)
{
	static const char *const words[MQ_DUE_HOWS] = {"",
						       "announced for",
						       "due, being held again and again",
						       "due by its usual interval, computed",
						       "ends, by its term",
						       "stopped since"};
	if (d->how == MQ_DUE_NONE) return;
	printf("    %s", words[d->how]);
	if (d->from != MQ_NO_DAY) print_day(" ", d->from);
	if (d->to != d->from) print_day("/", d->to);
	printf("; sure: %s\n", mq_sures[d->sure]);
	if (d->interval) printf("    every %d days", d->interval);
	if (d->interval && d->intervals > 1) printf(", of %u intervals", d->intervals);
	if (d->overdue) printf("%soverdue, nothing told since", d->interval ? "; " : "    ");
	if (d->interval || d->overdue) putchar('\n');
}

void mq_cli_print_series(const mq_series_row *r, bool md)
{
	printf("%s%.*s", md ? "* " : "", MQ_ARG(r->kind));
	if (r->edition) printf(" no. %d", r->edition);
	if (r->year) printf(" %d", r->year);
	printf(": %u  %s", r->sessions, mq_stage_names[r->stage]);
	print_day(", last ", r->last);
	printf("  %s\n    ", r->id);
	mq_columns_put(stdout, r->name, NAME_COLUMNS);
	putchar('\n');
	print_due(&r->due);
}

/* ── one instrument ── */
static void print_stages(const mq_series *x)
{
	printf("\n── its life\n");
	for (uint32_t i = 0; i < x->stages.n; i++) {
		const mq_stage_row *r = &x->stages.v[i];
		char from[11] = "          ", to[11] = "";
		if (r->from != MQ_NO_DAY) mq_day_print(r->from, from);
		if (r->to != MQ_NO_DAY && r->to != r->from) mq_day_print(r->to, to);
		printf("%s%s%s  %s", from, to[0] ? "/" : "", to, mq_stage_names[r->stage]);
		if (r->edition) printf(" no. %d", r->edition);
		if (r->year) printf(" %d", r->year);
		if (r->count) printf(" ×%d", r->count);
		if (r->place.n) printf(", %.*s", MQ_ARG(r->place));
		printf("; %u %s, %u %s\n", r->articles, r->articles == 1 ? "article" : "articles", r->outlets,
		       r->outlets == 1 ? "source" : "sources");
		for (uint32_t k = 0; k < r->sources.n; k++) {
			const mq_stage_source *s = &r->sources.v[k];
			if (k == 0) mq_columns_wrap(stdout, s->sentence, 4, NULL, 0, "", "");
			printf("    %.16s %.*s", s->from.id, MQ_ARG(s->from.outlet));
			print_day(" ", s->from.day);
			putchar('\n');
		}
	}
}

static void print_whole(const mq_series *x)
{
	mq_cli_print_series(&x->row, false);
	printf("    between");
	for (uint8_t i = 0; i < x->row.countries; i++) printf(" %s", x->row.country[i]);
	printf("; told of as one by %.*s; %u articles, %u outlets\n", MQ_ARG(x->row.by), x->row.articles, x->row.outlets);
	for (uint32_t i = 0; i < x->names.n; i++)
		printf("    as «%.*s» in %u, such as %.16s\n", MQ_ARG(x->names.v[i].form), x->names.v[i].articles,
		       x->names.v[i].article);
	print_stages(x);
	if (x->facts.n) printf("\n── what is said of it\n");
	for (uint32_t i = 0; i < x->facts.n; i++) {
		const mq_fact_row *f = &x->facts.v[i];
		printf("%.*s: %.*s «%.*s» (%u, %.16s)\n", MQ_ARG(f->field), MQ_ARG(f->value), MQ_ARG(f->text), f->articles,
		       f->article);
	}
	for (uint32_t i = 0; i < x->disagreements.n; i++)
		printf("sources differ: %.*s: %.*s (%u)\n", MQ_ARG(x->disagreements.v[i].field),
		       MQ_ARG(x->disagreements.v[i].value), x->disagreements.v[i].sources);
	if (x->related.n) printf("\n── may be the same, and is kept apart\n");
	for (uint32_t i = 0; i < x->related.n; i++) {
		printf("%.*s: ", MQ_ARG(x->related.v[i].reason));
		mq_cli_print_series(&x->related.v[i].row, false);
	}
}

typedef struct {
	mq_filter f;
	bool json;
	const char *profile;
	mq_engine engine;
	mq_store *store;
} asked;

/* the flags, and the archive open; *what: the argument, or NULL */
static int open_view(mq_cli *c, const char *name, int argc, char **argv, asked *k, const char **what)
{
	static const struct option options[] = {MQ_DB_OPTION,
						MQ_FILTER_OPTIONS,
						{"json", no_argument, NULL, 'j'},
						{"profile", required_argument, NULL, 'p'},
						{NULL, 0, NULL, 0}};
	k->f = mq_filter_all();
	k->profile = "plover";
	for (int o; (o = getopt_long(argc, argv, "", options, NULL)) != -1;) {
		const char *wrong = NULL;
		if (o == 'd') c->db = mq_text_of(optarg);
		else if (o == 'j') k->json = true;
		else if (o == 'p') k->profile = optarg;
		else if (o == 'K') k->f.kind = mq_text_of(optarg); /* kinds of instruments, not of events */
		else wrong = mq_cli_filter_flag(c, o, optarg, &k->f);
		if (wrong) return mq_cli_usage(name, wrong);
	}
	if (argc - optind > 1) return mq_cli_usage(name, "takes one argument at most");
	*what = argc > optind ? argv[optind] : NULL;
	return mq_cli_open(c, MQ_STORE_READ, &k->engine, &k->store);
}

static void print_json(mq_buf *b)
{
	printf("%.*s\n", MQ_ARG(mq_buf_text(b)));
	mq_buf_clear(b);
}

static mq_status print_list(mq_cli *c, asked *k)
{
	mq_series_rows rows = {0};
	mq_text next;
	mq_buf b;
	MQ_TRY(mq_store_instruments(k->store, c->arena, &k->f, &rows, &next));
	mq_buf_open(&b, MQ_RECORD_JSON_MOST);
	for (uint32_t i = 0; i < rows.n; i++) {
		mq_json j;
		if (!k->json) {
			mq_cli_print_series(&rows.v[i], false);
			continue;
		}
		mq_json_open(&j, &b);
		mq_api_put_instrument(&j, &rows.v[i]);
		print_json(&b);
	}
	mq_buf_close(&b);
	if (!k->json) printf("%u instruments%s\n", rows.n, next.n ? "; more follow: --limit" : "");
	return MQ_DONE;
}

static mq_status print_one(mq_cli *c, asked *k, const char *id)
{
	mq_series x;
	mq_buf b;
	mq_json j;
	mq_status r = mq_store_instrument(k->store, c->arena, mq_text_of(id), &x);
	if (r.code == MQ_END)
		return mq_fail(c->arena, MQ_NO_INPUT, MQ_BYTE_UNKNOWN, "there is no instrument %s; mirqab instrument lists them",
			       id);
	MQ_TRY(r);
	if (!k->json) {
		print_whole(&x);
		return MQ_DONE;
	}
	mq_buf_open(&b, MQ_RECORD_JSON_MOST);
	mq_json_open(&j, &b);
	mq_api_put_series(&j, &x);
	print_json(&b);
	mq_buf_close(&b);
	return MQ_DONE;
}

int mq_cmd_instrument(mq_cli *c, int argc, char **argv)
{
	asked k = {.json = false};
	const char *id = NULL;
	int code = open_view(c, "instrument", argc, argv, &k, &id);
	if (code != EX_OK) return code;
	mq_status s = id ? print_one(c, &k, id) : print_list(c, &k);
	if (!mq_ok(s)) return mq_cli_store_failed(c, k.store, s);
	mq_store_close(k.store);
	return EX_OK;
}

/* ── a person in office ── */
static void print_person(const mq_person *p)
{
	printf("%.*s (%s)  %s\n", MQ_ARG(p->row.name), p->row.country, p->row.id);
	printf("%u articles, %u quotations, %u happenings\n", p->row.articles, p->row.quotes, p->happenings.n);
	if (p->offices.n) printf("\n── offices, as attested\n");
	for (uint32_t i = 0; i < p->offices.n; i++) {
		const mq_office_row *o = &p->offices.v[i];
		print_day("", o->first);
		print_day(" to ", o->last);
		printf("  %.*s (%u articles, %u outlets; first %.16s, last %.16s)\n", MQ_ARG(o->office), o->articles, o->outlets,
		       o->first_by.id, o->last_by.id);
	}
	for (uint32_t i = 0; i < p->forms.n; i++)
		printf("%s«%.*s» in %u, such as %.16s\n", i ? "" : "\n── spellings, as printed\n", MQ_ARG(p->forms.v[i].form),
		       p->forms.v[i].articles, p->forms.v[i].article);
	if (p->alike.n) printf("\n── may be the same, and is kept apart\n");
	for (uint32_t i = 0; i < p->alike.n; i++)
		printf("%.*s  %s  %.*s (%u)\n", MQ_ARG(p->alike.v[i].row.name), p->alike.v[i].row.id,
		       MQ_ARG(p->alike.v[i].reason), p->alike.v[i].score);
	if (p->happenings.n) printf("\n── happenings\n");
	for (uint32_t i = 0; i < p->happenings.n; i++) {
		const mq_happening *h = &p->happenings.v[i];
		print_day("", h->from != MQ_NO_DAY ? h->from : h->told);
		printf("  %s, %.*s  %s\n", mq_event_kinds[h->kind].name, MQ_ARG(mq_event_status_name((mq_event_status)h->status)),
		       h->id);
		mq_columns_wrap(stdout, h->best.sentence, 4, NULL, 0, "", "");
	}
	if (p->quotes.n) printf("\n── said\n");
	for (uint32_t i = 0; i < p->quotes.n; i++) {
		print_day("", p->quotes.v[i].from.day);
		printf("  %.*s\n", MQ_ARG(p->quotes.v[i].from.outlet));
		mq_columns_wrap(stdout, p->quotes.v[i].text, 4, NULL, 0, "", "");
	}
	if (p->temperature.n) {
		const mq_temperature *t = &p->temperature.v[p->temperature.n - 1];
		printf("\ntemperature (%.*s scores): %.1f, verbal %.1f, material %.1f, negative %.1f\n", MQ_ARG(p->profile),
		       t->all, t->verbal, t->material, t->negative);
	}
}

/* an id, or any form of a name: of several the one that most articles name */
static mq_status find_person(mq_cli *c, asked *k, const char *what, mq_person *out)
{
	mq_filter f = mq_filter_all();
	mq_person_rows rows = {0};
	mq_text next;
	f.person = mq_text_of(what);
	f.limit = 1;
	MQ_TRY(mq_store_people(k->store, c->arena, &f, &rows, &next));
	mq_status r = {MQ_END, MQ_BYTE_UNKNOWN, MQ_NONE};
	if (rows.n) r = mq_store_person(k->store, c->arena, mq_text_of(rows.v[0].id), mq_cli_today(), out);
	if (r.code == MQ_END)
		return mq_fail(c->arena, MQ_NO_INPUT, MQ_BYTE_UNKNOWN,
			       "nobody in office is named %s here; mirqab people lists them", what);
	return r;
}

int mq_cmd_person(mq_cli *c, int argc, char **argv)
{
	asked k = {.json = false};
	const char *what = NULL;
	mq_person p = {.happenings = {0}};
	mq_json j;
	mq_buf b;
	int code = open_view(c, "person", argc, argv, &k, &what);
	if (code != EX_OK) return code;
	if (!what) {
		mq_store_close(k.store);
		return mq_cli_usage("person", "takes an id, or a name");
	}
	mq_status s = mq_cli_profile(c, k.store, k.profile);
	if (mq_ok(s)) s = find_person(c, &k, what, &p);
	if (!mq_ok(s)) return mq_cli_store_failed(c, k.store, s);
	if (!k.json) print_person(&p);
	else {
		mq_buf_open(&b, MQ_RECORD_JSON_MOST);
		mq_json_open(&j, &b);
		mq_api_put_person_whole(&j, &p);
		print_json(&b);
		mq_buf_close(&b);
	}
	mq_store_close(k.store);
	return EX_OK;
}
