/* The model's file, and the sums of its weights. */
#include "mark/ner_model.h"

static const void *take(mq_text *rest, size_t n)
{
	const void *p = rest->p;
	if (rest->n < n) return NULL;
	*rest = mq_text_sub(*rest, n, rest->n);
	return p;
}

static mq_status read_lines(mq_arena *a, mq_ner *m, const char *bytes)
{
	char *room = mq_arena_alloc(a, ((size_t)m->lines + 1) * MQ_NER_LINE_BYTES);
	if (!room) return mq_fail_memory(a);
	room += -(uintptr_t)room % MQ_NER_LINE_BYTES;
	memcpy(room, bytes, (size_t)m->lines * MQ_NER_LINE_BYTES);
	m->line = (const mq_ner_line *)(void *)room;
	return MQ_DONE;
}

static mq_status read_model(mq_arena *a, mq_ner *m, mq_text bytes)
{
	mq_ner_head head;
	mq_text rest = bytes;
	const void *p = take(&rest, sizeof head);
	if (!p) return MQ_FAIL(MQ_BAD_DATA, 0, "models/ner.bin is shorter than its header");
	memcpy(&head, p, sizeof head);
	if (memcmp(head.magic, "mqner04\n", 8) != 0)
		return MQ_FAIL(MQ_BAD_DATA, 0, "models/ner.bin is not a model of this version");
	p = take(&rest, sizeof(float) * (MQ_NER_LABELS + 1) * MQ_NER_LABELS);
	for (int k = 0; p && k <= MQ_NER_LABELS; k++)
		memcpy(m->step[k], (const float *)p + k * MQ_NER_LABELS, sizeof(float) * MQ_NER_LABELS);
	m->classes.n = head.words;
	m->classes.fine_n = head.fine_n;
	m->classes.key = take(&rest, sizeof(uint32_t) * (size_t)head.words);
	m->classes.fine = take(&rest, sizeof(uint16_t) * (size_t)(head.words + (head.words & 1)));
	m->classes.profile = take(&rest, sizeof(uint32_t) * (size_t)head.words);
	m->classes.middle = take(&rest, sizeof(uint16_t) * (size_t)head.fine_n);
	m->classes.coarse = take(&rest, sizeof(uint16_t) * (size_t)head.fine_n);
	bool more = true;
	for (int k = 0; k < MQ_NER_MORE; k++) {
		mq_ner_clustering *to = &m->classes.more[k];
		to->fine = take(&rest, sizeof(uint16_t) * (size_t)(head.words + (head.words & 1)));
		to->middle = take(&rest, sizeof(uint16_t) * (size_t)head.fine_n);
		to->coarse = take(&rest, sizeof(uint16_t) * (size_t)head.fine_n);
		more = more && to->fine && to->middle && to->coarse;
	}
	const char *lines = take(&rest, (size_t)head.lines * MQ_NER_LINE_BYTES);
	m->lines = head.lines;
	m->scale = head.scale;
	bool whole = p && m->classes.key && m->classes.fine && m->classes.profile && m->classes.middle && m->classes.coarse &&
		     more && lines && rest.n == 0;
	if (!whole || head.lines == 0)
		return MQ_FAIL(MQ_BAD_DATA, bytes.n, "models/ner.bin does not have the length that its header says");
	return read_lines(a, m, lines);
}

/* --- sums of weights -------------------------------------------------------------------------------------------------- */

typedef int8_t bytes_of_row __attribute__((vector_size(8)));

#define FIRSTS UINT64_C(0x0001000100010001)
#define LASTS  UINT64_C(0x8000800080008000)

/* the bits where a check is what is looked for, of four checks; the lowest is right, and what stands above it does not count */
static uint64_t same_checks(const uint16_t *check, uint16_t wanted)
{
	uint64_t v;
	memcpy(&v, check, sizeof v);
	v ^= wanted * FIRSTS;
	return (v - FIRSTS) & ~v & LASTS;
}

/* the weights of a feature, or of none */
static const int8_t *weights_of(const mq_ner *m, uint32_t feature)
{
	static const int8_t none[MQ_NER_LABELS - 1] = {0};
	const mq_ner_line *l = m->line + mq_ner_line_of(feature, m->lines);
	uint64_t low = same_checks(l->check, mq_ner_check(feature)), high = same_checks(l->check + 2, mq_ner_check(feature));
	if (!(low | high)) return none;
	return l->weight[low ? __builtin_ctzll(low) / 16 : 2 + __builtin_ctzll(high) / 16];
}

void mq_ner_rows_add(const mq_ner *m, const uint32_t *feature, uint32_t n, mq_ner_sums *to)
{
	mq_ner_lanes sum;
	memcpy(&sum, to->v, sizeof sum);
	for (uint32_t f = 0; f < n; f++) {
		bytes_of_row w;
		memcpy(&w, weights_of(m, feature[f]), sizeof w);
		sum += __builtin_convertvector(w, mq_ner_lanes);
	}
	memcpy(to->v, &sum, sizeof sum);
}

/* the least sum that is not so far under 0 when it is scaled */
static int16_t least_within(const mq_ner *m, float far)
{
	int sum = INT16_MIN;
	while (sum < 0 && (float)sum * m->scale < -far) sum++;
	return (int16_t)sum;
}

static void open_far(mq_ner *m)
{
	for (int k = 0; k < MQ_NER_LABELS - 1; k++)
		m->far.v[k] = least_within(m, k & 1 ? MQ_NER_FAR_FROM_MORE : MQ_NER_FAR_FROM_FIRST);
}

static void open_sides(mq_ner *m)
{
	uint32_t feature[MQ_NER_FEATURES_MOST];
	for (int side = 0; side < MQ_NER_SIDES; side++)
		mq_ner_rows_add(m, feature, mq_ner_side_features(NULL, NULL, (mq_ner_side)side, feature), &m->none[side]);
}

static mq_status open_more(mq_arena *a, mq_ner *m)
{
	uint32_t feature[MQ_NER_CLASSINGS];
	for (uint32_t k = 0; k < MQ_NER_MORE; k++) {
		m->of_more[k] = MQ_ARRAY(a, mq_ner_given, m->classes.fine_n + 1);
		if (!m->of_more[k]) return mq_fail_memory(a);
		for (uint32_t class = 1; class <= m->classes.fine_n; class ++) {
			mq_ner_given *to = &m->of_more[k][class];
			mq_ner_rows_add(m, feature, mq_ner_own_more_features(&m->classes, k, class, feature), &to->own);
			for (int side = 0; side < MQ_NER_SIDES; side++) {
				uint32_t n = mq_ner_side_more_features(&m->classes, k, class, (mq_ner_side)side, feature);
				mq_ner_rows_add(m, feature, n, &to->side[side]);
			}
		}
	}
	return MQ_DONE;
}

static mq_status open_given(mq_arena *a, mq_ner *m)
{
	uint32_t feature[MQ_NER_CLASSINGS];
	m->of_class = MQ_ARRAY(a, mq_ner_given, m->classes.fine_n + 1);
	if (!m->of_class) return mq_fail_memory(a);
	for (uint32_t fine = 0; fine <= m->classes.fine_n; fine++) {
		mq_ner_given *to = &m->of_class[fine];
		const uint16_t class[MQ_NER_CLASSINGS] = {(uint16_t)fine, fine ? m->classes.middle[fine - 1] : 0,
							  fine ? m->classes.coarse[fine - 1] : 0};
		mq_ner_rows_add(m, feature, mq_ner_own_class_features(class, feature), &to->own);
		for (int k = 0; k < MQ_NER_SIDES; k++)
			mq_ner_rows_add(m, feature, mq_ner_side_class_features(class, (mq_ner_side)k, feature), &to->side[k]);
	}
	MQ_TRY(open_more(a, m));
	for (uint32_t i = 0; i < MQ_NER_PROFILES * MQ_NER_STEPS; i++) {
		uint32_t label = i / MQ_NER_STEPS, step = i % MQ_NER_STEPS;
		mq_ner_given *to = &m->of_profile[label][step];
		*feature = mq_ner_own_profile_feature(label, step);
		mq_ner_rows_add(m, feature, 1, &to->own);
		for (int k = 0; mq_ner_is_near((mq_ner_side)k); k++) {
			*feature = mq_ner_side_profile_feature((mq_ner_side)k, label, step);
			mq_ner_rows_add(m, feature, 1, &to->side[k]);
		}
	}
	return MQ_DONE;
}

/* classes of a model are some hundreds; a file that says otherwise gets no table */
#define CLASSES_MOST 512u

static uint32_t most_of(const uint16_t *v, uint32_t n)
{
	uint32_t most = 0;
	for (uint32_t i = 0; i < n; i++) most = v[i] > most ? v[i] : most;
	return most;
}

/* Keys are hashes, evenly spread: each stands where its first bits say, or behind; all that is known of its word lies in one line
 * of the cache. A table of twice as many places, and room behind the last for those that stand behind theirs */
static mq_status open_classes(mq_arena *a, mq_ner_classes *c)
{
	uint32_t bits = 1;
	while (bits < 31 && (1u << bits) < 2 * c->n) bits++;
	mq_ner_class_slot *slot = MQ_ARRAY(a, mq_ner_class_slot, ((size_t)1 << bits) + c->n + 1);
	if (!slot) return mq_fail_memory(a);
	for (uint32_t i = 0; i < c->n; i++) {
		mq_ner_class_slot *s = slot + (c->key[i] >> (32 - bits));
		if (!(c->fine[i] | c->profile[i])) continue;
		while (s->fine | s->profile) s++;
		*s = (mq_ner_class_slot){.key = c->key[i], .profile = c->profile[i], .fine = c->fine[i]};
		for (uint32_t k = 0; k < MQ_NER_MORE; k++) s->more[k] = c->more[k].fine[i];
	}
	c->slot = slot;
	c->slot_shift = 32 - bits;
	return MQ_DONE;
}

static mq_status open_cells(mq_arena *a, mq_ner *m)
{
	m->dense =
	    (mq_ner_dense){most_of(m->classes.middle, m->classes.fine_n) + 1, most_of(m->classes.coarse, m->classes.fine_n) + 1};
	if (m->dense.middle > CLASSES_MOST || m->dense.coarse > CLASSES_MOST) return MQ_DONE;
	uint32_t n = mq_ner_cells(&m->dense);
	m->cell = MQ_ARRAY(a, mq_ner_sums, n);
	if (!m->cell) return mq_fail_memory(a);
	for (uint32_t i = 0; i < n; i++) {
		uint32_t feature = mq_ner_cell_feature(&m->dense, i);
		mq_ner_rows_add(m, &feature, 1, &m->cell[i]);
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
	MQ_TRY(read_model(a, m, bytes));
	MQ_TRY(open_classes(a, &m->classes));
	open_far(m);
	open_sides(m);
	MQ_TRY(open_given(a, m));
	MQ_TRY(open_cells(a, m));
	*out = m;
	return MQ_DONE;
}

/* what the tables have of a word's class and profile */
static void add_given(mq_ner_given *to, const mq_ner_given *from)
{
	mq_ner_add(&to->own, &from->own);
	for (int k = 0; k < MQ_NER_SIDES; k++) mq_ner_add(&to->side[k], &from->side[k]);
}

static void begin_given(const mq_ner *m, const mq_ner_seen *s, const mq_ner_look *look, mq_ner_given *to)
{
	uint32_t profile = look->profile;
	*to = m->of_class[s->class[0] <= m->classes.fine_n ? s->class[0] : 0];
	for (uint32_t k = 0; k < MQ_NER_MORE; k++)
		if (look->more[k] && look->more[k] <= m->classes.fine_n) add_given(to, &m->of_more[k][look->more[k]]);
	for (uint32_t label = 0; profile && label < MQ_NER_PROFILES; label++) {
		const mq_ner_given *more = &m->of_profile[label][mq_ner_profile_step(profile, label)];
		mq_ner_add(&to->own, &more->own);
		for (int k = 0; mq_ner_is_near((mq_ner_side)k); k++) mq_ner_add(&to->side[k], &more->side[k]);
	}
}

void mq_ner_know_fetch(const mq_ner *m, mq_text norm, uint64_t key) { mq_ner_fetch_word(m->gaz, &m->classes, norm, key); }

void mq_ner_know_ask(const mq_ner *m, const mq_ner_word *w, mq_ner_known *out, mq_ner_coming *c)
{
	mq_ner_look look;
	memset(out, 0, sizeof *out);
	mq_ner_look_word(m->gaz, &m->classes, w, &out->seen, &look);
	begin_given(m, &out->seen, &look, &out->given);
	uint32_t n = mq_ner_word_features(&out->seen, &look, c->feature);
	c->end[0] = n;
	for (int side = 0; side < MQ_NER_SIDES; side++)
		c->end[1 + side] = n += mq_ner_side_features(&out->seen, &look, (mq_ner_side)side, c->feature + n);
	mq_ner_rows_ask(m, c->feature, n);
	c->out = out;
}

void mq_ner_know_take(const mq_ner *m, mq_ner_coming *c)
{
	for (uint32_t k = 0, from = 0; k <= MQ_NER_SIDES; from = c->end[k++])
		mq_ner_rows_add(m, c->feature + from, c->end[k] - from, k ? &c->out->given.side[k - 1] : &c->out->given.own);
}

void mq_ner_know(const mq_ner *m, const mq_ner_word *w, mq_ner_known *out)
{
	mq_ner_coming c;
	mq_ner_know_ask(m, w, out, &c);
	mq_ner_know_take(m, &c);
}
