/* The linear model: tables of named features with weights (rules/events/weights*.tsv), made by tools/train_events.py. A score is
 * the sum of the weights of the features that hold; the logistic function of it is a probability. */
#include <math.h>
#include <stdarg.h>
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

/* where the weights stand: those that are words, those of status, of parties and of the last look in tables of their own */
static const char *const tables[] = {"rules/events/weights.tsv", "rules/events/weights_words.tsv",
				     "rules/events/weights_status.tsv", "rules/events/weights_parties.tsv",
				     "rules/events/weights_last.tsv"};
#define TABLES (sizeof tables / sizeof *tables)

/* «-1.25», as almost all of them are written */
static bool short_number(mq_text t, double *out)
{
	const bool minus = t.n && t.p[0] == '-';
	size_t i = minus;
	int n = 0;
	if (t.n < i + 4 || t.n > i + 6 || t.p[t.n - 3] != '.') return false;
	for (; i < t.n; i++) {
		if (i == t.n - 3) continue;
		if (t.p[i] < '0' || t.p[i] > '9') return false;
		n = n * 10 + (t.p[i] - '0');
	}
	*out = (minus ? -n : n) / 100.0;
	return true;
}

static bool number_of(mq_text t, double *out)
{
	char buf[40];
	if (short_number(t, out)) return true;
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

/* of at least so many bytes, at most twice as many: two copies that overlap */
#define COPY_OF(type)                                                                                                            \
	static inline void copy_##type(char *to, const char *from, size_t n)                                                     \
	{                                                                                                                        \
		type a, b;                                                                                                       \
		memcpy(&a, from, sizeof a);                                                                                      \
		memcpy(&b, from + n - sizeof b, sizeof b);                                                                       \
		memcpy(to, &a, sizeof a);                                                                                        \
		memcpy(to + n - sizeof b, &b, sizeof b);                                                                         \
	}
COPY_OF(uint64_t)
COPY_OF(uint32_t)
COPY_OF(uint16_t)

/* most parts of a name have 2 to 16 bytes */
static inline size_t put(char *buf, size_t at, size_t most, const char *p, size_t n)
{
	if (n > most - at) n = most - at;
	if (n > 16) memcpy(buf + at, p, n);
	else if (n >= 8) copy_uint64_t(buf + at, p, n);
	else if (n >= 4) copy_uint32_t(buf + at, p, n);
	else if (n >= 2) copy_uint16_t(buf + at, p, n);
	else if (n) buf[at] = *p;
	return at + n;
}

/* "actor.phrase" are the weights that features of the group "phrase" have in the role "actor" */
static uint64_t key_of(mq_text group, mq_text feature)
{
	char name[FEATURE_MOST];
	const char *dot = memchr(group.p, '.', group.n);
	size_t role = dot ? (size_t)(dot - group.p) : 0, skip = dot ? role + 1 : 0;
	mq_text part = mq_text_at(group.p + skip, group.n - skip);
	size_t n = put(name, 0, sizeof name, part.p, part.n);
	n = put(name, n, sizeof name, " ", 1);
	uint64_t key = mq_hash(mq_text_at(name, put(name, n, sizeof name, feature.p, feature.n)));
	return role ? key ^ mq_model_role(mq_text_at(group.p, role)) : key;
}

uint64_t mq_model_role(mq_text role) { return mq_hash(role); }

/* of the models that decide; the group of a type of event says that its kinds are judged of a sentence alone */
static void put_cut(mq_model *m, mq_text group, double w)
{
	if (mq_text_eq(group, MQ_T("same"))) m->same_cut = w;
	else if (mq_text_eq(group, MQ_T("accept"))) m->accept_cut = w;
	else if (mq_text_eq(group, MQ_T("kept"))) m->kept_cut = w;
	else if (mq_text_eq(group, MQ_T("sentence"))) m->sentence_cut = w;
	for (size_t k = 0; k < mq_event_kinds_n; k++)
		if (mq_text_eq(group, mq_text_of(mq_event_kinds[k].plover))) m->alone_cut[k] = w;
}

static mq_status read_table(mq_arena *a, mq_table *t, mq_model *out)
{
	while (mq_table_row(t)) {
		double w;
		if (!number_of(t->cell[2], &w))
			return mq_fail(a, MQ_BAD_DATA, MQ_BYTE_UNKNOWN, "%.*s:%u: \"%.*s\" is no number", MQ_ARG(t->name),
				       t->line, MQ_ARG(t->cell[2]));
		out->there = true;
		if (mq_text_eq(t->cell[1], MQ_T("(cut)"))) {
			put_cut(out, t->cell[0], w);
			continue;
		}
		out->topics = out->topics || mq_text_eq(t->cell[0], MQ_T("topic"));
		out->wide = out->wide || mq_text_starts(t->cell[1], MQ_T("actor=two"));
		out->same = out->same || mq_text_eq(t->cell[0], MQ_T("same"));
		put_weight(out, key_of(t->cell[0], t->cell[1]), w);
	}
	return MQ_DONE;
}

mq_status mq_model_read(mq_arena *a, const mq_pack *pack, mq_model *out)
{
	mq_table t;
	mq_text bytes[TABLES];
	uint32_t rows = 0, size = 1024;
	memset(out, 0, sizeof *out);
	out->accept_cut = 0.5;
	for (size_t i = 0; i < TABLES; i++) {
		bytes[i] = mq_pack_file(pack, mq_text_of(tables[i]));
		for (size_t at = 0; at < bytes[i].n; at++) rows += bytes[i].p[at] == '\n';
	}
	if (!rows) return MQ_DONE;
	while (size < 2 * rows) size *= 2;
	out->slot = MQ_ARRAY(a, mq_weight, size);
	if (!out->slot) return mq_fail_memory(a);
	out->mask = size - 1;
	for (size_t i = 0; i < TABLES; i++) {
		mq_table_open(mq_text_of(tables[i]), bytes[i], &t);
		MQ_TRY(read_table(a, &t, out));
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

mq_text mq_digits(uint32_t n, char room[MQ_DIGITS_MOST])
{
	size_t at = MQ_DIGITS_MOST;
	do room[--at] = (char)('0' + n % 10);
	while (n /= 10);
	return mq_text_at(room + at, MQ_DIGITS_MOST - at);
}

/* the parts that take the place of a % in a form (%.*s is a text and its length); *form stands behind it, and then at what ends
 * it */
static size_t put_part(char *buf, size_t at, size_t most, const char **form, va_list *v)
{
	char digits[MQ_DIGITS_MOST], c;
	mq_text t = MQ_NONE;
	if (**form == 's') t = mq_text_of(va_arg(*v, const char *));
	else if (**form == 'u') t = mq_digits(va_arg(*v, uint32_t), digits);
	else if (**form == 'c') c = (char)va_arg(*v, int), t = mq_text_at(&c, 1);
	else if (**form == '.') {
		t.n = (size_t)va_arg(*v, int);
		t.p = va_arg(*v, const char *);
		*form += 2;
	}
	return put(buf, at, most, t.p, t.n);
}

int mq_print_parts(char *buf, size_t most, const char *form, ...)
{
	size_t at = 0;
	va_list v;
	va_start(v, form);
	for (; *form; form++) {
		if (*form == '%') form++, at = put_part(buf, at, most, &form, &v);
		else at = put(buf, at, most, form, 1);
	}
	va_end(v);
	return (int)at;
}

void mq_feature_n(mq_features *f, const char *name, uint32_t n, uint32_t most)
{
	char digits[MQ_DIGITS_MOST];
	mq_feature2(f, name, mq_digits(n < most ? n : most, digits), MQ_NONE);
}

/* the table is far from the processor: all that will be looked up is asked for at once */
static void ask_weights(const mq_model *m, const mq_features *f, uint32_t from, uint64_t role)
{
	for (uint32_t i = from; m->mask && i < f->n; i++) __builtin_prefetch(&m->slot[(uint32_t)(f->key[i] ^ role) & m->mask]);
}

double mq_features_score_as(const mq_model *m, const mq_features *f, uint64_t role)
{
	double sum = 0;
	ask_weights(m, f, 0, role);
	for (uint32_t i = 0; i < f->n; i++) sum += mq_model_weight(m, f->key[i] ^ role);
	return sum;
}

double mq_features_score(const mq_model *m, const mq_features *f, uint32_t from)
{
	double sum = 0;
	ask_weights(m, f, from, 0);
	for (uint32_t i = from; i < f->n; i++) sum += mq_model_weight(m, f->key[i]);
	return sum;
}
