/* WebSub: signatures of RFC 4231 and RFC 2202 (test case 2: key "Jefe"), what is near one, and the form of a request. */
#include "watch/websub.h"

#include "check.h"

#define SAID MQ_T("what do ya want for nothing?")

static bool is_signed(const char *header) { return mq_websub_signed(mq_text_of(header), MQ_T("Jefe"), SAID); }

static void signatures(void)
{
	MQ_CHECK(is_signed("sha256=5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"));
	MQ_CHECK(is_signed("SHA256=5BDCC146BF60754E6A042426089575C75A003F089D2739839DEC58B964EC3843"));
	MQ_CHECK(
	    is_signed("sha384=af45d2e376484031617f78d2b58a6b1b9c7ef464f5a01b47e42ec3736322445e8e2240ca5e69e2c78b3239ecfab21649"));
	MQ_CHECK(is_signed("sha512=164b7a7bfcf819e2e395fbe73b56e0a387bd64222e831fd610270cd7ea250554"
			   "9758bf75c05a994a6d034f65f8f0e6fdcaeab1a34d4a6b4b636e070a38bce737"));
	MQ_CHECK(is_signed("sha1=effcdf6ae5eb2fa2d27416d5f184df9c259a7c79"));
	static const char *const bad[] = {"",
					  "sha256",
					  "sha256=",
					  "=",
					  "md5=750c783e6ab0b503eaa86e310a5db738",
					  "sha1=5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843",
					  "sha256=5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec384",
					  "sha256=5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec38433",
					  "sha256=5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3842",
					  "sha256=zbdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"};
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) MQ_CHECK(!is_signed(bad[i]));
	/* without a secret nothing is good, and a missing field is a wrong one */
	MQ_CHECK(!mq_websub_signed(MQ_T("sha1=fbdb1d1b18aa6c08324b7d64b71fb76370690e1d"), MQ_NONE, MQ_T("")));
	MQ_CHECK(!mq_websub_signed(MQ_NONE, MQ_T("Jefe"), SAID));
}

int main(void)
{
	mq_arena *a = mq_arena_open(1u << 20);
	mq_hub h = {.topic = MQ_T("https://a.test/f?x=1&y=é"),
		    .base = MQ_T("https://m.test/websub/"),
		    .key = MQ_T("k"),
		    .secret = MQ_T("s")};
	char one[33], two[33];
	signatures();
	MQ_CHECK_TEXT(mq_websub_form(a, &h, MQ_HUB_SUBSCRIBE),
		      MQ_T("hub.mode=subscribe&hub.topic=https%3A%2F%2Fa.test%2Ff%3Fx%3D1%26y%3D%C3%A9"
			   "&hub.callback=https%3A%2F%2Fm.test%2Fwebsub%2Fk&hub.secret=s&hub.lease_seconds=864000"));
	MQ_CHECK_TEXT(mq_websub_form(a, &h, MQ_HUB_UNSUBSCRIBE),
		      MQ_T("hub.mode=unsubscribe&hub.topic=https%3A%2F%2Fa.test%2Ff%3Fx%3D1%26y%3D%C3%A9"
			   "&hub.callback=https%3A%2F%2Fm.test%2Fwebsub%2Fk"));
	MQ_CHECK(mq_random_hex(16, one) && mq_random_hex(16, two) && strlen(one) == 32 && strcmp(one, two) != 0);
	mq_arena_close(a);
	return mq_check_done();
}
