/* Inside article: the blocks of an HTML page. A block is a run of text with no paragraph border in it; each carries what can
 * be measured of it and of where it stands. In: a tree. Out: blocks in document order, and for every node what lies below it. */
#ifndef MQ_ARTICLE_BLOCKS_H
#define MQ_ARTICLE_BLOCKS_H

#include "article/dom.h"

/* sums over a text or a subtree; characters, not bytes, without white space */
typedef struct {
	uint32_t chars, link, words, ends, commas; /* ends: . ! ? ؟ … */
	uint32_t prose;                            /* characters in blocks that read like sentences */
	uint16_t paragraphs, blocks;
} mq_sums;

typedef struct {
	uint32_t first, last; /* nodes [first, last) of its text */
	uint32_t box;         /* the block element it stands in */
	uint32_t chars, link, words, ends, commas, digits, upper, bold, italic, symbols;
	uint32_t before;    /* characters of the page before it */
	uint64_t letters;   /* of its first letters and its length: blocks that say the same have the same; 0 when it has few */
	uint32_t signature; /* which other blocks have the same make: index of a class of blocks */
	uint16_t inside;    /* IN_… */
	bool closed;        /* ends as a sentence does */
	bool hidden, starts_upper, after_br, repeated;
	bool colon;                       /* ends in ':' */
	bool after_media, before_media;   /* a picture, a player or a frame stands between it and its neighbour */
	uint8_t in_description, in_title; /* 0 there is none, 1 in it, 2 not in it */
	uint8_t names_author;             /* the same of the page's byline in it */
	uint8_t in_json;                  /* 0 no articleBody, 1 in it, 2 not in it */
	float tokens_sum, tokens_least, tokens_most;
	float tokens[4]; /* of the nearest four elements that have class or id words */
	float score;     /* how likely it is article text, 0..1 */
	bool keep;
} mq_block;

enum {
	IN_ARTICLE = 1 << 0,
	IN_MAIN = 1 << 1,
	IN_ASIDE = 1 << 2,
	IN_FOOTER = 1 << 3,
	IN_HEADER = 1 << 4,
	IN_NAV = 1 << 5,
	IN_FIGURE = 1 << 6,
	IN_TABLE = 1 << 7,
	IN_FORM = 1 << 8,
	IN_LIST = 1 << 9,
	IN_QUOTE = 1 << 10,
	IN_SECTION = 1 << 11,
	IN_LINK = 1 << 12,
	IN_NOSCRIPT = 1 << 13,
	IN_BODY_PROP = 1 << 14, /* itemprop articleBody and its like */
	IN_HIDDEN = 1 << 15
};

/* blocks of one make: same element and class below the same kind of parent */
typedef struct {
	uint64_t key;
	uint32_t n, chars, link;
} mq_make;

typedef struct {
	uint32_t node;
	int8_t label;
} mq_labelled;

typedef struct {
	mq_sums *sum;     /* of each node */
	uint32_t *box;    /* the block element each node stands in, or is */
	uint16_t *inside; /* of each node */
	MQ_VEC(mq_block) block;
	MQ_VEC(mq_make) make;
	MQ_VEC(mq_labelled) labelled; /* elements that speak of a date */
	uint32_t chars, prose;
	uint32_t heading; /* the block of the main heading, UINT32_MAX when there is none */
	uint32_t best;    /* the node that holds most of the prose */
} mq_blocks;

struct mq_rules_html;
mq_status mq_blocks_find(mq_arena *a, const struct mq_rules_html *rules, const mq_dom *d, mq_blocks *out) MQ_MUST_USE;

#endif
