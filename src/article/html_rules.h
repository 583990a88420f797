/* Inside article: what the rules say of HTML: weights of class and id words, names of metadata fields, months. */
#ifndef MQ_ARTICLE_HTML_RULES_H
#define MQ_ARTICLE_HTML_RULES_H

#include "article/blocks.h"
#include "article/inside.h"

/* a word table: open addressing over hashes, immutable after load */
typedef struct {
	uint64_t *key;
	int32_t *value;
	uint32_t cap, n;
} mq_words;

/* lines that are no article text */
enum { MQ_PHRASE_STARTS, MQ_PHRASE_IS, MQ_PHRASE_HAS, MQ_PHRASE_SAYS };
typedef struct {
	mq_text text;
	uint8_t how;
} mq_phrase;
typedef MQ_VEC(mq_phrase) mq_phrases;

typedef struct mq_rules_html {
	mq_tag_table tags;
	mq_words tokens; /* weight in thousandths * 8 + label */
	mq_words meta;   /* field * 16 + rank */
	mq_words months; /* month number, + 100 for Hijri */
	mq_words labels; /* 1 published, 2 modified, 3 other */
	mq_words byline; /* words before an author's name */
	mq_phrases phrases;
	mq_day *hijri; /* first day of each month from Muharram 1300 on */
	uint32_t hijri_n;
	struct mq_trees *model;  /* the first look at a block */
	struct mq_trees *around; /* the second, which knows what the first made of its neighbours */
} mq_rules_html;

/* what the class and id words from the root down to a node say */
typedef struct {
	float sum, least, most;
	float level[4]; /* of the nearest four elements that have such words, the nearest first */
	int8_t label;   /* of this element alone: 1 published, 2 modified, 3 other */
} mq_node_marks;

mq_status mq_words_load(mq_arena *a, const mq_pack *pack, const char *path, const char *word, const char *value, double scale,
			mq_words *out) MQ_MUST_USE;
bool mq_words_find(const mq_words *w, uint64_t hash, int32_t *value);
/* of lower-case ASCII letters; other bytes as they are */
uint64_t mq_word_hash(mq_text t);
/* a short line; a paragraph, of which only what no article says of itself is asked */
bool mq_phrases_match(const mq_phrases *p, mq_text line);
bool mq_phrases_say(const mq_phrases *p, mq_text paragraph);
mq_status mq_rules_html_open(mq_arena *a, const mq_pack *pack, const mq_rules_html **out) MQ_MUST_USE;

/* reads the attributes of a node into its marks; gives IN_… bits, and its make */
uint16_t mq_node_read(const mq_rules_html *r, const mq_dom *d, uint32_t node, mq_node_marks *m, uint64_t *make);
/* calls back with each word of a class or id value: letters, cut at other signs and where case turns */
/* attributes whose words say what an element is for, beside class, id, itemprop and role */
bool mq_is_kind_attribute(mq_text name);
typedef void (*mq_word_taker)(void *to, mq_text word);
void mq_class_words(mq_text value, mq_word_taker take, void *to);

#endif
