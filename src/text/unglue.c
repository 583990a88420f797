/* Words that a page printed without the space between them («خلالزيارته», «يزورالصين»; scan.c parts those whose first one bears
 * the letter of an end). A word that neither the tables nor the counts know becomes two where both halves are common: thirty
 * of a hundred thousand words are so parted, nearly all of a few outlets. */
#include "text/chars.h"
#include "text/lexicon.h"

#define LETTER       2u  /* bytes of an Arabic letter in a normal form */
#define GLUED_LEAST  12u /* bytes: six letters */
#define GLUED_MOST   64u
#define PASSES       2  /* three words are parted twice */
#define SEEN_SELDOM  3u /* counts of a word that may still be two: the same slip is met again */
#define LEFT_COMMON  50u
#define RIGHT_COMMON 100u
#define BEHIND_TWO   700u
#define SHORT_COMMON 3000u /* a half of two or three letters is a word of grammar, and as common as that */
#define SHORT_MOST   (3 * LETTER)
#define RIGHT_LEAST  (4 * LETTER)

typedef struct {
	uint32_t token, at; /* where in its normal form it is parted */
	uint32_t middle;    /* byte of the field where the second half begins */
	uint8_t left_tail, right_tail;
} cut;

static bool is_unknown(const mq_lexicon *lex, mq_text norm, const mq_analysis *a)
{
	if (norm.n < GLUED_LEAST || norm.n > GLUED_MOST || a->form != MQ_FORM_NONE) return false;
	const mq_entry *e = mq_lexicon_find(lex, a->key);
	return !e || (e->count <= SEEN_SELDOM && !e->reading);
}

/* three letters like إلى and إلا are the beginning of الألبان, آلياتهم too: they are printed with an end that scan.c sees, or
 * seldom */
static bool is_first_half(const mq_lexicon *lex, mq_text w)
{
	const mq_entry *e = mq_lexicon_find(lex, mq_hash(w));
	if (!e || (!e->reading && !e->particle)) return false;
	if (w.n > SHORT_MOST) return e->count >= LEFT_COMMON;
	return e->particle && e->count >= SHORT_COMMON && (w.n < SHORT_MOST || !mq_text_starts(w, lex->clitics.article));
}

static bool is_finite(uint8_t form) { return form == MQ_FORM_PERFECT || form == MQ_FORM_IMPERFECT; }

/* How common the stem of a half is, 0 where it is no word that is known; of names only those with an article, as second halves
 * (left is what stands before it). Behind two letters it is more common, or has an article: «منبرية» is no «من برية»; behind
 * those that end in a long vowel («أو», «ما», «لا») it is a verb: «ماكميلان» */
static uint32_t common_half(const mq_lexicon *lex, mq_text left, mq_text w, uint8_t tail)
{
	bool two = left.n == 2 * LETTER, open = two && (mq_text_ends(left, MQ_T("ا")) || mq_text_ends(left, MQ_T("و")));
	mq_cuts c;
	const mq_entry *e[MQ_SEGMENTS_MOST];
	mq_analysis found[MQ_ANALYSES_MOST];
	char stems[MQ_STEMS_ROOM];
	mq_cuts_make(lex, w, tail, &c);
	mq_cuts_find(lex, &c, e);
	if (!mq_lexicon_analyze(lex, w, &c, e, stems, found)) return 0;
	const mq_entry *stem = mq_lexicon_find(lex, found[0].key);
	bool article = left.n > 0 && mq_text_starts(w, lex->clitics.article);
	if (!stem || found[0].stem.n < 3 * LETTER) return 0;
	if (article && (found[0].form == MQ_FORM_NAME || stem->count > SEEN_SELDOM)) return stem->count + 1;
	if (found[0].form == MQ_FORM_NONE || stem->count < (two ? BEHIND_TWO : RIGHT_COMMON)) return 0;
	return open && !is_finite(found[0].form) ? 0 : stem->count;
}

/* the byte of the field where so much of the normal form has been printed, with the marks behind it */
static uint32_t middle_of(mq_text field, const mq_token *k, size_t at)
{
	size_t p = k->start, n = 0;
	while (p < k->end) {
		size_t next = p;
		uint32_t out[MQ_FOLD_MOST], c = mq_utf8_next(field, &next);
		uint8_t class = mq_char_class(c);
		size_t letters = class == MQ_CHAR_MARK || class == MQ_CHAR_CONTROL ? 0 : mq_char_fold(c, out);
		if (n >= at && letters > 0) break;
		n += letters * LETTER;
		p = next;
	}
	return (uint32_t)p;
}

/* is [start, end) one word whose normal form that is */
static bool reads_as(mq_text field, uint32_t start, uint32_t end, mq_text norm, uint8_t *tail)
{
	mq_scan s;
	mq_raw w;
	mq_scan_open(&s, mq_text_sub(field, start, end));
	if (!mq_scan_next(&s, &w) || w.kind != MQ_TOKEN_ARABIC || w.end != end - start) return false;
	*tail = w.tail;
	return mq_text_eq((mq_text){w.norm, w.n}, norm);
}

/* has the lexicon this as a word, or may it be one with an article */
static bool may_be_second(const mq_lexicon *lex, mq_text w)
{
	const mq_entry *e = mq_lexicon_find(lex, mq_hash(w));
	return mq_text_starts(w, lex->clitics.article) || (e && e->reading && e->count >= RIGHT_COMMON);
}

/* as it stands, behind و, or with clitics of its own before a second half that is plain («لتكثيفالتعاون») */
static bool is_left(const mq_lexicon *lex, mq_text left, mq_text right, uint8_t tail)
{
	bool behind = left.n > 3 * LETTER && mq_affix_is(&lex->clitics.wa, mq_word_head(left));
	if (is_first_half(lex, left) || (behind && is_first_half(lex, (mq_text){left.p + LETTER, left.n - LETTER}))) return true;
	return left.n > SHORT_MOST && may_be_second(lex, right) && common_half(lex, MQ_NONE, left, tail) > 0;
}

/* bytes of the normal form before the best place to part it, 0: none */
static uint32_t place_of_cut(const mq_lexicon *lex, mq_text norm, uint8_t tail, bool again)
{
	uint32_t best = 0, at = 0;
	for (uint32_t n = 2 * LETTER; n + RIGHT_LEAST <= norm.n; n += LETTER) {
		mq_text left = {norm.p, n}, right = {norm.p + n, norm.n - n};
		if (!is_left(lex, left, right, MQ_TAIL_PLAIN)) continue;
		uint32_t count = common_half(lex, left, right, tail);
		if (!count && again && right.n >= GLUED_LEAST) count = place_of_cut(lex, right, tail, false) > 0;
		if (count > best) best = count, at = n;
	}
	return at;
}

bool mq_text_is_two(const mq_lexicon *lex, mq_text norm, uint8_t tail, const mq_analysis *a)
{
	return is_unknown(lex, norm, a) && place_of_cut(lex, norm, tail, true) > 0;
}

/* where in the field such a token is parted */
static bool find_cut(const mq_lexicon *lex, mq_text field, const mq_token *k, cut *out)
{
	uint8_t tail;
	if (!(k->flags & MQ_TOKEN_TWO) || !reads_as(field, k->start, k->end, k->norm, &tail)) return false;
	uint32_t at = place_of_cut(lex, k->norm, tail, true);
	if (!at) return false;
	*out = (cut){.at = at, .middle = middle_of(field, k, at)};
	return reads_as(field, k->start, out->middle, (mq_text){k->norm.p, at}, &out->left_tail) &&
	       reads_as(field, out->middle, k->end, (mq_text){k->norm.p + at, k->norm.n - at}, &out->right_tail);
}

static bool part(const mq_lexicon *lex, mq_arena *a, mq_store *store, mq_memo *memo, const cut *one, mq_token *k)
{
	mq_token *next = k + 1;
	k->flags &= (uint8_t)~MQ_TOKEN_TWO;
	*next = *k;
	k->end = next->start = one->middle;
	next->norm = (mq_text){k->norm.p + one->at, k->norm.n - one->at};
	next->flags &= (uint8_t)~MQ_TOKEN_GLUED;
	next->key = mq_hash(next->norm);
	k->norm.n = one->at;
	k->key = mq_hash(k->norm);
	return mq_lexicon_fill(lex, a, store, memo, k, one->left_tail, NULL) &&
	       mq_lexicon_fill(lex, a, store, memo, next, one->right_tail, NULL);
}

static mq_status part_all(mq_arena *a, const mq_lexicon *lex, mq_store *store, mq_memo *memo, mq_doc *doc, uint32_t from,
			  bool *parted)
{
	MQ_VEC(cut) cuts = {0};
	uint32_t n = doc->tokens.n;
	for (uint32_t i = from; i < n; i++) {
		const mq_token *k = &doc->tokens.v[i];
		cut one;
		if (!find_cut(lex, doc->field[k->in], k, &one)) continue;
		cut *slot = mq_push(a, &cuts);
		if (!slot) return mq_fail_memory(a);
		*slot = one;
		slot->token = i;
	}
	*parted = cuts.n > 0 && n + cuts.n <= MQ_TOKENS_MOST;
	if (!*parted) return MQ_DONE;
	while (doc->tokens.n < n + cuts.n)
		if (!mq_push(a, &doc->tokens)) return mq_fail_memory(a);
	for (uint32_t left = cuts.n, end = n; left-- > 0; end = cuts.v[left].token) {
		mq_token *k = &doc->tokens.v[cuts.v[left].token];
		memmove(k + left + 2, k + 1, (end - cuts.v[left].token - 1) * sizeof *k);
		k[left] = *k;
		if (!part(lex, a, store, memo, &cuts.v[left], k + left)) return mq_fail_memory(a);
	}
	return MQ_DONE;
}

mq_status mq_text_unglue(mq_arena *a, const mq_lexicon *lex, mq_store *store, mq_memo *memo, mq_doc *doc, uint32_t from,
			 bool *parted)
{
	bool more = true;
	*parted = false;
	for (int pass = 0; pass < PASSES && more; pass++) {
		MQ_TRY(part_all(a, lex, store, memo, doc, from, &more));
		*parted = *parted || more;
	}
	return MQ_DONE;
}
