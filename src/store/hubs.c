#include "store/hubs.h"

#include "store/driver.h"

/* subscriptions of one archive that are listed */
#define HUBS_MOST 100000

#define COLUMNS                                                                                                                  \
	"n, source, hub, topic, base, key, secret, state, pending, due, asked, until, lease, tries, ask_at, why, made,"          \
	" deliveries, last, items, fresh, missed, refused"

mq_text mq_hub_state_name(mq_hub_state s)
{
	static const char *const names[MQ_HUB_STATES] = {"wanted", "active", "denied", "ending", "ended"};
	return mq_text_of(names[s]);
}

mq_status mq_hubs_there(mq_store *s, bool *out)
{
	int64_t version = 0;
	mq_status st = mq_sql_int(s, &version, "SELECT value FROM meta WHERE key = 'watch'", "");
	*out = mq_ok(st) && version >= 2;
	return st.code == MQ_END ? MQ_DONE : st;
}

static void read_hub(mq_store *s, mq_stmt *q, mq_arena *a, mq_hub *h)
{
	const mq_driver *d = s->driver;
	int64_t state = d->get_int(q, 7);
	*h = (mq_hub){.n = d->get_int(q, 0),
		      .source = d->get_int(q, 1),
		      .hub = mq_sql_text(s, q, 2, a),
		      .topic = mq_sql_text(s, q, 3, a),
		      .base = mq_sql_text(s, q, 4, a),
		      .key = mq_sql_text(s, q, 5, a),
		      .secret = mq_sql_text(s, q, 6, a),
		      .state = state >= 0 && state < MQ_HUB_STATES ? (mq_hub_state)state : MQ_HUB_ENDED,
		      .pending = (mq_hub_mode)d->get_int(q, 8),
		      .due = d->get_int(q, 9),
		      .asked = d->get_int(q, 10),
		      .until = d->get_int(q, 11),
		      .lease = d->get_int(q, 12),
		      .tries = (uint32_t)d->get_int(q, 13),
		      .ask_at = mq_sql_text(s, q, 14, a),
		      .why = mq_sql_text(s, q, 15, a),
		      .made = d->get_int(q, 16),
		      .deliveries = (uint64_t)d->get_int(q, 17),
		      .last = d->get_int(q, 18),
		      .items = (uint64_t)d->get_int(q, 19),
		      .fresh = (uint32_t)d->get_int(q, 20),
		      .missed = (uint32_t)d->get_int(q, 21),
		      .refused = (uint64_t)d->get_int(q, 22)};
}

static mq_status one(mq_store *s, mq_arena *a, mq_stmt *q, mq_hub *out)
{
	mq_status st = s->driver->step(q);
	if (mq_ok(st)) read_hub(s, q, a, out);
	return mq_sql_end(s, q, st, a);
}

static mq_status many(mq_store *s, mq_arena *a, mq_stmt *q, mq_hubs *out)
{
	mq_status st;
	while (mq_ok(st = s->driver->step(q))) {
		mq_hub *h = mq_push(a, out);
		if (!h) break;
		read_hub(s, q, a, h);
	}
	st = mq_sql_end(s, q, st, a);
	return st.code == MQ_END ? MQ_DONE : st;
}

mq_status mq_hub_add(mq_store *s, mq_hub *h)
{
	MQ_TRY(mq_sql_run(s,
			  "INSERT INTO watch_hub(source, hub, topic, base, key, secret, state, pending, due, asked, until, lease,"
			  " tries, made, deliveries, last, items, fresh, missed, refused)"
			  " VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, 0, ?8, 0, 0, 0, 0, ?9, 0, 0, 0, 0, 0, 0)",
			  "itttttiii", h->source, h->hub, h->topic, h->base, h->key, h->secret, (int64_t)h->state, h->due,
			  h->made));
	h->n = s->driver->last_row(s);
	return MQ_DONE;
}

mq_status mq_hub_put(mq_store *s, const mq_hub *h)
{
	return mq_sql_run(
	    s,
	    "UPDATE watch_hub SET state = ?2, pending = ?3, due = ?4, asked = ?5, until = ?6, lease = ?7, tries = ?8,"
	    " ask_at = ?9, why = ?10, deliveries = ?11, last = ?12, items = ?13, fresh = ?14, missed = ?15,"
	    " refused = ?16 WHERE n = ?1",
	    "iiiiiiiittiiiiii", h->n, (int64_t)h->state, (int64_t)h->pending, h->due, h->asked, h->until, h->lease,
	    (int64_t)h->tries, h->ask_at, h->why, (int64_t)h->deliveries, h->last, (int64_t)h->items, (int64_t)h->fresh,
	    (int64_t)h->missed, (int64_t)h->refused);
}

mq_status mq_hub_forget(mq_store *s, int64_t n) { return mq_sql_run(s, "DELETE FROM watch_hub WHERE n = ?1", "i", n); }

mq_status mq_hub_of(mq_store *s, mq_arena *a, int64_t n, mq_hub *out)
{
	mq_stmt *q;
	MQ_TRY(mq_sql_open(s, &q, "SELECT " COLUMNS " FROM watch_hub WHERE n = ?1", "i", n));
	return one(s, a, q, out);
}

mq_status mq_hub_of_key(mq_store *s, mq_arena *a, mq_text key, mq_hub *out)
{
	mq_stmt *q;
	MQ_TRY(mq_sql_open(s, &q, "SELECT " COLUMNS " FROM watch_hub WHERE key = ?1", "t", key));
	return one(s, a, q, out);
}

mq_status mq_hub_of_source(mq_store *s, mq_arena *a, int64_t source, mq_hub *out)
{
	mq_stmt *q;
	MQ_TRY(mq_sql_open(s, &q, "SELECT " COLUMNS " FROM watch_hub WHERE source = ?1 AND state < ?2 ORDER BY n DESC LIMIT 1",
			   "ii", source, (int64_t)MQ_HUB_ENDING));
	return one(s, a, q, out);
}

mq_status mq_hubs_due(mq_store *s, mq_arena *a, int64_t now, uint32_t limit, mq_hubs *out)
{
	mq_stmt *q;
	MQ_TRY(mq_sql_open(s, &q, "SELECT " COLUMNS " FROM watch_hub WHERE due <= ?1 ORDER BY due LIMIT ?2", "ii", now,
			   (int64_t)limit));
	return many(s, a, q, out);
}

const mq_hub *mq_hubs_find(const mq_hubs *all, int64_t source)
{
	uint32_t low = 0, high = all->n;
	while (low < high) {
		uint32_t mid = low + (high - low) / 2;
		if (all->v[mid].source < source) low = mid + 1;
		else high = mid;
	}
	const mq_hub *best = NULL;
	for (; low < all->n && all->v[low].source == source; low++)
		if (!best || best->state >= MQ_HUB_ENDING || all->v[low].state < MQ_HUB_ENDING) best = &all->v[low];
	return best;
}

mq_text mq_hub_standing(const mq_hub *h, int64_t now)
{
	if (h->state == MQ_HUB_WANTED && h->pending == MQ_HUB_SUBSCRIBE) return MQ_T("asked");
	if (h->state != MQ_HUB_ACTIVE) return mq_hub_state_name(h->state);
	if (h->until <= now) return MQ_T("expired");
	return h->missed >= MQ_HUB_MISSED_MOST ? MQ_T("unheard") : MQ_T("active");
}

mq_status mq_hubs_all(mq_store *s, mq_arena *a, mq_hubs *out)
{
	mq_stmt *q;
	bool there;
	MQ_TRY(mq_hubs_there(s, &there));
	if (!there) return MQ_DONE;
	MQ_TRY(mq_sql_open(s, &q, "SELECT " COLUMNS " FROM watch_hub ORDER BY source, n LIMIT ?1", "i", (int64_t)HUBS_MOST));
	return many(s, a, q, out);
}
