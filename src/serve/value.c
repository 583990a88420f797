#include "serve/value.h"

#include <stdarg.h>
#include <stdio.h>

static mq_value *make(mq_arena *a, mq_value_kind kind)
{
	mq_value *v = MQ_NEW(a, mq_value);
	if (!v) return NULL;
	v->arena = a;
	v->kind = kind;
	return v;
}

static mq_value *put(mq_value *map, const char *key, mq_value_kind kind)
{
	if (!map) return NULL;
	mq_value *v = make(map->arena, kind);
	mq_member *m = MQ_NEW(map->arena, mq_member);
	if (!v || !m) return NULL;
	*m = (mq_member){key, v, map->members};
	map->members = m;
	return v;
}

mq_value *mq_value_map(mq_arena *a) { return make(a, MQ_VALUE_MAP); }
mq_value *mq_set_map(mq_value *map, const char *key) { return put(map, key, MQ_VALUE_MAP); }
mq_value *mq_set_list(mq_value *map, const char *key) { return put(map, key, MQ_VALUE_LIST); }

static void put_text(mq_value *map, const char *key, mq_text text, mq_value_kind kind)
{
	if (text.n == 0) return;
	mq_value *v = put(map, key, kind);
	if (v) v->text = text;
}

void mq_set(mq_value *map, const char *key, mq_text text) { put_text(map, key, text, MQ_VALUE_TEXT); }
void mq_set_c(mq_value *map, const char *key, const char *text) { put_text(map, key, mq_text_of(text), MQ_VALUE_TEXT); }
void mq_set_markup(mq_value *map, const char *key, mq_text html) { put_text(map, key, html, MQ_VALUE_MARKUP); }

void mq_set_int(mq_value *map, const char *key, int64_t number)
{
	mq_value *v = put(map, key, MQ_VALUE_INT);
	if (v) v->number = number;
}

void mq_set_flag(mq_value *map, const char *key, bool on)
{
	if (on) mq_set_int(map, key, 1);
}

void mq_set_print(mq_value *map, const char *key, const char *form, ...)
{
	char line[512];
	va_list args;
	if (!map) return;
	va_start(args, form);
	int n = vsnprintf(line, sizeof line, form, args);
	va_end(args);
	if (n < 0) return;
	size_t length = (size_t)n < sizeof line ? (size_t)n : sizeof line - 1;
	mq_set(map, key, mq_arena_text(map->arena, mq_text_at(line, length)));
}

static mq_value *add(mq_value *list, mq_value_kind kind)
{
	if (!list) return NULL;
	mq_value *v = make(list->arena, kind);
	if (!v) return NULL;
	if (list->last) list->last->next = v;
	else list->first = v;
	list->last = v;
	return v;
}

mq_value *mq_add_map(mq_value *list) { return add(list, MQ_VALUE_MAP); }

void mq_add(mq_value *list, mq_text text)
{
	mq_value *v = add(list, MQ_VALUE_TEXT);
	if (v) v->text = text;
}

const mq_value *mq_value_get(const mq_value *map, mq_text key)
{
	if (!map || map->kind != MQ_VALUE_MAP) return NULL;
	for (const mq_member *m = map->members; m; m = m->next)
		if (mq_text_eq(mq_text_of(m->key), key)) return m->value;
	return NULL;
}

bool mq_value_true(const mq_value *v)
{
	if (!v) return false;
	switch (v->kind) {
	case MQ_VALUE_TEXT:
	case MQ_VALUE_MARKUP: return v->text.n > 0;
	case MQ_VALUE_INT: return v->number != 0;
	case MQ_VALUE_LIST: return v->first != NULL;
	case MQ_VALUE_MAP: return true;
	}
	return false;
}
