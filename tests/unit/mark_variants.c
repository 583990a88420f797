#include "base/base.h"
#include "check.h"
#include "mark/variants.h"

int main(void)
{
	mq_arena *a = mq_arena_open((size_t)64 << 20);
	const mq_pack *pack;
	const mq_variants *v;
	MQ_CHECK(a && mq_ok(mq_pack_open(a, MQ_NONE, &pack)) && mq_ok(mq_variants_open(a, pack, &v)));
	MQ_CHECK(mq_variants_score(v, a, MQ_T("محمد بريد"), MQ_T("محمد بريظ")) >= MQ_VARIANT_LIKELY);
	MQ_CHECK(mq_variants_score(v, a, MQ_T("عبد الغني محيب"), MQ_T("عبدالغني موهيب")) >= MQ_VARIANT_LIKELY);
	MQ_CHECK(mq_variants_score(v, a, MQ_T("أنطونيو غوتيريش"), MQ_T("انطونيو غوتيريس")) >= MQ_VARIANT_LIKELY);
	MQ_CHECK(mq_variants_score(v, a, MQ_T("ناصر بوريطة"), MQ_T("ناصر بوريطة")) == 100);
	MQ_CHECK(mq_variants_score(v, a, MQ_T("جوزيف دونفورد"), MQ_T("جوزيف دانفورد")) >= MQ_VARIANT_LIKELY);
	MQ_CHECK(mq_variants_score(v, a, MQ_T("محمد السادس"), MQ_T("محمد الخامس")) < MQ_VARIANT_LIKELY);
	MQ_CHECK(mq_variants_score(v, a, MQ_T("محمد علي"), MQ_T("محمود علي")) < 100);
	MQ_CHECK(mq_variants_score(v, a, MQ_T("سعيد"), MQ_T("سعاد")) < 100);
	MQ_CHECK(mq_variants_score(v, a, MQ_T("كيري"), MQ_T("لافروف")) == 0);
	MQ_CHECK(mq_variants_score(v, a, MQ_T(""), MQ_T("كيري")) == 0);
	mq_arena_close(a);
	return mq_check_done();
}
