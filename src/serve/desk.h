/* What the pages and the API do with the desk: read what was sent, ask who may, and put rows. */
#ifndef MQ_SERVE_DESK_H
#define MQ_SERVE_DESK_H

#include "serve/api.h"
#include "store/corrections.h"

/* the desk, or why there is none (MQ_UNAVAILABLE) */
mq_status mq_desk_here(mq_request *r, mq_desk **out) MQ_MUST_USE;
/* the key of who asks, where it may do this; else a refusal: 401 without a key, 403 with one of other scopes */
mq_status mq_desk_allow(mq_request *r, unsigned scope, mq_key *out) MQ_MUST_USE;
/* what a POST sent, as arguments: a form, or a flat JSON object; lists of texts are joined by commas */
mq_status mq_body_read(mq_request *r, mq_request *form) MQ_MUST_USE;
/* trimmed; MQ_NONE where it is empty */
mq_text mq_sent(const mq_request *form, const char *name);
/* a proposal out of what was sent about an event: only what differs from the event is in it. Refuses what no event can have */
mq_status mq_proposal_read(mq_request *r, const mq_request *form, const mq_event_row *e, mq_proposal *out) MQ_MUST_USE;
/* the correction that a proposal asks for, without who and when */
mq_correction mq_proposal_correction(const mq_proposal *p);
/* what an editor said of an event, into its map */
void mq_put_said(mq_request *r, mq_value *one, const mq_correction *c);
/* accept, reject, undo: in the archive and on the desk. reason may be MQ_NONE */
mq_status mq_proposal_decide(mq_request *r, const mq_key *key, mq_text id, mq_text decision, mq_text reason) MQ_MUST_USE;
/* the images of an article, where the operator lets them be shown */
void mq_put_images(mq_request *r, mq_value *page, const mq_stored_article *x);
/* sees other: a page of this site, in the reader's language */
mq_status mq_redirect(mq_request *r, mq_reply *out, mq_text path) MQ_MUST_USE;
/* "2026-11-22T06:37:00Z" */
mq_text mq_say_moment(mq_arena *a, int64_t seconds);

#endif
