/* Saving a search or a pair, and the channels that tell what is new in it: what the forms of /saved send, and the API. */
#include "serve/desk.h"

#define NAME_MOST   ((size_t)200)
#define TARGET_MOST ((size_t)1000)

static mq_status save(mq_request *r, const mq_key *key, const mq_request *form, char id[17])
{
	mq_desk *d;
	int64_t seen = 0;
	char a[4], b[4];
	mq_saved s = {.name = mq_sent(form, "name"), .query = mq_sent(form, "query"), .pair = mq_sent(form, "pair")};
	MQ_TRY(mq_desk_here(r, &d));
	if ((s.query.n == 0) == (s.pair.n == 0)) return mq_refuse(r, 400, "refuse.saved");
	if (s.pair.n && !mq_pair_of(s.pair, a, b)) return mq_refuse(r, 400, "refuse.pair");
	if (s.pair.n) s.pair = mq_arena_print(r->arena, "%s-%s", a, b);
	if (s.name.n == 0) s.name = s.query.n ? s.query : s.pair;
	if (s.name.n > NAME_MOST || s.query.n > MQ_QUERY_MOST) return mq_refuse(r, 400, "refuse.long");
	MQ_TRY(mq_store_last(r->store, &seen)); /* what came before saving is not news */
	return mq_desk_save(d, &s, key->n, seen, r->now, id);
}

/* http(s) addresses are webhooks, mailboxes are mailboxes */
static bool kind_of(mq_text target, mq_channel_kind *kind)
{
	bool spaced = false;
	for (size_t i = 0; i < target.n; i++) spaced |= (unsigned char)target.p[i] <= 0x20 || (unsigned char)target.p[i] >= 0x7F;
	if (spaced || target.n < 6 || target.n > TARGET_MOST) return false;
	*kind = MQ_CHANNEL_WEBHOOK;
	if (mq_text_starts(target, MQ_T("https://")) || mq_text_starts(target, MQ_T("http://"))) return true;
	*kind = MQ_CHANNEL_EMAIL;
	size_t at = mq_text_find_byte(target, '@', 0);
	if (at == SIZE_MAX || at == 0 || at + 3 > target.n || mq_text_find_byte(target, '@', at + 1) != SIZE_MAX) return false;
	for (size_t i = 0; i < target.n; i++)
		if (strchr("<>()[],;:\\\"", target.p[i])) return false;
	return true;
}

static mq_status add_channel(mq_request *r, const mq_key *key, mq_text saved, const mq_request *form)
{
	mq_desk *d;
	mq_channel_kind kind;
	mq_text target = mq_sent(form, "target");
	MQ_TRY(mq_desk_here(r, &d));
	if (!kind_of(target, &kind)) return mq_refuse(r, 400, "refuse.target");
	if (kind == MQ_CHANNEL_EMAIL && !r->site->can_mail) return mq_refuse(r, 400, "refuse.mail");
	return mq_desk_channel_add(d, saved, key->n, kind, target, r->now);
}

static mq_status number_part(mq_text t, int64_t *n)
{
	uint64_t u;
	if (!mq_text_u64(t, &u) || u > INT64_MAX) return mq_not_found();
	*n = (int64_t)u;
	return MQ_DONE;
}

static mq_status remove_saved(mq_request *r, const mq_key *key)
{
	mq_desk *d;
	MQ_TRY(mq_desk_here(r, &d));
	return mq_desk_unsave(d, r->part[0], key->n);
}

static mq_status remove_channel(mq_request *r, const mq_key *key)
{
	mq_desk *d;
	int64_t n = 0;
	MQ_TRY(mq_desk_here(r, &d));
	MQ_TRY(number_part(r->part[1], &n));
	return mq_desk_channel_end(d, r->part[0], key->n, n);
}

/* --- the forms of /saved --------------------------------------------------------------------------------------------------- */

typedef mq_status (*change)(mq_request *r, const mq_key *key, const mq_request *form);

static mq_status by_form(mq_request *r, mq_reply *out, change make)
{
	mq_key key;
	mq_request form;
	MQ_TRY(mq_desk_allow(r, MQ_SCOPE_SAVE, &key));
	MQ_TRY(mq_body_read(r, &form));
	MQ_TRY(make(r, &key, &form));
	return mq_redirect(r, out, MQ_T("/saved"));
}

static mq_status form_save(mq_request *r, const mq_key *key, const mq_request *form)
{
	char id[17];
	return save(r, key, form, id);
}

static mq_status form_channel(mq_request *r, const mq_key *key, const mq_request *form)
{
	return add_channel(r, key, r->part[0], form);
}

static mq_status form_remove(mq_request *r, const mq_key *key, const mq_request *form)
{
	(void)form;
	return remove_saved(r, key);
}

static mq_status form_remove_channel(mq_request *r, const mq_key *key, const mq_request *form)
{
	(void)form;
	return remove_channel(r, key);
}

mq_status mq_saved_add(mq_request *r, mq_reply *out) { return by_form(r, out, form_save); }
mq_status mq_saved_channel(mq_request *r, mq_reply *out) { return by_form(r, out, form_channel); }
mq_status mq_saved_remove(mq_request *r, mq_reply *out) { return by_form(r, out, form_remove); }
mq_status mq_saved_channel_remove(mq_request *r, mq_reply *out) { return by_form(r, out, form_remove_channel); }

/* --- the API --------------------------------------------------------------------------------------------------------------- */

static void put_saved(mq_request *r, mq_json *j, const mq_saved *s)
{
	mq_text url = r->site->public_url;
	mq_json_object(j);
	mq_json_put_text(j, "id", mq_text_of(s->id));
	mq_json_put_text(j, "name", s->name);
	mq_json_put_text(j, "query", s->query);
	mq_json_put_text(j, "pair", s->pair);
	mq_json_put_text(j, "made", mq_say_moment(r->arena, s->made));
	mq_json_put_text(j, "feed", mq_arena_print(r->arena, "%.*s/feeds/saved/%s.atom", MQ_ARG(url), s->id));
	mq_json_put_array(j, "channels");
	for (uint32_t i = 0; i < s->channels.n; i++) {
		const mq_channel *c = &s->channels.v[i];
		mq_json_object(j);
		mq_json_put_int(j, "id", c->n);
		mq_json_put_text(j, "kind", c->kind == MQ_CHANNEL_EMAIL ? MQ_T("email") : MQ_T("webhook"));
		mq_json_put_text(j, "target", c->target);
		mq_json_put_text(j, "secret", c->secret);
		mq_json_put_int(j, "sent", c->sent);
		mq_json_put_int(j, "waiting", c->waiting);
		mq_json_put_int(j, "given_up", c->given_up);
		mq_json_put_text(j, "last_error", c->last_error);
		mq_json_object_end(j);
	}
	mq_json_array_end(j);
	mq_json_object_end(j);
}

static mq_status answer_saved(mq_request *r, mq_reply *out, mq_text id, unsigned status)
{
	mq_desk *d;
	mq_saved s;
	mq_json j;
	MQ_TRY(mq_desk_here(r, &d));
	MQ_TRY(mq_desk_saved_one(d, r->arena, id, &s));
	out->status = status;
	out->no_store = true;
	out->media_type = MQ_T("application/json; charset=utf-8");
	mq_json_open(&j, out->out);
	put_saved(r, &j, &s);
	return MQ_DONE;
}

mq_status mq_api_saved(mq_request *r, mq_reply *out)
{
	mq_key key;
	mq_desk *d;
	mq_saved_list list;
	mq_json j;
	MQ_TRY(mq_desk_allow(r, MQ_SCOPE_SAVE, &key));
	MQ_TRY(mq_desk_here(r, &d));
	MQ_TRY(mq_desk_saved(d, r->arena, key.n, &list));
	mq_api_list(&j, out);
	for (uint32_t i = 0; i < list.n; i++) put_saved(r, &j, &list.v[i]);
	mq_api_list_end(r, &j, out, MQ_NONE);
	out->no_store = true;
	return MQ_DONE;
}

mq_status mq_api_saved_add(mq_request *r, mq_reply *out)
{
	mq_key key;
	mq_request form;
	char id[17];
	MQ_TRY(mq_desk_allow(r, MQ_SCOPE_SAVE, &key));
	MQ_TRY(mq_body_read(r, &form));
	MQ_TRY(save(r, &key, &form, id));
	return answer_saved(r, out, mq_text_of(id), 201);
}

mq_status mq_api_saved_channel(mq_request *r, mq_reply *out)
{
	mq_key key;
	mq_request form;
	MQ_TRY(mq_desk_allow(r, MQ_SCOPE_SAVE, &key));
	MQ_TRY(mq_body_read(r, &form));
	MQ_TRY(add_channel(r, &key, r->part[0], &form));
	return answer_saved(r, out, r->part[0], 201);
}

static mq_status answer_none(mq_reply *out)
{
	out->status = 204;
	out->no_store = true;
	return MQ_DONE;
}

mq_status mq_api_saved_remove(mq_request *r, mq_reply *out)
{
	mq_key key;
	MQ_TRY(mq_desk_allow(r, MQ_SCOPE_SAVE, &key));
	MQ_TRY(remove_saved(r, &key));
	return answer_none(out);
}

mq_status mq_api_saved_channel_remove(mq_request *r, mq_reply *out)
{
	mq_key key;
	MQ_TRY(mq_desk_allow(r, MQ_SCOPE_SAVE, &key));
	MQ_TRY(remove_channel(r, &key));
	return answer_none(out);
}
