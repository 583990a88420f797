/* mirqab dossier: all of one pair of countries, to read, to paste, or for other tools. */
#include <stdio.h>
#include <sysexits.h>

#include "cli/archive.h"
#include "cli/columns.h"
#include "cli/register.h"
#include "serve/api.h"
#include "serve/serve.h"

static mq_text name_of(const mq_engine *e, const char *code)
{
	mq_country c;
	if (mq_marker_country_of(e->marker, mq_text_of(code), &c) && c.ar.n) return c.ar;
	return mq_text_of(code);
}

static void days_of(const mq_happening *h, char out[32])
{
	char x[11], y[11];
	snprintf(out, 32, "          ");
	if (h->from == MQ_NO_DAY) return;
	mq_day_print(h->from, x);
	snprintf(out, 32, "%s", x);
	if (h->to == MQ_NO_DAY || h->to == h->from) return;
	mq_day_print(h->to, y);
	snprintf(out, 32, "%s/%s", x, y);
}

static void print_happening(const mq_happening *h, bool md)
{
	char days[32];
	days_of(h, days);
	printf(md ? "* **%s** %s, %.*s" : "%s  %s, %.*s", days, mq_event_kinds[h->kind].name,
	       MQ_ARG(mq_event_status_name((mq_event_status)h->status)));
	if (h->outcome != MQ_OUTCOME_NONE) printf(" (%.*s)", MQ_ARG(mq_outcome_name((mq_outcome)h->outcome)));
	printf("; %u %s, %u %s\n", h->articles, h->articles == 1 ? "article" : "articles", h->outlets,
	       h->outlets == 1 ? "source" : "sources");
	if (md) printf("  > %.*s\n  > (%.*s, %s)\n", MQ_ARG(h->best.sentence), MQ_ARG(h->best.from.outlet), h->best.id);
	else mq_columns_wrap(stdout, h->best.sentence, 4, NULL, 0, "", "");
	for (uint32_t i = 0; i < h->disagreements.n; i++)
		printf(md ? "  * sources differ: %.*s: %.*s (%u)\n" : "    sources differ: %.*s: %.*s (%u)\n",
		       MQ_ARG(h->disagreements.v[i].field), MQ_ARG(h->disagreements.v[i].value), h->disagreements.v[i].sources);
}

/* announced, and not told as done or called off: it has a list of its own, and did not happen */
static bool is_open(const mq_happening *h)
{
	return h->outcome == MQ_OUTCOME_COMING || h->outcome == MQ_OUTCOME_MOVED || h->outcome == MQ_OUTCOME_SILENT;
}

static void print_list(const char *title, const mq_happenings *list, bool open, bool md)
{
	bool titled = false;
	for (uint32_t i = 0; i < list->n; i++) {
		if (is_open(&list->v[i]) != open) continue;
		if (!titled) printf(md ? "\n## %s\n\n" : "\n── %s\n", title);
		titled = true;
		print_happening(&list->v[i], md);
	}
}

static void print_people(const mq_dossier *d, bool md)
{
	if (d->people.n == 0) return;
	fputs(md ? "\n## people\n\n" : "\n── people\n", stdout);
	for (uint32_t i = 0; i < d->people.n; i++) {
		const mq_person_row *p = &d->people.v[i];
		if (md) {
			printf("* %.*s (%s)%s%.*s: %u\n", MQ_ARG(p->name), p->country, p->role.n ? ", " : "", MQ_ARG(p->role),
			       p->articles);
			continue;
		}
		printf("%5u  %-3s  ", p->articles, p->country);
		mq_columns_pad(stdout, p->name, 28);
		fputs("  ", stdout);
		mq_columns_put(stdout, p->role, 36);
		putchar('\n');
	}
}

static void print_instruments(const mq_dossier *d, bool md)
{
	if (d->instruments.n == 0) return;
	fputs(md ? "\n## instruments\n\n" : "\n── instruments\n", stdout);
	for (uint32_t i = 0; i < d->instruments.n; i++) mq_cli_print_series(&d->instruments.v[i], md);
}

static void print_temperature(const mq_dossier *d, bool md)
{
	if (d->temperature.n == 0) return;
	printf(md ? "\n## temperature (%.*s scores, half-life 90 days)\n\n| day | all | verbal | material | negative "
		    "|\n|---|---|---|---|---|\n"
		  : "\n── temperature (%.*s scores, half-life 90 days)\n",
	       MQ_ARG(d->profile));
	uint32_t step = d->temperature.n > 26 ? d->temperature.n / 26 + 1 : 1;
	for (uint32_t i = (d->temperature.n - 1) % step; i < d->temperature.n; i += step) {
		const mq_temperature *t = &d->temperature.v[i];
		char day[11];
		mq_day_print(t->day, day);
		printf(md ? "| %s | %.1f | %.1f | %.1f | %.1f |\n" : "%s %8.1f  verbal %7.1f  material %7.1f  negative %7.1f\n",
		       day, t->all, t->verbal, t->material, t->negative);
	}
}

static void print_words(const mq_engine *e, const mq_dossier *d, bool md)
{
	mq_text x = name_of(e, d->a), y = d->b[0] ? name_of(e, d->b) : MQ_NONE;
	printf("%s%.*s%s%.*s (%s%s%s)\n", md ? "# " : "", MQ_ARG(x), y.n ? " ⇄ " : "", MQ_ARG(y), d->a, d->b[0] ? "-" : "", d->b);
	printf("%s%u happenings, %u articles, %u outlets%s\n", md ? "\n" : "", d->timeline.n, d->articles, d->outlets,
	       d->cut ? "; the newest are listed" : "");
	print_list("announced, moved, or silent since", &d->open, true, md);
	print_list("what happened", &d->timeline, false, md);
	print_people(d, md);
	print_instruments(d, md);
	if (d->quotes.n) fputs(md ? "\n## said\n\n" : "\n── said\n", stdout);
	for (uint32_t i = 0; i < d->quotes.n; i++) {
		const mq_quote_row *q = &d->quotes.v[i];
		printf("%s%.*s%s%.*s:\n", md ? "* " : "", MQ_ARG(q->speaker), q->role.n ? ", " : "", MQ_ARG(q->role));
		if (md) printf("  > %.*s\n", MQ_ARG(q->text));
		else mq_columns_wrap(stdout, q->text, 4, NULL, 0, "", "");
	}
	print_temperature(d, md);
}

static void json_differences(mq_json *j, const char *key, const mq_disagreement *v, uint32_t n)
{
	mq_json_put_array(j, key);
	for (uint32_t i = 0; i < n; i++) {
		mq_json_object(j);
		mq_json_put_text(j, "field", v[i].field);
		mq_json_put_text(j, "value", v[i].value);
		mq_json_put_int(j, "sources", v[i].sources);
		mq_json_put_text(j, "article", mq_text_of(v[i].article));
		mq_json_object_end(j);
	}
	mq_json_array_end(j);
}

static void json_happening(mq_json *j, const mq_happening *h)
{
	mq_json_object(j);
	mq_json_put_text(j, "id", mq_text_of(h->id));
	mq_json_put_text(j, "kind", mq_text_of(mq_event_kinds[h->kind].name));
	mq_json_put_text(j, "status", mq_event_status_name((mq_event_status)h->status));
	mq_json_put_text(j, "outcome", mq_outcome_name((mq_outcome)h->outcome));
	mq_json_put_day(j, "from", h->from);
	mq_json_put_day(j, "to", h->to);
	mq_json_put_day(j, "announced", h->announced);
	mq_json_put_day(j, "told", h->told);
	mq_api_put_parties(j, "actors", h->actors.v, h->actors.n);
	mq_api_put_parties(j, "recipients", h->recipients.v, h->recipients.n);
	mq_json_put_text(j, "place", h->place);
	mq_json_put_int(j, "articles", h->articles);
	mq_json_put_int(j, "outlets", h->outlets);
	mq_json_put_real(j, "confidence", h->confidence, 3);
	mq_json_put_real(j, "weight", h->weight, 3);
	mq_json_put_text(j, "event", mq_text_of(h->best.id));
	mq_json_put_text(j, "sentence", h->best.sentence);
	json_differences(j, "disagreements", h->disagreements.v, h->disagreements.n);
	json_differences(j, "spellings", h->spellings.v, h->spellings.n);
	mq_json_object_end(j);
}

static void json_lists(mq_json *j, const mq_dossier *d)
{
	mq_json_put_array(j, "people");
	for (uint32_t i = 0; i < d->people.n; i++) {
		const mq_person_row *p = &d->people.v[i];
		mq_json_object(j);
		mq_json_put_text(j, "id", mq_text_of(p->id));
		mq_json_put_text(j, "name", p->name);
		mq_json_put_text(j, "role", p->role);
		mq_json_put_text(j, "country", p->country[0] ? mq_text_of(p->country) : MQ_NONE);
		mq_json_put_int(j, "articles", p->articles);
		mq_json_object_end(j);
	}
	mq_json_array_end(j);
	mq_json_put_array(j, "instruments");
	for (uint32_t i = 0; i < d->instruments.n; i++) mq_api_put_instrument(j, &d->instruments.v[i]);
	mq_json_array_end(j);
	mq_api_put_temperature(j, d->profile, &d->temperature);
}

static void print_json(const mq_dossier *d)
{
	mq_buf b;
	mq_json j;
	mq_buf_open(&b, MQ_RECORD_JSON_MOST);
	mq_json_open(&j, &b);
	mq_json_object(&j);
	mq_json_put_text(&j, "schema", MQ_T("mirqab/dossier/1"));
	mq_json_put_array(&j, "pair");
	mq_json_text(&j, mq_text_of(d->a));
	if (d->b[0]) mq_json_text(&j, mq_text_of(d->b));
	mq_json_array_end(&j);
	mq_json_put_int(&j, "articles", d->articles);
	mq_json_put_int(&j, "outlets", d->outlets);
	mq_json_put_day(&j, "first", d->first);
	mq_json_put_day(&j, "last", d->last);
	mq_json_put_bool(&j, "cut", d->cut);
	mq_json_put_array(&j, "timeline");
	for (uint32_t i = 0; i < d->timeline.n; i++) json_happening(&j, &d->timeline.v[i]);
	mq_json_array_end(&j);
	json_lists(&j, d);
	mq_json_object_end(&j);
	printf("%.*s\n", MQ_ARG(mq_buf_text(&b)));
	mq_buf_close(&b);
}

/* the page that the server shows, whole in one file */
static int print_html(mq_cli *c, const mq_engine *e, mq_store *store, const char *x, const char *y)
{
	mq_buf b;
	mq_once o = {.store = store, .engine = e, .today = mq_cli_today(), .public_url = MQ_T("")};
	o.path = y[0] ? mq_arena_print(c->arena, "/pair/%s-%s", x, y) : mq_arena_print(c->arena, "/country/%s", x);
	mq_buf_open(&b, MQ_ANSWER_MOST);
	mq_status s = mq_serve_once(c->arena, &o, &b);
	if (mq_ok(s)) fwrite(b.p ? b.p : "", 1, b.n, stdout);
	mq_buf_close(&b);
	if (!mq_ok(s)) return mq_cli_store_failed(c, store, s);
	mq_store_close(store);
	return EX_OK;
}

int mq_cmd_dossier(mq_cli *c, int argc, char **argv)
{
	static const struct option options[] = {MQ_DB_OPTION,
						{"format", required_argument, NULL, 'X'},
						{"profile", required_argument, NULL, 'P'},
						{NULL, 0, NULL, 0}};
	const char *format = "text", *profile = "plover";
	char x[4] = "", y[4] = "";
	mq_engine engine;
	mq_store *store;
	mq_dossier d;
	for (int o; (o = getopt_long(argc, argv, "", options, NULL)) != -1;) {
		if (o == 'd') c->db = mq_text_of(optarg);
		else if (o == 'X') format = optarg;
		else if (o == 'P') profile = optarg;
		else return mq_cli_usage("dossier", "unknown option");
	}
	bool json = strcmp(format, "json") == 0, md = strcmp(format, "md") == 0, html = strcmp(format, "html") == 0;
	if (!json && !md && !html && strcmp(format, "text") != 0)
		return mq_cli_usage("dossier", "--format takes text, md, json or html");
	if (argc - optind < 1 || argc - optind > 2 || !mq_cli_code(argv[optind], x) ||
	    (argc - optind == 2 && !mq_cli_code(argv[optind + 1], y)))
		return mq_cli_usage("dossier", "name one or two countries by their codes of three letters: MAR FRA");
	int code = mq_cli_open(c, MQ_STORE_READ, &engine, &store);
	if (code != EX_OK) return code;
	mq_status s = mq_cli_profile(c, store, profile);
	if (!mq_ok(s)) return mq_cli_store_failed(c, store, s);
	if (html) return print_html(c, &engine, store, x, y);
	s = mq_store_dossier(store, c->arena, mq_text_of(x), y[0] ? mq_text_of(y) : MQ_NONE, mq_cli_today(), &d);
	if (!mq_ok(s)) return mq_cli_store_failed(c, store, s);
	if (json) print_json(&d);
	else print_words(&engine, &d, md);
	mq_store_close(store);
	return EX_OK;
}
