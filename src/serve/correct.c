/* /event/ID/correct: a reader says what is wrong with an event; nothing changes until an editor agrees. */
#include "serve/desk.h"

static void put_option(mq_value *list, mq_text value, mq_text label, bool chosen)
{
	mq_value *one = mq_add_map(list);
	mq_set(one, "value", value);
	mq_set(one, "label", label);
	mq_set_flag(one, "chosen", chosen);
}

static mq_text codes_line(mq_arena *a, const mq_party *p, uint32_t n)
{
	mq_text t = MQ_T("");
	for (uint32_t i = 0; i < n; i++)
		if (p[i].country[0]) t = mq_arena_print(a, "%.*s%s%s", MQ_ARG(t), t.n ? ", " : "", p[i].country);
	return t;
}

static void put_day(mq_value *page, const char *key, mq_day day)
{
	char line[11];
	if (day == MQ_NO_DAY) return;
	mq_day_print(day, line);
	mq_set(page, key, mq_arena_text(page->arena, mq_text_of(line)));
}

static void put_form(mq_request *r, mq_value *page, const mq_event_row *e)
{
	mq_value *kinds = mq_set_list(page, "kinds"), *statuses = mq_set_list(page, "statuses");
	mq_telling t = mq_telling_of_event(&e->event);
	for (size_t i = 0; i < mq_event_kinds_n; i++)
		put_option(kinds, mq_text_of(mq_event_kinds[i].name), mq_kind_name(r, (uint16_t)i), i == e->event.kind);
	for (int i = MQ_STATUS_DONE; i <= MQ_STATUS_HYPOTHETICAL; i++) {
		mq_text name = mq_event_status_name((mq_event_status)i);
		mq_text key = mq_arena_print(r->arena, "status.%.*s", MQ_ARG(name));
		put_option(statuses, name, mq_message(r->messages, r->lang, key), i == e->event.status);
	}
	mq_put_heading(r, page, &t);
	mq_put_chip(r, page, e->event.kind, e->event.status);
	put_day(page, "from", e->event.from);
	put_day(page, "to", e->event.to);
	mq_set(page, "actors", codes_line(r->arena, e->event.actors.v, e->event.actors.n));
	mq_set(page, "recipients", codes_line(r->arena, e->event.recipients.v, e->event.recipients.n));
	mq_set_c(page, "event", e->id);
	mq_set_c(page, "article", e->from.id);
	mq_set(page, "sentence", e->sentence);
	mq_set(page, "outlet", e->from.outlet);
}

mq_status mq_correct_page(mq_request *r, mq_reply *out)
{
	mq_event_row e;
	mq_desk *d;
	mq_proposal p;
	MQ_TRY(mq_desk_here(r, &d));
	MQ_TRY(mq_store_event(r->store, r->arena, r->part[0], &e));
	mq_value *page = mq_page_open(r, "");
	mq_set(page, "title", mq_msg(r, "correct.title"));
	put_form(r, page, &e);
	mq_text sent = mq_argument_of(r, "sent");
	if (sent.n && mq_ok(mq_desk_proposal(d, r->arena, sent, &p)) && mq_text_eq(p.event, mq_text_of(e.id))) {
		mq_set_flag(page, "sent", true);
		mq_set_c(page, "proposal", p.id);
	}
	out->no_store = true;
	return mq_page_render(r, out, "correct", page);
}

static mq_status propose(mq_request *r, char id[17])
{
	mq_event_row e;
	mq_desk *d;
	mq_request form;
	mq_proposal p;
	mq_taken taken;
	MQ_TRY(mq_desk_here(r, &d));
	MQ_TRY(mq_body_read(r, &form));
	mq_text event = r->part[0].n ? r->part[0] : mq_sent(&form, "event");
	if (event.n == 0) return mq_refuse(r, 400, "refuse.event");
	MQ_TRY(mq_store_event(r->store, r->arena, event, &e));
	MQ_TRY(mq_proposal_read(r, &form, &e, &p));
	mq_text address = mq_text_at((const char *)r->who.address, r->who.address_n);
	MQ_TRY(mq_desk_propose(d, r->arena, &p, address, r->now, &taken, id));
	return taken == MQ_TOO_OFTEN ? mq_refuse(r, 429, "refuse.often") : MQ_DONE;
}

mq_status mq_correct_send(mq_request *r, mq_reply *out)
{
	char id[17];
	MQ_TRY(propose(r, id));
	return mq_redirect(r, out, mq_arena_print(r->arena, "/event/%.*s/correct?sent=%s", MQ_ARG(r->part[0]), id));
}

/* --- the API --------------------------------------------------------------------------------------------------------------- */

static void put_proposal(mq_request *r, mq_json *j, const mq_proposal *p)
{
	const struct {
		const char *name;
		mq_text value;
	} changes[] = {{"kind", p->kind},
		       {"status", p->status},
		       {"from", p->from},
		       {"to", p->to},
		       {"actors", p->actors},
		       {"recipients", p->recipients},
		       {"background", p->background}};
	mq_json_object(j);
	mq_json_put_text(j, "id", mq_text_of(p->id));
	mq_json_put_text(j, "article", mq_text_of(p->article));
	mq_json_put_text(j, "event", p->event);
	mq_json_put_text(j, "verdict", p->verdict);
	mq_json_put_object(j, "changes");
	for (size_t i = 0; i < sizeof changes / sizeof *changes; i++)
		if (changes[i].value.n) mq_json_put_text(j, changes[i].name, changes[i].value);
	mq_json_object_end(j);
	mq_json_put_text(j, "state", mq_proposal_state_name(p->state));
	mq_json_put_text(j, "made", mq_say_moment(r->arena, p->made));
	mq_json_put_text(j, "decided", p->decided ? mq_say_moment(r->arena, p->decided) : MQ_NONE);
	mq_json_put_text(j, "decider", p->decider);
	mq_json_put_text(j, "reason", p->reason);
	mq_json_object_end(j);
}

/* what readers wrote in their own words, and their names, are for editors: the list is for all */
mq_status mq_api_corrections(mq_request *r, mq_reply *out)
{
	mq_desk *d;
	mq_proposals rows;
	mq_filter f;
	mq_json j;
	uint64_t before = 0;
	int state = -1;
	mq_text name = mq_argument_of(r, "state"), next = MQ_NONE, cursor = mq_argument_of(r, "cursor");
	MQ_TRY(mq_desk_here(r, &d));
	MQ_TRY(mq_filter_of(r, &f));
	for (int i = MQ_PROPOSAL_OPEN; name.n && i <= MQ_PROPOSAL_REJECTED; i++)
		if (mq_text_eq(name, mq_proposal_state_name((mq_proposal_state)i))) state = i;
	if (name.n && state < 0) return MQ_FAIL(MQ_USAGE, MQ_BYTE_UNKNOWN, "state is open, accepted or rejected");
	if (cursor.n && !mq_text_u64(cursor, &before)) return MQ_FAIL(MQ_USAGE, MQ_BYTE_UNKNOWN, "cursor is a number");
	uint32_t limit = f.limit ? f.limit : 50;
	MQ_TRY(mq_desk_proposals(d, r->arena, state, (int64_t)before, limit + 1, &rows));
	mq_api_list(&j, out);
	for (uint32_t i = 0; i < rows.n && i < limit; i++) put_proposal(r, &j, &rows.v[i]);
	if (rows.n > limit) next = mq_arena_print(r->arena, "%lld", (long long)rows.v[limit - 1].n);
	mq_api_list_end(r, &j, out, next);
	return MQ_DONE;
}

static mq_status answer_one(mq_request *r, mq_reply *out, mq_text id, unsigned status)
{
	mq_desk *d;
	mq_proposal p;
	mq_json j;
	MQ_TRY(mq_desk_here(r, &d));
	MQ_TRY(mq_desk_proposal(d, r->arena, id, &p));
	out->status = status;
	out->no_store = true;
	out->media_type = MQ_T("application/json; charset=utf-8");
	mq_json_open(&j, out->out);
	put_proposal(r, &j, &p);
	return MQ_DONE;
}

mq_status mq_api_correct(mq_request *r, mq_reply *out)
{
	char id[17];
	mq_key key;
	MQ_TRY(mq_desk_allow(r, MQ_SCOPE_CORRECT, &key));
	MQ_TRY(propose(r, id));
	return answer_one(r, out, mq_text_of(id), 201);
}

mq_status mq_api_correction(mq_request *r, mq_reply *out) { return answer_one(r, out, r->part[0], 200); }

mq_status mq_api_decide(mq_request *r, mq_reply *out)
{
	mq_key key;
	mq_request form;
	MQ_TRY(mq_desk_allow(r, MQ_SCOPE_REVIEW, &key));
	MQ_TRY(mq_body_read(r, &form));
	MQ_TRY(mq_proposal_decide(r, &key, r->part[0], mq_sent(&form, "decision"), mq_sent(&form, "reason")));
	return answer_one(r, out, r->part[0], 200);
}
