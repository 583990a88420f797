/* What is remembered of words from page to page changes no answer: a page read after a thousand others gives the marks that it
 * gives alone, and a memo whose places are all given away still answers. */
#include <stdio.h>

#include "check.h"
#include "mark/mark.h"

typedef struct {
	const mq_lexicon *lex;
	const mq_marker *marker;
} tables;

#define PAGE MQ_T("وصل وزير الخارجية ناصر بوريطة إلى باريس، وقالت الوزارة إن اللقاء يوم 9 ماي 2024 تناول التعاون مع شركة لافارج.")

static uint64_t marks_of(mq_arena *a, const tables *t, mq_text body)
{
	mq_article article = {.body = body, .published_day = MQ_NO_DAY};
	mq_doc doc;
	mq_marks marks;
	uint64_t sum = 1;
	mq_arena_clear(a);
	if (!mq_ok(mq_text_read(a, t->lex, MQ_NONE, body, &doc))) return 0;
	if (!mq_ok(mq_mark_doc(a, t->marker, &article, &doc, &marks))) return 0;
	for (uint32_t i = 0; i < doc.tokens.n; i++)
		for (uint32_t k = 0; k < doc.tokens.v[i].analyses; k++)
			sum = sum * 31 + mq_hash(doc.tokens.v[i].a[k].stem) + doc.tokens.v[i].a[k].family;
	for (uint32_t i = 0; i < marks.mentions.n; i++)
		sum = sum * 31 + mq_hash(marks.mentions.v[i].text) + marks.mentions.v[i].kind + marks.mentions.v[i].start;
	return sum;
}

static void fill(mq_arena *a, const tables *t)
{
	static const char *const letters[] = {"ب", "ت", "ج", "ح", "د", "ر", "س", "ش", "ع", "ف", "ق", "ك", "ل", "م", "ن", "ه"};
	char page[8192];
	for (unsigned p = 0; p < 200; p++) {
		size_t n = 0;
		for (unsigned w = 0; w < 500; w++) {
			unsigned id = p * 500 + w;
			for (int k = 0; k < 5; k++, id /= 16) n += (size_t)snprintf(page + n, 4, "%s", letters[id % 16]);
			page[n++] = w % 12 == 11 ? '.' : ' ';
		}
		MQ_CHECK(marks_of(a, t, mq_text_at(page, n)) != 0);
	}
}

/* a word that a set of places would hold with others: all of them fall into one */
static uint64_t *word(mq_memo *m, uint32_t id, uint8_t kind, bool *known)
{
	char norm[16];
	int n = snprintf(norm, sizeof norm, "%u", id);
	return mq_memo_word(m, mq_text_at(norm, (size_t)n), (uint64_t)id << 48, kind, known);
}

static void check_memo(mq_arena *a)
{
	static const int owner = 0;
	mq_memo *m = mq_arena_memo(a, &owner, 64, sizeof(uint64_t));
	bool known;
	MQ_CHECK(m && m == mq_arena_memo(a, &owner, 64, sizeof(uint64_t)));
	MQ_CHECK(mq_memo_word(NULL, MQ_T("1"), 1, 0, &known) == NULL && !known);
	MQ_CHECK(mq_memo_word(m, MQ_T("a word that is longer than any that is kept"), 1, 0, &known) == NULL && !known);
	for (uint32_t id = 0; id < 4000; id++) {
		uint64_t *v = word(m, id, 0, &known);
		MQ_CHECK(v && !known);
		*v = id;
		v = word(m, id, 0, &known);
		MQ_CHECK(known && *v == id);
		MQ_CHECK(word(m, id, 1, &known) != NULL && !known);
	}
	/* within a turn nothing that was asked for is given away */
	mq_memo_turn(m);
	uint64_t *first = word(m, 1, 0, &known);
	*first = 77;
	for (uint32_t id = 10; id < 13; id++) *word(m, id, 0, &known) = id;
	MQ_CHECK(word(m, 20, 0, &known) == NULL && !known);
	MQ_CHECK(word(m, 1, 0, &known) == first && known && *first == 77);
	mq_memo_turn(m);
	MQ_CHECK(word(m, 20, 0, &known) != NULL && !known);
}

int main(void)
{
	mq_arena *rules = mq_arena_open((size_t)256 << 20), *fresh = mq_arena_open((size_t)64 << 20),
		 *used = mq_arena_open((size_t)64 << 20);
	const mq_pack *pack;
	tables t;
	MQ_CHECK(rules && fresh && used && mq_ok(mq_pack_open(rules, MQ_NONE, &pack)));
	MQ_CHECK(mq_ok(mq_lexicon_open(rules, pack, &t.lex)) && mq_ok(mq_marker_open(rules, pack, t.lex, &t.marker)));
	uint64_t alone = marks_of(fresh, &t, PAGE);
	MQ_CHECK(alone != 0 && marks_of(used, &t, PAGE) == alone && marks_of(used, &t, PAGE) == alone);
	fill(used, &t);
	MQ_CHECK(marks_of(used, &t, PAGE) == alone);
	check_memo(fresh);
	mq_arena_close(used);
	mq_arena_close(fresh);
	mq_arena_close(rules);
	return mq_check_done();
}
