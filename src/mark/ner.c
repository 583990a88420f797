/* The model's file and the search for the best labels (Viterbi 1967). */
#include "mark/ner.h"
#include "base/base.h"

/* weights of the labels, added up */
typedef struct {
	int16_t v[MQ_NER_LABELS];
} sums;

/* labels in the search for the best ones, padded to whole vectors; what is over loses against everything */
#define LANES 12

struct mq_ner {
	const mq_gaz *gaz;
	mq_ner_classes classes;
	float step[MQ_NER_LABELS + 1][LANES]; /* from a label (the last row: from the beginning) to each */
	const uint16_t *check;
	const int8_t *weight;
	uint32_t rows;
	float scale;
	sums none[MQ_NER_SIDES]; /* what the edge of a sentence gives */
	mq_ner_dense dense;
	sums *cell; /* of features that join classes alone */
};

/* what the tagger knows of a word alone: kept from page to page. So many words ahead memory is asked for it */
#define NORM_KEPT  32u
#define WORDS_FAR  12u
#define WORDS_NEAR 5u
typedef struct {
	char norm[NORM_KEPT];
	uint8_t norm_n, kind;
	mq_ner_seen seen;
	sums own, side[MQ_NER_SIDES];
} known_word;

static const void *take(mq_text *rest, size_t n)
{
	const void *p = rest->p;
	if (rest->n < n) return NULL;
	*rest = mq_text_sub(*rest, n, rest->n);
	return p;
}

static mq_status read_model(mq_ner *m, mq_text bytes)
{
	mq_ner_head head;
	mq_text rest = bytes;
	const void *p = take(&rest, sizeof head);
	if (!p) return MQ_FAIL(MQ_BAD_DATA, 0, "models/ner.bin is shorter than its header");
	memcpy(&head, p, sizeof head);
	if (memcmp(head.magic, "mqner02\n", 8) != 0)
		return MQ_FAIL(MQ_BAD_DATA, 0, "models/ner.bin is not a model of this version");
	p = take(&rest, sizeof(float) * (MQ_NER_LABELS + 1) * MQ_NER_LABELS);
	for (int k = 0; p && k <= MQ_NER_LABELS; k++)
		memcpy(m->step[k], (const float *)p + k * MQ_NER_LABELS, sizeof(float) * MQ_NER_LABELS);
	m->classes.n = head.words;
	m->classes.fine_n = head.fine_n;
	m->classes.key = take(&rest, sizeof(uint32_t) * (size_t)head.words);
	m->classes.fine = take(&rest, sizeof(uint16_t) * (size_t)(head.words + (head.words & 1)));
	m->classes.profile = take(&rest, sizeof(uint16_t) * (size_t)(head.words + (head.words & 1)));
	m->classes.middle = take(&rest, sizeof(uint16_t) * (size_t)head.fine_n);
	m->classes.coarse = take(&rest, sizeof(uint16_t) * (size_t)head.fine_n);
	size_t rows = (size_t)head.rows + MQ_NER_BUCKET;
	m->check = take(&rest, rows * sizeof *m->check);
	m->weight = take(&rest, rows * MQ_NER_LABELS);
	m->rows = head.rows;
	m->scale = head.scale;
	bool whole = p && m->classes.key && m->classes.fine && m->classes.profile && m->classes.middle && m->classes.coarse &&
		     m->check && m->weight && rest.n == 0;
	if (!whole || head.rows == 0)
		return MQ_FAIL(MQ_BAD_DATA, bytes.n, "models/ner.bin does not have the length that its header says");
	return MQ_DONE;
}

/* --- sums of weights -------------------------------------------------------------------------------------------------- */

typedef int8_t bytes_of_row __attribute__((vector_size(8)));
typedef int16_t lanes_of_row __attribute__((vector_size(16)));

/* features that the model does not have cost a look at the checks only */
static uint32_t find_rows(const mq_ner *m, const uint32_t *feature, uint32_t n, uint32_t *row)
{
	uint32_t found = 0;
	for (uint32_t f = 0; f < n; f++) __builtin_prefetch(m->check + mq_ner_row(feature[f], m->rows));
	for (uint32_t f = 0; f < n; f++) {
		uint32_t at = mq_ner_row(feature[f], m->rows), end = at + MQ_NER_BUCKET;
		uint16_t check = mq_ner_check(feature[f]);
		while (at < end && m->check[at] && m->check[at] != check) at++;
		if (at == end || m->check[at] != check) continue;
		__builtin_prefetch(m->weight + (size_t)at * MQ_NER_LABELS);
		row[found++] = at;
	}
	return found;
}

static void add_features(const mq_ner *m, const uint32_t *feature, uint32_t n, sums *to)
{
	uint32_t at[MQ_NER_FEATURES_MOST], found = find_rows(m, feature, n, at);
	lanes_of_row sum;
	int16_t last = 0;
	memcpy(&sum, to->v, sizeof sum);
	for (uint32_t f = 0; f < found; f++) {
		const int8_t *w = m->weight + (size_t)at[f] * MQ_NER_LABELS;
		bytes_of_row row;
		memcpy(&row, w, sizeof row);
		sum += __builtin_convertvector(row, lanes_of_row);
		last = (int16_t)(last + w[sizeof row]);
	}
	memcpy(to->v, &sum, sizeof sum);
	to->v[8] = (int16_t)(to->v[8] + last);
}

static void add_sums(sums *to, const sums *from)
{
	lanes_of_row sum, more;
	memcpy(&sum, to->v, sizeof sum);
	memcpy(&more, from->v, sizeof more);
	sum += more;
	memcpy(to->v, &sum, sizeof sum);
	to->v[8] = (int16_t)(to->v[8] + from->v[8]);
}

static void open_sides(mq_ner *m)
{
	uint32_t feature[MQ_NER_FEATURES_MOST];
	for (int side = 0; side < MQ_NER_SIDES; side++)
		add_features(m, feature, mq_ner_side_features(NULL, NULL, (mq_ner_side)side, feature), &m->none[side]);
}

/* classes of a model are some hundreds; a file that says otherwise gets no table */
#define CLASSES_MOST 512u

static uint32_t most_of(const uint16_t *v, uint32_t n)
{
	uint32_t most = 0;
	for (uint32_t i = 0; i < n; i++) most = v[i] > most ? v[i] : most;
	return most;
}

static mq_status open_cells(mq_arena *a, mq_ner *m)
{
	m->dense =
	    (mq_ner_dense){most_of(m->classes.middle, m->classes.fine_n) + 1, most_of(m->classes.coarse, m->classes.fine_n) + 1};
	if (m->dense.middle > CLASSES_MOST || m->dense.coarse > CLASSES_MOST) return MQ_DONE;
	uint32_t n = mq_ner_cells(&m->dense);
	m->cell = MQ_ARRAY(a, sums, n);
	if (!m->cell) return mq_fail_memory(a);
	for (uint32_t i = 0; i < n; i++) {
		uint32_t feature = mq_ner_cell_feature(&m->dense, i);
		add_features(m, &feature, 1, &m->cell[i]);
	}
	return MQ_DONE;
}

mq_status mq_ner_open(mq_arena *a, const mq_pack *pack, const mq_gaz *gaz, const mq_ner **out)
{
	*out = NULL;
	mq_text bytes = mq_pack_file(pack, MQ_T("models/ner.bin"));
	if (mq_text_none(bytes)) return MQ_DONE;
	return mq_ner_read(a, bytes, gaz, out);
}

mq_status mq_ner_read(mq_arena *a, mq_text bytes, const mq_gaz *gaz, const mq_ner **out)
{
	mq_ner *m = MQ_NEW(a, mq_ner);
	if (!m) return mq_fail_memory(a);
	m->gaz = gaz;
	MQ_TRY(read_model(m, bytes));
	open_sides(m);
	MQ_TRY(open_cells(a, m));
	*out = m;
	return MQ_DONE;
}

static void fill_word(const mq_ner *m, const mq_ner_word *w, known_word *k)
{
	uint32_t feature[MQ_NER_FEATURES_MOST];
	mq_ner_look look;
	memset(k, 0, sizeof *k);
	mq_ner_look_word(m->gaz, &m->classes, w, &k->seen, &look);
	add_features(m, feature, mq_ner_word_features(&k->seen, &look, feature), &k->own);
	for (int side = 0; side < MQ_NER_SIDES; side++)
		add_features(m, feature, mq_ner_side_features(&k->seen, &look, (mq_ner_side)side, feature), &k->side[side]);
	k->norm_n = (uint8_t)w->norm.n;
	k->kind = w->kind;
	if (w->norm.n <= NORM_KEPT) memcpy(k->norm, w->norm.p, w->norm.n);
}

static uint64_t memo_key(const mq_ner_word *w) { return w->key ^ w->kind; }

/* from memory, or made in room, which memory keeps when it can */
static const known_word *know(const mq_ner *m, mq_memo *memo, const mq_ner_word *w, known_word *room)
{
	bool known = false;
	known_word *k = w->norm.n <= NORM_KEPT ? mq_memo_at(memo, memo_key(w), &known) : NULL;
	if (!k) k = room;
	if (!known || k->norm_n != w->norm.n || k->kind != w->kind || memcmp(k->norm, w->norm.p, w->norm.n) != 0)
		fill_word(m, w, k);
	return k;
}

/* what every word gives to its own sum and to those around it in its sentence [from, to) of count words */
static void score_sentence(const mq_ner *m, mq_memo *memo, const mq_ner_word *w, uint32_t count, uint32_t from, uint32_t to,
			   mq_ner_seen *s, sums *sum)
{
	known_word room = {0};
	for (uint32_t i = from; i < to; i++) {
		if (i + WORDS_FAR < count) mq_memo_far(memo, memo_key(&w[i + WORDS_FAR]));
		if (i + WORDS_NEAR < count) mq_memo_near(memo, memo_key(&w[i + WORDS_NEAR]));
		const known_word *k = know(m, memo, &w[i], &room);
		s[i] = k->seen;
		add_sums(&sum[i], &k->own);
		if (i + 1 < to) add_sums(&sum[i + 1], &k->side[MQ_NER_LEFT]);
		if (i + 2 < to) add_sums(&sum[i + 2], &k->side[MQ_NER_LEFT_BUT_ONE]);
		if (i >= from + 1) add_sums(&sum[i - 1], &k->side[MQ_NER_RIGHT]);
		if (i >= from + 2) add_sums(&sum[i - 2], &k->side[MQ_NER_RIGHT_BUT_ONE]);
	}
	add_sums(&sum[from], &m->none[MQ_NER_LEFT]);
	add_sums(&sum[from], &m->none[MQ_NER_LEFT_BUT_ONE]);
	if (from + 1 < to) add_sums(&sum[from + 1], &m->none[MQ_NER_LEFT_BUT_ONE]);
	add_sums(&sum[to - 1], &m->none[MQ_NER_RIGHT]);
	add_sums(&sum[to - 1], &m->none[MQ_NER_RIGHT_BUT_ONE]);
	if (from + 1 < to) add_sums(&sum[to - 2], &m->none[MQ_NER_RIGHT_BUT_ONE]);
}

static void score_place(const mq_ner *m, const mq_ner_seen *s, uint32_t count, uint32_t from, uint32_t to, uint32_t i, sums *sum,
			float *out)
{
	mq_ner_places f;
	mq_ner_place_features(m->cell ? &m->dense : NULL, s, count, from, to, i, &f);
	for (uint32_t k = 0; k < f.cells; k++) __builtin_prefetch(&m->cell[f.cell[k]]);
	add_features(m, f.feature, f.n, sum);
	for (uint32_t k = 0; m->cell && k < f.cells; k++) add_sums(sum, &m->cell[f.cell[k]]);
	for (int k = 0; k < MQ_NER_LABELS; k++) out[k] = (float)sum->v[k] * m->scale;
}

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

typedef struct {
	const mq_ner *m;
	const mq_ner_seen *s;
	sums *sum;
	uint32_t count;
	uint8_t (*back)[MQ_NER_LABELS]; /* of one sentence */
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
	for (int at = 0; at < LANES; at += VECTOR) {
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

static void best_path(const tagging *t, uint32_t from, uint32_t to, uint8_t *labels, float *lean)
{
	float now[LANES] = {0}, next[LANES] = {0}, own[LANES] = {0};
	bool after_plain = false, plain = false;
	for (uint32_t i = from; i < to; i++, after_plain = plain) {
		plain = is_plain(t->s, from, i);
		if (!plain) score_place(t->m, t->s, t->count, from, to, i, &t->sum[i], own);
		else own[MQ_NER_O] = 0;
		if (!plain) trust_list(&t->s[i], own);
		if (lean && plain) lean[i] = NEVER;
		else if (lean)
			lean[i] = (own[MQ_NER_B_PER] > own[MQ_NER_I_PER] ? own[MQ_NER_B_PER] : own[MQ_NER_I_PER]) - own[MQ_NER_O];
		if (i > from) step_on(t->m, now, after_plain, own, plain, next, t->back[i - from]);
		else
			for (int k = 0; k < MQ_NER_LABELS; k++) next[k] = t->m->step[MQ_NER_LABELS][k] + own[k];
		memcpy(now, next, sizeof now);
	}
	uint8_t label = 0;
	for (int k = 1; !plain && k < MQ_NER_LABELS; k++)
		if (now[k] > now[label]) label = (uint8_t)k;
	for (uint32_t i = to; i-- > from;) {
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

/* a surname that stands alone where the whole name was found elsewhere is the person too («يوري تروتنيف … وهدد تروتنيف») */
static mq_status carry(mq_arena *a, const mq_ner_seen *s, uint32_t count, uint8_t *labels)
{
	uint32_t size = 64, names = 0;
	for (uint32_t i = 0; i < count; i++) names += is_last_of_person(labels, count, i);
	if (names == 0) return MQ_DONE;
	while (size < names * 2) size *= 2;
	carried c = {MQ_ARRAY(a, uint32_t, size), size - 1};
	if (!c.key) return mq_fail_memory(a);
	for (uint32_t i = 0; i < count; i++)
		if (is_last_of_person(labels, count, i) && s[i].stem && s[i].length > 2) *carried_at(&c, s[i].stem) = s[i].stem;
	const uint32_t common =
	    MQ_GAZ_ROLES | MQ_GAZ_GIVEN | MQ_GAZ_PART | MQ_GAZ_GOD | MQ_GAZ_COUNTRY | MQ_GAZ_DEMONYM | MQ_GAZ_PLACE | MQ_GAZ_ORG;
	for (uint32_t i = 0; i < count; i++) {
		bool free_word = labels[i] == MQ_NER_O && !s[i].plain && s[i].shape == MQ_TOKEN_ARABIC &&
				 !((s[i].gaz | s[i].gaz_stem) & common);
		if (free_word && *carried_at(&c, s[i].stem) == s[i].stem) labels[i] = MQ_NER_B_PER;
	}
	return MQ_DONE;
}

typedef struct {
	uint32_t stem, plain;         /* times without a label */
	uint32_t named[MQ_NER_KINDS]; /* times a name by itself */
} heard_name;

static bool stands_alone(const uint8_t *labels, uint32_t count, uint32_t i)
{
	return (labels[i] & 1) && (i + 1 == count || labels[i + 1] != labels[i] + 1);
}

/* a word that most of the document has as a name by itself is one where it was missed */
static mq_status carry_kinds(mq_arena *a, const mq_ner_seen *s, uint32_t count, uint8_t *labels)
{
	uint32_t size = 64;
	while (size < count * 2) size *= 2;
	heard_name *v = MQ_ARRAY(a, heard_name, size);
	if (!v) return mq_fail_memory(a);
	for (int pass = 0; pass < 2; pass++)
		for (uint32_t i = 0; i < count; i++) {
			bool alone = stands_alone(labels, count, i);
			if (s[i].plain || s[i].shape != MQ_TOKEN_ARABIC || s[i].length < 3 || (labels[i] && !alone)) continue;
			uint32_t at = s[i].stem & (size - 1);
			while (v[at].stem && v[at].stem != s[i].stem) at = (at + 1) & (size - 1);
			v[at].stem = s[i].stem;
			if (!pass && alone) v[at].named[(labels[i] - 1) / 2]++;
			else if (!pass) v[at].plain++;
			else if (!labels[i])
				for (int k = 1; k < MQ_NER_KINDS; k++)
					if (v[at].named[k] > v[at].plain) labels[i] = (uint8_t)(2 * k + 1);
		}
	return MQ_DONE;
}

/* the end of the sentence that begins at word from */
static uint32_t sentence_end(const mq_ner_word *w, uint32_t count, uint32_t from)
{
	uint32_t to = from + 1;
	while (to < count && !w[to - 1].ends && to - from < MQ_SENTENCE_TOKENS_MOST) to++;
	return to;
}

mq_status mq_ner_tag(mq_arena *a, const mq_ner *m, const mq_ner_word *w, uint32_t count, uint8_t *labels, float *lean)
{
	mq_memo *memo = mq_arena_memo(a, m, MQ_MARKED_WORDS_KEPT, sizeof(known_word));
	mq_ner_seen *s = mq_arena_alloc(a, sizeof *s * (size_t)(count + 1));
	sums *sum = MQ_ARRAY(a, sums, count + 1);
	tagging t = {m, s, sum, count, mq_arena_alloc(a, (size_t)MQ_SENTENCE_TOKENS_MOST * MQ_NER_LABELS)};
	if (!s || !sum || !t.back) return mq_fail_memory(a);
	for (uint32_t from = 0, to; from < count; from = to) {
		to = sentence_end(w, count, from);
		score_sentence(m, memo, w, count, from, to, s, sum);
	}
	MQ_TRY(mq_ner_look_places(a, m->gaz, w, s, count));
	for (uint32_t from = 0, to; from < count; from = to) {
		to = sentence_end(w, count, from);
		best_path(&t, from, to, labels, lean);
	}
	MQ_TRY(carry_kinds(a, s, count, labels));
	return carry(a, s, count, labels);
}
