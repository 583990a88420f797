/* The search for the best labels (Viterbi 1967), and names carried through the document. */
#include "mark/ner_model.h"

/* What a list is worth, beside its learnt weights: chosen on the last fifth of ANERcorp. On two other folds it is no plain gain:
 * .684 becomes .704; .782 becomes .783 with MISC counted, but .795 becomes .792 without */
#define LISTED_WORDS 3.0f
#define LISTED_WORD  2.0f

/* A name of several words that the rules list, or one of a single word that is nothing else, is hardly ever anything else: its
 * words say LOC or PER for reasons of their own («المغرب الفاسي» is a club of Fes), and outvote the list where training met few
 */
static void trust_list(const mq_ner_seen *s, float *own)
{
	/* by the bits of MQ_LIST_* */
	static const uint8_t kind[] = {MQ_NER_B_ORG, MQ_NER_B_ORG, MQ_NER_B_ORG,  MQ_NER_B_ORG,  MQ_NER_B_ORG,
				       MQ_NER_B_PER, MQ_NER_B_LOC, MQ_NER_B_MISC, MQ_NER_B_MISC, MQ_NER_B_PER};
	if (!s->lists || (s->lists & (s->lists - 1))) return; /* in none, or in several */
	uint32_t k = 0;
	while (!(s->lists >> k & 1)) k++;
	if (k >= sizeof kind) return;
	float by = s->list_at ? LISTED_WORDS : kind[k] == MQ_NER_B_PER ? 0 : LISTED_WORD;
	own[kind[k] + (s->list_at > 1)] += by;
}

/* --- the best labels -------------------------------------------------------------------------------------------------- */

/* a plain word can only be O: most words of a text are, and cost nothing more */
#define NEVER (-1e6f)

/* a sentence on its way through the search: [from, to) of a document of count words */
typedef struct {
	const mq_ner *m;
	const mq_ner_known *const *known;
	mq_ner_seen *s;
	uint32_t count, from, to;
	/* of the sentence's words that are not plain, one after the other: their places, their sums, where their features and
	 * cells begin */
	uint32_t n, *at, *feature_at, *cell_at, *feature, *cell;
	mq_ner_sums *sum;
	uint8_t (*back)[MQ_NER_LABELS];
} tagging;

typedef float lanes __attribute__((vector_size(16)));
typedef int32_t marks __attribute__((vector_size(16)));
#define VECTOR 4

/* the best way to O from the labels of the word before; of equal ones the first */
static float step_to_none(const mq_ner *m, const float *now, uint8_t *by)
{
	float best = now[0] + m->step[0][0];
	*by = 0;
	for (int j = 1; j < MQ_NER_LABELS; j++) {
		float v = now[j] + m->step[j][0];
		if (v <= best) continue;
		best = v;
		*by = (uint8_t)j;
	}
	return best;
}

/* the best way to each label of the word after now */
static void step_to_all(const mq_ner *m, const float *now, const float *own, float *next, uint8_t *back)
{
	for (int at = 0; at < MQ_NER_LANES; at += VECTOR) {
		lanes best, step, mine;
		marks by = {0};
		memcpy(&step, &m->step[0][at], sizeof step);
		best = now[0] + step;
		for (int j = 1; j < MQ_NER_LABELS; j++) {
			memcpy(&step, &m->step[j][at], sizeof step);
			lanes v = now[j] + step;
			marks more = v > best;
			best = (lanes)(((marks)v & more) | ((marks)best & ~more));
			by = (j & more) | (by & ~more);
		}
		memcpy(&mine, own + at, sizeof mine);
		best += mine;
		memcpy(next + at, &best, sizeof best);
		for (int k = 0; k < VECTOR && at + k < MQ_NER_LABELS; k++) back[at + k] = (uint8_t)by[k];
	}
}

/* after a plain word only O can be before, and a plain word can only be O itself */
static void step_on(const mq_ner *m, const float *now, bool after_plain, const float *own, bool plain, float *next, uint8_t *back)
{
	if (plain) {
		back[0] = 0;
		next[0] = (after_plain ? now[0] + m->step[0][0] : step_to_none(m, now, back)) + own[0];
	} else if (after_plain) {
		memset(back, 0, MQ_NER_LABELS);
		for (int k = 0; k < MQ_NER_LABELS; k++) next[k] = now[0] + m->step[0][k] + own[k];
	} else step_to_all(m, now, own, next, back);
}

/* a plain word is a name's part where a given name stands before it («محمد بريد»: mail), or where it is one itself */
static bool is_plain(const mq_ner_seen *s, uint32_t from, uint32_t i)
{
	uint32_t before = i > from ? (uint32_t)(s[i - 1].gaz | s[i - 1].gaz_stem) : 0;
	return s[i].plain && !(s[i].gaz & MQ_GAZ_GIVEN) && !(before & (MQ_GAZ_GIVEN | MQ_GAZ_PART));
}

/* Is a word so far from every name by itself and by the words beside it that it is none: what joins words is not looked at. What
 * is inside of a name is judged less by itself, but where the word before is none, none can go on */
static bool is_far(const mq_ner *m, const mq_ner_sums *sum, bool after_none)
{
	const uint64_t firsts = 0x0000FFFF0000FFFFu;
	mq_ner_lanes v, far;
	memcpy(&v, sum->v, sizeof v);
	memcpy(&far, m->far.v, sizeof far);
	uint64_t near[sizeof v / sizeof(uint64_t)];
	v = v >= far;
	memcpy(near, &v, sizeof near);
	return !((near[0] | near[1]) & (after_none ? firsts : ~(uint64_t)0));
}

/* what the words around it give a word by themselves */
static void sum_word(const tagging *t, uint32_t i, mq_ner_sums *sum)
{
	const mq_ner_known *const *k = t->known + i;
	uint32_t before = i - t->from, behind = t->to - 1 - i;
	*sum = k[0]->given.own;
	mq_ner_add(sum, before > 0 ? &k[-1]->given.side[MQ_NER_LEFT] : &t->m->none[MQ_NER_LEFT]);
	mq_ner_add(sum, before > 1 ? &k[-2]->given.side[MQ_NER_LEFT_BUT_ONE] : &t->m->none[MQ_NER_LEFT_BUT_ONE]);
	mq_ner_add(sum, behind > 0 ? &k[1]->given.side[MQ_NER_RIGHT] : &t->m->none[MQ_NER_RIGHT]);
	mq_ner_add(sum, behind > 1 ? &k[2]->given.side[MQ_NER_RIGHT_BUT_ONE] : &t->m->none[MQ_NER_RIGHT_BUT_ONE]);
}

/* how much a word leans to a person's name, by the sums */
static float lean_of(const tagging *t, const mq_ner_sums *sum)
{
	int16_t first = sum->v[MQ_NER_B_PER - 1], more = sum->v[MQ_NER_I_PER - 1];
	return (float)(first > more ? first : more) * t->m->scale;
}

/* the features that join words, of all words of the sentence that are not plain; what they want of the model is asked for */
static void gather(tagging *t, float *lean)
{
	uint32_t features = 0, cells = 0;
	t->n = 0;
	for (uint32_t i = t->from; i < t->to; i++) {
		mq_ner_places f;
		mq_ner_sums *sum = &t->sum[t->n];
		if (lean) lean[i] = NEVER;
		if (is_plain(t->s, t->from, i)) continue;
		sum_word(t, i, sum);
		if (lean) lean[i] = lean_of(t, sum);
		if (!t->s[i].lists && is_far(t->m, sum, t->n == 0 || t->at[t->n - 1] + 1 != i)) continue;
		mq_ner_place_features(t->m->cell ? &t->m->dense : NULL, t->s, t->count, t->from, t->to, i, &f);
		mq_ner_rows_ask(t->m, f.feature, f.n);
		t->at[t->n] = i;
		t->feature_at[t->n] = features;
		t->cell_at[t->n++] = cells;
		memcpy(t->feature + features, f.feature, sizeof *f.feature * f.n);
		memcpy(t->cell + cells, f.cell, sizeof *f.cell * f.cells);
		features += f.n;
		cells += f.cells;
		for (uint32_t k = 0; k < f.cells; k++) __builtin_prefetch(&t->m->cell[f.cell[k]]);
	}
	t->feature_at[t->n] = features;
	t->cell_at[t->n] = cells;
}

static void score(tagging *t)
{
	const mq_ner_sums *cell = t->m->cell;
	for (uint32_t i = 0; i < t->n; i++) {
		mq_ner_sums *sum = &t->sum[i];
		mq_ner_rows_add(t->m, t->feature + t->feature_at[i], t->feature_at[i + 1] - t->feature_at[i], sum);
		for (uint32_t k = t->cell_at[i]; cell && k < t->cell_at[i + 1]; k++) mq_ner_add(sum, &cell[t->cell[k]]);
	}
}

/* what a word's labels are worth; O is worth nothing, and others what they have above it */
static void own_of(const tagging *t, uint32_t n, float *own)
{
	for (int k = 1; k < MQ_NER_LABELS; k++) own[k] = (float)t->sum[n].v[k - 1] * t->m->scale;
	own[MQ_NER_O] = 0;
	trust_list(&t->s[t->at[n]], own);
}

static void best_path(const tagging *t, uint8_t *labels, float *lean)
{
	static const float plain_own[MQ_NER_LANES] = {0};
	float ways[2][MQ_NER_LANES] = {{0}}, own[MQ_NER_LANES] = {0}, *now = ways[0];
	bool after_plain = false, plain = false;
	uint32_t from = t->from, n = 0;
	for (uint32_t i = from; i < t->to; i++, after_plain = plain) {
		plain = n == t->n || t->at[n] != i;
		if (plain && after_plain) { /* most words */
			now[0] += t->m->step[0][0];
			t->back[i - from][0] = 0;
			continue;
		}
		if (!plain) own_of(t, n++, own);
		if (lean && !plain) lean[i] = own[MQ_NER_B_PER] > own[MQ_NER_I_PER] ? own[MQ_NER_B_PER] : own[MQ_NER_I_PER];
		const float *worth = plain ? plain_own : own;
		float *next = now == ways[0] ? ways[1] : ways[0];
		if (i > from) step_on(t->m, now, after_plain, worth, plain, next, t->back[i - from]);
		else
			for (int k = 0; k < MQ_NER_LABELS; k++) next[k] = t->m->step[MQ_NER_LABELS][k] + worth[k];
		now = next;
	}
	uint8_t label = 0;
	for (int k = 1; !plain && k < MQ_NER_LABELS; k++)
		if (now[k] > now[label]) label = (uint8_t)k;
	for (uint32_t i = t->to; i-- > from;) {
		labels[i] = label;
		if (i > from) label = t->back[i - from][label];
	}
}

/* --- names carried through the document ------------------------------------------------------------------------------- */

typedef struct {
	uint32_t *key; /* stems of last words of full names; 0 is empty */
	uint32_t mask;
} carried;

static uint32_t *carried_at(const carried *c, uint32_t stem)
{
	uint32_t at = stem & c->mask;
	while (c->key[at] && c->key[at] != stem) at = (at + 1) & c->mask;
	return &c->key[at];
}

static bool is_last_of_person(const uint8_t *labels, uint32_t count, uint32_t i)
{
	return labels[i] == MQ_NER_I_PER && (i + 1 == count || labels[i + 1] != MQ_NER_I_PER);
}

/* the words of a document that may be carried to: neither plain nor marks; and those that have labels */
typedef struct {
	const mq_ner_seen *s;
	uint32_t count, free_n, named_n;
	uint32_t *free, *named;
} carrying;

static mq_status open_carrying(mq_arena *a, const mq_ner_seen *s, uint32_t count, const uint8_t *labels, carrying *out)
{
	*out = (carrying){.s = s, .count = count};
	out->named = mq_arena_alloc(a, sizeof *out->named * ((size_t)count + 1));
	out->free = mq_arena_alloc(a, sizeof *out->free * ((size_t)count + 1));
	if (!out->named || !out->free) return mq_fail_memory(a);
	for (uint32_t i = 0; i < count; i++) {
		out->named[out->named_n] = out->free[out->free_n] = i;
		out->named_n += labels[i] != MQ_NER_O;
		out->free_n += labels[i] == MQ_NER_O && !s[i].plain && s[i].shape == MQ_TOKEN_ARABIC;
	}
	return MQ_DONE;
}

/* a surname that stands alone where the whole name was found elsewhere is the person too («يوري تروتنيف … وهدد تروتنيف») */
static mq_status carry(mq_arena *a, const carrying *w, uint8_t *labels)
{
	uint32_t size = 64, names = 0;
	const mq_ner_seen *s = w->s;
	for (uint32_t k = 0; k < w->named_n; k++) names += is_last_of_person(labels, w->count, w->named[k]);
	if (names == 0) return MQ_DONE;
	while (size < names * 2) size *= 2;
	carried c = {MQ_ARRAY(a, uint32_t, size), size - 1};
	if (!c.key) return mq_fail_memory(a);
	for (uint32_t k = 0; k < w->named_n; k++) {
		uint32_t i = w->named[k];
		if (is_last_of_person(labels, w->count, i) && s[i].stem && s[i].length > 2)
			*carried_at(&c, s[i].stem) = s[i].stem;
	}
	const uint32_t common =
	    MQ_GAZ_ROLES | MQ_GAZ_GIVEN | MQ_GAZ_PART | MQ_GAZ_GOD | MQ_GAZ_COUNTRY | MQ_GAZ_DEMONYM | MQ_GAZ_PLACE | MQ_GAZ_ORG;
	for (uint32_t k = 0; k < w->free_n; k++) {
		uint32_t i = w->free[k];
		bool free_word = labels[i] == MQ_NER_O && !((s[i].gaz | s[i].gaz_stem) & common);
		if (free_word && *carried_at(&c, s[i].stem) == s[i].stem) labels[i] = MQ_NER_B_PER;
	}
	return MQ_DONE;
}

typedef struct {
	uint32_t stem, plain;         /* times without a label */
	uint32_t named[MQ_NER_KINDS]; /* times a name by itself */
} heard_name;

typedef struct {
	heard_name *v;
	uint32_t mask;
} heard_names;

static heard_name *heard_at(const heard_names *h, uint32_t stem)
{
	uint32_t at = stem & h->mask;
	while (h->v[at].stem && h->v[at].stem != stem) at = (at + 1) & h->mask;
	return &h->v[at];
}

/* of a place, an organisation, or a thing: persons are carried by carry() */
static bool stands_alone(const uint8_t *labels, uint32_t count, uint32_t i)
{
	return (labels[i] & 1) && labels[i] > MQ_NER_B_PER && (i + 1 == count || labels[i + 1] != labels[i] + 1);
}

static bool is_heard(const mq_ner_seen *s) { return !s->plain && s->shape == MQ_TOKEN_ARABIC && s->length >= 3; }

/* a word that most of the document has as a name by itself is one where it was missed */
static mq_status carry_kinds(mq_arena *a, const carrying *w, uint8_t *labels)
{
	uint32_t size = 64, alone = 0, met = 0;
	const mq_ner_seen *s = w->s;
	for (uint32_t k = 0; k < w->named_n; k++) alone += stands_alone(labels, w->count, w->named[k]);
	if (alone == 0) return MQ_DONE;
	while (size < alone * 4) size *= 2;
	heard_names h = {MQ_ARRAY(a, heard_name, size), size - 1};
	uint32_t *missed = mq_arena_alloc(a, sizeof *missed * ((size_t)w->free_n + 1));
	if (!h.v || !missed) return mq_fail_memory(a);
	for (uint32_t k = 0; k < w->named_n; k++) {
		uint32_t i = w->named[k];
		if (!stands_alone(labels, w->count, i) || !is_heard(&s[i])) continue;
		heard_name *one = heard_at(&h, s[i].stem);
		one->stem = s[i].stem;
		one->named[(labels[i] - 1) / 2]++;
	}
	for (uint32_t k = 0; k < w->free_n; k++) {
		heard_name *one = is_heard(&s[w->free[k]]) ? heard_at(&h, s[w->free[k]].stem) : NULL;
		if (!one || !one->stem) continue;
		one->plain++;
		missed[met++] = w->free[k];
	}
	for (uint32_t k = 0; k < met; k++) {
		const heard_name *one = heard_at(&h, s[missed[k]].stem);
		for (int kind = 1; kind < MQ_NER_KINDS; kind++)
			if (one->named[kind] > one->plain) labels[missed[k]] = (uint8_t)(2 * kind + 1);
	}
	return MQ_DONE;
}

/* the end of the sentence that begins at word from */
static uint32_t sentence_end(const mq_ner_seen *s, uint32_t count, uint32_t from)
{
	uint32_t to = from + 1;
	while (to < count && !s[to - 1].ends && to - from < MQ_SENTENCE_TOKENS_MOST) to++;
	return to;
}

static bool open_tagging(mq_arena *a, tagging *t)
{
	size_t n = (t->count < MQ_SENTENCE_TOKENS_MOST ? t->count : MQ_SENTENCE_TOKENS_MOST) + 1;
	t->at = mq_arena_alloc(a, sizeof *t->at * n);
	t->feature_at = mq_arena_alloc(a, sizeof *t->feature_at * n);
	t->cell_at = mq_arena_alloc(a, sizeof *t->cell_at * n);
	t->feature = mq_arena_alloc(a, sizeof *t->feature * n * MQ_NER_PLACE_MOST);
	t->cell = mq_arena_alloc(a, sizeof *t->cell * n * MQ_NER_CELLS_MOST);
	t->sum = mq_arena_alloc(a, sizeof *t->sum * n);
	t->back = mq_arena_alloc(a, n * MQ_NER_LABELS);
	return t->at && t->feature_at && t->cell_at && t->feature && t->cell && t->sum && t->back;
}

mq_status mq_ner_tag_known(mq_arena *a, const mq_ner *m, const mq_ner_known *const *known, const bool *ends, uint32_t count,
			   uint8_t *labels, float *lean)
{
	mq_ner_seen *s = mq_arena_alloc(a, sizeof *s * (size_t)(count + 1));
	tagging t = {.m = m, .known = known, .s = s, .count = count};
	if (!s || !open_tagging(a, &t)) return mq_fail_memory(a);
	for (uint32_t i = 0; i < count; i++) {
		s[i] = known[i]->seen;
		s[i].ends = ends[i];
	}
	MQ_TRY(mq_ner_look_places(a, m->gaz, s, count));
	for (; t.from < count; t.from = t.to) {
		t.to = sentence_end(s, count, t.from);
		gather(&t, lean);
		score(&t);
		best_path(&t, labels, lean);
	}
	carrying names;
	MQ_TRY(open_carrying(a, s, count, labels, &names));
	MQ_TRY(carry_kinds(a, &names, labels));
	return carry(a, &names, labels);
}

mq_status mq_ner_tag(mq_arena *a, const mq_ner *m, const mq_ner_word *w, uint32_t count, uint8_t *labels, float *lean)
{
	mq_memo *memo = mq_arena_memo(a, m, MQ_MARKED_WORDS_KEPT, sizeof(mq_ner_known));
	const mq_ner_known **known = mq_arena_alloc(a, sizeof *known * (size_t)(count + 1));
	bool *ends = mq_arena_alloc(a, count + 1);
	if (!known || !ends) return mq_fail_memory(a);
	mq_memo_turn(memo);
	for (uint32_t i = 0; i < count; i++) {
		bool there;
		if (i + MQ_MEMO_FAR < count) mq_memo_far(memo, w[i + MQ_MEMO_FAR].key);
		if (i + MQ_MEMO_NEAR < count) mq_memo_near(memo, w[i + MQ_MEMO_NEAR].key, w[i + MQ_MEMO_NEAR].kind);
		mq_ner_known *k = mq_memo_word(memo, w[i].norm, w[i].key, w[i].kind, &there);
		if (!k) k = mq_arena_alloc(a, sizeof *k);
		if (!k) return mq_fail_memory(a);
		if (!there) mq_ner_know(m, &w[i], k);
		known[i] = k;
		ends[i] = w[i].ends;
	}
	return mq_ner_tag_known(a, m, known, ends, count, labels, lean);
}
