/* Images of articles: fetched here and given on, so that no reader's browser asks another site; reported, hidden, brought back.
 * An image is named "<16 hex of the article>-i<number>": an address is never in a query. Off unless the operator asks for it. */
#include "serve/desk.h"
#include "serve/picture.h"
#include "watch/fetch.h"

#define HOPS_MOST 3

/* the image of an address part, and the article that has it */
static mq_status find_image(mq_request *r, mq_text name, mq_stored_article *x, const mq_image **out)
{
	uint64_t n;
	size_t at = mq_text_find(name, MQ_T("-i"), 0);
	if (r->site->image_reports == 0 || at == SIZE_MAX || at < 8)
		return MQ_FAIL(MQ_END, MQ_BYTE_UNKNOWN, "no image is named so");
	if (!mq_text_u64(mq_text_sub(name, at + 2, name.n), &n) || n == 0)
		return MQ_FAIL(MQ_END, MQ_BYTE_UNKNOWN, "no image is named so");
	MQ_TRY(mq_store_article(r->store, r->arena, mq_text_sub(name, 0, at), x));
	if (n > x->record.article.images.n) return MQ_FAIL(MQ_END, MQ_BYTE_UNKNOWN, "the article has not so many images");
	*out = &x->record.article.images.v[n - 1];
	return MQ_DONE;
}

void mq_put_images(mq_request *r, mq_value *page, const mq_stored_article *x)
{
	const mq_article *a = &x->record.article;
	if (r->site->image_reports == 0 || !r->site->desk) return;
	mq_value *list = mq_set_list(page, "images");
	for (uint32_t i = 0; i < a->images.n && i < MQ_PICTURES_SHOWN_MOST; i++) {
		mq_reported_image state;
		char id[17];
		mq_image_id(a->images.v[i].url, id);
		if (!mq_ok(mq_desk_image(r->site->desk, r->arena, mq_text_of(id), &state))) continue;
		mq_value *one = mq_add_map(list);
		mq_set(one, "image", mq_arena_print(r->arena, "%.16s-i%u", x->row.id, i + 1));
		mq_set_int(one, "number", (int64_t)i + 1);
		mq_set(one, "alt", a->images.v[i].alt);
		mq_set(one, "caption", a->images.v[i].caption);
		mq_set_flag(one, "hidden", state.hidden);
		mq_set_flag(one, "thanked", mq_text_eq(mq_argument_of(r, "reported"), mq_arena_print(r->arena, "%u", i + 1)));
	}
}

/* --- giving on ------------------------------------------------------------------------------------------------------------- */

static mq_status fetch_once(mq_request *r, mq_fetcher *f, mq_text url, mq_text *body, mq_text *to)
{
	mq_fetch_ask ask = {.url = url, .most = MQ_PICTURE_MOST};
	mq_fetched x;
	*body = *to = MQ_NONE;
	if (!mq_fetch_start(f, &ask)) return mq_fail_memory(r->arena);
	while (!mq_fetch_next(f, &x)) mq_fetch_wait(f, NULL, 0, 200);
	bool well = x.end == MQ_FETCH_WELL && !x.cut;
	if (well && x.status == 200) *body = mq_arena_text(r->arena, x.body);
	if (well && x.status / 100 == 3) *to = mq_arena_text(r->arena, mq_fetch_field(x.head, "location"));
	mq_fetch_done(f, &x);
	return MQ_DONE;
}

static mq_status fetch_image(mq_request *r, mq_text url, mq_text *body)
{
	mq_fetcher *f;
	mq_fetch_options o = {.agent = MQ_T("mirqab"), .allowed = r->site->allowed, .seconds = MQ_PICTURE_SECONDS};
	mq_text to = url;
	MQ_TRY(mq_fetcher_open(r->arena, &o, &f));
	mq_status s = MQ_DONE;
	for (int hop = 0; mq_ok(s) && hop < HOPS_MOST && to.n; hop++) {
		/* a relative redirect is not worth a resolver here: the image is shown as missing */
		if (!mq_text_starts(to, MQ_T("http://")) && !mq_text_starts(to, MQ_T("https://"))) break;
		s = fetch_once(r, f, to, body, &to);
	}
	mq_fetcher_close(f);
	return s;
}

mq_status mq_image_file(mq_request *r, mq_reply *out)
{
	mq_stored_article x;
	const mq_image *image = NULL;
	mq_desk *d;
	mq_reported_image state;
	mq_picture picture;
	mq_text bytes = MQ_NONE;
	char id[17];
	MQ_TRY(mq_desk_here(r, &d));
	MQ_TRY(find_image(r, r->part[0], &x, &image));
	mq_image_id(image->url, id);
	MQ_TRY(mq_desk_image(d, r->arena, mq_text_of(id), &state));
	if (state.hidden) return mq_refuse(r, 410, "image.hidden");
	MQ_TRY(mq_desk_picture(d, r->arena, mq_text_of(id), r->now, &bytes));
	if (mq_text_none(bytes)) {
		MQ_TRY(fetch_image(r, image->url, &bytes));
		if (!mq_picture_read(bytes, &picture))
			bytes = MQ_T(""); /* kept as nothing, so that it is not asked for at once */
		MQ_TRY(mq_desk_picture_keep(d, mq_text_of(id), bytes, r->now));
	}
	if (!mq_picture_read(bytes, &picture)) return mq_refuse(r, 404, "refuse.image");
	out->media_type = picture.media_type;
	out->csp = MQ_T("default-src 'none'; sandbox");
	mq_buf_put(out->out, bytes);
	return MQ_DONE;
}

/* --- reports --------------------------------------------------------------------------------------------------------------- */

static mq_status report(mq_request *r, mq_reported_image *state, mq_taken *taken, uint32_t *number, mq_stored_article *x)
{
	const mq_image *image = NULL;
	mq_desk *d;
	MQ_TRY(mq_desk_here(r, &d));
	MQ_TRY(find_image(r, r->part[0], x, &image));
	*number = (uint32_t)(image - x->record.article.images.v) + 1;
	mq_text address = mq_text_at((const char *)r->who.address, r->who.address_n);
	MQ_TRY(mq_desk_report(d, image->url, mq_text_of(x->row.id), address, r->site->image_reports, r->now, taken, state));
	return *taken == MQ_TOO_OFTEN ? mq_refuse(r, 429, "refuse.often") : MQ_DONE;
}

mq_status mq_image_report(mq_request *r, mq_reply *out)
{
	mq_reported_image state;
	mq_taken taken;
	uint32_t number;
	mq_stored_article x;
	MQ_TRY(report(r, &state, &taken, &number, &x));
	return mq_redirect(r, out, mq_arena_print(r->arena, "/article/%s?reported=%u#image%u", x.row.id, number, number));
}

static void put_state(mq_request *r, mq_reply *out, const mq_reported_image *s, mq_text image)
{
	mq_json j;
	out->media_type = MQ_T("application/json; charset=utf-8");
	out->no_store = true;
	mq_json_open(&j, out->out);
	mq_json_object(&j);
	mq_json_put_text(&j, "id", r->part[0]);
	mq_json_put_text(&j, "image", mq_text_of(s->id));
	mq_json_put_text(&j, "address", image);
	mq_json_put_int(&j, "reports", s->reports);
	mq_json_put_bool(&j, "hidden", s->hidden);
	mq_json_object_end(&j);
}

static mq_text own_address(mq_request *r)
{
	return mq_arena_print(r->arena, "%.*s/image/%.*s", MQ_ARG(r->site->public_url), MQ_ARG(r->part[0]));
}

static mq_status state_of(mq_request *r, mq_reported_image *state)
{
	mq_stored_article x;
	const mq_image *image = NULL;
	mq_desk *d;
	char id[17];
	MQ_TRY(mq_desk_here(r, &d));
	MQ_TRY(find_image(r, r->part[0], &x, &image));
	mq_image_id(image->url, id);
	MQ_TRY(mq_desk_image(d, r->arena, mq_text_of(id), state));
	memcpy(state->id, id, sizeof id);
	return MQ_DONE;
}

mq_status mq_api_image(mq_request *r, mq_reply *out)
{
	mq_reported_image state;
	MQ_TRY(state_of(r, &state));
	put_state(r, out, &state, own_address(r));
	return MQ_DONE;
}

mq_status mq_api_image_report(mq_request *r, mq_reply *out)
{
	mq_reported_image state;
	mq_taken taken;
	uint32_t number;
	mq_stored_article x;
	MQ_TRY(report(r, &state, &taken, &number, &x));
	out->status = taken == MQ_TAKEN ? 201 : 200;
	put_state(r, out, &state, own_address(r));
	return MQ_DONE;
}

mq_status mq_api_image_restore(mq_request *r, mq_reply *out)
{
	mq_reported_image state;
	mq_key key;
	mq_desk *d;
	MQ_TRY(mq_desk_allow(r, MQ_SCOPE_REVIEW, &key));
	MQ_TRY(mq_desk_here(r, &d));
	MQ_TRY(state_of(r, &state));
	MQ_TRY(mq_desk_image_restore(d, mq_text_of(state.id), key.name, r->now));
	out->status = 204;
	out->no_store = true;
	return MQ_DONE;
}
