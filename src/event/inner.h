/* What the files of this room share: compiled rules, the sentence as the coder sees it, candidates, weights. */
#ifndef MQ_EVENT_INNER_H
#define MQ_EVENT_INNER_H

#include "base/trees.h"
#include "event/event.h"

/* --- rules ------------------------------------------------------------------------------------------------------------ */

/* A set of keys as bits of a table that fits the nearest cache: what has no bit is not in it, what has one may be. mq_word_keys:
 * the places of all keys that a word may be met under */
#define MQ_KEY_BITS 65536u
typedef uint16_t mq_word_keys[4];
static inline void mq_key_note(uint64_t *bits, uint64_t key) { bits[key % MQ_KEY_BITS / 64] |= 1ull << (key % 64); }
static inline bool mq_key_maybe(const uint64_t *bits, uint64_t key) { return bits[key % MQ_KEY_BITS / 64] >> (key % 64) & 1; }

/* a word of a pattern: a family with its forms, or exact normal forms */
typedef struct {
	uint64_t family;  /* 0: the lexicon does not know it, or the form itself is meant */
	uint64_t norm;    /* of the word as written: fits words that the lexicon gives no family */
	uint64_t bent[2]; /* of the word with ة and with the ا of the accusative: the lexicon may give these no family; 0 for
			     exact forms */
	uint16_t forms;   /* bits 1 << mq_form; 0 for any */
	uint16_t pro;     /* proclitic bits that the token must carry; 0 for any */
} mq_word;

typedef enum { MQ_GAP_NONE, MQ_GAP_CLAUSE, MQ_GAP_SENTENCE } mq_gap;

/* classes that an element may name in <angle brackets>, bits */
enum {
	MQ_CLASS_COUNTRY = 1,
	MQ_CLASS_DEMONYM = 2,
	MQ_CLASS_PERSON = 4,
	MQ_CLASS_BODY = 8,
	MQ_CLASS_PLACE = 16,
	MQ_CLASS_DATE = 32,
	MQ_CLASS_NUMBER = 64,
	MQ_CLASS_INSTRUMENT = 128,
	MQ_CLASS_FORCE = 256,
	MQ_CLASS_OFFICE = 512,
	MQ_CLASS_QUANTITY = 1024
};

typedef struct {
	uint32_t words, words_n; /* in mq_rules.words */
	uint16_t classes;
	uint8_t gap;  /* before this element */
	bool trigger; /* the token that names the event */
	bool own;     /* carries a pronoun: سفيرها */
	bool foreign; /* carries none */
} mq_element;

typedef struct {
	uint32_t elements, elements_n; /* in mq_rules.elements */
	uint16_t rule;
	uint32_t line, column;
	mq_text name; /* its words, what weights know it by: it may move in its file */
} mq_pattern;

typedef enum {
	MQ_BLOCK_NEXT,
	MQ_BLOCK_BEFORE,
	MQ_BLOCK_SENTENCE,
	MQ_NEED_NEXT,
	MQ_NEED_BEFORE,
	MQ_NEED_SENTENCE,
	MQ_NEED_STATES,
	MQ_NEED_LINK,
	MQ_BLOCK_LINK
} mq_guard_where;

typedef struct {
	uint32_t words, words_n;
	uint8_t where;
	uint8_t reach; /* tokens; of MQ_NEED_STATES how many states the sentence names at least */
	uint32_t line;
} mq_guard;

typedef struct {
	mq_text name; /* "visit/goes" */
	mq_text file;
	uint16_t kind;
	uint32_t line;
	uint32_t actor, recipient;       /* slot bits */
	uint8_t order[2][8], order_n[2]; /* the same slots as written: the first is the likeliest */
	mq_text cameo, mode, context, instrument, domain;
	int8_t status; /* mq_event_status that the rule sets, or -1 */
	bool each;     /* every word that it finds tells of a happening of its own */
	uint32_t guards, guards_n;
	uint32_t patterns, patterns_n;
} mq_rule;

/* a party as an example expects it */
typedef struct {
	uint16_t kind;
	int8_t status; /* -1: any */
	char actor[8][4], recipient[8][4];
	uint8_t actors, recipients;
} mq_expect;

typedef struct {
	mq_text file, text, published, outlet, country;
	uint32_t line;
	uint16_t kind;
	bool counter;
	mq_expect expect[4];
	uint8_t expects;
} mq_example;

typedef struct {
	uint64_t key;
	uint32_t pattern; /* + 1; 0 is empty */
	uint32_t next;    /* + 1 in slots, 0 is the end */
} mq_trigger_slot;

/* a word of a pattern that is to be a verb and is none that the lexicon has: as good as never met */
typedef struct {
	mq_text file, word;
	uint32_t line, column;
} mq_no_verb;

typedef struct {
	MQ_VEC(mq_word) words;
	MQ_VEC(mq_no_verb) no_verbs;
	MQ_VEC(mq_element) elements;
	MQ_VEC(mq_pattern) patterns;
	MQ_VEC(mq_guard) guards;
	MQ_VEC(mq_rule) rules;
	MQ_VEC(mq_example) examples;
	mq_word_keys *word_keys; /* of each word */
	/* the automaton's first step: key of a first word to the patterns that begin with it */
	uint64_t *begins; /* mq_key_bits of these keys */
	uint32_t *bucket;
	uint32_t buckets; /* power of two */
	MQ_VEC(mq_trigger_slot) slots;
} mq_rules;

/* reads every file under rules/events/ that ends in .rule; a failure names file, line and column in `why` */
mq_status mq_rules_read(mq_arena *a, const mq_pack *pack, const mq_lexicon *lex, mq_rules *out) MQ_MUST_USE;
mq_status mq_rules_parse(mq_arena *a, const mq_lexicon *lex, mq_text file, mq_text bytes, mq_rules *out) MQ_MUST_USE;
/* one word as rules and cue tables write it: [pro+]lemma[:form] or "form" */
mq_status mq_word_read(mq_arena *a, const mq_lexicon *lex, mq_text file, uint32_t line, mq_text w, mq_word *out) MQ_MUST_USE;
mq_status mq_rules_compile(mq_arena *a, mq_rules *r) MQ_MUST_USE;

/* --- words of the language: what ends a clause, what governs a masdar, what tells status (rules/ar/status.tsv) --------- */

typedef enum {
	MQ_CUE_NONE,
	/* prepositions, as slots */
	MQ_CUE_PREP,
	/* openers of clauses */
	MQ_CUE_RELATIVE,
	MQ_CUE_THAT,        /* أن إن بأن */
	MQ_CUE_SUBORDINATE, /* حيث فيما بينما */
	MQ_CUE_AFTER,       /* بعد عقب إثر: time anchors */
	MQ_CUE_DURING,      /* خلال أثناء على هامش */
	MQ_CUE_IF,
	/* governors */
	MQ_CUE_AIM,
	MQ_CUE_WISH,
	MQ_CUE_MUST,
	MQ_CUE_MAY,
	MQ_CUE_DEMAND,
	MQ_CUE_THREAT,
	MQ_CUE_ALLEGE,
	MQ_CUE_PLAN,
	MQ_CUE_PROMISE,
	MQ_CUE_ANNOUNCE,
	MQ_CUE_SAY,
	MQ_CUE_BEGIN,
	MQ_CUE_CONTINUE,
	MQ_CUE_END,
	MQ_CUE_CANCEL,
	MQ_CUE_POSTPONE,
	MQ_CUE_DENY,
	MQ_CUE_FAIL,
	MQ_CUE_NOT,
	MQ_CUE_NEVER, /* لن */
	MQ_CUE_FUTURE,
	MQ_CUE_NOW,
	MQ_CUE_WAS,
	MQ_CUE_HAD,
	MQ_CUE_RECALL, /* يذكر أن */
	MQ_CUE_NEXT,
	MQ_CUE_LAST,
	MQ_CUE_TALKS_OF, /* سبل تعزيز التعاون: topics of talks */
	MQ_CUE_SPORT,
	MQ_CUE_CULTURE,
	MQ_CUE_EXPERT,
	MQ_CUE_MEDIA,
	MQ_CUE_OWN,      /* بلاده */
	MQ_CUE_QUESTION, /* هل كيف لماذا */
	MQ_CUE_HABIT,
	MQ_CUE_LIGHT,
	MQ_CUE_DECIDE,
	/* what the article is about (rules/ar/topics.tsv) */
	MQ_CUE_MARKET,
	MQ_CUE_LAB,
	MQ_CUE_RANK, /* فريق أول: no team */
	MQ_CUES
} mq_cue;
extern const char *const mq_cue_name[MQ_CUES];

/* slots of a party, as bits; rules name them */
enum {
	MQ_SLOT_SUBJECT = 1 << 0, /* first bare noun phrase after a verb, or the one before it */
	MQ_SLOT_OBJECT = 1 << 1,  /* second bare noun phrase after a verb */
	MQ_SLOT_OF = 1 << 2,      /* idafa of a masdar or noun */
	MQ_SLOT_NISBA = 1 << 3,   /* adjective on the event noun */
	MQ_SLOT_WITH = 1 << 4,
	MQ_SLOT_BETWEEN = 1 << 5,
	MQ_SLOT_TO = 1 << 6, /* إلى لـ */
	MQ_SLOT_FROM = 1 << 7,
	MQ_SLOT_IN = 1 << 8,      /* في بـ */
	MQ_SLOT_AGAINST = 1 << 9, /* ضد على */
	MQ_SLOT_BY = 1 << 10,     /* من قبل، من طرف، على يد */
	MQ_SLOT_BEFORE = 1 << 11, /* anywhere before, in the sentence */
	MQ_SLOT_PLACE = 1 << 12,
	MQ_SLOT_OTHER = 1 << 13
};
#define MQ_SLOTS 14
extern const char *const mq_slot_name[MQ_SLOTS];

typedef struct {
	mq_word word[4];
	uint8_t words;
	uint8_t cue;
	uint16_t slot; /* of a preposition */
} mq_cue_row;

typedef struct {
	mq_cue_row *row;
	uint64_t *key; /* of each row's first word */
	uint32_t n;
	uint32_t *bucket, *next;
	uint32_t buckets;
} mq_cues;

mq_status mq_cues_read(mq_arena *a, const mq_pack *pack, const mq_lexicon *lex, mq_text path, mq_cues *out) MQ_MUST_USE;

/* the same with names of one's own: a row's cue is its index in names (at most 256) */
mq_status mq_cues_named(mq_arena *a, const mq_pack *pack, const mq_lexicon *lex, mq_text path, const char *const *names, int n,
			mq_cues *out) MQ_MUST_USE;

#define MQ_CONTEXTS 22
extern const char *const mq_context_name[MQ_CONTEXTS];
/* words that tell a PLOVER context; a row's cue is its index in mq_context_name */
mq_status mq_contexts_read(mq_arena *a, const mq_pack *pack, const mq_lexicon *lex, mq_cues *out);

/* the longest cue that begins at token t and ends before end, or NULL */
const mq_cue_row *mq_cue_at(const mq_cues *c, const mq_doc *doc, uint32_t t, uint32_t end);

/* --- the document as the coder sees it ---------------------------------------------------------------------------------- */

typedef struct {
	uint8_t cue;   /* mq_cue of the word, MQ_CUE_NONE for most */
	uint8_t cue_n; /* tokens that the cue covers */
	uint8_t opens; /* the cue that opened the clause it stands in */
	uint8_t verb;  /* mq_form of a verb, or 0 */
	uint16_t slot; /* of a preposition */
	uint16_t classes;
	uint16_t clause; /* number within its sentence, grows at every hard border */
	bool quoted;
	bool denied;  /* somebody says it is not so */
	bool goes_on; /* a word of the same name follows */
} mq_seen;

typedef enum { MQ_FROM_SENTENCE, MQ_FROM_PREVIOUS, MQ_FROM_TITLE, MQ_FROM_DOCUMENT, MQ_FROM_OUTLET } mq_party_from;

/* a noun phrase that names a country */
typedef struct {
	uint32_t mention;  /* index in marks */
	uint32_t from, to; /* tokens of the whole noun phrase [from, to) */
	uint16_t country;  /* index in mq_scene.country */
	uint16_t slot;     /* of its governing preposition; 0 when bare */
	uint8_t by;        /* mq_by */
	uint8_t kind;      /* mq_mention_kind */
	bool wa;           /* its first word carries و */
	bool conj;         /* joined by و to the one before */
	bool li;           /* its slot comes from لـ, not from إلى */
	bool subject;      /* of a verb: right after one, or before one at the head of its sentence */
} mq_phrase;
#define MQ_BY_OWN (MQ_BY_SHORT + 1) /* بلاده: the country of whoever was named last as doing or saying something */

typedef struct {
	char code[4];
	uint32_t mentions, in_title, sentences;
	uint32_t first; /* token of the first mention */
	uint64_t where; /* bits of the sentences that name it; those behind the last bit share it */
	bool outlet;
	bool pair;
	bool masculine; /* its name is: المغرب، لبنان */
	uint32_t rank;  /* by mentions, from 0 */
} mq_state;
static inline uint64_t mq_sentence_bit(uint32_t sentence) { return 1ull << (sentence < 63 ? sentence : 63); }

typedef struct {
	const mq_article *article;
	const mq_doc *doc;
	const mq_marks *marks;
	mq_seen *seen; /* one a token */
	MQ_VEC(mq_phrase) phrases;
	uint32_t *phrase_of; /* sentence -> first phrase; n + 1 */
	/* noun phrases of whoever belongs to no state that is known (a region, a man, a body): a place that they hold is not free
	 */
	MQ_VEC(mq_phrase) strangers;
	uint32_t *stranger_of; /* as phrase_of */
	MQ_VEC(mq_state) states;
	uint32_t *date_of; /* sentence -> first date */
	uint32_t sport, culture, expert, words;
	uint32_t market, lab;     /* words of markets and money, of study and machine */
	double politics;          /* how likely it is of states and their doings, by its words */
	uint32_t dateline;        /* token after «الرباط (وكالة) -» */
	uint32_t teaser;          /* first sentence of the tail that belongs to other stories */
	struct mq_way_memo *ways; /* what states together weigh, met again and again in a document (ways.c) */
} mq_scene;

/* what a scene is made with: rules/ar/status.tsv, topics.tsv, denials.tsv, asked.tsv, nominal.tsv, rules/world/masculine.tsv */
#define MQ_MASCULINE_MOST 64u
enum { MQ_ASKED_EVERYBODY = 1, MQ_ASKED_UPON }; /* rules/ar/asked.tsv */
typedef struct {
	mq_cues cues, topics, denials, asked;
	MQ_VEC(uint64_t) nominal; /* keys of words that look like verbs of the perfect and are none, in order */
	char masculine[MQ_MASCULINE_MOST][4];
	uint32_t masculines;
} mq_scenery;
mq_status mq_scenery_read(mq_arena *a, const mq_pack *pack, const mq_lexicon *lex, mq_scenery *out) MQ_MUST_USE;
/* what each sentence denies (denial.c) */
mq_status mq_denials_read(mq_arena *a, const mq_pack *pack, const mq_lexicon *lex, mq_cues *out) MQ_MUST_USE;
void mq_denials_see(const mq_cues *words, mq_scene *s);
mq_status mq_scene_make(mq_arena *a, const mq_scenery *with, const mq_article *article, const mq_doc *doc, const mq_marks *marks,
			mq_scene *out) MQ_MUST_USE;

/* is a token one of these marks, parted by a space; does a cue open a clause; the place of a state in the scene, added where it
 * is new, -1 when memory is out */
bool mq_is_mark(const mq_token *t, const char *marks);
bool mq_opens_clause(uint8_t cue);
int mq_state_index(mq_arena *a, mq_scene *s, const char *code);

/* the noun phrase of mention i, if it names a state; all of them in order, joined where they stand as one; the phrases of
 * strangers */
mq_status mq_phrase_add(mq_arena *a, mq_scene *s, uint32_t i) MQ_MUST_USE;
mq_status mq_phrases_order(mq_arena *a, mq_scene *s) MQ_MUST_USE;
mq_status mq_strangers_find(mq_arena *a, mq_scene *s) MQ_MUST_USE;

/* marks the subjects among the phrases, and adds phrases for بلاده and its like: out of order, to be sorted again */
mq_status mq_scene_own(mq_arena *a, mq_scene *s, uint32_t *added) MQ_MUST_USE;
/* whose deed the text was telling before token t of a sentence: the state of the subject named last, in the sentence or, where it
 * has none, at the head of the ones before; UINT32_MAX when nobody was */
uint32_t mq_scene_subject(const mq_scene *s, uint32_t sentence, uint32_t t);

/* how many kinds there may be */
#define MQ_KINDS_MOST 64u

/* --- weights ------------------------------------------------------------------------------------------------------------ */

/* statuses that are weighed; the others are told by cues alone */
#define MQ_STAGES_WEIGHED 4

/* Weights by the keys of features: half of a key is in the place, the other half in its first cell (0 is empty); behind it stand
 * the weights of every role that the same features are weighed in, so that a feature is looked up once. */
typedef union {
	uint32_t check;
	float weight;
} mq_cell;
typedef struct {
	mq_cell *cell;
	uint32_t mask;
} mq_weights;

/* roles that share their features: of a state; of a status (in the order of mq_status_weighed) */
typedef enum { MQ_ROLE_ACTOR, MQ_ROLE_RECIPIENT, MQ_ROLE_EQUAL, MQ_PARTY_ROLES } mq_party_role;
typedef enum { MQ_ROLE_BACKGROUND = MQ_STAGES_WEIGHED, MQ_STATUS_ROLES } mq_status_role;
#define MQ_ROLES_MOST 5u
typedef enum { MQ_WEIGHTS_PLAIN, MQ_WEIGHTS_PARTY, MQ_WEIGHTS_STATUS, MQ_WEIGHTS_SETS } mq_weights_set;

typedef struct {
	mq_weights of[MQ_WEIGHTS_SETS];
	bool there;  /* a table was read */
	bool topics; /* it has weights of what an article is about */
	bool same;   /* and of tellings that tell of one happening */
	bool wide;   /* and of parties that are two names side by side, or do it to their own */
	double accept_cut, same_cut, kept_cut;
	double sentence_cut; /* as accept_cut, of a sentence without its article; 0: no other */
	double
	    alone_cut[MQ_KINDS_MOST]; /* of kinds that a sentence without its article is judged for by itself; 0 of the others */
} mq_model;

mq_status mq_model_read(mq_arena *a, const mq_pack *pack, mq_model *out) MQ_MUST_USE;
double mq_model_weight(const mq_model *m, uint64_t key);
/* of two features together: asked for at once */
double mq_model_weight2(const mq_model *m, uint64_t first, uint64_t second);

/* features of one decision: their keys, and their names where somebody wants to read them */
#define MQ_FEATURES_MOST 320
/* a table of twice as many places tells whether a feature is there already */
#define MQ_FEATURES_PLACES 1024u
typedef struct {
	uint64_t key[MQ_FEATURES_MOST];
	mq_text name[MQ_FEATURES_MOST];
	uint32_t n;
	uint16_t place[MQ_FEATURES_PLACES]; /* index of a key + 1 */
	bool named;
	mq_arena *a;
	mq_text group;
} mq_features;

void mq_features_open(mq_features *f, mq_arena *a, const char *group, bool named);
void mq_feature_add(mq_features *f, mq_text name, mq_text x, mq_text y);
/* in sight, so that the lengths of names are known to the compiler */
static inline void mq_feature2(mq_features *f, const char *name, mq_text x, mq_text y)
{
	mq_feature_add(f, mq_text_at(name, strlen(name)), x, y);
}
static inline void mq_feature(mq_features *f, const char *name, mq_text value) { mq_feature2(f, name, value, MQ_NONE); }
uint64_t mq_feature_key(const char *group, const char *name, mq_text x, mq_text y);
/* a number in its digits, at the end of room */
#define MQ_DIGITS_MOST 10u
mq_text mq_digits(uint32_t n, char room[MQ_DIGITS_MOST]);
/* as snprintf, of %s, %u, %c and %.*s alone, and without an end byte: features are named so all the time. Gives how many bytes */
int mq_print_parts(char *buf, size_t most, const char *form, ...) __attribute__((format(printf, 3, 4)));
void mq_feature_n(mq_features *f, const char *name, uint32_t n, uint32_t most);
/* of those from the one of that number on */
double mq_features_score(const mq_model *m, const mq_features *f, uint32_t from);
/* by the weights that the same features have in each role of a set, MQ_WEIGHTS_PARTY or MQ_WEIGHTS_STATUS: group "actor.phrase"
 * of the table for features of "phrase" */
void mq_features_score_roles(const mq_model *m, const mq_features *f, mq_weights_set set, double sum[MQ_ROLES_MOST]);
/* in a role that stands by itself, as "ASSAULT.accept" */
double mq_features_score_as(const mq_model *m, const mq_features *f, mq_text role);

/* --- candidates --------------------------------------------------------------------------------------------------------- */

/* states of the document that are weighed for one candidate */
#define MQ_STATES_WEIGHED 24u

/* dates of a sentence that are weighed */
#define MQ_DATES_WEIGHED 8u

/* states of its sentence are counted this far */
#define MQ_STATES_COUNTED 8u

/* words around a trigger that are weighed for each state */
#define MQ_NEAR         6u
#define MQ_NEAR_TRIGGER 2u /* which of them it is */

typedef struct {
	uint32_t sentence, trigger; /* token */
	uint32_t from, to;          /* tokens of the match */
	uint32_t pattern;
	uint16_t rule;
	uint8_t form;   /* of the trigger */
	uint8_t clause; /* cue that opened its clause */
	uint64_t family;
	uint16_t pro;
	uint8_t rank;     /* of the analysis that fitted */
	uint8_t governor; /* cue that governs it */
	int8_t status;
	bool background, negated, barred;
	bool recalled;
	int32_t date;
	double date_score;
	float day[MQ_DATES_WEIGHED];     /* the sum of each date of its sentence */
	double stage[MQ_STAGES_WEIGHED]; /* how likely done, under way, announced, cancelled are, as sums of weights */
	double part[3];                  /* of the sum: rule, form, place; parties; words */
	double sum, p;                   /* accept: of the first look's weights, and how likely in the end */
	const mq_text *near;             /* words around the trigger, while the parties are weighed */
	double *fit[2];                  /* actor, recipient: how the states weighed fit the frame */
	double party[3];                 /* best actor, recipient, second */
	double parties;                  /* how sure it is of all of them together */
	MQ_VEC(mq_party) actors;
	MQ_VEC(mq_party) recipients;
	mq_text why;
	uint64_t inside;              /* as the next, of the words that the pattern spans */
	uint64_t left, around, after; /* bits 1 << mq_cue: before it in its clause, in its sentence, after it in its clause */
	uint32_t verb;                /* token of the pattern's other verb, or UINT32_MAX */
	bool seated;                  /* the actor's place in its clause is filled */
	const char *speaker;          /* state of who is quoted, or NULL */
	uint32_t subject[2];          /* states: subject named last before it, and before its sentence; UINT32_MAX for none */
	const mq_phrase *antecedent;  /* of the sentence, its subject without standing beside it; or NULL */
	bool gapped;                  /* a verb whose subject stands before الذي */
	bool led;                     /* a verb right behind its subject: روسيا تهدد */
	bool passive;                 /* a verb in the perfect with the damma of the passive: طُرد */
	bool own;                     /* the trigger carries a pronoun: زيارته */
	uint8_t states;               /* named in its sentence, MQ_STATES_COUNTED at most */
	int8_t told;                  /* status by the cues alone */
	uint8_t elements;             /* of the pattern */
	uint8_t rivals;               /* candidates of other kinds on the same trigger */
	bool outdone;                 /* one of them matched a longer pattern */
	uint32_t opener;              /* + 1: candidate whose sentence opened the list that this one is an item of */
} mq_candidate;

typedef MQ_VEC(mq_candidate) mq_candidates;

/* words that tell of instruments (rules/ar/instrument_cues.tsv): a cue's name is "field.value", as "stage.ratified" */
#define MQ_INSTRUMENT_CUES_MOST 250
typedef struct {
	mq_cues cues;
	const char *name[MQ_INSTRUMENT_CUES_MOST];
	mq_text field[MQ_INSTRUMENT_CUES_MOST], value[MQ_INSTRUMENT_CUES_MOST];
	int8_t stage[MQ_INSTRUMENT_CUES_MOST]; /* of field stage, or -1 */
	int n;
} mq_instrument_cues;
mq_status mq_instrument_cues_read(mq_arena *a, const mq_pack *pack, const mq_lexicon *lex, mq_instrument_cues *out) MQ_MUST_USE;
/* the facts of the sentence in which mention m names it */
mq_status mq_instrument_facts_find(mq_arena *a, const mq_instrument_cues *w, const mq_scene *s, const mq_mention *m,
				   mq_instrument *x) MQ_MUST_USE;
/* the first mention that begins at a token or behind it: they are in the order of the text */
uint32_t mq_first_mention(const mq_scene *s, uint32_t token);
/* kind, name, edition, year, count, domain of an event's instrument, from the mention nearest its trigger */
void mq_event_instrument_find(const mq_scene *s, const mq_candidate *x, const mq_rule *r, mq_event *e);

struct mq_coder {
	const mq_pack *pack;
	const mq_lexicon *lex;
	const mq_marker *marker;
	mq_rules rules;
	mq_scenery scenery;
	mq_cues contexts;
	mq_instrument_cues instruments;
	mq_model model;
	mq_trees second, pairs;      /* of the second look, of two tellings (pair.h) */
	mq_trees days, stages, kept; /* of a happening: its day, what became of it, whether the record keeps it (last.h) */
	/* rules that talks are told by, of two states and of more, and gatherings; the number of rules where there is none */
	uint32_t of_two, of_many, gathering;
};

/* as mq_scene_subject, for a trigger: of a verb after الذي it is what stands before that, and the candidate is `gapped` */
bool mq_seat_is_open(const mq_scene *s, const mq_candidate *x, const mq_phrase *p);
uint32_t mq_scene_subject_of(const mq_scene *s, mq_candidate *x);
mq_status mq_match_rules(mq_arena *a, const mq_coder *c, const mq_scene *s, mq_candidates *out) MQ_MUST_USE;
/* by the cues */
void mq_status_tell(const mq_coder *c, const mq_scene *s, mq_candidate *x);
/* then by the weights; and of all tellings of a happening together */
void mq_status_weigh(mq_arena *a, const mq_coder *c, const mq_scene *s, mq_candidate *x, mq_buf *dump);
int8_t mq_status_of_all(const mq_candidate *const *told, uint32_t n);
/* who speaks, whose deed was told before, how many states the sentence names; then the parties themselves */
void mq_parties_look(const mq_coder *c, const mq_scene *s, mq_candidate *x);
mq_status mq_parties_find(mq_arena *a, const mq_coder *c, const mq_scene *s, mq_candidate *x, mq_buf *dump, bool why) MQ_MUST_USE;
/* is a kind one of n names */
bool mq_kind_among(uint16_t kind, const char *const *names, size_t n);
/* violence, protest and arrest happen inside one state too */
bool mq_may_hit_itself(uint16_t kind);
/* a threat, a refusal, a demand: done by being said */
bool mq_said_is_done(uint16_t kind);
void mq_date_find(mq_arena *a, const mq_coder *c, const mq_scene *s, mq_candidate *x, const mq_candidates *all, mq_buf *dump);
/* the sum of weights before the parties are known; then with them, dump and why with the names of all features */
double mq_accept_begin(mq_arena *a, const mq_coder *c, const mq_scene *s, mq_candidate *x);
mq_status mq_accept(mq_arena *a, const mq_coder *c, const mq_scene *s, mq_candidate *x, mq_buf *dump, bool why) MQ_MUST_USE;
/* all that is weighed there, once the parties are chosen */
void mq_accept_features(mq_features *f, const mq_coder *c, const mq_scene *s, const mq_candidate *x);
/* a word as features know it: its stem, or @state, @person, # of a number; empty for marks and short words */
mq_text mq_scene_word(const mq_scene *s, uint32_t t);
/* a feature that is a word, with what stands beside it; none where the token tells nothing */
void mq_scene_feature(mq_features *f, const mq_scene *s, const char *name, uint32_t t, mq_text with);
/* so many words before a token of a sentence, and behind it, where the sentence has them: [from, to) */
static inline uint32_t mq_words_before(const mq_sentence *sn, uint32_t t, uint32_t n)
{
	return t - sn->from > n ? t - n : sn->from;
}
static inline uint32_t mq_words_behind(const mq_sentence *sn, uint32_t t, uint32_t n) { return sn->to - t > n ? t + n : sn->to; }
/* a linear model's sum as trees see it: beyond this nothing is surer */
#define MQ_SUM_MOST 8.0
/* where nothing was summed */
#define MQ_NO_SUM (-8.0f)
/* of n sums the greatest but that of number k */
static inline float mq_best_other(const float *sum, uint32_t n, uint32_t k)
{
	float best = MQ_NO_SUM;
	for (uint32_t i = 0; i < n; i++)
		if (i != k && sum[i] > best) best = sum[i];
	return best;
}
static inline double mq_bounded_sum(double sum)
{
	return sum < -MQ_SUM_MOST ? -MQ_SUM_MOST : sum > MQ_SUM_MOST ? MQ_SUM_MOST : sum;
}
/* with what the second look adds: how likely it is, and whether it is out */
void mq_accept_settle(mq_arena *a, const mq_coder *c, const mq_scene *s, mq_candidate *x, double second, bool why);
/* the name that an exercise bears beside its word; none for «مناورات بحرية», and none of what is no exercise */
mq_text mq_exercise_name(const mq_coder *c, const mq_scene *s, const mq_candidate *x);
/* the odds of what has a name are so many times as high; its states need not stand in its sentence */
void mq_accept_raise(const mq_coder *c, const mq_scene *s, mq_candidate *x, double odds);
/* as likely as p; under the cut it is out */
void mq_accept_decide(const mq_coder *c, const mq_scene *s, mq_candidate *x, double p, double cut);
void mq_word_features(mq_features *f, const mq_scene *s, const mq_candidate *x, const mq_event_kind *kind);
/* «الزيارة الأخيرة» is not the one that is planned */
static inline bool mq_tells_last(const mq_scene *s, const mq_candidate *x)
{
	return x->trigger + 1 < s->doc->tokens.n && s->seen[x->trigger + 1].cue == MQ_CUE_LAST;
}
/* how many of a are in b */
uint32_t mq_parties_shared(const mq_party *a, uint32_t an, const mq_party *b, uint32_t bn);
static inline bool mq_parties_even(const mq_party *a, uint32_t an, const mq_party *b, uint32_t bn)
{
	return an == bn && mq_parties_shared(a, an, b, bn) == an;
}
/* tokens, sentences or clauses between two */
static inline uint32_t mq_apart(uint32_t a, uint32_t b) { return a > b ? a - b : b - a; }
static inline void mq_raise_to(float *f, float v)
{
	if (v > *f) *f = v;
}
/* features of the pairs of tellings of one kind that may tell of one happening, for training */
mq_status mq_same_dump(mq_arena *a, const mq_coder *c, const mq_scene *s, const mq_candidates *all, mq_buf *dump) MQ_MUST_USE;
/* a sentence without its article. A line without a stop is none: it is a headline, and judged as an article's title is */
bool mq_scene_is_alone(const mq_scene *s);
/* a heading among other sentences: a text that is one line is its own heading */
bool mq_scene_is_heading(const mq_scene *s, const mq_sentence *sn);
/* the words of such a sentence: what it tells of, whatever the rules find in it */
void mq_alone_features(mq_features *f, const mq_scene *s);
/* what the article is about, by the words it begins with */
void mq_topic_features(mq_features *f, const mq_scene *s);
/* dump: gets what the last look sees of every happening */
mq_status mq_merge(mq_arena *a, const mq_coder *c, const mq_scene *s, const mq_candidates *in, mq_buf *dump, bool why,
		   mq_events *out) MQ_MUST_USE;

/* the phrases of a sentence that are weighed: a sentence of nothing but names must not cost its square */
#define MQ_PHRASES_WEIGHED 64u
static inline uint32_t mq_weighed_end(const uint32_t *first_of, uint32_t sentence)
{
	uint32_t end = first_of[sentence + 1], most = first_of[sentence] + MQ_PHRASES_WEIGHED;
	return end < most ? end : most;
}
static inline uint32_t mq_phrase_end(const mq_scene *s, uint32_t sentence) { return mq_weighed_end(s->phrase_of, sentence); }
static inline uint32_t mq_stranger_end(const mq_scene *s, uint32_t sentence) { return mq_weighed_end(s->stranger_of, sentence); }
#define MQ_CUE_BIT(cue) (1ull << (cue))

void mq_features_dump(mq_buf *dump, const mq_features *f, const char *key);
/* the numbers that trees see */
void mq_numbers_dump(mq_buf *dump, const char *key, const float *v, uint32_t n);

/* is token t of the family (or exact form) that w asks for; gives the analysis that fits */
const mq_analysis *mq_word_fits(const mq_word *w, const mq_token *t);

#endif
