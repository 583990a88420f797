/* What the template compiler refuses and what it renders. Its door is a pack, so templates come in through one. */
#include "check.h"
#include "serve/template.h"

static mq_arena *arena;
static const mq_messages *messages;

static bool compiles(const char *source)
{
	const mq_templates *t = NULL;
	return mq_ok(mq_template_compile(arena, messages, MQ_T("t"), mq_text_of(source), &t));
}

static mq_text rendered(const char *source, const mq_value *data, mq_buf *b)
{
	const mq_templates *t = NULL;
	mq_buf_clear(b);
	if (!mq_ok(mq_template_compile(arena, messages, MQ_T("t"), mq_text_of(source), &t))) return MQ_T("does not compile");
	if (!mq_ok(mq_template_render(t, MQ_T("t"), messages, MQ_LANG_AR, data, b))) return MQ_T("does not render");
	return mq_buf_text(b);
}

static void check_refusals(void)
{
	MQ_CHECK(compiles("<p class=\"a {b}\">{c}</p>"));
	MQ_CHECK(!compiles("<p {b}>"));
	MQ_CHECK(!compiles("<p class={b}>"));
	MQ_CHECK(!compiles("<{b}>"));
	MQ_CHECK(!compiles("<script>{b}</script>"));
	MQ_CHECK(!compiles("<style>{b}</style>"));
	MQ_CHECK(!compiles("<!-- {b} -->"));
	MQ_CHECK(!compiles("<p onclick=\"{b}\">"));
	MQ_CHECK(!compiles("<p style=\"color:{b}\">"));
	MQ_CHECK(!compiles("<iframe srcdoc=\"{b}\">"));
	MQ_CHECK(!compiles("{#if a}<p class=\"{/if}"));
	MQ_CHECK(!compiles("{#if a}x"));
	MQ_CHECK(!compiles("x{/if}"));
	MQ_CHECK(!compiles("{a"));
	MQ_CHECK(!compiles("{}"));
	MQ_CHECK(!compiles("<p class=\"a"));
	MQ_CHECK(!compiles("{_no.such.message}"));
	MQ_CHECK(!compiles("{>nothing}"));
	MQ_CHECK(compiles("<script src=\"/static/{tag}/x.js\"></script><p>{b}</p>"));
	MQ_CHECK(compiles("<a{#if b} class=\"c\"{/if} href=\"{base}/x/{b}\">{#if c}1{:else}2{/if}</a>"));
}

static void check_rendering(mq_buf *b)
{
	mq_value *data = mq_value_map(arena);
	mq_set(data, "bad", MQ_T("\"><b>'&"));
	mq_set(data, "link", MQ_T("javascript:x"));
	mq_set(data, "base", MQ_T("/fr"));
	mq_set_int(data, "n", 3);
	mq_value *list = mq_set_list(data, "list"), *one = mq_add_map(list);
	mq_set(one, "name", MQ_T("أ"));
	mq_add(mq_set_list(one, "inner"), MQ_T("<i>"));
	mq_add_map(list);
	MQ_CHECK_TEXT(rendered("<p title=\"{bad}\">{bad}</p>", data, b),
		      MQ_T("<p title=\"&quot;&gt;&lt;b&gt;&#39;&amp;\">&quot;&gt;&lt;b&gt;&#39;&amp;</p>"));
	MQ_CHECK_TEXT(rendered("<a href=\"{link}\">", data, b), MQ_T("<a href=\"#\">"));
	MQ_CHECK_TEXT(rendered("<a href=\"{base}/x/{bad}\">", data, b), MQ_T("<a href=\"/fr/x/%22%3E%3Cb%3E%27%26\">"));
	MQ_CHECK_TEXT(rendered("<a href='/x?q={link}'>", data, b), MQ_T("<a href='/x?q=javascript%3Ax'>"));
	MQ_CHECK_TEXT(rendered("{#each list}[{name}{#each inner}{.}{/each}{@n}{bad}]{/each}", data, b), MQ_T("[أ&lt;i&gt;3][3]"));
	MQ_CHECK_TEXT(rendered("{#if none}a{:else}{#if n}b{/if}{/if}", data, b), MQ_T("b"));
	MQ_CHECK_TEXT(rendered("{_n.articles n}", data, b), MQ_T("3 مقالات"));
	MQ_CHECK_TEXT(rendered("{_search.for bad}", data, b),
		      MQ_T("نتائج البحث عن \xE2\x81\xA8&quot;&gt;&lt;b&gt;&#39;&amp;\xE2\x81\xA9"));
}

int main(void)
{
	const mq_pack *pack = NULL;
	mq_buf b;
	arena = mq_arena_open((size_t)64 << 20);
	mq_buf_open(&b, (size_t)1 << 20);
	MQ_CHECK(mq_ok(mq_pack_open(arena, MQ_NONE, &pack)));
	MQ_CHECK(mq_ok(mq_messages_open(arena, pack, &messages)));
	check_refusals();
	check_rendering(&b);
	mq_buf_close(&b);
	mq_arena_close(arena);
	return mq_check_done();
}
