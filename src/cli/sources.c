/* mirqab outlets --sources: how each source that is followed fares; as a table, JSON lines, or OPML to take elsewhere. */
#include "cli/sources.h"

#include <stdio.h>
#include <sysexits.h>
#include <time.h>

#include "cli/archive.h"
#include "cli/columns.h"
#include "page/feed.h"
#include "store/frontier.h"
#include "store/hubs.h"
#include "watch/watch.h"

typedef enum { AS_TABLE, AS_JSON, AS_OPML } form;

typedef struct {
	mq_arena *arena;
	mq_health_rows rows;
	mq_hubs hubs;
	mq_text base; /* where hubs reach us, as whoever watches said last; "" or MQ_NONE: nowhere */
	int64_t now;
} listing;

static mq_text state_of(const mq_health *h)
{
	static const char *const names[] = {"well", "gone", "moved", "off"};
	if (h->source.state != MQ_SOURCE_ACTIVE) return mq_text_of(names[h->source.state]);
	if (h->source.fails) return MQ_T("failing");
	if (h->source.why.n) return MQ_T("denied");
	if (h->source.last_ok == 0) return MQ_T("new");
	return h->silent ? MQ_T("silent") : MQ_T("well");
}

static mq_text time_or_none(mq_arena *a, int64_t ms)
{
	if (ms == 0) return MQ_NONE;
	char line[21];
	mq_moment_print(ms / 1000, line);
	return mq_arena_text(a, mq_text_of(line));
}

static void hub_json(mq_json *j, const listing *l, const mq_source *x)
{
	const mq_hub *h = mq_hubs_find(&l->hubs, x->n);
	mq_json_put_text(j, "hub", x->hub);
	mq_json_put_text(j, "topic", x->topic);
	if (!h) {
		mq_json_put_text(j, "subscription", MQ_NONE);
		return;
	}
	mq_json_key(j, MQ_T("subscription"));
	mq_json_object(j);
	mq_json_put_text(j, "state", mq_hub_standing(h, l->now));
	mq_json_put_text(j, "hub", h->hub);
	mq_json_put_text(j, "asked", time_or_none(l->arena, h->asked));
	mq_json_put_text(j, "until", time_or_none(l->arena, h->until));
	mq_json_put_text(j, "due", time_or_none(l->arena, h->due));
	mq_json_put_int(j, "tries", h->tries);
	mq_json_put_int(j, "deliveries", (int64_t)h->deliveries);
	mq_json_put_text(j, "last_delivery", time_or_none(l->arena, h->last));
	mq_json_put_int(j, "items", (int64_t)h->items);
	mq_json_put_int(j, "refused", (int64_t)h->refused);
	mq_json_put_text(j, "why", h->why);
	mq_json_object_end(j);
}

static void source_json(const listing *l, mq_buf *b, const mq_health *h)
{
	const mq_source *x = &h->source;
	mq_arena *a = l->arena;
	mq_json j;
	mq_json_open(&j, b);
	mq_json_object(&j);
	mq_json_put_text(&j, "schema", MQ_T("mirqab/source/1"));
	mq_json_put_text(&j, "url", x->url);
	mq_json_put_text(&j, "kind", x->kind);
	mq_json_put_text(&j, "outlet", x->outlet);
	mq_json_put_text(&j, "country", x->country);
	mq_json_put_text(&j, "origin", x->origin);
	mq_json_put_text(&j, "state", state_of(h));
	mq_json_put_text(&j, "last_try", time_or_none(a, x->last_try));
	mq_json_put_text(&j, "last_success", time_or_none(a, x->last_ok));
	mq_json_put_text(&j, "last_new", time_or_none(a, x->last_new));
	mq_json_put_text(&j, "due", time_or_none(a, x->due));
	mq_json_put_int(&j, "pause_seconds", x->interval / 1000);
	mq_json_put_real(&j, "items_a_day", h->items_a_day, 2);
	mq_json_put_int(&j, "items", (int64_t)x->items);
	mq_json_put_int(&j, "visits", (int64_t)x->checks);
	mq_json_put_int(&j, "unchanged", (int64_t)x->unchanged);
	mq_json_put_int(&j, "waiting", (int64_t)h->waiting);
	mq_json_put_bool(&j, "silent", h->silent);
	mq_json_put_int(&j, "fails", x->fails);
	mq_json_put_text(&j, "why", x->why);
	mq_json_put_text(&j, "moved_from", x->moved_from);
	hub_json(&j, l, x);
	mq_json_put_array(&j, "failures");
	for (uint32_t i = 0; i < h->failures.n; i++) {
		const mq_failure_row *f = &h->failures.v[i];
		mq_json_object(&j);
		mq_json_put_text(&j, "why", f->why);
		mq_json_put_int(&j, "times", (int64_t)f->times);
		mq_json_put_text(&j, "last", time_or_none(a, f->at));
		mq_json_put_text(&j, "url", f->url);
		mq_json_object_end(&j);
	}
	mq_json_array_end(&j);
	mq_json_object_end(&j);
	printf("%.*s\n", MQ_ARG(mq_buf_text(b)));
	mq_buf_clear(b);
}

static void print_hub(const listing *l, const mq_source *x)
{
	const mq_hub *h = mq_hubs_find(&l->hubs, x->n);
	if (!h) {
		if (x->hub.n) printf("          hub %.*s: not subscribed to\n", MQ_ARG(x->hub));
		return;
	}
	mq_text until = time_or_none(l->arena, h->until), last = time_or_none(l->arena, h->last);
	printf("          hub %.*s: %.*s", MQ_ARG(h->hub), MQ_ARG(mq_hub_standing(h, l->now)));
	if (h->state == MQ_HUB_ACTIVE) printf(" until %.*s", MQ_ARG(until));
	printf(", %llu deliveries", (unsigned long long)h->deliveries);
	if (last.n) printf(", the last at %.*s", MQ_ARG(last));
	if (h->refused) printf(", %llu ill signed", (unsigned long long)h->refused);
	if (h->why.n) printf("; %.*s", MQ_ARG(h->why));
	printf("\n");
}

static void print_row(const listing *l, const mq_health *h)
{
	const mq_source *x = &h->source;
	mq_text well = time_or_none(l->arena, x->last_ok);
	mq_columns_pad(stdout, state_of(h), 8);
	printf("%7.1f  ", h->items_a_day);
	mq_columns_pad(stdout, mq_text_sub(well, 0, 16), 16);
	printf(" %5lld  %-10.*s ", (long long)(x->interval / 60000), MQ_ARG(x->kind));
	mq_columns_pad(stdout, x->outlet, 22);
	printf("  %.*s\n", MQ_ARG(x->url));
	for (uint32_t i = 0; i < h->failures.n; i++) {
		const mq_failure_row *f = &h->failures.v[i];
		printf("          %llu times: %.*s, last at %.*s\n", (unsigned long long)f->times, MQ_ARG(f->why),
		       MQ_ARG(f->url));
	}
	print_hub(l, x);
}

static void print_sums(const listing *l, uint32_t bad)
{
	uint32_t offered = 0, active = 0;
	for (uint32_t i = 0; i < l->rows.n; i++) {
		const mq_source *x = &l->rows.v[i].source;
		const mq_hub *h = mq_hubs_find(&l->hubs, x->n);
		offered += x->state == MQ_SOURCE_ACTIVE && x->hub.n > 0;
		active += h && h->state == MQ_HUB_ACTIVE && h->until > l->now;
	}
	printf("%u sources, %u failing or silent (state, items a day, last success, pause in minutes, kind, outlet, address)\n",
	       l->rows.n, bad);
	if (offered)
		printf("%u offer a hub, %u are subscribed to%s\n", offered, active,
		       l->base.n ? "" : "; watch has no --public-url, so nothing is asked for");
}

static int print_opml(const mq_health_rows *rows, mq_arena *a)
{
	mq_subscriptions all = {0};
	mq_buf b;
	for (uint32_t i = 0; i < rows->n; i++) {
		const mq_source *x = &rows->v[i].source;
		if (x->state != MQ_SOURCE_ACTIVE || !mq_text_eq(x->kind, MQ_T("feed"))) continue;
		mq_subscription *k = mq_push(a, &all);
		if (!k) return EX_OSERR;
		*k = (mq_subscription){.title = x->outlet.n ? x->outlet : x->url, .feed = x->url};
	}
	mq_buf_open(&b, (size_t)64 << 20);
	mq_opml_write(MQ_T("mirqab"), &all, &b);
	printf("%.*s", MQ_ARG(mq_buf_text(&b)));
	mq_buf_close(&b);
	return EX_OK;
}

static int print_all(mq_cli *c, const listing *l, form as, bool check)
{
	const mq_health_rows *rows = &l->rows;
	uint32_t bad = 0;
	mq_buf b;
	if (as == AS_OPML) return print_opml(rows, c->arena);
	mq_buf_open(&b, 1u << 20);
	for (uint32_t i = 0; i < rows->n; i++) {
		const mq_health *h = &rows->v[i];
		bool ill = h->source.state == MQ_SOURCE_ACTIVE && (h->source.fails || h->silent);
		bad += ill;
		if (check && !ill) continue;
		if (as == AS_JSON) source_json(l, &b, h);
		else print_row(l, h);
	}
	mq_buf_close(&b);
	if (as == AS_TABLE) print_sums(l, bad);
	return check && bad ? EX_TEMPFAIL : EX_OK;
}

int mq_cli_sources(mq_cli *c, int argc, char **argv)
{
	static const struct option options[] = {MQ_DB_OPTION,
						{"sources", no_argument, NULL, 's'},
						{"json", no_argument, NULL, 'j'},
						{"opml", no_argument, NULL, 'o'},
						{"check", no_argument, NULL, 'k'},
						{"now", required_argument, NULL, 'n'},
						{NULL, 0, NULL, 0}};
	mq_engine engine;
	mq_store *store;
	listing l = {.arena = c->arena};
	form as = AS_TABLE;
	bool check = false, there = false;
	mq_watch_clock clock = {.factor = 1};
	uint64_t now = (uint64_t)mq_watch_now(&clock);
	for (int o; (o = getopt_long(argc, argv, "", options, NULL)) != -1;) {
		if (o == 'd') c->db = mq_text_of(optarg);
		else if (o == 'j') as = AS_JSON;
		else if (o == 'o') as = AS_OPML;
		else if (o == 'k') check = true;
		else if (o == 'n' && mq_text_u64(mq_text_of(optarg), &now)) continue;
		else if (o != 's') return mq_cli_usage("outlets", "unknown option");
	}
	if (optind != argc) return mq_cli_usage("outlets", "takes no argument");
	int code = mq_cli_open(c, MQ_STORE_READ, &engine, &store);
	if (code != EX_OK) return code;
	mq_status s = mq_frontier_there(store, &there);
	l.now = (int64_t)now;
	if (mq_ok(s) && there) s = mq_frontier_health(store, c->arena, l.now, &l.rows);
	if (mq_ok(s) && there) s = mq_hubs_all(store, c->arena, &l.hubs);
	if (mq_ok(s) && there) s = mq_frontier_get(store, c->arena, MQ_T("websub"), &l.base);
	if (!mq_ok(s)) return mq_cli_store_failed(c, store, s);
	code = print_all(c, &l, as, check);
	mq_store_close(store);
	return code;
}
