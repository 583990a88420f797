/* Sentences: a paragraph's end and final stops part them, inside quotations too; «..» and «...» inside a paragraph do not, unless
 * the writer stops with «..» more often than with a full stop; nor does the point of a number, of an abbreviation, of an initial,
 * of an address. */
#include "text/parts.h"

/* a paragraph without a stop and at most this many words is a heading or list item */
#define HEADING_WORDS_MOST 16u
/* «..» stops from so many on, and behind so many tokens */
#define DOTS_LEAST   3u
#define DOTTED_LEAST 5u

typedef struct {
	mq_arena *a;
	const mq_lexicon *lex;
	mq_doc *doc;
	mq_field field;
	uint32_t end;   /* of the field's tokens */
	bool dots_stop; /* «..» is this writer's full stop */
} splitting;

static const mq_token *token(const splitting *s, uint32_t i) { return i < s->end ? &s->doc->tokens.v[i] : NULL; }
static bool glued(const mq_token *k) { return k && k->kind != MQ_TOKEN_BREAK && (k->flags & MQ_TOKEN_GLUED); }
static bool is_mark(const mq_token *k, const char *mark)
{
	return k && k->kind == MQ_TOKEN_PUNCT && mq_text_eq(k->norm, mq_text_of(mark));
}

/* most tokens are words, and most marks commas */
static inline bool is_stop(const mq_token *k)
{
	if (!k || k->kind != MQ_TOKEN_PUNCT) return false;
	const char *p = k->norm.p;
	switch (k->norm.n) {
	case 1: return *p == '.' || *p == '!' || *p == '?';
	case 2: return memcmp(p, "؟", 2) == 0 || memcmp(p, "۔", 2) == 0;
	case 3: return memcmp(p, "…", 3) == 0 || memcmp(p, "‥", 3) == 0 || memcmp(p, "。", 3) == 0;
	default: return false;
	}
}

static inline bool is_point(const mq_token *k) { return k && k->kind == MQ_TOKEN_PUNCT && k->norm.n == 1 && *k->norm.p == '.'; }

/* letters of a normal form: Arabic ones are two bytes */
static size_t letters(const mq_token *k) { return k->kind == MQ_TOKEN_ARABIC ? k->norm.n / 2 : k->norm.n; }

/* a single full stop at i, something glued to it on its right: does the sentence end all the same (the writer forgot the space)
 */
static bool ends_without_space(const mq_token *before, const mq_token *after)
{
	if (!before || after->kind != MQ_TOKEN_ARABIC || letters(after) < 2) return false;
	if (before->kind == MQ_TOKEN_NUMBER) return letters(after) >= 3;
	return before->kind == MQ_TOKEN_ARABIC && letters(before) >= 3;
}

static bool belongs_to_word(const splitting *s, const mq_token *before, uint32_t at, uint32_t first)
{
	const mq_token *left = at >= first + 2 ? before - 1 : NULL;
	if (before->kind == MQ_TOKEN_NUMBER) return at == first + 1; /* «1. » numbers a list */
	if (before->kind == MQ_TOKEN_LATIN) return before->norm.n == 1;
	if (before->kind != MQ_TOKEN_ARABIC || !mq_lexicon_abbreviation(s->lex, before->norm)) return false;
	/* «1447هـ.» and «2025م.» end a sentence like any word */
	return !(left && left->kind == MQ_TOKEN_NUMBER);
}

/* is the run of stops [i, j) in the sentence begun at first its end */
static bool run_ends(const splitting *s, uint32_t first, uint32_t i, uint32_t j, uint32_t after_closers)
{
	const mq_token *before = i > first ? token(s, i - 1) : NULL, *after = token(s, j), *next = token(s, after_closers);
	if (!next || next->kind == MQ_TOKEN_BREAK) return true;
	if (!before) return false;
	bool full = j - i == 1 && is_point(token(s, i));
	bool dots = j - i > 1 && is_point(token(s, i));
	if (dots && !(s->dots_stop && j - i == 2 && i - first >= DOTTED_LEAST)) return false; /* it pauses */
	if (is_mark(token(s, i), "…") || is_mark(token(s, i), "‥")) return false;
	if (before->kind == MQ_TOKEN_PUNCT && (before->flags & MQ_TOKEN_OPENS) && !(before->flags & MQ_TOKEN_CLOSES))
		return false;
	if (after_closers == j && glued(after)) return full && ends_without_space(before, after);
	if (glued(next) && !(next->flags & MQ_TOKEN_OPENS)) return false; /* a comma after the closing quote */
	if (is_mark(next, "،") || is_mark(next, ",") || is_mark(next, "؛")) return false;
	return !(full && after_closers == j && belongs_to_word(s, before, i, first));
}

/* closing quotes and brackets that stand at the stop; one set apart by a space only where the paragraph ends behind it */
static uint32_t pass_closers(const splitting *s, uint32_t i)
{
	const mq_token *k;
	while ((k = token(s, i)) && k->kind == MQ_TOKEN_PUNCT && (k->flags & MQ_TOKEN_CLOSES) && glued(k)) i++;
	const mq_token *over = token(s, i + 1);
	if (k && k->kind == MQ_TOKEN_PUNCT && (k->flags & MQ_TOKEN_CLOSES) && (!over || over->kind == MQ_TOKEN_BREAK)) i++;
	return i;
}

static mq_status add_sentence(const splitting *s, uint32_t from, uint32_t to, uint32_t paragraph)
{
	mq_sentence *x = mq_push(s->a, &s->doc->sentences);
	if (!x) return mq_fail_memory(s->a);
	*x = (mq_sentence){.start = token(s, from)->start,
			   .end = token(s, to - 1)->end,
			   .from = from,
			   .to = to,
			   .paragraph = paragraph,
			   .in = (uint8_t)s->field};
	for (uint32_t i = from; i < to; i++) s->doc->tokens.v[i].sentence = s->doc->sentences.n - 1;
	return MQ_DONE;
}

/* where the sentence that begins at first ends: one past its last token */
static uint32_t sentence_end(const splitting *s, uint32_t first)
{
	uint32_t i = first;
	while (i < s->end && i - first < MQ_SENTENCE_TOKENS_MOST) {
		const mq_token *k = token(s, i);
		if (k->kind == MQ_TOKEN_BREAK) return i;
		if (!is_stop(k) || s->field == MQ_IN_TITLE) {
			i++;
			continue;
		}
		uint32_t j = i + 1;
		while (is_stop(token(s, j)) && glued(token(s, j))) j++;
		uint32_t after = pass_closers(s, j);
		if (run_ends(s, first, i, j, after)) return after;
		i = j;
	}
	return i;
}

static bool has_stop(const splitting *s, const mq_sentence *x)
{
	uint32_t i = x->to;
	while (i > x->from && token(s, i - 1)->kind == MQ_TOKEN_PUNCT) {
		const mq_token *k = token(s, --i);
		if (is_stop(k)) return true;
		if (!(k->flags & MQ_TOKEN_CLOSES)) return false;
	}
	return false;
}

static void mark_heading(const splitting *s, uint32_t sentence)
{
	mq_sentence *x = &s->doc->sentences.v[sentence];
	uint32_t words = 0;
	for (uint32_t i = x->from; i < x->to; i++) words += token(s, i)->kind <= MQ_TOKEN_NUMBER;
	x->heading = words <= HEADING_WORDS_MOST && !has_stop(s, x);
}

/* does the writer of this field use «..» as others use a full stop */
static bool stops_with_dots(const splitting *s, uint32_t from)
{
	uint32_t stops = 0, dots = 0, i = from;
	while (i < s->end) {
		uint32_t j = i + 1;
		if (!is_point(token(s, i))) {
			i++;
			continue;
		}
		while (is_point(token(s, j)) && glued(token(s, j))) j++;
		const mq_token *next = token(s, j);
		bool inside = next && next->kind != MQ_TOKEN_BREAK;
		dots += j - i == 2 && inside && !glued(next);
		stops += j - i == 1 && !(inside && glued(next));
		i = j;
	}
	return dots >= DOTS_LEAST && dots > stops;
}

mq_status mq_text_sentences(mq_arena *a, const mq_lexicon *lex, mq_doc *doc, mq_field field, uint32_t from)
{
	splitting s = {a, lex, doc, field, doc->tokens.n, false};
	s.dots_stop = stops_with_dots(&s, from);
	uint32_t paragraph = 0, begun = doc->sentences.n, i = from;
	while (i < s.end) {
		if (token(&s, i)->kind == MQ_TOKEN_BREAK) {
			if (doc->sentences.n == begun + 1) mark_heading(&s, begun);
			doc->tokens.v[i].sentence = doc->sentences.n > 0 ? doc->sentences.n - 1 : 0;
			paragraph++;
			begun = doc->sentences.n;
			i++;
			continue;
		}
		uint32_t to = sentence_end(&s, i);
		MQ_TRY(add_sentence(&s, i, to, paragraph));
		i = to;
	}
	if (doc->sentences.n == begun + 1) mark_heading(&s, begun);
	return MQ_DONE;
}
