/* Score profiles: what an act of a kind adds to the temperature between two countries. */
#include "story/story.h"

#define SCORE_BYTES 12u

/* "-3.5": sign, digits, one point */
static bool read_score(mq_text t, double *out)
{
	double v = 0, unit = 1;
	bool minus = t.n && t.p[0] == '-', point = false, digits = false;
	for (size_t i = minus; i < t.n; i++) {
		if (t.p[i] == '.' && !point) {
			point = true;
			continue;
		}
		if (t.p[i] < '0' || t.p[i] > '9' || i > SCORE_BYTES) return false;
		digits = true;
		v = v * 10 + (t.p[i] - '0');
		if (point) unit *= 10;
	}
	*out = (minus ? -v : v) / unit;
	return digits;
}

mq_status mq_profile_read(mq_arena *a, mq_text name, mq_text bytes, mq_profile *out)
{
	mq_table t;
	bool goldstein = mq_text_eq(name, MQ_T("goldstein"));
	memset(out, 0, sizeof *out);
	out->name = name;
	if (mq_event_kinds_n > MQ_PROFILE_KINDS)
		return MQ_FAIL(MQ_INTERNAL, MQ_BYTE_UNKNOWN, "there are more kinds than a profile has room for");
	if (mq_text_none(bytes)) {
		if (!goldstein && !mq_text_eq(name, MQ_T("plover")))
			return mq_fail(a, MQ_USAGE, MQ_BYTE_UNKNOWN,
				       "no score profile is named \"%.*s\": plover, goldstein, or a file", MQ_ARG(name));
		for (size_t i = 0; i < mq_event_kinds_n; i++)
			out->score[i] = goldstein ? mq_event_kinds[i].goldstein : mq_event_kinds[i].score;
		return MQ_DONE;
	}
	mq_table_open(name, bytes, &t);
	while (mq_table_row(&t)) {
		int kind = mq_event_kind_of(t.cell[0]);
		double score = 0;
		if (kind < 0)
			return mq_fail(a, MQ_BAD_DATA, MQ_BYTE_UNKNOWN, "%.*s line %u: no kind is named \"%.*s\"", MQ_ARG(name),
				       t.line, MQ_ARG(t.cell[0]));
		if (!read_score(t.cell[1], &score) || score < -MQ_PROFILE_MOST || score > MQ_PROFILE_MOST)
			return mq_fail(a, MQ_BAD_DATA, MQ_BYTE_UNKNOWN, "%.*s line %u: a score is a number from -100 to 100",
				       MQ_ARG(name), t.line);
		out->score[kind] = score;
	}
	return MQ_DONE;
}
