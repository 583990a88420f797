#include "mark/table.h"

mq_status mq_rules_bad(mq_arena *a, const mq_table *t, const char *what)
{
	return mq_fail(a, MQ_BAD_DATA, MQ_BYTE_UNKNOWN, "%.*s line %u: %s", MQ_ARG(t->name), t->line, what);
}

mq_status mq_rules_table(mq_arena *a, const mq_marker *m, const char *path, const char *const *columns, mq_table *t)
{
	mq_text name = mq_text_of(path), bytes = mq_pack_file(m->pack, name);
	if (mq_text_none(bytes)) return mq_fail(a, MQ_NO_INPUT, MQ_BYTE_UNKNOWN, "the rules have no %s", path);
	mq_table_open(name, bytes, t);
	for (; *columns; columns++)
		if (mq_table_column(t, mq_text_of(*columns)) < 0)
			return mq_fail(a, MQ_BAD_DATA, MQ_BYTE_UNKNOWN, "%s has no column %s", path, *columns);
	return MQ_DONE;
}

bool mq_rules_int(mq_text cell, int32_t *out)
{
	bool minus = cell.n && cell.p[0] == '-';
	uint64_t v;
	if (!mq_text_u64(mq_text_sub(cell, minus, cell.n), &v) || v > INT32_MAX) return false;
	*out = minus ? -(int32_t)v : (int32_t)v;
	return true;
}
