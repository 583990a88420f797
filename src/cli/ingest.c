/* mirqab ingest: reads pages and keeps them. What is printed as kept has been committed. Others may write meanwhile: a batch is a
 * turn, and one that waits for pages (a slow pipe) is ended by a thread that looks at nothing but the time. */
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sysexits.h>
#include <time.h>

#include "cli/again.h"
#include "cli/archive.h"
#include "record/pool.h"

/* pages of one transaction: enough that the sync to disk costs little, few enough that a kill loses little */
#define BATCH_PAGES 256u
/* a slow source is kept as it comes, and keeps nobody waiting; how often that is looked at */
#define BATCH_SECONDS 2
#define LOOK_MS       200
#define REASONS_MOST  16u

typedef struct {
	mq_text why;
	uint64_t times;
} reason;

typedef struct {
	mq_cli *cli;
	mq_page_options page;
	mq_engine engine;
	mq_store *store;
	unsigned jobs;
	time_t batch_start;
	pthread_mutex_t lock; /* of all that a batch is */
	pthread_cond_t over;
	bool ended;
	uint64_t pages, added, changed, same, copies, failed;
	uint64_t in_batch, committed;
	reason reasons[REASONS_MOST];
	uint32_t reasons_n;
	uint64_t batch_pages;
	bool json, acks, stopped, again;
	int code;
	struct timespec start;
} ingest;

static double seconds_since(const struct timespec *t)
{
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)(now.tv_sec - t->tv_sec) + (double)(now.tv_nsec - t->tv_nsec) / 1e9;
}

/* reasons are counted by their sentence; the place was said when it happened */
static void count_reason(ingest *in, mq_text why)
{
	for (uint32_t i = 0; i < in->reasons_n; i++) {
		if (!mq_text_eq(in->reasons[i].why, why)) continue;
		in->reasons[i].times++;
		return;
	}
	if (in->reasons_n == REASONS_MOST) {
		in->reasons[REASONS_MOST - 1].why = MQ_T("other reasons");
		in->reasons[REASONS_MOST - 1].times++;
		return;
	}
	in->reasons[in->reasons_n++] = (reason){mq_arena_text(in->cli->arena, why), 1};
}

static void fail_page(ingest *in, mq_text path, const mq_page *page, mq_status s)
{
	in->failed++;
	count_reason(in, s.why);
	int code = mq_cli_report(in->cli, path, page, s);
	if (in->code == EX_OK) in->code = code;
}

/* the archive itself failed: nothing more can be kept */
static void stop(ingest *in, mq_status s)
{
	mq_store_rollback(in->store);
	in->code = mq_cli_report(in->cli, MQ_T("archive"), NULL, s);
	in->stopped = true;
}

static void commit(ingest *in)
{
	if (in->in_batch == 0 || in->stopped) return;
	mq_status s = mq_store_commit(in->store);
	if (!mq_ok(s)) {
		stop(in, s);
		return;
	}
	in->in_batch = 0;
	in->committed = in->pages;
	if (in->acks) {
		printf("{\"kept\":%llu}\n", (unsigned long long)in->committed);
		fflush(stdout);
	}
	if (in->cli->terminal && !in->cli->quiet)
		fprintf(stderr, "\r%llu pages, %.0f a second ", (unsigned long long)in->pages,
			(double)in->pages / seconds_since(&in->start));
}

static void keep_record(ingest *in, const mq_pool_item *item)
{
	mq_put_result put;
	bool copy = false;
	mq_status s = MQ_DONE;
	if (in->in_batch == 0) {
		s = mq_store_begin(in->store);
		in->batch_start = time(NULL);
	}
	if (mq_ok(s)) {
		in->in_batch++;
		s = mq_store_put(in->store, item->arena, item->record, item->json, &put, &copy);
	}
	if (!mq_ok(s)) {
		stop(in, s);
		return;
	}
	in->added += put == MQ_PUT_NEW;
	in->changed += put == MQ_PUT_CHANGED;
	in->same += put == MQ_PUT_SAME;
	in->copies += copy;
}

static bool is_old(const ingest *in) { return in->in_batch && time(NULL) - in->batch_start >= BATCH_SECONDS; }

static bool take_item(void *to, const mq_pool_item *item)
{
	ingest *in = to;
	pthread_mutex_lock(&in->lock);
	in->pages += item->page != NULL;
	if (mq_ok(item->status)) keep_record(in, item);
	else fail_page(in, item->path, item->page, item->status);
	if (in->in_batch >= in->batch_pages || is_old(in)) commit(in);
	bool more = !in->stopped;
	pthread_mutex_unlock(&in->lock);
	return more;
}

static void *end_old_batches(void *of)
{
	ingest *in = of;
	pthread_mutex_lock(&in->lock);
	while (!in->ended) {
		struct timespec at;
		clock_gettime(CLOCK_REALTIME, &at);
		at.tv_nsec += LOOK_MS * 1000000L;
		at.tv_sec += at.tv_nsec / 1000000000L;
		at.tv_nsec %= 1000000000L;
		(void)pthread_cond_timedwait(&in->over, &in->lock, &at);
		if (is_old(in)) commit(in);
	}
	pthread_mutex_unlock(&in->lock);
	return NULL;
}

/* the pages of all paths, with the thread beside them */
static mq_status take_all(ingest *in, const mq_pool_options *pool, const mq_paths *paths)
{
	pthread_t thread;
	if (pthread_mutex_init(&in->lock, NULL) || pthread_cond_init(&in->over, NULL) ||
	    pthread_create(&thread, NULL, end_old_batches, in))
		return MQ_FAIL(MQ_UNAVAILABLE, MQ_BYTE_UNKNOWN, "a thread cannot be started");
	mq_status s = mq_pool_run(pool, paths);
	pthread_mutex_lock(&in->lock);
	in->ended = true;
	pthread_cond_signal(&in->over);
	pthread_mutex_unlock(&in->lock);
	pthread_join(thread, NULL);
	return s;
}

static void print_json(const ingest *in, double seconds, long peak)
{
	mq_buf b;
	mq_json j;
	mq_buf_open(&b, 1u << 20);
	mq_json_open(&j, &b);
	mq_json_object(&j);
	mq_json_put_text(&j, "schema", MQ_T("mirqab/ingest/1"));
	mq_json_put_int(&j, "pages", (int64_t)in->pages);
	mq_json_put_int(&j, "new", (int64_t)in->added);
	mq_json_put_int(&j, "changed", (int64_t)in->changed);
	mq_json_put_int(&j, "same", (int64_t)in->same);
	mq_json_put_int(&j, "copies", (int64_t)in->copies);
	mq_json_put_int(&j, "failed", (int64_t)in->failed);
	mq_json_put_int(&j, "kept", (int64_t)in->committed);
	mq_json_put_array(&j, "reasons");
	for (uint32_t i = 0; i < in->reasons_n; i++) {
		mq_json_object(&j);
		mq_json_put_text(&j, "why", in->reasons[i].why);
		mq_json_put_int(&j, "times", (int64_t)in->reasons[i].times);
		mq_json_object_end(&j);
	}
	mq_json_array_end(&j);
	mq_json_put_real(&j, "seconds", seconds, 3);
	mq_json_put_real(&j, "articles_per_second", seconds > 0 ? (double)(in->added + in->changed + in->same) / seconds : 0, 1);
	mq_json_put_int(&j, "peak_kib", peak);
	mq_json_object_end(&j);
	printf("%.*s\n", MQ_ARG(mq_buf_text(&b)));
	mq_buf_close(&b);
}

static void print_summary(const ingest *in)
{
	struct rusage use;
	double seconds = seconds_since(&in->start);
	getrusage(RUSAGE_SELF, &use);
	if (in->cli->terminal && !in->cli->quiet) fputs("\r\033[K", stderr);
	if (in->json) {
		print_json(in, seconds, use.ru_maxrss);
		return;
	}
	printf("pages %llu: new %llu, changed %llu, the same %llu, copies %llu, failed %llu", (unsigned long long)in->pages,
	       (unsigned long long)in->added, (unsigned long long)in->changed, (unsigned long long)in->same,
	       (unsigned long long)in->copies, (unsigned long long)in->failed);
	for (uint32_t i = 0; i < in->reasons_n; i++)
		printf("%s%.*s: %llu", i ? "; " : " (", MQ_ARG(in->reasons[i].why), (unsigned long long)in->reasons[i].times);
	printf("%s; %.0f articles/s\n", in->reasons_n ? ")" : "",
	       seconds > 0 ? (double)(in->added + in->changed + in->same) / seconds : 0);
}

static void ingest_all(ingest *in, int argc, char **argv, int from)
{
	mq_paths paths = {0};
	for (int i = from; i < argc; i++) {
		mq_status s = mq_paths_of(in->cli->arena, mq_text_of(argv[i]), &paths);
		if (!mq_ok(s)) fail_page(in, mq_text_of(argv[i]), NULL, s);
	}
	mq_pool_options pool = {.engine = &in->engine,
				.depth = MQ_TO_EVENTS,
				.page = &in->page,
				.jobs = in->jobs,
				.json = true,
				.take = take_item,
				.to = in};
	mq_status s = take_all(in, &pool, &paths);
	if (!mq_ok(s)) fail_page(in, MQ_T("ingest"), NULL, s);
	commit(in);
	if (in->stopped) return;
	s = mq_store_settle(in->store);
	if (!mq_ok(s)) stop(in, s);
}

/* NULL, or what is wrong with the option */
static const char *take_option(ingest *in, int o)
{
	uint64_t n;
	switch (o) {
	case 'a': in->page.as = mq_text_of(optarg); return NULL;
	case 'd': in->cli->db = mq_text_of(optarg); return NULL;
	case 'j': in->json = true; return NULL;
	case 'k': in->acks = true; return NULL;
	case 'g': in->again = true; return NULL;
	case 'n':
		if (!mq_text_u64(mq_text_of(optarg), &n) || n < 1 || n > MQ_JOBS_MOST)
			return "--jobs takes a number from 1 to 64";
		in->jobs = (unsigned)n;
		return NULL;
	case 'b':
		if (!mq_text_u64(mq_text_of(optarg), &in->batch_pages) || in->batch_pages < 1 || in->batch_pages > 100000)
			return "--batch takes a number from 1 to 100000";
		return NULL;
	default: return "unknown option";
	}
}

int mq_cmd_ingest(mq_cli *c, int argc, char **argv)
{
	static const struct option options[] = {MQ_DB_OPTION,
						{"as", required_argument, NULL, 'a'},
						{"json", no_argument, NULL, 'j'},
						{"acks", no_argument, NULL, 'k'},
						{"again", no_argument, NULL, 'g'},
						{"jobs", required_argument, NULL, 'n'},
						{"batch", required_argument, NULL, 'b'},
						{NULL, 0, NULL, 0}};
	ingest in = {.cli = c, .page = {.log = &c->log}, .batch_pages = BATCH_PAGES};
	for (int o; (o = getopt_long(argc, argv, "", options, NULL)) != -1;) {
		const char *wrong = take_option(&in, o);
		if (wrong) return mq_cli_usage("ingest", wrong);
	}
	if (optind >= argc && !in.again) return mq_cli_usage("ingest", "name a file, a folder or -");
	if (optind < argc && in.again) return mq_cli_usage("ingest", "--again reads what the archive keeps, and no files");
	signal(SIGXFSZ, SIG_IGN); /* a file-size limit is then told as a full disk */
	int code = mq_cli_open(c, MQ_STORE_WRITE, &in.engine, &in.store);
	if (code != EX_OK) return code;
	if (in.again) return mq_cli_again(c, in.store, in.json);
	in.page.pack = in.engine.pack;
	clock_gettime(CLOCK_MONOTONIC, &in.start);
	ingest_all(&in, argc, argv, optind);
	print_summary(&in);
	mq_store_close(in.store);
	return in.code;
}
