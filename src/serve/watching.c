#include "serve/watching.h"

#include <time.h>

#include "store/frontier.h"
#include "store/hubs.h"

typedef struct {
	uint64_t active, failing, silent, items, fetches, failures, bytes, waiting;
} sums;

static sums sum_of(const mq_health_rows *rows)
{
	sums s = {0};
	for (uint32_t i = 0; i < rows->n; i++) {
		const mq_health *h = &rows->v[i];
		bool active = h->source.state == MQ_SOURCE_ACTIVE;
		s.active += active;
		s.failing += active && h->source.fails > 0;
		s.silent += active && h->silent;
		s.items += h->source.items;
		s.fetches += h->month.fetches;
		s.failures += h->month.failures;
		s.bytes += h->month.bytes;
		s.waiting += h->waiting;
	}
	return s;
}

/* a label's value, escaped as the format wants it */
static void put_label(mq_buf *out, mq_text t)
{
	for (size_t i = 0; i < t.n; i++) {
		if (t.p[i] == '"' || t.p[i] == '\\') mq_buf_byte(out, '\\');
		mq_buf_byte(out, t.p[i] == '\n' ? ' ' : t.p[i]);
	}
}

static void put_each(mq_buf *out, const mq_health_rows *rows, const char *name, int64_t (*value)(const mq_health *h))
{
	mq_buf_print(out, "# TYPE mirqab_source_%s gauge\n", name);
	for (uint32_t i = 0; i < rows->n; i++) {
		const mq_health *h = &rows->v[i];
		if (h->source.state != MQ_SOURCE_ACTIVE) continue;
		mq_buf_print(out, "mirqab_source_%s{url=\"", name);
		put_label(out, h->source.url);
		mq_buf_print(out, "\"} %lld\n", (long long)value(h));
	}
}

static int64_t last_success(const mq_health *h) { return h->source.last_ok / 1000; }
static int64_t last_new(const mq_health *h) { return h->source.last_new / 1000; }
static int64_t fails(const mq_health *h) { return h->source.fails; }
static int64_t is_silent(const mq_health *h) { return h->silent; }

static mq_status put_hubs(mq_request *r, mq_buf *out)
{
	static const char *const standings[] = {"wanted", "asked", "active", "unheard", "expired", "denied", "ending", "ended"};
	enum { STANDINGS = sizeof standings / sizeof *standings };
	uint64_t counts[STANDINGS] = {0}, deliveries = 0, items = 0, refused = 0;
	mq_hubs all = {0};
	MQ_TRY(mq_hubs_all(r->store, r->arena, &all));
	for (uint32_t i = 0; i < all.n; i++) {
		const mq_hub *h = &all.v[i];
		mq_text standing = mq_hub_standing(h, (int64_t)time(NULL) * 1000);
		for (size_t k = 0; k < STANDINGS; k++) counts[k] += mq_text_eq(standing, mq_text_of(standings[k]));
		deliveries += h->deliveries;
		items += h->items;
		refused += h->refused;
	}
	mq_buf_put(out, MQ_T("# TYPE mirqab_hub_subscriptions gauge\n"));
	for (size_t k = 0; k < STANDINGS; k++)
		mq_buf_print(out, "mirqab_hub_subscriptions{state=\"%s\"} %llu\n", standings[k], (unsigned long long)counts[k]);
	mq_buf_print(out,
		     "# TYPE mirqab_hub_deliveries gauge\nmirqab_hub_deliveries %llu\n"
		     "# TYPE mirqab_hub_items gauge\nmirqab_hub_items %llu\n"
		     "# TYPE mirqab_hub_refused gauge\nmirqab_hub_refused %llu\n",
		     (unsigned long long)deliveries, (unsigned long long)items, (unsigned long long)refused);
	return MQ_DONE;
}

mq_status mq_watching_metrics(mq_request *r, mq_buf *out)
{
	bool there = false;
	mq_health_rows rows = {0};
	MQ_TRY(mq_frontier_there(r->store, &there));
	if (!there) return MQ_DONE;
	MQ_TRY(mq_frontier_health(r->store, r->arena, (int64_t)time(NULL) * 1000, &rows));
	sums s = sum_of(&rows);
	const struct {
		const char *name;
		uint64_t value;
	} lines[] = {{"sources", s.active},    {"sources_failing", s.failing},  {"sources_silent", s.silent},
		     {"items_found", s.items}, {"month_fetches", s.fetches},    {"month_failures", s.failures},
		     {"month_bytes", s.bytes}, {"addresses_waiting", s.waiting}};
	for (size_t i = 0; i < sizeof lines / sizeof *lines; i++)
		mq_buf_print(out, "# TYPE mirqab_watch_%s gauge\nmirqab_watch_%s %llu\n", lines[i].name, lines[i].name,
			     (unsigned long long)lines[i].value);
	put_each(out, &rows, "last_success_seconds", last_success);
	put_each(out, &rows, "last_new_seconds", last_new);
	put_each(out, &rows, "failures_in_a_row", fails);
	put_each(out, &rows, "silent", is_silent);
	return put_hubs(r, out);
}
