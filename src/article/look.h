/* Inside article: an HTML page read as far as the choice of its text: tree, metadata, title, blocks with what was measured. */
#ifndef MQ_ARTICLE_LOOK_H
#define MQ_ARTICLE_LOOK_H

#include "article/features.h"
#include "article/meta.h"
#include "article/title.h"

typedef struct {
	mq_dom dom;
	mq_meta meta;
	mq_title title;
	mq_blocks blocks;
	mq_page_facts facts;
	mq_text article_body; /* of JSON-LD: letters and digits only */
} mq_look;

mq_status mq_look_at(mq_arena *a, const mq_rules_html *rules, mq_text page, mq_look *out) MQ_MUST_USE;
/* the text of a block, one line */
mq_text mq_block_text(mq_arena *a, const mq_dom *d, const mq_block *b);
/* letters and digits of t alone, at most `most` bytes, into out */
size_t mq_bare_letters(mq_text t, bool entities, char *out, size_t most);

#endif
