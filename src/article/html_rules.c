#include "article/html_rules.h"

#include <stdlib.h>

#include "article/around.h"
#include "article/meta.h"
#include "base/trees.h"

uint64_t mq_word_hash(mq_text t)
{
	uint64_t h = 0xCBF29CE484222325ull;
	for (size_t i = 0; i < t.n; i++) {
		unsigned char c = (unsigned char)t.p[i];
		if (c >= 'A' && c <= 'Z') c |= 0x20;
		h = (h ^ c) * 0x100000001B3ull;
	}
	return h ? h : 1;
}

bool mq_words_find(const mq_words *w, uint64_t hash, int32_t *value)
{
	if (w->cap == 0) return false;
	uint32_t k = (uint32_t)(hash ^ (hash >> 32)) & (w->cap - 1);
	for (; w->key[k]; k = (k + 1) & (w->cap - 1)) {
		if (w->key[k] != hash) continue;
		*value = w->value[k];
		return true;
	}
	return false;
}

static void words_put(mq_words *w, uint64_t hash, int32_t value)
{
	uint32_t k = (uint32_t)(hash ^ (hash >> 32)) & (w->cap - 1);
	while (w->key[k] && w->key[k] != hash) k = (k + 1) & (w->cap - 1);
	if (!w->key[k]) w->n++;
	w->key[k] = hash;
	w->value[k] = value;
}

/* a decimal number with a sign and a fraction, in units of 1/scale */
static int32_t number_of(mq_text t, double scale)
{
	char line[32];
	size_t n = t.n < sizeof line - 1 ? t.n : sizeof line - 1;
	memcpy(line, t.p, n);
	line[n] = 0;
	double d = strtod(line, NULL) * scale;
	return (int32_t)(d < 0 ? d - 0.5 : d + 0.5);
}

mq_status mq_words_load(mq_arena *a, const mq_pack *pack, const char *path, const char *word, const char *value, double scale,
			mq_words *out)
{
	mq_table t;
	mq_text bytes = mq_pack_file(pack, mq_text_of(path));
	memset(out, 0, sizeof *out);
	if (mq_text_none(bytes)) return mq_fail(a, MQ_BAD_DATA, MQ_BYTE_UNKNOWN, "%s is missing", path);
	uint32_t rows = 0;
	for (size_t i = 0; i < bytes.n; i++) rows += bytes.p[i] == '\n';
	out->cap = 16;
	while (out->cap < rows * 2) out->cap *= 2;
	out->key = MQ_ARRAY(a, uint64_t, out->cap);
	out->value = MQ_ARRAY(a, int32_t, out->cap);
	if (!out->key || !out->value) return mq_fail_memory(a);
	mq_table_open(mq_text_of(path), bytes, &t);
	int w = mq_table_column(&t, mq_text_of(word)), v = mq_table_column(&t, mq_text_of(value));
	if (w < 0 || v < 0) return mq_fail(a, MQ_BAD_DATA, MQ_BYTE_UNKNOWN, "%s lacks a column", path);
	while (mq_table_row(&t)) {
		words_put(out, mq_word_hash(t.cell[w]), number_of(t.cell[v], scale));
	}
	return MQ_DONE;
}

static inline bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
static inline bool is_lower(char c) { return c >= 'a' && c <= 'z'; }

void mq_class_words(mq_text v, mq_word_taker take, void *to)
{
	size_t i = 0;
	/* a class value longer than this is machine-made */
	if (v.n > 2048) v.n = 2048;
	while (i < v.n) {
		if (!is_upper(v.p[i]) && !is_lower(v.p[i])) {
			i++;
			continue;
		}
		size_t from = i++;
		while (i < v.n && (is_lower(v.p[i]) || (is_upper(v.p[i]) && is_upper(v.p[i - 1])))) i++;
		if (i - from >= 2 && i - from <= 24) take(to, mq_text_sub(v, from, i));
	}
}

typedef struct {
	const mq_words *words;
	float sum, least, most;
	int8_t label;
	bool any;
} weighing;

static void weigh(void *to, mq_text word)
{
	weighing *w = to;
	int32_t v;
	w->any = true;
	if (!mq_words_find(w->words, mq_word_hash(word), &v)) return;
	if ((v & 7) > w->label) w->label = (int8_t)(v & 7);
	float f = (float)(v >> 3) / 1000.0f;
	w->sum += f;
	if (f < w->least) w->least = f;
	if (f > w->most) w->most = f;
}

static bool has(mq_text t, const char *part) { return mq_text_find(t, mq_text_of(part), 0) != SIZE_MAX; }

static bool hides(mq_text style)
{
	return has(style, "display:none") || has(style, "display: none") || has(style, "visibility:hidden") ||
	       has(style, "visibility: hidden");
}

bool mq_is_kind_attribute(mq_text name)
{
	static const char *const names[] = {"data-type",   "data-testid", "data-component", "data-test",
					    "data-widget", "data-qa",     "data-module"};
	if (name.n < 7) return false;
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (mq_text_eq(name, mq_text_of(names[i]))) return true;
	return false;
}

uint16_t mq_node_read(const mq_rules_html *r, const mq_dom *d, uint32_t node, mq_node_marks *m, uint64_t *make)
{
	const mq_node *x = &d->node[node];
	mq_text name, value;
	uint16_t in = 0;
	weighing w = {.words = &r->tokens};
	for (uint32_t at = x->at; mq_attr_next(d->page, &at, x->end, &name, &value);) {
		if (name.n < 2 || value.n > 4096) continue;
		switch (name.p[0] | 0x20) {
		case 'c':
			if (mq_text_eq_ascii_nocase(name, MQ_T("class"))) {
				mq_class_words(value, weigh, &w);
				*make = *make * 31 + mq_hash(value);
			}
			break;
		case 'i':
			if (mq_text_eq_ascii_nocase(name, MQ_T("id"))) mq_class_words(value, weigh, &w);
			else if (mq_text_eq_ascii_nocase(name, MQ_T("itemprop"))) {
				if (has(value, "articleBody") || has(value, "reviewBody")) in |= IN_BODY_PROP;
				mq_class_words(value, weigh, &w);
			}
			break;
		case 'r':
			if (!mq_text_eq_ascii_nocase(name, MQ_T("role"))) break;
			mq_class_words(value, weigh, &w);
			if (has(value, "navigation") || has(value, "menu")) in |= IN_NAV;
			if (has(value, "main")) in |= IN_MAIN;
			if (has(value, "complementary")) in |= IN_ASIDE;
			if (has(value, "contentinfo")) in |= IN_FOOTER;
			break;
		case 's':
			if (mq_text_eq_ascii_nocase(name, MQ_T("style")) && hides(value)) in |= IN_HIDDEN;
			break;
		case 'h':
			if (mq_text_eq_ascii_nocase(name, MQ_T("hidden"))) in |= IN_HIDDEN;
			break;
		case 'd':
			if (mq_is_kind_attribute(name)) mq_class_words(value, weigh, &w);
			break;
		default: break;
		}
	}
	m->label = w.label;
	if (w.any) {
		memmove(m->level + 1, m->level, 3 * sizeof *m->level);
		m->level[0] = w.sum;
	}
	m->sum += w.sum;
	if (w.least < m->least) m->least = w.least;
	if (w.most > m->most) m->most = w.most;
	return in;
}

/* the table of metadata names has a word for its value: it is made a number on loading */
static mq_status load_meta(mq_arena *a, const mq_pack *pack, mq_words *out)
{
	mq_table t;
	MQ_TRY(mq_words_load(a, pack, "rules/page/meta.tsv", "name", "rank", 1, out));
	mq_table_open(MQ_T("meta.tsv"), mq_pack_file(pack, MQ_T("rules/page/meta.tsv")), &t);
	while (mq_table_row(&t)) {
		int f = mq_meta_field_of(t.cell[1]);
		uint64_t h = mq_word_hash(t.cell[0]);
		if (f < 0) return mq_fail(a, MQ_BAD_DATA, MQ_BYTE_UNKNOWN, "rules/page/meta.tsv line %u: no such field", t.line);
		uint32_t k = (uint32_t)(h ^ (h >> 32)) & (out->cap - 1);
		while (out->key[k] != h) k = (k + 1) & (out->cap - 1);
		out->value[k] = f * 16 + out->value[k] % 16;
	}
	return MQ_DONE;
}

/* months of many languages and of every Arab press in one table; Hijri ones from 101 on */
static mq_status load_months(mq_arena *a, const mq_pack *pack, mq_words *out)
{
	mq_table t;
	mq_words arabic;
	MQ_TRY(mq_words_load(a, pack, "rules/page/months.tsv", "name", "month", 1, out));
	MQ_TRY(mq_words_load(a, pack, "rules/ar/months.tsv", "form", "month", 1, &arabic));
	mq_words all = {.cap = 16};
	while (all.cap < (out->n + arabic.n) * 2) all.cap *= 2;
	all.key = MQ_ARRAY(a, uint64_t, all.cap);
	all.value = MQ_ARRAY(a, int32_t, all.cap);
	if (!all.key || !all.value) return mq_fail_memory(a);
	for (uint32_t i = 0; i < out->cap; i++)
		if (out->key[i]) words_put(&all, out->key[i], out->value[i]);
	mq_table_open(MQ_T("months.tsv"), mq_pack_file(pack, MQ_T("rules/ar/months.tsv")), &t);
	int form = mq_table_column(&t, MQ_T("form")), month = mq_table_column(&t, MQ_T("month"));
	int calendar = mq_table_column(&t, MQ_T("calendar"));
	if (form < 0 || month < 0 || calendar < 0)
		return MQ_FAIL(MQ_BAD_DATA, MQ_BYTE_UNKNOWN, "rules/ar/months.tsv lacks a column");
	while (mq_table_row(&t))
		words_put(&all, mq_word_hash(t.cell[form]),
			  number_of(t.cell[month], 1) + (mq_text_eq(t.cell[calendar], MQ_T("hijri")) ? 100 : 0));
	*out = all;
	return MQ_DONE;
}

static mq_status load_labels(mq_arena *a, const mq_pack *pack, mq_words *out)
{
	static const char *const names[] = {"published", "modified", "other"};
	mq_table t;
	MQ_TRY(mq_words_load(a, pack, "rules/page/labels.tsv", "word", "label", 1, out));
	mq_table_open(MQ_T("labels.tsv"), mq_pack_file(pack, MQ_T("rules/page/labels.tsv")), &t);
	while (mq_table_row(&t))
		for (int i = 0; i < 3; i++)
			if (mq_text_eq(t.cell[1], mq_text_of(names[i]))) words_put(out, mq_word_hash(t.cell[0]), i + 1);
	return MQ_DONE;
}

static mq_status load_phrases(mq_arena *a, const mq_pack *pack, mq_phrases *out)
{
	static const char *const hows[] = {"starts", "is", "has", "says"};
	mq_table t;
	mq_table_open(MQ_T("rules/page/phrases.tsv"), mq_pack_file(pack, MQ_T("rules/page/phrases.tsv")), &t);
	while (mq_table_row(&t)) {
		mq_phrase *x = mq_push(a, out);
		if (!x) return mq_fail_memory(a);
		*x = (mq_phrase){t.cell[0], 255};
		for (uint8_t i = 0; i < 4; i++)
			if (mq_text_eq(t.cell[1], mq_text_of(hows[i]))) x->how = i;
		if (x->how == 255)
			return mq_fail(a, MQ_BAD_DATA, MQ_BYTE_UNKNOWN,
				       "rules/page/phrases.tsv line %u: how is starts, is, has or says", t.line);
	}
	return MQ_DONE;
}

bool mq_phrases_match(const mq_phrases *p, mq_text line)
{
	for (uint32_t i = 0; i < p->n; i++) {
		const mq_phrase *x = &p->v[i];
		if (x->how >= MQ_PHRASE_HAS  ? mq_text_find(line, x->text, 0) != SIZE_MAX
		    : x->how == MQ_PHRASE_IS ? mq_text_eq(line, x->text)
					     : mq_text_starts(line, x->text))
			return true;
	}
	return false;
}

bool mq_phrases_say(const mq_phrases *p, mq_text paragraph)
{
	for (uint32_t i = 0; i < p->n; i++)
		if (p->v[i].how == MQ_PHRASE_SAYS && mq_text_find(paragraph, p->v[i].text, 0) != SIZE_MAX) return true;
	return false;
}

/* weights and labels of class words in one table: one look-up a word */
static mq_status join_labels(mq_arena *a, mq_words *tokens, const mq_words *labels)
{
	mq_words all = {.cap = 16};
	int32_t v;
	while (all.cap < (tokens->n + labels->n) * 2) all.cap *= 2;
	all.key = MQ_ARRAY(a, uint64_t, all.cap);
	all.value = MQ_ARRAY(a, int32_t, all.cap);
	if (!all.key || !all.value) return mq_fail_memory(a);
	for (uint32_t i = 0; i < tokens->cap; i++)
		if (tokens->key[i]) words_put(&all, tokens->key[i], tokens->value[i] * 8);
	for (uint32_t i = 0; i < labels->cap; i++)
		if (labels->key[i])
			words_put(&all, labels->key[i],
				  (mq_words_find(tokens, labels->key[i], &v) ? v * 8 : 0) + labels->value[i]);
	*tokens = all;
	return MQ_DONE;
}

/* Umm al-Qura: the first day of every month */
static mq_status load_hijri(mq_arena *a, const mq_pack *pack, mq_rules_html *r)
{
	mq_table t;
	mq_text bytes = mq_pack_file(pack, MQ_T("rules/world/umalqura.tsv")), rest, one;
	uint32_t most = 400 * 12;
	r->hijri = MQ_ARRAY(a, mq_day, most);
	if (!r->hijri) return mq_fail_memory(a);
	mq_table_open(MQ_T("umalqura.tsv"), bytes, &t);
	while (mq_table_row(&t)) {
		mq_day day = number_of(t.cell[1], 1);
		if (number_of(t.cell[0], 1) != 1300 + (int)(r->hijri_n / 12)) continue;
		for (rest = t.cell[2]; r->hijri_n < most && mq_text_split(&rest, ' ', &one);) {
			r->hijri[r->hijri_n++] = day;
			day += number_of(one, 1);
		}
	}
	return MQ_DONE;
}

static mq_status load_model(mq_arena *a, const mq_pack *pack, const char *path, uint32_t features, mq_trees **out)
{
	mq_text bytes = mq_pack_file(pack, mq_text_of(path));
	*out = MQ_NEW(a, mq_trees);
	if (!*out) return mq_fail_memory(a);
	if (mq_text_none(bytes)) return mq_fail(a, MQ_BAD_DATA, MQ_BYTE_UNKNOWN, "%s is missing", path);
	return mq_trees_open(a, mq_text_of(path), bytes, features, *out);
}

mq_status mq_rules_html_open(mq_arena *a, const mq_pack *pack, const mq_rules_html **out)
{
	mq_rules_html *r = MQ_NEW(a, mq_rules_html);
	if (!r) return mq_fail_memory(a);
	mq_tag_table_fill(&r->tags);
	MQ_TRY(mq_words_load(a, pack, "rules/page/tokens.tsv", "token", "weight", 1000, &r->tokens));
	MQ_TRY(load_meta(a, pack, &r->meta));
	MQ_TRY(load_months(a, pack, &r->months));
	MQ_TRY(load_labels(a, pack, &r->labels));
	MQ_TRY(join_labels(a, &r->tokens, &r->labels));
	MQ_TRY(load_hijri(a, pack, r));
	MQ_TRY(mq_words_load(a, pack, "rules/page/bylines.tsv", "word", "kind", 1, &r->byline));
	MQ_TRY(load_phrases(a, pack, &r->phrases));
	MQ_TRY(load_model(a, pack, "models/article/blocks.txt", MQ_FEATURES, &r->model));
	MQ_TRY(load_model(a, pack, "models/article/around.txt", MQ_FEATURES + MQ_AROUND, &r->around));
	*out = r;
	return MQ_DONE;
}
