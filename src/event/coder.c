#include "event/event.h"

struct mq_coder {
	const mq_pack *pack;
};

mq_status mq_coder_open(mq_arena *a, const mq_pack *pack, const mq_lexicon *lex, const mq_marker *marker, const mq_coder **out)
{
	(void)lex;
	(void)marker;
	mq_coder *c = MQ_NEW(a, mq_coder);
	if (!c) return mq_fail_memory(a);
	c->pack = pack;
	*out = c;
	return MQ_DONE;
}

mq_status mq_code_events(mq_arena *a, const mq_coder *c, const mq_article *article, const mq_doc *doc, const mq_marks *marks,
			 mq_events *out)
{
	(void)a;
	(void)c;
	(void)article;
	(void)doc;
	(void)marks;
	memset(out, 0, sizeof *out);
	return MQ_DONE;
}
