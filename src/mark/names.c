/* Reads rules/world/{countries,country_forms,bodies,places,name_traps,namesakes}.tsv into one set of phrases. */
#include "mark/names.h"
#include "mark/table.h"

#include <stdlib.h>

uint16_t mq_names_country(const mq_names *n, mq_text code)
{
	uint32_t i = mq_phrases_word(n->codes, mq_hash(code));
	return i < n->country.n ? (uint16_t)i : MQ_NO_COUNTRY;
}

static void put_code(char out[4], mq_text code)
{
	memset(out, 0, 4);
	memcpy(out, code.p, code.n < 3 ? code.n : 3);
}

/* one phrase for one new name; the first reading of a phrase stays */
static mq_status add_phrase(mq_arena *a, mq_names *n, mq_text phrase, const mq_name *what)
{
	if (phrase.n == 0) return MQ_DONE;
	mq_name *one = mq_push(a, &n->name);
	if (!one) return mq_fail_memory(a);
	*one = *what;
	return mq_phrases_add(a, n->phrases, phrase, n->name.n - 1, NULL);
}

static double degrees(mq_text t)
{
	char digits[16] = "";
	memcpy(digits, t.p, t.n < sizeof digits - 1 ? t.n : sizeof digits - 1);
	return strtod(digits, NULL);
}

static mq_name of_country(const mq_names *n, uint16_t i, mq_name_kind kind)
{
	mq_name name = {.kind = (uint8_t)kind, .country = i, .name = n->country.v[i].ar};
	memcpy(name.code, n->country.v[i].code, 4);
	return name;
}

static mq_status read_countries(mq_arena *a, const mq_marker *m, mq_names *n)
{
	static const char *const columns[] = {"code", "alpha2", "ar", "fr", "en", "lat", "lon", NULL};
	mq_table t;
	MQ_TRY(mq_rules_table(a, m, "rules/world/countries.tsv", columns, &t));
	while (mq_table_row(&t)) {
		if (MQ_CELL(&t, "code").n != 3) return mq_rules_bad(a, &t, "a code has three letters");
		mq_country *c = mq_push(a, &n->country);
		if (!c || n->country.n >= MQ_NO_COUNTRY) return mq_fail_memory(a);
		put_code(c->code, MQ_CELL(&t, "code"));
		memcpy(c->alpha2, MQ_CELL(&t, "alpha2").p, MQ_CELL(&t, "alpha2").n < 2 ? MQ_CELL(&t, "alpha2").n : 2);
		c->ar = MQ_CELL(&t, "ar");
		c->fr = MQ_CELL(&t, "fr");
		c->en = MQ_CELL(&t, "en");
		c->lat = degrees(MQ_CELL(&t, "lat"));
		c->lon = degrees(MQ_CELL(&t, "lon"));
		uint32_t kept;
		MQ_TRY(mq_phrases_key(a, n->codes, mq_hash(mq_text_of(c->code)), n->country.n - 1, &kept));
		if (kept != n->country.n - 1) return mq_rules_bad(a, &t, "this code is there already");
		mq_name name = of_country(n, (uint16_t)kept, MQ_NAME_COUNTRY);
		MQ_TRY(add_phrase(a, n, c->ar, &name));
		MQ_TRY(add_phrase(a, n, c->fr, &name));
		MQ_TRY(add_phrase(a, n, c->en, &name));
	}
	return MQ_DONE;
}

/* The nisba's forms. A compound (كوري جنوبي) takes the ending on each of its words that ends in ي, and the article on all,
 * on the first, or on none. */
static const char *const endings[] = {"", "ة", "ون", "ين", "ات", "ان", "تان", "تين", "ا"};
static const char *const articles[][2] = {{"", ""}, {"ال", ""}, {"ال", "ال"}};

static mq_text inflect(mq_arena *a, mq_text lemma, const char *ending, const char *const article[2])
{
	mq_text word, out = {"", 0};
	for (int i = 0; mq_text_split(&lemma, ' ', &word); i++) {
		const char *tail = mq_text_ends(word, MQ_T("ي")) ? ending : "";
		out = mq_arena_print(a, "%.*s%s%s%.*s%s", MQ_ARG(out), i ? " " : "", article[i > 0], MQ_ARG(word), tail);
		if (mq_text_none(out)) return out;
	}
	return out;
}

static mq_status add_demonym(mq_arena *a, mq_names *n, mq_text lemma, const mq_name *what)
{
	bool compound = mq_text_find_byte(lemma, ' ', 0) != SIZE_MAX;
	for (size_t e = 0; e < sizeof endings / sizeof *endings; e++) {
		for (size_t k = 0; k < (compound ? 3u : 2u); k++) {
			mq_text form = inflect(a, lemma, endings[e], articles[k]);
			if (mq_text_none(form)) return mq_fail_memory(a);
			MQ_TRY(add_phrase(a, n, form, what));
		}
	}
	return MQ_DONE;
}

static mq_status add_people(mq_arena *a, mq_names *n, mq_text form, const mq_name *what)
{
	mq_text with = mq_arena_print(a, "ال%.*s", MQ_ARG(form));
	if (mq_text_none(with)) return mq_fail_memory(a);
	MQ_TRY(add_phrase(a, n, form, what));
	return add_phrase(a, n, with, what);
}

static mq_status read_form(mq_arena *a, const mq_table *t, mq_names *n)
{
	uint16_t i = mq_names_country(n, MQ_CELL(t, "code"));
	mq_text kind = MQ_CELL(t, "kind"), form = MQ_CELL(t, "form");
	if (i == MQ_NO_COUNTRY) return mq_rules_bad(a, t, "no such country code");
	mq_country *c = &n->country.v[i];
	mq_name name = of_country(n, i, MQ_NAME_COUNTRY);
	if (mq_text_eq(kind, MQ_T("demonym")) || mq_text_eq(kind, MQ_T("people"))) {
		name.kind = MQ_NAME_DEMONYM;
		return kind.n == 7 ? add_demonym(a, n, form, &name) : add_people(a, n, form, &name);
	}
	if (mq_text_eq(kind, MQ_T("capital"))) {
		name.kind = MQ_NAME_CAPITAL;
		if (mq_text_none(c->capital_ar)) c->capital_ar = form;
		name.name = c->capital_ar;
	} else if (mq_text_eq(kind, MQ_T("seat"))) name.kind = MQ_NAME_SEAT;
	else if (mq_text_eq(kind, MQ_T("territory"))) {
		name.kind = MQ_NAME_PLACE;
		name.name = form;
		name.one = n->ones++;
	} else if (!mq_text_eq(kind, MQ_T("name")))
		return mq_rules_bad(a, t, "kind is name, demonym, people, capital, seat or territory");
	return add_phrase(a, n, form, &name);
}

static mq_status read_forms(mq_arena *a, const mq_marker *m, mq_names *n)
{
	static const char *const columns[] = {"code", "kind", "form", NULL};
	mq_table t;
	MQ_TRY(mq_rules_table(a, m, "rules/world/country_forms.tsv", columns, &t));
	while (mq_table_row(&t)) MQ_TRY(read_form(a, &t, n));
	return MQ_DONE;
}

/* bodies.tsv: code and short name, one form a row; places.tsv: country and city, other forms parted by | */
static mq_status read_bodies(mq_arena *a, const mq_marker *m, mq_names *n)
{
	static const char *const columns[] = {"code", "name", "forms", NULL};
	mq_table t;
	MQ_TRY(mq_rules_table(a, m, "rules/world/bodies.tsv", columns, &t));
	while (mq_table_row(&t)) {
		mq_text forms = MQ_CELL(&t, "forms"), form;
		mq_name name = {.kind = MQ_NAME_BODY, .country = MQ_NO_COUNTRY, .name = MQ_CELL(&t, "name")};
		name.one = n->ones++;
		name.country = mq_names_country(n, MQ_CELL(&t, "code"));
		put_code(name.code, MQ_CELL(&t, "code"));
		if (name.code[0] == '-') name.code[0] = 0;
		MQ_TRY(add_phrase(a, n, name.name, &name));
		while (mq_text_split(&forms, '|', &form)) MQ_TRY(add_phrase(a, n, form, &name));
	}
	return MQ_DONE;
}

static mq_status read_places(mq_arena *a, const mq_marker *m, const char *path, mq_names *n)
{
	static const char *const columns[] = {"code", "kind", "name", "forms", NULL};
	mq_table t;
	MQ_TRY(mq_rules_table(a, m, path, columns, &t));
	while (mq_table_row(&t)) {
		mq_text forms = MQ_CELL(&t, "forms"), form;
		mq_name name = {.kind = MQ_NAME_PLACE, .name = MQ_CELL(&t, "name"), .one = n->ones++};
		if (mq_text_eq(MQ_CELL(&t, "kind"), MQ_T("region"))) name.kind = MQ_NAME_REGION;
		name.country = mq_names_country(n, MQ_CELL(&t, "code"));
		if (name.country != MQ_NO_COUNTRY) put_code(name.code, MQ_CELL(&t, "code"));
		else if (MQ_CELL(&t, "code").n > 1) return mq_rules_bad(a, &t, "no such country code");
		MQ_TRY(add_phrase(a, n, name.name, &name));
		while (mq_text_split(&forms, '|', &form)) MQ_TRY(add_phrase(a, n, form, &name));
	}
	return MQ_DONE;
}

static mq_status read_trap(mq_arena *a, const mq_table *t, mq_names *n)
{
	static const char *const tests[] = {"needs", "not_after", "not_before", "only_after", "must_after", "leads"};
	mq_text words = MQ_CELL(t, "words"), code;
	uint32_t of = MQ_PHRASE_NONE, test = 0;
	while (test < 6 && !mq_text_eq(MQ_CELL(t, "test"), mq_text_of(tests[test]))) test++;
	if (test == 6) return mq_rules_bad(a, t, "test is needs, not_after, not_before, only_after, must_after or leads");
	MQ_TRY(mq_phrases_add(a, n->phrases, MQ_CELL(t, "form"), MQ_PHRASE_NONE - 1, &of));
	if (of >= n->name.n) return mq_rules_bad(a, t, "no table has this form");
	mq_trap *trap = mq_push(a, &n->trap);
	if (!trap) return mq_fail_memory(a);
	trap->test = (uint8_t)test;
	trap->next = n->name.v[of].trap;
	n->name.v[of].trap = n->trap.n;
	if (test == MQ_TRAP_LEADS) return MQ_DONE;
	if (test != MQ_TRAP_NEEDS) return mq_phrases_class(a, n->classes, MQ_CLASS_TRAP + n->trap.n, words);
	while (trap->countries < MQ_TRAP_COUNTRIES_MOST && mq_text_split(&words, ' ', &code))
		trap->country[trap->countries++] = mq_names_country(n, code);
	return MQ_DONE;
}

static mq_status read_traps(mq_arena *a, const mq_marker *m, mq_names *n)
{
	static const char *const columns[] = {"form", "test", "words", NULL};
	mq_table t;
	MQ_TRY(mq_rules_table(a, m, "rules/world/name_traps.tsv", columns, &t));
	while (mq_table_row(&t)) MQ_TRY(read_trap(a, &t, n));
	return MQ_DONE;
}

/* the other one stands in no phrase: the first leads to it */
static mq_status read_namesakes(mq_arena *a, const mq_marker *m, mq_names *n)
{
	static const char *const columns[] = {"form", "code", "kind", "name", "place", "shadda", "never", NULL};
	mq_table t;
	MQ_TRY(mq_rules_table(a, m, "rules/world/namesakes.tsv", columns, &t));
	while (mq_table_row(&t)) {
		uint32_t of = MQ_PHRASE_NONE;
		uint16_t country = mq_names_country(n, MQ_CELL(&t, "code"));
		MQ_TRY(mq_phrases_add(a, n->phrases, MQ_CELL(&t, "form"), MQ_PHRASE_NONE - 1, &of));
		if (of >= n->name.n) return mq_rules_bad(a, &t, "no table has this form");
		if (country == MQ_NO_COUNTRY) return mq_rules_bad(a, &t, "no such country code");
		mq_name other = of_country(n, country, MQ_NAME_CAPITAL);
		if (!mq_text_eq(MQ_CELL(&t, "kind"), MQ_T("capital"))) other.kind = MQ_NAME_PLACE, other.one = n->ones++;
		put_code(other.code, MQ_CELL(&t, "code"));
		other.name = MQ_CELL(&t, "name");
		other.place = mq_text_eq(MQ_CELL(&t, "place"), MQ_T("yes"));
		other.shadda = mq_text_eq(MQ_CELL(&t, "shadda"), MQ_T("yes"));
		mq_name *slot = mq_push(a, &n->name);
		if (!slot) return mq_fail_memory(a);
		*slot = other;
		n->name.v[of].other = n->name.n;
		if (!mq_text_eq(MQ_CELL(&t, "never"), MQ_T("-")))
			MQ_TRY(mq_phrases_class(a, n->classes, MQ_CLASS_FIRST, MQ_CELL(&t, "never")));
	}
	return MQ_DONE;
}

static mq_status read_classes(mq_arena *a, const mq_marker *m, mq_names *n)
{
	static const char *const columns[] = {"words", NULL};
	mq_table t;
	MQ_TRY(mq_rules_table(a, m, "rules/ar/locatives.tsv", columns, &t));
	while (mq_table_row(&t)) MQ_TRY(mq_phrases_class(a, n->classes, MQ_CLASS_LOCATIVE, MQ_CELL(&t, "words")));
	return MQ_DONE;
}

static mq_status open_names(mq_arena *a, const mq_marker *m, mq_names *n)
{
	MQ_TRY(mq_phrases_open(a, m->sets, &n->phrases));
	MQ_TRY(mq_phrases_open(a, NULL, &n->classes));
	MQ_TRY(mq_phrases_open(a, NULL, &n->codes));
	return read_countries(a, m, n);
}

mq_status mq_names_open_countries(mq_arena *a, const mq_marker *m, const mq_names **out)
{
	mq_names *n = MQ_NEW(a, mq_names);
	if (!n) return mq_fail_memory(a);
	*out = n;
	return open_names(a, m, n);
}

mq_status mq_names_open(mq_arena *a, const mq_marker *m, const mq_names **out)
{
	mq_names *n = MQ_NEW(a, mq_names);
	if (!n) return mq_fail_memory(a);
	MQ_TRY(open_names(a, m, n));
	MQ_TRY(read_forms(a, m, n));
	MQ_TRY(read_bodies(a, m, n));
	MQ_TRY(read_places(a, m, "rules/world/places.tsv", n));
	MQ_TRY(read_places(a, m, "rules/world/places_geonames.tsv", n));
	MQ_TRY(read_classes(a, m, n));
	MQ_TRY(read_traps(a, m, n));
	MQ_TRY(read_namesakes(a, m, n));
	*out = n;
	return MQ_DONE;
}

bool mq_marker_country(const mq_marker *m, size_t n, mq_country *out)
{
	if (n >= m->names->country.n) return false;
	*out = m->names->country.v[n];
	return true;
}

bool mq_marker_country_of(const mq_marker *m, mq_text code, mq_country *out)
{
	uint16_t i = mq_names_country(m->names, code);
	return i != MQ_NO_COUNTRY && mq_marker_country(m, i, out);
}
