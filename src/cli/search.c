/* mirqab search: articles by what is in them. */
#include <stdio.h>
#include <sysexits.h>
#include <unistd.h>

#include "cli/archive.h"
#include "cli/columns.h"
#include "serve/api.h"

static void json_row(mq_json *j, const mq_article_row *r)
{
	mq_json_put_text(j, "id", mq_text_of(r->id));
	mq_json_put_text(j, "title", r->title);
	mq_json_put_text(j, "outlet", r->outlet);
	mq_json_put_text(j, "published", r->published);
	mq_json_put_text(j, "url", r->url);
	mq_json_put_int(j, "events", r->events);
}

static void json_texts(mq_json *j, const char *key, const mq_text *v, uint32_t n)
{
	mq_json_put_array(j, key);
	for (uint32_t i = 0; i < n; i++) mq_json_text(j, v[i]);
	mq_json_array_end(j);
}

static void json_facets(mq_json *j, const mq_answer *w)
{
	mq_json_put_object(j, "facets");
	for (uint32_t i = 0; i < w->facets.n; i++) {
		mq_json_key(j, w->facets.v[i].name);
		mq_json_array(j);
		for (uint32_t k = 0; k < w->facets.v[i].values.n; k++) {
			mq_json_object(j);
			mq_json_put_text(j, "value", w->facets.v[i].values.v[k].value);
			mq_json_put_int(j, "articles", w->facets.v[i].values.v[k].articles);
			mq_json_object_end(j);
		}
		mq_json_array_end(j);
	}
	mq_json_object_end(j);
}

static void answer_json(mq_json *j, const mq_answer *w)
{
	mq_json_object(j);
	mq_json_put_text(j, "schema", MQ_T("mirqab/search/1"));
	mq_json_put_text(j, "understood", w->understood);
	mq_json_put_int(j, "total", (int64_t)w->total);
	mq_json_put_bool(j, "at_least", w->at_least);
	mq_json_put_array(j, "hits");
	for (uint32_t i = 0; i < w->hits.n; i++) {
		const mq_hit *h = &w->hits.v[i];
		mq_json_object(j);
		json_row(j, &h->row);
		mq_json_put_real(j, "score", h->score, 4);
		mq_json_put_array(j, "passages");
		if (h->title.marks.n) mq_api_put_passage(j, &h->title);
		for (uint32_t k = 0; k < h->passages.n; k++) mq_api_put_passage(j, &h->passages.v[k]);
		mq_json_array_end(j);
		mq_json_object_end(j);
	}
	mq_json_array_end(j);
	json_facets(j, w);
	json_texts(j, "notes", w->notes.v, w->notes.n);
	json_texts(j, "suggestions", w->suggestions.v, w->suggestions.n);
	mq_json_object_end(j);
}

static void print_json(const mq_answer *w)
{
	mq_buf b;
	mq_json j;
	mq_buf_open(&b, MQ_RECORD_JSON_MOST);
	mq_json_open(&j, &b);
	answer_json(&j, w);
	printf("%.*s\n", MQ_ARG(mq_buf_text(&b)));
	mq_buf_close(&b);
}

static void print_hit(const mq_hit *h, const char *on, const char *off)
{
	const mq_article_row *r = &h->row;
	mq_columns_wrap(stdout, r->title.n ? r->title : MQ_T("(no title)"), 0, h->title.marks.v, h->title.marks.n, on, off);
	for (uint32_t i = 0; i < h->passages.n; i++)
		mq_columns_wrap(stdout, h->passages.v[i].text, 4, h->passages.v[i].marks.v, h->passages.v[i].marks.n, on, off);
	printf("    %.16s  %.10s  ", r->id, r->published.n >= 10 ? r->published.p : "          ");
	mq_columns_put(stdout, r->outlet, 40);
	puts("\n");
}

static void print_facets(const mq_answer *w)
{
	for (uint32_t i = 0; i < w->facets.n; i++) {
		const mq_facet *f = &w->facets.v[i];
		size_t column = 9;
		if (f->values.n == 0) continue;
		mq_columns_pad(stdout, f->name, 9);
		for (uint32_t k = 0; k < f->values.n; k++) {
			char count[24];
			int n = snprintf(count, sizeof count, " %u", f->values.v[k].articles);
			size_t w1 = mq_columns_of(f->values.v[k].value) + (size_t)n + 2;
			if (column + w1 > MQ_COLUMNS) break;
			column += w1;
			mq_columns_put(stdout, f->values.v[k].value, 40);
			printf("%s  ", count);
		}
		putchar('\n');
	}
}

static void print_answer(const mq_answer *w)
{
	bool colour = isatty(STDOUT_FILENO) != 0;
	for (uint32_t i = 0; i < w->notes.n; i++) printf("note: %.*s\n", MQ_ARG(w->notes.v[i]));
	for (uint32_t i = 0; i < w->hits.n; i++) print_hit(&w->hits.v[i], colour ? "\033[1;36m" : "[", colour ? "\033[0m" : "]");
	print_facets(w);
	printf("%s%llu %s\n", w->at_least ? "at least " : "", (unsigned long long)w->total,
	       w->total == 1 ? "article" : "articles");
	if (w->suggestions.n) fputs("did you mean: ", stdout);
	for (uint32_t i = 0; i < w->suggestions.n; i++)
		printf("%.*s%s", MQ_ARG(w->suggestions.v[i]), i + 1 < w->suggestions.n ? ", " : "\n");
}

/* the words of a query as they came, one space between */
static mq_text join(mq_arena *a, int argc, char **argv)
{
	mq_text all = MQ_T("");
	for (int i = 0; i < argc; i++) all = mq_arena_print(a, "%.*s%s%s", MQ_ARG(all), i ? " " : "", argv[i]);
	return all;
}

static bool take_number(uint32_t *out)
{
	uint64_t n;
	if (!mq_text_u64(mq_text_of(optarg), &n) || n > 100000) return false;
	*out = (uint32_t)n;
	return true;
}

int mq_cmd_search(mq_cli *c, int argc, char **argv)
{
	static const struct option options[] = {MQ_DB_OPTION,
						{"json", no_argument, NULL, 'j'},
						{"facets", no_argument, NULL, 'f'},
						{"limit", required_argument, NULL, 'L'},
						{"offset", required_argument, NULL, 'o'},
						{NULL, 0, NULL, 0}};
	mq_search q = {.limit = 10, .today = mq_cli_today()};
	mq_engine engine;
	mq_store *store;
	mq_answer answer;
	bool json = false, sound = true;
	for (int o; (o = getopt_long(argc, argv, "", options, NULL)) != -1;) {
		if (o == 'd') c->db = mq_text_of(optarg);
		else if (o == 'j') json = true;
		else if (o == 'f') q.facets = true;
		else if (o == 'L') sound = take_number(&q.limit);
		else if (o == 'o') sound = take_number(&q.offset);
		else return mq_cli_usage("search", "unknown option");
		if (!sound) return mq_cli_usage("search", "--limit and --offset take a number");
	}
	if (optind >= argc) return mq_cli_usage("search", "say what to look for");
	int code = mq_cli_open(c, MQ_STORE_READ, &engine, &store);
	if (code != EX_OK) return code;
	q.query = join(c->arena, argc - optind, argv + optind);
	mq_status s = mq_store_search(store, c->arena, &q, &answer);
	if (!mq_ok(s)) return mq_cli_store_failed(c, store, s);
	if (json) print_json(&answer);
	else print_answer(&answer);
	mq_store_close(store);
	return EX_OK;
}
