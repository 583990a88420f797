/* What is followed, held against headlines: words in any form, persons in any spelling that the archive has, countries, pairs;
 * what a headline cannot tell neither helps nor hinders. */
#include "store/interest.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "articles.h"

static mq_arena *arena, *scratch;
static mq_engine engine;

static void put(mq_store *s, const char *line) { mq_test_put(s, &engine, scratch, line, NULL); }

static void is(mq_interests *i, const char *title, const char *countries, mq_interest want)
{
	mq_arena_clear(scratch);
	mq_interest have = mq_interests_of(i, scratch, mq_text_of(title), countries ? mq_text_of(countries) : MQ_NONE);
	MQ_CHECK(have == want);
	if (have != want) fprintf(stderr, "  %s: %d, not %d\n", title, (int)have, (int)want);
}

static void searches(mq_store *s)
{
	mq_interests *i;
	static const char *const typed[] = {"مهرجان الزيتون kind:visit",
					    "\"سوق السمك\" NOT خضر",
					    "person:\"سالم المرزوقي\"",
					    "country:JPN قطار",
					    "from:2020-01-01",
					    "outlet:جريدة",
					    "حوت OR دلفين"};
	MQ_CHECK(mq_ok(mq_interests_open(s, arena, mq_day_of(2026, 1, 1), &i)));
	for (size_t k = 0; k < sizeof typed / sizeof *typed; k++) {
		mq_status st = mq_interests_search(i, mq_text_of(typed[k]));
		MQ_CHECK(mq_ok(st));
		if (!mq_ok(st)) fprintf(stderr, "  %s: %.*s\n", typed[k], MQ_ARG(st.why));
	}
	is(i, "مهرجان الزيتون يعود في دورته العاشرة", NULL, MQ_INTEREST_FOLLOWED);
	is(i, "الزيتون في مهرجان جديد", NULL, MQ_INTEREST_FOLLOWED);
	is(i, "مهرجان للكتاب", NULL, MQ_INTEREST_NONE);
	is(i, "إقبال على سوق السمك", NULL, MQ_INTEREST_FOLLOWED);
	is(i, "السمك في السوق", NULL, MQ_INTEREST_NONE); /* a phrase is in a row */
	is(i, "سوق السمك وسوق الخضر", NULL, MQ_INTEREST_NONE);
	is(i, "الوزير سالم المرزوقي يزور مصنعا", NULL, MQ_INTEREST_FOLLOWED);
	is(i, "الوزير سالم يزور مصنعا", NULL, MQ_INTEREST_NONE);
	is(i, "القطار الياباني يصل", "JPN", MQ_INTEREST_FOLLOWED);
	is(i, "القطار يصل", NULL, MQ_INTEREST_NONE);
	is(i, "طقس جميل في طوكيو", "JPN", MQ_INTEREST_NONE);
	/* searches of days and outlets alone say nothing of any headline */
	is(i, "أخبار الطقس", NULL, MQ_INTEREST_NONE);
	is(i, "دلفين على الشاطئ", NULL, MQ_INTEREST_FOLLOWED);
	is(i, "", NULL, MQ_INTEREST_NONE);
}

static void pairs(mq_store *s)
{
	mq_interests *i;
	MQ_CHECK(mq_ok(mq_interests_open(s, arena, mq_day_of(2026, 1, 1), &i)));
	MQ_CHECK(mq_ok(mq_interests_pair(i, MQ_T("BRA-JPN"))));
	MQ_CHECK(mq_ok(mq_interests_pair(i, MQ_T("nonsense"))));
	is(i, "x", "FRA MAR", MQ_INTEREST_DOSSIER); /* something happened between them of late */
	is(i, "x", "MAR DZA FRA", MQ_INTEREST_DOSSIER);
	is(i, "x", "MAR", MQ_INTEREST_NONE);
	is(i, "x", "MAR ESP", MQ_INTEREST_NONE);
	is(i, "x", "JPN BRA", MQ_INTEREST_FOLLOWED);
	MQ_CHECK(mq_ok(mq_interests_words(i, MQ_T("القمر"))));
	is(i, "قمر كامل الليلة", NULL, MQ_INTEREST_FOLLOWED);
	/* what happened before that day counts no more */
	MQ_CHECK(mq_ok(mq_interests_open(s, arena, mq_day_of(2027, 1, 1), &i)));
	is(i, "x", "FRA MAR", MQ_INTEREST_NONE);
}

int main(void)
{
	char folder[] = "interest-XXXXXX", path[64];
	arena = mq_arena_open(MQ_RULES_ARENA_MOST);
	scratch = mq_arena_open(MQ_PAGE_ARENA_MOST);
	MQ_CHECK(mkdtemp(folder) != NULL && mq_ok(mq_engine_open(arena, MQ_NONE, &engine)));
	(void)snprintf(path, sizeof path, "%s/a.db", folder);
	mq_store *s = NULL;
	mq_store_options o = {.url = mq_text_of(path), .mode = MQ_STORE_WRITE, .engine = &engine};
	MQ_CHECK(mq_ok(mq_store_open(arena, &o, &s)));
	put(s, "{\"title\":\"خبر\",\"url\":\"https://example.org/1\",\"published\":\"2026-02-10\",\"body\":\"استقبل الرئيس "
	       "المغربي، اليوم، نظيره الفرنسي "
	       "وأجرى معه مباحثات.\"}");
	put(s, "{\"title\":\"خبر\",\"url\":\"https://example.org/2\",\"published\":\"2026-02-10\",\"body\":\"قال وزير الصناعة "
	       "سالم المرزوقي إن المصنع يفتح "
	       "غدا.\"}");
	MQ_CHECK(mq_ok(mq_store_settle(s)));
	searches(s);
	pairs(s);
	mq_store_close(s);
	(void)unlink(path);
	(void)snprintf(path, sizeof path, "%s/a.db-writer", folder);
	(void)unlink(path);
	(void)rmdir(folder);
	mq_arena_close(scratch);
	mq_arena_close(arena);
	return mq_check_done();
}
