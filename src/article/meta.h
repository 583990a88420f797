/* Inside article: what a page says of itself in its head, its JSON-LD and its link elements. Voters, never sole authority.
 * Values are raw (entities or JSON escapes in place) until they are asked for. */
#ifndef MQ_ARTICLE_META_H
#define MQ_ARTICLE_META_H

#include "article/dom.h"
#include "article/html_rules.h"

typedef enum {
	MQ_META_TITLE,
	MQ_META_PUBLISHED,
	MQ_META_MODIFIED,
	MQ_META_BYLINE,
	MQ_META_SITE,
	MQ_META_DESCRIPTION,
	MQ_META_SECTION,
	MQ_META_KEYWORDS,
	MQ_META_IMAGE,
	MQ_META_URL,
	MQ_META_LANG,
	MQ_META_N
} mq_meta_field;

typedef enum { MQ_FROM_META, MQ_FROM_JSON } mq_meta_from;

typedef struct {
	uint8_t field, rank, from;
	mq_text raw;
} mq_meta_vote;

typedef struct {
	MQ_VEC(mq_meta_vote) vote; /* in order of the page */
	mq_text article_body;      /* of JSON-LD, raw */
} mq_meta;

mq_status mq_meta_read(mq_arena *a, const mq_rules_html *rules, const mq_dom *d, mq_meta *out) MQ_MUST_USE;
/* adds the votes of one JSON-LD script; broken JSON gives what came before the break */
mq_status mq_json_ld_read(mq_arena *a, mq_text json, mq_meta *out) MQ_MUST_USE;
/* the vote of the least rank (the first of equals), MQ_NONE when nobody votes; decoded */
mq_text mq_meta_best(mq_arena *a, const mq_meta *m, mq_meta_field field);
mq_text mq_vote_text(mq_arena *a, const mq_meta_vote *v);
int mq_meta_field_of(mq_text name);
mq_status mq_meta_vote_add(mq_arena *a, mq_meta *m, mq_meta_field f, uint8_t rank, mq_meta_from from, mq_text raw) MQ_MUST_USE;

/* JSON text with escapes undone, white space folded, tags taken out */
mq_text mq_json_ld_text(mq_arena *a, mq_text raw);

#endif
