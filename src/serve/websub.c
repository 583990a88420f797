/* WebSub's callbacks: a hub asks whether we meant to subscribe, says that it will not, or delivers. The word in the address is
 * the subscription's own. Nothing is changed here: what a hub said goes to the inbox, and whoever watches takes it from there. */
#include "serve/websub.h"
#include "serve/pages.h"
#include "store/hubs.h"
#include "watch/websub.h"

static mq_status plain(mq_reply *out, unsigned status, mq_text line)
{
	out->status = status;
	out->media_type = MQ_T("text/plain; charset=utf-8");
	out->no_store = true;
	mq_buf_put(out->out, line);
	return MQ_DONE;
}

static mq_status find(mq_request *r, mq_hub *h)
{
	bool there = false;
	mq_hub_counters *n = r->site->hub_counters;
	MQ_TRY(mq_hubs_there(r->store, &there));
	mq_status s = there ? mq_hub_of_key(r->store, r->arena, r->part[0], h) : (mq_status){MQ_END, MQ_BYTE_UNKNOWN, MQ_NONE};
	if (s.code == MQ_END) atomic_fetch_add(&n->unknown, 1);
	return s;
}

/* kept, or the hub is told to come again */
static mq_status put(mq_request *r, mq_reply *out, const mq_word *w, bool *known)
{
	mq_status s = mq_inbox_put(r->site->inbox, w, known);
	if (mq_ok(s)) return s;
	mq_log_print(&r->log, MQ_LOG_WARN, "what a hub sent is not kept: %.*s", MQ_ARG(s.why));
	(void)plain(out, 503, MQ_T("not now\n"));
	return s;
}

static mq_status answer_yes(mq_request *r, mq_reply *out, mq_word *w)
{
	bool known;
	mq_text challenge = mq_argument_of(r, "hub.challenge");
	if (challenge.n == 0 || challenge.n > MQ_HUB_CHALLENGE_MOST) return plain(out, 404, MQ_T("no challenge\n"));
	if (!mq_ok(put(r, out, w, &known))) return MQ_DONE;
	atomic_fetch_add(&r->site->hub_counters->verified, 1);
	(void)plain(out, 200, challenge);
	out->media_type = MQ_T("text/plain");
	return MQ_DONE;
}

static mq_status answer_denied(mq_request *r, mq_reply *out, mq_word *w)
{
	bool known;
	w->kind = MQ_WORD_DENIED;
	w->note = mq_text_sub(mq_argument_of(r, "hub.reason"), 0, MQ_HUB_REASON_MOST);
	while (w->note.n && mq_utf8_bad(w->note) != SIZE_MAX) w->note.n--; /* cut between characters */
	if (!mq_ok(put(r, out, w, &known))) return MQ_DONE;
	atomic_fetch_add(&r->site->hub_counters->denied, 1);
	return plain(out, 200, MQ_T("noted\n"));
}

/* WebSub, 5.3: only what was asked for is confirmed, to the letter; 404 says no */
mq_status mq_websub_asked(mq_request *r, mq_reply *out)
{
	mq_hub h;
	mq_status s = find(r, &h);
	if (s.code == MQ_END) return plain(out, 404, MQ_T("no such subscription\n"));
	MQ_TRY(s);
	mq_word w = {.key = h.key, .at = r->now * 1000};
	uint64_t lease = (uint64_t)MQ_HUB_LEASE;
	mq_text mode = mq_argument_of(r, "hub.mode"), said = mq_argument_of(r, "hub.lease_seconds");
	bool meant = h.state < MQ_HUB_ENDING;
	if (!mq_text_eq(mq_argument_of(r, "hub.topic"), h.topic)) return plain(out, 404, MQ_T("another topic\n"));
	if (mq_text_eq(mode, MQ_T("denied")) && meant) return answer_denied(r, out, &w);
	if (mq_text_eq(mode, MQ_T("unsubscribe")) && !meant) {
		w.kind = MQ_WORD_UNSUBSCRIBED;
		return answer_yes(r, out, &w);
	}
	bool asked = h.pending == MQ_HUB_SUBSCRIBE || h.state == MQ_HUB_ACTIVE;
	if (!mq_text_eq(mode, MQ_T("subscribe")) || !meant || !asked) return plain(out, 404, MQ_T("not asked for\n"));
	if (said.n && (!mq_text_u64(said, &lease) || lease == 0)) return plain(out, 404, MQ_T("no lease\n"));
	w.kind = MQ_WORD_SUBSCRIBED;
	w.lease = lease < (uint64_t)MQ_HUB_LEASE_MOST ? (int64_t)lease : MQ_HUB_LEASE_MOST;
	return answer_yes(r, out, &w);
}

/* is there a subscription for it now; one that was confirmed a moment ago is not yet in the archive */
static mq_status is_awaited(mq_request *r, const mq_hub *h, bool *out)
{
	bool current = h->state == MQ_HUB_ACTIVE && h->until + MQ_HUB_GRACE_MS > r->now * 1000;
	*out = current;
	if (current || h->state >= MQ_HUB_DENIED) return MQ_DONE;
	return mq_inbox_waits(r->site->inbox, h->key, MQ_WORD_SUBSCRIBED, out);
}

/* the type stands in a head and in a WARC record later: one line of visible characters */
static mq_text type_of(mq_text t)
{
	t = mq_text_trim(t);
	for (size_t i = 0; i < t.n; i++)
		if ((unsigned char)t.p[i] < 0x20 || (unsigned char)t.p[i] >= 0x7F) return MQ_NONE;
	return t.n && t.n < 200 ? t : MQ_NONE;
}

/* WebSub, 7 and 7.1. A wrong signature gets the same answer as a good one: whoever tries secrets learns nothing */
mq_status mq_websub_delivered(mq_request *r, mq_reply *out)
{
	mq_hub h;
	bool awaited = false, known = false;
	mq_hub_counters *n = r->site->hub_counters;
	mq_status s = find(r, &h);
	if (s.code == MQ_END) return plain(out, 410, MQ_T("no such subscription\n"));
	MQ_TRY(s);
	MQ_TRY(is_awaited(r, &h, &awaited));
	if (!awaited) return plain(out, 410, MQ_T("no subscription any more\n"));
	mq_word w = {.kind = MQ_WORD_CONTENT, .key = h.key, .at = r->now * 1000, .note = type_of(r->form_type), .bytes = r->form};
	if (!mq_websub_signed(r->hub_signature, h.secret, r->form)) {
		w.kind = MQ_WORD_FORGED;
		w.note = w.bytes = MQ_NONE;
	}
	if (w.kind == MQ_WORD_CONTENT && r->form.n == 0) return plain(out, 202, MQ_T("taken\n"));
	if (!mq_ok(put(r, out, &w, &known))) return MQ_DONE;
	atomic_fetch_add(w.kind == MQ_WORD_FORGED ? &n->forged : known ? &n->repeated : &n->delivered, 1);
	return plain(out, 202, MQ_T("taken\n"));
}

void mq_websub_metrics(const mq_site *site, mq_buf *out)
{
	mq_hub_counters *n = site->hub_counters;
	if (!n) return;
	const struct {
		const char *what;
		unsigned long long value;
	} rows[] = {{"verified", atomic_load(&n->verified)},   {"denied", atomic_load(&n->denied)},
		    {"delivered", atomic_load(&n->delivered)}, {"repeated", atomic_load(&n->repeated)},
		    {"forged", atomic_load(&n->forged)},       {"unknown", atomic_load(&n->unknown)}};
	mq_buf_put(out, MQ_T("# TYPE mirqab_hub_words_total counter\n"));
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		mq_buf_print(out, "mirqab_hub_words_total{what=\"%s\"} %llu\n", rows[i].what, rows[i].value);
}
