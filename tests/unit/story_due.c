/* When an instrument is next due: announced before told before usual; nothing is promised that was stopped. */
#include "base/base.h"
#include "story/due.h"

#include "check.h"

static mq_due_row held(int year, int month, int edition)
{
	mq_day day = mq_day_of(year, month, 10);
	return (mq_due_row){MQ_STAGE_HELD, MQ_PRECISION_DAY, day, day, day + 1, edition, 0, 1};
}

static void usual_intervals(void)
{
	mq_due_row rows[] = {held(2021, 12, 19), held(2022, 12, 20), held(2024, 12, 22)};
	mq_due d = mq_due_of(rows, 3, true, MQ_NONE, MQ_NONE, mq_day_of(2025, 6, 1));
	MQ_CHECK(d.how == MQ_DUE_INTERVAL);
	MQ_CHECK(d.intervals == 2 && d.interval == 365); /* two editions apart are two intervals */
	MQ_CHECK(d.from < mq_day_of(2025, 12, 10) && d.to > mq_day_of(2025, 12, 10));
	MQ_CHECK(d.sure == MQ_SURE_MEDIUM && !d.overdue);
	d = mq_due_of(rows, 3, true, MQ_NONE, MQ_NONE, mq_day_of(2026, 6, 1));
	MQ_CHECK(d.overdue);
	/* one time alone has no rhythm, unless it is said to be annual */
	MQ_CHECK(mq_due_of(rows, 1, true, MQ_NONE, MQ_NONE, MQ_NO_DAY).how == MQ_DUE_NONE);
	d = mq_due_of(rows, 1, true, MQ_T("P1Y"), MQ_NONE, MQ_NO_DAY);
	MQ_CHECK(d.how == MQ_DUE_FREQUENCY && d.interval == 365 && d.sure == MQ_SURE_MEDIUM);
	MQ_CHECK(mq_due_of(rows, 1, true, MQ_T("P99999999Y"), MQ_NONE, MQ_NO_DAY).how == MQ_DUE_NONE);
	/* agreements are not held again */
	MQ_CHECK(mq_due_of(rows, 3, false, MQ_NONE, MQ_NONE, MQ_NO_DAY).how == MQ_DUE_NONE);
}

static void irregular(void)
{
	mq_due_row rows[] = {held(2015, 1, 0), held(2015, 7, 0), held(2018, 1, 0), held(2018, 10, 0)};
	mq_due d = mq_due_of(rows, 4, true, MQ_NONE, MQ_NONE, MQ_NO_DAY);
	MQ_CHECK(d.how == MQ_DUE_INTERVAL && d.sure == MQ_SURE_LOW);
	/* tellings of one session are one time */
	mq_due_row twice[] = {held(2015, 1, 0), held(2015, 1, 0)};
	twice[1].from += 20;
	twice[1].to += 20;
	MQ_CHECK(mq_due_of(twice, 2, true, MQ_NONE, MQ_NONE, MQ_NO_DAY).how == MQ_DUE_NONE);
}

static void announcements(void)
{
	mq_day plan = mq_day_of(2025, 11, 20);
	mq_due_row rows[3] = {
	    held(2024, 12, 7), {MQ_STAGE_ANNOUNCED, MQ_PRECISION_DAY, plan, plan, plan - 60, 8, 0, 2}, held(2025, 11, 8)};
	mq_due d = mq_due_of(rows, 2, true, MQ_NONE, MQ_NONE, plan - 10);
	MQ_CHECK(d.how == MQ_DUE_ANNOUNCED && d.from == plan && d.sure == MQ_SURE_HIGH && d.row == 1);
	MQ_CHECK(mq_due_of(rows, 2, true, MQ_NONE, MQ_NONE, plan + 1).overdue);
	MQ_CHECK(mq_due_of(rows, 3, true, MQ_NONE, MQ_NONE, plan).how != MQ_DUE_ANNOUNCED);
	rows[2].stage = MQ_STAGE_CANCELLED;
	MQ_CHECK(mq_due_of(rows, 3, true, MQ_NONE, MQ_NONE, plan).how == MQ_DUE_STOPPED);
}

static void terms(void)
{
	mq_day day = mq_day_of(2021, 3, 4);
	mq_due_row rows[] = {{MQ_STAGE_SIGNED, MQ_PRECISION_DAY, day, day, day, 0, 0, 1},
			     {MQ_STAGE_SUSPENDED, MQ_PRECISION_DAY, day + 900, day + 900, day + 900, 0, 0, 1},
			     {MQ_STAGE_RESUMED, MQ_PRECISION_DAY, day + 950, day + 950, day + 950, 0, 0, 1}};
	mq_due d = mq_due_of(rows, 1, false, MQ_NONE, MQ_T("5 year"), MQ_NO_DAY);
	MQ_CHECK(d.how == MQ_DUE_TERM && d.from == day + 5 * 365 + 1);
	MQ_CHECK(mq_due_of(rows, 1, false, MQ_NONE, MQ_T("5 day"), MQ_NO_DAY).how == MQ_DUE_NONE);
	MQ_CHECK(mq_due_of(rows, 2, false, MQ_NONE, MQ_T("5 year"), MQ_NO_DAY).how == MQ_DUE_STOPPED);
	MQ_CHECK(mq_due_of(rows, 3, false, MQ_NONE, MQ_T("5 year"), MQ_NO_DAY).how == MQ_DUE_TERM);
	MQ_CHECK(mq_due_of(rows, 0, true, MQ_T("P1Y"), MQ_T("5 year"), MQ_NO_DAY).how == MQ_DUE_NONE);
}

int main(void)
{
	usual_intervals();
	irregular();
	announcements();
	terms();
	return mq_check_done();
}
