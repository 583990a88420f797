/* Inside article: a light tree of an HTML page. In: UTF-8 markup, as broken as it comes. Out: nodes in document order, each
 * with its place in the page, so that text goes back to bytes. The tree is what the HTML standard's rules of implied and
 * misnested tags make for text: no node is ever moved, so a subtree is the range [node, node.last) of the array, and a pass
 * down or up over the tree is a loop over the array, whatever its depth. Scripts, styles, comments and drawings are passed
 * over without a tree; scripts of type ld+json keep their range.
 * Why not lexbor's own tree: it keeps no places in the page for text, and building it takes six times as long (make bench,
 * extract); tests/unit/article_dom.c holds this tree's text against lexbor's. Names of character references are lexbor's.
 * Promise: linear time, no recursion, memory bounded by a constant times the page. */
#ifndef MQ_ARTICLE_DOM_H
#define MQ_ARTICLE_DOM_H

#include "article/nfc.h"
#include "article/sheet.h"
#include "article/tags.h"

enum {
	MQ_NODE_SPACE = 1 << 0,  /* white space stands before it */
	MQ_NODE_ENTITY = 1 << 1, /* text that holds an ampersand */
	MQ_NODE_HIDE = 1 << 2,   /* it or an ancestor never holds article text */
	MQ_NODE_BLOCK = 1 << 3
};

typedef struct {
	uint32_t parent;  /* 0 is the page itself */
	uint32_t last;    /* the node after its last descendant */
	uint32_t at, end; /* text: its bytes; element: the bytes of its attributes */
	uint16_t tag;
	uint8_t flags;
	uint8_t depth; /* 255 and more alike */
} mq_node;

typedef struct {
	mq_text page;
	mq_node *node;
	uint32_t n, cap;
	uint32_t html, body, head, title; /* first of each, 0 when there is none */
	bool cut;                         /* too many nodes: the rest was left out */
	MQ_VEC(mq_span) json_ld;
} mq_dom;

mq_status mq_dom_parse(mq_arena *a, const mq_tag_table *tags, mq_text page, mq_dom *out) MQ_MUST_USE;

/* the next attribute in [*at, end): name as written, value raw (entities as they are); false at the end */
bool mq_attr_next(mq_text page, uint32_t *at, uint32_t end, mq_text *name, mq_text *value);
/* the value of an attribute, MQ_NONE when it is not there */
mq_text mq_dom_attr(const mq_dom *d, uint32_t node, const char *name);
/* a raw attribute value with entities decoded and white space folded */
mq_text mq_dom_decode(mq_arena *a, mq_text raw);
/* all text below a node, folded to one line; at most `most` bytes */
mq_text mq_dom_text(mq_arena *a, const mq_dom *d, uint32_t node, size_t most);

/* page text with entities onto a sheet; page is the offset of its first byte */
void mq_sheet_html(mq_sheet *s, mq_text t, uint32_t page);
/* one node of a walk in document order: a text node is written, a block or br is a space */
void mq_sheet_node(mq_sheet *s, const mq_dom *d, uint32_t i);

/* the same of nodes [from, to) */
mq_text mq_dom_range(mq_arena *a, const mq_dom *d, uint32_t from, uint32_t to, size_t most);

/* the character reference at t.p[at] ('&'): its text (up to 8 bytes) and its length in the page, 0 when it is none */
uint32_t mq_entity(mq_text t, size_t at, char out[8], uint32_t *out_n);

#endif
