/* Saved searches, their channels, and the outbox: messages wait in it until they arrive or are given up. */
#include "desk/inside.h"

#include <openssl/evp.h>
#include <stdio.h>
#include <sys/random.h>

static mq_status save(mq_desk *d, const mq_saved *in, int64_t token, int64_t seen, int64_t now, char id[17])
{
	int64_t n = 0;
	MQ_TRY(mq_sql_int(d->db, &n, "SELECT count(*) FROM saved WHERE token = ?1 AND ended = 0", "i", token));
	if (n >= MQ_SAVED_MOST) return MQ_FAIL(MQ_USAGE, MQ_BYTE_UNKNOWN, "this token has saved as many searches as it may");
	MQ_TRY(mq_desk_random(8, id));
	return mq_sql_run(d->db, "INSERT INTO saved(id, token, name, query, pair, made, seen) VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7)",
			  "tittt"
			  "ii",
			  mq_text_of(id), token, in->name, in->query, in->pair, now, seen);
}

mq_status mq_desk_save(mq_desk *d, const mq_saved *in, int64_t token, int64_t seen, int64_t now, char id[17])
{
	MQ_TRY(mq_desk_begin(d));
	return mq_desk_end(d, save(d, in, token, seen, now, id));
}

static mq_status read_channels(mq_desk *d, mq_arena *a, mq_saved *s)
{
	mq_stmt *q;
	mq_status r;
	const mq_driver *v = d->db->driver;
	MQ_TRY(
	    mq_sql_open(d->db, &q,
			"SELECT c.n, c.kind, c.target, c.secret, sum(x.state = 1), sum(x.state = 0), sum(x.state = 2),"
			" (SELECT error FROM delivery WHERE channel = c.n AND error IS NOT NULL ORDER BY n DESC LIMIT 1)"
			" FROM channel c LEFT JOIN delivery x ON x.channel = c.n WHERE c.saved = ?1 AND c.ended = 0 GROUP BY c.n",
			"i", s->n));
	while (mq_ok(r = v->step(q))) {
		mq_channel *c = mq_push(a, &s->channels);
		if (!c) {
			r = mq_fail_memory(a);
			break;
		}
		c->n = v->get_int(q, 0);
		c->kind = v->get_int(q, 1) ? MQ_CHANNEL_EMAIL : MQ_CHANNEL_WEBHOOK;
		c->target = mq_desk_text(d, q, 2, a);
		c->secret = mq_desk_text(d, q, 3, a);
		c->sent = (uint32_t)v->get_int(q, 4);
		c->waiting = (uint32_t)v->get_int(q, 5);
		c->given_up = (uint32_t)v->get_int(q, 6);
		c->last_error = mq_desk_text(d, q, 7, a);
	}
	v->done(q);
	return r.code == MQ_END ? MQ_DONE : r;
}

static mq_status list(mq_desk *d, mq_arena *a, int64_t token, mq_text id, mq_saved_list *out)
{
	mq_stmt *q;
	mq_status r;
	const mq_driver *v = d->db->driver;
	memset(out, 0, sizeof *out);
	MQ_TRY(mq_sql_open(
	    d->db, &q,
	    "SELECT s.n, s.id, s.name, s.query, s.pair, t.name, s.made, s.seen FROM saved s JOIN token t ON t.n = s.token"
	    " WHERE s.ended = 0 AND (?1 = 0 OR s.token = ?1) AND (?2 IS NULL OR s.id = ?2) ORDER BY s.n LIMIT ?3",
	    "iti", token, id, (int64_t)MQ_ROWS_MOST));
	while (mq_ok(r = v->step(q))) {
		mq_saved *s = mq_push(a, out);
		if (!s) {
			r = mq_fail_memory(a);
			break;
		}
		s->n = v->get_int(q, 0);
		mq_desk_id(d, q, 1, s->id, sizeof s->id);
		s->name = mq_desk_text(d, q, 2, a);
		s->query = mq_desk_text(d, q, 3, a);
		s->pair = mq_desk_text(d, q, 4, a);
		s->token = mq_desk_text(d, q, 5, a);
		s->made = v->get_int(q, 6);
		s->seen = v->get_int(q, 7);
	}
	v->done(q);
	if (r.code != MQ_END) return r;
	for (uint32_t i = 0; i < out->n; i++) MQ_TRY(read_channels(d, a, &out->v[i]));
	return MQ_DONE;
}

mq_status mq_desk_saved(mq_desk *d, mq_arena *a, int64_t token, mq_saved_list *out)
{
	mq_desk_lock(d);
	return mq_desk_unlock(d, list(d, a, token, MQ_NONE, out));
}

mq_status mq_desk_saved_one(mq_desk *d, mq_arena *a, mq_text id, mq_saved *out)
{
	mq_saved_list all;
	mq_desk_lock(d);
	mq_status s = mq_desk_unlock(d, list(d, a, 0, id, &all));
	if (mq_ok(s) && all.n == 0) return MQ_FAIL(MQ_END, MQ_BYTE_UNKNOWN, "there is no such saved search");
	if (mq_ok(s)) *out = all.v[0];
	return s;
}

/* its number, where it is this token's */
static mq_status own(mq_desk *d, mq_text id, int64_t token, int64_t *n)
{
	return mq_sql_int(d->db, n, "SELECT n FROM saved WHERE id = ?1 AND token = ?2 AND ended = 0", "ti", id, token);
}

static mq_status unsave(mq_desk *d, mq_text id, int64_t token)
{
	int64_t n = 0;
	MQ_TRY(own(d, id, token, &n));
	MQ_TRY(mq_sql_run(d->db,
			  "UPDATE delivery SET state = 2 WHERE state = 0 AND channel IN (SELECT n FROM channel WHERE saved = ?1)",
			  "i", n));
	MQ_TRY(mq_sql_run(d->db, "UPDATE channel SET ended = 1 WHERE saved = ?1", "i", n));
	return mq_sql_run(d->db, "UPDATE saved SET ended = 1 WHERE n = ?1", "i", n);
}

mq_status mq_desk_unsave(mq_desk *d, mq_text id, int64_t token)
{
	MQ_TRY(mq_desk_begin(d));
	return mq_desk_end(d, unsave(d, id, token));
}

static mq_status new_secret(char out[64])
{
	unsigned char bytes[24], text[33];
	if (getrandom(bytes, sizeof bytes, 0) != (ssize_t)sizeof bytes)
		return MQ_FAIL(MQ_UNAVAILABLE, MQ_BYTE_UNKNOWN, "the system gives no random bytes");
	EVP_EncodeBlock(text, bytes, sizeof bytes);
	snprintf(out, 64, "whsec_%s", (const char *)text);
	return MQ_DONE;
}

static mq_status add_channel(mq_desk *d, mq_text saved, int64_t token, mq_channel_kind kind, mq_text target, int64_t now)
{
	int64_t n = 0, there = 0;
	char secret[64] = "";
	MQ_TRY(own(d, saved, token, &n));
	MQ_TRY(mq_sql_int(d->db, &there, "SELECT count(*) FROM channel WHERE saved = ?1 AND ended = 0", "i", n));
	if (there >= MQ_CHANNELS_MOST) return MQ_FAIL(MQ_USAGE, MQ_BYTE_UNKNOWN, "this search has as many channels as it may");
	if (kind == MQ_CHANNEL_WEBHOOK) MQ_TRY(new_secret(secret));
	return mq_sql_run(d->db, "INSERT INTO channel(saved, kind, target, secret, made) VALUES(?1, ?2, ?3, ?4, ?5)", "iitti", n,
			  (int64_t)kind, target, secret[0] ? mq_text_of(secret) : MQ_NONE, now);
}

mq_status mq_desk_channel_add(mq_desk *d, mq_text saved, int64_t token, mq_channel_kind kind, mq_text target, int64_t now)
{
	MQ_TRY(mq_desk_begin(d));
	return mq_desk_end(d, add_channel(d, saved, token, kind, target, now));
}

static mq_status end_channel(mq_desk *d, mq_text saved, int64_t token, int64_t channel)
{
	int64_t n = 0;
	MQ_TRY(own(d, saved, token, &n));
	MQ_TRY(mq_sql_int(d->db, &n, "SELECT n FROM channel WHERE n = ?1 AND saved = ?2 AND ended = 0", "ii", channel, n));
	MQ_TRY(mq_sql_run(d->db, "UPDATE delivery SET state = 2 WHERE state = 0 AND channel = ?1", "i", n));
	return mq_sql_run(d->db, "UPDATE channel SET ended = 1 WHERE n = ?1", "i", n);
}

mq_status mq_desk_channel_end(mq_desk *d, mq_text saved, int64_t token, int64_t n)
{
	MQ_TRY(mq_desk_begin(d));
	return mq_desk_end(d, end_channel(d, saved, token, n));
}

/* --- the outbox ------------------------------------------------------------------------------------------------------------ */

static mq_status tell(mq_desk *d, const mq_saved *s, int64_t seen, const mq_alert *x, int64_t now)
{
	for (uint32_t i = 0; x && i < s->channels.n; i++) {
		char id[33];
		bool mail = s->channels.v[i].kind == MQ_CHANNEL_EMAIL;
		MQ_TRY(mq_desk_random(16, id));
		MQ_TRY(mq_sql_run(d->db,
				  "INSERT INTO delivery(id, channel, subject, body, made, due) VALUES(?1, ?2, ?3, ?4, ?5, ?5)",
				  "titti", mq_text_of(id), s->channels.v[i].n, x->subject, mail ? x->text : x->json, now));
	}
	return mq_sql_run(d->db, "UPDATE saved SET seen = ?1 WHERE n = ?2 AND seen < ?1", "ii", seen, s->n);
}

mq_status mq_desk_tell(mq_desk *d, const mq_saved *s, int64_t seen, const mq_alert *alert, int64_t now)
{
	MQ_TRY(mq_desk_begin(d));
	return mq_desk_end(d, tell(d, s, seen, alert, now));
}

mq_status mq_desk_due(mq_desk *d, mq_arena *a, int64_t now, uint32_t limit, mq_deliveries *out)
{
	mq_stmt *q;
	const mq_driver *v = d->db->driver;
	memset(out, 0, sizeof *out);
	mq_desk_lock(d);
	mq_status s =
	    mq_sql_open(d->db, &q,
			"SELECT x.n, x.id, c.kind, c.target, c.secret, x.subject, x.body, x.tries FROM delivery x JOIN channel c"
			" ON c.n = x.channel WHERE x.state = 0 AND x.due <= ?1 ORDER BY x.due, x.n LIMIT ?2",
			"ii", now, (int64_t)limit);
	if (!mq_ok(s)) return mq_desk_unlock(d, s);
	while (mq_ok(s = v->step(q))) {
		mq_delivery *x = mq_push(a, out);
		if (!x) s = mq_fail_memory(a);
		if (!x) break;
		x->n = v->get_int(q, 0);
		mq_desk_id(d, q, 1, x->id, sizeof x->id);
		x->kind = v->get_int(q, 2) ? MQ_CHANNEL_EMAIL : MQ_CHANNEL_WEBHOOK;
		x->target = mq_desk_text(d, q, 3, a);
		x->secret = mq_desk_text(d, q, 4, a);
		x->subject = mq_desk_text(d, q, 5, a);
		x->body = mq_desk_text(d, q, 6, a);
		x->tries = (uint32_t)v->get_int(q, 7);
	}
	v->done(q);
	return mq_desk_unlock(d, s.code == MQ_END ? MQ_DONE : s);
}

/* so long, twice as long … a day; up to a quarter more, so that a receiver that comes back is not met by all at once */
static int64_t wait_after(int64_t tries, int64_t wait)
{
	unsigned char chance = 0;
	for (int64_t i = 1; i < tries && wait < MQ_DELIVERY_WAIT_LONGEST; i++) wait *= 2;
	if (wait > MQ_DELIVERY_WAIT_LONGEST) wait = MQ_DELIVERY_WAIT_LONGEST;
	if (getrandom(&chance, 1, 0) != 1) chance = 128;
	return wait + wait * chance / 1024;
}

static mq_status sent(mq_desk *d, int64_t n, mq_text error, uint32_t first_wait, int64_t now)
{
	int64_t tries = 0;
	if (mq_text_none(error))
		return mq_sql_run(
		    d->db, "UPDATE delivery SET state = 1, tries = tries + 1, error = NULL WHERE n = ?1 AND state = 0", "i", n);
	MQ_TRY(mq_sql_int(d->db, &tries, "SELECT tries + 1 FROM delivery WHERE n = ?1", "i", n));
	return mq_sql_run(d->db, "UPDATE delivery SET state = ?2, tries = ?3, due = ?4, error = ?5 WHERE n = ?1 AND state = 0",
			  "iiiit", n, (int64_t)(tries >= MQ_DELIVERY_TRIES_MOST ? 2 : 0), tries,
			  now + wait_after(tries, first_wait), error);
}

mq_status mq_desk_sent(mq_desk *d, int64_t n, mq_text error, uint32_t first_wait, int64_t now)
{
	MQ_TRY(mq_desk_begin(d));
	return mq_desk_end(d, sent(d, n, error, first_wait, now));
}
