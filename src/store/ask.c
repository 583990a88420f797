#include "store/ask.h"

#include <stdarg.h>

#define ASK_SQL_MOST ((size_t)16 << 10)

void mq_ask_open(mq_ask *k, const char *select)
{
	memset(k, 0, sizeof *k);
	mq_buf_open(&k->sql, ASK_SQL_MOST);
	mq_buf_put(&k->sql, mq_text_of(select));
}

void mq_ask_close(mq_ask *k) { mq_buf_close(&k->sql); }

static bool add_value(mq_ask *k, char kind, int64_t i, mq_text t)
{
	if (k->n == MQ_ASK_VALUES_MOST) {
		k->too_many = true;
		return false;
	}
	k->value[k->n].is_text = kind == 't';
	k->value[k->n].is_blob = kind == 'b';
	k->value[k->n].i = i;
	k->value[k->n++].t = t;
	mq_buf_print(&k->sql, "?%u", k->n);
	return true;
}

void mq_ask_add(mq_ask *k, const char *sql, const char *form, ...)
{
	va_list args;
	va_start(args, form);
	for (; *sql; sql++) {
		if (*sql != '?' || !*form) {
			mq_buf_byte(&k->sql, *sql);
			continue;
		}
		if (*form == 'i') add_value(k, 'i', va_arg(args, int64_t), MQ_NONE);
		else add_value(k, *form, 0, va_arg(args, mq_text));
		form++;
	}
	va_end(args);
}

void mq_ask_list(mq_ask *k, const char *column, mq_text list)
{
	mq_text piece;
	const char *part = " IN (";
	if (list.n == 0) return;
	mq_ask_add(k, " AND ", "");
	mq_ask_add(k, column, "");
	while (mq_text_split(&list, ',', &piece)) {
		if (k->n == MQ_ASK_VALUES_MOST) break;
		mq_ask_add(k, part, "");
		mq_ask_add(k, "?", "t", mq_text_trim(piece));
		part = ", ";
	}
	mq_ask_add(k, ")", "");
}

mq_status mq_ask_run(mq_store *s, mq_ask *k, mq_stmt **out)
{
	mq_buf_byte(&k->sql, 0);
	if (k->sql.failed || k->too_many) return mq_store_fail(s, MQ_USAGE, "the filter has too many values");
	MQ_TRY(s->driver->prepare(s, k->sql.p, out));
	for (uint32_t i = 0; i < k->n; i++) {
		if (k->value[i].is_text) s->driver->bind_text(*out, (int)i + 1, k->value[i].t);
		else if (k->value[i].is_blob) s->driver->bind_blob(*out, (int)i + 1, k->value[i].t);
		else s->driver->bind_int(*out, (int)i + 1, k->value[i].i);
	}
	return MQ_DONE;
}

uint32_t mq_ask_limit(const mq_filter *f)
{
	if (f->limit == 0) return 50;
	return f->limit < MQ_ROWS_MOST ? f->limit : MQ_ROWS_MOST;
}

static bool parse_signed(mq_text t, int64_t *out)
{
	uint64_t u;
	bool minus = mq_text_starts(t, MQ_T("-"));
	if (!mq_text_u64(minus ? mq_text_sub(t, 1, t.n) : t, &u) || u > INT64_MAX) return false;
	*out = minus ? -(int64_t)u : (int64_t)u;
	return true;
}

bool mq_cursor_parse(mq_text t, int64_t *day, int64_t *n)
{
	mq_text first;
	if (t.n == 0 || !mq_text_split(&t, '.', &first) || mq_text_none(t)) return false;
	return parse_signed(first, day) && parse_signed(t, n);
}

mq_text mq_cursor_print(mq_arena *a, int64_t day, int64_t n)
{
	return mq_arena_print(a, "%lld.%lld", (long long)day, (long long)n);
}
