/* JSON read in place: says the same as jansson of what is JSON and what is not, and its maps lead back. */
#include <jansson.h>

#include "check.h"
#include "page/json_scan.h"

static bool jansson_takes(mq_text t)
{
	json_error_t e;
	json_t *j = json_loadb(t.p, t.n, JSON_DECODE_ANY | JSON_ALLOW_NUL, &e);
	bool ok = j != NULL;
	json_decref(j);
	return ok;
}

static void agree(mq_arena *a, mq_text t)
{
	mq_json_value v;
	bool ours = mq_ok(mq_json_document(a, t, 0, &v)) && mq_utf8_bad(t) == SIZE_MAX;
	if (ours != jansson_takes(t)) fprintf(stderr, "disagree on %.*s\n", MQ_ARG(t));
	MQ_CHECK(ours == jansson_takes(t));
}

static void hand_made(mq_arena *a)
{
	static const char *const texts[] = {"{}",          "[]",
					    "{\"a\":1}",   "{\"a\":}",
					    "{\"a\" 1}",   "{\"a\":1,}",
					    "[1,2,]",      "[1 2]",
					    "\"a",         "\"\\q\"",
					    "\"\\u12\"",   "-",
					    "-0",          "01",
					    "1.",          "1.5",
					    "1e",          "1e5",
					    "1E-5",        "truE",
					    "true",        "nul",
					    "null",        "[",
					    "]",           "",
					    " ",           "{\"a\":1} x",
					    "\"\\u0623\"", "\"\x01\"",
					    "\"\x1f\"",    "\"\xd8\xa3\"",
					    "[[[[]]]]",    "{\"a\":{\"b\":[1,{\"c\":null}]}}",
					    "{a:1}",       "'a'",
					    "[1,,2]",      "{\"\":\"\"}",
					    "\"\x7f\"",    ".5",
					    "+1",          "1.5.5"};
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) agree(a, mq_text_of(texts[i]));
}

/* random changes of a sound text: both must take or refuse the same ones */
static void random_made(mq_arena *a)
{
	static const char seed_text[] =
	    "{\"id\":\"n1\",\"t\":\"زيارة \\\"رسمية\\\"\\n\",\"n\":[1,-2.5e3,true,null],\"o\":{\"k\":\"\\u0645\"}}";
	static const char letters[] = "{}[]\",:\\ntu019.eE-+ \xd8\xa3";
	uint64_t x = 88172645463325252u;
	for (int round = 0; round < 20000; round++) {
		char t[sizeof seed_text];
		memcpy(t, seed_text, sizeof t);
		for (int k = 0; k < 2; k++) {
			x ^= x << 13, x ^= x >> 7, x ^= x << 17;
			t[x % (sizeof t - 1)] = letters[(x >> 32) % (sizeof letters - 1)];
		}
		/* a lone surrogate is a matter of taste: ours keeps U+FFFD */
		if (strstr(t, "\\ud") || strstr(t, "\\uD")) continue;
		mq_arena_clear(a);
		agree(a, mq_text_at(t, sizeof t - 1));
	}
}

static void maps(mq_arena *a)
{
	mq_text line = MQ_T("{\"title\":\"أ\\\"ب\",\"body\":\"س1\\nس2 \\u0645\\ud83d\\ude00 end\"}");
	mq_page page;
	MQ_CHECK(mq_ok(mq_page_of_bytes(a, NULL, line, &page)));
	const mq_page_fields *f = &page.fields;
	MQ_CHECK_TEXT(f->title, MQ_T("أ\"ب"));
	MQ_CHECK_TEXT(f->body, MQ_T("س1\nس2 م😀 end"));
	MQ_CHECK_TEXT(page.stored, line);
	mq_span b = mq_map_span(&f->title_map, (uint32_t)f->title.n, (mq_span){3, 5});
	MQ_CHECK_TEXT(mq_text_span(line, b), MQ_T("ب"));
	b = mq_map_span(&f->title_map, (uint32_t)f->title.n, (mq_span){2, 3});
	MQ_CHECK_TEXT(mq_text_span(line, b), MQ_T("\\\""));
	b = mq_map_span(&f->body_map, (uint32_t)f->body.n, (mq_span){0, (uint32_t)f->body.n});
	MQ_CHECK_TEXT(mq_text_span(line, b), MQ_T("س1\\nس2 \\u0645\\ud83d\\ude00 end"));
	size_t at = mq_text_find(f->body, MQ_T("😀"), 0);
	b = mq_map_span(&f->body_map, (uint32_t)f->body.n, (mq_span){(uint32_t)at, (uint32_t)at + 4});
	MQ_CHECK_TEXT(mq_text_span(line, b), MQ_T("\\ud83d\\ude00"));
	at = mq_text_find(f->body, MQ_T("end"), 0);
	b = mq_map_span(&f->body_map, (uint32_t)f->body.n, (mq_span){(uint32_t)at + 1, (uint32_t)at + 3});
	MQ_CHECK_TEXT(mq_text_span(line, b), MQ_T("nd"));
}

static void odd(mq_arena *a)
{
	mq_page page;
	MQ_CHECK(mq_ok(mq_page_of_bytes(a, NULL, MQ_T("{\"body\":\"x\xff\\ud800y\"}"), &page)));
	MQ_CHECK_TEXT(page.fields.body, MQ_T("x\xEF\xBF\xBD\xEF\xBF\xBDy"));
	MQ_CHECK(page.warning.n != 0);
	mq_status s = mq_page_of_bytes(a, NULL, MQ_T("{\"body\":\"x\""), &page);
	MQ_CHECK(s.code == MQ_BAD_DATA && s.byte == 11);
	s = mq_page_of_bytes(a, NULL, MQ_T("{\"x\":1}"), &page);
	MQ_CHECK(s.code == MQ_BAD_DATA);
	char deep[400];
	memset(deep, '[', sizeof deep);
	mq_json_value v;
	s = mq_json_document(a, mq_text_at(deep, sizeof deep), 0, &v);
	MQ_CHECK(s.code == MQ_BAD_DATA && s.byte == MQ_JSON_DEPTH_MOST + 1);
}

int main(void)
{
	mq_arena *a = mq_arena_open((size_t)16 << 20);
	hand_made(a);
	random_made(a);
	maps(a);
	odd(a);
	mq_arena_close(a);
	return mq_check_done();
}
