/* The linear model: a table of named features with weights (rules/events/weights.tsv), made by tools/train_events.py. A score is
 * the sum of the weights of the features that hold; the logistic function of it is a probability. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/hash.h"
#include "event/inner.h"

/* bytes of a feature's group and name */
#define FEATURE_MOST 200

static uint32_t check_of(uint64_t key) { return (uint32_t)(key >> 32) | 1u; }

double mq_model_weight(const mq_model *m, uint64_t key)
{
	if (!m->mask) return 0;
	uint32_t check = check_of(key);
	for (uint32_t i = (uint32_t)key & m->mask; m->slot[i].check; i = (i + 1) & m->mask)
		if (m->slot[i].check == check) return (double)m->slot[i].weight;
	return 0;
}

static bool number_of(mq_text t, double *out)
{
	char buf[40];
	if (t.n == 0 || t.n >= sizeof buf) return false;
	memcpy(buf, t.p, t.n);
	buf[t.n] = 0;
	char *end;
	*out = strtod(buf, &end);
	return *end == 0 && isfinite(*out);
}

static void put_weight(mq_model *m, uint64_t key, double w)
{
	uint32_t i = (uint32_t)key & m->mask;
	while (m->slot[i].check && m->slot[i].check != check_of(key)) i = (i + 1) & m->mask;
	m->slot[i].check = check_of(key);
	m->slot[i].weight = (float)w;
}

/* "actor.phrase" are the weights that features of the group "phrase" have in the role "actor" */
static uint64_t key_of(mq_text group, mq_text feature)
{
	char name[FEATURE_MOST];
	const char *dot = memchr(group.p, '.', group.n);
	size_t role = dot ? (size_t)(dot - group.p) : 0, skip = dot ? role + 1 : 0;
	mq_text part = mq_text_at(group.p + skip, group.n - skip);
	int n = snprintf(name, sizeof name, "%.*s %.*s", MQ_ARG(part), MQ_ARG(feature));
	uint64_t key = mq_hash(mq_text_at(name, n < FEATURE_MOST ? (size_t)n : FEATURE_MOST - 1));
	return role ? key ^ mq_model_role(mq_text_at(group.p, role)) : key;
}

uint64_t mq_model_role(mq_text role) { return mq_hash(role); }

/* of the models that decide; the group of a type of event says that its kinds are judged of a sentence alone */
static void put_cut(mq_model *m, mq_text group, double w)
{
	if (mq_text_eq(group, MQ_T("same"))) m->same_cut = w;
	else if (mq_text_eq(group, MQ_T("accept"))) m->accept_cut = w;
	for (size_t k = 0; k < mq_event_kinds_n; k++)
		if (mq_text_eq(group, mq_text_of(mq_event_kinds[k].plover))) m->alone |= 1ull << k, m->alone_cut = w;
}

mq_status mq_model_read(mq_arena *a, const mq_pack *pack, mq_model *out)
{
	mq_table t;
	mq_text path = MQ_T("rules/events/weights.tsv"), bytes = mq_pack_file(pack, path);
	uint32_t rows = 0;
	memset(out, 0, sizeof *out);
	out->accept_cut = 0.5;
	for (mq_table_open(path, bytes, &t); mq_table_row(&t);) rows++;
	if (!rows) return MQ_DONE;
	uint32_t size = 1024;
	while (size < 2 * rows) size *= 2;
	out->slot = MQ_ARRAY(a, mq_weight, size);
	if (!out->slot) return mq_fail_memory(a);
	out->mask = size - 1;
	out->there = true;
	for (mq_table_open(path, bytes, &t); mq_table_row(&t);) {
		double w;
		if (!number_of(t.cell[2], &w))
			return mq_fail(a, MQ_BAD_DATA, MQ_BYTE_UNKNOWN, "%.*s:%u: \"%.*s\" is no number", MQ_ARG(path), t.line,
				       MQ_ARG(t.cell[2]));
		if (mq_text_eq(t.cell[1], MQ_T("(cut)"))) {
			put_cut(out, t.cell[0], w);
			continue;
		}
		out->topics = out->topics || mq_text_eq(t.cell[0], MQ_T("topic"));
		out->same = out->same || mq_text_eq(t.cell[0], MQ_T("same"));
		put_weight(out, key_of(t.cell[0], t.cell[1]), w);
	}
	return MQ_DONE;
}

void mq_features_open(mq_features *f, mq_arena *a, const char *group, bool named)
{
	f->n = 0;
	memset(f->place, 0, sizeof f->place);
	f->a = a;
	f->group = mq_text_of(group);
	f->named = named;
}

static void add(mq_features *f, const char *text, size_t n)
{
	size_t head = f->group.n + 1;
	uint64_t key = mq_hash(mq_text_at(text, n));
	if (f->n >= MQ_FEATURES_MOST) return;
	uint32_t at = (uint32_t)key & (MQ_FEATURES_PLACES - 1);
	for (; f->place[at]; at = (at + 1) & (MQ_FEATURES_PLACES - 1))
		if (f->key[f->place[at] - 1] == key) return;
	f->place[at] = (uint16_t)(f->n + 1);
	if (f->named) f->name[f->n] = mq_arena_text(f->a, mq_text_at(text + head, n - head));
	f->key[f->n++] = key;
}

static size_t put(char *buf, size_t at, size_t most, const char *p, size_t n)
{
	if (at + n > most) n = most - at;
	if (n) memcpy(buf + at, p, n);
	return at + n;
}

#define BYTES_MOST 160u
static size_t put_name(char buf[BYTES_MOST], mq_text group, mq_text name, mq_text x, mq_text y)
{
	size_t n = put(buf, 0, BYTES_MOST, group.p, group.n);
	n = put(buf, n, BYTES_MOST, " ", 1);
	n = put(buf, n, BYTES_MOST, name.p, name.n);
	if (x.n) {
		n = put(buf, n, BYTES_MOST, "=", 1);
		n = put(buf, n, BYTES_MOST, x.p, x.n);
	}
	if (y.n) {
		n = put(buf, n, BYTES_MOST, "|", 1);
		n = put(buf, n, BYTES_MOST, y.p, y.n);
	}
	return n;
}

uint64_t mq_feature_key(const char *group, const char *name, mq_text x, mq_text y)
{
	char buf[BYTES_MOST];
	return mq_hash(mq_text_at(buf, put_name(buf, mq_text_of(group), mq_text_of(name), x, y)));
}

void mq_feature_add(mq_features *f, mq_text name, mq_text x, mq_text y)
{
	char buf[BYTES_MOST];
	add(f, buf, put_name(buf, f->group, name, x, y));
}

void mq_feature_n(mq_features *f, const char *name, uint32_t n, uint32_t most)
{
	char digits[12];
	int k = snprintf(digits, sizeof digits, "%u", n < most ? n : most);
	mq_feature2(f, name, mq_text_at(digits, (size_t)k), MQ_NONE);
}

double mq_features_score_as(const mq_model *m, const mq_features *f, uint64_t role)
{
	double sum = 0;
	for (uint32_t i = 0; i < f->n; i++) sum += mq_model_weight(m, f->key[i] ^ role);
	return sum;
}

double mq_features_score(const mq_model *m, const mq_features *f, uint32_t from)
{
	double sum = 0;
	for (uint32_t i = from; i < f->n; i++) sum += mq_model_weight(m, f->key[i]);
	return sum;
}
