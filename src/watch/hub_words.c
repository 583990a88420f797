/* What hubs sent (WebSub), out of the inbox: that a subscription holds, that it does not, what is new. Each word is taken once:
 * how far it went stands in the archive, in the transaction in which what it said stands there, too. */
#include "watch/inside.h"
#include "watch/websub.h"

/* words taken at once */
#define WORDS_AT_ONCE 32u
/* a denial is tried again after so long */
#define DENIED_SECONDS (7 * 86400.0)
/* a lease is renewed after about this part of it, and never sooner than so */
#define RENEW_PART  0.7
#define RENEW_LEAST 600.0

static mq_status no_memory(void) { return MQ_FAIL(MQ_NO_MEMORY, MQ_BYTE_UNKNOWN, "out of memory"); }

static mq_status mark_taken(run *r, int64_t n)
{
	mq_text line = mq_arena_print(r->scratch, "%s %lld", r->hubs->name, (long long)n);
	if (mq_text_none(line)) return mq_fail_memory(r->scratch);
	r->hubs->taken = n;
	return mq_frontier_set(r->o->store, MQ_HUB_MARK, line);
}

static mq_status confirmed(run *r, mq_hub *h, const mq_word *w)
{
	int64_t now = mq_run_now(r), late = mq_run_real() - w->at;
	if (h->state >= MQ_HUB_ENDING) return MQ_DONE;
	h->lease = w->lease;
	if (h->lease < MQ_HUB_LEASE_LEAST) h->lease = MQ_HUB_LEASE_LEAST;
	if (h->lease > MQ_HUB_LEASE_MOST) h->lease = MQ_HUB_LEASE_MOST;
	h->until = now - (late > 0 ? late : 0) + h->lease * 1000;
	double renew = (double)h->lease * RENEW_PART;
	h->due = now + mq_run_jitter(r, renew > RENEW_LEAST ? renew : RENEW_LEAST);
	h->state = MQ_HUB_ACTIVE;
	h->pending = MQ_HUB_NOTHING;
	h->tries = h->missed = 0;
	h->why = MQ_NONE;
	return mq_hub_put(r->o->store, h);
}

static mq_status denied(run *r, mq_hub *h, const mq_word *w)
{
	if (h->state >= MQ_HUB_ENDING) return MQ_DONE;
	h->state = MQ_HUB_DENIED;
	h->pending = MQ_HUB_NOTHING;
	h->why = w->note.n ? mq_arena_print(r->scratch, "the hub denies it: %.*s", MQ_ARG(w->note)) : MQ_T("the hub denies it");
	h->due = mq_run_now(r) + mq_run_jitter(r, DENIED_SECONDS);
	MQ_TRY(mq_hub_put(r->o->store, h));
	return mq_run_visit_now(r, h->source);
}

static mq_status ended(run *r, mq_hub *h)
{
	if (h->state != MQ_HUB_ENDING) return MQ_DONE;
	h->state = MQ_HUB_ENDED;
	h->pending = MQ_HUB_NOTHING;
	h->due = mq_run_now(r) + (int64_t)(MQ_HUB_ENDED_SECONDS * 1000);
	return mq_hub_put(r->o->store, h);
}

/* a delivery goes to a reader, as an answer of a server would; the next word waits for it */
static mq_status take_content(run *r, const mq_hub *h, const mq_word *w, bool *reads)
{
	mq_source x;
	host *at;
	*reads = false;
	mq_status s = mq_frontier_source(r->o->store, r->scratch, h->source, &x);
	if (s.code == MQ_END || (mq_ok(s) && h->state >= MQ_HUB_DENIED)) return MQ_DONE;
	MQ_TRY(s);
	MQ_TRY(mq_run_host(r, x.url, &at));
	job *j = mq_job_new(r);
	if (!j) return no_memory();
	j->kind = JOB_PUSH;
	j->of = at;
	j->source = x.n;
	j->hub = h->n;
	j->word = w->n;
	j->listing = true;
	j->status = 200;
	j->end = MQ_FETCH_WELL;
	j->came = mq_run_now(r);
	memcpy(j->url, h->topic.p, h->topic.n < MQ_URL_MOST ? h->topic.n : MQ_URL_MOST);
	mq_text type = w->note.n ? w->note : MQ_T("application/octet-stream");
	mq_warc_entry e = {.kind = MQ_WARC_RESOURCE,
			   .url = mq_text_of(j->url),
			   .media_type = type,
			   .now = j->came,
			   .body = w->bytes,
			   .listing = true,
			   .serial = r->serial++};
	mq_buf *b = &r->hubs->pushed;
	mq_buf_clear(b);
	mq_buf_print(b, "HTTP/1.1 200 OK\r\nContent-Type: %.*s\r\n\r\n", MQ_ARG(type));
	mq_buf_put(b, w->bytes);
	if (b->failed || !mq_warc_record_write(&e, &j->record)) {
		mq_job_free(r, j);
		return no_memory();
	}
	mq_run_to_read(r, j);
	*reads = r->hubs->reading = true;
	return MQ_DONE;
}

mq_text mq_run_pushed(const run *r) { return mq_buf_text(&r->hubs->pushed); }

static mq_status take_word(run *r, const mq_word *w, bool *reads)
{
	mq_hub h;
	*reads = false;
	mq_status s = mq_hub_of_key(r->o->store, r->scratch, w->key, &h);
	if (s.code == MQ_END) return MQ_DONE;
	MQ_TRY(s);
	switch (w->kind) {
	case MQ_WORD_SUBSCRIBED: return confirmed(r, &h, w);
	case MQ_WORD_UNSUBSCRIBED: return ended(r, &h);
	case MQ_WORD_DENIED: return denied(r, &h, w);
	case MQ_WORD_CONTENT: return take_content(r, &h, w, reads);
	default:
		h.refused++;
		r->counts->hub_refused++;
		return mq_hub_put(r->o->store, &h);
	}
}

mq_status mq_run_hub_words(run *r)
{
	mq_word w;
	bool reads = false;
	for (uint32_t i = 0; i < WORDS_AT_ONCE && !reads; i++) {
		mq_status s = mq_inbox_next(r->hubs->inbox, r->scratch, r->hubs->taken, &w);
		if (s.code == MQ_END) return MQ_DONE;
		MQ_TRY(s);
		r->hubs->look_at = 0;
		MQ_TRY(mq_run_begin(r));
		MQ_TRY(take_word(r, &w, &reads));
		/* a delivery is taken when what it names stands in the archive */
		if (!reads) MQ_TRY(mark_taken(r, w.n));
	}
	return MQ_DONE;
}

mq_status mq_run_hub_delivered(run *r, const job *j, mq_source *x, uint32_t new_items)
{
	mq_hub h;
	r->hubs->reading = false;
	r->hubs->look_at = 0;
	r->counts->hub_deliveries++;
	MQ_TRY(mark_taken(r, j->word));
	if (new_items) {
		x->items += new_items;
		x->last_new = j->came;
		MQ_TRY(mq_frontier_source_put(r->o->store, x));
	}
	mq_status s = mq_hub_of(r->o->store, r->scratch, j->hub, &h);
	if (s.code == MQ_END) return MQ_DONE;
	MQ_TRY(s);
	h.deliveries++;
	h.items += new_items;
	h.fresh += new_items;
	h.missed = 0;
	h.last = j->came;
	if (h.state == MQ_HUB_ACTIVE) h.why = MQ_NONE;
	return mq_hub_put(r->o->store, &h);
}
