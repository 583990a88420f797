/* Inside event: two tellings of one kind set beside each other, in numbers: do they tell of one happening? In: a scene, its
 * candidates, two of them, the earlier first. Out: numbers that trees read (rules/events/pairs.txt). */
#ifndef MQ_EVENT_PAIR_H
#define MQ_EVENT_PAIR_H

#include "event/inner.h"

/* what is measured: the sum of the linear model, where both stand, who they name, when, and what words they share */
/* clang-format off */
#define MQ_PAIR_LOOK(X) \
	X(sum) X(kind) X(quad) X(equals) X(sentences) X(title_a) X(title_b) X(gap) X(clauses) X(clause_b) X(governor_b) \
	X(actors) X(actors_a) X(actors_b) X(recipients) X(recipients_a) X(recipients_b) X(turned) X(days) X(days_far) \
	X(status_a) X(status_b) X(recalled_a) X(recalled_b) X(definite_a) X(definite_b) X(family) X(word) X(rule) X(form_a) \
	X(form_b) X(number_a) X(number_b) X(sum_a) X(sum_b) X(sure_a) X(sure_b) X(states_a) X(states_b) X(places) X(places_a) \
	X(places_b) X(places_near) X(persons) X(persons_a) X(persons_b) X(numbers) X(numbers_a) X(numbers_b) X(stems) X(stems_a) \
	X(stems_b) X(stems_share) X(near) X(near_a) X(near_b) X(near_share) X(next) X(between) X(likely_between) \
	X(quoted_a) X(quoted_b) X(told_n) X(persons_near) X(persons_near_a) X(persons_near_b) X(roles_near)
/* clang-format on */
#define MQ_PAIR_PLACE(name) MQ_PAIR_##name,
enum { MQ_PAIR_LOOK(MQ_PAIR_PLACE) MQ_PAIR_FEATURES };

/* what the sentence of a telling speaks of, each key once: places below states, persons, offices, numbers, stems, and what of it
 * stands beside the trigger */
#define MQ_PAIR_WORDS_MOST 48u
typedef struct {
	uint64_t key[MQ_PAIR_WORDS_MOST];
	uint32_t n;
} mq_pair_keys;
typedef struct {
	mq_pair_keys places, near_places, persons, near_persons, near_roles, numbers, stems, near;
	float told[2][2]; /* what its words say of it as the earlier of two [0], as the later [1]; of one sentence [][1] */
} mq_pair_words;

/* the tellings of a document that are set beside each other */
typedef struct mq_pairs {
	mq_arena *a;
	const mq_coder *c;
	const mq_scene *s;
	const mq_candidates *all;
	const mq_pair_words **words; /* of each candidate; NULL for those that are left out */
} mq_pairs;

/* every: the barred ones too */
mq_status mq_pairs_open(mq_arena *a, const mq_coder *c, const mq_scene *s, const mq_candidates *all, bool every,
			mq_pairs *out) MQ_MUST_USE;
/* of candidates i before k; sum: what the linear model makes of them */
void mq_pair_features(const mq_pairs *p, uint32_t i, uint32_t k, double sum, float *out);
/* how sure it is that two tellings of one kind tell of the same happening; above 0 they do */
double mq_same_score(const mq_pairs *p, uint32_t i, uint32_t k);

/* what the words of two tellings say of their being one, a told before b (tell.c); of them those that stand for both */
void mq_tell_features(mq_features *f, const mq_coder *c, const mq_scene *s, const mq_candidate *a, const mq_candidate *b);
void mq_tell_pair_features(mq_features *f, const mq_scene *s, const mq_candidate *a, const mq_candidate *b);
/* the sums of those that one telling has by itself: as the earlier of two [0], as the later [1]; of one sentence [][1] */
void mq_tell_sums(mq_arena *a, const mq_coder *c, const mq_scene *s, const mq_candidate *x, float sum[2][2]);

#endif
