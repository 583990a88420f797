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

static const char *const party_roles[MQ_PARTY_ROLES] = {"actor", "recipient", "party"};
static const char *const status_roles[MQ_STATUS_ROLES] = {"done", "under_way", "announced", "cancelled", "background"};
static const struct {
	const char *const *role;
	uint32_t roles;
} sets[MQ_WEIGHTS_SETS] = {{NULL, 1}, {party_roles, MQ_PARTY_ROLES}, {status_roles, MQ_STATUS_ROLES}};

static uint32_t check_of(uint64_t key) { return (uint32_t)(key >> 32) | 1u; }

/* the place of a key in a table of so many roles: an empty one where it has none */
static inline mq_cell *place_of(const mq_weights *w, uint64_t key, uint32_t roles)
{
	uint32_t check = check_of(key), i = (uint32_t)key & w->mask;
	mq_cell *c = w->cell + (size_t)i * (roles + 1);
	while (c->check && c->check != check) {
		i = (i + 1) & w->mask;
		c = w->cell + (size_t)i * (roles + 1);
	}
	return c;
}

double mq_model_weight(const mq_model *m, uint64_t key)
{
	const mq_weights *w = &m->of[MQ_WEIGHTS_PLAIN];
	if (!w->cell) return 0;
	const mq_cell *c = place_of(w, key, 1);
	return c->check ? (double)c[1].weight : 0;
}

double mq_model_weight2(const mq_model *m, uint64_t first, uint64_t second)
{
	const mq_weights *w = &m->of[MQ_WEIGHTS_PLAIN];
	if (!w->cell) return 0;
	__builtin_prefetch(w->cell + (size_t)((uint32_t)second & w->mask) * 2);
	return mq_model_weight(m, first) + mq_model_weight(m, second);
}

/* where the weights stand: those that are words, those of status, of a party, of a way to fill the roles and of the last look in
 * tables of their own */
static const char *const tables[] = {"rules/events/weights.tsv",        "rules/events/weights_words.tsv",
				     "rules/events/weights_status.tsv", "rules/events/weights_parties.tsv",
				     "rules/events/weights_ways.tsv",   "rules/events/weights_last.tsv"};
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

/* a table while it is filled: on the heap, with the halves of keys that are no check, so that it can grow */
typedef struct {
	mq_weights w;
	uint32_t *low; /* of each place */
	uint32_t n, size, roles;
} mq_filling;

static bool grow(mq_filling *t)
{
	mq_filling old = *t;
	t->size = old.size ? 2 * old.size : 1024;
	t->w.mask = t->size - 1;
	t->w.cell = mq_heap_alloc((size_t)t->size * (t->roles + 1) * sizeof *t->w.cell);
	t->low = mq_heap_alloc(t->size * sizeof *t->low);
	for (uint32_t i = 0; t->w.cell && t->low && i < old.size; i++) {
		const mq_cell *from = old.w.cell + (size_t)i * (t->roles + 1);
		if (!from->check) continue;
		mq_cell *to = place_of(&t->w, (uint64_t)from->check << 32 | old.low[i], t->roles);
		memcpy(to, from, (t->roles + 1) * sizeof *to);
		t->low[(size_t)(to - t->w.cell) / (t->roles + 1)] = old.low[i];
	}
	mq_heap_free(old.w.cell);
	mq_heap_free(old.low);
	return t->w.cell && t->low;
}

static bool put_weight(mq_filling *t, uint64_t key, uint32_t role, double weight)
{
	/* three fifths full, a look-up still ends in its cache line */
	if (5 * (t->n + 1) > 3 * t->size && !grow(t)) return false;
	mq_cell *c = place_of(&t->w, key, t->roles);
	t->n += c->check == 0;
	t->low[(size_t)(c - t->w.cell) / (t->roles + 1)] = (uint32_t)key;
	c->check = check_of(key);
	c[1 + role].weight = (float)weight;
	return true;
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

static uint64_t role_key(mq_text role) { return mq_hash(role); }

/* where the weight of a row stands: "actor.phrase" are those that features of the group "phrase" have in the role "actor" */
typedef struct {
	uint64_t key;
	uint32_t set, role;
} mq_row_place;

static mq_row_place place_of_row(mq_text group, mq_text feature)
{
	char name[FEATURE_MOST];
	mq_row_place at = {0};
	const char *dot = memchr(group.p, '.', group.n);
	mq_text role = mq_text_at(group.p, dot ? (size_t)(dot - group.p) : 0);
	mq_text part = mq_text_sub(group, dot ? role.n + 1 : 0, group.n);
	size_t n = put(name, 0, sizeof name, part.p, part.n);
	n = put(name, n, sizeof name, " ", 1);
	at.key = mq_hash(mq_text_at(name, put(name, n, sizeof name, feature.p, feature.n)));
	if (!role.n) return at;
	for (uint32_t set = 0; set < MQ_WEIGHTS_SETS; set++)
		for (uint32_t k = 0; sets[set].role && k < sets[set].roles; k++)
			if (mq_text_eq(role, mq_text_of(sets[set].role[k]))) return at.set = set, at.role = k, at;
	at.key ^= role_key(role);
	return at;
}

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

static mq_status read_table(mq_arena *a, mq_table *t, mq_filling filling[MQ_WEIGHTS_SETS], mq_model *out)
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
		mq_row_place at = place_of_row(t->cell[0], t->cell[1]);
		if (!put_weight(&filling[at.set], at.key, at.role, w)) return mq_fail_memory(a);
	}
	return MQ_DONE;
}

/* out of the heap, into the arena */
static mq_status settle(mq_arena *a, mq_filling *t, mq_weights *out)
{
	size_t n = (size_t)t->size * (t->roles + 1);
	mq_cell *cell = t->size ? MQ_ARRAY(a, mq_cell, n) : NULL;
	if (t->size && !cell) return mq_fail_memory(a);
	if (cell) memcpy(cell, t->w.cell, n * sizeof *cell);
	*out = (mq_weights){cell, t->w.mask};
	return MQ_DONE;
}

mq_status mq_model_read(mq_arena *a, const mq_pack *pack, mq_model *out)
{
	mq_table t;
	mq_status s = MQ_DONE;
	mq_filling filling[MQ_WEIGHTS_SETS] = {0};
	memset(out, 0, sizeof *out);
	out->accept_cut = 0.5;
	for (uint32_t k = 0; k < MQ_WEIGHTS_SETS; k++) filling[k].roles = sets[k].roles;
	for (size_t i = 0; i < TABLES && mq_ok(s); i++) {
		mq_text name = mq_text_of(tables[i]);
		mq_table_open(name, mq_pack_file(pack, name), &t);
		s = read_table(a, &t, filling, out);
	}
	for (uint32_t k = 0; k < MQ_WEIGHTS_SETS; k++) {
		if (mq_ok(s)) s = settle(a, &filling[k], &out->of[k]);
		mq_heap_free(filling[k].w.cell);
		mq_heap_free(filling[k].low);
	}
	return s;
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
static inline void ask_weights(const mq_weights *w, const mq_features *f, uint32_t from, uint64_t role, uint32_t roles)
{
	for (uint32_t i = from; i < f->n; i++)
		__builtin_prefetch(w->cell + (size_t)((uint32_t)(f->key[i] ^ role) & w->mask) * (roles + 1));
}

static double score(const mq_model *m, const mq_features *f, uint32_t from, uint64_t role)
{
	const mq_weights *w = &m->of[MQ_WEIGHTS_PLAIN];
	double sum = 0;
	if (!w->cell) return 0;
	ask_weights(w, f, from, role, 1);
	for (uint32_t i = from; i < f->n; i++) {
		const mq_cell *c = place_of(w, f->key[i] ^ role, 1);
		if (c->check) sum += (double)c[1].weight;
	}
	return sum;
}

double mq_features_score_as(const mq_model *m, const mq_features *f, mq_text role) { return score(m, f, 0, role_key(role)); }
double mq_features_score(const mq_model *m, const mq_features *f, uint32_t from) { return score(m, f, from, 0); }

/* in sight of the compiler for each number of roles */
static inline void score_roles(const mq_weights *w, const mq_features *f, uint32_t roles, double *sum)
{
	ask_weights(w, f, 0, 0, roles);
	for (uint32_t i = 0; i < f->n; i++) {
		const mq_cell *c = place_of(w, f->key[i], roles);
		for (uint32_t k = 0; c->check && k < roles; k++) sum[k] += (double)c[1 + k].weight;
	}
}

void mq_features_score_roles(const mq_model *m, const mq_features *f, mq_weights_set set, double sum[MQ_ROLES_MOST])
{
	const mq_weights *w = &m->of[set];
	memset(sum, 0, MQ_ROLES_MOST * sizeof *sum);
	if (!w->cell) return;
	if (set == MQ_WEIGHTS_PARTY) score_roles(w, f, MQ_PARTY_ROLES, sum);
	else score_roles(w, f, MQ_STATUS_ROLES, sum);
}
