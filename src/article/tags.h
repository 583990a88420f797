/* Inside article: the elements of HTML, and what each means for the tree and for text. One row a tag. */
#ifndef MQ_ARTICLE_TAGS_H
#define MQ_ARTICLE_TAGS_H

#include "base/base.h"

enum {
	T_VOID = 1 << 0,    /* has no content */
	T_BLOCK = 1 << 1,   /* begins and ends a paragraph */
	T_SPECIAL = 1 << 2, /* "special" in the HTML standard: an end tag of another name does not reach over it */
	T_ENDS_P = 1 << 3,  /* its start closes an open p */
	T_RAW = 1 << 4,     /* content is no markup and no text */
	T_RCDATA = 1 << 5,  /* content is text only */
	T_HIDE = 1 << 6,    /* content is never article text */
	T_HEAD = 1 << 7,    /* may stand in head */
	T_SCOPE = 1 << 8,   /* ends the default scope */
	T_HEADING = 1 << 9
};

/* clang-format off */
#define MQ_TAGS(X) \
	X(a, 0) X(abbr, 0) X(address, T_BLOCK | T_SPECIAL | T_ENDS_P) X(applet, T_SPECIAL | T_SCOPE | T_HIDE) X(area, T_VOID) \
	X(article, T_BLOCK | T_SPECIAL | T_ENDS_P) X(aside, T_BLOCK | T_SPECIAL | T_ENDS_P) X(audio, T_HIDE) X(b, 0) \
	X(base, T_VOID | T_HEAD) X(basefont, T_VOID | T_HEAD) X(bgsound, T_VOID | T_HEAD) X(big, 0) \
	X(blockquote, T_BLOCK | T_SPECIAL | T_ENDS_P) X(body, T_BLOCK | T_SPECIAL) X(br, T_VOID) X(button, T_SPECIAL | T_SCOPE | T_HIDE) \
	X(canvas, T_HIDE) X(caption, T_BLOCK | T_SPECIAL | T_SCOPE) X(center, T_BLOCK | T_SPECIAL | T_ENDS_P) X(cite, 0) X(code, 0) \
	X(col, T_VOID) X(colgroup, T_HIDE) X(data, 0) X(dd, T_BLOCK | T_SPECIAL | T_ENDS_P) X(del, 0) \
	X(details, T_BLOCK | T_SPECIAL | T_ENDS_P) X(dfn, 0) X(dialog, T_BLOCK | T_ENDS_P) X(dir, T_BLOCK | T_SPECIAL | T_ENDS_P) \
	X(div, T_BLOCK | T_SPECIAL | T_ENDS_P) X(dl, T_BLOCK | T_SPECIAL | T_ENDS_P) X(dt, T_BLOCK | T_SPECIAL | T_ENDS_P) X(em, 0) \
	X(embed, T_VOID) X(fieldset, T_BLOCK | T_SPECIAL | T_ENDS_P) X(figcaption, T_BLOCK | T_SPECIAL | T_ENDS_P) \
	X(figure, T_BLOCK | T_SPECIAL | T_ENDS_P) X(font, 0) X(footer, T_BLOCK | T_SPECIAL | T_ENDS_P) X(form, T_BLOCK | T_SPECIAL | T_ENDS_P) \
	X(frame, T_VOID) X(frameset, T_SPECIAL) X(h1, T_BLOCK | T_SPECIAL | T_ENDS_P | T_HEADING) X(h2, T_BLOCK | T_SPECIAL | T_ENDS_P | T_HEADING) \
	X(h3, T_BLOCK | T_SPECIAL | T_ENDS_P | T_HEADING) X(h4, T_BLOCK | T_SPECIAL | T_ENDS_P | T_HEADING) \
	X(h5, T_BLOCK | T_SPECIAL | T_ENDS_P | T_HEADING) X(h6, T_BLOCK | T_SPECIAL | T_ENDS_P | T_HEADING) X(head, T_SPECIAL | T_HEAD) \
	X(header, T_BLOCK | T_SPECIAL | T_ENDS_P) X(hgroup, T_BLOCK | T_SPECIAL | T_ENDS_P) X(hr, T_VOID | T_BLOCK | T_ENDS_P) \
	X(html, T_SPECIAL | T_SCOPE) X(i, 0) X(iframe, T_RAW) X(image, T_VOID) X(img, T_VOID) X(input, T_VOID) X(ins, 0) X(kbd, 0) X(keygen, T_VOID) \
	X(label, 0) X(legend, T_BLOCK) X(li, T_BLOCK | T_SPECIAL | T_ENDS_P) X(link, T_VOID | T_HEAD) X(listing, T_BLOCK | T_SPECIAL | T_ENDS_P) \
	X(main, T_BLOCK | T_SPECIAL | T_ENDS_P) X(map, 0) X(mark, 0) X(marquee, T_BLOCK | T_SPECIAL | T_SCOPE) X(math, T_HIDE) \
	X(menu, T_BLOCK | T_SPECIAL | T_ENDS_P) X(meta, T_VOID | T_HEAD) X(meter, T_HIDE) X(nav, T_BLOCK | T_SPECIAL | T_ENDS_P) X(nobr, 0) \
	X(noembed, T_RAW) X(noframes, T_RAW) X(noscript, T_HEAD) X(object, T_SPECIAL | T_SCOPE) X(ol, T_BLOCK | T_SPECIAL | T_ENDS_P) \
	X(optgroup, T_HIDE) X(option, T_HIDE) X(output, 0) X(p, T_BLOCK | T_SPECIAL | T_ENDS_P) X(param, T_VOID) X(picture, 0) \
	X(pre, T_BLOCK | T_SPECIAL | T_ENDS_P) X(progress, T_HIDE) X(q, 0) X(rp, T_HIDE) X(rt, T_HIDE) X(ruby, 0) X(s, 0) X(samp, 0) \
	X(script, T_RAW | T_HEAD) X(section, T_BLOCK | T_SPECIAL | T_ENDS_P) X(select, T_SPECIAL | T_HIDE) X(small, 0) X(source, T_VOID) X(span, 0) \
	X(strike, 0) X(strong, 0) X(style, T_RAW | T_HEAD) X(sub, 0) X(summary, T_BLOCK | T_SPECIAL | T_ENDS_P) X(sup, 0) X(svg, T_HIDE) \
	X(table, T_BLOCK | T_SPECIAL | T_SCOPE) X(tbody, T_BLOCK | T_SPECIAL) X(td, T_BLOCK | T_SPECIAL | T_SCOPE) \
	X(template, T_SPECIAL | T_SCOPE | T_HIDE | T_HEAD) X(textarea, T_RCDATA | T_HIDE) X(tfoot, T_BLOCK | T_SPECIAL) \
	X(th, T_BLOCK | T_SPECIAL | T_SCOPE) X(thead, T_BLOCK | T_SPECIAL) X(time, 0) X(title, T_RCDATA | T_HEAD | T_HIDE) \
	X(tr, T_BLOCK | T_SPECIAL) X(track, T_VOID) X(tt, 0) X(u, 0) X(ul, T_BLOCK | T_SPECIAL | T_ENDS_P) X(var, 0) X(video, T_HIDE) \
	X(wbr, T_VOID) X(xmp, T_RAW)
/* clang-format on */

enum {
	MQ_TAG_TEXT, /* a text node */
	MQ_TAG_OTHER /* an element of no known name */
#define ROW(name, flags) , MQ_TAG_##name
	    MQ_TAGS(ROW)
#undef ROW
		,
	MQ_TAGS_N
};

extern const uint16_t mq_tag_flags[MQ_TAGS_N];
extern const char *const mq_tag_names[MQ_TAGS_N];

/* names to tags, built once */
typedef struct {
	uint64_t key[512];
	uint16_t tag[512];
} mq_tag_table;

void mq_tag_table_fill(mq_tag_table *t);
/* name as written, any case */
uint16_t mq_tag_of(const mq_tag_table *t, mq_text name);

#endif
