/* All the ways to take clitics off a word: what the analysis chooses from, and what the counts of stems are learnt from
 * (tools/gen/stems.c). */
#ifndef MQ_TEXT_SEGMENT_H
#define MQ_TEXT_SEGMENT_H

#include "text/scan.h"
#include "text/text.h"

#define MQ_SEGMENTS_MOST 96u
#define MQ_STEM_ROOM     (MQ_WORD_MOST + 64u)

/* what the clitic did to the last letter of the stem */
enum { MQ_KEPT, MQ_FROM_TA /* وزارت+ها: وزاره */, MQ_FROM_ALEF /* مستوا+ه: مستوي */, MQ_FROM_WAW /* قتلو+ه: قتلوا */ };

typedef struct {
	uint8_t off, n; /* bytes of the normal form that are the stem, before the last letter is mended */
	uint8_t enc, mend;
	uint16_t pro;
	uint8_t on;       /* MQ_ON_* of the proclitic */
	bool enc_on_verb; /* ني */
	float weight;     /* log of how usual these clitics are */
} mq_segment;

enum { MQ_ON_ANY, MQ_ON_NOUN, MQ_ON_FUTURE, MQ_ON_VERB };

typedef struct {
	char letters[8];
	uint8_t n, enc, on;
	uint16_t pro;
	float weight;
} mq_clitic;

#define MQ_CLITICS_MOST 40u
typedef struct {
	mq_clitic before[MQ_CLITICS_MOST], after[MQ_CLITICS_MOST];
	uint32_t before_n, after_n;
} mq_clitics;

/* the word whole comes first */
size_t mq_segments(const mq_clitics *c, mq_text norm, uint8_t tail, mq_segment out[MQ_SEGMENTS_MOST]);
/* the stem of a segment: a view of norm, or of room when its last letter is mended */
mq_text mq_segment_stem(mq_text norm, const mq_segment *s, char room[MQ_STEM_ROOM]);

#endif
