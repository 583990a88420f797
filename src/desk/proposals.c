/* Corrections that readers propose and editors decide on. */
#include "desk/inside.h"

static const char *const states[] = {"open", "accepted", "rejected"};
mq_text mq_proposal_state_name(mq_proposal_state s) { return mq_text_of(states[s]); }

/* has this reader sent the very same while it was open; how many in a day */
static mq_status look(mq_desk *d, const mq_proposal *in, mq_text person, int64_t now, mq_taken *taken, char id[17])
{
	mq_stmt *q;
	int64_t n = 0;
	MQ_TRY(mq_sql_int(d->db, &n, "SELECT count(*) FROM proposal WHERE person = ?1 AND made > ?2", "bi", person, now - 86400));
	*taken = n < MQ_DESK_A_DAY ? MQ_TAKEN : MQ_TOO_OFTEN;
	MQ_TRY(
	    mq_sql_open(d->db, &q,
			"SELECT id FROM proposal WHERE person = ?1 AND state = 0 AND event = ?2 AND verdict = ?3 AND kind IS ?4"
			" AND status IS ?5 AND day_from IS ?6 AND day_to IS ?7 AND background IS ?8 AND actors IS ?9"
			" AND recipients IS ?10 AND note IS ?11",
			"btttttttttt", person, in->event, in->verdict, in->kind, in->status, in->from, in->to, in->background,
			in->actors, in->recipients, in->note));
	mq_status s = d->db->driver->step(q);
	if (mq_ok(s)) {
		*taken = MQ_TAKEN_BEFORE;
		mq_desk_id(d, q, 0, id, 17);
	}
	d->db->driver->done(q);
	return s.code == MQ_END ? MQ_DONE : s;
}

static mq_status put(mq_desk *d, mq_arena *a, const mq_proposal *in, mq_text address, int64_t now, mq_taken *taken, char id[17])
{
	unsigned char hash[32];
	MQ_TRY(mq_desk_person(d, address, hash));
	mq_text person = mq_text_at((const char *)hash, 32);
	MQ_TRY(look(d, in, person, now, taken, id));
	if (*taken != MQ_TAKEN) return MQ_DONE;
	MQ_TRY(mq_desk_random(8, id));
	MQ_TRY(mq_sql_run(
	    d->db,
	    "INSERT INTO proposal(id, article, event, verdict, kind, status, day_from, day_to, background, actors,"
	    " recipients, note, who, person, made) VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)",
	    "tttttttttttttbi", mq_text_of(id), mq_text_of(in->article), in->event, in->verdict, in->kind, in->status, in->from,
	    in->to, in->background, in->actors, in->recipients, in->note, in->who, person, now));
	return mq_desk_note(d, in->who, "proposed", mq_text_of(id), mq_arena_print(a, "%.*s", MQ_ARG(in->event)), now);
}

mq_status mq_desk_propose(mq_desk *d, mq_arena *a, const mq_proposal *in, mq_text address, int64_t now, mq_taken *taken,
			  char id[17])
{
	id[0] = 0;
	*taken = MQ_TAKEN;
	MQ_TRY(mq_desk_begin(d));
	return mq_desk_end(d, put(d, a, in, address, now, taken, id));
}

#define COLUMNS                                                                                                                  \
	"n, id, article, event, verdict, kind, status, day_from, day_to, background, actors, recipients, note, who, made, "      \
	"state,"                                                                                                                 \
	" decider, reason, decided, correction"

static void read_proposal(mq_desk *d, mq_stmt *q, mq_arena *a, mq_proposal *p)
{
	const mq_driver *v = d->db->driver;
	mq_text *texts[] = {&p->event,      &p->verdict, &p->kind,       &p->status, &p->from, &p->to,
			    &p->background, &p->actors,  &p->recipients, &p->note,   &p->who};
	memset(p, 0, sizeof *p);
	p->n = v->get_int(q, 0);
	mq_desk_id(d, q, 1, p->id, sizeof p->id);
	mq_desk_id(d, q, 2, p->article, sizeof p->article);
	for (int i = 0; i < (int)(sizeof texts / sizeof *texts); i++) *texts[i] = mq_desk_text(d, q, 3 + i, a);
	p->made = v->get_int(q, 14);
	int64_t state = v->get_int(q, 15);
	p->state = state == 1 ? MQ_PROPOSAL_ACCEPTED : state == 2 ? MQ_PROPOSAL_REJECTED : MQ_PROPOSAL_OPEN;
	p->decider = mq_desk_text(d, q, 16, a);
	p->reason = mq_desk_text(d, q, 17, a);
	p->decided = v->get_int(q, 18);
	p->correction = v->get_int(q, 19);
}

mq_status mq_desk_proposals(mq_desk *d, mq_arena *a, int state, int64_t before, uint32_t limit, mq_proposals *out)
{
	mq_stmt *q;
	memset(out, 0, sizeof *out);
	mq_desk_lock(d);
	mq_status s = mq_sql_open(d->db, &q,
				  "SELECT " COLUMNS " FROM proposal WHERE (?1 < 0 OR state = ?1) AND (?2 = 0 OR n < ?2)"
				  " ORDER BY n DESC LIMIT ?3",
				  "iii", (int64_t)state, before, (int64_t)limit);
	if (!mq_ok(s)) return mq_desk_unlock(d, s);
	while (mq_ok(s = d->db->driver->step(q))) {
		mq_proposal *p = mq_push(a, out);
		if (!p) s = mq_fail_memory(a);
		if (!p) break;
		read_proposal(d, q, a, p);
	}
	d->db->driver->done(q);
	return mq_desk_unlock(d, s.code == MQ_END ? MQ_DONE : s);
}

mq_status mq_desk_proposal(mq_desk *d, mq_arena *a, mq_text id, mq_proposal *out)
{
	mq_stmt *q;
	mq_desk_lock(d);
	mq_status s = mq_sql_open(d->db, &q, "SELECT " COLUMNS " FROM proposal WHERE id = ?1", "t", id);
	if (!mq_ok(s)) return mq_desk_unlock(d, s);
	s = d->db->driver->step(q);
	if (mq_ok(s)) read_proposal(d, q, a, out);
	d->db->driver->done(q);
	return mq_desk_unlock(d, s);
}

static mq_status decide(mq_desk *d, mq_text id, mq_proposal_state to, mq_text decider, mq_text reason, int64_t correction,
			int64_t now)
{
	int64_t state = 0;
	MQ_TRY(mq_sql_int(d->db, &state, "SELECT state FROM proposal WHERE id = ?1", "t", id));
	if (state == (int64_t)to) return MQ_DONE;
	if (to != MQ_PROPOSAL_OPEN && state != MQ_PROPOSAL_OPEN)
		return MQ_FAIL(MQ_USAGE, MQ_BYTE_UNKNOWN, "this proposal is decided; undo that first");
	MQ_TRY(mq_sql_run(
	    d->db, "UPDATE proposal SET state = ?1, decider = ?2, reason = ?3, decided = ?4, correction = ?5 WHERE id = ?6",
	    "ittiit", (int64_t)to, decider, reason, to == MQ_PROPOSAL_OPEN ? (int64_t)0 : now, correction, id));
	return mq_desk_note(d, decider, to == MQ_PROPOSAL_OPEN ? "undone" : states[to], id, reason, now);
}

mq_status mq_desk_decide(mq_desk *d, mq_text id, mq_proposal_state to, mq_text decider, mq_text reason, int64_t correction,
			 int64_t now)
{
	MQ_TRY(mq_desk_begin(d));
	return mq_desk_end(d, decide(d, id, to, decider, reason, correction, now));
}
