#include "text/text.h"

struct mq_lexicon {
	const mq_pack *pack;
};

mq_status mq_lexicon_open(mq_arena *a, const mq_pack *pack, const mq_lexicon **out)
{
	mq_lexicon *l = MQ_NEW(a, mq_lexicon);
	if (!l) return mq_fail_memory(a);
	l->pack = pack;
	*out = l;
	return MQ_DONE;
}

mq_status mq_text_read(mq_arena *a, const mq_lexicon *lex, mq_text title, mq_text body, mq_doc *out)
{
	(void)a;
	(void)lex;
	memset(out, 0, sizeof *out);
	out->field[MQ_IN_TITLE] = title;
	out->field[MQ_IN_BODY] = body;
	out->lang = MQ_T("und");
	return MQ_DONE;
}

mq_text mq_text_normal(mq_arena *a, mq_text t) { return mq_arena_text(a, t); }

uint64_t mq_lexicon_family(const mq_lexicon *lex, mq_text lemma)
{
	(void)lex;
	return mq_hash(lemma);
}
