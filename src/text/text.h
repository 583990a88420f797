/* text: an article becomes sentences and tokens. In: title and body. Out: tokens with byte spans, normal forms, up to three
 * analyses (clitics off, stem, lemma family and form), sentences.
 * Promise: spans in range and on character borders; normalising twice is normalising once; the same tokens wherever the text is
 * cut; one pass over the bytes. Arabic first; Latin, French, Tifinagh words and numbers are tokens too. Knows no events. */
#ifndef MQ_TEXT_TEXT_H
#define MQ_TEXT_TEXT_H

#include "base/base.h"

typedef enum { MQ_IN_TITLE, MQ_IN_BODY } mq_field;
#define MQ_FIELDS 2

typedef enum {
	MQ_TOKEN_ARABIC = 1,
	MQ_TOKEN_LATIN,
	MQ_TOKEN_TIFINAGH,
	MQ_TOKEN_OTHER_WORD,
	MQ_TOKEN_NUMBER, /* digits of any script, with inner . , / : - left to the reader: one token a run of digits */
	MQ_TOKEN_PUNCT,  /* one mark; quotes too */
	MQ_TOKEN_BREAK   /* the end of a paragraph */
} mq_token_kind;

/* proclitics that an analysis takes off, outermost first in writing */
enum {
	MQ_PRO_WA = 1,  /* و and */
	MQ_PRO_FA = 2,  /* ف so */
	MQ_PRO_BI = 4,  /* ب by, in */
	MQ_PRO_KA = 8,  /* ك as */
	MQ_PRO_LI = 16, /* ل to, for */
	MQ_PRO_AL = 32, /* ال the */
	MQ_PRO_SA = 64, /* س future */
	MQ_PRO_A = 128  /* أ question */
};

/* enclitic pronouns */
typedef enum {
	MQ_ENC_NONE,
	MQ_ENC_I,
	MQ_ENC_WE,
	MQ_ENC_YOU,
	MQ_ENC_HE,
	MQ_ENC_SHE,
	MQ_ENC_TWO,
	MQ_ENC_THEY,
	MQ_ENC_THEY_F
} mq_enclitic;

typedef enum {
	MQ_FORM_NONE, /* not in the lexicon */
	MQ_FORM_PERFECT,
	MQ_FORM_IMPERFECT,
	MQ_FORM_IMPERATIVE,
	MQ_FORM_MASDAR,
	MQ_FORM_ACTIVE,  /* active participle */
	MQ_FORM_PASSIVE, /* passive participle */
	MQ_FORM_NOUN,
	MQ_FORM_ADJECTIVE,
	MQ_FORM_NAME, /* a proper name: protected from stemming */
	MQ_FORM_PARTICLE
} mq_form;

typedef struct {
	mq_text stem;    /* normal form without clitics */
	uint64_t key;    /* mq_hash(stem) */
	uint64_t family; /* mq_hash of the family's name in rules/ar (the lemma, normalised), or 0 */
	uint16_t pro;    /* MQ_PRO_* */
	uint8_t enc;     /* mq_enclitic */
	uint8_t form;    /* mq_form */
	uint8_t person;  /* 1 2 3, 0 unknown */
	uint8_t number;  /* 1 singular 2 dual 3 plural, 0 unknown */
	uint8_t gender;  /* 'm' 'f' 0 */
	uint8_t off;     /* bytes of the normal form before the stem */
} mq_analysis;

enum {
	MQ_TOKEN_GLUED = 1,  /* no space before: stuck to the token on its left (و10, الـ23) */
	MQ_TOKEN_OPENS = 2,  /* an opening quote or bracket */
	MQ_TOKEN_CLOSES = 4, /* a closing one; a straight quote may have both until quotes are paired in mark/ */
	MQ_TOKEN_SHADDA = 8, /* the form as printed has a shadda */
	MQ_TOKEN_TWO = 16    /* two words printed without a space; parted before anybody else sees them */
};

typedef struct {
	uint32_t start, end; /* bytes of its field */
	uint8_t in;          /* mq_field */
	uint8_t kind;        /* mq_token_kind */
	uint8_t flags;
	uint8_t analyses; /* 0..3, the likeliest first; words have at least one */
	uint32_t sentence;
	int64_t value; /* a number's value, -1 when it is too long */
	mq_text norm;  /* normal form; of punctuation its own bytes */
	uint64_t key;  /* mq_hash(norm) */
	const mq_analysis *a;
} mq_token;

typedef struct {
	uint32_t start, end; /* bytes of its field, trimmed */
	uint32_t from, to;   /* tokens [from, to) */
	uint32_t paragraph;  /* of its field, from 0 */
	uint8_t in;
	bool heading; /* a paragraph without a final stop, short: a heading or list item */
} mq_sentence;

typedef struct {
	mq_text field[MQ_FIELDS];
	MQ_VEC(mq_token) tokens; /* title first, then body */
	MQ_VEC(mq_sentence) sentences;
	uint32_t body_token, body_sentence; /* where the body begins */
	mq_text lang;                       /* of the body, by script and words: "ar" "fr" "en" "und" … */
} mq_doc;

/* the lexicon: clitics, stems with their counts, families (rules/ar/…) */
typedef struct mq_lexicon mq_lexicon;

mq_status mq_lexicon_open(mq_arena *a, const mq_pack *pack, const mq_lexicon **out) MQ_MUST_USE;
mq_status mq_text_read(mq_arena *a, const mq_lexicon *lex, mq_text title, mq_text body, mq_doc *out) MQ_MUST_USE;
/* normal form of a short text: what token norms are made by, words parted by one space */
mq_text mq_text_normal(mq_arena *a, mq_text t);
/* does the likeliest analysis take ال off */
static inline bool mq_has_article(const mq_token *t) { return t->analyses && (t->a[0].pro & MQ_PRO_AL) != 0; }

/* Is a word, not the first of its text, a common noun or a masdar, whichever way it is read? A nisba is more often an adjective
 * (العسكري); a feminine plural behind what is none is a noun («التركية | المناورات»). */
static inline bool mq_is_noun(const mq_token *t)
{
	uint8_t i = 0;
	bool masdar = t->analyses && t->a[0].form == MQ_FORM_MASDAR;
	if (!masdar && (mq_text_ends(t->norm, MQ_T("ي")) || mq_text_ends(t->norm, MQ_T("يه")))) return false;
	if (t->in == t[-1].in && mq_text_ends(t->norm, MQ_T("ات")) && !mq_text_ends(t[-1].norm, MQ_T("ات"))) return true;
	while (i < t->analyses && (t->a[i].form == MQ_FORM_NOUN || t->a[i].form == MQ_FORM_MASDAR)) i++;
	return i && i == t->analyses;
}

/* the family that a lemma names: what mq_analysis.family holds for every form of it. The id is the hash of the lemma's normal
 * form, so name a family by its verb's perfect (وقع for توقيع, وقعت, موقع), or by the singular of a noun (وزير for وزراء); وقع
 * (fall) and وقّع (sign) are one family, whose masdars وقوع and توقيع tell them apart by mq_analysis.key. A masdar named here is
 * not its verb's family: it is met by its key */
uint64_t mq_lexicon_family(const mq_lexicon *lex, mq_text lemma);

/* The search index's terms, as a stream: no article, no sentences. A word's first term is the stem: clitics off, a broken plural
 * as its singular, verb and masdar as one. At the same place (colocated true) stand its two coarser views, by rules/ar/views.tsv:
 * "~" and the word without its commonest affixes, "^" and the skeleton of the stem; words of grammar and what is not Arabic have
 * none. Numbers give their digits. A term is at most MQ_INDEX_TERM_MOST bytes. */
#define MQ_INDEX_TERM_MOST 224u
#define MQ_TERMS_MOST      3u /* of one word */
enum {
	MQ_TERMS_STEM = 1, /* the stem alone: what the archive matches by */
	MQ_TERMS_INDEX = 2 /* its views too, which the index has: they rank (store/find.h says when) */
};
/* false stops the stream */
typedef bool (*mq_term_take)(void *to, mq_text term, uint32_t start, uint32_t end, bool colocated);
/* one thread's working context, with its cache of words already analysed; lives in the arena */
typedef struct mq_terms mq_terms;
mq_status mq_terms_open(mq_arena *a, const mq_lexicon *lex, mq_terms **out) MQ_MUST_USE;
/* is this stem a word of grammar */
bool mq_terms_grammar(const mq_terms *t, mq_text stem);
void mq_terms_each(mq_terms *t, mq_text bytes, int which, mq_term_take take, void *to);

#endif
