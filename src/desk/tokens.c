/* Who may write: tokens, of which the desk keeps a hash. A token is 256 random bits, so its hash needs no salt. */
#include "desk/inside.h"

static const struct {
	const char *name;
	unsigned bit;
} scopes[] = {{"correct", MQ_SCOPE_CORRECT}, {"review", MQ_SCOPE_REVIEW}, {"save", MQ_SCOPE_SAVE}};
#define SCOPES (sizeof scopes / sizeof *scopes)

bool mq_scopes_parse(mq_text t, unsigned *out)
{
	mq_text piece;
	*out = 0;
	while (mq_text_split(&t, ',', &piece)) {
		unsigned bit = 0;
		for (size_t i = 0; i < SCOPES; i++)
			if (mq_text_eq(mq_text_trim(piece), mq_text_of(scopes[i].name))) bit = scopes[i].bit;
		if (!bit) return false;
		*out |= bit;
	}
	return *out != 0;
}

mq_text mq_scopes_text(mq_arena *a, unsigned bits)
{
	mq_text t = MQ_T("");
	for (size_t i = 0; i < SCOPES; i++)
		if (bits & scopes[i].bit) t = mq_arena_print(a, "%.*s%s%s", MQ_ARG(t), t.n ? "," : "", scopes[i].name);
	return t;
}

mq_status mq_desk_token_add(mq_desk *d, mq_arena *a, mq_text name, unsigned bits, int64_t now, mq_text *secret)
{
	char hex[65];
	unsigned char hash[32];
	MQ_TRY(mq_desk_random(32, hex));
	*secret = mq_arena_print(a, "mirqab_%s", hex);
	if (mq_text_none(*secret)) return mq_fail_memory(a);
	mq_sha256(*secret, hash);
	MQ_TRY(mq_desk_begin(d));
	mq_status s = mq_sql_run(d->db, "INSERT INTO token(hash, name, scopes, made) VALUES(?1, ?2, ?3, ?4)", "btii",
				 mq_text_at((const char *)hash, 32), name, (int64_t)bits, now);
	if (mq_ok(s)) s = mq_desk_note(d, MQ_NONE, "token added", name, mq_scopes_text(a, bits), now);
	return mq_desk_end(d, s);
}

static void read_token(mq_desk *d, mq_stmt *q, mq_arena *a, mq_key *t)
{
	const mq_driver *v = d->db->driver;
	*t = (mq_key){v->get_int(q, 0), mq_desk_text(d, q, 1, a), (unsigned)v->get_int(q, 2),
		      v->get_int(q, 3), v->get_int(q, 4),         v->get_int(q, 5) != 0};
}

#define COLUMNS "n, name, scopes, made, used, ended"

mq_status mq_desk_token_find(mq_desk *d, mq_arena *a, mq_text secret, int64_t now, mq_key *out)
{
	unsigned char hash[32];
	mq_stmt *q;
	mq_sha256(secret, hash);
	mq_desk_lock(d);
	mq_status s = mq_sql_open(d->db, &q, "SELECT " COLUMNS " FROM token WHERE hash = ?1 AND ended = 0", "b",
				  mq_text_at((const char *)hash, 32));
	if (!mq_ok(s)) return mq_desk_unlock(d, s);
	s = d->db->driver->step(q);
	if (mq_ok(s)) read_token(d, q, a, out);
	d->db->driver->done(q);
	/* the day is enough: one write a day and token */
	if (mq_ok(s) && now - out->used > 86400)
		s = mq_sql_run(d->db, "UPDATE token SET used = ?1 WHERE n = ?2", "ii", now, out->n);
	return mq_desk_unlock(d, s);
}

mq_status mq_desk_tokens(mq_desk *d, mq_arena *a, mq_keys *out)
{
	mq_stmt *q;
	memset(out, 0, sizeof *out);
	mq_desk_lock(d);
	mq_status s = mq_sql_open(d->db, &q, "SELECT " COLUMNS " FROM token ORDER BY n LIMIT ?1", "i", (int64_t)MQ_ROWS_MOST);
	if (!mq_ok(s)) return mq_desk_unlock(d, s);
	while (mq_ok(s = d->db->driver->step(q))) {
		mq_key *t = mq_push(a, out);
		if (!t) s = mq_fail_memory(a);
		if (!t) break;
		read_token(d, q, a, t);
	}
	d->db->driver->done(q);
	return mq_desk_unlock(d, s.code == MQ_END ? MQ_DONE : s);
}

mq_status mq_desk_token_end(mq_desk *d, int64_t n)
{
	int64_t there = 0;
	MQ_TRY(mq_desk_begin(d));
	mq_status s = mq_sql_int(d->db, &there, "SELECT n FROM token WHERE n = ?1 AND ended = 0", "i", n);
	if (mq_ok(s)) s = mq_sql_run(d->db, "UPDATE token SET ended = 1 WHERE n = ?1", "i", n);
	return mq_desk_end(d, s);
}
