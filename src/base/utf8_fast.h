/* Inside base: the vectorised half of mq_utf8_bad. */
#ifndef MQ_BASE_UTF8_FAST_H
#define MQ_BASE_UTF8_FAST_H

#include "base/view.h"

/* false when this machine has no fast way (or the text is short); else *sound says whether the text is sound UTF-8 */
bool mq_utf8_sound_fast(mq_text t, bool *sound);

#endif
