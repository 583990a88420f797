/* The desk: who may write, what readers send, what editors decide, what waits to be sent. */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "check.h"
#include "desk/desk.h"

static mq_desk *open_desk(mq_arena *a, mq_text archive)
{
	mq_desk *d = NULL;
	MQ_CHECK(mq_ok(mq_desk_open(a, archive, &d)));
	return d;
}

static void tokens(mq_desk *d, mq_arena *a)
{
	mq_text secret, other;
	mq_key key = {0};
	mq_keys all;
	unsigned bits = 0;
	MQ_CHECK(mq_scopes_parse(MQ_T("review, save"), &bits) && bits == (MQ_SCOPE_REVIEW | MQ_SCOPE_SAVE));
	MQ_CHECK(!mq_scopes_parse(MQ_T("review,all"), &bits));
	MQ_CHECK(!mq_scopes_parse(MQ_T(""), &bits));
	MQ_CHECK(mq_ok(mq_desk_token_add(d, a, MQ_T("first"), MQ_SCOPE_SAVE, 100, &secret)));
	MQ_CHECK(mq_ok(mq_desk_token_add(d, a, MQ_T("second"), MQ_SCOPE_REVIEW, 100, &other)));
	MQ_CHECK(!mq_text_eq(secret, other));
	MQ_CHECK(mq_ok(mq_desk_token_find(d, a, secret, 200, &key)) && key.scopes == MQ_SCOPE_SAVE && key.n == 1);
	MQ_CHECK(mq_desk_token_find(d, a, MQ_T("mirqab_00"), 200, &key).code == MQ_END);
	MQ_CHECK(mq_ok(mq_desk_token_end(d, 2)));
	MQ_CHECK(mq_desk_token_end(d, 2).code == MQ_END);
	MQ_CHECK(mq_desk_token_find(d, a, other, 200, &key).code == MQ_END);
	MQ_CHECK(mq_ok(mq_desk_tokens(d, a, &all)) && all.n == 2 && all.v[1].ended);
}

static mq_proposal wrong(int n)
{
	mq_proposal p = {.event = MQ_T("00112233aabbccdd-e1"), .verdict = MQ_T("reject")};
	snprintf(p.article, sizeof p.article, "%064d", n);
	p.note = MQ_T("no such meeting");
	return p;
}

static void proposals(mq_desk *d, mq_arena *a)
{
	char id[17], again[17];
	mq_taken taken;
	mq_proposal p = wrong(1), back;
	mq_proposals open;
	MQ_CHECK(mq_ok(mq_desk_propose(d, a, &p, MQ_T("10.0.0.1"), 1000, &taken, id)) && taken == MQ_TAKEN);
	MQ_CHECK(mq_ok(mq_desk_propose(d, a, &p, MQ_T("10.0.0.1"), 1001, &taken, again)) && taken == MQ_TAKEN_BEFORE);
	MQ_CHECK_TEXT(mq_text_of(id), mq_text_of(again));
	MQ_CHECK(mq_ok(mq_desk_proposal(d, a, mq_text_of(id), &back)) && back.state == MQ_PROPOSAL_OPEN);
	MQ_CHECK_TEXT(back.note, MQ_T("no such meeting"));
	MQ_CHECK(mq_text_none(back.kind));
	MQ_CHECK(mq_ok(mq_desk_decide(d, mq_text_of(id), MQ_PROPOSAL_ACCEPTED, MQ_T("ed"), MQ_T("seen"), 0, 2000)));
	MQ_CHECK(mq_desk_decide(d, mq_text_of(id), MQ_PROPOSAL_REJECTED, MQ_T("ed"), MQ_NONE, 0, 2001).code == MQ_USAGE);
	MQ_CHECK(mq_ok(mq_desk_decide(d, mq_text_of(id), MQ_PROPOSAL_OPEN, MQ_T("ed"), MQ_NONE, 0, 2002)));
	MQ_CHECK(mq_ok(mq_desk_decide(d, mq_text_of(id), MQ_PROPOSAL_REJECTED, MQ_T("ed"), MQ_NONE, 0, 2003)));
	MQ_CHECK(mq_desk_decide(d, MQ_T("0000"), MQ_PROPOSAL_REJECTED, MQ_T("ed"), MQ_NONE, 0, 1).code == MQ_END);
	MQ_CHECK(mq_ok(mq_desk_proposals(d, a, MQ_PROPOSAL_OPEN, 0, 50, &open)) && open.n == 0);
	for (int i = 2; i < 60; i++) {
		p = wrong(i);
		p.event = mq_arena_print(a, "00112233aabbccdd-e%d", i);
		MQ_CHECK(mq_ok(mq_desk_propose(d, a, &p, MQ_T("10.0.0.1"), 3000, &taken, id)));
	}
	MQ_CHECK(taken == MQ_TOO_OFTEN);
	MQ_CHECK(mq_ok(mq_desk_proposals(d, a, MQ_PROPOSAL_OPEN, 0, 100, &open)) && open.n == MQ_DESK_A_DAY - 1);
	MQ_CHECK(mq_ok(mq_desk_propose(d, a, &p, MQ_T("10.0.0.2"), 3000, &taken, id)) && taken == MQ_TAKEN);
	MQ_CHECK(mq_ok(mq_desk_propose(d, a, &p, MQ_T("10.0.0.1"), 3000 + 86401, &taken, id)) && taken == MQ_TAKEN);
}

static void images(mq_desk *d, mq_arena *a)
{
	mq_reported_image image;
	mq_reported_images list;
	mq_taken taken;
	mq_text url = MQ_T("https://example.org/a.jpg");
	for (int i = 0; i < 4; i++) { /* one person, many times, is one */
		MQ_CHECK(mq_ok(mq_desk_report(d, url, MQ_T("x"), MQ_T("one"), 3, 10, &taken, &image)));
		MQ_CHECK(taken == (i ? MQ_TAKEN_BEFORE : MQ_TAKEN) && image.reports == 1 && !image.hidden);
	}
	MQ_CHECK(mq_ok(mq_desk_report(d, url, MQ_T("x"), MQ_T("two"), 3, 11, &taken, &image)) && !image.hidden);
	MQ_CHECK(mq_ok(mq_desk_report(d, url, MQ_T("x"), MQ_T("three"), 3, 12, &taken, &image)) && image.hidden);
	MQ_CHECK(mq_ok(mq_desk_images(d, a, 10, &list)) && list.n == 1);
	MQ_CHECK_TEXT(list.v[0].url, url);
	MQ_CHECK(mq_ok(mq_desk_image_restore(d, mq_text_of(image.id), MQ_T("ed"), 13)));
	MQ_CHECK(mq_ok(mq_desk_image(d, a, mq_text_of(image.id), &image)) && !image.hidden && image.reports == 0);
	MQ_CHECK(mq_ok(mq_desk_report(d, url, MQ_T("x"), MQ_T("one"), 3, 14, &taken, &image)) && taken == MQ_TAKEN &&
		 image.reports == 1);
	MQ_CHECK(mq_desk_image_restore(d, MQ_T("ffff"), MQ_T("ed"), 13).code == MQ_END);
}

static void outbox(mq_desk *d, mq_arena *a)
{
	mq_saved in = {.name = MQ_T("thaw"), .query = MQ_T("\"اللجنة\" country:MAR")}, s;
	mq_saved_list list;
	mq_deliveries due;
	char id[17];
	mq_alert news = {MQ_T("new"), MQ_T("{}"), MQ_T("text")};
	MQ_CHECK(mq_ok(mq_desk_save(d, &in, 1, 7, 100, id)));
	MQ_CHECK(mq_ok(mq_desk_channel_add(d, mq_text_of(id), 1, MQ_CHANNEL_WEBHOOK, MQ_T("https://example.org/h"), 100)));
	MQ_CHECK(mq_desk_channel_add(d, mq_text_of(id), 2, MQ_CHANNEL_WEBHOOK, MQ_T("https://example.org/h"), 100).code ==
		 MQ_END);
	MQ_CHECK(mq_ok(mq_desk_saved_one(d, a, mq_text_of(id), &s)) && s.channels.n == 1 && s.seen == 7);
	MQ_CHECK(mq_text_starts(s.channels.v[0].secret, MQ_T("whsec_")));
	MQ_CHECK(mq_ok(mq_desk_tell(d, &s, 9, &news, 200)));
	MQ_CHECK(mq_ok(mq_desk_due(d, a, 200, 10, &due)) && due.n == 1);
	int64_t now = 200;
	for (uint32_t i = 1; i < MQ_DELIVERY_TRIES_MOST; i++) { /* the waits grow, and it is still there */
		MQ_CHECK(mq_ok(mq_desk_sent(d, due.v[0].n, MQ_T("no answer"), 30, now)));
		MQ_CHECK(mq_ok(mq_desk_due(d, a, now + 29, 10, &due)) && due.n == 0);
		now += MQ_DELIVERY_WAIT_LONGEST * 2;
		MQ_CHECK(mq_ok(mq_desk_due(d, a, now, 10, &due)) && due.n == 1 && due.v[0].tries == i);
	}
	MQ_CHECK(mq_ok(mq_desk_sent(d, due.v[0].n, MQ_T("no answer"), 30, now)));
	MQ_CHECK(mq_ok(mq_desk_due(d, a, now * 2, 10, &due)) && due.n == 0); /* given up */
	MQ_CHECK(mq_ok(mq_desk_tell(d, &s, 12, &news, now)));
	MQ_CHECK(mq_ok(mq_desk_due(d, a, now, 10, &due)) && due.n == 1);
	MQ_CHECK(mq_ok(mq_desk_sent(d, due.v[0].n, MQ_NONE, 30, now)));
	MQ_CHECK(mq_ok(mq_desk_saved(d, a, 1, &list)) && list.n == 1 && list.v[0].seen == 12);
	MQ_CHECK(list.v[0].channels.v[0].sent == 1 && list.v[0].channels.v[0].given_up == 1);
	MQ_CHECK(mq_desk_unsave(d, mq_text_of(id), 2).code == MQ_END);
	MQ_CHECK(mq_ok(mq_desk_unsave(d, mq_text_of(id), 1)));
	MQ_CHECK(mq_desk_saved_one(d, a, mq_text_of(id), &s).code == MQ_END);
}

int main(void)
{
	char folder[] = "/tmp/mirqab-desk-XXXXXX";
	mq_arena *a = mq_arena_open((size_t)16 << 20);
	MQ_CHECK(a && mkdtemp(folder));
	mq_text archive = mq_arena_print(a, "sqlite:%s/a.db", folder);
	mq_desk *d = open_desk(a, archive), *other = open_desk(a, archive);
	uint64_t before = mq_desk_change(other);
	tokens(d, a);
	MQ_CHECK(mq_desk_change(other) != before); /* what another handle wrote is noticed */
	proposals(d, a);
	images(d, a);
	outbox(d, a);
	mq_desk_log lines;
	MQ_CHECK(mq_ok(mq_desk_lines(other, a, 500, &lines)) && lines.n > 10);
	mq_desk_close(d);
	mq_desk_close(other);
	mq_text rm = mq_arena_print(a, "rm -r %s", folder);
	MQ_CHECK(system(rm.p) == 0);
	mq_arena_close(a);
	return mq_check_done();
}
