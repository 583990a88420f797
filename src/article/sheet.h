/* Inside article: a sheet is clean text being written, with a map to bytes of page.text. White space is folded, paragraphs
 * are parted by one '\n', nothing stands at either end. In: pieces of the page in any order that ascends. Out: text and map. */
#ifndef MQ_ARTICLE_SHEET_H
#define MQ_ARTICLE_SHEET_H

#include "page/page.h"

typedef struct {
	mq_arena *a;
	char *p;
	uint32_t n, cap;
	mq_map map;
	uint32_t last_end; /* page byte after the last one written */
	bool space, line;  /* what must stand before the next piece */
	bool failed, full;
} mq_sheet;

void mq_sheet_open(mq_sheet *s, mq_arena *a);
/* text of the page as it is; page is the offset of its first byte */
void mq_sheet_text(mq_sheet *s, mq_text t, uint32_t page);
/* a piece that stands for page bytes [page, page+length) as a whole (an entity) */
void mq_sheet_whole(mq_sheet *s, mq_text t, uint32_t page, uint32_t length);
static inline void mq_sheet_space(mq_sheet *s) { s->space = true; }
static inline void mq_sheet_line(mq_sheet *s) { s->line = true; }
/* the text in NFC with its map carried on from page.text to page.stored */
mq_status mq_sheet_close(mq_sheet *s, const mq_page *page, mq_text *text, mq_map *map) MQ_MUST_USE;
/* t in NFC, white space folded, for fields that carry no map */
mq_text mq_sheet_flat(mq_arena *a, mq_text t);
/* the map of text to page.text becomes one to page.stored */
bool mq_sheet_compose(mq_arena *a, const mq_map *over, uint32_t text_n, const mq_page *page, mq_map *out);

#endif
