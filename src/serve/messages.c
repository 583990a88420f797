#include "serve/messages.h"

#include <stdio.h>
#include <stdlib.h>

typedef struct {
	mq_text key, text;
} entry;

typedef struct {
	MQ_VEC(entry) entries; /* by key */
} catalog;

struct mq_messages {
	catalog of[MQ_LANGS];
	mq_text month[12]; /* of Arabic */
	mq_digits digits;  /* of Arabic */
	const mq_messages *with[MQ_DIGIT_SETS][MQ_MONTH_SETS];
};

static const struct {
	const char *code, *dir;
} langs[MQ_LANGS] = {{"ar", "rtl"}, {"fr", "ltr"}, {"en", "ltr"}};

mq_text mq_lang_code(mq_lang lang) { return mq_text_of(langs[lang].code); }
mq_text mq_lang_dir(mq_lang lang) { return mq_text_of(langs[lang].dir); }

static int by_key(const void *a, const void *b) { return mq_text_cmp(((const entry *)a)->key, ((const entry *)b)->key); }

static mq_status open_catalog(mq_arena *a, const mq_pack *pack, const char *code, catalog *c)
{
	mq_table table;
	mq_text name = mq_arena_print(a, "web/messages/%s.tsv", code);
	mq_text bytes = mq_pack_file(pack, name);
	if (mq_text_none(bytes)) return mq_fail(a, MQ_INTERNAL, MQ_BYTE_UNKNOWN, "%.*s is not in the program", MQ_ARG(name));
	mq_table_open(name, bytes, &table);
	while (mq_table_row(&table)) {
		entry *e = mq_push(a, &c->entries);
		if (!e) return mq_fail_memory(a);
		*e = (entry){table.cell[0], table.cell[1]};
	}
	qsort(c->entries.v, c->entries.n, sizeof *c->entries.v, by_key);
	for (uint32_t i = 1; i < c->entries.n; i++)
		if (mq_text_eq(c->entries.v[i].key, c->entries.v[i - 1].key))
			return mq_fail(a, MQ_BAD_DATA, MQ_BYTE_UNKNOWN, "%.*s: the key %.*s is there twice", MQ_ARG(name),
				       MQ_ARG(c->entries.v[i].key));
	return MQ_DONE;
}

/* the rows of months.tsv in the order of mq_months */
static mq_status read_months(mq_arena *a, const mq_pack *pack, mq_messages *sets)
{
	const mq_text name = MQ_T("web/messages/months.tsv");
	mq_table table;
	int n = 0;
	mq_table_open(name, mq_pack_file(pack, name), &table);
	for (; mq_table_row(&table) && n < MQ_MONTH_SETS; n++) {
		if (!mq_text_eq(table.cell[0], mq_months_name((mq_months)n)))
			return mq_fail(a, MQ_BAD_DATA, table.line, "%.*s: the sets are ma, eg, tn, sy", MQ_ARG(name));
		for (int i = 0; i < 12; i++) sets[n].month[i] = table.cell[i + 1];
	}
	return n == MQ_MONTH_SETS ? MQ_DONE : mq_fail(a, MQ_BAD_DATA, MQ_BYTE_UNKNOWN, "%.*s: a set is missing", MQ_ARG(name));
}

mq_status mq_messages_open(mq_arena *a, const mq_pack *pack, const mq_messages **out)
{
	mq_messages *sets = MQ_ARRAY(a, mq_messages, MQ_MONTH_SETS * MQ_DIGIT_SETS);
	if (!sets) return mq_fail_memory(a);
	for (int i = 0; i < MQ_LANGS; i++) MQ_TRY(open_catalog(a, pack, langs[i].code, &sets->of[i]));
	MQ_TRY(read_months(a, pack, sets));
	for (int i = 0; i < MQ_MONTH_SETS * MQ_DIGIT_SETS; i++) {
		memcpy(sets[i].of, sets->of, sizeof sets->of);
		memcpy(sets[i].month, sets[i % MQ_MONTH_SETS].month, sizeof sets->month);
		sets[i].digits = (mq_digits)(i / MQ_MONTH_SETS);
		for (int k = 0; k < MQ_MONTH_SETS * MQ_DIGIT_SETS; k++)
			sets[i].with[k / MQ_MONTH_SETS][k % MQ_MONTH_SETS] = &sets[k];
	}
	*out = sets;
	return MQ_DONE;
}

const mq_messages *mq_messages_with(const mq_messages *m, mq_months months, mq_digits digits) { return m->with[digits][months]; }

mq_digits mq_messages_digits(const mq_messages *m, mq_lang lang) { return lang == MQ_LANG_AR ? m->digits : MQ_DIGITS_LATN; }

static const entry *find(const catalog *c, mq_text key)
{
	entry want = {key, MQ_NONE};
	return c->entries.n ? bsearch(&want, c->entries.v, c->entries.n, sizeof want, by_key) : NULL;
}

mq_text mq_message(const mq_messages *m, mq_lang lang, mq_text key)
{
	const entry *e = find(&m->of[lang], key);
	return e ? e->text : key;
}

bool mq_message_has(const mq_messages *m, mq_lang lang, mq_text key) { return find(&m->of[lang], key) != NULL; }

/* CLDR 41 plural rules, integers only */
static const char *plural_of(mq_lang lang, int64_t n)
{
	int64_t rest = n % 100;
	if (lang == MQ_LANG_EN) return n == 1 ? "one" : "other";
	if (lang == MQ_LANG_FR) return n == 0 || n == 1 ? "one" : "other";
	if (n == 0) return "zero";
	if (n == 1) return "one";
	if (n == 2) return "two";
	if (rest >= 3 && rest <= 10) return "few";
	return rest >= 11 ? "many" : "other";
}

mq_text mq_message_plural(const mq_messages *m, mq_lang lang, mq_text key, int64_t n)
{
	const char *const forms[] = {plural_of(lang, n < 0 ? -n : n), "other"};
	for (size_t i = 0; i < 2; i++) {
		char line[96];
		int length = snprintf(line, sizeof line, "%.*s.%s", MQ_ARG(key), forms[i]);
		if (length < 0 || (size_t)length >= sizeof line) break;
		const entry *e = find(&m->of[lang], mq_text_at(line, (size_t)length));
		if (e) return e->text;
	}
	return mq_message(m, lang, key);
}

mq_text mq_say_month(const mq_messages *m, mq_lang lang, int month)
{
	char key[16];
	if (lang == MQ_LANG_AR && month >= 1 && month <= 12) return m->month[month - 1];
	int n = snprintf(key, sizeof key, "month.%d", month);
	return mq_message(m, lang, mq_text_at(key, (size_t)n));
}
