/* Words that the rules know as parts of names, roles, places: one table from key to bits; and whole names that they list, as
 * chains of words in a second one. */
#include "base/base.h"
#include "mark/keyed.h"
#include "mark/ner.h"

/* of a chain: only the beginning of a name */
#define LINK 0x80000000u

struct mq_gaz {
	mq_keyed word, chain;
};

uint32_t mq_gaz_of(const mq_gaz *g, uint64_t key)
{
	const mq_keyed_slot *s = mq_keyed_find(&g->word, key);
	return s ? s->value : 0;
}

void mq_gaz_fetch(const mq_gaz *g, uint64_t key) { mq_keyed_fetch_tag(&g->word, key); }

/* what the key has in the table, and these bits besides */
static mq_status put_bits(mq_arena *a, mq_keyed *to, uint64_t key, uint32_t bits)
{
	mq_keyed_slot *s = mq_keyed_put(a, to, key, 0);
	if (!s) return mq_fail_memory(a);
	s->value |= bits;
	return MQ_DONE;
}

/* --- whole names ------------------------------------------------------------------------------------------------------ */

static uint64_t step(uint64_t state, uint32_t word)
{
	uint64_t x = (state + word + 1) * 0x9E3779B97F4A7C15u;
	x ^= x >> 29;
	x *= 0xBF58476D1CE4E5B9u;
	x ^= x >> 32;
	return x ? x : 1;
}

bool mq_gaz_walk(const mq_gaz *g, mq_gaz_at *at, uint32_t word)
{
	if (at->state && !(at->more & mq_keyed_bit(word))) return false;
	at->state = step(at->state, word);
	const mq_keyed_slot *s = mq_keyed_find(&g->chain, at->state);
	if (!s) return false;
	at->more = s->more;
	at->lists = (uint16_t)s->value;
	return true;
}

static mq_status list_name(mq_arena *a, mq_gaz *g, mq_text name, uint32_t lists)
{
	mq_text norm = mq_text_normal(a, name), word;
	mq_keyed_slot *s = NULL;
	uint64_t state = 0;
	if (mq_text_none(norm)) return mq_fail_memory(a);
	while (mq_text_split(&norm, ' ', &word)) {
		uint64_t key = mq_hash(word);
		if (!s) MQ_TRY(put_bits(a, &g->word, key, MQ_GAZ_BEGIN));
		else s->more |= mq_keyed_bit((uint32_t)key);
		state = step(state, (uint32_t)key);
		s = mq_keyed_put(a, &g->chain, state, 0);
		if (!s) return mq_fail_memory(a);
		s->value |= norm.n ? LINK : lists;
	}
	return MQ_DONE;
}

static mq_status list_names(mq_arena *a, mq_gaz *g, mq_text names, uint32_t lists)
{
	mq_text name;
	while (mq_text_split(&names, '|', &name)) {
		bool word = mq_text_ends(name, MQ_T("?"));
		if (word) name.n--;
		if (name.n > 2) MQ_TRY(list_name(a, g, name, word ? lists | MQ_LIST_WORD : lists));
	}
	return MQ_DONE;
}

static uint32_t list_of(mq_text class)
{
	static const char *const names[] = {"club",    "company", "media", "party", "body",
					    "surname", "place",   "event", "thing", "person"};
	for (uint32_t i = 0; i < sizeof names / sizeof *names; i++)
		if (mq_text_eq(class, mq_text_of(names[i]))) return 1u << i;
	return 0;
}

/* names and other: columns with names; class: a column that says the list, or the list itself where there is no such column */
typedef struct {
	mq_text path, names, other, class;
} list;

static mq_status read_list(mq_arena *a, mq_gaz *g, const mq_pack *pack, const list *s)
{
	mq_text bytes = mq_pack_file(pack, s->path);
	if (mq_text_none(bytes)) return MQ_DONE;
	mq_table t;
	mq_table_open(s->path, bytes, &t);
	int names = mq_table_column(&t, s->names), class = mq_table_column(&t, s->class);
	int other = mq_text_none(s->other) ? -1 : mq_table_column(&t, s->other);
	while (names >= 0 && mq_table_row(&t)) {
		uint32_t lists = list_of(class < 0 ? s->class : t.cell[class]);
		if (!lists) continue;
		MQ_TRY(list_names(a, g, t.cell[names], lists));
		if (other >= 0) MQ_TRY(list_names(a, g, t.cell[other], lists & MQ_LIST_PERSON ? MQ_LIST_SURNAME : lists));
	}
	return MQ_DONE;
}

/* the first word of a phrase stands for it; whole says that only phrases of one word count */
static mq_status gaz_phrase(mq_arena *a, mq_gaz *g, mq_text phrase, uint32_t bits, bool whole)
{
	mq_text norm = mq_text_normal(a, phrase);
	if (mq_text_none(norm)) return mq_fail_memory(a);
	size_t cut = mq_text_find_byte(norm, ' ', 0);
	if (cut != SIZE_MAX && whole) return MQ_DONE;
	mq_text word = mq_text_sub(norm, 0, cut);
	if (word.n == 0) return MQ_DONE;
	return put_bits(a, &g->word, mq_hash(word), bits);
}

/* مغربي: مغربية، مغربيون، مغربيين، مغربيان */
static mq_status gaz_people(mq_arena *a, mq_gaz *g, mq_text demonym)
{
	static const char *const ends[] = {"ة", "ون", "ين", "ان", "تين", "تان", "ات"};
	for (size_t i = 0; i < sizeof ends / sizeof *ends; i++)
		MQ_TRY(gaz_phrase(a, g, mq_arena_print(a, "%.*s%s", MQ_ARG(demonym), ends[i]), MQ_GAZ_DEMONYM, true));
	return MQ_DONE;
}

typedef struct {
	mq_text path, column, kind_column;
	uint32_t bits; /* when there is no kind column, or its value is not listed */
	bool whole;
} source;

static uint32_t bits_of_kind(mq_text kind, uint32_t other)
{
	static const struct {
		mq_text kind;
		uint32_t bits;
	} rows[] = {
	    {{"office", 6}, MQ_GAZ_OFFICE},
	    {{"post", 4}, MQ_GAZ_OFFICE},
	    {{"rank", 4}, MQ_GAZ_RANK},
	    {{"title", 5}, MQ_GAZ_TITLE},
	    {{"profession", 10}, MQ_GAZ_PROFESSION},
	    {{"kin", 3}, MQ_GAZ_KIN},
	    {{"peer", 4}, MQ_GAZ_KIN},
	    {{"head", 4}, MQ_GAZ_PART},
	    {{"link", 4}, MQ_GAZ_PART},
	    {{"god", 3}, MQ_GAZ_GOD},
	    {{"tail", 4}, MQ_GAZ_GOD},
	    {{"demonym", 7}, MQ_GAZ_DEMONYM},
	    {{"capital", 7}, MQ_GAZ_PLACE},
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		if (mq_text_eq(rows[i].kind, kind)) return rows[i].bits;
	return other;
}

static mq_status gaz_table(mq_arena *a, mq_gaz *g, const mq_pack *pack, const source *s)
{
	mq_text bytes = mq_pack_file(pack, s->path);
	if (mq_text_none(bytes)) return MQ_DONE;
	mq_table t;
	mq_table_open(s->path, bytes, &t);
	int column = mq_table_column(&t, s->column);
	int kind = mq_text_none(s->kind_column) ? -1 : mq_table_column(&t, s->kind_column);
	while (column >= 0 && mq_table_row(&t)) {
		uint32_t bits = kind >= 0 ? bits_of_kind(t.cell[kind], s->bits) : s->bits;
		if (!bits || !t.cell[column].n) continue;
		MQ_TRY(gaz_phrase(a, g, t.cell[column], bits, s->whole));
		if (bits == MQ_GAZ_DEMONYM) MQ_TRY(gaz_people(a, g, t.cell[column]));
	}
	return MQ_DONE;
}

mq_status mq_gaz_open(mq_arena *a, const mq_pack *pack, const mq_gaz **out)
{
	static const source sources[] = {
	    {{"rules/ar/roles.tsv", 18}, {"word", 4}, {"kind", 4}, 0, false},
	    {{"rules/ar/name_particles.tsv", 27}, {"word", 4}, {"kind", 4}, 0, true},
	    {{"rules/ar/given_names.tsv", 24}, {"name", 4}, {NULL, 0}, MQ_GAZ_GIVEN, true},
	    {{"rules/ar/surnames.tsv", 21}, {"name", 4}, {NULL, 0}, MQ_GAZ_SURNAME, true},
	    {{"rules/ar/org_heads.tsv", 22}, {"word", 4}, {NULL, 0}, MQ_GAZ_ORG, true},
	    {{"rules/ar/tagger_places.tsv", 26}, {"name", 4}, {NULL, 0}, MQ_GAZ_PLACE, true},
	    {{"rules/world/countries.tsv", 25}, {"ar", 2}, {NULL, 0}, MQ_GAZ_COUNTRY, true},
	    {{"rules/world/country_forms.tsv", 29}, {"form", 4}, {"kind", 4}, MQ_GAZ_COUNTRY, true},
	    {{"rules/world/places.tsv", 22}, {"name", 4}, {NULL, 0}, MQ_GAZ_PLACE, true},
	};
	static const list lists[] = {
	    {{"rules/ar/tagger_names.tsv", 25}, {"names", 5}, {NULL, 0}, {"class", 5}},
	    {{"rules/world/bodies.tsv", 22}, {"name", 4}, {"forms", 5}, {"body", 4}},

	    {{"rules/world/countries.tsv", 25}, {"ar", 2}, {NULL, 0}, {"place", 5}},
	    {{"rules/world/places.tsv", 22}, {"name", 4}, {"forms", 5}, {"place", 5}},
	    {{"rules/world/places_geonames.tsv", 31}, {"name", 4}, {"forms", 5}, {"place", 5}},
	    {{"rules/world/people.tsv", 22}, {"name", 4}, {"known_as", 8}, {"person", 6}},
	};
	mq_gaz *g = MQ_NEW(a, mq_gaz);
	if (!g) return mq_fail_memory(a);
	MQ_TRY(put_bits(a, &g->word, mq_hash(MQ_T("بن")), MQ_GAZ_PART));
	for (size_t i = 0; i < sizeof sources / sizeof *sources; i++) MQ_TRY(gaz_table(a, g, pack, &sources[i]));
	for (size_t i = 0; i < sizeof lists / sizeof *lists; i++) MQ_TRY(read_list(a, g, pack, &lists[i]));
	*out = g;
	return MQ_DONE;
}
