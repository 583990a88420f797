/* Precision and recall of whole names, of a model and of the file that was written from it; and the errors one by one. */

#include "ner_parts.h"

typedef struct {
	uint32_t right[4], found[4], gold[4];
} score;

/* the end of the name that begins at i; a stray I- begins one too, as conlleval has it */
static uint32_t name_end(const uint8_t *l, uint32_t n, uint32_t i)
{
	int kind = kind_of(l[i]);
	for (i++; i < n && l[i] && !begins(l[i]) && kind_of(l[i]) == kind;) i++;
	return i;
}

static bool name_starts(const uint8_t *l, uint32_t i)
{
	return l[i] && (begins(l[i]) || i == 0 || !l[i - 1] || kind_of(l[i - 1]) != kind_of(l[i]));
}

static void count_names(const uint8_t *gold, const uint8_t *found, uint32_t n, score *s)
{
	for (uint32_t i = 0; i < n; i++) {
		bool g = name_starts(gold, i), f = name_starts(found, i);
		if (g) s->gold[kind_of(gold[i])]++;
		if (f) s->found[kind_of(found[i])]++;
		if (g && f && kind_of(gold[i]) == kind_of(found[i]) && name_end(gold, n, i) == name_end(found, n, i))
			s->right[kind_of(gold[i])]++;
	}
}

static double f1(uint32_t right, uint32_t found, uint32_t gold) { return right ? 2.0 * right / (found + gold) : 0; }

static void print_score(const char *what, const score *s)
{
	static const char *names[] = {"PERS", "LOC", "ORG", "MISC"};
	uint32_t r = 0, f = 0, g = 0, r3 = 0, f3 = 0, g3 = 0;
	printf("%s:", what);
	for (int k = 0; k < 4; k++) {
		printf("  %s P %.3f R %.3f F1 %.3f (%u)", names[k], s->found[k] ? (double)s->right[k] / s->found[k] : 0,
		       s->gold[k] ? (double)s->right[k] / s->gold[k] : 0, f1(s->right[k], s->found[k], s->gold[k]), s->gold[k]);
		r += s->right[k], f += s->found[k], g += s->gold[k];
		if (k < 3) r3 += s->right[k], f3 += s->found[k], g3 += s->gold[k];
	}
	printf("\n%s: all four F1 %.3f, without MISC %.3f\n", what, f1(r, f, g), f1(r3, f3, g3));
}

static uint8_t lowest(uint16_t allowed)
{
	/* a gold word with two labels has its name's label as the higher one */
	uint8_t k = L - 1;
	while (k && !(allowed >> k & 1)) k--;
	return k;
}

void ner_test(const model *m, const instances *x, const char *what)
{
	chain *c = mq_heap_alloc(sizeof *c);
	uint8_t gold[LENGTH_MOST], found[LENGTH_MOST];
	score s = {0};
	for (uint32_t i = 0; i < x->sentences.n; i++) {
		const sentence *one = &x->sentences.v[i];
		for (uint32_t k = one->from; k < one->to; k++) gold[k - one->from] = lowest(x->allowed.v[k]);
		ner_label(m, x, one, c, found);
		count_names(gold, found, one->to - one->from, &s);
	}
	print_score(what, &s);
	mq_heap_free(c);
}

/* one line a name that one side has alone: its class, whose it is, and the words around it */
static void print_names(FILE *f, const char *what, const char *whose, const mq_ner_word *w, const uint8_t *mine,
			const uint8_t *other, uint32_t n)
{
	static const char *names[] = {"PERS", "LOC", "ORG", "MISC"};
	for (uint32_t i = 0; i < n; i++) {
		if (!name_starts(mine, i)) continue;
		uint32_t end = name_end(mine, n, i);
		bool same = name_starts(other, i) && kind_of(other[i]) == kind_of(mine[i]) && name_end(other, n, i) == end;
		if (same) continue;
		fprintf(f, "%s %s %s:", what, whose, names[kind_of(mine[i])]);
		for (uint32_t k = i > 5 ? i - 5 : 0; k < n && k < end + 4; k++)
			fprintf(f, "%s%.*s%s", k == i ? " [" : " ", MQ_ARG(w[k].norm), k + 1 == end ? "]" : "");
		fprintf(f, "\n");
	}
}

static void print_errors(FILE *f, const char *what, const mq_ner_word *w, const uint8_t *gold, const uint8_t *found, uint32_t n)
{
	print_names(f, what, "missed", w, gold, found, n);
	print_names(f, what, "extra", w, found, gold, n);
}

/* the scores of the file as the program will read it: byte weights, plain words and all */
bool ner_test_file(setup *t, const mq_labelled *l, const char *what)
{
	const mq_ner *ner;
	score s = {0};
	if (!ner_read_model(t, t->out, &ner)) return false;
	uint8_t *found = mq_heap_alloc(l->words.n), *gold = mq_heap_alloc(l->words.n);
	for (uint32_t i = 0; i < l->words.n; i++) gold[i] = lowest(l->allowed.v[i]);
	for (uint32_t d = 0, from = 0; d < l->doc_ends.n; from = l->doc_ends.v[d++]) {
		mq_arena_clear(t->page);
		if (!mq_ok(mq_ner_tag(t->page, ner, l->words.v + from, l->doc_ends.v[d] - from, found + from, NULL)))
			return false;
	}
	for (uint32_t i = 0, from = 0; i < l->words.n; i++) {
		if (!l->words.v[i].ends) continue;
		count_names(gold + from, found + from, i + 1 - from, &s);
		if (t->errors) print_errors(t->errors, what, l->words.v + from, gold + from, found + from, i + 1 - from);
		from = i + 1;
	}
	print_score(what, &s);
	return true;
}
