/* desk: what people tell the archive, kept beside it (ARCHIVE-desk). In: proposals to correct an event, reports of images, saved
 * searches with the channels that tell of what is new in them. Out: the same, as queues and logs, and messages under way.
 * Promise: nothing is deleted, decisions are logged and can be undone; a change is a transaction of its own; addresses of readers
 * are kept only as salted hashes; who may write is said by tokens, of which only a hash is kept; every list is bounded.
 * One handle serves all threads: each call locks it. Times are seconds of Unix, and come in from outside. MQ_END means "there is
 * no such thing"; texts live in the arena that the caller brings. */
#ifndef MQ_DESK_DESK_H
#define MQ_DESK_DESK_H

#include "store/store.h"

typedef struct mq_desk mq_desk;

/* archive: as mq_store_options.url. Makes the desk where there is none */
mq_status mq_desk_open(mq_arena *a, mq_text archive, mq_desk **out) MQ_MUST_USE;
void mq_desk_close(mq_desk *d);
/* counts the changes made through this handle and by others: what was made of the desk before is old when it grows */
uint64_t mq_desk_change(mq_desk *d);

/* ── who may write ───────────────────────────────────────────────────────────────────────────────────────────────── */
enum {
	MQ_SCOPE_CORRECT = 1, /* propose corrections through the API */
	MQ_SCOPE_REVIEW = 2,  /* decide on them; bring hidden images back */
	MQ_SCOPE_SAVE = 4     /* save searches, and have them told */
};
/* "correct,review" to bits and back; false where a word is none of them */
bool mq_scopes_parse(mq_text t, unsigned *out);
mq_text mq_scopes_text(mq_arena *a, unsigned scopes);

typedef struct {
	int64_t n;
	mq_text name;
	unsigned scopes;
	int64_t made, used; /* used: 0 when it never was */
	bool ended;
} mq_key;
typedef MQ_VEC(mq_key) mq_keys;

/* secret: what its holder shows; it is told once and not kept */
mq_status mq_desk_token_add(mq_desk *d, mq_arena *a, mq_text name, unsigned scopes, int64_t now, mq_text *secret) MQ_MUST_USE;
mq_status mq_desk_token_find(mq_desk *d, mq_arena *a, mq_text secret, int64_t now, mq_key *out) MQ_MUST_USE;
mq_status mq_desk_tokens(mq_desk *d, mq_arena *a, mq_keys *out) MQ_MUST_USE;
mq_status mq_desk_token_end(mq_desk *d, int64_t n) MQ_MUST_USE;

/* ── corrections ─────────────────────────────────────────────────────────────────────────────────────────────────── */
typedef enum { MQ_PROPOSAL_OPEN, MQ_PROPOSAL_ACCEPTED, MQ_PROPOSAL_REJECTED } mq_proposal_state;
mq_text mq_proposal_state_name(mq_proposal_state s);

typedef struct {
	int64_t n;
	char id[17];
	char article[65];
	mq_text event;                                                  /* the archive's id of the event, "<16 hex>-e3" */
	mq_text verdict;                                                /* "accept" "correct" "reject", as of a correction */
	mq_text kind, status, from, to, background, actors, recipients; /* of "correct": what differs; else MQ_NONE */
	mq_text note, who;                                              /* as the reader wrote them, or MQ_NONE */
	mq_proposal_state state;
	mq_text decider, reason;
	int64_t made, decided;
	int64_t correction; /* the archive's number of what it became, or 0 */
} mq_proposal;
typedef MQ_VEC(mq_proposal) mq_proposals;

/* what came of something that a reader sent */
typedef enum {
	MQ_TAKEN,
	MQ_TAKEN_BEFORE, /* the same from the same reader */
	MQ_TOO_OFTEN     /* more from one address in a day than is taken */
} mq_taken;

/* address: the reader's, as bytes; `in` without n, id, state and what is decided */
mq_status mq_desk_propose(mq_desk *d, mq_arena *a, const mq_proposal *in, mq_text address, int64_t now, mq_taken *taken,
			  char id[17]) MQ_MUST_USE;
/* newest first; state: or -1 for all; before: a proposal's n, or 0 */
mq_status mq_desk_proposals(mq_desk *d, mq_arena *a, int state, int64_t before, uint32_t limit, mq_proposals *out) MQ_MUST_USE;
mq_status mq_desk_proposal(mq_desk *d, mq_arena *a, mq_text id, mq_proposal *out) MQ_MUST_USE;
/* open to accepted or rejected, and back to open (undo) */
mq_status mq_desk_decide(mq_desk *d, mq_text id, mq_proposal_state to, mq_text decider, mq_text reason, int64_t correction,
			 int64_t now) MQ_MUST_USE;

/* ── images ──────────────────────────────────────────────────────────────────────────────────────────────────────── */
typedef struct {
	char id[17]; /* first half of the hash of its address: the same picture in copies of an article is one */
	mq_text url, article;
	uint32_t reports; /* of different people since it was last restored */
	bool hidden;
	int64_t last;
} mq_reported_image;
typedef MQ_VEC(mq_reported_image) mq_reported_images;

void mq_image_id(mq_text url, char out[17]);
/* hides it when `most` different people have reported it */
mq_status mq_desk_report(mq_desk *d, mq_text url, mq_text article, mq_text address, uint32_t most, int64_t now, mq_taken *taken,
			 mq_reported_image *out) MQ_MUST_USE;
/* all zero but the id where nobody has reported it */
mq_status mq_desk_image(mq_desk *d, mq_arena *a, mq_text id, mq_reported_image *out) MQ_MUST_USE;
mq_status mq_desk_images(mq_desk *d, mq_arena *a, uint32_t limit, mq_reported_images *out) MQ_MUST_USE;
/* an image's bytes as they were fetched, empty where nothing fit to show was there; MQ_NONE where it is not kept (any more) */
mq_status mq_desk_picture(mq_desk *d, mq_arena *a, mq_text id, int64_t now, mq_text *bytes) MQ_MUST_USE;
/* at most MQ_PICTURES_KEPT_MOST of them, the oldest go first */
mq_status mq_desk_picture_keep(mq_desk *d, mq_text id, mq_text bytes, int64_t now) MQ_MUST_USE;
mq_status mq_desk_image_restore(mq_desk *d, mq_text id, mq_text who, int64_t now) MQ_MUST_USE;

/* ── saved searches, and messages about what is new in them ──────────────────────────────────────────────────────── */
typedef enum { MQ_CHANNEL_WEBHOOK, MQ_CHANNEL_EMAIL } mq_channel_kind;

typedef struct {
	int64_t n;
	mq_channel_kind kind;
	mq_text target; /* https address, or mailbox */
	mq_text secret; /* "whsec_…" of a webhook */
	uint32_t sent, waiting, given_up;
	mq_text last_error;
} mq_channel;

typedef struct {
	int64_t n;
	char id[17];
	mq_text name;
	mq_text query; /* as typed, or MQ_NONE where it follows a pair */
	mq_text pair;  /* "MAR-FRA", or MQ_NONE */
	mq_text token; /* name of its owner */
	int64_t made;
	int64_t seen; /* the archive's number of the last article that was looked at */
	MQ_VEC(mq_channel) channels;
} mq_saved;
typedef MQ_VEC(mq_saved) mq_saved_list;

mq_status mq_desk_save(mq_desk *d, const mq_saved *in, int64_t token, int64_t seen, int64_t now, char id[17]) MQ_MUST_USE;
/* of one token, or of all where token is 0 */
mq_status mq_desk_saved(mq_desk *d, mq_arena *a, int64_t token, mq_saved_list *out) MQ_MUST_USE;
mq_status mq_desk_saved_one(mq_desk *d, mq_arena *a, mq_text id, mq_saved *out) MQ_MUST_USE;
mq_status mq_desk_unsave(mq_desk *d, mq_text id, int64_t token) MQ_MUST_USE;
/* a webhook's secret is made here */
mq_status mq_desk_channel_add(mq_desk *d, mq_text saved, int64_t token, mq_channel_kind kind, mq_text target,
			      int64_t now) MQ_MUST_USE;
mq_status mq_desk_channel_end(mq_desk *d, mq_text saved, int64_t token, int64_t n) MQ_MUST_USE;

typedef struct {
	int64_t n;
	char id[33]; /* stays the same over all tries: a receiver drops repeats by it */
	mq_channel_kind kind;
	mq_text target, secret, subject, body;
	uint32_t tries;
} mq_delivery;
typedef MQ_VEC(mq_delivery) mq_deliveries;

/* what is told of a saved search: JSON to webhooks, plain text to mailboxes */
typedef struct {
	mq_text subject, json, text;
} mq_alert;
/* puts one message a channel into the outbox and moves `seen`, both or neither; alert NULL: nothing is new */
mq_status mq_desk_tell(mq_desk *d, const mq_saved *s, int64_t seen, const mq_alert *alert, int64_t now) MQ_MUST_USE;
/* what is due, the longest waiting first */
mq_status mq_desk_due(mq_desk *d, mq_arena *a, int64_t now, uint32_t limit, mq_deliveries *out) MQ_MUST_USE;
/* error MQ_NONE: it arrived. Otherwise it is tried again, first after so many seconds, then after a while that doubles, and given
 * up after MQ_DELIVERY_TRIES_MOST */
mq_status mq_desk_sent(mq_desk *d, int64_t delivery, mq_text error, uint32_t first_wait, int64_t now) MQ_MUST_USE;

/* ── the log: who did what to what ───────────────────────────────────────────────────────────────────────────────── */
typedef struct {
	int64_t n, at;
	mq_text who, what, of, detail;
} mq_desk_line;
typedef MQ_VEC(mq_desk_line) mq_desk_log;
mq_status mq_desk_lines(mq_desk *d, mq_arena *a, uint32_t limit, mq_desk_log *out) MQ_MUST_USE;

#endif
