/* /settings: what a reader chooses, kept in a cookie that says nothing of the reader. */
#include "serve/pages.h"

static void put_choice(mq_request *r, mq_value *list, const char *field, mq_text value, bool chosen, mq_text example)
{
	mq_value *one = mq_add_map(list);
	mq_set(one, "value", value);
	mq_set(one, "label", mq_message(r->messages, r->lang, mq_arena_print(r->arena, "%s.%.*s", field, MQ_ARG(value))));
	mq_set(one, "example", example);
	mq_set_flag(one, "chosen", chosen);
}

mq_status mq_settings_page(mq_request *r, mq_reply *out)
{
	mq_value *page = mq_page_open(r, "");
	mq_text back = mq_argument_of(r, "back");
	mq_set(page, "title", mq_msg(r, "settings"));
	mq_set(page, "return_to", back.n ? back : MQ_T("/"));
	mq_value *list = mq_set_list(page, "themes");
	for (int i = 0; i < MQ_THEMES; i++)
		put_choice(r, list, "theme", mq_theme_name((mq_theme)i), (int)r->choice.theme == i, MQ_NONE);
	list = mq_set_list(page, "month_sets");
	for (int i = 0; i < MQ_MONTH_SETS; i++) {
		const mq_messages *m = mq_messages_with(r->messages, (mq_months)i, r->choice.digits);
		mq_text may = mq_say_month(m, MQ_LANG_AR, 5), july = mq_say_month(m, MQ_LANG_AR, 7),
			aug = mq_say_month(m, MQ_LANG_AR, 8);
		put_choice(r, list, "months", mq_months_name((mq_months)i), (int)r->choice.months == i,
			   mq_arena_print(r->arena, "%.*s، %.*s، %.*s", MQ_ARG(may), MQ_ARG(july), MQ_ARG(aug)));
	}
	list = mq_set_list(page, "digit_sets");
	for (int i = 0; i < MQ_DIGIT_SETS; i++) {
		const mq_messages *m = mq_messages_with(r->messages, r->choice.months, (mq_digits)i);
		put_choice(r, list, "digits", mq_digits_name((mq_digits)i), (int)r->choice.digits == i,
			   mq_say_day(r->arena, m, MQ_LANG_AR, r->today));
	}
	list = mq_set_list(page, "times");
	put_choice(r, list, "time", MQ_T("ltr"), !r->choice.time_rtl, MQ_NONE);
	put_choice(r, list, "time", MQ_T("rtl"), r->choice.time_rtl, MQ_NONE);
	return mq_page_render(r, out, "settings", page);
}

/* the way back is local, or home */
static bool is_local(mq_text back)
{
	bool local = back.n && back.n < 2048 && back.p[0] == '/' && !(back.n > 1 && (back.p[1] == '/' || back.p[1] == '\\'));
	for (size_t i = 0; local && i < back.n; i++) local = (unsigned char)back.p[i] > 0x20 && (unsigned char)back.p[i] < 0x7F;
	return local;
}

mq_status mq_choices_set(mq_request *r, mq_reply *out)
{
	mq_request form = {.arena = r->arena};
	mq_choices c = r->choice;
	MQ_TRY(mq_arguments_read(r->arena, r->form, &form));
	for (uint32_t i = 0; i < form.arguments.n; i++)
		(void)mq_choices_take(&c, form.arguments.v[i].name, form.arguments.v[i].value);
	mq_text said = mq_choices_print(r->arena, &c), back = mq_argument_of(&form, "back");
	out->set_cookie = mq_arena_print(r->arena, "view=%.*s; Path=/; Max-Age=31536000; SameSite=Lax; HttpOnly", MQ_ARG(said));
	out->status = 303;
	out->location = is_local(back) ? back : MQ_T("/");
	out->no_store = true;
	return MQ_DONE;
}
