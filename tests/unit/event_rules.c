/* The rule language: what it takes, and that a failure names file, line and column. */
#include "check.h"
#include "event/inner.h"
#include "event/views.h"

static mq_status parse(mq_arena *a, const char *text, mq_rules *r)
{
	const mq_pack *pack;
	const mq_lexicon *lex;
	memset(r, 0, sizeof *r);
	MQ_TRY(mq_pack_open(a, MQ_NONE, &pack));
	MQ_TRY(mq_lexicon_open(a, pack, &lex));
	return mq_rules_parse(a, lex, MQ_T("t.rule"), mq_text_of(text), r);
}

static void takes_a_rule(mq_arena *a)
{
	mq_rules r;
	mq_status s =
	    parse(a,
		  "# a comment\nkind visit\nwords trip = زيارة جولة\nrule goes\n  when قام:verb .. ب+!زيارة\n  when @trip\n"
		  "  actor subject\n  recipient to in\n  not next مريض\n  cameo 042\n"
		  "example \"زار الوزير\" on 2025-01-02\n  gives visit done FRA > MAR\ncounter \"لا شيء\"\n",
		  &r);
	MQ_CHECK(!mq_ok(s)); /* ب+!زيارة: the mark of the trigger comes first */
	MQ_CHECK_TEXT(mq_text_sub(s.why, 0, 9), MQ_T("t.rule:5:"));
	s = parse(a,
		  "kind visit\nwords trip = زيارة جولة\nrule goes\n  when قام:verb .. !ب+زيارة\n  when @trip\n  actor subject\n"
		  "  recipient to in\n  not next مريض\nexample \"زار الوزير\" on 2025-01-02\n  gives visit done FRA > MAR\n"
		  "counter \"لا شيء\"\n",
		  &r);
	MQ_CHECK(mq_ok(s));
	MQ_CHECK(r.rules.n == 1 && r.patterns.n == 2 && r.guards.n == 1 && r.examples.n == 2);
	MQ_CHECK_TEXT(r.rules.v[0].name, MQ_T("visit/goes"));
	MQ_CHECK(r.elements.v[1].trigger && r.elements.v[1].gap == MQ_GAP_CLAUSE);
	MQ_CHECK(r.examples.v[0].expect[0].recipients == 1);
	MQ_CHECK(mq_ok(mq_rules_compile(a, &r)));
}

static void names_the_place(mq_arena *a)
{
	static const struct {
		const char *text, *where;
	} bad[] = {
	    {"kind parade\n", "t.rule:1:6:"},
	    {"rule x\n", "t.rule:1:6:"},
	    {"kind visit\nrule x\n  when زار:verbal\n", "t.rule:3:12:"},
	    {"kind visit\nrule x\n  when ..\n", "t.rule:3:8:"},
	    {"kind visit\nrule x\n  when @none\n", "t.rule:3:8:"},
	    {"kind visit\nrule x\n  when <king>\n", "t.rule:3:9:"},
	    {"kind visit\nrule x\n  actor lord\n", "t.rule:3:9:"},
	    {"kind visit\nrule x\n  status perhaps\n", "t.rule:3:10:"},
	    {"kind visit\nexample no quotes\n", "t.rule:2:9:"},
	    {"kind visit\nrule x\n  dance\n", "t.rule:3:3:"},
	    {"kind visit\nrule x\n  each one\n", "t.rule:3:8:"},
	    {"kind visit\nrule x\n  needs states\n", "t.rule:3:9:"},
	    {"kind visit\nrule x\n  needs states two\n", "t.rule:3:16:"},
	    {"kind visit\nrule x\n  needs states 2 3\n", "t.rule:3:16:"},
	    {"kind visit\nrule x\n  not states 2\n", "t.rule:3:7:"},
	};
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		mq_rules r;
		mq_status s = parse(a, bad[i].text, &r);
		MQ_CHECK(!mq_ok(s));
		MQ_CHECK_TEXT(mq_text_sub(s.why, 0, strlen(bad[i].where)), mq_text_of(bad[i].where));
	}
}

static void shows_views(void)
{
	mq_event e = {.kind = (uint16_t)mq_event_kind_of(MQ_T("visit")), .status = MQ_STATUS_DONE};
	mq_event_view v;
	mq_event_view_of(&e, &v);
	MQ_CHECK_TEXT(v.type, MQ_T("CONSULT"));
	MQ_CHECK_TEXT(v.mode, MQ_T("visit"));
	e.status = MQ_STATUS_ANNOUNCED;
	mq_event_view_of(&e, &v);
	MQ_CHECK_TEXT(v.type, MQ_T("AGREE"));
	e.status = MQ_STATUS_CANCELLED;
	mq_event_view_of(&e, &v);
	MQ_CHECK_TEXT(v.type, MQ_T("REJECT"));
	MQ_CHECK(v.quad == 3);
}

int main(void)
{
	mq_arena *a = mq_arena_open((size_t)256 << 20);
	if (!a) return 1;
	takes_a_rule(a);
	names_the_place(a);
	shows_views();
	mq_arena_close(a);
	return mq_check_done();
}
