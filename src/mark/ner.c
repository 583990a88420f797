/* The model's file and the search for the best labels (Viterbi 1967). */
#include "mark/ner.h"
#include "base/base.h"

struct mq_ner {
	const mq_gaz *gaz;
	mq_ner_classes classes;
	float step[MQ_NER_LABELS + 1][MQ_NER_LABELS];
	const int8_t *weight;
	uint32_t rows;
	float scale;
};

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
	if (memcmp(head.magic, "mqner01\n", 8) != 0)
		return MQ_FAIL(MQ_BAD_DATA, 0, "models/ner.bin is not a model of this version");
	p = take(&rest, sizeof m->step);
	if (p) memcpy(m->step, p, sizeof m->step);
	m->classes.n = head.words;
	m->classes.fine_n = head.fine_n;
	m->classes.key = take(&rest, sizeof(uint32_t) * (size_t)head.words);
	m->classes.fine = take(&rest, sizeof(uint16_t) * (size_t)(head.words + (head.words & 1)));
	m->classes.middle = take(&rest, sizeof(uint16_t) * (size_t)head.fine_n);
	m->classes.coarse = take(&rest, sizeof(uint16_t) * (size_t)head.fine_n);
	m->weight = take(&rest, (size_t)head.rows * MQ_NER_LABELS);
	m->rows = head.rows;
	m->scale = head.scale;
	bool whole = p && m->classes.key && m->classes.fine && m->classes.middle && m->classes.coarse && m->weight && rest.n == 0;
	if (!whole || head.rows == 0)
		return MQ_FAIL(MQ_BAD_DATA, bytes.n, "models/ner.bin does not have the length that its header says");
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
	MQ_TRY(mq_ner_classes_index(a, &m->classes));
	*out = m;
	return MQ_DONE;
}

static void score_word(const mq_ner *m, const mq_ner_seen *s, uint32_t count, uint32_t from, uint32_t to, uint32_t i, float *out)
{
	uint32_t feature[MQ_NER_FEATURES_MOST];
	int32_t sum[MQ_NER_LABELS] = {0};
	uint32_t n = mq_ner_features(s, count, from, to, i, feature);
	for (uint32_t f = 0; f < n; f++) feature[f] = mq_ner_row(feature[f], m->rows);
	for (uint32_t f = 0; f < n; f++) {
		const int8_t *w = m->weight + (size_t)feature[f] * MQ_NER_LABELS;
		if (f + 8 < n) __builtin_prefetch(m->weight + (size_t)feature[f + 8] * MQ_NER_LABELS);
		for (int k = 0; k < MQ_NER_LABELS; k++) sum[k] += w[k];
	}
	for (int k = 0; k < MQ_NER_LABELS; k++) out[k] = (float)sum[k] * m->scale;
}

/* a plain word can only be O: most words of a text are, and cost nothing more */
#define NEVER (-1e6f)

static void score_plain(float *out)
{
	for (int k = 0; k < MQ_NER_LABELS; k++) out[k] = k == MQ_NER_O ? 0 : NEVER;
}

static void best_path(const mq_ner *m, const mq_ner_seen *s, uint32_t count, uint32_t from, uint32_t to,
		      uint8_t (*back)[MQ_NER_LABELS], uint8_t *labels, float *lean)
{
	float now[MQ_NER_LABELS], next[MQ_NER_LABELS], own[MQ_NER_LABELS];
	for (uint32_t i = from; i < to; i++) {
		if (s[i].plain) score_plain(own);
		else score_word(m, s, count, from, to, i, own);
		if (lean)
			lean[i] = (own[MQ_NER_B_PER] > own[MQ_NER_I_PER] ? own[MQ_NER_B_PER] : own[MQ_NER_I_PER]) - own[MQ_NER_O];
		for (int k = 0; k < MQ_NER_LABELS; k++) {
			float best = i > from ? now[0] + m->step[0][k] : m->step[MQ_NER_LABELS][k];
			uint8_t by = 0;
			for (int j = 1; i > from && j < MQ_NER_LABELS; j++) {
				float v = now[j] + m->step[j][k];
				if (v <= best) continue;
				best = v;
				by = (uint8_t)j;
			}
			next[k] = best + own[k];
			back[i - from][k] = by;
		}
		memcpy(now, next, sizeof now);
	}
	uint8_t label = 0;
	for (int k = 1; k < MQ_NER_LABELS; k++)
		if (now[k] > now[label]) label = (uint8_t)k;
	for (uint32_t i = to; i-- > from;) {
		labels[i] = label;
		label = back[i - from][label];
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

mq_status mq_ner_tag(mq_arena *a, const mq_ner *m, const mq_ner_word *w, uint32_t count, uint8_t *labels, float *lean)
{
	mq_ner_seen *s;
	MQ_TRY(mq_ner_look(a, m->gaz, &m->classes, w, count, &s));
	uint8_t(*back)[MQ_NER_LABELS] = mq_arena_alloc(a, (size_t)MQ_SENTENCE_TOKENS_MOST * MQ_NER_LABELS);
	if (!back) return mq_fail_memory(a);
	for (uint32_t from = 0, i = 0; i < count; i++) {
		if (!w[i].ends && i + 1 < count && i + 1 - from < MQ_SENTENCE_TOKENS_MOST) continue;
		best_path(m, s, count, from, i + 1, back, labels, lean);
		from = i + 1;
	}
	return carry(a, s, count, labels);
}
