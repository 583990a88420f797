/* A day in the Umm al-Qura calendar, said in the reader's language: a second date beside the first, never instead of it. */
#ifndef MQ_SERVE_HIJRI_H
#define MQ_SERVE_HIJRI_H

#include "serve/messages.h"

typedef struct mq_hijri mq_hijri;

mq_status mq_hijri_open(mq_arena *a, const mq_pack *pack, const mq_hijri **out) MQ_MUST_USE;
/* "29 جمادى الآخرة 1447"; MQ_NONE outside the table (1300 to 1500) */
mq_text mq_say_hijri(mq_arena *a, const mq_hijri *h, const mq_messages *m, mq_lang lang, mq_day day);

#endif
