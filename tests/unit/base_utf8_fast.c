/* The vectorised UTF-8 check agrees with the plain walk on every kind of damage at every place. */
#include "check.h"

static bool plain(mq_text t)
{
	for (size_t at = 0; at < t.n;) {
		size_t was = at;
		if (mq_utf8_next(t, &at) == MQ_UTF8_BAD && at == was + 1) return false;
	}
	return true;
}

static const char *const damage[] = {"\x80",
				     "\xC0\xAF",
				     "\xC2",
				     "\xE0\x80\x80",
				     "\xE0\x9F\xBF",
				     "\xED\xA0\x80",
				     "\xF0\x80\x80\x80",
				     "\xF0\x8F\xBF\xBF",
				     "\xF4\x90\x80\x80",
				     "\xF5\x80\x80\x80",
				     "\xFF",
				     "\xE2\x82",
				     "\xF0\x9F\x98",
				     "\xC2\x80",
				     "\xDF\xBF",
				     "\xE0\xA0\x80",
				     "\xEF\xBF\xBF",
				     "\xED\x9F\xBF",
				     "\xF0\x90\x80\x80",
				     "\xF4\x8F\xBF\xBF",
				     "\xD9\x85\xD9",
				     "\x85\xD9\x85"};

int main(void)
{
	char line[256];
	size_t wrong = 0;
	const char *fill[] = {"a", "م", "€", "😀"};
	for (size_t f = 0; f < 4; f++) {
		for (size_t d = 0; d < sizeof damage / sizeof *damage; d++) {
			for (size_t at = 0; at < 140; at++) {
				size_t n = 0, k = strlen(fill[f]);
				while (n + k <= at) memcpy(line + n, fill[f], k), n += k;
				memcpy(line + n, damage[d], strlen(damage[d])), n += strlen(damage[d]);
				for (size_t i = 0; i < at % 70 && n + k < sizeof line; i += k)
					memcpy(line + n, fill[f], k), n += k;
				mq_text t = mq_text_at(line, n);
				if ((mq_utf8_bad(t) == SIZE_MAX) != plain(t)) wrong++;
			}
		}
	}
	MQ_CHECK(wrong == 0);
	/* pseudo-random bytes, mostly continuation-heavy: same seed, same bytes */
	uint64_t x = 88172645463325252u;
	for (int round = 0; round < 200000; round++) {
		size_t n = 64 + round % 90;
		for (size_t i = 0; i < n; i++) {
			x ^= x << 13, x ^= x >> 7, x ^= x << 17;
			unsigned r = (unsigned)(x >> 40) & 0xFF;
			line[i] = (char)(r < 200 ? (i % 2 ? 0x80 | (r & 0x3F) : 0xD8 | (r & 3)) : r);
		}
		mq_text t = mq_text_at(line, n);
		if ((mq_utf8_bad(t) == SIZE_MAX) != plain(t)) wrong++;
	}
	MQ_CHECK(wrong == 0);
	return mq_check_done();
}
