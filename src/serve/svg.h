/* What all charts share: the frame of an SVG with its title and description, texts that are escaped, boxes that keep apart,
 * and the tone of a kind. No script, no style attribute: colours are classes. */
#ifndef MQ_SERVE_SVG_H
#define MQ_SERVE_SVG_H

#include "serve/pages.h"

#define MQ_GLYPH 6.6 /* width of a character at 12 px, on the wide side */

typedef struct {
	mq_request *r;
	mq_buf b;
} mq_svg;

/* id: a letter or two, once on a page; "<id>t" and "<id>d" name the title and the description. links: the chart has links inside
 */
void mq_svg_open(mq_svg *s, mq_request *r, const char *id, const char *class_name, double width, double height, bool links);
/* right after open */
void mq_svg_say(mq_svg *s, const char *id, mq_text title, mq_text description);
/* the whole as markup in the request's arena; MQ_NONE when memory is out */
mq_text mq_svg_close(mq_svg *s);
void mq_svg_text(mq_svg *s, const char *class_name, double x, double y, mq_text words);
void mq_svg_title(mq_svg *s, mq_text words);
/* an opened link with its name; end it with "</a>" */
void mq_svg_link(mq_svg *s, mq_text address, mq_text name);

typedef struct {
	double left, top, right, bottom;
} mq_box;
typedef MQ_VEC(mq_box) mq_boxes;
/* takes the place when it touches no other; anchor: -1 start, 0 middle, 1 end */
bool mq_boxes_take(mq_arena *a, mq_boxes *taken, double x, double y, int anchor, mq_text words);

/* what was said, done together, done against: the colours' meaning */
typedef struct {
	uint32_t talk, coop, cold, plain, all;
} mq_tones;
void mq_tones_add(mq_tones *t, uint16_t kind, uint32_t n);
/* "c-talk", "c-coop" or "c-cold": of what there is most */
const char *mq_tones_class(const mq_tones *t);
/* "12 events: 5 talks, 6 cooperation, 1 conflict" */
mq_text mq_tones_say(mq_request *r, const mq_tones *t);
/* cells talk, coop, cold, all of a table's row */
void mq_tones_put(mq_value *row, const mq_tones *t);
/* 1 to 4 by the logarithm of n among 1 … most */
int mq_shade(uint32_t n, uint32_t most);

#endif
