/* The trained tagger: a linear-chain conditional random field (Lafferty, McCallum and Pereira 2001) over hashed features with
 * weights of one byte. In: the words of a document in their normal forms. Out: one label a word (BIO over person, location,
 * organisation, other). The model is a file of the pack (models/ner.bin) that tools/train makes; without it nothing is tagged.
 * Immutable after load; linear in the words; memory is the arena's. Private to src/mark and tools/train. */
#ifndef MQ_MARK_NER_H
#define MQ_MARK_NER_H

#include "text/text.h"

enum {
	MQ_NER_O,
	MQ_NER_B_PER,
	MQ_NER_I_PER,
	MQ_NER_B_LOC,
	MQ_NER_I_LOC,
	MQ_NER_B_ORG,
	MQ_NER_I_ORG,
	MQ_NER_B_MISC,
	MQ_NER_I_MISC
};
#define MQ_NER_LABELS 9

/* what a word is known as; bits */
enum {
	MQ_GAZ_OFFICE = 1,
	MQ_GAZ_RANK = 2,
	MQ_GAZ_TITLE = 4,
	MQ_GAZ_PROFESSION = 8,
	MQ_GAZ_KIN = 16,
	MQ_GAZ_GIVEN = 32,
	MQ_GAZ_PART = 64, /* عبد، بن، أبو، دي */
	MQ_GAZ_GOD = 128, /* the second part after عبد, and tails */
	MQ_GAZ_SURNAME = 256,
	MQ_GAZ_COUNTRY = 512,
	MQ_GAZ_DEMONYM = 1024,
	MQ_GAZ_PLACE = 2048,
	MQ_GAZ_ORG = 4096,   /* وزارة، مجلس، حزب */
	MQ_GAZ_BEGIN = 8192, /* begins a name of the lists below; no feature by itself */
	MQ_GAZ_ROLES = MQ_GAZ_OFFICE | MQ_GAZ_RANK | MQ_GAZ_TITLE | MQ_GAZ_PROFESSION | MQ_GAZ_KIN
};

typedef struct mq_gaz mq_gaz;
mq_status mq_gaz_open(mq_arena *a, const mq_pack *pack, const mq_gaz **out) MQ_MUST_USE;
/* bits of a word's key; 0 when unknown */
uint32_t mq_gaz_of(const mq_gaz *g, uint64_t key);
void mq_gaz_fetch(const mq_gaz *g, uint64_t key);

/* whole names that the rules list, one word or several: a bit for every list that has the name */
enum {
	MQ_LIST_CLUB = 1,
	MQ_LIST_COMPANY = 2,
	MQ_LIST_MEDIA = 4,
	MQ_LIST_PARTY = 8,
	MQ_LIST_BODY = 16,
	MQ_LIST_SURNAME = 32,
	MQ_LIST_PLACE = 64,
	MQ_LIST_EVENT = 128,
	MQ_LIST_THING = 256,
	MQ_LIST_PERSON = 512,
	MQ_LIST_WORD = 1024 /* the name is a plain word too */
};
/* A walk along the words of a name: zeros begin, then one more word, given by the low half of its key. False where no name goes
 * on so */
typedef struct {
	uint64_t state;
	uint32_t more;
	uint16_t lists; /* that have the name that ends here */
} mq_gaz_at;
bool mq_gaz_walk(const mq_gaz *g, mq_gaz_at *at, uint32_t word);

typedef struct {
	mq_text
	    norm; /* of the token; but على keeps its last letter, so that it is not the name علي, and quotation marks are one */
	uint64_t key; /* mq_hash of it */
	uint8_t kind; /* mq_token_kind */
	bool ends;    /* the last of its sentence */
} mq_ner_word;

mq_ner_word mq_ner_word_of(mq_text field, const mq_token *t);
/* is the token the preposition على */
bool mq_ner_is_on(mq_text field, const mq_token *t);

typedef struct mq_ner mq_ner;
/* *out is NULL where the pack has no model */
mq_status mq_ner_open(mq_arena *a, const mq_pack *pack, const mq_gaz *gaz, const mq_ner **out) MQ_MUST_USE;
/* the same from a model's bytes, which stay in use */
mq_status mq_ner_read(mq_arena *a, mq_text bytes, const mq_gaz *gaz, const mq_ner **out) MQ_MUST_USE;
/* lean (may be NULL): how much a word by itself leans to a person's name against no name */
mq_status mq_ner_tag(mq_arena *a, const mq_ner *n, const mq_ner_word *w, uint32_t count, uint8_t *labels,
		     float *lean) MQ_MUST_USE;

/* The same of words that are known by themselves: what mq_ner_know finds is a function of the word alone, and may be kept. ends:
 * is it the last of its sentence */
typedef struct mq_ner_known mq_ner_known;
void mq_ner_know(const mq_ner *n, const mq_ner_word *w, mq_ner_known *out);
mq_status mq_ner_tag_known(mq_arena *a, const mq_ner *n, const mq_ner_known *const *known, const bool *ends, uint32_t count,
			   uint8_t *labels, float *lean) MQ_MUST_USE;

/* --- shared with the trainer ------------------------------------------------------------------------------------------ */

#define MQ_NER_FEATURES_MOST 160
#define MQ_NER_THREES        7
#define MQ_NER_CLASSINGS     3 /* word classes: fine, middle, coarse */
#define MQ_NER_MORE          2 /* clusterings of the same words beside the first */

typedef struct {
	const uint16_t *fine, *middle, *coarse; /* of every word; of every fine class */
} mq_ner_clustering;

/* word classes: sorted keys (low 32 bits of mq_hash of the normal form) with the class of each granularity, 0 unknown */
typedef struct {
	const uint32_t *key;
	const uint16_t *fine;
	uint32_t n;
	const uint32_t *profile; /* how often the word has each label but O, as a first model tags the news; may be NULL */
	const uint16_t *middle, *coarse; /* of a fine class */
	uint32_t fine_n;
	mq_ner_clustering more[MQ_NER_MORE];
	const struct mq_ner_class_slot *slot; /* the same by the keys' first bits; NULL: every key is looked for in all */
	uint32_t slot_shift;
} mq_ner_classes;
typedef struct mq_ner_class_slot {
	uint32_t key, profile;
	uint16_t fine, more[MQ_NER_MORE]; /* fine and profile 0: free */
} mq_ner_class_slot;

/* a profile has three bits a label but O: 0 never, to 6 nearly always; 7 more than 0 but seldom */
#define MQ_NER_KINDS     4
#define MQ_NER_PROFILES  (MQ_NER_LABELS - 1)
#define MQ_NER_STEP_BITS 3
#define MQ_NER_STEPS     (1u << MQ_NER_STEP_BITS)

/* set in `fine` where a word was never part of a name in all that the trainer read: its features are not looked at */
#define MQ_NER_PLAIN 0x8000u

/* the place + 1 of a word's key, 0 unknown */
uint32_t mq_ner_classes_place(const mq_ner_classes *c, uint32_t key);
/* what is known of the key's word; zeros of an unknown one */
mq_ner_class_slot mq_ner_classes_of(const mq_ner_classes *c, uint32_t key);
static inline const mq_ner_class_slot *mq_ner_class_slot_at(const mq_ner_classes *c, uint32_t key)
{
	return c->slot + (key >> c->slot_shift);
}

/* what a word is by itself, as its own features want it and those that it gives its neighbours */
typedef struct {
	uint32_t head[4], tail[4];      /* hashes of its first and last letters */
	uint32_t threes[MQ_NER_THREES]; /* of its stem's letters, three by three */
	uint32_t profile;
	uint16_t more[MQ_NER_MORE]; /* fine classes of the other clusterings */
	uint8_t threes_n;
} mq_ner_look;

/* what is kept of every word of a document, for the features that join words */
typedef struct {
	uint32_t word, stem; /* hashes of the normal form, and without clitics */
	uint32_t other;      /* place + 1 of another occurrence of the word in the document, 0 when none */
	uint16_t class[MQ_NER_CLASSINGS];
	uint16_t gaz, gaz_stem;
	uint16_t lists;  /* MQ_LIST_* of the longest listed name that covers the word */
	uint8_t list_at; /* where in it: 0 alone, 1 first, 2 inside, 3 last */
	uint8_t shape, length, strip;
	bool plain;    /* never part of a name */
	bool ends;     /* the last of its sentence */
	uint8_t heard; /* bits of the contexts that the same word has in this document */
} mq_ner_seen;

/* weights added up: what each label but O has above O */
typedef struct {
	int16_t v[MQ_NER_LABELS - 1];
} mq_ner_sums;

void mq_ner_fetch_word(const mq_gaz *gaz, const mq_ner_classes *classes, mq_text norm, uint64_t key);
/* what a word is by itself; then what its document adds */
void mq_ner_look_word(const mq_gaz *gaz, const mq_ner_classes *classes, const mq_ner_word *w, mq_ner_seen *seen,
		      mq_ner_look *look);
mq_status mq_ner_look_places(mq_arena *a, const mq_gaz *gaz, mq_ner_seen *s, uint32_t count) MQ_MUST_USE;

/* Features are 32-bit hashes; each function returns how many it puts. Those of the word itself, and those that a word gives its
 * neighbours (NULL: no word there), depend on the word alone; the rest on its place. */
typedef enum { MQ_NER_LEFT, MQ_NER_RIGHT, MQ_NER_LEFT_BUT_ONE, MQ_NER_RIGHT_BUT_ONE } mq_ner_side;
#define MQ_NER_SIDES 4
static inline bool mq_ner_is_near(mq_ner_side side) { return side < MQ_NER_LEFT_BUT_ONE; }
uint32_t mq_ner_word_features(const mq_ner_seen *w, const mq_ner_look *look, uint32_t *out);
uint32_t mq_ner_side_features(const mq_ner_seen *w, const mq_ner_look *look, mq_ner_side side, uint32_t *out);
/* The same of what has few values: a word's classes, and each label of its profile (which it gives the words next to it
 * alone). The model keeps their sums in tables */
uint32_t mq_ner_own_class_features(const uint16_t class[MQ_NER_CLASSINGS], uint32_t *out);
uint32_t mq_ner_side_class_features(const uint16_t class[MQ_NER_CLASSINGS], mq_ner_side side, uint32_t *out);
/* class: of clustering k of the other ones, not 0 */
uint32_t mq_ner_own_more_features(const mq_ner_classes *c, uint32_t k, uint32_t class, uint32_t *out);
uint32_t mq_ner_side_more_features(const mq_ner_classes *c, uint32_t k, uint32_t class, mq_ner_side side, uint32_t *out);
uint32_t mq_ner_own_profile_feature(uint32_t label, uint32_t step);
uint32_t mq_ner_side_profile_feature(mq_ner_side side, uint32_t label, uint32_t step);
static inline uint32_t mq_ner_profile_step(uint32_t profile, uint32_t label)
{
	return profile >> MQ_NER_STEP_BITS * label & (MQ_NER_STEPS - 1);
}
/* of word i of a sentence [from, to) in a document of count words. Where d is given, those that join classes alone go to cells
 * instead: there are few enough of them for a table */
typedef struct {
	uint32_t middle, coarse; /* how many classes there are, and 0 */
} mq_ner_dense;
#define MQ_NER_CELLS_MOST 12
#define MQ_NER_PLACE_MOST 40 /* features of a place, lists and all */
typedef struct {
	uint32_t n, cells;
	uint32_t feature[MQ_NER_PLACE_MOST];
	uint32_t cell[MQ_NER_CELLS_MOST];
} mq_ner_places;
void mq_ner_place_features(const mq_ner_dense *d, const mq_ner_seen *s, uint32_t count, uint32_t from, uint32_t to, uint32_t i,
			   mq_ner_places *out);
/* how many cells there are, and the feature of each */
uint32_t mq_ner_cells(const mq_ner_dense *d);
uint32_t mq_ner_cell_feature(const mq_ner_dense *d, uint32_t cell);

/* what a word gives its own labels and those of the words around it */
typedef struct {
	mq_ner_sums own, side[MQ_NER_SIDES];
} mq_ner_given;
struct mq_ner_known {
	mq_ner_seen seen;
	mq_ner_given given;
};

/* some time before a word is to be known: what is looked up of it, as it stands and with clitics off, is asked for */
void mq_ner_know_fetch(const mq_ner *m, mq_text norm, uint64_t key);
/* mq_ner_know in two steps, between which memory comes while something else is done: out is whole after the second */
typedef struct {
	mq_ner_known *out;
	uint32_t end[1 + MQ_NER_SIDES]; /* of the features of its own labels, and of those on each side */
	uint32_t feature[MQ_NER_FEATURES_MOST];
} mq_ner_coming;
void mq_ner_know_ask(const mq_ner *m, const mq_ner_word *w, mq_ner_known *out, mq_ner_coming *c);
void mq_ner_know_take(const mq_ner *m, mq_ner_coming *c);

/* The rows of features stand in lines of the processor's cache, so that one look into far memory finds a feature or that it is
 * not there. A check says of which feature a row is, 0 that it is free; the weights are what each label but O has above O */
#define MQ_NER_ROWS 6u
typedef struct {
	uint16_t check[MQ_NER_ROWS];
	int8_t weight[MQ_NER_ROWS][MQ_NER_LABELS - 1];
	uint8_t unused[4];
} mq_ner_line;
static inline uint32_t mq_ner_line_of(uint32_t feature, uint32_t lines) { return (uint32_t)(((uint64_t)feature * lines) >> 32); }
static inline uint16_t mq_ner_check(uint32_t feature)
{
	uint16_t check = (uint16_t)((feature * 0x85EBCA6Bu) >> 16);
	return check ? check : 1;
}

/* the file: this header, then transitions (float, LABELS+1 rows: the last is the sentence's begin), the classes' keys, fine,
 * profile, middle, coarse, fine, middle and coarse of the other clusterings, then the lines of rows */
typedef struct {
	char magic[8]; /* "mqner04\n" */
	uint32_t lines, words, fine_n;
	float scale; /* weight = byte * scale */
} mq_ner_head;

#endif
