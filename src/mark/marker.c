#include "mark/mark.h"

struct mq_marker {
	const mq_pack *pack;
	const mq_lexicon *lex;
};

mq_status mq_marker_open(mq_arena *a, const mq_pack *pack, const mq_lexicon *lex, const mq_marker **out)
{
	mq_marker *m = MQ_NEW(a, mq_marker);
	if (!m) return mq_fail_memory(a);
	m->pack = pack;
	m->lex = lex;
	*out = m;
	return MQ_DONE;
}

mq_status mq_mark_doc(mq_arena *a, const mq_marker *m, const mq_article *article, const mq_doc *doc, mq_marks *out)
{
	(void)a;
	(void)m;
	(void)article;
	(void)doc;
	memset(out, 0, sizeof *out);
	return MQ_DONE;
}
