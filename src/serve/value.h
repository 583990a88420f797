/* What a page is filled with: a tree of texts, numbers, flags, lists and maps in the request's arena.
 * Setters take a NULL map and do nothing, and an arena that is full stays failed: the renderer checks once, at the end. */
#ifndef MQ_SERVE_VALUE_H
#define MQ_SERVE_VALUE_H

#include "base/base.h"

typedef enum { MQ_VALUE_TEXT, MQ_VALUE_MARKUP, MQ_VALUE_INT, MQ_VALUE_LIST, MQ_VALUE_MAP } mq_value_kind;

typedef struct mq_value mq_value;
typedef struct mq_member mq_member;
struct mq_member {
	const char *key; /* a literal */
	mq_value *value;
	mq_member *next;
};
struct mq_value {
	mq_arena *arena;
	mq_value_kind kind;
	mq_text text; /* of texts and markup */
	int64_t number;
	mq_value *first, *last; /* of lists */
	mq_value *next;         /* in its list */
	mq_member *members;     /* of maps, the newest first */
};

mq_value *mq_value_map(mq_arena *a);
/* MQ_NONE and empty texts are not put: "if" then finds nothing */
void mq_set(mq_value *map, const char *key, mq_text text);
void mq_set_c(mq_value *map, const char *key, const char *text);
/* HTML that this program made itself, escaped already */
void mq_set_markup(mq_value *map, const char *key, mq_text html);
void mq_set_int(mq_value *map, const char *key, int64_t number);
/* false is not put */
void mq_set_flag(mq_value *map, const char *key, bool on);
__attribute__((format(printf, 3, 4))) void mq_set_print(mq_value *map, const char *key, const char *form, ...);
mq_value *mq_set_map(mq_value *map, const char *key);
mq_value *mq_set_list(mq_value *map, const char *key);
/* a new map at the end of a list */
mq_value *mq_add_map(mq_value *list);
void mq_add(mq_value *list, mq_text text);

/* NULL when there is none */
const mq_value *mq_value_get(const mq_value *map, mq_text key);
/* what "if" asks: a text with bytes, a number other than 0, a list with items, any map */
bool mq_value_true(const mq_value *v);

#endif
