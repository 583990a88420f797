/* The tables of people, roles and bodies. */
#include "mark/people.h"

static void copy_code(char *out, size_t room, mq_text t)
{
	size_t n = t.n < room - 1 ? t.n : room - 1;
	memcpy(out, t.p, n);
	out[n] = 0;
}

static uint8_t role_kind(mq_text t)
{
	static const struct {
		mq_text name;
		uint8_t kind;
	} rows[] = {
	    {{"office", 6}, MQ_ROLE_OFFICE}, {{"post", 4}, MQ_ROLE_POST}, {{"profession", 10}, MQ_ROLE_PROFESSION},
	    {{"rank", 4}, MQ_ROLE_RANK},     {{"kin", 3}, MQ_ROLE_KIN},   {{"peer", 4}, MQ_ROLE_PEER},
	    {{"title", 5}, MQ_ROLE_TITLE},
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		if (mq_text_eq(rows[i].name, t)) return rows[i].kind;
	return 0;
}

typedef struct {
	mq_arena *a;
	mq_people_words *w;
	mq_phrases *to;
	uint32_t value;
} adding;

static mq_status add_text(const adding *d, mq_text phrase)
{
	if (mq_text_none(phrase)) return mq_fail_memory(d->a);
	return mq_phrases_add(d->a, d->to, phrase, d->value, NULL);
}

static bool has_article(mq_text t) { return mq_text_starts(t, MQ_T("ال")) && t.n > 4; }

/* a noun as it stands and with the article */
static mq_status add_noun(const adding *d, mq_text word)
{
	MQ_TRY(add_text(d, word));
	if (has_article(word)) return MQ_DONE;
	return add_text(d, mq_arena_print(d->a, "ال%.*s", MQ_ARG(word)));
}

/* «عبد العزيز» is written in one word too: «سلمان بن عبدالعزيز» */
static mq_status add_name(const adding *d, mq_text name)
{
	const mq_text servant = MQ_T("عبد ");
	size_t at = mq_text_find(name, servant, 0);
	MQ_TRY(add_text(d, name));
	if (at == SIZE_MAX || (at > 0 && name.p[at - 1] != ' ')) return MQ_DONE;
	mq_text open = mq_text_sub(name, 0, at + servant.n - 1), rest = mq_text_sub(name, at + servant.n, name.n);
	mq_text joined = mq_arena_print(d->a, "%.*s%.*s", MQ_ARG(open), MQ_ARG(rest));
	return mq_text_none(joined) ? mq_fail_memory(d->a) : add_text(d, joined);
}

/* زعيمها، وزيرته: with the pronouns that a role takes */
static mq_status add_owned(const adding *d, mq_text word)
{
	static const char *const pronouns[] = {"ه", "ها", "هم", "هما", "نا"};
	if (mq_text_find_byte(word, ' ', 0) != SIZE_MAX || has_article(word)) return MQ_DONE;
	mq_text stem = word;
	bool feminine = mq_text_ends(word, MQ_T("ة"));
	if (feminine) stem = mq_text_sub(word, 0, word.n - 2);
	for (size_t i = 0; i < sizeof pronouns / sizeof *pronouns; i++)
		MQ_TRY(add_text(d, mq_arena_print(d->a, "%.*s%s%s", MQ_ARG(stem), feminine ? "ت" : "", pronouns[i])));
	return MQ_DONE;
}

static mq_status row_role(adding *d, mq_table *t, const int *c)
{
	mq_role_row *r = mq_push(d->a, &d->w->role);
	if (!r) return mq_fail_memory(d->a);
	r->kind = role_kind(t->cell[c[1]]);
	if (!r->kind)
		return mq_fail(d->a, MQ_BAD_DATA, t->line, "%.*s: line %u has no known kind of role", MQ_ARG(t->name), t->line);
	mq_text sector = t->cell[c[2]];
	r->sure = mq_text_ends(sector, MQ_T("!"));
	if (r->sure) sector = mq_text_sub(sector, 0, sector.n - 1);
	copy_code(r->sector, sizeof r->sector, sector);
	d->value = d->w->role.n - 1;
	MQ_TRY(add_noun(d, t->cell[c[0]]));
	return r->kind == MQ_ROLE_TITLE || r->kind == MQ_ROLE_RANK ? MQ_DONE : add_owned(d, t->cell[c[0]]);
}

static mq_status row_word(adding *d, mq_table *t, const int *c)
{
	mq_text kind = t->cell[c[1]];
	static const struct {
		mq_text kind;
		uint8_t word;
	} rows[] = {{{"link", 4}, MQ_WORD_LINK},  {{"noun", 4}, MQ_WORD_NOUN}, {{"same", 4}, MQ_WORD_SAME},
		    {{"soft", 4}, MQ_WORD_SOFT},  {{"in", 2}, MQ_WORD_IN},     {{"stop", 4}, MQ_WORD_STOP},
		    {{"place", 5}, MQ_WORD_PLACE}};
	d->value = MQ_WORD_STOP;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		if (mq_text_eq(rows[i].kind, kind)) d->value = rows[i].word;
	return add_text(d, t->cell[c[0]]);
}

static mq_status row_org(adding *d, mq_table *t, const int *c)
{
	mq_org_row *r = mq_push(d->a, &d->w->org);
	if (!r) return mq_fail_memory(d->a);
	copy_code(r->sector, sizeof r->sector, t->cell[c[1]]);
	r->bare = mq_text_eq(t->cell[c[2]], MQ_T("bare"));
	d->value = d->w->org.n - 1;
	return add_noun(d, t->cell[c[0]]);
}

static mq_status row_sector(adding *d, mq_table *t, const int *c)
{
	mq_org_row *r = mq_push(d->a, &d->w->sector);
	if (!r) return mq_fail_memory(d->a);
	copy_code(r->sector, sizeof r->sector, t->cell[c[1]]);
	d->value = d->w->sector.n - 1;
	return add_text(d, t->cell[c[0]]);
}

static mq_status row_person(adding *d, mq_table *t, const int *c)
{
	mq_person_row *r = mq_push(d->a, &d->w->person);
	if (!r) return mq_fail_memory(d->a);
	r->name = t->cell[c[0]];
	copy_code(r->country, sizeof r->country, t->cell[c[1]]);
	copy_code(r->sector, sizeof r->sector, t->cell[c[2]]);
	r->office = t->cell[c[3]];
	r->from = mq_day_parse(t->cell[c[4]]);
	r->to = mq_day_parse(t->cell[c[5]]);
	d->value = d->w->person.n - 1;
	MQ_TRY(add_name(d, r->name));
	if (t->cell[c[6]].n == 0) return MQ_DONE;
	adding surname = *d;
	surname.to = d->w->surnames;
	return add_text(&surname, t->cell[c[6]]);
}

typedef struct {
	mq_text path;
	const char *columns[8];
	mq_status (*row)(adding *d, mq_table *t, const int *c);
} table;

static mq_status read_table(adding *d, const mq_pack *pack, const table *one)
{
	mq_text bytes = mq_pack_file(pack, one->path);
	mq_table t;
	int c[8];
	if (mq_text_none(bytes)) return mq_fail(d->a, MQ_BAD_DATA, 0, "%.*s is not there", MQ_ARG(one->path));
	mq_table_open(one->path, bytes, &t);
	for (int i = 0; i < 8 && one->columns[i]; i++) {
		c[i] = mq_table_column(&t, mq_text_of(one->columns[i]));
		if (c[i] < 0) return mq_fail(d->a, MQ_BAD_DATA, 0, "%.*s has no column %s", MQ_ARG(one->path), one->columns[i]);
	}
	while (mq_table_row(&t)) MQ_TRY(one->row(d, &t, c));
	return MQ_DONE;
}

mq_status mq_people_words_open(mq_arena *a, const mq_marker *m, const mq_people_words **out)
{
	static const table tables[] = {
	    {{"rules/ar/roles.tsv", 18}, {"word", "kind", "sector"}, row_role},
	    {{"rules/ar/role_words.tsv", 23}, {"word", "kind"}, row_word},
	    {{"rules/ar/org_heads.tsv", 22}, {"word", "sector", "of"}, row_org},
	    {{"rules/ar/role_sectors.tsv", 25}, {"word", "sector"}, row_sector},
	    {{"rules/world/people.tsv", 22}, {"name", "country", "sector", "office", "from", "to", "known_as"}, row_person},
	};
	mq_people_words *w = MQ_NEW(a, mq_people_words);
	if (!w) return mq_fail_memory(a);
	mq_phrases **sets[] = {&w->roles, &w->role_words, &w->orgs, &w->sectors, &w->people, &w->surnames};
	for (size_t i = 0; i < sizeof sets / sizeof *sets; i++) MQ_TRY(mq_phrases_open(a, m->sets, sets[i]));
	for (size_t i = 0; i < sizeof tables / sizeof *tables; i++) {
		adding d = {.a = a, .w = w, .to = *sets[i]};
		MQ_TRY(read_table(&d, m->pack, &tables[i]));
	}
	MQ_TRY(mq_gaz_open(a, m->pack, &w->gaz));
	if (!m->untagged) MQ_TRY(mq_ner_open(a, m->pack, w->gaz, &w->ner));
	*out = w;
	return MQ_DONE;
}
