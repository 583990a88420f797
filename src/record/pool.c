/* Workers take turns at reading (framing a page is cheap), work side by side, and put what they made into a ring of slots. The
 * calling thread takes the slots in order. A worker never waits while it holds a page, so the oldest page always comes through.
 */
#include "record/pool.h"

#include <pthread.h>
#include <unistd.h>

typedef struct {
	mq_arena *arena;
	mq_buf json;
	mq_text path;
	mq_page page;
	mq_record record;
	mq_status status;
	bool opened, done;
	size_t held;
} slot;

typedef struct {
	const mq_pool_options *o;
	const mq_paths *paths;
	/* of the one who reads */
	mq_arena *reader_arena;
	mq_reader *reader;
	uint32_t next_path;
	/* guarded by lock */
	pthread_mutex_t lock;
	pthread_cond_t room, ready;
	uint64_t taken, given; /* pages framed, items given out */
	size_t held;
	bool reading, ended, stop;
	slot *slots;
	uint32_t slots_n;
	mq_arena *taker; /* what the calling thread remembers of words */
} pool;

/* Frames the next page or failure into the slot; false when all paths are read. */
static bool frame_next(pool *p, slot *s)
{
	mq_arena_clear(s->arena);
	s->opened = s->done = false;
	s->held = 0;
	for (;;) {
		if (!p->reader) {
			if (p->next_path >= p->paths->n) return false;
			s->path = p->paths->v[p->next_path++];
			mq_arena_clear(p->reader_arena);
			s->status = mq_reader_open(p->reader_arena, p->o->page, s->path, &p->reader);
			if (!mq_ok(s->status)) {
				p->reader = NULL;
				s->status.why = mq_arena_text(s->arena, s->status.why);
				return true;
			}
		}
		s->path = p->paths->v[p->next_path - 1];
		s->status = mq_reader_take(p->reader, s->arena, &s->page);
		if (s->status.code != MQ_END) break;
		mq_reader_close(p->reader);
		p->reader = NULL;
	}
	s->opened = true;
	s->held = s->page.stored.n;
	return true;
}

/* the work on one page, in any thread */
static void work(const pool *p, slot *s)
{
	if (s->json.cap > MQ_ARENA_KEEP) mq_buf_close(&s->json);
	mq_buf_clear(&s->json);
	if (!s->opened || !mq_ok(s->status)) return;
	s->status = mq_page_decode(s->arena, p->o->page, &s->page);
	if (!mq_ok(s->status) || !p->o->engine) return;
	s->status = mq_record_make(s->arena, p->o->engine, &s->page, p->o->depth, &s->record);
	if (!mq_ok(s->status) || !p->o->json) return;
	mq_record_json(&s->record, p->o->depth, &s->json);
	if (s->json.failed) s->status = MQ_FAIL(MQ_LIMIT, MQ_BYTE_UNKNOWN, "the record is too large to print");
}

/* with what this thread remembers, not with what a slot would have to learn anew */
static void work_with(const pool *p, slot *s, mq_arena *memory)
{
	mq_arena_swap_memos(memory, s->arena);
	work(p, s);
	mq_arena_swap_memos(memory, s->arena);
}

static bool give(const pool *p, slot *s)
{
	bool well = mq_ok(s->status);
	mq_pool_item item = {.path = s->path,
			     .page = s->opened ? &s->page : NULL,
			     .record = well && p->o->engine ? &s->record : NULL,
			     .json = well ? mq_buf_text(&s->json) : MQ_NONE,
			     .status = s->status,
			     .arena = s->arena};
	if (p->taker) mq_arena_swap_memos(p->taker, s->arena);
	bool more = p->o->take(p->o->to, &item);
	if (p->taker) mq_arena_swap_memos(p->taker, s->arena);
	return more;
}

static void run_alone(pool *p)
{
	while (frame_next(p, &p->slots[0])) {
		work(p, &p->slots[0]);
		if (!give(p, &p->slots[0])) return;
	}
}

static bool may_read(const pool *p)
{
	uint64_t ahead = p->taken - p->given;
	return !p->reading && ahead < p->slots_n && (ahead == 0 || p->held <= MQ_POOL_HELD_MOST);
}

/* NULL when there is nothing more to read */
static slot *read_one(pool *p)
{
	slot *s = NULL;
	pthread_mutex_lock(&p->lock);
	while (!p->ended && !p->stop && !may_read(p)) pthread_cond_wait(&p->room, &p->lock);
	if (!p->ended && !p->stop) {
		s = &p->slots[p->taken % p->slots_n];
		p->reading = true;
		pthread_mutex_unlock(&p->lock);
		bool there = frame_next(p, s);
		pthread_mutex_lock(&p->lock);
		p->reading = false;
		if (there) {
			p->taken++;
			p->held += s->held;
		} else {
			p->ended = true;
			s = NULL;
			pthread_cond_signal(&p->ready);
		}
		pthread_cond_broadcast(&p->room);
	}
	pthread_mutex_unlock(&p->lock);
	return s;
}

static void *worker(void *to)
{
	pool *p = to;
	mq_arena *memory = mq_arena_open(MQ_PAGE_ARENA_MOST);
	for (slot *s; (s = read_one(p));) {
		if (memory) work_with(p, s, memory);
		else work(p, s);
		pthread_mutex_lock(&p->lock);
		s->done = true;
		if (s == &p->slots[p->given % p->slots_n]) pthread_cond_signal(&p->ready);
		pthread_mutex_unlock(&p->lock);
	}
	mq_arena_close(memory);
	return NULL;
}

static void take_all(pool *p)
{
	pthread_mutex_lock(&p->lock);
	for (;;) {
		slot *s = &p->slots[p->given % p->slots_n];
		while (!(p->given < p->taken && s->done) && !(p->ended && p->given == p->taken))
			pthread_cond_wait(&p->ready, &p->lock);
		if (p->given == p->taken) break;
		pthread_mutex_unlock(&p->lock);
		bool more = give(p, s);
		pthread_mutex_lock(&p->lock);
		p->held -= s->held;
		s->done = false;
		p->given++;
		p->stop = !more;
		pthread_cond_broadcast(&p->room);
		if (!more) break;
	}
	pthread_mutex_unlock(&p->lock);
}

static bool open_slots(pool *p, unsigned jobs)
{
	p->slots_n = jobs == 1 ? 1 : jobs * 4;
	p->slots = mq_heap_alloc(p->slots_n * sizeof *p->slots);
	p->reader_arena = mq_arena_open(MQ_PAGE_ARENA_MOST);
	p->taker = jobs == 1 ? NULL : mq_arena_open(MQ_PAGE_ARENA_MOST);
	bool well = p->slots && p->reader_arena && (jobs == 1 || p->taker);
	for (uint32_t i = 0; p->slots && i < p->slots_n; i++) {
		mq_buf_open(&p->slots[i].json, MQ_RECORD_JSON_MOST);
		p->slots[i].arena = mq_arena_open(MQ_PAGE_ARENA_MOST);
		well = well && p->slots[i].arena;
	}
	return well;
}

static void close_slots(pool *p)
{
	mq_reader_close(p->reader);
	for (uint32_t i = 0; p->slots && i < p->slots_n; i++) {
		mq_buf_close(&p->slots[i].json);
		mq_arena_close(p->slots[i].arena);
	}
	mq_heap_free(p->slots);
	mq_arena_close(p->reader_arena);
	mq_arena_close(p->taker);
}

mq_status mq_pool_run(const mq_pool_options *o, const mq_paths *paths)
{
	pool p = {.o = o,
		  .paths = paths,
		  .lock = PTHREAD_MUTEX_INITIALIZER,
		  .room = PTHREAD_COND_INITIALIZER,
		  .ready = PTHREAD_COND_INITIALIZER};
	pthread_t thread[MQ_JOBS_MOST];
	long here = sysconf(_SC_NPROCESSORS_ONLN);
	unsigned jobs = o->jobs ? o->jobs : here > 0 ? (unsigned)here : 1, n = 0;
	if (jobs > MQ_JOBS_MOST) jobs = MQ_JOBS_MOST;
	bool well = open_slots(&p, jobs);
	if (well && jobs > 1)
		while (n < jobs && pthread_create(&thread[n], NULL, worker, &p) == 0) n++;
	if (n) take_all(&p);
	else if (well) run_alone(&p);
	for (unsigned i = 0; i < n; i++) pthread_join(thread[i], NULL);
	close_slots(&p);
	return well ? MQ_DONE : MQ_FAIL(MQ_NO_MEMORY, MQ_BYTE_UNKNOWN, "out of memory");
}
