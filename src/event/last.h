/* Inside event: the last look at a happening, when all its tellings are known: on which day of the text it was, what became of
 * it, and whether the record keeps it at all. In: a scene, a happening with its tellings, what the linear models made of each of
 * them. Out: a day or none, a status, a probability; by trees (rules/events/days.txt, stages.txt, kept.txt). Without the trees
 * nothing changes. */
#ifndef MQ_EVENT_LAST_H
#define MQ_EVENT_LAST_H

#include "event/inner.h"

/* days after which what was is background */
#define MQ_BACKGROUND_DAYS 30

/* one happening, and where the tellings of all of them stand */
typedef struct {
	const mq_coder *c;
	const mq_scene *s;
	const mq_candidates *all;
	const uint32_t *which;           /* the happening of each candidate; `number` for those of this one */
	const mq_candidate *const *told; /* its tellings, the surest first */
	const mq_candidate *lead;
	uint32_t number, n;
	uint32_t none; /* in `which`: of no happening */
	int32_t date;  /* index in marks of the day that its tellings choose, or -1 */
} mq_happening;

/* of a day that the text tells: what the linear model made of it, the mark itself, where it stands to the telling nearest to it,
 * that telling, and who else it may belong to */
/* clang-format off */
#define MQ_DAY_LOOK(X) \
	X(sum) X(other_sum) X(margin) X(chosen) X(agree) X(disagree) X(undated) X(tellings) X(precision) X(relative) \
	X(approximate) X(age) X(span) X(title) X(lead) X(place) X(times) X(days) X(here) X(nth) X(mark_say) X(mark_opens) \
	X(mark_left) X(mark_slot) X(mark_next) X(mark_quoted) X(mark_first) X(sentences) X(tokens) X(borders) X(triggers) \
	X(verbs) X(says) X(afters) X(beside) X(marks_between) X(kind) X(quad) X(speech) X(form) X(future) X(verb) X(quoted) \
	X(governor) X(clause) X(status) X(told) X(background) X(recalled) X(likely) X(definite) X(telling_place) X(telling_say) \
	X(telling_states) X(telling_rank) X(neighbours) X(neighbours_kind) X(neighbours_actor) X(taken) X(taken_sum) X(taken_actor) \
	X(nearer) X(own_days) X(words) X(happenings) X(telling_dated) X(said) X(said_other) X(said_margin) X(made) X(paragraphs) \
	X(goes_on) X(speakers) X(before_same) X(before_far) X(behind_same) X(behind_far) X(share) X(published)
#define MQ_STAGE_LOOK(X) \
	X(stage) X(mean) X(margin) X(lead_sum) X(first_sum) X(most) X(votes) X(voices) X(done) X(under_way) X(announced) \
	X(cancelled) X(tellings) X(kind) X(quad) X(speech) X(form) X(future) X(verb) X(quoted) X(governor) X(clause) X(rule) \
	X(told) X(definite) X(lead_title) X(place) X(background) X(recalled) X(dated) X(age) X(ends) X(span) X(precision) \
	X(continues) X(now) X(begins) X(next) X(habit) X(after) X(during) X(was) X(has_ended) X(imperfect) X(perfect) X(masdar) \
	X(present) X(past) X(likely) X(actors) X(recipients) X(self) X(of_kind) X(of_kind_same) X(words) X(happenings) \
	X(heard) X(heard_other) X(heard_margin)
/* of a happening among all others of its text: how sure it is, by how many tellings, where it stands; then the other of its kind
 * that shares most with it, the nearest of its kind, and the two of other kinds that stand nearest */
#define MQ_KEPT_LOOK(X) \
	X(likely) X(next) X(mean) X(tellings) X(evidence) X(kind) X(quad) X(equals) X(status) X(background) X(recalled) X(dated) \
	X(age) X(actors) X(recipients) X(self) X(parties) X(first_party) X(other_party) X(second_party) X(states) X(sum) \
	X(sum_shape) X(sum_parties) X(sum_words) X(form) X(governor) X(clause) X(told) X(definite) X(quoted) X(verb) X(elements) \
	X(rivals) X(place) X(share) X(offset) X(tokens) X(title) X(lead_title) X(politics) X(words) X(length) X(events) \
	X(rank) X(likelier_sum) X(of_kind) X(of_kind_rank) X(of_kind_best) X(of_type) X(of_type_rank) X(of_type_best) X(here) \
	X(here_rank) X(best) X(twin_likely) X(twin_far) X(twin_even) X(twin_shared) X(twin_union) X(twin_actors) \
	X(twin_recipients) X(twin_day) X(twin_here) X(twin_status) X(twin_background) X(twin_word) X(twin_tellings) X(twin_before) \
	X(twin_rule) X(twin_score) X(near_likely) X(near_far) X(near_even) X(near_shared) X(near_here) X(near_day) X(near_before) \
	X(near_score) X(one_likely) X(one_far) X(one_shared) X(one_here) X(one_kind) X(one_type) X(two_likely) X(two_far) \
	X(two_shared) X(two_here) X(two_kind) X(two_type) X(same_most)
/* clang-format on */
#define MQ_DAY_PLACE(name) MQ_DAY_##name,
enum { MQ_DAY_LOOK(MQ_DAY_PLACE) MQ_DAY_FEATURES };
#define MQ_STAGE_PLACE(name) MQ_STAGE_OF_##name,
enum { MQ_STAGE_LOOK(MQ_STAGE_PLACE) MQ_STAGE_FEATURES };
#define MQ_KEPT_PLACE(name) MQ_KEPT_##name,
enum { MQ_KEPT_LOOK(MQ_KEPT_PLACE) MQ_KEPT_FEATURES };

/* the days of a mark; from it to the day of the paper; to those of the mark behind it */
typedef enum { MQ_MADE_MARK, MQ_MADE_SINCE, MQ_MADE_JOINED } mq_made;
/* a day of the text, the mark that tells it best, and the telling that this stands nearest to */
typedef struct {
	uint32_t mark, sentence, times;
	const mq_candidate *x;
	float sum; /* of the linear model; MQ_NO_SUM where the mark stands in another sentence */
	mq_day from, to;
	mq_made made;
} mq_option;

typedef struct {
	int32_t mark; /* index in marks; -1 for no day */
	mq_day from, to;
	uint8_t precision;
} mq_own_day;
/* the day of a happening. dump: gets the numbers of every day that was thought of */
mq_own_day mq_last_day(const mq_happening *h, mq_arena *a, mq_buf *dump);
/* what the words around a day and a telling say for it (day_words.c) */
void mq_day_words(mq_features *f, const mq_happening *h, const mq_option *o);
/* what became of it; who: the telling that gives its parties, status: what its tellings say together */
int8_t mq_last_stage(const mq_happening *h, const mq_candidate *who, int8_t status, mq_arena *a, mq_buf *dump);
/* what the words of its tellings say for it (stage_words.c) */
void mq_stage_words(mq_features *f, const mq_happening *h);

/* days from a day to the one on which it is told, at most ten years either way; MQ_NO_AGE where one is not known */
#define MQ_NO_AGE (-4000.0f)
float mq_last_age(mq_day day, mq_day told);

/* a happening that is made, beside the others of its text */
typedef struct {
	const mq_candidate *lead, *who; /* the telling that speaks for it, and the one that gives its parties */
	const mq_event *event;
	double likely[2], sum; /* its surest telling and the next, all together; as probabilities */
	uint32_t tellings;
	bool title; /* told in the title too */
} mq_whole;
typedef struct mq_pairs mq_pairs;

/* how likely it is that happening k of n is one that the record has, by these parties, and not another's second telling; dump:
 * gets the numbers */
double mq_last_kept(const mq_pairs *pairs, const mq_whole *all, uint32_t n, uint32_t k, mq_buf *dump);

/* which deed a date is told beside: going from the date towards the trigger, what comes first, and where it stands (when.c) */
typedef enum { MQ_TOLD_OWN, MQ_TOLD_SAY, MQ_TOLD_OTHER, MQ_TOLD_VERB, MQ_TOLD_FAR } mq_told_beside;
/* a day told behind a telling in its clause, with nothing else between that could have happened on it */
bool mq_date_stands_by(const mq_scene *s, const mq_candidate *x, const mq_candidates *all, const mq_date *d);
mq_told_beside mq_date_beside(const mq_scene *s, const mq_candidate *x, const mq_candidates *all, const mq_date *d, uint32_t *at);
uint32_t mq_triggers_between(const mq_candidates *all, const mq_candidate *x, uint32_t lo, uint32_t hi);
/* the statuses that are weighed, in the order of a candidate's sums (status.c) */
extern const int8_t mq_status_weighed[MQ_STAGES_WEIGHED];
bool mq_status_is_weighed(int8_t status);
/* the tense of the verb that carries a candidate: MQ_FORM_PERFECT, MQ_FORM_IMPERFECT, or 0 (status.c) */
uint8_t mq_carrier_form(const mq_scene *s, const mq_candidate *x);

#endif
