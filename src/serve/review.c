/* /review: what readers propose, and what the coder is least sure of; /desk: how an editor comes in and leaves. */
#include "serve/desk.h"

#define QUEUE  50u
#define UNSURE 20u
#define LINES  30u

static void put_change(mq_request *r, mq_value *list, const char *key, mq_text value)
{
	if (value.n == 0) return;
	mq_value *one = mq_add_map(list);
	mq_set(one, "field", mq_message(r->messages, r->lang, mq_arena_print(r->arena, "field.%s", key)));
	mq_set(one, "value", value);
}

static void put_changes(mq_request *r, mq_value *one, const mq_correction *c)
{
	mq_value *changes = mq_set_list(one, "changes");
	put_change(r, changes, "kind", c->kind);
	put_change(r, changes, "status", c->status);
	put_change(r, changes, "from", c->from);
	put_change(r, changes, "to", c->to);
	put_change(r, changes, "actors", c->actors);
	put_change(r, changes, "recipients", c->recipients);
	put_change(r, changes, "background", c->background);
}

void mq_put_said(mq_request *r, mq_value *one, const mq_correction *c)
{
	mq_text name = mq_review_name(c->verdict);
	mq_set(one, "said", mq_message(r->messages, r->lang, mq_arena_print(r->arena, "verdict.%.*s", MQ_ARG(name))));
	put_changes(r, one, c);
}

static void put_proposal(mq_request *r, mq_value *one, const mq_proposal *p)
{
	mq_event_row e;
	mq_text state = mq_proposal_state_name(p->state);
	mq_set_c(one, "proposal", p->id);
	mq_set_c(one, "article", p->article);
	mq_set(one, "verdict", mq_message(r->messages, r->lang, mq_arena_print(r->arena, "verdict.%.*s", MQ_ARG(p->verdict))));
	mq_set(one, "state", mq_message(r->messages, r->lang, mq_arena_print(r->arena, "state.%.*s", MQ_ARG(state))));
	mq_set_flag(one, "open", p->state == MQ_PROPOSAL_OPEN);
	mq_set(one, "note", p->note);
	mq_set(one, "who", p->who);
	mq_set(one, "decider", p->decider);
	mq_set(one, "made", mq_say_moment(r->arena, p->made));
	mq_correction c = mq_proposal_correction(p);
	put_changes(r, one, &c);
	if (!mq_ok(mq_store_event(r->store, r->arena, p->event, &e))) return; /* rejected, or the rules no longer code it */
	mq_telling t = mq_telling_of_event(&e.event);
	mq_put_heading(r, one, &t);
	mq_put_chip(r, one, e.event.kind, e.event.status);
	mq_set(one, "sentence", e.sentence);
}

static mq_status put_queue(mq_request *r, mq_desk *d, mq_value *page)
{
	mq_proposals open, all;
	MQ_TRY(mq_desk_proposals(d, r->arena, MQ_PROPOSAL_OPEN, 0, QUEUE, &open));
	mq_value *list = mq_set_list(page, "queue");
	for (uint32_t i = 0; i < open.n; i++) put_proposal(r, mq_add_map(list), &open.v[i]);
	MQ_TRY(mq_desk_proposals(d, r->arena, -1, 0, QUEUE, &all));
	list = mq_set_list(page, "decided");
	for (uint32_t i = 0; i < all.n; i++)
		if (all.v[i].state != MQ_PROPOSAL_OPEN) put_proposal(r, mq_add_map(list), &all.v[i]);
	return MQ_DONE;
}

static mq_status put_unsure(mq_request *r, mq_value *page)
{
	mq_event_rows rows = {0};
	mq_filter f = mq_filter_all();
	f.limit = UNSURE;
	MQ_TRY(mq_store_unreviewed(r->store, r->arena, &f, &rows));
	mq_value *list = mq_set_list(page, "unsure");
	for (uint32_t i = 0; i < rows.n; i++) {
		mq_value *one = mq_add_map(list);
		mq_telling t = mq_telling_of_event(&rows.v[i].event);
		mq_put_heading(r, one, &t);
		mq_put_chip(r, one, rows.v[i].event.kind, rows.v[i].event.status);
		mq_set_c(one, "event", rows.v[i].id);
		mq_set_c(one, "article", rows.v[i].from.id);
		mq_set(one, "sentence", rows.v[i].sentence);
		mq_set(one, "confidence", mq_decimal(r, rows.v[i].event.confidence, 2));
	}
	return MQ_DONE;
}

static mq_status put_images(mq_request *r, mq_desk *d, mq_value *page)
{
	mq_reported_images images;
	MQ_TRY(mq_desk_images(d, r->arena, QUEUE, &images));
	mq_value *list = mq_set_list(page, "images");
	for (uint32_t i = 0; i < images.n; i++) {
		mq_value *one = mq_add_map(list);
		mq_set(one, "image", mq_arena_text(r->arena, mq_text_of(images.v[i].id)));
		mq_set(one, "url", images.v[i].url);
		mq_set(one, "article", images.v[i].article);
		mq_set_int(one, "reports", images.v[i].reports);
		mq_set_flag(one, "hidden", images.v[i].hidden);
	}
	return MQ_DONE;
}

static mq_status put_log(mq_request *r, mq_desk *d, mq_value *page)
{
	mq_desk_log lines;
	MQ_TRY(mq_desk_lines(d, r->arena, LINES, &lines));
	mq_value *list = mq_set_list(page, "log");
	for (uint32_t i = 0; i < lines.n; i++) {
		mq_value *one = mq_add_map(list);
		mq_set(one, "at", mq_say_moment(r->arena, lines.v[i].at));
		mq_set(one, "who", lines.v[i].who);
		mq_set(one, "what", lines.v[i].what);
		mq_set(one, "of", lines.v[i].of);
		mq_set(one, "detail", lines.v[i].detail);
	}
	return MQ_DONE;
}

/* the page for who has no key yet */
static mq_status sign_in(mq_request *r, mq_reply *out, bool wrong)
{
	mq_value *page = mq_page_open(r, "");
	mq_set(page, "title", mq_msg(r, "desk.title"));
	mq_set(page, "return_to", r->whole_path);
	mq_set_flag(page, "wrong", wrong);
	out->status = 401;
	out->no_store = true;
	return mq_page_render(r, out, "desk", page);
}

/* the key of a page's reader; false: the answer is made already, the page that asks for one */
static mq_status enter(mq_request *r, mq_reply *out, unsigned scope, mq_key *key, bool *in)
{
	mq_status s = mq_desk_allow(r, scope, key);
	*in = mq_ok(s);
	if (mq_ok(s) || r->refused != 401) return s;
	r->refused = 0;
	return sign_in(r, out, false);
}

mq_status mq_review_page(mq_request *r, mq_reply *out)
{
	mq_key key;
	mq_desk *d;
	bool in;
	MQ_TRY(enter(r, out, MQ_SCOPE_REVIEW, &key, &in));
	if (!in) return MQ_DONE;
	MQ_TRY(mq_desk_here(r, &d));
	mq_value *page = mq_page_open(r, "");
	mq_set(page, "title", mq_msg(r, "review.title"));
	mq_set(page, "me", key.name);
	MQ_TRY(put_queue(r, d, page));
	MQ_TRY(put_unsure(r, page));
	MQ_TRY(put_images(r, d, page));
	MQ_TRY(put_log(r, d, page));
	out->no_store = true;
	return mq_page_render(r, out, "review", page);
}

mq_status mq_review_decide(mq_request *r, mq_reply *out)
{
	mq_key key;
	mq_request form;
	MQ_TRY(mq_desk_allow(r, MQ_SCOPE_REVIEW, &key));
	MQ_TRY(mq_body_read(r, &form));
	MQ_TRY(mq_proposal_decide(r, &key, r->part[0], mq_sent(&form, "decision"), mq_sent(&form, "reason")));
	return mq_redirect(r, out, MQ_T("/review"));
}

mq_status mq_review_restore(mq_request *r, mq_reply *out)
{
	mq_key key;
	mq_desk *d;
	MQ_TRY(mq_desk_allow(r, MQ_SCOPE_REVIEW, &key));
	MQ_TRY(mq_desk_here(r, &d));
	MQ_TRY(mq_desk_image_restore(d, r->part[0], key.name, r->now));
	return mq_redirect(r, out, MQ_T("/review"));
}

/* --- coming in and leaving ------------------------------------------------------------------------------------------------- */

static mq_status set_key(mq_request *r, mq_reply *out, mq_text secret)
{
	bool secure = mq_text_starts(r->site->public_url, MQ_T("https://"));
	out->set_cookie = mq_arena_print(r->arena, "desk=%.*s; Path=/; HttpOnly; SameSite=Strict%s%s", MQ_ARG(secret),
					 secure ? "; Secure" : "", secret.n ? "" : "; Max-Age=0");
	return mq_text_none(out->set_cookie) ? mq_fail_memory(r->arena) : MQ_DONE;
}

mq_status mq_desk_enter(mq_request *r, mq_reply *out)
{
	mq_request form;
	mq_desk *d;
	mq_key key;
	MQ_TRY(mq_desk_here(r, &d));
	MQ_TRY(mq_body_read(r, &form));
	mq_text secret = mq_sent(&form, "key"), to = mq_sent(&form, "to");
	mq_status s = mq_desk_token_find(d, r->arena, secret, r->now, &key);
	if (s.code == MQ_END) return sign_in(r, out, true);
	MQ_TRY(s);
	MQ_TRY(set_key(r, out, secret));
	bool saved = mq_text_ends(to, MQ_T("/saved")) || !(key.scopes & MQ_SCOPE_REVIEW);
	return mq_redirect(r, out, saved ? MQ_T("/saved") : MQ_T("/review"));
}

mq_status mq_desk_leave(mq_request *r, mq_reply *out)
{
	MQ_TRY(set_key(r, out, MQ_T("")));
	return mq_redirect(r, out, MQ_T("/"));
}

/* --- saved searches -------------------------------------------------------------------------------------------------------- */

static void put_saved(mq_request *r, mq_value *one, const mq_saved *s)
{
	mq_set_c(one, "saved", s->id);
	mq_set(one, "name", s->name);
	mq_set(one, "query", s->query);
	mq_set(one, "pair", s->pair);
	mq_value *list = mq_set_list(one, "channels");
	for (uint32_t i = 0; i < s->channels.n; i++) {
		const mq_channel *c = &s->channels.v[i];
		mq_value *x = mq_add_map(list);
		mq_set_int(x, "channel", c->n);
		mq_set(x, "kind", mq_msg(r, c->kind == MQ_CHANNEL_EMAIL ? "channel.email" : "channel.webhook"));
		mq_set(x, "target", c->target);
		mq_set(x, "secret", c->secret);
		mq_set_int(x, "sent", c->sent);
		mq_set_int(x, "waiting", c->waiting);
		mq_set_int(x, "given_up", c->given_up);
		mq_set(x, "error", c->last_error);
	}
}

mq_status mq_saved_page(mq_request *r, mq_reply *out)
{
	mq_key key;
	mq_desk *d;
	mq_saved_list list;
	bool in;
	MQ_TRY(enter(r, out, MQ_SCOPE_SAVE, &key, &in));
	if (!in) return MQ_DONE;
	MQ_TRY(mq_desk_here(r, &d));
	MQ_TRY(mq_desk_saved(d, r->arena, key.n, &list));
	mq_value *page = mq_page_open(r, "");
	mq_set(page, "title", mq_msg(r, "saved.title"));
	mq_set(page, "me", key.name);
	mq_set(page, "new_query", mq_argument_of(r, "q"));
	mq_set(page, "new_pair", mq_argument_of(r, "pair"));
	mq_value *rows = mq_set_list(page, "rows");
	for (uint32_t i = 0; i < list.n; i++) put_saved(r, mq_add_map(rows), &list.v[i]);
	out->no_store = true;
	return mq_page_render(r, out, "saved", page);
}
