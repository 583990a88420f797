/* /article/{id}/copy: why an article is a copy: both texts side by side, the passages they share lit in both. */
#include <stdio.h>

#include "serve/pages.h"

#define WORDS_MOST 20000u /* of a text that are compared; a book is no copy of a newspaper */
#define RUN_WORDS  6u     /* as many in a row are a passage, fewer are chance */
#define PLACES     65536u /* of the table of runs; a power of two */
#define CHAIN_MOST 16u    /* places of one run that are looked at: what stands everywhere proves nothing */

typedef struct {
	uint32_t start, end;
	uint64_t key; /* of the word without vowel marks and the like */
	bool shared;
} word;

typedef struct {
	mq_text text;
	word *v;
	uint32_t n, shared;
} words;

static bool is_gap(char c) { return c == ' ' || c == '\n' || c == '\t' || c == '\r'; }

static mq_status read_words(mq_request *r, mq_text text, words *out)
{
	out->text = text;
	out->v = MQ_ARRAY(r->arena, word, WORDS_MOST);
	if (!out->v) return mq_fail_memory(r->arena);
	for (size_t i = 0; i < text.n && out->n < WORDS_MOST;) {
		while (i < text.n && is_gap(text.p[i])) i++;
		size_t from = i;
		while (i < text.n && !is_gap(text.p[i])) i++;
		if (i == from) break;
		mq_text norm = mq_text_normal(r->arena, mq_text_sub(text, from, i));
		if (mq_text_none(norm)) return mq_fail_memory(r->arena);
		out->v[out->n++] = (word){(uint32_t)from, (uint32_t)i, mq_hash(norm), false};
	}
	return MQ_DONE;
}

static uint64_t run_at(const words *w, uint32_t i)
{
	uint64_t h = 0;
	for (uint32_t k = 0; k < RUN_WORDS; k++) h = (h ^ w->v[i + k].key) * 0x9E3779B97F4A7C15u;
	return h ^ (h >> 32);
}

static uint32_t run_length(const words *a, uint32_t i, const words *b, uint32_t k)
{
	uint32_t n = 0;
	while (i + n < a->n && k + n < b->n && a->v[i + n].key == b->v[k + n].key) n++;
	return n;
}

static void light(words *w, uint32_t from, uint32_t n)
{
	for (uint32_t i = from; i < from + n; i++) {
		w->shared += !w->v[i].shared;
		w->v[i].shared = true;
	}
}

/* every run of b by its hash; then a is walked, and where a run is found it is followed as far as it goes */
static mq_status compare(mq_request *r, words *a, words *b)
{
	uint32_t *first = mq_arena_zalloc(r->arena, PLACES * sizeof *first);
	uint32_t *next = mq_arena_zalloc(r->arena, (WORDS_MOST + 1) * sizeof *next);
	if (!first || !next) return mq_fail_memory(r->arena);
	for (uint32_t k = b->n < RUN_WORDS ? 0 : b->n - RUN_WORDS + 1; k-- > 0;) {
		uint32_t at = (uint32_t)run_at(b, k) & (PLACES - 1);
		next[k] = first[at];
		first[at] = k + 1;
	}
	for (uint32_t i = 0; i + RUN_WORDS <= a->n;) {
		uint32_t best = 0, where = 0, looked = 0;
		for (uint32_t k = first[(uint32_t)run_at(a, i) & (PLACES - 1)]; k && looked < CHAIN_MOST;
		     k = next[k - 1], looked++) {
			uint32_t n = run_length(a, i, b, k - 1);
			if (n > best) best = n, where = k - 1;
		}
		if (best < RUN_WORDS) {
			i++;
			continue;
		}
		light(a, i, best);
		light(b, where, best);
		i += best;
	}
	return MQ_DONE;
}

/* paragraphs, what is shared marked */
static mq_text html_of(mq_request *r, const words *w)
{
	mq_buf b;
	uint32_t at = 0;
	mq_buf_open(&b, MQ_ANSWER_MOST / 4);
	mq_buf_put(&b, MQ_T("<p dir=\"auto\">"));
	for (uint32_t i = 0; i < w->n;) {
		uint32_t k = i;
		while (k + 1 < w->n && w->v[k + 1].shared == w->v[i].shared &&
		       mq_text_find_byte(mq_text_sub(w->text, w->v[k].end, w->v[k + 1].start), '\n', 0) == SIZE_MAX)
			k++;
		mq_text gap = mq_text_sub(w->text, at, w->v[i].start);
		mq_buf_put(&b, mq_text_find_byte(gap, '\n', 0) != SIZE_MAX && i ? MQ_T("</p>\n<p dir=\"auto\">")
			       : i                                              ? MQ_T(" ")
										: MQ_T(""));
		if (w->v[i].shared) mq_buf_put(&b, MQ_T("<mark>"));
		mq_html_text(&b, mq_text_sub(w->text, w->v[i].start, w->v[k].end));
		if (w->v[i].shared) mq_buf_put(&b, MQ_T("</mark>"));
		at = w->v[k].end;
		i = k + 1;
	}
	mq_buf_put(&b, MQ_T("</p>"));
	mq_text html = b.failed ? MQ_NONE : mq_arena_text(r->arena, mq_buf_text(&b));
	mq_buf_close(&b);
	return html;
}

static void put_side(mq_request *r, mq_value *page, const char *key, const mq_stored_article *x, const words *w)
{
	mq_value *side = mq_set_map(page, key);
	mq_put_article_row(r, side, &x->row);
	mq_set_markup(side, "body", html_of(r, w));
	mq_set(side, "part", mq_plain_number(r, w->n ? (int64_t)(100.0 * w->shared / w->n + 0.5) : 0));
}

mq_status mq_copy_page(mq_request *r, mq_reply *out)
{
	mq_stored_article copy, other;
	words a = {0}, b = {0};
	MQ_TRY(mq_store_article(r->store, r->arena, r->part[0], &copy));
	mq_text with = mq_argument_of(r, "with");
	if (!with.n) with = mq_code_text(copy.row.copy_of);
	if (!with.n) return mq_not_found();
	MQ_TRY(mq_store_article(r->store, r->arena, with, &other));
	MQ_TRY(read_words(r, copy.record.article.body, &a));
	MQ_TRY(read_words(r, other.record.article.body, &b));
	MQ_TRY(compare(r, &a, &b));
	mq_value *page = mq_page_open(r, "");
	mq_set(page, "title", mq_msg(r, "copy.title"));
	mq_set_flag(page, "is_copy", copy.row.copy_of[0] != 0);
	put_side(r, page, "one", &copy, &a);
	put_side(r, page, "two", &other, &b);
	mq_set_int(page, "words_n", a.shared);
	return mq_page_render(r, out, "copy", page);
}
