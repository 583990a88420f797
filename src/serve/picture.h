/* What a file says of itself, before anybody is shown it: JPEG, PNG, GIF, WebP by their first bytes and headers. SVG is none: it
 * can hold scripts. Never decodes. */
#ifndef MQ_SERVE_PICTURE_H
#define MQ_SERVE_PICTURE_H

#include "base/base.h"

typedef struct {
	mq_text media_type;
	uint32_t width, height;
} mq_picture;

/* false where it is none of them, or its size is not told, 0, or over MQ_PICTURE_SIDE_MOST or MQ_PICTURE_PIXELS_MOST */
bool mq_picture_read(mq_text bytes, mq_picture *out);

#endif
