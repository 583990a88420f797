/* The model's file, and the sums of its weights. */
#include "mark/ner_model.h"

static const void *take(mq_text *rest, size_t n)
{
	const void *p = rest->p;
	if (rest->n < n) return NULL;
	*rest = mq_text_sub(*rest, n, rest->n);
	return p;
}

static mq_status read_rows(mq_arena *a, mq_ner *m, const uint16_t *check, const int8_t *weight, size_t rows)
{
	mq_ner_line *line = mq_arena_alloc(a, sizeof *line * rows);
	if (!line) return mq_fail_memory(a);
	for (size_t i = 0; i < rows; i++) {
		memcpy(&line[i].check, check + i, sizeof *check);
		memcpy(line[i].weight, weight + i * MQ_NER_LABELS, MQ_NER_LABELS);
	}
	m->line = line;
	return MQ_DONE;
}

static mq_status read_model(mq_arena *a, mq_ner *m, mq_text bytes)
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
	const uint16_t *check = take(&rest, rows * sizeof *check);
	const int8_t *weight = take(&rest, rows * MQ_NER_LABELS);
	m->rows = head.rows;
	m->scale = head.scale;
	bool whole = p && m->classes.key && m->classes.fine && m->classes.profile && m->classes.middle && m->classes.coarse &&
		     check && weight && rest.n == 0;
	if (!whole || head.rows == 0)
		return MQ_FAIL(MQ_BAD_DATA, bytes.n, "models/ner.bin does not have the length that its header says");
	return read_rows(a, m, check, weight, rows);
}

/* --- sums of weights -------------------------------------------------------------------------------------------------- */

typedef int8_t bytes_of_row __attribute__((vector_size(8)));

/* features that the model does not have cost a look at the checks only */
uint32_t mq_ner_rows_find(const mq_ner *m, const uint32_t *feature, uint32_t n, uint32_t *row)
{
	uint32_t found = 0;
	for (uint32_t f = 0; f < n; f++) {
		uint32_t at = mq_ner_row(feature[f], m->rows), end = at + MQ_NER_BUCKET;
		uint16_t check = mq_ner_check(feature[f]);
		while (at < end && m->line[at].check && m->line[at].check != check) at++;
		if (at < end && m->line[at].check) row[found++] = at;
	}
	return found;
}

void mq_ner_rows_add(const mq_ner *m, const uint32_t *row, uint32_t n, mq_ner_sums *to)
{
	mq_ner_lanes sum;
	int16_t none = 0;
	memcpy(&sum, to->v, sizeof sum);
	for (uint32_t f = 0; f < n; f++) {
		const int8_t *w = m->line[row[f]].weight;
		bytes_of_row others;
		memcpy(&others, w + 1, sizeof others);
		sum += __builtin_convertvector(others, mq_ner_lanes);
		none = (int16_t)(none + w[MQ_NER_O]);
	}
	sum -= none;
	memcpy(to->v, &sum, sizeof sum);
}

static void add_features(const mq_ner *m, uint32_t *feature, uint32_t n, mq_ner_sums *to)
{
	mq_ner_rows_ask(m, feature, n);
	mq_ner_rows_add(m, feature, mq_ner_rows_find(m, feature, n, feature), to);
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

/* keys are hashes, evenly spread: where those of each beginning begin */
static mq_status open_classes(mq_arena *a, mq_ner_classes *c)
{
	uint32_t *first = mq_arena_alloc(a, sizeof *first * (MQ_NER_FIRSTS + 1)), at = 0;
	if (!first) return mq_fail_memory(a);
	for (uint32_t i = 0; i < MQ_NER_FIRSTS; i++) {
		while (at < c->n && c->key[at] >> MQ_NER_FIRST_SHIFT < i) at++;
		first[i] = at;
	}
	first[MQ_NER_FIRSTS] = c->n;
	c->first = first;
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
	MQ_TRY(read_model(a, m, bytes));
	MQ_TRY(open_classes(a, &m->classes));
	open_sides(m);
	MQ_TRY(open_cells(a, m));
	*out = m;
	return MQ_DONE;
}

void mq_ner_know_ask(const mq_ner *m, const mq_ner_word *w, mq_ner_known *out, mq_ner_coming *c)
{
	mq_ner_look look;
	memset(out, 0, sizeof *out);
	mq_ner_look_word(m->gaz, &m->classes, w, &out->seen, &look);
	uint32_t n = mq_ner_word_features(&out->seen, &look, c->feature);
	c->end[0] = n;
	for (int side = 0; side < MQ_NER_SIDES; side++)
		c->end[1 + side] = n += mq_ner_side_features(&out->seen, &look, (mq_ner_side)side, c->feature + n);
	mq_ner_rows_ask(m, c->feature, n);
	c->out = out;
}

void mq_ner_know_take(const mq_ner *m, mq_ner_coming *c)
{
	for (uint32_t k = 0, from = 0; k <= MQ_NER_SIDES; from = c->end[k++]) {
		uint32_t *row = c->feature + from, n = mq_ner_rows_find(m, row, c->end[k] - from, row);
		mq_ner_rows_add(m, row, n, k ? &c->out->side[k - 1] : &c->out->own);
	}
}

void mq_ner_know(const mq_ner *m, const mq_ner_word *w, mq_ner_known *out)
{
	mq_ner_coming c;
	mq_ner_know_ask(m, w, out, &c);
	mq_ner_know_take(m, &c);
}
