#include "serve/alert.h"

#include <errno.h>
#include <pthread.h>
#include <time.h>

#include "serve/api.h"

#define DUE_AT_ONCE 20u

struct mq_alerter {
	mq_alert_options o;
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t wake;
	bool stop;
	mq_arena *arena, *store_arena;
	mq_store *store; /* opened when the first search with a channel is there */
};

/* one article that is new, with the event that made it so where a pair is followed */
typedef struct {
	mq_article_row row;
	mq_text what; /* "visit (announced)", or MQ_NONE */
	mq_text words;
} news;
typedef MQ_VEC(news) news_list;

static mq_status find_in_search(mq_alerter *x, const mq_saved *s, news_list *out)
{
	mq_answer answer = {0};
	mq_search q = {.query = s->query, .limit = MQ_ALERT_ROWS, .today = MQ_NO_DAY, .after = s->seen};
	MQ_TRY(mq_store_search(x->store, x->arena, &q, &answer));
	for (uint32_t i = 0; i < answer.hits.n; i++) {
		news *one = mq_push(x->arena, out);
		if (!one) return mq_fail_memory(x->arena);
		*one = (news){answer.hits.v[i].row, MQ_NONE,
			      answer.hits.v[i].passages.n ? answer.hits.v[i].passages.v[0].text : MQ_NONE};
	}
	return MQ_DONE;
}

static mq_status find_in_pair(mq_alerter *x, const mq_saved *s, news_list *out)
{
	mq_event_rows rows = {0};
	mq_text next;
	mq_filter f = mq_filter_all();
	f.pair[0] = mq_text_sub(s->pair, 0, 3);
	f.pair[1] = mq_text_sub(s->pair, 4, 7);
	f.after = s->seen;
	f.current_only = true;
	f.limit = MQ_ALERT_ROWS;
	MQ_TRY(mq_store_events(x->store, x->arena, &f, &rows, &next));
	for (uint32_t i = 0; i < rows.n; i++) {
		const mq_event *e = &rows.v[i].event;
		news *one = mq_push(x->arena, out);
		if (!one) return mq_fail_memory(x->arena);
		mq_text status = mq_event_status_name((mq_event_status)e->status);
		*one = (news){rows.v[i].from, mq_arena_print(x->arena, "%s (%.*s)", mq_event_kinds[e->kind].name, MQ_ARG(status)),
			      rows.v[i].sentence};
	}
	return MQ_DONE;
}

static void put_json(mq_alerter *x, const mq_saved *s, const news_list *list, mq_buf *b)
{
	mq_json j;
	mq_json_open(&j, b);
	mq_json_object(&j);
	mq_json_put_text(&j, "type", MQ_T("saved_search.new"));
	mq_json_put_object(&j, "saved_search");
	mq_json_put_text(&j, "id", mq_text_of(s->id));
	mq_json_put_text(&j, "name", s->name);
	mq_json_put_text(&j, "query", s->query);
	mq_json_put_text(&j, "pair", s->pair);
	mq_json_object_end(&j);
	mq_json_put_array(&j, "items");
	for (uint32_t i = 0; i < list->n; i++) {
		const news *one = &list->v[i];
		mq_json_object(&j);
		mq_json_put_text(&j, "url",
				 mq_arena_print(x->arena, "%.*s/article/%s", MQ_ARG(x->o.site->public_url), one->row.id));
		mq_json_key(&j, MQ_T("article"));
		mq_api_put_article_row(&j, &one->row);
		mq_json_put_text(&j, "event", one->what);
		mq_json_put_text(&j, "words", one->words);
		mq_json_object_end(&j);
	}
	mq_json_array_end(&j);
	mq_json_object_end(&j);
}

static void put_text(mq_alerter *x, const mq_saved *s, const news_list *list, mq_buf *b)
{
	mq_buf_print(b, "%.*s\r\n%.*s\r\n\r\n", MQ_ARG(s->name), MQ_ARG(s->query.n ? s->query : s->pair));
	for (uint32_t i = 0; i < list->n; i++) {
		const news *one = &list->v[i];
		mq_buf_print(b, "%.*s\r\n", MQ_ARG(one->row.title));
		if (one->row.outlet.n)
			mq_buf_print(b, "%.*s · %.10s\r\n", MQ_ARG(one->row.outlet),
				     one->row.published.n >= 10 ? one->row.published.p : "");
		if (one->what.n) mq_buf_print(b, "%.*s\r\n", MQ_ARG(one->what));
		if (one->words.n) mq_buf_print(b, "%.*s\r\n", MQ_ARG(one->words));
		mq_buf_print(b, "%.*s/article/%s\r\n\r\n", MQ_ARG(x->o.site->public_url), one->row.id);
	}
	mq_buf_print(b, "%.*s/saved\r\n", MQ_ARG(x->o.site->public_url));
}

static mq_status tell_one(mq_alerter *x, const mq_saved *s, int64_t last)
{
	news_list list = {0};
	mq_buf json, text;
	MQ_TRY(s->pair.n ? find_in_pair(x, s, &list) : find_in_search(x, s, &list));
	if (list.n == 0) return mq_desk_tell(x->o.site->desk, s, last, NULL, x->o.now(x->o.of));
	mq_buf_open(&json, (size_t)1 << 20);
	mq_buf_open(&text, (size_t)1 << 20);
	put_json(x, s, &list, &json);
	put_text(x, s, &list, &text);
	mq_alert alert = {
	    mq_arena_print(x->arena, "mirqab: %.*s (%u%s)", MQ_ARG(s->name), list.n, list.n == MQ_ALERT_ROWS ? "+" : ""),
	    mq_buf_text(&json), mq_buf_text(&text)};
	mq_status st = json.failed || text.failed ? mq_fail_memory(x->arena)
						  : mq_desk_tell(x->o.site->desk, s, last, &alert, x->o.now(x->o.of));
	mq_buf_close(&json);
	mq_buf_close(&text);
	return st;
}

/* what is put into the outbox is what the archive holds now: an article that arrives meanwhile is for the next look */
static mq_status tell_all(mq_alerter *x)
{
	mq_saved_list all;
	int64_t last = 0;
	bool any = false;
	MQ_TRY(mq_desk_saved(x->o.site->desk, x->arena, 0, &all));
	for (uint32_t i = 0; i < all.n; i++) any |= all.v[i].channels.n != 0;
	if (!any) return MQ_DONE;
	if (!x->store) MQ_TRY(mq_store_open(x->store_arena, &x->o.store, &x->store));
	MQ_TRY(mq_store_last(x->store, &last));
	for (uint32_t i = 0; i < all.n; i++)
		if (all.v[i].channels.n && all.v[i].seen < last) MQ_TRY(tell_one(x, &all.v[i], last));
	return MQ_DONE;
}

static bool stopped(mq_alerter *x)
{
	pthread_mutex_lock(&x->lock);
	bool stop = x->stop;
	pthread_mutex_unlock(&x->lock);
	return stop;
}

static mq_status send_due(mq_alerter *x)
{
	mq_deliveries due;
	MQ_TRY(mq_desk_due(x->o.site->desk, x->arena, x->o.now(x->o.of), DUE_AT_ONCE, &due));
	for (uint32_t i = 0; i < due.n && !stopped(x); i++) {
		mq_text why = mq_desk_send(x->arena, &x->o.send, &due.v[i], x->o.now(x->o.of));
		if (why.n && x->o.log)
			mq_log_print(x->o.log, MQ_LOG_WARN, "message %s to %.*s: %.*s", due.v[i].id, MQ_ARG(due.v[i].target),
				     MQ_ARG(why));
		MQ_TRY(mq_desk_sent(x->o.site->desk, due.v[i].n, why, x->o.seconds, x->o.now(x->o.of)));
	}
	return MQ_DONE;
}

/* false when it is time to stop */
static bool sleep_on(mq_alerter *x)
{
	struct timespec t;
	clock_gettime(CLOCK_REALTIME, &t);
	t.tv_sec += x->o.seconds;
	pthread_mutex_lock(&x->lock);
	while (!x->stop && pthread_cond_timedwait(&x->wake, &x->lock, &t) != ETIMEDOUT) {
	}
	bool stop = x->stop;
	pthread_mutex_unlock(&x->lock);
	return !stop;
}

static void *run(void *of)
{
	mq_alerter *x = of;
	while (sleep_on(x)) {
		mq_arena_clear(x->arena);
		mq_status s = tell_all(x);
		if (mq_ok(s)) s = send_due(x);
		if (!mq_ok(s) && x->o.log) mq_log_print(x->o.log, MQ_LOG_ERROR, "alerts: %.*s", MQ_ARG(s.why));
	}
	return NULL;
}

mq_alerter *mq_alerter_open(const mq_alert_options *o)
{
	mq_alerter *x = mq_heap_alloc(sizeof *x);
	if (!x) return NULL;
	x->o = *o;
	x->arena = mq_arena_open(MQ_REQUEST_ARENA_MOST);
	x->store_arena = mq_arena_open(MQ_REQUEST_ARENA_MOST);
	bool well = x->arena && x->store_arena && !pthread_mutex_init(&x->lock, NULL) && !pthread_cond_init(&x->wake, NULL);
	if (well && !pthread_create(&x->thread, NULL, run, x)) return x;
	mq_arena_close(x->arena);
	mq_arena_close(x->store_arena);
	mq_heap_free(x);
	return NULL;
}

void mq_alerter_close(mq_alerter *x)
{
	if (!x) return;
	pthread_mutex_lock(&x->lock);
	x->stop = true;
	pthread_cond_signal(&x->wake);
	pthread_mutex_unlock(&x->lock);
	pthread_join(x->thread, NULL);
	if (x->store) mq_store_close(x->store);
	pthread_cond_destroy(&x->wake);
	pthread_mutex_destroy(&x->lock);
	mq_arena_close(x->arena);
	mq_arena_close(x->store_arena);
	mq_heap_free(x);
}
