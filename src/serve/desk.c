#include "serve/desk.h"

#include <jansson.h>

#define NAME_MOST  ((size_t)100)
#define FIELD_MOST ((size_t)200)
/* how long a decision waits for an ingest to end its batch */
#define WRITER_MILLISECONDS 3000u

mq_status mq_desk_here(mq_request *r, mq_desk **out)
{
	if (!r->site->desk) return (mq_status){MQ_UNAVAILABLE, MQ_BYTE_UNKNOWN, r->site->no_desk};
	*out = r->site->desk;
	return MQ_DONE;
}

mq_status mq_desk_allow(mq_request *r, unsigned scope, mq_key *out)
{
	mq_desk *d;
	MQ_TRY(mq_desk_here(r, &d));
	if (r->who.secret.n == 0) return mq_refuse(r, 401, "refuse.key");
	mq_status s = mq_desk_token_find(d, r->arena, r->who.secret, r->now, out);
	if (s.code == MQ_END) return mq_refuse(r, 401, "refuse.key");
	if (mq_ok(s) && !(out->scopes & scope)) return mq_refuse(r, 403, "refuse.scope");
	return s;
}

/* --- what was sent --------------------------------------------------------------------------------------------------------- */

static mq_text joined(mq_arena *a, const json_t *list)
{
	mq_text t = MQ_T("");
	const json_t *one;
	size_t i;
	json_array_foreach(list, i, one)
	{
		if (!json_is_string(one)) return MQ_NONE;
		t = mq_arena_print(a, "%.*s%s%s", MQ_ARG(t), i ? "," : "", json_string_value(one));
	}
	return t;
}

static mq_status take_member(mq_request *form, const char *key, const json_t *value)
{
	mq_text t = MQ_NONE;
	if (json_is_null(value)) return MQ_DONE;
	if (json_is_string(value))
		t = mq_arena_text(form->arena, mq_text_at(json_string_value(value), json_string_length(value)));
	else if (json_is_array(value)) t = joined(form->arena, value);
	else if (json_is_boolean(value)) t = mq_text_of(json_is_true(value) ? "true" : "false");
	if (mq_text_none(t)) return MQ_FAIL(MQ_USAGE, MQ_BYTE_UNKNOWN, "a member is neither a text nor a list of texts");
	if (form->arguments.n >= MQ_SERVE_ARGUMENTS_MOST) return MQ_FAIL(MQ_USAGE, MQ_BYTE_UNKNOWN, "too many members");
	mq_argument *x = mq_push(form->arena, &form->arguments);
	if (!x) return mq_fail_memory(form->arena);
	*x = (mq_argument){mq_arena_text(form->arena, mq_text_of(key)), t};
	return MQ_DONE;
}

static mq_status read_json(mq_request *r, mq_request *form)
{
	json_error_t e;
	const char *key;
	json_t *value, *root = json_loadb(r->form.n ? r->form.p : "", r->form.n, JSON_REJECT_DUPLICATES, &e);
	if (!root) return MQ_FAIL(MQ_USAGE, (uint64_t)e.position, "the body is no JSON");
	mq_status s = json_is_object(root) ? MQ_DONE : MQ_FAIL(MQ_USAGE, MQ_BYTE_UNKNOWN, "the body is no JSON object");
	json_object_foreach(root, key, value) if (mq_ok(s)) s = take_member(form, key, value);
	json_decref(root);
	return s;
}

mq_status mq_body_read(mq_request *r, mq_request *form)
{
	*form = (mq_request){.arena = r->arena};
	if (mq_text_starts(r->form_type, MQ_T("application/json"))) MQ_TRY(read_json(r, form));
	else MQ_TRY(mq_arguments_read(r->arena, r->form, form));
	for (uint32_t i = 0; i < form->arguments.n; i++)
		if (mq_utf8_bad(form->arguments.v[i].value) != SIZE_MAX ||
		    memchr(form->arguments.v[i].value.p, 0, form->arguments.v[i].value.n))
			return MQ_FAIL(MQ_USAGE, MQ_BYTE_UNKNOWN, "a field is not sound UTF-8");
	return MQ_DONE;
}

mq_text mq_sent(const mq_request *form, const char *name)
{
	mq_text t = mq_text_trim(mq_argument_of(form, name));
	return t.n ? t : MQ_NONE;
}

/* --- a proposal ------------------------------------------------------------------------------------------------------------ */

static mq_text day_text(mq_arena *a, mq_day day)
{
	char line[11];
	if (day == MQ_NO_DAY) return MQ_T("-");
	mq_day_print(day, line);
	return mq_arena_print(a, "%s", line);
}

/* "mar, fra" as "MAR,FRA" */
static bool read_codes(mq_request *r, mq_text t, mq_text *out)
{
	mq_text piece, all = MQ_T("");
	mq_country c;
	if (mq_text_eq(t, MQ_T("-"))) return *out = t, true;
	while (mq_text_split(&t, ',', &piece)) {
		char code[4] = "";
		piece = mq_text_trim(piece);
		if (piece.n != 3) return false;
		for (int i = 0; i < 3; i++)
			code[i] = (char)(piece.p[i] >= 'a' && piece.p[i] <= 'z' ? piece.p[i] - 32 : piece.p[i]);
		if (!mq_is_body_code(code) && !mq_marker_country_of(r->site->engine->marker, mq_text_of(code), &c)) return false;
		all = mq_arena_print(r->arena, "%.*s%s%s", MQ_ARG(all), all.n ? "," : "", code);
	}
	*out = all;
	return all.n != 0;
}

typedef enum { F_KIND, F_STATUS, F_FROM, F_TO, F_ACTORS, F_RECIPIENTS, F_BACKGROUND, FIELDS } field;

static bool is_sound(mq_request *r, field f, mq_text *t)
{
	switch (f) {
	case F_KIND: return mq_event_kind_of(*t) >= 0;
	case F_STATUS: return mq_event_status_of(*t) >= 0;
	case F_FROM:
	case F_TO: return mq_text_eq(*t, MQ_T("-")) || mq_day_parse(*t) != MQ_NO_DAY;
	case F_BACKGROUND: return mq_text_eq(*t, MQ_T("true")) || mq_text_eq(*t, MQ_T("false"));
	default: return read_codes(r, *t, t);
	}
}

static mq_status read_changes(mq_request *r, const mq_request *form, const mq_event *e, mq_proposal *p)
{
	static const char *const names[] = {"kind", "status", "from", "to", "actors", "recipients", "background"};
	mq_text now[] = {mq_text_of(mq_event_kinds[e->kind].name),
			 mq_event_status_name((mq_event_status)e->status),
			 day_text(r->arena, e->from),
			 day_text(r->arena, e->to),
			 mq_correction_codes(r->arena, e->actors.v, e->actors.n),
			 mq_correction_codes(r->arena, e->recipients.v, e->recipients.n),
			 e->background ? MQ_T("true") : MQ_T("false")};
	mq_text *to[] = {&p->kind, &p->status, &p->from, &p->to, &p->actors, &p->recipients, &p->background};
	bool any = false;
	for (int i = 0; i < FIELDS; i++) {
		mq_text t = mq_sent(form, names[i]);
		if (t.n == 0) continue;
		if (t.n > FIELD_MOST || !is_sound(r, (field)i, &t)) return mq_refuse(r, 400, "refuse.field");
		if (mq_text_eq(t, now[i])) continue;
		*to[i] = t;
		any = true;
	}
	return any ? MQ_DONE : mq_refuse(r, 400, "refuse.nothing");
}

mq_status mq_proposal_read(mq_request *r, const mq_request *form, const mq_event_row *e, mq_proposal *p)
{
	memset(p, 0, sizeof *p);
	memcpy(p->article, e->from.id, sizeof p->article);
	p->event = mq_arena_text(r->arena, mq_text_of(e->id));
	p->verdict = mq_sent(form, "verdict");
	p->note = mq_sent(form, "note");
	p->who = mq_sent(form, "who");
	mq_review v = mq_review_of(p->verdict);
	if (v == MQ_REVIEW_NONE) return mq_refuse(r, 400, "refuse.verdict");
	if (p->note.n > MQ_DESK_NOTE_MOST || p->who.n > NAME_MOST) return mq_refuse(r, 400, "refuse.long");
	return v == MQ_REVIEW_CORRECT ? read_changes(r, form, &e->event, p) : MQ_DONE;
}

/* --- deciding -------------------------------------------------------------------------------------------------------------- */

/* the archive, opened for writing for one change */
static mq_status open_writer(mq_request *r, mq_store **out)
{
	mq_store_options o = {.url = r->site->archive,
			      .mode = MQ_STORE_WRITE,
			      .engine = r->site->engine,
			      .log = &r->log,
			      .lock_milliseconds = WRITER_MILLISECONDS};
	MQ_TRY(mq_store_open(r->arena, &o, out));
	mq_store_today(*out, r->today);
	return MQ_DONE;
}

mq_correction mq_proposal_correction(const mq_proposal *p)
{
	return (mq_correction){.verdict = mq_review_of(p->verdict),
			       .kind = p->kind,
			       .status = p->status,
			       .actors = p->actors,
			       .recipients = p->recipients,
			       .from = p->from,
			       .to = p->to,
			       .background = p->background,
			       .note = p->note};
}

static mq_status write_correction(mq_request *r, const mq_proposal *p, const mq_key *key, int64_t *n)
{
	mq_store *w;
	mq_correction c = mq_proposal_correction(p);
	c.who = key->name;
	c.at = mq_say_moment(r->arena, r->now);
	MQ_TRY(open_writer(r, &w));
	mq_status s = mq_store_correct(w, r->arena, p->event, &c, n);
	if (!mq_ok(s)) s = mq_fail(r->arena, s.code, s.byte, "%.*s", MQ_ARG(s.why)); /* its words go with the store */
	mq_store_close(w);
	return s;
}

static mq_status unwrite_correction(mq_request *r, const mq_proposal *p, const mq_key *key)
{
	mq_store *w;
	MQ_TRY(open_writer(r, &w));
	mq_status s = mq_store_uncorrect(w, r->arena, p->correction, key->name, mq_say_moment(r->arena, r->now));
	if (!mq_ok(s)) s = mq_fail(r->arena, s.code, s.byte, "%.*s", MQ_ARG(s.why));
	mq_store_close(w);
	return s.code == MQ_END ? MQ_DONE : s; /* undone elsewhere already */
}

mq_status mq_proposal_decide(mq_request *r, const mq_key *key, mq_text id, mq_text decision, mq_text reason)
{
	mq_desk *d;
	mq_proposal p;
	int64_t n = 0;
	MQ_TRY(mq_desk_here(r, &d));
	MQ_TRY(mq_desk_proposal(d, r->arena, id, &p));
	if (mq_text_eq(decision, MQ_T("undo"))) {
		if (p.state == MQ_PROPOSAL_OPEN) return mq_refuse(r, 409, "refuse.decided");
		if (p.correction) MQ_TRY(unwrite_correction(r, &p, key));
		return mq_desk_decide(d, id, MQ_PROPOSAL_OPEN, key->name, reason, 0, r->now);
	}
	bool yes = mq_text_eq(decision, MQ_T("accept"));
	if (!yes && !mq_text_eq(decision, MQ_T("reject"))) return mq_refuse(r, 400, "refuse.field");
	if (p.state != MQ_PROPOSAL_OPEN) return mq_refuse(r, 409, "refuse.decided");
	if (yes) MQ_TRY(write_correction(r, &p, key, &n));
	return mq_desk_decide(d, id, yes ? MQ_PROPOSAL_ACCEPTED : MQ_PROPOSAL_REJECTED, key->name, reason, n, r->now);
}

mq_status mq_redirect(mq_request *r, mq_reply *out, mq_text path)
{
	mq_text base = mq_base(r);
	out->status = 303;
	out->no_store = true;
	out->location = mq_arena_print(r->arena, "%.*s%.*s", MQ_ARG(base), MQ_ARG(path));
	return mq_text_none(out->location) ? mq_fail_memory(r->arena) : MQ_DONE;
}

mq_text mq_say_moment(mq_arena *a, int64_t seconds)
{
	char line[21];
	mq_moment_print(seconds, line);
	return mq_arena_text(a, mq_text_of(line));
}
