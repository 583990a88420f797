#include "text/chars.h"
#include "text/lexicon.h"

#define STORE_BLOCK 4096u

mq_text mq_store_text(mq_store *s, mq_text t)
{
	if (t.n > s->left) {
		size_t n = t.n > STORE_BLOCK ? t.n : STORE_BLOCK;
		s->p = mq_arena_alloc(s->a, n);
		if (!s->p) return MQ_NONE;
		s->left = n;
	}
	if (t.n) memcpy(s->p, t.p, t.n);
	mq_text kept = {s->p, t.n};
	s->p += t.n;
	s->left -= t.n;
	return kept;
}

static bool is_word(uint8_t kind) { return kind >= MQ_TOKEN_ARABIC && kind <= MQ_TOKEN_OTHER_WORD; }

/* quotes and brackets: 1 opens, 2 closes, 3 either by its place */
static uint8_t bracket_of(uint32_t c)
{
	switch (c) {
	case '(':
	case '[':
	case '{':
	case 0xAB:   /* « */
	case 0x2039: /* ‹ */
	case 0xFD3F: return MQ_TOKEN_OPENS;
	case ')':
	case ']':
	case '}':
	case 0xBB:
	case 0x203A:
	case 0xFD3E: return MQ_TOKEN_CLOSES;
	case '"':
	case '\'':
	case 0x2018: /* the press prints these turned about: ”…“ as often as “…” */
	case 0x2019:
	case 0x201A:
	case 0x201C:
	case 0x201D:
	case 0x201E:
	case 0x2032:
	case 0x2033: return MQ_TOKEN_OPENS | MQ_TOKEN_CLOSES;
	default: return 0;
	}
}

static bool is_space_at(mq_text t, size_t at)
{
	if (at >= t.n) return true;
	uint8_t k = mq_char_class(mq_utf8_next(t, &at));
	return k == MQ_CHAR_SPACE || k == MQ_CHAR_NEWLINE;
}

/* a mark that may open or close: by the space around it, and by a proclitic before it (و"…", ل"…") */
static uint8_t place_quote(mq_text t, const mq_token *before, const mq_raw *w)
{
	bool space_before = !(w->flags & MQ_TOKEN_GLUED), space_after = is_space_at(t, w->end);
	if (space_before && !space_after) return MQ_TOKEN_OPENS;
	if (!space_before && space_after) return MQ_TOKEN_CLOSES;
	if (before && before->kind == MQ_TOKEN_ARABIC && before->norm.n <= 2 && !space_before) return MQ_TOKEN_OPENS;
	if (before && before->kind == MQ_TOKEN_PUNCT && !space_before && (before->flags & MQ_TOKEN_OPENS)) return MQ_TOKEN_OPENS;
	return MQ_TOKEN_OPENS | MQ_TOKEN_CLOSES;
}

static int64_t number_value(mq_text t)
{
	int64_t v = 0;
	if (t.n > 18) return -1;
	for (size_t i = 0; i < t.n; i++) v = v * 10 + (t.p[i] - '0');
	return v;
}

/* words of a text repeat: the last token with a word of this hash, 1 + its index, 0: none */
#define SEEN_SLOTS 2048u

/* Words scanned, whose analyses are filled in some words later: what is kept of them is asked for meanwhile, and of new ones what
 * the lexicon has, step by step */
#define AHEAD (2 * MQ_MEMO_FAR)
/* words that go a step further: so many before they are filled */
#define STEPS       ((uint32_t)1 << 12 | 1 << 8 | 1 << 4)
#define COMING_MOST 8u /* new words at once; others wait until they are filled */
typedef struct {
	uint32_t token;
	uint8_t tail, coming; /* 1 + place among the new words that are asked for, 0: none */
} ahead_word;

typedef struct {
	mq_arena *a;
	const mq_lexicon *lex;
	mq_doc *doc;
	mq_store store;
	uint32_t seen[SEEN_SLOTS];
	uint8_t seen_tail[SEEN_SLOTS];
	mq_memo *memo;
	ahead_word ahead[AHEAD];        /* a ring */
	mq_coming_word *coming;         /* a ring too */
	uint32_t scanned, near, filled; /* words */
	uint32_t asked, taken;          /* of the new ones */
	uint32_t steps;                 /* bit k: the word that is filled k words from now is a new one */
} reading;

/* the analyses of an earlier token that is the same word */
static bool seen_word(reading *r, mq_token *k, uint8_t tail)
{
	uint32_t slot = (uint32_t)k->key & (SEEN_SLOTS - 1), last = r->seen[slot];
	const mq_token *before = last ? &r->doc->tokens.v[last - 1] : NULL;
	bool same = before && r->seen_tail[slot] == tail && before->kind == k->kind && mq_text_eq(before->norm, k->norm);
	r->seen[slot] = (uint32_t)(k - r->doc->tokens.v) + 1;
	r->seen_tail[slot] = tail;
	if (!same) return false;
	k->a = before->a;
	k->analyses = before->analyses;
	k->flags |= before->flags & MQ_TOKEN_TWO;
	return true;
}

static bool fill_word(reading *r, const ahead_word *w)
{
	mq_token *k = &r->doc->tokens.v[w->token];
	mq_coming_word *coming = w->coming ? &r->coming[w->coming - 1] : NULL;
	if (coming) r->taken++;
	if (seen_word(r, k, w->tail)) return true;
	if (k->kind == MQ_TOKEN_ARABIC) return mq_lexicon_fill(r->lex, r->a, &r->store, r->memo, k, w->tail, coming);
	mq_analysis *only = mq_arena_alloc(r->a, sizeof *only);
	if (!only) return false;
	*only = (mq_analysis){.stem = k->norm, .key = k->key};
	k->a = only;
	k->analyses = 1;
	return true;
}

/* most likely the same as an earlier token: then nothing is asked for */
static bool is_seen(const reading *r, const mq_token *k, uint8_t tail)
{
	uint32_t slot = (uint32_t)k->key & (SEEN_SLOTS - 1), last = r->seen[slot];
	return last && r->seen_tail[slot] == tail && r->doc->tokens.v[last - 1].key == k->key;
}

/* what is kept of the word is asked for; one that is not kept is cut, and its stems are asked for */
static void ask_word(reading *r, ahead_word *w)
{
	const mq_token *k = &r->doc->tokens.v[w->token];
	if (is_seen(r, k, w->tail) || mq_memo_near(r->memo, k->key, w->tail)) return;
	if (k->kind != MQ_TOKEN_ARABIC || r->asked - r->taken == COMING_MOST) return;
	r->steps |= (uint32_t)1 << (r->near - r->filled);
	w->coming = (uint8_t)(r->asked++ % COMING_MOST + 1);
	mq_coming_cut(r->lex, k->norm, w->tail, &r->coming[w->coming - 1]);
}

/* the word that is filled so many words from now, a new one, goes a step further */
static void step_word(reading *r, uint32_t words)
{
	const ahead_word *w = &r->ahead[(r->filled + words) % AHEAD];
	mq_coming_step(r->lex, r->doc->tokens.v[w->token].norm, &r->coming[w->coming - 1]);
}

/* fills the next word; those behind it come nearer */
static bool fill_next(reading *r)
{
	for (; r->near < r->scanned && r->near <= r->filled + MQ_MEMO_NEAR; r->near++) ask_word(r, &r->ahead[r->near % AHEAD]);
	for (uint32_t new = r->steps &STEPS; new; new &= new - 1) step_word(r, (uint32_t)__builtin_ctz(new));
	r->steps >>= 1;
	return fill_word(r, &r->ahead[r->filled++ % AHEAD]);
}

/* fills what was scanned, but for the last so many words */
static bool fill_words(reading *r, uint32_t but)
{
	while (r->scanned - r->filled > but)
		if (!fill_next(r)) return false;
	return true;
}

static bool put_ahead(reading *r, const mq_token *k, uint8_t tail)
{
	r->ahead[r->scanned++ % AHEAD] = (ahead_word){(uint32_t)(k - r->doc->tokens.v), tail, 0};
	mq_memo_far(r->memo, k->key);
	return fill_words(r, MQ_MEMO_FAR);
}

static mq_status add_token(reading *r, mq_field field, const mq_raw *w)
{
	mq_text t = r->doc->field[field];
	if (r->doc->tokens.n >= MQ_TOKENS_MOST)
		return MQ_FAIL(MQ_LIMIT, w->start, "the text has more tokens than an article may have");
	if (r->doc->tokens.n == r->doc->tokens.cap && !mq_vec_room(r->a, &r->doc->tokens, sizeof *r->doc->tokens.v))
		return mq_fail_memory(r->a);
	mq_token *k = &r->doc->tokens.v[r->doc->tokens.n++];
	*k = (mq_token){.start = w->start, .end = w->end, .in = (uint8_t)field, .kind = w->kind, .flags = w->flags, .value = -1};
	mq_text own = mq_text_sub(t, w->start, w->end);
	k->norm = w->same || w->kind >= MQ_TOKEN_PUNCT ? own : mq_store_text(&r->store, (mq_text){w->norm, w->n});
	if (mq_text_none(k->norm)) return mq_fail_memory(r->a);
	k->key = mq_hash(k->norm);
	if (w->kind == MQ_TOKEN_NUMBER) k->value = number_value(k->norm);
	if (w->kind == MQ_TOKEN_PUNCT) {
		const mq_token *before = r->doc->tokens.n > 1 && k[-1].in == field ? k - 1 : NULL;
		uint8_t turn = bracket_of(w->mark);
		k->flags |= turn == (MQ_TOKEN_OPENS | MQ_TOKEN_CLOSES) ? place_quote(t, before, w) : turn;
	}
	return is_word(w->kind) && !put_ahead(r, k, w->tail) ? mq_fail_memory(r->a) : MQ_DONE;
}

static mq_status read_field(reading *r, mq_field field)
{
	mq_scan s;
	mq_raw w;
	uint32_t from = r->doc->tokens.n;
	mq_scan_open(&s, r->doc->field[field]);
	while (mq_scan_next(&s, &w)) MQ_TRY(add_token(r, field, &w));
	if (!fill_words(r, 0)) return mq_fail_memory(r->a);
	bool parted;
	MQ_TRY(mq_text_unglue(r->a, r->lex, &r->store, r->memo, r->doc, from, &parted));
	if (parted) memset(r->seen, 0, sizeof r->seen); /* tokens have moved */
	return mq_text_sentences(r->a, r->lex, r->doc, field, from);
}

/* a token of Arabic has some nine bytes with its space: room for those of most texts at once, so that they are not moved */
#define TOKEN_BYTES    8u
#define TOKENS_AT_ONCE 16384u

static bool reserve_tokens(mq_arena *a, size_t bytes, mq_doc *doc)
{
	size_t n = bytes / TOKEN_BYTES + 8;
	if (n > TOKENS_AT_ONCE) n = TOKENS_AT_ONCE;
	doc->tokens.v = mq_arena_alloc(a, n * sizeof *doc->tokens.v);
	doc->tokens.cap = doc->tokens.v ? (uint32_t)n : 0;
	return doc->tokens.v != NULL;
}

mq_status mq_text_read(mq_arena *a, const mq_lexicon *lex, mq_text title, mq_text body, mq_doc *out)
{
	mq_coming_word coming[COMING_MOST];
	reading r = {.a = a, .lex = lex, .doc = out, .store = {.a = a}, .memo = mq_lexicon_memo(lex, a), .coming = coming};
	memset(out, 0, sizeof *out);
	if (title.n > MQ_PAGE_MOST || body.n > MQ_PAGE_MOST) return MQ_FAIL(MQ_LIMIT, 0, "the text is longer than a page may be");
	out->field[MQ_IN_TITLE] = title.p ? title : MQ_T("");
	out->field[MQ_IN_BODY] = body.p ? body : MQ_T("");
	if (!reserve_tokens(a, title.n + body.n, out)) return mq_fail_memory(a);
	MQ_TRY(read_field(&r, MQ_IN_TITLE));
	out->body_token = out->tokens.n;
	out->body_sentence = out->sentences.n;
	MQ_TRY(read_field(&r, MQ_IN_BODY));
	out->lang = mq_text_language(lex, out);
	return MQ_DONE;
}

mq_text mq_text_normal(mq_arena *a, mq_text t)
{
	mq_scan s;
	mq_raw w;
	/* a space for every token, and what a ligature may grow to */
	size_t cap = t.n * 2 + 64, n = 0;
	char *p = mq_arena_alloc(a, cap);
	if (!p) return MQ_NONE;
	mq_scan_open(&s, t);
	while (mq_scan_next(&s, &w)) {
		mq_text own = w.kind == MQ_TOKEN_PUNCT ? mq_text_sub(t, w.start, w.end) : (mq_text){w.norm, w.n};
		if (w.kind == MQ_TOKEN_BREAK) continue;
		if (n + own.n + 1 > cap) {
			char *more = mq_arena_grow(a, p, cap, cap * 2 + own.n);
			if (!more) return MQ_NONE;
			p = more;
			cap = cap * 2 + own.n;
		}
		if (n > 0 && !((w.flags & MQ_TOKEN_GLUED) && !is_word(w.kind))) p[n++] = ' ';
		memcpy(p + n, own.p, own.n);
		n += own.n;
	}
	return (mq_text){p, n};
}
