/* People, their offices and organisations: what the files people*.c, coref.c and org.c share. Private to src/mark.
 *
 * In: tokens, their forms, the country pass's mentions. Out: mentions of three sorts:
 *  - person: one a printed name, clitics off; `name` is the fullest form in the document, `head` its first mention; `role` the
 *    apposition before or after it as printed (an entity's first mention has the entity's best role); country and sector from the
 *    role's words, else the people table, else the neighbour in a list, else the outlet; `by` says which.
 *  - organization with by = MQ_BY_OFFICE: an office without its holder's name («وزير الخارجية الفرنسي»): country and sector are
 *    set, `role` is the phrase. Where the document names the holder, it is a person mention with his head instead.
 *  - organization by grammar («وزارة الداخلية الفرنسية») or from the tagger. */
#ifndef MQ_MARK_PEOPLE_H
#define MQ_MARK_PEOPLE_H

#include "mark/ner.h"
#include "mark/passes.h"

typedef enum {
	MQ_ROLE_OFFICE = 1,
	MQ_ROLE_POST,
	MQ_ROLE_PROFESSION,
	MQ_ROLE_RANK,
	MQ_ROLE_KIN,
	MQ_ROLE_PEER,
	MQ_ROLE_TITLE
} mq_role_kind;

typedef struct {
	uint8_t kind; /* mq_role_kind */
	char sector[8];
	bool sure; /* the words after it do not change the sector: a minister of defence is government */
} mq_role_row;

typedef enum {
	MQ_WORD_NONE,
	MQ_WORD_LINK,
	MQ_WORD_NOUN,
	MQ_WORD_STOP,
	MQ_WORD_SAME,
	MQ_WORD_SOFT,
	MQ_WORD_IN,
	MQ_WORD_PLACE
} mq_role_word;

typedef struct {
	char sector[8];
	bool bare; /* stands alone with the article */
} mq_org_row;

/* a public office holder of the table */
typedef struct {
	mq_text name, office;
	char country[4], sector[8];
	mq_day from, to; /* in office; MQ_NO_DAY where open */
} mq_person_row;

struct mq_people_words {
	const mq_gaz *gaz;
	const mq_ner *ner; /* NULL without a model */
	mq_phrases *roles, *role_words, *orgs, *sectors, *people, *surnames;
	MQ_VEC(mq_role_row) role;
	MQ_VEC(mq_org_row) org;
	MQ_VEC(mq_org_row) sector;
	MQ_VEC(mq_person_row) person;
};

/* what the pass knows of a token */
typedef struct {
	uint8_t label; /* MQ_NER_* */
	uint8_t word;  /* mq_role_word */
	uint8_t pro;   /* of the role's first word */
	uint8_t role_n;
	uint32_t role;    /* row + 1 of a role that begins here */
	uint32_t country; /* mention index + 1 that covers it */
	uint32_t gaz;
	float lean;           /* of the tagger, to a person */
	bool definite, joins; /* joins: a hyphen or underscore inside a word */
} mq_fact;

typedef struct {
	uint32_t from, to; /* tokens; from == to: none */
	uint8_t kind;      /* the strongest of its role nouns */
	uint32_t row;      /* of the first role noun, + 1 */
	uint8_t pro;
	bool much; /* more than titles and one bare noun */
} mq_role_span;

#define MQ_NAME_WORDS_MOST 10u

/* a printed name */
typedef struct {
	uint32_t from, to; /* tokens */
	uint8_t letters;   /* of a proclitic on the first token */
	uint32_t entity;   /* index, set by coref */
	mq_role_span pre, post;
	uint32_t words;
	uint64_t key[MQ_NAME_WORDS_MOST]; /* of its words, article off */
	bool sure;                        /* more than the tagger's word for it */
} mq_name_hit;

typedef struct {
	uint32_t longest; /* name index: the fullest form */
	uint32_t first;   /* name index: the first in the document */
	uint32_t role;    /* name index + 1 whose role is the entity's */
	bool role_is_post;
	uint32_t person;  /* row + 1 of the people table */
	uint32_t mention; /* index + 1 of its first mention */
	char country[4], sector[8];
	uint8_t by;
} mq_entity;

typedef struct {
	const mq_marking *k;
	const mq_people_words *w;
	mq_fact *fact;
	MQ_VEC(mq_name_hit) names; /* in order of place */
	MQ_VEC(mq_role_span) alone;
	MQ_VEC(mq_entity) entities;
	uint8_t home;     /* is the outlet's own state named in the document: 0 not looked yet, 1 no, 2 yes */
	uint32_t guessed; /* words that the role walk took for untagged names */
} mq_peopling;

static inline const mq_token *mq_tok(const mq_peopling *p, uint32_t i) { return &p->k->doc->tokens.v[i]; }
static inline uint32_t mq_toks(const mq_peopling *p) { return p->k->doc->tokens.n; }

mq_status mq_people_facts(mq_peopling *p) MQ_MUST_USE; /* people_facts.c */
mq_status mq_people_names(mq_peopling *p) MQ_MUST_USE; /* people_names.c: names from labels and lists */
mq_status mq_people_roles(mq_peopling *p) MQ_MUST_USE; /* people_roles.c: roles to names, offices alone */
mq_status mq_people_coref(mq_peopling *p) MQ_MUST_USE; /* coref.c: names to entities */
mq_status mq_people_emit(mq_peopling *p) MQ_MUST_USE;  /* people_emit.c: mentions */
mq_status mq_people_orgs(mq_peopling *p) MQ_MUST_USE;  /* org.c */

/* is it a finite verb, as far as the lexicon knows */
bool mq_is_verb(const mq_peopling *p, uint32_t i);
/* the sector that the words of [from, to) say, or "" */
const char *mq_people_sector(const mq_peopling *p, uint32_t from, uint32_t to);
/* the first country mention inside [from, to), or NULL */
const mq_mention *mq_people_country(const mq_peopling *p, uint32_t from, uint32_t to);
/* Whose an office or body is that names no state, at a token: the outlet's own; where the document does not name that, of the
 * state named last before it in its sentence or the one before, if there is one. "" for nobody; *by says how it is known. */
const char *mq_people_home(mq_peopling *p, uint32_t token, uint8_t *by);
/* The row + 1 of the listed holder that a name is, or 0. A surname alone counts where the list says that he is known by it. */
uint32_t mq_people_listed(const mq_peopling *p, const mq_name_hit *h);
/* key of a name's word with the article off; letters: proclitic letters to take off first */
uint64_t mq_name_key(const mq_token *t, uint8_t letters);
bool mq_is_comma(const mq_token *t);
static inline bool mq_is_link(uint8_t word) { return word == MQ_WORD_LINK || word == MQ_WORD_SOFT || word == MQ_WORD_IN; }
/* Does another noun phrase begin at token i, behind a phrase that began at `from`? Behind ال a common noun without it («وزير
 * الدفاع الفرنسي | ظاهرة الهجرة»), behind the name of a state a body («الجيش المغربي | القوات الجزائرية»), and a body or office
 * with ب or ل («العاهل المغربي | للأمين العام»); `office`: of an office any word with these. */
bool mq_another_begins(const mq_peopling *p, uint32_t from, uint32_t i, bool office);
/* may token i go on a role phrase whose last token is before it? */
bool mq_role_goes_on(const mq_peopling *p, uint32_t i);

#endif
