/* Inside event: the second look at a candidate, when what the first made of all the others of its document is known. In: a scene
 * and its candidates, each with the first look's sum. Out: numbers that trees read (rules/events/trees.txt). */
#ifndef MQ_EVENT_SECOND_H
#define MQ_EVENT_SECOND_H

#include "event/inner.h"

/* what is measured: the candidate, where it stands, what stands around it */
/* clang-format off */
#define MQ_SECOND_LOOK(X) \
	X(sum) X(kind) X(quad) X(pair) X(first_party) X(other_party) X(second_party) X(actors) X(recipients) \
	X(self) X(states) X(elements) X(rivals) X(outdone) X(rank) X(form) X(governor) X(clause) X(told) \
	X(status) X(background) X(recalled) X(dated) X(definite) X(bare_li) X(verb) X(quoted) X(left) X(around) \
	X(after) X(said) X(unreal) X(title) X(place) X(share) X(sentences) X(tokens) X(offset) X(offset_share) \
	X(clauses_before) X(clauses) X(words) X(alone) X(heading) X(politics) X(sport) X(market) X(lab) \
	X(culture) X(expert) X(doc_states) X(actor_rank) X(recipient_rank) X(actor_title) X(recipient_title) \
	X(title_words) X(title_share) X(trigger_title) X(age) X(here_n) X(here_best) X(here_rank) X(here_kind) \
	X(here_type) X(rival_best) X(left_far) X(left_sum) X(right_far) X(right_sum) X(previous_best) \
	X(next_best) X(previous_kind) X(next_kind) X(title_best) X(title_kind) X(doc_n) X(doc_mean) X(doc_best) \
	X(doc_likely) X(kind_n) X(kind_best) X(kind_likely) X(parties_best) X(parties_likely) X(word_n) \
	X(word_best) X(type_best) X(alone_words) X(sum_shape) X(sum_parties) X(sum_words) X(all_parties)
/* clang-format on */
#define MQ_SECOND_PLACE(name) MQ_SECOND_##name,
enum { MQ_SECOND_LOOK(MQ_SECOND_PLACE) MQ_SECOND_FEATURES };

/* sums of kinds over a document: best, next best, how many, how many likely; of a sentence without its article what its words say
 * of the kind's type */
typedef struct {
	double best, next, words;
	uint32_t best_of, n, likely;
} mq_second_sums;

typedef struct {
	mq_second_sums all, title, *kind; /* kind: one a kind, then the same of titles */
	mq_second_sums *title_kind;
	double mean;
} mq_second_doc;

mq_status mq_second_doc_make(mq_arena *a, const mq_coder *c, const mq_scene *s, const mq_candidates *all,
			     mq_second_doc *out) MQ_MUST_USE;
void mq_second_features(const mq_coder *c, const mq_scene *s, const mq_candidates *all, const mq_second_doc *d, uint32_t i,
			float *out);

#endif
