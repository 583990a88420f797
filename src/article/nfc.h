/* Inside article: canonical composition (Unicode UAX 15) that keeps a map. Text that is NFC already comes back as it is. */
#ifndef MQ_ARTICLE_NFC_H
#define MQ_ARTICLE_NFC_H

#include "page/page.h"

/* map_in carries t to a page (may be empty: then map_out is left alone); false when memory is out */
bool mq_nfc(mq_arena *a, mq_text t, const mq_map *map_in, mq_text *out, mq_map *map_out);

#endif
