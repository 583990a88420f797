/* Labelled words become instances: the features of every word, which are counted and numbered. */

#include "ner_parts.h"

/* the features of what has few values: own ones where to is NULL */
static uint32_t few_features(const mq_ner_classes *c, const mq_ner_seen *s, const mq_ner_look *look, const mq_ner_side *to,
			     uint32_t *out)
{
	uint32_t n = to ? mq_ner_side_class_features(s->class, *to, out) : mq_ner_own_class_features(s->class, out);
	for (uint32_t k = 0; look->profile && (!to || mq_ner_is_near(*to)) && k < MQ_NER_PROFILES; k++) {
		uint32_t step = mq_ner_profile_step(look->profile, k);
		out[n++] = to ? mq_ner_side_profile_feature(*to, k, step) : mq_ner_own_profile_feature(k, step);
	}
	for (uint32_t k = 0; k < MQ_NER_MORE; k++) {
		uint32_t class = look->more[k];
		if (class)
			n += to ? mq_ner_side_more_features(c, k, class, *to, out + n)
				: mq_ner_own_more_features(c, k, class, out + n);
	}
	return n;
}

/* what word at gives the word beside it, if there is such a word */
static uint32_t from_side(const mq_ner_classes *c, const mq_ner_seen *s, const mq_ner_look *look, bool there, uint32_t at,
			  mq_ner_side side, uint32_t *out)
{
	if (!there) return mq_ner_side_features(NULL, NULL, side, out);
	uint32_t n = mq_ner_side_features(&s[at], &look[at], side, out);
	return n + few_features(c, &s[at], &look[at], &side, out + n);
}

static uint32_t all_features(const mq_ner_classes *c, const mq_ner_seen *s, const mq_ner_look *look, uint32_t count,
			     uint32_t from, uint32_t to, uint32_t i, uint32_t *out)
{
	uint32_t n = mq_ner_word_features(&s[i], &look[i], out);
	n += few_features(c, &s[i], &look[i], NULL, out + n);
	n += from_side(c, s, look, i > from, i - 1, MQ_NER_LEFT, out + n);
	n += from_side(c, s, look, i + 1 < to, i + 1, MQ_NER_RIGHT, out + n);
	n += from_side(c, s, look, i > from + 1, i - 2, MQ_NER_LEFT_BUT_ONE, out + n);
	n += from_side(c, s, look, i + 2 < to, i + 2, MQ_NER_RIGHT_BUT_ONE, out + n);
	mq_ner_places places;
	mq_ner_place_features(NULL, s, count, from, to, i, &places);
	memcpy(out + n, places.feature, sizeof *out * places.n);
	return n + places.n;
}

bool ner_add_document(setup *t, const mq_ner_word *w, const uint16_t *allowed, uint32_t n, float weight, instances *out)
{
	mq_ner_seen *seen = mq_arena_alloc(t->page, sizeof *seen * (size_t)(n + 1));
	mq_ner_look *look = mq_arena_alloc(t->page, sizeof *look * (size_t)(n + 1));
	uint32_t feature[MQ_NER_FEATURES_MOST];
	if (!seen || !look) return false;
	for (uint32_t i = 0; i < n; i++) {
		mq_ner_look_word(t->gaz, &t->classes, &w[i], &seen[i], &look[i]);
		seen[i].ends = w[i].ends;
	}
	if (!mq_ok(mq_ner_look_places(t->page, t->gaz, seen, n))) return false;
	for (uint32_t from = 0, i = 0; i < n; i++) {
		if (!w[i].ends && i + 1 < n && i + 1 - from < LENGTH_MOST) continue;
		sentence *s = mq_push(t->data, &out->sentences);
		if (!s) return false;
		*s = (sentence){out->allowed.n, out->allowed.n + (i + 1 - from), weight};
		for (uint32_t k = from; k <= i; k++) {
			uint32_t m = all_features(&t->classes, seen, look, n, from, i + 1, k, feature);
			uint32_t *at = mq_push(t->data, &out->at);
			uint16_t *l = mq_push(t->data, &out->allowed);
			if (!at || !l) return false;
			*at = out->rows.n;
			*l = allowed ? allowed[k] : 1;
			for (uint32_t f = 0; f < m; f++) {
				uint32_t *row = mq_push(t->data, &out->rows);
				if (!row) return false;
				*row = feature[f];
			}
		}
		from = i + 1;
	}
	return true;
}

bool ner_add_labelled(setup *t, const mq_labelled *l, float weight, instances *out)
{
	for (uint32_t d = 0, from = 0; d < l->doc_ends.n; from = l->doc_ends.v[d++]) {
		mq_arena_clear(t->page);
		if (!ner_add_document(t, l->words.v + from, l->allowed.v + from, l->doc_ends.v[d] - from, weight, out))
			return false;
	}
	return true;
}

void ner_close_instances(setup *t, instances *x) { *(uint32_t *)mq_push(t->data, &x->at) = x->rows.n; }

static uint32_t feature_place(const features *x, uint32_t feature)
{
	uint32_t at = (uint32_t)(feature * 0x9E3779B1u) & (x->size - 1);
	while (x->times[at] && x->feature[at] != feature) at = (at + 1) & (x->size - 1);
	return at;
}

static bool features_room(features *x, uint32_t size)
{
	features was = *x;
	x->feature = mq_heap_alloc(4 * (size_t)size);
	x->times = mq_heap_alloc(4 * (size_t)size);
	x->size = size;
	if (!x->feature || !x->times) return false;
	for (uint32_t i = 0; i < was.size; i++) {
		if (!was.times[i]) continue;
		uint32_t at = feature_place(x, was.feature[i]);
		x->feature[at] = was.feature[i];
		x->times[at] = was.times[i];
	}
	mq_heap_free(was.feature);
	mq_heap_free(was.times);
	return true;
}

/* counts the features of the instances and numbers those that are met least times or oftener */
bool ner_features_find(features *x, const instances *from, uint32_t least)
{
	*x = (features){.size = 0};
	if (!features_room(x, 1u << 20)) return false;
	for (uint32_t i = 0; i < from->rows.n; i++) {
		uint32_t at = feature_place(x, from->rows.v[i]);
		x->feature[at] = from->rows.v[i];
		if (x->times[at]++ || ++x->used * 2 < x->size) continue;
		if (!features_room(x, x->size * 2)) return false;
	}
	x->number = mq_heap_alloc(4 * (size_t)x->size);
	for (uint32_t i = 0; x->number && i < x->size; i++) x->number[i] = x->times[i] >= least ? x->n++ : NOT_NUMBERED;
	fprintf(stderr, "features: %u of %u are met %u times\n", x->n, x->used, least);
	return x->number != NULL;
}

uint32_t ner_feature_number(const features *x, uint32_t feature)
{
	uint32_t at = feature_place(x, feature);
	return x->times[at] ? x->number[at] : NOT_NUMBERED;
}

void ner_features_close(features *x)
{
	mq_heap_free(x->feature);
	mq_heap_free(x->times);
	mq_heap_free(x->number);
}

/* rows become numbers of features; what is not numbered goes */
void ner_number_rows(const features *known, instances *x)
{
	uint32_t kept = 0, from = 0;
	for (uint32_t i = 0; i + 1 < x->at.n; i++) {
		uint32_t to = x->at.v[i + 1];
		uint32_t begin = kept;
		for (uint32_t f = from; f < to; f++) {
			uint32_t number = ner_feature_number(known, x->rows.v[f]);
			if (number != NOT_NUMBERED) x->rows.v[kept++] = number;
		}
		x->at.v[i] = begin;
		from = to;
	}
	x->at.v[x->at.n - 1] = x->rows.n = kept;
	x->numbered = true;
}
