/* The words that steer: prepositions, openers of clauses, cues of status (rules/ar/status.tsv). In: tokens. Out: which cue a
 * token begins. The longest row wins. */
#include "base/hash.h"
#include "event/inner.h"

const char *const mq_cue_name[MQ_CUES] = {
    "none",     "prep",     "relative", "that",     "subordinate", "after",    "during",  "if",       "aim",    "wish",
    "must",     "may",      "demand",   "threat",   "allege",      "plan",     "promise", "announce", "say",    "begin",
    "continue", "end",      "cancel",   "postpone", "deny",        "fail",     "not",     "never",    "future", "now",
    "was",      "had",      "recall",   "next",     "last",        "talks_of", "sport",   "culture",  "expert", "media",
    "own",      "question", "habit",    "light",    "decide",      "market",   "lab",     "rank",
};

/* PLOVER's contexts (manual 2024-02-04), those that words of one sentence can tell */
const char *const mq_context_name[MQ_CONTEXTS] = {
    "military",           "intelligence", "diplomatic", "economic",         "legal",      "terrorism",   "migration", "crime",
    "illegal_drugs",      "human_rights", "health",     "environment",      "territory",  "cyber",       "election",  "disasters",
    "religion_ethnicity", "peacekeeping", "cbrn",       "natural_resource", "technology", "trafficking",
};

static int name_of(const char *const *names, int n, mq_text name)
{
	for (int i = 0; i < n; i++)
		if (mq_text_eq(name, mq_text_of(names[i]))) return i;
	return -1;
}

static int slot_of(mq_text name)
{
	for (int i = 0; i < MQ_SLOTS; i++)
		if (mq_text_eq(name, mq_text_of(mq_slot_name[i]))) return i;
	return -1;
}

static mq_status read_row(mq_arena *a, const mq_lexicon *lex, const mq_table *t, const char *const *names, int n, mq_cue_row *row)
{
	mq_text words = t->cell[1];
	int cue = name_of(names, n, t->cell[0]);
	if (cue < 0)
		return mq_fail(a, MQ_BAD_DATA, MQ_BYTE_UNKNOWN, "%.*s:%u: there is no \"%.*s\" here", MQ_ARG(t->name), t->line,
			       MQ_ARG(t->cell[0]));
	row->cue = (uint8_t)cue;
	for (mq_text w; row->words < 4 && mq_text_split(&words, ' ', &w);)
		if (w.n) MQ_TRY(mq_word_read(a, lex, t->name, t->line, w, &row->word[row->words++]));
	if (!row->words) return mq_fail(a, MQ_BAD_DATA, MQ_BYTE_UNKNOWN, "%.*s:%u: no words", MQ_ARG(t->name), t->line);
	if (t->cell[2].n == 0) return MQ_DONE;
	int slot = slot_of(t->cell[2]);
	if (slot < 0)
		return mq_fail(a, MQ_BAD_DATA, MQ_BYTE_UNKNOWN, "%.*s:%u: there is no slot \"%.*s\"", MQ_ARG(t->name), t->line,
			       MQ_ARG(t->cell[2]));
	row->slot = (uint16_t)(1u << slot);
	return MQ_DONE;
}

static mq_status index_rows(mq_arena *a, mq_cues *c)
{
	for (c->buckets = 256; c->buckets < 2 * c->n;) c->buckets *= 2;
	c->bucket = MQ_ARRAY(a, uint32_t, c->buckets);
	c->next = MQ_ARRAY(a, uint32_t, c->n + 1);
	c->key = MQ_ARRAY(a, uint64_t, c->n + 1);
	if (!c->bucket || !c->next || !c->key) return mq_fail_memory(a);
	for (uint32_t i = c->n; i-- > 0;) {
		const mq_word *w = &c->row[i].word[0];
		c->key[i] = w->family ? w->family : w->norm;
		uint32_t b = (uint32_t)c->key[i] & (c->buckets - 1);
		c->next[i] = c->bucket[b];
		c->bucket[b] = i + 1;
	}
	return MQ_DONE;
}

mq_status mq_cues_named(mq_arena *a, const mq_pack *pack, const mq_lexicon *lex, mq_text path, const char *const *names, int n,
			mq_cues *out)
{
	MQ_VEC(mq_cue_row) rows = {0};
	mq_table t;
	memset(out, 0, sizeof *out);
	mq_table_open(path, mq_pack_file(pack, path), &t);
	while (mq_table_row(&t)) {
		mq_cue_row *row = mq_push(a, &rows);
		if (!row) return mq_fail_memory(a);
		MQ_TRY(read_row(a, lex, &t, names, n, row));
	}
	out->row = rows.v;
	out->n = rows.n;
	return index_rows(a, out);
}

mq_status mq_cues_read(mq_arena *a, const mq_pack *pack, const mq_lexicon *lex, mq_text path, mq_cues *out)
{
	return mq_cues_named(a, pack, lex, path, mq_cue_name, MQ_CUES, out);
}

mq_status mq_contexts_read(mq_arena *a, const mq_pack *pack, const mq_lexicon *lex, mq_cues *out)
{
	return mq_cues_named(a, pack, lex, MQ_T("rules/ar/contexts.tsv"), mq_context_name, MQ_CONTEXTS, out);
}

/* the word with an ending that the lexicon did not part from it, where its form allows that ending */
static bool bent_fits(const mq_word *w, const mq_analysis *x)
{
	if (w->bent[0] && x->key == w->bent[0])
		return x->form >= MQ_FORM_ACTIVE && x->form <= MQ_FORM_ADJECTIVE && x->form != MQ_FORM_NOUN;
	return w->bent[1] && x->key == w->bent[1] && x->form >= MQ_FORM_MASDAR && x->form <= MQ_FORM_ADJECTIVE;
}

const mq_analysis *mq_word_fits(const mq_word *w, const mq_token *t)
{
	for (uint8_t i = 0; i < t->analyses; i++) {
		const mq_analysis *x = &t->a[i];
		if (w->pro && (x->pro & w->pro) != w->pro) continue;
		if (w->family && x->family == w->family) {
			if (!w->forms || w->forms & (1u << x->form)) return x;
			continue;
		}
		/* a word that has no family: its form itself; a verb asked for is never a word unknown */
		if (x->key != w->norm && (t->key != w->norm || w->pro) && !bent_fits(w, x)) continue;
		if (!w->forms || w->forms & (1u << x->form) || !x->family) return x;
	}
	return NULL;
}

static bool row_fits(const mq_cue_row *r, const mq_doc *doc, uint32_t t, uint32_t end)
{
	if (t + r->words > end) return false;
	for (uint8_t i = 0; i < r->words; i++)
		if (!mq_word_fits(&r->word[i], &doc->tokens.v[t + i])) return false;
	return true;
}

static void try_key(const mq_cues *c, uint64_t key, const mq_doc *doc, uint32_t t, uint32_t end, const mq_cue_row **best)
{
	for (uint32_t i = c->bucket[(uint32_t)key & (c->buckets - 1)]; i; i = c->next[i - 1]) {
		if (c->key[i - 1] != key) continue;
		const mq_cue_row *r = &c->row[i - 1];
		if (*best && (*best)->words >= r->words) continue;
		if (row_fits(r, doc, t, end)) *best = r;
	}
}

const mq_cue_row *mq_cue_at(const mq_cues *c, const mq_doc *doc, uint32_t t, uint32_t end)
{
	const mq_token *k = &doc->tokens.v[t];
	const mq_cue_row *best = NULL;
	try_key(c, k->key, doc, t, end, &best);
	for (uint8_t i = 0; i < k->analyses && i < 2; i++) {
		if (k->a[i].key != k->key) try_key(c, k->a[i].key, doc, t, end, &best);
		if (k->a[i].family) try_key(c, k->a[i].family, doc, t, end, &best);
	}
	return best;
}
