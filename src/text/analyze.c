#include "text/lexicon.h"

typedef struct {
	const char *letters;
	uint16_t pro;
} proclitic;

static const proclitic proclitics[] = {
    {"وال", MQ_PRO_WA | MQ_PRO_AL},
    {"بال", MQ_PRO_BI | MQ_PRO_AL},
    {"فال", MQ_PRO_FA | MQ_PRO_AL},
    {"كال", MQ_PRO_KA | MQ_PRO_AL},
    {"ولل", MQ_PRO_WA | MQ_PRO_LI | MQ_PRO_AL},
    {"لل", MQ_PRO_LI | MQ_PRO_AL},
    {"ال", MQ_PRO_AL},
    {"و", MQ_PRO_WA},
    {"ف", MQ_PRO_FA},
    {"ب", MQ_PRO_BI},
    {"ك", MQ_PRO_KA},
    {"ل", MQ_PRO_LI},
};

size_t mq_lexicon_analyze(const mq_lexicon *lex, mq_text norm, uint8_t tail, char stems[MQ_STEMS_ROOM],
			  mq_analysis out[MQ_ANALYSES_MOST])
{
	(void)tail;
	(void)stems;
	const mq_entry *whole = mq_lexicon_find(lex, mq_hash(norm));
	uint32_t own = whole ? whole->count : 0;
	out[0] = (mq_analysis){.stem = norm, .key = mq_hash(norm)};
	for (size_t i = 0; i < sizeof proclitics / sizeof *proclitics; i++) {
		mq_text head = mq_text_of(proclitics[i].letters);
		if (norm.n < head.n + 4 || !mq_text_starts(norm, head)) continue;
		mq_text rest = {norm.p + head.n, norm.n - head.n};
		const mq_entry *e = mq_lexicon_find(lex, mq_hash(rest));
		if (!e || e->count < 3 || e->count < own / 4) continue;
		out[0] = (mq_analysis){
		    .stem = rest, .key = e->key, .family = e->key, .pro = proclitics[i].pro, .off = (uint8_t)head.n};
		return 1;
	}
	return 1;
}

mq_text mq_lexicon_term(const mq_lexicon *lex, mq_text norm, uint8_t tail, char scratch[MQ_INDEX_TERM_MOST])
{
	mq_analysis a[MQ_ANALYSES_MOST];
	char stems[MQ_STEMS_ROOM];
	mq_lexicon_analyze(lex, norm, tail, stems, a);
	size_t n = a[0].stem.n < MQ_INDEX_TERM_MOST ? a[0].stem.n : MQ_INDEX_TERM_MOST;
	memcpy(scratch, a[0].stem.p, n);
	return (mq_text){scratch, n};
}
