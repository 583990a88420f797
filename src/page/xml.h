/* Inside page: the tokens of XML as feeds and sitemaps write it. Lenient, since every third feed is not well-formed; no DTD is
 * read, no entity but the five of XML, numbers and a few names of HTML is expanded, nothing is ever fetched. Linear in its input.
 */
#ifndef MQ_PAGE_XML_H
#define MQ_PAGE_XML_H

#include "page/page.h"

typedef enum { MQ_XML_START, MQ_XML_END, MQ_XML_TEXT, MQ_XML_CDATA } mq_xml_kind;

typedef struct {
	mq_xml_kind kind;
	mq_text name, prefix, local; /* of START and END: "dc:date", "dc", "date" */
	mq_text attrs;               /* of START, as written */
	bool closed;                 /* START that is its own END */
	size_t from, to;             /* the token in the text */
	size_t inner, inner_end;     /* of TEXT and CDATA: what it holds */
} mq_xml_token;

/* the token at *at, which moves behind it; false at the end */
bool mq_xml_next(mq_text t, size_t *at, mq_xml_token *out);
/* the place of the end tag `name` at or after `from`, in tokens; false when there is none. *end is where it begins, *to where it
 * ends */
bool mq_xml_find_end(mq_text t, mq_text name, size_t from, size_t *end, size_t *to);
/* an attribute by its qualified name, entities undone; MQ_NONE when it is not there */
mq_text mq_xml_attr(mq_arena *a, mq_text attrs, mq_text name);

/* The text of t[from, to): character data with entities undone, CDATA as it is, tags left out. map (may be NULL) leads to t.
 * MQ_NONE when memory is out */
mq_text mq_xml_plain(mq_arena *a, mq_text t, size_t from, size_t to, mq_map *map);
/* does t[from, to) hold tags */
bool mq_xml_has_tags(mq_text t, size_t from, size_t to);

#endif
